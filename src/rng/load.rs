//! From a source to a grammar: reads what it includes (sections 4.5 to 4.7), simplifies, checks restrictions.

use crate::rng::schema_catalogue;
use crate::xml::catalogue;
use std::collections::HashMap;
use std::path::Path;

use super::ast::{Component, ComponentKind, Href, Pattern, PatternKind, Schema, Syntax};
use super::{compact, restrictions, simple, simplify, xml_syntax};
use crate::diagnostic::{Diagnostic, Fact, Group, has_errors};
use crate::text::{LoadError, Loader, Source, SourceId, Sources, Span, join};

/// Files may include each other this deep.
const MAX_FILES_DEEP: usize = 100;
/// So many files make one schema at most.
const MAX_FILES: usize = 10_000;

/// A schema with everything it includes.
#[derive(Debug)]
pub struct Loaded {
    /// The files, the main one first.
    pub files: Vec<File>,
    /// The grammar in the simple form; `None` where the schema is refused.
    pub grammar: Option<simple::Grammar>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of a schema.
#[derive(Debug)]
pub struct File {
    /// Its tree.
    pub schema: Schema,
    /// Which file each of its references means, by the place where it is written.
    pub targets: HashMap<Span, usize>,
}

impl Loaded {
    /// The main file's tree.
    #[must_use]
    pub fn ast(&self) -> &Schema {
        &self.files[0].schema
    }
}

/// Which syntax a source is in: by its name, else by its first character.
#[must_use]
pub fn syntax_of(source: &Source) -> Syntax {
    let extension = source.path().extension().and_then(|extension| extension.to_str()).unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "rnc" => Syntax::Compact,
        "rng" => Syntax::Xml,
        _ if source.text.trim_start().starts_with('<') => Syntax::Xml,
        _ => Syntax::Compact,
    }
}

/// Parses one source without following its references.
#[must_use]
pub fn parse(source: &Source) -> (Schema, Vec<Diagnostic>) {
    match syntax_of(source) {
        Syntax::Compact => compact::parse(source),
        Syntax::Xml => xml_syntax::parse(source),
    }
}

/// Loads the schema in `source` with all it includes, simplifies it and checks the restrictions of section 7.
#[must_use]
pub fn load(source: SourceId, sources: &mut Sources, loader: &dyn Loader) -> Loaded {
    let (files, mut diagnostics) = read(source, sources, loader);
    let mut grammar = None;
    if has_errors(&diagnostics) {
        diagnostics.extend(beyond_syntax(&files, &diagnostics));
    } else {
        let (simplified, found) = simplify::simplify(&files);
        diagnostics.extend(found);
        if !has_errors(&diagnostics) {
            diagnostics.extend(restrictions::check(&simplified));
            if !has_errors(&diagnostics) {
                grammar = Some(simplified);
            }
        }
    }
    Loaded { files, grammar, diagnostics }
}

/// Mistakes of other kinds in a schema that has some of syntax already. Where a part could not be read at all, what
/// seems to be missing may stand there.
fn beyond_syntax(files: &[File], found: &[Diagnostic]) -> Vec<Diagnostic> {
    let readable = |found: &Diagnostic| {
        found.name.entry().is_some_and(|entry| entry.group == Group::Schema) && !found.name.blocks(Fact::Structure)
    };
    if !found.iter().all(readable) {
        return Vec::new();
    }
    let whole = !found.iter().any(|diagnostic| diagnostic.name.blocks(Fact::Definitions));
    let (_, mut more) = simplify::simplify(files);
    more.retain(|diagnostic| {
        (whole || !diagnostic.name.needs(Fact::Definitions))
            && !found.iter().any(|first| first.primary.contains(diagnostic.primary))
    });
    more
}

