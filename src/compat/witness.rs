//! Documents that show a difference.

use std::fmt::Write as _;

use super::arena::{NOT_ALLOWED, Node, Pat};
use super::import::LEFT_OUT;
use super::names::{Cell, Name, XML};
use super::solve::{GoalId, Part, Rule, Solution, Solver, Step};

/// An element of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: Name,
    /// What is in it.
    pub content: Content,
}

/// The content of an element of an example, or of the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Attributes.
    pub attributes: Vec<(Name, String)>,
    /// Elements and texts.
    pub children: Vec<Child>,
}

/// A child of an element of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Child {
    /// An element.
    Element(Element),
    /// A text.
    Text(String),
}

/// A document that is valid by one schema and not by the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its document element.
    pub root: Element,
    /// What stands for the value of the attribute that is left out of the comparison, by the old and the new schema.
    pub(super) left_out: [Option<String>; 2],
}

/// Which schema a witness is written for: they may differ in the value that tells the schema's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The schema that it is valid by.
    Old,
    /// The schema that it is not valid by.
    New,
}

impl Witness {
    /// The document as XML.
    #[must_use]
    pub fn to_xml(&self, side: Side) -> String {
        let mut text = String::new();
        let version = match side {
            Side::Old => &self.left_out[0],
            Side::New => &self.left_out[1],
        };
        write_element(&mut text, &self.root, "", 0, version.as_deref().unwrap_or(""));
        text.push('\n');
        text
    }
}

