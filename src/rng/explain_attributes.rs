//! What is wrong with an element's attributes, and with values.

use crate::rng::catalogue;
use std::collections::HashMap;
use std::sync::Arc;

use super::datatype::{Context, is_xml_space};
use super::event::{StartTag, TagContext};
use super::explain::{SHOWN, first_sentence, in_namespace, list, shorten};
use super::pattern::{EMPTY, NOT_ALLOWED, Pat};
use super::simple::Pattern;
use super::validate::Validator;
use crate::diagnostic::{Applicability, Diagnostic, Label, Message, by_spelling, nearest, shortlist, slip};
use crate::text::{Edit, Span};
use crate::xml::XML_NAMESPACE;

/// In a value longer than this the part that fails is pointed at.
const LONG_VALUE: usize = 6;

/// What is wrong with one attribute, or with the lack of one.
#[derive(Debug)]
enum Trouble {
    /// The element has no such attribute.
    Stranger(usize),
    /// It has, but not together with the others.
    Conflict(usize),
    /// The value matches none of these patterns.
    Value(usize, Vec<Pat>),
    /// One of these attribute leaves is missing.
    Missing(Vec<u32>),
}

/// The attributes of a tag judged against one define.
#[derive(Debug)]
struct Judgement {
    define: u32,
    /// The content's state, as if nothing had been wrong.
    state: Pat,
    troubles: Vec<Trouble>,
}

impl Validator {
    /// Reports what is wrong with the attributes of a tag that match no define in `targets`, and gives the defines
    /// that come nearest with the states to go on from.
    pub(crate) fn recover_attributes<T: StartTag>(&mut self, tag: &T) -> Vec<(u32, Pat)> {
        let targets = self.targets.clone();
        let mut judgements: Vec<Judgement> = targets.into_iter().map(|define| self.judge(define, tag)).collect();
        let fewest = judgements.iter().map(|one| one.troubles.len()).min().unwrap_or(0);
        judgements.retain(|one| one.troubles.len() == fewest);
        let states = judgements.iter().map(|one| (one.define, one.state)).collect();
        // Several come equally near: the first speaks, with the values that the others would take.
        let mut others: HashMap<usize, Vec<Pat>> = HashMap::new();
        for trouble in judgements.iter().flat_map(|one| &one.troubles) {
            if let Trouble::Value(index, contents) = trouble {
                others.entry(*index).or_default().extend(contents);
            }
        }
        let Some(Judgement { define, troubles, .. }) = judgements.into_iter().next() else { return states };
        self.report_troubles(tag, define, troubles, &others);
        states
    }

    fn judge<T: StartTag>(&mut self, define: u32, tag: &T) -> Judgement {
        let automaton = &mut *self.automaton;
        let model = automaton.model(define);
        let mut troubles = Vec::new();
        let mut rest = model.rest;
        let mut present = Vec::new();
        for index in 0..tag.attribute_count() {
            let symbol = tag.attribute_symbol(index);
            let value = tag.attribute_value(index);
            if let Some(slot) = automaton.slot(define, symbol).copied() {
                present.push(slot.leaf);
                if !automaton.matches(slot.content, value, &TagContext(tag)) {
                    troubles.push(Trouble::Value(index, vec![slot.content]));
                }
                continue;
            }
            let anywhere = automaton.attribute_leaves(model.rest, symbol);
            if anywhere.is_empty() {
                troubles.push(Trouble::Stranger(index));
                continue;
            }
            let leaves = automaton.attribute_leaves(rest, symbol);
            if leaves.is_empty() {
                troubles.push(Trouble::Conflict(index));
                continue;
            }
            let contents: Vec<Pat> =
                leaves.iter().map(|leaf| automaton.arena.leaves.attributes[*leaf as usize].content).collect();
            let matched: Vec<bool> =
                contents.iter().map(|content| automaton.matches(*content, value, &TagContext(tag))).collect();
            let mut next = automaton.attribute(rest, symbol, &matched);
            if next == NOT_ALLOWED {
                troubles.push(Trouble::Value(index, contents));
                next = automaton.attribute(rest, symbol, &vec![true; leaves.len()]);
            }
            if next != NOT_ALLOWED {
                rest = next;
            }
        }
        let mut missing: Vec<u32> = automaton
            .slots(define)
            .filter(|(_, slot)| slot.required && !present.contains(&slot.leaf))
            .map(|(_, slot)| slot.leaf)
            .collect();
        missing.sort_unstable();
        troubles.extend(missing.into_iter().map(|leaf| Trouble::Missing(vec![leaf])));
        let mut state = automaton.close(rest);
        if state == NOT_ALLOWED {
            troubles.extend(automaton.required_attributes(rest).into_iter().map(Trouble::Missing));
            state = automaton.map_attributes(rest, EMPTY, &mut HashMap::new());
        }
        Judgement { define, state, troubles }
    }

