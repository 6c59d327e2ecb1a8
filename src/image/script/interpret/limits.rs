//! What following a script may take.
//!
//! A script of a kilobyte can ask for billions of steps, and fill a variable or a directory by doubling it. So work is
//! counted wherever it depends on more than the length of a command, and a script that takes too much is not followed
//! any further: from there on everything is unknown, and the script is told to be judged in part.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::image::content::Piece;
use crate::text::Span;

/// What one statement costs, in the measure of what one piece of text, or one path, costs.
pub(super) const STATEMENT: usize = 100;
/// Bytes of text that cost as much.
const BYTES: usize = 64;
/// What a script may take: 60,000 statements that do nothing more.
pub(super) const WORK: usize = 60_000 * STATEMENT;
/// What it may take at least where it is followed for many selections of profiles.
pub(super) const LEAST: usize = 3_000 * STATEMENT;

/// Work that was done. It is counted where a script is only looked at, too.
#[derive(Debug)]
pub(super) struct Work {
    done: AtomicUsize,
    pub(super) limit: usize,
}

impl Default for Work {
    fn default() -> Self {
        Self { done: AtomicUsize::new(0), limit: WORK }
    }
}

impl Clone for Work {
    fn clone(&self) -> Self {
        Self { done: AtomicUsize::new(self.done.load(Ordering::Relaxed)), limit: self.limit }
    }
}

impl Work {
    pub(super) fn begin(&mut self) {
        *self.done.get_mut() = 0;
    }

    pub(super) fn charge(&self, work: usize) {
        self.done.fetch_add(work, Ordering::Relaxed);
    }

    pub(super) fn charge_pieces(&self, pieces: &[Piece]) {
        let bytes: usize =
            pieces.iter().map(|piece| if let Piece::Text { text, .. } = piece { text.len() } else { 0 }).sum();
        self.charge(pieces.len() + bytes / BYTES);
    }

    pub(super) fn is_too_much(&self) -> bool {
        self.done.load(Ordering::Relaxed) > self.limit
    }
}

/// Where, and why, a script is not followed any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The statement that is not run.
    pub span: Span,
    /// The reason, in words.
    pub why: &'static str,
}
