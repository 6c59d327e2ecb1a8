//! One description through all stages.
//!
//! ```text
//! text -> bundle (with what it includes, each file parsed once) -> upgrade (in memory) -> includes put in
//!      -> RELAX NG -> Schematron -> rules; each stage tells the ledger, which leads back to the user's lines
//! ```

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::catalogue::{SCRIPT_NOT_JUDGED, SELECTION_LIMIT};
use super::ledger::{Ledger, Stage};
use super::meant::{Doubts, as_meant};
use super::older::Older;
use super::{SHELLCHECK, catalogue, present_name, schematron_pages};
use crate::bundle::{Bundle, Form, schemaversion, without_label_helpers};
use crate::diagnostic::{Applicability, Diagnostic, Label, Severity};
use crate::image::{Description, Input, Narrow};
use crate::kiwi::Edition;
use crate::lint;
use crate::text::{Edit, Loader, SourceId, Sources, Span};
use crate::upgrade::catalogue::{
    UPGRADE_AVAILABLE, UPGRADE_DROPS_ATTRIBUTE, UPGRADE_DROPS_ELEMENT, UPGRADE_NOT_JUDGED,
};
use crate::upgrade::{self, FIRST_OF_KIWI, Upgraded, upgrade_bundle};
use crate::xml::Document;
use crate::xml::catalogue::{INVALID_ENCODING, UNREADABLE_FILE};

/// What to check for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Does not upgrade an old description before checking it.
    pub no_upgrade: bool,
    /// The edition of KIWI's schema.
    pub edition: Edition,
    /// What of the description is judged.
    pub narrow: Narrow,
    /// How the lint rules run.
    pub lint: lint::Options,
    /// Schemas for the content of `extension`, by namespace.
    pub extension: Vec<(String, PathBuf)>,
}

/// Asks another program about the files that were read; `None` where none is to be asked.
pub type Others<'o> = Option<&'o dyn Fn(&Sources) -> Vec<Diagnostic>>;

/// Checks the description at `path`; what it consists of is read through `loader`.
pub fn check(path: &Path, sources: &mut Sources, loader: &dyn Loader, options: &Options) -> Vec<Diagnostic> {
    check_with(path, sources, loader, options, None)
}

/// As [`check`], with what another program finds in the same files: suppressions hold for that, too.
pub fn check_with(
    path: &Path,
    sources: &mut Sources,
    loader: &dyn Loader,
    options: &Options,
    others: Others<'_>,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Some(id) = read(path, sources, loader, &mut diagnostics) {
        diagnostics.extend(check_text(id, sources, loader, options, others));
    }
    diagnostics
}

/// Checks a description that is in `sources` already; its name is its path.
pub fn check_source(id: SourceId, sources: &mut Sources, loader: &dyn Loader, options: &Options) -> Vec<Diagnostic> {
    check_text(id, sources, loader, options, None)
}

