//! The shell's own commands, shells in shells, and what gives a command its words.

use super::super::commands::literal;
use super::super::conditions::arithmetic_text;
use super::super::read_fields;
use super::super::words::text_of;
use super::super::world::{MAX_STACK, State, Value};
use super::super::{Files, MAX_CALL_DEPTH, OperationKind, is_device};
use super::{Call, short, word_span};
use crate::image::content::Piece;
use crate::image::script::syntax::{self, Command, Part, Quote, RedirectKind, Statement, Word};
use crate::text::Span;

impl Files {
    /// Calls a function of the script.
    pub(in super::super) fn call_function(&mut self, call: &Call<'_>) -> Option<Vec<Piece>> {
        let body = self.functions.get_shared(call.name)?;
        if self.is_too_deep(call.command.span) {
            return Some(call.unknown());
        }
        let arguments = call.words.iter().flat_map(|word| self.fields(word)).map(|field| field.pieces).collect();
        Some(self.call(&body, arguments, call.input))
    }

    /// Whether functions, scripts and texts that run each other are too deep to go on.
    fn is_too_deep(&mut self, span: Span) -> bool {
        let is_too_deep = self.depth >= MAX_CALL_DEPTH;
        if is_too_deep {
            self.give_up(span, "functions or scripts call each other too deep");
        }
        is_too_deep
    }

    pub(in super::super) fn exit(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let fails = call.words.first().and_then(|word| self.path_text(word)).is_some_and(|code| code != "0");
        // a build stops where its script fails
        if fails && self.subshells == 0 {
            self.world.dead = true;
        } else {
            self.stop(|files| Some(&mut files.exits));
        }
        Vec::new()
    }

    pub(in super::super) fn return_(&mut self) -> Vec<Piece> {
        self.stop(|files| match files.returns.last_mut() {
            Some(returns) => Some(returns),
            None => Some(&mut files.exits),
        });
        Vec::new()
    }

    /// `break` and `continue`
    pub(in super::super) fn leave(&mut self, call: &Call<'_>) -> Vec<Piece> {
        if self.loops.is_empty() {
            return Vec::new();
        }
        match (call.name, call.words.is_empty()) {
            ("continue", true) => self.stop(|files| files.loops.last_mut().map(|(_, continues)| continues)),
            // of several loops: the outermost, which says less
            (_, true) => self.stop(|files| files.loops.last_mut().map(|(breaks, _)| breaks)),
            _ => self.stop(|files| files.loops.first_mut().map(|(breaks, _)| breaks)),
        }
        Vec::new()
    }

    pub(in super::super) fn exec(&mut self, call: &Call<'_>) -> Vec<Piece> {
        for redirect in call.command.redirects.iter().filter(|redirect| redirect.writes()) {
            // what is printed from here on goes there
            if let Some(path) = self.path(&redirect.target).filter(|path| !is_device(path)) {
                self.operation(&path, redirect.target.span, redirect.span, OperationKind::Unknown);
                self.set(&path, State::Unknown(redirect.span));
            }
        }
        Vec::new()
    }

    pub(in super::super) fn unset(&mut self, call: &Call<'_>) -> Vec<Piece> {
        for word in self.options(call.words).1 {
            if let Some(name) = self.path_text(word) {
                self.unset_one(&name, word.span);
            } else if let [Part::Unknown { text, .. }] = word.parts.as_slice() {
                self.unset_one(text, word.span);
            }
        }
        Vec::new()
    }

