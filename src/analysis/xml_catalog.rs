//! OASIS XML catalogs: from a namespace to the file that holds its schema, as `xmlcatalog FILE URI` resolves it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::text::{Loader, Sources, join};
use crate::xml::{self, Document, NodeId};

/// The catalog of the system.
pub const SYSTEM_CATALOG: &str = "/etc/xml/catalog";
const CATALOG_NAMESPACE: &str = "urn:oasis:names:tc:entity:xmlns:xml:catalog";
/// Catalogs that one look-up reads at most.
const MAX_CATALOGS: usize = 64;

/// What an entry maps by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    System,
    Uri,
}

/// The file that a catalog names for an identifier: its system entries are asked first, then its URI entries.
/// Only files are answers: nothing is fetched.
#[must_use]
pub fn resolve(catalog: &Path, identifier: &str, loader: &dyn Loader) -> Option<PathBuf> {
    [Kind::System, Kind::Uri].into_iter().find_map(|kind| {
        let mut seen = HashSet::new();
        look_up(catalog.to_path_buf(), identifier, kind, loader, &mut seen)
    })
}

fn look_up(
    catalog: PathBuf,
    identifier: &str,
    kind: Kind,
    loader: &dyn Loader,
    seen: &mut HashSet<PathBuf>,
) -> Option<PathBuf> {
    if seen.len() >= MAX_CATALOGS || !seen.insert(catalog.clone()) {
        return None;
    }
    let bytes = loader.read(&catalog).ok()?;
    let mut sources = Sources::new();
    let id = sources.add_bytes(catalog.to_string_lossy(), &bytes).ok()?;
    let document = xml::parse(sources.get(id)).document;
    let root = document.root_element()?;
    let entries = Entries { document: &document, catalog: &catalog };
    let (exact, start, rewrite, delegate) = match kind {
        Kind::System => (("system", "systemId"), "systemIdStartString", "rewriteSystem", "delegateSystem"),
        Kind::Uri => (("uri", "name"), "uriStartString", "rewriteURI", "delegateURI"),
    };
    let all = entries.below(root);
    // An exact entry wins, then the longest prefix that is rewritten, then delegates, then the next catalogs.
    let named = |name: &'static str| all.iter().copied().filter(move |id| entries.is(*id, name));
    if let Some(entry) = named(exact.0).find(|id| document.attribute_value(*id, exact.1) == Some(identifier)) {
        return entries.target(entry, "uri");
    }
    let prefix = |id: NodeId| document.attribute_value(id, start).filter(|prefix| identifier.starts_with(prefix));
    let longest =
        named(rewrite).filter_map(|id| prefix(id).map(|prefix| (prefix.len(), id))).max_by_key(|(length, _)| *length);
    if let Some((length, entry)) = longest {
        let to = document.attribute_value(entry, "rewritePrefix")?;
        return entries.path(entry, &format!("{to}{}", &identifier[length..]));
    }
    let mut delegates: Vec<(usize, NodeId)> =
        named(delegate).filter_map(|id| prefix(id).map(|prefix| (prefix.len(), id))).collect();
    delegates.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let next = delegates.into_iter().map(|(_, id)| id).chain(named("nextCatalog"));
    next.filter_map(|id| entries.target(id, "catalog"))
        .collect::<Vec<_>>()
        .into_iter()
        .find_map(|catalog| look_up(catalog, identifier, kind, loader, seen))
}

#[derive(Clone, Copy)]
struct Entries<'d> {
    document: &'d Document,
    catalog: &'d Path,
}

impl Entries<'_> {
    /// The entries of a catalog, those in groups included.
    fn below(self, root: NodeId) -> Vec<NodeId> {
        self.document.descendants(root).filter(|id| self.document.name(*id).is_some()).collect()
    }

    fn is(self, id: NodeId, name: &str) -> bool {
        self.document.name(id).is_some_and(|own| own.is(CATALOG_NAMESPACE, name))
    }

    fn target(self, id: NodeId, attribute: &str) -> Option<PathBuf> {
        self.path(id, self.document.attribute_value(id, attribute)?)
    }

    /// An address relative to the nearest `xml:base` or to the catalog; `None` where it is no file.
    fn path(self, id: NodeId, address: &str) -> Option<PathBuf> {
        let file = |address: &str| {
            address.strip_prefix("file://").map(|path| path.strip_prefix("localhost").unwrap_or(path).to_owned())
        };
        if let Some(path) = file(address) {
            return Some(PathBuf::from(path));
        }
        if address.contains("://") {
            return None;
        }
        let base = std::iter::once(id).chain(self.document.ancestors(id)).find_map(|at| {
            let element = self.document.element(at)?;
            element
                .attributes
                .iter()
                .find(|attribute| attribute.name.is(xml::XML_NAMESPACE, "base"))
                .map(|base| base.value.to_string())
        });
        // `join` takes the directory of its base, so a base that is a directory gets a name put after it.
        let base = base.map_or_else(
            || self.catalog.to_path_buf(),
            |base| {
                let base = file(&base).unwrap_or(base);
                PathBuf::from(if base.ends_with('/') { base + "catalog" } else { base })
            },
        );
        Some(join(&base, address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;

    #[test]
    fn entries_rewrites_delegates_and_next_catalogs() {
        let wrap = |entries: &str| format!("<catalog xmlns='{CATALOG_NAMESPACE}'>{entries}</catalog>");
        let mut loader = MemoryLoader::new();
        loader.insert(
            "/etc/xml/catalog",
            wrap(
                "<group xml:base='file:///usr/share/x/'><uri name='urn:a' uri='a.rng'/></group>\
                 <system systemId='urn:b' uri='file:///b.rng'/><uri name='urn:web' uri='http://example.org/x'/>\
                 <rewriteURI uriStartString='urn:c:' rewritePrefix='file:///c/'/>\
                 <delegateURI uriStartString='urn:d' catalog='more/d.xml'/><nextCatalog catalog='next.xml'/>",
            ),
        );
        loader.insert("/etc/xml/more/d.xml", wrap("<uri name='urn:d1' uri='d1.rnc'/>"));
        loader.insert("/etc/xml/next.xml", wrap("<uri name='urn:e' uri='e.rng'/><nextCatalog catalog='catalog'/>"));
        let found = |identifier| {
            resolve(Path::new(SYSTEM_CATALOG), identifier, &loader).map(|path| path.to_string_lossy().into_owned())
        };
        assert_eq!(found("urn:a").as_deref(), Some("/usr/share/x/a.rng"));
        assert_eq!(found("urn:b").as_deref(), Some("/b.rng"));
        assert_eq!(found("urn:c:deep.rng").as_deref(), Some("/c/deep.rng"));
        assert_eq!(found("urn:d1").as_deref(), Some("/etc/xml/more/d1.rnc"));
        assert_eq!(found("urn:e").as_deref(), Some("/etc/xml/e.rng"));
        assert_eq!(found("urn:web"), None);
        assert_eq!(found("urn:nothing"), None);
    }
}
