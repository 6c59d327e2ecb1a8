//! Running the steps that a document needs, one after the other, each tree freed as soon as the next is there.

use crate::upgrade::catalogue::{
    KIWI_UPGRADE_FAILS, UPGRADE_CHANGES_VALUE, UPGRADE_DROPS_ATTRIBUTE, UPGRADE_DROPS_ELEMENT, UPGRADE_FAILED,
    UPGRADE_NEEDS_DECISION,
};
use std::sync::OnceLock;

use super::changes::{Change, ChangeKind, Comparison};
use super::merge::{attribute_origin, origin_of};
use super::steps::{COMMON, Step, steps};
use super::working::Working;
use crate::diagnostic::{Applicability, Diagnostic, Message as Headline, Severity};
use crate::text::{Edit, MemoryLoader, SourceId, Sources, Span};
use crate::xml::{Content, Document, NodeId};
use crate::xslt::{Limits, Message, Run, Stylesheet, compile};

/// What the steps made.
pub(super) struct Chain {
    /// The result; `None` where no step had to run.
    pub result: Option<Document>,
    pub changes: Vec<Change>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a step stopped with an error.
    pub failed: bool,
}

/// The compiled form of a step, kept by the step.
#[derive(Debug, Default)]
pub(super) struct Cell(OnceLock<Result<Stylesheet, String>>);

impl Cell {
    fn get(&self, step: &Step) -> Result<&Stylesheet, &str> {
        let compiled = self.0.get_or_init(|| {
            let mut sources = Sources::new();
            let source = sources.add(step.file, step.text);
            let mut loader = MemoryLoader::new();
            loader.insert(COMMON.0, COMMON.1);
            let compiled = compile(source, &mut sources, &loader);
            compiled.stylesheet.ok_or_else(|| {
                compiled.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect::<Vec<_>>().join("; ")
            })
        });
        compiled.as_ref().map_err(String::as_str)
    }
}

/// Whether anything in the document is what the step is about.
fn is_triggered(step: &Step, document: &Document) -> bool {
    document.descendants(NodeId::ROOT).any(|node| {
        let Some(element) = document.element(node) else { return false };
        element.name.namespace.is_empty()
            && step
                .triggers()
                .iter()
                .any(|trigger| trigger.matches(&element.name.local, |name| document.attribute_value(node, name)))
    })
}

/// Runs a path of steps. A step that nothing in the document triggers changes the version only, which is not its
/// business here: the caller writes the last version.
pub(super) fn run(working: &Working, source: SourceId, path: &[&Step]) -> Chain {
    let mut chain = Chain { result: None, changes: Vec::new(), diagnostics: Vec::new(), failed: false };
    for step in path {
        let before = chain.result.as_ref().unwrap_or(&working.document);
        if !is_triggered(step, before) {
            continue;
        }
        let index = steps().iter().position(|other| other.to == step.to && other.from == step.from);
        let index = index.unwrap_or(steps().len());
        let fail = |why: &str| {
            let at = working.document.root_element().and_then(|root| working.document.name_span(root));
            Diagnostic::error(
                &UPGRADE_FAILED,
                format!("the upgrade step {} failed: {why}", step.label()),
                at.unwrap_or(Span::at(source, 0)),
            )
        };
        let stylesheet = match step.compiled.get(step) {
            Ok(stylesheet) => stylesheet,
            Err(why) => {
                chain.diagnostics.push(fail(why));
                chain.failed = true;
                return chain;
            }
        };
        let mut sources = Sources::new();
        let loader = MemoryLoader::new();
        let run = Run { sources: &mut sources, loader: &loader, parameters: &[], limits: Limits::default() };
        let done = stylesheet.transform(before, run);
        if !done.is_complete() {
            let why = done.diagnostics.first().map_or("it was stopped", |diagnostic| diagnostic.message.as_str());
            chain.diagnostics.push(fail(why));
            chain.failed = true;
            return chain;
        }
        for message in &done.messages {
            chain.diagnostics.extend(report(message, step, &working.document, before, source));
        }
        let comparison = Comparison { source, working: &working.document, before, after: &done.document, step: index };
        chain.changes.extend(comparison.changes().into_iter().filter(|change| !is_version(&change.kind)));
        chain.result = Some(done.document);
    }
    chain
}

fn is_version(kind: &ChangeKind) -> bool {
    let is_version = |name: &str| matches!(name, "schemaversion" | "schemeversion");
    match kind {
        ChangeKind::AttributeChanged { element, name, .. } => element == "image" && is_version(name),
        ChangeKind::AttributeRenamed { element, from, .. } => element == "image" && is_version(from),
        _ => false,
    }
}

