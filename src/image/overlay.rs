//! The files that the description directory puts into the image: `root/`, the profiles' overlay directories,
//! `root.tar.gz`, `archive` and `file` entries.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compressed;
use super::description::Profile;
use super::tar;
use super::tree::{ElementId, Tree};
use super::view::{EntryKind as Entry, PackageUse, View};
use crate::diagnostic::nearest;
use crate::kiwi::{at, el};
use crate::text::{EntryKind, Loader, Source, Sources};

/// A file that a layer puts into the image.
#[derive(Debug, Clone)]
pub struct OverlayFile {
    /// Its absolute path in the image.
    pub path: String,
    /// Where it stands in the description directory; for a member of an archive, the archive.
    pub from: PathBuf,
    /// Its text, where the path is one that rules ask for and the bytes are text.
    pub source: Option<Arc<Source>>,
    /// Its bytes, where they were looked for and are not UTF-8; the text then has replacement characters.
    pub invalid: Option<Arc<[u8]>>,
    /// What a symbolic link in an archive names.
    pub link: Option<String>,
    /// Whether its owner may execute it.
    pub executable: bool,
}

/// Where a layer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayerKind {
    /// `root/`, or the archive `root.tar.gz` where there is no such directory.
    Root,
    /// The directory of a profile's name.
    Profile(String),
    /// An archive of a `packages` section, by the `archive` element's name.
    Archive(String),
    /// A `file` element.
    File(ElementId),
}

/// Files that come together.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Where they come from.
    pub kind: LayerKind,
    /// The files, sorted by path.
    pub files: Vec<OverlayFile>,
    /// Why the files are not all known, in words: the archive is compressed, there are too many.
    pub unknown: Option<String>,
}

/// All layers, selected or not.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// The layers in no particular order; [`Overlay::of`] orders those of a selection.
    pub layers: Vec<Layer>,
    /// Directories that are no layer, though they hold a system's directories and have almost the name of one.
    pub likely: Vec<String>,
}

/// Directories at the top of a system, one of which an overlay holds.
const OF_A_SYSTEM: [&str; 9] = ["boot", "etc", "home", "lib", "opt", "root", "srv", "usr", "var"];

const MAX_FILES: usize = 20_000;
const MAX_DEPTH: usize = 64;
const MAX_TEXT: usize = 1 << 20;
const MAX_ARCHIVE: usize = 256 << 20;

impl Overlay {
    pub(super) fn load(
        directory: &Path,
        entries: &[String],
        tree: &Tree,
        profiles: &[Profile],
        loader: &dyn Loader,
        sources: &mut Sources,
    ) -> Self {
        let mut overlay = Self::default();
        let has = |name: &str| entries.iter().any(|entry| entry == name);
        if has("root") && loader.kind(&directory.join("root")) == Some(EntryKind::Directory) {
            overlay.layers.push(read_directory(LayerKind::Root, &directory.join("root"), loader, sources));
        } else if has("root.tar.gz") {
            let path = directory.join("root.tar.gz");
            overlay.layers.push(read_archive(LayerKind::Root, &path, "", loader, sources));
        }
        let plain = |name: &str| name.to_ascii_lowercase().replace('_', "-");
        let wanted: Vec<(String, usize)> = profiles
            .iter()
            .map(|profile| profile.name.as_str())
            .chain(std::iter::once("root"))
            .map(|name| (plain(name), name.chars().count()))
            .collect();
        // a directory may hold thousands of files: most names differ in their length already
        let almost = |name: &str| {
            let length = name.chars().count();
            let as_long = wanted.iter().filter(|(_, other)| other.abs_diff(length) <= length / 3 + 1);
            as_long.map(|(other, _)| other.as_str()).any(|other| nearest(&plain(name), [other]).is_some())
        };
        for name in entries.iter().filter(|name| *name != "root" && almost(name)) {
            if profiles.iter().all(|profile| profile.name != *name)
                && loader.list(&directory.join(name)).iter().any(|inner| OF_A_SYSTEM.contains(&inner.as_str()))
            {
                overlay.likely.push(name.clone());
            }
        }
        for profile in profiles {
            let kind = LayerKind::Profile(profile.name.clone());
            // a directory that scripts or KIWI use otherwise is still taken as the profile's overlay
            if has(&profile.name)
                && !overlay.layers.iter().any(|layer| layer.kind == kind)
                && loader.kind(&directory.join(&profile.name)) == Some(EntryKind::Directory)
            {
                overlay.layers.push(read_directory(kind, &directory.join(&profile.name), loader, sources));
            }
        }
        for element in tree.iter() {
            let Some(name) = element.set(at::NAME).map(str::trim).filter(|name| !name.contains("..")) else { continue };
            let in_packages = tree.parent(element).is_some_and(|parent| parent.name == el::PACKAGES);
            match element.name.known() {
                Some(el::ARCHIVE) if in_packages => {
                    let kind = LayerKind::Archive(name.to_owned());
                    if overlay.layers.iter().any(|layer| layer.kind == kind) {
                        continue;
                    }
                    let path = beside(directory, name);
                    let target = element.get(at::TARGET_DIR).unwrap_or_default();
                    if is_asked_for(&path, loader) {
                        overlay.layers.push(read_archive(kind, &path, target, loader, sources));
                    }
                }
                Some(el::FILE) if in_packages => {
                    let from = beside(directory, name);
                    if !is_asked_for(&from, loader) {
                        continue;
                    }
                    let base = Path::new(name).file_name().map(|base| base.to_string_lossy()).unwrap_or_default();
                    let target = match element.set(at::TARGET) {
                        Some(target) if target.ends_with('/') => format!("{target}{base}"),
                        Some(target) => target.to_owned(),
                        None => format!("/{base}"),
                    };
                    let file = read_file(absolute(&target), from, loader, sources);
                    overlay.layers.push(Layer { kind: LayerKind::File(element.id), files: vec![file], unknown: None });
                }
                _ => {}
            }
        }
        overlay
    }

