//! Runs scripts as far as they touch files: what ends up in a file, what is removed, moved or linked. Conditions whose
//! outcome is not known are taken both ways; what cannot be known is called unknown.
//!
//! `world` has the state, `words` expands words, `commands` runs simple commands, `programs` has what each program does
//! to files, `paths` what happens at a path, `conditions` says how tests end. This file runs statements.
//!
//! It is long because every kind of statement is run here.

mod arithmetic;
mod braces;
mod commands;
mod conditions;
mod guards;
mod limits;
mod paths;
mod programs;
mod shared;
#[cfg(test)]
mod tests;
mod words;
mod world;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::sed::Sed;
use super::syntax::{Connective, Part, Redirect, Statement, Word};
use super::walk::walk;
use super::{Script, ScriptKind};
use crate::image::content::{Content, Piece};
use crate::text::Span;
use guards::Guards;
use limits::Work;
use shared::Shared;
use words::text_of;
use world::{Effect, Value, World};

pub use limits::Cut;
pub use world::{State, glob};

/// What a command did to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperationKind {
    /// The text is replaced.
    Write(Vec<Piece>),
    /// Text comes at the end.
    Append(Vec<Piece>),
    /// `sed -i`
    Sed(Arc<Sed>),
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

const MAX_CALL_DEPTH: usize = 12;
/// What scripts did to files, as far as it is told one by one.
const MAX_OPERATIONS: usize = 20_000;
const MAX_ROUNDS: usize = 32;

/// What scripts make of files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    world: World,
    operations: Vec<Operation>,
    seen_operations: BTreeSet<(u32, u32, String)>,
    /// The last command that did something to a path.
    last_commands: HashMap<String, Span>,
    functions: Shared<Vec<Statement>>,
    script: Option<ScriptKind>,
    conditions: usize,
    guards: Guards,
    depth: usize,
    work: Work,
    /// Where the script at hand is not followed any further.
    cut: Option<Cut>,
    /// Where scripts were not.
    cuts: Vec<Cut>,
    /// What command substitutions of the command at hand printed.
    outputs: BTreeMap<(Span, String), Vec<Piece>>,
    /// Commands that `trap` sets for the end.
    at_exit: Option<Vec<Statement>>,
    /// Worlds in which the script, or the subshell at hand, ended early.
    exits: Vec<World>,
    /// The same for each loop that is run, left by `break` and by `continue`, and for each function.
    loops: Vec<(Vec<World>, Vec<World>)>,
    returns: Vec<Vec<World>>,
    /// How many subshells are entered.
    subshells: usize,
    /// Variables that KIWI sets for the scripts.
    environment: BTreeMap<String, String>,
    /// How many temporary names were given.
    temporary: usize,
    /// Variables that the functions at hand made local, with what they were.
    locals: Vec<BTreeMap<String, Option<Value>>>,
}

impl Files {
    /// Puts a file there, as the overlay does.
    pub fn put(&mut self, path: &str, state: State) {
        self.world.files.insert(path, vec![state]);
    }

    /// Sets a variable that every script finds.
    pub fn set_variable(&mut self, name: &str, text: &str) {
        self.environment.insert(name.to_owned(), text.to_owned());
    }

    /// The path that links on the way lead to.
    #[must_use]
    pub fn resolved(&self, path: &str) -> String {
        self.world.resolve(path)
    }

    /// What may be at a path at the end: several where it depends on what is not known.
    #[must_use]
    pub fn at(&self, path: &str) -> Vec<State> {
        self.world.at(path)
    }

