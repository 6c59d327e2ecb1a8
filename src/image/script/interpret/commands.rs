//! What each program does to files and variables.
//!
//! The file is long because every program that matters has its own short function here.

use super::words::text_of;
use super::world::{Effect, State, Value, carried, glob, is_pattern, is_too_large};
use super::{Files, MAX_CALL_DEPTH, OperationKind, is_device};
use crate::image::content::{Base, Content, Piece, Rendered, Step};
use crate::image::overlay::absolute;
use crate::image::script::escapes::{self, Style};
use crate::image::script::sed::Sed;
use crate::image::script::syntax::{self, Command, Part, Quote, Redirect, RedirectKind, Statement, Word};
use crate::text::Span;

/// Programs that read what they are given, and change no file that they name as an operand.
const READERS: [&str; 58] = [
    "[",
    "b2sum",
    "basename",
    "blkid",
    "buildah",
    "chattr",
    "chcon",
    "chgrp",
    "chmod",
    "chown",
    "cksum",
    "cmp",
    "comm",
    "cut",
    "df",
    "diff",
    "dirname",
    "docker",
    "du",
    "egrep",
    "fgrep",
    "file",
    "findmnt",
    "fold",
    "getent",
    "getfacl",
    "grep",
    "head",
    "hexdump",
    "journalctl",
    "jq",
    "kill",
    "less",
    "logger",
    "ls",
    "lsattr",
    "md5sum",
    "mount",
    "nl",
    "od",
    "paste",
    "podman",
    "readlink",
    "realpath",
    "restorecon",
    "setfacl",
    "sha256sum",
    "sha512sum",
    "skopeo",
    "sleep",
    "stat",
    "systemctl",
    "tail",
    "test",
    "tr",
    "umount",
    "wc",
    "xmllint",
];

fn literal(text: String, span: Span) -> Word {
    Word { span, parts: vec![Part::Literal { text, span, quote: Quote::Single }] }
}

fn is_declaration(name: Option<&str>) -> bool {
    matches!(name, Some("export" | "declare" | "local" | "readonly" | "typeset"))
}

/// Whether a group of short options has this one.
fn short(option: &str, flag: char) -> bool {
    !option.starts_with("--") && option.starts_with('-') && option[1..].split('=').next().unwrap_or("").contains(flag)
}

