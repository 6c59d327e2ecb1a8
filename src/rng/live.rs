//! A document that is judged again after every edit: what editors need in long documents.
//!
//! While the whole is judged, the validator's state is kept every few kilobytes, in front of a start tag, with the
//! elements that are open there. After an edit the text is read from the last such [`Point`] before it to the first
//! behind it where the parser is in front of the same tag with the same elements open, and the validator in the same
//! state: what comes behind is judged as it was. That is nXML's way, and what comes out is what the whole would give;
//! whatever could reach further (a document type, a mistake whose reading depends on text far behind) is judged anew as
//! a whole.

use std::collections::HashSet;
use std::sync::Arc;

use super::catalogue::INCOMPLETE_ELEMENT;
use super::explain::FrameErrors;
use super::pattern::Pat;
use super::schema::Schema;
use super::tree::{Open, Walk, without_placeless_fixes};
use super::validate::{Alternative, Frame, Link, Seen, Validator};
use crate::diagnostic::{Change, Diagnostic, nearest};
use crate::text::{Source, SourceId, Span};
use crate::xml::catalogue as xml_catalogue;
use crate::xml::tolerant::{self, MAX_DIAGNOSTICS};
use crate::xml::{self, Document, Element, NodeId};

/// Bytes between two points.
const STEP: usize = 4096;
/// Points beyond an edit up to which a keystroke is followed.
const NEARBY: usize = 16;
/// With more findings than this the validator tells less of each.
const MAX_FOUND: usize = 900;

/// A document and what is wrong with it.
#[derive(Debug)]
pub struct Live {
    schema: Schema,
    validator: Validator,
    text: Arc<str>,
    source: SourceId,
    points: Vec<Point>,
    /// What is not well-formed, with the offset of the construct at which it was noticed.
    mistakes: Vec<(u32, Diagnostic)>,
    /// Whether an edit needs no look at the whole.
    is_local: bool,
    /// Whether what is kept is that of the text.
    is_sound: bool,
    /// How often the whole was judged.
    wholes: usize,
}

/// What an edited part seems to be, where it is not known what comes of it further on.
#[derive(Debug)]
struct Guess {
    /// Where the part ended before the edit.
    end: u32,
    mistakes: Vec<Diagnostic>,
    /// `None` where it was not judged.
    found: Option<Vec<Diagnostic>>,
}

/// An open element at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Around {
    start: u32,
    unclosed: bool,
    ended: bool,
}

/// A place in front of a start tag.
#[derive(Debug, Clone)]
struct Point {
    at: u32,
    around: Vec<Around>,
    state: State,
    /// What the validator had found, in numbers.
    counts: Counts,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    found: usize,
    defined: usize,
    references: usize,
}

impl Counts {
    fn of(validator: &Validator) -> Self {
        Self {
            found: validator.diagnostics.len(),
            defined: validator.ids.defined.len(),
            references: validator.ids.references.len(),
        }
    }
}

/// A validator's state.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    frames: Vec<Frame>,
    alternatives: Vec<Alternative>,
    members: Vec<Pat>,
    links: Vec<Link>,
    seen: Vec<Seen>,
    text: String,
}

impl State {
    /// The state of a validator, unless a finding at hand may grow yet.
    fn of(validator: &Validator) -> Option<Self> {
        let grows = validator.frames.last().is_some_and(|frame| frame.text_reported.is_some());
        let mut alternatives = validator.alternatives.clone();
        alternatives.iter_mut().for_each(|one| one.accepted = false);
        let mut frames = validator.frames.clone();
        // of the other frames it is forgotten before it is looked at
        frames.iter_mut().for_each(|frame| frame.text_reported = None);
        (!grows).then(|| Self {
            frames,
            alternatives,
            members: validator.members.clone(),
            links: validator.links.clone(),
            seen: validator.seen.clone(),
            text: validator.text.clone(),
        })
    }

    fn restore(&self, validator: &mut Validator) {
        validator.frames.clone_from(&self.frames);
        validator.alternatives.clone_from(&self.alternatives);
        validator.members.clone_from(&self.members);
        validator.links.clone_from(&self.links);
        validator.seen.clone_from(&self.seen);
        validator.text.clone_from(&self.text);
        validator.pending = FrameErrors::default();
        validator.refused = None;
    }

    /// The state where the text before it has been edited.
    fn moved(&mut self, edit: &Change) -> Option<()> {
        for frame in &mut self.frames {
            edit.span(&mut frame.name)?;
            if let Some(span) = &mut frame.text_span {
                edit.span(span)?;
            }
        }
        self.seen.iter_mut().try_for_each(|one| edit.span(&mut one.name))
    }
}

