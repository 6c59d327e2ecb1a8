//! `rowi docs`

use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::report::Reporter;
use super::{Cli, Exit, Terminal};
use crate::analysis::{self, config_template};
use crate::generate::docs::{self, Files, Format, Page, Reference, Site, kiwi_reference, kiwi_sources, reference};
use crate::rng;
use crate::rng::simple::Grammar;
use crate::text::{Loader, Sources};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The schema to document, .rnc or .rng; KIWI's own where none is named
    schema: Option<PathBuf>,
    /// The directory to write to; files of other names in it stay
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value = "html")]
    format: FormatArg,
    /// Report items without documentation and examples that are not valid, and write nothing
    #[arg(long)]
    check: bool,
    /// A directory with templates instead of the built-in ones: base.html, element.html …
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// What the site is called; by default after the schema's file
    #[arg(long)]
    title: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FormatArg {
    /// A static site that works from a folder, without a server
    Html,
    /// A Markdown file an element
    Markdown,
    /// A reStructuredText file an element, for Sphinx
    Rst,
    /// A manual page an element, in section 5
    Man,
    /// The whole model in one file
    Json,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    match &args.schema {
        None => write(args, kiwi_reference(), &kiwi_sources().1, terminal),
        Some(path) => {
            let mut sources = Sources::new();
            let mut diagnostics = Vec::new();
            let loader = terminal.access.loader([path.as_path()]);
            let loaded = analysis::read(path, &mut sources, &loader, &mut diagnostics)
                .map(|id| rng::load(id, &mut sources, &loader));
            let grammar = loaded.and_then(|loaded| {
                diagnostics.extend(loaded.diagnostics);
                loaded.grammar
            });
            let Some(grammar) = grammar else {
                let _ = Reporter::in_format(None, terminal).finish(&sources, &diagnostics, 1);
                return Exit::Failure;
            };
            let named = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let title = args.title.clone().unwrap_or(named);
            write(args, &reference(&title, &grammar, &sources), &grammar, terminal)
        }
    }
}

fn write(args: &Args, reference: &Reference, grammar: &Grammar, terminal: &Terminal) -> Exit {
    let titled = args.title.as_ref().map(|title| Reference { title: title.clone(), ..reference.clone() });
    let reference = titled.as_ref().unwrap_or(reference);
    if args.check {
        let wrong = docs::check(reference, grammar);
        for line in &wrong {
            terminal.error(line);
        }
        let attributes: usize = reference.elements.iter().map(|element| element.attributes.len()).sum();
        let (elements, count) = (reference.elements.len(), wrong.len());
        terminal.print(&format!("{elements} elements, {attributes} attributes, {count} problems\n"));
        return if wrong.is_empty() { Exit::Clean } else { Exit::Findings };
    }
    let format = match args.format {
        FormatArg::Html => return site(args, reference, grammar, terminal),
        FormatArg::Markdown => Format::Markdown,
        FormatArg::Rst => Format::Rst,
        FormatArg::Man => Format::Man,
        FormatArg::Json => Format::Json,
    };
    write_files(args, &docs::files(reference, format), terminal)
}

fn site(args: &Args, reference: &Reference, grammar: &Grammar, terminal: &Terminal) -> Exit {
    let is_kiwi = args.schema.is_none();
    let templates = match args.templates.as_deref().map(|directory| templates(directory, terminal)).transpose() {
        Ok(templates) => templates.unwrap_or_default(),
        Err(message) => {
            terminal.error(&message);
            return Exit::Failure;
        }
    };
    let site = Site {
        reference,
        grammar,
        rules: if is_kiwi { analysis::catalogue() } else { &[] },
        pages: if is_kiwi { pages() } else { Vec::new() },
        templates,
    };
    match site.files() {
        Ok(files) => write_files(args, &files, terminal),
        Err(error) => {
            terminal.error(&error.to_string());
            Exit::Failure
        }
    }
}