    fn report_troubles<T: StartTag>(
        &mut self,
        tag: &T,
        define: u32,
        mut troubles: Vec<Trouble>,
        others: &HashMap<usize, Vec<Pat>>,
    ) {
        if self.is_overfull(troubles.len()) {
            return;
        }
        // What could still be written: names of the element's attributes that are not there yet.
        let automaton = &mut *self.automaton;
        let model = automaton.model(define);
        let mut leaves: Vec<u32> = automaton.slots(define).map(|(_, slot)| slot.leaf).collect();
        leaves.extend(automaton.all_attribute_leaves(model.rest));
        leaves.sort_unstable();
        let present: Vec<_> = (0..tag.attribute_count()).map(|index| tag.attribute_symbol(index)).collect();
        leaves.retain(|leaf| !present.iter().any(|symbol| automaton.leaf_bears(*leaf, *symbol)));
        let mut qualified = automaton.leaf_qualified_names(&leaves);
        let mut free = local_names_of(tag, &qualified);
        let strangers: Vec<usize> = troubles
            .iter()
            .filter_map(|trouble| if let Trouble::Stranger(index) = trouble { Some(*index) } else { None })
            .collect();
        let element = self.frame_local(tag);
        let mut unexplained = Vec::new();
        for index in strangers {
            let meant = self.explain_stranger(tag, &element, index, &free, &qualified);
            if let Some(meant) = meant {
                qualified.retain(|name| *name != meant);
                free = local_names_of(tag, &qualified);
                let automaton = &mut *self.automaton;
                troubles.retain(|trouble| match trouble {
                    Trouble::Missing(leaves) => !automaton.leaf_qualified_names(leaves).contains(&meant),
                    _ => true,
                });
            } else if let Some(last) = self.diagnostics.len().checked_sub(1) {
                unexplained.push(last);
            }
        }
        for trouble in troubles {
            match trouble {
                Trouble::Stranger(_) => {}
                Trouble::Conflict(index) => {
                    self.explain_conflict(tag, &element, index, define);
                    unexplained.extend(self.diagnostics.len().checked_sub(1));
                }
                Trouble::Value(index, contents) => {
                    let contents = others.get(&index).cloned().unwrap_or(contents);
                    self.explain_attribute_value(tag, index, &contents);
                }
                Trouble::Missing(leaves) => {
                    let names = local_names_of(tag, &self.automaton.leaf_qualified_names(&leaves));
                    if let Some(index) = unexplained.pop() {
                        // One attribute too many and one too few on the same tag: one was meant for the other.
                        let note = format!("`{element}` lacks the attribute {}; was that meant?", list(&names));
                        self.diagnostics[index].notes.push(note);
                        continue;
                    }
                    self.explain_missing(tag, &element, &leaves, names);
                }
            }
        }
        if !unexplained.is_empty() {
            let frame = self.frames.len() - 1;
            self.errors(frame).strangers = unexplained;
        }
    }

    /// The element's name, or the one that was meant.
    fn frame_local<T: StartTag>(&mut self, tag: &T) -> String {
        let frame = self.frames.len() - 1;
        let symbol = self.frames[frame].symbol;
        let known = self.automaton.shared.symbols.name(symbol).map(|(_, local)| local.to_string());
        known.unwrap_or_else(|| tag.name().local.to_owned())
    }

