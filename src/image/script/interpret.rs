//! Runs scripts as far as they touch files: what ends up in a file, what is removed, moved or linked. Conditions whose
//! outcome is not known are taken both ways; what cannot be known is called unknown.
//!
//! The file is long because every command that touches files has its own short function here.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::sed::Sed;
use super::syntax::{Command, Connective, Part, Quote, Redirect, RedirectKind, Statement, Word};
use super::{Script, ScriptKind, escapes};
use crate::image::content::{Base, Content, Piece, Step};
use crate::image::overlay::absolute;
use crate::text::Span;

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// What the distribution's packages put there, if anything.
    Default,
    /// Nothing: it was removed or moved away, by the command at this place.
    Absent(Span),
    /// A file of which something is known.
    File(Content),
    /// A symbolic link.
    Link {
        /// Its target as written.
        target: String,
        /// The command that made it.
        span: Span,
    },
    /// Something unknown, made by the command at this place.
    Unknown(Span),
}

/// What a command did to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationKind {
    /// The text is replaced.
    Write(Vec<Piece>),
    /// Text comes at the end.
    Append(Vec<Piece>),
    /// `sed -i`
    Sed(Sed),
    /// Removed; with what is below it where `recursive`.
    Remove {
        /// Whether directories go too.
        recursive: bool,
    },
    /// Moved away, to this path where it is known.
    MoveAway(Option<String>),
    /// Moved or copied here, from this path where it is known.
    Put(Option<String>),
    /// Copied elsewhere.
    Copied,
    /// Made a link to this.
    Link(String),
    /// Changed in an unknown way.
    Unknown,
}

/// One thing that a command did to one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// In which script.
    pub script: ScriptKind,
    /// The path, absolute. It may end in `/*` where a pattern names all that is in a directory.
    pub path: String,
    /// Where the path stands.
    pub path_span: Span,
    /// The command.
    pub command: Span,
    /// What it does.
    pub kind: OperationKind,
    /// Whether it happens only under a condition whose outcome is not known.
    pub conditional: bool,
    /// Whether a condition around it tests for this path.
    pub guarded: bool,
}

/// The shell's and the files' state at one point.
#[derive(Debug, Clone, Default)]
struct World {
    files: BTreeMap<String, Vec<State>>,
    /// Directories removed as a whole, with the command; what was put below them later stands in `files`.
    removed: Vec<(String, Span)>,
    variables: BTreeMap<String, Option<Vec<Piece>>>,
    directory: Option<String>,
    exited: bool,
}

const MAX_ALTERNATIVES: usize = 8;
const MAX_CALL_DEPTH: usize = 12;
const MAX_STEPS: usize = 20_000;

/// What scripts make of files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    world: World,
    operations: Vec<Operation>,
    /// Statements that the grammar could not read.
    pub unparsed: Vec<Span>,
    functions: BTreeMap<String, Arc<Vec<Statement>>>,
    script: Option<ScriptKind>,
    conditions: usize,
    guards: Vec<Vec<String>>,
    depth: usize,
    steps: usize,
    finished: Vec<World>,
    seen_operations: std::collections::BTreeSet<(u32, u32, String)>,
}

impl Files {
    /// Puts a file there, as the overlay does.
    pub fn put(&mut self, path: &str, state: State) {
        self.world.files.insert(path.to_owned(), vec![state]);
    }

    /// What may be at a path at the end: several where it depends on what is not known.
    #[must_use]
    pub fn at(&self, path: &str) -> Vec<State> {
        lookup(&self.world, path)
    }

