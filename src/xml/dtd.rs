//! What a document type declaration says that the tree does not keep: which attributes are identifiers, and what
//! unparsed entities stand for (XML 1.0, 3.3.1 and 4.2.2). Only the internal subset is read; nothing is fetched.

/// Facts from the internal subset of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DtdFacts {
    /// Elements with their attributes of type ID, names as written.
    pub ids: Vec<(String, String)>,
    /// Unparsed entities with their system identifiers.
    pub unparsed: Vec<(String, String)>,
}

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
            ["!ATTLIST", element, attributes @ ..] => {
                for pair in attributes.windows(2) {
                    if pair[1] == "ID" {
                        self.ids.push(((*element).to_owned(), pair[0].to_owned()));
                    }
                }
            }
            ["!ENTITY", name, "SYSTEM", system, "NDATA", ..] | ["!ENTITY", name, "PUBLIC", _, system, "NDATA", ..] => {
                let system = system.trim_matches(['"', '\'']);
                self.unparsed.push(((*name).to_owned(), system.to_owned()));
            }
            _ => {}
        }
    }
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
        let unparsed = [("p", "p.gif"), ("q", "q.gif")].map(|(name, uri)| (name.to_owned(), uri.to_owned()));
        assert_eq!(facts.unparsed, unparsed);
        assert_eq!(DtdFacts::read("<a/>"), DtdFacts::default());
        assert_eq!(DtdFacts::read("<!DOCTYPE a [<!ATTLIST a"), DtdFacts::default());
    }
}
