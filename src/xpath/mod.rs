//! XPath 1.0 on [`crate::xml::Document`]: parsing with places, evaluation over any number of documents at once.
//!
//! An expression is parsed once ([`parse`]) and evaluated often ([`Expression::evaluate`]). What it may name besides the
//! core functions comes through two traits: [`StaticContext`] while parsing (prefixes, functions that exist),
//! [`Context`] while evaluating (variables, what those functions do). The syntax tree is public: Schematron looks into
//! it to find the attribute or element that a test speaks of.

mod ast;
pub mod catalogue;
mod evaluate;
mod forest;
mod functions;
mod later;
mod lexer;
mod node;
mod number;
mod parser;
mod value;

#[cfg(test)]
mod tests;

pub use ast::{
    Arithmetic, Axis, Comparison, CoreFunction, Expr, ExprKind, Function, NodeTest, Path, Predicate, PredicateKind,
    Start, Step, TextRange,
};
pub use evaluate::{Context, Error, Focus, MAX_STEPS, MAX_STRING, NoContext, filter_nodes, nodes_of, predicate_holds};
pub use forest::Forest;
pub use node::{NodeRef, RefKind};
pub use number::{number_to_string, round, string_to_number};
pub use parser::{Expression, MAX_NESTING, Namespaces, Place, StaticContext, parse};
pub use value::{NodeSet, TextOrigin, Value};

use crate::diagnostic::Errors;
use crate::text::{Sources, Span};
use crate::xml::Document;

/// The value of an expression at the root of a document. It knows no prefixes; [`parse`] takes them, and keeps an
/// expression that is evaluated often.
///
/// # Errors
/// [`Errors`] where the expression is wrong.
pub fn evaluate<'d>(expression: &str, document: &'d Document) -> Result<Value<'d>, Errors> {
    evaluate_with(expression, document, &[])
}

/// As [`evaluate()`], with these prefixes and namespaces.
///
/// # Errors
/// [`Errors`] where the expression is wrong.
pub fn evaluate_with<'d>(
    expression: &str,
    document: &'d Document,
    prefixes: &[(&str, &str)],
) -> Result<Value<'d>, Errors> {
    let mut sources = Sources::new();
    let id = sources.add("expression", expression);
    let place = Place::new(Span::new(id, 0, expression.len()));
    let value = parse(expression, &Prefixes(prefixes), &place).and_then(|parsed| {
        let value = parsed.evaluate(Focus::on(NodeRef::root_of(document)), &mut NoContext);
        value.map_err(|why| Box::new(parsed.diagnostic(why)))
    });
    value.map_err(|why| Errors::new(vec![*why], sources))
}

struct Prefixes<'a>(&'a [(&'a str, &'a str)]);

impl StaticContext for Prefixes<'_> {
    fn namespace(&self, prefix: &str) -> Option<std::sync::Arc<str>> {
        self.0.iter().find(|(own, _)| *own == prefix).map(|(_, uri)| (*uri).into())
    }
}