/// The namespace of what the stylesheets say to rowi.
const REPORTS: &str = "urn:rowi:upgrade";

/// A `u:report` in a message, as a diagnostic about the user's text.
fn report(
    message: &Message,
    step: &Step,
    working: &Document,
    before: &Document,
    source: SourceId,
) -> Option<Diagnostic> {
    let content = &message.content;
    let report = content
        .descendants(NodeId::ROOT)
        .find(|node| content.name(*node).is_some_and(|name| name.is(REPORTS, "report")))?;
    // what a step may report of a change
    let of_steps = [&UPGRADE_DROPS_ATTRIBUTE, &UPGRADE_DROPS_ELEMENT, &UPGRADE_CHANGES_VALUE, &KIWI_UPGRADE_FAILS];
    let called = content.attribute_value(report, "name")?;
    let name = of_steps.into_iter().find(|entry| entry.name == called).unwrap_or(&UPGRADE_NEEDS_DECISION);
    let severity = match content.attribute_value(report, "severity") {
        Some("warning") => Severity::Warning,
        Some("note") => Severity::Note,
        _ => Severity::Error,
    };
    let mut headline = Headline::new();
    let mut notes = Vec::new();
    for child in content.children(report) {
        match &content.node(child).content {
            Content::Text(text) => headline = headline.phrase(&spaced(text)),
            Content::Element(element) if element.name.is(REPORTS, "value") => {
                headline = headline.value(&words(&content.string_value(child)));
            }
            Content::Element(element) if element.name.is(REPORTS, "note") => {
                notes.push(words(&content.string_value(child)));
            }
            _ => {}
        }
    }
    let node = message.origin.filter(|origin| origin.source == source).map(|origin| origin.node);
    let attribute = content.attribute_value(report, "attribute");
    let named = attribute.and_then(|name| {
        let own = message.attribute.filter(|(from, _)| *from == source).map(|(_, id)| id);
        let by_name = || {
            // The name is that of the tree before the step; the user may have called it otherwise.
            let node = node?;
            let place = before.descendants(NodeId::ROOT).find(|other| {
                before.element(*other).is_some() && origin_of(source, working, before, *other) == Some(node)
            })?;
            let (id, attribute) = before.attributes(place).find(|(_, attribute)| attribute.name.lexical() == name)?;
            if before.source == Some(source) { Some(id) } else { attribute_origin(source, attribute) }
        };
        let id = own.or_else(by_name)?;
        working.element(id.element)?.attributes.get(id.index as usize)
    });
    let primary = match (named, node) {
        (Some(attribute), _) => attribute.span,
        (None, Some(node)) => working.name_span(node),
        (None, None) => None,
    };
    let primary = primary.unwrap_or(Span::at(source, 0));
    let mut diagnostic = Diagnostic::new(severity, name, headline, primary);
    diagnostic.notes = notes;
    diagnostic.notes.push(format!("found by the upgrade step {}", step.label()));
    if let Some(replace) = content.attribute_value(report, "replace").filter(|replace| !replace.is_empty()) {
        let value = match (named, node) {
            (Some(attribute), _) => attribute.value_span,
            (None, Some(node)) if working.element(node).is_none() => working.span(node),
            _ => None,
        };
        if let Some(value) = value {
            let title = format!("replace by `{replace}`");
            diagnostic = diagnostic.with_fix(title, Applicability::Unsafe, vec![Edit::replace(value, replace)]);
        }
    }
    // Only where the user calls the attribute as the step does.
    if let Some(rewrite) = content.attribute_value(report, "rewrite").filter(|rewrite| !rewrite.is_empty())
        && let Some(place) = named.filter(|named| Some(&*named.name.local) == attribute).and_then(|named| named.span)
    {
        let title = format!("write `{rewrite}`");
        diagnostic = diagnostic.with_fix(title, Applicability::Unsafe, vec![Edit::replace(place, rewrite)]);
    }
    Some(diagnostic)
}

/// The text with white space as single blanks, also where it begins or ends with some.
fn spaced(text: &str) -> String {
    let blank = |is_blank: bool| if is_blank { " " } else { "" };
    let is_space = |c: char| c.is_ascii_whitespace();
    let words = words(text);
    if words.is_empty() {
        return blank(!text.is_empty()).to_owned();
    }
    format!("{}{words}{}", blank(text.starts_with(is_space)), blank(text.ends_with(is_space)))
}

/// The text with white space as single blanks, and none around it.
fn words(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
