//! What a reference says, as data: every output format, and the terminal, print this.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use serde::Serialize;

use super::site::anchor;
use super::words;
use crate::rng::simple::{DefineId, Grammar, NameClass, Pattern, PatternId};
use crate::text::Sources;

/// Paths to an element that a page shows; the rest is counted.
const MAX_PATHS: usize = 12;
/// How deep a path may go: schemas are recursive.
const MAX_PATH_DEPTH: usize = 16;
/// Members of a content model that are drawn and written; the rest is counted.
const MAX_NODES: usize = 600;

/// A reference.
#[derive(Debug, Clone, Serialize)]
pub struct Reference {
    /// What it is about.
    pub title: String,
    /// The version of the schema, where it is known.
    pub version: Option<String>,
    /// Elements, by name.
    pub elements: Vec<Element>,
    /// Names that several elements share: the name and their identifiers.
    pub shared: Vec<Shared>,
    /// What may be the document element: identifiers.
    pub start: Vec<String>,
    /// Attributes by name, each with the elements that have it.
    pub attributes: Vec<AttributeEntry>,
    /// Schematron rules by what they are about.
    pub rules: Vec<Rule>,
    /// Upgrade steps, newest first.
    pub steps: Vec<Step>,
    /// What is no longer in the schema.
    pub gone: Vec<Gone>,
    /// What changed from release to release, or from another schema to this one; newest first.
    pub changes: Vec<Changes>,
}

/// An element that differs from others in what may stand in it.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Element {
    /// The name of its page, and of its anchor: stable as long as the schema calls it so.
    pub id: String,
    /// Its name, with prefix-free local part; `any name` for wildcards.
    pub name: String,
    /// Its namespace; empty for none.
    pub namespace: String,
    /// The definition that holds it, where it is not called as the element.
    pub define: Option<String>,
    /// What the schema says of it.
    pub documentation: String,
    /// The first sentence of that.
    pub summary: String,
    /// Attributes, required ones first.
    pub attributes: Vec<Attribute>,
    /// What may stand in it.
    pub content: Node,
    /// The values that its text may have, where they are listed.
    pub values: Vec<Value>,
    /// The content model in compact syntax.
    pub compact: String,
    /// Children.
    pub children: Vec<Child>,
    /// Elements that it may stand in: identifiers.
    pub parents: Vec<String>,
    /// Legal paths from the document element.
    pub paths: Vec<Vec<String>>,
    /// How many paths there are beyond those.
    pub more_paths: usize,
    /// File and line of the definition.
    pub source: Option<Place>,
    /// A small document part that is valid.
    pub minimal: Option<String>,
    /// Real parts of documents.
    pub examples: Vec<Example>,
    /// Indices into [`Reference::rules`].
    pub rules: Vec<usize>,
    /// Names of lint rules that speak of it.
    pub lints: Vec<Lint>,
    /// Indices into [`Reference::steps`].
    pub steps: Vec<usize>,
    /// The schema version or release that introduced it, as far as upgrade steps and releases tell.
    pub since: Option<String>,
    /// Names it had before, each with the version that renamed it.
    pub formerly: Vec<(String, String)>,
}

/// An attribute of an element.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its namespace; empty for none.
    pub namespace: String,
    /// What it is called on the page of its element: as it is, unless another namespace has the name, too.
    pub anchor: String,
    /// Whether it must be there.
    pub required: bool,
    /// What the schema says of it.
    pub documentation: String,
    /// Its values in words.
    pub kind: String,
    /// The values, where they are listed.
    pub values: Vec<Value>,
    /// What holds where it is absent.
    pub default: Option<String>,
    /// For which values of other attributes it is: a phrase for each rule.
    pub only: Vec<String>,
    /// The schema version or release that introduced it, as far as upgrade steps and releases tell.
    pub since: Option<String>,
    /// Names it had before, each with the version that renamed it.
    pub formerly: Vec<(String, String)>,
    /// Indices into [`Reference::rules`].
    pub rules: Vec<usize>,
}

/// A value that is listed.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Value {
    /// As it is written.
    pub value: String,
    /// What the schema says of it.
    pub documentation: String,
    /// The release that introduced it, as far as releases tell.
    pub since: Option<String>,
    /// How it was written before, each with the version that renamed it.
    pub formerly: Vec<(String, String)>,
}

