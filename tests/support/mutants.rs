//! Mutants of real documents: small, seeded changes of elements, attributes and values, on the parsed tree.

use rowi::text::Sources;
use rowi::xml::{Attribute, Content, Document, NodeId, QName};

/// A generator of numbers that is the same everywhere (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(value).unwrap_or(0) % limit.max(1)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }
}

/// An element that can be taken apart and put together.
#[derive(Debug, Clone)]
struct Tree {
    name: QName,
    attributes: Vec<(QName, String)>,
    declarations: Vec<(String, String)>,
    children: Vec<Child>,
}

#[derive(Debug, Clone)]
enum Child {
    Element(Tree),
    Text(String),
}

fn tree(document: &Document, node: NodeId) -> Option<Tree> {
    let element = document.element(node)?;
    let children = document.children(node).filter_map(|child| match &document.node(child).content {
        Content::Element(_) => tree(document, child).map(Child::Element),
        Content::Text(text) => Some(Child::Text(text.to_string())),
        _ => None,
    });
    Some(Tree {
        name: element.name.clone(),
        attributes: element
            .attributes
            .iter()
            .map(|Attribute { name, value, .. }| (name.clone(), value.to_string()))
            .collect(),
        declarations: element.declarations.iter().map(|own| (own.prefix.to_string(), own.uri.to_string())).collect(),
        children: children.collect(),
    })
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            _ => out.push(c),
        }
    }
}

impl Tree {
    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name.lexical());
        for (prefix, uri) in &self.declarations {
            out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            out.push_str(prefix);
            out.push_str("=\"");
            escape(uri, out);
            out.push('"');
        }
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(&name.lexical());
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
        out.push('>');
        for child in &self.children {
            match child {
                Child::Element(element) => element.write(out),
                Child::Text(text) => escape(text, out),
            }
        }
        out.push_str("</");
        out.push_str(&self.name.lexical());
        out.push('>');
    }

    fn size(&self) -> usize {
        1 + self.elements().map(Tree::size).sum::<usize>()
    }

    fn elements(&self) -> impl Iterator<Item = &Tree> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The element at a place in document order.
    fn at(&mut self, place: usize) -> Option<&mut Tree> {
        if place == 0 {
            return Some(self);
        }
        let mut left = place - 1;
        for child in &mut self.children {
            if let Child::Element(element) = child {
                let size = element.size();
                if left < size {
                    return element.at(left);
                }
                left -= size;
            }
        }
        None
    }

    fn names<'a>(&'a self, out: &mut Vec<&'a Tree>) {
        out.push(self);
        for element in self.elements() {
            element.names(out);
        }
    }
}

/// Names and values to put into mutants.
pub struct Vocabulary {
    pub elements: Vec<String>,
    pub attributes: Vec<String>,
    pub values: Vec<String>,
}

/// Seeds that can be changed.
pub struct Seeds(Vec<Tree>);

impl Seeds {
    /// Of texts; those that are not well-formed are left out.
    pub fn new(texts: &[String]) -> Self {
        let mut trees = Vec::new();
        for text in texts {
            let mut sources = Sources::new();
            let id = sources.add("seed", text.as_str());
            let parsed = rowi::xml::parse(sources.get(id));
            if rowi::diagnostic::has_errors(&parsed.diagnostics) {
                continue;
            }
            trees.extend(parsed.document.root_element().and_then(|root| tree(&parsed.document, root)));
        }
        Self(trees)
    }

    /// A seed with one or two changes.
    pub fn mutant(&self, random: &mut Random, words: &Vocabulary) -> String {
        let Some(seed) = random.pick(&self.0) else { return String::new() };
        let mut tree = seed.clone();
        for _ in 0..1 + usize::from(random.below(4) == 0) {
            change(&mut tree, random, words);
        }
        let mut text = String::new();
        tree.write(&mut text);
        text
    }
}

fn change(tree: &mut Tree, random: &mut Random, words: &Vocabulary) {
    let size = tree.size();
    let place = random.below(size);
    let other = random.below(size);
    let kind = random.below(12);
    let Some(element) = tree.at(place) else { return };
    let child = random.below(element.children.len());
    let attribute = random.below(element.attributes.len());
    let word = |random: &mut Random, list: &[String]| random.pick(list).cloned().unwrap_or_else(|| "x".to_owned());
    match kind {
        // Delete a child, duplicate one.
        0 if !element.children.is_empty() => {
            element.children.remove(child);
        }
        1 if !element.children.is_empty() => {
            let copy = element.children[child].clone();
            let to = random.below(element.children.len() + 1);
            element.children.insert(to, copy);
        }
        // Move a child elsewhere.
        2 if !element.children.is_empty() => {
            let moved = element.children.remove(child);
            let size = tree.size();
            if let Some(target) = tree.at(other % size) {
                let to = random.below(target.children.len() + 1);
                target.children.insert(to, moved);
            }
        }
        // Rename an element, an attribute.
        3 => {
            let name = word(random, &words.elements);
            element.name = QName::local(&name);
        }
        4 if !element.attributes.is_empty() => {
            let name = word(random, &words.attributes);
            if !element.attributes.iter().any(|(own, _)| own.is("", &name)) {
                element.attributes[attribute].0 = QName::local(&name);
            }
        }
        // Give an attribute, or the text, another value.
        5 | 6 if !element.attributes.is_empty() => element.attributes[attribute].1 = word(random, &words.values),
        7 => {
            let value = word(random, &words.values);
            element.children.push(Child::Text(value));
        }
        // Take an attribute away, add one.
        8 if !element.attributes.is_empty() => {
            element.attributes.remove(attribute);
        }
        9 => {
            let name = word(random, &words.attributes);
            if !element.attributes.iter().any(|(own, _)| own.is("", &name)) {
                element.attributes.push((QName::local(&name), word(random, &words.values)));
            }
        }
        // Reorder the children.
        10 if element.children.len() > 1 => {
            let to = random.below(element.children.len());
            element.children.swap(child, to);
        }
        // Add an element.
        _ => {
            let name = QName::local(&word(random, &words.elements));
            let new = Tree { name, attributes: Vec::new(), declarations: Vec::new(), children: Vec::new() };
            let to = random.below(element.children.len() + 1);
            element.children.insert(to, Child::Element(new));
        }
    }
}

/// The names in some texts, and values that catch mistakes.
pub fn vocabulary(seeds: &Seeds, grammar: &rowi::rng::simple::Grammar) -> Vocabulary {
    use rowi::rng::simple::Pattern;
    let mut elements: Vec<String> = Vec::new();
    let mut attributes: Vec<String> = Vec::new();
    let mut values: Vec<String> =
        ["", "x", "true", "1", "yes", "-1", "5M", "all", "a b", " 5 ", "8.5"].map(str::to_owned).into();
    for define in &grammar.defines {
        elements.extend(define.name_class.names().unwrap_or_default().iter().map(|(_, local)| local.to_string()));
    }
    for pattern in &grammar.patterns {
        match pattern {
            Pattern::Attribute { name, .. } => {
                attributes.extend(name.names().unwrap_or_default().iter().map(|(_, local)| local.to_string()));
            }
            Pattern::Value { value, .. } => values.push(value.to_string()),
            _ => {}
        }
    }
    for tree in &seeds.0 {
        let mut all = Vec::new();
        tree.names(&mut all);
        values.extend(all.iter().flat_map(|element| &element.attributes).take(20).map(|(_, value)| value.clone()));
    }
    for list in [&mut elements, &mut attributes, &mut values] {
        list.sort();
        list.dedup();
    }
    Vocabulary { elements, attributes, values }
}