fn check_text(
    id: SourceId,
    sources: &mut Sources,
    loader: &dyn Loader,
    options: &Options,
    others: Others<'_>,
) -> Vec<Diagnostic> {
    let bundle = Bundle::assemble(id, sources, loader);
    let mut ledger = Ledger::new(&bundle);
    ledger.tell(Stage::Text, bundle.malformed().cloned().collect(), None, sources);
    ledger.tell(Stage::Includes, bundle.include_findings(), None, sources);
    // A text that is not well-formed is not upgraded; it is judged as far as it goes only where it is current.
    let is_whole_text = bundle.main().is_well_formed();
    let upgraded = is_whole_text.then(|| upgrade_bundle(&bundle, sources, &upgrade::Options::default()));
    let upgraded = upgraded.as_ref();
    let used = upgraded.filter(|_| !options.no_upgrade);
    // An older KIWI judges by its own schema, in the version that it upgrades to.
    let older = options.lint.target.kiwi.filter(|_| options.edition == Edition::Kiwi).and_then(Older::of);
    let for_older = older.filter(|_| is_whole_text).and_then(|older| older.upgrade(&bundle, sources));
    let told = if older.is_some() { for_older.as_ref() } else { upgraded };
    if let Some(told) = told.filter(|_| !options.no_upgrade) {
        // What a step does without loss is told by `rowi upgrade`; here it would only drown the findings.
        let is_told = |one: &&Diagnostic| one.severity > Severity::Note || options.lint.pedantic;
        let found = told.all_diagnostics().filter(is_told).cloned().collect();
        ledger.tell(Stage::Upgrade, together(found, sources), None, sources);
    }
    ledger.tell(Stage::Upgrade, upgrade_note(&bundle, told, options).into_iter().collect(), None, sources);
    if let (Some(older), Some(version)) = (older, schemaversion(&bundle.main().document)) {
        let span = version.value_span.unwrap_or(Span::at(id, 0));
        ledger.tell(Stage::Upgrade, older.too_new(&version.value, span).into_iter().collect(), None, sources);
    }
    // What the upgrade could not carry over leaves in doubt what the lists hold.
    let is_whole = !ledger.has_errors();
    // Where the upgrade failed, or could not begin, the schema would only complain of what follows from it.
    let newest = upgrade::newest().to_string();
    let is_judged = options.no_upgrade
        || schemaversion(&bundle.main().document).is_some_and(|version| *version.value == *newest)
        || upgraded.is_some_and(|upgraded| upgraded.files[0].has_result());
    let whole = bundle.whole(&|file| current(&bundle, used, file));
    let mut found = Vec::new();
    if let Some(older) = older {
        let used = for_older.as_ref().filter(|_| !options.no_upgrade);
        if used.is_none_or(|used| used.files[0].has_result()) {
            older.judge(&bundle.whole(&|file| current(&bundle, used, file)), &mut ledger, used, sources);
        }
    }
    if is_judged {
        // what an older KIWI judges otherwise has been told; the rules ask what the newest makes of it
        let mut aside = older.map(|_| Ledger::new(&bundle));
        found = judge(&whole, options.edition, aside.as_mut().unwrap_or(&mut ledger), used, sources);
        let extensions = super::extension::check(&whole, &options.extension, sources, loader);
        found.extend(ledger.tell(Stage::Extension, extensions, used, sources));
    }
    // The rules judge what was meant, and do not repeat what is told.
    ledger.doubt(Doubts::of(&whole, &found, is_whole));
    let mended = as_meant(&whole, &found);
    let mut input = Input::of(&bundle, mended.as_ref().unwrap_or(&whole));
    input.narrow = options.narrow.clone();
    let description = Description::load(&input, loader, sources);
    ledger.tell(Stage::Rules, scripts_given_up(&description, sources), used, sources);
    ledger.tell(Stage::Rules, selections_left_out(&description, &bundle).into_iter().collect(), used, sources);
    ledger.tell(Stage::Rules, lint::run(&description, &options.lint), used, sources);
    let is_asked = options.lint.target.kiwi.is_some() || options.no_upgrade || options.edition != Edition::Kiwi;
    if let Some(version) = schemaversion(&bundle.main().document).filter(|_| is_whole && !is_asked)
        && let Some((shipped, name)) = Older::shipped(&description, &version.value)
        && let Some(upgraded) = shipped.upgrade(&bundle, sources).filter(|upgraded| upgraded.files[0].has_result())
    {
        let refused = shipped.guess(&bundle.whole(&|file| current(&bundle, Some(&upgraded), file)), name);
        ledger.tell(Stage::Schema, refused, Some(&upgraded), sources);
    }
    if let Some(others) = others {
        ledger.tell(Stage::Others, others(sources), used, sources);
    }
    let mut diagnostics = ledger.into_told();
    if !options.lint.no_suppressions {
        let all_ran = options.lint.select.is_empty() && options.narrow == Narrow::default();
        let ran = |name: &str| match lint::rule(present_name(name)) {
            _ if !all_ran => false,
            Some(rule) => options.lint.enables(rule),
            None => name != SHELLCHECK.name || others.is_some(),
        };
        diagnostics = lint::suppress(&description, &bundle, sources, diagnostics, &|| catalogue().to_vec(), &ran);
    }
    for edit in diagnostics.iter_mut().flat_map(|one| &mut one.fixes).flat_map(|fix| &mut fix.edits) {
        let text = &sources.get(edit.span.source).text;
        *edit = std::mem::replace(edit, Edit::delete(edit.span)).with_its_line(text);
    }
    only_show_fixes(&mut diagnostics, &bundle);
    diagnostics
}

/// The document of a file that is judged: what the upgrade made of it, or its own.
fn current<'d>(bundle: &'d Bundle, upgraded: Option<&'d Upgraded>, file: usize) -> &'d Document {
    let new = upgraded.and_then(|upgraded| upgraded.files.get(file)?.document.as_ref());
    new.unwrap_or(&bundle.files[file].document)
}

