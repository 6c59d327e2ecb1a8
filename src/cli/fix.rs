//! `--fix`, `--unsafe-fixes`, `--diff`: made in memory, checked again, and only then written.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Exit, Terminal};
use crate::analysis::{self, Checked, Others, Settings};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::render::{block, line};
use crate::text::{Edit, EditSet, Loader, PatchedLoader, SourceId, Sources, Span, encode};
use crate::xml::NodeId;

/// One fix may make room for the next; no real description needs more rounds.
const MAX_ROUNDS: usize = 10;

/// What to fix.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Fixes")]
pub struct FixArgs {
    /// Make safe fixes
    #[arg(long)]
    fix: bool,
    /// Make fixes that may change meaning, too
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what fixes would change; write nothing
    #[arg(long)]
    diff: bool,
}

impl FixArgs {
    /// Whether anything is to be fixed or shown.
    pub(super) fn is_on(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff
    }

    fn least(&self) -> Applicability {
        if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
    }
}

/// Fixes one description and what belongs to it; returns what is left.
pub(super) fn fix(
    path: &Path,
    args: &FixArgs,
    settings: &Arc<Settings>,
    others: Others<'_>,
    terminal: &Terminal,
    exit: &mut Exit,
) -> Checked {
    let check_one = |loader: &dyn Loader| settings.check(path, loader, others);
    let files = terminal.access.loader([path]);
    let mut loader = PatchedLoader::new(&files);
    let first = check_one(&loader);
    let (errors_before, found) = (count_errors(&first.diagnostics), first.diagnostics.len());
    // what was judged is what is replaced: an edit made meanwhile is in no fix
    let judged = Judged::of(&first);
    let mut current = first;
    let mut hidden = 0;
    for _ in 0..MAX_ROUNDS {
        let edits = collect(&current.diagnostics, args.least());
        let texts = texts(&current.sources, &edits);
        if texts.is_empty() {
            break;
        }
        for (file, bytes) in texts {
            loader.replace(file, bytes);
        }
        let next = check_one(&loader);
        let old = (&current.sources, &*current.diagnostics);
        hidden = uncovered(old, &edits, (&next.sources, &next.diagnostics)).saturating_add(hidden);
        current = next;
    }
    if loader.replaced().is_empty() {
        return current;
    }
    if count_errors(&current.diagnostics) > hidden.saturating_add(errors_before) {
        terminal
            .error(&format!("fixes in `{}` would leave more errors than before; nothing was changed", path.display()));
        *exit = Exit::Failure;
        return check_one(&files);
    }
    let mut failed = false;
    for (file, bytes) in loader.replaced() {
        let old = judged.bytes(file);
        if args.diff {
            terminal.print(&unified(file, &old, bytes, terminal.color));
        } else if let Err(error) = terminal.access.write_judged(path, file, bytes, &old) {
            terminal.error(&format!("cannot write `{}`: {error}", file.display()));
            failed = true;
        }
    }
    if !args.diff && !failed {
        let files: Vec<String> = loader.replaced().keys().map(|file| format!("`{}`", file.display())).collect();
        let fixed = found.saturating_sub(current.diagnostics.len()).max(1);
        let plural = if fixed == 1 { "" } else { "s" };
        terminal.complain(&format!("fixed {fixed} finding{plural} in {}", files.join(", ")));
    }
    if failed {
        *exit = Exit::Failure;
    }
    if args.diff || failed { check_one(&files) } else { current }
}

/// The files as they were when they were first judged.
struct Judged(Sources);

impl Judged {
    fn of(checked: &Checked) -> Self {
        Self(checked.sources.clone())
    }

    fn bytes(&self, file: &Path) -> Vec<u8> {
        let source = self.0.iter().find(|source| source.path() == file);
        source.map_or_else(Vec::new, |source| encode(&source.text, source.encoding, source.byte_order_mark))
    }
}

/// What a command found, with the texts that it found it in.
pub(super) type Found = (Sources, Vec<Diagnostic>);

