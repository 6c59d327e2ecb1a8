//! The description as a whole.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::files::ImageFiles;
use super::overlay::Overlay;
use super::script::{Script, ScriptKind};
use super::selection::{self, Narrow, Refused, Selection};
use super::tree::{Element, ElementId, Replacement, Tree};
use super::view::View;
use crate::kiwi::{ElementName, at, el};
use crate::text::{EntryKind, Loader, Source, SourceId, Sources, Span, join};
use crate::xml::{self, Document, NodeId};

/// What a description is made from.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// The document that is judged: parsed, or the result of an upgrade.
    pub document: &'a Document,
    /// The documents as the user wrote them, the description file first; they hold the places of result trees.
    /// Empty where `document` is what the user wrote.
    pub originals: Vec<&'a Document>,
    /// The description file.
    pub path: &'a Path,
    /// The directory with scripts and overlay; `None` where there is none, as with standard input.
    pub directory: Option<PathBuf>,
    /// What of it is judged.
    pub narrow: Narrow,
}

impl<'a> Input<'a> {
    /// A parsed description file with its directory, all selections.
    #[must_use]
    pub fn new(document: &'a Document, path: &'a Path) -> Self {
        Self {
            document,
            originals: Vec::new(),
            path,
            directory: Some(path.parent().unwrap_or(Path::new("")).to_owned()),
            narrow: Narrow::default(),
        }
    }
}

/// What became of an `include`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IncludeState {
    /// Its children stand in its place.
    Resolved,
    /// The file is not there.
    NotFound,
    /// The address never leads to a file: a host where a path should be.
    NeverResolves,
    /// The address depends on the directory that KIWI is started in.
    WorkingDirectory,
    /// The file is there and its document element is not `image`: nothing is put in.
    NotAnImage,
    /// The file is not well-formed XML or not readable.
    Unreadable,
    /// It stands in an included file, or not directly in `image`: KIWI leaves it there.
    Nested,
}

/// An `include` with what became of it.
#[derive(Debug, Clone)]
pub struct Include {
    /// The value of `from`.
    pub from: String,
    /// Where the value stands.
    pub span: Span,
    /// The whole element.
    pub element_span: Span,
    /// The file that it names, as far as that can be said.
    pub path: Option<PathBuf>,
    /// What became of it.
    pub state: IncludeState,
    /// Whether the address is relative without `this://`.
    pub plain_relative: bool,
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
    /// Other files that KIWI reads: `exclude_files.yaml`.
    pub extra: Vec<Arc<Source>>,
    /// The documents as the user wrote them: the description file, then included files that rowi itself read.
    pub documents: Vec<Arc<Document>>,
    /// The sources of the XML files.
    pub xml_sources: Vec<Arc<Source>>,
    views: OnceLock<Vec<View>>,
    files: OnceLock<Vec<ImageFiles>>,
}

