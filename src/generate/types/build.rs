//! From the grammar to the model: which elements become records, which plain values, what their fields are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::rng::simple::{DefineId, Grammar, NameClass, Pattern, PatternId};

use super::content::{Alternative, Contents};
use super::model::{
    AttributeField, ChildField, ChildKind, ChoiceType, ElementType, GroupType, Part, PartKind, RecordType, Scalar,
    SimpleKind, ValueField,
};
use super::names::{RESERVED_TYPES, pascal, pick, snake};
use super::scalars::{Place, Scalars};
use super::table::Tables;
use super::{Options, Problem};

/// Schemas of more are none that people write types for: DocBook has fewer than a thousand.
const MAX_ELEMENTS: usize = 5000;

pub(super) struct Model<'g> {
    pub scalars: Scalars<'g>,
    pub records: Vec<RecordType>,
    pub choices: Vec<ChoiceType>,
    pub groups: Vec<GroupType>,
    pub elements: BTreeMap<DefineId, ElementType>,
    /// What the document element is.
    pub start: ChildKind,
    pub tables: Tables,
}

struct Builder<'g> {
    grammar: &'g Grammar,
    contents: Contents<'g>,
    scalars: Scalars<'g>,
    record_names: HashMap<DefineId, String>,
    choices: Vec<ChoiceType>,
    choice_index: HashMap<(Vec<DefineId>, bool), usize>,
    groups: Vec<GroupType>,
    group_index: HashMap<PatternId, usize>,
}

/// Builds the model.
pub(super) fn build<'g>(
    grammar: &'g Grammar,
    same: &'g [DefineId],
    options: &Options,
) -> Result<Model<'g>, Vec<Problem>> {
    let mut builder = Builder {
        grammar,
        contents: Contents::new(grammar, same),
        scalars: Scalars::new(grammar, options.big_integers),
        record_names: HashMap::new(),
        choices: Vec::new(),
        choice_index: HashMap::new(),
        groups: Vec::new(),
        group_index: HashMap::new(),
    };
    if grammar.defines.len() > MAX_ELEMENTS {
        let message = format!("the schema has more than {MAX_ELEMENTS} element patterns");
        return Err(vec![Problem::new("too-many-elements", message)]);
    }
    let starts = builder.contents.leaves(grammar.start).0;
    if starts.is_empty() {
        return Err(vec![Problem::new("no-document-element", "the schema allows no document element")]);
    }

    let reachable = builder.reachable(&starts);
    let mut elements = BTreeMap::new();
    let mut record_defines = Vec::new();
    for define in &reachable {
        let element = grammar.define(*define);
        match element.name_class.names() {
            Some(names) if !names.is_empty() => {
                if !starts.contains(define) && names.len() == 1 && builder.is_plain_value(element.content) {
                    let (namespace, local) = &names[0];
                    elements.insert(
                        *define,
                        ElementType::Scalar {
                            namespace: namespace.to_string(),
                            local: local.to_string(),
                            scalar: Scalar::Text,
                        },
                    );
                } else {
                    elements.insert(*define, ElementType::Record(record_defines.len()));
                    record_defines.push(*define);
                }
            }
            _ => {
                elements.insert(*define, ElementType::Any);
            }
        }
    }

    let mut taken: HashSet<String> = RESERVED_TYPES.iter().map(|name| (*name).to_owned()).collect();
    builder.name_records(&record_defines, &reachable, &mut taken);
    for (define, element) in &mut elements {
        if let ElementType::Scalar { local, scalar, .. } = element {
            let element = grammar.define(*define);
            let place = Place {
                owner: pascal(local),
                item: String::new(),
                define: element.info.define.as_deref().map(str::to_owned),
            };
            let alternatives = builder.contents.alternatives(element.content).unwrap_or_default();
            *scalar = builder.scalars.scalar(Some(value_source(grammar, element.content)), &alternatives, &place);
        }
    }
    let mut records: Vec<RecordType> = record_defines.iter().map(|define| builder.record(*define, &elements)).collect();
    let start = match starts.as_slice() {
        [only] => ChildKind::Define(*only),
        _ => {
            let index = builder.choice(&starts, false, vec!["Root".to_owned()]);
            ChildKind::Choice(index)
        }
    };
    if let ChildKind::Choice(index) = start {
        builder.choices[index].candidates = vec!["Root".to_owned()];
    }

    let Builder { mut scalars, mut choices, mut groups, .. } = builder;
    taken.remove("Root");
    for choice in &mut choices {
        if choice.candidates == ["Root"] {
            choice.name = "Root".to_owned();
        }
    }
    taken.insert("Root".to_owned());
    for group in &mut groups {
        group.name = pick(&group.candidates, &mut taken);
    }
    name_types(&mut scalars, &mut choices, &elements, &records, &mut taken, grammar);
    box_cycles(&mut records, &mut choices, &elements);
    box_large(&records, &mut choices, &elements, &scalars);
    let mut model = Model { scalars, records, choices, groups, elements, start, tables: Tables::default() };
    model.rename(options)?;
    Ok(model)
}

