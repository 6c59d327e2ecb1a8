//! Simple commands: assignments, substitutions, wrappers and redirections. What each program then does is in
//! `programs`.

use super::programs::short;
use super::words::text_of;
use super::world::{State, Value};
use super::{Files, is_device};
use crate::image::content::Piece;
use crate::image::overlay::absolute;
use crate::image::script::invocation::{self, Runs, is_declaration};
use crate::image::script::syntax::{self, Command, Part, Quote, Redirect, RedirectKind, Statement, Word};
use crate::text::Span;

pub(super) fn literal(text: String, span: Span) -> Word {
    Word { span, parts: vec![Part::Literal { text, span, quote: Quote::Single }] }
}

/// The word of a redirection in which something may be put in.
pub(super) fn given(redirect: &Redirect) -> &Word {
    match &redirect.kind {
        RedirectKind::HereDocument(document) => &document.body,
        _ => &redirect.target,
    }
}

/// What a process substitution prints is kept under another name than what a word comes to.
fn process(text: &str) -> String {
    format!("\0{text}")
}

/// Programs that print one line without blanks of note.
const ONE_LINE: [&str; 10] =
    ["arch", "date", "hostname", "id", "logname", "nproc", "uname", "uuidgen", "whoami", "getconf"];

impl Files {
    pub(super) fn command(&mut self, command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        self.outputs.clear();
        let name = command.words.first().and_then(|word| self.path_text(word));
        let declares = name.as_deref().is_some_and(is_declaration);
        let lasts = command.words.is_empty() || declares;
        if declares {
            self.declare(command, name.as_deref().unwrap_or_default());
        }
        let mut before = Vec::new();
        for assignment in &command.assignments {
            self.substitute(assignment.value.iter().chain(assignment.list.iter().flatten()));
            let value = self.assigned(assignment);
            if !lasts {
                before.push((assignment.name.clone(), self.world.variables.get(&assignment.name).cloned()));
                self.world.exported.insert(assignment.name.as_str(), ());
            }
            if self.world.exports {
                self.world.exported.insert(assignment.name.as_str(), ());
            }
            self.world.variables.insert(assignment.name.clone(), value.within_limits());
        }
        if declares {
            self.weaken(command);
        }
        self.substitute(command.words.iter());
        self.substitute(command.redirects.iter().map(given));
        let outputs = std::mem::take(&mut self.outputs);
        self.outputs.clone_from(&outputs);
        if let Some(path) = self.clobbered(&command.redirects) {
            // the shell does not run the command at all
            if !matches!(self.at(&path).as_slice(), [State::File(_)]) {
                self.set(&path, State::Unknown(command.span));
            }
            return Vec::new();
        }
        let here = self.open(&command.redirects);
        let input = here.as_deref().or(input);
        let output = match self.strip_wrappers(command) {
            Some((name, words)) => self.program(&name, &words, command, input),
            // `$(< FILE)`
            None if command.words.is_empty() => here.clone().unwrap_or_default(),
            None => {
                self.mentioned(&command.words, command.span);
                vec![Piece::Unknown { span: command.span }]
            }
        };
        if name.as_deref() == Some("exec") && command.words.len() == 1 {
            return output;
        }
        for (name, value) in before {
            self.world.exported.remove(&name);
            match value {
                Some(value) => self.world.variables.insert(name, value),
                None => self.world.variables.remove(&name),
            }
        }
        self.outputs = outputs;
        let output = self.redirect_output(&command.redirects, output);
        self.outputs.clear();
        output
    }

    /// The file that `noclobber` keeps from being written.
    fn clobbered(&self, redirects: &[Redirect]) -> Option<String> {
        if !self.world.noclobber {
            return None;
        }
        let writes = redirects.iter().filter(|redirect| redirect.kind == RedirectKind::Write);
        let paths = writes.filter_map(|redirect| self.path(&redirect.target)).filter(|path| !is_device(path));
        paths.map(|path| self.world.resolve(&path)).find(|path| !matches!(self.at(path).as_slice(), [State::Absent(_)]))
    }

