//! One file from its version to a newer one.

use super::changes::Change;
use super::merge::{Link, merge};
use super::steps::{Step, to_kiwi};
use super::working::{Working, parse};
use super::{Version, chain, newest, path, steps, values};
use crate::diagnostic::{Applicability, Diagnostic, Severity, nearest};
use crate::kiwi::Edition;
use crate::text::{Edit, EditSet, Source, SourceId, Span};
use crate::upgrade::catalogue::{
    INVALID_SCHEMAVERSION, MISSING_SCHEMAVERSION, NOT_A_DESCRIPTION, UNKNOWN_SCHEMAVERSION,
};
use crate::xml::{self, Attribute, AttributeId, Document, QName};

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
    pub(super) links: Vec<Link>,
    /// The upgraded document of a description in YAML, JSON or INI, which is not rewritten: its places are in the user's
    /// text.
    pub document: Option<Document>,
}

impl Upgrade {
    fn nothing(source: &Source, from: Option<Version>, to: Version, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            source: source.id,
            from,
            to,
            edits: EditSet::new(),
            changes: Vec::new(),
            diagnostics,
            links: Vec::new(),
            document: None,
        }
    }

    /// Whether the text is of an older version, or of another edition.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.from.is_some_and(|from| from < self.to) || !self.edits.is_empty()
    }

    /// Whether there is a text of the wanted version to judge: one that was of it already, or what the steps made.
    #[must_use]
    pub fn has_result(&self) -> bool {
        self.from.is_some() && !(self.is_needed() && self.edits.is_empty() && self.document.is_none())
    }
}