/// The pattern that a value's own define can be read from: past attributes, and past what has only one member left.
fn value_source(grammar: &Grammar, id: PatternId) -> PatternId {
    match grammar.pattern(id) {
        Pattern::Group(members) | Pattern::Interleave(members) => {
            let mut rest = members.iter().filter(|member| !holds_only_attributes(grammar, **member));
            match (rest.next(), rest.next()) {
                (Some(only), None) => value_source(grammar, *only),
                _ => id,
            }
        }
        _ => id,
    }
}

fn holds_only_attributes(grammar: &Grammar, id: PatternId) -> bool {
    let mut work = vec![id];
    let mut seen = HashSet::new();
    while let Some(id) = work.pop() {
        if !seen.insert(id) {
            continue;
        }
        match grammar.pattern(id) {
            Pattern::Attribute { .. } | Pattern::Empty | Pattern::NotAllowed => {}
            Pattern::Choice(members) | Pattern::Group(members) | Pattern::Interleave(members) => work.extend(members),
            Pattern::OneOrMore(inner) => work.push(*inner),
            _ => return false,
        }
    }
    true
}

impl Builder<'_> {
    fn reachable(&self, starts: &[DefineId]) -> Vec<DefineId> {
        let mut seen: BTreeSet<DefineId> = starts.iter().copied().collect();
        let mut work: Vec<DefineId> = starts.to_vec();
        while let Some(define) = work.pop() {
            let element = self.grammar.define(define);
            // Nothing below an element of any name is described.
            if element.name_class.names().is_none() {
                continue;
            }
            for next in self.contents.leaves(element.content).0 {
                if seen.insert(next) {
                    work.push(next);
                }
            }
        }
        seen.into_iter().collect()
    }

    /// Whether an element of this content is held as the value itself.
    fn is_plain_value(&mut self, content: PatternId) -> bool {
        if !self.contents.attributes(content).is_empty() {
            return false;
        }
        match self.contents.alternatives(content) {
            Some(alternatives) => {
                let text = alternatives.contains(&Alternative::Text);
                let empty = alternatives.contains(&Alternative::Empty);
                !alternatives.is_empty() && (text || !empty)
            }
            None => false,
        }
    }

    fn name_records(&mut self, defines: &[DefineId], reachable: &[DefineId], taken: &mut HashSet<String>) {
        let mut owners: HashMap<DefineId, DefineId> = HashMap::new();
        for owner in reachable {
            let (children, _) = self.contents.leaves(self.grammar.define(*owner).content);
            for child in children {
                owners.entry(child).or_insert(*owner);
            }
        }
        for define in defines {
            let element = self.grammar.define(*define);
            let names = element.name_class.names().unwrap_or_default();
            let local = names.first().map_or("Item", |(_, local)| local);
            let from_define = element.info.define.as_deref().map(pascal).unwrap_or_default();
            let plain = pascal(local);
            let mut candidates = if names.len() > 1 { vec![from_define.clone()] } else { vec![plain.clone()] };
            if RESERVED_TYPES.contains(&plain.as_str()) {
                candidates.push(format!("{plain}Element"));
            }
            candidates.push(from_define);
            if let Some(owner) = owners.get(define)
                && let Some((_, owner)) = self.grammar.define(*owner).name_class.names().unwrap_or_default().first()
            {
                candidates.push(format!("{}{plain}", pascal(owner)));
            }
            candidates.push(format!("{plain}Element"));
            let name = pick(&candidates, taken);
            self.record_names.insert(*define, name);
        }
    }

    fn choice(&mut self, defines: &[DefineId], mixed: bool, candidates: Vec<String>) -> usize {
        let mut key = defines.to_vec();
        key.sort_unstable();
        if let Some(index) = self.choice_index.get(&(key.clone(), mixed)) {
            return *index;
        }
        let index = self.choices.len();
        self.choices.push(ChoiceType {
            defines: defines.to_vec(),
            mixed,
            candidates,
            name: String::new(),
            variants: Vec::new(),
            boxed: vec![false; defines.len()],
            text_variant: String::new(),
        });
        self.choice_index.insert((key, mixed), index);
        index
    }

    fn record(&mut self, define: DefineId, elements: &BTreeMap<DefineId, ElementType>) -> RecordType {
        let grammar = self.grammar;
        let element = grammar.define(define);
        let name = self.record_names[&define].clone();
        let own_define = element.info.define.as_deref().map(str::to_owned);
        let names: Vec<(String, String)> = element
            .name_class
            .names()
            .unwrap_or_default()
            .iter()
            .map(|(namespace, local)| (namespace.to_string(), local.to_string()))
            .collect();
        let mut fields: HashSet<String> = ["loc", "new", "element_name", "any_attributes"].map(str::to_owned).into();

        let mut attributes: Vec<AttributeField> = Vec::new();
        let mut any_attributes = Vec::new();
        for occurrence in self.contents.attributes(element.content).iter() {
            let NameClass::Name { namespace, local } = &occurrence.class else {
                any_attributes.push(occurrence.class.clone());
                continue;
            };
            let info = grammar.info(occurrence.source);
            let place = Place {
                owner: name.clone(),
                item: local.to_string(),
                define: info.define.as_deref().map(str::to_owned),
            };
            let mut alternatives = Vec::new();
            for content in &occurrence.contents {
                for alternative in self.contents.alternatives(*content).unwrap_or_default().iter() {
                    if !alternatives.contains(alternative) {
                        alternatives.push(*alternative);
                    }
                }
            }
            let source = (occurrence.contents.len() == 1).then(|| occurrence.contents[0]);
            let base = snake(local);
            let candidates = suffixed(&base, &["attribute", "in_namespace"]);
            attributes.push(AttributeField {
                namespace: namespace.to_string(),
                local: local.to_string(),
                required: occurrence.required,
                scalar: self.scalars.scalar(source, &alternatives, &place),
                default: info.default_value.as_deref().map(str::to_owned),
                documentation: info.documentation.as_deref().unwrap_or_default().to_owned(),
                field: pick(&candidates, &mut fields),
            });
        }

        let alternatives = self.contents.alternatives(element.content);
        let mut value = None;
        let mut children = Vec::new();
        if let Some(alternatives) = alternatives {
            let nothing = alternatives.iter().all(|alternative| *alternative == Alternative::Empty);
            if !nothing {
                let text = alternatives.contains(&Alternative::Text);
                let optional = alternatives.contains(&Alternative::Empty) && !text;
                let rest: Vec<Alternative> =
                    alternatives.iter().copied().filter(|alternative| *alternative != Alternative::Empty).collect();
                let place = Place { owner: name.clone(), item: "value".to_owned(), define: own_define };
                let source = value_source(grammar, element.content);
                let scalar = self.scalars.scalar(Some(source), &rest, &place);
                let candidates = ["value".to_owned(), "text".to_owned(), "content".to_owned()];
                value = Some(ValueField { scalar, optional, field: pick(&candidates, &mut fields) });
            }
        } else {
            children = self.children(element.content, &name, elements, &mut fields);
        }
        RecordType {
            define,
            names,
            attributes,
            any_attributes,
            value,
            children,
            documentation: element.info.documentation.as_deref().unwrap_or_default().to_owned(),
            name,
        }
    }

    fn children(
        &mut self,
        content: PatternId,
        owner: &str,
        elements: &BTreeMap<DefineId, ElementType>,
        fields: &mut HashSet<String>,
    ) -> Vec<ChildField> {
        let (leaves, text) = self.contents.leaves(content);
        let parts = if text {
            let inner = Vec::new();
            vec![Part { kind: PartKind::Sequence, defines: leaves, inner, min: 0, max: None, source: content }]
        } else {
            self.contents.parts(content).to_vec()
        };
        parts.into_iter().map(|part| self.child(part, text, owner, elements, fields)).collect()
    }

    fn child(
        &mut self,
        part: Part,
        text: bool,
        owner: &str,
        elements: &BTreeMap<DefineId, ElementType>,
        fields: &mut HashSet<String>,
    ) -> ChildField {
        let mut defines: Vec<DefineId> = Vec::new();
        for define in &part.defines {
            // Elements that are not described are all alike.
            let class = &self.grammar.define(*define).name_class;
            let alike = |own: &DefineId| self.grammar.define(*own).name_class == *class;
            if !matches!(elements[define], ElementType::Any) || !defines.iter().any(alike) {
                defines.push(*define);
            }
        }
        let define_name = self.grammar.info(part.source).define.as_deref().map(str::to_owned);
        let by_define = define_name.as_deref().filter(|define| {
            let own = pascal(define);
            !own.starts_with(owner) || own.len() > owner.len() + 8
        });
        let sequence = part.kind == PartKind::Sequence;
        let one = (defines.len() == 1 && !text).then(|| defines[0]);
        let (kind, candidates) = match one {
            Some(define) => {
                let base = match &elements[&define] {
                    ElementType::Any => "any".to_owned(),
                    _ => {
                        let names = self.grammar.define(define).name_class.names().unwrap_or_default();
                        match names.as_slice() {
                            [(_, local)] => snake(local),
                            _ => snake(&self.record_names[&define]),
                        }
                    }
                };
                (ChildKind::Define(define), suffixed(&base, &["element", "child"]))
            }
            None if part.kind == PartKind::Groups => {
                let mut types = vec![format!("{owner}Item"), format!("{owner}ItemGroup")];
                if let Some(define) = by_define {
                    types.insert(0, pascal(define));
                }
                (ChildKind::Group(self.group(&part, types, elements)), suffixed("items", &["groups"]))
            }
            None => {
                let single = part.kind == PartKind::Single;
                let local = self.grammar.define(defines[0]).name_class.names().unwrap_or_default();
                let local = local.first().map_or_else(String::new, |(_, local)| local.to_string());
                let suffix = if sequence { "Content" } else { "Choice" };
                let mut types = vec![format!("{owner}{suffix}")];
                let mut names = vec![if sequence { "content".to_owned() } else { "choice".to_owned() }];
                if single && !local.is_empty() {
                    types = vec![format!("{owner}{}", pascal(&local)), format!("{owner}{}Choice", pascal(&local))];
                    names = suffixed(&snake(&local), &["element"]);
                } else if let Some(define) = by_define {
                    types.insert(0, pascal(define));
                    if !sequence {
                        names.insert(0, snake(define));
                    }
                }
                let last = suffixed(&names[0], &["child"]);
                names.extend(last);
                (ChildKind::Choice(self.choice(&defines, text, types)), names)
            }
        };
        let documentation = match one {
            Some(define) => self.grammar.define(define).info.documentation.as_deref().unwrap_or_default().to_owned(),
            None => String::new(),
        };
        ChildField {
            kind,
            min: part.min,
            max: part.max,
            sequence: sequence || text,
            mixed: text,
            boxed: false,
            documentation,
            field: pick(&candidates, fields),
        }
    }

    fn group(&mut self, part: &Part, candidates: Vec<String>, elements: &BTreeMap<DefineId, ElementType>) -> usize {
        if let Some(index) = self.group_index.get(&part.source) {
            return *index;
        }
        let owner = candidates[0].clone();
        let mut fields: HashSet<String> = HashSet::from(["new".to_owned()]);
        let inner = part.inner.iter().cloned();
        let children = inner.map(|part| self.child(part, false, &owner, elements, &mut fields)).collect();
        self.groups.push(GroupType { children, candidates, name: String::new() });
        self.group_index.insert(part.source, self.groups.len() - 1);
        self.groups.len() - 1
    }
}