/// Something that may stand in an element.
#[derive(Debug, Clone, Serialize)]
pub struct Child {
    /// Its identifier.
    pub id: String,
    /// `exactly once`, `at most once`, `any number`, `at least once`.
    pub occurs: &'static str,
}

/// An attribute's name with the elements that have it.
#[derive(Debug, Clone, Serialize)]
pub struct AttributeEntry {
    /// Its name.
    pub name: String,
    /// Identifiers of elements.
    pub elements: Vec<String>,
    /// The first sentence of what is said of it.
    pub summary: String,
}

/// A name with several elements.
#[derive(Debug, Clone, Serialize)]
pub struct Shared {
    /// The name.
    pub name: String,
    /// Their identifiers.
    pub ids: Vec<String>,
}

impl Shared {
    /// The name of the page that tells them apart.
    #[must_use]
    pub fn id(&self) -> String {
        slug(&self.name)
    }
}

impl Reference {
    /// How many names of elements and of attributes there are; wildcards do not count.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let is_name = |name: &&str| !name.contains(' ');
        let elements: BTreeSet<&str> = self.elements.iter().map(|element| &*element.name).filter(is_name).collect();
        let attributes = self.attributes.iter().map(|attribute| &*attribute.name).filter(is_name);
        (elements.len(), attributes.count())
    }
}

/// A place in the schema.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// A rule of the schema beyond its grammar.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What it demands, in words.
    pub text: String,
    /// The element it is about; empty where it is about any.
    pub element: String,
    /// The attributes that it mentions.
    pub attributes: Vec<String>,
    /// An attribute that may stand only where something holds: its name, and what must hold.
    pub only: Option<(String, String)>,
}

/// A lint rule that speaks of an element.
#[derive(Debug, Clone, Serialize)]
pub struct Lint {
    /// Its name.
    pub name: String,
    /// Its severity.
    pub severity: String,
    /// Its summary.
    pub summary: String,
}

/// An upgrade step.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The version before.
    pub from: String,
    /// The version after.
    pub to: String,
    /// What it is about.
    pub title: String,
    /// What it changes, in Markdown.
    pub changes: Vec<String>,
}

/// What the schema had and has no more.
#[derive(Debug, Clone, Serialize)]
pub struct Gone {
    /// `element`, `element/@attribute`, `element/@attribute=value` or `element=text`.
    pub name: String,
    /// The schema version or release since which it is gone.
    pub version: String,
    /// What became of it, in Markdown.
    pub text: String,
    /// What it is now, in the notation of `name`.
    pub now: Vec<String>,
}

impl Gone {
    /// What it is called on the page of an element; `None` where it is not about what stands in that.
    #[must_use]
    pub fn of(&self, element: &str) -> Option<&str> {
        let rest = self.name.strip_prefix(element)?;
        rest.strip_prefix("/@").or_else(|| rest.strip_prefix('='))
    }
}

/// What changed between two versions of a schema.
#[derive(Debug, Clone, Serialize)]
pub struct Changes {
    /// The newer one.
    pub title: String,
    /// The older one.
    pub compared: String,
    /// What changed.
    pub changed: Vec<Changed>,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// `added`, `removed`, or another kind of change as `rowi schema diff` calls it.
    pub kind: &'static str,
    /// What changed, in the notation of [`Gone::name`].
    pub name: String,
    /// The page of its element, where there is one.
    pub element: Option<String>,
    /// The attribute on that page.
    pub attribute: Option<String>,
    /// More in words.
    pub detail: String,
    /// The smallest document that was valid and is not.
    pub example: Option<String>,
}

/// A part of a real document.
#[derive(Debug, Clone, Serialize)]
pub struct Example {
    /// Where it is from.
    pub title: String,
    /// The text.
    pub text: String,
}

