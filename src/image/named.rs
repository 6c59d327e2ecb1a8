//! The files next to the description that it names, and what is known of those that are not there: git ignores them,
//! or something in the repository makes them before KIWI runs.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::gitignore::GitignoreBuilder;

use super::tree::{Element, ElementId, Tree};
use crate::kiwi::{AttributeName, at, el};
use crate::text::{EntryKind, Loader, Span};

/// What is known of a file that the description names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Whereabouts {
    /// It is there.
    Present,
    /// It is not.
    Absent,
    /// It is not, and a `.gitignore` names it: it is made or fetched before the build.
    Ignored,
    /// It is not, and this file of the repository speaks of it.
    MadeBy(PathBuf),
}

/// A file that the description names.
#[derive(Debug, Clone)]
pub struct NamedFile {
    /// The name, below the description's directory.
    pub name: String,
    /// The element that names it.
    pub element: ElementId,
    /// The attribute.
    pub attribute: AttributeName,
    /// Where the name stands.
    pub place: Span,
    /// What is known of it.
    pub whereabouts: Whereabouts,
}

/// The files that the description names.
#[derive(Debug, Clone, Default)]
pub struct NamedFiles {
    /// In document order.
    pub files: Vec<NamedFile>,
    /// Descriptions in the directory, links to another not counted; 0 where no file is missing.
    pub descriptions: usize,
}

/// Parents that are looked through for a repository's top.
const MAX_PARENTS: usize = 12;
/// Files that are looked through for the name of one.
const MAX_FILES: usize = 300;
/// Longer files are not looked through.
const MAX_TEXT: usize = 256 * 1024;

impl NamedFiles {
    pub(super) fn load(directory: &Path, entries: &[String], tree: &Tree, loader: &dyn Loader) -> Self {
        let mut result = Self::default();
        let mut surroundings: Option<Surroundings> = None;
        for element in tree.iter() {
            for (attribute, name) in named(tree, element).into_iter().flatten() {
                let name = name.trim_start_matches("./");
                if name.is_empty()
                    || name.contains(['$', '{', '%', '*'])
                    || name.starts_with('/')
                    || name.contains("..")
                {
                    continue;
                }
                let path = directory.join(name);
                let whereabouts = if matches!(loader.kind(&path), Some(kind) if kind != EntryKind::DanglingLink) {
                    Whereabouts::Present
                } else {
                    surroundings
                        .get_or_insert_with(|| Surroundings::look(directory, loader))
                        .whereabouts(&path, name, loader)
                };
                result.files.push(NamedFile {
                    name: name.to_owned(),
                    element: element.id,
                    attribute,
                    place: element.place(attribute),
                    whereabouts,
                });
            }
        }
        if result.files.iter().any(|file| file.whereabouts != Whereabouts::Present) {
            result.descriptions = entries
                .iter()
                .filter(|name| name.ends_with(".kiwi") || name.as_str() == "config.xml")
                .filter(|name| loader.link(&directory.join(name)).is_none_or(|to| to.contains('/')))
                .count();
        }
        result
    }
}

/// The attributes by which an element names files of the description's directory, and the names.
fn named<'t>(tree: &'t Tree, element: &'t Element) -> [Option<(AttributeName, &'t str)>; 2] {
    let set = |attribute: AttributeName| Some((attribute, element.set(attribute)?.trim()));
    // `this://` is the description's directory; other addresses are elsewhere
    let this = |attribute: AttributeName| {
        Some((attribute, element.set(attribute)?.trim().strip_prefix("this://")?.trim_start_matches('/')))
    };
    let Some(known) = element.name.known() else { return [None, None] };
    let one = match known {
        el::TYPE => return [set(at::EDITBOOTCONFIG), set(at::EDITBOOTINSTALL)],
        el::ARCHIVE | el::FILE if tree.parent(element).is_some_and(|parent| parent.name == el::PACKAGES) => {
            set(at::NAME)
        }
        el::BOOTLOADER => set(at::GRUB_TEMPLATE),
        el::REPOSITORY => set(at::CUSTOMIZE),
        el::SOURCE => this(at::PATH),
        el::SIGNING => this(at::KEY),
        _ => None,
    };
    [one, None]
}

/// The repository around a description.
struct Surroundings {
    /// `.gitignore` files with the directory that each holds for.
    ignores: Vec<(PathBuf, String)>,
    /// Texts that may make files, with their paths.
    makers: Vec<(PathBuf, String)>,
}

