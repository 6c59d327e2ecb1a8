use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Diagnostic, Message, Severity};
use crate::image::{Description, Selection, Target, Tree, View};
use crate::text::Span;

use super::stack::Stack;
use super::{Options, Rule};

/// What a rule sees, and where it puts what it finds.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// The description.
    pub description: &'a Description,
    /// How the rules run.
    pub options: &'a Options,
    /// What the image is built for.
    pub target: &'a Target,
    rule: &'static Rule,
    stack: &'a OnceCell<Stack<'a>>,
    findings: Vec<Finding>,
    /// Where a finding stands among them, by place and message.
    known: HashMap<(Span, Message), usize>,
}

#[derive(Debug)]
struct Finding {
    diagnostic: Diagnostic,
    /// The selections in which it holds; `None`: in all.
    selections: Option<BTreeSet<usize>>,
}

impl<'a> Ctx<'a> {
    pub(super) fn new(
        description: &'a Description,
        options: &'a Options,
        target: &'a Target,
        rule: &'static Rule,
        stack: &'a OnceCell<Stack<'a>>,
    ) -> Self {
        Self { description, options, target, rule, stack, findings: Vec::new(), known: HashMap::new() }
    }

    /// The XML.
    #[must_use]
    pub fn tree(&self) -> &'a Tree {
        &self.description.tree
    }

    /// What each selection builds.
    #[must_use]
    pub fn views(&self) -> &'a [View] {
        self.description.views()
    }

    /// A finding of this rule, with the rule's severity.
    #[must_use]
    pub fn finding(&self, message: impl Into<Message>, primary: Span) -> Diagnostic {
        Diagnostic::new(self.rule.entry.severity, self.rule.entry, message, primary)
    }

    /// A finding of this rule, of another severity.
    #[must_use]
    pub fn finding_as(&self, severity: Severity, message: impl Into<Message>, primary: Span) -> Diagnostic {
        Diagnostic::new(severity, self.rule.entry, message, primary)
    }

    /// Reports a finding that holds whatever is selected.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.add(diagnostic, None);
    }

    /// Reports a finding that holds in this selection. The same finding of several selections becomes one, which
    /// says in which it holds unless it holds in all.
    pub fn report_in(&mut self, view: &View, diagnostic: Diagnostic) {
        self.add(diagnostic, Some(view.index));
    }

    /// The container stack's files, judged; the first rule that asks pays for it.
    #[must_use]
    pub fn stack(&self) -> &'a Stack<'a> {
        self.stack.get_or_init(|| Stack::new(self.description, self.target))
    }

    /// Reports what the judges of the container stack found in the name of this rule.
    pub fn report_stack(&mut self) {
        let (stack, views) = (self.stack(), self.views());
        for finding in stack.of(self.rule.entry.name) {
            for view in finding.views.iter().filter_map(|index| views.get(*index)) {
                self.report_in(view, finding.diagnostic.clone());
            }
        }
    }

    fn add(&mut self, diagnostic: Diagnostic, selection: Option<usize>) {
        let next = self.findings.len();
        let index = *self.known.entry((diagnostic.primary, diagnostic.message.clone())).or_insert(next);
        match self.findings.get_mut(index) {
            Some(finding) => {
                match (&mut finding.selections, selection) {
                    (Some(set), Some(index)) => {
                        set.insert(index);
                    }
                    (selections, None) => *selections = None,
                    (None, Some(_)) => {}
                }
                if diagnostic.severity > finding.diagnostic.severity {
                    finding.diagnostic = diagnostic;
                }
            }
            None => {
                self.findings.push(Finding { diagnostic, selections: selection.map(|index| BTreeSet::from([index])) })
            }
        }
    }

    pub(super) fn finish(self) -> Vec<super::Finding> {
        let all = &self.description.selections;
        self.findings
            .into_iter()
            .map(|finding| {
                let mut diagnostic = finding.diagnostic;
                if let Some(note) = finding.selections.as_ref().and_then(|selections| only_in(selections, all)) {
                    diagnostic.notes.push(note);
                }
                super::Finding { diagnostic, selections: finding.selections }
            })
            .collect()
    }
}

