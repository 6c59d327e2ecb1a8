//! XML Schema 1.0 from a grammar, for tools that know nothing else.
//!
//! Every document that is valid under the grammar is valid under the result. What XML Schema cannot say is widened,
//! and each widening is reported where the schema has it:
//!
//! - interleaved elements of which some repeat become any number of any of them, in any order;
//! - contents in which a name occurs in several places do, too, since its parsers must not look ahead;
//! - attributes that exclude each other all become optional;
//! - elements of other namespaces than that of the document element are not described.

use crate::rng::schema_catalogue;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::types::content::{Alternative, Contents};
use crate::diagnostic::Diagnostic;
use crate::rng::datatype::XSD_LIBRARY;
use crate::rng::simple::{DatatypeName, DefineId, Grammar, NameClass, Pattern, PatternId};
use crate::text::Span;

/// The exported text, and a warning for every place where it allows more than the grammar.
#[must_use]
pub fn export(grammar: &Grammar) -> (String, Vec<Diagnostic>) {
    let same: Vec<DefineId> =
        (0..grammar.defines.len()).map(|index| DefineId(u32::try_from(index).unwrap_or(0))).collect();
    let mut exporter = Exporter {
        grammar,
        contents: Contents::new(grammar, &same),
        namespace: String::new(),
        out: String::new(),
        diagnostics: Vec::new(),
        reported: HashSet::new(),
    };
    exporter.schema();
    (exporter.out, exporter.diagnostics)
}

struct Exporter<'g> {
    grammar: &'g Grammar,
    contents: Contents<'g>,
    namespace: String,
    out: String,
    diagnostics: Vec<Diagnostic>,
    reported: HashSet<(Span, String)>,
}