fn write_element(out: &mut String, element: &Element, default: &str, depth: usize, version: &str) {
    let indent = "  ".repeat(depth);
    let own = &*element.name.namespace;
    // The namespace of `xml` cannot be the default one.
    let name = if own == XML { format!("xml:{}", element.name.local) } else { element.name.local.to_string() };
    let _ = write!(out, "<{name}");
    let inner = if own == XML { default } else { own };
    if own != default && own != XML {
        out.push_str(" xmlns=\"");
        escape(out, own, true);
        out.push('"');
    }
    let mut declared: Vec<&str> = Vec::new();
    for (name, value) in &element.content.attributes {
        let uri = &*name.namespace;
        let prefix = match uri {
            "" => String::new(),
            XML => "xml:".to_owned(),
            _ => {
                let at = declared.iter().position(|own| *own == uri).unwrap_or_else(|| {
                    declared.push(uri);
                    let _ = write!(out, " xmlns:ns{}=\"", declared.len());
                    escape(out, uri, true);
                    out.push('"');
                    declared.len() - 1
                });
                format!("ns{}:", at + 1)
            }
        };
        let _ = write!(out, " {prefix}{}=\"", name.local);
        escape(out, &value.replace(LEFT_OUT, version), true);
        out.push('"');
    }
    let children = &element.content.children;
    if children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    let mixed = children.iter().any(|child| matches!(child, Child::Text(_)));
    for child in children {
        match child {
            Child::Text(text) => escape(out, text, false),
            Child::Element(element) => {
                if !mixed {
                    let _ = write!(out, "\n{indent}  ");
                }
                write_element(out, element, inner, depth + 1, version);
            }
        }
    }
    if !mixed {
        let _ = write!(out, "\n{indent}");
    }
    let _ = write!(out, "</{name}>");
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\t' | '\n' if attribute => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}

/// What a text is in an example where any will do.
const SOME_TEXT: &str = "text";

impl Solver {
    /// The smallest content of a pattern.
    pub(super) fn least(&mut self, pat: Pat) -> Content {
        let mut content = Content::default();
        self.add_least(pat, &mut content);
        content
    }

    fn add_least(&mut self, pat: Pat, content: &mut Content) {
        match self.arena.node(pat).clone() {
            Node::NotAllowed | Node::Empty | Node::Text => {}
            Node::Choice(items) => {
                let best = items.iter().copied().min_by_key(|item| self.cost(*item));
                self.add_least(best.unwrap_or(NOT_ALLOWED), content);
            }
            Node::Group(a, b) => {
                self.add_least(a, content);
                self.add_least(b, content);
            }
            Node::Interleave(items) => items.iter().for_each(|item| self.add_least(*item, content)),
            Node::OneOrMore(item) => self.add_least(item, content),
            Node::Attribute(set, value) => {
                let cell = self.arena.set(set).iter().copied().min().unwrap_or(0);
                let value = self.values.cheapest(&self.arena, value).unwrap_or_default();
                self.add_attribute(content, cell, value);
            }
            Node::Element(own) => {
                let set = self.arena.type_names[own as usize];
                let cell = self.arena.set(set).iter().copied().min().unwrap_or(0);
                let inner = self.least(self.contents[own as usize]);
                let name = self.cells.name(cell, 0);
                content.children.push(Child::Element(Element { name, content: inner }));
            }
            Node::List(_) | Node::Data(_) | Node::Value(_) => {
                let text = self.values.cheapest(&self.arena, pat).unwrap_or_default();
                if !text.is_empty() {
                    content.children.push(Child::Text(text));
                }
            }
        }
    }

    fn add_attribute(&self, content: &mut Content, cell: Cell, value: String) {
        let mut which = 0;
        let mut name = self.cells.name(cell, which);
        while content.attributes.iter().any(|(own, _)| *own == name) && !self.cells.is_single(cell) {
            which += 1;
            name = self.cells.name(cell, which);
        }
        content.attributes.push((name, value));
    }

    /// The smallest content that fails a goal.
    fn failing(&mut self, goal: GoalId, solution: &Solution) -> Content {
        match solution.best[goal as usize] {
            Some(rule) => self.by_rule(rule, solution, None),
            None => Content::default(),
        }
    }

    fn part(&mut self, part: Part, solution: &Solution, given: &mut Option<(GoalId, Content)>) -> Content {
        match part {
            Part::Least(pat) => self.least(pat),
            Part::Goal(goal) => match given.take() {
                Some((own, content)) if own == goal => content,
                other => {
                    *given = other;
                    self.failing(goal, solution)
                }
            },
        }
    }

    /// What a rule makes, one of its goals' contents given or all of them the smallest.
    fn by_rule(&mut self, index: usize, solution: &Solution, mut given: Option<(GoalId, Content)>) -> Content {
        let step = self.rules[index].step.clone();
        match step {
            Step::Least(pat) => self.least(pat),
            Step::Text(text) => {
                let children = if text.is_empty() { Vec::new() } else { vec![Child::Text(text)] };
                Content { attributes: Vec::new(), children }
            }
            Step::Same(goal) => self.part(Part::Goal(goal), solution, &mut given),
            Step::Beside(goal, others) => {
                let mut content = Content::default();
                // Members that come first by their numbers come first in the example.
                for other in others {
                    self.add_least(other, &mut content);
                }
                let own = self.part(Part::Goal(goal), solution, &mut given);
                self.join(&mut content, own);
                content
            }
            Step::Attribute { cell, value, tail } => {
                let mut content = self.part(tail, solution, &mut given);
                self.add_attribute(&mut content, cell, value);
                content
            }
            Step::Element { cell, child, tail } => {
                let inner = self.part(child, solution, &mut given);
                let rest = self.part(tail, solution, &mut given);
                let element = Element { name: self.cells.name(cell, 0), content: inner };
                let mut content = Content { attributes: Vec::new(), children: vec![Child::Element(element)] };
                self.join(&mut content, rest);
                content
            }
            Step::SomeText(tail) => {
                let mut rest = self.part(tail, solution, &mut given);
                if !matches!(rest.children.first(), Some(Child::Text(_))) {
                    rest.children.insert(0, Child::Text(SOME_TEXT.to_owned()));
                }
                rest
            }
        }
    }

    fn join(&self, content: &mut Content, more: Content) {
        content.attributes.extend(more.attributes);
        for child in more.children {
            if let (Some(Child::Text(last)), Child::Text(text)) = (content.children.last_mut(), &child) {
                last.push_str(text);
                continue;
            }
            content.children.push(child);
        }
    }

    /// The way from the question to a rule: rules, the outermost first.
    pub(super) fn way(&self, index: usize, solution: &Solution) -> Vec<usize> {
        let mut way = vec![index];
        let mut at = index;
        while let Some(outer) = solution.from[self.rules[at].goal as usize] {
            way.push(outer);
            at = outer;
        }
        way.reverse();
        way
    }

    /// The document that fails by a rule.
    pub(super) fn document(&mut self, way: &[usize], solution: &Solution) -> Option<Element> {
        let mut content: Option<(GoalId, Content)> = None;
        for index in way.iter().rev() {
            let own = self.by_rule(*index, solution, content.take());
            content = Some((self.rules[*index].goal, own));
        }
        content?.1.children.into_iter().find_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The names of the elements from the document element to the place of a rule.
    pub(super) fn path(&self, way: &[usize]) -> Vec<Name> {
        let mut path = Vec::new();
        for pair in way.windows(2) {
            let (outer, inner): (&Rule, &Rule) = (&self.rules[pair[0]], &self.rules[pair[1]]);
            if let Step::Element { cell, child: Part::Goal(child), .. } = outer.step
                && child == inner.goal
            {
                path.push(self.cells.name(cell, 0));
            }
        }
        path
    }
}