impl Surroundings {
    fn look(directory: &Path, loader: &dyn Loader) -> Self {
        let mut result = Self { ignores: Vec::new(), makers: Vec::new() };
        let mut parents: Vec<PathBuf> = Vec::new();
        let mut at = directory.to_owned();
        let mut is_repository = false;
        for _ in 0..MAX_PARENTS {
            parents.push(at.clone());
            if loader.kind(&at.join(".git")).is_some() {
                is_repository = true;
                break;
            }
            // relative paths end at the directory that rowi runs in
            at = match at.parent() {
                Some(parent) if parent != at && !at.as_os_str().is_empty() => parent.to_owned(),
                _ => break,
            };
        }
        if !is_repository {
            parents.truncate(2);
        }
        let mut seen: HashSet<PathBuf> = HashSet::new();
        for parent in &parents {
            if let Ok(bytes) = loader.read(&parent.join(".gitignore")) {
                result.ignores.push((parent.clone(), String::from_utf8_lossy(&bytes).into_owned()));
            }
            let mut directories: Vec<(PathBuf, usize)> = vec![(parent.clone(), 0)];
            while let Some((at, depth)) = directories.pop() {
                for name in loader.list(&at) {
                    let path = at.join(&name);
                    if result.makers.len() >= MAX_FILES || seen.contains(&path) {
                        continue;
                    }
                    match loader.kind(&path) {
                        Some(EntryKind::File) if may_make(&name) => {
                            if let Ok(bytes) = loader.read(&path)
                                && bytes.len() <= MAX_TEXT
                            {
                                seen.insert(path.clone());
                                result.makers.push((path, String::from_utf8_lossy(&bytes).into_owned()));
                            }
                        }
                        Some(EntryKind::Directory) if depth < 2 && holds_makers(&name) => {
                            directories.push((path, depth + 1));
                        }
                        _ => {}
                    }
                }
            }
        }
        result
    }

    fn whereabouts(&self, path: &Path, name: &str, _loader: &dyn Loader) -> Whereabouts {
        for (directory, text) in &self.ignores {
            let mut builder = GitignoreBuilder::new(directory);
            for line in text.lines() {
                // a line that is no pattern ignores nothing
                let _ = builder.add_line(None, line);
            }
            let ignored = builder.build().is_ok_and(|rules| {
                path.starts_with(directory) && rules.matched_path_or_any_parents(path, false).is_ignore()
            });
            if ignored {
                return Whereabouts::Ignored;
            }
        }
        let base = name.rsplit('/').next().unwrap_or(name);
        match self.makers.iter().find(|(_, text)| speaks_of(text, base)) {
            Some((path, _)) => Whereabouts::MadeBy(path.clone()),
            None => Whereabouts::Absent,
        }
    }
}

/// Whether a file of this name may make others.
fn may_make(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "Makefile",
        "makefile",
        "GNUmakefile",
        "Jenkinsfile",
        "Dockerfile",
        "Containerfile",
        "Vagrantfile",
        "justfile",
        "Justfile",
        "Taskfile.yml",
        "_service",
        "_multibuild",
        "build",
    ];
    const SUFFIXES: [&str; 12] =
        [".sh", ".bash", ".py", ".pl", ".rb", ".mk", ".make", ".spec", ".yml", ".yaml", ".in", ".toml"];
    // the scripts that KIWI runs come too late
    const LATE: [&str; 5] = ["config.sh", "images.sh", "disk.sh", "post_bootstrap.sh", "pre_disk_sync.sh"];
    !LATE.contains(&name)
        && (NAMES.contains(&name)
            || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
            || !name.contains('.') && name.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Whether a directory of this name may hold scripts that make files.
fn holds_makers(name: &str) -> bool {
    matches!(
        name,
        "scripts"
            | "script"
            | "tools"
            | "tool"
            | "build"
            | "hack"
            | "ci"
            | "bin"
            | "utils"
            | "src"
            | "make"
            | ".github"
            | "workflows"
            | ".gitlab"
            | ".ci"
            | "jenkins"
            | "packaging"
            | "rpm"
            | "contrib"
            | "helpers"
    )
}

/// Whether a text names a file: its name, or what an archive's name is without its last suffixes, as a word.
fn speaks_of(text: &str, base: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let named = |name: &str| {
        name.len() > 2
            && text.match_indices(name).any(|(at, _)| {
                let bytes = text.as_bytes();
                let before = at == 0 || !is_part(bytes[at - 1]);
                let end = at + name.len();
                let after = end == bytes.len() || !is_part(bytes[end]);
                before && after
            })
    };
    named(base) || base.split_once(".tar").is_some_and(|(stem, _)| named(&format!("{stem}.tar")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_words() {
        assert!(speaks_of("tar cf files.tar .", "files.tar"));
        assert!(speaks_of("tar cJf $OUT/root.tar.xz .", "root.tar"));
        assert!(speaks_of("out=root.tar; xz $out", "root.tar.xz"));
        assert!(!speaks_of("tar cf myfiles.tar .", "files.tar"));
        assert!(!speaks_of("nothing", "files.tar"));
    }
}