/// A field name, and what to call it where that is taken.
fn suffixed(base: &str, suffixes: &[&str]) -> Vec<String> {
    let stem = base.trim_end_matches('_');
    std::iter::once(base.to_owned()).chain(suffixes.iter().map(|suffix| format!("{stem}_{suffix}"))).collect()
}

/// Names what has none yet: choices, value types, variants.
fn name_types(
    scalars: &mut Scalars<'_>,
    choices: &mut [ChoiceType],
    elements: &BTreeMap<DefineId, ElementType>,
    records: &[RecordType],
    taken: &mut HashSet<String>,
    grammar: &Grammar,
) {
    for simple in &mut scalars.simples {
        let mut candidates: Vec<String> = Vec::new();
        for candidate in &simple.candidates {
            candidates.push(candidate.clone());
        }
        candidates.extend(simple.candidates.iter().map(|candidate| format!("{candidate}Value")));
        simple.name = pick(&candidates, taken);
        let mut variants = HashSet::new();
        let (literals, others) = match &simple.kind {
            SimpleKind::Enumeration(literals) => (literals.as_slice(), &[][..]),
            SimpleKind::Open(literals, others) => (literals.as_slice(), others.as_slice()),
            _ => continue,
        };
        for literal in literals {
            simple.variants.push(pick(&[variant_name(&literal.value)], &mut variants));
        }
        for (name, _) in others {
            simple.variants.push(pick(std::slice::from_ref(name), &mut variants));
        }
    }
    for choice in choices {
        if choice.name.is_empty() {
            let mut candidates = choice.candidates.clone();
            candidates.extend(choice.candidates.iter().map(|candidate| format!("{candidate}Choice")));
            choice.name = pick(&candidates, taken);
        }
        let mut variants = HashSet::new();
        for define in &choice.defines {
            let candidates = match &elements[define] {
                ElementType::Record(index) => {
                    let names = grammar.define(*define).name_class.names().unwrap_or_default();
                    let record = records[*index].name.clone();
                    match names.as_slice() {
                        [(_, local)] => vec![pascal(local), record],
                        _ => vec![record],
                    }
                }
                ElementType::Scalar { local, .. } => vec![pascal(local), format!("{}Value", pascal(local))],
                ElementType::Any => vec!["Any".to_owned(), "AnyElement".to_owned()],
            };
            choice.variants.push(pick(&candidates, &mut variants));
        }
        if choice.mixed {
            choice.text_variant = pick(&["Text".to_owned(), "TextContent".to_owned()], &mut variants);
        }
    }
}

