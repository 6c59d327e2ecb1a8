//! Programs that copy, move, link, find and unpack files.

use std::sync::Arc;

use super::super::commands::literal;
use super::super::world::{Effect, State, carried, is_pattern};
use super::super::{Files, OperationKind};
use super::{Call, READERS, short};
use crate::image::content::{Content, Piece, Step};
use crate::image::script::syntax::{Command, Word};
use crate::text::Span;

impl Files {
    pub(in super::super) fn mkdir(&mut self, call: &Call<'_>) -> Vec<Piece> {
        for word in self.options_of(call.name, call.words).1 {
            for path in self.named(word) {
                self.make_directory(&path);
            }
        }
        Vec::new()
    }

    pub(in super::super) fn rm(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let (options, files) = self.options(call.words);
        let recursive =
            options.iter().any(|option| option == "--recursive" || short(option, 'r') || short(option, 'R'));
        for word in files {
            for path in self.named(word) {
                self.operation(&path, word.span, call.command.span, OperationKind::Remove { recursive });
                match call.name {
                    "rmdir" => {
                        self.world.directories.remove(&path);
                    }
                    _ => self.remove(&path, call.command.span, recursive),
                }
            }
        }
        Vec::new()
    }

    /// `dd if=FILE of=FILE`, as a whole.
    pub(in super::super) fn dd(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let span = call.command.span;
        let words: Vec<(Option<String>, Span)> =
            call.words.iter().map(|word| (self.path_text(word), word.span)).collect();
        let operand = |name: &str| {
            words.iter().find_map(|(text, span)| Some((text.as_deref()?.strip_prefix(name)?.to_owned(), *span)))
        };
        let whole = words.iter().all(|(text, _)| {
            let known = ["if=", "of=", "bs=", "status=", "conv=fsync", "conv=fdatasync"];
            text.as_deref().is_some_and(|text| known.iter().any(|start| text.starts_with(start)))
        });
        let pieces = match operand("if=") {
            Some((file, span)) => self.contents_of(self.absolute(&file).as_deref(), span, call.input),
            None => call.input.map_or_else(|| call.unknown(), <[Piece]>::to_vec),
        };
        let Some((file, place)) = operand("of=") else { return if whole { pieces } else { call.unknown() } };
        if let Some(path) = self.absolute(&file) {
            self.write(&path, place, span, if whole { pieces } else { call.unknown() });
        }
        Vec::new()
    }

    /// A name that nothing else has.
    pub(in super::super) fn mktemp(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let (options, operands) = self.options_of(call.name, call.words);
        let span = call.command.span;
        let directory = options.iter().any(|option| option == "--directory" || short(option, 'd'));
        if options.iter().any(|option| option == "--dry-run" || short(option, 'u')) {
            return call.unknown();
        }
        let parent = options.iter().find_map(|option| option.strip_prefix("-p="));
        self.temporary += 1;
        let name = match operands.first() {
            Some(word) => match self.path_text(word) {
                Some(template) if template.contains("XXX") => {
                    template.replace("XXXXXX", &format!("rowi{:02}", self.temporary)).replace("XXX", "row")
                }
                _ => return call.unknown(),
            },
            None => format!("tmp.rowi{:06}", self.temporary),
        };
        let path = match (name.starts_with('/'), parent) {
            (true, _) => name,
            (false, Some(parent)) => format!("{parent}/{name}"),
            (false, None) if operands.is_empty() || short(options.join("").as_str(), 't') => format!("/tmp/{name}"),
            (false, None) => match self.absolute(&name) {
                Some(path) => path,
                None => return call.unknown(),
            },
        };
        if directory {
            self.make_directory(&path);
        } else {
            self.set(&path, State::File(Arc::new(Content::of_pieces(Vec::new()))));
        }
        vec![Piece::Text { text: format!("{path}\n"), span }]
    }

    pub(in super::super) fn touch(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let (options, files) = self.options_of(call.name, call.words);
        let makes = !options.iter().any(|option| option == "--no-create" || short(option, 'c'));
        for path in files.into_iter().filter(|_| makes).flat_map(|word| self.named(word)).collect::<Vec<_>>() {
            self.change(&path, call.command.span, |content| {
                if !content.exists(false) {
                    content.steps.push(Step::Append(Vec::new()));
                }
            });
        }
        Vec::new()
    }

    pub(in super::super) fn truncate(&mut self, call: &Call<'_>) -> Vec<Piece> {
        let span = call.command.span;
        let (options, files) = self.options_of(call.name, call.words);
        let empties = options.iter().any(|option| option == "-s=0" || option == "--size=0" || option == "-s0");
        for word in files {
            for path in self.named(word) {
                if empties {
                    self.write(&path, word.span, span, Vec::new());
                } else {
                    self.operation(&path, word.span, span, OperationKind::Unknown);
                    self.set(&path, State::Unknown(span));
                }
            }
        }
        Vec::new()
    }

