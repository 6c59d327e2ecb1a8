//! `rowi upgrade`

use crate::upgrade::catalogue::{INCLUDE_NOT_UPGRADED, KIWI_UPGRADE_FAILS};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::edit_diff::edit_diff;
use super::report::ReportArgs;
use super::{Exit, Reporter, Terminal, descriptions};
use crate::analysis::{self, Overrides, Project};
use crate::bundle::{Bundle, Form};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::kiwi::{Edition, releases};
use crate::render::line;
use crate::text::{Loader, PatchedLoader, SourceId, Sources, encode};
use crate::upgrade::{Options, Upgrade, Upgraded, Version, newest, step, steps, upgrade_bundle};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Descriptions, or directories with descriptions; without any, this directory; `-`: standard input
    paths: Vec<PathBuf>,
    /// Upgrade standard input, which has this name
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    stdin_filename: Option<PathBuf>,
    /// The schema version to reach; without it, the newest
    #[arg(long, value_name = "VERSION")]
    to: Option<Version>,
    /// Reach the schema version of this release of KIWI, as `10.2`; without it, `kiwi` of the configuration counts
    #[arg(long, value_name = "VERSION", conflicts_with = "to")]
    kiwi: Option<releases::Version>,
    /// The edition of KIWI's schema to reach: containers among the packages become KIWI's own sections
    #[arg(long, value_parser = ["kiwi"], conflicts_with = "to")]
    edition: Option<String>,
    /// Change the files; of standard input, print the result
    #[arg(long, conflicts_with_all = ["check", "diff"])]
    write: bool,
    /// Show what would change; the default
    #[arg(long)]
    diff: bool,
    /// Only tell whether anything would change: status 1 if so
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    #[command(flatten)]
    report: ReportArgs,
}

/// One description upgraded in memory.
struct Done {
    sources: Sources,
    upgraded: Option<Upgraded>,
    diagnostics: Vec<Diagnostic>,
}