impl Files {
    pub(super) fn command(&mut self, command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        self.outputs.clear();
        let name = command.words.first().and_then(|word| self.path_text(word));
        let declares = is_declaration(name.as_deref());
        let lasts = command.words.is_empty() || declares;
        if declares {
            self.declare(command, name.as_deref().unwrap_or_default());
        }
        let mut before = Vec::new();
        for assignment in &command.assignments {
            self.substitute(assignment.value.iter());
            let value = self.assigned(assignment);
            if !lasts {
                before.push((assignment.name.clone(), self.world.variables.get(&assignment.name).cloned()));
                self.world.exported.insert(assignment.name.clone());
            }
            self.world.variables.insert(assignment.name.clone(), value.within_limits());
        }
        if declares {
            self.weaken(command);
        }
        self.substitute(command.words.iter());
        self.substitute(command.redirects.iter().map(|redirect| &redirect.target));
        let outputs = std::mem::take(&mut self.outputs);
        self.outputs.clone_from(&outputs);
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
            };
        }
        self.outputs = outputs;
        let output = self.redirect_output(&command.redirects, output);
        self.outputs.clear();
        output
    }

    fn assigned(&self, assignment: &syntax::Assignment) -> Value {
        let old = self.world.variables.get(&assignment.name);
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
                (true, Some(Value::Unknown)) => Value::Unknown,
            };
        }
        let Some(value) = &assignment.value else { return Value::Unknown };
        let pieces = self.pieces(value);
        match (assignment.append, old) {
            (false, Some(Value::List(_))) => Value::Unknown,
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
        for variable in names {
            match name {
                "export" => {
                    self.world.exported.insert(variable);
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
        }
    }

    /// Options that change what an assignment means.
    fn weaken(&mut self, command: &Command) {
        let options: Vec<String> =
            command.arguments().iter().filter_map(Word::literal).filter(|word| word.starts_with('-')).collect();
        if options.iter().any(|option| short(option, 'x')) {
            self.world.exported.extend(command.assignments.iter().map(|assignment| assignment.name.clone()));
        }
        if options.iter().any(|option| option.contains(['A', 'i', 'l', 'u', 'n', 'c'])) {
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
    fn substitute<'w>(&mut self, words: impl Iterator<Item = &'w Word>) {
        for part in words.flat_map(|word| &word.parts) {
            let Part::Unknown { statements, span, text, .. } = part else { continue };
            if statements.is_empty() {
                self.assign_in_braces(text);
                continue;
            }
            let outputs = std::mem::take(&mut self.outputs);
            let printed = self.apart(|files| files.block(statements, None));
            self.outputs = outputs;
            if let (Some(known), false) = (text_of(&printed), text.starts_with(['<', '>'])) {
                let trimmed = known.trim_end_matches('\n').to_owned();
                self.outputs.insert(*span, vec![Piece::Text { text: trimmed, span: *span }]);
            }
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
            let valued: &[&str] = match name.as_str() {
                "sudo" => &["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "--user", "--group"],
                "command" | "builtin" | "nohup" | "time" | "eatmydata" | "setsid" | "exec" => &["-a"],
                "env" => &["-u", "--unset", "-C", "--chdir", "-S"],
                "nice" => &["-n", "--adjustment"],
                "ionice" => &["-c", "-n", "-p"],
                "timeout" => &["-k", "-s", "--kill-after", "--signal"],
                "stdbuf" => &["-i", "-o", "-e"],
                "chroot" => &[],
                _ if first.contains('/') && !name.is_empty() && self.is_file(&first) => {
                    return Some((first, words.split_off(at)));
                }
                _ => return Some((name, words.split_off(at))),
            };
            if name == "command" && option(self, at).is_some_and(|option| matches!(option.as_str(), "-v" | "-V")) {
                return Some(("which".to_owned(), Vec::new()));
            }
            while let Some(found) = option(self, at) {
                if name == "env" && (found == "-i" || found == "-" || found == "--ignore-environment") {
                    self.world.exported.clear();
                }
                at += if valued.contains(&found.as_str()) { 2 } else { 1 };
            }
            match name.as_str() {
                "env" => {
                    while let Some((variable, value)) = words
                        .get(at)
                        .and_then(|word| self.path_text(word))
                        .and_then(|word| word.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())))
                    {
                        let span = words[at].span;
                        self.world.exported.insert(variable.clone());
                        self.world.variables.insert(variable, Value::Text(vec![Piece::Text { text: value, span }]));
                        at += 1;
                    }
                }
                "timeout" => at += 1,
                "chroot" => {
                    // another root has other files
                    if words.get(at).and_then(|word| self.path_text(word)).is_none_or(|root| absolute(&root) != "/") {
                        return Some(("chroot".to_owned(), Vec::new()));
                    }
                    at += 1;
                }
                "exec" if at >= words.len() => return Some((name, Vec::new())),
                _ => {}
            }
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
            RedirectKind::Read => Some(self.contents_of(self.path(&redirect.target).as_deref(), redirect.span, None)),
            RedirectKind::DuplicateInput => Some(vec![Piece::Unknown { span: redirect.span }]),
            _ => None,
        }
    }

    fn contents_of(&self, path: Option<&str>, span: Span, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span }];
        let Some(path) = path else { return unknown() };
        match path {
            "/dev/null" => return Vec::new(),
            "/dev/stdin" | "/proc/self/fd/0" | "/dev/fd/0" => return input.map_or_else(unknown, <[Piece]>::to_vec),
            _ => {}
        }
        if let [State::File(content)] = self.at(&self.world.resolve(path)).as_slice()
            && content.base == Base::Nothing
        {
            return known_pieces(content).unwrap_or_else(unknown);
        }
        unknown()
    }

    pub(super) fn write(&mut self, path: &str, path_span: Span, command: Span, pieces: Vec<Piece>) {
        if is_device(path) {
            return;
        }
        let path = self.world.resolve(path);
        let content = Content::of_pieces(pieces.clone());
        self.operation(&path, path_span, command, OperationKind::Write(pieces));
        self.set(&path, if is_too_large(&content) { State::Unknown(command) } else { State::File(content) });
    }

    pub(super) fn append(&mut self, path: &str, path_span: Span, command: Span, pieces: Vec<Piece>) {
        if is_device(path) {
            return;
        }
        self.operation(&self.world.resolve(path), path_span, command, OperationKind::Append(pieces.clone()));
        self.change(path, command, |content| match content.steps.last_mut() {
            Some(Step::Append(before)) => before.extend(pieces.iter().cloned()),
            _ => content.steps.push(Step::Append(pieces.clone())),
        });
    }

    /// Changes the text at a path, each way that it may be.
    fn change(&mut self, path: &str, command: Span, edit: impl Fn(&mut Content)) {
        let path = self.world.resolve(path);
        let edited = |mut content: Content| {
            edit(&mut content);
            if is_too_large(&content) { State::Unknown(command) } else { State::File(content) }
        };
        let states = self
            .at(&path)
            .into_iter()
            .map(|state| match state {
                State::File(content) => edited(content),
                State::Default => edited(Content { base: Base::Default, steps: Vec::new() }),
                State::Absent(_) => edited(Content { base: Base::Nothing, steps: Vec::new() }),
                State::Link { span, .. } | State::Unknown(span) | State::Moved { span, .. } => State::Unknown(span),
            })
            .collect();
        self.world.files.insert(path, states);
    }

    /// The files that something happened to and that a pattern matches.
    pub(super) fn matching(&self, pattern: &str) -> Vec<String> {
        let there = |path: &&String| !matches!(self.world.at(path).as_slice(), [State::Absent(_)]);
        self.world.files.keys().filter(|path| glob(pattern, path)).filter(there).cloned().collect()
    }

    fn remove(&mut self, path: &str, command: Span, recursive: bool) {
        if let Some(directory) = path.strip_suffix("/*").filter(|directory| !is_pattern(directory) && recursive) {
            // `*` leaves hidden files
            for path in self.below_paths(directory) {
                let rest = &path[directory.len()..];
                if !rest.starts_with("/.") {
                    self.set(&path, State::Absent(command));
                }
            }
            self.world.directories.retain(|made| !made.starts_with(&format!("{directory}/")));
            self.world.sweep(directory, Effect::Removed, false, command);
            return;
        }
        if is_pattern(path) {
            for other in self.matching(path) {
                self.remove(&other, command, recursive);
            }
            self.world.sweep(path, Effect::Removed, false, command);
            return;
        }
        if !recursive && self.is_directory(path) {
            return;
        }
        self.set(path, State::Absent(command));
        if recursive {
            for path in self.below_paths(path) {
                self.set(&path, State::Absent(command));
            }
            let below = format!("{path}/");
            self.world.directories.retain(|made| made != path && !made.starts_with(&below));
            self.world.sweep(path, Effect::Removed, false, command);
        }
    }

    fn program(&mut self, name: &str, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span: command.span }];
        if let Some(body) = self.functions.get(name).cloned() {
            if self.depth >= MAX_CALL_DEPTH {
                return unknown();
            }
            let arguments = words.iter().flat_map(|word| self.fields(word)).map(|field| field.pieces).collect();
            return self.call(&body, arguments, input);
        }
        if name.contains('/') {
            // a script that is in the image
            return self.run_file(name, words, true, command, input).unwrap_or_else(unknown);
        }
        match name {
            "set" => {
                self.set_parameters(words);
                Vec::new()
            }
            ":" | "true" | "false" | "test" | "[" | "export" | "declare" | "local" | "readonly" | "typeset"
            | "umask" | "wait" | "sleep" | "sync" => Vec::new(),
            "echo" => self.echo(words, command),
            "printf" => self.printf(words, command),
            "cat" => self.cat(words, command, input),
            "tee" => self.tee(words, command, input),
            "cd" | "pushd" | "popd" => {
                self.change_directory(name, words);
                Vec::new()
            }
            "mkdir" => {
                for word in self.options_with(words, &["-m", "--mode", "-Z"]).1 {
                    for path in self.named(word) {
                        self.make_directory(&path);
                    }
                }
                Vec::new()
            }
            "rm" | "unlink" | "rmdir" | "shred" => {
                let (options, files) = self.options(words);
                let recursive =
                    options.iter().any(|option| option == "--recursive" || short(option, 'r') || short(option, 'R'));
                for word in files {
                    for path in self.named(word) {
                        self.operation(&path, word.span, command.span, OperationKind::Remove { recursive });
                        match name {
                            "rmdir" => {
                                self.world.directories.remove(&path);
                            }
                            _ => self.remove(&path, command.span, recursive),
                        }
                    }
                }
                Vec::new()
            }
            "touch" => {
                let (options, files) = self.options_with(words, &["-d", "-r", "-t", "--date", "--reference"]);
                let makes = !options.iter().any(|option| option == "--no-create" || short(option, 'c'));
                for path in files.into_iter().filter(|_| makes).flat_map(|word| self.named(word)).collect::<Vec<_>>() {
                    self.change(&path, command.span, |content| {
                        if !content.exists(false) {
                            content.steps.push(Step::Append(Vec::new()));
                        }
                    });
                }
                Vec::new()
            }
            "truncate" => {
                let (options, files) = self.options_with(words, &["-s", "--size"]);
                let empties = options.iter().any(|option| option == "-s=0" || option == "--size=0" || option == "-s0");
                for word in files {
                    for path in self.named(word) {
                        if empties {
                            self.write(&path, word.span, command.span, Vec::new());
                        } else {
                            self.operation(&path, word.span, command.span, OperationKind::Unknown);
                            self.set(&path, State::Unknown(command.span));
                        }
                    }
                }
                Vec::new()
            }
            "cp" | "mv" | "install" => {
                self.transfer(name, words, command, input);
                Vec::new()
            }
            "ln" => {
                self.link(words, command);
                Vec::new()
            }
            "sed" => self.sed(words, command, input),
            "exit" => {
                let fails = words.first().and_then(|word| self.path_text(word)).is_some_and(|code| code != "0");
                // a build stops where its script fails
                if fails && self.subshells == 0 {
                    self.world.dead = true;
                } else {
                    self.stop(|files| Some(&mut files.exits));
                }
                Vec::new()
            }
            "return" => {
                self.stop(|files| match files.returns.last_mut() {
                    Some(returns) => Some(returns),
                    None => Some(&mut files.exits),
                });
                Vec::new()
            }
            "break" | "continue" => {
                if self.loops.is_empty() {
                    return Vec::new();
                }
                match (name, words.is_empty()) {
                    ("continue", true) => self.stop(|files| files.loops.last_mut().map(|(_, continues)| continues)),
                    // of several loops: the outermost, which says less
                    _ if words.is_empty() => self.stop(|files| files.loops.last_mut().map(|(breaks, _)| breaks)),
                    _ => self.stop(|files| files.loops.first_mut().map(|(breaks, _)| breaks)),
                }
                Vec::new()
            }
            "exec" => {
                for redirect in command.redirects.iter().filter(|redirect| redirect.writes()) {
                    // what is printed from here on goes there
                    if let Some(path) = self.path(&redirect.target).filter(|path| !is_device(path)) {
                        self.operation(&path, redirect.target.span, redirect.span, OperationKind::Unknown);
                        self.set(&path, State::Unknown(redirect.span));
                    }
                }
                Vec::new()
            }
            "unset" => {
                for word in self.options(words).1 {
                    if let Some(name) = self.path_text(word) {
                        match name.split_once('[') {
                            Some((array, _)) => self.world.variables.insert(array.to_owned(), Value::Unknown),
                            None => self.world.variables.remove(&name),
                        };
                    }
                }
                Vec::new()
            }
            "read" | "mapfile" | "readarray" | "getopts" | "let" | "shift" | "select" => {
                self.set_unknown(name, words);
                Vec::new()
            }
            "trap" => {
                self.trap(words);
                Vec::new()
            }
            "shopt" | "alias" | "unalias" => {
                if name == "alias" {
                    // the commands that it renames are not followed
                    let names: Vec<String> = words.iter().filter_map(|word| self.path_text(word)).collect();
                    for name in names {
                        if let Some((name, _)) = name.split_once('=') {
                            let span = command.span;
                            let body = vec![Statement::Unparsed { span, text: String::new() }];
                            self.functions.insert(name.to_owned(), std::sync::Arc::new(body));
                        }
                    }
                }
                Vec::new()
            }
            "." | "source" => {
                let Some((first, arguments)) = words.split_first() else { return Vec::new() };
                let Some(path) = self.path_text(first) else { return unknown() };
                self.run_file(&path, arguments, false, command, input).unwrap_or_else(unknown)
            }
            "eval" => self.eval(words, input).unwrap_or_else(unknown),
            "bash" | "sh" | "dash" | "ash" | "zsh" | "ksh" => self.shell(words, command, input).unwrap_or_else(unknown),
            "su" | "runuser" => {
                let at = words.iter().position(|word| self.path_text(word).is_some_and(|word| short(&word, 'c')));
                match at {
                    Some(at) => self.shell(&words[at..], command, input).unwrap_or_else(unknown),
                    None => unknown(),
                }
            }
            "find" => {
                self.find(words, command.span);
                unknown()
            }
            "xargs" => self.xargs(words, command, input),
            "tar" | "bsdtar" | "unzip" | "cpio" => {
                self.unpack(name, words, command.span);
                unknown()
            }
            "python" | "python3" | "perl" | "ruby" | "ed" | "ex" | "awk" | "gawk" | "patch" | "augtool" | "dd"
            | "rsync" | "crudini" | "yq" => {
                // whatever file they name, in arguments or in a program given to them, may have changed
                if let Some(given) = input.map(pieces_text) {
                    self.unparsed(&given, command.span);
                }
                let is_awk = matches!(name, "awk" | "gawk");
                for word in words.iter().filter(|word| !is_awk || word.parts.len() > 1 || !word.is_bare()) {
                    match self.path_text(word) {
                        Some(text) if text.contains([' ', '\n', '(', '{']) => self.unparsed(&text, command.span),
                        Some(_) => self.changed(word, command),
                        None => {}
                    }
                }
                unknown()
            }
            _ if READERS.binary_search(&name).is_ok() => unknown(),
            _ => {
                self.mentioned(words, command.span);
                unknown()
            }
        }
    }

    /// A file that a program names and changes in a way that is not followed.
    fn changed(&mut self, word: &Word, command: &Command) {
        let Some(text) = self.path_text(word) else { return };
        let text = text.rsplit_once('=').map_or(text.as_str(), |(_, path)| path);
        let Some(path) = text.starts_with('/').then(|| absolute(text)).or_else(|| {
            let path = self.absolute(text)?;
            self.world.files.contains_key(&path).then_some(path)
        }) else {
            return;
        };
        if is_device(&path) {
            return;
        }
        self.operation(&path, word.span, command.span, OperationKind::Unknown);
        if self.is_directory(&path) {
            self.perhaps_changed(&path, command.span);
        } else {
            let path = self.world.resolve(&path);
            self.set(&path, State::Unknown(command.span));
        }
    }

    /// Files that a program names which is not known here.
    fn mentioned(&mut self, words: &[Word], span: Span) {
        for word in words {
            for text in self.fields(word).iter().filter_map(super::words::Field::text) {
                let found = text.find('/').map(|at| (at, &text[at..]));
                let path = match found {
                    // `-o/path`, `--output=/path`, `/path`
                    Some((at, path)) if at == 0 || text.starts_with('-') || text[..at].ends_with('=') => {
                        (path.len() > 1).then(|| absolute(path))
                    }
                    Some(_) if text.contains(':') => None,
                    _ => self.absolute(&text).filter(|path| self.world.files.contains_key(path)),
                };
                let Some(path) = path else { continue };
                if is_pattern(&path) {
                    for path in self.matching(&path) {
                        self.perhaps_changed(&path, span);
                    }
                    self.world.sweep(&path, Effect::Unknown, true, span);
                } else if !matches!(path.as_str(), "/etc" | "/usr" | "/var" | "/root" | "/tmp" | "/opt") {
                    self.perhaps_changed(&path, span);
                }
            }
        }
    }

    fn make_directory(&mut self, path: &str) {
        let mut at = 0;
        while let Some(next) = path[at + 1..].find('/').map(|offset| at + 1 + offset) {
            self.world.directories.insert(path[..next].to_owned());
            at = next;
        }
        self.world.directories.insert(path.to_owned());
        if matches!(self.world.files.get(path).map(Vec::as_slice), Some([State::Absent(_)])) {
            self.world.files.remove(path);
            // what was below stays away
        }
    }

    fn change_directory(&mut self, name: &str, words: &[Word]) {
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
                }
                self.world.directory = next;
            }
        }
        self.world.previous = now;
    }

    /// `set -- a b`
    fn set_parameters(&mut self, words: &[Word]) {
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
            rest = rest.get(if takes_name { 2 } else { 1 }..).unwrap_or_default();
        }
        if !rest.is_empty() {
            self.set_unknown("shift", &[]);
        }
    }

    /// Commands that set variables to what is not known.
    fn set_unknown(&mut self, name: &str, words: &[Word]) {
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

    fn trap(&mut self, words: &[Word]) {
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

    // output

    fn echo(&mut self, words: &[Word], command: &Command) -> Vec<Piece> {
        let mut newline = true;
        let mut escapes = false;
        let mut rest = words;
        while let Some(option) = rest.first().and_then(|word| self.path_text(word)) {
            let flags = option.strip_prefix('-').unwrap_or("");
            if flags.is_empty() || !flags.chars().all(|c| matches!(c, 'n' | 'e' | 'E')) {
                break;
            }
            for flag in flags.chars() {
                match flag {
                    'n' => newline = false,
                    flag => escapes = flag == 'e',
                }
            }
            rest = &rest[1..];
        }
        let mut pieces = self.spaced(rest);
        if escapes {
            let mut decoded = Vec::new();
            for piece in pieces {
                match piece {
                    Piece::Text { text, span } if text.contains('\\') => match escapes::decode(&text, Style::Echo) {
                        Some((text, cut)) => {
                            decoded.push(Piece::Text { text, span });
                            if cut {
                                return decoded;
                            }
                        }
                        None => decoded.push(Piece::Unknown { span }),
                    },
                    other => decoded.push(other),
                }
            }
            pieces = decoded;
        }
        if newline {
            let end = rest.last().map_or(command.span, |word| word.span);
            pieces.push(Piece::Text { text: "\n".to_owned(), span: end.slice(end.len(), end.len()) });
        }
        pieces
    }

    fn printf(&mut self, words: &[Word], command: &Command) -> Vec<Piece> {
        let mut words = words;
        match words.first().and_then(|word| self.path_text(word)).as_deref() {
            Some("--") => words = &words[1..],
            Some("-v") => {
                let Some(name) = words.get(1).and_then(|word| self.path_text(word)) else { return Vec::new() };
                let printed = self.formatted(words.get(2..).unwrap_or_default(), command);
                let value = if text_of(&printed).is_some() { Value::Text(printed) } else { Value::Unknown };
                self.world.variables.insert(name, value);
                return Vec::new();
            }
            _ => {}
        }
        self.formatted(words, command)
    }

    fn formatted(&self, words: &[Word], command: &Command) -> Vec<Piece> {
        let unknown = vec![Piece::Unknown { span: command.span }];
        let Some((first, arguments)) = words.split_first() else { return Vec::new() };
        let arguments: Vec<super::words::Field> = arguments.iter().flat_map(|word| self.fields(word)).collect();
        if arguments.iter().any(|field| field.is_pattern && field.text().is_none_or(|text| text.contains(['*', '?']))) {
            return unknown;
        }
        // one that may vanish makes the others move up
        let vanishes =
            |field: &super::words::Field| matches!(field.pieces.as_slice(), [Piece::Variable { quoted: false, .. }]);
        if arguments.iter().any(vanishes) {
            return unknown;
        }
        let mut format = Vec::new();
        for piece in self.pieces(first) {
            match piece {
                Piece::Text { text, span } => format.push((text, span)),
                Piece::Variable { .. } | Piece::Unknown { .. } => return unknown,
            }
        }
        // a directive may go over several pieces
        if format.len() > 1 && format.iter().any(|(text, _)| text.ends_with(['%', '\\'])) {
            let span = format[0].1.to(format[format.len() - 1].1);
            format = vec![(format.into_iter().map(|(text, _)| text).collect(), span)];
        }
        let mut output = Vec::new();
        let mut next = 0;
        for round in 0..64 {
            let used = next;
            for (text, span) in &format {
                if !text.contains(['%', '\\']) {
                    output.push(Piece::Text { text: text.clone(), span: *span });
                    continue;
                }
                let mut rest = text.as_str();
                while let Some(at) = rest.find('%') {
                    let Some((before, cut)) = escapes::decode(&rest[..at], Style::Format) else { return unknown };
                    output.push(Piece::Text { text: before, span: *span });
                    if cut {
                        return output;
                    }
                    let mut chars = rest[at + 1..].chars();
                    match chars.next() {
                        Some('%') => output.push(Piece::Text { text: "%".to_owned(), span: *span }),
                        Some('s') => {
                            if let Some(field) = arguments.get(next) {
                                output.extend(field.pieces.iter().cloned());
                                next += 1;
                            }
                        }
                        Some('d' | 'i' | 'u') => match arguments.get(next) {
                            Some(field) => {
                                let number = field.text().and_then(|text| text.parse::<i64>().ok());
                                let Some(number) = number else { return unknown };
                                // as it is written, where that is how a number is printed
                                if field.text().as_deref() != Some(number.to_string().as_str()) {
                                    return unknown;
                                }
                                output.extend(field.pieces.iter().cloned());
                                next += 1;
                            }
                            None => output.push(Piece::Text { text: "0".to_owned(), span: *span }),
                        },
                        Some('b') => {
                            if let Some(field) = arguments.get(next) {
                                next += 1;
                                for piece in &field.pieces {
                                    match piece {
                                        Piece::Text { text, span } => match escapes::decode(text, Style::Argument) {
                                            Some((text, cut)) => {
                                                output.push(Piece::Text { text, span: *span });
                                                if cut {
                                                    return output;
                                                }
                                            }
                                            None => output.push(Piece::Unknown { span: *span }),
                                        },
                                        other => output.push(other.clone()),
                                    }
                                }
                            }
                        }
                        _ => return unknown,
                    }
                    rest = chars.as_str();
                }
                let Some((text, cut)) = escapes::decode(rest, Style::Format) else { return unknown };
                output.push(Piece::Text { text, span: *span });
                if cut {
                    return output;
                }
            }
            // the format is used again while arguments are left
            if next >= arguments.len() || next == used {
                break;
            }
            if round == 63 {
                return unknown;
            }
        }
        output.retain(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty()));
        output
    }

    fn cat(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span: command.span }];
        let (options, _) = self.options(words);
        if options.iter().any(|option| !matches!(option.as_str(), "-u")) {
            return unknown();
        }
        let mut pieces = Vec::new();
        let mut any = false;
        for word in words {
            let fields = self.fields(word);
            for field in fields {
                match field.text().as_deref() {
                    Some("--" | "-u") => {}
                    Some("-") => {
                        any = true;
                        pieces.extend(input.map_or_else(unknown, <[Piece]>::to_vec));
                    }
                    known => {
                        any = true;
                        let path = known.filter(|_| !field.is_pattern).and_then(|text| self.absolute(text));
                        pieces.extend(self.contents_of(path.as_deref(), word.span, input));
                    }
                }
            }
        }
        if any { pieces } else { input.map_or_else(unknown, <[Piece]>::to_vec) }
    }

    fn tee(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let pieces = input.map_or_else(|| vec![Piece::Unknown { span: command.span }], <[Piece]>::to_vec);
        let (options, files) = self.options(words);
        let appends = options.iter().any(|option| option == "--append" || short(option, 'a'));
        for word in files {
            for path in self.named(word) {
                if appends {
                    self.append(&path, word.span, command.span, pieces.clone());
                } else {
                    self.write(&path, word.span, command.span, pieces.clone());
                }
            }
        }
        pieces
    }

    // shells in shells

    /// Statements of a text that is put together, with their place where it stands there letter by letter.
    fn parsed(pieces: &[Piece], whole: Span) -> Option<Vec<Statement>> {
        let text = text_of(pieces)?;
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
    fn eval(&mut self, words: &[Word], input: Option<&[Piece]>) -> Option<Vec<Piece>> {
        if self.depth >= MAX_CALL_DEPTH {
            return None;
        }
        let pieces = self.spaced(words);
        let statements = Self::parsed(&pieces, word_span(words))?;
        self.depth += 1;
        let output = self.block(&statements, input);
        self.depth -= 1;
        Some(output)
    }

    /// `sh -c 'TEXT'`, `sh FILE`, `sh` with a text on standard input
    fn shell(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Option<Vec<Piece>> {
        if self.depth >= MAX_CALL_DEPTH {
            return None;
        }
        let mut at = 0;
        let mut is_text = false;
        while let Some(option) = words.get(at).and_then(|word| self.path_text(word)) {
            if !option.starts_with(['-', '+']) {
                break;
            }
            is_text |= short(&option, 'c');
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
            let Some(statements) = Self::parsed(&pieces, word.span) else {
                self.mentioned(words, command.span);
                return None;
            };
            return Some(self.in_shell(&statements, words.get(at + 2..).unwrap_or_default(), input));
        }
        match words.get(at) {
            Some(word) => {
                let path = self.path_text(word)?;
                self.run_file(&path, &words[at + 1..], true, command, input)
            }
            None => {
                let statements = Self::parsed(input?, command.span)?;
                Some(self.in_shell(&statements, &[], None))
            }
        }
    }

    /// Runs statements in a shell of their own, which sees exported variables only.
    fn in_shell(&mut self, statements: &[Statement], words: &[Word], input: Option<&[Piece]>) -> Vec<Piece> {
        let arguments: Vec<Vec<Piece>> =
            words.iter().flat_map(|word| self.fields(word)).map(|field| field.pieces).collect();
        self.depth += 1;
        let output = self.apart(|files| {
            let exported = std::mem::take(&mut files.world.exported);
            files.world.variables.retain(|name, _| exported.contains(name));
            files.world.exported = exported;
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
    fn run_file(
        &mut self,
        path: &str,
        words: &[Word],
        apart: bool,
        command: &Command,
        input: Option<&[Piece]>,
    ) -> Option<Vec<Piece>> {
        if self.depth >= MAX_CALL_DEPTH {
            return None;
        }
        let path = self.absolute(path)?;
        let pieces = self.contents_of(Some(&path), command.span, None);
        let statements = Self::parsed(&pieces, command.span)?;
        if apart {
            return Some(self.in_shell(&statements, words, input));
        }
        self.depth += 1;
        self.returns.push(Vec::new());
        let mut output = self.block(&statements, input);
        for world in self.returns.pop().unwrap_or_default() {
            output = vec![Piece::Unknown { span: command.span }];
            self.world.merge(world);
        }
        self.depth -= 1;
        Some(output)
    }

    // other programs

    fn find(&mut self, words: &[Word], span: Span) {
        let texts: Vec<Option<String>> = words.iter().map(|word| self.path_text(word)).collect();
        let at = texts.iter().position(|text| text.as_deref().is_some_and(|text| text.starts_with(['-', '(', '!'])));
        let (places, tests) = texts.split_at(at.unwrap_or(texts.len()));
        let deletes = tests.iter().flatten().any(|word| word == "-delete");
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

    /// All that is below a directory may have changed.
    fn spread(&mut self, directory: &str, span: Span) {
        for path in self.below_paths(directory) {
            self.perhaps_changed(&path, span);
        }
        self.world.sweep(directory, Effect::Unknown, true, span);
    }

    /// `find DIR ... | xargs ...`, `ls PATTERN | xargs ...`
    pub(super) fn xargs_after(&mut self, first: &Command, last: &Command) {
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

    fn xargs(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span: command.span }];
        let mut at = 0;
        while let Some(option) = words.get(at).and_then(|word| self.path_text(word)) {
            match option.as_str() {
                "-I" | "-i" | "-d" | "-a" | "-0" => return unknown(),
                "-n" | "-L" | "-P" | "-s" => at += 2,
                _ if option.starts_with('-') => at += 1,
                _ => break,
            }
        }
        let (Some(name), Some(given)) = (words.get(at).and_then(|word| self.path_text(word)), input.and_then(text_of))
        else {
            return unknown();
        };
        if given.contains(['\'', '"', '\\']) {
            return unknown();
        }
        let mut all: Vec<Word> = words[at + 1..].to_vec();
        all.extend(given.split_whitespace().map(|text| literal(text.to_owned(), command.span)));
        self.program(&name, &all, command, None)
    }

    fn unpack(&mut self, name: &str, words: &[Word], span: Span) {
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

    fn sed(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = vec![Piece::Unknown { span: command.span }];
        let (mut in_place, mut extended, mut quiet) = (None, false, false);
        let mut expressions: Vec<(Option<String>, Span)> = Vec::new();
        let mut files = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            let Some(text) = self.path_text(word) else {
                files.push(word);
                continue;
            };
            match text.as_str() {
                "-e" | "--expression" => {
                    if let Some(word) = words.get(at) {
                        expressions.push((self.path_text(word), word.span));
                        at += 1;
                    }
                }
                "-f" | "--file" => {
                    expressions.push((None, word.span));
                    at += 1;
                }
                _ if text.starts_with("--expression=") => {
                    expressions.push((Some(text["--expression=".len()..].to_owned()), word.span));
                }
                _ if text.starts_with("--in-place") => {
                    in_place = Some(text.strip_prefix("--in-place=").unwrap_or("").to_owned());
                }
                "--regexp-extended" => extended = true,
                "--quiet" | "--silent" => quiet = true,
                _ if text.starts_with('-') && !text.starts_with("--") && text.len() > 1 => {
                    let flags = &text[1..];
                    // what follows i is a suffix for the copy that is kept
                    let before = match flags.split_once('i') {
                        Some((before, suffix)) => {
                            in_place = Some(suffix.to_owned());
                            before
                        }
                        None => flags,
                    };
                    extended |= before.contains(['E', 'r']);
                    quiet |= before.contains('n');
                    if before.contains(['f', 'z', 'l', 's']) {
                        expressions.push((None, word.span));
                    }
                    if in_place.is_none()
                        && flags.ends_with('e')
                        && let Some(word) = words.get(at)
                    {
                        expressions.push((self.path_text(word), word.span));
                        at += 1;
                    }
                }
                _ if text.starts_with("--") => {}
                _ => files.push(word),
            }
        }
        if expressions.is_empty() && !files.is_empty() {
            let word = files.remove(0);
            expressions.push((self.path_text(word), word.span));
        }
        let span = expressions.first().map_or(command.span, |(_, span)| *span);
        let known: Option<Vec<String>> = expressions.into_iter().map(|(text, _)| text).collect();
        let sed = match known {
            Some(known) => Sed::new(known, extended, quiet, span),
            // an expression that cannot be parsed stands for one that is not known
            None => Sed::new(vec!["?".to_owned()], extended, quiet, span),
        };
        if !sed.is_understood() {
            // it may write to other files
            self.unparsed(&sed.expressions.join(" "), command.span);
        }
        let Some(suffix) = in_place else {
            let pieces = match files.as_slice() {
                [] => input.map(<[Piece]>::to_vec),
                [word] => Some(self.contents_of(self.path(word).as_deref(), word.span, input)),
                _ => None,
            };
            return pieces.and_then(|pieces| filtered(&sed, pieces)).unwrap_or(unknown);
        };
        for word in files {
            for path in self.named(word) {
                self.operation(&path, word.span, command.span, OperationKind::Sed(sed.clone()));
                let all = if is_pattern(&path) { self.matching(&path) } else { vec![path.clone()] };
                if is_pattern(&path) {
                    self.world.sweep(&path, Effect::Unknown, true, command.span);
                }
                for path in all {
                    if !suffix.is_empty() {
                        let copy = match suffix.contains('*') {
                            true => continue,
                            false => format!("{path}{suffix}"),
                        };
                        let states = self
                            .at(&path)
                            .into_iter()
                            .map(|state| carried(state, &path, &copy, command.span))
                            .collect();
                        self.world.files.insert(copy, states);
                    }
                    self.change(&path, command.span, |content| content.steps.push(Step::Sed(sed.clone())));
                }
            }
        }
        Vec::new()
    }

    fn link(&mut self, words: &[Word], command: &Command) {
        let (options, files) = self.options_with(words, &["-t", "--target-directory", "-S", "--suffix"]);
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
                if !matches!(before.as_slice(), [State::Absent(_)]) && self.world.files.contains_key(&path) {
                    states.extend(before);
                }
            }
            self.world.files.insert(path, states);
        }
    }

    fn transfer(&mut self, name: &str, words: &[Word], command: &Command, input: Option<&[Piece]>) {
        let valued: &[&str] = match name {
            "install" => &["-m", "-o", "-g", "-t", "--mode", "--owner", "--group", "--target-directory", "-S"],
            _ => &["-t", "--target-directory", "-S", "--suffix"],
        };
        let (options, mut files) = self.options_with(words, valued);
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
                    if let Some(target) = how.target.clone() {
                        self.world.sweep(&target, Effect::Unknown, true, command.span);
                    }
                    for source in self.matching(&source) {
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
                    self.world.directories.insert(destination.clone());
                }
            }
            if !is_directory || !matches!(states.as_slice(), [State::Default]) {
                self.arrive(source, destination, states, how);
            }
            for (rest, states) in below {
                self.arrive(&format!("{source}{rest}"), &format!("{destination}{rest}"), states, how);
            }
        }
        if how.moves {
            self.remove(source, how.command, true);
        }
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

    // options

    fn options<'w>(&self, words: &'w [Word]) -> (Vec<String>, Vec<&'w Word>) {
        self.options_with(words, &[])
    }

    /// Options apart from operands; the value of an option in `valued` becomes `-o=VALUE`.
    fn options_with<'w>(&self, words: &'w [Word], valued: &[&str]) -> (Vec<String>, Vec<&'w Word>) {
        let mut options = Vec::new();
        let mut operands = Vec::new();
        let mut only_operands = false;
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            match self.path_text(word) {
                Some(text) if !only_operands && text == "--" => only_operands = true,
                Some(text) if !only_operands && text.len() > 1 && text.starts_with('-') => {
                    if valued.contains(&text.as_str()) {
                        let value = words.get(at).and_then(|word| self.path_text(word)).unwrap_or_default();
                        options.push(format!("{text}={value}"));
                        at += 1;
                    } else {
                        options.push(text);
                    }
                }
                _ => operands.push(word),
            }
        }
        (options, operands)
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