    pub(in super::super) fn make_directory(&mut self, path: &str) {
        let mut at = 0;
        while let Some(next) = path[at + 1..].find('/').map(|offset| at + 1 + offset) {
            self.world.directories.insert(&path[..next], ());
            at = next;
        }
        self.world.directories.insert(path, ());
        if matches!(self.world.files.get(path).map(Vec::as_slice), Some([State::Absent(_)])) {
            self.world.files.remove(path);
            // what was below stays away
        }
    }

    pub(in super::super) fn link(&mut self, words: &[Word], command: &Command) {
        let words = &self.spread_out(words);
        let (options, files) = self.options_of("ln", words);
        let symbolic = options.iter().any(|option| option == "--symbolic" || short(option, 's'));
        let forced = options.iter().any(|option| option == "--force" || short(option, 'f'));
        if options.iter().any(|option| option.starts_with("-t=") || option.starts_with("--target-directory=")) {
            return;
        }
        let (targets, link) = match files.as_slice() {
            [target] => (vec![*target], None),
            [targets @ .., link] => (targets.to_vec(), Some(*link)),
            [] => return,
        };
        for word in targets {
            let Some(target) = self.path_text(word) else { continue };
            let base = target.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
            let (path, span) = match link {
                Some(link) => {
                    let Some(path) = self.path(link) else { continue };
                    let no_directory = options.iter().any(|option| short(option, 'n') || short(option, 'T'));
                    let into = self.path_text(link).is_some_and(|text| text.ends_with('/')) || self.is_directory(&path);
                    (if into && !no_directory { format!("{path}/{base}") } else { path }, link.span)
                }
                None => match self.absolute(&base) {
                    Some(path) => (path, word.span),
                    None => continue,
                },
            };
            self.operation(&path, span, command.span, OperationKind::Link(target.clone()));
            let mut states = if symbolic {
                vec![State::Link { target, span: command.span }]
            } else {
                let Some(source) = self.absolute(&target) else { continue };
                let states = self.at(&source).into_iter();
                // the two are one file from here on
                states.map(|state| carried(state, &source, &path, command.span)).collect()
            };
            // without force an existing file stays
            if !forced {
                let before = self.at(&path);
                if before.iter().all(|state| matches!(state, State::File(_) | State::Link { .. } | State::Moved { .. }))
                {
                    continue;
                }
                if !matches!(before.as_slice(), [State::Absent(_)]) && self.world.files.contains(&path) {
                    states.extend(before);
                }
            }
            self.world.files.insert(path, states);
        }
    }

    pub(in super::super) fn transfer(
        &mut self,
        name: &str,
        words: &[Word],
        command: &Command,
        input: Option<&[Piece]>,
    ) {
        let words = &self.spread_out(words);
        let (options, mut files) = self.options_of(name, words);
        let has = |flag: char, long: &str| {
            options.iter().any(|option| option == long || (short(option, flag) && !option.contains('=')))
        };
        if name == "install" && has('d', "--directory") {
            for path in files.iter().flat_map(|word| self.named(word)).collect::<Vec<_>>() {
                self.make_directory(&path);
            }
            return;
        }
        let target_directory = options.iter().find_map(|option| {
            option.strip_prefix("-t=").or_else(|| option.strip_prefix("--target-directory=")).map(str::to_owned)
        });
        let (target, target_span, into) = match target_directory {
            Some(directory) => (self.absolute(&directory), command.span, true),
            None => {
                let Some(last) = files.pop() else { return };
                let text = self.path_text(last).unwrap_or_default();
                let target = self.path(last);
                let into = files.len() > 1
                    || text.ends_with('/')
                    || text == "."
                    || target.as_deref().is_some_and(|target| self.is_directory(target));
                (target, last.span, into && !has('T', "--no-target-directory"))
            }
        };
        let recursive = has('r', "--recursive") || has('R', "--recursive") || has('a', "--archive");
        let how = Transfer {
            moves: name == "mv",
            recursive: recursive || name == "mv",
            keeps: name != "install" && has('n', "--no-clobber") || name == "cp" && has('u', "--update"),
            backs_up: name != "install" && has('b', "--backup"),
            into,
            target: target.map(|target| if into { target } else { self.world.resolve(&target) }),
            target_span,
            command: command.span,
        };
        for word in files {
            for source in self.named(word) {
                if matches!(source.as_str(), "/dev/stdin" | "/dev/null") {
                    let pieces = self.contents_of(Some(&source), word.span, input);
                    if let Some(target) = how.target.clone().filter(|_| !into) {
                        self.write(&target, target_span, command.span, pieces);
                    }
                    continue;
                }
                // `cp -a DIR/. TARGET` copies what is in it
                let contents = self.path_text(word).is_some_and(|text| text.ends_with("/."));
                if is_pattern(&source) {
                    // what the distribution brings may match too
                    if let Some(target) = how.target.clone().filter(|_| !self.is_own(&source)) {
                        self.world.sweep(&target, Effect::Unknown, true, command.span);
                    }
                    for source in self.matching_all(&source) {
                        self.transfer_one(&source, word.span, &how, false);
                    }
                    if how.moves {
                        self.world.sweep(&source, Effect::Removed, false, command.span);
                    }
                } else {
                    self.transfer_one(&source, word.span, &how, contents);
                }
            }
        }
    }

