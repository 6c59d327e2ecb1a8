//! Documents made at random from a grammar: members of its language, whatever a validator says.

use rowi::rng::datatype::{Datatype, NoContext};
use rowi::rng::simple::{Grammar, NameClass, Pattern, PatternId};

use super::dice::Dice;

/// Texts that values are tried from.
const TEXTS: [&str; 40] = [
    "",
    "a",
    "b",
    "x",
    "abc",
    "a b",
    "a-b_c.d",
    "A1",
    "0",
    "1",
    "2",
    "7",
    "42",
    "100",
    "-1",
    "1.5",
    "true",
    "false",
    "yes",
    "no",
    "1G",
    "512M",
    "http://example.org/a",
    "/a/b",
    "a:b",
    "a@example.org",
    "1.2.3",
    "0755",
    "none",
    "UTF-8",
    "de_DE",
    "en-US",
    "2024-01-01",
    "2024-01-01T00:00:00",
    "P1D",
    "10%",
    "AA:BB:CC:DD:EE:FF",
    "aGk=",
    "é",
    "x y z",
];

pub struct Members<'a> {
    grammar: &'a Grammar,
    /// How deep the flattest document of each pattern is; `None` where there is none.
    depths: Vec<Option<u32>>,
    budget: usize,
}

#[derive(Default)]
struct Made {
    attributes: Vec<(String, String, String)>,
    children: String,
}

impl<'a> Members<'a> {
    pub fn new(grammar: &'a Grammar) -> Self {
        let mut members = Self { grammar, depths: vec![None; grammar.patterns.len()], budget: 0 };
        loop {
            let before = members.depths.clone();
            for index in 0..grammar.patterns.len() {
                members.depths[index] = members.depth(PatternId(index as u32));
            }
            if members.depths == before {
                return members;
            }
        }
    }

    fn known(&self, id: PatternId) -> Option<u32> {
        self.depths[id.0 as usize]
    }

    fn depth(&self, id: PatternId) -> Option<u32> {
        match self.grammar.pattern(id) {
            Pattern::NotAllowed => None,
            Pattern::Empty | Pattern::Text => Some(0),
            Pattern::Data { .. } => self.text(id, &mut Dice(1)).map(|_| 0),
            Pattern::Value { .. } => Some(0),
            Pattern::Choice(items) => items.iter().filter_map(|item| self.known(*item)).min(),
            Pattern::Group(items) | Pattern::Interleave(items) => {
                items.iter().map(|item| self.known(*item)).collect::<Option<Vec<_>>>()?.into_iter().max()
            }
            Pattern::OneOrMore(item) | Pattern::List(item) => self.known(*item),
            Pattern::Attribute { content, .. } => self.known(*content),
            Pattern::Ref(define) => self.known(self.grammar.define(*define).content).map(|depth| depth + 1),
        }
    }

    /// A document.
    pub fn document(&mut self, dice: &mut Dice) -> Option<String> {
        self.budget = 60 + dice.below(200);
        let mut made = Made::default();
        self.fill(self.grammar.start, dice, &mut made)?;
        Some(made.children)
    }

    fn name(class: &NameClass, dice: &mut Dice) -> Option<(String, String)> {
        if let Some(names) = class.names() {
            let (namespace, local) = &names[dice.below(names.len())];
            return Some((namespace.to_string(), local.to_string()));
        }
        let tries = [("", "other"), ("urn:other", "thing"), ("http://example.org/x", "a")];
        let start = dice.below(tries.len());
        (0..tries.len())
            .map(|step| tries[(start + step) % tries.len()])
            .find(|(namespace, local)| class.contains(namespace, local))
            .map(|(namespace, local)| (namespace.to_owned(), local.to_owned()))
    }