/// The schema version that a release of KIWI has.
fn schema_of(version: releases::Version) -> Option<Version> {
    releases::read_for(version)?.schema.parse().ok()
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    if let Some(version) = args.kiwi.filter(|version| releases::read_for(*version).is_none()) {
        let oldest = releases::all().first().map(|release| release.version.to_string()).unwrap_or_default();
        terminal.error(&format!("nothing is known of KIWI {version}; the oldest that is known is {oldest}"));
        return Exit::Failure;
    }
    let to = args.to.or(args.kiwi.and_then(schema_of)).unwrap_or_else(newest);
    if steps().iter().all(|step| step.to != to) {
        let known: Vec<String> = steps().iter().rev().take(8).map(|step| step.to.to_string()).collect();
        terminal.error(&format!(
            "no upgrade leads to version {to}; among those that can be reached are {}",
            known.join(", ")
        ));
        return Exit::Failure;
    }
    let mut input = None;
    let dash = PathBuf::from("-");
    let stdin = args.stdin_filename.as_ref().or((args.paths == [dash.clone()]).then_some(&dash));
    let paths = match stdin {
        Some(name) => descriptions::read_stdin()
            .map(|bytes| {
                input = Some(bytes);
                vec![name.clone()]
            })
            .map_err(|error| format!("cannot read standard input: {error}")),
        None => descriptions::find(&args.paths),
    };
    let paths = match paths {
        Ok(paths) => paths,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    let edition = args.edition.as_deref().and_then(Edition::from_name);
    let mut project = match Project::new(Overrides::default(), std::env::current_dir().unwrap_or_default()) {
        Ok(project) => project,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    // what is asked for counts, then the KIWI of the configuration
    let is_asked = args.to.is_some() || args.kiwi.is_some() || edition.is_some();
    let mut to_reach = |path: &PathBuf| {
        let mut configured = || {
            project
                .of(path, &terminal.access.loader([path.as_path()]))
                .config
                .kiwi
                .as_ref()?
                .parse()
                .ok()
                .and_then(schema_of)
        };
        if is_asked { to } else { configured().unwrap_or(to) }
    };
    let goals: Vec<(PathBuf, Options)> =
        paths.iter().map(|path| (path.clone(), Options { to: to_reach(path), included_by: None, edition })).collect();
    let one = |(path, options): &(PathBuf, Options)| {
        let files = terminal.access.loader([path.as_path()]);
        let mut loader = PatchedLoader::new(&files);
        if let Some(bytes) = &input {
            loader.replace(path.clone(), bytes.clone());
        }
        upgrade_one(path, &loader, options)
    };
    let done: Vec<Done> = goals.par_iter().map(one).collect();
    if args.write && stdin.is_some() {
        return filter(args, done, terminal);
    }
    let mut exit = Exit::Clean;
    let plain = args.report.is_human();
    let mut needed = 0;
    let mut written = Written::default();
    for (path, one) in paths.iter().zip(&done) {
        let Some(upgraded) = &one.upgraded else { continue };
        for file in &upgraded.files {
            let source = one.sources.get(file.source);
            if file.is_needed() {
                needed += 1;
                if args.check && plain {
                    terminal.print(&format!("{}: {}\n", line(&source.name), versions(file)));
                }
            }
            if file.form != Form::Xml && file.document.is_some() && !args.check {
                terminal.complain(&format!("{}: only XML is rewritten, YAML, JSON and INI are not", source.name));
            }
            if file.edits.is_empty() || args.check {
                continue;
            }
            if !written.claim(source.path(), &file.edits.apply(&source.text)) {
                continue;
            }
            if args.write {
                let bytes = encode(&file.edits.apply(&source.text), source.encoding, source.byte_order_mark);
                let old = encode(&source.text, source.encoding, source.byte_order_mark);
                match terminal.access.write_judged(path, source.path(), &bytes, &old) {
                    Ok(()) if plain => terminal.print(&summary(one, file)),
                    Ok(()) => {}
                    Err(error) => {
                        terminal.error(&format!("cannot write `{}`: {error}", source.name));
                        exit = Exit::Failure;
                    }
                }
            } else if plain {
                terminal.print(&edit_diff(source, &file.edits, terminal.color));
                terminal.print(&summary(one, file));
            }
        }
    }
    for path in &written.conflicts {
        terminal.error(&format!(
            "`{}` is included by descriptions of different versions; it was upgraded for the first",
            path.display()
        ));
        exit = exit.max(Exit::Findings);
    }
    let files = done.iter().filter_map(|one| one.upgraded.as_ref()).map(|upgraded| upgraded.files.len()).sum();
    let mut sources = Sources::new();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for one in done {
        let base = sources.absorb(one.sources);
        for diagnostic in one.diagnostics {
            diagnostics.push(diagnostic.rebased(base));
        }
    }
    if args.check && needed > 0 {
        exit = exit.max(Exit::Findings);
    }
    let reported = Reporter::new(&args.report, terminal).finish(&sources, &diagnostics, files);
    exit.max(reported)
}

/// Standard input to standard output; findings go to standard error.
fn filter(args: &Args, done: Vec<Done>, terminal: &Terminal) -> Exit {
    let mut exit = Exit::Clean;
    for one in done {
        if let Some(file) = one.upgraded.as_ref().and_then(|upgraded| upgraded.files.first()) {
            let source = one.sources.get(file.source);
            terminal.print(&file.edits.apply(&source.text));
        }
        exit = exit.max(Reporter::new(&args.report, terminal).on_errors().finish(&one.sources, &one.diagnostics, 1));
    }
    exit
}

fn upgrade_one(path: &Path, loader: &(dyn Loader + Sync), options: &Options) -> Done {
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let upgraded = analysis::read(path, &mut sources, loader, &mut diagnostics)
        .map(|id: SourceId| Bundle::assemble(id, &mut sources, loader))
        .map(|bundle| (upgrade_bundle(&bundle, &mut sources, options), bundle));
    if let Some((upgraded, bundle)) = &upgraded {
        diagnostics.extend(bundle.malformed().cloned());
        diagnostics.extend(bundle.include_findings());
        diagnostics.extend(upgraded.all_diagnostics().filter(|one| !is_mended(one)).cloned());
        // Only the newest version has a schema here.
        if upgraded.is_needed() && options.to == newest() {
            // What is still written in the proposed edition is judged by it.
            let edition = options.edition.unwrap_or(Edition::ContainersInPackages);
            diagnostics.extend(analysis::check_upgraded(bundle, upgraded, &sources, edition).unwrap_or_default());
        }
    }
    debug_assert!(upgraded.is_some() || has_errors(&diagnostics));
    Done { sources, upgraded: upgraded.map(|(upgraded, _)| upgraded), diagnostics }
}

/// Whether a finding is about KIWI's own upgrade, which has nothing to do any more after this one.
fn is_mended(diagnostic: &Diagnostic) -> bool {
    diagnostic.name.is_one_of(&[&INCLUDE_NOT_UPGRADED, &KIWI_UPGRADE_FAILS])
}

/// From which version to which, or between which editions.
fn versions(file: &Upgrade) -> String {
    match file.from {
        Some(from) if from >= file.to => format!("{from}, edition {}", Edition::Kiwi.as_str()),
        Some(from) => format!("{from} -> {}", file.to),
        None => format!(" -> {}", file.to),
    }
}

/// Which step changed what, by line.
fn summary(one: &Done, file: &Upgrade) -> String {
    let source = one.sources.get(file.source);
    let mut text = format!("{}: {}\n", line(&source.name), versions(file));
    let mut last = None;
    let mut order: Vec<_> = file.changes.iter().collect();
    order.sort_by_key(|change| (change.step, change.span.start));
    for change in order {
        let step = step(change.step);
        if last != Some(change.step) {
            let _ = writeln!(text, "  {}: {}", step.label().replace(" to ", " -> "), step.title());
            last = Some(change.step);
        }
        let number = source.line_column(change.span.start as usize).line;
        let kind = change.kind.to_string();
        let _ = writeln!(text, "    line {number}: {}", line(&kind));
    }
    text
}

/// What was shown or written of which file: several descriptions may include the same one.
#[derive(Default)]
struct Written {
    texts: BTreeMap<PathBuf, String>,
    conflicts: Vec<PathBuf>,
}

impl Written {
    /// Whether the file is still to be done.
    fn claim(&mut self, path: &Path, text: &str) -> bool {
        let key = std::fs::canonicalize(crate::files::real(path)).unwrap_or_else(|_| path.to_path_buf());
        match self.texts.get(&key) {
            None => {
                self.texts.insert(key, text.to_owned());
                true
            }
            Some(other) => {
                if other != text {
                    self.conflicts.push(path.to_path_buf());
                }
                false
            }
        }
    }
}
