//! The description as a whole.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::files::ImageFiles;
use super::named::NamedFiles;
use super::overlay::Overlay;
use super::script::{Script, ScriptKind};
use super::selection::{self, Narrow, Refused, Selection};
use super::tree::{Element, ElementId, Tree};
use super::view::View;
use crate::bundle::{Bundle, Include};
use crate::kiwi::{ElementName, at, el};
use crate::text::{EntryKind, Loader, Source, SourceId, Sources};
use crate::xml::Document;

/// What a description is made from.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// The document that is judged, its includes put in.
    pub document: &'a Document,
    /// Its includes.
    pub includes: &'a [Include],
    /// The description file.
    pub path: &'a Path,
    /// The directory with scripts and overlay; `None` where there is none, as with standard input.
    pub directory: Option<PathBuf>,
    /// What of it is judged.
    pub narrow: Narrow,
}

impl<'a> Input<'a> {
    /// A document without includes, with the directory of its file; all selections.
    #[must_use]
    pub fn new(document: &'a Document, path: &'a Path) -> Self {
        Self {
            document,
            includes: &[],
            path,
            directory: Some(path.parent().unwrap_or(Path::new("")).to_owned()),
            narrow: Narrow::default(),
        }
    }

    /// A description whose includes were put into `whole`.
    #[must_use]
    pub fn of(bundle: &'a Bundle, whole: &'a Document) -> Self {
        Self { includes: &bundle.includes, ..Self::new(whole, &bundle.main().path) }
    }
}

/// A `profile` of the `profiles` section.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Its element.
    pub element: ElementId,
    /// Whether `import` is true.
    pub import: bool,
}

/// The description directory as one value.
#[derive(Debug)]
pub struct Description {
    /// The XML, includes put in place.
    pub tree: Tree,
    /// The description file.
    pub path: PathBuf,
    /// The directory with scripts and overlay.
    pub directory: Option<PathBuf>,
    /// The file names in the directory, sorted.
    pub entries: Vec<String>,
    /// The includes, in order.
    pub includes: Vec<Include>,
    /// The profiles, in order.
    pub profiles: Vec<Profile>,
    /// What can be built.
    pub selections: Vec<Selection>,
    /// What cannot.
    pub refused: Vec<Refused>,
    /// Selections that were not judged because there are too many.
    pub selections_left_out: usize,
    /// Whether `--profile`, `--arch` or `--type` narrowed what is judged.
    pub narrow: Narrow,
    /// The scripts that KIWI runs, in its order.
    pub scripts: Vec<Script>,
    /// The files that the directory puts into the image.
    pub overlay: Overlay,
    /// The files that it names, with what is known of them.
    pub named: NamedFiles,
    /// The texts that the XML's places are in.
    pub xml_sources: Vec<Arc<Source>>,
    /// Other files that KIWI reads: `exclude_files.yaml`.
    pub extra: Vec<Arc<Source>>,
    views: OnceLock<Vec<View>>,
    files: OnceLock<Vec<ImageFiles>>,
}

impl Description {
    /// Reads what belongs to a description.
    #[must_use]
    pub fn load(input: &Input<'_>, loader: &dyn Loader, sources: &mut Sources) -> Self {
        let tree = Tree::of(input.document);
        let profiles = tree
            .root()
            .into_iter()
            .flat_map(|root| tree.named(root, el::PROFILES))
            .flat_map(|section| tree.named(section, el::PROFILE))
            .map(|element| Profile {
                name: element.get(at::NAME).unwrap_or_default().to_owned(),
                element: element.id,
                import: element.flag(at::IMPORT) == Some(true),
            })
            .collect::<Vec<_>>();
        let selections = selection::enumerate(&tree, &input.narrow);
        let directory = input.directory.clone();
        let entries = directory.as_deref().map(|directory| loader.list(directory)).unwrap_or_default();
        let scripts = directory
            .as_deref()
            .map(|directory| load_scripts(directory, &entries, &tree, loader, sources))
            .unwrap_or_default();
        let overlay = match directory.as_deref() {
            Some(directory) => Overlay::load(directory, &entries, &tree, &profiles, loader, sources),
            None => Overlay::default(),
        };
        let named = directory
            .as_deref()
            .map(|directory| NamedFiles::load(directory, &entries, &tree, loader))
            .unwrap_or_default();
        let mut written: Vec<SourceId> = tree.iter().map(|element| element.span.source).collect();
        written.sort_unstable();
        written.dedup();
        let xml_sources = written.into_iter().map(|id| sources.get(id).clone()).collect();
        let mut extra = Vec::new();
        if let Some(path) = directory
            .as_deref()
            .filter(|_| entries.iter().any(|entry| entry == "exclude_files.yaml"))
            .map(|directory| directory.join("exclude_files.yaml"))
            && let Ok(bytes) = loader.read(&path)
            && let Ok(id) = sources.add_bytes(path.display().to_string(), &bytes)
        {
            extra.push(sources.get(id).clone());
        }
        Self {
            tree,
            path: input.path.to_owned(),
            directory,
            entries,
            includes: input.includes.to_vec(),
            profiles,
            selections: selections.built,
            refused: selections.refused,
            selections_left_out: selections.left_out,
            narrow: input.narrow.clone(),
            scripts,
            overlay,
            named,
            xml_sources,
            extra,
            views: OnceLock::new(),
            files: OnceLock::new(),
        }
    }