/// Parses the schema in `source` and all that it includes.
#[must_use]
pub fn read(source: SourceId, sources: &mut Sources, loader: &dyn Loader) -> (Vec<File>, Vec<Diagnostic>) {
    let mut reader = FileReader { sources, loader, files: Vec::new(), known: HashMap::new(), diagnostics: Vec::new() };
    reader.run(source);
    let FileReader { files, mut diagnostics, .. } = reader;
    report_cycles(&files, &mut diagnostics);
    (files, diagnostics)
}

struct FileReader<'a> {
    sources: &'a mut Sources,
    loader: &'a dyn Loader,
    files: Vec<File>,
    known: HashMap<String, Option<usize>>,
    diagnostics: Vec<Diagnostic>,
}

impl FileReader<'_> {
    fn run(&mut self, main: SourceId) {
        let main = self.translated(main);
        let main = self.sources.get(main).clone();
        self.known.insert(main.name.clone(), Some(0));
        self.parse(&main);
        let mut next = 0;
        while next < self.files.len() {
            let mut references = Vec::new();
            references_in(&self.files[next].schema.pattern, &mut references);
            let references: Vec<(String, Span)> =
                references.iter().map(|href| (super::uri::join(&href.base, &href.href), href.href_span)).collect();
            let base = self.sources.get(self.files[next].schema.source).name.clone();
            for (href, span) in references {
                if let Some(target) = self.resolve(&base, &href, span) {
                    self.files[next].targets.insert(span, target);
                }
            }
            next += 1;
        }
    }

    /// A DTD as RELAX NG, which then stands in its place; anything else as it is.
    fn translated(&mut self, main: SourceId) -> SourceId {
        let source = self.sources.get(main);
        if !source.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("dtd")) {
            return main;
        }
        let made = super::from_dtd(&source.text, &source.name, self.loader);
        let name = format!("{} (as RELAX NG)", source.name);
        let place = Span::at(main, 0);
        let warn = |warning| Diagnostic::warning(&schema_catalogue::SCHEMA_FROM_DTD, warning, place);
        self.diagnostics.extend(made.warnings.into_iter().map(warn));
        self.sources.add(name, made.schema)
    }

    fn parse(&mut self, source: &Source) -> usize {
        let (schema, diagnostics) = parse(source);
        self.diagnostics.extend(diagnostics);
        self.files.push(File { schema, targets: HashMap::new() });
        self.files.len() - 1
    }

    fn resolve(&mut self, base: &str, href: &str, span: Span) -> Option<usize> {
        if href.contains('#') {
            self.diagnostics.push(
                Diagnostic::error(&schema_catalogue::SCHEMA_HREF, format!("`{href}` has a fragment identifier"), span)
                    .with_note("a schema is a whole file (section 4.5)"),
            );
            return None;
        }
        if !super::uri::is_uri_reference(href) {
            self.diagnostics.push(
                Diagnostic::error(&schema_catalogue::SCHEMA_HREF, format!("`{href}` is not a URI reference"), span)
                    .with_note("section 4.5"),
            );
            return None;
        }
        let located = self.loader.locate(href);
        let path = match href.split_once(':') {
            _ if located.is_some() => String::from("."),
            Some(("file", rest)) => rest.trim_start_matches("//").to_owned(),
            Some((scheme, _)) if super::uri::is_absolute(href) && scheme.len() > 1 => {
                self.diagnostics.push(
                    Diagnostic::error(
                        &schema_catalogue::SCHEMA_FILE_UNREADABLE,
                        format!("`{href}` is not a file here"),
                        span,
                    )
                    .with_note("nothing is fetched from a network: keep a copy beside the schema, or name one with `--catalog`"),
                );
                return None;
            }
            _ => href.to_owned(),
        };
        let path = unescape(&path);
        if path.is_empty() {
            let main = self.known.get(base).copied().flatten();
            return main;
        }
        let joined = located.unwrap_or_else(|| join(Path::new(base), &path));
        let name = joined.to_string_lossy().into_owned();
        if let Some(known) = self.known.get(&name) {
            return *known;
        }
        if self.files.len() >= MAX_FILES {
            self.diagnostics.push(Diagnostic::error(
                &catalogue::NESTING_TOO_DEEP,
                format!("schema has more than {MAX_FILES} files"),
                span,
            ));
            return None;
        }
        let index = match self.loader.read(&joined) {
            Ok(bytes) => match self.sources.add_bytes(name.clone(), &bytes) {
                Ok(id) => {
                    let source = self.sources.get(id).clone();
                    Some(self.parse(&source))
                }
                Err((id, error)) => {
                    self.diagnostics.push(
                        Diagnostic::error(
                            &schema_catalogue::SCHEMA_FILE_UNREADABLE,
                            error.to_string(),
                            Span::at(id, error.offset()),
                        )
                        .with_label(span, "included here"),
                    );
                    None
                }
            },
            Err(error) => {
                let message = match &error {
                    LoadError::NotFound => format!("there is no file `{href}`"),
                    other => format!("`{href}` cannot be read: {other}"),
                };
                self.diagnostics.push(
                    Diagnostic::error(&schema_catalogue::SCHEMA_FILE_UNREADABLE, message, span)
                        .with_note(format!("looked for `{name}`")),
                );
                None
            }
        };
        self.known.insert(name, index);
        index
    }
}

