//! `rowi docs`

use std::path::{Path, PathBuf};

use super::guides::pages;
use super::report::Reporter;
use super::{Exit, Terminal};
use crate::analysis;
use crate::compat;
use crate::generate::docs::{
    self, Files, Format, Reference, Site, changes_from, kiwi_reference, kiwi_sources, reference,
};
use crate::rng;
use crate::rng::simple::Grammar;
use crate::text::{Loader, Sources};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The schema to document, .rnc or .rng; KIWI's own where none is named, or `kiwi`
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
    /// An older version of the schema: a page tells what changed since
    #[arg(long, value_name = "OLD", requires = "schema")]
    since: Option<PathBuf>,
    /// What the site is called; by default after the schema's file
    #[arg(long)]
    title: Option<String>,
}

impl Args {
    /// The schema, where it is not the one inside of rowi.
    fn other_schema(&self) -> Option<&Path> {
        self.schema.as_deref().filter(|path| *path != Path::new("kiwi") || path.exists())
    }
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
    match args.other_schema() {
        None => write(args, kiwi_reference(), &kiwi_sources().1, terminal),
        Some(path) => match of_schema(args, path, terminal) {
            Some((grammar, reference)) => write(args, &reference, &grammar, terminal),
            None => Exit::Failure,
        },
    }
}

/// The grammar of a schema and its reference; `None` where it cannot be used, which is told.
fn of_schema(args: &Args, path: &Path, terminal: &Terminal) -> Option<(Grammar, Reference)> {
    let mut sources = Sources::new();
    let grammar = load(path, &mut sources, terminal)?;
    let named = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let title = args.title.clone().unwrap_or_else(|| named(path));
    let mut reference = reference(&title, &grammar, &sources);
    if let Some(old) = &args.since {
        let old_grammar = load(old, &mut Sources::new(), terminal)?;
        let comparison = compat::compare(&old_grammar, &grammar, &compat::Options::default());
        reference.changes = vec![changes_from(&reference, &title, &old.display().to_string(), &comparison)];
    }
    Some((grammar, reference))
}

fn load(path: &Path, sources: &mut Sources, terminal: &Terminal) -> Option<Grammar> {
    let mut diagnostics = Vec::new();
    let loader = terminal.access.loader([path]);
    let loaded = analysis::read(path, sources, &loader, &mut diagnostics).map(|id| rng::load(id, sources, &loader));
    let grammar = loaded.and_then(|loaded| {
        diagnostics.extend(loaded.diagnostics);
        loaded.grammar
    });
    if grammar.is_none() {
        let _ = Reporter::in_format(None, terminal).finish(sources, &diagnostics, 1);
    }
    grammar
}

fn write(args: &Args, reference: &Reference, grammar: &Grammar, terminal: &Terminal) -> Exit {
    let titled = args.title.as_ref().map(|title| Reference { title: title.clone(), ..reference.clone() });
    let reference = titled.as_ref().unwrap_or(reference);
    if args.check {
        let wrong = docs::check(reference, grammar);
        for line in &wrong {
            terminal.error(line);
        }
        let ((elements, attributes), count) = (reference.counts(), wrong.len());
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
    let is_kiwi = args.other_schema().is_none();
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
