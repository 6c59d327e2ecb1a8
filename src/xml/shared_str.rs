use std::sync::{Arc, LazyLock};

static EMPTY: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from(""));

/// A slice of a shared text: cloning copies no bytes, so that values travel from tree to tree for free.
#[derive(Clone)]
pub struct SharedStr {
    text: Arc<str>,
    start: u32,
    end: u32,
}

impl SharedStr {
    /// The bytes `start..end` of `text`; empty where they are not a slice of it.
    #[must_use]
    pub fn slice(text: &Arc<str>, start: usize, end: usize) -> Self {
        if text.get(start..end).is_none() {
            return Self::default();
        }
        Self { text: text.clone(), start: start as u32, end: end as u32 }
    }

    /// The whole of `text`.
    #[must_use]
    pub fn whole(text: &Arc<str>) -> Self {
        Self { start: 0, end: text.len() as u32, text: text.clone() }
    }

    /// The bytes `start..end` of this text, without copying; empty where they are not a slice of it.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> Self {
        if self.as_str().get(start..end).is_none() {
            return Self::default();
        }
        Self { text: self.text.clone(), start: self.start + start as u32, end: self.start + end as u32 }
    }

    /// Whether it is a slice of this very text.
    #[must_use]
    pub fn is_slice_of(&self, text: &Arc<str>) -> bool {
        Arc::ptr_eq(&self.text, text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text[self.start as usize..self.end as usize]
    }
}

impl Default for SharedStr {
    fn default() -> Self {
        Self { text: EMPTY.clone(), start: 0, end: 0 }
    }
}

impl std::ops::Deref for SharedStr {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for SharedStr {
    fn from(text: &str) -> Self {
        Self { end: text.len() as u32, start: 0, text: Arc::from(text) }
    }
}

impl From<String> for SharedStr {
    fn from(text: String) -> Self {
        Self { end: text.len() as u32, start: 0, text: Arc::from(text) }
    }
}

impl PartialEq for SharedStr {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SharedStr {}

impl PartialEq<str> for SharedStr {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for SharedStr {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl std::hash::Hash for SharedStr {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl std::fmt::Debug for SharedStr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.as_str(), f)
    }
}

impl std::fmt::Display for SharedStr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self)
    }
}
