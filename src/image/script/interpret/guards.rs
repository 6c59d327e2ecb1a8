//! The paths that conditions around a command test for.

use std::collections::HashMap;

/// Paths, those of the innermost condition last.
#[derive(Debug, Clone, Default)]
pub(super) struct Guards {
    list: Vec<String>,
    counts: HashMap<String, usize>,
}

impl Guards {
    /// Where the list ends now, to go back to.
    pub(super) fn mark(&self) -> usize {
        self.list.len()
    }

    /// Takes off what came after a mark.
    pub(super) fn release(&mut self, mark: usize) {
        for path in self.list.drain(mark..) {
            if let Some(count) = self.counts.get_mut(&path) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&path);
                }
            }
        }
    }

    /// Whether a condition tests for the path, or for a directory above it.
    pub(super) fn cover(&self, path: &str) -> bool {
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        !self.counts.is_empty() && above.chain([path]).any(|path| self.counts.contains_key(path))
    }
}

impl Extend<String> for Guards {
    fn extend<T: IntoIterator<Item = String>>(&mut self, paths: T) {
        for path in paths {
            *self.counts.entry(path.clone()).or_default() += 1;
            self.list.push(path);
        }
    }
}