    fn explain_missing<T: StartTag>(&mut self, tag: &T, element: &str, leaves: &[u32], names: Vec<String>) {
        let what = match names.as_slice() {
            [] => "an attribute".to_owned(),
            [one] => format!("the attribute `{one}`"),
            _ => format!("one of the attributes {}", list(&names)),
        };
        let mut diagnostic =
            Diagnostic::error(&catalogue::MISSING_ATTRIBUTE, format!("`{element}` lacks {what}"), tag.name_span())
                .with_expected(names.iter().cloned());
        if let ([leaf], [name]) = (leaves, names.as_slice()) {
            let automaton = &mut *self.automaton;
            let leaf_index = *leaf;
            let leaf = automaton.arena.leaves.attributes[*leaf as usize].clone();
            let info = automaton.grammar().info(leaf.origin).clone();
            if let Some(sentence) = info.documentation.as_deref().and_then(first_sentence) {
                diagnostic = diagnostic.with_note(format!("`{name}`: {sentence}"));
            }
            let values = automaton.values(leaf.content);
            // One possible value is what to write; a placeholder is for a person to fill.
            let (value, trust) = match (values.values.as_slice(), values.types.is_empty()) {
                ([one], true) => (one.clone(), Applicability::Unsafe),
                _ => (String::new(), Applicability::DisplayOnly),
            };
            if !values.values.is_empty() {
                let all = shortlist("", values.values.iter().map(String::as_str), SHOWN);
                diagnostic = diagnostic.with_note(format!("its value is {all}"));
            }
            let name_span = tag.name_span();
            let behind = Span { start: name_span.end, ..name_span };
            let edit = Edit::insert(behind, format!(" {name}=\"{}\"", escape(&value)));
            let is_bare = automaton.leaf_class_names(leaf_index).all(|(namespace, _)| namespace.is_empty());
            if is_bare || name.contains(':') {
                diagnostic = diagnostic.with_fix(format!("add `{name}`"), trust, vec![edit]);
            }
            if !info.span.is_empty() {
                diagnostic = diagnostic.with_label(info.span, "required here");
            }
        }
        self.report(diagnostic);
    }

    /// Reports an attribute that the element does not have; the one that was meant, where that is plain.
    fn explain_stranger<T: StartTag>(
        &mut self,
        tag: &T,
        element: &str,
        index: usize,
        free: &[String],
        qualified: &[(Arc<str>, Arc<str>)],
    ) -> Option<(Arc<str>, Arc<str>)> {
        let (name, place) = (tag.attribute_name(index), tag.attribute_place(index));
        // The right name in no namespace, or in another one.
        let elsewhere = qualified.iter().find(|(namespace, local)| **local == *name.local && !namespace.is_empty());
        if let Some((namespace, local)) = elsewhere
            && !qualified.iter().any(|(namespace, own)| namespace.is_empty() && own == local)
        {
            self.explain_unprefixed(tag, element, index, namespace);
            return Some((namespace.clone(), local.clone()));
        }
        let expected = by_spelling(name.local, free.iter().map(String::as_str));
        let symbol = tag.attribute_symbol(index);
        if !name.namespace.is_empty() {
            let known = self.automaton.bearers(symbol);
            let same: Vec<&str> = qualified
                .iter()
                .filter(|(namespace, _)| **namespace == *name.namespace)
                .map(|(_, local)| &**local)
                .collect();
            if let Some(meant) = nearest(name.local, same.iter().copied())
                && (known.is_empty() || is_close(name.local, meant))
            {
                let trust = if known.is_empty() {
                    slip(name.local, meant, same.iter().copied())
                } else {
                    Applicability::Unsafe
                };
                let right = format!("{}:{meant}", name.prefix);
                let message = format!("unknown attribute `{name}` on `{element}`");
                let diagnostic = Diagnostic::error(&catalogue::UNKNOWN_ATTRIBUTE, message, place.name)
                    .with_primary_label(format!("did you mean `{right}`?"))
                    .with_expected(expected)
                    .with_fix(format!("rename to `{right}`"), trust, vec![Edit::replace(place.name, right.as_str())]);
                let meant = (Arc::from(name.namespace), Arc::from(meant));
                self.report(diagnostic);
                return Some(meant);
            }
            let message = format!("attribute `{name}` {}", in_namespace(name.namespace));
            let mut diagnostic = Diagnostic::error(&catalogue::FOREIGN_NAMESPACE, message, place.name)
                .with_primary_label(format!("`{element}` has no such attribute"))
                .with_expected(expected);
            if place.name.is_empty() && name.namespace == XML_NAMESPACE && name.local == "base" {
                diagnostic = diagnostic.with_note(
                    "an inclusion gives it to what it includes (XInclude 1.0, 4.7.5); in a schema: `attribute xml:base { xsd:anyURI }?`",
                );
            }
            let plain = free.iter().any(|one| one == name.local);
            if plain {
                diagnostic =
                    diagnostic.with_note(format!("`{}`, without prefix, is allowed here", name.local)).with_fix(
                        format!("write `{}` without prefix", name.local),
                        Applicability::Unsafe,
                        vec![Edit::replace(place.name, name.local)],
                    );
            } else if !known.is_empty() {
                let all = shortlist(name.local, known.iter().map(String::as_str), SHOWN);
                diagnostic = diagnostic.with_note(format!("`{name}` belongs on {all}"));
            }
            self.report(diagnostic);
            return plain.then(|| (Arc::from(""), Arc::from(name.local)));
        }
        let bearers = self.automaton.bearers(symbol);
        let near = nearest(name.local, free.iter().map(String::as_str));
        if let Some(meant) = near
            && (bearers.is_empty() || is_close(name.local, meant))
        {
            let trust = if bearers.is_empty() {
                slip(name.local, meant, free.iter().map(String::as_str))
            } else {
                Applicability::Unsafe
            };
            let message = format!("unknown attribute `{name}` on `{element}`");
            let diagnostic = Diagnostic::error(&catalogue::UNKNOWN_ATTRIBUTE, message, place.name)
                .with_primary_label(format!("did you mean `{meant}`?"))
                .with_expected(expected)
                .with_fix(format!("rename to `{meant}`"), trust, vec![Edit::replace(place.name, meant)]);
            let meant = qualified.iter().find(|one| display(tag, one) == meant).cloned();
            self.report(diagnostic);
            return meant;
        }
        let mut diagnostic = if bearers.is_empty() {
            Diagnostic::error(
                &catalogue::UNKNOWN_ATTRIBUTE,
                format!("unknown attribute `{name}` on `{element}`"),
                place.name,
            )
        } else {
            let all = shortlist(name.local, bearers.iter().map(String::as_str), SHOWN);
            let message = format!("attribute `{name}` is not allowed on `{element}`");
            Diagnostic::error(&catalogue::ATTRIBUTE_NOT_ALLOWED_HERE, message, place.name)
                .with_primary_label(format!("`{name}` belongs on {all}"))
        };
        if free.is_empty() {
            let none = if tag.attribute_count() > 1 { "no further attributes" } else { "no attributes" };
            diagnostic = diagnostic.with_note(format!("`{element}` has {none}"));
        } else if bearers.is_empty() {
            let all = shortlist(name.local, free.iter().map(String::as_str), SHOWN);
            diagnostic = diagnostic.with_note(format!("`{element}` may have {all}"));
        }
        diagnostic = diagnostic.with_expected(expected).with_fix(
            format!("remove `{name}`"),
            Applicability::Unsafe,
            // With the white space before it.
            vec![Edit::delete(Span { start: place.whole.start.saturating_sub(1), ..place.whole })],
        );
        self.report(diagnostic);
        None
    }

