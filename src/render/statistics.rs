//! How often each diagnostic was found.

use std::collections::BTreeMap;

use serde_json::json;

use super::Format;
use crate::diagnostic::{Diagnostic, Severity};

/// The counts, most frequent first: as JSON for [`Format::Json`], a JSON object a line for [`Format::JsonLines`], for
/// people otherwise.
#[must_use]
pub fn statistics(format: Format, diagnostics: &[Diagnostic]) -> String {
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry((&diagnostic.name, diagnostic.severity)).or_default() += 1;
    }
    let mut list: Vec<_> = counts.into_iter().collect();
    list.sort_by_key(|((name, _), count)| (std::cmp::Reverse(*count), *name));
    let objects = list
        .iter()
        .map(|((name, severity), count)| json!({ "name": name, "severity": severity.as_str(), "count": count }));
    match format {
        Format::Json => {
            let object = json!({ "version": 1, "statistics": objects.collect::<Vec<_>>() });
            format!("{}\n", serde_json::to_string_pretty(&object).unwrap_or_default())
        }
        Format::JsonLines => objects.map(|object| format!("{object}\n")).collect(),
        _ => list
            .iter()
            .map(|((name, severity), count)| format!("{count:>6}  {:<7}  {name}\n", severity.as_str()))
            .collect(),
    }
}
