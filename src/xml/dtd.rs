//! What a document type declaration says that the tree does not keep: which attributes are identifiers, which have
//! default values, which hold tokens, and what unparsed entities stand for (XML 1.0, 3.3 and 4.2.2). Only the internal
//! subset is read; nothing is fetched.

use super::{Attribute, Document, NodeId, QName, SharedStr, XML_NAMESPACE};

/// Facts from the internal subset of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DtdFacts {
    /// Elements with their attributes of type ID, names as written.
    pub ids: Vec<(String, String)>,
    /// Attributes that the parser must complete or normalise.
    pub attributes: Vec<AttributeDeclaration>,
    /// Unparsed entities with their system identifiers.
    pub unparsed: Vec<(String, String)>,
    /// Internal general entities with their replacement text.
    entities: Vec<(String, String)>,
}

/// What a declaration says of an attribute (XML 1.0, 3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeDeclaration {
    /// The element's name, as written.
    element: String,
    /// The attribute's name, as written.
    name: String,
    /// Of a type other than CDATA: white space around and between tokens is normalised away (3.3.3).
    tokens: bool,
    /// The value where the attribute is absent.
    default: Option<String>,
}

/// Bytes that a default value may grow to by its entities.
const MAX_DEFAULT: usize = 1 << 16;

