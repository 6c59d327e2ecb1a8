//! OASIS XML Catalogs 1.1: where the files are that documents, schemas and stylesheets name by identifiers.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Document, NodeId, XML_NAMESPACE};
use crate::text::{Loader, Sources, join, percent_decoded};

/// The catalog of the system.
pub const SYSTEM_CATALOG: &str = "/etc/xml/catalog";
const CATALOG_NAMESPACE: &str = "urn:oasis:names:tc:entity:xmlns:xml:catalog";
/// Catalogs that one look-up reads at most.
const MAX_CATALOGS: usize = 256;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Public,
    DelegatePublic,
    System,
    RewriteSystem,
    SystemSuffix,
    DelegateSystem,
    Uri,
    RewriteUri,
    UriSuffix,
    DelegateUri,
    Next,
}

#[derive(Debug)]
struct Entry {
    kind: Kind,
    /// The identifier, or how it begins or ends.
    key: String,
    /// A file, or how its path begins; `None` where it is no file.
    target: Option<String>,
    /// Whether a public identifier counts although there is a system identifier (4.1.1).
    prefers_public: bool,
}

/// What is looked up.
#[derive(Clone, Copy)]
enum Wanted<'i> {
    External { public: Option<&'i str>, system: Option<&'i str> },
    Uri(&'i str),
}

/// Catalog files, each read when a look-up first comes to it.
#[derive(Debug, Default)]
pub struct EntityCatalogs {
    files: Vec<PathBuf>,
    read: Mutex<HashMap<PathBuf, Arc<Vec<Entry>>>>,
}

/// The file that a catalog names for an identifier: its system entries are asked first, then its URI entries.
/// Only files are answers: nothing is fetched.
#[must_use]
pub fn resolve(catalog: &Path, identifier: &str, loader: &dyn Loader) -> Option<PathBuf> {
    let catalogs = EntityCatalogs::new(vec![catalog.to_path_buf()]);
    catalogs.entity(None, Some(identifier), loader).or_else(|| catalogs.uri(identifier, loader))
}

impl EntityCatalogs {
    /// These files, in this order.
    #[must_use]
    pub fn new(files: Vec<PathBuf>) -> Self {
        Self { files, read: Mutex::default() }
    }

    /// Where the entity of these identifiers is (7.1).
    #[must_use]
    pub fn entity(&self, public: Option<&str>, system: Option<&str>, loader: &dyn Loader) -> Option<PathBuf> {
        let unwrapped = system.and_then(publicid);
        // A system identifier that is a public one in a URN is that public identifier (6.4).
        let (public, system) = match &unwrapped {
            Some(own) => (Some(own.as_str()), None),
            None => (public, system),
        };
        let public = public.map(|public| public.split_whitespace().collect::<Vec<_>>().join(" "));
        self.find(Wanted::External { public: public.as_deref(), system }, loader)
    }

    /// Where the resource of this URI is (7.2).
    #[must_use]
    pub fn uri(&self, uri: &str, loader: &dyn Loader) -> Option<PathBuf> {
        match publicid(uri) {
            Some(public) => self.find(Wanted::External { public: Some(&public), system: None }, loader),
            None => self.find(Wanted::Uri(uri), loader),
        }
    }

    fn find(&self, wanted: Wanted<'_>, loader: &dyn Loader) -> Option<PathBuf> {
        let mut seen = HashSet::new();
        self.files.iter().find_map(|file| self.look_up(file, wanted, loader, &mut seen)).map(PathBuf::from)
    }

    fn entries(&self, catalog: &Path, loader: &dyn Loader) -> Arc<Vec<Entry>> {
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(catalog).cloned();
        known.unwrap_or_else(|| {
            let entries = Arc::new(read(catalog, loader).unwrap_or_default());
            self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(catalog.to_path_buf(), entries.clone());
            entries
        })
    }