fn templates(directory: &Path, terminal: &Terminal) -> Result<Vec<(String, String)>, String> {
    let cannot = |path: &Path, why: &dyn std::fmt::Display| format!("cannot read `{}`: {why}", path.display());
    let entries = std::fs::read_dir(directory).map_err(|error| cannot(directory, &error))?;
    let loader = terminal.access.loader([directory]);
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "html") {
            let bytes = loader.read(&path).map_err(|error| cannot(&path, &error))?;
            let text = String::from_utf8(bytes).map_err(|error| cannot(&path, &error))?;
            found.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text));
        }
    }
    found.sort();
    Ok(found)
}

fn write_files(args: &Args, files: &Files, terminal: &Terminal) -> Exit {
    let Some(out) = &args.out else { return Exit::Failure };
    if let Err(error) = terminal.access.make_directory(out) {
        terminal.error(&format!("cannot write `{}`: {error}", out.display()));
        return Exit::Failure;
    }
    for (path, bytes) in files {
        // all of the directory is an output that was named
        if let Err(error) = terminal.access.write_beside(out, Path::new(path), bytes, &Sources::new(), true) {
            terminal.error(&format!("cannot write `{}`: {error}", out.join(path).display()));
            return Exit::Failure;
        }
    }
    let size: usize = files.values().map(Vec::len).sum();
    terminal.print(&format!("{} files, {} kB, in {}\n", files.len(), size / 1000, out.display()));
    Exit::Clean
}

/// The guides of the repository, the commands, the configuration, the formats.
fn pages() -> Vec<Page> {
    let page = |path: &str, title: &str, text: &str| {
        // the title is the page's own
        let body = text.strip_prefix("# ").and_then(|rest| rest.split_once('\n')).map_or(text, |(_, body)| body);
        Page { path: path.to_owned(), title: title.to_owned(), text: body.to_owned() }
    };
    vec![
        page("tour", "Adopt rowi in a repository", include_str!("../../docs/tour.md")),
        page("ci", "Run rowi in CI", include_str!("../../docs/ci.md")),
        page("commands", "Commands", &commands()),
        page(
            "configuration",
            "Configuration: rowi.toml",
            &format!("All keys, as `rowi config init` writes them:\n\n```toml\n{}\n```\n", config_template()),
        ),
        page("formats", "JSON formats", FORMATS),
        page("library", "The library", LIBRARY),
    ]
}

const FORMATS: &str = "`rowi check --format json` prints one object with all findings; `rowi config report-schema` prints its JSON Schema. This reference as data is [reference.json](reference.json).\n\n| key | meaning |\n|---|---|\n| `version` | the version of the format, 1 |\n| `files` | how many files were judged |\n| `diagnostics` | the findings, each with `name`, `severity`, `message`, `label`, `file`, `span`, `labels`, `notes`, `expected`, `fixes`, `url` |\n\nLines and columns count from 1, columns in Unicode scalar values, offsets in bytes.\n";

const LIBRARY: &str = "The crate `rowi` holds all of it as a library. Without its features it validates documents by RELAX NG, evaluates XPath, applies Schematron and transforms by XSLT:\n\n```toml\n[dependencies]\nrowi = { version = \"0.2\", default-features = false }\n```\n\n`cargo doc --open` shows its front page, with an example for each engine.\n";

/// A section for each command, from the definition that the program itself uses.
fn commands() -> String {
    fn write(command: &clap::Command, name: &str, text: &mut String) {
        let help = command.clone().bin_name(name.to_owned()).render_long_help().to_string();
        text.push_str(&format!("## {name}\n\n```text\n{}\n```\n\n", help.trim_end()));
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help" && !inner.is_hide_set()) {
            write(inner, &format!("{name} {}", inner.get_name()), text);
        }
    }
    let mut text = String::new();
    write(&Cli::command(), "rowi", &mut text);
    text
}
