//! Findings of open texts: the same as `rowi check` and `rowi schema check` have, over texts that are not saved yet.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gen_lsp_types::Uri;
use serde_json::{Value, json};

use super::documents::{Document, Kind};
use super::snapshot::Snapshot;
use crate::analysis::{self, CONFIG_FILE, Config, Project};
use crate::diagnostic::{Change, Code, Diagnostic, Severity, has_errors};
use crate::rng::{self, Live, Schema};
use crate::schematron;
use crate::text::{EntryKind, Loader, Source, SourceId, Sources, join};
use crate::upgrade::catalogue::UPGRADE_AVAILABLE;
use crate::xml;

/// What was found in one description, schema or document, and what it was read from.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) sources: Sources,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) docs_url: Option<String>,
    /// How long that took.
    pub(super) took: Duration,
    /// The texts that were open: their serial numbers, and what they are among the sources, where an upgraded text may
    /// have the same name.
    pub(super) texts: HashMap<PathBuf, (u64, SourceId)>,
}

/// A check that takes no longer is waited for.
const AT_ONCE: Duration = Duration::from_millis(4);
/// A document of this many bytes takes its time where an edit reaches far, however quick its last check was.
const LONG: usize = 100_000;
/// Texts whose findings by the schema alone are remembered, of one document.
const REMEMBERED: usize = 16;

#[derive(Debug, Default)]
struct Entry {
    /// What was computed before this generation is stale.
    stale_before: u64,
    slot: Arc<Mutex<Option<(u64, Arc<Checked>)>>>,
    /// What is in the slot, for those who do not wait while a new check is under way.
    last: Arc<Mutex<Option<Arc<Checked>>>>,
}

/// A schema that documents name, and the files that it was read from.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) schema: Option<Schema>,
    pub(super) sources: Arc<Sources>,
    pub(super) rules: schematron::Rules,
    pub(super) path: PathBuf,
}

/// What was computed already, shared by all snapshots.
#[derive(Debug, Default)]
pub(super) struct Cache {
    checked: Mutex<HashMap<PathBuf, Entry>>,
    schemas: Mutex<HashMap<PathBuf, Option<Arc<Bound>>>>,
    project: Mutex<Option<Project>>,
    /// What is known of descriptions that are not open.
    facts: Mutex<HashMap<PathBuf, Facts>>,
    /// Open documents with what their schema says of them, each with that schema.
    live: Mutex<HashMap<PathBuf, Arc<Mutex<Option<Judged>>>>>,
    /// The semantic tokens that were told last, with their name.
    tokens: Mutex<HashMap<PathBuf, (u64, Vec<u32>)>>,
}

/// A document that is judged again after every edit, by a schema that holds until it changes.
#[derive(Debug)]
struct Judged {
    schema: Schema,
    live: Live,
    /// What came of the latest texts, by their serial numbers.
    told: VecDeque<(u64, Vec<Diagnostic>)>,
    /// The last whole check of a text, with its serial number, of which `told` tells.
    base: Option<(u64, Arc<Checked>)>,
}

impl Judged {
    /// What came of a text, where that is remembered.
    fn told(&self, serial: u64) -> Option<&[Diagnostic]> {
        self.told.iter().find(|(own, _)| *own == serial).map(|(_, found)| &found[..])
    }

    /// What is found in an edited text, as far as its neighbourhood tells. What came of the text `pinned` stays known.
    fn update_nearby(&mut self, serial: u64, source: &Source, pinned: Option<u64>) -> Vec<Diagnostic> {
        if let Some(provisional) = self.live.update_nearby(source) {
            return provisional;
        }
        let found = self.live.diagnostics();
        remember(&mut self.told, serial, &found, pinned);
        found
    }
}

