//! Text that is broken into lines where it does not fit.

/// A line is as long as this at most, where it can be broken.
const WIDTH: usize = 100;
const INDENT: usize = 2;

/// A piece of text with places to break.
#[derive(Debug, Clone)]
pub(super) enum Doc {
    /// Text; may hold newlines, which are kept as they are.
    Text(String),
    /// A blank, or the end of a line where the group does not fit.
    Line,
    /// The end of a line.
    Hard,
    /// An empty line.
    Blank,
    /// A comment's lines; one that trails goes to the end of the line before.
    Comment {
        /// With `#`.
        lines: Vec<String>,
        trailing: bool,
    },
    /// Several pieces.
    Join(Vec<Doc>),
    /// Broken at all its lines, or at none.
    Group(Box<Doc>, Option<usize>),
    /// One step further in.
    Nest(Box<Doc>),
}

impl Doc {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn group(docs: Vec<Doc>) -> Self {
        let inner = Self::Join(docs);
        let width = inner.width();
        Self::Group(Box::new(inner), width)
    }

    pub fn nest(docs: Vec<Doc>) -> Self {
        Self::Nest(Box::new(Self::Join(docs)))
    }

    /// The width on one line; `None` where it takes several.
    pub fn width(&self) -> Option<usize> {
        match self {
            Self::Text(text) if text.contains('\n') => None,
            Self::Text(text) => Some(text.chars().count()),
            Self::Line => Some(1),
            Self::Hard | Self::Blank | Self::Comment { .. } => None,
            Self::Join(docs) => docs.iter().try_fold(0usize, |sum, doc| Some(sum + doc.width()?)),
            Self::Group(_, width) => *width,
            Self::Nest(inner) => inner.width(),
        }
    }
}

/// Lays out; the result ends in a newline.
pub(super) fn render(doc: &Doc) -> String {
    let mut renderer = Renderer { out: String::new(), indent: 0, comment_line: false, pending: true };
    renderer.doc(doc, false);
    let trimmed = renderer.out.trim_end().len();
    renderer.out.truncate(trimmed);
    renderer.out.push('\n');
    renderer.out
}

struct Renderer {
    out: String,
    indent: usize,
    /// Whether the last line with text is a comment, to which nothing can be added.
    comment_line: bool,
    /// Whether the line is empty so far; its indent is written with the first text.
    pending: bool,
}

impl Renderer {
    fn newline(&mut self) {
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
        self.pending = true;
    }

    fn column(&self) -> usize {
        if self.pending {
            return self.indent * INDENT;
        }
        self.out.rsplit('\n').next().map_or(0, |line| line.chars().count())
    }

    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.pending) {
            self.out.extend(std::iter::repeat_n(' ', self.indent * INDENT));
        }
        self.out.push_str(text);
        self.comment_line = false;
    }

    fn doc(&mut self, doc: &Doc, flat: bool) {
        match doc {
            Doc::Text(text) => self.write(text),
            Doc::Line if flat => self.write(" "),
            Doc::Line | Doc::Hard => {
                if !self.pending {
                    self.newline();
                }
            }
            Doc::Blank => {
                if !self.pending {
                    self.newline();
                }
                if !self.out.is_empty() && !self.out.ends_with("\n\n") {
                    self.out.push('\n');
                }
            }
            Doc::Comment { lines, trailing } => {
                let mut lines = lines.iter();
                let text_end = self.out.trim_end().len();
                if *trailing && self.pending && text_end > 0 && !self.comment_line {
                    let ends = self.out.split_off(text_end);
                    self.out.push(' ');
                    self.out.extend(lines.next().map(String::as_str));
                    self.out.push_str(&ends);
                    self.comment_line = true;
                    if lines.len() == 0 {
                        return;
                    }
                } else if self.comment_line {
                    // two comments on adjoining lines would be read as one
                    self.doc(&Doc::Blank, false);
                }
                for line in lines {
                    if !self.pending {
                        self.newline();
                    }
                    self.write(line);
                    self.newline();
                }
                self.comment_line = true;
            }
            Doc::Join(docs) => {
                for doc in docs {
                    self.doc(doc, flat);
                }
            }
            Doc::Group(inner, width) => {
                let fits = width.is_some_and(|width| self.column() + width <= WIDTH);
                self.doc(inner, flat || fits);
            }
            Doc::Nest(inner) => {
                self.indent += 1;
                self.doc(inner, flat);
                self.indent -= 1;
            }
        }
    }
}
