//! One description through all stages.
//!
//! ```text
//! text -> xml -> upgrade (in memory) -> includes put in -> RELAX NG -> Schematron -> lint -> back to the user's lines
//! ```

use crate::rng::catalogue::{INCOMPLETE_ELEMENT, MISSING_ATTRIBUTE};
use crate::upgrade::catalogue::{
    INCLUDE_DEPENDS_ON_DIRECTORY, UPGRADE_AVAILABLE, UPGRADE_DROPS_ATTRIBUTE, UPGRADE_DROPS_ELEMENT,
    UPGRADE_ELEMENT_GONE, UPGRADE_NEEDS_DECISION, UPGRADE_NOT_JUDGED,
};
use crate::xml::catalogue::{INVALID_ENCODING, UNREADABLE_FILE};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::includes::put_in;
use super::meant::{Doubts, as_meant};
use super::{SHELLCHECK, catalogue, label_helpers};
use crate::diagnostic::{Applicability, Diagnostic, Label, Severity, has_errors};
use crate::image::{Description, Input, Narrow};
use crate::kiwi::Edition;
use crate::lint;
use crate::text::{Loader, PatchedLoader, SourceId, Sources, Span};
use crate::upgrade::{self, Upgrade, Upgraded, Version, upgrade_description};
use crate::xml;
use crate::xml::{Attribute, Document, NodeId};

/// KIWI upgrades descriptions from this schema version on; it stops at older ones.
const KIWI_UPGRADES_FROM: Version = Version::new(7, 4);

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
    let path = PathBuf::from(&sources.get(id).name);
    let parsed = xml::parse(sources.get(id));
    let mut diagnostics = parsed.diagnostics;
    let original = parsed.document;
    // A text that is not well-formed is not upgraded; it is judged as far as it goes only where it is current.
    let upgraded = if has_errors(&diagnostics) {
        None
    } else {
        Some(upgrade_description(id, sources, loader, &upgrade::Options::default()))
    };
    let newest = upgrade::newest().to_string();
    let version = original.root_element().and_then(|root| {
        ["schemaversion", "schemeversion"].into_iter().find_map(|name| original.attribute_named(root, name)).cloned()
    });
    let is_current = version.as_ref().is_some_and(|version| *version.value == *newest);
    let working = match &upgraded {
        Some(upgraded) if !options.no_upgrade => {
            // What a step does without loss is told by `rowi upgrade`; here it would only drown the findings. Where an
            // include is looked for is told by lint rules.
            let is_told = |one: &&Diagnostic| {
                (one.severity > Severity::Note || options.lint.pedantic) && one.name != &INCLUDE_DEPENDS_ON_DIRECTORY
            };
            let told = upgraded.all_diagnostics().filter(is_told).cloned().collect();
            add_unreported(&mut diagnostics, together(told, sources));
            Working::of(upgraded, sources)
        }
        _ => Working::default(),
    };
    // Where the upgrade failed, or could not begin, the schema would only complain of what follows from it.
    let is_judged =
        is_current || options.no_upgrade || upgraded.as_ref().is_some_and(|upgraded| upgraded.files[0].has_result());
    let document = match working.texts.get(&id) {
        Some(new) => xml::parse(sources.get(*new)).document,
        // A description in YAML or JSON is upgraded as a tree; its places are the user's already.
        None => upgraded
            .as_ref()
            .filter(|_| !options.no_upgrade)
            .and_then(|upgraded| upgraded.files[0].document.clone())
            .unwrap_or(original),
    };
    diagnostics.extend(upgrade_note(upgraded.as_ref(), version.as_ref(), options));
    let loader = working.loader(loader, sources);
    let mut found = Vec::new();
    if is_judged {
        let whole = working.whole(&document, upgraded.as_ref(), sources);
        let whole = whole.as_ref().unwrap_or(&document);
        found = judge(whole, options.edition);
        found.extend(super::extension::check(whole, &options.extension, sources, &loader));
    }
    // The rules judge what was meant, and do not repeat what is told.
    let doubts = Doubts::of(&document, &found, !has_errors(&diagnostics));
    let mended = as_meant(&document, &found);
    let mut input = Input::new(mended.as_ref().unwrap_or(&document), &path);
    input.narrow = options.narrow.clone();
    let description = Description::load(&input, &loader, sources);
    let mut of_rules = unless_broken(lint::run(&description, &options.lint), &found);
    of_rules.retain(|finding| !doubts.cover(finding));
    add_unreported(&mut found, of_rules);
    if let Some(others) = others {
        found.extend(others(sources));
    }
    let mut found = match &upgraded {
        Some(upgraded) => found
            .into_iter()
            .map(|one| working.carry_back(one, upgraded, sources))
            .filter(|one| !is_made_by_the_upgrade(one, upgraded, sources))
            .collect(),
        None => found,
    };
    leave_out_gone(&mut found, &diagnostics, sources);
    add_unreported(&mut diagnostics, found);
    if !options.lint.no_suppressions {
        let names = || catalogue().iter().map(|entry| entry.name).collect();
        let all_ran = options.lint.select.is_empty() && options.narrow == Narrow::default();
        let ran = |name: &str| match lint::rule(name) {
            _ if !all_ran => false,
            Some(rule) => options.lint.enables(rule),
            None => name != SHELLCHECK.name || others.is_some(),
        };
        let included = upgraded.iter().flat_map(|upgraded| upgraded.included.iter().map(|file| file.source));
        let read = description.xml_sources.iter().map(|source| source.id).filter(|id| !working.is_new(*id, sources));
        let xml: Vec<SourceId> = std::iter::once(id).chain(included).chain(read).collect();
        diagnostics = lint::suppress(&description, &xml, sources, diagnostics, &names, &ran);
    }
    if xml::is_markup(sources.get(id)) {
        only_show_fixes(&mut diagnostics, id);
    }
    diagnostics
}