fn remember(told: &mut VecDeque<(u64, Vec<Diagnostic>)>, serial: u64, found: &[Diagnostic], pinned: Option<u64>) {
    told.retain(|(own, _)| *own != serial);
    told.push_back((serial, found.to_vec()));
    if told.len() > REMEMBERED
        && let Some(oldest) = told.iter().position(|(own, _)| Some(*own) != pinned)
    {
        told.remove(oldest);
    }
}

/// What a description that is not open says.
#[derive(Debug, Clone, Default)]
struct Facts {
    /// Whether it holds an `image`.
    is_image: bool,
    /// The files that it includes.
    includes: Vec<PathBuf>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    /// The configurations that were read.
    pub(super) fn project(&self) -> std::sync::MutexGuard<'_, Option<Project>> {
        lock(&self.project)
    }

    /// Forgets what depends on a file that has changed: by an edit of its text, or in other ways, as when it came or went.
    pub(super) fn invalidate(&self, path: &Path, generation: u64, is_edit: bool) {
        let is_config = path.file_name().is_some_and(|name| name == CONFIG_FILE);
        if is_config {
            *lock(&self.project) = None;
        }
        let has_extension = |wanted: &[&str]| path.extension().is_some_and(|own| wanted.iter().any(|one| own == *one));
        let is_schema = has_extension(&["rnc", "rng"]);
        // descriptions side by side do not depend on each other
        let stands_alone = is_edit && has_extension(&["kiwi", "xml"]);
        for (main, entry) in lock(&self.checked).iter_mut() {
            let is_near = !stands_alone && main.parent().is_some_and(|directory| path.starts_with(directory));
            let is_read = || {
                lock(&entry.slot)
                    .as_ref()
                    .is_none_or(|(_, checked)| checked.sources.iter().any(|source| source.path() == path))
            };
            if is_config || is_schema || is_near || main == path || is_read() {
                entry.stale_before = generation;
            }
        }
        let mut schemas = lock(&self.schemas);
        schemas.retain(|main, bound| {
            main != path && bound.as_ref().is_some_and(|bound| bound.sources.iter().all(|source| source.path() != path))
        });
    }

    /// The last check of a description that was done, however old.
    fn settled(&self, main: &Path) -> Option<Arc<Checked>> {
        let slot = lock(&self.checked).get(main).map(|entry| (entry.slot.clone(), entry.last.clone()))?;
        match slot.0.try_lock() {
            Ok(slot) => slot.as_ref().map(|(_, checked)| checked.clone()),
            Err(_) => lock(&slot.1).clone(),
        }
    }

    /// Keeps semantic tokens that are told, and gives them a name.
    pub(super) fn keep_tokens(&self, path: &Path, data: Vec<u32>) -> String {
        let mut tokens = lock(&self.tokens);
        let number = tokens.get(path).map_or(1, |(number, _)| number + 1);
        tokens.insert(path.to_path_buf(), (number, data));
        number.to_string()
    }

    /// The tokens of that name.
    pub(super) fn tokens(&self, path: &Path, name: &str) -> Option<Vec<u32>> {
        let tokens = lock(&self.tokens);
        tokens.get(path).filter(|(number, _)| number.to_string() == name).map(|(_, data)| data.clone())
    }

    /// Forgets what files on disk say.
    pub(super) fn forget_files(&self) {
        lock(&self.facts).clear();
    }

    /// Whether what was found at `main` still holds.
    pub(super) fn is_fresh(&self, main: &Path) -> bool {
        lock(&self.checked).get(main).is_some_and(|entry| {
            let slot = entry.slot.try_lock();
            slot.is_ok_and(|slot| slot.as_ref().is_some_and(|(generation, _)| *generation >= entry.stale_before))
        })
    }

    /// Forgets what belongs to no open text any more.
    pub(super) fn keep_only(&self, mains: &BTreeSet<PathBuf>, is_open: impl Fn(&Path) -> bool) {
        lock(&self.checked).retain(|main, _| mains.contains(main));
        lock(&self.live).retain(|path, _| is_open(path));
        lock(&self.tokens).retain(|path, _| is_open(path));
        if mains.is_empty() {
            lock(&self.schemas).clear();
        }
    }
}

