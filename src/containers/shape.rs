//! Types of the keys of storage.conf and containers.conf, as Go's decoder holds values to them.

use crate::diagnostic::{self, Severity, nearest};

use super::finding::Finding;
use super::go_toml::{self, Entry, Release, Table, Value, fold_eq};

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// An integer.
    Number,
    /// A list of strings.
    Texts,
    /// A list of strings that may also hold `{append=true}` (containers.conf since podman 4.8).
    Appendable,
    /// A table with free keys.
    Map(&'static Shape),
    /// A table with known keys; its Go type's name.
    Struct(&'static str, &'static [(&'static str, Shape)]),
    /// Anything.
    Any,
    /// A key that tools of podman 4.3's age do not know.
    Newer(&'static Shape),
}

/// Holds a document to its shape. Every value of a wrong type is fatal; keys that are not known are reported where
/// `unknown` names a rule.
pub(super) fn check(
    table: &Table,
    fields: &[(&'static str, Shape)],
    release: Release,
    rule: &'static diagnostic::Entry,
    unknown: Option<&'static diagnostic::Entry>,
) -> Vec<Finding> {
    let mut checker = Checker { release, rule, unknown, findings: Vec::new() };
    checker.table(&mut Vec::new(), table, fields);
    checker.findings
}

struct Checker {
    release: Release,
    rule: &'static diagnostic::Entry,
    unknown: Option<&'static diagnostic::Entry>,
    findings: Vec<Finding>,
}

impl Checker {
    fn table(&mut self, path: &mut Vec<String>, table: &Table, fields: &[(&'static str, Shape)]) {
        for entry in table.entries() {
            path.push(entry.key.clone());
            match fields.iter().find(|(key, _)| fold_eq(key, &entry.key)) {
                Some((_, shape)) => self.value(path, entry, &entry.value, *shape),
                None => {
                    if let Some(rule) = self.unknown {
                        let message = format!("key `{}` is not read", path.join("."));
                        let mut finding = Finding::silent(rule, Severity::Warning, entry.key_span, message);
                        if let Some(meant) = nearest(&entry.key, fields.iter().map(|(key, _)| *key)) {
                            finding = finding.note(format!("did you mean `{meant}`?"));
                        }
                        self.findings.push(finding);
                    }
                }
            }
            path.pop();
        }
    }

    fn value(&mut self, path: &mut Vec<String>, entry: &Entry, value: &Value, shape: Shape) {
        let shape = match shape {
            Shape::Newer(_) if self.release == Release::V1_2 => Shape::Any,
            Shape::Newer(inner) => *inner,
            other => other,
        };
        match (shape, value) {
            (Shape::Any | Shape::Newer(_), _)
            | (Shape::Text, Value::String(_))
            | (Shape::Flag, Value::Boolean(_))
            | (Shape::Number, Value::Integer(_)) => {}
            (Shape::Texts | Shape::Appendable, Value::Array(elements)) => {
                for element in elements {
                    let fine = match &element.value {
                        Value::String(_) => true,
                        Value::Table(_) => matches!(shape, Shape::Appendable) && self.release > Release::V1_2,
                        _ => false,
                    };
                    if !fine {
                        self.wrong(path, entry, &element.value, "string", element.span);
                    }
                }
            }
            (Shape::Map(inner), Value::Table(table)) => {
                for item in table.entries() {
                    path.push(item.key.clone());
                    self.value(path, item, &item.value, *inner);
                    path.pop();
                }
            }
            // Go takes what is no table for no map at all.
            (Shape::Map(_), _) => {}
            (Shape::Struct(_, fields), Value::Table(table)) => self.table(path, table, fields),
            (Shape::Struct(name, _), other) => {
                let text =
                    format!("type mismatch for {name}: expected table but found {}", other.go_type(self.release));
                self.push(path, entry, &text, "a table", entry.span);
            }
            (Shape::Text, other) => self.wrong(path, entry, other, "string", entry.span),
            (Shape::Flag, other) => self.wrong(path, entry, other, "boolean", entry.span),
            (Shape::Number, other) => self.wrong(path, entry, other, "integer", entry.span),
            (Shape::Texts | Shape::Appendable, other) => self.wrong(path, entry, other, "slice", entry.span),
        }
    }

    fn wrong(&mut self, path: &[String], entry: &Entry, value: &Value, wanted: &str, span: crate::text::Span) {
        let text = go_toml::incompatible(value, wanted, self.release);
        let words = match wanted {
            "boolean" => "`true` or `false`",
            "integer" => "a whole number",
            "slice" => "a list",
            _ => "a string",
        };
        self.push(path, entry, &text, words, span);
    }

    fn push(&mut self, path: &[String], entry: &Entry, text: &str, words: &str, span: crate::text::Span) {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let tool = go_toml::decode_error(&parts, entry.line, text);
        let message = format!("`{}` must be {words}", path.join("."));
        self.findings.push(Finding::fatal(self.rule, span, message, tool));
    }
}

/// A TOML error as a finding of `rule`.
pub(super) fn refused(error: &go_toml::Error, rule: &'static diagnostic::Entry) -> Finding {
    let finding = Finding::fatal(rule, error.span, format!("not TOML: {}", error.message), error.to_string());
    match error.first {
        Some(first) if first != error.span => finding.label(first, "first defined here"),
        _ => finding,
    }
}
