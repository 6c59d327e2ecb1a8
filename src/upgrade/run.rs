//! One file from its version to a newer one.

use super::changes::Change;
use super::merge::merge;
use super::steps::{Step, to_kiwi};
use super::working::Working;
use super::{Version, chain, newest, path, steps, values};
use crate::bundle::{Bundle, File, Form, place_by_origin, schemaversion};
use crate::diagnostic::{Applicability, Diagnostic, Severity, nearest};
use crate::kiwi::Edition;
use crate::text::{Edit, EditSet, Origins, SourceId, Sources, Span};
use crate::upgrade::catalogue::{
    INVALID_SCHEMAVERSION, MISSING_SCHEMAVERSION, NOT_A_DESCRIPTION, UNKNOWN_SCHEMAVERSION,
};
use crate::xml::{Attribute, AttributeId, Document, NodeId, QName};

/// How to upgrade.
#[derive(Debug, Clone)]
pub struct Options {
    /// The version to reach.
    pub to: Version,
    /// The version of a text that does not say it: that of the description which includes it. `None` for a
    /// description, which must say it.
    pub included_by: Option<Version>,
    /// The edition to reach, if not that which the description is written in. KIWI's own has one version, the newest.
    pub edition: Option<Edition>,
}

impl Options {
    /// The step between editions, after those between versions.
    fn edition_step(&self) -> Option<&'static Step> {
        (self.edition == Some(Edition::Kiwi) && self.to == newest()).then(to_kiwi)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { to: newest(), included_by: None, edition: None }
    }
}

/// A file's upgrade: edits of its text, and what there is to say about them.
#[derive(Debug)]
pub struct Upgrade {
    /// The file.
    pub source: SourceId,
    /// What it is written in; only XML is rewritten.
    pub form: Form,
    /// Its version; `None` where it could not be told, or the file is no description.
    pub from: Option<Version>,
    /// The version after the edits.
    pub to: Version,
    /// What changes in the text.
    pub edits: EditSet,
    /// Which step changed what.
    pub changes: Vec<Change>,
    /// What was dropped, what needs a decision, what went wrong. An upgrade that could not be made has no edits and an
    /// error.
    pub diagnostics: Vec<Diagnostic>,
    /// The upgraded text, where there are edits; it knows what it came from.
    pub text: Option<SourceId>,
    /// The upgraded document, where there is one: that of the upgraded text or, of a description in YAML, JSON or INI,
    /// one with the places of the user's text.
    pub document: Option<Document>,
}

impl Upgrade {
    fn nothing(file: &File, from: Option<Version>, to: Version, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            source: file.source,
            form: file.form,
            from,
            to,
            edits: EditSet::new(),
            changes: Vec::new(),
            diagnostics,
            text: None,
            document: None,
        }
    }

    /// Whether the text is of an older version, or of another edition.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.from.is_some_and(|from| from < self.to) || !self.edits.is_empty()
    }

    /// Whether there is a document of the wanted version to judge: one that was of it already, or what the steps made.
    #[must_use]
    pub fn has_result(&self) -> bool {
        self.from.is_some() && (!self.is_needed() || self.document.is_some())
    }
}

/// Upgrades one text that is in `sources`. Includes are not followed: see [`super::upgrade_bundle`].
#[must_use]
pub fn upgrade(source: SourceId, sources: &mut Sources, options: &Options) -> Upgrade {
    let mut bundle = Bundle::alone(sources.get(source));
    let mut upgrade = upgrade_file(bundle.main(), sources, options);
    upgrade.diagnostics.splice(..0, std::mem::take(&mut bundle.files[0].diagnostics));
    upgrade
}