impl Snapshot {
    /// The descriptions, schemas or documents whose check covers an open text.
    pub(super) fn owners(&self, document: &Document) -> Vec<PathBuf> {
        let path = document.path.clone();
        match document.kind {
            Kind::Description => {
                let including = self.including(&path);
                if including.is_empty() { vec![path] } else { including }
            }
            Kind::Schema => {
                let including = self.including_schemas(&path);
                if including.is_empty() { vec![path] } else { including }
            }
            Kind::Xml => {
                let including = self.including(&path);
                if including.is_empty() { vec![path] } else { including }
            }
            Kind::Config => vec![path],
            Kind::Other => {
                // the nearest directory around it that holds descriptions
                let own = path.ancestors().skip(1).take(32).map(|directory| self.descriptions_in(directory));
                own.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
            }
        }
    }

    /// The descriptions in a directory, open or not.
    pub(super) fn descriptions_in(&self, directory: &Path) -> Vec<PathBuf> {
        let is_description = |name: &String| {
            name.ends_with(".kiwi") || (name == "config.xml" && self.facts(&directory.join(name)).is_image)
        };
        self.list(directory).into_iter().filter(is_description).map(|name| directory.join(name)).collect()
    }

    /// What a description says, open or not.
    fn facts(&self, path: &Path) -> Facts {
        if let Some(document) = self.documents.get(path) {
            return Facts { is_image: document.kind == Kind::Description, includes: document.includes().to_vec() };
        }
        if let Some(known) = lock(&self.cache.facts).get(path) {
            return known.clone();
        }
        let text = self.text_of(path).unwrap_or_else(|| Arc::from(""));
        let is_image = text.contains("<image");
        let includes = if is_image && text.contains("<include") {
            super::documents::included(&crate::query::Tree::new(text), path)
        } else {
            Vec::new()
        };
        let facts = Facts { is_image, includes };
        lock(&self.cache.facts).insert(path.to_path_buf(), facts.clone());
        facts
    }

    /// The descriptions that include a file, in its directory or above.
    fn including(&self, path: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for directory in path.ancestors().skip(1).take(4) {
            for main in self.descriptions_in(directory) {
                if main != path && self.facts(&main).includes.iter().any(|included| included == path) {
                    found.push(main);
                }
            }
            if self.folders.iter().any(|folder| folder == directory) {
                break;
            }
        }
        found
    }

    /// The schemas that include a schema file, directly or not, and that nothing includes; in its directory or above.
    fn including_schemas(&self, path: &Path) -> Vec<PathBuf> {
        let is_schema = |name: &String| name.ends_with(".rnc") || name.ends_with(".rng");
        let mut files: Vec<PathBuf> = Vec::new();
        for directory in path.ancestors().skip(1).take(3) {
            let own = self.list(directory).into_iter().filter(is_schema).map(|name| directory.join(name));
            files.extend(own.take(200));
            for name in self.list(directory).into_iter().take(100) {
                let below = directory.join(&name);
                if !name.starts_with('.') && !name.contains('.') && self.kind(&below) == Some(EntryKind::Directory) {
                    files
                        .extend(self.list(&below).into_iter().filter(is_schema).map(|name| below.join(name)).take(200));
                }
            }
            let top = self.folders.iter().any(|folder| folder == directory);
            if top || directory.parent().is_none() {
                break;
            }
        }
        files.sort();
        files.dedup();
        files.truncate(400);
        let edges: Vec<Vec<usize>> = files
            .iter()
            .map(|file| {
                let text = self.text_of(file).unwrap_or_else(|| Arc::from(""));
                let targets = crate::query::schema::targets(&text);
                let targets: Vec<PathBuf> = targets.iter().map(|href| join(file, href)).collect();
                files.iter().enumerate().filter(|(_, other)| targets.contains(other)).map(|(index, _)| index).collect()
            })
            .collect();
        let Some(own) = files.iter().position(|file| file == path) else { return Vec::new() };
        // up from the file to what is included by nothing
        let mut above = BTreeSet::from([own]);
        let mut stack = vec![own];
        while let Some(at) = stack.pop() {
            for (index, targets) in edges.iter().enumerate() {
                if targets.contains(&at) && above.insert(index) {
                    stack.push(index);
                }
            }
        }
        above.remove(&own);
        let tops = above.iter().filter(|index| !edges.iter().any(|targets| targets.contains(index)));
        tops.map(|index| files[*index].clone()).take(4).collect()
    }

