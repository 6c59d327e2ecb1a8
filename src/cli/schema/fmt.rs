//! `rowi schema fmt`

use std::path::{Path, PathBuf};

use crate::analysis;
use crate::cli::{Exit, Reporter, Terminal};
use crate::diagnostic::has_errors;
use crate::render::{Format, block, line};
use crate::rng;
use crate::text::{Encoding, Sources, encode};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Schemas in compact syntax (.rnc); `-`: standard input to standard output
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write nothing; exit with 1 where a file is not formatted
    #[arg(long)]
    check: bool,
    /// Print a unified diff instead of writing
    #[arg(long)]
    diff: bool,
    /// How to print what is wrong with a schema that cannot be read
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut sources = Sources::new();
    let mut exit = Exit::Clean;
    let mut diagnostics = Vec::new();
    for path in &args.files {
        let loader = terminal.access.loader([path.as_path()]);
        let Some(id) = analysis::read(path, &mut sources, &loader, &mut diagnostics) else {
            exit = Exit::Failure;
            continue;
        };
        let source = sources.get(id).clone();
        if rng::syntax_of(&source) != rng::ast::Syntax::Compact {
            terminal.error(&format!("`{}` is not in compact syntax", source.name));
            exit = Exit::Failure;
            continue;
        }
        let (schema, found) = rng::parse(&source);
        if has_errors(&found) {
            diagnostics.extend(found);
            exit = Exit::Failure;
            continue;
        }
        let text = rng::compact::format(&schema, &source);
        let to_stdout = path == Path::new("-") && !args.check && !args.diff;
        if to_stdout {
            terminal.print(&text);
            continue;
        }
        if *text == *source.text && source.encoding == Encoding::Utf8 {
            continue;
        }
        if args.diff {
            let (old, new, name) = (block(&source.text), block(&text), line(&source.name));
            let diff = similar::TextDiff::from_lines(&*old, &*new);
            terminal.print(&diff.unified_diff().header(&name, &name).to_string());
        } else if args.check {
            terminal.complain(&format!("{}: not formatted", source.name));
        }
        if args.diff || args.check {
            exit = exit.max(Exit::Findings);
            continue;
        }
        let bytes = encode(&text, Encoding::Utf8, source.byte_order_mark);
        let judged = encode(&source.text, source.encoding, source.byte_order_mark);
        if let Err(error) = terminal.access.write_judged(path, path, &bytes, &judged) {
            terminal.error(&format!("cannot write `{}`: {error}", path.display()));
            exit = Exit::Failure;
        }
    }
    if !diagnostics.is_empty() || args.format.is_some() {
        let _ = Reporter::in_format(args.format, terminal).finish(&sources, &diagnostics, args.files.len());
    }
    exit
}
