//! What a description was meant to say, for the stages behind the schema: a mistake that was told once must not make
//! them complain of what follows from it.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Applicability, Diagnostic, Fact, Severity};
use crate::text::Span;
use crate::xml::{Content, Document, NodeId, QName};

/// The document with names and values mended that are misspelled, where the schema's findings say how; `None` where
/// there is nothing to mend. Places stay.
pub(super) fn as_meant(document: &Document, findings: &[Diagnostic]) -> Option<Document> {
    let edits: HashMap<Span, &str> = findings
        .iter()
        .filter_map(|finding| finding.fixes.first())
        .filter(|fix| fix.applicability != Applicability::DisplayOnly)
        .flat_map(|fix| &fix.edits)
        .filter(|edit| !edit.span.is_empty() && !edit.text.is_empty())
        .map(|edit| (edit.span, edit.text.as_str()))
        .collect();
    if edits.is_empty() {
        return None;
    }
    let new = |span: Option<Span>| span.and_then(|span| edits.get(&span).copied());
    let renamed = |name: &QName, local: &str| QName::new(&name.prefix, local, &name.namespace);
    let mut mended = document.clone();
    let nodes: Vec<NodeId> = mended.descendants(NodeId::ROOT).collect();
    for node in nodes {
        let data = mended.node_mut(node);
        let span = data.span;
        match &mut data.content {
            Content::Element(element) => {
                if let Some(local) = new(element.spans.map(|spans| spans.name)) {
                    element.name = renamed(&element.name, local);
                }
                for attribute in &mut element.attributes {
                    if let Some(local) = new(attribute.name_span) {
                        attribute.name = renamed(&attribute.name, local);
                    }
                    if let Some(value) = new(attribute.value_span) {
                        attribute.value = value.into();
                    }
                }
            }
            Content::Text(text) => {
                if let Some(value) = new(span) {
                    *text = value.into();
                }
            }
            Content::Root | Content::Comment(_) | Content::ProcessingInstruction { .. } => {}
        }
    }
    Some(mended)
}

/// What is not known of a description because of its mistakes.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// Names of elements that have an attribute too many or too few: what they lack may be what was told.
    elements: HashSet<Span>,
    /// What the package lists hold.
    packages: bool,
}

impl Doubts {
    /// `is_whole`: the text was well-formed.
    pub(super) fn of(document: &Document, findings: &[Diagnostic], is_whole: bool) -> Self {
        let mut doubts = Self { packages: !is_whole, ..Self::default() };
        // What was mended is in no doubt.
        let open = |finding: &&Diagnostic| {
            let can_mend = |fix: &crate::diagnostic::Fix| fix.edits.iter().any(|edit| !edit.text.is_empty());
            finding.severity == Severity::Error
                && !finding.fixes.iter().any(|fix| fix.applicability != Applicability::DisplayOnly && can_mend(fix))
        };
        let open: Vec<&Diagnostic> = findings.iter().filter(open).collect();
        if open.is_empty() {
            return doubts;
        }
        let within = Places::of(open.iter().map(|finding| finding.primary));
        let of_attributes = open.iter().filter(|finding| finding.name.blocks(Fact::Attributes));
        let in_tag = Places::of(of_attributes.map(|finding| finding.primary));
        for node in document.descendants(NodeId::ROOT) {
            let Some(spans) = document.element(node).and_then(|element| element.spans) else { continue };
            if in_tag.is_any_in(spans.start_tag) {
                doubts.elements.insert(spans.name);
            }
            let lists = document.name(node).is_some_and(|name| name.is("", "packages"));
            doubts.packages |= lists && document.span(node).is_some_and(|own| within.is_any_in(own));
        }
        doubts
    }

    /// Whether the finding may follow from a mistake that was told already.
    pub(super) fn cover(&self, finding: &Diagnostic) -> bool {
        self.elements.contains(&finding.primary) || (self.packages && finding.name.needs(Fact::PackageLists))
    }
}

/// Places in order.
struct Places(Vec<Span>);

impl Places {
    fn of(places: impl Iterator<Item = Span>) -> Self {
        let mut places: Vec<Span> = places.collect();
        places.sort_unstable_by_key(|place| (place.source, place.start, place.end));
        Self(places)
    }

    /// Whether one of them lies inside of a range.
    fn is_any_in(&self, range: Span) -> bool {
        let first = self.0.partition_point(|place| (place.source, place.start) < (range.source, range.start));
        let begins = |place: &&Span| place.source == range.source && place.start <= range.end;
        self.0[first..].iter().take_while(begins).any(|place| range.contains(*place))
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::{Options, check_source};
    use crate::diagnostic::Severity;
    use crate::text::{MemoryLoader, Sources};

    /// The errors in a description whose `type` and first package are given.
    fn errors(of_type: &str, package: &str) -> Vec<String> {
        let text = format!(
            "<image schemaversion=\"8.5\" name=\"a\"><description type=\"system\"><author>a</author><contact>b</contact>\
             <specification>c</specification></description><preferences><version>1.0.0</version>\
             <packagemanager>zypper</packagemanager><type {of_type}/></preferences>\
             <repository><source path=\"obs://a/b\"/></repository>\
             <containers source=\"registry.example.com\" backend=\"podman\"><container name=\"x\" tag=\"1\"/></containers>\
             <packages type=\"image\">{package}<package name=\"skopeo\"/><package name=\"ca-certificates-mozilla\"/>\
             <package name=\"dracut-kiwi-oem-repart\"/></packages>\
             <packages type=\"bootstrap\"><package name=\"filesystem\"/></packages></image>"
        );
        let mut sources = Sources::new();
        let id = sources.add("config.xml", text);
        let found = check_source(id, &mut sources, &MemoryLoader::new(), &Options::default());
        found.into_iter().filter(|one| one.severity == Severity::Error).map(|one| one.name.to_string()).collect()
    }

    #[test]
    fn what_follows_from_a_mistake_is_not_told_again() {
        let oem = "image=\"oem\" filesystem=\"xfs\" firmware=\"uefi\"";
        let podman = "<package name=\"podman\"/>";
        assert_eq!(errors(oem, podman), [""; 0]);
        assert_eq!(errors(&oem.replace("filesystem", "filesytem"), podman), ["unknown-attribute"]);
        assert_eq!(errors(&oem.replace("image=\"oem\" ", ""), podman), ["missing-attribute"]);
        assert_eq!(errors(oem, "<pakage name=\"podman\"/>"), ["unknown-element"]);
        assert_eq!(errors(oem, "<package nmae=\"podman\"/>"), ["unknown-attribute"]);
        // a name that nobody can guess leaves the list in doubt
        assert_eq!(errors(oem, "<package/>"), ["missing-attribute"]);
        assert_eq!(errors(oem, "<package name=\"podman\">"), ["unclosed-element"]);
    }
}
