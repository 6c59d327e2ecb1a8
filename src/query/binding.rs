//! Which schema a document asks for.

use std::ops::Range;

use super::syntax::{NodeKind, Tree, unescape};

/// The reference of the first `<?xml-model?>` to a RELAX NG or Schematron schema (W3C note "Associating Schemas with
/// XML documents"), and where it stands.
#[must_use]
pub fn xml_model(tree: &Tree) -> Option<(String, Range<usize>)> {
    let text = tree.text();
    let mut found: Option<(String, Range<usize>)> = None;
    for child in tree.children(None) {
        let node = tree.node(child);
        if node.kind == NodeKind::Element {
            break;
        }
        let range = node.range();
        if node.kind != NodeKind::Instruction || !text[range.clone()].starts_with("<?xml-model") {
            continue;
        }
        let Some(href) = pseudo_attribute(text, range.clone(), "href") else { continue };
        let value = |name: &str| pseudo_attribute(text, range.clone(), name).map(|at| unescape(&text[at]));
        let namespace = value("schematypens").unwrap_or_default();
        let kind = value("type").unwrap_or_default();
        let path = unescape(&text[href.clone()]);
        let is_relaxng = namespace == crate::rng::ast::RELAX_NG_NAMESPACE
            || kind.contains("relax-ng-compact-syntax")
            || path.ends_with(".rnc")
            || path.ends_with(".rng");
        let is_schematron = namespace.contains("schematron") || path.ends_with(".sch");
        if is_relaxng {
            return Some((path, href));
        }
        if is_schematron && found.is_none() {
            found = Some((path, href));
        }
    }
    found
}

/// The value of `name="…"` in a processing instruction.
fn pseudo_attribute(text: &str, instruction: Range<usize>, name: &str) -> Option<Range<usize>> {
    let inner = &text[instruction.clone()];
    let mut from = 0;
    while let Some(at) = inner[from..].find(name).map(|at| from + at) {
        from = at + name.len();
        if !inner[..at].ends_with(|c: char| c.is_whitespace()) {
            continue;
        }
        let rest = inner[from..].trim_start();
        let Some(rest) = rest.strip_prefix('=') else { continue };
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let start = inner.len() - rest.len() + 1;
        let end = inner[start..].find(quote)? + start;
        return Some(instruction.start + start..instruction.start + end);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_found() {
        let check = |text: &str| xml_model(&Tree::new(text.into())).map(|(href, _)| href);
        assert_eq!(check("<?xml version='1.0'?>\n<?xml-model href=\"a&amp;b.rnc\" type='application/relax-ng-compact-syntax'?><r/>").as_deref(), Some("a&b.rnc"));
        assert_eq!(
            check("<?xml-model href='x.xsd'?><?xml-model type='t' href = 'y.rng'?><r/>").as_deref(),
            Some("y.rng")
        );
        assert_eq!(check("<r/><?xml-model href='y.rng'?>"), None);
        assert_eq!(check("<?xml-model href='y.rng"), None);
    }
}
