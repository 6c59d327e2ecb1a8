//! Names in KIWI descriptions: who defines them, who mentions them, and which files are named.

use std::ops::Range;

use super::syntax::{NodeIndex, NodeKind, Tree, unescape};

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NameKind {
    /// A profile.
    Profile,
    /// A user of the image.
    User,
    /// A group of users.
    Group,
    /// A volume of a volume group, or a btrfs subvolume.
    Volume,
    /// A partition.
    Partition,
    /// A package.
    Package,
}

impl NameKind {
    /// The kind in a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::User => "user",
            Self::Group => "group",
            Self::Volume => "volume",
            Self::Partition => "partition",
            Self::Package => "package",
        }
    }
}

/// A place where a name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// What it is of.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it is defined there.
    pub is_definition: bool,
    /// The element that it stands in.
    pub element: NodeIndex,
}

/// All names in a description, in document order.
#[must_use]
pub fn mentions(tree: &Tree) -> Vec<Mention> {
    let mut found = Vec::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        if node.kind == NodeKind::Element {
            mentions_of(tree, index, &mut found);
        }
    }
    found
}

/// Visits the places of all names of one kind, in document order: where each stands, and whether it is defined there.
pub fn each_of_kind(tree: &Tree, wanted: NameKind, visit: &mut dyn FnMut(Range<usize>, bool)) {
    for (index, node) in tree.nodes().iter().enumerate() {
        if node.kind == NodeKind::Element {
            each_in(tree, index, &mut |kind, range, is_definition| {
                if kind == wanted {
                    visit(range, is_definition);
                }
            });
        }
    }
}

fn mentions_of(tree: &Tree, element: NodeIndex, found: &mut Vec<Mention>) {
    each_in(tree, element, &mut |kind, range, is_definition| {
        let name = unescape(&tree.text()[range.clone()]);
        found.push(Mention { kind, name, range, is_definition, element });
    });
}

fn each_in(tree: &Tree, element: NodeIndex, visit: &mut dyn FnMut(NameKind, Range<usize>, bool)) {
    let text = tree.text();
    let name = tree.name(element);
    let mut add = |kind, range: Range<usize>, is_definition| {
        let written = &text[range.clone()];
        let trimmed = written.trim();
        if !trimmed.is_empty() {
            let start = range.start + (written.len() - written.trim_start().len());
            visit(kind, start..start + trimmed.len(), is_definition);
        }
    };
    for attribute in tree.attributes(element) {
        let Some(value) = attribute.value() else { continue };
        let list = |separator: char| {
            let mut at = value.start;
            text[value.clone()].split(separator).map(move |part| {
                let range = at..at + part.len();
                at += part.len() + 1;
                range
            })
        };
        match (name, &text[attribute.name()]) {
            ("profile", "name") => add(NameKind::Profile, value, true),
            ("requires", "profile") => add(NameKind::Profile, value, false),
            (_, "profiles") => list(',').for_each(|range| add(NameKind::Profile, range, false)),
            ("user", "name") => add(NameKind::User, value, true),
            ("containerconfig", "user") => add(NameKind::User, value, false),
            ("user", "groups") => list(',').for_each(|range| {
                let end = text[range.clone()].find(':').map_or(range.end, |at| range.start + at);
                add(NameKind::Group, range.start..end, false);
            }),
            ("file" | "archive" | "package", "owner") => {
                let mut parts = list(':');
                if let Some(user) = parts.next() {
                    add(NameKind::User, user, false);
                }
                if let Some(group) = parts.next() {
                    add(NameKind::Group, group, false);
                }
            }
            ("volume", "name") => add(NameKind::Volume, value, true),
            ("volume", "parent") => add(NameKind::Volume, value, false),
            ("partition", "name") => add(NameKind::Partition, value, true),
            ("package" | "ignore", "name") => add(NameKind::Package, value, name == "package"),
            _ => {}
        }
    }
}

/// The name at an offset.
#[must_use]
pub fn mention_at(tree: &Tree, offset: usize) -> Option<Mention> {
    let element = tree.innermost(offset)?;
    if tree.node(element).kind != NodeKind::Element {
        return None;
    }
    let mut found = Vec::new();
    mentions_of(tree, element, &mut found);
    found.into_iter().find(|one| one.range.start <= offset && offset <= one.range.end)
}