/// Upgrades one text. Includes are not followed: see [`super::upgrade_description`].
#[must_use]
pub fn upgrade(source: &Source, options: &Options) -> Upgrade {
    let to = options.to;
    if xml::is_markup(source) {
        return upgrade_markup(source, options);
    }
    let tree = match parse(source) {
        Ok(tree) => tree,
        Err(diagnostics) => return Upgrade::nothing(source, None, to, diagnostics),
    };
    let mut diagnostics = Vec::new();
    let root = tree.root_element();
    let said = root.attribute_node("schemaversion").or_else(|| root.attribute_node("schemeversion"));
    let said = said.map(|said| {
        let range = said.range_value();
        (said.value(), Span::new(source.id, range.start, range.end))
    });
    let about = Root {
        name: root.tag_name().name(),
        is_image: root.tag_name().name() == "image" && root.tag_name().namespace().is_none(),
        place: root_name(source, &tree),
        namespace: root.tag_name().namespace().unwrap_or(""),
        attributes: root
            .attributes()
            .map(|own| (own.name(), Span::new(source.id, own.range_qname().start, own.range_qname().end)))
            .collect(),
        said,
    };
    let Some(from) = version(&about, options, &mut diagnostics) else {
        return Upgrade::nothing(source, None, to, diagnostics);
    };
    let edition = options.edition_step();
    if from >= to && edition.is_none() {
        return Upgrade::nothing(source, Some(from), to, diagnostics);
    }
    // A version that never was is upgraded from the next that was.
    let start = steps().iter().map(|step| step.from).find(|version| *version >= from).unwrap_or(to);
    let Some(path) = path(start, to) else {
        let message = format!("there is no upgrade from version {from} to {to}");
        let at = root_name(source, &tree);
        diagnostics.push(Diagnostic::error(&INVALID_SCHEMAVERSION, message, at));
        return Upgrade::nothing(source, Some(from), to, diagnostics);
    };
    let path: Vec<&Step> = path.iter().chain(edition).collect();
    let working = match Working::new(source, &tree, path.iter().copied()) {
        Ok(working) => working,
        Err(found) => return Upgrade::nothing(source, Some(from), to, found),
    };
    drop(tree);
    let done = chain::run(&working, source.id, &path);
    diagnostics.extend(done.diagnostics);
    if done.failed {
        return Upgrade::nothing(source, Some(from), to, diagnostics);
    }
    let mut result = done.result.unwrap_or_else(|| working.document.clone());
    set_version(&working.document, &mut result, source.id, to);
    // Places in the edited text get a source of their own until they can be carried back.
    let edited = SourceId(u32::MAX);
    let mut found = Vec::new();
    let merged = merge(source, &working, &result, &mut |tree, _| {
        let here = |range: std::ops::Range<usize>| Span::new(edited, range.start, range.end);
        if to == newest() && from < to {
            values::check(tree, &here, &mut found);
        }
    });
    diagnostics.extend(merged.diagnostics);
    let mut upgrade = Upgrade {
        source: source.id,
        from: Some(from),
        to,
        edits: merged.edits,
        changes: done.changes,
        diagnostics,
        links: merged.links,
        document: None,
    };
    for diagnostic in found {
        let diagnostic = upgrade.carry_back(diagnostic, &|id| id == edited);
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

fn root_name(source: &Source, tree: &roxmltree::Document<'_>) -> Span {
    let root = tree.root_element();
    let start = root.range().start + 1;
    Span::new(source.id, start, start + root.tag_name().name().len())
}

/// What a document element says.
struct Root<'t> {
    name: &'t str,
    is_image: bool,
    place: Span,
    namespace: &'t str,
    /// The local names of its attributes, with their places.
    attributes: Vec<(&'t str, Span)>,
    /// The version with its place.
    said: Option<(&'t str, Span)>,
}

/// The oldest version that KIWI upgrades itself.
const FIRST_OF_KIWI: Version = Version::new(7, 4);

/// The version that a text says it has.
fn version(root: &Root<'_>, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Option<Version> {
    if !root.is_image {
        let message = format!("`{}` is no KIWI description", root.name);
        let mut diagnostic = Diagnostic::error(&NOT_A_DESCRIPTION, message, root.place)
            .with_note("a description's document element is `image`, in no namespace");
        if !root.namespace.is_empty() {
            diagnostic = diagnostic.with_primary_label(format!("in the namespace `{}`", root.namespace));
        } else if nearest(root.name, ["image"]).is_some() {
            diagnostic = diagnostic.with_primary_label("did you mean `image`?");
        }
        diagnostics.push(diagnostic);
        return None;
    }
    let Some((said, span)) = root.said else {
        if options.included_by.is_none() {
            let message = "the description does not say its schema version";
            let note = "KIWI refuses it; add `schemaversion` with the version that it was written for";
            let near = root.attributes.iter().find(|(name, _)| nearest(name, ["schemaversion"]).is_some());
            diagnostics.push(match near {
                Some((_, place)) => Diagnostic::error(&MISSING_SCHEMAVERSION, message, *place)
                    .with_primary_label("did you mean `schemaversion`?")
                    .with_fix(
                        "rename to `schemaversion`",
                        Applicability::Unsafe,
                        vec![Edit::replace(*place, "schemaversion")],
                    ),
                None => Diagnostic::error(&MISSING_SCHEMAVERSION, message, root.place).with_note(note),
            });
        }
        return options.included_by;
    };
    let Ok(version) = said.parse::<Version>() else {
        let message = format!("`{said}` is no schema version");
        let note = "a version is two whole numbers with a dot between them, such as 8.5";
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
        // KIWI takes the version for a decimal.
        let decimal = said.trim().parse::<f64>().unwrap_or(f64::NAN);
        if version >= FIRST_OF_KIWI && !(7.4..=8.5).contains(&decimal) {
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

/// Upgrades a description in YAML, JSON or INI, for checking only.
fn upgrade_markup(source: &Source, options: &Options) -> Upgrade {
    let to = options.to;
    let parsed = xml::parse(source);
    let mut diagnostics = parsed.diagnostics;
    let document = parsed.document;
    let Some(root) = document.root_element() else { return Upgrade::nothing(source, None, to, diagnostics) };
    let said = ["schemaversion", "schemeversion"].into_iter().find_map(|name| document.attribute_named(root, name));
    let place = document.name_span(root).unwrap_or(Span::at(source.id, 0));
    let name = document.name(root).map_or_else(String::new, |name| name.lexical());
    let about = Root {
        name: &name,
        is_image: document.is_element(root, "image"),
        place,
        namespace: "",
        attributes: Vec::new(),
        said: said.map(|said| (said.value.as_str(), said.value_span.unwrap_or(place))),
    };
    let Some(from) = version(&about, options, &mut diagnostics) else {
        return Upgrade::nothing(source, None, to, diagnostics);
    };
    let start = steps().iter().map(|step| step.from).find(|version| *version >= from).unwrap_or(to);
    let edition = options.edition_step();
    let Some(path) = path(start, to).filter(|_| from < to || edition.is_some()) else {
        return Upgrade::nothing(source, Some(from), to, diagnostics);
    };
    let path: Vec<&Step> = path.iter().chain(edition).collect();
    let working = Working { document, frozen: std::collections::HashMap::new() };
    let done = chain::run(&working, source.id, &path);
    diagnostics.extend(done.diagnostics);
    if done.failed {
        return Upgrade::nothing(source, Some(from), to, diagnostics);
    }
    let mut result = done.result.unwrap_or_else(|| working.document.clone());
    set_version(&working.document, &mut result, source.id, to);
    xml::place_by_origin(&mut result, &working.document);
    result.source = Some(source.id);
    let mut upgrade = Upgrade::nothing(source, Some(from), to, diagnostics);
    upgrade.changes = done.changes;
    upgrade.document = Some(result);
    upgrade
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