/// A content model, for drawing and for words.
#[derive(Debug, Clone, Serialize, Default, PartialEq)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Node {
    /// Nothing.
    #[default]
    Empty,
    /// Nothing is allowed: such a branch is never taken.
    NotAllowed,
    /// Text.
    Text,
    /// Of a datatype.
    Data {
        /// The type in words.
        words: String,
        /// The type's name as compact syntax has it.
        name: String,
    },
    /// One value.
    Value {
        /// As it is written.
        value: String,
    },
    /// An element.
    Element {
        /// Its identifier.
        id: String,
        /// Its name.
        name: String,
    },
    /// In this order.
    Group {
        /// The members.
        members: Vec<Node>,
    },
    /// In any order.
    Interleave {
        /// The members.
        members: Vec<Node>,
    },
    /// One of these.
    Choice {
        /// The members.
        members: Vec<Node>,
    },
    /// At most once.
    Optional {
        /// What.
        member: Box<Node>,
    },
    /// At least once.
    OneOrMore {
        /// What.
        member: Box<Node>,
    },
    /// Any number.
    ZeroOrMore {
        /// What.
        member: Box<Node>,
    },
    /// A list of values with white space between.
    List {
        /// What.
        member: Box<Node>,
    },
    /// A definition by its name.
    Named {
        /// Its name.
        name: String,
        /// What it holds.
        member: Box<Node>,
    },
    /// What was left out for its length.
    More {
        /// How many members.
        count: usize,
    },
}

/// Makes the reference of a grammar.
#[must_use]
pub fn reference(title: &str, grammar: &Grammar, sources: &Sources) -> Reference {
    let names = Names::of(grammar);
    let mut elements: Vec<Element> = (0..grammar.defines.len())
        .filter(|index| names.of[*index] == *index)
        .map(|index| Builder { grammar, names: &names, left: MAX_NODES }.element(index, sources))
        .collect();
    let at: HashMap<String, usize> = elements.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect();
    let mut parents: Vec<BTreeSet<String>> = vec![BTreeSet::new(); elements.len()];
    for element in &elements {
        for child in &element.children {
            if let Some(child) = at.get(&child.id) {
                parents[*child].insert(element.id.clone());
            }
        }
    }
    for (element, parents) in elements.iter_mut().zip(parents) {
        element.parents = parents.into_iter().collect();
    }
    let start = Builder { grammar, names: &names, left: MAX_NODES }.children(grammar.start);
    let start: Vec<String> = start.into_iter().map(|child| child.id).collect();
    add_paths(&mut elements, &at, &start);
    elements.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
    let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for element in &elements {
        by_name.entry(&element.name).or_default().push(element.id.clone());
    }
    let shared = by_name
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|(name, ids)| Shared { name: name.to_owned(), ids })
        .collect();
    let mut attributes: BTreeMap<String, AttributeEntry> = BTreeMap::new();
    for element in &elements {
        for attribute in &element.attributes {
            let entry = attributes.entry(attribute.name.clone()).or_insert_with(|| AttributeEntry {
                name: attribute.name.clone(),
                elements: Vec::new(),
                summary: words::first_sentence(&attribute.documentation),
            });
            if entry.elements.last() != Some(&element.id) {
                entry.elements.push(element.id.clone());
            }
        }
    }
    Reference {
        title: title.to_owned(),
        version: None,
        elements,
        shared,
        start,
        attributes: attributes.into_values().collect(),
        rules: Vec::new(),
        steps: Vec::new(),
        gone: Vec::new(),
        changes: Vec::new(),
    }
}

/// Legal paths, shortest first, none through the same element twice.
fn add_paths(elements: &mut [Element], at: &HashMap<String, usize>, start: &[String]) {
    let children: Vec<Vec<usize>> = elements
        .iter()
        .map(|element| element.children.iter().filter_map(|child| at.get(&child.id).copied()).collect())
        .collect();
    let mut queue: VecDeque<Vec<usize>> = start.iter().filter_map(|id| at.get(id)).map(|index| vec![*index]).collect();
    let mut found: Vec<Vec<Vec<usize>>> = vec![Vec::new(); elements.len()];
    // bounded: an element is left behind once it has more paths than are shown
    while let Some(path) = queue.pop_front() {
        let Some(last) = path.last().copied() else { continue };
        found[last].push(path.clone());
        if found[last].len() > MAX_PATHS || path.len() >= MAX_PATH_DEPTH {
            continue;
        }
        for child in &children[last] {
            if !path.contains(child) && found[*child].len() <= MAX_PATHS {
                let mut longer = path.clone();
                longer.push(*child);
                queue.push_back(longer);
            }
        }
    }
    let ids: Vec<String> = elements.iter().map(|element| element.id.clone()).collect();
    for (element, paths) in elements.iter_mut().zip(found) {
        element.more_paths = paths.len().saturating_sub(MAX_PATHS);
        element.paths = paths
            .into_iter()
            .take(MAX_PATHS)
            .map(|path| path.into_iter().map(|index| ids[index].clone()).collect())
            .collect();
    }
}