    /// The findings of what is at `main`, computed once a state.
    pub(super) fn checked(&self, main: &Path) -> Arc<Checked> {
        let (stale_before, slot, last) = {
            let mut checked = lock(&self.cache.checked);
            let entry = checked.entry(main.to_path_buf()).or_default();
            (entry.stale_before, entry.slot.clone(), entry.last.clone())
        };
        let mut slot = lock(&slot);
        if let Some((generation, checked)) = &*slot
            && *generation >= stale_before
        {
            return checked.clone();
        }
        let begin = Instant::now();
        let mut checked = self.check(main);
        checked.took = begin.elapsed();
        let open = checked.sources.iter().filter_map(|source| {
            let document = self.documents.get(source.path()).filter(|document| document.text == source.text)?;
            Some((document.path.clone(), (document.serial, source.id)))
        });
        checked.texts = open.collect();
        let checked = Arc::new(checked);
        *lock(&last) = Some(checked.clone());
        *slot = Some((self.generation, checked.clone()));
        checked
    }

    fn check(&self, main: &Path) -> Checked {
        let kind = self.documents.get(main).map(|document| document.kind);
        let mut sources = Sources::new();
        match kind {
            Some(Kind::Schema) => {
                let diagnostics = self.check_schema(main, &mut sources);
                Checked { sources, diagnostics, docs_url: None, ..Checked::default() }
            }
            Some(Kind::Xml) => {
                let diagnostics = self.check_xml(main, &mut sources);
                Checked { sources, diagnostics, docs_url: None, ..Checked::default() }
            }
            Some(Kind::Config) => {
                let (_, diagnostics) = Config::load(main, &mut sources, self);
                Checked { sources, diagnostics, docs_url: None, ..Checked::default() }
            }
            None if main.extension().is_some_and(|extension| extension == "rnc" || extension == "rng") => {
                let diagnostics = self.check_schema(main, &mut sources);
                Checked { sources, diagnostics, docs_url: None, ..Checked::default() }
            }
            _ => super::judge::check(self, main),
        }
    }

    /// The check that covers a long text, where what can be told at once is told first: what is not well-formed and
    /// what the schema says.
    fn whole(&self, document: &Document) -> Option<(Arc<Checked>, Schema)> {
        if !document.is_xml() || !document.is_saved_as_it_is() {
            return None;
        }
        let owners = self.owners(document);
        let [main] = &owners[..] else { return None };
        let is_long = document.kind == Kind::Xml && document.text.len() > LONG;
        let whole = self.cache.settled(main).filter(|checked| checked.took > AT_ONCE || is_long)?;
        let schema = match document.kind {
            Kind::Description => super::judge::edition(self, main).schema()?.clone(),
            Kind::Xml => self.schema_of(document)?.schema.clone()?,
            _ => return None,
        };
        Some((whole, schema))
    }

    /// The whole check that an edited text is compared with. A check may have settled at a text whose schema findings
    /// were never complete, as behind an open quote: then the last one before.
    fn before(&self, document: &Document) -> Option<(Arc<Checked>, Schema)> {
        let (whole, schema) = self.whole(document)?;
        let slot = lock(&self.cache.live).get(&document.path).cloned();
        let base = slot.and_then(|slot| {
            let slot = lock(&slot);
            let judged = slot.as_ref().filter(|judged| judged.schema.is_same(&schema))?;
            let is_told = whole.texts.get(&document.path).is_some_and(|(serial, _)| judged.told(*serial).is_some());
            judged.base.as_ref().filter(|_| !is_told).map(|(_, base)| base.clone())
        });
        Some((base.unwrap_or(whole), schema))
    }

