//! Findings that are known: counted by file, name and message, so that lines may move freely.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::present_name;
use crate::diagnostic::Diagnostic;
use crate::text::{Loader, SourceId, Sources, Span, normalize};
use crate::xml::catalogue::UNREADABLE_FILE;

/// How files are called in a baseline: from the directory of the baseline, wherever rowi was started.
#[derive(Debug)]
pub struct Names {
    here: PathBuf,
    directory: PathBuf,
}

impl Names {
    /// In the baseline at `path`; relative paths start at `here`.
    #[must_use]
    pub fn of(path: &Path, here: &Path) -> Self {
        let directory = normalize(&here.join(path)).parent().map(Path::to_path_buf).unwrap_or_default();
        Self { here: here.to_path_buf(), directory }
    }

    /// The file that reports call `name`.
    #[must_use]
    pub fn of_file(&self, name: &str) -> String {
        let whole = normalize(&self.here.join(name));
        whole.strip_prefix(&self.directory).map_or_else(|_| name.to_owned(), |path| path.to_string_lossy().into_owned())
    }
}

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

/// Whether a baseline can take a finding: of a file that was not read nobody knows what is in it.
#[must_use]
pub fn can_be_known(diagnostic: &Diagnostic) -> bool {
    !diagnostic.name.is(&UNREADABLE_FILE)
}

impl Baseline {
    /// The baseline in which all these findings are known, but for files that cannot be read: what is in them is not.
    #[must_use]
    pub fn create(sources: &Sources, diagnostics: &[Diagnostic], names: &Names) -> Self {
        let mut counts: BTreeMap<(String, String, String), usize> = BTreeMap::new();
        for diagnostic in diagnostics.iter().filter(|diagnostic| can_be_known(diagnostic)) {
            *counts.entry(key(sources, diagnostic, names)).or_default() += 1;
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
        let mut baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        for known in &mut baseline.findings {
            known.name = present_name(&known.name).to_owned();
        }
        if baseline.version == 1 { Ok(baseline) } else { Err(format!("version {} is not known", baseline.version)) }
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Which of these findings are new, and what of the baseline no longer occurs. A finding that is none of those the
    /// baseline is for is `None`, and new. Of files that were not `read` nothing can be told, unless they are gone.
    #[must_use]
    pub fn apply<'d>(
        &self,
        sources: &Sources,
        diagnostics: impl Iterator<Item = Option<&'d Diagnostic>>,
        read: &[String],
        names: &Names,
        loader: &dyn Loader,
    ) -> (Vec<bool>, Vec<Known>) {
        let read: HashSet<String> = read.iter().map(|name| names.of_file(name)).collect();
        let mut left: BTreeMap<(String, String, String), usize> = BTreeMap::new();
        for known in &self.findings {
            *left.entry((known.file.clone(), known.name.clone(), known.message.clone())).or_default() += known.count;
        }
        let is_new = |diagnostic: Option<&Diagnostic>| match diagnostic
            .filter(|diagnostic| can_be_known(diagnostic))
            .and_then(|diagnostic| left.get_mut(&key(sources, diagnostic, names)))
        {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let new = diagnostics.map(is_new).collect();
        let is_gone = |file: &str| loader.kind(&names.directory.join(file)).is_none();
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
        let mut gone: HashMap<(&str, &str, &str), usize> = HashMap::new();
        for known in stale {
            gone.insert((&known.file, &known.name, &known.message), known.count);
        }
        let mut findings = Vec::new();
        for known in &self.findings {
            let gone = gone.get(&(&*known.file, &*known.name, &*known.message)).copied().unwrap_or(0);
            if known.count > gone {
                findings.push(Known { count: known.count - gone, ..known.clone() });
            }
        }
        Self { version: 1, findings }
    }
}

/// Where the entries stand in a baseline's text.
pub(super) struct Entries<'t> {
    /// The place of an entry's message, by its file and message as they are written.
    places: HashMap<(&'t str, &'t str), usize>,
}

impl<'t> Entries<'t> {
    /// One pass over a text that is a valid baseline: its objects hold strings and numbers only.
    pub(super) fn of(text: &'t str) -> Self {
        let mut places = HashMap::new();
        let (mut key, mut file, mut message) = ("", None, None);
        let mut at = 0;
        let bytes = text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'{' => (key, file, message) = ("", None, None),
                b'}' => {
                    if let (Some(file), Some((message, place))) = (file, message) {
                        places.entry((file, message)).or_insert(place);
                    }
                }
                b'"' => {
                    let start = at;
                    at += 1;
                    while bytes.get(at).is_some_and(|byte| *byte != b'"') {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    let string = text.get(start..=at).unwrap_or("");
                    match key {
                        "" => key = string,
                        "\"file\"" => (file, key) = (Some(string), ""),
                        "\"message\"" => (message, key) = (Some((string, start)), ""),
                        _ => key = "",
                    }
                }
                // a number is a value
                b'0'..=b'9' => key = "",
                _ => {}
            }
            at += 1;
        }
        Self { places }
    }