#[derive(Debug, Clone)]
enum Particle {
    Element(DefineId, Occurs),
    Sequence(Vec<Particle>, Occurs),
    Choice(Vec<Particle>, Occurs),
    All(Vec<(DefineId, Occurs)>),
    Untyped(Arc<str>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Occurs {
    min: u32,
    many: bool,
}

const ONCE: Occurs = Occurs { min: 1, many: false };
const ANY_NUMBER: Occurs = Occurs { min: 0, many: true };

impl Particle {
    fn occurs(&mut self) -> Option<&mut Occurs> {
        match self {
            Self::Element(_, occurs) | Self::Sequence(_, occurs) | Self::Choice(_, occurs) => Some(occurs),
            Self::All(_) | Self::Untyped(_) => None,
        }
    }

    fn elements(&self, out: &mut Vec<DefineId>) {
        match self {
            Self::Element(define, _) => out.push(*define),
            Self::Sequence(members, _) | Self::Choice(members, _) => {
                members.iter().for_each(|member| member.elements(out));
            }
            Self::All(members) => out.extend(members.iter().map(|(define, _)| *define)),
            Self::Untyped(_) => {}
        }
    }
}

impl Exporter<'_> {
    fn approximate(&mut self, span: Span, message: &str) {
        if self.reported.insert((span, message.to_owned())) {
            self.diagnostics.push(Diagnostic::warning(&schema_catalogue::XSD_APPROXIMATION, message.to_owned(), span));
        }
    }

    fn schema(&mut self) {
        let grammar = self.grammar;
        let (starts, _) = self.contents.leaves(grammar.start);
        let first = starts.iter().find_map(|start| grammar.define(*start).name_class.names());
        self.namespace = first.and_then(|names| names.first().map(|(uri, _)| uri.to_string())).unwrap_or_default();
        self.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.out.push_str("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" elementFormDefault=\"qualified\"");
        if !self.namespace.is_empty() {
            let uri = escape(&self.namespace);
            let _ = write!(self.out, " targetNamespace=\"{uri}\" xmlns=\"{uri}\"");
        }
        self.out.push_str(">\n");
        let mut global = HashSet::new();
        for start in &starts {
            for (uri, local) in grammar.define(*start).name_class.names().unwrap_or_default() {
                if *uri == *self.namespace && global.insert(local.clone()) {
                    let type_name = type_name(grammar, *start);
                    let _ = writeln!(self.out, "  <xs:element name=\"{local}\" type=\"{type_name}\"/>");
                }
            }
        }
        for define in self.reachable(starts) {
            self.complex_type(define);
        }
        self.out.push_str("</xs:schema>\n");
    }

    /// Elements that are described: those of the namespace, reached through such.
    fn reachable(&self, starts: Vec<DefineId>) -> Vec<DefineId> {
        let mut seen: HashSet<DefineId> = HashSet::new();
        let mut order = Vec::new();
        let mut work: Vec<DefineId> = starts.into_iter().rev().collect();
        while let Some(define) = work.pop() {
            if !self.is_own(define) || !seen.insert(define) {
                continue;
            }
            order.push(define);
            let (children, _) = self.contents.leaves(self.grammar.define(define).content);
            work.extend(children.into_iter().rev());
        }
        order
    }

    fn is_own(&self, define: DefineId) -> bool {
        let names = self.grammar.define(define).name_class.names();
        names.is_some_and(|names| !names.is_empty() && names.iter().all(|(uri, _)| **uri == *self.namespace))
    }

    fn complex_type(&mut self, define: DefineId) {
        let grammar = self.grammar;
        let element = grammar.define(define);
        let name = type_name(grammar, define);
        let attributes = self.attributes(element.content, element.info.span);
        let alternatives = self.contents.alternatives(element.content);
        let doc = documentation(element.info.documentation.as_deref(), "    ");
        match alternatives {
            Some(alternatives) if alternatives.iter().all(|own| *own == Alternative::Empty) => {
                let _ = write!(self.out, "  <xs:complexType name=\"{name}\">\n{doc}{attributes}  </xs:complexType>\n");
            }
            Some(alternatives) => {
                let simple = self.simple_type(&alternatives, "    ");
                let base = match simple {
                    Simple::Named(base) => base,
                    Simple::Inline(body) => {
                        let own = format!("{name}.value");
                        let _ = write!(self.out, "  <xs:simpleType name=\"{own}\">\n{body}  </xs:simpleType>\n");
                        own
                    }
                };
                let _ = write!(
                    self.out,
                    "  <xs:complexType name=\"{name}\">\n{doc}    <xs:simpleContent>\n      <xs:extension \
                     base=\"{base}\">\n{}      </xs:extension>\n    </xs:simpleContent>\n  </xs:complexType>\n",
                    indent(&attributes, "    ")
                );
            }
            None => {
                let (leaves, text) = self.contents.leaves(element.content);
                let model = self.model(element.content, element.info.span, &leaves, text);
                let mixed = if text { " mixed=\"true\"" } else { "" };
                let _ = write!(
                    self.out,
                    "  <xs:complexType name=\"{name}\"{mixed}>\n{doc}{model}{attributes}  </xs:complexType>\n"
                );
            }
        }
    }

    /// The content model as text.
    fn model(&mut self, content: PatternId, span: Span, leaves: &[DefineId], text: bool) -> String {
        let mut out = String::new();
        if leaves.iter().any(|leaf| !self.is_own(*leaf)) {
            return self.open_model(span, leaves);
        }
        // An element that occurs twice is not told apart below; and a pattern may refer to another so often that to
        // write it out would never end.
        let repeats = self.occurrences(content, &mut HashMap::new()) > leaves.len();
        let exact = if text || repeats { None } else { self.particle(content, true) };
        let exact = exact.filter(|particle| {
            let mut all = Vec::new();
            particle.elements(&mut all);
            self.names_apart(&all)
        });
        let particle = match exact {
            Some(particle) => particle,
            None => {
                let simple_mixed = text && self.is_free(content);
                if !simple_mixed {
                    self.approximate(
                        span,
                        "XML Schema cannot keep order and number of these elements; the export allows any",
                    );
                }
                Particle::Choice(self.distinct(leaves, span), ANY_NUMBER)
            }
        };
        match particle {
            Particle::Element(..) => self.write_particle(&Particle::Sequence(vec![particle], ONCE), "    ", &mut out),
            _ => self.write_particle(&particle, "    ", &mut out),
        }
        out
    }

    /// How often elements are named in a pattern when everything that it shares is written out.
    fn occurrences(&self, id: PatternId, known: &mut HashMap<PatternId, usize>) -> usize {
        if let Some(count) = known.get(&id) {
            return *count;
        }
        let count = match self.grammar.pattern(id) {
            Pattern::Ref(_) => 1,
            Pattern::OneOrMore(inner) => self.occurrences(*inner, known),
            Pattern::Group(members) | Pattern::Interleave(members) | Pattern::Choice(members) => {
                members.iter().fold(0, |sum: usize, member| sum.saturating_add(self.occurrences(*member, known)))
            }
            _ => 0,
        };
        known.insert(id, count);
        count
    }

    /// Whether a mixed content allows its elements in any number and order anyway.
    fn is_free(&self, content: PatternId) -> bool {
        let repeated = |id: PatternId| match self.grammar.pattern(id) {
            Pattern::Choice(members) => members.iter().all(|member| {
                matches!(self.grammar.pattern(*member), Pattern::Empty | Pattern::Text | Pattern::OneOrMore(_))
            }),
            Pattern::OneOrMore(_) | Pattern::Text | Pattern::Attribute { .. } | Pattern::Empty => true,
            _ => false,
        };
        match self.grammar.pattern(content) {
            Pattern::Interleave(members) | Pattern::Group(members) => {
                members.iter().all(|member| match self.grammar.pattern(*member) {
                    Pattern::Interleave(inner) => inner.iter().all(|inner| repeated(*inner)),
                    _ => repeated(*member),
                })
            }
            _ => repeated(content),
        }
    }

    /// Elements of other names than the document's: nothing is said about them, nor about those beside them.
    fn open_model(&mut self, span: Span, leaves: &[DefineId]) -> String {
        let other = leaves.iter().all(|leaf| {
            let class = &self.grammar.define(*leaf).name_class;
            let local_only = matches!(class, NameClass::AnyName { except: Some(except) }
                if matches!(**except, NameClass::NsName { ref namespace, .. } if **namespace == *self.namespace));
            local_only
                || class
                    .names()
                    .is_some_and(|names| names.iter().all(|(uri, _)| **uri != *self.namespace && !uri.is_empty()))
        });
        self.approximate(span, "elements of other namespaces are not described in the export");
        let class = if other { "##other" } else { "##any" };
        // In a schema without target namespace, `##other` is every namespace but none.
        format!(
            "    <xs:sequence>\n      <xs:any namespace=\"{class}\" processContents=\"lax\" minOccurs=\"0\" \
             maxOccurs=\"unbounded\"/>\n    </xs:sequence>\n"
        )
    }

    fn names_apart(&self, defines: &[DefineId]) -> bool {
        let mut seen = HashSet::new();
        defines.iter().all(|define| {
            let names = self.grammar.define(*define).name_class.names().unwrap_or_default();
            names.into_iter().all(|name| seen.insert(name))
        })
    }

    /// Each name once; one that has several types without a type.
    fn distinct(&mut self, leaves: &[DefineId], span: Span) -> Vec<Particle> {
        let mut counts: HashMap<(Arc<str>, Arc<str>), usize> = HashMap::new();
        let names = |leaf: &DefineId| self.grammar.define(*leaf).name_class.names().unwrap_or_default();
        for name in leaves.iter().flat_map(names) {
            *counts.entry(name).or_default() += 1;
        }
        let mut all = Vec::new();
        let mut clash = false;
        let mut untyped = HashSet::new();
        for leaf in leaves {
            let own = names(leaf);
            if own.iter().all(|name| counts[name] == 1) {
                all.push(Particle::Element(*leaf, ONCE));
                continue;
            }
            clash = true;
            all.extend(
                own.into_iter().filter(|name| untyped.insert(name.clone())).map(|(_, local)| Particle::Untyped(local)),
            );
        }
        if clash {
            self.approximate(span, "XML Schema cannot have elements of one name with several types in one place");
        }
        all
    }

    /// The content as XML Schema can say it; `None` where it cannot.
    fn particle(&mut self, id: PatternId, top: bool) -> Option<Particle> {
        match self.grammar.pattern(id) {
            Pattern::Ref(define) => Some(Particle::Element(*define, ONCE)),
            Pattern::Group(members) => {
                let members = self.with_elements(members);
                match members.as_slice() {
                    [only] => self.particle(*only, top),
                    _ => {
                        let parts: Option<Vec<Particle>> =
                            members.into_iter().map(|member| self.particle(member, false)).collect();
                        Some(Particle::Sequence(parts?, ONCE))
                    }
                }
            }
            Pattern::Interleave(members) => {
                let members = self.with_elements(members);
                if let [only] = members.as_slice() {
                    return self.particle(*only, top);
                }
                let mut all = Vec::new();
                for member in members {
                    match self.particle(member, false)? {
                        Particle::Element(define, occurs) if !occurs.many && top => all.push((define, occurs)),
                        _ => return None,
                    }
                }
                Some(Particle::All(all))
            }
            Pattern::OneOrMore(inner) => {
                let inner = *inner;
                let mut particle = self.particle(inner, false)?;
                particle.occurs()?.many = true;
                Some(particle)
            }
            Pattern::Choice(members) => {
                let own = self.with_elements(members);
                let optional = own.len() < members.len();
                let mut particle = match own.as_slice() {
                    [] => return None,
                    [only] => self.particle(*only, top && !optional)?,
                    _ => {
                        let parts: Option<Vec<Particle>> =
                            own.iter().map(|member| self.particle(*member, false)).collect();
                        Particle::Choice(parts?, ONCE)
                    }
                };
                if optional {
                    particle.occurs()?.min = 0;
                }
                Some(particle)
            }
            _ => None,
        }
    }

    fn with_elements(&self, members: &[PatternId]) -> Vec<PatternId> {
        members.iter().copied().filter(|member| !self.contents.leaves(*member).0.is_empty()).collect()
    }

    fn write_particle(&mut self, particle: &Particle, ind: &str, out: &mut String) {
        let deeper = format!("{ind}  ");
        let (tag, members, occurs): (&str, &[Particle], Occurs) = match particle {
            Particle::Element(define, occurs) => return self.write_element(*define, *occurs, ind, out),
            Particle::Untyped(local) => {
                let _ = writeln!(out, "{ind}<xs:element name=\"{local}\"/>");
                return;
            }
            Particle::All(members) => {
                let _ = writeln!(out, "{ind}<xs:all>");
                for (define, occurs) in members {
                    self.write_element(*define, *occurs, &deeper, out);
                }
                let _ = writeln!(out, "{ind}</xs:all>");
                return;
            }
            Particle::Sequence(members, occurs) => ("sequence", members, *occurs),
            Particle::Choice(members, occurs) => ("choice", members, *occurs),
        };
        let _ = writeln!(out, "{ind}<xs:{tag}{}>", occurs_text(occurs));
        for member in members {
            self.write_particle(member, &deeper, out);
        }
        let _ = writeln!(out, "{ind}</xs:{tag}>");
    }

    fn write_element(&mut self, define: DefineId, occurs: Occurs, ind: &str, out: &mut String) {
        let grammar = self.grammar;
        let names = grammar.define(define).name_class.names().unwrap_or_default();
        let type_name = type_name(grammar, define);
        let occurs = occurs_text(occurs);
        match names.as_slice() {
            [(_, local)] => {
                let _ = writeln!(out, "{ind}<xs:element name=\"{local}\" type=\"{type_name}\"{occurs}/>");
            }
            several => {
                let _ = writeln!(out, "{ind}<xs:choice{occurs}>");
                for (_, local) in several {
                    let _ = writeln!(out, "{ind}  <xs:element name=\"{local}\" type=\"{type_name}\"/>");
                }
                let _ = writeln!(out, "{ind}</xs:choice>");
            }
        }
    }

    fn attributes(&mut self, content: PatternId, span: Span) -> String {
        let grammar = self.grammar;
        let mut out = String::new();
        let mut open = false;
        for occurrence in self.contents.attributes(content).iter() {
            let info = grammar.info(occurrence.source);
            let NameClass::Name { namespace, local } = &occurrence.class else {
                open = true;
                continue;
            };
            // Attributes of XML Schema's instance namespace are allowed everywhere.
            if &**namespace == "http://www.w3.org/2001/XMLSchema-instance" {
                continue;
            }
            if !namespace.is_empty() {
                self.approximate(info.span, "attributes in namespaces are not described in the export");
                open = true;
                continue;
            }
            let mut alternatives = Vec::new();
            for content in &occurrence.contents {
                alternatives.extend(self.contents.alternatives(*content).unwrap_or_default().iter().copied());
            }
            let usage = if occurrence.required { " use=\"required\"" } else { "" };
            let doc = documentation(info.documentation.as_deref(), "      ");
            match self.simple_type(&alternatives, "        ") {
                Simple::Named(base) if doc.is_empty() => {
                    let _ = writeln!(out, "    <xs:attribute name=\"{local}\" type=\"{base}\"{usage}/>");
                }
                Simple::Named(base) => {
                    let _ = write!(
                        out,
                        "    <xs:attribute name=\"{local}\" type=\"{base}\"{usage}>\n{doc}    </xs:attribute>\n"
                    );
                }
                Simple::Inline(body) => {
                    let _ = write!(
                        out,
                        "    <xs:attribute name=\"{local}\"{usage}>\n{doc}      <xs:simpleType>\n{body}      \
                         </xs:simpleType>\n    </xs:attribute>\n"
                    );
                }
            }
        }
        if open {
            out.push_str("    <xs:anyAttribute namespace=\"##any\" processContents=\"lax\"/>\n");
        }
        self.report_choices(content, span);
        out
    }

    /// Attributes that exclude each other, or depend on elements.
    fn report_choices(&mut self, content: PatternId, span: Span) {
        let grammar = self.grammar;
        let mut seen = HashSet::new();
        let mut work = vec![content];
        while let Some(id) = work.pop() {
            if !seen.insert(id) {
                continue;
            }
            match grammar.pattern(id) {
                Pattern::Choice(members) => {
                    let real: Vec<PatternId> = members
                        .iter()
                        .copied()
                        .filter(|member| !matches!(grammar.pattern(*member), Pattern::Empty | Pattern::NotAllowed))
                        .collect();
                    if real.len() > 1 && real.iter().any(|member| !self.contents.attributes(*member).is_empty()) {
                        let own = grammar.info(real[0]).span;
                        let place = if own.is_empty() { span } else { own };
                        self.approximate(
                            place,
                            "XML Schema cannot make attributes depend on each other; the export lets each be absent",
                        );
                    }
                    work.extend(members);
                }
                Pattern::Group(members) | Pattern::Interleave(members) => work.extend(members),
                Pattern::OneOrMore(inner) => work.push(*inner),
                _ => {}
            }
        }
    }

    fn simple_type(&mut self, alternatives: &[Alternative], ind: &str) -> Simple {
        if alternatives.is_empty() || alternatives.contains(&Alternative::Text) {
            return Simple::Named("xs:string".to_owned());
        }
        let mut values: Vec<(String, Vec<(String, String)>)> = Vec::new();
        let mut types = Vec::new();
        for alternative in alternatives {
            match *alternative {
                Alternative::Empty => push_value(&mut values, "xs:token".to_owned(), String::new(), String::new()),
                Alternative::Value(id) => {
                    let Pattern::Value { datatype, value, .. } = self.grammar.pattern(id) else { continue };
                    let doc = self.grammar.info(id).documentation.as_deref().unwrap_or_default().to_owned();
                    push_value(&mut values, xsd_name(datatype), value.to_string(), doc);
                }
                Alternative::Data(id) => types.push(self.data(id, &format!("{ind}  "))),
                Alternative::List(id) => types.push(self.list(id, &format!("{ind}  "))),
                Alternative::Text => {}
            }
        }
        for (base, list) in values {
            let mut body = format!("{ind}<xs:restriction base=\"{base}\">\n");
            for (value, doc) in list {
                let doc = documentation(Some(doc.as_str()).filter(|doc| !doc.is_empty()), &format!("{ind}    "));
                let value = escape(&value);
                if doc.is_empty() {
                    let _ = writeln!(body, "{ind}  <xs:enumeration value=\"{value}\"/>");
                } else {
                    let _ = write!(body, "{ind}  <xs:enumeration value=\"{value}\">\n{doc}{ind}  </xs:enumeration>\n");
                }
            }
            let _ = writeln!(body, "{ind}</xs:restriction>");
            types.push(Simple::Inline(body));
        }
        if types.len() == 1 {
            return types.remove(0);
        }
        let mut body = format!("{ind}<xs:union>\n");
        for own in types {
            let inner = match own {
                Simple::Named(base) => format!("{ind}    <xs:restriction base=\"{base}\"/>\n"),
                Simple::Inline(inner) => indent(&inner, "    "),
            };
            let _ = write!(body, "{ind}  <xs:simpleType>\n{inner}{ind}  </xs:simpleType>\n");
        }
        let _ = writeln!(body, "{ind}</xs:union>");
        Simple::Inline(body)
    }

    fn data(&mut self, id: PatternId, ind: &str) -> Simple {
        let Pattern::Data { datatype, params, except } = self.grammar.pattern(id) else {
            return Simple::Named("xs:string".to_owned());
        };
        if except.is_some() {
            let span = self.grammar.info(id).span;
            self.approximate(span, "XML Schema cannot take values out of a type; the export allows them");
        }
        let base = xsd_name(datatype);
        if params.is_empty() {
            return Simple::Named(base);
        }
        let mut body = format!("{ind}<xs:restriction base=\"{base}\">\n");
        // Several patterns on one step would be alternatives.
        let mut patterns = 0;
        for param in params {
            if &*param.name == "pattern" {
                patterns += 1;
                if patterns > 1 {
                    self.approximate(param.span, "only the first of several patterns is in the export");
                    continue;
                }
            }
            let _ = writeln!(body, "{ind}  <xs:{} value=\"{}\"/>", param.name, escape(&param.value));
        }
        let _ = writeln!(body, "{ind}</xs:restriction>");
        Simple::Inline(body)
    }

    fn list(&mut self, id: PatternId, ind: &str) -> Simple {
        let span = self.grammar.info(id).span;
        self.approximate(span, "the words of a list are not described in the export");
        Simple::Inline(format!("{ind}<xs:restriction base=\"xs:token\"/>\n"))
    }
}

enum Simple {
    Named(String),
    Inline(String),
}

fn push_value(values: &mut Vec<(String, Vec<(String, String)>)>, base: String, value: String, doc: String) {
    match values.iter_mut().find(|(own, _)| *own == base) {
        Some((_, list)) if list.iter().any(|(own, _)| *own == value) => {}
        Some((_, list)) => list.push((value, doc)),
        None => values.push((base, vec![(value, doc)])),
    }
}

fn xsd_name(datatype: &DatatypeName) -> String {
    let known = *datatype.library == *XSD_LIBRARY || datatype.library.is_empty();
    match &*datatype.name {
        // An enumeration of these would need declarations that the export does not have.
        "QName" | "NOTATION" | "ENTITY" | "ENTITIES" => "xs:token".to_owned(),
        name if known || name.starts_with("ID") => format!("xs:{name}"),
        _ => "xs:string".to_owned(),
    }
}

fn type_name(grammar: &Grammar, define: DefineId) -> String {
    let name: String = grammar
        .define(define)
        .name
        .chars()
        .map(|c| if crate::xml::is_name_char(c) && c != ':' { c } else { '_' })
        .collect();
    // Numbered, since names that differed may not do so any more.
    let clash = grammar.defines.iter().enumerate().any(|(index, other)| {
        index != define.0 as usize && other.name != grammar.define(define).name && other.name.len() == name.len() && {
            let other: String =
                other.name.chars().map(|c| if crate::xml::is_name_char(c) && c != ':' { c } else { '_' }).collect();
            other == name
        }
    });
    if clash || !crate::xml::is_ncname(&name) { format!("t{}.{name}", define.0) } else { name }
}

fn occurs_text(occurs: Occurs) -> String {
    let mut text = String::new();
    if occurs.min == 0 {
        text.push_str(" minOccurs=\"0\"");
    }
    if occurs.many {
        text.push_str(" maxOccurs=\"unbounded\"");
    }
    text
}

fn documentation(text: Option<&str>, ind: &str) -> String {
    let Some(text) = text else { return String::new() };
    format!(
        "{ind}<xs:annotation>\n{ind}  <xs:documentation>{}</xs:documentation>\n{ind}</xs:annotation>\n",
        escape(text)
    )
}

fn indent(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}\n")).collect()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}
