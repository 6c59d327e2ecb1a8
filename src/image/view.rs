//! What one selection builds: the sections and entries that KIWI takes for it.

use super::selection::{Selection, takes_arch, takes_profiles};
use super::tree::{Element, ElementId, Tree};
use crate::kiwi::{ElementName, at, el};

/// What a `packages` section says of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PackageUse {
    /// Installed before the image has a package manager of its own.
    Bootstrap,
    /// Installed into the image, by type `image` or the build type's own section.
    Image,
    /// Removed by force at the end of the preparation.
    Delete,
    /// Uninstalled with what depends on it.
    Uninstall,
}

/// The entries of `packages` sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// `package`
    Package,
    /// `namedCollection`
    Collection,
    /// `product`
    Product,
    /// `archive`
    Archive,
    /// `file`
    File,
    /// `ignore`
    Ignore,
    /// `container`, of the edition with containers among the packages
    Container,
}

/// An entry of a `packages` section.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// What its section does with it.
    pub usage: PackageUse,
    /// Its name, trimmed.
    pub name: String,
    /// Its element.
    pub element: ElementId,
    /// Its section.
    pub section: ElementId,
}

/// What one selection builds.
#[derive(Debug, Clone)]
pub struct View {
    /// Its number in the description's list.
    pub index: usize,
    /// The selection.
    pub selection: Selection,
    /// The `preferences` sections.
    pub preferences: Vec<ElementId>,
    /// The `repository` elements.
    pub repositories: Vec<ElementId>,
    /// The `users` sections.
    pub users: Vec<ElementId>,
    /// The `containers` sections.
    pub containers: Vec<ElementId>,
    /// The `registry` elements, of the edition with containers among the packages.
    pub registries: Vec<ElementId>,
    /// The entries of the `packages` sections.
    pub entries: Vec<Entry>,
}

/// Whether a name is that of a pattern, a group, a task or another package that is there to bring others, or stands for
/// several.
fn brings_others(name: &str) -> bool {
    const STARTS: [&str; 8] =
        ["pattern:", "pattern-", "patterns-", "task-", "live-task-", "ubuntu-", "kubuntu-", "product:"];
    let ends = ["-meta", "-metapackage", "-desktop", "-workstation"];
    STARTS.iter().any(|start| name.starts_with(start))
        || ends.iter().any(|end| name.ends_with(end))
        || name.contains(['$', '@', '*', '%'])
}

impl View {
    pub(super) fn new(tree: &Tree, selection: &Selection, index: usize) -> Self {
        let mut view = Self {
            index,
            selection: selection.clone(),
            preferences: Vec::new(),
            repositories: Vec::new(),
            users: Vec::new(),
            containers: Vec::new(),
            registries: Vec::new(),
            entries: Vec::new(),
        };
        let Some(root) = tree.root() else { return view };
        for section in tree.children(root).filter(|section| section.namespace.is_empty()) {
            // KIWI asks `packages` for its profiles only; the schema has no `arch` there
            let taken = match section.name.known() {
                Some(el::PACKAGES) => takes_profiles(section, &selection.profiles),
                _ => selection.takes(section),
            };
            if !taken {
                continue;
            }
            match section.name.known() {
                Some(el::PREFERENCES) => view.preferences.push(section.id),
                Some(el::REPOSITORY) => view.repositories.push(section.id),
                Some(el::USERS) => view.users.push(section.id),
                Some(el::CONTAINERS) => view.containers.push(section.id),
                Some(el::REGISTRY) => view.registries.push(section.id),
                Some(el::PACKAGES) => {
                    let usage = match section.get(at::TYPE) {
                        Some("bootstrap") => PackageUse::Bootstrap,
                        Some("image") => PackageUse::Image,
                        Some("delete") => PackageUse::Delete,
                        Some("uninstall") => PackageUse::Uninstall,
                        Some(other) if other == selection.image => PackageUse::Image,
                        _ => continue,
                    };
                    view.add_entries(tree, section, usage);
                }
                _ => {}
            }
        }
        view
    }

    fn add_entries(&mut self, tree: &Tree, section: &Element, usage: PackageUse) {
        for element in tree.children(section).filter(|element| takes_arch(element, &self.selection.arch)) {
            let kind = match element.name.known() {
                Some(el::PACKAGE) => EntryKind::Package,
                Some(el::NAMED_COLLECTION) => EntryKind::Collection,
                Some(el::PRODUCT) => EntryKind::Product,
                Some(el::ARCHIVE) => EntryKind::Archive,
                Some(el::FILE) => EntryKind::File,
                Some(el::IGNORE) => EntryKind::Ignore,
                Some(el::CONTAINER) => EntryKind::Container,
                _ => continue,
            };
            let name = element.get(at::NAME).unwrap_or_default().trim().to_owned();
            self.entries.push(Entry { kind, usage, name, element: element.id, section: section.id });
        }
    }

    /// Packages that are installed, bootstrap and image.
    pub fn installed(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| {
            entry.kind == EntryKind::Package && matches!(entry.usage, PackageUse::Bootstrap | PackageUse::Image)
        })
    }

    /// Packages that are removed again.
    pub fn removed(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| {
            entry.kind == EntryKind::Package && matches!(entry.usage, PackageUse::Delete | PackageUse::Uninstall)
        })
    }

    /// The first installed package with one of these names.
    #[must_use]
    pub fn installs(&self, names: &[&str]) -> Option<&Entry> {
        self.installed().find(|entry| names.contains(&entry.name.as_str()))
    }

    /// Whether packages may come that no list names: a pattern, a product, or an image that this one is derived
    /// from. Packages may always come as dependencies, too.
    #[must_use]
    pub fn list_is_open(&self, tree: &Tree) -> bool {
        self.build_type(tree).set(at::DERIVED_FROM).is_some()
            || self.entries.iter().any(|entry| {
                matches!(entry.usage, PackageUse::Bootstrap | PackageUse::Image)
                    && (matches!(entry.kind, EntryKind::Collection | EntryKind::Product | EntryKind::Archive)
                        || brings_others(&entry.name))
            })
    }

    /// The `type` element.
    #[must_use]
    pub fn build_type<'a>(&self, tree: &'a Tree) -> &'a Element {
        tree.get(self.selection.type_element)
    }

    /// The first child of the type element with this name, as `oemconfig` or `systemdisk`.
    #[must_use]
    pub fn type_section<'a>(&self, tree: &'a Tree, name: ElementName) -> Option<&'a Element> {
        tree.first(self.build_type(tree), name)
    }

    /// The first element of this name in a selected `preferences` section: it is the one that counts.
    #[must_use]
    pub fn preference<'a>(&self, tree: &'a Tree, name: ElementName) -> Option<&'a Element> {
        self.preferences.iter().find_map(|section| tree.first(tree.get(*section), name))
    }

    /// The container entries with their sections: those for this architecture.
    pub fn container_entries<'a>(&'a self, tree: &'a Tree) -> impl Iterator<Item = (&'a Element, &'a Element)> + 'a {
        self.containers.iter().map(|section| tree.get(*section)).flat_map(move |section| {
            tree.named(section, el::CONTAINER)
                .filter(|container| takes_arch(container, &self.selection.arch))
                .map(move |container| (section, container))
        })
    }
}