/// The kind of names that the value of an attribute consists of, and what separates several.
#[must_use]
pub fn kind_of_value(element: &str, attribute: &str) -> Option<(NameKind, Option<char>)> {
    match (element, attribute) {
        ("requires", "profile") => Some((NameKind::Profile, None)),
        (_, "profiles") => Some((NameKind::Profile, Some(','))),
        ("containerconfig", "user") => Some((NameKind::User, None)),
        ("file" | "archive", "owner") => Some((NameKind::User, Some(':'))),
        ("user", "groups") => Some((NameKind::Group, Some(','))),
        ("volume", "parent") => Some((NameKind::Volume, None)),
        ("package" | "ignore", "name") => Some((NameKind::Package, None)),
        _ => None,
    }
}

/// The values of `from` of a description's includes, and where they stand.
#[must_use]
pub fn includes(tree: &Tree) -> Vec<(String, Range<usize>)> {
    let Some(root) = tree.root() else { return Vec::new() };
    let text = tree.text();
    tree.child_elements(Some(root))
        .filter(|child| tree.name(*child) == "include")
        .filter_map(|child| {
            let from = tree.attributes(child).iter().find(|one| &text[one.name()] == "from")?;
            let value = from.value()?;
            Some((unescape(&text[value.clone()]), value))
        })
        .collect()
}

/// The path in an address, seen from the description: `this://./a.xml` is `a.xml`. `None` for what is no file.
#[must_use]
pub fn local_path(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some(("file" | "this" | "dir", rest)) => rest,
        Some(_) => return None,
        None => address.strip_prefix("file:").unwrap_or(address),
    };
    let path = path.strip_prefix("./").unwrap_or(path);
    (!path.is_empty()).then(|| path.to_owned())
}

/// A value that names a file beside the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The path as written, without scheme.
    pub path: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Whether the value of an attribute names a file beside the description.
#[must_use]
pub fn is_file_value(element: &str, attribute: &str) -> bool {
    matches!(
        (element, attribute),
        ("include", "from")
            | ("archive" | "file", "name")
            | ("type", "editbootconfig" | "editbootinstall" | "integrity_keyfile")
            | ("certificate", "name")
            | ("hkd_cert" | "hkd_sign_cert" | "hkd_ca_cert" | "hkd_revocation_list", "name")
            | ("source", "path")
            | ("signing", "key")
    )
}

/// All values that name files beside the description.
#[must_use]
pub fn file_names(tree: &Tree) -> Vec<FileName> {
    let text = tree.text();
    let mut found = Vec::new();
    for (index, node) in tree.nodes().iter().enumerate() {
        if node.kind != NodeKind::Element {
            continue;
        }
        let name = tree.name(index);
        for attribute in tree.attributes(index) {
            if let Some(value) = attribute.value()
                && is_file_value(name, &text[attribute.name()])
                && let Some(path) = local_path(&unescape(&text[value.clone()]))
            {
                found.push(FileName { path, range: value });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::place::split_cursor;
    use super::*;

    const TEXT: &str = "<image><include from='this://./a.xml'/><profiles><profile name='A'/><profile name='B'>\
        <requires profile='A'/></profile></profiles><packages profiles='A, B'><package name='vim'/>\
        <archive name='x.tar'/><file name='y' owner='tux:users'/></packages>\
        <users><user name='tux' groups='users,wheel:10'/></users></image>";

    #[test]
    fn names_and_their_mentions() {
        let tree = Tree::new(TEXT.into());
        let all: Vec<String> = mentions(&tree)
            .iter()
            .map(|one| {
                format!(
                    "{}{} {}",
                    if one.is_definition { "!" } else { "" },
                    one.kind.as_str(),
                    &TEXT[one.range.clone()]
                )
            })
            .collect();
        assert_eq!(
            all,
            [
                "!profile A",
                "!profile B",
                "profile A",
                "profile A",
                "profile B",
                "!package vim",
                "user tux",
                "group users",
                "!user tux",
                "group users",
                "group wheel"
            ]
        );
        let (text, offset) = split_cursor("<image><packages profiles='A,$0B'/></image>");
        let found = mention_at(&Tree::new(text.as_str().into()), offset).unwrap();
        assert_eq!((found.name.as_str(), found.kind), ("B", NameKind::Profile));
    }

    #[test]
    fn files() {
        let tree = Tree::new(TEXT.into());
        let paths: Vec<String> = file_names(&tree).into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["a.xml", "x.tar", "y"]);
        assert_eq!(includes(&tree)[0].0, "this://./a.xml");
        assert_eq!(local_path("https://example.com/x"), None);
    }
}
