//! The Schematron rules of KIWI's schema one pattern at a time, so that a run parses only those that a document can
//! break: most are about an attribute that few descriptions have.

use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};

use crate::schematron::{self, Rules};
use crate::text::{MemoryLoader, Sources};
use crate::xml::{self, Document, NodeId};

/// All of them, as `generate` writes them: a pattern begins and ends with a line of its own.
pub(super) const TEXT: &str = include_str!("../../rng/compiled/kiwi.sch");

const START: &str = "  <pattern";
const END: &str = "  </pattern>";
const RULE: &str = "    <rule context=\"";

/// One pattern.
struct Part {
    text: &'static str,
    /// What its rules are about.
    contexts: Vec<Need>,
    rules: OnceLock<Rules>,
}

/// What a document must have for a context to match anything in it; nothing is necessary where that is not plain.
#[derive(Debug, PartialEq, Eq)]
struct Need {
    element: Option<&'static str>,
    attribute: Option<&'static str>,
}

/// The local names in a document.
struct Names<'d> {
    elements: HashSet<&'d str>,
    attributes: HashSet<&'d str>,
}

impl Need {
    fn of(context: &'static str) -> Self {
        let name_end = |text: &str| {
            text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(text.len())
        };
        let (element, rest) = context.split_at(name_end(context));
        let plain = !element.is_empty() && (rest.is_empty() || rest.starts_with(['[', '/'])) && !context.contains('|');
        if !plain {
            return Self { element: None, attribute: None };
        }
        // only where nothing but this, or a comparison with it, is asked for
        let attribute = rest.strip_prefix("[@").filter(|rest| !rest.contains([' ', '('])).map(|rest| {
            let end = name_end(rest);
            &rest[..end]
        });
        Self { element: Some(element), attribute: attribute.filter(|name| !name.is_empty()) }
    }

    fn is_in(&self, names: &Names<'_>) -> bool {
        self.element.is_none_or(|name| names.elements.contains(name))
            && self.attribute.is_none_or(|name| names.attributes.contains(name))
    }
}

impl Part {
    fn rules(&self) -> &Rules {
        self.rules.get_or_init(|| {
            let mut sources = Sources::new();
            let head = TEXT.split(START).next().unwrap_or("");
            let id = sources.add("rng/compiled/kiwi.sch", format!("{head}{}</schema>\n", self.text));
            let document = xml::parse(sources.get(id)).document;
            schematron::read_document(&document, &mut sources, &MemoryLoader::new()).0
        })
    }
}

static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| {
    let mut parts = Vec::new();
    let (mut at, mut start) = (0, 0);
    let mut contexts = Vec::new();
    for line in TEXT.split_inclusive('\n') {
        if line.starts_with(START) {
            start = at;
        } else if let Some(rest) = line.strip_prefix(RULE) {
            contexts.push(Need::of(rest.split('"').next().unwrap_or(rest)));
        }
        at += line.len();
        if line.starts_with(END) {
            let contexts = std::mem::take(&mut contexts);
            parts.push(Part { text: &TEXT[start..at], contexts, rules: OnceLock::new() });
        }
    }
    parts
});

/// What stands before the patterns, and each pattern as text.
pub(super) fn texts() -> (&'static str, impl Iterator<Item = &'static str>) {
    (TEXT.split(START).next().unwrap_or(""), PARTS.iter().map(|part| part.text))
}

/// The rules that are about something in the document.
pub(super) fn parts_for(document: &Document) -> impl Iterator<Item = &'static Rules> + use<> {
    let mut names = Names { elements: HashSet::new(), attributes: HashSet::new() };
    for element in document.descendants(NodeId::ROOT).filter_map(|node| document.element(node)) {
        names.elements.insert(&element.name.local);
        names.attributes.extend(element.attributes.iter().map(|attribute| &*attribute.name.local));
    }
    let needed: Vec<&Part> =
        PARTS.iter().filter(|part| part.contexts.iter().any(|context| context.is_in(&names))).collect();
    needed.into_iter().map(Part::rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiwi::Edition;

    #[test]
    fn the_parts_are_the_whole() {
        let tell = |rules: &Rules| -> Vec<String> {
            let of = |pattern: &schematron::Pattern| {
                let rules: Vec<String> = pattern
                    .rules
                    .iter()
                    .map(|rule| {
                        let tests: Vec<_> = rule.checks.iter().map(|check| check.test.text()).collect();
                        format!("{} {tests:?}", rule.context.expression.text())
                    })
                    .collect();
                format!("{:?} {rules:?}", pattern.id)
            };
            rules.patterns.iter().map(of).collect()
        };
        let parts: Vec<String> = PARTS.iter().flat_map(|part| tell(part.rules())).collect();
        let whole = Edition::Kiwi.rules();
        assert_eq!(parts, tell(whole));
        // what stands outside of patterns would be lost
        assert!(whole.lets.is_empty() && whole.keys.is_empty() && whole.phases.is_empty());
        assert!(whole.diagnostics.is_empty() && whole.default_phase.is_empty());
    }

    #[test]
    fn rules_about_something_else_are_left_out() {
        let need = |element, attribute| Need { element, attribute };
        assert_eq!(Need::of("type[@format='vagrant']"), need(Some("type"), Some("format")));
        assert_eq!(Need::of("type/size[@unpartitioned]"), need(Some("type"), None));
        assert_eq!(Need::of("type[contains('oem', @image)]"), need(Some("type"), None));
        assert_eq!(Need::of("type[@a or @b]"), need(Some("type"), None));
        assert_eq!(Need::of("a | b[@c]"), need(None, None));
        assert_eq!(Need::of("//a"), need(None, None));
    }

    #[test]
    fn the_same_is_found() {
        let text = r#"<image><preferences><type image="docker" filesystem="btrfs" luks="x" format="vagrant" archive="1">
            <size unpartitioned="1">1</size><systemdisk preferlvm="true"/></type></preferences>
            <packages type="delete" bootstrap_package="x"/><repository architectures=","/></image>"#;
        let mut sources = Sources::new();
        let id = sources.add("config.xml", text);
        let document = xml::parse(sources.get(id)).document;
        let found = Edition::Kiwi.broken_rules(&document);
        assert!(found.len() > 3, "{found:?}");
        assert_eq!(found, schematron::validate(Edition::Kiwi.rules(), &document, None));
    }
}
