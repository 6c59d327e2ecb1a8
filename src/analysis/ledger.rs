//! One mistake, one diagnostic: every stage tells the ledger what it found, and the ledger decides what is news.
//!
//! What a stage called wrong, later stages do not judge again: they would complain of what follows from it. Findings
//! come with places in whatever text a stage saw; they are kept with places in the user's.

use std::collections::{HashMap, HashSet};

use super::meant::Doubts;
use crate::bundle::Bundle;
use crate::diagnostic::{Diagnostic, Fact, Severity, has_errors};
use crate::text::{SourceId, Sources, Span};
use crate::upgrade::Upgraded;
use crate::xml::NodeId;

/// The stages, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Well-formedness.
    Text,
    /// What is included.
    Includes,
    /// The upgrade to the newest version.
    Upgrade,
    /// RELAX NG.
    Schema,
    /// KIWI's Schematron rules.
    Schematron,
    /// The content of `extension`.
    Extension,
    /// Lint rules.
    Rules,
    /// Other programs.
    Others,
}

/// What was told so far.
#[derive(Debug)]
pub(super) struct Ledger<'b> {
    bundle: &'b Bundle,
    told: Vec<Diagnostic>,
    wrong: Places,
    /// Where a decision is asked for: the schema points at the attribute's name or value.
    undecided: Vec<Span>,
    /// Elements that are no longer part of the schema: their names and the whole of them.
    gone: Vec<(Span, Span)>,
    doubts: Doubts,
}

impl<'b> Ledger<'b> {
    pub(super) fn new(bundle: &'b Bundle) -> Self {
        Self {
            bundle,
            told: Vec::new(),
            wrong: Places::default(),
            undecided: Vec::new(),
            gone: Vec::new(),
            doubts: Doubts::default(),
        }
    }

    /// Takes what is not known of the description because of its mistakes.
    pub(super) fn doubt(&mut self, doubts: Doubts) {
        self.doubts = doubts;
    }

    /// Takes what a stage found, as far as it is news. Gives back, as it came, what does not follow from mistakes that
    /// the same judges have found, news or not.
    pub(super) fn tell(
        &mut self,
        stage: Stage,
        found: Vec<Diagnostic>,
        upgraded: Option<&Upgraded>,
        sources: &Sources,
    ) -> Vec<Diagnostic> {
        let before = self.told.len();
        let (mut sound, mut wrong) = (Vec::new(), Vec::new());
        for finding in found {
            if matches!(stage, Stage::Schematron | Stage::Rules) && self.doubts.cover(&finding) {
                continue;
            }
            let home = match upgraded {
                Some(upgraded) => upgraded.carry_back(finding.clone(), sources),
                None => finding.clone().at_home(sources),
            };
            if self.follows(stage, &home) {
                continue;
            }
            sound.push(finding);
            if home.severity == Severity::Error && !home.primary.is_empty() {
                wrong.push((home.primary, stage >= Stage::Schema && !home.name.blocks(Fact::Completeness)));
            }
            let is_made = stage == Stage::Rules && upgraded.is_some_and(|upgraded| is_made(&home, upgraded, sources));
            if !is_made && self.is_news(stage, &home) {
                self.told.push(home);
            }
        }
        self.learn(before);
        for (place, around) in wrong {
            self.wrong.add(place, around);
        }
        self.wrong.sort();
        sound
    }

    /// Whether an error was told.
    pub(super) fn has_errors(&self) -> bool {
        has_errors(&self.told)
    }

    /// How much was told.
    pub(super) fn told(&self) -> usize {
        self.told.len()
    }

    /// All that was told.
    pub(super) fn into_told(self) -> Vec<Diagnostic> {
        self.told
    }

    /// Whether a finding rests on what an earlier stage called wrong: once that is mended, the stage may well be content.
    fn follows(&self, stage: Stage, finding: &Diagnostic) -> bool {
        match stage {
            Stage::Schematron => {
                let mut places = std::iter::once(finding.primary).chain(finding.labels.iter().map(|label| label.span));
                places.any(|place| self.wrong.touches(place))
            }
            Stage::Rules => self.wrong.ends_with(finding.primary),
            _ => false,
        }
    }

