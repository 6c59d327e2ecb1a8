//! Random schemas of named shapes, printed in the compact syntax, and random documents near them.

use std::fmt::Write as _;
use std::rc::Rc;

use super::super::dice::Dice;
use super::matcher::{Class, Definitions, Name, Node, P, Pattern, Tree, Type};

/// What a schema has much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Choices of groups whose branches need different attributes and share content.
    ChoiceOfGroups,
    /// Attributes before, among and after the content.
    AttributesAround,
    /// `&`, of elements, attributes and text.
    Interleave,
    /// `+` and `*` around elements and attributes alike.
    Repeated,
    /// Overlapping name classes of elements and attributes.
    NameClasses,
    /// Wildcards, with exceptions.
    Wildcards,
    /// Lists, values and datatypes.
    Values,
    /// Grammars within grammars, with references to the parent's.
    Nested,
    /// Something of everything.
    General,
}

pub const SHAPES: [Shape; 9] = [
    Shape::ChoiceOfGroups,
    Shape::AttributesAround,
    Shape::Interleave,
    Shape::Repeated,
    Shape::NameClasses,
    Shape::Wildcards,
    Shape::Values,
    Shape::Nested,
    Shape::General,
];

const NAMESPACES: [&str; 3] = ["", "urn:p", "urn:q"];
const ELEMENTS: [&str; 4] = ["x", "y", "z", "w"];
const ATTRIBUTES: [&str; 4] = ["a", "b", "c", "d"];
const WORDS: [&str; 6] = ["u", "v", "w", "3", "7", "07"];

#[derive(Debug)]
struct Scope {
    parent: Option<usize>,
    /// Global numbers of its defines.
    defines: Vec<usize>,
}

/// A schema: as text and as the matcher takes it.
#[derive(Debug)]
pub struct Case {
    pub definitions: Definitions,
    pub text: String,
}

struct Maker<'d> {
    dice: &'d mut Dice,
    shape: Shape,
    scopes: Vec<Scope>,
    defines: Vec<P>,
    owners: Vec<usize>,
    starts: Vec<P>,
}

pub fn schema(dice: &mut Dice, shape: Shape) -> Case {
    let mut maker =
        Maker { dice, shape, scopes: Vec::new(), defines: Vec::new(), owners: Vec::new(), starts: Vec::new() };
    maker.scope(None);
    let text = maker.print_scope(0);
    let definitions = Definitions { defines: maker.defines, starts: maker.starts };
    Case { definitions, text: format!("namespace p = \"urn:p\" namespace q = \"urn:q\" namespace n = \"\" {text}") }
}

fn rc(pattern: Pattern) -> P {
    Rc::new(pattern)
}

fn optional(pattern: P) -> P {
    rc(Pattern::Choice(pattern, rc(Pattern::Empty)))
}