/// That not every selection was judged.
fn selections_left_out(description: &Description, bundle: &Bundle) -> Option<Diagnostic> {
    let (judged, left_out) = (description.selections.len(), description.selections_left_out);
    let main = &bundle.files[0].document;
    let at = main.root_element().and_then(|root| main.name_span(root))?;
    let message = format!("{judged} selections of profiles are judged, {left_out} more are not");
    (left_out > 0).then(|| Diagnostic::warning(&SELECTION_LIMIT, message, at))
}

/// The scripts that were not judged, which must not pass for scripts without mistakes.
fn scripts_given_up(description: &Description, sources: &Sources) -> Vec<Diagnostic> {
    let given_up = description.scripts.iter().filter_map(|script| {
        let message = format!("`{}` was not judged: {}", script.source.name, script.given_up?);
        Some(Diagnostic::warning(&SCRIPT_NOT_JUDGED, message, Span::at(script.source.id, 0)))
    });
    let mut told: Vec<Diagnostic> = given_up.collect();
    for cut in description.files().iter().flat_map(|files| files.at_end.cuts()) {
        let script = &sources.get(cut.span.source).name;
        let message = format!("what `{script}` does from here on was not judged: {}", cut.why);
        let diagnostic = Diagnostic::warning(&SCRIPT_NOT_JUDGED, message, cut.span);
        if !told.iter().any(|known| known.primary == diagnostic.primary) {
            told.push(diagnostic);
        }
    }
    told
}

/// Fixes write XML: a description in YAML, JSON or INI is not changed by them.
fn only_show_fixes(diagnostics: &mut [Diagnostic], bundle: &Bundle) {
    let main = bundle.main();
    if main.form == Form::Xml {
        return;
    }
    for fix in diagnostics.iter_mut().flat_map(|diagnostic| &mut diagnostic.fixes) {
        if fix.edits.iter().any(|edit| edit.span.source == main.source) {
            fix.edits.clear();
            fix.applicability = Applicability::DisplayOnly;
        }
    }
}

/// What KIWI's schema and its rules find in an upgraded description with its includes, in the user's text. What the
/// upgrade has told already is left out. `None` where the upgrade failed.
pub fn check_upgraded(
    bundle: &Bundle,
    upgraded: &Upgraded,
    sources: &Sources,
    edition: Edition,
) -> Option<Vec<Diagnostic>> {
    let main = upgraded.files.first()?;
    let size: usize = upgraded.files.iter().map(|file| sources.get(file.source).text.len()).sum();
    if !main.has_result() {
        return None;
    }
    if size > MAX_JUDGED {
        let note = Diagnostic::note(
            &UPGRADE_NOT_JUDGED,
            "the result was not judged, for its length",
            Span::at(main.source, 0),
        )
        .with_note("`rowi check` judges it");
        return Some(vec![note]);
    }
    let mut ledger = Ledger::new(bundle);
    ledger.tell(Stage::Upgrade, upgraded.all_diagnostics().cloned().collect(), None, sources);
    let before = ledger.told();
    let whole = bundle.whole(&|file| current(bundle, Some(upgraded), file));
    judge(&whole, edition, &mut ledger, Some(upgraded), sources);
    let mut found = ledger.into_told().split_off(before);
    only_show_fixes(&mut found, bundle);
    Some(found)
}

/// A description longer than this is upgraded without a judgement of the result, which would take many times as long.
const MAX_JUDGED: usize = 1 << 20;

/// The schema's and its rules' verdict on a description with its includes put in.
fn judge(
    whole: &Document,
    edition: Edition,
    ledger: &mut Ledger<'_>,
    upgraded: Option<&Upgraded>,
    sources: &Sources,
) -> Vec<Diagnostic> {
    let Some(schema) = edition.schema() else { return Vec::new() };
    let broken = |document: &Document| edition.broken_rules(document);
    judge_by(whole, &|document| schema.validate(document), &broken, ledger, upgraded, sources)
}

/// What finds mistakes in a document.
type Finds<'f> = &'f dyn Fn(&Document) -> Vec<Diagnostic>;

