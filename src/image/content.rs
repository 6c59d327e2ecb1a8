//! What is known of a file's text, piece by piece, and from which line of which script each piece came.

use std::ops::Range;
use std::sync::Arc;

use super::script::sed::Sed;
use crate::text::Span;

/// A piece of text that a script or an overlay file brings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece {
    /// Text as it comes out.
    Text {
        /// The text.
        text: String,
        /// Where it stands; of the same length where it stands there letter by letter.
        span: Span,
    },
    /// A variable that nothing known has set.
    Variable {
        /// Its name.
        name: String,
        /// Where it stands.
        span: Span,
        /// Whether it stands in quotes.
        quoted: bool,
        /// Whether a blank goes before it, and behind it, unless it is empty.
        blanks: (bool, bool),
    },
    /// The text that the distribution's packages have at a path: what `cat` prints of it.
    Original {
        /// The path.
        path: String,
        /// Where it is printed.
        span: Span,
    },
    /// Something that is not known: the output of a program.
    Unknown {
        /// Where it stands.
        span: Span,
    },
}

impl Piece {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Text { span, .. }
            | Self::Variable { span, .. }
            | Self::Original { span, .. }
            | Self::Unknown { span } => *span,
        }
    }
}

/// What a file starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Base {
    /// Nothing: what follows is all of it.
    Nothing,
    /// The text that the distribution's packages bring, if they bring such a file at all.
    Default,
}

/// What happens to a text, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// These pieces come at the end.
    Append(Vec<Piece>),
    /// `sed -i`
    Sed(Arc<Sed>),
}

/// What is known of a file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What it starts from.
    pub base: Base,
    /// What happens then.
    pub steps: Vec<Step>,
}

/// A text put together, with its origins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// Which range came from where; ranges of the default text are missing.
    pub origins: Vec<(Range<usize>, Span)>,
    /// Whether something in it is not known: the text then lacks it.
    pub unknown: bool,
    /// The variables that nothing known has set, with the ranges that their values took.
    pub variables: Vec<(String, Range<usize>, Span)>,
}

/// Bytes of text that edits may leave: sed can double a text with every command.
const MAX_EDITED: usize = 1 << 18;

impl Content {
    /// An overlay file: all of it stands in one place.
    #[must_use]
    pub fn of(text: &str, span: Span) -> Self {
        Self { base: Base::Nothing, steps: vec![Step::Append(vec![Piece::Text { text: text.to_owned(), span }])] }
    }

    /// A file of nothing but these pieces.
    #[must_use]
    pub fn of_pieces(pieces: Vec<Piece>) -> Self {
        Self { base: Base::Nothing, steps: vec![Step::Append(pieces)] }
    }

    /// The number of its pieces and edits.
    #[must_use]
    pub fn size(&self) -> usize {
        let size = |step: &Step| if let Step::Append(pieces) = step { pieces.len() } else { 1 };
        self.steps.iter().map(size).sum()
    }

    /// Whether something in it is not known, the default text apart.
    #[must_use]
    pub fn has_unknown(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Append(pieces) => {
                pieces.iter().any(|piece| matches!(piece, Piece::Unknown { .. } | Piece::Original { .. }))
            }
            Step::Sed(sed) => !sed.is_understood(),
        })
    }

    /// Whether there is such a file at all: edits alone make none where the packages bring none.
    #[must_use]
    pub fn exists(&self, has_default: bool) -> bool {
        has_default || self.base == Base::Nothing || self.steps.iter().any(|step| matches!(step, Step::Append(_)))
    }

    /// The text: `default` is what the packages bring, `variable` gives values to variables that are not set (none:
    /// the empty text, as the shell has it).
    #[must_use]
    pub fn render(&self, default: &str, variable: &dyn Fn(&str) -> Option<String>) -> Rendered {
        let mut result = Rendered::default();
        if self.base == Base::Default {
            result.text.push_str(default);
        }
        for step in &self.steps {
            match step {
                Step::Append(pieces) => {
                    for piece in pieces {
                        result.push(piece, variable);
                    }
                }
                Step::Sed(sed) => {
                    sed.apply(&mut result);
                    if result.text.len() > MAX_EDITED {
                        return Rendered { unknown: true, ..Rendered::default() };
                    }
                }
            }
        }
        result
    }
}