/// Which defines are one element for a reader, and what their pages are called.
struct Names {
    /// The define that stands for each: the first of the same name class and content.
    of: Vec<usize>,
    /// The identifier of each define.
    ids: Vec<String>,
    shown: Vec<String>,
}

impl Names {
    fn of(grammar: &Grammar) -> Self {
        let mut first: HashMap<(&NameClass, PatternId), usize> = HashMap::new();
        let of: Vec<usize> = grammar
            .defines
            .iter()
            .enumerate()
            .map(|(index, define)| *first.entry((&define.name_class, define.content)).or_insert(index))
            .collect();
        let shown: Vec<String> = grammar.defines.iter().map(|define| words::name_class(&define.name_class)).collect();
        let mut count: HashMap<&str, usize> = HashMap::new();
        for index in of.iter().enumerate().filter(|(index, of)| index == *of).map(|(index, _)| index) {
            *count.entry(&shown[index]).or_default() += 1;
        }
        let mut taken: HashSet<String> = HashSet::new();
        let mut ids = vec![String::new(); grammar.defines.len()];
        for (index, define) in grammar.defines.iter().enumerate() {
            if of[index] != index {
                continue;
            }
            let name = slug(&shown[index]);
            let wanted = match count.get(shown[index].as_str()) {
                Some(1) | None => name,
                // several elements of one name are told apart by their definitions
                Some(_) => format!("{name}--{}", slug(&define.name)),
            };
            // file systems that do not tell cases apart must hold all pages
            let mut id = wanted.clone();
            let mut number = 2;
            while !taken.insert(id.to_lowercase()) {
                id = format!("{wanted}-{number}");
                number += 1;
            }
            ids[index] = id;
        }
        for index in 0..ids.len() {
            ids[index] = ids[of[index]].clone();
        }
        Self { of, ids, shown }
    }
}

/// A name as part of a file name and of an anchor.
fn slug(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let slug: String = name.chars().map(kept).collect();
    // no file system takes names without end
    let slug: String = slug.trim_matches('-').chars().take(80).collect();
    if slug.is_empty() { "any-name".to_owned() } else { slug }
}

struct Builder<'g> {
    grammar: &'g Grammar,
    names: &'g Names,
    left: usize,
}

/// How often something may stand somewhere: at least, at most (`None`: without limit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Occurs {
    least: u32,
    most: Option<u32>,
}

impl Occurs {
    const ONCE: Self = Self { least: 1, most: Some(1) };
    const NEVER: Self = Self { least: 0, most: Some(0) };

    fn and(self, other: Self) -> Self {
        let most = self.most.zip(other.most).map(|(a, b)| a.saturating_add(b));
        Self { least: self.least.saturating_add(other.least), most }
    }

    fn or(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.zip(other.most).map(|(a, b)| a.max(b)) }
    }

    fn words(self) -> &'static str {
        match (self.least, self.most) {
            (0, Some(1)) => "at most once",
            (0, _) => "any number of times",
            (1, Some(1)) => "exactly once",
            (1, _) => "at least once",
            (_, None) => "several times",
            (_, Some(_)) => "several times",
        }
    }
}

/// The name of an attribute, and its namespace.
type AttributeKey = (String, String);
type Counts<K> = BTreeMap<K, Occurs>;

fn merge<K: Ord + Clone>(parts: Vec<Counts<K>>, join: fn(Occurs, Occurs) -> Occurs) -> Counts<K> {
    let keys: BTreeSet<K> = parts.iter().flat_map(|part| part.keys().cloned()).collect();
    keys.into_iter()
        .map(|key| {
            let mut of_all = parts.iter().map(|part| part.get(&key).copied().unwrap_or(Occurs::NEVER));
            let first = of_all.next().unwrap_or(Occurs::NEVER);
            let joined = of_all.fold(first, join);
            (key, joined)
        })
        .collect()
}