    /// Whether something is told of a text before all of it is judged.
    pub(super) fn is_told_first(&self, document: &Document) -> Option<Duration> {
        let (before, schema) = self.before(document)?;
        let slot = lock(&self.cache.live).get(&document.path).cloned()?;
        let slot = lock(&slot);
        let judged = slot.as_ref().filter(|judged| judged.schema.is_same(&schema))?;
        let is_known = judged.told(before.texts.get(&document.path)?.0).is_some();
        is_known.then_some(before.took)
    }

    /// What can be told at once of a text whose check takes its time: what was found before the edit, and what its
    /// schema finds now that it did not find then. What `rowi check` says follows.
    pub(super) fn first_report(&self, document: &Document) -> Option<Vec<Value>> {
        let path = &document.path;
        let text = &document.text;
        let (before, schema) = self.before(document)?;
        let settings = super::judge::settings(self, path)?;
        if has_errors(&settings.problems) {
            return None;
        }
        let mut sources = before.sources.clone();
        let (serial, old) = *before.texts.get(path)?;
        let old = sources.get(old).clone();
        let mut apart = Sources::new();
        let alone = apart.add(path.to_string_lossy(), text.clone());
        let slot = lock(&self.cache.live).get(path).cloned()?;
        let (then, mut now) = {
            let mut slot = lock(&slot);
            let judged = slot.as_mut().filter(|judged| judged.schema.is_same(&schema))?;
            let then = judged.told(serial)?.to_vec();
            (then, judged.update_nearby(document.serial, apart.get(alone), Some(serial)))
        };
        let id = sources.add(path.to_string_lossy(), text.clone());
        let change = Change::between(&old.text, text);
        let is_moved = |one: &mut Diagnostic, source| change.is_none_or(|change| change.within(one, source).is_some());
        // found by the schema alone: before, as far as it is still there, and what has gone
        let mut gone: Vec<Diagnostic> = Vec::new();
        let mut known: HashSet<Diagnostic> = HashSet::new();
        let still: HashSet<&Diagnostic> = now.iter().collect();
        for mut one in then {
            let original = one.clone();
            if is_moved(&mut one, alone) && still.contains(&one) {
                known.insert(one);
            } else {
                gone.push(original);
            }
        }
        drop(still);
        now.retain(|one| !known.contains(one) && !is_allowed_somewhere(text, one));
        let gone: HashSet<(String, Range<usize>)> =
            gone.iter().map(|one| (one.name.to_string(), one.primary.range())).collect();
        let is_kept = |one: &&Diagnostic| {
            one.primary.source == old.id && !gone.contains(&(one.name.to_string(), one.primary.range()))
        };
        let mut kept: Vec<Diagnostic> = before.diagnostics.iter().filter(is_kept).cloned().collect();
        kept.retain_mut(|one| {
            let is_here = is_moved(one, old.id);
            one.move_source(old.id, id);
            is_here
        });
        // they are of a store whose first text is this one
        now.iter_mut().for_each(|one| {
            one.move_source(alone, id);
            one.labels.retain(|label| label.span.source == id);
        });
        let mut diagnostics = if document.kind == Kind::Xml { now } else { settings.apply(&sources, now) };
        diagnostics.extend(kept);
        diagnostics.sort_by_key(|one| (one.primary.start, one.primary.end));
        let checked = Checked { sources, diagnostics, docs_url: before.docs_url.clone(), ..Checked::default() };
        Some((0..checked.diagnostics.len()).map(|index| self.finding(&checked, index)).collect())
    }

