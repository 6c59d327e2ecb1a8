//! The validator: events in, diagnostics out. Documents, streams and editors feed it the same events.
//!
//! Every open element has a [`Frame`] with the element defines that it may still be an instance of (one, save in
//! ambiguous grammars), each with the state of its content. An end tag tells which defines match; the parent's states
//! move on by the [links](Link) that were made at the start tag. What goes wrong is explained, and mended so that it
//! is reported once, in [`super::explain`].

use crate::rng::catalogue;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::automaton::TransitionId;
use super::datatype::{Context, IdType, is_xml_space};
use super::event::{StartTag, TagContext};
use super::explain::{FrameErrors, Near};
use super::pattern::{ATTRIBUTES, DATA, ELEMENTS, NOT_ALLOWED, Pat};
use super::schema::Lease;
use super::symbol::Symbol;
use crate::diagnostic::Diagnostic;
use crate::text::{SourceId, Span};

/// A define that an element may be an instance of, and how far its content is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alternative {
    /// The define; [`DOCUMENT`] for the document itself.
    pub(crate) define: u32,
    /// The state of the content; with a plan, that of the members counts instead.
    pub(crate) state: Pat,
    /// The plan of its interleave, or [`NO_PLAN`].
    pub(crate) plan: u32,
    /// Where its members' states begin.
    pub(crate) members: u32,
    /// Found to match at its end tag.
    pub(super) accepted: bool,
}

pub(crate) const DOCUMENT: u32 = u32::MAX;
const NO_PLAN: u32 = u32::MAX;
const NO_SYMBOL: Symbol = Symbol(u32::MAX);

/// How a parent's alternative goes on once its child has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    alternative: u32,
    member: u32,
    transition: TransitionId,
}

/// A child that an element already has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) symbol: Symbol,
    pub(crate) name: Span,
}

/// Distinct children remembered for one element.
const MAX_SEEN: usize = 64;

/// An open element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Its name, or the name that was probably meant.
    pub(crate) symbol: Symbol,
    pub(crate) name: Span,
    pub(crate) alternatives: u32,
    alternatives_end: u32,
    members: u32,
    links: u32,
    pub(crate) seen: u32,
    last_child: Symbol,
    /// Nothing is known of it: its children are looked at only where the schema knows them.
    pub(crate) unknown: bool,
    /// Its text may be data, and is gathered.
    pub(crate) gathers: bool,
    /// It has child elements that its content took.
    pub(crate) has_elements: bool,
    /// It has text other than white space that is not settled.
    has_text: bool,
    /// The finding about its current run of text.
    pub(super) text_reported: Option<usize>,
    /// Where its gathered text begins.
    pub(crate) text: u32,
    /// Where its text stands in the source.
    pub(crate) text_span: Option<Span>,
    pub(crate) errors: Option<Box<FrameErrors>>,
}

/// Diagnostics that say what would be allowed in their place.
const MAX_COMPLETE: usize = 1000;
/// Diagnostics kept for one document.
const MAX_DIAGNOSTICS: usize = 10_000;

/// Validates one document. Feed it the events in order, then ask [`Validator::finish`].
#[derive(Debug)]
pub struct Validator {
    pub(crate) automaton: Lease,
    pub(crate) source: SourceId,
    pub(crate) frames: Vec<Frame>,
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) members: Vec<Pat>,
    pub(super) links: Vec<Link>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) text: String,
    pub(crate) targets: Vec<u32>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What is known of an element whose frame is not open yet.
    pub(crate) pending: FrameErrors,
    pub(crate) nears: Vec<Arc<Near>>,
    pub(super) dropped: usize,
    /// Where the schema first refused the document. The verdict rests on this, not on the messages.
    pub(super) refused: Option<Span>,
    pub(super) ids: Ids,
}