    /// An attribute whose name the element has in another namespace: in one, where the attribute is in none.
    fn explain_unprefixed<T: StartTag>(&mut self, tag: &T, element: &str, index: usize, namespace: &str) {
        let (name, place) = (tag.attribute_name(index), tag.attribute_place(index));
        let message = format!("attribute `{name}` of `{element}` {}", in_namespace(name.namespace));
        let mut diagnostic = Diagnostic::error(&crate::rng::catalogue::FOREIGN_NAMESPACE, message, place.name);
        if let Some(prefix) = tag.prefix_of(namespace) {
            let right = format!("{prefix}:{}", name.local);
            diagnostic = diagnostic
                .with_primary_label(format!("did you mean `{right}`?"))
                .with_note(format!("`{element}` has it in the namespace `{namespace}` only"))
                .with_fix(
                    format!("write `{right}`"),
                    Applicability::Safe,
                    vec![Edit::replace(place.name, right.as_str())],
                );
            diagnostic.expected.push(right);
        } else {
            let prefix = usual_prefix(namespace);
            let right = format!("{prefix}:{}", name.local);
            diagnostic = diagnostic
                .with_primary_label(format!("expected in the namespace `{namespace}`"))
                .with_note("an attribute without a prefix is in no namespace, whatever `xmlns` says");
            if tag.namespace(prefix).is_none() {
                let name_span = tag.name_span();
                let behind = Span { start: name_span.end, ..name_span };
                diagnostic = diagnostic.with_fix(
                    format!("write `{right}` and declare the prefix"),
                    Applicability::Unsafe,
                    vec![
                        Edit::insert(behind, format!(" xmlns:{prefix}=\"{}\"", escape(namespace))),
                        Edit::replace(place.name, right.as_str()),
                    ],
                );
            }
        }
        self.report(diagnostic);
    }