impl Description {
    /// Reads what belongs to a description.
    #[must_use]
    pub fn load(input: &Input<'_>, loader: &dyn Loader, sources: &mut Sources) -> Self {
        let mut documents: Vec<Arc<Document>> = if input.originals.is_empty() {
            vec![Arc::new(input.document.clone())]
        } else {
            input.originals.iter().map(|document| Arc::new((*document).clone())).collect()
        };
        let (mut includes, included) = load_includes(input, loader, sources);
        let originals = |source: SourceId| -> Option<&Document> {
            input.originals.iter().copied().find(|document| document.source == Some(source))
        };
        let mut tree = Tree::default();
        if let Some(top) = input.document.root_element() {
            let mut count = 0;
            tree.add(input.document, top, &originals, &mut |_, _, element| {
                if element.name != el::INCLUDE || !element.namespace.is_empty() {
                    return None;
                }
                let index = count;
                count += 1;
                match included.get(index) {
                    Some(Some(document)) => Some(Replacement {
                        document,
                        nodes: document
                            .root_element()
                            .map(|root| document.child_elements(root).collect::<Vec<NodeId>>())
                            .unwrap_or_default(),
                    }),
                    // the file is there, and nothing of it is put in
                    _ if includes.get(index).is_some_and(|include| include.state == IncludeState::NotAnImage) => {
                        Some(Replacement { document: input.document, nodes: Vec::new() })
                    }
                    _ => None,
                }
            });
        }
        let direct: Vec<Span> = includes.iter().map(|include| include.element_span).collect();
        for element in tree.iter().filter(|element| element.name == el::INCLUDE && element.namespace.is_empty()) {
            if !direct.contains(&element.span) {
                includes.push(Include {
                    from: element.get(at::FROM).unwrap_or_default().to_owned(),
                    span: element.place(at::FROM),
                    element_span: element.span,
                    path: None,
                    state: IncludeState::Nested,
                    plain_relative: false,
                });
            }
        }
        documents.extend(included.into_iter().flatten().map(Arc::new));
        let xml_sources =
            documents.iter().filter_map(|document| document.source).map(|source| sources.get(source).clone()).collect();
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
            includes,
            profiles,
            selections: selections.built,
            refused: selections.refused,
            selections_left_out: selections.left_out,
            narrow: input.narrow.clone(),
            scripts,
            overlay,
            extra,
            documents,
            xml_sources,
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

/// The includes that are children of the document element, each with its document where one could be read.
fn load_includes(
    input: &Input<'_>,
    loader: &dyn Loader,
    sources: &mut Sources,
) -> (Vec<Include>, Vec<Option<Document>>) {
    let mut includes = Vec::new();
    let mut documents = Vec::new();
    let Some(top) = input.document.root_element() else { return (includes, documents) };
    for node in input.document.children_named(top, "include") {
        let attribute = input.document.attribute_named(node, "from");
        let element_span = input.document.span(node).unwrap_or_default();
        let span = attribute.and_then(|from| from.value_span).unwrap_or(element_span);
        let from = attribute.map(|from| from.value.to_string()).unwrap_or_default();
        let (path, mut state, plain_relative) = resolve_include(&from, input.path);
        let mut document = None;
        let from_working_directory = state == IncludeState::WorkingDirectory;
        // started next to the description, KIWI finds such a file too: its content is judged
        if let Some(path) = path.as_deref().filter(|_| state == IncludeState::Resolved || from_working_directory) {
            let found = match loader.read(path) {
                Err(crate::text::LoadError::NotFound) => IncludeState::NotFound,
                Err(_) => IncludeState::Unreadable,
                Ok(bytes) => match sources.add_bytes(path.display().to_string(), &bytes) {
                    Err(_) => IncludeState::Unreadable,
                    Ok(id) => {
                        let parsed = xml::parse(sources.get(id));
                        match parsed.document.root_element() {
                            None => IncludeState::Unreadable,
                            Some(root) if parsed.document.is_element(root, "image") => {
                                document = Some(parsed.document);
                                IncludeState::Resolved
                            }
                            Some(_) => IncludeState::NotAnImage,
                        }
                    }
                },
            };
            if !from_working_directory {
                state = found;
            }
        }
        includes.push(Include { from, span, element_span, path, state, plain_relative });
        documents.push(document);
    }
    (includes, documents)
}

/// Where an include leads, as KIWI resolves it: `this://` and plain paths from the directory of the description file.
#[must_use]
pub fn resolve_include(from: &str, main: &Path) -> (Option<PathBuf>, IncludeState, bool) {
    if let Some(rest) = from.strip_prefix("this://") {
        return (Some(join(main, rest.trim_start_matches('/'))), IncludeState::Resolved, false);
    }
    if let Some((scheme, rest)) = from.split_once("://") {
        if !matches!(scheme, "file" | "dir") {
            return (None, IncludeState::NeverResolves, false);
        }
        if rest.starts_with('/') {
            return (Some(PathBuf::from(rest)), IncludeState::Resolved, false);
        }
        // the part before the first slash is taken for a host; only what follows is a path
        let relative = rest.split_once('/').filter(|(host, _)| !host.is_empty());
        return match relative {
            Some(_) => (Some(join(main, rest)), IncludeState::WorkingDirectory, false),
            None => (None, IncludeState::NeverResolves, false),
        };
    }
    if from.starts_with('/') {
        return (Some(PathBuf::from(from)), IncludeState::Resolved, false);
    }
    (Some(join(main, from)), IncludeState::Resolved, true)
}

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
        if loader.kind(&path) != Some(EntryKind::File) {
            return;
        }
        if let Ok(bytes) = loader.read(&path)
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
    for (attribute, kind) in
        [(at::EDITBOOTCONFIG, ScriptKind::EditBootConfig), (at::EDITBOOTINSTALL, ScriptKind::EditBootInstall)]
    {
        let mut names: Vec<&str> = tree.iter().filter_map(|element| element.set(attribute)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().filter(|name| !name.contains("..")) {
            load(kind, name);
        }
    }
    scripts
}