/// IDs and references to them (RELAX NG DTD compatibility, section 3).
#[derive(Debug, Default)]
pub(super) struct Ids {
    checked: bool,
    /// In document order; which of them are given twice is seen at the end.
    pub(super) defined: Vec<(Box<str>, Span)>,
    pub(super) references: Vec<(Box<str>, Span)>,
}

impl Validator {
    pub(super) fn new(automaton: Lease, checked: bool, source: SourceId) -> Self {
        let mut validator = Self {
            automaton,
            source,
            frames: Vec::new(),
            alternatives: Vec::new(),
            members: Vec::new(),
            links: Vec::new(),
            seen: Vec::new(),
            text: String::new(),
            targets: Vec::new(),
            diagnostics: Vec::new(),
            pending: FrameErrors::default(),
            nears: Vec::new(),
            dropped: 0,
            refused: None,
            ids: Ids { checked, ..Ids::default() },
        };
        let start = validator.automaton.start_pattern();
        let nowhere = Span::at(source, 0);
        validator.open(NO_SYMBOL, nowhere, (0, 0));
        validator.push_alternative(DOCUMENT, start);
        validator.close_opening();
        validator
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) -> Option<usize> {
        if self.diagnostics.len() >= MAX_DIAGNOSTICS {
            self.dropped += 1;
            return None;
        }
        let mut diagnostic = diagnostic;
        if !self.keeps_expected() {
            // Nobody completes from the thousandth finding, and ten thousand lists of names are many.
            diagnostic.expected = Vec::new();
        }
        self.diagnostics.push(diagnostic);
        Some(self.diagnostics.len() - 1)
    }

    /// Whether findings still say what could stand in their place.
    pub(crate) fn keeps_expected(&self) -> bool {
        self.diagnostics.len() < MAX_COMPLETE
    }

    /// Whether no more findings are kept; those that would come now are counted.
    pub(crate) fn is_overfull(&mut self, coming: usize) -> bool {
        let full = self.diagnostics.len() >= MAX_DIAGNOSTICS;
        if full {
            self.dropped += coming;
        }
        full
    }

