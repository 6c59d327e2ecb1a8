//! How commands and tests end, as far as that is known.

use super::Files;
use super::guards::Guards;
use super::words::text_of;
use super::world::{State, matches};
use crate::image::content::{Base, Step};
use crate::image::overlay::absolute;
use crate::image::script::syntax::{Connective, Part, Quote, Statement, Word};
use crate::text::Span;

/// The expression in `((...))`.
pub(super) fn arithmetic_text(text: &str) -> &str {
    text.trim().strip_prefix("((").and_then(|text| text.strip_suffix("))")).unwrap_or(text)
}

/// Programs that a build expects to succeed, and whose failure would show in files that are unknown then anyway.
const SUCCEEDING: [&str; 17] = [
    ":", "true", "echo", "printf", "export", "declare", "local", "readonly", "typeset", "set", "umask", "touch", "tee",
    "trap", "sync", "shopt", "wait",
];

impl Files {
    /// What a statement's status is, as far as it is known: `None` where it may be either.
    pub(super) fn status(&self, statement: &Statement) -> Option<bool> {
        match statement {
            Statement::Test { words, double, .. } => self.test(words, *double),
            Statement::Not(inner) => self.status(inner).map(|status| !status),
            Statement::Command(command) => {
                if command.words.is_empty() {
                    // an assignment ends as its command substitutions do
                    let substitutes = command
                        .assignments
                        .iter()
                        .flat_map(|assignment| &assignment.value)
                        .flat_map(|word| &word.parts)
                        .any(|part| matches!(part, Part::Unknown { statements, .. } if !statements.is_empty()));
                    return (!substitutes).then_some(true);
                }
                let name = command.name()?;
                let has =
                    |option: &str| command.arguments().iter().any(|word| word.literal().as_deref() == Some(option));
                match name.as_str() {
                    _ if self.functions.contains(&name) => None,
                    "test" | "[" => {
                        let words: Option<Vec<String>> =
                            command.arguments().iter().map(|word| self.path_text(word)).collect();
                        let mut words = words?;
                        if name == "[" {
                            words.pop();
                        }
                        self.test_values(&words.iter().map(String::as_str).collect::<Vec<_>>())
                    }
                    "let" => {
                        let words: Option<Vec<String>> =
                            command.arguments().iter().map(|word| self.path_text(word)).collect();
                        let last = words?.pop()?;
                        self.outcome(arithmetic_text(&last)).map(|outcome| outcome.value != 0)
                    }
                    "false" => Some(false),
                    "mkdir" if has("-p") => Some(true),
                    "rm" if has("-f") || has("-rf") || has("-fr") => Some(true),
                    "ln" if has("-sf") || has("-fs") || has("-sfn") || has("-snf") => Some(true),
                    "cat" if command.redirects.iter().any(|redirect| self.input_of(redirect).is_some()) => Some(true),
                    name if SUCCEEDING.contains(&name) => Some(true),
                    _ => None,
                }
            }
            Statement::Chain { first, rest } => {
                let mut status = self.status(first)?;
                for (connective, part) in rest {
                    status = match (connective, status) {
                        (Connective::And, true) | (Connective::Or, false) => self.status(part)?,
                        (_, status) => status,
                    };
                }
                Some(status)
            }
            Statement::Pipeline(parts) => parts.last().and_then(|part| self.status(part)),
            Statement::Group { body, .. } => match body.as_slice() {
                [one] => self.status(one),
                _ => None,
            },
            Statement::If { .. } | Statement::Loop { .. } | Statement::Case { .. } | Statement::Unparsed { .. } => None,
            Statement::Function { .. } => Some(true),
        }
    }

    /// Whether the statement that comes next is a `cd` into a directory that is there for certain.
    pub(super) fn enters(&self, statement: &Statement) -> Option<bool> {
        let Statement::Command(command) = statement else { return None };
        let [word] = command.arguments() else { return None };
        if command.name().as_deref() != Some("cd") || self.functions.contains("cd") {
            return None;
        }
        let text = self.path_text(word).filter(|text| !text.is_empty() && !text.starts_with('-'))?;
        let path = self.world.resolve(&self.absolute(&text)?);
        let untouched = |path: &str| self.at(path) == [State::Default];
        // what a pattern removed may have been a directory on the way
        let whole = path.match_indices('/').skip(1).all(|(at, _)| untouched(&path[..at])) && untouched(&path);
        (whole && self.is_certainly_directory(&path)).then_some(true)
    }

    fn is_certainly_directory(&self, path: &str) -> bool {
        // of these, all images have the one kind, and those that containers are looked at in the other
        const THERE: [&str; 10] = [
            "/",
            "/etc",
            "/etc/containers",
            "/etc/containers/registries.conf.d",
            "/etc/containers/registries.d",
            "/tmp",
            "/var",
            "/var/tmp",
            "/usr",
            "/usr/bin",
        ];
        let is_there = |state: &State| match state {
            State::File(content) => content.base == Base::Nothing,
            State::Link { .. } => true,
            _ => false,
        };
        THERE.contains(&path)
            || self.world.directories.contains(path)
            || self.world.files.any_below(path, |_, states| !states.is_empty() && states.iter().all(is_there))
    }