impl Live {
    /// Judges a document for the first time.
    #[must_use]
    pub fn new(schema: &Schema, source: &Source) -> Self {
        let validator = schema.validator(source.id);
        let mut live = Self {
            schema: schema.clone(),
            validator,
            text: source.text.clone(),
            source: source.id,
            points: Vec::new(),
            mistakes: Vec::new(),
            is_local: false,
            is_sound: true,
            wholes: 0,
        };
        live.judge(source);
        live
    }

    /// Judges the document after an edit.
    pub fn update(&mut self, source: &Source) {
        let Some(change) = Change::between(&self.text, &source.text) else { return };
        if source.id != self.source || self.judge_part(source, change, usize::MAX, &mut None).is_none() {
            self.judge_whole(source);
        }
        self.text = source.text.clone();
    }

    /// As [`Live::update`], but where an edit reaches far nothing is changed: what can be told for now comes out. That
    /// is what is wrong in the neighbourhood of the edit, as far as that is known without the rest, and what was wrong
    /// elsewhere before.
    pub fn update_nearby(&mut self, source: &Source) -> Option<Vec<Diagnostic>> {
        let Some(change) = Change::between(&self.text, &source.text) else {
            self.text = source.text.clone();
            return None;
        };
        let mut guess = None;
        let is_judged = source.id == self.source && self.judge_part(source, change, NEARBY, &mut guess).is_some();
        if is_judged || !self.is_sound {
            if !is_judged {
                self.judge_whole(source);
            }
            self.text = source.text.clone();
            return None;
        }
        Some(self.provisional(source, change, guess))
    }

    /// Whether it was judged as this text.
    #[must_use]
    pub fn is_of(&self, text: &Arc<str>) -> bool {
        Arc::ptr_eq(&self.text, text)
    }

    fn judge_whole(&mut self, source: &Source) {
        self.validator = self.schema.validator(source.id);
        self.source = source.id;
        self.judge(source);
    }

    fn provisional(&mut self, source: &Source, change: Change, guess: Option<Guess>) -> Vec<Diagnostic> {
        let first = self.points.partition_point(|point| point.at + 2 <= change.start).checked_sub(1);
        let start = first.map_or(0, |first| self.points[first].at);
        let near = guess.unwrap_or_else(|| {
            // what was read does not end where it ended: only what is not well-formed is told
            let last = self.points.partition_point(|point| point.at < change.old_end.max(change.start + 1));
            let end = self.points.get(last).map_or(text_end(&self.text), |point| point.at);
            let around: Vec<u32> =
                first.map_or(Vec::new(), |first| self.points[first].around.iter().map(|one| one.start).collect());
            let range = start as usize..change.place(end).unwrap_or(change.new_end) as usize;
            Guess { end, mistakes: tolerant::mistakes_in(source, &around, range), found: None }
        });
        let inside = start..near.end;
        let mut all: Vec<Diagnostic> = Vec::new();
        let moved = |one: &Diagnostic| {
            let mut one = one.clone();
            change.diagnostic(&mut one).map(|()| one)
        };
        all.extend(self.mistakes.iter().filter(|(at, _)| !inside.contains(at)).filter_map(|(_, one)| moved(one)));
        all.extend(near.mistakes);
        self.validator.refused = None;
        let kept = self.validator.diagnostics.clone();
        let mut found = self.validator.conclude();
        self.validator.diagnostics = kept;
        without_placeless_fixes(&mut found);
        found.retain(|one| near.found.is_none() || !inside.contains(&one.primary.start));
        all.extend(found.iter().filter_map(moved));
        all.extend(near.found.into_iter().flatten());
        all.sort_by_key(|one| (one.primary.start, one.primary.end));
        all
    }

    /// What is not well-formed, then what the schema does not allow: as parsing and [`Schema::validate`] have it.
    #[must_use]
    pub fn diagnostics(&mut self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.mistakes.iter().map(|(_, mistake)| mistake.clone()).collect();
        let kept = self.validator.diagnostics.clone();
        let mut found = self.validator.conclude();
        self.validator.diagnostics = kept;
        without_placeless_fixes(&mut found);
        all.extend(found);
        all
    }

    /// How often the whole was judged, for tests of what is not.
    #[must_use]
    pub fn wholes(&self) -> usize {
        self.wholes
    }