impl Rendered {
    fn push(&mut self, piece: &Piece, variable: &dyn Fn(&str) -> Option<String>) {
        let start = self.text.len();
        match piece {
            Piece::Text { text, span } => {
                self.text.push_str(text);
                self.origins.push((start..self.text.len(), *span));
            }
            Piece::Variable { name, span, blanks, .. } => {
                let value = variable(name);
                // A variable that has no value is empty; what a command prints is not known without a value.
                self.unknown |= value.is_none() && name.starts_with(['`', '$']);
                let value = value.unwrap_or_default();
                self.text.push_str(if blanks.0 && !value.is_empty() { " " } else { "" });
                self.text.push_str(&value);
                self.text.push_str(if blanks.1 && !value.is_empty() { " " } else { "" });
                self.origins.push((start..self.text.len(), *span));
                self.variables.push((name.clone(), start..self.text.len(), *span));
            }
            Piece::Unknown { span } | Piece::Original { span, .. } => {
                self.unknown = true;
                self.origins.push((start..start, *span));
            }
        }
    }

    /// Where a range of the text came from, as exactly as can be said; `None` where the default text brings it.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        let place = |at: usize, end: bool| -> Option<Span> {
            // they are in order, and none begins before the one in front of it ends
            let first = self.origins.partition_point(|(range, _)| range.end < at);
            let (range, span) = self.origins[first..]
                .iter()
                .take_while(|(range, _)| range.start <= at)
                .find(|(range, _)| if end { range.start < at && at <= range.end } else { range.contains(&at) })?;
            if span.len() == range.len() {
                let offset = at - range.start;
                Some(span.slice(offset, offset))
            } else {
                Some(*span)
            }
        };
        let first = place(range.start, false).or_else(|| place(range.start, true)).or_else(|| {
            (range.start == self.text.len()).then(|| self.origins.last().map(|(_, span)| *span)).flatten()
        })?;
        if range.is_empty() {
            return Some(first);
        }
        match place(range.end, true) {
            Some(last) if last.source == first.source && last.end >= first.start => Some(first.to(last)),
            _ => Some(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn ranges_lead_back() {
        let span = |start, end| Span::new(SourceId(3), start, end);
        let content = Content {
            base: Base::Default,
            steps: vec![Step::Append(vec![
                Piece::Text { text: "a = \"".to_owned(), span: span(10, 15) },
                Piece::Variable { name: "X".to_owned(), span: span(15, 17), quoted: true, blanks: (false, false) },
                Piece::Text { text: "\"\n".to_owned(), span: span(17, 19) },
            ])],
        };
        let rendered = content.render("# default\n", &|_| Some("value".to_owned()));
        assert_eq!(rendered.text, "# default\na = \"value\"\n");
        assert_eq!(rendered.span(10..11), Some(span(10, 11)));
        assert_eq!(rendered.span(14..21), Some(span(14, 18)));
        assert_eq!(rendered.span(16..17), Some(span(15, 17)));
        assert_eq!(rendered.span(0..1), None);
    }

    #[test]
    fn what_a_command_prints_is_unknown_without_a_value() {
        let rendered = |name: &str, value: Option<&str>| {
            let span = Span::new(SourceId(3), 0, 7);
            let piece = Piece::Variable { name: name.to_owned(), span, quoted: true, blanks: (false, false) };
            let rendered = Content::of_pieces(vec![piece]).render("", &|_| value.map(str::to_owned));
            (rendered.text, rendered.unknown)
        };
        for name in ["$(date)", "`date`"] {
            assert_eq!(rendered(name, None), (String::new(), true));
            assert_eq!(rendered(name, Some("today")), ("today".to_owned(), false));
        }
        assert_eq!(rendered("unset", None), (String::new(), false));
    }
}