/// Fixes write XML: a description in YAML, JSON or INI is not changed by them.
fn only_show_fixes(diagnostics: &mut [Diagnostic], source: SourceId) {
    for fix in diagnostics.iter_mut().flat_map(|diagnostic| &mut diagnostic.fixes) {
        if fix.edits.iter().any(|edit| edit.span.source == source) {
            fix.edits.clear();
            fix.applicability = Applicability::DisplayOnly;
        }
    }
}

/// What KIWI's schema and its rules find in an upgraded description with its includes, in the user's text. What the
/// upgrade has told already is left out. `None` where the upgrade failed.
pub fn check_upgraded(upgraded: &Upgraded, sources: &mut Sources, edition: Edition) -> Option<Vec<Diagnostic>> {
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
    let working = Working::of(upgraded, sources);
    let id = working.texts.get(&main.source).copied().unwrap_or(main.source);
    let document = main.document.clone().unwrap_or_else(|| xml::parse(sources.get(id)).document);
    let whole = working.whole(&document, Some(upgraded), sources);
    let found = judge(whole.as_ref().unwrap_or(&document), edition);
    let mut told: Vec<Diagnostic> = upgraded.all_diagnostics().cloned().collect();
    let before = told.len();
    let mut found = found.into_iter().map(|one| working.carry_back(one, upgraded, sources)).collect();
    leave_out_gone(&mut found, &told, sources);
    if main.document.is_some() {
        only_show_fixes(&mut found, main.source);
    }
    add_unreported(&mut told, found);
    Some(told.split_off(before))
}

/// A description longer than this is upgraded without a judgement of the result, which would take many times as long.
const MAX_JUDGED: usize = 1 << 20;

/// The schema's and its rules' verdict on a description with its includes put in.
fn judge(whole: &Document, edition: Edition) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if whole.root_element().is_some()
        && let Some(schema) = edition.schema()
    {
        add_unreported(&mut found, schema.validate(whole));
        let mended = as_meant(whole, &found);
        let doubts = Doubts::of(whole, &found, true);
        let mut broken = edition.broken_rules(mended.as_ref().unwrap_or(whole));
        broken.retain(|finding| !stands_on_a_mistake(finding, &found) && !doubts.cover(finding));
        found.extend(broken);
    }
    found
}

/// Offers the upgrade of an old description.
fn upgrade_note(upgraded: Option<&Upgraded>, version: Option<&Attribute>, options: &Options) -> Option<Diagnostic> {
    let main = upgraded?.files.first().filter(|main| main.is_needed())?;
    let (from, span) = (main.from?, version?.value_span?);
    let refused = from < KIWI_UPGRADES_FROM;
    let message = if refused {
        format!("KIWI refuses schema version {from}: it takes {KIWI_UPGRADES_FROM} and newer")
    } else {
        format!("the description is of schema version {from}; the newest is {}", main.to)
    };
    let how = if options.no_upgrade {
        "it was checked as it is, by the newest schema".to_owned()
    } else if main.document.is_some() {
        "it was upgraded in memory to be checked; rowi changes files in XML only".to_owned()
    } else {
        "it was upgraded in memory to be checked; `rowi upgrade --write` changes the file".to_owned()
    };
    let severity = if refused { Severity::Warning } else { Severity::Note };
    Some(Diagnostic::new(severity, &UPGRADE_AVAILABLE, message, span).with_note(how))
}

/// The upgraded texts, beside those of the user.
#[derive(Default)]
struct Working {
    /// The source of the upgraded text, by that of the user's.
    texts: BTreeMap<SourceId, SourceId>,
    /// The number of sources before any of them came.
    before: u32,
}