/// Upgrades one file. What is not well-formed has been told, and is left alone.
pub(super) fn upgrade_file(file: &File, sources: &mut Sources, options: &Options) -> Upgrade {
    let to = options.to;
    let (source, original) = (sources.get(file.source).clone(), &file.document);
    let mut diagnostics = Vec::new();
    let (Some(root), true) = (original.root_element(), file.is_well_formed()) else {
        return Upgrade::nothing(file, None, to, diagnostics);
    };
    let place = original.name_span(root).unwrap_or(Span::at(source.id, 0));
    let Some(from) = version(original, root, place, options, &mut diagnostics) else {
        return Upgrade::nothing(file, None, to, diagnostics);
    };
    let edition = options.edition_step();
    if from >= to && edition.is_none() {
        return Upgrade::nothing(file, Some(from), to, diagnostics);
    }
    // A version that never was is upgraded from the next that was.
    let start = steps().iter().map(|step| step.from).find(|version| *version >= from).unwrap_or(to);
    let Some(path) = path(start, to) else {
        let message = format!("there is no upgrade from version {from} to {to}");
        diagnostics.push(Diagnostic::error(&INVALID_SCHEMAVERSION, message, place));
        return Upgrade::nothing(file, Some(from), to, diagnostics);
    };
    let path: Vec<&Step> = path.iter().chain(edition).collect();
    let is_xml = file.form == Form::Xml;
    let working = if is_xml { Working::new(original, path.iter().copied()) } else { Working::all(original) };
    let done = chain::run(&working, source.id, &path);
    diagnostics.extend(done.diagnostics);
    if done.failed {
        return Upgrade::nothing(file, Some(from), to, diagnostics);
    }
    let mut result = done.result.unwrap_or_else(|| working.document.clone());
    set_version(&working.document, &mut result, source.id, to);
    if !is_xml {
        place_by_origin(&mut result, &working.document);
        result.source = Some(source.id);
        let mut upgrade = Upgrade::nothing(file, Some(from), to, diagnostics);
        upgrade.changes = done.changes;
        upgrade.document = Some(result);
        return upgrade;
    }
    let merged = merge(&source, &working, &result, sources.next_id());
    diagnostics.extend(merged.diagnostics);
    let mut found = Vec::new();
    let (mut text, mut document) = (None, None);
    if let Some(edited) = merged.edited.filter(|_| !merged.edits.is_empty()) {
        if to == newest() && from < to {
            values::check(&edited.document, &edited.text.text, &mut found);
        }
        text = Some(sources.admit(edited.text, Origins::edits(source.id, &merged.edits, merged.links)));
        document = Some(edited.document);
    }
    let mut upgrade = Upgrade {
        source: source.id,
        form: file.form,
        from: Some(from),
        to,
        edits: merged.edits,
        changes: done.changes,
        diagnostics,
        text,
        document,
    };
    for diagnostic in found {
        let diagnostic = upgrade.carry_back(diagnostic, sources);
        // A step that asks for a decision about the same value has said more.
        let said = upgrade.diagnostics.iter().any(|other| {
            other.severity == diagnostic.severity
                && (other.primary.contains(diagnostic.primary) || diagnostic.primary.contains(other.primary))
        });
        if !said {
            upgrade.diagnostics.push(diagnostic);
        }
    }
    upgrade.diagnostics.sort_by_key(|diagnostic| diagnostic.primary.start);
    upgrade
}

/// The oldest version that KIWI upgrades itself.
pub const FIRST_OF_KIWI: Version = Version::new(7, 4);

/// KIWI takes a version for a decimal.
fn as_decimal(version: Version) -> f64 {
    version.to_string().parse().unwrap_or(f64::NAN)
}