/// Fixes files of a command that judges them by itself; returns what is left. Only `files` are changed.
pub(super) fn mend(
    files: &[PathBuf],
    base: &dyn Loader,
    args: &FixArgs,
    terminal: &Terminal,
    exit: &mut Exit,
    judge: &mut dyn FnMut(&dyn Loader) -> Found,
) -> Found {
    let mut loader = PatchedLoader::new(base);
    // What is written over is what was judged, not what may have come since.
    let before: BTreeMap<&PathBuf, Vec<u8>> =
        files.iter().filter_map(|file| Some((file, base.read(file).ok()?))).collect();
    let first = judge(&loader);
    let (errors_before, found) = (count_errors(&first.1), first.1.len());
    let mut current = first;
    let mut hidden = 0;
    for _ in 0..MAX_ROUNDS {
        let edits = collect(&current.1, args.least());
        let mut texts = texts(&current.0, &edits);
        texts.retain(|(file, _)| before.contains_key(file));
        if texts.is_empty() {
            break;
        }
        for (file, bytes) in texts {
            loader.replace(file, bytes);
        }
        let next = judge(&loader);
        hidden = uncovered((&current.0, &current.1), &edits, (&next.0, &next.1)).saturating_add(hidden);
        current = next;
    }
    if loader.replaced().is_empty() {
        return current;
    }
    if count_errors(&current.1) > hidden.saturating_add(errors_before) {
        terminal.error("fixes would leave more errors than before; nothing was changed");
        *exit = Exit::Failure;
        return judge(base);
    }
    let mut failed = false;
    for (file, bytes) in loader.replaced() {
        let Some(old) = before.get(file) else { continue };
        if args.diff {
            terminal.print(&unified(file, old, bytes, terminal.color));
        } else if let Err(error) = terminal.access.write_judged(file, file, bytes, old) {
            terminal.error(&format!("cannot write `{}`: {error}", file.display()));
            failed = true;
        }
    }
    if !args.diff && !failed {
        let files: Vec<String> = loader.replaced().keys().map(|file| format!("`{}`", file.display())).collect();
        let fixed = found.saturating_sub(current.1.len()).max(1);
        let plural = if fixed == 1 { "" } else { "s" };
        terminal.complain(&format!("fixed {fixed} finding{plural} in {}", files.join(", ")));
    }
    if failed {
        *exit = Exit::Failure;
    }
    if args.diff || failed { judge(base) } else { current }
}

/// A text with its own fixes made, and what is left; nothing is written.
pub(super) fn fixed(
    name: &Path,
    bytes: Vec<u8>,
    args: &FixArgs,
    settings: &Arc<Settings>,
    base: &dyn Loader,
    others: Others<'_>,
) -> (Checked, Vec<u8>) {
    let mut text = bytes;
    let mut loader = PatchedLoader::new(base);
    loader.replace(name.to_path_buf(), text.clone());
    let mut current = settings.check(name, &loader, others);
    for _ in 0..MAX_ROUNDS {
        // files beside it are left alone
        let edits = collect(&current.diagnostics, args.least());
        let Some((_, new)) = texts(&current.sources, &edits).into_iter().find(|(file, _)| file == name) else {
            break;
        };
        loader.replace(name.to_path_buf(), new.clone());
        let next = settings.check(name, &loader, others);
        let old = (&current.sources, &*current.diagnostics);
        let hidden = uncovered(old, &edits, (&next.sources, &next.diagnostics));
        if count_errors(&next.diagnostics) > hidden.saturating_add(count_errors(&current.diagnostics)) {
            break;
        }
        (current, text) = (next, new);
    }
    (current, text)
}

fn count_errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}

