//! The compact syntax (OASIS committee specification of 21 November 2002).

mod layout;
mod lexer;
mod parser;
mod printer;

use std::sync::Arc;

use super::symbol::SeededSet;

pub use parser::{KEYWORDS, parse};
pub(crate) use printer::identifier;
pub use printer::{format, print};

/// Texts that are kept once.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    texts: SeededSet<Arc<str>>,
}

impl Interner {
    /// The shared text.
    pub fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let shared: Arc<str> = text.into();
        self.texts.insert(shared.clone());
        shared
    }
}