    /// What a variable comes to when one of its elements is set.
    fn with_element(&self, old: Option<&Value>, index: &Word, value: &Word, append: bool) -> Value {
        let Some(key) = self.path_text(index) else { return Value::Unknown };
        let pieces = self.pieces(value);
        let joined = |before: &[Piece]| match append {
            true => before.iter().chain(&pieces).cloned().collect(),
            false => pieces.clone(),
        };
        let mut items = match old {
            Some(Value::Map(items)) => {
                let mut items = items.clone();
                match items.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, value)) => *value = joined(value),
                    None => items.push((key, pieces)),
                }
                return Value::Map(items);
            }
            Some(Value::List(items)) => items.clone(),
            Some(Value::Text(first)) => vec![first.clone()],
            Some(Value::Unknown) => return Value::Unknown,
            None => Vec::new(),
        };
        match self.index_of(&key, items.len()) {
            Some(at) if at < items.len() => items[at] = joined(&items[at]),
            Some(at) if at == items.len() => items.push(pieces),
            // arrays with gaps are not followed
            _ => return Value::Unknown,
        }
        Value::List(items)
    }

    /// The element that an index names: a number, or an expression that comes to one.
    pub(super) fn index_of(&self, text: &str, length: usize) -> Option<usize> {
        let number = self.number(text)?;
        let length = i64::try_from(length).ok()?;
        usize::try_from(if number < 0 { number + length } else { number }).ok()
    }

    fn assigned(&self, assignment: &syntax::Assignment) -> Value {
        let old = self.world.variables.get(&assignment.name);
        if let Some(index) = &assignment.index {
            return match &assignment.value {
                Some(value) => self.with_element(old, index, value, assignment.append),
                None => Value::Unknown,
            };
        }
        if let Some(keyed) = &assignment.keyed {
            let empty = match old {
                Some(Value::Map(_)) => Value::Map(Vec::new()),
                _ => Value::List(Vec::new()),
            };
            let start = match old {
                Some(old) if assignment.append => old.clone(),
                _ => empty,
            };
            return keyed
                .iter()
                .fold(start, |before, (index, value)| self.with_element(Some(&before), index, value, false));
        }
        if let Some(list) = &assignment.list {
            let fields: Vec<super::words::Field> = list.iter().flat_map(|word| self.fields(word)).collect();
            if fields.iter().any(|field| field.is_pattern || field.text().is_none()) {
                return Value::Unknown;
            }
            let items = fields.into_iter().map(|field| field.pieces);
            return match (assignment.append, old) {
                (false, _) | (true, None) => Value::List(items.collect()),
                (true, Some(Value::List(before))) => Value::List(before.iter().cloned().chain(items).collect()),
                (true, Some(Value::Text(first))) => Value::List(std::iter::once(first.clone()).chain(items).collect()),
                (true, Some(Value::Unknown | Value::Map(_))) => Value::Unknown,
            };
        }
        let Some(value) = &assignment.value else { return Value::Unknown };
        let pieces = self.pieces(value);
        match (assignment.append, old) {
            // the array keeps its other elements
            (append, Some(Value::List(items))) => {
                let mut items = items.clone();
                match items.first_mut() {
                    Some(first) if append => first.extend(pieces),
                    Some(first) => *first = pieces,
                    None => items.push(pieces),
                }
                Value::List(items)
            }
            (false, Some(Value::Map(_))) => Value::Unknown,
            (false, _) | (true, None) => Value::Text(pieces),
            (true, Some(Value::Text(before))) => Value::Text(before.iter().cloned().chain(pieces).collect()),
            (true, Some(_)) => Value::Unknown,
        }
    }

    /// `local`, `export` and their like, before their assignments.
    fn declare(&mut self, command: &Command, name: &str) {
        let names: Vec<String> = command
            .assignments
            .iter()
            .map(|assignment| assignment.name.clone())
            .chain(command.arguments().iter().filter_map(Word::literal).filter(|word| !word.starts_with('-')))
            .collect();
        let global = command.arguments().iter().any(|word| word.literal().is_some_and(|word| short(&word, 'g')));
        let is_map = name != "export"
            && command.arguments().iter().any(|word| word.literal().is_some_and(|word| short(&word, 'A')));
        for variable in names {
            let had = self.world.variables.get(&variable).is_some_and(|value| matches!(value, Value::Map(_)));
            match name {
                "export" => {
                    self.world.exported.insert(variable.as_str(), ());
                }
                "local" | "declare" | "typeset" if !global => {
                    if let Some(frame) = self.locals.last_mut() {
                        let old = self.world.variables.get(&variable).cloned();
                        frame.entry(variable.clone()).or_insert(old);
                        self.world.variables.remove(&variable);
                    }
                }
                _ => {}
            }
            if is_map && !(had && self.world.variables.contains(&variable)) {
                self.world.variables.insert(variable, Value::Map(Vec::new()));
            }
        }
    }

    /// Options that change what an assignment means.
    fn weaken(&mut self, command: &Command) {
        let options: Vec<String> =
            command.arguments().iter().filter_map(Word::literal).filter(|word| word.starts_with('-')).collect();
        if options.iter().any(|option| short(option, 'x')) {
            for assignment in &command.assignments {
                self.world.exported.insert(assignment.name.as_str(), ());
            }
        }
        if options.iter().any(|option| option.contains(['i', 'l', 'u', 'n', 'c'])) {
            for name in command
                .assignments
                .iter()
                .map(|assignment| assignment.name.clone())
                .chain(command.arguments().iter().filter_map(Word::literal))
            {
                self.world.variables.insert(name, Value::Unknown);
            }
        }
    }

    /// Runs the command substitutions in words, and keeps what they print.
    pub(super) fn substitute<'w>(&mut self, words: impl Iterator<Item = &'w Word>) {
        for part in words.flat_map(|word| &word.parts) {
            let Part::Unknown { statements, span, text, .. } = part else { continue };
            if statements.is_empty() {
                self.substitute_in_braces(text, *span);
                self.assign_in_braces(text);
                continue;
            }
            let outputs = std::mem::take(&mut self.outputs);
            let printed = self.apart(|files| files.block(statements, None));
            self.outputs = outputs;
            if text.starts_with('<') {
                self.outputs.insert((*span, process(text)), printed);
                continue;
            }
            if text.starts_with('>') {
                continue;
            }
            if let Some(known) = text_of(&printed) {
                let trimmed = known.trim_end_matches('\n').to_owned();
                self.outputs.insert((*span, text.clone()), vec![Piece::Text { text: trimmed, span: *span }]);
            } else if let [Statement::Command(command)] = statements.as_slice()
                && command.name().is_some_and(|name| ONE_LINE.contains(&name.as_str()))
                && !self.functions.contains(&command.name().unwrap_or_default())
            {
                // one line, whatever it says
                let name = text.clone();
                let piece = Piece::Variable { name, span: *span, quoted: true, blanks: (false, false) };
                self.outputs.insert((*span, text.clone()), vec![piece]);
            }
        }
    }

    /// Runs the commands in `${NAME:-$(...)}`, where that is what it comes to.
    fn substitute_in_braces(&mut self, text: &str, span: Span) {
        let Some(inner) = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')) else { return };
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let is_set = match self.world.variables.get(name) {
            None => false,
            Some(Value::Text(pieces)) => text_of(pieces).is_none_or(|text| !text.is_empty()),
            Some(_) => true,
        };
        let word = match rest.strip_prefix(['-', '=']).filter(|_| !is_set).or(rest.strip_prefix('+').filter(|_| is_set))
        {
            Some(word) if !name.is_empty() && word.contains(['$', '`']) => word,
            _ => return,
        };
        let word = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
        let word = syntax::expanding(word, span);
        if word.parts.iter().any(|part| matches!(part, Part::Unknown { statements, .. } if !statements.is_empty())) {
            self.substitute(std::iter::once(&word));
        }
    }

    /// `${NAME:=value}` sets the variable.
    fn assign_in_braces(&mut self, text: &str) {
        let Some(inner) = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')) else { return };
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        let (colon, rest) = match rest.strip_prefix(':') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let Some(word) = rest.strip_prefix('=') else { return };
        let empty = match self.world.variables.get(name) {
            None => true,
            Some(Value::Text(pieces)) => colon && text_of(pieces).is_some_and(|text| text.is_empty()),
            Some(_) => false,
        };
        if empty && !name.is_empty() {
            let plain = !word.contains(['$', '`', '"', '\'', '\\', '~']);
            let value = Value::Text(vec![Piece::Text { text: word.to_owned(), span: Span::default() }]);
            self.world.variables.insert(name.to_owned(), if plain { value } else { Value::Unknown });
        }
    }

    /// The command that `sudo`, `env` and their like run, and its words.
    fn strip_wrappers(&mut self, command: &Command) -> Option<(String, Vec<Word>)> {
        // a word that comes to several is several words
        let mut words: Vec<Word> = Vec::new();
        for (index, word) in command.words.iter().enumerate() {
            if index == 0 {
                let fields = self.fields(word);
                let names: Option<Vec<String>> = fields.iter().map(super::words::Field::text).collect();
                match names.as_deref() {
                    Some([_]) => words.push(word.clone()),
                    Some(several) => words.extend(several.iter().map(|text| literal(text.clone(), word.span))),
                    None => return None,
                }
            } else {
                words.push(word.clone());
            }
        }
        let mut at = 0;
        loop {
            let first = self.path_text(words.get(at)?)?;
            let name = first.rsplit('/').next().unwrap_or(&first).to_owned();
            at += 1;
            let option = |files: &Self, at: usize| {
                words.get(at).and_then(|word| files.path_text(word)).filter(|word| word.starts_with('-'))
            };
            let table = invocation::program(&name).filter(|table| matches!(table.runs, Runs::Command { .. }));
            let (Some(table), false) = (table, self.functions.contains(&name)) else {
                if first.contains('/') && !name.is_empty() && self.is_file(&first) {
                    return Some((first, words.split_off(at)));
                }
                return Some((name, words.split_off(at)));
            };
            if name == "command" && option(self, at).is_some_and(|option| matches!(option.as_str(), "-v" | "-V")) {
                return Some(("which".to_owned(), Vec::new()));
            }
            while let Some(found) = option(self, at) {
                if name == "env" && (found == "-i" || found == "-" || found == "--ignore-environment") {
                    self.world.exported.clear();
                }
                at += if table.valued.contains(&found.as_str()) { 2 } else { 1 };
            }
            let Runs::Command { operands, assignments } = table.runs else { return None };
            while assignments
                && let Some((variable, value)) = words
                    .get(at)
                    .and_then(|word| self.path_text(word))
                    .and_then(|word| word.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())))
            {
                let span = words[at].span;
                self.world.exported.insert(variable.as_str(), ());
                self.world.variables.insert(variable, Value::Text(vec![Piece::Text { text: value, span }]));
                at += 1;
            }
            match name.as_str() {
                "chroot"
                    // another root has other files
                    if words.get(at).and_then(|word| self.path_text(word)).is_none_or(|root| absolute(&root) != "/") => {
                        return Some(("chroot".to_owned(), Vec::new()));
                    }
                "exec" if at >= words.len() => return Some((name, Vec::new())),
                _ => {}
            }
            at += operands;
        }
    }

    /// What the commands of `<(...)` print.
    pub(super) fn printed_by_process(&self, word: &Word) -> Option<Vec<Piece>> {
        match word.parts.as_slice() {
            [Part::Unknown { span, text, .. }] => self.outputs.get(&(*span, process(text))).cloned(),
            _ => None,
        }
    }

    fn is_file(&self, path: &str) -> bool {
        self.absolute(path).is_some_and(|path| matches!(self.at(&path).as_slice(), [State::File(_)]))
    }

    /// The text that a redirection brings to standard input.
    pub(super) fn input_of(&self, redirect: &Redirect) -> Option<Vec<Piece>> {
        match &redirect.kind {
            RedirectKind::HereDocument(document) => {
                if document.end.is_none() {
                    return Some(vec![Piece::Unknown { span: document.delimiter_span }]);
                }
                Some(self.pieces(&document.body))
            }
            RedirectKind::HereString => {
                let mut pieces = self.pieces(&redirect.target);
                let end = redirect.target.span.slice(redirect.target.span.len(), redirect.target.span.len());
                pieces.push(Piece::Text { text: "\n".to_owned(), span: end });
                Some(pieces)
            }
            RedirectKind::Read if self.printed_by_process(&redirect.target).is_some() => {
                self.printed_by_process(&redirect.target)
            }
            RedirectKind::Read => Some(self.contents_of(self.path(&redirect.target).as_deref(), redirect.span, None)),
            RedirectKind::DuplicateInput => Some(vec![Piece::Unknown { span: redirect.span }]),
            _ => None,
        }
    }

    // output
}