    fn transfer_one(&mut self, source: &str, source_span: Span, how: &Transfer, contents: bool) {
        let destination = how.target.as_ref().map(|target| {
            if how.into && !contents {
                let base = source.rsplit('/').next().unwrap_or("");
                format!("{}/{base}", target.trim_end_matches('/'))
            } else {
                target.clone()
            }
        });
        // "are the same file"
        if destination.as_deref() == Some(source) {
            return;
        }
        let states = self.at(source);
        let is_directory = self.is_directory(source);
        let below: Vec<(String, Vec<State>)> = self
            .below(source)
            .filter(|_| how.recursive)
            .map(|path| (path[source.len()..].to_owned(), self.world.at(path)))
            .collect();
        self.work.charge(60 * below.len());
        if how.moves {
            self.operation(source, source_span, how.command, OperationKind::MoveAway(destination.clone()));
        } else {
            self.operation(source, source_span, how.command, OperationKind::Copied);
        }
        if let Some(destination) = &destination {
            self.operation(destination, how.target_span, how.command, OperationKind::Put(Some(source.to_owned())));
            if how.recursive
                && (is_directory || states == [State::Default] || matches!(states[..], [State::Moved { .. }]))
            {
                self.world.sweep(destination, Effect::From(source.to_owned()), contents || how.keeps, how.command);
                if is_directory {
                    self.world.directories.insert(destination.as_str(), ());
                }
            }
            if !is_directory || !matches!(states.as_slice(), [State::Default]) {
                self.arrive(source, destination, states, how);
            }
            for (rest, states) in below {
                self.arrive(
                    &format!("{source}{rest}"),
                    &format!("{}{rest}", destination.trim_end_matches('/')),
                    states,
                    how,
                );
            }
        }
        if how.moves {
            self.remove(source, how.command, true);
        }
    }

    /// The words, each of those that come to several taken apart: `mv file{,.old}`.
    fn spread_out(&self, words: &[Word]) -> Vec<Word> {
        let mut result = Vec::new();
        for word in words {
            let fields = self.fields(word);
            let texts: Option<Vec<String>> = fields.iter().map(super::super::words::Field::text).collect();
            match texts.filter(|texts| texts.len() > 1 && fields.iter().all(|field| !field.is_pattern)) {
                Some(texts) => result.extend(texts.into_iter().map(|text| literal(text, word.span))),
                None => result.push(word.clone()),
            }
        }
        result
    }

    /// What was at one path is at another now.
    fn arrive(&mut self, from: &str, to: &str, states: Vec<State>, how: &Transfer) {
        let before = self.at(to);
        if how.backs_up {
            let copy = format!("{to}~");
            let states = before.iter().cloned().map(|state| carried(state, to, &copy, how.command)).collect();
            self.world.files.insert(copy, states);
        }
        let mut result: Vec<State> = Vec::new();
        for state in states {
            let state = match state {
                // nothing to copy: what is there stays
                State::Absent(_) => {
                    result.extend(before.iter().cloned());
                    continue;
                }
                other => carried(other, from, to, how.command),
            };
            result.push(state);
        }
        if how.keeps {
            result.extend(before.iter().cloned());
        }
        let mut distinct: Vec<State> = Vec::new();
        for state in result {
            if !distinct.contains(&state) {
                distinct.push(state);
            }
        }
        self.world.files.insert(to.to_owned(), distinct);
    }