    /// The paths that something happened to, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.world.files.names()
    }

    /// The paths below a directory that something happened to, in order.
    pub fn below<'a>(&'a self, directory: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.world.files.below(directory)
    }

    /// Directories that were removed as a whole.
    pub fn removed_directories(&self) -> impl Iterator<Item = (&str, Span)> {
        let removed = |sweep: &&Arc<world::Sweep>| sweep.effect == Effect::Removed && !sweep.maybe;
        self.world.sweeps.iter().filter(removed).map(|sweep| (sweep.place.as_str(), sweep.span))
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
        self.world.exported.clear();
        self.world.stack.clear();
        self.world.directory = Some("/".to_owned());
        self.world.noclobber = false;
        self.world.exports = false;
        self.parameters(Vec::new());
        let span = Span::new(script.source.id, 0, 0);
        for (name, text) in self.environment.clone() {
            self.world.exported.insert(name.as_str(), ());
            self.world.variables.insert(name, Value::Text(vec![Piece::Text { text, span }]));
        }
        self.functions.clear();
        self.conditions = usize::from(!certain);
        self.work.begin();
        // a carriage return belongs to the word before it: next to nothing is what it seems to be
        if script.source.text.contains("\r\n") {
            self.unparsed(&script.source.text, Span::new(script.source.id, 0, script.source.text.len()));
        } else {
            self.block(&script.statements, None);
        }
        let exits = std::mem::take(&mut self.exits);
        self.meet(exits);
        self.world.dead = false;
        if let Some(statements) = self.at_exit.take() {
            self.block(&statements, None);
            self.exits.clear();
            self.world.dead = false;
        }
        if let Some(cut) = self.cut.take() {
            // what comes after it may undo all that came before
            self.world.files.clear();
            self.world.directories.clear();
            self.world.sweeps = Arc::default();
            self.world.sweep("/", Effect::Unknown, false, cut.span);
            self.cuts.push(cut);
        }
        if let Some(before) = before {
            self.world.merge(before);
        }
        self.conditions = 0;
        self.world.variables.clear();
        self.outputs.clear();
    }

    fn block(&mut self, statements: &[Statement], input: Option<&[Piece]>) -> Vec<Piece> {
        let mut output = Vec::new();
        for statement in statements {
            if self.world.dead {
                break;
            }
            output.extend(self.statement(statement, input));
        }
        output
    }

    /// Runs something in a process of its own: variables, directory and what ends it do not come back.
    fn apart(&mut self, run: impl FnOnce(&mut Self) -> Vec<Piece>) -> Vec<Piece> {
        let kept = (
            self.world.variables.clone(),
            self.world.exported.clone(),
            self.world.directory.clone(),
            self.world.previous.clone(),
            self.world.stack.clone(),
        );
        let exits = std::mem::take(&mut self.exits);
        let functions = self.functions.clone();
        let trap = self.at_exit.take();
        self.subshells += 1;
        let mut output = run(self);
        let exits = std::mem::replace(&mut self.exits, exits);
        self.meet(exits);
        self.world.dead = false;
        if let Some(statements) = std::mem::replace(&mut self.at_exit, trap) {
            output.extend(self.block(&statements, None));
            self.world.dead = false;
        }
        self.subshells -= 1;
        self.functions = functions;
        let world = &mut self.world;
        (world.variables, world.exported, world.directory, world.previous, world.stack) = kept;
        output
    }

    fn statement(&mut self, statement: &Statement, input: Option<&[Piece]>) -> Vec<Piece> {
        self.work.charge(limits::STATEMENT);
        if self.world.dead {
            return Vec::new();
        }
        if self.work.is_too_much() {
            self.give_up(place(statement), "following it takes too long");
        }
        if self.cut.is_some() {
            return Vec::new();
        }
        match statement {
            Statement::Command(command) => self.command(command, input),
            Statement::Pipeline(parts) => self.pipeline(parts, input),
            Statement::Chain { first, rest } => self.chain(first, rest, input),
            Statement::Not(inner) => self.statement(inner, input),
            Statement::If { branches, otherwise, redirects, .. } => {
                let here = self.open(redirects);
                let output = self.branches(branches, otherwise.as_deref(), here.as_deref().or(input));
                self.redirect_output(redirects, output)
            }
            Statement::Loop { variable, condition, body, redirects, .. } => {
                self.substitute_in(statement);
                let here = self.open(redirects);
                let output = self.repeat(variable.as_ref(), condition, body, here.as_deref().or(input));
                self.redirect_output(redirects, output)
            }
            Statement::Case { subject, patterns, arms, exhaustive, redirects, span } => {
                self.substitute_in(statement);
                let here = self.open(redirects);
                let taken = self.arm(subject.as_ref(), patterns);
                let output = self.arms(arms, taken, *exhaustive, here.as_deref().or(input), *span);
                self.redirect_output(redirects, output)
            }
            Statement::Group { body, subshell, redirects, .. } => {
                let here = self.open(redirects);
                let input = here.as_deref().or(input);
                let output =
                    if *subshell { self.apart(|files| files.block(body, input)) } else { self.block(body, input) };
                self.redirect_output(redirects, output)
            }
            Statement::Function { name, body, .. } => {
                self.functions.insert_shared(name.as_str(), Arc::clone(body));
                Vec::new()
            }
            Statement::Test { .. } => Vec::new(),
            Statement::Unparsed { span, text } => {
                self.unparsed(text, *span);
                vec![Piece::Unknown { span: *span }]
            }
        }
    }

    /// Follows the script no further.
    fn give_up(&mut self, span: Span, why: &'static str) {
        self.cut.get_or_insert(Cut { span, why });
    }

    /// Where scripts were not followed any further.
    #[must_use]
    pub fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// Divides what following scripts may take among those who follow them.
    pub fn share_work(&mut self, number: usize) {
        self.work.limit = (limits::WORK / number.max(1)).max(limits::LEAST);
    }

    /// What could not be read may change whatever file or variable it names.
    fn unparsed(&mut self, text: &str, span: Span) {
        self.work.charge(text.len() / 4);
        for word in
            text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '=' | '>' | '<' | '(' | ')' | ';'))
        {
            if word.starts_with('/') && word.len() > 1 {
                let path = crate::image::overlay::absolute(word);
                self.perhaps_changed(&path, span);
            }
        }
        let names = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for name in names.filter(|name| self.world.variables.contains(name)).collect::<Vec<_>>() {
            self.world.variables.insert(name.to_owned(), Value::Unknown);
        }
    }

    /// Runs the command substitutions in the words of a compound statement.
    fn substitute_in(&mut self, statement: &Statement) {
        self.outputs.clear();
        match statement {
            Statement::Loop { variable, redirects, .. } => {
                let words = variable.iter().flat_map(|(_, words)| words);
                self.substitute(words.chain(redirects.iter().map(commands::given)));
            }
            Statement::Case { subject, .. } => self.substitute(subject.iter()),
            _ => {}
        }
    }

    fn pipeline(&mut self, parts: &[Statement], input: Option<&[Piece]>) -> Vec<Piece> {
        if parts.len() > 1
            && let Some(Statement::Command(last)) = parts.last()
            && let Some(Statement::Command(first)) = parts.first()
            && last.name().as_deref() == Some("xargs")
        {
            self.xargs_after(first, last);
        }
        let mut passed: Option<Vec<Piece>> = input.map(<[Piece]>::to_vec);
        for part in parts {
            let output = self.apart(|files| files.statement(part, passed.as_deref()));
            passed = Some(output);
        }
        passed.unwrap_or_default()
    }

    fn chain(&mut self, first: &Statement, rest: &[(Connective, Statement)], input: Option<&[Piece]>) -> Vec<Piece> {
        let mut status = self.status(first).or_else(|| self.enters(first));
        let mut output = self.statement(first, input);
        let guards = self.guards.mark();
        Self::tested(std::slice::from_ref(first), &mut self.guards);
        // how things are where a part before ended such that the next ones are not run: all of `a && b && c`, or of
        // `a || b || c`, are left out then
        let mut skipped: Vec<World> = Vec::new();
        let mut skipped_by = Connective::And;
        for (connective, part) in rest {
            if !skipped.is_empty() && *connective != skipped_by {
                self.meet(std::mem::take(&mut skipped));
                self.conditions -= 1;
                status = None;
            }
            if self.world.dead && skipped.is_empty() {
                break;
            }
            let runs = match (connective, status) {
                (Connective::And, status) => status,
                (Connective::Or, status) => status.map(|status| !status),
            };
            if runs == Some(false) {
                continue;
            }
            if runs.is_none() && !self.world.dead {
                self.conditions += usize::from(skipped.is_empty());
                skipped.push(self.world.clone());
                skipped_by = *connective;
            }
            status = self.status(part).or_else(|| self.enters(part));
            let printed = self.statement(part, input);
            match printed.first() {
                Some(first) if !skipped.is_empty() => output.push(Piece::Unknown { span: first.span() }),
                _ => output.extend(printed),
            }
            Self::tested(std::slice::from_ref(part), &mut self.guards);
        }
        if !skipped.is_empty() {
            self.meet(skipped);
            self.conditions -= 1;
        }
        self.guards.release(guards);
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
        let guards = self.guards.mark();
        let mut decided = false;
        for (condition, body) in branches {
            let status = condition.last().and_then(|last| self.status(last));
            self.block(condition, input);
            Self::tested(condition, &mut self.guards);
            if status == Some(false) {
                continue;
            }
            let before = self.world.clone();
            let certain = status == Some(true) && worlds.is_empty();
            self.conditions += usize::from(!certain);
            outputs.push(self.block(body, input));
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
                outputs.push(self.block(body, input));
                self.conditions -= usize::from(!certain);
            } else {
                outputs.push(Vec::new());
            }
            worlds.push(self.world.clone());
        }
        self.guards.release(guards);
        self.world = World::meet(worlds);
        either(outputs)
    }

    /// Takes other ways that things may have gone into account.
    fn meet(&mut self, worlds: Vec<World>) {
        if !worlds.is_empty() {
            let here = std::mem::take(&mut self.world);
            self.world = World::meet(std::iter::once(here).chain(worlds).collect());
        }
    }

    fn arms(
        &mut self,
        arms: &[Vec<Statement>],
        taken: Option<Option<usize>>,
        exhaustive: bool,
        input: Option<&[Piece]>,
        span: Span,
    ) -> Vec<Piece> {
        if let Some(taken) = taken {
            return taken.and_then(|index| arms.get(index)).map(|arm| self.block(arm, input)).unwrap_or_default();
        }
        let start = self.world.clone();
        let mut worlds = Vec::new();
        let mut output: Vec<Piece> = Vec::new();
        self.conditions += 1;
        for arm in arms {
            self.world = start.clone();
            let printed = self.block(arm, input);
            if !printed.is_empty() {
                output = vec![Piece::Unknown { span }];
            }
            worlds.push(std::mem::take(&mut self.world));
        }
        self.conditions -= 1;
        if !exhaustive || worlds.is_empty() {
            worlds.push(start);
        }
        self.world = World::meet(worlds);
        output
    }

    fn repeat(
        &mut self,
        variable: Option<&(String, Vec<Word>)>,
        condition: &[Statement],
        body: &[Statement],
        input: Option<&[Piece]>,
    ) -> Vec<Piece> {
        if let Some((name, words)) = variable {
            // `for name; do` goes through the parameters
            let parameters = || match self.world.variables.get("@") {
                Some(Value::List(items)) => items.clone(),
                _ => vec![vec![Piece::Unknown { span: Span::default() }]],
            };
            let fields: Vec<(Vec<Piece>, bool)> = if words.is_empty() {
                parameters().into_iter().map(|pieces| (pieces, false)).collect()
            } else {
                words
                    .iter()
                    .flat_map(|word| self.fields(word))
                    .map(|field| {
                        let vanishes = matches!(field.pieces.as_slice(), [Piece::Variable { quoted: false, .. }]);
                        (field.pieces, field.is_pattern || vanishes)
                    })
                    .collect()
            };
            let known = fields.iter().all(|(pieces, odd)| !odd && text_of(pieces).is_some());
            if known && fields.len() <= MAX_ROUNDS {
                return self.rounds(name, fields.into_iter().map(|(pieces, _)| pieces), body, input);
            }
            // those in a directory of the scripts' own are known
            if let [(pieces, true)] = fields.as_slice()
                && let Some(pattern) = text_of(pieces).filter(|text| text.starts_with('/') && self.is_own(text))
                && let found = self.matching_all(&pattern)
                && (1..=MAX_ROUNDS).contains(&found.len())
                && found.iter().all(|path| matches!(self.at(path).as_slice(), [State::File(_) | State::Default]))
            {
                let span = pieces.first().map(Piece::span).unwrap_or_default();
                let mut found = found;
                found.sort_unstable();
                let values = found.into_iter().map(|text| vec![Piece::Text { text, span }]);
                return self.rounds(name, values, body, input);
            }
            // files that are gone through may be changed
            let span = words.first().map_or(Span::default(), |word| word.span);
            for (pieces, _) in fields.iter().filter(|(_, odd)| *odd) {
                let Some(pattern) = text_of(pieces).and_then(|text| self.absolute(&text)) else { continue };
                for path in self.matching(&pattern) {
                    self.perhaps_changed(&path, span);
                }
                self.world.sweep(&pattern, Effect::Unknown, true, span);
                // `"$f.bak"` names others beside them
                if let Some((directory, _)) = pattern.rsplit_once('/').filter(|_| derives(body, name)) {
                    for path in self.matching(&format!("{directory}/*")) {
                        self.perhaps_changed(&path, span);
                    }
                    self.world.sweep(&format!("{directory}/*"), Effect::Unknown, true, span);
                }
            }
            self.world.variables.insert(name.clone(), Value::Unknown);
        }
        if variable.is_none() {
            if let Some(output) = self.read_rounds(condition, body, input) {
                return output;
            }
            return self.counted_rounds(condition, body, input);
        }
        self.unknown_rounds(condition, body, input)
    }

    /// `while read ...` over a text that is known.
    fn read_rounds(
        &mut self,
        condition: &[Statement],
        body: &[Statement],
        input: Option<&[Piece]>,
    ) -> Option<Vec<Piece>> {
        // `|| [ -n "$line" ]` takes a last line without an end
        let (command, takes_rest) = match condition {
            [Statement::Command(command)] => (command, false),
            [Statement::Chain { first, rest }] if rest.len() == 1 => match first.as_ref() {
                Statement::Command(command) => (command, true),
                _ => return None,
            },
            _ => return None,
        };
        if command.name().as_deref() != Some("read") || self.functions.contains("read") {
            return None;
        }
        let text = text_of(input?)?;
        let span = input?.first()?.span();
        let mut raw = false;
        let mut names = Vec::new();
        for word in command.arguments() {
            let word = word.literal()?;
            match word.as_str() {
                "-r" => raw = true,
                _ if word.starts_with('-') => return None,
                _ => names.push(word),
            }
        }
        let separators = match command.assignments.as_slice() {
            [] if self.world.variables.contains("IFS") => return None,
            [] => None,
            [assignment] if assignment.name == "IFS" => Some(assignment.value.as_ref()?.literal()?),
            _ => return None,
        };
        if (!raw && text.contains('\\')) || text.matches('\n').count() > 4 * MAX_ROUNDS {
            return None;
        }
        let mut lines: Vec<&str> = text.split('\n').collect();
        let last = lines.pop().unwrap_or_default();
        if takes_rest && !last.is_empty() {
            lines.push(last);
        }
        let mut output = Vec::new();
        self.loops.push((Vec::new(), Vec::new()));
        for line in lines {
            for (name, value) in read_fields(line, &names, separators.as_deref()) {
                self.world.variables.insert(name, Value::Text(vec![Piece::Text { text: value, span }]));
            }
            // what else reads there takes lines away
            output.extend(self.round(body, Some(&[Piece::Unknown { span }])));
            if self.world.dead {
                break;
            }
        }
        let early = self.loops.last().is_some_and(|(breaks, _)| !breaks.is_empty());
        self.leave_loop();
        for name in names {
            self.world.variables.insert(name, Value::Unknown);
        }
        Some(if early && !output.is_empty() { vec![Piece::Unknown { span }] } else { output })
    }

    /// A loop whose condition is known each time.
    fn counted_rounds(&mut self, condition: &[Statement], body: &[Statement], input: Option<&[Piece]>) -> Vec<Piece> {
        let mut output = Vec::new();
        self.loops.push((Vec::new(), Vec::new()));
        for _ in 0..MAX_ROUNDS {
            let status = condition.last().and_then(|last| self.status(last));
            match status {
                Some(true) => {
                    self.block(condition, input);
                    output.extend(self.round(body, input));
                    if self.world.dead || self.loops.last().is_some_and(|(breaks, _)| !breaks.is_empty()) {
                        break;
                    }
                }
                Some(false) => {
                    self.block(condition, input);
                    self.leave_loop();
                    return output;
                }
                None => break,
            }
        }
        if !self.world.dead {
            output.extend(self.unknown_rounds(condition, body, input));
        }
        self.leave_loop();
        output.first().map(|piece| vec![Piece::Unknown { span: piece.span() }]).unwrap_or_default()
    }

    /// A loop whose rounds are known.
    fn rounds(
        &mut self,
        name: &str,
        values: impl Iterator<Item = Vec<Piece>>,
        body: &[Statement],
        input: Option<&[Piece]>,
    ) -> Vec<Piece> {
        let mut output = Vec::new();
        self.loops.push((Vec::new(), Vec::new()));
        for value in values {
            self.world.variables.insert(name.to_owned(), Value::Text(value));
            output.extend(self.round(body, input));
            if self.world.dead {
                break;
            }
            // some ways out of the loop print less
            if self.loops.last().is_some_and(|(breaks, _)| !breaks.is_empty())
                && let Some(first) = output.first()
            {
                output = vec![Piece::Unknown { span: first.span() }];
            }
        }
        self.leave_loop();
        output
    }

    /// A loop that runs nobody knows how often: what a second round changes is unknown.
    fn unknown_rounds(&mut self, condition: &[Statement], body: &[Statement], input: Option<&[Piece]>) -> Vec<Piece> {
        self.block(condition, input);
        let before = self.world.clone();
        self.conditions += 1;
        let guards = self.guards.mark();
        Self::tested(condition, &mut self.guards);
        self.loops.push((Vec::new(), Vec::new()));
        let printed = self.block(body, input);
        self.go_on();
        let once = self.world.clone();
        if !once.dead {
            self.block(condition, input);
            self.block(body, input);
            self.go_on();
            self.unsettle(&once);
        }
        self.guards.release(guards);
        self.conditions -= 1;
        self.world.merge(before);
        self.leave_loop();
        printed.first().map(|piece| vec![Piece::Unknown { span: piece.span() }]).unwrap_or_default()
    }

    /// What differs from another round's outcome is unknown.
    fn unsettle(&mut self, once: &World) {
        if self.world.dead {
            self.world = once.clone();
            return;
        }
        for path in self.world.files.differing(&once.files) {
            if self.world.files.contains(&path) && self.world.at(&path) != once.at(&path) {
                let span = self.last_commands.get(&*path).copied().unwrap_or_default();
                self.world.files.insert(path, vec![State::Unknown(span)]);
            }
        }
        let same_files = self.world.clone();
        let mut other = once.clone();
        other.files = same_files.files;
        self.world.merge(other);
    }

    /// A round of a loop: where only some ways left it by `continue`, what was printed is not known.
    fn round(&mut self, body: &[Statement], input: Option<&[Piece]>) -> Vec<Piece> {
        let mut output = self.block(body, input);
        let some = !self.world.dead && self.loops.last().is_some_and(|(_, continues)| !continues.is_empty());
        if some && let Some(first) = output.first() {
            output = vec![Piece::Unknown { span: first.span() }];
        }
        self.go_on();
        output
    }

    /// The next round: what `continue` left comes together again.
    fn go_on(&mut self) {
        if let Some((_, continues)) = self.loops.last_mut() {
            let continues = std::mem::take(continues);
            self.meet(continues);
        }
    }

    fn leave_loop(&mut self) {
        if let Some((mut breaks, continues)) = self.loops.pop() {
            breaks.extend(continues);
            self.meet(breaks);
        }
    }

    /// Ends this way; it goes on where `worlds` are taken up again.
    fn stop(&mut self, worlds: fn(&mut Self) -> Option<&mut Vec<World>>) {
        let world = self.world.clone();
        if let Some(list) = worlds(self) {
            list.push(world);
        }
        self.world.dead = true;
    }

    /// Sets the positional parameters.
    fn parameters(&mut self, values: Vec<Vec<Piece>>) {
        for number in 1..=9usize {
            let name = number.to_string();
            match values.get(number - 1) {
                Some(value) => self.world.variables.insert(name, Value::Text(value.clone())),
                None => self.world.variables.remove(&name),
            }
        }
        let span = values.first().and_then(|pieces| pieces.first()).map(Piece::span).unwrap_or_default();
        let count = vec![Piece::Text { text: values.len().to_string(), span }];
        self.world.variables.insert("#".to_owned(), Value::Text(count));
        self.world.variables.insert("*".to_owned(), Value::List(values.clone()));
        self.world.variables.insert("@".to_owned(), Value::List(values));
    }

    fn call(&mut self, body: &[Statement], arguments: Vec<Vec<Piece>>, input: Option<&[Piece]>) -> Vec<Piece> {
        let names = || (1..=9usize).map(|number| number.to_string()).chain(["#", "*", "@"].map(str::to_owned));
        let saved: Vec<(String, Option<Value>)> =
            names().map(|name| (name.clone(), self.world.variables.get(&name).cloned())).collect();
        self.depth += 1;
        self.parameters(arguments);
        self.locals.push(BTreeMap::new());
        self.returns.push(Vec::new());
        let loops = std::mem::take(&mut self.loops);
        let mut output = self.block(body, input);
        self.loops = loops;
        let returned = self.returns.pop().unwrap_or_default();
        if !returned.is_empty()
            && !self.world.dead
            && let Some(first) = output.first()
        {
            output = vec![Piece::Unknown { span: first.span() }];
        }
        self.meet(returned);
        for (name, value) in saved.into_iter().chain(self.locals.pop().unwrap_or_default()) {
            match value {
                Some(value) => self.world.variables.insert(name, value),
                None => self.world.variables.remove(&name),
            }
        }
        self.depth -= 1;
        output
    }

    // what happens to files

    fn operation(&mut self, path: &str, path_span: Span, command: Span, kind: OperationKind) {
        let Some(script) = self.script else { return };
        let guarded = self.guards.cover(path);
        self.last_commands.insert(path.to_owned(), command);
        if self.operations.len() < MAX_OPERATIONS
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

    fn set(&mut self, path: &str, state: State) {
        self.world.files.insert(path, vec![state]);
    }

    /// Something that is not interpreted may have changed this file, or what is in this directory.
    fn perhaps_changed(&mut self, path: &str, span: Span) {
        if path == "/" || path.starts_with("/dev/") || path.starts_with("/proc/") {
            return;
        }
        let path = self.world.resolve(path);
        let mut touched = self.below_paths(&path);
        if touched.is_empty() && !self.is_directory(&path) {
            touched.push(path.clone());
        } else {
            self.world.sweep(&path, Effect::Unknown, true, span);
        }
        for path in touched {
            let mut states = self.world.at(&path);
            // what names a file that is not there makes it
            states.retain(|state| !matches!(state, State::Absent(_)));
            if !states.iter().any(|state| matches!(state, State::Unknown(_))) {
                states.push(State::Unknown(span));
            }
            self.world.files.insert(path, states);
        }
    }

    /// Whether the path is known to be a directory: something stands below it, a script made it, or every system has it.
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
        let gone = self.world.files.get(path).is_some_and(|states| matches!(states.as_slice(), [State::Absent(_)]));
        let there = |_: &str, states: &Vec<State>| !matches!(states.as_slice(), [State::Absent(_)]);
        self.world.directories.contains(path)
            || (KNOWN.contains(&path) && !gone)
            || self.world.files.any_below(path, there)
    }

    fn below_paths(&self, directory: &str) -> Vec<String> {
        let paths: Vec<String> = self.below(directory).map(str::to_owned).collect();
        // each of them is about to be changed
        self.work.charge(20 * paths.len());
        paths
    }

    /// What redirections do before the command runs: files are emptied, input is read.
    fn open(&mut self, redirects: &[Redirect]) -> Option<Vec<Piece>> {
        let mut input = None;
        for redirect in redirects {
            if redirect.writes() && !redirect.appends() {
                self.perhaps_written(&redirect.target);
                if let Some(path) = self.path(&redirect.target).filter(|path| !is_device(path)) {
                    let path = self.world.resolve(&path);
                    self.set(&path, State::File(Arc::new(Content::of_pieces(Vec::new()))));
                }
            } else if let Some(pieces) = self.input_of(redirect) {
                input = Some(pieces);
            }
        }
        input
    }

    /// Sends output where the redirections say; what they leave goes on.
    fn redirect_output(&mut self, redirects: &[Redirect], output: Vec<Piece>) -> Vec<Piece> {
        enum Sink<'r> {
            On,
            Gone,
            File(&'r Redirect),
        }
        let mut sink = Sink::On;
        let mut files: Vec<&Redirect> = Vec::new();
        for redirect in redirects {
            if redirect.takes_output() {
                files.push(redirect);
                sink = Sink::File(redirect);
            } else if redirect.writes() {
                // another descriptor: what a command puts there is not followed
                if let Some(path) = self.path(&redirect.target).filter(|path| !is_device(path)) {
                    self.set(&path, State::Unknown(redirect.span));
                }
            } else if redirect.duplicates_output_to().is_some_and(|other| other != "1") {
                sink = Sink::Gone;
            }
        }
        let mut output = Some(output);
        for redirect in files {
            let Some(path) = self.path(&redirect.target) else {
                self.perhaps_written(&redirect.target);
                continue;
            };
            let takes = matches!(sink, Sink::File(last) if std::ptr::eq(last, redirect));
            let pieces = if takes { output.take().unwrap_or_default() } else { Vec::new() };
            if redirect.appends() {
                self.append(&path, redirect.target.span, redirect.span, pieces);
            } else {
                self.write(&path, redirect.target.span, redirect.span, pieces);
            }
        }
        match sink {
            Sink::On => output.unwrap_or_default(),
            Sink::Gone | Sink::File(_) => Vec::new(),
        }
    }
}