fn variant_name(value: &str) -> String {
    let words = match value {
        "" => "Empty",
        "*" => "Star",
        "+" => "Plus",
        "-" => "Minus",
        "/" => "Slash",
        "." => "Dot",
        "," => "Comma",
        ":" => "Colon",
        ";" => "Semicolon",
        "<" => "Less",
        ">" => "Greater",
        "=" => "Equal",
        "<=" => "LessOrEqual",
        ">=" => "GreaterOrEqual",
        "!=" => "NotEqual",
        "|" => "Bar",
        "%" => "Percent",
        "#" => "Hash",
        _ => value,
    };
    if !words.chars().any(char::is_alphanumeric) {
        return "Value".to_owned();
    }
    let name = pascal(words);
    match value.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("Minus{}", name.trim_start_matches('V'))
        }
        _ => name,
    }
}

/// Boxes what would hold itself by value.
fn box_cycles(records: &mut [RecordType], choices: &mut [ChoiceType], elements: &BTreeMap<DefineId, ElementType>) {
    let record_of = |define: &DefineId| match &elements[define] {
        ElementType::Record(index) => Some(*index),
        _ => None,
    };
    let offset = records.len();
    let target = |kind: &ChildKind| match kind {
        ChildKind::Define(define) => record_of(define),
        ChildKind::Choice(index) => Some(offset + index),
        // Always in a `Vec`.
        ChildKind::Group(_) => None,
    };
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); offset + choices.len()];
    for (index, record) in records.iter().enumerate() {
        edges[index] =
            record.children.iter().filter(|child| !child.is_many()).filter_map(|child| target(&child.kind)).collect();
    }
    for (index, choice) in choices.iter().enumerate() {
        edges[offset + index] = choice.defines.iter().filter_map(record_of).collect();
    }
    let component = components(&edges);
    let cyclic = |from: usize, to: usize| component[from] == component[to];
    for (index, record) in records.iter_mut().enumerate() {
        for child in &mut record.children {
            child.boxed = !child.is_many() && target(&child.kind).is_some_and(|to| cyclic(index, to));
        }
    }
    for (index, choice) in choices.iter_mut().enumerate() {
        for (define, boxed) in choice.defines.iter().zip(&mut choice.boxed) {
            *boxed = record_of(define).is_some_and(|to| cyclic(offset + index, to));
        }
    }
}