impl Builder<'_> {
    fn element(mut self, index: usize, sources: &Sources) -> Element {
        let define = &self.grammar.defines[index];
        let documentation = define.info.documentation.as_deref().unwrap_or_default().trim().to_owned();
        let namespace = match &define.name_class {
            NameClass::Name { namespace, .. } => namespace.to_string(),
            _ => String::new(),
        };
        let content = simplified(self.node(define.content, None));
        let span = define.info.span;
        let source = sources.iter().find(|source| source.id == span.source).map(|source| Place {
            file: source.name.clone(),
            line: source.text.get(..span.start as usize).map_or(1, |before| before.matches('\n').count() + 1),
        });
        let name = self.names.shown[index].clone();
        Element {
            id: self.names.ids[index].clone(),
            define: Some(define.name.to_string()).filter(|define| *define != name),
            name,
            namespace,
            summary: words::first_sentence(&documentation),
            documentation,
            attributes: self.attributes(define.content),
            compact: words::compact(&content),
            values: self.text_values(define.content),
            content,
            children: self.children(define.content),
            source,
            ..Element::default()
        }
    }

    fn children(&self, content: PatternId) -> Vec<Child> {
        let mut memo = HashMap::new();
        self.count_children(content, &mut memo)
            .into_iter()
            .map(|(id, occurs)| Child { id, occurs: occurs.words() })
            .collect()
    }

    fn count_children(&self, id: PatternId, memo: &mut HashMap<PatternId, Counts<String>>) -> Counts<String> {
        if let Some(known) = memo.get(&id) {
            return known.clone();
        }
        let counts = match self.grammar.pattern(id) {
            Pattern::Ref(DefineId(index)) => Counts::from([(self.names.ids[*index as usize].clone(), Occurs::ONCE)]),
            Pattern::Group(members) | Pattern::Interleave(members) => {
                merge(members.iter().map(|member| self.count_children(*member, memo)).collect(), Occurs::and)
            }
            Pattern::Choice(members) => {
                merge(members.iter().map(|member| self.count_children(*member, memo)).collect(), Occurs::or)
            }
            Pattern::OneOrMore(member) => {
                let inner = self.count_children(*member, memo);
                inner.into_iter().map(|(key, occurs)| (key, Occurs { most: None, ..occurs })).collect()
            }
            _ => Counts::new(),
        };
        memo.insert(id, counts.clone());
        counts
    }

    fn attributes(&self, content: PatternId) -> Vec<Attribute> {
        let mut found: BTreeMap<AttributeKey, (Attribute, Vec<PatternId>)> = BTreeMap::new();
        let mut memo = HashMap::new();
        let counts = self.count_attributes(content, &mut memo, &mut found);
        let mut attributes: Vec<Attribute> = found
            .into_iter()
            .map(|(key, (mut attribute, contents))| {
                attribute.required = counts.get(&key).is_some_and(|occurs| occurs.least > 0);
                self.describe(&mut attribute, &contents);
                attribute
            })
            .collect();
        // sorted by name and namespace
        let mut taken = HashSet::new();
        for attribute in &mut attributes {
            let wanted = anchor(&attribute.name);
            let numbered = (2..).map(|number| format!("{wanted}:{number}"));
            let free = std::iter::once(wanted.clone()).chain(numbered).find(|anchor| taken.insert(anchor.clone()));
            attribute.anchor = free.unwrap_or(wanted);
        }
        attributes.sort_by(|a, b| (!a.required, &a.name).cmp(&(!b.required, &b.name)));
        attributes
    }

    fn count_attributes(
        &self,
        id: PatternId,
        memo: &mut HashMap<PatternId, Counts<AttributeKey>>,
        found: &mut BTreeMap<AttributeKey, (Attribute, Vec<PatternId>)>,
    ) -> Counts<AttributeKey> {
        if let Some(known) = memo.get(&id) {
            return known.clone();
        }
        let counts = match self.grammar.pattern(id) {
            Pattern::Attribute { name, content } => {
                let info = self.grammar.info(id);
                let namespace = match name {
                    NameClass::Name { namespace, .. } => namespace.to_string(),
                    _ => String::new(),
                };
                let key = (words::name_class(name), namespace);
                let entry = found.entry(key.clone()).or_insert_with(|| {
                    let attribute = Attribute {
                        name: key.0.clone(),
                        namespace: key.1.clone(),
                        documentation: info.documentation.as_deref().unwrap_or_default().trim().to_owned(),
                        default: info.default_value.as_deref().map(str::to_owned),
                        ..Attribute::default()
                    };
                    (attribute, Vec::new())
                });
                if entry.0.documentation.is_empty() {
                    entry.0.documentation = info.documentation.as_deref().unwrap_or_default().trim().to_owned();
                }
                entry.1.push(*content);
                Counts::from([(key, Occurs::ONCE)])
            }
            Pattern::Group(members) | Pattern::Interleave(members) => {
                let parts = members.iter().map(|member| self.count_attributes(*member, memo, found)).collect();
                merge(parts, Occurs::and)
            }
            Pattern::Choice(members) => {
                let parts = members.iter().map(|member| self.count_attributes(*member, memo, found)).collect();
                merge(parts, Occurs::or)
            }
            Pattern::OneOrMore(member) => self.count_attributes(*member, memo, found),
            _ => Counts::new(),
        };
        memo.insert(id, counts.clone());
        counts
    }

    /// The values of an attribute: those that are listed one by one, and all in words.
    fn describe(&self, attribute: &mut Attribute, contents: &[PatternId]) {
        let mut kinds: Vec<String> = Vec::new();
        for content in contents {
            self.values(*content, &mut attribute.values, &mut kinds, 0);
        }
        kinds.dedup();
        attribute.kind = match (attribute.values.is_empty(), kinds.is_empty()) {
            (true, true) => "no value".to_owned(),
            (true, false) => kinds.join(", or "),
            (false, true) if attribute.values.len() == 1 => "this value".to_owned(),
            (false, true) => format!("one of {} values", attribute.values.len()),
            (false, false) => format!("one of {} values, or {}", attribute.values.len(), kinds.join(", or ")),
        };
    }

    /// The listed values of an element's text, beside its attributes.
    fn text_values(&self, content: PatternId) -> Vec<Value> {
        let (mut values, mut kinds) = (Vec::new(), Vec::new());
        let members = match self.grammar.pattern(content) {
            Pattern::Group(members) | Pattern::Interleave(members) => members.as_slice(),
            _ => &[content],
        };
        for member in members.iter().filter(|member| self.is_of_values(**member, 0)) {
            self.values(*member, &mut values, &mut kinds, 0);
        }
        values
    }

    fn is_of_values(&self, id: PatternId, depth: usize) -> bool {
        match self.grammar.pattern(id) {
            Pattern::Value { .. } => true,
            Pattern::Choice(members) => {
                depth < 64 && members.iter().all(|member| self.is_of_values(*member, depth + 1))
            }
            _ => false,
        }
    }

    fn values(&self, id: PatternId, values: &mut Vec<Value>, kinds: &mut Vec<String>, depth: usize) {
        if depth > 64 {
            return;
        }
        match self.grammar.pattern(id) {
            Pattern::Value { value, .. } => {
                let documentation =
                    self.grammar.info(id).documentation.as_deref().unwrap_or_default().trim().to_owned();
                match values.iter_mut().find(|known| *known.value == **value) {
                    Some(known) if known.documentation.is_empty() => known.documentation = documentation,
                    Some(_) => {}
                    None => values.push(Value {
                        value: value.to_string(),
                        documentation,
                        since: None,
                        formerly: Vec::new(),
                    }),
                }
            }
            Pattern::Choice(members) => {
                for member in members {
                    self.values(*member, values, kinds, depth + 1);
                }
            }
            Pattern::Empty => kinds.push("nothing".to_owned()),
            Pattern::NotAllowed => {}
            _ => kinds.push(words::content(&simplified(self.node_of(id, 200)))),
        }
    }

    fn node_of(&self, id: PatternId, left: usize) -> Node {
        Builder { grammar: self.grammar, names: self.names, left }.node(id, None)
    }

    /// A content model without attributes. `within` is the definition that is being written out.
    fn node(&mut self, id: PatternId, within: Option<&str>) -> Node {
        if self.left == 0 {
            return Node::More { count: 1 };
        }
        self.left -= 1;
        let info = self.grammar.info(id);
        let define = info.define.as_deref();
        let inner = define.or(within);
        let list = |builder: &mut Self, members: &[PatternId]| -> Vec<Node> {
            members.iter().map(|member| builder.node(*member, inner)).collect()
        };
        let node = match self.grammar.pattern(id) {
            Pattern::Empty | Pattern::Attribute { .. } => Node::Empty,
            Pattern::NotAllowed => Node::NotAllowed,
            Pattern::Text => Node::Text,
            Pattern::Data { datatype, params, except } => {
                let except = except.map(|except| words::content(&simplified(self.node_of(except, 50))));
                Node::Data { words: words::data(datatype, params, except.as_deref()), name: words::type_name(datatype) }
            }
            Pattern::Value { value, .. } => Node::Value { value: value.to_string() },
            Pattern::Ref(DefineId(index)) => {
                let index = *index as usize;
                return Node::Element { id: self.names.ids[index].clone(), name: self.names.shown[index].clone() };
            }
            Pattern::Group(members) => Node::Group { members: list(self, members) },
            Pattern::Interleave(members) => Node::Interleave { members: list(self, members) },
            Pattern::Choice(members) => Node::Choice { members: list(self, members) },
            Pattern::OneOrMore(member) => Node::OneOrMore { member: Box::new(self.node(*member, inner)) },
            Pattern::List(member) => Node::List { member: Box::new(self.node(*member, inner)) },
        };
        let is_group = matches!(node, Node::Group { .. } | Node::Interleave { .. } | Node::Choice { .. });
        match define.filter(|define| is_group && within.is_some_and(|within| within != *define)) {
            Some(name) => Node::Named { name: name.to_owned(), member: Box::new(node) },
            None => node,
        }
    }
}