/// Where a statement stands, or its first part.
fn place(statement: &Statement) -> Span {
    match statement {
        Statement::Not(inner) => place(inner),
        Statement::Chain { first, .. } => place(first),
        Statement::Pipeline(parts) => parts.first().map(place).unwrap_or_default(),
        other => other.span().unwrap_or_default(),
    }
}

/// What `read` puts into its variables.
pub(in crate::image::script::interpret) fn read_fields(
    line: &str,
    names: &[String],
    separators: Option<&str>,
) -> Vec<(String, String)> {
    let blanks = |c: char| matches!(c, ' ' | '\t');
    let is_blank = separators.is_none_or(|separators| separators.contains([' ', '\t']));
    let trimmed = if is_blank { line.trim_matches(blanks) } else { line };
    if names.is_empty() {
        return vec![("REPLY".to_owned(), line.to_owned())];
    }
    let mut rest = trimmed;
    let mut result = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if index + 1 == names.len() {
            result.push((name.clone(), rest.to_owned()));
            break;
        }
        let separates = |c: char| match separators {
            None => blanks(c),
            Some(separators) => separators.contains(c),
        };
        match rest.find(separates) {
            Some(at) => {
                result.push((name.clone(), rest[..at].to_owned()));
                let next = rest[at..].chars().next().map_or(0, char::len_utf8);
                rest = &rest[at + next..];
                if is_blank {
                    rest = rest.trim_start_matches(blanks);
                }
            }
            None => {
                result.push((name.clone(), rest.to_owned()));
                rest = "";
            }
        }
    }
    result
}

/// Whether a command makes another word of a variable than the variable itself.
fn derives(statements: &[Statement], name: &str) -> bool {
    let braced = format!("${{{name}");
    walk(statements).any(|statement| {
        let Statement::Command(command) = statement else { return false };
        let words = command.arguments().iter().chain(command.redirects.iter().map(commands::given));
        words.into_iter().any(|word| {
            word.parts.iter().any(|part| match part {
                Part::Variable { name: other, .. } => other == name && word.parts.len() > 1,
                Part::Unknown { text, .. } => text.starts_with(&braced),
                Part::Literal { .. } => false,
            })
        })
    })
}

fn is_device(path: &str) -> bool {
    path.starts_with("/dev/") || path.starts_with("/proc/")
}

/// What is printed one way or another.
fn either(outputs: Vec<Vec<Piece>>) -> Vec<Piece> {
    match outputs.as_slice() {
        [] => Vec::new(),
        [first, rest @ ..] if rest.iter().all(|other| other == first) => first.clone(),
        several => {
            several.iter().flatten().next().map(|piece| vec![Piece::Unknown { span: piece.span() }]).unwrap_or_default()
        }
    }
}
