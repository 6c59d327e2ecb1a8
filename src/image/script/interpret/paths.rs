//! What happens to the file at a path, whichever program does it.

use std::sync::Arc;

use super::programs::known_pieces;
use super::world::{ANYWHERE, Effect, State, glob, is_pattern, is_too_large};
use super::{Files, OperationKind, is_device};
use crate::image::content::{Base, Content, Piece, Step};
use crate::image::overlay::absolute;
use crate::image::script::syntax::{Command, Word};
use crate::text::Span;

impl Files {
    pub(super) fn contents_of(&self, path: Option<&str>, span: Span, input: Option<&[Piece]>) -> Vec<Piece> {
        let unknown = || vec![Piece::Unknown { span }];
        let Some(path) = path else { return unknown() };
        match path {
            "/dev/null" => return Vec::new(),
            "/dev/stdin" | "/proc/self/fd/0" | "/dev/fd/0" => return input.map_or_else(unknown, <[Piece]>::to_vec),
            _ => {}
        }
        let path = self.world.resolve(path);
        let original = |path: &str| Piece::Original { path: path.to_owned(), span };
        match self.at(&path).as_slice() {
            [State::File(content)] if content.base == Base::Nothing => {
                self.work.charge(content.size());
                known_pieces(content, &self.work).unwrap_or_else(unknown)
            }
            [State::File(content)] => match content.steps.as_slice() {
                [Step::Append(pieces)] => std::iter::once(original(&path)).chain(pieces.iter().cloned()).collect(),
                _ => unknown(),
            },
            [State::Default] => vec![original(&path)],
            [State::Moved { from, .. }] => vec![original(from)],
            _ => unknown(),
        }
    }