impl Working {
    fn of(upgraded: &Upgraded, sources: &mut Sources) -> Self {
        let before = u32::try_from(sources.iter().count()).unwrap_or(u32::MAX);
        let mut texts = BTreeMap::new();
        for file in upgraded.files.iter().filter(|file| !file.edits.is_empty()) {
            let source = sources.get(file.source).clone();
            let new = sources.add(source.name.clone(), file.edits.apply(&source.text));
            texts.insert(file.source, new);
        }
        Self { texts, before }
    }

    /// A loader that gives the upgraded texts of included files.
    fn loader<'l>(&self, base: &'l dyn Loader, sources: &Sources) -> PatchedLoader<'l> {
        let mut loader = PatchedLoader::new(base);
        for (old, new) in &self.texts {
            loader.replace(PathBuf::from(&sources.get(*old).name), sources.get(*new).text.as_bytes().to_vec());
        }
        loader
    }

    /// The description as the schema sees it: with its includes, and without what a build service expands; `None` where
    /// that is the document itself.
    fn whole(&self, document: &Document, upgraded: Option<&Upgraded>, sources: &Sources) -> Option<Document> {
        let included = self.included(upgraded, sources);
        let with_includes = (!included.is_empty()).then(|| put_in(document, &included));
        label_helpers::without_label_helpers(with_includes.as_ref().unwrap_or(document)).or(with_includes)
    }

    /// The included documents, by the values of `from` that lead to them.
    fn included(&self, upgraded: Option<&Upgraded>, sources: &Sources) -> BTreeMap<String, Document> {
        let direct = upgraded.into_iter().flat_map(|upgraded| &upgraded.included).filter(|file| file.is_direct);
        direct
            .flat_map(|file| {
                let id = self.texts.get(&file.source).copied().unwrap_or(file.source);
                let document = xml::parse(sources.get(id)).document;
                file.all_from().map(move |from| (sources.slice(from).to_owned(), document.clone()))
            })
            .collect()
    }

    /// Whether a source is an upgraded text, or the same read again under its path.
    fn is_new(&self, id: SourceId, sources: &Sources) -> bool {
        self.texts
            .values()
            .any(|new| *new == id || (id.0 >= self.before && sources.get(id).name == sources.get(*new).name))
    }

    /// The finding in the user's text. The description may have read an upgraded file again under its path: such a
    /// source stands for the same text.
    fn carry_back(&self, diagnostic: Diagnostic, upgraded: &Upgraded, sources: &Sources) -> Diagnostic {
        let mut diagnostic = diagnostic;
        for (old, new) in &self.texts {
            let Some(file) = upgraded.files.iter().find(|file: &&Upgrade| file.source == *old) else { continue };
            let name = &sources.get(*new).name;
            let is_upgraded = |id: SourceId| id == *new || (id.0 >= self.before && sources.get(id).name == *name);
            diagnostic = file.carry_back(diagnostic, &is_upgraded);
        }
        // The same for a file that needed no upgrade.
        let first = |span: Span| {
            let again = (span.source.0 >= self.before).then(|| sources.get(span.source));
            let file = upgraded
                .files
                .iter()
                .find(|file| again.is_some_and(|again| sources.get(file.source).name == again.name));
            file.filter(|file| !self.texts.contains_key(&file.source))
                .map_or(span, |file| Span { source: file.source, ..span })
        };
        diagnostic.primary = first(diagnostic.primary);
        for label in &mut diagnostic.labels {
            label.span = first(label.span);
        }
        for edit in diagnostic.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = first(edit.span);
        }
        diagnostic
    }
}

/// Whether a rule judged by a value that is wrong anyhow: once that is mended, the rule may well be content.
fn stands_on_a_mistake(finding: &Diagnostic, diagnostics: &[Diagnostic]) -> bool {
    let mut places = std::iter::once(finding.primary).chain(finding.labels.iter().map(|label| label.span));
    places.any(|place| {
        diagnostics.iter().any(|other| {
            // what is missing is another matter than what is there
            let absent = other.name.is_one_of(&[&MISSING_ATTRIBUTE, &INCOMPLETE_ELEMENT]);
            let wrong = other.severity == Severity::Error && !other.primary.is_empty() && !absent;
            wrong && !place.is_empty() && (other.primary.contains(place) || place.contains(other.primary))
        })
    })
}