impl DtdFacts {
    /// Reads the internal subset of a well-formed document.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut facts = Self::default();
        let Some(mut rest) = internal_subset(text) else { return facts };
        while let Some(at) = rest.find('<') {
            rest = &rest[at..];
            let close = if rest.starts_with("<!--") {
                "-->"
            } else if rest.starts_with("<?") {
                "?>"
            } else {
                let (tokens, after) = declaration(&rest[1..]);
                facts.take(&tokens);
                rest = after;
                continue;
            };
            let Some(end) = rest.find(close) else { break };
            rest = &rest[end + close.len()..];
        }
        facts
    }

    fn take(&mut self, tokens: &[&str]) {
        match tokens {
            ["!ATTLIST", element, attributes @ ..] => self.attribute_list(element, attributes),
            ["!ENTITY", name, "SYSTEM", system, "NDATA", ..] | ["!ENTITY", name, "PUBLIC", _, system, "NDATA", ..] => {
                let system = system.trim_matches(['"', '\'']);
                self.unparsed.push(((*name).to_owned(), system.to_owned()));
            }
            // of two declarations the first binds (4.2)
            ["!ENTITY", name, literal] if !self.entities.iter().any(|(known, _)| known == name) => {
                self.entities.push(((*name).to_owned(), unquoted(literal).to_owned()));
            }
            _ => {}
        }
    }

    /// Name, type and default of each attribute in turn.
    fn attribute_list(&mut self, element: &str, mut rest: &[&str]) {
        while let [name, kind, after @ ..] = rest {
            rest = after;
            if *kind == "NOTATION" || (kind.starts_with('(') && !kind.ends_with(')')) {
                // an enumeration that is written with spaces
                let end = rest.iter().position(|token| token.ends_with(')')).map_or(rest.len(), |at| at + 1);
                rest = &rest[end..];
            }
            let (default, after) = match rest {
                ["#REQUIRED" | "#IMPLIED", after @ ..] => (None, after),
                ["#FIXED", value, after @ ..] | [value, after @ ..] => (Some(self.expanded(unquoted(value))), after),
                [] => (None, rest),
            };
            rest = after;
            if *kind == "ID" {
                self.ids.push((element.to_owned(), (*name).to_owned()));
            }
            let tokens = *kind != "CDATA";
            let known = self.attributes.iter().any(|known| known.element == element && known.name == *name);
            if !known && (tokens || default.is_some()) {
                let default = default.map(|value| if tokens { one_space(&value) } else { value });
                let (element, name) = (element.to_owned(), (*name).to_owned());
                self.attributes.push(AttributeDeclaration { element, name, tokens, default });
            }
        }
    }

    /// An attribute value with its references resolved and its white space as spaces (3.3.3).
    fn expanded(&self, literal: &str) -> String {
        let mut result = String::new();
        // what is still to be read, innermost replacement last
        let mut open: Vec<&str> = vec![literal];
        while let Some(text) = open.pop() {
            let Some(at) = text.find(['&', '\t', '\n', '\r']) else {
                result.push_str(text);
                continue;
            };
            result.push_str(&text[..at]);
            let rest = &text[at..];
            let reference = rest.strip_prefix('&').and_then(|rest| rest.split_once(';'));
            let Some((name, after)) = reference else {
                result.push(' ');
                open.push(rest.strip_prefix("\r\n").unwrap_or(&rest[1..]));
                continue;
            };
            open.push(after);
            let code = match name.strip_prefix('#') {
                Some(code) => match code.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => code.parse().ok(),
                },
                None => match name {
                    "lt" => Some(0x3c),
                    "gt" => Some(0x3e),
                    "amp" => Some(0x26),
                    "quot" => Some(0x22),
                    "apos" => Some(0x27),
                    _ => None,
                },
            };
            if let Some(character) = code.and_then(char::from_u32) {
                result.push(character);
            } else if let Some((_, replacement)) = self.entities.iter().find(|(known, _)| known == name)
                && open.len() < 20
            {
                open.push(replacement);
            }
            if result.len() > MAX_DEFAULT {
                break;
            }
        }
        result
    }

    /// Whether there is anything to do for [`DtdFacts::complete`].
    #[must_use]
    pub fn completes(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// Adds the attributes that have default values and normalises those that hold tokens, as every parser that reads
    /// the internal subset must (XML 1.0, 3.3.2 and 3.3.3). The nodes stay the same.
    pub fn complete(&self, document: &mut Document) {
        let elements: Vec<NodeId> =
            document.descendants(NodeId::ROOT).filter(|node| document.element(*node).is_some()).collect();
        for id in elements {
            let Some(name) = document.name(id).map(QName::lexical) else { continue };
            for declaration in self.attributes.iter().filter(|declaration| *declaration.element == *name) {
                let (prefix, local) = declaration.name.split_once(':').unwrap_or(("", &declaration.name));
                let namespace = match prefix {
                    "" => Some("".into()),
                    "xml" => Some(XML_NAMESPACE.into()),
                    _ => document.namespace_of_prefix(id, prefix),
                };
                // a namespace declaration comes too late here
                let Some(namespace) = namespace.filter(|_| prefix != "xmlns" && declaration.name != "xmlns") else {
                    continue;
                };
                let Some(element) = document.element_mut(id) else { continue };
                let written = element.attributes.iter_mut().find(|one| one.name.lexical() == declaration.name);
                match (written, &declaration.default) {
                    (Some(attribute), _) if declaration.tokens => {
                        let value = one_space(&attribute.value);
                        if value != *attribute.value {
                            attribute.value = SharedStr::from(value);
                        }
                    }
                    (None, Some(default)) => {
                        let name = QName { prefix: prefix.into(), local: local.into(), namespace };
                        element.attributes.push(Attribute::new(name, default.as_str()));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// A literal without its quotes.
pub(super) fn unquoted(literal: &str) -> &str {
    literal.get(1..literal.len().saturating_sub(1)).unwrap_or("")
}

/// Spaces around tokens gone, one between two.
fn one_space(value: &str) -> String {
    value.split(' ').filter(|token| !token.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What stands between the brackets of the DOCTYPE.
fn internal_subset(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')?..];
        if rest.starts_with("<!DOCTYPE") {
            break;
        }
        let close = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else {
            return None;
        };
        rest = &rest[rest.find(close)? + close.len()..];
    }
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'[') => return Some(&rest[at + 1..]),
            (None, b'>') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The tokens of a declaration, literals with their quotes, up to its `>`, and what follows it.
fn declaration(text: &str) -> (Vec<&str>, &str) {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return (tokens, &text[at + 1..]),
            b'"' | b'\'' => {
                let length = bytes[at + 1..].iter().position(|other| *other == byte).unwrap_or(bytes.len() - at - 1);
                // with its quotes, so that no literal passes for a keyword
                tokens.push(&text[at..(at + length + 2).min(bytes.len())]);
                at = (at + length + 2).min(bytes.len());
            }
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            _ => {
                let ends = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'"' | b'\'');
                let length = bytes[at..].iter().position(ends).unwrap_or(bytes.len() - at);
                tokens.push(&text[at..at + length]);
                at += length;
            }
        }
    }
    (tokens, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_unparsed_entities() {
        let text = "<?xml version='1.0'?><!-- <!DOCTYPE x [ --><!DOCTYPE a SYSTEM 'a[.dtd' [
            <!-- <!ATTLIST no no ID #IMPLIED> --><!ELEMENT a ANY>
            <!ATTLIST a x CDATA 'ID' n ID #REQUIRED y (b|c) \"b\"><!ENTITY t 'SYSTEM'>
            <!ENTITY p SYSTEM 'p.gif' NDATA gif><!ENTITY q PUBLIC '-//q' 'q.gif' NDATA gif>]><a n='1'/>";
        let facts = DtdFacts::read(text);
        assert_eq!(facts.ids, [("a".to_owned(), "n".to_owned())]);
        let tokens = |facts: &DtdFacts| facts.attributes.iter().map(|one| one.tokens).collect::<Vec<_>>();
        assert_eq!(tokens(&facts), [false, true, true]);
        let unparsed = [("p", "p.gif"), ("q", "q.gif")].map(|(name, uri)| (name.to_owned(), uri.to_owned()));
        assert_eq!(facts.unparsed, unparsed);
        assert_eq!(DtdFacts::read("<a/>"), DtdFacts::default());
        assert_eq!(DtdFacts::read("<!DOCTYPE a [<!ATTLIST a"), DtdFacts::default());
    }

    #[test]
    fn defaults_and_tokens() {
        let text = "<!DOCTYPE a [<!ENTITY e 'E&#x26;'><!ATTLIST a d CDATA 'x &e; &lt;&#x9;' t NMTOKENS ' p  q ' \
                    f CDATA #FIXED \"F\" c ( y | z ) 'y' n NOTATION (g) #IMPLIED xml:space (default|preserve) 'preserve'>\
                    <!ATTLIST a d CDATA 'late'>]><a t='  1   2 '><a d='own' c='z'/></a>";
        let mut sources = crate::text::Sources::new();
        let id = sources.add("t.xml", text);
        let mut document = crate::xml::parse(sources.get(id)).document;
        DtdFacts::read(text).complete(&mut document);
        assert_eq!(
            document.write(&crate::xml::WriteOptions::plain()),
            "<a t=\"1 2\" d=\"x E&amp; &lt;&#9;\" f=\"F\" c=\"y\" xml:space=\"preserve\">\
             <a d=\"own\" c=\"z\" t=\"p q\" f=\"F\" xml:space=\"preserve\"/></a>\n"
        );
    }
}
