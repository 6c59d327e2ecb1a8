//! A description with the files that it includes: each is upgraded from its own version, by edits of its own text.

use crate::upgrade::catalogue::{
    CYCLIC_INCLUDE, INCLUDE_DEPENDS_ON_DIRECTORY, INCLUDE_NOT_UPGRADED, MISSING_INCLUDE, MISSING_SCHEMAVERSION,
    NESTED_INCLUDE, REPEATED_INCLUDE, UNRESOLVABLE_INCLUDE,
};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::Version;
use super::run::{Options, Upgrade, upgrade};
use super::steps::step;
use super::working::parse;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::text::{Edit, LoadError, Loader, Source, SourceId, Sources, Span, join, normalize};
use crate::xml;

/// Includes may nest this deep before it is called a mistake of its own.
const MAX_DEPTH: usize = 32;

/// An included file.
#[derive(Debug, Clone)]
pub struct IncludedFile {
    /// Its text.
    pub source: SourceId,
    /// Where it is.
    pub path: PathBuf,
    /// The value of the `from` that leads there first.
    pub from: Span,
    /// The values that lead there again.
    pub again: Vec<Span>,
    /// Whether the main description includes it, and not another included file.
    pub is_direct: bool,
}

impl IncludedFile {
    /// All values of `from` that lead there.
    pub fn all_from(&self) -> impl Iterator<Item = Span> + '_ {
        std::iter::once(self.from).chain(self.again.iter().copied())
    }
}

/// A description and its included files, upgraded.
#[derive(Debug)]
pub struct Upgraded {
    /// The description first, then each included file once.
    pub files: Vec<Upgrade>,
    /// The included files, in the order of their upgrades.
    pub included: Vec<IncludedFile>,
    /// What is wrong with the includes.
    pub diagnostics: Vec<Diagnostic>,
}

impl Upgraded {
    /// All findings: of the files and of the includes.
    pub fn all_diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().chain(self.files.iter().flat_map(|file| &file.diagnostics))
    }

    /// Whether any file is of an older version.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.files.iter().any(Upgrade::is_needed)
    }
}

/// Upgrades a description, which is in `sources` under its path, and all that it includes.
#[must_use]
pub fn upgrade_description(main: SourceId, sources: &mut Sources, loader: &dyn Loader, options: &Options) -> Upgraded {
    let mut finder = Finder {
        loader,
        base: PathBuf::from(&sources.get(main).name),
        seen: HashMap::new(),
        included: Vec::new(),
        diagnostics: Vec::new(),
    };
    let mut stack = vec![normalize(&finder.base)];
    finder.follow(main, sources, &mut stack);
    let Finder { included, diagnostics, .. } = finder;
    let first = upgrade(sources.get(main), options);
    let inherited = Options { included_by: first.from.or(options.included_by), ..options.clone() };
    let mut files = vec![first];
    let mut diagnostics = diagnostics;
    files.extend(included.iter().map(|file| {
        let mut own = upgrade(sources.get(file.source), &inherited);
        // What was not an image had nothing to upgrade, and KIWI takes nothing from it.
        if own.from.is_none() && inherited.included_by.is_none() {
            own.diagnostics.retain(|diagnostic| diagnostic.name != &MISSING_SCHEMAVERSION);
        }
        if file.is_direct
            && let (Some(version), Some(main)) = (own.from, inherited.included_by)
        {
            diagnostics.extend(overlooked(&own, version, main, file, sources.get(file.source)));
        }
        own
    }));
    Upgraded { files, included, diagnostics }
}

/// KIWI puts included text in and upgrades the whole by the version that the description says. What steps below that
/// version would have to change in an older included file stays as it is.
fn overlooked(
    own: &Upgrade,
    version: Version,
    main: Version,
    file: &IncludedFile,
    source: &Source,
) -> Option<Diagnostic> {
    let change = own.changes.iter().find(|change| step(change.step).to <= main && version < main)?;
    let said = parse(source).ok().and_then(|tree| {
        let range = tree.root_element().attribute_node("schemaversion")?.range_value();
        Some(Span::new(source.id, range.start, range.end))
    })?;
    let message =
        format!("KIWI does not upgrade this file from version {version}, as the description is of version {main}");
    Some(
        Diagnostic::error(&INCLUDE_NOT_UPGRADED, message, said)
            .with_label(file.from, "included here")
            .with_label(change.span, format!("{}, by the step {}", change.kind, step(change.step).label()))
            .with_note("`rowi upgrade` changes both files, each from its own version"),
    )
}

struct Finder<'a> {
    loader: &'a dyn Loader,
    base: PathBuf,
    seen: HashMap<PathBuf, Span>,
    included: Vec<IncludedFile>,
    diagnostics: Vec<Diagnostic>,
}

/// Where an include leads.
enum Target {
    Path(PathBuf),
    Nowhere,
}