/// How many errors there are that could not be found before the edits: in an element that now has a name which the schema
/// knows, in the tag of such an attribute, anywhere in what was not well-formed.
fn uncovered(
    before: (&Sources, &[Diagnostic]),
    edits: &BTreeMap<u32, EditSet>,
    after: (&Sources, &[Diagnostic]),
) -> usize {
    if count_errors(after.1) <= count_errors(before.1) {
        return 0;
    }
    let is_malformed = |diagnostics: &[Diagnostic]| {
        let malformed = |name: &str| {
            analysis::catalogue().iter().any(|entry| entry.name == name && entry.group == crate::diagnostic::Group::Xml)
        };
        diagnostics.iter().any(|one| one.severity == Severity::Error && malformed(&one.name))
    };
    if is_malformed(before.1) && !is_malformed(after.1) {
        return usize::MAX;
    }
    let mut count = 0;
    for (id, set) in edits {
        let path = before.0.get(SourceId(*id)).path();
        let Some(source) = after.0.iter().find(|source| source.path() == path) else { continue };
        let document = crate::xml::parse(source).document;
        let map = set.source_map();
        let named: HashSet<usize> = set
            .edits()
            .iter()
            .filter(|edit| edit.span.start < edit.span.end && !edit.text.is_empty())
            .map(|edit| map.to_new(edit.span.start as usize))
            .collect();
        let is_named = |name: Span| named.contains(&(name.start as usize));
        let regions: Vec<Span> = (0..document.len())
            .map(NodeId::from_index)
            .filter_map(|node| {
                let element = document.element(node)?;
                let spans = element.spans?;
                if is_named(spans.name) {
                    return document.node(node).span;
                }
                let mut names = element.attributes.iter().filter_map(|attribute| attribute.name_span);
                names.any(is_named).then_some(spans.start_tag)
            })
            .collect();
        let is_in = |place: Span| {
            place.source == source.id
                && regions.iter().any(|region| region.start <= place.start && place.end <= region.end)
        };
        count += after.1.iter().filter(|one| one.severity == Severity::Error && is_in(one.primary)).count();
    }
    count
}

/// The edits of all fixes, by source. A fix that does not go with one before it waits for the next round; a fix over
/// several files is made whole or not at all.
fn collect(diagnostics: &[Diagnostic], least: Applicability) -> BTreeMap<u32, EditSet> {
    let mut sets: BTreeMap<u32, EditSet> = BTreeMap::new();
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic.fixes.iter().find(|fix| fix.applicability >= least && !fix.edits.is_empty()) else {
            continue;
        };
        for edit in &fix.edits {
            sets.entry(edit.span.source.0).or_default();
        }
        let ids: Vec<u32> = sets.keys().copied().collect();
        let number = |edit: &Edit| ids.binary_search(&edit.span.source.0).unwrap_or(0);
        // one that does not fit waits
        let _ = EditSet::add_to_all(fix.edits.iter().cloned(), number, &mut sets.values_mut().collect::<Vec<_>>());
    }
    sets
}

/// The new bytes of every file that the edits change.
fn texts(sources: &Sources, edits: &BTreeMap<u32, EditSet>) -> Vec<(PathBuf, Vec<u8>)> {
    edits
        .iter()
        .filter_map(|(id, set)| {
            let source = sources.get(SourceId(*id));
            let text = set.apply(&source.text);
            (text != *source.text)
                .then(|| (source.path().to_path_buf(), encode(&text, source.encoding, source.byte_order_mark)))
        })
        .collect()
}

/// A unified diff, coloured where asked for.
pub(super) fn unified(file: &Path, old: &[u8], new: &[u8], color: bool) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let (old, new) = (block(&old), block(&new));
    let diff = similar::TextDiff::from_lines(&*old, &*new);
    let name = file.to_string_lossy();
    let name = line(&name);
    let text = diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    if !color {
        return text;
    }
    let paint = |line: &str| {
        let code = match line.as_bytes().first() {
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => return line.to_owned(),
        };
        let content = line.trim_end_matches('\n');
        format!("\x1b[{code}m{content}\x1b[0m{}", &line[content.len()..])
    };
    text.split_inclusive('\n').map(paint).collect()
}
