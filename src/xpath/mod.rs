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