impl Finder<'_> {
    fn follow(&mut self, source: SourceId, sources: &mut Sources, stack: &mut Vec<PathBuf>) {
        let text = sources.get(source).clone();
        let Ok(tree) = parse(&text) else { return };
        let is_main = stack.len() == 1;
        for node in tree.root_element().children().filter(|node| node.has_tag_name("include")) {
            let Some(from) = node.attribute_node("from") else { continue };
            let range = from.range_value();
            let span = Span::new(source, range.start, range.end);
            if !is_main {
                self.diagnostics.push(
                    Diagnostic::error(&NESTED_INCLUDE, "an included file includes another", span)
                        .with_note("KIWI expands the includes of the main description only; this one stays unexpanded, passes validation and then stops the build")
                        .with_note("include the file from the main description instead"),
                );
            }
            let known = self.diagnostics.len();
            let Target::Path(path) = self.resolve(from.value(), span) else { continue };
            if stack.contains(&path) {
                self.diagnostics.push(
                    Diagnostic::error(&CYCLIC_INCLUDE, format!("`{}` includes itself", from.value()), span)
                        .with_note("KIWI expands includes once only; the inner one stays and stops the build"),
                );
                continue;
            }
            if let Some(first) = self.seen.get(&path) {
                if let Some(file) = self.included.iter_mut().find(|file| file.path == path && is_main) {
                    file.again.push(span);
                    file.is_direct = true;
                }
                self.diagnostics.push(
                    Diagnostic::warning(&REPEATED_INCLUDE, format!("`{}` is included again", from.value()), span)
                        .with_label(*first, "included here first")
                        .with_note("KIWI inserts the content each time"),
                );
                continue;
            }
            let bytes = match self.loader.read(&path) {
                Ok(bytes) => bytes,
                // KIWI never gets to look for it.
                Err(_) if !is_main => {
                    self.diagnostics.truncate(known);
                    continue;
                }
                Err(error) => {
                    // Where it is looked for no longer matters.
                    self.diagnostics.truncate(known);
                    let message = match error {
                        LoadError::NotFound => format!("included file `{}` is not there", from.value()),
                        error => format!("included file `{}` cannot be read: {error}", from.value()),
                    };
                    self.diagnostics.push(
                        Diagnostic::error(&MISSING_INCLUDE, message, span)
                            .with_note(format!("looked for `{}`; KIWI stops here", path.display())),
                    );
                    continue;
                }
            };
            self.seen.insert(path.clone(), span);
            let id = match sources.add_bytes(path.to_string_lossy(), &bytes) {
                Ok(id) => id,
                Err((_, error)) => {
                    let message = format!("included file `{}` cannot be read: {error}", from.value());
                    self.diagnostics.push(Diagnostic::error(&MISSING_INCLUDE, message, span));
                    continue;
                }
            };
            if xml::is_markup(sources.get(id)) {
                let message = format!("included file `{}` is not XML", from.value());
                self.diagnostics.push(
                    Diagnostic::error(&MISSING_INCLUDE, message, span)
                        .with_note("KIWI reads a description in YAML, JSON or INI too, but only XML can be included"),
                );
                continue;
            }
            self.included.push(IncludedFile {
                source: id,
                path: path.clone(),
                from: span,
                again: Vec::new(),
                is_direct: is_main,
            });
            if stack.len() < MAX_DEPTH {
                stack.push(path);
                self.follow(id, sources, stack);
                stack.pop();
            }
        }
    }

    /// Where KIWI looks, always seen from the main description.
    fn resolve(&mut self, from: &str, span: Span) -> Target {
        let use_this = |diagnostic: Diagnostic, path: &str| {
            let address = format!("this://{}", path.trim_start_matches("./"));
            let title = format!("write `{address}`");
            diagnostic.with_fix(title, Applicability::Safe, vec![Edit::replace(span, address)])
        };
        if let Some(path) = from.strip_prefix("this://") {
            return Target::Path(join(&self.base, path.trim_start_matches('/')));
        }
        let rest = from.strip_prefix("file://").or_else(|| from.strip_prefix("dir://"));
        match rest {
            Some(path) if path.starts_with('/') => Target::Path(normalize(Path::new(path))),
            Some(path) if !path.contains('/') => {
                let diagnostic =
                    Diagnostic::error(&UNRESOLVABLE_INCLUDE, format!("KIWI cannot resolve `{from}`"), span)
                        .with_note(format!("`{path}` stands where a URI has its host"));
                self.diagnostics.push(use_this(diagnostic, path));
                Target::Nowhere
            }
            Some(path) => {
                let message = format!("where `{from}` leads depends on the directory that KIWI is started in");
                let diagnostic = Diagnostic::warning(&INCLUDE_DEPENDS_ON_DIRECTORY, message, span)
                    .with_note("rowi looks beside the main description");
                self.diagnostics.push(use_this(diagnostic, path));
                Target::Path(join(&self.base, path))
            }
            None if from.contains("://") => {
                let message = format!("KIWI cannot resolve `{from}`");
                self.diagnostics.push(
                    Diagnostic::error(&UNRESOLVABLE_INCLUDE, message, span)
                        .with_note("an include is a path, or begins with `this://`, `file://` or `dir://`"),
                );
                Target::Nowhere
            }
            None if from.starts_with('/') => Target::Path(normalize(Path::new(from))),
            None => {
                let message = format!("where `{from}` leads depends on how KIWI is installed");
                let diagnostic = Diagnostic::warning(&INCLUDE_DEPENDS_ON_DIRECTORY, message, span)
                    .with_note("with the anymarkup module KIWI looks in its temporary directory and fails, without it beside the description; rowi looks beside the description");
                self.diagnostics.push(use_this(diagnostic, from));
                Target::Path(join(&self.base, from))
            }
        }
    }
}