    /// A warning for an entry that no longer occurs; `baseline` is the source of the text.
    pub(super) fn stale(&self, baseline: SourceId, known: &Known) -> Diagnostic {
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        let (file, message) = (quoted(&known.file), quoted(&known.message));
        let at = self.places.get(&(&*file, &*message)).copied();
        let span = at.map_or(Span::at(baseline, 0), |at| Span::new(baseline, at, at + message.len()));
        let headline = format!("`{}` no longer occurs in `{}`", known.name, known.file);
        Diagnostic::warning(&crate::analysis::catalogue::STALE_BASELINE_ENTRY, headline, span)
            .with_note("`rowi baseline prune` removes it")
    }
}

fn key(sources: &Sources, diagnostic: &Diagnostic, names: &Names) -> (String, String, String) {
    let file = names.of_file(&sources.get(diagnostic.primary.source).name);
    (file, diagnostic.name.to_string(), diagnostic.message.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;

    #[test]
    fn known_findings_are_counted() {
        let mut sources = Sources::new();
        let id = sources.add("d/a.kiwi", "text");
        let one = Diagnostic::error(&crate::rng::catalogue::UNKNOWN_ELEMENT, "m \"q\" \\", Span::at(id, 0));
        let names = Names::of(Path::new("d/known.json"), Path::new("/here"));
        let mut loader = MemoryLoader::new();
        loader.insert("/here/d/a.kiwi", "text");
        let text = Baseline::create(&sources, &[one.clone(), one.clone()], &names).to_text();
        let baseline = Baseline::parse(&text).unwrap();
        assert_eq!((baseline.findings[0].count, baseline.findings[0].file.as_str()), (2, "a.kiwi"));
        let read = ["d/a.kiwi".to_owned()];
        let apply = |baseline: &Baseline, times: usize, read: &[String]| {
            baseline.apply(&sources, std::iter::repeat_n(Some(&one), times), read, &names, &loader)
        };
        assert_eq!(apply(&baseline, 3, &read), (vec![false, false, true], Vec::new()));
        let (new, stale) = apply(&baseline, 1, &read);
        assert_eq!((new, stale[0].count), (vec![false], 1));
        let told = Entries::of(&text).stale(id, &stale[0]);
        assert_eq!(&text[told.primary.range()], r#""m \"q\" \\""#);
        // nothing is told of files that were not looked at
        assert_eq!(apply(&baseline, 0, &[]).1, []);
        let of_gone = Baseline { findings: vec![Known { file: "gone.kiwi".into(), ..stale[0].clone() }], version: 1 };
        assert_eq!(apply(&of_gone, 0, &[]).1.len(), 1);
        assert_eq!(baseline.prune(&stale).findings[0].count, 1);
        assert!(Baseline::parse("{\"version\":2,\"findings\":[]}").is_err());
    }
}
