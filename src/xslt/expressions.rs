//! Expressions, patterns and attribute value templates in the attributes of a stylesheet (XSLT 1.0, 4, 5.2 and 7.6.2).

use crate::xslt::catalogue;
use std::sync::Arc;

use super::body::{BodyCompiler, is_forwards};
use super::compile::Module;
use super::functions;
use super::pattern::Pattern;
use super::stylesheet::{Avt, AvtPart};
use crate::diagnostic::nearest;
use crate::xml::{Attribute, NodeId, QName};
use crate::xpath::{self, ExprKind, Expression, Place, StaticContext};

struct Scope<'a> {
    module: &'a Module,
    element: NodeId,
}

impl StaticContext for Scope<'_> {
    fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        self.module.document.namespace_of_prefix(self.element, prefix)
    }

    fn has_function(&self, name: &QName) -> bool {
        // a call of an extension function that is not there is an error only when it is made (XSLT 1.0, 14.2)
        !name.namespace.is_empty() || functions::NAMES.contains(&&*name.local) || is_forwards(self.module, self.element)
    }

    fn function_names(&self) -> &[&'static str] {
        &functions::NAMES
    }
}

impl BodyCompiler<'_> {
    pub(super) fn expression(&mut self, element: NodeId, text: &str, place: &Place) -> Option<Expression> {
        let scope = Scope { module: self.module, element };
        match xpath::parse(text, &scope, place) {
            Ok(expression) => {
                self.check_variables(&expression);
                Some(expression)
            }
            Err(error) => {
                self.diagnostics.push(*error);
                None
            }
        }
    }

    pub(super) fn check_variables(&mut self, expression: &Expression) {
        let mut missing = Vec::new();
        expression.root.walk(&mut |expr| {
            if let ExprKind::Variable(name) = &expr.kind
                && !self.scope.contains(name)
                && !self.names.globals.contains(name)
            {
                missing.push((name.clone(), expr.range));
            }
        });
        for (name, range) in missing {
            let message = format!("there is no variable `${name}` here");
            let candidates: Vec<String> =
                self.scope.iter().chain(&self.names.globals).map(ToString::to_string).collect();
            let near = nearest(&name.lexical(), candidates.iter().map(String::as_str)).map(ToOwned::to_owned);
            let diagnostic = self.error(&catalogue::XSLT_UNKNOWN_VARIABLE, message, expression.span(range));
            match near {
                Some(near) => {
                    diagnostic.notes.push(format!("did you mean `${near}`?"));
                    diagnostic.expected.push(near);
                }
                None => diagnostic.notes.push(
                    "a variable is known behind its declaration, to its following siblings and what is inside them"
                        .to_owned(),
                ),
            }
        }
    }

    pub(super) fn required_expression(&mut self, element: NodeId, name: &str) -> Option<Expression> {
        let attribute = self.required(element, name)?;
        let place = self.place(attribute);
        self.expression(element, &attribute.value, &place)
    }

    pub(super) fn optional_expression(&mut self, element: NodeId, name: &str) -> Option<Expression> {
        let attribute = self.module.document.attribute_named(element, name)?;
        let place = self.place(attribute);
        self.expression(element, &attribute.value, &place)
    }

    pub(super) fn pattern(&mut self, element: NodeId, attribute: &Attribute) -> Option<Vec<Pattern>> {
        let place = self.place(attribute);
        let scope = Scope { module: self.module, element };
        let patterns = Pattern::parse(&attribute.value, &scope, &place).map_err(|error| self.diagnostics.push(*error));
        let patterns = patterns.ok()?;
        if let Some(pattern) = patterns.first() {
            // all alternatives come of one expression
            self.check_variables(pattern.expression());
        }
        Some(patterns)
    }

    /// A pattern or an expression that is read before any variable has a value.
    pub(super) fn refuse_variables(&mut self, expression: &Expression, note: &str) {
        let mut found = Vec::new();
        expression.root.walk(&mut |expr| {
            if let ExprKind::Variable(name) = &expr.kind {
                found.push((name.clone(), expr.range));
            }
        });
        if let Some((name, range)) = found.into_iter().next() {
            let message = format!("variable `${name}` cannot be used here");
            self.error(&catalogue::XSLT_MISPLACED_VARIABLE, message, expression.span(range))
                .notes
                .push(note.to_owned());
        }
    }

    /// The `match` of a template or a key, which cannot use variables (XSLT 1.0, 5.3 and 12.2).
    pub(super) fn constant_pattern(&mut self, element: NodeId, attribute: &Attribute) -> Option<Vec<Pattern>> {
        let known = self.diagnostics.len();
        let patterns = self.pattern(element, attribute)?;
        if let Some(pattern) = patterns.first().filter(|_| self.diagnostics.len() == known) {
            self.refuse_variables(
                pattern.expression(),
                "`match` must not depend on variables (XSLT 1.0, 5.3 and 12.2)",
            );
        }
        Some(patterns)
    }

    /// The `use` of a key, which cannot use variables either.
    pub(super) fn key_use(&mut self, element: NodeId) -> Option<Expression> {
        let known = self.diagnostics.len();
        let expression = self.required_expression(element, "use")?;
        if self.diagnostics.len() > known {
            return None;
        }
        self.refuse_variables(&expression, "`use` of a key must not depend on variables (XSLT 1.0, 12.2)");
        Some(expression)
    }

    pub(super) fn optional_pattern(&mut self, element: NodeId, name: &str) -> Option<Vec<Pattern>> {
        let attribute = self.module.document.attribute_named(element, name)?;
        self.pattern(element, attribute)
    }

    pub(super) fn avt_attribute(&mut self, element: NodeId, name: &str) -> Option<Avt> {
        let attribute = self.module.document.attribute_named(element, name)?;
        self.avt(element, attribute)
    }

    /// An attribute value template (XSLT 1.0, 7.6.2).
    pub(super) fn avt(&mut self, element: NodeId, attribute: &Attribute) -> Option<Avt> {
        let value = &attribute.value;
        if !value.contains(['{', '}']) {
            return Some(Avt::Literal(value.clone()));
        }
        let place = self.place(attribute);
        let mut parts = Vec::new();
        let mut literal = String::new();
        let bytes = value.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match (bytes[at], bytes.get(at + 1)) {
                (b'{', Some(b'{')) | (b'}', Some(b'}')) => {
                    literal.push(char::from(bytes[at]));
                    at += 2;
                }
                (b'}', _) => {
                    let span = place.span(at..at + 1);
                    self.error(&catalogue::XSLT_INVALID_TEMPLATE, "`}` without `{`", span)
                        .notes
                        .push("a literal brace is written twice: `}}`".to_owned());
                    return None;
                }
                (b'{', _) => {
                    let mut end = at + 1;
                    let mut quote = None;
                    while let Some(byte) = bytes.get(end) {
                        match (quote, byte) {
                            (None, b'}') => break,
                            (None, b'\'' | b'"') => quote = Some(*byte),
                            (Some(open), byte) if open == *byte => quote = None,
                            _ => {}
                        }
                        end += 1;
                    }
                    if end >= bytes.len() {
                        let span = place.span(at..at + 1);
                        self.error(&catalogue::XSLT_INVALID_TEMPLATE, "`{` is not closed", span)
                            .notes
                            .push("a literal brace is written twice: `{{`".to_owned());
                        return None;
                    }
                    if !literal.is_empty() {
                        parts.push(AvtPart::Literal(std::mem::take(&mut literal).into()));
                    }
                    let text = &value[at + 1..end];
                    parts.push(AvtPart::Expression(self.expression(element, text, &place.part(at + 1..end))?));
                    at = end + 1;
                }
                _ => {
                    let next = value[at..].find(['{', '}']).map_or(bytes.len(), |length| at + length);
                    literal.push_str(&value[at..next]);
                    at = next;
                }
            }
        }
        if !literal.is_empty() {
            parts.push(AvtPart::Literal(literal.into()));
        }
        if parts.len() <= 1 {
            return Some(match parts.pop() {
                Some(AvtPart::Expression(expression)) => Avt::Expression(expression),
                Some(AvtPart::Literal(text)) => Avt::Literal(text),
                None => Avt::Literal("".into()),
            });
        }
        Some(Avt::Parts(parts))
    }
}
