//! The files of one system: which are read, in which order, and what they amount to.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::SourceId;

use super::super::finding::{Finding, refusal};
use super::super::go_toml::quote;
use super::super::reference::Normalized;
use super::super::version::Generation;
use super::{File, Mode, Registry, Role, judge};

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node<'a> {
    /// A regular file, or a link to one.
    File(&'a [u8], SourceId),
    /// A directory.
    Directory,
    /// A link to nothing.
    DanglingLink,
}

/// The files of a system, by absolute path.
pub trait Files {
    /// What stands at `path`, links followed.
    fn node(&self, path: &str) -> Option<Node<'_>>;

    /// The names in a directory.
    fn list(&self, directory: &str) -> Vec<String>;
}

impl Files for BTreeMap<String, Vec<u8>> {
    fn node(&self, path: &str) -> Option<Node<'_>> {
        if let Some(bytes) = self.get(path) {
            return Some(Node::File(bytes, SourceId(0)));
        }
        let inside = format!("{}/", path.trim_end_matches('/'));
        self.keys().any(|key| key.starts_with(&inside)).then_some(Node::Directory)
    }

    fn list(&self, directory: &str) -> Vec<String> {
        let inside = format!("{}/", directory.trim_end_matches('/'));
        let names: BTreeSet<&str> =
            self.keys().filter_map(|key| key.strip_prefix(&inside)?.split('/').next()).collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

/// Where a user's and the system's files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The home directory of the user that runs podman.
    pub home: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self { home: "/root".to_owned() }
    }
}

/// A file that is read, and in which role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its path.
    pub path: String,
    /// Main file or drop-in.
    pub role: Role,
}

/// Why no configuration came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The path that the message names.
    pub path: String,
    /// What podman prints after `Error: `.
    pub text: String,
    /// The finding in the file, if it was read at all.
    pub finding: Option<Box<Finding>>,
}

/// What all files together say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The search list.
    pub search: Vec<String>,
    /// The file that podman names as the search list's; empty where it names none.
    pub search_origin: String,
    /// The mode, if a file gives one.
    pub mode: Option<Mode>,
    /// Aliases by name, with the file they come from; `None` where the last word was to erase it.
    pub aliases: BTreeMap<String, (Option<Normalized>, String)>,
    /// Registries by prefix.
    pub registries: BTreeMap<String, Registry>,
    /// The files that were read, in order.
    pub files: Vec<Origin>,
}

const SYSTEM: &str = "/etc/containers";
const VENDOR: &str = "/usr/share/containers";

/// The files that a generation reads, in order. The main file comes first if there is one.
///
/// # Errors
/// Where a directory cannot be read.
pub fn read_order(files: &dyn Files, generation: Generation, paths: &Paths) -> Result<Vec<Origin>, LoadError> {
    let user = format!("{}/.config/containers", paths.home.trim_end_matches('/'));
    let is_there = |directory: &str| {
        let path = format!("{directory}/registries.conf");
        matches!(files.node(&path), Some(Node::File(..) | Node::Directory)).then_some(path)
    };
    let main = |path: String| Origin { path, role: Role::Main };
    let drop_in = |path: String| Origin { path, role: Role::DropIn };
    let mut result = Vec::new();
    if generation == Generation::V6 {
        // One main file, the user's before the system's before the vendor's; drop-ins of all, a name in a later
        // directory masks the same name in an earlier one.
        result.extend([user.as_str(), SYSTEM, VENDOR].into_iter().find_map(is_there).map(main));
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for directory in [VENDOR, SYSTEM, user.as_str()] {
            let directory = format!("{directory}/registries.conf.d");
            if matches!(files.node(&directory), Some(Node::File(..))) {
                let text = format!("open {directory}: not a directory");
                return Err(LoadError { path: directory, text, finding: None });
            }
            for name in drop_ins(files, &directory) {
                let path = format!("{directory}/{name}");
                names.insert(name, path);
            }
        }
        result.extend(names.into_values().map(drop_in));
        return Ok(result);
    }
    let own = is_there(&user);
    let mut directories = vec![format!("{user}/registries.conf.d")];
    match own {
        // The user's main file replaces the system's, and its drop-ins too.
        Some(path) => result.push(main(path)),
        None => {
            result.extend(is_there(SYSTEM).map(main));
            directories.insert(0, format!("{SYSTEM}/registries.conf.d"));
        }
    }
    for directory in directories {
        result.extend(drop_ins(files, &directory).into_iter().map(|name| drop_in(format!("{directory}/{name}"))));
    }
    Ok(result)
}

/// Names of drop-ins in byte order: `*.conf` that are no directories, hidden ones too.
fn drop_ins(files: &dyn Files, directory: &str) -> Vec<String> {
    let mut names: Vec<String> = files
        .list(directory)
        .into_iter()
        .filter(|name| {
            name.ends_with(".conf") && !matches!(files.node(&format!("{directory}/{name}")), Some(Node::Directory))
        })
        .collect();
    names.sort();
    names
}

/// What podman prints of a file that it refuses, `text` being what is wrong in it.
#[must_use]
pub fn refusal_text(path: &str, role: Role, generation: Generation, text: &str) -> String {
    let what = match (role, generation) {
        (Role::Main, _) | (_, Generation::V6) => "loading registries configuration",
        (Role::DropIn, _) => "loading drop-in registries configuration",
    };
    format!("{what} {}: {text}", quote(path))
}

/// Reads all files as podman does.
///
/// # Errors
/// [`LoadError`] with the first file that is refused: then no image can be pulled.
pub fn load(files: &dyn Files, generation: Generation, paths: &Paths) -> Result<Configuration, LoadError> {
    let mut result = Configuration::default();
    for origin in read_order(files, generation, paths)? {
        let fail = |text: &str, finding| LoadError {
            path: origin.path.clone(),
            text: refusal_text(&origin.path, origin.role, generation, text),
            finding,
        };
        let (bytes, source) = match files.node(&origin.path) {
            Some(Node::File(bytes, source)) => (bytes, source),
            Some(Node::Directory) => return Err(fail(&format!("read {}: is a directory", origin.path), None)),
            Some(Node::DanglingLink) if generation == Generation::V4 => {
                return Err(fail(&format!("open {}: no such file or directory", origin.path), None));
            }
            _ => continue,
        };
        let (file, findings) = judge(bytes, source, generation, origin.role);
        if let Some(finding) = refusal(&findings) {
            return Err(fail(&finding.tool, Some(Box::new(finding.clone()))));
        }
        result.merge(file, &origin, generation);
        result.files.push(origin);
    }
    Ok(result)
}

impl Configuration {
    fn merge(&mut self, file: File, origin: &Origin, generation: Generation) {
        if origin.role == Role::Main && generation != Generation::V6 {
            self.search_origin.clone_from(&origin.path);
        }
        if let Some(search) = file.search {
            self.search = search.value.into_iter().map(|entry| entry.value).collect();
            self.search_origin.clone_from(&origin.path);
        }
        if let Some(mode) = file.mode {
            self.mode = Some(mode.value);
        }
        for alias in file.aliases {
            self.aliases.insert(alias.name.value, (alias.target, origin.path.clone()));
        }
        let mut own: BTreeMap<String, Registry> = BTreeMap::new();
        for registry in file.registries {
            own.entry(registry.prefix.value.clone()).or_insert(registry);
        }
        self.registries.extend(own);
    }
}
