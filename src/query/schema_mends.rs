//! Edits that mend what is wrong with a name in a schema.

use std::collections::HashMap;
use std::ops::Range;

use super::complete::line_end;
use super::schema::Index;
use super::schema_complete::LIBRARIES;
use crate::diagnostic::Code;
use crate::rng::schema_catalogue::{SCHEMA_UNDECLARED_PREFIX, SCHEMA_UNDEFINED_REFERENCE, SCHEMA_UNUSED_DEFINITION};
use crate::rng::{self, File};
use crate::text::Sources;

/// Edits of one file that mend what is wrong with a name: a title, and what to put where. `name` is
/// what it is called, `at` where it stands.
#[must_use]
pub fn mends(text: &str, code: &Code, name: &str, at: Range<usize>) -> Vec<(String, Range<usize>, String)> {
    let is_xml = text.trim_start().starts_with('<');
    let mend = if code.is(&SCHEMA_UNDEFINED_REFERENCE) && !name.is_empty() {
        create(text, is_xml, name)
    } else if code.is(&SCHEMA_UNDECLARED_PREFIX) && !is_xml {
        declare(text, name, at)
    } else if code.is(&SCHEMA_UNUSED_DEFINITION) {
        remove(text, is_xml, name, at)
    } else {
        None
    };
    mend.into_iter().collect()
}

/// A definition of the name, behind all others.
fn create(text: &str, is_xml: bool, name: &str) -> Option<(String, Range<usize>, String)> {
    let end = line_end(text);
    let title = format!("Create `{name}`");
    if is_xml {
        let at = text.rfind("</")?;
        let new = format!("  <define name=\"{name}\">{end}    <empty/>{end}  </define>{end}");
        return Some((title, at..at, new));
    }
    let gap = if text.ends_with('\n') || text.is_empty() { "" } else { end };
    Some((title, text.len()..text.len(), format!("{gap}{end}{name} = empty{end}")))
}

/// A declaration of the prefix, before all else.
fn declare(text: &str, name: &str, at: Range<usize>) -> Option<(String, Range<usize>, String)> {
    let end = line_end(text);
    let written = text.get(at).and_then(|own| own.split(':').next()).filter(|own| crate::xml::is_ncname(own));
    let prefix = written.unwrap_or(name);
    if let Some((_, uri)) = LIBRARIES.iter().find(|(known, _)| *known == prefix) {
        let title = format!("Declare the datatype library `{prefix}`");
        return Some((title, 0..0, format!("datatypes {prefix} = \"{uri}\"{end}")));
    }
    let new = format!("namespace {prefix} = \"\"{end}");
    (!prefix.is_empty()).then(|| (format!("Declare the namespace `{prefix}`"), 0..0, new))
}

/// Takes a definition out, with its line.
fn remove(text: &str, is_xml: bool, name: &str, at: Range<usize>) -> Option<(String, Range<usize>, String)> {
    let mut sources = Sources::new();
    let id = sources.add(if is_xml { "s.rng" } else { "s.rnc" }, text);
    let (schema, _) = rng::parse(sources.get(id));
    let files = [File { schema, targets: HashMap::new() }];
    let index = Index::new(&files, &sources);
    let own = index
        .occurrences
        .iter()
        .find(|one| one.is_definition && one.span.start as usize <= at.end && at.start <= one.span.end as usize)?;
    let mut range = own.whole.to(own.span).range();
    let rest = &text[range.end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if rest[blank..].starts_with(line_end(text)) {
        range.end += blank + line_end(text).len();
    }
    Some((format!("Remove `{name}`"), range, String::new()))
}