    pub(super) fn write(&mut self, path: &str, path_span: Span, command: Span, pieces: Vec<Piece>) {
        if is_device(path) {
            return;
        }
        let path = self.world.resolve(path);
        // the text that the distribution has there, and more
        let content = match pieces.split_first() {
            Some((Piece::Original { path: from, .. }, rest)) if *from == path => {
                Content { base: Base::Default, steps: vec![Step::Append(rest.to_vec())] }
            }
            _ => Content::of_pieces(pieces.clone()),
        };
        self.work.charge_pieces(&pieces);
        self.operation(&path, path_span, command, OperationKind::Write(pieces));
        self.set(&path, if is_too_large(&content) { State::Unknown(command) } else { State::File(Arc::new(content)) });
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

    /// Something is written at a path whose end alone is known: in a directory that is not.
    pub(super) fn perhaps_written(&mut self, word: &Word) {
        if self.path(word).is_some() {
            return;
        }
        let pieces = self.pieces(word);
        let known = pieces.iter().rev().map_while(|piece| match piece {
            Piece::Text { text, .. } => Some(text.as_str()),
            _ => None,
        });
        let known: Vec<&str> = known.collect();
        let end: String = known.iter().rev().copied().collect();
        let end = match end.find('/') {
            Some(at) => end[at..].to_owned(),
            None if known.len() == pieces.len() && !end.is_empty() => format!("/{end}"),
            None => return,
        };
        if is_pattern(&end) || end.ends_with('/') || end.contains("..") {
            return;
        }
        let mut seen = 0;
        let names = self.world.files.names().inspect(|_| seen += 1);
        let touched: Vec<String> = names.filter(|path| path.ends_with(&end)).map(str::to_owned).collect();
        self.work.charge(seen / 4);
        for path in touched {
            self.perhaps_changed(&path, word.span);
        }
        self.world.sweep(&format!("{ANYWHERE}{end}"), Effect::Unknown, true, word.span);
    }

    /// Changes the text at a path, each way that it may be.
    pub(super) fn change(&mut self, path: &str, command: Span, edit: impl Fn(&mut Content)) {
        let path = self.world.resolve(path);
        let work = &self.work;
        let edited = |mut content: Arc<Content>| {
            edit(Arc::make_mut(&mut content));
            work.charge(content.size() / 8);
            if is_too_large(&content) { State::Unknown(command) } else { State::File(content) }
        };
        let from = |base| Arc::new(Content { base, steps: Vec::new() });
        let taken = self.world.take(&path);
        let states = taken
            .into_iter()
            .map(|state| match state {
                State::File(content) => edited(content),
                State::Default => edited(from(Base::Default)),
                State::Absent(_) => edited(from(Base::Nothing)),
                State::Link { span, .. } | State::Unknown(span) | State::Moved { span, .. } => State::Unknown(span),
            })
            .collect();
        self.world.files.insert(path, states);
    }

    /// The files and directories that something happened to, or below, and that a pattern matches.
    pub(super) fn matching_all(&self, pattern: &str) -> Vec<String> {
        let mut result = self.matching(pattern);
        self.work.charge(20 * self.world.files.below(literal_directory(pattern)).count());
        for path in self.world.files.below(literal_directory(pattern)) {
            for (at, _) in path.match_indices('/').skip(1) {
                let directory = &path[..at];
                if glob(pattern, directory)
                    && !result.iter().any(|known| known == directory)
                    && self.is_directory(directory)
                {
                    result.push(directory.to_owned());
                }
            }
        }
        result
    }

    /// Whether all that a pattern can match came from scripts: in directories for such things that they made.
    pub(super) fn is_own(&self, pattern: &str) -> bool {
        let directory = literal_directory(pattern);
        let places = ["/tmp/", "/var/tmp/", "/root/", "/opt/", "/srv/", "/home/", "/mnt/"];
        places.iter().any(|place| directory.starts_with(place)) && self.world.directories.contains(directory)
    }

    /// The files that something happened to and that a pattern matches.
    pub(super) fn matching(&self, pattern: &str) -> Vec<String> {
        let there = |path: &&str| !matches!(self.world.at(path).as_slice(), [State::Absent(_)]);
        let below = self.world.files.below(literal_directory(pattern)).inspect(|_| self.work.charge(5));
        below.filter(|path| glob(pattern, path)).filter(there).map(str::to_owned).collect()
    }

    pub(super) fn remove(&mut self, path: &str, command: Span, recursive: bool) {
        if let Some(directory) = path.strip_suffix("/*").filter(|directory| !is_pattern(directory) && recursive) {
            // `*` leaves hidden files
            for path in self.below_paths(directory) {
                let rest = &path[directory.len()..];
                if !rest.starts_with("/.") {
                    self.set(&path, State::Absent(command));
                }
            }
            self.forget_directories(directory);
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
            self.forget_directories(path);
            self.world.directories.remove(path);
            self.world.sweep(path, Effect::Removed, false, command);
        }
    }

    /// A file that a program names and changes in a way that is not followed.
    pub(super) fn changed(&mut self, word: &Word, command: &Command) {
        let Some(text) = self.path_text(word) else { return };
        let text = text.rsplit_once('=').map_or(text.as_str(), |(_, path)| path);
        let Some(path) = text.starts_with('/').then(|| absolute(text)).or_else(|| {
            let path = self.absolute(text)?;
            self.world.files.contains(&path).then_some(path)
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
    pub(super) fn mentioned(&mut self, words: &[Word], span: Span) {
        for word in words {
            for text in self.fields(word).iter().filter_map(super::words::Field::text) {
                let found = text.find('/').map(|at| (at, &text[at..]));
                let path = match found {
                    // `-o/path`, `--output=/path`, `/path`
                    Some((at, path)) if at == 0 || text.starts_with('-') || text[..at].ends_with('=') => {
                        (path.len() > 1).then(|| absolute(path))
                    }
                    Some(_) if text.contains(':') => None,
                    _ => self.absolute(&text).filter(|path| self.world.files.contains(path)),
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

    fn forget_directories(&mut self, directory: &str) {
        let below: Vec<String> = self.world.directories.below(directory).map(str::to_owned).collect();
        below.iter().for_each(|path| self.world.directories.remove(path));
    }

    /// All that is below a directory may have changed.
    pub(super) fn spread(&mut self, directory: &str, span: Span) {
        for path in self.below_paths(directory) {
            self.perhaps_changed(&path, span);
        }
        self.world.sweep(directory, Effect::Unknown, true, span);
    }
}

/// The directory that all paths lie below which a pattern matches.
fn literal_directory(pattern: &str) -> &str {
    let wild = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
    &pattern[..pattern[..wild].rfind('/').unwrap_or(0)]
}
