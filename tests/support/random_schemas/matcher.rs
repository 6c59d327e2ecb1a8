//! Validity as section 9 of the RELAX NG specification has it, by the plain derivatives of J. Clark's "An algorithm
//! for RELAX NG validation": no tables, no sharing, no messages. Slow, and short enough to be read against the paper.

use std::rc::Rc;

/// A name: namespace URI and local part.
pub type Name = (&'static str, &'static str);

/// A name class (section 6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    Name(Name),
    NsName(&'static str, Vec<Class>),
    AnyName(Vec<Class>),
    Choice(Vec<Class>),
}

impl Class {
    pub fn contains(&self, name: Name) -> bool {
        let out = |except: &[Self]| except.iter().any(|class| class.contains(name));
        match self {
            Self::Name(own) => *own == name,
            Self::NsName(namespace, except) => *namespace == name.0 && !out(except),
            Self::AnyName(except) => !out(except),
            Self::Choice(classes) => out(classes),
        }
    }
}

/// The datatypes that the generator uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Token,
    String,
    /// `xsd:int`
    Int,
    /// `xsd:int { minInclusive = "5" }`
    Big,
}

fn collapse(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

impl Type {
    fn allows(self, text: &str) -> bool {
        let number = || collapse(text).parse::<i32>();
        match self {
            Self::Token | Self::String => true,
            Self::Int => number().is_ok(),
            Self::Big => number().is_ok_and(|number| number >= 5),
        }
    }

    fn equal(self, one: &str, other: &str) -> bool {
        match self {
            Self::String => one == other,
            Self::Token => collapse(one) == collapse(other),
            Self::Int | Self::Big => match (collapse(one).parse::<i32>(), collapse(other).parse::<i32>()) {
                (Ok(one), Ok(other)) => one == other,
                _ => false,
            },
        }
    }
}

pub type P = Rc<Pattern>;

/// A pattern; `Ref` and `Nested` stand for what they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    Empty,
    NotAllowed,
    Text,
    Choice(P, P),
    Group(P, P),
    Interleave(P, P),
    OneOrMore(P),
    List(P),
    Data(Type),
    DataExcept(Type, P),
    Value(Type, &'static str),
    Attribute(Class, P),
    Element(Class, P),
    /// A define, by its number.
    Ref(usize),
    /// A grammar of its own, by its number.
    Nested(usize),
    After(P, P),
}
use Pattern::{
    After, Attribute, Choice, Data, DataExcept, Element, Empty, Group, Interleave, List, Nested, NotAllowed, OneOrMore,
    Ref, Text, Value,
};

/// What references stand for.
#[derive(Debug, Default)]
pub struct Definitions {
    pub defines: Vec<P>,
    pub starts: Vec<P>,
}

#[derive(Debug, Clone)]
pub enum Node {
    Element(Box<Tree>),
    Text(String),
}

#[derive(Debug, Clone)]
pub struct Tree {
    pub name: Name,
    pub attributes: Vec<(Name, String)>,
    pub children: Vec<Node>,
}

fn p(pattern: Pattern) -> P {
    Rc::new(pattern)
}

fn choice(a: &P, b: &P) -> P {
    fn holds(all: &P, one: &P) -> bool {
        all == one || matches!(&**all, Choice(a, b) if holds(a, one) || holds(b, one))
    }
    match (&**a, &**b) {
        (NotAllowed, _) => b.clone(),
        (_, NotAllowed) => a.clone(),
        // Only so that the slow way ends: what is a branch already is not made one again.
        _ if holds(a, b) => a.clone(),
        _ if holds(b, a) => b.clone(),
        _ => p(Choice(a.clone(), b.clone())),
    }
}

fn group(a: &P, b: &P) -> P {
    match (&**a, &**b) {
        (NotAllowed, _) | (_, NotAllowed) => p(NotAllowed),
        (Empty, _) => b.clone(),
        (_, Empty) => a.clone(),
        _ => p(Group(a.clone(), b.clone())),
    }
}

fn interleave(a: &P, b: &P) -> P {
    match (&**a, &**b) {
        (NotAllowed, _) | (_, NotAllowed) => p(NotAllowed),
        (Empty, _) => b.clone(),
        (_, Empty) => a.clone(),
        _ => p(Interleave(a.clone(), b.clone())),
    }
}

fn after(a: &P, b: &P) -> P {
    match (&**a, &**b) {
        (NotAllowed, _) | (_, NotAllowed) => p(NotAllowed),
        _ => p(After(a.clone(), b.clone())),
    }
}

fn one_or_more(a: &P) -> P {
    if **a == NotAllowed { a.clone() } else { p(OneOrMore(a.clone())) }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

impl Definitions {
    /// Whether the document matches the start of the first grammar.
    pub fn accepts(&self, document: &Tree) -> bool {
        let start = self.starts[0].clone();
        let end = self.child(&start, &Node::Element(Box::new(document.clone())));
        self.nullable(&end)
    }

    fn nullable(&self, pattern: &P) -> bool {
        match &**pattern {
            Empty | Text => true,
            Choice(a, b) => self.nullable(a) || self.nullable(b),
            Group(a, b) | Interleave(a, b) => self.nullable(a) && self.nullable(b),
            OneOrMore(a) => self.nullable(a),
            Ref(define) => self.nullable(&self.defines[*define]),
            Nested(grammar) => self.nullable(&self.starts[*grammar]),
            _ => false,
        }
    }

    fn child(&self, pattern: &P, child: &Node) -> P {
        match child {
            Node::Text(text) => self.text(pattern, text),
            Node::Element(tree) => {
                let mut at = self.start_tag_open(pattern, tree.name);
                for attribute in &tree.attributes {
                    at = self.attribute(&at, attribute);
                }
                at = self.start_tag_close(&at);
                at = self.children(&at, &tree.children);
                self.end_tag(&at)
            }
        }
    }

    fn text(&self, pattern: &P, text: &str) -> P {
        match &**pattern {
            Choice(a, b) => choice(&self.text(a, text), &self.text(b, text)),
            Interleave(a, b) => choice(&interleave(&self.text(a, text), b), &interleave(a, &self.text(b, text))),
            Group(a, b) => {
                let first = group(&self.text(a, text), b);
                if self.nullable(a) { choice(&first, &self.text(b, text)) } else { first }
            }
            After(a, b) => after(&self.text(a, text), b),
            OneOrMore(a) => group(&self.text(a, text), &choice(pattern, &p(Empty))),
            Text => pattern.clone(),
            Value(datatype, value) if datatype.equal(value, text) => p(Empty),
            Data(datatype) if datatype.allows(text) => p(Empty),
            DataExcept(datatype, except) if datatype.allows(text) && !self.nullable(&self.text(except, text)) => {
                p(Empty)
            }
            List(item) => {
                let words = text.split_ascii_whitespace();
                let end = words.fold(item.clone(), |at, word| self.text(&at, word));
                if self.nullable(&end) { p(Empty) } else { p(NotAllowed) }
            }
            Ref(define) => self.text(&self.defines[*define], text),
            Nested(grammar) => self.text(&self.starts[*grammar], text),
            _ => p(NotAllowed),
        }
    }

    fn start_tag_open(&self, pattern: &P, name: Name) -> P {
        match &**pattern {
            Choice(a, b) => choice(&self.start_tag_open(a, name), &self.start_tag_open(b, name)),
            Element(class, content) if class.contains(name) => after(content, &p(Empty)),
            Interleave(a, b) => choice(
                &apply_after(&|rest| interleave(rest, b), &self.start_tag_open(a, name)),
                &apply_after(&|rest| interleave(a, rest), &self.start_tag_open(b, name)),
            ),
            OneOrMore(a) => {
                let more = choice(pattern, &p(Empty));
                apply_after(&|rest| group(rest, &more), &self.start_tag_open(a, name))
            }
            Group(a, b) => {
                let first = apply_after(&|rest| group(rest, b), &self.start_tag_open(a, name));
                if self.nullable(a) { choice(&first, &self.start_tag_open(b, name)) } else { first }
            }
            After(a, b) => apply_after(&|rest| after(rest, b), &self.start_tag_open(a, name)),
            Ref(define) => self.start_tag_open(&self.defines[*define], name),
            Nested(grammar) => self.start_tag_open(&self.starts[*grammar], name),
            _ => p(NotAllowed),
        }
    }

    fn attribute(&self, pattern: &P, attribute: &(Name, String)) -> P {
        match &**pattern {
            After(a, b) => after(&self.attribute(a, attribute), b),
            Choice(a, b) => choice(&self.attribute(a, attribute), &self.attribute(b, attribute)),
            Group(a, b) => choice(&group(&self.attribute(a, attribute), b), &group(a, &self.attribute(b, attribute))),
            Interleave(a, b) => {
                choice(&interleave(&self.attribute(a, attribute), b), &interleave(a, &self.attribute(b, attribute)))
            }
            OneOrMore(a) => group(&self.attribute(a, attribute), &choice(pattern, &p(Empty))),
            Attribute(class, value) => {
                let text = &attribute.1;
                let matches = || self.nullable(value) && is_blank(text) || self.nullable(&self.text(value, text));
                if class.contains(attribute.0) && matches() { p(Empty) } else { p(NotAllowed) }
            }
            Ref(define) => self.attribute(&self.defines[*define], attribute),
            Nested(grammar) => self.attribute(&self.starts[*grammar], attribute),
            _ => p(NotAllowed),
        }
    }

    fn start_tag_close(&self, pattern: &P) -> P {
        match &**pattern {
            After(a, b) => after(&self.start_tag_close(a), b),
            Choice(a, b) => choice(&self.start_tag_close(a), &self.start_tag_close(b)),
            Group(a, b) => group(&self.start_tag_close(a), &self.start_tag_close(b)),
            Interleave(a, b) => interleave(&self.start_tag_close(a), &self.start_tag_close(b)),
            OneOrMore(a) => one_or_more(&self.start_tag_close(a)),
            Attribute(..) => p(NotAllowed),
            Ref(define) => self.start_tag_close(&self.defines[*define]),
            Nested(grammar) => self.start_tag_close(&self.starts[*grammar]),
            _ => pattern.clone(),
        }
    }

    fn children(&self, pattern: &P, children: &[Node]) -> P {
        match children {
            [] => self.children(pattern, &[Node::Text(String::new())]),
            [Node::Text(text)] => {
                let derived = self.text(pattern, text);
                if is_blank(text) { choice(pattern, &derived) } else { derived }
            }
            _ => children
                .iter()
                .filter(|child| !matches!(child, Node::Text(text) if is_blank(text)))
                .fold(pattern.clone(), |at, child| self.child(&at, child)),
        }
    }

    fn end_tag(&self, pattern: &P) -> P {
        match &**pattern {
            Choice(a, b) => choice(&self.end_tag(a), &self.end_tag(b)),
            After(a, b) if self.nullable(a) => b.clone(),
            _ => p(NotAllowed),
        }
    }
}

fn apply_after(f: &dyn Fn(&P) -> P, pattern: &P) -> P {
    match &**pattern {
        After(a, b) => after(a, &f(b)),
        Choice(a, b) => choice(&apply_after(f, a), &apply_after(f, b)),
        _ => p(NotAllowed),
    }
}

/// Section 7.4: what stands on both sides of an interleave.
impl Definitions {
    /// Whether elements of one name, or text, can stand on both sides of an interleave somewhere.
    pub fn breaks_interleave(&self) -> bool {
        self.starts.iter().chain(&self.defines).any(|pattern| self.breaks(pattern))
    }

    fn breaks(&self, pattern: &P) -> bool {
        match &**pattern {
            Interleave(a, b) => {
                let (one, other) = (self.sides(a), self.sides(b));
                let both = |name: Name| {
                    let has = |side: &Side| side.classes.iter().any(|class| class.contains(name));
                    has(&one) && has(&other)
                };
                let mut names = vec![("urn:fresh", "fresh")];
                one.classes.iter().chain(&other.classes).for_each(|class| class.names(&mut names));
                (one.text && other.text) || names.into_iter().any(both) || self.breaks(a) || self.breaks(b)
            }
            Choice(a, b) | Group(a, b) | After(a, b) => self.breaks(a) || self.breaks(b),
            OneOrMore(a) | List(a) | Attribute(_, a) | Element(_, a) | DataExcept(_, a) => self.breaks(a),
            _ => false,
        }
    }

    fn sides(&self, pattern: &P) -> Side {
        let mut side = Side::default();
        let mut seen = Vec::new();
        let mut open = vec![pattern];
        while let Some(pattern) = open.pop() {
            match &**pattern {
                Text => side.text = true,
                Choice(a, b) | Group(a, b) | Interleave(a, b) | After(a, b) => open.extend([a, b]),
                OneOrMore(a) => open.push(a),
                Element(class, _) => side.classes.push(class.clone()),
                Ref(_) | Nested(_) if seen.contains(pattern) => {}
                Ref(define) => {
                    seen.push(pattern.clone());
                    open.push(&self.defines[*define]);
                }
                Nested(grammar) => {
                    seen.push(pattern.clone());
                    open.push(&self.starts[*grammar]);
                }
                _ => {}
            }
        }
        side
    }
}

#[derive(Default)]
struct Side {
    text: bool,
    classes: Vec<Class>,
}

impl Class {
    /// Names that tell this class from others: those that it mentions, and one more of each namespace.
    fn names(&self, found: &mut Vec<Name>) {
        match self {
            Self::Name(name) => found.push(*name),
            Self::NsName(namespace, except) => {
                found.push((namespace, "fresh"));
                except.iter().for_each(|class| class.names(found));
            }
            Self::AnyName(classes) | Self::Choice(classes) => classes.iter().for_each(|class| class.names(found)),
        }
    }
}