    /// An attribute that does not go with those before it.
    fn explain_conflict<T: StartTag>(&mut self, tag: &T, element: &str, index: usize, define: u32) {
        let (name, place) = (tag.attribute_name(index), tag.attribute_place(index));
        let message = format!("attribute `{name}` is not allowed here on `{element}`");
        let mut diagnostic = Diagnostic::error(&catalogue::ATTRIBUTE_NOT_ALLOWED_HERE, message, place.name);
        // The first other attribute that, alone, leaves no room for this one.
        let symbol = tag.attribute_symbol(index);
        let automaton = &mut *self.automaton;
        let rest = automaton.model(define).rest;
        for other in (0..index).filter(|other| *other != index) {
            let other_symbol = tag.attribute_symbol(other);
            let leaves = automaton.attribute_leaves(rest, other_symbol);
            if leaves.is_empty() {
                continue;
            }
            let matched: Vec<bool> = leaves
                .iter()
                .map(|leaf| {
                    let content = automaton.arena.leaves.attributes[*leaf as usize].content;
                    automaton.matches(content, tag.attribute_value(other), &TagContext(tag))
                })
                .collect();
            let after = automaton.attribute(rest, other_symbol, &matched);
            if automaton.attribute_leaves(after, symbol).is_empty() {
                let own = tag.attribute_name(other);
                let value = shorten(tag.attribute_value(other));
                diagnostic = diagnostic
                    .with_primary_label(format!("does not go with `{own}=\"{value}\"`"))
                    .with_label(tag.attribute_place(other).whole, format!("`{own}` stands here"));
                break;
            }
        }
        self.report(diagnostic);
    }

    fn explain_attribute_value<T: StartTag>(&mut self, tag: &T, index: usize, contents: &[Pat]) {
        let (name, value, place) = (tag.attribute_name(index), tag.attribute_value(index), tag.attribute_place(index));
        let what = if value.is_empty() {
            Message::new().text("attribute ").name(&name.to_string()).text(" is empty")
        } else {
            let value = Message::new().text("invalid value ").value(&shorten(value));
            value.text(" for attribute ").name(&name.to_string())
        };
        let exact = (place.value.len() == value.len()).then_some(0);
        // An empty range is hard to see: the quotes belong to it then.
        let span = if place.value.is_empty() { place.whole } else { place.value };
        let exact = if place.value.is_empty() { None } else { exact };
        let diagnostic = self.explain_value(what, value, span, exact, contents, &TagContext(tag));
        self.report(diagnostic);
    }