/// Boxes large variants: each value of a choice takes the room of the largest, and so does reading it, at each level.
fn box_large(
    records: &[RecordType],
    choices: &mut [ChoiceType],
    elements: &BTreeMap<DefineId, ElementType>,
    scalars: &Scalars<'_>,
) {
    /// In bytes, more or less.
    const LARGE: usize = 128;
    // By-value children come to an end, since cycles are boxed; those deeper than this are large anyway.
    fn size(
        record: &RecordType,
        records: &[RecordType],
        elements: &BTreeMap<DefineId, ElementType>,
        scalars: &Scalars<'_>,
        depth: usize,
    ) -> usize {
        let value = |scalar: &Scalar| scalars.size(scalar);
        let attributes: usize = record.attributes.iter().map(|attribute| value(&attribute.scalar)).sum();
        let children = record.children.iter().map(|child| match child.kind {
            _ if child.boxed => 8,
            _ if child.is_many() => 24,
            ChildKind::Define(define) => match &elements[&define] {
                ElementType::Record(index) if depth < 8 => {
                    size(&records[*index], records, elements, scalars, depth + 1)
                }
                ElementType::Scalar { scalar, .. } => value(scalar),
                _ => LARGE,
            },
            ChildKind::Choice(_) | ChildKind::Group(_) => 32,
        });
        8 + attributes + record.value.as_ref().map_or(0, |own| value(&own.scalar)) + children.sum::<usize>()
    }
    for choice in choices.iter_mut().filter(|choice| choice.mixed || choice.defines.len() > 1) {
        for (define, boxed) in choice.defines.iter().zip(&mut choice.boxed) {
            *boxed |= match &elements[define] {
                ElementType::Record(index) => size(&records[*index], records, elements, scalars, 0) > LARGE,
                ElementType::Any => true,
                ElementType::Scalar { .. } => false,
            };
        }
    }
}

