//! Rules as a stand-alone schema, abstract parts resolved: what a RELAX NG schema bears in its annotations, for programs
//! that read `.sch` files only.

use std::fmt::Write;

use super::rules::{CheckKind, Let, Message, Piece, Rules};

/// The rules as an ISO Schematron schema.
#[must_use]
pub fn write(rules: &Rules) -> String {
    let mut text = format!("<schema xmlns=\"{}\" queryBinding=\"xslt\">\n", super::NAMESPACE);
    for (prefix, uri) in &*rules.namespaces {
        let _ = writeln!(text, "  <ns prefix=\"{}\" uri=\"{}\"/>", escape(prefix), escape(uri));
    }
    lets(&mut text, "  ", &rules.lets);
    for pattern in &rules.patterns {
        text.push_str("  <pattern");
        attribute(&mut text, "id", pattern.id.as_deref());
        text.push_str(">\n");
        lets(&mut text, "    ", &pattern.lets);
        for rule in &pattern.rules {
            text.push_str("    <rule");
            attribute(&mut text, "context", Some(rule.context.expression.text()));
            text.push_str(">\n");
            lets(&mut text, "      ", &rule.lets);
            for check in &rule.checks {
                let name = if check.kind == CheckKind::Assert { "assert" } else { "report" };
                let _ = write!(text, "      <{name}");
                attribute(&mut text, "id", check.id.as_deref());
                attribute(&mut text, "test", Some(check.test.text()));
                attribute(&mut text, "role", check.role.as_deref());
                attribute(&mut text, "subject", check.subject.as_ref().map(|subject| subject.text()));
                let diagnostics = check.diagnostics.join(" ");
                attribute(&mut text, "diagnostics", (!diagnostics.is_empty()).then_some(diagnostics.as_str()));
                text.push('>');
                message(&mut text, &check.message);
                let _ = writeln!(text, "</{name}>");
            }
            text.push_str("    </rule>\n");
        }
        text.push_str("  </pattern>\n");
    }
    let mut diagnostics: Vec<_> = rules.diagnostics.iter().collect();
    diagnostics.sort_by_key(|(id, _)| (*id).clone());
    if !diagnostics.is_empty() {
        text.push_str("  <diagnostics>\n");
        for (id, own) in diagnostics {
            let _ = write!(text, "    <diagnostic id=\"{}\">", escape(id));
            message(&mut text, own);
            text.push_str("</diagnostic>\n");
        }
        text.push_str("  </diagnostics>\n");
    }
    text.push_str("</schema>\n");
    text
}

fn lets(text: &mut String, indent: &str, lets: &[Let]) {
    for own in lets {
        let _ = writeln!(text, "{indent}<let name=\"{}\" value=\"{}\"/>", escape(&own.name), escape(own.value.text()));
    }
}

fn attribute(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = write!(text, " {name}=\"{}\"", escape(value));
    }
}

fn message(text: &mut String, message: &Message) {
    for piece in &message.pieces {
        match piece {
            Piece::Text(plain) => text.push_str(&escape(plain)),
            Piece::Value(select) => {
                let _ = write!(text, "<value-of select=\"{}\"/>", escape(select.text()));
            }
            Piece::Name(None) => text.push_str("<name/>"),
            Piece::Name(Some(path)) => {
                let _ = write!(text, "<name path=\"{}\"/>", escape(path.text()));
            }
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