    /// Whether anything was found so far.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.diagnostics.is_empty()
    }

    pub(crate) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the document's frame stays")
    }

    fn open(&mut self, symbol: Symbol, name: Span, (links, alternatives): (usize, usize)) {
        self.frames.push(Frame {
            symbol,
            name,
            alternatives: alternatives as u32,
            alternatives_end: 0,
            members: self.members.len() as u32,
            links: links as u32,
            seen: self.seen.len() as u32,
            last_child: NO_SYMBOL,
            unknown: false,
            gathers: false,
            has_elements: false,
            has_text: false,
            text_reported: None,
            text: self.text.len() as u32,
            text_span: None,
            errors: None,
        });
    }

    fn close_opening(&mut self) {
        let end = self.alternatives.len();
        let start = self.frame().alternatives as usize;
        let automaton = &*self.automaton;
        let gathers = self.alternatives[start..end].iter().any(|one| automaton.arena.has(one.state, DATA));
        let frame = self.frames.last_mut().expect("just opened");
        frame.gathers = gathers;
        frame.alternatives_end = end as u32;
    }

    fn push_alternative(&mut self, define: u32, state: Pat) {
        self.alternatives.push(Alternative { define, state, plan: NO_PLAN, members: 0, accepted: false });
        self.set_state(self.alternatives.len() - 1, state);
    }

    /// Puts an alternative of the innermost frame into a state.
    fn set_state(&mut self, index: usize, state: Pat) {
        let plan = self.automaton.plan(state);
        let alternative = &mut self.alternatives[index];
        alternative.state = state;
        alternative.plan = NO_PLAN;
        if let Some(plan) = plan {
            alternative.plan = plan;
            alternative.members = self.members.len() as u32;
            let automaton = &*self.automaton;
            self.members.extend_from_slice(&automaton.plans[plan as usize].members);
        }
    }

    /// The alternatives of a frame.
    pub(crate) fn range(&self, frame: usize) -> std::ops::Range<usize> {
        self.frames[frame].alternatives as usize..self.frames[frame].alternatives_end as usize
    }

    /// The state of an alternative as one pattern.
    pub(crate) fn state(&mut self, index: usize) -> Pat {
        let alternative = self.alternatives[index];
        if alternative.plan == NO_PLAN {
            return alternative.state;
        }
        let automaton = &mut *self.automaton;
        let count = automaton.plans[alternative.plan as usize].members.len();
        let start = alternative.members as usize;
        automaton.arena.interleave(self.members[start..start + count].iter().copied())
    }

    fn compact(&mut self) {
        let automaton = &mut *self.automaton;
        let (mut states, mut plans) = (Vec::new(), Vec::new());
        for alternative in &mut self.alternatives {
            states.push(&mut alternative.state);
            if alternative.plan != NO_PLAN {
                plans.push(&mut alternative.plan);
            }
        }
        automaton.compact(
            states.into_iter().chain(&mut self.members),
            self.links.iter_mut().map(|link| &mut link.transition),
            plans.into_iter(),
        );
    }

    /// Whether an element of this name may come next, after `up` open elements have ended.
    #[must_use]
    pub fn allows(&mut self, up: usize, symbol: Symbol) -> bool {
        let Some(frame) = (self.frames.len() - 1).checked_sub(up) else { return false };
        if self.frames[frame].unknown {
            return false;
        }
        self.range(frame).any(|index| self.next(index, symbol).is_some())
    }

    /// Ends an element that has no end tag in the text, where a parser put its end. What it lacks is not reported:
    /// that it is not closed has been said already.
    pub fn end_unclosed(&mut self) {
        let index = self.frames.len() - 1;
        if index > 0 {
            for at in self.range(index) {
                self.alternatives[at].accepted = true;
            }
            if self.frames[index].errors.is_some() {
                self.settle_errors(None);
            }
            self.leave();
        }
    }

    /// Links the innermost frame's alternatives to what follows a child of this name. The child's defines go to
    /// `self.targets`.
    pub(crate) fn follow(&mut self, symbol: Symbol) -> bool {
        let range = self.range(self.frames.len() - 1);
        let before = self.links.len();
        for index in range {
            if let Some((member, transition)) = self.next(index, symbol) {
                self.links.push(Link { alternative: index as u32, member, transition });
                for (define, _) in self.automaton.targets(transition) {
                    if !self.targets.contains(define) {
                        self.targets.push(*define);
                    }
                }
            }
        }
        self.links.len() > before
    }

    /// Where an element of this name leads from an alternative: the member of its plan, and the transition.
    fn next(&mut self, index: usize, symbol: Symbol) -> Option<(u32, TransitionId)> {
        let automaton = &mut *self.automaton;
        let alternative = self.alternatives[index];
        let (state, member) = if alternative.plan == NO_PLAN {
            (alternative.state, u32::MAX)
        } else {
            let member = automaton.member(alternative.plan, symbol)?;
            (self.members[(alternative.members + member) as usize], member)
        };
        let transition = automaton.start(state, symbol);
        (transition != 0).then_some((member, transition))
    }

    /// As [`Validator::follow`], for transitions that recovery found for whole states.
    pub(crate) fn follow_found(&mut self, found: Vec<(usize, Vec<(u32, Pat)>)>) {
        let states: Vec<(usize, Pat)> = found.iter().map(|(index, _)| (*index, self.state(*index))).collect();
        for (index, state) in states {
            // The members' states are in `state` now; the link replaces it as a whole.
            self.alternatives[index].state = state;
            self.alternatives[index].plan = NO_PLAN;
        }
        for (index, targets) in found {
            for (define, _) in &targets {
                if !self.targets.contains(define) {
                    self.targets.push(*define);
                }
            }
            let transition = self.automaton.add_transition(targets);
            self.links.push(Link { alternative: index as u32, member: u32::MAX, transition });
        }
    }

    /// A start tag. Its namespace declarations are not among its attributes.
    pub fn start_element<T: StartTag>(&mut self, tag: &T) {
        if self.automaton.is_full() {
            self.compact();
        }
        let symbol = tag.symbol();
        let parent = self.frames.len() - 1;
        let links = self.links.len();
        self.targets.clear();
        let mut meant = symbol;
        let mut known = true;
        let mut recovered = false;
        if self.frames[parent].unknown {
            let named = self.automaton.defines_named(symbol);
            self.targets.extend_from_slice(&named);
            known = !self.targets.is_empty();
        } else {
            if self.frames[parent].has_text {
                self.settle_text();
            }
            self.frames[parent].text_reported = None;
            if let Some(name) = self.shifted(parent, tag) {
                meant = name;
                recovered = true;
                self.frames[parent].has_elements = true;
            } else if self.follow(symbol) {
                self.frames[parent].has_elements = true;
            } else {
                self.refused.get_or_insert(tag.name_span());
                let recovery = self.recover_start(tag);
                recovered = true;
                meant = recovery.meant;
                known = recovery.known;
                self.frames[parent].has_elements |= self.links.len() > links;
            }
            self.note_child(parent, meant, tag.name_span());
        }
        let alternatives = self.alternatives.len();
        self.open(meant, tag.name_span(), (links, alternatives));
        if recovered {
            self.take_pending();
        }
        if known {
            self.match_attributes(tag);
            self.close_opening();
            if self.ids.checked {
                self.collect_ids(tag);
            }
        } else {
            self.frame().unknown = true;
            self.close_opening();
        }
    }

    fn note_child(&mut self, parent: usize, symbol: Symbol, name: Span) {
        let frame = &mut self.frames[parent];
        if frame.last_child == symbol {
            return;
        }
        frame.last_child = symbol;
        let seen = &self.seen[frame.seen as usize..];
        if seen.len() < MAX_SEEN && !seen.iter().any(|one| one.symbol == symbol) {
            self.seen.push(Seen { symbol, name });
        }
    }

    /// Matches the attributes against every define in `self.targets`; those that match become the alternatives of
    /// the innermost frame. Where none does, the trouble is reported.
    fn match_attributes<T: StartTag>(&mut self, tag: &T) {
        let before = self.alternatives.len();
        for index in 0..self.targets.len() {
            let define = self.targets[index];
            if let Some(state) = self.matched_attributes(define, tag) {
                self.push_alternative(define, state);
            }
        }
        if self.alternatives.len() == before {
            self.refused.get_or_insert(tag.name_span());
            for (define, state) in self.recover_attributes(tag) {
                self.push_alternative(define, state);
            }
        }
    }

    /// The content's state after the attributes, where they match.
    fn matched_attributes<T: StartTag>(&mut self, define: u32, tag: &T) -> Option<Pat> {
        let automaton = &mut *self.automaton;
        let model = automaton.model(define);
        let mut rest = model.rest;
        let mut required = 0;
        for index in 0..tag.attribute_count() {
            let symbol = tag.attribute_symbol(index);
            if let Some(slot) = automaton.slot(define, symbol).copied() {
                if !automaton.matches(slot.content, tag.attribute_value(index), &TagContext(tag)) {
                    return None;
                }
                required += u32::from(slot.required);
            } else if model.plain {
                return None;
            } else {
                let leaves = automaton.attribute_leaves(rest, symbol);
                let matched: Vec<bool> = leaves
                    .iter()
                    .map(|leaf| {
                        let content = automaton.arena.leaves.attributes[*leaf as usize].content;
                        automaton.matches(content, tag.attribute_value(index), &TagContext(tag))
                    })
                    .collect();
                rest = automaton.attribute(rest, symbol, &matched);
                if rest == NOT_ALLOWED {
                    return None;
                }
            }
        }
        if required != model.required {
            return None;
        }
        let rest = automaton.close(rest);
        (rest != NOT_ALLOWED).then_some(rest)
    }

    /// Text, as written or as references stand for; one run of text may come in several pieces.
    pub fn text(&mut self, text: &str, span: Span) {
        let frame = self.frames.last_mut().expect("the document's frame stays");
        if frame.unknown {
            return;
        }
        let blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r'));
        if frame.gathers {
            self.text.push_str(text);
        } else if blank {
            return;
        }
        if !blank {
            let start = text.len() - text.trim_start_matches(is_xml_space).len();
            let end = text.trim_end_matches(is_xml_space).len();
            // Where the text is as written, its blank ends are left out of the message.
            let solid = if span.len() == text.len() { span.slice(start, end) } else { span };
            frame.text_span = Some(match frame.text_span {
                Some(before) if frame.has_text => before.to(solid),
                _ => solid,
            });
            frame.has_text = true;
            if !frame.gathers {
                self.settle_text();
            }
        }
    }

    /// Matches text among elements, which only `text` can match.
    fn settle_text(&mut self) {
        let index = self.frames.len() - 1;
        let range = self.range(index);
        if self.frames[index].gathers {
            let automaton = &*self.automaton;
            let elements = self.alternatives[range.clone()].iter().any(|one| automaton.arena.has(one.state, ELEMENTS));
            if !elements && !self.frames[index].has_elements {
                // Nothing but data: a child element is the mistake, and the text is judged at the end.
                return;
            }
            self.text.truncate(self.frames[index].text as usize);
        }
        self.frames[index].has_text = false;
        let mut allowed = 0;
        for at in range.clone() {
            let derived = self.text_derivative(at);
            self.alternatives[at].accepted = derived != NOT_ALLOWED;
            allowed += usize::from(derived != NOT_ALLOWED);
        }
        if allowed == 0 {
            let place = self.frames[index].text_span.unwrap_or(self.frames[index].name);
            self.refused.get_or_insert(place);
            match (self.frames[index].text_reported, self.frames[index].text_span) {
                (Some(reported), Some(span)) => {
                    let diagnostic = &mut self.diagnostics[reported];
                    diagnostic.primary = diagnostic.primary.to(span);
                }
                _ => self.frames[index].text_reported = self.explain_text(),
            }
            return;
        }
        for at in range.clone() {
            if self.alternatives[at].accepted {
                let derived = self.text_derivative(at);
                let alternative = self.alternatives[at];
                if alternative.plan == NO_PLAN {
                    if derived != alternative.state {
                        self.set_state(at, derived);
                    }
                } else {
                    let automaton = &*self.automaton;
                    if let Some(member) = automaton.plans[alternative.plan as usize].text {
                        self.members[(alternative.members + member) as usize] = derived;
                    }
                }
            }
        }
        if allowed < range.len() {
            self.keep_accepted(index);
        }
    }

    fn text_derivative(&mut self, index: usize) -> Pat {
        let automaton = &mut *self.automaton;
        let alternative = self.alternatives[index];
        if alternative.plan == NO_PLAN {
            return automaton.text(alternative.state);
        }
        match automaton.plans[alternative.plan as usize].text {
            Some(member) => automaton.text(self.members[(alternative.members + member) as usize]),
            None => NOT_ALLOWED,
        }
    }

    /// Drops the alternatives of a frame, the innermost, that are not accepted.
    fn keep_accepted(&mut self, frame: usize) {
        let range = self.range(frame);
        let mut to = range.start;
        for from in range.clone() {
            if self.alternatives[from].accepted {
                self.alternatives[to] = self.alternatives[from];
                to += 1;
            }
        }
        self.alternatives.truncate(to);
        self.frames[frame].alternatives_end = to as u32;
    }

    /// Whether an alternative of the innermost frame is complete.
    fn is_complete(&mut self, index: usize, context: &dyn Context) -> bool {
        let alternative = self.alternatives[index];
        let frame = self.frames.last().expect("the document's frame stays");
        if frame.gathers && !frame.has_elements {
            let text = frame.text as usize;
            let state = self.state(index);
            let automaton = &mut *self.automaton;
            return automaton.matches(state, &self.text[text..], context);
        }
        let automaton = &mut *self.automaton;
        if alternative.plan == NO_PLAN {
            return automaton.arena.nullable(alternative.state);
        }
        let count = automaton.plans[alternative.plan as usize].members.len();
        let start = alternative.members as usize;
        self.members[start..start + count].iter().all(|member| automaton.arena.nullable(*member))
    }

    /// An end tag. `end_name` is where the name stands in it; `None` for an empty-element tag. `end` is where it
    /// begins.
    pub fn end_element(&mut self, end_name: Option<Span>, end: Span, context: &dyn Context) {
        let index = self.frames.len() - 1;
        if index == 0 {
            return;
        }
        if !self.frames[index].unknown {
            if self.frames[index].has_text && self.frames[index].has_elements {
                self.settle_text();
            }
            let range = self.range(index);
            let mut complete = false;
            for at in range.clone() {
                let ok = self.is_complete(at, context);
                self.alternatives[at].accepted = ok;
                complete |= ok;
            }
            if !complete {
                self.refused.get_or_insert(end);
                self.explain_end(end_name.is_some().then_some(end), context);
                for at in range {
                    self.alternatives[at].accepted = true;
                }
            }
        }
        if self.frames[index].errors.is_some() {
            self.settle_errors(end_name);
        }
        self.leave();
    }

    /// Closes the innermost frame; its parent moves on.
    fn leave(&mut self) {
        let frame = self.frames.pop().expect("an element's frame");
        let children = frame.alternatives as usize..frame.alternatives_end as usize;
        self.members.truncate(frame.members as usize);
        self.seen.truncate(frame.seen as usize);
        self.text.truncate(frame.text as usize);
        let links = frame.links as usize..self.links.len();
        if !links.is_empty() {
            let parent = self.frames.len() - 1;
            let range = self.range(parent);
            let several = range.len() > 1;
            if several {
                for at in range.clone() {
                    self.alternatives[at].accepted = false;
                }
            }
            let mut alive = 0;
            for at in links.clone() {
                let link = self.links[at];
                let automaton = &mut *self.automaton;
                let targets = automaton.targets(link.transition);
                let accepted = |define: u32| {
                    self.alternatives[children.clone()].iter().any(|one| one.define == define && one.accepted)
                };
                let next = match targets {
                    [(define, follow)] if accepted(*define) => *follow,
                    _ => {
                        let follows: Vec<Pat> =
                            targets.iter().filter(|(define, _)| accepted(*define)).map(|(_, follow)| *follow).collect();
                        automaton.arena.choice(follows)
                    }
                };
                if next == NOT_ALLOWED {
                    continue;
                }
                alive += 1;
                let own = link.alternative as usize;
                self.alternatives[own].accepted = true;
                if link.member == u32::MAX {
                    if self.alternatives[own].state != next || self.alternatives[own].plan != NO_PLAN {
                        if !several {
                            self.members.truncate(self.frames[parent].members as usize);
                        }
                        self.set_state(own, next);
                    }
                } else {
                    let member = self.alternatives[own].members + link.member;
                    self.members[member as usize] = next;
                }
            }
            self.links.truncate(links.start);
            self.alternatives.truncate(range.end);
            if several && alive < range.len() && alive > 0 {
                self.keep_accepted(parent);
            }
        } else {
            self.alternatives.truncate(children.start);
        }
    }

    fn collect_ids<T: StartTag>(&mut self, tag: &T) {
        let range = self.range(self.frames.len() - 1);
        let Some(define) = self.alternatives[range].first().map(|one| one.define) else { return };
        for index in 0..tag.attribute_count() {
            let symbol = tag.attribute_symbol(index);
            let automaton = &mut *self.automaton;
            let id_type = match automaton.slot(define, symbol) {
                Some(slot) => slot.id_type,
                None => {
                    let model = automaton.model(define);
                    if !automaton.arena.has(model.rest, ATTRIBUTES) {
                        continue;
                    }
                    let leaves = automaton.attribute_leaves(model.rest, symbol);
                    let contents: Vec<Pat> =
                        leaves.iter().map(|leaf| automaton.arena.leaves.attributes[*leaf as usize].content).collect();
                    let types = contents.into_iter().map(|content| automaton.id_type(content));
                    types.into_iter().find(|one| *one != IdType::None).unwrap_or(IdType::None)
                }
            };
            if id_type == IdType::None {
                continue;
            }
            let (value, span) = (tag.attribute_value(index), tag.attribute_place(index).value);
            match id_type {
                IdType::Id => {
                    let value = value.trim_matches(is_xml_space);
                    if !value.is_empty() {
                        self.ids.defined.push((value.into(), span));
                    }
                }
                IdType::Idref | IdType::Idrefs => {
                    for word in value.split(is_xml_space).filter(|word| !word.is_empty()) {
                        // A value as written has the word where it stands in the text.
                        let start = word.as_ptr() as usize - value.as_ptr() as usize;
                        let place =
                            if span.len() == value.len() { span.slice(start, start + word.len()) } else { span };
                        self.ids.references.push((word.into(), place));
                    }
                }
                IdType::None => {}
            }
        }
    }

    /// The findings of a document that ends too early: references to what may have come are not checked.
    #[must_use]
    pub fn finish_early(mut self) -> Vec<Diagnostic> {
        self.ids.references.clear();
        self.finish()
    }

    /// The findings, in document order.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.conclude()
    }

    /// What [`Validator::finish`] gives; of the validator nothing but the findings is taken.
    pub(super) fn conclude(&mut self) -> Vec<Diagnostic> {
        self.judge_ids();
        if self.dropped > 0 {
            let message = format!("{} more errors are not shown", self.dropped);
            self.diagnostics.push(Diagnostic::note(&catalogue::TOO_MANY_FINDINGS, message, Span::at(self.source, 0)));
        }
        if let Some(place) = self.refused
            && self.diagnostics.is_empty()
        {
            debug_assert!(false, "the schema refuses the document, and no message says why");
            let message = "the document does not match the schema here";
            self.diagnostics.push(Diagnostic::error(&crate::rng::catalogue::ELEMENT_NOT_ALLOWED_HERE, message, place));
        }
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        // one misspelled name is one mistake: what the element that was meant lacks can be told when it is there
        let misspelled: HashSet<Span> = diagnostics
            .iter()
            .filter(|found| found.name == &catalogue::UNKNOWN_ELEMENT && !found.fixes.is_empty())
            .map(|found| found.primary)
            .collect();
        diagnostics.retain(|found| {
            let lacks = found.name == &catalogue::INCOMPLETE_ELEMENT || found.name == &catalogue::MISSING_ATTRIBUTE;
            !lacks || !misspelled.contains(&found.primary)
        });
        diagnostics.sort_by_key(|diagnostic| (diagnostic.primary.start, diagnostic.primary.end));
        diagnostics
    }

    /// IDs that are given twice, and references to none.
    fn judge_ids(&mut self) {
        let ids = std::mem::take(&mut self.ids);
        let mut first: HashMap<&str, Span> = HashMap::with_capacity(ids.defined.len());
        for (value, span) in &ids.defined {
            match first.get(&**value) {
                Some(first) => self.explain_duplicate_id(value, *span, *first),
                None => {
                    first.insert(value, *span);
                }
            }
        }
        let known: OnceCell<Vec<String>> = OnceCell::new();
        for (word, span) in ids.references.iter().filter(|(word, _)| !first.contains_key(&**word)) {
            let known = known.get_or_init(|| first.keys().map(|id| (*id).to_owned()).collect());
            self.explain_unknown_id(word, *span, known);
        }
        self.ids = ids;
    }
}
