use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::{DecodeError, Encoding, Home, LineColumn, LineIndex, Origins, decode};

/// Names one text in a [`Sources`] store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub u32);

impl SourceId {
    /// A text in no store: one that was put together to be judged by itself. Places in it are led back to what it was
    /// made from before anything is reported; [`Sources::find`] knows no such text.
    pub const APART: Self = Self(u32::MAX);
}

/// A range of bytes in the UTF-8 text of one source: `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The text that the range lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` (bytes) of `source`.
    #[must_use]
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { source, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The empty range at `offset` (bytes).
    #[must_use]
    pub fn at(source: SourceId, offset: usize) -> Self {
        Self::new(source, offset, offset)
    }

    /// The range as indices of a `str`.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range has no bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside this range, in the same source.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that covers both; `self` where the sources differ.
    #[must_use]
    pub fn to(self, other: Span) -> Self {
        if self.source != other.source {
            return self;
        }
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// A part of this range: `start..end` counted from its beginning, in bytes.
    #[must_use]
    pub fn slice(self, start: usize, end: usize) -> Self {
        let base = self.start as usize;
        Self::new(self.source, base + start, base + end)
    }
}

/// One text with its name as users know it.
#[derive(Debug)]
pub struct Source {
    /// Its name in the store.
    pub id: SourceId,
    /// What messages call it: a path, or `<stdin>`.
    pub name: String,
    /// The text, decoded to UTF-8, without byte order mark.
    pub text: Arc<str>,
    /// How the bytes were encoded.
    pub encoding: Encoding,
    /// Whether a byte order mark stood before the text.
    pub byte_order_mark: bool,
    lines: OnceLock<LineIndex>,
    origins: Option<Origins>,
}

impl Source {
    /// The same source with another text, for a parser that has to change it first. Places in it are not places in
    /// the source.
    pub(crate) fn with_text(&self, text: Arc<str>) -> Self {
        let (name, encoding, byte_order_mark) = (self.name.clone(), self.encoding, self.byte_order_mark);
        Self { id: self.id, name, text, encoding, byte_order_mark, lines: OnceLock::new(), origins: None }
    }

    /// A text that is not in a store yet. It may be read, and be given to [`Sources::admit`] where it turns out to be
    /// of use.
    #[must_use]
    pub fn apart(id: SourceId, name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Self {
            id,
            name: name.into(),
            text: text.into(),
            encoding: Encoding::Utf8,
            byte_order_mark: false,
            lines: OnceLock::new(),
            origins: None,
        }
    }

    /// The line index, built at first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column, both from 1, of a byte offset.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        self.lines().line_column(&self.text, offset)
    }

    /// The name as a path.
    #[must_use]
    pub fn path(&self) -> &Path {
        Path::new(&self.name)
    }

    /// The text below `span`, empty where it lies outside.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}

/// All texts that one run reads; spans point into it. A clone shares the texts.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    list: Vec<Arc<Source>>,
}

impl Sources {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text that is UTF-8 already.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        self.push(name.into(), text.into(), Encoding::Utf8, false)
    }

    /// Adds a file's bytes, decoded by byte order mark and XML declaration.
    ///
    /// # Errors
    /// [`DecodeError`] where the bytes are not text in a known encoding; the store then holds the lossily decoded
    /// text all the same, under the id in the error's first part, so that a diagnostic can point into it.
    pub fn add_bytes(&mut self, name: impl Into<String>, bytes: &[u8]) -> Result<SourceId, (SourceId, DecodeError)> {
        match decode(bytes) {
            Ok(decoded) => Ok(self.push(name.into(), decoded.text.into(), decoded.encoding, decoded.byte_order_mark)),
            Err(error) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                Err((self.push(name.into(), text.into(), Encoding::Utf8, false), error))
            }
        }
    }

    fn push(&mut self, name: String, text: Arc<str>, encoding: Encoding, byte_order_mark: bool) -> SourceId {
        let id = self.next_id();
        self.list.push(Arc::new(Source { encoding, byte_order_mark, ..Source::apart(id, name, text) }));
        id
    }

    /// The id that the next text gets.
    #[must_use]
    pub fn next_id(&self) -> SourceId {
        SourceId(u32::try_from(self.list.len()).unwrap_or(u32::MAX))
    }

    /// Takes in a text that was made of others, with the way back to them. Its id must be [`Self::next_id`].
    pub fn admit(&mut self, source: Source, origins: Origins) -> SourceId {
        let id = self.next_id();
        debug_assert_eq!(source.id, id);
        self.list.push(Arc::new(Source { id, origins: Some(origins), ..source }));
        id
    }

    /// Adds a text that was made of others, with the way back to them.
    pub fn derive(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>, origins: Origins) -> SourceId {
        self.admit(Source::apart(self.next_id(), name, text), origins)
    }

    /// The place in a text that somebody wrote which this place of a text stands for, however often that was derived.
    #[must_use]
    pub fn home(&self, span: Span) -> Home {
        let mut home = Home::Exact(span);
        while let Some(at) = home.span()
            && let Some(origins) = self.find(at.source).and_then(|source| source.origins.as_ref())
        {
            home = match (home, origins.home(at.range())) {
                (Home::Within(_), Home::Exact(place)) => Home::Within(place),
                (_, next) => next,
            };
        }
        home
    }

    /// Whether a text was made of others.
    #[must_use]
    pub fn is_derived(&self, id: SourceId) -> bool {
        self.find(id).is_some_and(|source| source.origins.is_some())
    }

    /// Takes in the texts of another store; a text of id `n` there is known here as `n` plus the returned number.
    pub fn absorb(&mut self, other: Sources) -> u32 {
        let base = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        for source in other.list {
            let id = SourceId(base + source.id.0);
            let (name, text) = (source.name.clone(), source.text.clone());
            let (encoding, byte_order_mark) = (source.encoding, source.byte_order_mark);
            let origins = source.origins.as_ref().map(|origins| origins.rebased(base));
            self.list.push(Arc::new(Source { encoding, byte_order_mark, origins, ..Source::apart(id, name, text) }));
        }
        base
    }

    /// A store in which some texts have another name and another text of the same length, so that spans stay valid.
    #[must_use]
    pub fn map(&self, other: impl Fn(&Source) -> Option<(String, String)>) -> Self {
        let one = |source: &Arc<Source>| match other(source) {
            None => Arc::clone(source),
            Some((name, text)) => Arc::new(Source {
                id: source.id,
                name,
                text: text.into(),
                encoding: source.encoding,
                byte_order_mark: source.byte_order_mark,
                lines: OnceLock::new(),
                origins: source.origins.clone(),
            }),
        };
        Self { list: self.list.iter().map(one).collect() }
    }

    /// The source of this id.
    ///
    /// # Panics
    /// Where the id is of another store: a bug of the caller, never of the input.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Arc<Source> {
        &self.list[id.0 as usize]
    }

    /// The source of this id, where it is of this store.
    #[must_use]
    pub fn find(&self, id: SourceId) -> Option<&Arc<Source>> {
        self.list.get(id.0 as usize)
    }

    /// The source of this name, the latest where there are several.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Arc<Source>> {
        self.list.iter().rev().find(|source| source.name == name)
    }

    /// The text below `span`.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).slice(span)
    }

    /// All sources, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.list.iter()
    }
}