/// The verdict of a schema, and of rules on what was meant where the schema sees a misspelling.
pub(super) fn judge_by(
    whole: &Document,
    schema: Finds<'_>,
    rules: Finds<'_>,
    ledger: &mut Ledger<'_>,
    upgraded: Option<&Upgraded>,
    sources: &Sources,
) -> Vec<Diagnostic> {
    if whole.root_element().is_none() {
        return Vec::new();
    }
    // The build service expands label helpers before KIWI runs.
    let expanded = without_label_helpers(whole);
    let whole = expanded.as_ref().unwrap_or(whole);
    let mut found = ledger.tell(Stage::Schema, schema(whole), upgraded, sources);
    ledger.doubt(Doubts::of(whole, &found, true));
    let mended = as_meant(whole, &found);
    let mut broken = rules(mended.as_ref().unwrap_or(whole));
    for one in &mut broken {
        one.name = schematron_pages::named(&one.name);
    }
    found.extend(ledger.tell(Stage::Schematron, broken, upgraded, sources));
    found
}

/// Offers the upgrade of an old description.
fn upgrade_note(bundle: &Bundle, upgraded: Option<&Upgraded>, options: &Options) -> Option<Diagnostic> {
    let main = upgraded?.files.first().filter(|main| main.is_needed())?;
    let (from, span) = (main.from?, schemaversion(&bundle.main().document)?.value_span?);
    let refused = from < FIRST_OF_KIWI;
    let message = if refused {
        format!("KIWI refuses schema version {from}: it takes {FIRST_OF_KIWI} and newer")
    } else {
        match options.lint.target.kiwi.filter(|_| main.to != upgrade::newest()) {
            Some(kiwi) => format!("the description is of schema version {from}; KIWI {kiwi} has {}", main.to),
            None => format!("the description is of schema version {from}; the newest is {}", main.to),
        }
    };
    let how = if options.no_upgrade {
        "it was checked as it is, by the newest schema".to_owned()
    } else if main.form != Form::Xml {
        "it was upgraded in memory to be checked; rowi changes files in XML only".to_owned()
    } else {
        "it was upgraded in memory to be checked; `rowi upgrade --write` changes the file".to_owned()
    };
    let severity = if refused { Severity::Warning } else { Severity::Note };
    Some(Diagnostic::new(severity, &UPGRADE_AVAILABLE, message, span).with_note(how))
}

/// What a step drops, told once for each element and attribute, however often it does so: nothing can be done about
/// one of them alone.
fn together(found: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    const SHOWN: usize = 3;
    let mut result: Vec<Diagnostic> = Vec::new();
    // where the first of its kind stands, and how many there are
    let mut kinds: HashMap<(SourceId, Severity, Vec<String>), (usize, usize)> = HashMap::new();
    for one in found {
        if one.name.is_one_of(&[&UPGRADE_DROPS_ATTRIBUTE, &UPGRADE_DROPS_ELEMENT]) {
            // an attribute with its element, or an element
            let what = one.message.names().map(str::to_owned).collect();
            let next = result.len();
            let (first, count) = kinds.entry((one.primary.source, one.severity, what)).or_insert((next, 0));
            *count += 1;
            if *count > 1 {
                if *count <= SHOWN {
                    result[*first].labels.push(Label { span: one.primary, message: "here, too".to_owned() });
                }
                continue;
            }
        }
        result.push(one);
    }
    for (first, count) in kinds.into_values().filter(|(_, count)| *count > 1) {
        let one = &mut result[first];
        let name = &sources.get(one.primary.source).name;
        one.notes.push(format!("in {count} places; `rowi upgrade {name}` names each"));
    }
    result
}

/// Reads a file into `sources`; where that fails, a diagnostic says why.
pub fn read(
    path: &Path,
    sources: &mut Sources,
    loader: &dyn Loader,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<SourceId> {
    let name = path.to_string_lossy().into_owned();
    let bytes = match loader.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let at = Span::at(sources.add(name.clone(), ""), 0);
            diagnostics.push(Diagnostic::error(&UNREADABLE_FILE, format!("cannot read `{name}`: {error}"), at));
            return None;
        }
    };
    match sources.add_bytes(name, &bytes) {
        Ok(id) => Some(id),
        Err((id, error)) => {
            let span = Span::at(id, error.offset().min(sources.get(id).text.len()));
            diagnostics.push(
                Diagnostic::error(&INVALID_ENCODING, error.to_string(), span)
                    .with_note("save the file as UTF-8, or name its encoding in the XML declaration"),
            );
            None
        }
    }
}