impl Maker<'_> {
    fn chance(&mut self, percent: usize) -> bool {
        self.dice.below(100) < percent
    }

    /// Makes a grammar: its defines, last first so that references go forward only, then its start.
    fn scope(&mut self, parent: Option<usize>) -> usize {
        let scope = self.scopes.len();
        self.scopes.push(Scope { parent, defines: Vec::new() });
        self.starts.push(rc(Pattern::NotAllowed));
        let count = 2 + self.dice.below(4);
        for _ in 0..count {
            let element = self.chance(65);
            let body = if element { self.element(scope, 2) } else { self.content(scope, 2) };
            self.defines.push(body);
            self.owners.push(scope);
            let define = self.defines.len() - 1;
            self.scopes[scope].defines.push(define);
        }
        self.starts[scope] = if parent.is_some() && self.chance(50) {
            self.content(scope, 2)
        } else {
            let one = self.element(scope, 3);
            if self.chance(20) { rc(Pattern::Choice(one, self.element(scope, 2))) } else { one }
        };
        scope
    }

    fn name(&mut self, locals: &[&'static str]) -> Name {
        let mixed = matches!(self.shape, Shape::NameClasses | Shape::Wildcards | Shape::General);
        let namespace = if mixed && self.chance(35) { NAMESPACES[1 + self.dice.below(2)] } else { "" };
        (namespace, locals[self.dice.below(locals.len())])
    }

    fn names(&mut self, locals: &[&'static str]) -> Class {
        let (many, wild) = match self.shape {
            Shape::NameClasses => (40, 0),
            Shape::Wildcards => (15, 35),
            Shape::General => (15, 8),
            _ => (4, 0),
        };
        if self.chance(wild) {
            return self.wildcard(locals);
        }
        if self.chance(many) {
            let count = 2 + self.dice.below(2);
            return Class::Choice((0..count).map(|_| Class::Name(self.name(locals))).collect());
        }
        Class::Name(self.name(locals))
    }

    fn wildcard(&mut self, locals: &[&'static str]) -> Class {
        let except = |maker: &mut Self, any: bool| {
            let mut all = Vec::new();
            while maker.chance(45) && all.len() < 3 {
                all.push(if any && maker.chance(30) {
                    Class::NsName(NAMESPACES[maker.dice.below(3)], Vec::new())
                } else {
                    Class::Name(maker.name(locals))
                });
            }
            all
        };
        if self.chance(50) {
            Class::AnyName(except(self, true))
        } else {
            let namespace = NAMESPACES[self.dice.below(3)];
            let mut all = except(self, false);
            for one in &mut all {
                if let Class::Name(name) = one {
                    name.0 = namespace;
                }
            }
            Class::NsName(namespace, all)
        }
    }

    fn element(&mut self, scope: usize, depth: usize) -> P {
        let class = self.names(&ELEMENTS);
        let content = match self.dice.below(10) {
            0 => rc(Pattern::Empty),
            1 if self.shape == Shape::Values => self.value(2),
            _ => self.content(scope, depth),
        };
        rc(Pattern::Element(class, content))
    }

    fn attribute(&mut self) -> P {
        let class = self.names(&ATTRIBUTES);
        let values = if self.shape == Shape::Values { 70 } else { 25 };
        let value = if self.chance(values) { self.value(2) } else { rc(Pattern::Text) };
        let open = matches!(class, Class::AnyName(_) | Class::NsName(..));
        let attribute = rc(Pattern::Attribute(class, value));
        // Section 7.3: an open name class is repeated.
        if open { rc(Pattern::OneOrMore(attribute)) } else { attribute }
    }

    /// A pattern of strings.
    fn value(&mut self, depth: usize) -> P {
        let types = [Type::Token, Type::String, Type::Int, Type::Big];
        let kind = types[self.dice.below(4)];
        match self.dice.below(if depth == 0 { 5 } else { 9 }) {
            0 => rc(Pattern::Data(kind)),
            1 | 2 => {
                rc(Pattern::Value(if self.chance(60) { Type::Token } else { Type::String }, WORDS[self.dice.below(6)]))
            }
            3 => rc(Pattern::Value(Type::Int, ["3", "7", "07"][self.dice.below(3)])),
            4 => rc(Pattern::DataExcept(Type::Token, rc(Pattern::Value(Type::Token, WORDS[self.dice.below(6)])))),
            5 | 6 => {
                let one = self.value(depth - 1);
                rc(Pattern::Choice(one, self.value(depth - 1)))
            }
            7 => optional(self.value(depth - 1)),
            _ => {
                let item = self.words(depth - 1);
                rc(Pattern::List(item))
            }
        }
    }

    /// What a list holds.
    fn words(&mut self, depth: usize) -> P {
        match self.dice.below(if depth == 0 { 2 } else { 6 }) {
            0 | 1 => {
                let word = WORDS[self.dice.below(6)];
                rc(if self.chance(40) { Pattern::Data(Type::Int) } else { Pattern::Value(Type::Token, word) })
            }
            2 => {
                let one = self.words(depth - 1);
                rc(Pattern::Group(one, self.words(depth - 1)))
            }
            3 => {
                let one = self.words(depth - 1);
                rc(Pattern::Choice(one, self.words(depth - 1)))
            }
            4 => rc(Pattern::OneOrMore(self.words(depth - 1))),
            _ => optional(self.words(depth - 1)),
        }
    }

    /// A reference to a define of the grammar that is made already, or of its parent.
    fn reference(&mut self, scope: usize) -> Option<P> {
        let parent = self.scopes[scope].parent;
        let from = match parent {
            Some(parent) if self.chance(35) => parent,
            _ => scope,
        };
        let defines = &self.scopes[from].defines;
        (!defines.is_empty()).then(|| rc(Pattern::Ref(defines[self.dice.below(defines.len())])))
    }

    fn leaf(&mut self, scope: usize) -> P {
        let attributes = match self.shape {
            Shape::ChoiceOfGroups | Shape::AttributesAround => 40,
            Shape::Wildcards | Shape::NameClasses => 35,
            _ => 25,
        };
        if self.chance(attributes) {
            return self.attribute();
        }
        if self.chance(55)
            && let Some(reference) = self.reference(scope)
        {
            return reference;
        }
        match self.dice.below(12) {
            0 => rc(Pattern::Text),
            1 => rc(Pattern::Empty),
            2 if self.chance(20) => rc(Pattern::NotAllowed),
            3 if self.shape == Shape::Values => self.value(1),
            _ => self.element(scope, 0),
        }
    }

    fn content(&mut self, scope: usize, depth: usize) -> P {
        if depth == 0 {
            return self.leaf(scope);
        }
        if self.shape == Shape::Nested && self.scopes.len() < 4 && self.chance(30) {
            return rc(Pattern::Nested(self.scope(Some(scope))));
        }
        // Weights of choice, group, interleave, repetition, option, leaf.
        let weights: [usize; 6] = match self.shape {
            Shape::ChoiceOfGroups => [6, 5, 1, 1, 2, 1],
            Shape::AttributesAround => [3, 7, 1, 1, 2, 1],
            Shape::Interleave => [2, 2, 6, 1, 2, 1],
            Shape::Repeated => [3, 3, 1, 6, 1, 1],
            _ => [3, 3, 2, 2, 2, 2],
        };
        let mut roll = self.dice.below(weights.iter().sum());
        let mut kind = 0;
        while roll >= weights[kind] {
            roll -= weights[kind];
            kind += 1;
        }
        match kind {
            0 => {
                let one = self.content(scope, depth - 1);
                rc(Pattern::Choice(one, self.content(scope, depth - 1)))
            }
            1 => {
                let one = self.content(scope, depth - 1);
                let two = self.content(scope, depth - 1);
                if self.chance(40) {
                    let three = self.leaf(scope);
                    return rc(Pattern::Group(one, rc(Pattern::Group(two, three))));
                }
                rc(Pattern::Group(one, two))
            }
            2 => {
                let one = self.content(scope, depth - 1);
                let two = self.content(scope, depth - 1);
                if self.chance(40) {
                    let three = self.leaf(scope);
                    return rc(Pattern::Interleave(one, rc(Pattern::Interleave(two, three))));
                }
                rc(Pattern::Interleave(one, two))
            }
            3 => {
                let item = rc(Pattern::OneOrMore(self.content(scope, depth - 1)));
                if self.chance(50) { optional(item) } else { item }
            }
            4 => optional(self.content(scope, depth - 1)),
            _ => self.leaf(scope),
        }
    }

    fn print_scope(&self, scope: usize) -> String {
        let mut text = String::new();
        write!(text, "start = {}", self.print(&self.starts[scope], scope)).unwrap();
        for (number, define) in self.scopes[scope].defines.iter().enumerate() {
            write!(text, " d{number} = {}", self.print(&self.defines[*define], scope)).unwrap();
        }
        text
    }

    fn print(&self, pattern: &P, scope: usize) -> String {
        let inner = |one: &P| self.print(one, scope);
        match &**pattern {
            Pattern::Empty => "empty".to_owned(),
            Pattern::NotAllowed => "notAllowed".to_owned(),
            Pattern::Text => "text".to_owned(),
            Pattern::Choice(one, none) if **none == Pattern::Empty => match &**one {
                Pattern::OneOrMore(item) => format!("({})*", inner(item)),
                _ => format!("({})?", inner(one)),
            },
            Pattern::Choice(a, b) => format!("({} | {})", inner(a), inner(b)),
            Pattern::Group(a, b) => format!("({}, {})", inner(a), inner(b)),
            Pattern::Interleave(a, b) => format!("({} & {})", inner(a), inner(b)),
            Pattern::OneOrMore(item) => format!("({})+", inner(item)),
            Pattern::List(item) => format!("list {{ {} }}", inner(item)),
            Pattern::Data(kind) => print_type(*kind).to_owned(),
            Pattern::DataExcept(kind, except) => format!("({} - {})", print_type(*kind), inner(except)),
            Pattern::Value(kind, value) => {
                let kind = if *kind == Type::Big { Type::Int } else { *kind };
                format!("{} \"{value}\"", print_type(kind))
            }
            Pattern::Attribute(class, value) => format!("attribute {} {{ {} }}", print_class(class), inner(value)),
            Pattern::Element(class, content) => format!("element {} {{ {} }}", print_class(class), inner(content)),
            Pattern::Ref(define) => {
                let owner = self.owners[*define];
                let number = self.scopes[owner].defines.iter().position(|one| one == define).unwrap();
                if owner == scope { format!("d{number}") } else { format!("parent d{number}") }
            }
            Pattern::Nested(grammar) => format!("grammar {{ {} }}", self.print_scope(*grammar)),
            Pattern::After(..) => unreachable!("no schema holds it"),
        }
    }
}

fn print_type(kind: Type) -> &'static str {
    match kind {
        Type::Token => "token",
        Type::String => "string",
        Type::Int => "xsd:int",
        Type::Big => "xsd:int { minInclusive = \"5\" }",
    }
}

fn print_class(class: &Class) -> String {
    let except = |all: &[Class]| {
        if all.is_empty() {
            return String::new();
        }
        let all: Vec<String> = all.iter().map(print_class).collect();
        format!(" - ({})", all.join(" | "))
    };
    match class {
        Class::Name(name) => qualified(*name),
        Class::NsName(namespace, all) => {
            let prefix = if namespace.is_empty() { "n" } else { namespace.trim_start_matches("urn:") };
            if all.is_empty() { format!("{prefix}:*") } else { format!("({prefix}:*{})", except(all)) }
        }
        Class::AnyName(all) if all.is_empty() => "*".to_owned(),
        Class::AnyName(all) => format!("(* {})", except(all)),
        Class::Choice(all) => {
            let all: Vec<String> = all.iter().map(print_class).collect();
            format!("({})", all.join(" | "))
        }
    }
}

fn qualified(name: Name) -> String {
    match name.0 {
        "" => name.1.to_owned(),
        namespace => format!("{}:{}", namespace.trim_start_matches("urn:"), name.1),
    }
}

/// What was sampled: attributes and children.
type Content = (Vec<(Name, String)>, Vec<Node>);

/// A document that follows the schema, as far as one can without looking ahead, with some mistakes.
pub fn document(dice: &mut Dice, case: &Case, mistakes: usize) -> Tree {
    let mut fuel = 40;
    let mut found = (Vec::new(), Vec::new());
    sample(dice, &case.definitions, &case.definitions.starts[0], &mut fuel, &mut found);
    let root = found.1.into_iter().find_map(|node| match node {
        Node::Element(tree) => Some(*tree),
        Node::Text(_) => None,
    });
    let mut root = root.unwrap_or(Tree { name: ("", "x"), attributes: Vec::new(), children: Vec::new() });
    for _ in 0..mistakes {
        mistake(dice, &mut root);
    }
    root
}

fn sample(dice: &mut Dice, all: &Definitions, pattern: &P, fuel: &mut usize, found: &mut Content) {
    *fuel = fuel.saturating_sub(1);
    match &**pattern {
        Pattern::Text => {
            if dice.below(3) > 0 {
                found.1.push(Node::Text("t".to_owned()));
            }
        }
        Pattern::Choice(a, b) => {
            // With no fuel left the shorter way, which `empty` is.
            let second = if *fuel == 0 { **b == Pattern::Empty } else { dice.below(2) == 0 };
            sample(dice, all, if second { b } else { a }, fuel, found);
        }
        Pattern::Group(a, b) => {
            sample(dice, all, a, fuel, found);
            sample(dice, all, b, fuel, found);
        }
        Pattern::Interleave(a, b) => {
            let (mut one, mut two) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
            sample(dice, all, a, fuel, &mut one);
            sample(dice, all, b, fuel, &mut two);
            found.0.append(&mut one.0);
            found.0.append(&mut two.0);
            let (mut left, mut right) = (one.1.into_iter().peekable(), two.1.into_iter().peekable());
            while left.peek().is_some() || right.peek().is_some() {
                let next = if dice.below(2) == 0 {
                    left.next().or_else(|| right.next())
                } else {
                    right.next().or_else(|| left.next())
                };
                found.1.extend(next);
            }
        }
        Pattern::OneOrMore(item) => {
            sample(dice, all, item, fuel, found);
            while *fuel > 0 && dice.below(3) == 0 {
                sample(dice, all, item, fuel, found);
            }
        }
        Pattern::List(_) | Pattern::Data(_) | Pattern::DataExcept(..) | Pattern::Value(..) => {
            let text = value(dice, pattern);
            found.1.push(Node::Text(text));
        }
        Pattern::Attribute(class, content) => {
            let name = member(dice, class, &ATTRIBUTES);
            let text = value(dice, content);
            if !found.0.iter().any(|(other, _)| *other == name) {
                found.0.push((name, text));
            }
        }
        Pattern::Element(class, content) => {
            let name = member(dice, class, &ELEMENTS);
            let mut inner = (Vec::new(), Vec::new());
            sample(dice, all, content, fuel, &mut inner);
            found.1.push(Node::Element(Box::new(Tree { name, attributes: inner.0, children: inner.1 })));
        }
        Pattern::Ref(define) => sample(dice, all, &all.defines[*define], fuel, found),
        Pattern::Nested(grammar) => sample(dice, all, &all.starts[*grammar], fuel, found),
        Pattern::Empty | Pattern::NotAllowed | Pattern::After(..) => {}
    }
}

fn member(dice: &mut Dice, class: &Class, locals: &[&'static str]) -> Name {
    for _ in 0..20 {
        let name = match class {
            Class::Name(name) => *name,
            Class::Choice(all) => {
                let one = dice.below(all.len());
                return member(dice, &all[one], locals);
            }
            _ => (NAMESPACES[dice.below(3)], locals[dice.below(locals.len())]),
        };
        if class.contains(name) {
            return name;
        }
    }
    ("urn:p", locals[0])
}

fn value(dice: &mut Dice, pattern: &P) -> String {
    match &**pattern {
        Pattern::Value(_, value) => (*value).to_owned(),
        Pattern::Data(Type::Int | Type::Big) => ["3", "7", "12"][dice.below(3)].to_owned(),
        Pattern::Choice(a, b) => {
            let one = if dice.below(2) == 0 { a } else { b };
            value(dice, one)
        }
        Pattern::Group(a, b) => format!("{} {}", value(dice, a), value(dice, b)),
        Pattern::List(item) => value(dice, item),
        Pattern::OneOrMore(item) => {
            let mut all = value(dice, item);
            while dice.below(2) == 0 {
                all = format!("{all}  {}", value(dice, item));
            }
            all
        }
        Pattern::Empty => String::new(),
        _ => WORDS[dice.below(6)].to_owned(),
    }
}

/// One mistake, somewhere.
fn mistake(dice: &mut Dice, root: &mut Tree) {
    let mut at = root;
    while dice.below(3) > 0 {
        let inner: Vec<usize> =
            (0..at.children.len()).filter(|index| matches!(at.children[*index], Node::Element(_))).collect();
        if inner.is_empty() {
            break;
        }
        let index = inner[dice.below(inner.len())];
        let Node::Element(child) = &mut at.children[index] else { unreachable!("an element was chosen") };
        at = child;
    }
    let name = |dice: &mut Dice, locals: &[&'static str]| {
        let namespace = if dice.below(4) == 0 { NAMESPACES[dice.below(3)] } else { "" };
        (namespace, locals[dice.below(locals.len())])
    };
    match dice.below(9) {
        0 if !at.attributes.is_empty() => {
            let index = dice.below(at.attributes.len());
            at.attributes.remove(index);
        }
        1 => {
            let name = name(dice, &ATTRIBUTES);
            if !at.attributes.iter().any(|(other, _)| *other == name) {
                at.attributes.push((name, WORDS[dice.below(6)].to_owned()));
            }
        }
        2 if !at.attributes.is_empty() => {
            let index = dice.below(at.attributes.len());
            at.attributes[index].1 = ["u", " ", "", "u v", "9"][dice.below(5)].to_owned();
        }
        3 if !at.children.is_empty() => {
            let index = dice.below(at.children.len());
            at.children.remove(index);
        }
        4 if !at.children.is_empty() => {
            let index = dice.below(at.children.len());
            let copy = at.children[index].clone();
            at.children.insert(index, copy);
        }
        5 if at.children.len() > 1 => {
            let index = dice.below(at.children.len() - 1);
            at.children.swap(index, index + 1);
        }
        6 => at.name = name(dice, &ELEMENTS),
        7 => {
            let tree = Tree { name: name(dice, &ELEMENTS), attributes: Vec::new(), children: Vec::new() };
            let index = dice.below(at.children.len() + 1);
            at.children.insert(index, Node::Element(Box::new(tree)));
        }
        _ => {
            let index = dice.below(at.children.len() + 1);
            at.children.insert(index, Node::Text(["t", " ", "3"][dice.below(3)].to_owned()));
        }
    }
}

/// The document as text, on one line. Neighbouring texts become one, as a parser reads them.
pub fn print(tree: &Tree) -> String {
    let mut text = String::new();
    element(tree, true, &mut text);
    text
}

fn element(tree: &Tree, root: bool, text: &mut String) {
    let name = qualified(tree.name);
    write!(text, "<{name}").unwrap();
    if root {
        text.push_str(" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"");
    }
    for (name, value) in &tree.attributes {
        write!(text, " {}=\"{value}\"", qualified(*name)).unwrap();
    }
    text.push('>');
    for child in &tree.children {
        match child {
            Node::Text(own) => text.push_str(own),
            Node::Element(child) => element(child, false, text),
        }
    }
    write!(text, "</{name}>").unwrap();
}

/// The document as a parser reads it: neighbouring texts are one, and no attribute is there twice.
pub fn joined(tree: &Tree) -> Tree {
    let mut children: Vec<Node> = Vec::new();
    for child in &tree.children {
        match (children.last_mut(), child) {
            (Some(Node::Text(before)), Node::Text(own)) => before.push_str(own),
            (_, Node::Text(own)) => children.push(Node::Text(own.clone())),
            (_, Node::Element(child)) => children.push(Node::Element(Box::new(joined(child)))),
        }
    }
    let mut attributes: Vec<(Name, String)> = Vec::new();
    for (name, value) in &tree.attributes {
        if !attributes.iter().any(|(other, _)| other == name) {
            attributes.push((*name, value.clone()));
        }
    }
    Tree { name: tree.name, attributes, children }
}
