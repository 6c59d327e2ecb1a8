//! `<?xml-model …?>`: the schemas that a document names (Associating Schemas with XML documents 1.0, ISO/IEC 19757-11).

use super::{Content, Document, NodeId, NodeKind};
use crate::text::Span;

/// The language of a schema that a document names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ModelKind {
    /// RELAX NG, in either syntax.
    RelaxNg,
    /// Schematron.
    Schematron,
    /// NVDL.
    Nvdl,
    /// Something else, such as XML Schema or a DTD.
    Other,
}

/// A schema that a document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Where it is, seen from the document.
    pub href: String,
    /// The language, as far as the instruction and the file's name tell.
    pub kind: ModelKind,
    /// The namespace or media type that tells the language, where there is one.
    pub language: String,
    /// The Schematron phase.
    pub phase: Option<String>,
    /// The instruction.
    pub span: Span,
}

const SCHEMATRON: &str = "http://purl.oclc.org/dsdl/schematron";
const RELAX_NG: &str = "http://relaxng.org/ns/structure/1.0";
const NVDL: &str = "http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0";

/// The schemas that a document names before its first element, in order.
#[must_use]
pub fn models(document: &Document) -> Vec<Model> {
    let mut found = Vec::new();
    for node in document.children(NodeId::ROOT) {
        if document.kind(node) == NodeKind::Element {
            break;
        }
        let Content::ProcessingInstruction { target, value } = &document.node(node).content else { continue };
        if target.as_str() != "xml-model" {
            continue;
        }
        let attribute = |name: &str| pseudo_attribute(value, name);
        let Some(href) = attribute("href") else { continue };
        let language = attribute("schematypens").or_else(|| attribute("type")).unwrap_or_default();
        let extension = href.rsplit(['.', '/']).next().unwrap_or("").to_ascii_lowercase();
        let kind = match (language.as_str(), extension.as_str()) {
            (RELAX_NG | "application/relax-ng-compact-syntax" | "application/x-rnc", _) => ModelKind::RelaxNg,
            (SCHEMATRON, _) => ModelKind::Schematron,
            (NVDL, _) => ModelKind::Nvdl,
            ("" | "application/xml" | "text/xml", "rng" | "rnc") => ModelKind::RelaxNg,
            ("" | "application/xml" | "text/xml", "sch") => ModelKind::Schematron,
            ("" | "application/xml" | "text/xml", "nvdl") => ModelKind::Nvdl,
            _ => ModelKind::Other,
        };
        let span = document.span(node).unwrap_or_default();
        found.push(Model { href, kind, language, phase: attribute("phase"), span });
    }
    found
}

/// The value of `name="value"` in the text of a processing instruction (as xml-stylesheet 1.0, 3, has them).
fn pseudo_attribute(text: &str, name: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let (own, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, behind) = after[1..].split_once(quote)?;
        if own.trim() == name {
            let decoded = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            return Some(decoded.replace("&apos;", "'").replace("&amp;", "&"));
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    #[test]
    fn the_prolog_names_schemas() {
        let text = "<?xml-model href=\"a.rnc\" type=\"application/relax-ng-compact-syntax\"?>\
                    <?xml-model type='application/xml' href='b.sch' schematypens = 'http://purl.oclc.org/dsdl/schematron' phase='p&amp;q'?>\
                    <?xml-model href='c.rng'?><?xml-model href='d.xsd' schematypens='http://www.w3.org/2001/XMLSchema'?>\
                    <?xml-model title='no address'?><?xml-stylesheet href='e'?><a><?xml-model href='late.rng'?></a>";
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        let found = models(&crate::xml::parse(sources.get(id)).document);
        let short: Vec<_> = found.iter().map(|one| (one.href.as_str(), one.kind, one.phase.as_deref())).collect();
        assert_eq!(
            short,
            [
                ("a.rnc", ModelKind::RelaxNg, None),
                ("b.sch", ModelKind::Schematron, Some("p&q")),
                ("c.rng", ModelKind::RelaxNg, None),
                ("d.xsd", ModelKind::Other, None),
            ]
        );
        assert_eq!(sources.slice(found[2].span), "<?xml-model href='c.rng'?>");
    }
}
