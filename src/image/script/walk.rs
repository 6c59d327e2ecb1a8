//! One walk over the statements of a script, for all who look at them without running them.

use super::syntax::{Part, Redirect, RedirectKind, Statement, Word};
use crate::text::Span;

/// All statements, from the first to the last, those around others before what is in them: branches, bodies,
/// functions, command substitutions. The walk keeps its own stack, so that depth costs no calls.
#[must_use]
pub fn walk(statements: &[Statement]) -> Walk<'_> {
    Walk { stack: vec![statements.iter()] }
}

/// The iterator of [`walk`].
#[derive(Debug, Clone)]
pub struct Walk<'s> {
    stack: Vec<std::slice::Iter<'s, Statement>>,
}

impl<'s> Iterator for Walk<'s> {
    type Item = &'s Statement;

    fn next(&mut self) -> Option<&'s Statement> {
        loop {
            match self.stack.last_mut()?.next() {
                Some(statement) => {
                    let mut inner = Vec::new();
                    statement.children(&mut inner);
                    self.stack.extend(inner.into_iter().rev().map(<[Statement]>::iter));
                    return Some(statement);
                }
                None => {
                    self.stack.pop();
                }
            }
        }
    }
}

impl Statement {
    /// The statements directly in this one, in order.
    pub fn children<'s>(&'s self, out: &mut Vec<&'s [Statement]>) {
        match self {
            Self::Command(command) => {
                for assignment in &command.assignments {
                    of_words(assignment.value.iter().chain(assignment.list.iter().flatten()), out);
                }
                of_words(command.words.iter(), out);
            }
            Self::Pipeline(parts) => out.push(parts),
            Self::Chain { first, rest } => {
                out.push(std::slice::from_ref(first));
                out.extend(rest.iter().map(|(_, part)| std::slice::from_ref(part)));
            }
            Self::Not(inner) => out.push(std::slice::from_ref(inner)),
            Self::If { branches, otherwise, .. } => {
                for (condition, body) in branches {
                    out.push(condition);
                    out.push(body);
                }
                out.extend(otherwise.as_deref());
            }
            Self::Loop { variable, condition, body, .. } => {
                of_words(variable.iter().flat_map(|(_, words)| words), out);
                out.push(condition);
                out.push(body);
            }
            Self::Case { subject, arms, .. } => {
                of_words(subject.iter(), out);
                out.extend(arms.iter().map(Vec::as_slice));
            }
            Self::Group { body, .. } => out.push(body),
            Self::Function { body, .. } => out.push(body),
            Self::Test { .. } | Self::Unparsed { .. } => {}
        }
        for redirect in self.redirects() {
            of_words(std::iter::once(&redirect.target), out);
            if let RedirectKind::HereDocument(document) = &redirect.kind {
                of_words(std::iter::once(&document.body), out);
            }
        }
    }

    /// Where it stands; `None` where its parts say so.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Command(command) => Some(command.span),
            Self::Pipeline(_) | Self::Chain { .. } | Self::Not(_) => None,
            Self::If { span, .. }
            | Self::Loop { span, .. }
            | Self::Case { span, .. }
            | Self::Group { span, .. }
            | Self::Function { span, .. }
            | Self::Test { span, .. }
            | Self::Unparsed { span, .. } => Some(*span),
        }
    }

    /// Its redirections: those of a command, or of a compound statement as a whole.
    #[must_use]
    pub fn redirects(&self) -> &[Redirect] {
        match self {
            Self::Command(command) => &command.redirects,
            Self::If { redirects, .. }
            | Self::Loop { redirects, .. }
            | Self::Case { redirects, .. }
            | Self::Group { redirects, .. } => redirects,
            _ => &[],
        }
    }
}

fn of_words<'s>(words: impl Iterator<Item = &'s Word>, out: &mut Vec<&'s [Statement]>) {
    for part in words.flat_map(|word| &word.parts) {
        if let Part::Unknown { statements, .. } = part
            && !statements.is_empty()
        {
            out.push(statements);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::image::script::syntax::{Statement, parse};
    use crate::text::Sources;

    fn names(text: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let id = sources.add("config.sh", text);
        let statements = parse(sources.get(id));
        super::walk(&statements)
            .filter_map(|statement| match statement {
                Statement::Command(command) => command.name(),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn reaches_every_command_in_order() {
        let text = "a; if b; then c; elif d; then e; else f; fi\nfor x in $(g); do h | i && ! j; done\n\
                    case $(k) in x) l ;; *) { m; } ;; esac\nn() { (o); }\nx=$(p) q \"$(r)\" > $(s) <<EOF\n$(t)\nEOF\n";
        let found = names(text);
        let all: Vec<String> = ('a'..='t').filter(|name| *name != 'n').map(String::from).collect();
        let mut sorted = found.clone();
        sorted.sort();
        assert_eq!(sorted, all, "{found:?}");
        assert_eq!(found[..8], ["a", "b", "c", "d", "e", "f", "g", "h"]);
    }

    #[test]
    fn depth_costs_no_calls() {
        let text = format!("{}a{}", "(".repeat(4000), ")".repeat(4000));
        assert!(names(&text).len() <= 1);
    }
}
