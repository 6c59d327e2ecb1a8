//! `sed`, on files and on what comes from standard input.

use std::sync::Arc;

use super::super::world::{Effect, carried, is_pattern};
use super::super::{Files, OperationKind};
use super::filtered;
use crate::image::content::{Piece, Step};
use crate::image::script::sed::Sed;
use crate::image::script::syntax::{Command, Word};
use crate::text::Span;

impl Files {
    pub(in super::super) fn sed(&mut self, words: &[Word], command: &Command, input: Option<&[Piece]>) -> Vec<Piece> {
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
        let sed = Arc::new(sed);
        let Some(suffix) = in_place else {
            let pieces = match files.as_slice() {
                [] => input.map(<[Piece]>::to_vec),
                [word] => Some(self.contents_of(self.path(word).as_deref(), word.span, input)),
                _ => None,
            };
            self.work.charge_pieces(pieces.as_deref().unwrap_or_default());
            return pieces.and_then(|pieces| filtered(&sed, pieces)).unwrap_or(unknown);
        };
        for word in files {
            for path in self.named(word) {
                self.operation(&path, word.span, command.span, OperationKind::Sed(Arc::clone(&sed)));
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
                    self.change(&path, command.span, |content| content.steps.push(Step::Sed(Arc::clone(&sed))));
                }
            }
        }
        Vec::new()
    }
}