    fn unset_one(&mut self, name: &str, span: Span) {
        let Some((array, index)) = name.split_once('[') else {
            self.world.variables.remove(name);
            return;
        };
        let index = index.strip_suffix(']').unwrap_or(index).trim_matches(['"', '\'']);
        let key = text_of(&self.pieces(&syntax::expanding(index, span)));
        let value = match (self.world.variables.get(array), key) {
            (None, _) => return,
            (Some(Value::Map(items)), Some(key)) => {
                Value::Map(items.iter().filter(|(known, _)| *known != key).cloned().collect())
            }
            // arrays with gaps are not followed
            (Some(Value::List(items)), Some(key)) => match self.index_of(&key, items.len()) {
                Some(at) if at >= items.len() => return,
                Some(at) if at + 1 == items.len() => Value::List(items[..at].to_vec()),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        };
        self.world.variables.insert(array.to_owned(), value);
    }

    /// The commands that `alias` renames are not followed.
    pub(in super::super) fn alias(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let names: Vec<String> = call.words.iter().filter_map(|word| self.path_text(word)).collect();
        for name in names {
            if let Some((name, _)) = name.split_once('=') {
                let body = vec![Statement::Unparsed { span: call.command.span, text: String::new() }];
                self.functions.insert(name, body);
            }
        }
        Vec::new()
    }

    /// `.` and `source`
    pub(in super::super) fn source(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let Some((first, arguments)) = call.words.split_first() else { return Vec::new() };
        let Some(path) = self.path_text(first) else { return call.unknown() };
        self.run_file(&path, arguments, false, call.command, call.input).unwrap_or_else(|| call.unknown())
    }

    pub(in super::super) fn shift(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let count = match call.words.first() {
            None => Some(1),
            Some(word) => self.path_text(word).and_then(|text| text.parse::<usize>().ok()),
        };
        match (self.world.variables.get("@"), count) {
            (Some(Value::List(items)), Some(count)) if count <= items.len() => {
                let rest = items[count..].to_vec();
                self.parameters(rest);
            }
            // it fails, and leaves them
            (Some(Value::List(_)), Some(_)) => {}
            _ => self.set_unknown("shift", &[]),
        }
        Vec::new()
    }

    /// `su -c TEXT`
    pub(in super::super) fn switch_user(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let words = call.words;
        match words.iter().position(|word| self.path_text(word).is_some_and(|word| short(&word, 'c'))) {
            Some(at) => self.shell(&words[at..], call.command, call.input).unwrap_or_else(|| call.unknown()),
            None => call.unknown(),
        }
    }

    pub(in super::super) fn change_directory(&mut self, name: &str, words: &[Word]) {
        let target = self.options(words).1.first().copied();
        let now = self.world.directory.clone();
        let stays = words.iter().any(|word| self.path_text(word).is_some_and(|text| text.starts_with(['+'])));
        match name {
            _ if stays => {
                self.world.directory = None;
                self.world.stack.clear();
            }
            "popd" => self.world.directory = self.world.stack.pop().flatten(),
            _ => {
                let is_back = words.iter().any(|word| self.path_text(word).as_deref() == Some("-"));
                let next = match target {
                    _ if is_back => self.world.previous.clone(),
                    // `cd` alone goes home; `pushd` alone changes places
                    Some(word) => self.path(word),
                    None => None,
                };
                if name == "pushd" {
                    self.world.stack.push(now.clone());
                    if self.world.stack.len() > MAX_STACK {
                        self.world.stack.remove(0);
                    }
                }
                self.world.directory = next;
            }
        }
        self.world.previous = now;
    }

    /// `set -- a b`
    pub(in super::super) fn set_parameters(&mut self, words: &[Word]) {
        let mut rest = words;
        while let Some(option) = rest.first().and_then(|word| self.path_text(word)) {
            if option == "--" {
                let fields: Vec<Vec<Piece>> =
                    rest[1..].iter().flat_map(|word| self.fields(word)).map(|field| field.pieces).collect();
                self.parameters(fields);
                return;
            }
            if !option.starts_with(['-', '+']) {
                break;
            }
            let takes_name = short(&option.replace('+', "-"), 'o');
            let named = rest.get(1).and_then(|word| self.path_text(word)).filter(|_| takes_name);
            if short(&option.replace('+', "-"), 'C') || named.as_deref() == Some("noclobber") {
                self.world.noclobber = option.starts_with('-');
            }
            if short(&option.replace('+', "-"), 'a') || named.as_deref() == Some("allexport") {
                self.world.exports = option.starts_with('-');
            }
            rest = rest.get(if takes_name { 2 } else { 1 }..).unwrap_or_default();
        }
        if !rest.is_empty() {
            self.set_unknown("shift", &[]);
        }
    }

    /// `let`, `((...))`
    pub(in super::super) fn let_(&mut self, call: &Call<'_>) -> Vec<Piece> {
        for word in call.words {
            let Some(outcome) = self.path_text(word).and_then(|text| self.outcome(arithmetic_text(&text))) else {
                self.set_unknown("let", call.words);
                return Vec::new();
            };
            for (name, value) in outcome.set {
                let pieces = vec![Piece::Text { text: value.to_string(), span: call.command.span }];
                self.world.variables.insert(name, Value::Text(pieces));
            }
        }
        Vec::new()
    }

    /// What the command itself is given to read, and where: what stands around it may be read before.
    fn own_input(call: &Call<'_>) -> Option<(String, Span)> {
        let reads = |kind: &RedirectKind| {
            matches!(kind, RedirectKind::HereDocument(_) | RedirectKind::HereString | RedirectKind::Read)
        };
        if !call.command.redirects.iter().any(|redirect| reads(&redirect.kind)) {
            return None;
        }
        let input = call.input?;
        Some((text_of(input)?, input.first().map_or(call.command.span, Piece::span)))
    }

    /// `read`, where the command itself says from what.
    pub(in super::super) fn read(&mut self, call: &Call<'_>) -> Vec<Piece> {
        if self.read_known(call).is_none() {
            self.set_unknown(call.name, call.words);
        }
        Vec::new()
    }

    fn read_known(&mut self, call: &Call<'_>) -> Option<()> {
        let (text, span) = Self::own_input(call)?;
        let (mut raw, mut array, mut names, mut whole) = (false, None, Vec::new(), false);
        let mut words = call.words.iter();
        while let Some(word) = words.next() {
            let word = self.path_text(word)?;
            match word.as_str() {
                "-r" => raw = true,
                "-a" | "-ra" => {
                    raw |= word == "-ra";
                    array = Some(self.path_text(words.next()?)?);
                }
                "-d" | "-rd" if words.next().and_then(|word| self.path_text(word))?.is_empty() => {
                    raw |= word == "-rd";
                    whole = true;
                }
                _ if word.starts_with('-') => return None,
                _ => names.push(word),
            }
        }
        let separators = match self.world.variables.get("IFS") {
            None => None,
            Some(Value::Text(pieces)) => Some(text_of(pieces)?),
            Some(_) => return None,
        };
        if !raw && text.contains('\\') || (whole && text.contains('\0')) {
            return None;
        }
        let line = if whole { text.as_str() } else { text.split('\n').next().unwrap_or_default() };
        if whole && separators.is_none() {
            // blanks and line ends at both ends are taken off
            let [name] = names.as_slice() else { return None };
            let text = line.trim_matches([' ', '\t', '\n']).to_owned();
            self.world.variables.insert(name.clone(), Value::Text(vec![Piece::Text { text, span }]));
            return Some(());
        }
        if whole && separators.as_deref() != Some("") {
            return None;
        }
        let piece = |text: String| vec![Piece::Text { text, span }];
        if let Some(array) = array {
            let blank = |c: char| matches!(c, ' ' | '\t');
            let items: Vec<&str> = match separators.as_deref() {
                None => line.split_whitespace().collect(),
                // one that ends the line makes no element
                Some(one) if one.len() == 1 && !one.contains(blank) => {
                    let mut items: Vec<&str> = line.split(one).collect();
                    if items.last() == Some(&"") {
                        items.pop();
                    }
                    items
                }
                Some(_) => return None,
            };
            let list = items.into_iter().map(|item| piece(item.to_owned())).collect();
            self.world.variables.insert(array, Value::List(list));
            return Some(());
        }
        // another separator than a blank that ends the line is taken off where one name is left
        if separators.as_deref().is_some_and(|s| !s.is_empty() && line.ends_with(|c| s.contains(c)) && !s.contains(' '))
        {
            return None;
        }
        for (name, value) in read_fields(line, &names, separators.as_deref()) {
            self.world.variables.insert(name, Value::Text(piece(value)));
        }
        Some(())
    }

    /// `mapfile`, where the command itself says from what.
    pub(in super::super) fn mapfile(&mut self, call: &Call<'_>) -> Vec<Piece> {
        if self.mapfile_known(call).is_none() {
            self.set_unknown(call.name, call.words);
        }
        Vec::new()
    }

    fn mapfile_known(&mut self, call: &Call<'_>) -> Option<()> {
        let (text, span) = Self::own_input(call)?;
        let mut trims = false;
        let mut name = "MAPFILE".to_owned();
        for word in call.words {
            match self.path_text(word)?.as_str() {
                "-t" => trims = true,
                word if word.starts_with('-') => return None,
                word => name = word.to_owned(),
            }
        }
        let lines = text.split_inclusive('\n').map(|line| {
            let line = if trims { line.strip_suffix('\n').unwrap_or(line) } else { line };
            vec![Piece::Text { text: line.to_owned(), span }]
        });
        let list = Value::List(lines.collect()).within_limits();
        self.world.variables.insert(name, list);
        Some(())
    }

    /// Commands that set variables to what is not known.
    pub(in super::super) fn set_unknown(&mut self, name: &str, words: &[Word]) {
        let mut names: Vec<String> = Vec::new();
        match name {
            "shift" => {
                names.extend((1..=9u8).map(|number| number.to_string()));
                names.extend(["@", "*", "#"].map(str::to_owned));
            }
            "let" => {
                for text in words.iter().filter_map(|word| self.path_text(word)) {
                    names.extend(
                        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                            .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
                            .map(str::to_owned),
                    );
                }
            }
            _ => {
                names.extend(["REPLY", "MAPFILE", "OPTARG", "OPTIND"].map(str::to_owned));
                names.extend(words.iter().filter_map(|word| self.path_text(word)));
            }
        }
        for name in names {
            self.world.variables.insert(name, Value::Unknown);
        }
    }

    pub(in super::super) fn trap(&mut self, words: &[Word]) {
        let [action, signals @ ..] = words else { return };
        let at_end = signals
            .iter()
            .filter_map(|word| self.path_text(word))
            .any(|signal| matches!(signal.as_str(), "EXIT" | "0" | "exit"));
        if !at_end {
            return;
        }
        self.at_exit = match self.path_text(action) {
            Some(action) if action == "-" || action.is_empty() => None,
            Some(action) => Some(syntax::parse_made(&action, word_span(words))),
            None => Some(vec![Statement::Unparsed { span: action.span, text: String::new() }]),
        };
    }

    /// Statements of a text that is put together, with their place where it stands there letter by letter.
    pub(in super::super) fn parsed(&self, pieces: &[Piece], whole: Span) -> Option<Vec<Statement>> {
        let text = text_of(pieces)?;
        self.work.charge(text.len() / 2);
        let mut start: Option<Span> = None;
        let mut at = 0;
        let verbatim = pieces.iter().all(|piece| match piece {
            Piece::Text { text, span } if text.len() == span.len() => {
                let first = *start.get_or_insert(*span);
                let fits = first.source == span.source && span.start as usize == first.start as usize + at;
                at += text.len();
                fits
            }
            _ => false,
        });
        Some(match start {
            Some(start) if verbatim => syntax::parse_text(&text, start),
            _ => syntax::parse_made(&text, whole),
        })
    }

    /// `eval TEXT`
    pub(in super::super) fn eval(&mut self, words: &[Word], input: Option<&[Piece]>) -> Option<Vec<Piece>> {
        let pieces = self.spaced(words);
        if self.is_too_deep(word_span(words)) {
            return None;
        }
        let statements = self.parsed(&pieces, word_span(words))?;
        self.depth += 1;
        let output = self.block(&statements, input);
        self.depth -= 1;
        Some(output)
    }

    /// `sh -c 'TEXT'`, `sh FILE`, `sh` with a text on standard input
    pub(in super::super) fn shell(
        &mut self,
        words: &[Word],
        command: &Command,
        input: Option<&[Piece]>,
    ) -> Option<Vec<Piece>> {
        if self.is_too_deep(command.span) {
            return None;
        }
        let mut at = 0;
        let (mut is_text, mut reads) = (false, false);
        while let Some(option) = words.get(at).and_then(|word| self.path_text(word)) {
            if !option.starts_with(['-', '+']) {
                break;
            }
            is_text |= short(&option, 'c');
            reads |= short(&option, 's');
            at += if short(&option, 'o') && !option.starts_with("--") { 2 } else { 1 };
        }
        if is_text {
            let word = words.get(at)?;
            let pieces = match word.parts.as_slice() {
                [Part::Literal { text, span, quote }] if text.len() == span.len() && *quote != Quote::None => {
                    vec![Piece::Text { text: text.clone(), span: *span }]
                }
                _ => self.pieces(word),
            };
            let Some(statements) = self.parsed(&pieces, word.span) else {
                self.mentioned(words, command.span);
                return None;
            };
            return Some(self.in_shell(&statements, words.get(at + 2..).unwrap_or_default(), input));
        }
        match words.get(at) {
            // `sh -s ARGUMENT`
            Some(_) if reads => {
                let statements = self.parsed(input?, command.span)?;
                Some(self.in_shell(&statements, &words[at..], None))
            }
            Some(word) => {
                let path = self.path_text(word)?;
                self.run_file(&path, &words[at + 1..], true, command, input)
            }
            None => {
                let statements = self.parsed(input?, command.span)?;
                Some(self.in_shell(&statements, &[], None))
            }
        }
    }

    /// Runs statements in a shell of their own, which sees exported variables only.
    pub(in super::super) fn in_shell(
        &mut self,
        statements: &[Statement],
        words: &[Word],
        input: Option<&[Piece]>,
    ) -> Vec<Piece> {
        let arguments: Vec<Vec<Piece>> =
            words.iter().flat_map(|word| self.fields(word)).map(|field| field.pieces).collect();
        self.depth += 1;
        let output = self.apart(|files| {
            let exported = files.world.exported.clone();
            files.world.variables.retain(|name| exported.contains(name));
            files.functions.clear();
            files.parameters(arguments);
            let (loops, returns) = (std::mem::take(&mut files.loops), std::mem::take(&mut files.returns));
            let output = files.block(statements, input);
            (files.loops, files.returns) = (loops, returns);
            output
        });
        self.depth -= 1;
        output
    }

    /// A script in the image, run or sourced.
    pub(in super::super) fn run_file(
        &mut self,
        path: &str,
        words: &[Word],
        apart: bool,
        command: &Command,
        input: Option<&[Piece]>,
    ) -> Option<Vec<Piece>> {
        let path = self.absolute(path)?;
        let pieces = self.contents_of(Some(&path), command.span, None);
        let statements = self.parsed(&pieces, command.span)?;
        if self.is_too_deep(command.span) {
            return None;
        }
        if apart {
            return Some(self.in_shell(&statements, words, input));
        }
        self.depth += 1;
        self.returns.push(Vec::new());
        let mut output = self.block(&statements, input);
        let returned = self.returns.pop().unwrap_or_default();
        if !returned.is_empty() {
            output = vec![Piece::Unknown { span: command.span }];
        }
        self.meet(returned);
        self.depth -= 1;
        Some(output)
    }

    pub(in super::super) fn xargs(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span: command.span }];
        let mut at = 0;
        let mut mark = None;
        let mut each = false;
        while let Some(option) = words.get(at).and_then(|word| self.path_text(word)) {
            match option.as_str() {
                _ if option.starts_with("-I") && option.len() > 2 => {
                    mark = Some(option[2..].to_owned());
                    at += 1;
                }
                "-n1" | "-L1" => {
                    each = true;
                    at += 1;
                }
                "-I" => {
                    mark = words.get(at + 1).and_then(|word| self.path_text(word));
                    if mark.is_none() {
                        return unknown();
                    }
                    at += 2;
                }
                "-i" | "-d" | "-a" | "-0" => return unknown(),
                "-n" | "-L" | "-P" | "-s" => {
                    let one = words.get(at + 1).and_then(|word| self.path_text(word)).as_deref() == Some("1");
                    if matches!(option.as_str(), "-n" | "-L") {
                        if !one {
                            return unknown();
                        }
                        each = true;
                    }
                    at += 2;
                }
                _ if option.starts_with('-') => at += 1,
                _ => break,
            }
        }
        let name = match words.get(at) {
            Some(word) => self.path_text(word),
            None => Some("echo".to_owned()),
        };
        let (Some(name), Some(given)) = (name, input.and_then(text_of)) else {
            return unknown();
        };
        let rest = words.get(at + 1..).unwrap_or_default();
        if given.contains(['\'', '"', '\\']) {
            return unknown();
        }
        if let Some(mark) = mark {
            let known: Option<Vec<(String, Span)>> =
                rest.iter().map(|word| Some((self.path_text(word)?, word.span))).collect();
            let Some(known) = known else { return unknown() };
            let mut output = Vec::new();
            for line in given.lines().map(str::trim_start).filter(|line| !line.is_empty()) {
                let put: Vec<Word> =
                    known.iter().map(|(text, span)| literal(text.replace(&mark, line), *span)).collect();
                output.extend(self.apart(|files| files.program(&name, &put, command, None)));
            }
            return output;
        }
        if each {
            let mut output = Vec::new();
            for item in given.split_whitespace() {
                let mut all: Vec<Word> = rest.to_vec();
                all.push(literal(item.to_owned(), command.span));
                output.extend(self.program(&name, &all, command, None));
            }
            return output;
        }
        let mut all: Vec<Word> = rest.to_vec();
        all.extend(given.split_whitespace().map(|text| literal(text.to_owned(), command.span)));
        self.program(&name, &all, command, None)
    }
}