    fn judge(&mut self, source: &Source) {
        self.wholes += 1;
        self.is_sound = true;
        let parsed = xml::parse(source);
        let noticed = if parsed.diagnostics.is_empty() { Vec::new() } else { tolerant::mistakes(source) };
        let text = &*source.text;
        // what reaches further than the state tells: entities, line ends that the strict parser changes
        let is_plain = !text.contains("<!DOCTYPE") && !text.contains('\r') && !text.starts_with('\u{feff}');
        let is_told = noticed.iter().map(|(_, one)| one).eq(parsed.diagnostics.iter());
        self.mistakes = if is_told { noticed } else { parsed.diagnostics.into_iter().map(|one| (0, one)).collect() };
        let mut points = Points::new(0, &self.validator);
        let mut walk = Walk::new(&self.schema, &mut self.validator, &parsed.document);
        walk.run(parsed.document.first_child(NodeId::ROOT), &[], &mut |validator, open, element| {
            points.pass(validator, open, element);
        });
        self.points = points.list;
        self.is_local = is_plain && is_told && self.is_ordinary();
    }

    /// Whether nothing has run into a limit.
    fn is_ordinary(&self) -> bool {
        let validator = &self.validator;
        self.mistakes.len() < MAX_DIAGNOSTICS && validator.diagnostics.len() < MAX_FOUND && validator.dropped == 0
    }

    /// Judges what an edit can have changed; `None` where that is not known. Nothing is changed then, save the
    /// validator.
    fn judge_part(&mut self, source: &Source, change: Change, most: usize, guess: &mut Option<Guess>) -> Option<()> {
        let text = &*source.text;
        let new = change.start as usize..change.new_end as usize;
        let around =
            text.get(floor(text, new.start.saturating_sub(16))..floor(text, (new.end + 16).min(text.len())))?;
        if !self.is_local || around.contains("<!") && around.contains("DOCTYPE") || text[new].contains('\r') {
            return None;
        }
        // the tag that a point stands in front of begins as it did
        let first = self.points.partition_point(|point| point.at + 2 <= change.start).checked_sub(1)?;
        let mut last = self.points.partition_point(|point| point.at < change.old_end.max(change.start + 1));
        let mut step = 1;
        loop {
            // behind the last point comes the end of the text
            last = last.min(self.points.len());
            if let Some(part) = self.read_part(source, change, (first, last), guess) {
                return self.put_in(part, change, first, last);
            }
            if last == self.points.len() || last - first > most {
                return None;
            }
            last += step;
            step *= 2;
        }
    }

    fn read_part(
        &mut self,
        source: &Source,
        change: Change,
        (first, last): (usize, usize),
        guess: &mut Option<Guess>,
    ) -> Option<Judged> {
        let start = &self.points[first];
        let end = self.points.get(last);
        let end_at = end.map_or(Some(text_end(&source.text)), |end| change.place(end.at))?;
        let end_around = end.map_or(&[][..], |end| &end.around);
        let range = start.at as usize..end_at as usize;
        if self.mistakes.iter().any(|(at, mistake)| (*at as usize) < range.start && reaches_far(mistake, &self.text)) {
            return None;
        }
        let starts: Vec<u32> = start.around.iter().map(|one| one.start).collect();
        let part = tolerant::parse_part(source, &starts, range)?;
        // the same elements are open as were open there before
        let document = &part.document;
        let opened: Vec<u32> = part.open.iter().map(|node| tag_start(document, *node)).collect::<Option<_>>()?;
        let before: Vec<u32> = end_around.iter().map(|one| change.place(one.start)).collect::<Option<_>>()?;
        if opened != before || !self.same_names(document, &part.open, end_around) {
            return None;
        }
        start.state.restore(&mut self.validator);
        let generation = self.validator.automaton.generation;
        let whole = std::mem::take(&mut self.validator.diagnostics);
        let ids = (std::mem::take(&mut self.validator.ids.defined), std::mem::take(&mut self.validator.ids.references));
        self.validator.diagnostics = whole[..start.counts.found].to_vec();
        let judged = self.walk_part(&part, first, last, end_at);
        let validator = &mut self.validator;
        let found = std::mem::replace(&mut validator.diagnostics, whole);
        let defined = std::mem::replace(&mut validator.ids.defined, ids.0);
        let references = std::mem::replace(&mut validator.ids.references, ids.1);
        let start = &self.points[first];
        if guess.is_none() {
            let mistakes = part.mistakes.iter().map(|(_, mistake)| mistake.clone()).collect();
            let end = self.points.get(last).map_or(text_end(&self.text), |point| point.at);
            *guess = Some(Guess { end, mistakes, found: Some(found[start.counts.found..].to_vec()) });
        }
        let (points, state) = judged?;
        let is_explained = validator.refused.is_none() || found.len() > start.counts.found;
        let is_same = validator.automaton.generation == generation && is_explained;
        let patch = match is_same.then_some(state)? {
            Some(state) => self.same_state(state, change, first, last)?,
            None => Vec::new(),
        };
        let found = found[start.counts.found..].to_vec();
        Some(Judged { points, found, defined, references, mistakes: part.mistakes, patch })
    }