/// Attributes are gone from a content model: what is left of groups that held them.
fn simplified(node: Node) -> Node {
    let all = |members: Vec<Node>| -> Vec<Node> { members.into_iter().map(simplified).collect() };
    match node {
        Node::Group { members } => joined(all(members), |members| Node::Group { members }),
        Node::Interleave { members } => joined(all(members), |members| Node::Interleave { members }),
        Node::Choice { members } => {
            let members = all(members);
            let had_empty = members.contains(&Node::Empty);
            let mut kept: Vec<Node> = Vec::new();
            for member in members {
                if !matches!(member, Node::Empty | Node::NotAllowed) && !kept.contains(&member) {
                    kept.push(member);
                }
            }
            let node = match kept.len() {
                0 => return if had_empty { Node::Empty } else { Node::NotAllowed },
                1 => kept.remove(0),
                _ => Node::Choice { members: kept },
            };
            match (had_empty, node) {
                (false, node) => node,
                (true, Node::OneOrMore { member }) => Node::ZeroOrMore { member },
                (true, node @ (Node::ZeroOrMore { .. } | Node::Optional { .. } | Node::Text)) => node,
                (true, node) => Node::Optional { member: Box::new(node) },
            }
        }
        Node::OneOrMore { member } => match simplified(*member) {
            Node::Empty => Node::Empty,
            Node::Text => Node::Text,
            Node::Optional { member } | Node::ZeroOrMore { member } => Node::ZeroOrMore { member },
            member => Node::OneOrMore { member: Box::new(member) },
        },
        Node::List { member } => Node::List { member: Box::new(simplified(*member)) },
        Node::Named { name, member } => match simplified(*member) {
            member @ (Node::Group { .. } | Node::Interleave { .. } | Node::Choice { .. }) => {
                Node::Named { name, member: Box::new(member) }
            }
            member => member,
        },
        node => node,
    }
}

fn joined(members: Vec<Node>, make: impl Fn(Vec<Node>) -> Node) -> Node {
    if members.contains(&Node::NotAllowed) {
        return Node::NotAllowed;
    }
    let mut members: Vec<Node> = members.into_iter().filter(|member| *member != Node::Empty).collect();
    match members.len() {
        0 => Node::Empty,
        1 => members.remove(0),
        _ => make(members),
    }
}
