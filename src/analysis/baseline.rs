//! Findings that are known: counted by file, name and message, so that lines may move freely.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::text::{SourceId, Sources, Span};

/// How a baseline names a file that reports name so: from the directory of the baseline, wherever rowi was started.
pub type NameOf<'n> = &'n dyn Fn(&str) -> String;

/// Known findings of one kind in one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The file, from the directory of the baseline.
    pub file: String,
    /// The diagnostic's name.
    pub name: String,
    /// Its headline.
    pub message: String,
    /// How many there are.
    pub count: usize,
}

/// A baseline file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Version of the format: 1.
    pub version: u32,
    /// Known findings, sorted.
    pub findings: Vec<Known>,
}

impl Baseline {
    /// The baseline in which all these findings are known.
    #[must_use]
    pub fn create(sources: &Sources, diagnostics: &[Diagnostic], name_of: NameOf<'_>) -> Self {
        let mut counts: BTreeMap<(String, String, String), usize> = BTreeMap::new();
        for diagnostic in diagnostics {
            *counts.entry(key(sources, diagnostic, name_of)).or_default() += 1;
        }
        let findings =
            counts.into_iter().map(|((file, name, message), count)| Known { file, name, message, count }).collect();
        Self { version: 1, findings }
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version == 1 { Ok(baseline) } else { Err(format!("version {} is not known", baseline.version)) }
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Takes the known findings out; what remains of the baseline no longer occurs. Of files that were not read nothing
    /// can be told, unless they are gone.
    #[must_use]
    pub fn apply(
        &self,
        sources: &Sources,
        diagnostics: Vec<Diagnostic>,
        name_of: NameOf<'_>,
        is_gone: &dyn Fn(&str) -> bool,
    ) -> (Vec<Diagnostic>, Vec<Known>) {
        let read: HashSet<String> = sources.iter().map(|source| name_of(&source.name)).collect();
        let mut left: BTreeMap<(String, String, String), usize> = BTreeMap::new();
        for known in &self.findings {
            *left.entry((known.file.clone(), known.name.clone(), known.message.clone())).or_default() += known.count;
        }
        let is_new = |diagnostic: &Diagnostic| match left.get_mut(&key(sources, diagnostic, name_of)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let new = diagnostics.into_iter().filter(is_new).collect();
        let stale = left
            .into_iter()
            .filter(|((file, ..), count)| *count > 0 && (read.contains(file) || is_gone(file)))
            .map(|((file, name, message), count)| Known { file, name, message, count })
            .collect();
        (new, stale)
    }

    /// The baseline without what no longer occurs.
    #[must_use]
    pub fn prune(&self, stale: &[Known]) -> Self {
        let mut findings = Vec::new();
        for known in &self.findings {
            let gone = stale
                .iter()
                .find(|gone| (&gone.file, &gone.name, &gone.message) == (&known.file, &known.name, &known.message))
                .map_or(0, |gone| gone.count);
            if known.count > gone {
                findings.push(Known { count: known.count - gone, ..known.clone() });
            }
        }
        Self { version: 1, findings }
    }
}

/// A warning for an entry that no longer occurs; `baseline` is the source of the baseline file.
#[must_use]
pub fn stale_entry(sources: &Sources, baseline: SourceId, known: &Known) -> Diagnostic {
    let text = &sources.get(baseline).text;
    let needle = serde_json::to_string(&known.message).unwrap_or_default();
    // the same message may stand in the entries of other files
    let file = serde_json::to_string(&known.file).unwrap_or_default();
    let is_of_file = |at: &usize| text[..*at].rfind("\"file\":").is_some_and(|start| text[start..*at].contains(&file));
    let places = || text.match_indices(&needle).map(|(at, _)| at);
    let at = places().find(is_of_file).or_else(|| places().next()).unwrap_or(0);
    let message = format!("`{}` no longer occurs in `{}`", known.name, known.file);
    Diagnostic::warning(
        "stale-baseline-entry",
        message,
        Span::new(baseline, at, at + needle.len().min(text.len() - at)),
    )
    .with_note("`rowi baseline prune` removes it")
}

fn key(sources: &Sources, diagnostic: &Diagnostic, name_of: NameOf<'_>) -> (String, String, String) {
    let file = name_of(&sources.get(diagnostic.primary.source).name);
    (file, diagnostic.name.to_string(), diagnostic.message.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_findings_are_counted() {
        let mut sources = Sources::new();
        let id = sources.add("a.kiwi", "text");
        let one = || Diagnostic::error("unknown-element", "m", Span::at(id, 0));
        let name_of = |name: &str| format!("d/{name}");
        let is_gone = |name: &str| name == "d/gone.kiwi";
        let baseline = Baseline::parse(&Baseline::create(&sources, &[one(), one()], &name_of).to_text()).unwrap();
        assert_eq!((baseline.findings[0].count, baseline.findings[0].file.as_str()), (2, "d/a.kiwi"));
        let (new, stale) = baseline.apply(&sources, vec![one(), one(), one()], &name_of, &is_gone);
        assert_eq!((new.len(), stale.len()), (1, 0));
        let (new, stale) = baseline.apply(&sources, vec![one()], &name_of, &is_gone);
        assert_eq!((new.len(), stale[0].count), (0, 1));
        // nothing is told of files that were not looked at
        let (_, none) = baseline.apply(&Sources::new(), Vec::new(), &name_of, &is_gone);
        assert_eq!(none, []);
        let of_gone = Baseline { findings: vec![Known { file: "d/gone.kiwi".into(), ..stale[0].clone() }], version: 1 };
        assert_eq!(of_gone.apply(&Sources::new(), Vec::new(), &name_of, &is_gone).1.len(), 1);
        assert_eq!(baseline.prune(&stale).findings[0].count, 1);
        assert!(Baseline::parse("{\"version\":2,\"findings\":[]}").is_err());
    }
}
