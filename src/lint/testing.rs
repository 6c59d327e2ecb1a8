//! Running rules on file sets, for tests: those of this crate and those in `tests/cases`.

use std::path::Path;

use super::{Options, example};
use crate::bundle::Bundle;
use crate::diagnostic::Diagnostic;
use crate::image::{Description, Input, Narrow};
use crate::text::{EntryKind, LoadError, Loader, MemoryLoader, Sources};

/// Files in memory, some of them executable.
#[derive(Debug, Default)]
pub struct Files {
    memory: MemoryLoader,
    executable: Vec<std::path::PathBuf>,
}

impl Files {
    /// The files of an example.
    #[must_use]
    pub fn of(files: &[example::File]) -> Self {
        let mut result = Self::default();
        for file in files {
            result.memory.insert(&file.path, file.text.as_bytes());
            if file.executable {
                result.executable.push(file.path.clone().into());
            }
        }
        result
    }
}

impl Loader for Files {
    fn read(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        self.memory.read(path)
    }
    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.memory.kind(path)
    }
    fn list(&self, directory: &Path) -> Vec<String> {
        self.memory.list(directory)
    }
    fn is_executable(&self, path: &Path) -> bool {
        self.executable.iter().any(|other| other == path)
    }
}

/// What the rules find, and the texts that they point into.
#[derive(Debug)]
pub struct Outcome {
    /// What is found.
    pub findings: Vec<Diagnostic>,
    /// The texts.
    pub sources: Sources,
    /// Whether the description is well-formed.
    pub well_formed: bool,
}

impl Outcome {
    /// `severity name: text below the primary span`, a line a finding, of one rule.
    #[must_use]
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.findings
            .iter()
            .filter(|finding| finding.name == name)
            .map(|finding| {
                format!("{} {}: {}", finding.severity.as_str(), self.sources.slice(finding.primary), finding.message)
            })
            .collect()
    }
}

/// Runs all rules on files; the description is `config.xml`.
///
/// # Panics
/// Where there is none.
#[must_use]
pub fn run_files(files: &[example::File], options: &Options, narrow: &Narrow) -> Outcome {
    let loader = Files::of(files);
    let mut sources = Sources::new();
    let file =
        files.iter().find(|file| file.path == "config.xml" || file.path.ends_with(".kiwi")).expect("a description");
    let id = sources.add(file.path.as_str(), file.text.as_str());
    let bundle = Bundle::assemble(id, &mut sources, &loader);
    let whole = bundle.whole_as_written();
    let mut input = Input::of(&bundle, &whole);
    input.narrow = narrow.clone();
    let description = Description::load(&input, &loader, &mut sources);
    let findings = super::run(&description, options);
    let names = || super::rules().iter().map(|rule| rule.entry).collect();
    let findings = super::suppress(&description, &bundle, &sources, findings, &names, &|_| true);
    Outcome { findings, sources, well_formed: bundle.malformed().next().is_none() }
}

/// What one rule finds in an example: `severity text: message`, a line a finding.
#[must_use]
pub fn check_rule(name: &str, text: &str) -> Vec<String> {
    let mut example = example::parse(text);
    example.options.select = vec![name.to_owned()];
    run_files(&example.files, &example.options, &example.narrow).lines(name)
}

/// The files after all fixes of a rule's findings.
#[must_use]
pub fn fix_rule(name: &str, text: &str) -> Vec<example::File> {
    let mut example = example::parse(text);
    example.options.select = vec![name.to_owned()];
    let outcome = run_files(&example.files, &example.options, &example.narrow);
    apply(&example.files, &outcome, name)
}

/// Makes the first fix of each finding of a rule.
///
/// # Panics
/// Where it edits another file.
#[must_use]
pub fn apply(files: &[example::File], outcome: &Outcome, name: &str) -> Vec<example::File> {
    let mut files = files.to_vec();
    let mut edits: std::collections::BTreeMap<crate::text::SourceId, crate::text::EditSet> = Default::default();
    for finding in outcome.findings.iter().filter(|finding| finding.name == name) {
        let Some(fix) =
            finding.fixes.first().filter(|fix| fix.applicability > crate::diagnostic::Applicability::DisplayOnly)
        else {
            continue;
        };
        let mut trial = edits.clone();
        if fix.edits.iter().all(|edit| trial.entry(edit.span.source).or_default().add(edit.clone()).is_ok()) {
            edits = trial;
        }
    }
    for (source, set) in edits {
        let source = outcome.sources.get(source);
        match files.iter_mut().find(|file| file.path == source.name) {
            Some(file) => file.text = set.apply(&source.text),
            None => panic!("a fix edits {}, which is no file of the example", source.name),
        }
    }
    files
}