    fn look_up(
        &self,
        catalog: &Path,
        wanted: Wanted<'_>,
        loader: &dyn Loader,
        seen: &mut HashSet<PathBuf>,
    ) -> Option<String> {
        if seen.len() >= MAX_CATALOGS || !seen.insert(catalog.to_path_buf()) {
            return None;
        }
        let entries = self.entries(catalog, loader);
        // An exact entry wins, then the longest prefix that is rewritten, then the longest suffix, then delegates.
        let named = |kind: Kind| entries.iter().filter(move |entry| entry.kind == kind);
        let by = |identifier: &str, kinds: [Kind; 4]| -> Option<Result<String, Vec<PathBuf>>> {
            let [exact, rewrite, suffix, delegate] = kinds;
            if let Some(entry) = named(exact).find(|entry| entry.key == identifier) {
                return entry.target.clone().map(Ok);
            }
            let starts = |entry: &&Entry| identifier.starts_with(&entry.key);
            if let Some(entry) = named(rewrite).filter(starts).max_by_key(|entry| entry.key.len()) {
                let rest = percent_decoded(&identifier[entry.key.len()..]).into_owned();
                return entry.target.as_ref().map(|target| Ok(format!("{target}{rest}")));
            }
            let ends = |entry: &&Entry| identifier.ends_with(&entry.key);
            if let Some(entry) = named(suffix).filter(ends).max_by_key(|entry| entry.key.len()) {
                return entry.target.clone().map(Ok);
            }
            delegates(named(delegate).filter(starts)).map(Err)
        };
        let found = match wanted {
            Wanted::Uri(uri) => by(uri, [Kind::Uri, Kind::RewriteUri, Kind::UriSuffix, Kind::DelegateUri]),
            Wanted::External { public, system } => {
                let kinds = [Kind::System, Kind::RewriteSystem, Kind::SystemSuffix, Kind::DelegateSystem];
                system.and_then(|system| by(system, kinds)).or_else(|| {
                    let public = public?;
                    let counts = |entry: &&Entry| entry.prefers_public || system.is_none();
                    if let Some(entry) = named(Kind::Public).filter(counts).find(|entry| entry.key == public) {
                        return entry.target.clone().map(Ok);
                    }
                    let starts = |entry: &&Entry| public.starts_with(&entry.key);
                    delegates(named(Kind::DelegatePublic).filter(counts).filter(starts)).map(Err)
                })
            }
        };
        match found {
            Some(Ok(target)) => return Some(target),
            // What is delegated is looked up nowhere else.
            Some(Err(catalogs)) => {
                let mut below = HashSet::new();
                return catalogs.iter().find_map(|catalog| self.look_up(catalog, wanted, loader, &mut below));
            }
            None => {}
        }
        let next: Vec<PathBuf> =
            named(Kind::Next).filter_map(|entry| entry.target.as_ref().map(PathBuf::from)).collect();
        next.iter().find_map(|catalog| self.look_up(catalog, wanted, loader, seen))
    }
}

/// The catalogs that look-ups go on in, the one for the longest prefix first; `None` where there are none.
fn delegates<'e>(entries: impl Iterator<Item = &'e Entry>) -> Option<Vec<PathBuf>> {
    let mut all: Vec<&Entry> = entries.collect();
    all.sort_by_key(|entry| std::cmp::Reverse(entry.key.len()));
    let all: Vec<PathBuf> = all.into_iter().filter_map(|entry| entry.target.as_ref().map(PathBuf::from)).collect();
    (!all.is_empty()).then_some(all)
}

/// The public identifier in a URN of RFC 3151.
fn publicid(identifier: &str) -> Option<String> {
    let rest = identifier.strip_prefix("urn:publicid:")?;
    let spaced = rest.replace('+', " ").replace(':', "//").replace(';', "::");
    Some(percent_decoded(&spaced).split_whitespace().collect::<Vec<_>>().join(" "))
}

fn read(catalog: &Path, loader: &dyn Loader) -> Option<Vec<Entry>> {
    let bytes = loader.read(catalog).ok()?;
    let mut sources = Sources::new();
    let id = sources.add_bytes(catalog.to_string_lossy(), &bytes).ok()?;
    let document = super::parse(sources.get(id)).document;
    let root = document.root_element()?;
    let at = Place { document: &document, catalog };
    let entries = document.descendants(root).filter_map(|id| {
        let name = document.name(id).filter(|name| *name.namespace == *CATALOG_NAMESPACE)?;
        let (kind, key, target) = match &*name.local {
            "public" => (Kind::Public, "publicId", "uri"),
            "delegatePublic" => (Kind::DelegatePublic, "publicIdStartString", "catalog"),
            "system" => (Kind::System, "systemId", "uri"),
            "rewriteSystem" => (Kind::RewriteSystem, "systemIdStartString", "rewritePrefix"),
            "systemSuffix" => (Kind::SystemSuffix, "systemIdSuffix", "uri"),
            "delegateSystem" => (Kind::DelegateSystem, "systemIdStartString", "catalog"),
            "uri" => (Kind::Uri, "name", "uri"),
            "rewriteURI" => (Kind::RewriteUri, "uriStartString", "rewritePrefix"),
            "uriSuffix" => (Kind::UriSuffix, "uriSuffix", "uri"),
            "delegateURI" => (Kind::DelegateUri, "uriStartString", "catalog"),
            "nextCatalog" => (Kind::Next, "", "catalog"),
            _ => return None,
        };
        let mut key = document.attribute_value(id, key).unwrap_or_default().to_owned();
        if matches!(kind, Kind::Public | Kind::DelegatePublic) {
            key = key.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let around = std::iter::once(id).chain(document.ancestors(id));
        let prefer = around.into_iter().find_map(|id| document.attribute_value(id, "prefer"));
        let target = at.path(id, document.attribute_value(id, target)?);
        Some(Entry { kind, key, target, prefers_public: prefer != Some("system") })
    });
    Some(entries.collect())
}

#[derive(Clone, Copy)]
struct Place<'d> {
    document: &'d Document,
    catalog: &'d Path,
}