    fn same_names(&self, document: &Document, open: &[NodeId], before: &[Around]) -> bool {
        open.iter().zip(before).all(|(node, around)| {
            let Some(spans) = document.element(*node).and_then(|element| element.spans) else { return false };
            let start = around.start as usize + 1;
            let old = self.text.get(start..start + spans.name.len());
            let new = document.name(*node).map(|name| name.to_string());
            old == new.as_deref() && {
                let next = self.text[start + spans.name.len()..].chars().next();
                next.is_none_or(|c| !xml::is_name_char(c))
            }
        })
    }

    /// Tells the validator of a part. The points in it, and the state behind it.
    fn walk_part(
        &mut self,
        part: &tolerant::Part,
        first: usize,
        last: usize,
        end: u32,
    ) -> Option<(Vec<Point>, Option<State>)> {
        let start = &self.points[first];
        let behind = self.points.get(last).map(|point| &point.around[..]);
        let end_around = behind.unwrap_or_default();
        let document = &part.document;
        let mut points = Points::new(start.at as usize, &self.validator);
        points.end = end;
        let mut walk = Walk::new(&self.schema, &mut self.validator, document);
        let mut innermost = NodeId::ROOT;
        for (depth, around) in start.around.iter().enumerate() {
            innermost = document.first_child(innermost)?;
            let element = document.element(innermost)?;
            let is_still_open = part.open.get(depth) == Some(&innermost);
            let unclosed = if is_still_open {
                end_around[depth].unclosed
            } else {
                element.spans.is_some_and(|spans| spans.lacks_end_tag())
            };
            if unclosed != around.unclosed && !is_still_open {
                // whether it was closed decided what came before
                return None;
            }
            walk.enter(element, unclosed, around.ended);
        }
        let from = match document.first_child(innermost) {
            Some(child) => Some(child),
            None if part.open.contains(&innermost) => None,
            None => {
                walk.end();
                walk.behind(innermost, &part.open)
            }
        };
        walk.run(from, &part.open, &mut |validator, open, element| points.pass(validator, open, element));
        // elements that were opened in the part and are still open: whether they are closed is known from before
        let open: Vec<bool> = walk.open.iter().map(|open| open.ended).collect();
        let is_same = open.len() == end_around.len()
            && open.iter().zip(end_around).all(|(ended, around)| *ended == around.ended)
            && end_around.iter().skip(start.around.len()).all(|around| !around.unclosed);
        if behind.is_none() {
            return is_same.then_some((points.list, None));
        }
        let state = State::of(&self.validator)?;
        is_same.then_some((points.list, Some(state)))
    }

    /// Whether a state is that of the point `last`. Children that were not known do not count where nothing came of
    /// them; then the result holds the frames whose list of them is another.
    fn same_state(&self, mut state: State, change: Change, first: usize, last: usize) -> Option<Vec<Patch>> {
        let point = &self.points[last];
        let mut old = point.state.clone();
        old.moved(&change)?;
        if state.frames.len() != old.frames.len() {
            return None;
        }
        let begin = self.points[first].counts.found;
        let mut patches = Vec::new();
        for depth in 0..state.frames.len() {
            let empty = FrameErrors::default();
            let unknown = |frame: &Frame| frame.errors.as_deref().unwrap_or(&empty).unknown.clone();
            let (own, other) = (unknown(&state.frames[depth]), unknown(&old.frames[depth]));
            if own == other && own.iter().all(|index| *index < begin) {
                continue;
            }
            // something came of them where the element was found to lack something
            let name = point.state.frames[depth].name;
            let lacks = |found: &Diagnostic| found.name == &INCOMPLETE_ELEMENT && found.primary == name;
            let all = &self.validator.diagnostics;
            let is_told =
                |index: &usize| all.get(*index).is_some_and(|found| found.notes.iter().any(|note| is_meant(note)));
            if all[point.counts.found..].iter().any(lacks) || other.iter().any(is_told) {
                return None;
            }
            for frame in [&mut state.frames[depth], &mut old.frames[depth]] {
                if let Some(errors) = &mut frame.errors {
                    errors.unknown.clear();
                }
                if frame.errors.as_deref() == Some(&FrameErrors::default()) {
                    frame.errors = None;
                }
            }
            patches.push(Patch { depth, unknown: own });
        }
        let is_settled = state.frames.iter().all(|frame| frame.errors.as_ref().is_none_or(|one| one.is_before(begin)));
        (is_settled && state == old).then_some(patches)
    }

