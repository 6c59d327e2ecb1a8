//! The headline of a finding: words, names and values. What asks which things a finding is about, or calls them by
//! other names, asks the pieces; nothing reads the finished sentence.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::Diagnostic;

/// A part of a headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece<'m> {
    /// Words.
    Text(&'m str),
    /// What something is called: an element, an attribute, a rule. Printed in backticks.
    Name(&'m str),
    /// What somebody wrote: it may read like a name and is never renamed. Printed in backticks.
    Value(&'m str),
}

/// A headline: lower case, no full stop.
///
/// It is built of pieces, or made of one string in which names stand in backticks:
///
/// ```
/// use rowi::diagnostic::{Message, Piece};
///
/// let message = Message::new().text("invalid value ").value("` `").text(" for ").name("size");
/// assert_eq!(message.to_string(), "invalid value `` `` for `size`");
/// assert_eq!(message.names().collect::<Vec<_>>(), ["size"]);
/// assert_eq!(Message::from("`size` is empty").pieces().next(), Some(Piece::Name("size")));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Message {
    text: String,
    marks: Vec<Mark>,
}

/// Where a name or a value stands, backticks left out.
#[derive(Debug, Clone)]
struct Mark {
    start: usize,
    end: usize,
    is_value: bool,
}

impl Message {
    /// An empty message, to add pieces to.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words.
    #[must_use]
    pub fn text(mut self, words: &str) -> Self {
        self.text.push_str(words);
        self
    }

    /// Adds a name.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        self.mark(name, false);
        self
    }

    /// Adds a value.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        self.mark(value, true);
        self
    }

    /// Adds words in which names stand in backticks. A backtick that is never closed is a word.
    #[must_use]
    pub fn phrase(mut self, phrase: &str) -> Self {
        let count = phrase.matches('`').count();
        for (index, part) in phrase.splitn(count - count % 2 + 1, '`').enumerate() {
            match index % 2 {
                0 => self.text.push_str(part),
                _ => self.mark(part, false),
            }
        }
        self
    }

    fn mark(&mut self, marked: &str, is_value: bool) {
        self.text.push('`');
        let start = self.text.len();
        self.text.push_str(marked);
        self.marks.push(Mark { start, end: self.text.len(), is_value });
        self.text.push('`');
    }

    /// As it is printed, names and values in backticks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let starts = std::iter::once(0).chain(self.marks.iter().map(|mark| mark.end + 1));
        let ends = self.marks.iter().map(Some).chain([None]);
        starts.zip(ends).flat_map(|(start, mark)| {
            let words = &self.text[start..mark.map_or(self.text.len(), |mark| mark.start - 1)];
            let marked = mark.map(|mark| {
                let marked = &self.text[mark.start..mark.end];
                if mark.is_value { Piece::Value(marked) } else { Piece::Name(marked) }
            });
            Some(Piece::Text(words)).filter(|_| !words.is_empty()).into_iter().chain(marked)
        })
    }

    /// The names in it, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) | Piece::Value(_) => None,
        })
    }

    /// Whether it is about something of this name.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }
}

impl Diagnostic {
    /// Calls by their other names what the headline calls by the first of each pair, all at once.
    pub fn rename(&mut self, names: &[(&str, &str)]) {
        let other = |name: &str| names.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
        if !names.iter().any(|(old, _)| self.message.mentions(old)) {
            return;
        }
        self.message = self.message.pieces().fold(Message::new(), |message, piece| match piece {
            Piece::Text(words) => message.text(words),
            Piece::Name(name) => message.name(other(name).unwrap_or(name)),
            Piece::Value(value) => message.value(value),
        });
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Messages are equal that print equal.
impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Message {}

impl Hash for Message {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialEq<str> for Message {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl PartialEq<String> for Message {
    fn eq(&self, other: &String) -> bool {
        self.text == *other
    }
}

/// As by [`Message::phrase`].
impl From<&str> for Message {
    fn from(phrase: &str) -> Self {
        Self::new().phrase(phrase)
    }
}

/// As by [`Message::phrase`].
impl From<String> for Message {
    fn from(phrase: String) -> Self {
        if phrase.contains('`') { Self::new().phrase(&phrase) } else { Self { text: phrase, marks: Vec::new() } }
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::Span;

    fn renamed(message: impl Into<Message>) -> String {
        let mut one = Diagnostic::error(Code::of_author("a"), message, Span::default());
        one.rename(&[("type", "image"), ("image", "type")]);
        one.message.into()
    }

    #[test]
    fn only_names_are_renamed() {
        assert_eq!(renamed("`type` of `x` has a type"), "`image` of `x` has a type");
        assert_eq!(renamed("`x type` and `type"), "`x type` and `type");
        assert_eq!(renamed("no names"), "no names");
        assert_eq!(renamed("`type` of `image`"), "`image` of `type`");
        assert_eq!(renamed("`a``type`"), "`a``image`");
        let value = Message::new().text("invalid value ").value("type").text(" of ").name("type");
        assert_eq!(renamed(value), "invalid value `type` of `image`");
        let hostile = Message::new().value("` of `type`").text(" in ").name("image");
        assert_eq!(renamed(hostile), "`` of `type`` in `type`");
    }

    #[test]
    fn a_message_is_its_pieces() {
        let message = Message::from("a `b` c").value("d");
        let pieces: Vec<_> = message.pieces().collect();
        assert_eq!(pieces, [Piece::Text("a "), Piece::Name("b"), Piece::Text(" c"), Piece::Value("d")]);
        assert_eq!(Message::new().pieces().count(), 0);
        assert!(message.mentions("b") && !message.mentions("d"));
    }
}
