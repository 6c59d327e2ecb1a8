//! From the upgraded text back to what the user wrote.

use std::ops::Range;

use super::changes::ChangeKind;
use super::{Upgrade, step};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::text::{SourceId, Span};

impl Upgrade {
    /// The user's text for a range of the upgraded one. What a step wrote stands for what it was made from.
    #[must_use]
    pub fn old_span(&self, new: Range<usize>) -> Span {
        let link = self
            .links
            .iter()
            .filter(|link| link.new.start <= new.start && new.end <= link.new.end)
            .min_by_key(|link| link.new.len());
        if let Some(link) = link {
            return link.old;
        }
        let map = self.edits.source_map();
        let (start, mut end) = (map.to_old(new.start), map.to_old(new.end));
        if end <= start && !new.is_empty() {
            // All of it was written by one edit: it stands for all that the edit replaced.
            let edit =
                self.edits.edits().iter().find(|edit| edit.span.start as usize == start && !edit.span.is_empty());
            end = edit.map_or(start, |edit| edit.span.end as usize);
        }
        Span::new(self.source, start, end.max(start))
    }

    /// A diagnostic about the upgraded text, which is `upgraded` in the sources, as one about the user's text: places
    /// are the user's, names that a step changed are the user's, and a label says which step.
    #[must_use]
    pub fn carry_back(&self, mut diagnostic: Diagnostic, upgraded: &dyn Fn(SourceId) -> bool) -> Diagnostic {
        let carry = |span: Span| if upgraded(span.source) { self.old_span(span.range()) } else { span };
        let was_here = upgraded(diagnostic.primary.source);
        diagnostic.primary = carry(diagnostic.primary);
        for label in &mut diagnostic.labels {
            label.span = carry(label.span);
        }
        for fix in &mut diagnostic.fixes {
            let places: Option<Vec<Span>> = fix
                .edits
                .iter()
                .map(|edit| match upgraded(edit.span.source) {
                    true => self.exact_span(edit.span.range()),
                    false => Some(edit.span),
                })
                .collect();
            if let Some(places) = places {
                for (edit, place) in fix.edits.iter_mut().zip(places) {
                    edit.span = place;
                }
            } else {
                // It would change what the steps made, and that is not in the user's text.
                fix.edits.clear();
                fix.applicability = Applicability::DisplayOnly;
            }
        }
        if was_here {
            self.name_steps(&mut diagnostic);
        }
        diagnostic
    }

    /// The user's text for a range of the upgraded one that holds the very same bytes: no edit touches it, or one moved
    /// it.
    fn exact_span(&self, new: Range<usize>) -> Option<Span> {
        if self.is_untouched(new.clone()) {
            return Some(self.old_span(new));
        }
        self.links.iter().find(|link| link.new == new && link.is_verbatim).map(|link| link.old)
    }

    /// Whether no edit touches a range of the upgraded text.
    fn is_untouched(&self, new: Range<usize>) -> bool {
        let mut delta = 0i64;
        self.edits.edits().iter().all(|edit| {
            let start = (i64::from(edit.span.start) + delta) as usize;
            delta += edit.text.len() as i64 - edit.span.len() as i64;
            let end = start + edit.text.len();
            end < new.start
                || new.end < start
                || (end == new.start && start != end)
                || (new.end == start && start != end)
        })
    }

    fn name_steps(&self, diagnostic: &mut Diagnostic) {
        let primary = diagnostic.primary;
        let touches = |one: Span, other: Span| {
            one.source == other.source && (other.contains(one) || (one.contains(other) && !other.is_empty()))
        };
        let own_labels = diagnostic.labels.len();
        for change in self.changes.iter().rev() {
            let by = format!("by the upgrade step {}", step(change.step).label());
            if let ChangeKind::AttributeChanged { from, .. } | ChangeKind::TextChanged { from, .. } = &change.kind
                && !touches(primary, change.span)
            {
                for label in diagnostic.labels[..own_labels].iter_mut().filter(|one| touches(one.span, change.span)) {
                    label.message = format!("{}; changed from `{from}` {by}", label.message);
                }
            }
            // What is wrong in a renamed element may be told with its name.
            if let ChangeKind::ElementRenamed { from, to } = &change.kind
                && !touches(primary, change.span)
                && change.element.contains(primary)
                && diagnostic.message.contains(&format!("`{to}`"))
            {
                diagnostic.message = diagnostic.message.replace(&format!("`{to}`"), &format!("`{from}`"));
                let message = format!("renamed to `{to}` {by}");
                diagnostic.labels.push(crate::diagnostic::Label { span: change.span, message });
            }
            if !touches(primary, change.span) {
                continue;
            }
            match &change.kind {
                ChangeKind::ElementRenamed { from, to } | ChangeKind::AttributeRenamed { from, to, .. } => {
                    let named = format!("`{to}`");
                    if diagnostic.message.contains(&named) {
                        diagnostic.message = diagnostic.message.replace(&named, &format!("`{from}`"));
                    }
                    diagnostic.labels.push(crate::diagnostic::Label {
                        span: change.span,
                        message: format!("renamed to `{to}` {by}"),
                    });
                }
                ChangeKind::AttributeMoved { element, from, into, to } => {
                    let whole = format!("`{to}` of `{into}`");
                    diagnostic.message = match diagnostic.message.contains(&whole) {
                        true => diagnostic.message.replace(&whole, &format!("`{from}` of `{element}`")),
                        false => diagnostic.message.replace(&format!("`{to}`"), &format!("`{from}`")),
                    };
                    diagnostic.labels.push(crate::diagnostic::Label {
                        span: change.span,
                        message: format!("moved to `{to}` of `{into}` {by}"),
                    });
                }
                ChangeKind::AttributeAdded { name, value, .. } if diagnostic.message.contains(&format!("`{name}`")) => {
                    diagnostic.labels.push(crate::diagnostic::Label {
                        span: change.span,
                        message: format!("gets `{name}=\"{value}\"` {by}"),
                    });
                }
                ChangeKind::ElementAdded { name, .. } if diagnostic.message.contains(&format!("`{name}`")) => {
                    diagnostic
                        .labels
                        .push(crate::diagnostic::Label { span: change.span, message: format!("gets `{name}` {by}") });
                }
                ChangeKind::AttributeChanged { from, to, .. } | ChangeKind::TextChanged { from, to, .. } => {
                    diagnostic.labels.push(crate::diagnostic::Label {
                        span: change.span,
                        message: format!("`{from}` becomes `{to}` {by}"),
                    });
                }
                _ => {}
            }
        }
    }
}
