//! `rowi fmt`

use std::path::{Path, PathBuf};

use super::descriptions::read_stdin;
use super::report::ReportArgs;
use super::{Exit, Reporter, Terminal};
use crate::analysis;
use crate::bundle::Form;
use crate::diagnostic::has_errors;
use crate::query::{Tree, format};
use crate::render::{block, line};
use crate::text::{PatchedLoader, Sources, encode};
use crate::xml;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// XML files; `-`: standard input to standard output
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write nothing; exit with 1 where a file is not formatted
    #[arg(long)]
    check: bool,
    /// Print a unified diff instead of writing
    #[arg(long)]
    diff: bool,
    /// Blanks that a level is indented by; without it, what the file mostly has, or 4
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16))]
    indent: Option<u8>,
    /// Indent by tabulators
    #[arg(long, conflicts_with = "indent")]
    tabs: bool,
    /// Columns that a tag should not pass
    #[arg(long, value_name = "N", default_value = "120")]
    width: u16,
    #[command(flatten)]
    report: ReportArgs,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let mut exit = Exit::Clean;
    for path in &args.files {
        let is_stdin = path == Path::new("-");
        let files = terminal.access.loader([path.as_path()]);
        let mut loader = PatchedLoader::new(&files);
        let name = if is_stdin { PathBuf::from("<stdin>") } else { path.clone() };
        if is_stdin {
            match read_stdin() {
                Ok(bytes) => loader.replace(name.clone(), bytes),
                Err(error) => {
                    terminal.error(&format!("cannot read standard input: {error}"));
                    exit = Exit::Failure;
                    continue;
                }
            }
        }
        let Some(id) = analysis::read(&name, &mut sources, &loader, &mut diagnostics) else {
            exit = Exit::Failure;
            continue;
        };
        let source = sources.get(id).clone();
        if Form::of(&source) != Form::Xml || !source.text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
            terminal.error(&format!("`{}` is not XML", source.name));
            exit = Exit::Failure;
            continue;
        }
        let found = xml::parse(&source).diagnostics;
        if has_errors(&found) {
            diagnostics.extend(found);
            exit = Exit::Failure;
            continue;
        }
        let tree = Tree::new(source.text.clone());
        let mut options = format::Options::of(&tree, "    ");
        options.width = usize::from(args.width);
        if let Some(indent) = args.indent {
            options.indent = " ".repeat(usize::from(indent));
        } else if args.tabs {
            options.indent = "\t".to_owned();
        }
        let text = format::format(&tree, &options);
        let is_changed = *text != *source.text;
        if args.diff && is_changed {
            let (old, new, name) = (block(&source.text), block(&text), line(&source.name));
            let diff = similar::TextDiff::from_lines(&*old, &*new);
            terminal.print(&diff.unified_diff().header(&name, &name).to_string());
        } else if args.check && is_changed {
            terminal.complain(&format!("{}: not formatted", source.name));
        }
        if args.diff || args.check {
            exit = if is_changed { exit.max(Exit::Findings) } else { exit };
        } else if is_stdin {
            terminal.print(&text);
        } else if is_changed {
            // what was formatted is what is replaced
            let old = encode(&source.text, source.encoding, source.byte_order_mark);
            let bytes = encode(&text, source.encoding, source.byte_order_mark);
            if let Err(error) = terminal.access.write_judged(path, path, &bytes, &old) {
                terminal.error(&format!("cannot write `{}`: {error}", path.display()));
                exit = Exit::Failure;
            }
        }
    }
    if !diagnostics.is_empty() {
        let _ = Reporter::new(&args.report, terminal).finish(&sources, &diagnostics, args.files.len());
    }
    exit
}