fn word_span(words: &[Word]) -> Span {
    match words {
        [] => Span::default(),
        [one] => one.span,
        [first, .., last] => first.span.to(last.span),
    }
}

/// The known parts of pieces.
fn pieces_text(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text { text, .. } => text.as_str(),
            Piece::Variable { .. } | Piece::Unknown { .. } => " ",
        })
        .collect()
}

/// A file's text as pieces, where all its edits are known.
fn known_pieces(content: &Content) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for step in &content.steps {
        match step {
            Step::Append(more) => pieces.extend(more.iter().cloned()),
            Step::Sed(sed) => pieces = filtered(sed, pieces)?,
        }
    }
    Some(pieces)
}

/// What sed makes of a text all of which is known.
fn filtered(sed: &Sed, pieces: Vec<Piece>) -> Option<Vec<Piece>> {
    text_of(&pieces)?;
    if !sed.is_understood() {
        return None;
    }
    let mut rendered: Rendered = Content::of_pieces(pieces).render("", &|_| None);
    sed.apply(&mut rendered);
    let mut result = Vec::new();
    let mut at = 0;
    for (range, span) in &rendered.origins {
        if range.start != at {
            return None;
        }
        at = range.end;
        result.push(Piece::Text { text: rendered.text.get(range.clone())?.to_owned(), span: *span });
    }
    (at == rendered.text.len()).then_some(result)
}