/// In which selections a finding holds, in words; `None` where it holds in all.
fn only_in(selections: &BTreeSet<usize>, all: &[Selection]) -> Option<String> {
    if selections.len() >= all.len() {
        return None;
    }
    let matches = |test: &dyn Fn(&Selection) -> bool| {
        all.iter().enumerate().all(|(index, selection)| test(selection) == selections.contains(&index))
    };
    let chosen: Vec<&Selection> = selections.iter().filter_map(|index| all.get(*index)).collect();
    // the shortest true description: one profile in effect, then one dimension, then two
    if let Some(first) = chosen.first() {
        for profile in &first.profiles {
            if matches(&|selection| selection.profiles.contains(profile)) {
                return Some(format!("holds only where profile `{profile}` is selected"));
            }
        }
    }
    let dimensions: [(&str, fn(&Selection) -> String); 3] = [
        ("with", profiles_in_words),
        ("for", |selection| format!("type `{}`", selection.image)),
        ("on", |selection| format!("`{}`", selection.arch)),
    ];
    let values = |dimension: fn(&Selection) -> String| -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for selection in &chosen {
            let value = dimension(selection);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    };
    let phrases: Vec<(Vec<String>, String)> = dimensions
        .iter()
        .map(|(preposition, dimension)| {
            let values = values(*dimension);
            let phrase = format!("{preposition} {}", alternatives(&values));
            (values, phrase)
        })
        .collect();
    for (index, (_, dimension)) in dimensions.iter().enumerate() {
        let (values, phrase) = &phrases[index];
        if matches(&|selection| values.contains(&dimension(selection))) {
            return Some(format!("holds only {phrase}"));
        }
    }
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
        if matches(&|selection| {
            phrases[first].0.contains(&dimensions[first].1(selection))
                && phrases[second].0.contains(&dimensions[second].1(selection))
        }) {
            return Some(format!("holds only {} {}", phrases[first].1, phrases[second].1));
        }
    }
    let listed: Vec<String> = chosen
        .iter()
        .take(4)
        .map(|selection| format!("{}, type `{}`, `{}`", profiles_in_words(selection), selection.image, selection.arch))
        .collect();
    let more = chosen.len().saturating_sub(listed.len());
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Some(format!("holds only in these selections: {}{more}", listed.join("; ")))
}

fn profiles_in_words(selection: &Selection) -> String {
    match selection.requested.as_slice() {
        [] => "no profile given".to_owned(),
        [one] => format!("profile `{one}`"),
        several => {
            format!("profiles {}", several.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and "))
        }
    }
}

fn alternatives(values: &[String]) -> String {
    let shown = &values[..values.len().min(8)];
    let more = values.len() - shown.len();
    match (shown, more) {
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} or {last}", first.join(", ")),
        _ => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::ElementId;

    fn selection(profile: &str, image: &str, arch: &str) -> Selection {
        let profiles: Vec<String> = if profile.is_empty() { Vec::new() } else { vec![profile.to_owned()] };
        Selection {
            requested: profiles.clone(),
            profiles,
            arch: arch.to_owned(),
            arch_is_explicit: false,
            type_element: ElementId::default(),
            image: image.to_owned(),
        }
    }

    #[test]
    fn says_in_which_selections() {
        let mut all = Vec::new();
        for profile in ["", "A", "B"] {
            for image in ["iso", "oem"] {
                for arch in ["x86_64", "aarch64"] {
                    all.push(selection(profile, image, arch));
                }
            }
        }
        let pick = |test: &dyn Fn(&Selection) -> bool| -> BTreeSet<usize> {
            all.iter().enumerate().filter(|(_, selection)| test(selection)).map(|(index, _)| index).collect()
        };
        let say = |test: &dyn Fn(&Selection) -> bool| only_in(&pick(test), &all);
        assert_eq!(say(&|_| true), None);
        assert_eq!(say(&|s| s.profiles == ["A"]).as_deref(), Some("holds only where profile `A` is selected"));
        assert_eq!(say(&|s| s.image == "iso").as_deref(), Some("holds only for type `iso`"));
        assert_eq!(
            say(&|s| s.image == "iso" && s.arch == "aarch64").as_deref(),
            Some("holds only for type `iso` on `aarch64`")
        );
        assert_eq!(say(&|s| s.profiles != ["A"]).as_deref(), Some("holds only with no profile given or profile `B`"));
    }
}
