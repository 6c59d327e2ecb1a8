//! A form in which two documents that say the same are the same text, near Canonical XML 1.0.

use super::{Content, Document, NodeId, QName};

/// What counts as a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanonicalOptions {
    /// Comments count.
    pub comments: bool,
    /// Text that is only white space counts.
    pub blank_text: bool,
    /// Processing instructions count.
    pub instructions: bool,
}

impl Default for CanonicalOptions {
    /// All counts.
    fn default() -> Self {
        Self { comments: true, blank_text: true, instructions: true }
    }
}

impl CanonicalOptions {
    /// Elements, attributes and text that is not blank.
    #[must_use]
    pub fn content() -> Self {
        Self { comments: false, blank_text: false, instructions: false }
    }
}

impl Document {
    /// The canonical form: attributes sorted, prefixes replaced by namespaces (`{uri}name`), empty elements with an end
    /// tag, text escaped in one way, text beside what does not count joined.
    #[must_use]
    pub fn canonical(&self, options: CanonicalOptions) -> String {
        let mut out = String::new();
        let mut text = String::new();
        let mut at = self.first_child(NodeId::ROOT);
        while let Some(node) = at {
            let mut below = None;
            match &self.node(node).content {
                Content::Text(part) => text.push_str(part),
                Content::Element(element) => {
                    flush(&mut out, &mut text, options);
                    out.push('<');
                    name(&mut out, &element.name);
                    let mut attributes: Vec<_> = element.attributes.iter().collect();
                    attributes.sort_by(|left, right| {
                        (&left.name.namespace, &left.name.local).cmp(&(&right.name.namespace, &right.name.local))
                    });
                    for attribute in attributes {
                        out.push(' ');
                        name(&mut out, &attribute.name);
                        out.push_str("=\"");
                        escape(&mut out, &attribute.value, true);
                        out.push('"');
                    }
                    out.push('>');
                    below = self.first_child(node);
                    if below.is_none() {
                        end(&mut out, &element.name);
                    }
                }
                Content::Comment(comment) if options.comments => {
                    flush(&mut out, &mut text, options);
                    out.push_str("<!--");
                    out.push_str(comment);
                    out.push_str("-->");
                }
                Content::ProcessingInstruction { target, value } if options.instructions => {
                    flush(&mut out, &mut text, options);
                    out.push_str("<?");
                    out.push_str(target);
                    out.push(' ');
                    out.push_str(value);
                    out.push_str("?>");
                }
                Content::Comment(_) | Content::ProcessingInstruction { .. } | Content::Root => {}
            }
            at = below.or_else(|| {
                let mut up = node;
                loop {
                    if let Some(next) = self.next_sibling(up) {
                        return Some(next);
                    }
                    up = self.parent(up)?;
                    flush(&mut out, &mut text, options);
                    if let Some(element) = self.element(up) {
                        end(&mut out, &element.name);
                    }
                }
            });
        }
        flush(&mut out, &mut text, options);
        out
    }
}

fn flush(out: &mut String, text: &mut String, options: CanonicalOptions) {
    let blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    if !blank || options.blank_text {
        escape(out, text, false);
    }
    text.clear();
}

fn end(out: &mut String, element: &QName) {
    out.push_str("</");
    name(out, element);
    out.push('>');
}

fn name(out: &mut String, name: &QName) {
    if !name.namespace.is_empty() {
        out.push('{');
        out.push_str(&name.namespace);
        out.push('}');
    }
    out.push_str(&name.local);
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' if !attribute => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\t' if attribute => out.push_str("&#x9;"),
            '\n' if attribute => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    fn canonical(text: &str, options: CanonicalOptions) -> String {
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        crate::xml::parse(sources.get(id)).document.canonical(options)
    }

    #[test]
    fn what_says_the_same_looks_the_same() {
        let one = "<a xmlns='u' y='2' x='1'><b/>t<!-- c -->u\n</a>";
        let other = "<p:a xmlns:p='u' x = \"1\"\n y='2'><p:b></p:b>tu&#10;</p:a>";
        let content = CanonicalOptions::content();
        assert_eq!(canonical(one, content), canonical(other, content));
        assert_ne!(canonical(one, CanonicalOptions::default()), canonical(other, CanonicalOptions::default()));
        assert_eq!(canonical("<a> <b/>\n</a>", content), "<a><b></b></a>");
        assert_ne!(canonical("<a b='1'/>", content), canonical("<a b='2'/>", content));
    }
}