    /// Puts what was found in a part in the place of what was.
    fn put_in(&mut self, judged: Judged, change: Change, first: usize, last: usize) -> Option<()> {
        let from = self.points[first].counts;
        let to = self.points.get(last).map_or_else(|| Counts::of(&self.validator), |point| point.counts);
        let start = self.points[first].at;
        let end = self.points.get(last).map_or(u32::MAX, |point| point.at);
        // whatever fails below leaves the old state, which is then of no use any more
        (self.is_local, self.is_sound) = (false, false);
        let validator = &mut self.validator;
        let mut kept: Vec<Diagnostic> = std::mem::take(&mut validator.diagnostics);
        let behind = kept.split_off(to.found);
        kept.truncate(from.found);
        let added = judged.found.len();
        let moved = |list: Vec<Diagnostic>| -> Option<Vec<Diagnostic>> {
            list.into_iter().map(|mut one| change.diagnostic(&mut one).map(|()| one)).collect()
        };
        let mut found = moved(kept)?;
        found.extend(judged.found);
        found.extend(moved(behind)?);
        validator.diagnostics = found;
        validator.refused = None;
        splice(&mut validator.ids.defined, from.defined..to.defined, &judged.defined, change)?;
        splice(&mut validator.ids.references, from.references..to.references, &judged.references, change)?;
        let mut mistakes = Vec::new();
        let mut new = Some(judged.mistakes);
        for (at, mut mistake) in std::mem::take(&mut self.mistakes) {
            if at >= start && new.is_some() {
                mistakes.extend(new.take().into_iter().flatten());
            }
            if at < start || at >= end {
                change.diagnostic(&mut mistake)?;
                mistakes.push((change.place(at)?, mistake));
            }
        }
        mistakes.extend(new.into_iter().flatten());
        self.mistakes = mistakes;
        let added_to = Counts {
            found: from.found + added,
            defined: from.defined + judged.defined.len(),
            references: from.references + judged.references.len(),
        };
        let later = self.points.split_off(last);
        self.points.truncate(first + 1);
        // the first of the part is the point that it began at
        self.points.extend(judged.points.into_iter().filter(|point| point.at > start).map(|mut point| {
            point.counts.defined += from.defined;
            point.counts.references += from.references;
            point
        }));
        let mut open: HashSet<usize> = judged.patch.iter().map(|patch| patch.depth).collect();
        let names = |point: &Point| point.state.frames.iter().map(|frame| frame.name).collect();
        let names: Vec<Span> = later.first().map(names).unwrap_or_default();
        for mut point in later {
            // a frame is the same as long as its name stands where it stood
            open.retain(|depth| point.state.frames.get(*depth).is_some_and(|frame| frame.name == names[*depth]));
            for patch in judged.patch.iter().filter(|patch| open.contains(&patch.depth)) {
                point.state.patch(patch, to.found);
            }
            point.state.renumber(to.found, added_to.found, &judged.patch, &open);
            point.state.moved(&change)?;
            point.at = change.place(point.at)?;
            for around in &mut point.around {
                around.start = change.place(around.start)?;
            }
            point.counts.found = point.counts.found - to.found + added_to.found;
            point.counts.defined = point.counts.defined - to.defined + added_to.defined;
            point.counts.references = point.counts.references - to.references + added_to.references;
            self.points.push(point);
        }
        let is_ordinary = self.is_ordinary();
        (self.is_local, self.is_sound) = (is_ordinary, is_ordinary);
        self.is_local.then_some(())
    }
}

fn is_meant(note: &str) -> bool {
    note.ends_with("was that meant here?")
}

/// A frame that has other unknown children now.
#[derive(Debug)]
struct Patch {
    depth: usize,
    unknown: Vec<usize>,
}

