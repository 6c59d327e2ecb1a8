//! A grammar in the simple form of section 5, written in the XML syntax: what is left of a schema after section 4.

use super::ast::RELAX_NG_NAMESPACE;
use super::simple::{DatatypeName, Grammar, NameClass, Pattern, PatternId};

/// Writes a grammar: one `start`, one `define` for each element, and in them only what the simple form knows.
#[must_use]
pub fn write_simplified(grammar: &Grammar) -> String {
    let mut writer = Writer { grammar, out: String::new(), depth: 1 };
    writer.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writer.out.push_str(&format!("<grammar xmlns=\"{RELAX_NG_NAMESPACE}\">\n"));
    writer.within("start", &[], |writer| writer.pattern(grammar.start));
    for define in &grammar.defines {
        writer.within("define", &[("name", &define.name)], |writer| {
            writer.within("element", &[], |writer| {
                writer.class(&define.name_class);
                writer.pattern(define.content);
            });
        });
    }
    writer.out.push_str("</grammar>\n");
    writer.out
}

struct Writer<'g> {
    grammar: &'g Grammar,
    out: String,
    depth: usize,
}

impl Writer<'_> {
    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            let value = escape(value).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;");
            self.out.push_str(&format!(" {name}=\"{value}\""));
        }
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.open(name, attributes);
        self.out.push_str("/>\n");
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.out.push_str(&format!(">{}</{name}>\n", escape(text)));
    }

    fn within(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.out.push_str(">\n");
        self.depth += 1;
        content(self);
        self.depth -= 1;
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
        self.out.push_str(&format!("</{name}>\n"));
    }

    /// Patterns with two members each, as the simple form has them: of more the first stands beside the rest.
    fn members(&mut self, name: &str, members: &[PatternId]) {
        match members {
            [] => self.empty("empty", &[]),
            [one] => self.pattern(*one),
            [first, rest @ ..] => self.within(name, &[], |writer| {
                writer.pattern(*first);
                writer.members(name, rest);
            }),
        }
    }

    fn pattern(&mut self, id: PatternId) {
        let grammar = self.grammar;
        match grammar.pattern(id) {
            Pattern::Empty => self.empty("empty", &[]),
            Pattern::NotAllowed => self.empty("notAllowed", &[]),
            Pattern::Text => self.empty("text", &[]),
            Pattern::Choice(members) => {
                // `empty` comes first (section 4.21).
                let is_empty = |id: &PatternId| *grammar.pattern(*id) == Pattern::Empty;
                let (mut sorted, others): (Vec<PatternId>, Vec<PatternId>) =
                    members.iter().partition(|id| is_empty(id));
                sorted.extend(others);
                self.members("choice", &sorted);
            }
            Pattern::Group(members) => self.members("group", members),
            Pattern::Interleave(members) => self.members("interleave", members),
            Pattern::OneOrMore(item) => self.within("oneOrMore", &[], |writer| writer.pattern(*item)),
            Pattern::List(item) => self.within("list", &[], |writer| writer.pattern(*item)),
            Pattern::Data { datatype: DatatypeName { library, name }, params, except } => {
                let attributes = [("datatypeLibrary", &**library), ("type", &**name)];
                if params.is_empty() && except.is_none() {
                    return self.empty("data", &attributes);
                }
                self.within("data", &attributes, |writer| {
                    for param in params {
                        writer.text("param", &[("name", &param.name)], &param.value);
                    }
                    if let Some(except) = except {
                        writer.within("except", &[], |writer| writer.pattern(*except));
                    }
                });
            }
            Pattern::Value { datatype: DatatypeName { library, name }, value, namespace, prefixes } => {
                let mut attributes: Vec<(String, &str)> = vec![
                    ("datatypeLibrary".to_owned(), library),
                    ("type".to_owned(), name),
                    ("ns".to_owned(), namespace),
                ];
                for (prefix, uri) in prefixes.iter().filter(|(prefix, _)| !prefix.is_empty() && &**prefix != "xml") {
                    attributes.push((format!("xmlns:{prefix}"), uri));
                }
                let attributes: Vec<(&str, &str)> =
                    attributes.iter().map(|(name, value)| (name.as_str(), *value)).collect();
                self.text("value", &attributes, value);
            }
            Pattern::Attribute { name, content } => self.within("attribute", &[], |writer| {
                writer.class(name);
                writer.pattern(*content);
            }),
            Pattern::Ref(define) => {
                let name = &grammar.define(*define).name;
                self.empty("ref", &[("name", name)]);
            }
        }
    }

    fn class(&mut self, class: &NameClass) {
        let except = |writer: &mut Self, except: &Option<Box<NameClass>>, name: &str, attributes: &[(&str, &str)]| {
            match except {
                None => writer.empty(name, attributes),
                Some(inner) => writer.within(name, attributes, |writer| {
                    writer.within("except", &[], |writer| writer.class(inner));
                }),
            }
        };
        match class {
            NameClass::Name { namespace, local } => self.text("name", &[("ns", namespace)], local),
            NameClass::NsName { namespace, except: inner } => except(self, inner, "nsName", &[("ns", namespace)]),
            NameClass::AnyName { except: inner } => except(self, inner, "anyName", &[]),
            NameClass::Choice(classes) => self.classes(classes),
        }
    }

    fn classes(&mut self, classes: &[NameClass]) {
        match classes {
            [] => {}
            [one] => self.class(one),
            [first, rest @ ..] => self.within("choice", &[], |writer| {
                writer.class(first);
                writer.classes(rest);
            }),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{MemoryLoader, Sources};

    fn grammar(name: &str, text: &str) -> Grammar {
        let mut sources = Sources::new();
        let id = sources.add(name, text);
        let loaded = crate::rng::load(id, &mut sources, &MemoryLoader::new());
        assert_eq!(loaded.diagnostics, []);
        loaded.grammar.unwrap()
    }

    #[test]
    fn the_simple_form_is_a_schema_of_the_same_language() {
        let text = "namespace q = \"u\" start = element a { attribute b { xsd:int { minInclusive = \"1\" } - \"7\" }?, \
                    (x & y* & text), attribute q:c { list { \"d\" | xsd:QName \"q:e\" } } } \
                    x = element * - (q:* | f) { empty } y = element q:y { attribute * { text }*, mixed { x } }";
        let first = grammar("s.rnc", text);
        let written = write_simplified(&first);
        let again = write_simplified(&grammar("s.rng", &written));
        assert_eq!(written, again);
        assert!(written.contains("<choice>\n          <empty/>"), "{written}");
    }
}
