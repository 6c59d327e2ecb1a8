//! `rowi config init`, `show` and `schema`; `rowi config report-schema` prints the JSON Schema of `--format json`.

use std::path::PathBuf;

use super::check::config_loader;
use super::settings::SettingsArgs;
use super::{Exit, Reporter, Terminal};
use crate::analysis::{self, Config};
use crate::diagnostic::has_errors;
use crate::render::report_schema;
use crate::text::Sources;

/// What to print.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write a rowi.toml that names every key, to start from
    Init(InitArgs),
    /// The configuration that holds for a description
    Show(Box<ShowArgs>),
    /// The JSON Schema of rowi.toml
    Schema,
    /// The JSON Schema of what `--format json` prints
    ReportSchema,
}

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Where to write it
    #[arg(default_value = "rowi.toml")]
    path: PathBuf,
}

/// Arguments of `show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The description; without one, what holds in this directory
    path: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
#[must_use]
pub fn run(command: &Command, terminal: &Terminal) -> Exit {
    let schema = match command {
        Command::Init(args) => return init(args, terminal),
        Command::Show(args) => return show(args, terminal),
        Command::Schema => analysis::config_schema(),
        Command::ReportSchema => report_schema(),
    };
    terminal.print(&format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default()));
    Exit::Clean
}

fn init(args: &InitArgs, terminal: &Terminal) -> Exit {
    let shown = args.path.display();
    if args.path.exists() || args.path.is_symlink() {
        terminal.error(&format!("`{shown}` is there already; nothing was written"));
        return Exit::Failure;
    }
    if let Err(error) =
        terminal.access.write_output(&args.path, analysis::config_template().as_bytes(), &Sources::new())
    {
        terminal.error(&format!("cannot write `{shown}`: {error}"));
        return Exit::Failure;
    }
    terminal.complain(&format!("wrote `{shown}`; every key in it is a comment until you take its `#` away"));
    Exit::Clean
}

fn show(args: &ShowArgs, terminal: &Terminal) -> Exit {
    let mut project = match args.settings.project() {
        Ok(project) => project,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    let path = args.path.clone().unwrap_or_else(|| PathBuf::from("config.xml"));
    let settings = project.of(&path, &config_loader(std::slice::from_ref(&path), &args.settings, terminal));
    let sources = &settings.sources;
    if has_errors(&settings.problems) {
        return Reporter::default_on(terminal).finish(sources, &settings.problems, 1).max(Exit::Failure);
    }
    let files: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    let from = if files.is_empty() { "# no rowi.toml\n".to_owned() } else { format!("# from {}\n", files.join(", ")) };
    terminal.print(&(from + &describe(&settings.config)));
    Exit::Clean
}

/// The configuration as TOML.
fn describe(config: &Config) -> String {
    let mut table = toml::Table::new();
    let mut set = |key: &str, value: Option<toml::Value>| {
        if let Some(value) = value {
            table.insert(key.to_owned(), value);
        }
    };
    let list = |items: &[String]| (!items.is_empty()).then(|| toml::Value::from(items.to_vec()));
    let text = |value: &Option<String>| value.clone().map(toml::Value::from);
    let ignores = |ignore: &[analysis::Ignore]| {
        let items: Vec<toml::Value> = ignore
            .iter()
            .map(|ignore| {
                let mut table = toml::Table::from_iter([("rule".to_owned(), toml::Value::from(ignore.name.clone()))]);
                if let Some(reason) = &ignore.reason {
                    table.insert("reason".into(), reason.clone().into());
                }
                toml::Value::Table(table)
            })
            .collect();
        (!items.is_empty()).then_some(toml::Value::Array(items))
    };
    set("select", list(&config.select));
    set("ignore", ignores(&config.ignore));
    let excluded: Vec<toml::Value> = config.exclude.iter().map(|path| path.path.clone().into()).collect();
    set("exclude", (!excluded.is_empty()).then_some(toml::Value::Array(excluded)));
    set("pedantic", config.pedantic.map(toml::Value::from));
    set("edition", text(&config.edition));
    set("target", text(&config.target));
    set("podman", text(&config.podman));
    set("docker", text(&config.docker));
    set("kiwi", text(&config.kiwi));
    set("profiles", list(&config.profiles));
    set("arch", list(&config.arch));
    set("types", list(&config.types));
    set("docs-url", text(&config.docs_url));
    set("baseline", config.baseline.as_ref().map(|path| toml::Value::from(path.to_string_lossy().into_owned())));
    let severities: toml::Table = config
        .severity
        .iter()
        .map(|(name, severity)| (name.clone(), severity.map_or("off", |severity| severity.as_str()).into()))
        .collect();
    set("severity", (!severities.is_empty()).then_some(toml::Value::Table(severities)));
    let extension: toml::Table = config
        .extension
        .iter()
        .map(|(name, path)| (name.clone(), path.to_string_lossy().into_owned().into()))
        .collect();
    set("extension", (!extension.is_empty()).then_some(toml::Value::Table(extension)));
    let per_path: Vec<toml::Value> = config
        .per_path
        .iter()
        .map(|per| {
            let mut table = toml::Table::from_iter([("path".to_owned(), per.path.clone().into())]);
            if let Some(ignore) = ignores(&per.ignore) {
                table.insert("ignore".into(), ignore);
            }
            toml::Value::Table(table)
        })
        .collect();
    set("per-path", (!per_path.is_empty()).then_some(toml::Value::Array(per_path)));
    table.to_string()
}