/// The version that a text says it has.
fn version(
    document: &Document,
    root: NodeId,
    place: Span,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Version> {
    let name = document.name(root)?;
    if !name.is("", "image") {
        let message = format!("`{}` is no KIWI description", name.local);
        let mut diagnostic = Diagnostic::error(&NOT_A_DESCRIPTION, message, place)
            .with_note("a description's document element is `image`, in no namespace");
        if !name.namespace.is_empty() {
            diagnostic = diagnostic.with_primary_label(format!("in the namespace `{}`", name.namespace));
        } else if nearest(&name.local, ["image"]).is_some() {
            diagnostic = diagnostic.with_primary_label("did you mean `image`?");
        }
        diagnostics.push(diagnostic);
        return None;
    }
    let Some(attribute) = schemaversion(document) else {
        if options.included_by.is_none() {
            let message = "the description does not say its schema version";
            let note = "KIWI refuses it; add `schemaversion` with the version that it was written for";
            let near = document
                .attributes(root)
                .filter(|(_, own)| nearest(&own.name.local, ["schemaversion"]).is_some())
                .find_map(|(_, own)| own.name_span);
            diagnostics.push(match near {
                Some(place) => Diagnostic::error(&MISSING_SCHEMAVERSION, message, place)
                    .with_primary_label("did you mean `schemaversion`?")
                    .with_fix(
                        "rename to `schemaversion`",
                        Applicability::Unsafe,
                        vec![Edit::replace(place, "schemaversion")],
                    ),
                None => Diagnostic::error(&MISSING_SCHEMAVERSION, message, place).with_note(note),
            });
        }
        return options.included_by;
    };
    let (said, span) = (attribute.value.as_str(), attribute.value_span.unwrap_or(place));
    let Ok(version) = said.parse::<Version>() else {
        let message = format!("`{said}` is no schema version");
        let note = format!("a version is two whole numbers with a dot between them, such as {}", newest());
        diagnostics.push(Diagnostic::error(&INVALID_SCHEMAVERSION, message, span).with_note(note));
        return None;
    };
    if version > newest() {
        let message = format!("schema version {version} is newer than any that rowi knows");
        diagnostics.push(Diagnostic::error(&INVALID_SCHEMAVERSION, message, span).with_note(format!(
            "the newest is {}; KIWI leaves such a description alone and then refuses it",
            newest()
        )));
        return None;
    }
    if version < steps()[0].from {
        let message = format!("there is no upgrade from schema version {version}");
        let note = format!("the oldest version with an upgrade is {}", steps()[0].from);
        diagnostics.push(Diagnostic::error(&INVALID_SCHEMAVERSION, message, span).with_note(note));
        return None;
    }
    let known: Vec<String> =
        steps().iter().map(|step| step.from).chain([newest()]).map(|version| version.to_string()).collect();
    if !known.contains(&version.to_string()) {
        let mut diagnostic =
            Diagnostic::warning(&UNKNOWN_SCHEMAVERSION, format!("no schema had the version {version}"), span)
                .with_note("the description is upgraded from the next version that there was");
        let decimal = said.trim().parse::<f64>().unwrap_or(f64::NAN);
        if version >= FIRST_OF_KIWI && !(as_decimal(FIRST_OF_KIWI)..=as_decimal(newest())).contains(&decimal) {
            diagnostic.severity = Severity::Error;
            diagnostic.notes.push(format!("KIWI reads it as the number {decimal} and refuses the description"));
        }
        if let Some(near) = nearest(&version.to_string(), known.iter().map(String::as_str)) {
            diagnostic = diagnostic.with_expected([near.to_owned()]);
        }
        diagnostics.push(diagnostic);
    }
    Some(version)
}

/// Writes the version that was reached, where the old one stood.
fn set_version(working: &Document, result: &mut Document, source: SourceId, to: Version) {
    let (Some(old), Some(new)) = (working.root_element(), result.root_element()) else { return };
    let is_version =
        |attribute: &Attribute| attribute.name.is("", "schemaversion") || attribute.name.is("", "schemeversion");
    let origin = working.element(old).and_then(|element| element.attributes.iter().position(is_version));
    // An included file that says no version gets none.
    let Some(index) = origin else { return };
    let name = if to < Version::new(3, 5) { "schemeversion" } else { "schemaversion" };
    let mut attribute = Attribute::new(QName::local(name), to.to_string());
    attribute.origin = Some((source, AttributeId { element: old, index: index as u32 }));
    if let Some(element) = result.element_mut(new) {
        let place = element.attributes.iter().position(is_version).unwrap_or(0);
        element.attributes.retain(|attribute| !is_version(attribute));
        element.attributes.insert(place.min(element.attributes.len()), attribute);
    }
}