/// What a step drops, told once for each element and attribute, however often it does so: nothing can be done about
/// one of them alone.
fn together(found: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    const SHOWN: usize = 3;
    let mut result: Vec<Diagnostic> = Vec::new();
    let mut kinds: Vec<(usize, usize)> = Vec::new();
    // the headline up to the value
    let what = |message: &str| message.split(", its ").next().unwrap_or_default().to_owned();
    for one in found {
        let same = |kind: &&mut (usize, usize)| {
            let first = &result[kind.0];
            (&first.name, first.severity, first.primary.source, what(&first.message))
                == (&one.name, one.severity, one.primary.source, what(&one.message))
        };
        let known = one
            .name
            .is_one_of(&[&UPGRADE_DROPS_ATTRIBUTE, &UPGRADE_DROPS_ELEMENT])
            .then(|| kinds.iter_mut().find(same))
            .flatten();
        if let Some((first, count)) = known {
            *count += 1;
            if *count <= SHOWN {
                result[*first].labels.push(Label { span: one.primary, message: "here, too".to_owned() });
            }
            continue;
        }
        if one.name.is_one_of(&[&UPGRADE_DROPS_ATTRIBUTE, &UPGRADE_DROPS_ELEMENT]) {
            kinds.push((result.len(), 1));
        }
        result.push(one);
    }
    for (first, count) in kinds.into_iter().filter(|(_, count)| *count > 1) {
        let one = &mut result[first];
        let name = &sources.get(one.primary.source).name;
        one.notes.push(format!("in {count} places; `rowi upgrade {name}` names each"));
    }
    result
}

/// Whether two entries are the same only because the upgrade took something away from one of them, as `replaces` from
/// `package`: in the user's text they differ.
fn is_made_by_the_upgrade(finding: &Diagnostic, upgraded: &Upgraded, sources: &Sources) -> bool {
    if !finding.name.is(lint::rules::duplicate_package::RULE.entry) {
        return false;
    }
    let place = finding.primary;
    let Some(file) = upgraded.files.iter().find(|file| file.source == place.source) else { return false };
    let text = &sources.get(place.source).text;
    let start = text[..place.start as usize].rfind('<').unwrap_or(0);
    let end = text[place.end as usize..].find('>').map_or(text.len(), |at| place.end as usize + at);
    let tag = Span::new(place.source, start, end);
    file.edits.edits().iter().any(|edit| tag.contains(edit.span))
}

/// Findings of the rules without those about a value that schema or Schematron have called wrong already, be it that
/// one points at the attribute and the other at its value: one mistake, one diagnostic.
fn unless_broken(found: Vec<Diagnostic>, before: &[Diagnostic]) -> Vec<Diagnostic> {
    let wrong: Vec<Span> = before
        .iter()
        .filter(|other| other.severity == Severity::Error && !other.primary.is_empty())
        .map(|other| other.primary)
        .collect();
    // an attribute ends with the quote after its value
    let is_broken = |place: Span| {
        !place.is_empty() && wrong.iter().any(|wrong| wrong.contains(place) && wrong.end <= place.end + 1)
    };
    found.into_iter().filter(|one| !is_broken(one.primary)).collect()
}

/// Leaves out what is found inside of elements that are no longer part of the schema at all, which has been told.
fn leave_out_gone(found: &mut Vec<Diagnostic>, told: &[Diagnostic], sources: &Sources) {
    let gone: HashSet<Span> =
        told.iter().filter(|one| one.name == &UPGRADE_ELEMENT_GONE).map(|one| one.primary).collect();
    let mut elements: Vec<(Span, Span)> = Vec::new();
    for source in gone.iter().map(|name| name.source).collect::<BTreeSet<SourceId>>() {
        let document = xml::parse(sources.get(source)).document;
        elements.extend(document.descendants(NodeId::ROOT).filter_map(|node| {
            let name = document.name_span(node).filter(|name| gone.contains(name))?;
            Some((name, document.span(node)?))
        }));
    }
    found.retain(|one| !elements.iter().any(|(name, whole)| one.primary != *name && whole.contains(one.primary)));
}

/// Adds findings of a later stage, but for those at a place that an earlier stage has called wrong already: one
/// mistake, one diagnostic.
fn add_unreported(diagnostics: &mut Vec<Diagnostic>, found: Vec<Diagnostic>) {
    let wrong = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error && !diagnostic.primary.is_empty();
    let places: HashSet<Span> = diagnostics.iter().filter(wrong).map(|diagnostic| diagnostic.primary).collect();
    // A step that asks for a decision points at the attribute, the schema at its name or its value.
    let undecided: Vec<Span> = diagnostics
        .iter()
        .filter(wrong)
        .filter(|diagnostic| diagnostic.name == &UPGRADE_NEEDS_DECISION)
        .map(|diagnostic| diagnostic.primary)
        .collect();
    let is_told = |place: Span| {
        places.contains(&place) || (!place.is_empty() && undecided.iter().any(|wrong| wrong.contains(place)))
    };
    diagnostics.extend(found.into_iter().filter(|diagnostic| !is_told(diagnostic.primary)));
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
