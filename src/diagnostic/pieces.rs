//! The pieces of a headline: words, and names in backticks.

use super::Diagnostic;

/// A part of a headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'m> {
    /// Words.
    Text(&'m str),
    /// A name or a value, without its backticks.
    Name(&'m str),
}

/// The pieces of a headline, in order. A backtick that is never closed is text.
pub fn pieces(message: &str) -> impl Iterator<Item = Piece<'_>> {
    let count = message.matches('`').count();
    let closed = count - count % 2;
    message.splitn(closed + 1, '`').enumerate().filter_map(|(index, part)| match index % 2 {
        0 => (!part.is_empty()).then_some(Piece::Text(part)),
        _ => Some(Piece::Name(part)),
    })
}

impl Diagnostic {
    /// The names and values in the headline, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        pieces(&self.message).filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
    }

    /// Whether the headline is about something of this name.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    /// Calls by their other names what the headline calls by the first of each pair, all at once.
    pub fn rename(&mut self, names: &[(&str, &str)]) {
        let other = |name: &str| names.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
        if self.names().all(|name| other(name).is_none()) {
            return;
        }
        let mut message = String::with_capacity(self.message.len());
        for piece in pieces(&self.message) {
            match piece {
                Piece::Text(text) => message.push_str(text),
                Piece::Name(name) => {
                    message.push('`');
                    message.push_str(other(name).unwrap_or(name));
                    message.push('`');
                }
            }
        }
        self.message = message;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::Span;

    #[test]
    fn only_names_are_renamed() {
        let named = |message: &str| {
            let mut one = Diagnostic::error(Code::of_author("a"), message, Span::default());
            one.rename(&[("type", "image"), ("image", "type")]);
            one.message
        };
        assert_eq!(named("`type` of `x` has a type"), "`image` of `x` has a type");
        assert_eq!(named("`x type` and `type"), "`x type` and `type");
        assert_eq!(named("no names"), "no names");
        assert_eq!(named("`type` of `image`"), "`image` of `type`");
        assert_eq!(named("`a``type`"), "`a``image`");
        let found: Vec<_> = pieces("a `b` c").collect();
        assert_eq!(found, [Piece::Text("a "), Piece::Name("b"), Piece::Text(" c")]);
    }
}