    pub(in super::super) fn find(&mut self, words: &[Word], span: Span) {
        let texts: Vec<Option<String>> = words.iter().map(|word| self.path_text(word)).collect();
        let at = texts.iter().position(|text| text.as_deref().is_some_and(|text| text.starts_with(['-', '(', '!'])));
        let (places, tests) = texts.split_at(at.unwrap_or(texts.len()));
        let deletes = tests.iter().flatten().any(|word| word == "-delete");
        if let Some((paths, command)) = self.found(&texts) {
            // those that are known are changed for certain, others may be
            for path in paths {
                let put: Vec<Word> = command.iter().map(|text| literal(text.replace("{}", &path), span)).collect();
                if let Some((name, words)) = put.split_first()
                    && let Some(name) = name.literal()
                {
                    let command = Command { span, assignments: Vec::new(), words: put.clone(), redirects: Vec::new() };
                    self.program(&name, words, &command, None);
                }
            }
            for place in places.iter().flatten().cloned().collect::<Vec<_>>() {
                if let Some(path) = self.absolute(&place) {
                    self.world.sweep(&path, Effect::Unknown, true, span);
                }
            }
            return;
        }
        let runs = tests
            .iter()
            .position(|word| matches!(word.as_deref(), Some("-exec" | "-execdir" | "-ok")))
            .and_then(|at| tests.get(at + 1).cloned())
            .is_some_and(|program| program.is_none_or(|name| READERS.binary_search(&name.as_str()).is_err()));
        if deletes || runs {
            for place in places.iter().flatten().cloned().collect::<Vec<_>>() {
                if let Some(path) = self.absolute(&place) {
                    self.spread(&path, span);
                }
            }
        }
    }

    /// What a plain `find DIR [-name PATTERN] [-type f] -exec COMMAND {} +` runs on the files that are known.
    fn found(&self, texts: &[Option<String>]) -> Option<(Vec<String>, Vec<String>)> {
        let words: Vec<&str> = texts.iter().map(Option::as_deref).collect::<Option<_>>()?;
        let exec = words.iter().position(|word| *word == "-exec")?;
        let end = words.iter().rposition(|word| matches!(*word, ";" | "+"))?;
        if end + 1 != words.len() || end <= exec + 1 {
            return None;
        }
        let at = words.iter().position(|word| word.starts_with(['-', '(', '!']))?;
        let mut name = None;
        let mut tests = words[at..exec].iter();
        while let Some(test) = tests.next() {
            match *test {
                "-name" if name.is_none() => name = Some(*tests.next()?),
                "-type" if tests.next() == Some(&"f") => {}
                _ => return None,
            }
        }
        let mut paths = Vec::new();
        for place in &words[..at] {
            let place = self.absolute(place)?;
            for path in self.below_paths(&place) {
                let base = path.rsplit('/').next().unwrap_or_default();
                let fits = name.is_none_or(|name| super::super::world::matches(name, base, false));
                let is_file = matches!(self.at(&path).as_slice(), [State::File(_)]);
                if fits && is_file {
                    paths.push(path);
                }
            }
        }
        Some((paths, words[exec + 1..end].iter().map(|word| (*word).to_owned()).collect()))
    }

    /// `find DIR ... | xargs ...`, `ls PATTERN | xargs ...`
    pub(in super::super) fn xargs_after(&mut self, first: &Command, last: &Command) {
        let changes = last
            .arguments()
            .iter()
            .filter_map(Word::literal)
            .find(|word| !word.starts_with('-') && !word.chars().all(|c| c.is_ascii_digit()))
            .is_some_and(|program| READERS.binary_search(&program.as_str()).is_err() && program != "echo");
        if !changes || !matches!(first.name().as_deref(), Some("find" | "ls" | "grep")) {
            return;
        }
        for word in first.arguments() {
            for path in self.named(word) {
                if is_pattern(&path) {
                    for path in self.matching(&path) {
                        self.perhaps_changed(&path, last.span);
                    }
                    self.world.sweep(&path, Effect::Unknown, true, last.span);
                } else if path != "/" {
                    self.spread(&path, last.span);
                }
            }
        }
    }

    pub(in super::super) fn unpack(&mut self, name: &str, words: &[Word], span: Span) {
        let texts: Vec<String> = words.iter().filter_map(|word| self.path_text(word)).collect();
        let unpacks = match name {
            "tar" | "bsdtar" => texts.iter().enumerate().any(|(index, text)| {
                text == "--extract" || short(text, 'x') || (index == 0 && !text.starts_with('-') && text.contains('x'))
            }),
            _ => true,
        };
        if !unpacks {
            return;
        }
        let after = |flags: &[&str]| {
            texts.iter().enumerate().find_map(|(index, text)| {
                if flags.contains(&text.as_str()) {
                    return texts.get(index + 1).cloned();
                }
                flags.iter().find_map(|flag| text.strip_prefix(&format!("{flag}=")).map(str::to_owned))
            })
        };
        let target = match after(&["-C", "--directory", "-d"]) {
            Some(directory) => self.absolute(&directory),
            None => self.world.directory.clone(),
        };
        if let Some(target) = target {
            self.spread(&target, span);
        }
    }
}

/// How `cp`, `mv` or `install` goes about it.
struct Transfer {
    moves: bool,
    recursive: bool,
    /// Whether a file that is there may stay.
    keeps: bool,
    backs_up: bool,
    into: bool,
    target: Option<String>,
    target_span: Span,
    command: Span,
}