    /// Whether nothing was told of the place, nor of what is around it, that makes the finding idle.
    fn is_news(&self, stage: Stage, finding: &Diagnostic) -> bool {
        let place = finding.primary;
        let is_asked = || !place.is_empty() && self.undecided.iter().any(|asked| asked.contains(place));
        let is_gone = || self.gone.iter().any(|(name, whole)| place != *name && whole.contains(place));
        match stage {
            Stage::Text | Stage::Includes => true,
            Stage::Upgrade => !self.wrong.is_at(place),
            _ => !self.wrong.is_at(place) && !is_asked() && !is_gone(),
        }
    }

    /// Remembers what keeps later stages from judging more than the place itself.
    fn learn(&mut self, before: usize) {
        let mut names = HashSet::new();
        for one in self.told[before..].iter().filter(|one| !one.primary.is_empty()) {
            if one.severity == Severity::Error && one.name.blocks(Fact::Decision) {
                self.undecided.push(one.primary);
            }
            if one.name.blocks(Fact::Element) {
                names.insert(one.primary);
            }
        }
        let with: HashSet<SourceId> = names.iter().map(|name| name.source).collect();
        for file in self.bundle.files.iter().filter(|file| with.contains(&file.source)) {
            let document = &file.document;
            self.gone.extend(document.descendants(NodeId::ROOT).filter_map(|node| {
                let name = document.name_span(node).filter(|name| names.contains(name))?;
                Some((name, document.span(node)?))
            }));
        }
    }
}

/// Whether two entries are the same only because the upgrade took something away from one of them, as `replaces` from
/// `package`: in the user's text they differ.
fn is_made(finding: &Diagnostic, upgraded: &Upgraded, sources: &Sources) -> bool {
    if !finding.name.needs(Fact::Tag) {
        return false;
    }
    let place = finding.primary;
    let Some(file) = upgraded.files.iter().find(|file| file.source == place.source) else { return false };
    let text = &sources.get(place.source).text;
    let start = text[..place.start as usize].rfind('<').unwrap_or(0);
    let end = text[place.end as usize..].find('>').map_or(text.len(), |at| place.end as usize + at);
    let tag = Span::new(place.source, start, end);
    file.edits.edits().iter().any(|edit| tag.contains(edit.span))
}

/// Places of errors. Those of XML nest or lie apart.
#[derive(Debug, Default)]
struct Places {
    all: HashSet<Span>,
    /// The start of the longest place with this end.
    by_end: HashMap<(SourceId, u32), u32>,
    /// Places that others around and inside of them stand on, by start, with the furthest end so far.
    around: Vec<(Span, u32)>,
}

impl Places {
    fn add(&mut self, place: Span, around: bool) {
        self.all.insert(place);
        let start = self.by_end.entry((place.source, place.end)).or_insert(place.start);
        *start = place.start.min(*start);
        if around {
            self.around.push((place, 0));
        }
    }

    fn sort(&mut self) {
        self.around.sort_by_key(|(place, _)| (place.source, place.start, place.end));
        let mut furthest = (SourceId::default(), 0);
        for (place, end) in &mut self.around {
            furthest = if furthest.0 == place.source {
                (place.source, furthest.1.max(place.end))
            } else {
                (place.source, place.end)
            };
            *end = furthest.1;
        }
    }

    /// Whether this very place is wrong.
    fn is_at(&self, place: Span) -> bool {
        self.all.contains(&place)
    }

    /// Whether what is wrong holds the place and ends with it: one finding points at an attribute, the other at its
    /// value, and a quote is between their ends.
    fn ends_with(&self, place: Span) -> bool {
        let starts = |end: u32| self.by_end.get(&(place.source, end)).is_some_and(|start| *start <= place.start);
        !place.is_empty() && (starts(place.end) || starts(place.end + 1))
    }

    /// Whether the place holds what is wrong, or lies in it.
    fn touches(&self, place: Span) -> bool {
        if place.is_empty() {
            return false;
        }
        let next = self.around.partition_point(|(own, _)| (own.source, own.start) <= (place.source, place.start));
        let is_in = next
            .checked_sub(1)
            .is_some_and(|last| self.around[last].0.source == place.source && self.around[last].1 >= place.end);
        let first = self.around.partition_point(|(own, _)| (own.source, own.start) < (place.source, place.start));
        let mut inside =
            self.around[first..].iter().take_while(|(own, _)| own.source == place.source && own.start < place.end);
        is_in || inside.any(|(own, _)| place.contains(*own))
    }
}
