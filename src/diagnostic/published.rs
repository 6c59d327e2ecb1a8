//! Where the pages of diagnostics are published.

use std::sync::Arc;

use crate::text::SourceId;

/// Where the project's own site is published: the one place that says so. A release is built with it as `ROWI_SITE`; what
/// anybody builds of a clone does not know who publishes it.
pub const SITE: &str = match option_env!("ROWI_SITE") {
    Some(site) => site,
    None => "https://OWNER.github.io/rowi",
};

/// Whether [`SITE`] is an address that somebody can open.
pub const IS_PUBLISHED: bool = option_env!("ROWI_SITE").is_some();

/// The page of a diagnostic in the project's own site.
#[must_use]
pub fn page(name: &str) -> String {
    format!("{SITE}/rules/{name}.html")
}

/// The address that the configuration of each file gives for the pages.
#[derive(Debug, Clone, Default)]
pub struct Published {
    /// From this source on, in order, the pages are there.
    from: Vec<(u32, Option<Arc<str>>)>,
}

impl Published {
    /// Nothing is published.
    pub const NOWHERE: &'static Self = &Self { from: Vec::new() };

    /// The same address for all files.
    #[must_use]
    pub fn everywhere(address: Option<&str>) -> Self {
        Self { from: vec![(0, address.map(Arc::from))] }
    }

    /// For the sources from `first` on, up to those of the next call.
    pub fn add(&mut self, first: u32, address: Option<Arc<str>>) {
        if self.from.last().is_none_or(|(_, last)| *last != address) {
            self.from.push((first, address));
        }
    }

    /// The address of a name's page, for a finding in this source. `{name}` in the configured address stands for the
    /// name; without it the page is a file of that name below the address.
    #[must_use]
    pub fn url(&self, source: SourceId, name: &str) -> Option<String> {
        let after = self.from.partition_point(|(first, _)| *first <= source.0);
        let address = self.from.get(after.checked_sub(1)?)?.1.as_deref()?;
        Some(match address.contains("{name}") {
            true => address.replace("{name}", name),
            false => format!("{}/{name}.md", address.trim_end_matches('/')),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_the_address_of_its_configuration() {
        let mut published = Published::default();
        published.add(0, Some("https://a.example".into()));
        published.add(2, None);
        published.add(3, Some("https://b.example/{name}.html".into()));
        published.add(4, Some("https://b.example/{name}.html".into()));
        let url = |source| published.url(SourceId(source), "x");
        assert_eq!(url(1).as_deref(), Some("https://a.example/x.md"));
        assert_eq!(url(2), None);
        assert_eq!(url(9).as_deref(), Some("https://b.example/x.html"));
        assert_eq!(Published::NOWHERE.url(SourceId(0), "x"), None);
    }
}
