//! The tables in generated code: macro calls with a row for each field, variant or value.

use std::cell::RefCell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Tables written by hand, line by line: the formatter leaves what is inside a macro's braces as it comes.
#[derive(Debug, Default)]
pub(super) struct Tables(RefCell<Vec<String>>);

impl Tables {
    /// Keeps a table, and gives a line that stands for it until [`Tables::fill_in`].
    pub fn add(&self, table: String) -> TokenStream {
        let mut tables = self.0.borrow_mut();
        tables.push(table);
        let index = Literal::usize_unsuffixed(tables.len() - 1);
        quote!(table!(#index);)
    }

    /// The text with the tables in their places.
    pub fn fill_in(&self, text: &str) -> String {
        let tables = self.0.borrow();
        let mut out = String::with_capacity(text.len() * 2);
        for line in text.lines() {
            let index = line.strip_prefix("table!(").and_then(|rest| rest.strip_suffix(");"));
            match index.and_then(|index| tables.get(index.parse::<usize>().ok()?)) {
                Some(table) => out.push_str(table),
                None => {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        out
    }
}

/// Lines of a table.
pub(super) struct Rows {
    pub text: String,
}

impl Rows {
    pub fn new(start: &str) -> Self {
        Self { text: start.to_owned() }
    }

    /// Adds a line, the first time to what there was at the start.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds lines in braces.
    pub fn block(&mut self, name: &str, lines: impl Iterator<Item = String>) {
        let start = self.text.len();
        for line in lines {
            self.line(&format!("        {line}"));
        }
        if self.text.len() == start {
            self.line(&format!("    {name} {{}}"));
        } else {
            self.text.insert_str(start, &format!("    {name} {{\n"));
            self.line("    }");
        }
    }
}
