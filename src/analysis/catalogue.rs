use std::sync::LazyLock;

use crate::diagnostic::{Entry, nearest};
use crate::{rng, xml};

static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut all = Vec::new();
    all.extend_from_slice(xml::CATALOGUE);
    all.extend_from_slice(rng::CATALOGUE);
    all.sort_by_key(|entry| (entry.group, entry.name));
    all
});

/// All names of diagnostics, by group and name.
#[must_use]
pub fn catalogue() -> &'static [Entry] {
    &CATALOGUE
}

/// The entry of this name.
///
/// # Errors
/// The nearest name there is, where there is one.
pub fn explain(name: &str) -> Result<&'static Entry, Option<&'static str>> {
    let found = catalogue().iter().find(|entry| entry.name == name);
    found.ok_or_else(|| nearest(name, catalogue().iter().map(|entry| entry.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let mut names: Vec<&str> = catalogue().iter().map(|entry| entry.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        let is_kebab = |name: &str| {
            !name.is_empty()
                && name
                    .split('-')
                    .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        };
        assert!(names.iter().all(|name| is_kebab(name)), "{names:?}");
    }
}