    /// The document element, where it is KIWI's `image`.
    #[must_use]
    pub fn image(&self) -> Option<&Element> {
        self.tree.root().filter(|root| root.name == el::IMAGE && root.namespace.is_empty())
    }

    /// What each selection builds, in the order of [`Self::selections`].
    pub fn views(&self) -> &[View] {
        self.views.get_or_init(|| {
            self.selections
                .iter()
                .enumerate()
                .map(|(index, selection)| View::new(&self.tree, selection, index))
                .collect()
        })
    }

    /// What overlay and scripts make of the image's files, for each distinct case; [`ImageFiles::views`] says for
    /// which selections.
    pub fn files(&self) -> &[ImageFiles] {
        self.files.get_or_init(|| ImageFiles::of(self))
    }

    /// What overlay and scripts make of the image's files in one selection.
    #[must_use]
    pub fn files_of(&self, view: &View) -> Option<&ImageFiles> {
        self.files().iter().find(|files| files.views.contains(&view.index))
    }

    /// The sections of this name, selected or not.
    pub fn sections<'a>(&'a self, name: ElementName) -> impl Iterator<Item = &'a Element> + 'a {
        self.tree.root().into_iter().flat_map(move |root| self.tree.named(root, name))
    }

    /// Whether a profile of this name is declared.
    #[must_use]
    pub fn declares(&self, profile: &str) -> bool {
        self.profiles.iter().any(|other| other.name == profile)
    }

    /// The script of this kind.
    #[must_use]
    pub fn script(&self, kind: ScriptKind) -> Option<&Script> {
        self.scripts.iter().find(|script| script.kind == kind)
    }
}

/// A script larger than this is not read; bash would read it line by line.
const MAX_SCRIPT: usize = 4 << 20;

fn load_scripts(
    directory: &Path,
    entries: &[String],
    tree: &Tree,
    loader: &dyn Loader,
    sources: &mut Sources,
) -> Vec<Script> {
    let mut scripts = Vec::new();
    let mut load = |kind: ScriptKind, name: &str| {
        let path = directory.join(name);
        // one that leads outside or is no file is asked for all the same: the loader tells why it cannot be read
        if matches!(loader.kind(&path), None | Some(EntryKind::Directory)) {
            return;
        }
        if let Ok(bytes) = loader.read_limited(&path, MAX_SCRIPT)
            && let Ok(id) = sources.add_bytes(path.display().to_string(), &bytes)
        {
            scripts.push(Script::parse(kind, sources.get(id).clone(), loader.is_executable(&path)));
        }
    };
    for kind in ScriptKind::ALL {
        if let Some(name) = kind.file_name().filter(|name| entries.iter().any(|entry| entry == name)) {
            load(kind, name);
        }
    }
    for (attribute, kind) in [
        (at::CUSTOMIZE, ScriptKind::Customize),
        (at::EDITBOOTCONFIG, ScriptKind::EditBootConfig),
        (at::EDITBOOTINSTALL, ScriptKind::EditBootInstall),
    ] {
        let mut names: Vec<&str> = tree.iter().filter_map(|element| element.set(attribute)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().filter(|name| !name.contains("..")) {
            load(kind, name);
        }
    }
    scripts
}
