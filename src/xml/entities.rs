//! Unparsed entities (XML 1.0, 4.2.2): the datatypes `ENTITY` and `ENTITIES` ask for them, and the parsers below do not
//! keep them.

use std::sync::Arc;

/// The names of the unparsed entities that a well-formed document declares in its internal subset.
#[must_use]
pub fn unparsed_entities(text: &str) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    let Some(mut rest) = internal_subset(text) else { return names };
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.starts_with("<!") {
            declaration_end(rest)
        } else if rest.starts_with('%') {
            rest.find(';').map(|at| at + 1)
        } else {
            // the end of the subset
            None
        };
        let Some(end) = end else { return names };
        let (declaration, following) = rest.split_at(end);
        rest = following;
        if let Some(words) = declaration.strip_prefix("<!ENTITY") {
            let name = words.split_whitespace().next().unwrap_or("");
            // NDATA stands after the last quoted literal
            let last = words.rfind(['"', '\'']).map_or("", |at| &words[at + 1..]);
            if last.trim_start().starts_with("NDATA") {
                names.push(name.into());
            }
        }
    }
}

/// What follows the `[` of the document type declaration.
fn internal_subset(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.starts_with("<!DOCTYPE") {
            let mut quote = None;
            let (open, _) = rest.char_indices().find(|(_, c)| match (quote, *c) {
                (Some(open), c) => {
                    if open == c {
                        quote = None;
                    }
                    false
                }
                (None, '"' | '\'') => {
                    quote = Some(*c);
                    false
                }
                (None, c) => matches!(c, '[' | '>'),
            })?;
            return rest[open..].strip_prefix('[');
        }
        let end = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else {
            return None;
        };
        rest = &rest[end..];
    }
}

/// One past the `>` of a declaration; quoted literals may hold that character.
pub(super) fn declaration_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::unparsed_entities;

    #[test]
    fn finds_declarations_with_a_notation() {
        let text = "<?xml version='1.0'?><!-- <!DOCTYPE --><!DOCTYPE r PUBLIC '[>' \"y\" [ <!-- <!ENTITY no SYSTEM 'x' NDATA n> -->
            <!NOTATION n SYSTEM 'n'> %p; <?pi <!ENTITY no2 SYSTEM 'x' NDATA n> ?>
            <!ENTITY text 'SYSTEM \"x\" NDATA n'> <!ENTITY file SYSTEM 'f>'>
            <!ENTITY a SYSTEM \"it's\" NDATA n ><!ENTITY b PUBLIC 'p' 's'\nNDATA n> ]><r/>";
        let names: Vec<String> = unparsed_entities(text).iter().map(|name| name.to_string()).collect();
        assert_eq!(names, ["a", "b"]);
        for text in ["", "<r/>", "<!DOCTYPE r><r/>", "<!DOCTYPE", "<!DOCTYPE r [", "<!DOCTYPE r [<!ENTITY a SYSTEM 'x"]
        {
            assert!(unparsed_entities(text).is_empty(), "{text}");
        }
    }
}