/// `%20` and its like, where they give text.
fn unescape(path: &str) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    let bytes = path.as_bytes();
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| path.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()))
            .flatten();
        match escaped {
            Some(byte) => {
                result.push(byte);
                at += 3;
            }
            None => {
                result.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(result).unwrap_or_else(|_| path.to_owned())
}

/// All references to other files, in the order they are written. Trees are shallow: the parsers see to it.
pub(crate) fn references_in<'a>(pattern: &'a Pattern, found: &mut Vec<&'a Href>) {
    match &pattern.kind {
        PatternKind::External(href) => found.push(href),
        PatternKind::Grammar(components) => references_in_components(components, found),
        _ => pattern.children().for_each(|child| references_in(child, found)),
    }
}

fn references_in_components<'a>(components: &'a [Component], found: &mut Vec<&'a Href>) {
    for component in components {
        match &component.kind {
            ComponentKind::Define(define) => references_in(&define.body, found),
            ComponentKind::Div(components) => references_in_components(components, found),
            ComponentKind::Include(include) => {
                found.push(&include.target);
                references_in_components(include.components.as_deref().unwrap_or_default(), found);
            }
        }
    }
}

/// Files must not include themselves, not even by way of others (sections 4.6 and 4.7).
fn report_cycles(files: &[File], diagnostics: &mut Vec<Diagnostic>) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let edges: Vec<Vec<(Span, usize)>> = files
        .iter()
        .map(|file| {
            let mut edges: Vec<(Span, usize)> = file.targets.iter().map(|(span, target)| (*span, *target)).collect();
            edges.sort();
            edges
        })
        .collect();
    let mut states = vec![State::New; files.len()];
    let mut stack: Vec<(usize, usize)> = Vec::new();
    if !files.is_empty() {
        states[0] = State::Open;
        stack.push((0, 0));
    }
    let mut too_deep = false;
    while let Some((file, edge)) = stack.last_mut() {
        let Some((span, target)) = edges[*file].get(*edge).copied() else {
            states[*file] = State::Done;
            stack.pop();
            continue;
        };
        *edge += 1;
        match states[target] {
            State::Done => {}
            State::Open => diagnostics.push(
                Diagnostic::error(&schema_catalogue::SCHEMA_INCLUDE_CYCLE, "schema includes itself", span)
                    .with_note("a file may not be reached from itself (sections 4.6 and 4.7)"),
            ),
            State::New => {
                if stack.len() >= MAX_FILES_DEEP && !too_deep {
                    too_deep = true;
                    let message = format!("files include each other more than {MAX_FILES_DEEP} deep");
                    diagnostics.push(Diagnostic::error(&catalogue::NESTING_TOO_DEEP, message, span));
                }
                states[target] = State::Open;
                stack.push((target, 0));
            }
        }
    }
}