    /// The layers that a selection puts into the image, in KIWI's order: later ones replace files of earlier ones.
    #[must_use]
    pub fn of(&self, view: &View) -> Vec<&Layer> {
        let find = |kind: &LayerKind| self.layers.iter().find(|layer| layer.kind == *kind);
        let mut layers: Vec<&Layer> = Vec::new();
        for usage in [PackageUse::Bootstrap, PackageUse::Image] {
            for entry in view.entries.iter().filter(|entry| entry.usage == usage && entry.kind == Entry::Archive) {
                layers.extend(find(&LayerKind::Archive(entry.name.clone())));
            }
        }
        layers.extend(find(&LayerKind::Root));
        for profile in &view.selection.profiles {
            layers.extend(find(&LayerKind::Profile(profile.clone())));
        }
        for usage in [PackageUse::Image, PackageUse::Bootstrap] {
            for entry in view.entries.iter().filter(|entry| entry.usage == usage && entry.kind == Entry::File) {
                layers.extend(find(&LayerKind::File(entry.element)));
            }
        }
        layers
    }

    /// The file at a path of the image in this selection, and whether some layer of it is unknown.
    #[must_use]
    pub fn file<'a>(&'a self, view: &View, path: &str) -> Option<&'a OverlayFile> {
        self.of(view).into_iter().rev().find_map(|layer| layer.files.iter().find(|file| file.path == path))
    }
}

/// An absolute path by name only: one slash at the front, none doubled, `.` and `..` resolved.
#[must_use]
pub fn absolute(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Whether rules ask for the text of the file at this path of the image.
#[must_use]
pub fn is_interesting(path: &str) -> bool {
    const DIRECTORIES: [&str; 25] = [
        "/etc/containers/",
        "/usr/share/containers/",
        "/root/.config/containers/",
        "/etc/docker/",
        "/root/.docker/",
        "/etc/systemd/",
        "/usr/lib/systemd/",
        "/lib/systemd/",
        "/usr/local/lib/systemd/",
        "/etc/tmpfiles.d/",
        "/usr/lib/tmpfiles.d/",
        "/etc/profile.d/",
        "/usr/etc/containers/",
        "/etc/sysconfig/docker",
        "/usr/local/bin/",
        "/usr/local/sbin/",
        "/etc/init.d/",
        "/etc/cron",
        "/etc/rancher/",
        "/var/lib/rancher/",
        "/etc/containerd/",
        "/etc/crio/",
        "/etc/skel/.config/",
        "/home/",
        "/var/spool/cron/",
    ];
    // a script may copy it, or a link lead to it
    const SUFFIXES: [&str; 13] = [
        ".conf",
        ".json",
        ".toml",
        ".yaml",
        ".yml",
        ".container",
        ".pod",
        ".kube",
        ".image",
        ".volume",
        ".network",
        ".service",
        ".sh",
    ];
    matches!(path, "/etc/fstab" | "/etc/subuid" | "/etc/subgid" | "/etc/rc.local" | "/etc/crontab")
        || DIRECTORIES.iter().any(|directory| path.starts_with(directory))
        || SUFFIXES.iter().any(|suffix| path.ends_with(suffix))
}

fn read_file(path: String, from: PathBuf, loader: &dyn Loader, sources: &mut Sources) -> OverlayFile {
    let mut file =
        OverlayFile { path, executable: loader.is_executable(&from), from, source: None, invalid: None, link: None };
    // programs may be large
    let is_program = || loader.start(&file.from, 4).is_ok_and(|start| start == *b"\x7fELF");
    if is_interesting(&file.path)
        && !is_program()
        && let Ok(bytes) = loader.read_limited(&file.from, MAX_TEXT)
    {
        add_text(&mut file, &bytes, sources);
    }
    file
}

/// KIWI puts the directory before the name, whatever that begins with.
fn beside(directory: &Path, name: &str) -> PathBuf {
    directory.join(name.trim_start_matches('/'))
}

/// Whether a `file` or `archive` is to be read. One that leads outside, or is a device, is asked for as well: the loader
/// tells why it is not read.
fn is_asked_for(path: &Path, loader: &dyn Loader) -> bool {
    match loader.kind(path) {
        Some(EntryKind::File) => true,
        Some(EntryKind::Outside | EntryKind::Other | EntryKind::DanglingLink) => {
            let _ = loader.start(path, 0);
            false
        }
        Some(EntryKind::Directory) | None => false,
    }
}

fn add_text(file: &mut OverlayFile, bytes: &[u8], sources: &mut Sources) {
    if bytes.len() > MAX_TEXT || bytes.starts_with(b"\x7fELF") {
        return;
    }
    // the tools that read these files take UTF-8 only, whatever a mark or declaration says
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let id = sources.add(file.from.display().to_string(), text.to_owned());
            file.source = Some(sources.get(id).clone());
        }
        Err(_) => {
            let id = sources.add(file.from.display().to_string(), String::from_utf8_lossy(bytes).into_owned());
            file.source = Some(sources.get(id).clone());
            file.invalid = Some(bytes.into());
        }
    }
}