    /// Judges a long document once by the schema alone, so that the next edit need not.
    pub(super) fn prepare(&self, document: &Document) {
        let Some((whole, schema)) = self.whole(document) else { return };
        let mut sources = Sources::new();
        let id = sources.add(document.path.to_string_lossy(), document.text.clone());
        self.judged(document, &schema, sources.get(id));
        let slot = lock(&self.cache.live).get(&document.path).cloned();
        let (Some(slot), Some((serial, _))) = (slot, whole.texts.get(&document.path).copied()) else { return };
        if let Some(judged) = lock(&slot).as_mut().filter(|judged| judged.told(serial).is_some()) {
            judged.base = Some((serial, whole));
        }
    }

    /// As `rowi schema check`.
    fn check_schema(&self, main: &Path, sources: &mut Sources) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let Some(id) = analysis::read(main, sources, self, &mut diagnostics) else { return diagnostics };
        let loaded = rng::load(id, sources, self);
        let mut further = rng::unused_definitions(&loaded);
        if let Some(grammar) = &loaded.grammar {
            further.extend(rng::check_compatibility(grammar));
        }
        let (rules, found) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema), sources);
        diagnostics.extend(loaded.diagnostics);
        diagnostics.extend(found);
        diagnostics.extend(schematron::check(&rules, loaded.grammar.as_ref()));
        diagnostics.extend(further);
        diagnostics
    }

    /// As `rowi validate`, by the schema that the document names.
    fn check_xml(&self, main: &Path, sources: &mut Sources) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let document = self.documents.get(main);
        let bound = document.and_then(|document| self.schema_of(document));
        // without rules that look at the whole, what an edit cannot have changed is not judged again
        if let Some(document) = document.filter(|document| document.is_saved_as_it_is())
            && let Some(bound) = bound.as_ref().filter(|bound| bound.rules.is_empty())
            && let Some(schema) = &bound.schema
        {
            let id = sources.add(main.to_string_lossy(), document.text.clone());
            diagnostics = self.judged(document, schema, sources.get(id));
            diagnostics.iter_mut().for_each(|one| one.labels.retain(|label| label.span.source == id));
            return diagnostics;
        }
        let Some(id) = analysis::read(main, sources, self, &mut diagnostics) else { return diagnostics };
        let parsed = xml::parse(sources.get(id));
        diagnostics.extend(parsed.diagnostics);
        if let Some(bound) = bound {
            if let Some(schema) = &bound.schema {
                diagnostics.extend(schema.validate(&parsed.document));
            }
            diagnostics.extend(schematron::validate(&bound.rules, &parsed.document, None));
        }
        // labels that point into the schema are of another store
        for diagnostic in &mut diagnostics {
            diagnostic.labels.retain(|label| label.span.source == id);
        }
        diagnostics
    }

    /// What is not well-formed in an open document, and what a schema finds in it.
    fn judged(&self, document: &Document, schema: &Schema, source: &Source) -> Vec<Diagnostic> {
        let slot = lock(&self.cache.live).entry(document.path.clone()).or_default().clone();
        let known = {
            let mut slot = lock(&slot);
            // taken out while it is at work: what a panic leaves behind is not used again
            let mut judged = slot.take().filter(|judged| judged.schema.is_same(schema));
            let found = judged.as_mut().map(|judged| {
                let pinned = judged.base.as_ref().map(|(serial, _)| *serial);
                judged.update_nearby(document.serial, source, pinned)
            });
            let found = found.filter(|_| judged.as_ref().is_some_and(|judged| judged.live.is_of(&source.text)));
            *slot = judged;
            found
        };
        if let Some(found) = known {
            return found;
        }
        // an edit that reaches far: keystrokes go on by what was known before while the whole is judged
        let mut live = Live::new(schema, source);
        let found = live.diagnostics();
        let mut slot = lock(&slot);
        let before = slot.take().filter(|judged| judged.schema.is_same(schema));
        let (mut told, base) = before.map_or_else(Default::default, |judged| (judged.told, judged.base));
        remember(&mut told, document.serial, &found, base.as_ref().map(|(serial, _)| *serial));
        *slot = Some(Judged { schema: schema.clone(), live, told, base });
        found
    }

    /// The schema that a document names: by `<?xml-model?>`, or as the configuration binds it.
    pub(super) fn schema_of(&self, document: &Document) -> Option<Arc<Bound>> {
        self.bound_at(&self.schema_path(document)?)
    }

    /// The schema at a path.
    pub(super) fn bound_at(&self, path: &Path) -> Option<Arc<Bound>> {
        let path = path.to_path_buf();
        if let Some(known) = lock(&self.cache.schemas).get(&path) {
            return known.clone();
        }
        let bound = self.load_schema(&path).map(Arc::new);
        lock(&self.cache.schemas).insert(path, bound.clone());
        bound
    }

    /// Where the schema of a document is.
    pub(super) fn schema_path(&self, document: &Document) -> Option<PathBuf> {
        if let Some((href, _)) = crate::query::binding::xml_model(document.prolog()) {
            let path = self.resolve(&document.path, &href);
            if self.kind(&path) == Some(EntryKind::File) {
                return Some(path);
            }
        }
        let bound = super::judge::settings(self, &document.path)?;
        if let Some(path) = bound.config.schema_for(&document.path) {
            return Some(path.to_path_buf());
        }
        // by the namespace of the document element, as the system's catalog has it
        let tree = document.prolog();
        let root = tree.root()?;
        let prefix = tree.name(root).split_once(':').map_or("", |(prefix, _)| prefix);
        let namespace = tree.namespace(Some(root), prefix).filter(|uri| !uri.is_empty())?;
        let path = crate::xml::resolve(Path::new(crate::xml::SYSTEM_CATALOG), &namespace, self)?;
        let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
        matches!(extension.as_str(), "rnc" | "rng" | "sch").then_some(path)
    }

    /// The file that a reference means.
    pub(super) fn resolve(&self, base: &Path, href: &str) -> PathBuf {
        match href.strip_prefix("file:") {
            Some(_) => super::uri::to_path(&Uri(href.to_owned())),
            None if href.contains("://") => crate::xml::resolve(Path::new(crate::xml::SYSTEM_CATALOG), href, self)
                .unwrap_or_else(|| PathBuf::from(href)),
            None => join(base, href),
        }
    }

    fn load_schema(&self, path: &Path) -> Option<Bound> {
        let mut sources = Sources::new();
        let mut diagnostics = Vec::new();
        let id = analysis::read(path, &mut sources, self, &mut diagnostics)?;
        if schematron::is_schema_name(path) {
            let document = xml::parse(sources.get(id)).document;
            let (rules, _) = schematron::read_document(&document, &mut sources, self);
            return Some(Bound { schema: None, sources: Arc::new(sources), rules, path: path.to_path_buf() });
        }
        let mut loaded = rng::load(id, &mut sources, self);
        let (rules, _) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema), &sources);
        let schema = loaded.grammar.take().and_then(|grammar| Schema::compile(grammar).ok());
        Some(Bound { schema, sources: Arc::new(sources), rules, path: path.to_path_buf() })
    }

    /// The findings in one file, each with the check that it comes from; what several checks find is there once.
    pub(super) fn findings_in(&self, document: &Document) -> Vec<(Arc<Checked>, usize)> {
        let mut seen = std::collections::HashSet::new();
        let mut found = Vec::new();
        for main in self.owners(document) {
            let checked = self.checked(&main);
            for (index, one) in checked.diagnostics.iter().enumerate() {
                let source = checked.sources.get(one.primary.source);
                if source.path() == document.path
                    && seen.insert((one.name.to_string(), one.primary.range(), one.message.clone()))
                {
                    found.push((checked.clone(), index));
                }
            }
        }
        found
    }

    /// As [`Snapshot::findings_in`], as far as they are computed: what only colours must not wait.
    pub(super) fn findings_if_known(&self, document: &Document) -> Vec<(Arc<Checked>, usize)> {
        let mut found = Vec::new();
        for main in self.owners(document) {
            let slot = lock(&self.cache.checked).get(&main).map(|entry| entry.slot.clone());
            let Some(slot) = slot else { continue };
            let Ok(slot) = slot.try_lock() else { continue };
            let Some((_, checked)) = &*slot else { continue };
            let own = (0..checked.diagnostics.len()).filter(|index| {
                let source = checked.sources.get(checked.diagnostics[*index].primary.source);
                source.path() == document.path && *source.text == *document.text
            });
            found.extend(own.map(|index| (checked.clone(), index)));
        }
        found
    }

    /// The protocol's form of the findings in an open file.
    pub(super) fn report(&self, document: &Document) -> Vec<Value> {
        self.findings_in(document).iter().map(|(checked, index)| self.finding(checked, *index)).collect()
    }

    /// The protocol's form of a finding.
    pub(super) fn finding(&self, checked: &Checked, index: usize) -> Value {
        let one = &checked.diagnostics[index];
        let source = checked.sources.get(one.primary.source);
        let severity = match one.severity {
            Severity::Error => 1,
            Severity::Warning => 2,
            Severity::Note => 3,
        };
        let mut related = Vec::new();
        let mut add = |id: SourceId, span, message: &str| {
            let location = self.location_in(checked.sources.get(id), span);
            related.push(json!({ "location": location, "message": message }));
        };
        if !one.primary_label.is_empty() {
            add(one.primary.source, one.primary, &one.primary_label);
        }
        for label in &one.labels {
            add(label.span.source, label.span, &label.message);
        }
        for note in &one.notes {
            add(one.primary.source, one.primary, note);
        }
        let mut value = json!({
            "range": self.range_in(source, one.primary),
            "severity": severity,
            "code": &*one.name,
            "codeDescription": { "href": rule_page(&one.name, checked.docs_url.as_deref()) },
            "source": "rowi",
            "message": one.message.as_str(),
        });
        if !related.is_empty() {
            value["relatedInformation"] = json!(related);
        }
        if let Some(tag) = tag(&one.name) {
            value["tags"] = json!([tag]);
        }
        value
    }

    /// Files that a check found something in, beside those that are open.
    pub(super) fn files_with_findings(&self, checked: &Checked) -> BTreeSet<PathBuf> {
        checked.diagnostics.iter().map(|one| checked.sources.get(one.primary.source).path().to_path_buf()).collect()
    }
}

