//! From the upgraded text back to what the user wrote.

use super::changes::ChangeKind;
use super::{Upgrade, step};
use crate::diagnostic::Diagnostic;
use crate::text::{Sources, Span};

impl Upgrade {
    /// A finding about the upgraded text as one about the user's text: places are the user's, names that a step changed
    /// are the user's, and a label says which step.
    #[must_use]
    pub fn carry_back(&self, diagnostic: Diagnostic, sources: &Sources) -> Diagnostic {
        let mut diagnostic = diagnostic.at_home(sources);
        self.name_steps(&mut diagnostic);
        diagnostic
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
                && diagnostic.message.mentions(to)
            {
                diagnostic.rename(&[(to, from)]);
                let message = format!("renamed to `{to}` {by}");
                diagnostic.labels.push(crate::diagnostic::Label { span: change.span, message });
            }
            if !touches(primary, change.span) {
                continue;
            }
            match &change.kind {
                ChangeKind::ElementRenamed { from, to } | ChangeKind::AttributeRenamed { from, to, .. } => {
                    diagnostic.rename(&[(to, from)]);
                    diagnostic.labels.push(crate::diagnostic::Label {
                        span: change.span,
                        message: format!("renamed to `{to}` {by}"),
                    });
                }
                ChangeKind::AttributeMoved { element, from, into, to } => {
                    // As a pair, the element is another one, too.
                    let names: Vec<&str> = diagnostic.message.names().collect();
                    let is_pair = names.windows(2).any(|pair| pair == [to.as_str(), into.as_str()]);
                    let both = [(to.as_str(), from.as_str()), (into.as_str(), element.as_str())];
                    diagnostic.rename(if is_pair { &both } else { &both[..1] });
                    diagnostic.labels.push(crate::diagnostic::Label {
                        span: change.span,
                        message: format!("moved to `{to}` of `{into}` {by}"),
                    });
                }
                ChangeKind::AttributeAdded { name, value, .. } if diagnostic.message.mentions(name) => {
                    diagnostic.labels.push(crate::diagnostic::Label {
                        span: change.span,
                        message: format!("gets `{name}=\"{value}\"` {by}"),
                    });
                }
                ChangeKind::ElementAdded { name, .. } if diagnostic.message.mentions(name) => {
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
