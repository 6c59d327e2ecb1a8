//! How commands and tests end, as far as that is known.

use super::Files;
use super::guards::Guards;
use super::programs::Call;
use super::words::text_of;
use super::world::{State, Value, matches};
use crate::image::content::{Base, Piece, Step};
use crate::image::overlay::absolute;
use crate::image::script::sed::regex;
use crate::image::script::syntax::{Assignment, Command, Connective, Part, Quote, Statement, Word};
use crate::text::Span;

/// The expression in `((...))`.
pub(super) fn arithmetic_text(text: &str) -> &str {
    text.trim().strip_prefix("((").and_then(|text| text.strip_suffix("))")).unwrap_or(text)
}

/// A text as a pattern that it alone matches, of the shell and of expressions alike.
fn escaped(text: &str) -> String {
    let special = |c: char| !(c.is_alphanumeric() || c.is_whitespace() || "_/-:,=@%\"'".contains(c));
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Where the double quotes end that a text begins with: not in an expansion.
fn closing(text: &str) -> Option<usize> {
    let mut level = 0usize;
    let mut before = ' ';
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '{' | '(' if before == '$' || level > 0 => level += 1,
            '}' | ')' if level > 0 => level -= 1,
            '"' if level == 0 && before != '\\' => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

/// The slash that ends a pattern in braces: not one in quotes, in an expansion, or behind a backslash.
pub(super) fn slash(text: &str) -> Option<usize> {
    let (mut level, mut quote, mut before) = (0usize, None, ' ');
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if before != '\\' => quote = Some(c),
            (None, '{' | '(') if before == '$' || level > 0 => level += 1,
            (None, '}' | ')') if level > 0 => level -= 1,
            // a slash at the start is what is replaced
            (None, '/') if level == 0 && before != '\\' && at > 0 => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

/// Where what is outside of quotes ends at the start of a text: expansions belong to it.
fn bare(text: &str) -> usize {
    let mut level = 0usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '{' | '(' if before == '$' || level > 0 => level += 1,
            '}' | ')' if level > 0 => level -= 1,
            '"' | '\'' | '\\' if level == 0 => return at,
            _ => {}
        }
        before = c;
    }
    text.len()
}

/// Programs that a build expects to succeed, and whose failure would show in files that are unknown then anyway.
const SUCCEEDING: [&str; 18] = [
    "mktemp", ":", "true", "echo", "printf", "export", "declare", "local", "readonly", "typeset", "set", "umask",
    "touch", "tee", "trap", "sync", "shopt", "wait",
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
                    if let [Assignment { value: Some(Word { parts, .. }), list: None, .. }] =
                        command.assignments.as_slice()
                        && let [Part::Unknown { statements, .. }] = parts.as_slice()
                        && let [one] = statements.as_slice()
                    {
                        return self.status(one);
                    }
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
                    "grep" | "egrep" | "fgrep" => self.finds_in(command, None),
                    // what scripts made can be copied
                    "cp" | "mv" | "cat" if self.are_made(command.arguments(), name == "cat") => Some(true),
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
            Statement::Pipeline(parts) => {
                self.found_in_pipe(parts).or_else(|| match parts.last() {
                    // what it reads is not known
                    Some(Statement::Command(last)) if last.name().is_some_and(|name| name.ends_with("grep")) => None,
                    Some(last) => self.status(last),
                    None => None,
                })
            }
            Statement::Group { body, .. } => match body.as_slice() {
                [one] => self.status(one),
                _ => None,
            },
            Statement::If { .. } | Statement::Loop { .. } | Statement::Case { .. } | Statement::Unparsed { .. } => None,
            Statement::Function { .. } => Some(true),
        }
    }

    /// Whether words name files that scripts made, the last one apart unless all are read.
    fn are_made(&self, words: &[Word], all: bool) -> bool {
        let files: Vec<&Word> =
            words.iter().filter(|word| self.path_text(word).is_none_or(|text| !text.starts_with('-'))).collect();
        let Some((last, others)) = files.split_last() else { return false };
        let made = |word: &&Word| {
            let path = self.path(word);
            path.is_some_and(
                |path| matches!(self.at(&path).as_slice(), [State::File(content)] if content.base == Base::Nothing),
            )
        };
        if all {
            return files.iter().all(made);
        }
        let into = self.path(last).and_then(|path| path.rsplit_once('/').map(|(directory, _)| directory.to_owned()));
        !others.is_empty() && others.iter().all(made) && into.is_some_and(|into| self.is_certainly_directory(&into))
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
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if double {
            return self.double_test(&words);
        }
        let values: Option<Vec<String>> = words.iter().map(|word| self.operand(word, false, false)).collect();
        self.test_values(&values?.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What stands between `[[` and `]]`.
    fn double_test(&self, words: &[&str]) -> Option<bool> {
        // brackets around a part are beyond what is followed
        if words.iter().any(|word| matches!(*word, "(" | ")")) {
            return None;
        }
        for (operator, decides) in [("||", true), ("&&", false)] {
            if words.contains(&operator) {
                let parts = words.split(|word| *word == operator).map(|part| self.double_test(part));
                let mut all_known = true;
                for part in parts {
                    match part {
                        Some(answer) if answer == decides => return Some(decides),
                        Some(_) => {}
                        None => all_known = false,
                    }
                }
                return all_known.then_some(!decides);
            }
        }
        if let ["!", rest @ ..] = words {
            return self.double_test(rest).map(|answer| !answer);
        }
        match words {
            [left, operator @ ("=" | "==" | "!="), pattern] => {
                let text = self.operand(left, true, false)?;
                let pattern = self.operand(pattern, true, true)?;
                // those of `extglob` are not followed
                let extended = ["?(", "*(", "+(", "@(", "!("].iter().any(|start| pattern.contains(start));
                (!extended).then(|| matches(&pattern, &text, false) == (*operator != "!="))
            }
            [left, "=~", pattern] => {
                let text = self.operand(left, true, false)?;
                let pattern = regex(&self.operand(pattern, true, true)?, true, false)?;
                Some(pattern.is_match(&text))
            }
            _ => {
                let values: Option<Vec<String>> = words.iter().map(|word| self.operand(word, true, false)).collect();
                self.test_values(&values?.iter().map(String::as_str).collect::<Vec<_>>())
            }
        }
    }

    fn test_values(&self, words: &[&str]) -> Option<bool> {
        let (negated, words) = match words {
            ["!", rest @ ..] if !rest.contains(&"-a") && !rest.contains(&"-o") => (true, rest),
            all => (false, all),
        };
        let number = |text: &str| text.parse::<i64>().ok();
        let answer = match words {
            ["-e" | "-f" | "-r" | "-s" | "-h" | "-L", path] => self.test_file(words[0], path),
            ["-d", path] if path.starts_with('/') => {
                let path = self.world.resolve(&absolute(path));
                match self.at(&path).as_slice() {
                    [State::Absent(_)] => Some(false),
                    [State::Default] if self.is_certainly_directory(&path) => Some(true),
                    _ => self.world.directories.contains(&path).then_some(true),
                }
            }
            ["-v", name] => self.is_set(name),
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
            several => {
                // `-a` binds closer than `-o`
                let (at, decides) = ["-o", "-a"].iter().zip([true, false]).find_map(|(operator, decides)| {
                    let at = several.iter().position(|word| word == operator)?;
                    (at > 0 && at + 1 < several.len() && several.len() > 3).then_some((at, decides))
                })?;
                match (self.test_values(&several[..at]), self.test_values(&several[at + 1..])) {
                    (Some(answer), _) | (_, Some(answer)) if answer == decides => Some(decides),
                    (Some(_), Some(_)) => Some(!decides),
                    _ => None,
                }
            }
        };
        answer.map(|answer| answer != negated)
    }

    /// Whether a variable, or an element of one, is set. One that nothing here sets may be set elsewhere.
    fn is_set(&self, name: &str) -> Option<bool> {
        let (name, index) = match name.split_once('[') {
            Some((name, index)) => (name, index.strip_suffix(']')),
            None => (name, None),
        };
        match (self.world.variables.get(name)?, index) {
            (Value::Map(items), Some(index)) => Some(items.iter().any(|(key, _)| key == index)),
            (Value::List(items), Some(index)) => Some(self.index_of(index, items.len())? < items.len()),
            (Value::Text(_), None) => Some(true),
            _ => None,
        }
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

    /// A word of a test as written, quotes taken off and variables put in, where all of it is known. In double brackets
    /// no word is split. As a pattern, what is quoted stands for itself.
    pub(super) fn operand(&self, word: &str, double: bool, pattern: bool) -> Option<String> {
        let escaped = |text: &str| if pattern { escaped(text) } else { text.to_owned() };
        let mut result = String::new();
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            match first {
                '\'' => {
                    let end = rest[1..].find('\'')? + 1;
                    result.push_str(&escaped(&rest[1..end]));
                    rest = &rest[end + 1..];
                }
                '"' => {
                    let end = closing(rest)?;
                    let inner = &rest[1..end];
                    if inner.contains(['\\', '`']) {
                        return None;
                    }
                    let text = text_of(&self.pieces(&crate::image::script::syntax::expanding(inner, Span::default())))?;
                    result.push_str(&escaped(&text));
                    rest = &rest[end + 1..];
                }
                '\\' => {
                    let next = rest[1..].chars().next()?;
                    result.push_str(&escaped(&next.to_string()));
                    rest = &rest[1 + next.len_utf8()..];
                }
                _ => {
                    let end = bare(rest);
                    let inner = &rest[..end];
                    if inner.contains('`') {
                        return None;
                    }
                    let text = text_of(&self.pieces(&crate::image::script::syntax::expanding(inner, Span::default())))?;
                    // outside of quotes an empty value is no word at all, and blanks make several
                    if !double && inner.contains('$') && (text.is_empty() || text.contains(char::is_whitespace)) {
                        return None;
                    }
                    result.push_str(&text);
                    rest = &rest[end..];
                }
            }
        }
        Some(result)
    }

    /// Whether `grep -q` finds something in what stands before it: `echo TEXT | grep -q WORD`.
    fn found_in_pipe(&self, parts: &[Statement]) -> Option<bool> {
        let [Statement::Command(first), Statement::Command(last)] = parts else { return None };
        let name = first.name()?;
        if self.functions.contains(&name) || !first.redirects.is_empty() || !first.assignments.is_empty() {
            return None;
        }
        let words = first.arguments();
        let input = match name.as_str() {
            "echo"
                if words.first().is_none_or(|word| self.path_text(word).is_some_and(|text| !text.starts_with('-'))) =>
            {
                let mut pieces = self.spaced(words);
                pieces.push(Piece::Text { text: "\n".to_owned(), span: first.span });
                pieces
            }
            "printf" => self.formatted(words, first),
            "cat" => match words {
                [file] => self.contents_of(self.path(file).as_deref(), first.span, None),
                _ => return None,
            },
            _ => return None,
        };
        self.finds_in(last, Some(&input))
    }

    /// Whether `grep` finds something, as its status says.
    fn finds_in(&self, command: &Command, input: Option<&[Piece]>) -> Option<bool> {
        let name = command.name()?;
        if !matches!(name.as_str(), "grep" | "egrep" | "fgrep") || self.functions.contains(&name) {
            return None;
        }
        let own = command.redirects.iter().rev().find_map(|redirect| self.input_of(redirect));
        let call = Call { name: &name, words: command.arguments(), command, input: own.as_deref().or(input) };
        self.finds(&call)
    }

    /// The arm of a `case` that is taken: `Some(None)` where it is none, `None` where that is not known.
    pub(super) fn arm(&self, subject: Option<&Word>, patterns: &[Vec<Word>]) -> Option<Option<usize>> {
        let subject = self.path_text(subject?)?;
        for (index, alternatives) in patterns.iter().enumerate() {
            for word in alternatives {
                let pattern = self.pattern(word)?;
                // those of `extglob` are not followed
                if ["?(", "*(", "+(", "@(", "!("].iter().any(|start| pattern.contains(start)) {
                    return None;
                }
                if matches(&pattern, &subject, false) {
                    return Some(Some(index));
                }
            }
        }
        Some(None)
    }

    /// The pattern that a word is: what is quoted in it stands for itself.
    fn pattern(&self, word: &Word) -> Option<String> {
        let mut pattern = String::new();
        for part in &word.parts {
            let quoted = match part {
                Part::Literal { quote, .. } => *quote != Quote::None,
                Part::Variable { quoted, .. } | Part::Unknown { quoted, .. } => *quoted,
            };
            let text = text_of(&self.pieces(&Word { span: word.span, parts: vec![part.clone()] }))?;
            pattern.push_str(&if quoted { escaped(&text) } else { text });
        }
        Some(pattern)
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