/// Whether a comment allows findings of this name; where it does so takes the whole check.
fn is_allowed_somewhere(text: &str, one: &Diagnostic) -> bool {
    text.match_indices("rowi:").any(|(at, _)| {
        let end = text[at..].find(['\n', '>']).map_or(text.len(), |found| at + found);
        text[at..end].contains(&*one.name)
    })
}

/// The page of a rule: where the configuration says that pages are, else in the project's own site.
pub(super) fn rule_page(name: &str, docs_url: Option<&str>) -> String {
    docs_url.map_or_else(|| crate::diagnostic::page(name), |base| format!("{}/{name}", base.trim_end_matches('/')))
}

/// What editors show in another way: 1 for what is unnecessary, 2 for what is deprecated.
pub(super) fn tag(code: &Code) -> Option<u8> {
    const DEPRECATED: [&str; 3] = ["deprecated", "obsolete", "removed"];
    const UNNECESSARY: [&str; 5] = ["unused", "duplicate", "without-effect", "ignored", "unnecessary"];
    let has = |words: &[&str]| words.iter().any(|word| code.contains(word));
    if code.is(&UPGRADE_AVAILABLE) || has(&DEPRECATED) {
        Some(2)
    } else if has(&UNNECESSARY) {
        Some(1)
    } else {
        None
    }
}