impl Place<'_> {
    /// An address relative to the nearest `xml:base` or to the catalog; `None` where it is no file.
    fn path(self, id: NodeId, address: &str) -> Option<String> {
        let file = |address: &str| {
            let path = address.strip_prefix("file://").map(|path| path.strip_prefix("localhost").unwrap_or(path));
            path.or_else(|| address.strip_prefix("file:")).map(|path| percent_decoded(path).into_owned())
        };
        if let Some(path) = file(address) {
            return Some(path);
        }
        if address.contains("://") {
            return None;
        }
        let base = std::iter::once(id).chain(self.document.ancestors(id)).find_map(|at| {
            let element = self.document.element(at)?;
            element
                .attributes
                .iter()
                .find(|attribute| attribute.name.is(XML_NAMESPACE, "base"))
                .map(|base| base.value.to_string())
        });
        // `join` takes the directory of its base, so a base that is a directory gets a name put after it.
        let base = base.map_or_else(
            || self.catalog.to_path_buf(),
            |base| {
                let base = file(&base).unwrap_or(base);
                let base = if base.ends_with('/') { base + "catalog" } else { base };
                join(self.catalog, &base)
            },
        );
        let path = join(&base, &percent_decoded(address)).to_string_lossy().into_owned();
        // A prefix that ends in a slash stays one.
        Some(if address.ends_with('/') && !path.ends_with('/') { path + "/" } else { path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;

    #[test]
    fn identifiers_of_entities() {
        let mut loader = MemoryLoader::new();
        loader.insert(
            "c/catalog.xml",
            format!(
                "<catalog xmlns='{CATALOG_NAMESPACE}' prefer='system'><group prefer='public'>\
                 <public publicId='-//X//DTD  A//EN' uri='a.dtd'/></group><public publicId='-//X//DTD B//EN' uri='b.dtd'/>\
                 <systemSuffix systemIdSuffix='/v1/c.dtd' uri='c%20c.dtd'/>\
                 <rewriteSystem systemIdStartString='http://x/' rewritePrefix='local/'/>\
                 <delegatePublic publicIdStartString='-//Y' catalog='y.xml'/></catalog>"
            ),
        );
        loader.insert(
            "c/y.xml",
            format!("<catalog xmlns='{CATALOG_NAMESPACE}'><public publicId='-//Y//Z' uri='z'/></catalog>"),
        );
        let catalogs = EntityCatalogs::new(vec!["c/catalog.xml".into()]);
        for (public, system, expected) in [
            (Some("-//X//DTD A//EN"), Some("http://other/a.dtd"), Some("c/a.dtd")),
            (Some("-//X//DTD B//EN"), Some("http://other/b.dtd"), None),
            (Some("-//X//DTD B//EN"), None, Some("c/b.dtd")),
            (None, Some("urn:publicid:-:X:DTD+A:EN"), Some("c/a.dtd")),
            (None, Some("http://any/v1/c.dtd"), Some("c/c c.dtd")),
            (None, Some("http://x/d/e%20f.ent"), Some("c/local/d/e f.ent")),
            (Some("-//Y//Z"), None, Some("c/z")),
            (None, Some("none"), None),
        ] {
            let found = catalogs.entity(public, system, &loader);
            assert_eq!(found.as_deref(), expected.map(Path::new), "{public:?} {system:?}");
        }
    }

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