    /// A value, where the pattern is one.
    fn text(&self, id: PatternId, dice: &mut Dice) -> Option<String> {
        match self.grammar.pattern(id) {
            Pattern::Empty => Some(String::new()),
            Pattern::Text => Some(TEXTS[dice.below(TEXTS.len())].to_owned()),
            Pattern::Value { value, .. } => Some(value.to_string()),
            Pattern::Data { datatype, params, except } => {
                let datatype = Datatype::new(&datatype.library, &datatype.name, params).ok()?;
                let start = dice.below(TEXTS.len());
                let excepted = |text: &str| except.is_some_and(|except| self.excepts(except, text));
                (0..TEXTS.len())
                    .map(|step| TEXTS[(start + step) % TEXTS.len()])
                    .find(|text| datatype.is_valid(text, &NoContext) && !excepted(text))
                    .map(str::to_owned)
            }
            Pattern::Choice(items) => {
                let start = dice.below(items.len());
                (0..items.len()).find_map(|step| self.text(items[(start + step) % items.len()], dice))
            }
            Pattern::List(item) => self.text(*item, dice),
            Pattern::OneOrMore(item) => {
                let words: Option<Vec<String>> = (0..=dice.below(2)).map(|_| self.text(*item, dice)).collect();
                Some(words?.join(" "))
            }
            Pattern::Group(items) => {
                let words: Option<Vec<String>> = items.iter().map(|item| self.text(*item, dice)).collect();
                Some(words?.join(" "))
            }
            _ => None,
        }
    }

    fn excepts(&self, id: PatternId, text: &str) -> bool {
        match self.grammar.pattern(id) {
            Pattern::Value { value, .. } => value.trim() == text.trim(),
            Pattern::Choice(items) => items.iter().any(|item| self.excepts(*item, text)),
            // Not looked into: no text is safe.
            _ => true,
        }
    }

    fn fill(&mut self, id: PatternId, dice: &mut Dice, made: &mut Made) -> Option<()> {
        let grammar = self.grammar;
        match grammar.pattern(id) {
            Pattern::NotAllowed => return None,
            Pattern::Empty => {}
            Pattern::Text | Pattern::Data { .. } | Pattern::Value { .. } | Pattern::List(_) => {
                made.children.push_str(&escape(&self.text(id, dice)?));
            }
            Pattern::Choice(items) => {
                let items: Vec<PatternId> = items.iter().copied().filter(|item| self.known(*item).is_some()).collect();
                let flat = items.iter().copied().min_by_key(|item| self.known(*item))?;
                let item = if self.budget == 0 { flat } else { items[dice.below(items.len())] };
                self.fill(item, dice, made)?;
            }
            Pattern::Group(items) => {
                for item in items {
                    self.fill(*item, dice, made)?;
                }
            }
            Pattern::Interleave(items) => {
                let mut items = items.clone();
                for at in (1..items.len()).rev() {
                    items.swap(at, dice.below(at + 1));
                }
                for item in items {
                    self.fill(item, dice, made)?;
                }
            }
            Pattern::OneOrMore(item) => {
                let times = if self.budget == 0 { 1 } else { 1 + dice.below(3) };
                for _ in 0..times {
                    self.fill(*item, dice, made)?;
                }
            }
            Pattern::Attribute { name, content } => {
                let (namespace, local) = Self::name(name, dice)?;
                let known = |(own, other, _): &(String, String, String)| (own, other) == (&namespace, &local);
                if !made.attributes.iter().any(known) {
                    let value = self.text(*content, dice)?;
                    made.attributes.push((namespace, local, value));
                }
            }
            Pattern::Ref(define) => {
                self.budget = self.budget.saturating_sub(1);
                let define = grammar.define(*define);
                let (namespace, local) = Self::name(&define.name_class, dice)?;
                let mut inner = Made::default();
                self.fill(define.content, dice, &mut inner)?;
                let mut text = format!("<{local} xmlns=\"{namespace}\"");
                for (index, (namespace, local, value)) in inner.attributes.iter().enumerate() {
                    let value = escape(value);
                    text.push_str(&match namespace.as_str() {
                        "" => format!(" {local}=\"{value}\""),
                        "http://www.w3.org/XML/1998/namespace" => format!(" xml:{local}=\"{value}\""),
                        _ => format!(" xmlns:n{index}=\"{namespace}\" n{index}:{local}=\"{value}\""),
                    });
                }
                made.children.push_str(&format!("{text}>{}</{local}>", inner.children));
            }
        }
        Some(())
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