    /// The paths that something happened to, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.world.files.keys().map(String::as_str)
    }

    /// The paths below a directory that something happened to, in order.
    pub fn below<'a>(&'a self, directory: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.paths().filter(move |path| {
            path.strip_prefix(directory.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Directories that were removed as a whole.
    pub fn removed_directories(&self) -> impl Iterator<Item = (&str, Span)> {
        self.world.removed.iter().map(|(path, span)| (path.as_str(), *span))
    }

    /// What the scripts did, in order. A command in a loop or function counts once a path.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Runs a script. `certain` is false where it may not run at all.
    pub fn run(&mut self, script: &Script, certain: bool) {
        let before = (!certain).then(|| self.world.clone());
        self.script = Some(script.kind);
        self.world.variables.clear();
        self.world.directory = Some("/".to_owned());
        self.functions.clear();
        self.finished.clear();
        self.conditions = usize::from(!certain);
        self.steps = 0;
        self.block(&script.statements, None);
        let finished = std::mem::take(&mut self.finished);
        self.world.exited = false;
        for world in finished {
            self.merge(world);
        }
        self.world.exited = false;
        if let Some(before) = before {
            self.merge(before);
        }
        self.conditions = 0;
        self.world.variables.clear();
    }

    fn block(&mut self, statements: &[Statement], input: Option<&[Piece]>) -> Vec<Piece> {
        let mut output = Vec::new();
        for statement in statements {
            if self.world.exited {
                break;
            }
            output.extend(self.statement(statement, input));
        }
        output
    }

    fn statement(&mut self, statement: &Statement, input: Option<&[Piece]>) -> Vec<Piece> {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.world.exited {
            return Vec::new();
        }
        match statement {
            Statement::Command(command) => self.command(command, input),
            Statement::Pipeline(parts) => {
                let mut passed: Option<Vec<Piece>> = input.map(<[Piece]>::to_vec);
                let mut output = Vec::new();
                for part in parts {
                    // each part is a process of its own: its variables and directory do not come back
                    let variables = self.world.variables.clone();
                    let directory = self.world.directory.clone();
                    output = self.statement(part, passed.as_deref());
                    self.world.variables = variables;
                    self.world.directory = directory;
                    passed = Some(std::mem::take(&mut output));
                }
                passed.unwrap_or(output)
            }
            Statement::Chain { first, rest } => self.chain(first, rest, input),
            Statement::Not(inner) => self.statement(inner, input),
            Statement::If { branches, otherwise, redirects, .. } => {
                let output = self.branches(branches, otherwise.as_deref(), input);
                self.redirect_output(redirects, output)
            }
            Statement::Loop { variable, condition, body, redirects, .. } => {
                let output = self.repeat(variable.as_ref(), condition, body, input);
                self.redirect_output(redirects, output)
            }
            Statement::Case { arms, exhaustive, redirects, span } => {
                let start = self.world.clone();
                let mut worlds = Vec::new();
                let mut output: Vec<Piece> = Vec::new();
                self.conditions += 1;
                self.guards.push(Vec::new());
                for arm in arms {
                    self.world = start.clone();
                    let printed = self.block(arm, input);
                    if !printed.is_empty() {
                        output = vec![Piece::Unknown { span: *span }];
                    }
                    worlds.push(self.world.clone());
                }
                self.guards.pop();
                self.conditions -= 1;
                if !exhaustive || worlds.is_empty() {
                    worlds.push(start);
                }
                self.world = worlds.remove(0);
                for world in worlds {
                    self.merge(world);
                }
                self.redirect_output(redirects, output)
            }
            Statement::Group { body, subshell, redirects, .. } => {
                let here = redirects.iter().find_map(|redirect| self.input_of(redirect));
                let variables = subshell.then(|| (self.world.variables.clone(), self.world.directory.clone()));
                let output = self.block(body, here.as_deref().or(input));
                if let Some((variables, directory)) = variables {
                    self.world.variables = variables;
                    self.world.directory = directory;
                    self.world.exited = false;
                }
                self.redirect_output(redirects, output)
            }
            Statement::Function { name, body, .. } => {
                self.functions.insert(name.clone(), Arc::new(body.clone()));
                Vec::new()
            }
            Statement::Test { .. } => Vec::new(),
            Statement::Unparsed { span } => {
                self.unparsed.push(*span);
                Vec::new()
            }
        }
    }

    /// What a statement's status is, as far as it is known: `None` where it may be either.
    fn status(&self, statement: &Statement) -> Option<bool> {
        match statement {
            Statement::Test { words, .. } => self.test(words),
            Statement::Not(inner) => self.status(inner).map(|status| !status),
            Statement::Command(command) => {
                let name = command.name()?;
                match name.as_str() {
                    "test" => {
                        let words: Option<Vec<String>> =
                            command.arguments().iter().map(|word| self.path_text(word)).collect();
                        self.test(&words?)
                    }
                    "false" => Some(false),
                    "grep" | "egrep" | "fgrep" | "which" | "command" | "type" | "getent" | "id" | "rpm" | "dpkg"
                    | "cmp" | "diff" | "pgrep" | "systemctl" | "return" | "exit" | "zypper" => None,
                    // what a build runs it expects to succeed
                    _ => Some(true),
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
            Statement::Group { body, .. } => body.last().map_or(Some(true), |part| self.status(part)),
            Statement::If { .. } | Statement::Loop { .. } | Statement::Case { .. } | Statement::Unparsed { .. } => None,
            Statement::Function { .. } => Some(true),
        }
    }

    fn test(&self, words: &[String]) -> Option<bool> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (negated, words) = match words.as_slice() {
            ["!", rest @ ..] => (true, rest),
            all => (false, all),
        };
        let answer = match words {
            ["-e" | "-f" | "-r" | "-s", path] if !path.contains('$') => {
                let states = self.at(&absolute(path));
                match states.as_slice() {
                    [State::File(content)] if content.base == Base::Nothing => Some(true),
                    [State::Absent(_)] => Some(false),
                    _ => None,
                }
            }
            _ => None,
        };
        answer.map(|answer| answer != negated)
    }

    /// The paths that a condition tests for.
    fn tested(statements: &[Statement], paths: &mut Vec<String>) {
        for statement in statements {
            match statement {
                Statement::Test { words, .. } => {
                    paths.extend(words.iter().filter(|word| word.starts_with('/')).map(|word| absolute(word)));
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

    fn chain(&mut self, first: &Statement, rest: &[(Connective, Statement)], input: Option<&[Piece]>) -> Vec<Piece> {
        let mut status = self.status(first);
        let mut guards = Vec::new();
        Self::tested(std::slice::from_ref(first), &mut guards);
        let mut output = self.statement(first, input);
        for (connective, part) in rest {
            if self.world.exited {
                break;
            }
            let runs = match (connective, status) {
                (Connective::And, status) => status,
                (Connective::Or, status) => status.map(|status| !status),
            };
            let part_status = self.status(part);
            match runs {
                Some(false) => continue,
                Some(true) => {
                    self.guards.push(guards.clone());
                    output.extend(self.statement(part, input));
                    self.guards.pop();
                    status = part_status;
                }
                None => {
                    let before = self.world.clone();
                    self.conditions += 1;
                    self.guards.push(guards.clone());
                    let printed = self.statement(part, input);
                    self.guards.pop();
                    self.conditions -= 1;
                    if let Some(first) = printed.first() {
                        output.push(Piece::Unknown { span: first.span() });
                    }
                    self.merge(before);
                    status = None;
                }
            }
            Self::tested(std::slice::from_ref(part), &mut guards);
        }
        output
    }

    fn branches(
        &mut self,
        branches: &[(Vec<Statement>, Vec<Statement>)],
        otherwise: Option<&[Statement]>,
        input: Option<&[Piece]>,
    ) -> Vec<Piece> {
        let mut worlds: Vec<World> = Vec::new();
        let mut outputs: Vec<Vec<Piece>> = Vec::new();
        let mut guards = Vec::new();
        let mut decided = false;
        for (condition, body) in branches {
            let status = condition.last().and_then(|last| self.status(last));
            Self::tested(condition, &mut guards);
            self.block(condition, None);
            if status == Some(false) {
                continue;
            }
            let before = self.world.clone();
            let certain = status == Some(true) && worlds.is_empty();
            self.conditions += usize::from(!certain);
            self.guards.push(guards.clone());
            outputs.push(self.block(body, input));
            self.guards.pop();
            self.conditions -= usize::from(!certain);
            worlds.push(std::mem::replace(&mut self.world, before));
            if status == Some(true) {
                decided = true;
                break;
            }
        }
        if !decided {
            if let Some(body) = otherwise {
                let certain = worlds.is_empty();
                self.conditions += usize::from(!certain);
                self.guards.push(guards);
                outputs.push(self.block(body, input));
                self.guards.pop();
                self.conditions -= usize::from(!certain);
            } else {
                outputs.push(Vec::new());
            }
            worlds.push(self.world.clone());
        }
        let mut worlds = worlds.into_iter();
        if let Some(first) = worlds.next() {
            self.world = first;
        }
        for world in worlds {
            self.merge(world);
        }
        match outputs.as_slice() {
            [] => Vec::new(),
            [first, rest @ ..] if rest.iter().all(|other| other == first) => first.clone(),
            several => several
                .iter()
                .flatten()
                .next()
                .map(|piece| vec![Piece::Unknown { span: piece.span() }])
                .unwrap_or_default(),
        }
    }

    fn repeat(
        &mut self,
        variable: Option<&(String, Vec<Word>)>,
        condition: &[Statement],
        body: &[Statement],
        input: Option<&[Piece]>,
    ) -> Vec<Piece> {
        if let Some((name, words)) = variable {
            let values: Option<Vec<(String, Span)>> = words
                .iter()
                .map(|word| {
                    let text = self.path_text(word)?;
                    let plain = word.is_bare() && text.contains(['*', '?', '{']);
                    let splits = word.parts.iter().any(|part| matches!(part, Part::Variable { quoted: false, .. }))
                        && text.contains(char::is_whitespace);
                    (!plain && !splits).then_some((text, word.span))
                })
                .collect();
            if let Some(values) = values.filter(|values| !values.is_empty() && values.len() <= 32) {
                let mut output = Vec::new();
                for (text, span) in values {
                    let piece = Piece::Text { text, span };
                    self.world.variables.insert(name.clone(), Some(vec![piece]));
                    output.extend(self.block(body, input));
                }
                return output;
            }
            self.world.variables.insert(name.clone(), None);
        }
        let before = self.world.clone();
        self.block(condition, input);
        self.conditions += 1;
        let mut guards = Vec::new();
        Self::tested(condition, &mut guards);
        self.guards.push(guards);
        let printed = self.block(body, input);
        self.guards.pop();
        self.conditions -= 1;
        self.world.exited = false;
        self.merge(before);
        printed.first().map(|piece| vec![Piece::Unknown { span: piece.span() }]).unwrap_or_default()
    }

    /// Takes another way that things may have gone into account.
    fn merge(&mut self, other: World) {
        if other.exited {
            return;
        }
        if self.world.exited {
            self.world = other;
            return;
        }
        let paths: std::collections::BTreeSet<String> =
            self.world.files.keys().chain(other.files.keys()).cloned().collect();
        for path in paths {
            let mut states = lookup(&self.world, &path);
            for state in lookup(&other, &path) {
                if !states.contains(&state) {
                    states.push(state);
                }
            }
            if states.len() > MAX_ALTERNATIVES {
                let span = states.iter().find_map(state_span).unwrap_or_default();
                states = vec![State::Unknown(span)];
            }
            self.world.files.insert(path, states);
        }
        // a directory that is removed one way only: what is below it is unknown, apart from what is listed
        self.world.removed.retain(|(path, _)| other.removed.iter().any(|(also, _)| also == path));
        let names: Vec<String> = self.world.variables.keys().chain(other.variables.keys()).cloned().collect();
        for name in names {
            if self.world.variables.get(&name) != other.variables.get(&name) {
                self.world.variables.insert(name, None);
            }
        }
        if self.world.directory != other.directory {
            self.world.directory = None;
        }
    }

    // words

    fn pieces(&self, word: &Word) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in &word.parts {
            match part {
                Part::Literal { text, span, .. } => pieces.push(Piece::Text { text: text.clone(), span: *span }),
                Part::Variable { name, span, .. } => match self.world.variables.get(name) {
                    Some(Some(value)) => {
                        for piece in value {
                            pieces.push(match piece {
                                Piece::Text { text, .. } => Piece::Text { text: text.clone(), span: *span },
                                Piece::Variable { name, .. } => Piece::Variable { name: name.clone(), span: *span },
                                Piece::Unknown { .. } => Piece::Unknown { span: *span },
                            });
                        }
                    }
                    Some(None) => pieces.push(Piece::Unknown { span: *span }),
                    None => pieces.push(Piece::Variable { name: name.clone(), span: *span }),
                },
                Part::Unknown { span, .. } => pieces.push(Piece::Unknown { span: *span }),
            }
        }
        pieces
    }

    /// The word's text, where all of it is known.
    fn path_text(&self, word: &Word) -> Option<String> {
        let mut result = String::new();
        for piece in self.pieces(word) {
            match piece {
                Piece::Text { text, .. } => result.push_str(&text),
                Piece::Variable { .. } | Piece::Unknown { .. } => return None,
            }
        }
        Some(result)
    }

    fn path(&self, word: &Word) -> Option<String> {
        let text = self.path_text(word)?;
        if text.is_empty() {
            return None;
        }
        if text.starts_with('/') {
            return Some(absolute(&text));
        }
        if text.starts_with('~') {
            let rest = text.strip_prefix("~/")?;
            return Some(absolute(&format!("/root/{rest}")));
        }
        let directory = self.world.directory.as_deref()?;
        Some(absolute(&format!("{directory}/{text}")))
    }

    // commands

    fn command(&mut self, command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        for assignment in &command.assignments {
            if command.words.is_empty() || is_declaration(command) {
                let value = assignment.value.as_ref().map(|value| self.pieces(value));
                let value = match (assignment.append, value) {
                    (true, Some(more)) => match self.world.variables.get(&assignment.name) {
                        Some(Some(before)) => Some(before.iter().cloned().chain(more).collect()),
                        _ => None,
                    },
                    (_, value) => value,
                };
                self.world.variables.insert(assignment.name.clone(), value);
            }
        }
        for part in command.words.iter().flat_map(|word| &word.parts) {
            if let Part::Unknown { statements, .. } = part
                && !statements.is_empty()
            {
                let variables = self.world.variables.clone();
                let directory = self.world.directory.clone();
                self.block(&statements.clone(), None);
                self.world.variables = variables;
                self.world.directory = directory;
                self.world.exited = false;
            }
        }
        let here: Option<Vec<Piece>> = command.redirects.iter().rev().find_map(|redirect| self.input_of(redirect));
        let input = here.as_deref().or(input);
        let output = match self.strip_wrappers(command) {
            Some((name, arguments)) => self.builtin(&name, arguments, command, input),
            None if command.words.is_empty() => Vec::new(),
            None => vec![Piece::Unknown { span: command.span }],
        };
        self.redirect_output(&command.redirects, output)
    }

    /// The command that `sudo`, `env` and their like run.
    fn strip_wrappers<'c>(&self, command: &'c Command) -> Option<(String, &'c [Word])> {
        let mut words = command.words.as_slice();
        loop {
            let first = self.path_text(words.first()?)?;
            let name = first.rsplit('/').next().unwrap_or(&first).to_owned();
            words = &words[1..];
            match name.as_str() {
                "sudo" | "command" | "builtin" | "exec" | "nohup" | "time" | "eatmydata" => {
                    while words.first().and_then(|word| self.path_text(word)).is_some_and(|word| word.starts_with('-'))
                    {
                        words = &words[1..];
                    }
                }
                "env" => {
                    while words
                        .first()
                        .and_then(|word| self.path_text(word))
                        .is_some_and(|word| word.starts_with('-') || word.contains('='))
                    {
                        words = &words[1..];
                    }
                }
                _ => return Some((name, words)),
            }
        }
    }

    fn input_of(&self, redirect: &Redirect) -> Option<Vec<Piece>> {
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
            RedirectKind::Read => Some(self.contents_of(self.path(&redirect.target).as_deref(), redirect.span)),
            _ => None,
        }
    }

    fn contents_of(&self, path: Option<&str>, span: Span) -> Vec<Piece> {
        if path == Some("/dev/null") {
            return Vec::new();
        }
        if let Some(path) = path
            && let [State::File(content)] = self.at(path).as_slice()
            && content.base == Base::Nothing
        {
            let mut pieces = Vec::new();
            for step in &content.steps {
                match step {
                    Step::Append(more) => pieces.extend(more.iter().cloned()),
                    Step::Sed(_) => return vec![Piece::Unknown { span }],
                }
            }
            return pieces;
        }
        vec![Piece::Unknown { span }]
    }

    /// Sends output where the redirections say; what they leave goes on.
    fn redirect_output(&mut self, redirects: &[Redirect], output: Vec<Piece>) -> Vec<Piece> {
        let mut output = Some(output);
        let targets: Vec<&Redirect> = redirects.iter().filter(|redirect| redirect.takes_output()).collect();
        for (index, redirect) in targets.iter().enumerate() {
            let last = index + 1 == targets.len();
            let pieces = if last { output.take().unwrap_or_default() } else { Vec::new() };
            let Some(path) = self.path(&redirect.target) else { continue };
            let command = redirect.span;
            if redirect.kind == RedirectKind::Append {
                self.append(&path, redirect.target.span, command, pieces);
            } else {
                self.write(&path, redirect.target.span, command, pieces);
            }
        }
        output.unwrap_or_default()
    }

    fn operation(&mut self, path: &str, path_span: Span, command: Span, kind: OperationKind) {
        let Some(script) = self.script else { return };
        let guarded =
            self.guards.iter().flatten().any(|guard| {
                guard == path || path.strip_prefix(guard.as_str()).is_some_and(|rest| rest.starts_with('/'))
            });
        if self.operations.len() < MAX_STEPS
            && self.seen_operations.insert((path_span.start, path_span.end, format!("{}{path}", path_span.source.0)))
        {
            self.operations.push(Operation {
                script,
                path: path.to_owned(),
                path_span,
                command,
                kind,
                conditional: self.conditions > 0,
                guarded,
            });
        }
    }

    fn write(&mut self, path: &str, path_span: Span, command: Span, pieces: Vec<Piece>) {
        if path.starts_with("/dev/") || path.starts_with("/proc/") {
            return;
        }
        self.operation(path, path_span, command, OperationKind::Write(pieces.clone()));
        let content = Content { base: Base::Nothing, steps: vec![Step::Append(pieces)] };
        self.set(path, State::File(content));
    }

    fn append(&mut self, path: &str, path_span: Span, command: Span, pieces: Vec<Piece>) {
        if path.starts_with("/dev/") || path.starts_with("/proc/") {
            return;
        }
        self.operation(path, path_span, command, OperationKind::Append(pieces.clone()));
        self.change(path, |content| match content.steps.last_mut() {
            Some(Step::Append(before)) => before.extend(pieces.iter().cloned()),
            _ => content.steps.push(Step::Append(pieces.clone())),
        });
    }

    /// Changes the text at a path, each way that it may be.
    fn change(&mut self, path: &str, edit: impl Fn(&mut Content)) {
        let states = self
            .at(path)
            .into_iter()
            .map(|state| match state {
                State::File(mut content) => {
                    edit(&mut content);
                    State::File(content)
                }
                State::Default => {
                    let mut content = Content { base: Base::Default, steps: Vec::new() };
                    edit(&mut content);
                    State::File(content)
                }
                State::Absent(_) => {
                    let mut content = Content { base: Base::Nothing, steps: Vec::new() };
                    edit(&mut content);
                    State::File(content)
                }
                State::Link { span, .. } | State::Unknown(span) => State::Unknown(span),
            })
            .collect();
        self.world.files.insert(path.to_owned(), states);
    }

    fn set(&mut self, path: &str, state: State) {
        self.world.files.insert(path.to_owned(), vec![state]);
    }

    fn remove(&mut self, path: &str, command: Span, recursive: bool) {
        if let Some(directory) = path.strip_suffix("/*") {
            self.remove_below(directory, command);
            return;
        }
        if path.contains(['*', '?', '[']) {
            let matching: Vec<String> = self.world.files.keys().filter(|other| glob(path, other)).cloned().collect();
            for other in matching {
                self.set(&other, State::Absent(command));
            }
            return;
        }
        self.set(path, State::Absent(command));
        if recursive {
            self.remove_below(path, command);
        }
    }

    fn remove_below(&mut self, directory: &str, command: Span) {
        let prefix = format!("{}/", directory.trim_end_matches('/'));
        for (path, states) in &mut self.world.files {
            if path.starts_with(&prefix) {
                *states = vec![State::Absent(command)];
            }
        }
        self.world.removed.push((directory.to_owned(), command));
    }

    fn builtin(&mut self, name: &str, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span: command.span }];
        match name {
            ":" | "true" | "false" | "mkdir" | "chmod" | "chown" | "chgrp" | "set" | "shift" | "test" | "export"
            | "declare" | "local" | "readonly" | "typeset" | "umask" | "trap" | "unset" => Vec::new(),
            "echo" => self.echo(words, command),
            "printf" => self.printf(words, command),
            "cat" => {
                let files: Vec<&Word> = words
                    .iter()
                    .filter(|word| self.path_text(word).is_none_or(|text| text == "-" || !text.starts_with('-')))
                    .collect();
                if files.is_empty() {
                    return input.map_or_else(unknown, <[Piece]>::to_vec);
                }
                let mut pieces = Vec::new();
                for word in files {
                    if self.path_text(word).as_deref() == Some("-") {
                        pieces.extend(input.map_or_else(unknown, <[Piece]>::to_vec));
                    } else {
                        pieces.extend(self.contents_of(self.path(word).as_deref(), word.span));
                    }
                }
                pieces
            }
            "tee" => {
                let pieces = input.map_or_else(unknown, <[Piece]>::to_vec);
                let (options, files) = self.options(words);
                let appends = options.iter().any(|option| option == "--append" || short(option, 'a'));
                for word in files {
                    if let Some(path) = self.path(word) {
                        if appends {
                            self.append(&path, word.span, command.span, pieces.clone());
                        } else {
                            self.write(&path, word.span, command.span, pieces.clone());
                        }
                    }
                }
                pieces
            }
            "cd" | "pushd" => {
                self.world.directory = match words.first() {
                    Some(word) => self.path(word),
                    None => Some("/root".to_owned()),
                };
                Vec::new()
            }
            "rm" | "unlink" | "rmdir" | "shred" => {
                let (options, files) = self.options(words);
                let recursive =
                    options.iter().any(|option| option == "--recursive" || short(option, 'r') || short(option, 'R'));
                for word in files {
                    for path in self.expanded(word) {
                        self.operation(&path, word.span, command.span, OperationKind::Remove { recursive });
                        self.remove(&path, command.span, recursive);
                    }
                }
                Vec::new()
            }
            "touch" => {
                let (_, files) = self.options(words);
                for word in files {
                    if let Some(path) = self.path(word) {
                        self.change(&path, |_| {});
                    }
                }
                Vec::new()
            }
            "truncate" => {
                let (options, files) = self.options_with(words, &["-s", "--size"]);
                let empties = options.iter().any(|option| option == "-s=0" || option == "--size=0" || option == "-s0");
                for word in files {
                    if let Some(path) = self.path(word) {
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
                self.transfer(name, words, command);
                Vec::new()
            }
            "ln" => {
                let (_, files) = self.options(words);
                if let [target, link] = files.as_slice()
                    && let (Some(target), Some(path)) = (self.path_text(target), self.path(link))
                {
                    self.operation(&path, link.span, command.span, OperationKind::Link(target.clone()));
                    self.set(&path, State::Link { target, span: command.span });
                }
                Vec::new()
            }
            "sed" => self.sed(words, command, input),
            "exit" => {
                let fails = words.first().and_then(|word| self.path_text(word)).is_some_and(|code| code != "0");
                if !fails {
                    self.finished.push(self.world.clone());
                }
                self.world.exited = true;
                Vec::new()
            }
            "eval" | "bash" | "sh" | "dash" | "ash" | "zsh" | "ksh" => {
                self.nested(name, words, input).unwrap_or_else(unknown)
            }
            "rsync" | "dd" | "patch" | "perl" | "python" | "python3" | "ed" | "augtool" | "crudini" | "envsubst"
            | "jq" => {
                // whatever file they name may have changed
                for word in words {
                    if let Some(path) = self
                        .path(word)
                        .filter(|path| path.starts_with("/etc/") || path.starts_with("/usr/share/containers/"))
                    {
                        let writes = !matches!(name, "jq" | "envsubst") && word.parts.len() == 1;
                        if writes && !path.contains(' ') {
                            self.operation(&path, word.span, command.span, OperationKind::Unknown);
                            self.set(&path, State::Unknown(command.span));
                        }
                    }
                }
                unknown()
            }
            _ => match self.functions.get(name).cloned() {
                Some(body) if self.depth < MAX_CALL_DEPTH => self.call(&body, words, input),
                _ => unknown(),
            },
        }
    }

    fn call(&mut self, body: &[Statement], words: &[Word], input: Option<&[Piece]>) -> Vec<Piece> {
        self.depth += 1;
        let mut saved = Vec::new();
        for number in 1..=9usize {
            let name = number.to_string();
            saved.push((name.clone(), self.world.variables.get(&name).cloned()));
            let value = words.get(number - 1).map(|word| self.pieces(word)).unwrap_or_default();
            self.world.variables.insert(name, Some(value));
        }
        let output = self.block(body, input);
        for (name, value) in saved {
            match value {
                Some(value) => self.world.variables.insert(name, value),
                None => self.world.variables.remove(&name),
            };
        }
        self.depth -= 1;
        output
    }

    /// `sh -c 'TEXT'`, `eval TEXT`
    fn nested(&mut self, name: &str, words: &[Word], input: Option<&[Piece]>) -> Option<Vec<Piece>> {
        if self.depth >= MAX_CALL_DEPTH {
            return None;
        }
        let word = if name == "eval" {
            words.first()?
        } else {
            let at = words.iter().position(|word| {
                self.path_text(word).is_some_and(|text| text.starts_with('-') && text.contains('c'))
            })?;
            words.get(at + 1)?
        };
        let [Part::Literal { text, span, quote }] = word.parts.as_slice() else { return None };
        if text.len() != span.len() || *quote == Quote::None {
            return None;
        }
        let statements = super::syntax::parse_text(text, *span);
        self.depth += 1;
        let variables = self.world.variables.clone();
        let directory = self.world.directory.clone();
        let output = self.block(&statements, input);
        if name != "eval" {
            self.world.variables = variables;
            self.world.directory = directory;
            self.world.exited = false;
        }
        self.depth -= 1;
        Some(output)
    }

    fn echo(&mut self, words: &[Word], command: &Command) -> Vec<Piece> {
        let mut newline = true;
        let mut escapes = false;
        let mut rest = words;
        while let Some(option) = rest.first().and_then(|word| self.path_text(word)) {
            let flags = option.strip_prefix('-').unwrap_or("");
            if flags.is_empty() || !flags.chars().all(|c| matches!(c, 'n' | 'e' | 'E')) {
                break;
            }
            newline &= !flags.contains('n');
            escapes |= flags.contains('e');
            rest = &rest[1..];
        }
        let mut pieces = Vec::new();
        for (index, word) in rest.iter().enumerate() {
            if index > 0 {
                let at = word.span.slice(0, 0);
                pieces.push(Piece::Text { text: " ".to_owned(), span: at });
            }
            pieces.extend(self.pieces(word));
        }
        if escapes {
            let mut decoded = Vec::new();
            for piece in pieces {
                match piece {
                    Piece::Text { text, span } if text.contains('\\') => match escapes::echo(&text) {
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
        let unknown = vec![Piece::Unknown { span: command.span }];
        let words = match words.first().and_then(|word| self.path_text(word)).as_deref() {
            Some("--") => &words[1..],
            Some("-v") => return Vec::new(),
            _ => words,
        };
        let Some((first, arguments)) = words.split_first() else { return Vec::new() };
        let mut format = Vec::new();
        for piece in self.pieces(first) {
            match piece {
                Piece::Text { text, span } => format.push((text, span)),
                Piece::Variable { .. } | Piece::Unknown { .. } => return unknown,
            }
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
                    let Some((before, false)) = escapes::echo(&rest[..at]) else { return unknown };
                    output.push(Piece::Text { text: before, span: *span });
                    let mut chars = rest[at + 1..].chars();
                    match chars.next() {
                        Some('%') => output.push(Piece::Text { text: "%".to_owned(), span: *span }),
                        Some('s' | 'd' | 'i' | 'u') => {
                            if let Some(word) = arguments.get(next) {
                                output.extend(self.pieces(word));
                                next += 1;
                            }
                        }
                        Some('b') => {
                            if let Some(word) = arguments.get(next) {
                                for piece in self.pieces(word) {
                                    match piece {
                                        Piece::Text { text, span } => match escapes::echo(&text) {
                                            Some((text, _)) => output.push(Piece::Text { text, span }),
                                            None => output.push(Piece::Unknown { span }),
                                        },
                                        other => output.push(other),
                                    }
                                }
                                next += 1;
                            }
                        }
                        _ => return unknown,
                    }
                    rest = chars.as_str();
                }
                let Some((text, _)) = escapes::echo(rest) else { return unknown };
                output.push(Piece::Text { text, span: *span });
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

    fn sed(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = vec![Piece::Unknown { span: command.span }];
        let mut in_place = false;
        let mut extended = false;
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
                _ if text.starts_with("--in-place") => in_place = true,
                "--regexp-extended" => extended = true,
                _ if text.starts_with('-') && !text.starts_with("--") && text.len() > 1 => {
                    let flags = &text[1..];
                    // what follows i is a suffix for the copy that is kept
                    let (before, _) = flags.split_once('i').unwrap_or((flags, ""));
                    in_place |= flags.contains('i');
                    extended |= before.contains(['E', 'r']);
                    if before.contains('n') {
                        expressions.push((None, word.span));
                    }
                    if flags.ends_with('e')
                        && !flags.contains('i')
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
            Some(known) => Sed::new(known, extended, span),
            // an expression that cannot be parsed stands for one that is not known
            None => Sed::new(vec!["?".to_owned()], extended, span),
        };
        if !in_place {
            let _ = input;
            return unknown;
        }
        for word in files {
            for path in self.expanded(word) {
                self.operation(&path, word.span, command.span, OperationKind::Sed(sed.clone()));
                if path.contains(['*', '?', '[']) {
                    let matching: Vec<String> =
                        self.world.files.keys().filter(|other| glob(&path, other)).cloned().collect();
                    for other in matching {
                        self.change(&other, |content| content.steps.push(Step::Sed(sed.clone())));
                    }
                } else {
                    self.change(&path, |content| content.steps.push(Step::Sed(sed.clone())));
                }
            }
        }
        Vec::new()
    }

    fn transfer(&mut self, name: &str, words: &[Word], command: &Command) {
        let valued: &[&str] = match name {
            "install" => &["-m", "-o", "-g", "-t", "--mode", "--owner", "--group", "--target-directory", "-S"],
            _ => &["-t", "--target-directory", "-S", "--suffix"],
        };
        let (options, mut files) = self.options_with(words, valued);
        if name == "install"
            && options.iter().any(|option| option == "--directory" || (short(option, 'd') && !option.contains('=')))
        {
            return;
        }
        let target_directory = options.iter().find_map(|option| {
            option.strip_prefix("-t=").or_else(|| option.strip_prefix("--target-directory=")).map(absolute)
        });
        let (target, target_span, into) = match target_directory {
            Some(directory) => (Some(directory), command.span, true),
            None => {
                let Some(last) = files.pop() else { return };
                let text = self.path_text(last).unwrap_or_default();
                let target = self.path(last);
                let into = files.len() > 1
                    || text.ends_with('/')
                    || text == "."
                    || target.as_deref().is_some_and(|target| self.is_directory(target));
                (target, last.span, into)
            }
        };
        let recursive = options.iter().any(|option| short(option, 'r') || short(option, 'R') || short(option, 'a'));
        for word in files {
            for source in self.expanded(word) {
                let destination = target.as_ref().map(|target| {
                    if into {
                        let base = source.rsplit('/').next().unwrap_or("");
                        format!("{}/{base}", target.trim_end_matches('/'))
                    } else {
                        target.clone()
                    }
                });
                let states = self.at(&source);
                let moved_below: Vec<(String, Vec<State>)> = self
                    .below(&source)
                    .filter(|_| recursive || name == "mv")
                    .map(|path| (path[source.len()..].to_owned(), lookup(&self.world, path)))
                    .collect();
                if name == "mv" {
                    self.operation(&source, word.span, command.span, OperationKind::MoveAway(destination.clone()));
                    self.remove(&source, command.span, true);
                } else {
                    self.operation(&source, word.span, command.span, OperationKind::Copied);
                }
                if let Some(destination) = destination {
                    self.operation(&destination, target_span, command.span, OperationKind::Put(Some(source.clone())));
                    let from_build = states == [State::Default];
                    let states = if from_build { vec![State::Unknown(command.span)] } else { states };
                    self.world.files.insert(destination.clone(), states);
                    for (rest, states) in moved_below {
                        self.world.files.insert(format!("{destination}{rest}"), states);
                    }
                }
            }
        }
    }

    /// Whether the path is known to be a directory: something stands below it, or it is one that every system has.
    fn is_directory(&self, path: &str) -> bool {
        const KNOWN: [&str; 14] = [
            "/",
            "/etc",
            "/etc/containers",
            "/etc/containers/registries.conf.d",
            "/etc/containers/registries.d",
            "/root",
            "/tmp",
            "/var",
            "/var/tmp",
            "/usr",
            "/usr/bin",
            "/etc/docker",
            "/etc/systemd/system",
            "/opt",
        ];
        KNOWN.contains(&path) || self.below(path).next().is_some()
    }

    /// The paths that a word names: variables known, braces taken apart.
    fn expanded(&self, word: &Word) -> Vec<String> {
        let Some(path) = self.path(word) else { return Vec::new() };
        if word
            .parts
            .iter()
            .any(|part| matches!(part, Part::Literal { quote: Quote::None, text, .. } if text.contains('{')))
            && let Some((before, rest)) = path.split_once('{')
            && let Some((inside, after)) = rest.split_once('}')
            && inside.contains(',')
        {
            return inside.split(',').map(|part| absolute(&format!("{before}{part}{after}"))).collect();
        }
        vec![path]
    }

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

fn is_declaration(command: &Command) -> bool {
    command
        .words
        .first()
        .and_then(Word::literal)
        .is_some_and(|name| matches!(name.as_str(), "export" | "declare" | "local" | "readonly" | "typeset"))
}

/// Whether a group of short options has this one.
fn short(option: &str, flag: char) -> bool {
    !option.starts_with("--") && option.starts_with('-') && option[1..].split('=').next().unwrap_or("").contains(flag)
}

fn lookup(world: &World, path: &str) -> Vec<State> {
    if let Some(states) = world.files.get(path) {
        return states.clone();
    }
    for (directory, span) in world.removed.iter().rev() {
        if path.strip_prefix(directory.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/')) {
            return vec![State::Absent(*span)];
        }
    }
    vec![State::Default]
}

fn state_span(state: &State) -> Option<Span> {
    match state {
        State::Default => None,
        State::Absent(span) | State::Unknown(span) | State::Link { span, .. } => Some(*span),
        State::File(content) => content.steps.iter().find_map(|step| match step {
            Step::Append(pieces) => pieces.first().map(Piece::span),
            Step::Sed(sed) => Some(sed.span),
        }),
    }
}

/// Whether a shell pattern with `*` and `?` matches a path; `*` does not match a slash.
#[must_use]
pub fn glob(pattern: &str, path: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let path: Vec<char> = path.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < path.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some('?') if path[t] != '/' => {
                p += 1;
                t += 1;
            }
            Some(c) if *c == path[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) if path[from] != '/' => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                _ => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    fn run(text: &str) -> Files {
        let mut sources = Sources::new();
        let id = sources.add("config.sh", text);
        let script = Script::parse(ScriptKind::Config, sources.get(id).clone(), false);
        let mut files = Files::default();
        files.run(&script, true);
        files
    }

    /// The texts that may be at a path, the default text written `<default>`.
    fn texts(files: &Files, path: &str) -> Vec<String> {
        files
            .at(path)
            .into_iter()
            .map(|state| match state {
                State::Default => "(default)".to_owned(),
                State::Absent(_) => "(absent)".to_owned(),
                State::Unknown(_) => "(unknown)".to_owned(),
                State::Link { target, .. } => format!("(link {target})"),
                State::File(content) => {
                    let rendered = content.render("<default>\n", &|name| Some(format!("<{name}>")));
                    if rendered.unknown { format!("(part unknown) {}", rendered.text) } else { rendered.text }
                }
            })
            .collect()
    }

    #[test]
    fn here_documents() {
        assert_eq!(texts(&run("cat >> /f << EOF\na\nb\nEOF\n"), "/f"), ["<default>\na\nb\n"]);
        assert_eq!(texts(&run("cat > /f <<'EOF'\n$a\nEOF\n"), "/f"), ["$a\n"]);
        assert_eq!(texts(&run("cat > /f <<EOF\n$a ${b} \\$c\nEOF\n"), "/f"), ["<a> <b> $c\n"]);
        assert_eq!(texts(&run("a=1\ncat > /f <<-EOF\n\t$a\n\tEOF\n"), "/f"), ["1\n"]);
        assert_eq!(texts(&run("cat <<EOF | tee -a /f >/dev/null\nx\nEOF\n"), "/f"), ["<default>\nx\n"]);
        assert_eq!(texts(&run("cat > /f <<< 'a b'\n"), "/f"), ["a b\n"]);
        assert_eq!(texts(&run("cat > /f <<EOF\nx `date`\nEOF\n"), "/f"), ["(part unknown) x \n"]);
    }

    #[test]
    fn echo_and_printf() {
        assert_eq!(texts(&run("echo key = [\"a\"] > /f"), "/f"), ["key = [a]\n"]);
        assert_eq!(texts(&run("echo 'key = [\"a\"]' > /f"), "/f"), ["key = [\"a\"]\n"]);
        assert_eq!(texts(&run("echo -n a > /f; echo b >> /f"), "/f"), ["ab\n"]);
        assert_eq!(texts(&run("echo -e 'a\\nb' > /f"), "/f"), ["a\nb\n"]);
        assert_eq!(texts(&run("printf '%s=%s\\n' a 1 b 2 > /f"), "/f"), ["a=1\nb=2\n"]);
        assert_eq!(texts(&run("{ echo a; echo b; } > /f"), "/f"), ["a\nb\n"]);
        assert_eq!(texts(&run("F=/etc/x; echo a > $F/y"), "/etc/x/y"), ["a\n"]);
        assert_eq!(texts(&run("cd /etc; echo a > f"), "/etc/f"), ["a\n"]);
        assert_eq!(texts(&run("sh -c 'echo a >> /f'"), "/f"), ["<default>\na\n"]);
    }

    #[test]
    fn conditions_go_both_ways() {
        assert_eq!(texts(&run("if [ -n \"$x\" ]; then echo a > /f; fi"), "/f"), ["a\n", "(default)"]);
        assert_eq!(texts(&run("if x; then echo a > /f; else echo b > /f; fi"), "/f"), ["a\n"]);
        assert_eq!(texts(&run("if grep -q x /y; then echo a > /f; else echo b > /f; fi"), "/f"), ["a\n", "b\n"]);
        assert_eq!(texts(&run("[ -e /f ] && rm /f; true"), "/f"), ["(absent)", "(default)"]);
        assert_eq!(texts(&run("for n in a b; do echo $n >> /f; done"), "/f"), ["<default>\na\nb\n"]);
        assert_eq!(texts(&run("case $x in a) echo 1 > /f;; *) echo 2 > /f;; esac"), "/f"), ["1\n", "2\n"]);
        assert_eq!(texts(&run("[ -z \"$x\" ] && exit 0\necho a > /f"), "/f"), ["a\n", "(default)"]);
        assert_eq!(texts(&run("echo a > /f\nexit 1\nrm /f"), "/f"), ["a\n"]);
    }

    #[test]
    fn files_move() {
        assert_eq!(texts(&run("mv /a /b"), "/a"), ["(absent)"]);
        assert_eq!(texts(&run("mv /a /b"), "/b"), ["(unknown)"]);
        assert_eq!(texts(&run("echo x > /a; cp /a /etc/"), "/etc/a"), ["x\n"]);
        assert_eq!(texts(&run("rm -rf /etc/containers"), "/etc/containers/policy.json"), ["(absent)"]);
        assert_eq!(texts(&run("rm -rf /var/tmp/*"), "/var/tmp/x"), ["(absent)"]);
        assert_eq!(texts(&run("rm -rf /d; mkdir /d; echo x > /d/f"), "/d/f"), ["x\n"]);
        assert_eq!(texts(&run(": > /f"), "/f"), [""]);
        assert_eq!(texts(&run("> /f"), "/f"), [""]);
        assert_eq!(texts(&run("echo ab > /f; sed -i 's/a/c/' /f"), "/f"), ["cb\n"]);
        assert_eq!(texts(&run("sed -i -e 's/x/y/' /f"), "/f"), ["<default>\n"]);
        assert_eq!(texts(&run("f() { rm -rf \"$1\"; }\nf /x"), "/x"), ["(absent)"]);
        assert_eq!(texts(&run("ln -sf /dev/null /f"), "/f"), ["(link /dev/null)"]);
        assert_eq!(texts(&run("curl x > /f"), "/f"), ["(part unknown) "]);
    }

    #[test]
    fn guards_are_seen() {
        let files = run("[ -e /f ] && sed -i s/a/b/ /f\nif test -f /g; then rm /g; fi\nrm /h\n");
        let operations: Vec<(&str, bool)> =
            files.operations().iter().map(|operation| (operation.path.as_str(), operation.guarded)).collect();
        assert_eq!(operations, [("/f", true), ("/g", true), ("/h", false)]);
    }

    #[test]
    fn globs() {
        assert!(glob("/a/*.conf", "/a/x.conf"));
        assert!(!glob("/a/*.conf", "/a/b/x.conf"));
        assert!(glob("/a/?", "/a/b"));
        assert!(!glob("/a/?", "/a/bc"));
    }
}