fn symbolic_link(path: String, from: PathBuf, target: String) -> OverlayFile {
    OverlayFile { path, from, source: None, invalid: None, link: Some(target), executable: false }
}

fn read_directory(kind: LayerKind, top: &Path, loader: &dyn Loader, sources: &mut Sources) -> Layer {
    let mut layer = Layer { kind, files: Vec::new(), unknown: None };
    let mut stack: Vec<(PathBuf, String, usize)> = vec![(top.to_owned(), String::new(), 0)];
    while let Some((directory, prefix, depth)) = stack.pop() {
        for name in loader.list(&directory) {
            let from = directory.join(&name);
            let path = format!("{prefix}/{name}");
            // a link that leads out of the overlay is one in the image, whatever is there on this machine
            // KIWI copies links as they are; what is behind one to a directory is not there a second time
            if let Some(target) = loader.link(&from)
                && (target.starts_with('/') || loader.kind(&from) != Some(EntryKind::File))
            {
                layer.files.push(symbolic_link(path, from, target));
                continue;
            }
            match loader.kind(&from) {
                Some(EntryKind::Directory) if depth < MAX_DEPTH => stack.push((from, path, depth + 1)),
                Some(EntryKind::Directory) => layer.unknown = Some("directories are nested too deep".to_owned()),
                Some(EntryKind::File) if layer.files.len() < MAX_FILES => {
                    layer.files.push(read_file(path, from, loader, sources));
                }
                Some(EntryKind::File) => layer.unknown = Some(format!("more than {MAX_FILES} files")),
                Some(EntryKind::DanglingLink) => layer.files.push(symbolic_link(path, from, String::new())),
                Some(EntryKind::Other | EntryKind::Outside) | None => {}
            }
        }
    }
    layer.files.sort_by(|a, b| a.path.cmp(&b.path));
    layer
}

fn read_archive(kind: LayerKind, path: &Path, target: &str, loader: &dyn Loader, sources: &mut Sources) -> Layer {
    let mut layer = Layer { kind, files: Vec::new(), unknown: None };
    let Ok(bytes) = loader.read_limited(path, MAX_ARCHIVE) else {
        layer.unknown = Some("the archive cannot be read".to_owned());
        return layer;
    };
    let bytes = match compressed::unpacked(&bytes) {
        Ok(bytes) => bytes,
        Err(why) => {
            layer.unknown = Some(why);
            return layer;
        }
    };
    let Some(members) = tar::read(&bytes) else {
        layer.unknown = Some("the archive is no tar archive, or damaged".to_owned());
        return layer;
    };
    for member in members.into_iter().filter(|member| !member.directory) {
        let inner = absolute(&format!("{target}/{}", member.path));
        let mut file = OverlayFile {
            from: path.join(&member.path),
            path: inner,
            source: None,
            invalid: None,
            link: member.link.clone(),
            executable: false,
        };
        if member.link.is_none() && is_interesting(&file.path) {
            add_text(&mut file, &bytes[member.data], sources);
        }
        layer.files.push(file);
    }
    layer.files.sort_by(|a, b| a.path.cmp(&b.path));
    layer
}