/// Strongly connected components (Tarjan's, with a stack of its own): a number for each node.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut on_stack) = (vec![UNSEEN; count], vec![0; count], vec![false; count]);
    let mut component = vec![UNSEEN; count];
    let (mut stack, mut next, mut found) = (Vec::new(), 0, 0);
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, at)) = work.pop() {
            if at == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&to) = edges[node].get(at) {
                work.push((node, at + 1));
                if index[to] == UNSEEN {
                    work.push((to, 0));
                } else if on_stack[to] {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    component
}

impl Model<'_> {
    /// Gives things the names that the rename file wants; two equal names are an error.
    fn rename(&mut self, options: &Options) -> Result<(), Vec<Problem>> {
        let renames = &options.renames;
        let mut problems = Vec::new();
        let mut used = BTreeSet::new();
        {
            let mut fields = |owner: &str, list: Vec<&mut String>| {
                for name in list {
                    let key = format!("{owner}.{name}");
                    if let Some(new) = renames.fields.get(&key) {
                        used.insert(key);
                        name.clone_from(new);
                    }
                }
            };
            for record in &mut self.records {
                let mut list: Vec<&mut String> =
                    record.attributes.iter_mut().map(|attribute| &mut attribute.field).collect();
                list.extend(record.value.iter_mut().map(|value| &mut value.field));
                list.extend(record.children.iter_mut().map(|child| &mut child.field));
                fields(&record.name, list);
            }
            for group in &mut self.groups {
                fields(&group.name, group.children.iter_mut().map(|child| &mut child.field).collect());
            }
        }
        {
            let mut variants = |owner: &str, list: &mut [String]| {
                for name in list {
                    let key = format!("{owner}.{name}");
                    if let Some(new) = renames.variants.get(&key) {
                        used.insert(key);
                        name.clone_from(new);
                    }
                }
            };
            for simple in &mut self.scalars.simples {
                variants(&simple.name, &mut simple.variants);
            }
            for choice in &mut self.choices {
                variants(&choice.name, &mut choice.variants);
            }
        }
        let mut types: Vec<&mut String> = self.records.iter_mut().map(|record| &mut record.name).collect();
        types.extend(self.choices.iter_mut().map(|choice| &mut choice.name));
        types.extend(self.groups.iter_mut().map(|group| &mut group.name));
        types.extend(self.scalars.simples.iter_mut().map(|simple| &mut simple.name));
        for name in types {
            if let Some(new) = renames.types.get(name) {
                used.insert(name.clone());
                name.clone_from(new);
            }
        }
        for key in renames.types.keys().chain(renames.fields.keys()).chain(renames.variants.keys()) {
            if !used.contains(key) {
                problems.push(Problem::new(
                    "unknown-rename",
                    format!("the rename file speaks of `{key}`, which is not generated"),
                ));
            }
        }
        self.check_names(&mut problems);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn check_names(&self, problems: &mut Vec<Problem>) {
        let mut clash = |table: &str, place: &str, names: &mut dyn Iterator<Item = (&String, String)>| {
            let mut seen: HashMap<&String, String> = HashMap::new();
            for (name, what) in names {
                if let Some(other) = seen.insert(name, what.clone()) {
                    let message = format!(
                        "two {place} are named `{name}`: {other} and {what}; give one of them another name in the \
                         rename file's table `{table}`"
                    );
                    problems.push(Problem::new("name-clash", message));
                }
            }
        };
        let grammar = self.scalars.grammar();
        let element = |define: DefineId| {
            let element = grammar.define(define);
            match &element.info.define {
                Some(own) => format!("the element {} of `{own}`", element.name),
                None => format!("the element {}", element.name),
            }
        };
        let records = self.records.iter().map(|record| (&record.name, element(record.define)));
        let choices = self.choices.iter().map(|choice| {
            let all: Vec<String> = choice.defines.iter().take(3).map(|define| element(*define)).collect();
            (&choice.name, format!("the choice of {}", all.join(", ")))
        });
        let groups = self.groups.iter().map(|group| (&group.name, format!("the group `{}`", group.candidates[0])));
        let values =
            self.scalars.simples.iter().map(|simple| (&simple.name, format!("the value `{}`", simple.candidates[0])));
        clash("types", "types", &mut records.chain(choices).chain(groups).chain(values));
        let child = |child: &ChildField| match child.kind {
            ChildKind::Define(define) => element(define),
            ChildKind::Choice(index) => format!("the choice `{}`", self.choices[index].name),
            ChildKind::Group(index) => format!("the group `{}`", self.groups[index].name),
        };
        for record in &self.records {
            let attributes = record.attributes.iter().map(|own| (&own.field, format!("the attribute {}", own.local)));
            let rest = record.value.iter().map(|value| (&value.field, "the text".to_owned()));
            let children = record.children.iter().map(|own| (&own.field, child(own)));
            clash("fields", &format!("fields of `{}`", record.name), &mut attributes.chain(rest).chain(children));
        }
        for group in &self.groups {
            let mut children = group.children.iter().map(|own| (&own.field, child(own)));
            clash("fields", &format!("fields of `{}`", group.name), &mut children);
        }
        for simple in &self.scalars.simples {
            let (literals, others) = match &simple.kind {
                SimpleKind::Enumeration(literals) => (literals.as_slice(), &[][..]),
                SimpleKind::Open(literals, others) => (literals.as_slice(), others.as_slice()),
                _ => continue,
            };
            let values = literals.iter().map(|literal| format!("the value `{}`", literal.value));
            let what = values.chain(others.iter().map(|(name, _)| format!("the type `{name}`")));
            clash("variants", &format!("variants of `{}`", simple.name), &mut simple.variants.iter().zip(what));
        }
        for choice in &self.choices {
            let what = choice.defines.iter().map(|define| element(*define));
            clash("variants", &format!("variants of `{}`", choice.name), &mut choice.variants.iter().zip(what));
        }
    }
}