impl State {
    /// Takes the unknown children of a patch in the place of those that came before the finding `end`.
    fn patch(&mut self, patch: &Patch, end: usize) {
        let errors = self.frames[patch.depth].errors.get_or_insert_default();
        errors.unknown.retain(|index| *index >= end);
        // they are renumbered with the rest: kept apart until then
        if errors.unknown.is_empty() && patch.unknown.is_empty() && **errors == FrameErrors::default() {
            self.frames[patch.depth].errors = None;
        }
    }

    /// Gives findings from `old` on the numbers from `new` on, and adds the unknown children of the patches.
    fn renumber(&mut self, old: usize, new: usize, patches: &[Patch], open: &HashSet<usize>) {
        for frame in &mut self.frames {
            if let Some(errors) = &mut frame.errors {
                errors.renumber(|index| if index >= old { index - old + new } else { index });
            }
        }
        for patch in patches.iter().filter(|patch| open.contains(&patch.depth) && !patch.unknown.is_empty()) {
            let errors = self.frames[patch.depth].errors.get_or_insert_default();
            let later = std::mem::replace(&mut errors.unknown, patch.unknown.clone());
            errors.unknown.extend(later);
        }
    }
}

/// What came of a part.
#[derive(Debug)]
struct Judged {
    points: Vec<Point>,
    found: Vec<Diagnostic>,
    defined: Vec<(Box<str>, Span)>,
    references: Vec<(Box<str>, Span)>,
    mistakes: Vec<(u32, Diagnostic)>,
    patch: Vec<Patch>,
}

type Ids = Vec<(Box<str>, Span)>;

fn splice(list: &mut Ids, range: std::ops::Range<usize>, new: &Ids, change: Change) -> Option<()> {
    list[range.end..].iter_mut().try_for_each(|(_, span)| change.span(span))?;
    list.splice(range, new.iter().cloned());
    Some(())
}

/// Collects points on the way.
struct Points {
    list: Vec<Point>,
    next: usize,
    generation: u64,
    /// No points from here on.
    end: u32,
}

impl Points {
    fn new(from: usize, validator: &Validator) -> Self {
        Self { list: Vec::new(), next: from, generation: validator.automaton.generation, end: u32::MAX }
    }

    fn pass(&mut self, validator: &Validator, open: &[Open<'_>], element: &Element) {
        let Some(at) = element.spans.map(|spans| spans.start_tag.start).filter(|at| *at as usize >= self.next) else {
            return;
        };
        if validator.automaton.generation != self.generation {
            // the states that were kept are written in numbers that hold no more
            self.generation = validator.automaton.generation;
            self.list.clear();
        }
        let around = open.iter().map(|open| {
            let start = open.element.spans?.start_tag.start;
            Some(Around { start, unclosed: open.unclosed, ended: open.ended })
        });
        if at < self.end
            && let Some(around) = around.collect()
            && let Some(state) = State::of(validator)
        {
            self.next = at as usize + STEP;
            let counts = Counts::of(validator);
            self.list.push(Point { at, around, state, counts });
        }
    }
}

fn tag_start(document: &Document, node: NodeId) -> Option<u32> {
    document.element(node)?.spans.map(|spans| spans.start_tag.start)
}

fn text_end(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// The boundary of a character at or before an offset.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether what a mistake was taken for rests on text far behind it.
fn reaches_far(mistake: &Diagnostic, text: &str) -> bool {
    let is = |list: &[&'static crate::diagnostic::Entry]| list.iter().any(|entry| mistake.name == *entry);
    if is(&[&xml_catalogue::MISMATCHED_END_TAG]) {
        // the tag was taken for another one because of its spelling, or because of what follows
        let written = text.get(mistake.primary.range()).unwrap_or("");
        let meant = mistake.fixes.first().and_then(|fix| fix.edits.first());
        return meant.is_none_or(|edit| nearest(written, [edit.text.as_str()]).is_none());
    }
    if is(&[&xml_catalogue::UNESCAPED_LESS_THAN]) {
        // `<![` may be a section that ends somewhere
        return text.get(mistake.primary.start as usize..).is_some_and(|rest| rest.starts_with("<!"));
    }
    is(&[
        &xml_catalogue::UNTERMINATED_ATTRIBUTE_VALUE,
        &xml_catalogue::UNTERMINATED_COMMENT,
        &xml_catalogue::UNTERMINATED_CDATA,
        &xml_catalogue::UNTERMINATED_PROCESSING_INSTRUCTION,
        &xml_catalogue::MALFORMED_DOCTYPE,
        &xml_catalogue::NO_ROOT_ELEMENT,
    ])
}