    /// A value that matches none of the patterns. Where the value is as written, `lead` is the number of its bytes
    /// before `span`.
    pub(crate) fn explain_value(
        &mut self,
        headline: Message,
        value: &str,
        span: Span,
        lead: Option<usize>,
        contents: &[Pat],
        context: &dyn Context,
    ) -> Diagnostic {
        let automaton = &mut *self.automaton;
        let all: Vec<Pat> = contents.to_vec();
        let whole = automaton.arena.choice(all);
        let found = automaton.values(whole);
        let plain = value.trim_matches(is_xml_space);
        let mut diagnostic = Diagnostic::error(&catalogue::INVALID_VALUE, headline, span);
        let names = || found.values.iter().map(String::as_str);
        diagnostic.expected = by_spelling(plain, names());
        if let Some(meant) = nearest(plain, names()).filter(|_| !plain.is_empty()) {
            diagnostic = diagnostic.with_primary_label(format!("did you mean `{meant}`?"));
            if found.types.is_empty() || is_close(plain, meant) {
                let trust = slip(plain, meant, names());
                let edit = Edit::replace(span, escape(meant));
                diagnostic = diagnostic.with_fix(format!("change to `{meant}`"), trust, vec![edit]);
            }
        }
        let mut types = found.types.clone();
        if let ([index], [], true) = (found.data.as_slice(), found.lists.as_slice(), found.values.is_empty()) {
            let index = *index;
            let (origin, except) = automaton.arena.leaves.data[index as usize];
            match automaton.data(index).clone().check(value, context) {
                Err(mismatch) => {
                    if let (Some(lead), Some(range)) = (lead, mismatch.range)
                        && range.start >= lead
                        && !range.is_empty()
                        && range.end - lead <= span.len()
                    {
                        // In a long value the part that fails is pointed at besides.
                        let part = span.slice(range.start - lead, range.end - lead);
                        if span.len() > LONG_VALUE && part != span {
                            diagnostic = diagnostic.with_label(part, "here");
                        }
                    }
                    diagnostic = diagnostic.with_primary_label(mismatch.message);
                    if let Some(meant) = mismatch.meant {
                        let is_slip = plain.eq_ignore_ascii_case(meant);
                        let trust = if is_slip { Applicability::Safe } else { Applicability::Unsafe };
                        diagnostic.expected = vec![meant.to_owned()];
                        diagnostic = diagnostic.with_fix(
                            format!("change to `{meant}`"),
                            trust,
                            vec![Edit::replace(span, meant)],
                        );
                    }
                    types.clear();
                }
                Ok(()) => {
                    if let Some(except) = except {
                        let but = automaton.values(except);
                        let all: Vec<String> = but.values.into_iter().chain(but.types).collect();
                        diagnostic = diagnostic.with_primary_label(format!("must not be {}", list(&all)));
                        types.clear();
                    }
                }
            }
            let info = automaton.grammar().info(origin);
            let params =
                matches!(automaton.grammar().pattern(origin), Pattern::Data { params, .. } if !params.is_empty());
            if !info.span.is_empty() && params {
                diagnostic.labels.push(Label { span: info.span, message: "required here".to_owned() });
            }
        } else if let ([list], [], true) = (found.lists.as_slice(), found.data.as_slice(), found.values.is_empty()) {
            if let Some(word) = self.failing_word(*list, value, context) {
                let start = word.as_ptr() as usize - value.as_ptr() as usize;
                if let Some(lead) = lead
                    && start >= lead
                    && start - lead + word.len() <= span.len()
                {
                    let part = span.slice(start - lead, start - lead + word.len());
                    diagnostic.primary = part;
                }
                diagnostic = diagnostic.with_primary_label(format!("`{}` does not fit here", shorten(word)));
            } else {
                diagnostic = diagnostic.with_primary_label("words are missing");
            }
        }
        if !found.values.is_empty() {
            let values = shortlist(plain, names(), SHOWN);
            let mut all = types;
            all.push(values);
            diagnostic = diagnostic.with_note(format!("expected {}", all.join(", or ")));
        } else if !types.is_empty() {
            diagnostic = diagnostic.with_note(format!("expected {}", types.join(", or ")));
        }
        diagnostic
    }

    /// The first word of a value that a list does not take; `None` where words are missing.
    fn failing_word<'v>(&mut self, list: Pat, value: &'v str, context: &dyn Context) -> Option<&'v str> {
        let automaton = &mut *self.automaton;
        let super::pattern::Node::List(item) = *automaton.arena.node(list) else { return None };
        let mut at = item;
        for word in value.split(is_xml_space).filter(|word| !word.is_empty()) {
            at = automaton.word(at, word, context);
            if at == NOT_ALLOWED {
                return Some(word);
            }
        }
        None
    }
}

/// An attribute's name as it would be written in the tag: with the prefix that is bound to its namespace there, where
/// one is.
fn display<T: StartTag>(tag: &T, (namespace, local): &(Arc<str>, Arc<str>)) -> String {
    match tag.prefix_of(namespace).filter(|_| !namespace.is_empty()) {
        Some(prefix) => format!("{prefix}:{local}"),
        None => local.to_string(),
    }
}

fn local_names_of<T: StartTag>(tag: &T, names: &[(Arc<str>, Arc<str>)]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names.iter().map(|name| display(tag, name)) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

/// The prefix that most documents bind to a namespace.
fn usual_prefix(namespace: &str) -> &str {
    match namespace {
        "http://www.w3.org/1999/xlink" => "xlink",
        "http://www.w3.org/2001/XInclude" => "xi",
        "http://www.w3.org/1999/XSL/Transform" => "xsl",
        _ => {
            let word = namespace.rsplit([':', '/', '#']).find(|word| crate::xml::is_ncname(word));
            word.filter(|word| word.len() <= 12 && !word.eq_ignore_ascii_case("xml")).unwrap_or("ns")
        }
    }
}

/// Whether a name is so near that it was meant even where the written one exists elsewhere.
fn is_close(written: &str, meant: &str) -> bool {
    slip(written, meant, []) == Applicability::Safe
}

/// A value as it is written between double quotes.
fn escape(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