    /// A test whose words stand as written.
    fn test(&self, words: &[String], double: bool) -> Option<bool> {
        let values: Option<Vec<String>> = words.iter().map(|word| self.expanded_text(word)).collect();
        let values = values?;
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        // a pattern, or an expression, stands behind these in double brackets
        if let [_, "=" | "==" | "!=", pattern] = values.as_slice()
            && pattern.contains(['*', '?', '['])
        {
            // a pattern without quotes, in which nothing was put in
            let written = words.last().map_or("", String::as_str);
            let plain = written == *pattern && !pattern.contains(['[', '(', '|', '\\']);
            return (double && plain).then(|| matches(pattern, values[0], false) != (values[1] == "!="));
        }
        self.test_values(&values)
    }

    fn test_values(&self, words: &[&str]) -> Option<bool> {
        let (negated, words) = match words {
            ["!", rest @ ..] => (true, rest),
            all => (false, all),
        };
        let number = |text: &str| text.parse::<i64>().ok();
        let answer = match words {
            ["-e" | "-f" | "-r" | "-s" | "-h" | "-L", path] => self.test_file(words[0], path),
            ["-d", path] if path.starts_with('/') => {
                let path = absolute(path);
                self.world.directories.contains(&path).then_some(true)
            }
            ["-n", text] => Some(!text.is_empty()),
            ["-z", text] => Some(text.is_empty()),
            [text] if !text.starts_with('-') => Some(!text.is_empty()),
            [a, "=" | "==", b] => Some(a == b),
            [a, "!=", b] => Some(a != b),
            [a, operator, b] => match (number(a), number(b)) {
                (Some(a), Some(b)) => match *operator {
                    "-eq" => Some(a == b),
                    "-ne" => Some(a != b),
                    "-lt" => Some(a < b),
                    "-le" => Some(a <= b),
                    "-gt" => Some(a > b),
                    "-ge" => Some(a >= b),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        answer.map(|answer| answer != negated)
    }

    fn test_file(&self, operator: &str, path: &str) -> Option<bool> {
        let path = self.absolute(path)?;
        let states = self.at(&path);
        let is_link = matches!(operator, "-h" | "-L");
        match states.as_slice() {
            [State::Absent(_)] => Some(false),
            [State::File(_)] if is_link => Some(false),
            [State::Link { .. }] if is_link => Some(true),
            [State::File(content)] if content.base == Base::Nothing => match operator {
                "-s" => match content.steps.as_slice() {
                    [Step::Append(pieces)] => text_of(pieces).map(|text| !text.is_empty()),
                    _ => None,
                },
                _ => Some(true),
            },
            _ => None,
        }
    }

    /// A word of a test as written, quotes taken off and variables put in, where all of it is known.
    fn expanded_text(&self, word: &str) -> Option<String> {
        let quoted = |quote: char| word.len() > 1 && word.starts_with(quote) && word.ends_with(quote);
        if quoted('\'') {
            return Some(word[1..word.len() - 1].to_owned());
        }
        let inner = if quoted('"') { &word[1..word.len() - 1] } else { word };
        if inner.contains(['"', '\'', '\\', '`']) {
            return None;
        }
        let text = text_of(&self.pieces(&crate::image::script::syntax::expanding(inner, Span::default())))?;
        // outside of quotes an empty value is no word at all, and blanks make several
        let splits = !quoted('"') && inner.contains('$') && (text.is_empty() || text.contains(char::is_whitespace));
        (!splits).then_some(text)
    }

    /// The arm of a `case` that is taken: `Some(None)` where it is none, `None` where that is not known.
    pub(super) fn arm(&self, subject: Option<&Word>, patterns: &[Vec<Word>]) -> Option<Option<usize>> {
        let subject = self.path_text(subject?)?;
        for (index, alternatives) in patterns.iter().enumerate() {
            for word in alternatives {
                let pattern = self.path_text(word)?;
                // quotes take the meaning from pattern characters
                let wild = pattern.contains(['*', '?', '[', '(', '\\']);
                let quoted = word.parts.iter().any(|part| {
                    matches!(part, Part::Literal { quote, .. } if *quote != Quote::None)
                        || matches!(part, Part::Variable { .. })
                });
                if wild && (quoted || pattern.contains(['[', '(', '\\'])) {
                    return None;
                }
                if matches(&pattern, &subject, false) {
                    return Some(Some(index));
                }
            }
        }
        Some(None)
    }

    /// The paths that a condition tests for.
    pub(super) fn tested(statements: &[Statement], paths: &mut Guards) {
        for statement in statements {
            match statement {
                Statement::Test { words, .. } => {
                    let plain = words.iter().map(|word| word.trim_matches(['"', '\'']));
                    paths.extend(plain.filter(|word| word.starts_with('/')).map(absolute));
                }
                Statement::Command(command) => {
                    paths.extend(
                        command
                            .arguments()
                            .iter()
                            .filter_map(Word::literal)
                            .filter(|word| word.starts_with('/'))
                            .map(|word| absolute(&word)),
                    );
                }
                Statement::Not(inner) => Self::tested(std::slice::from_ref(inner), paths),
                Statement::Pipeline(parts) => Self::tested(parts, paths),
                Statement::Chain { first, rest } => {
                    Self::tested(std::slice::from_ref(first), paths);
                    for (_, part) in rest {
                        Self::tested(std::slice::from_ref(part), paths);
                    }
                }
                _ => {}
            }
        }
    }
}
