//! Output formats for diagnostics: each a pure function from a [`Report`] to text.

mod ci;
mod concise;
mod fingerprint;
mod human;
mod inert;
mod json;
mod rdjson;
mod sarif;
mod statistics;
mod stream;

pub use fingerprint::fingerprints;
#[cfg(feature = "cli")]
pub(crate) use inert::{block, line};
pub use json::report_schema;
pub use statistics::statistics;

use crate::diagnostic::{Diagnostic, Entry, Published, Severity};
use crate::text::Sources;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum Format {
    /// With source excerpts, for people
    Human,
    /// One line a finding
    Concise,
    /// One JSON object
    Json,
    /// One JSON object a line
    JsonLines,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitHub workflow commands
    Github,
    /// GitLab code quality
    Gitlab,
    /// JUnit XML
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// reviewdog's diagnostic format
    Rdjson,
    /// Azure Pipelines logging commands
    Azure,
    /// Schematron's report language, SVRL
    Svrl,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 12] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::JsonLines,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Checkstyle,
        Self::Rdjson,
        Self::Azure,
        Self::Svrl,
    ];
}

/// What is printed.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The texts that the findings point into.
    pub sources: &'a Sources,
    /// The findings.
    pub diagnostics: &'a [Diagnostic],
    /// Number of files looked at.
    pub files: usize,
    /// What there is to say about the names of findings.
    pub catalogue: &'a [&'static Entry],
    /// Where the pages of the names are published.
    pub published: &'a Published,
    /// The report in SVRL, of a command that ran Schematron rules.
    pub svrl: Option<&'a str>,
    /// The path from the root of the repository to where file names start: empty, or with a slash at its end. What
    /// GitHub and GitLab read names files from the root.
    pub prefix: &'a str,
    /// From which severity on a finding fails the run.
    pub fails: Severity,
    /// Whether the command takes `--fix`.
    pub can_fix: bool,
}

/// How it is printed.
#[derive(Debug, Clone)]
pub struct Options {
    /// With ANSI colours.
    pub color: bool,
    /// With OSC 8 links.
    pub links: bool,
    /// Lines of the source are windowed to this many columns.
    pub width: usize,
    /// Sentences are broken at words before this column; `None`: never.
    pub wrap: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, links: false, width: 140, wrap: None }
    }
}

/// Prints a report.
#[must_use]
pub fn render(format: Format, report: &Report<'_>, options: &Options) -> String {
    let inert = match format {
        Format::Human | Format::Concise | Format::Github | Format::Azure | Format::Svrl => {
            inert::Inert::of(report, format == Format::Github)
        }
        _ => None,
    };
    let own = inert.as_ref().map(|inert| inert.report(report));
    let report = own.as_ref().unwrap_or(report);
    match format {
        Format::Human => inert::without_commands(&human::render(report, options)).into_owned(),
        Format::Concise => inert::without_commands(&concise::render(report)).into_owned(),
        Format::Json => inert::json(json::render(report)),
        Format::JsonLines => inert::json(json::render_lines(report)),
        Format::Sarif => inert::json(sarif::render(report)),
        Format::Github => ci::github(report),
        Format::Gitlab => inert::json(ci::gitlab(report)),
        Format::Junit => inert::xml(ci::junit(report)),
        Format::Checkstyle => inert::xml(ci::checkstyle(report)),
        Format::Rdjson => inert::json(rdjson::render(report)),
        Format::Azure => ci::azure(report),
        Format::Svrl => inert::xml(svrl(report)),
    }
}

/// What the rules recorded; of commands that record nothing the findings as failed assertions.
fn svrl(report: &Report<'_>) -> String {
    if let Some(text) = report.svrl {
        return text.to_owned();
    }
    let mut records = Vec::new();
    for one in report.sorted() {
        let source = report.sources.get(one.primary.source);
        let place = source.line_column(one.primary.start as usize);
        records.push(format!(
            "  <svrl:failed-assert id=\"{}\" location=\"{}\" role=\"{}\">\n    <svrl:text>{}</svrl:text>\n  </svrl:failed-assert>\n",
            escape(&one.name),
            escape(&format!("{}:{}:{}", source.name, place.line, place.column)),
            one.severity.as_str(),
            escape(one.message.as_str()),
        ));
    }
    crate::schematron::svrl_report(None, None, &records)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl<'a> Report<'a> {
    /// A report in which nothing is published and names start at the root of the repository.
    #[must_use]
    pub fn new(
        sources: &'a Sources,
        diagnostics: &'a [Diagnostic],
        files: usize,
        catalogue: &'a [&'static Entry],
    ) -> Self {
        Self {
            sources,
            diagnostics,
            files,
            catalogue,
            published: Published::NOWHERE,
            svrl: None,
            prefix: "",
            fails: Severity::Error,
            can_fix: false,
        }
    }

    /// The address of the page of a finding's name, where the configuration gives one.
    pub(crate) fn configured_url(&self, diagnostic: &Diagnostic) -> Option<String> {
        self.published.url(diagnostic.primary.source, &diagnostic.name)
    }

    /// The address of the page of a finding's name: where the configuration says, else in the project's own site.
    /// `None` for a rule of somebody's schema, which has no page.
    pub(crate) fn url(&self, diagnostic: &Diagnostic) -> Option<String> {
        let name = &*diagnostic.name;
        let is_known = || self.catalogue.iter().any(|entry| entry.name == name);
        self.configured_url(diagnostic).or_else(|| is_known().then(|| crate::diagnostic::page(name)))
    }

    /// A file's name from the root of the repository.
    pub(crate) fn rooted(&self, name: &str) -> String {
        if name.starts_with('/') || self.prefix.is_empty() {
            return name.trim_start_matches("./").to_owned();
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in self.prefix.split('/').chain(name.split('/')) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// The findings by file (in the order the files were read) and place.
    pub(crate) fn sorted(&self) -> Vec<&'a Diagnostic> {
        let mut list: Vec<&'a Diagnostic> = self.diagnostics.iter().collect();
        list.sort_by_key(|diagnostic| {
            let span = diagnostic.primary;
            (span.source, span.start, span.end, std::cmp::Reverse(diagnostic.severity), diagnostic.name.clone())
        });
        list
    }

    /// Number of findings of a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// "2 errors, 1 warning in 3 files", empty where nothing was found.
    pub(crate) fn summary(&self) -> String {
        let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .map(|severity| (self.count(severity), severity.as_str()))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| plural(count, word))
            .collect();
        if parts.is_empty() { String::new() } else { format!("{} in {}", parts.join(", "), plural(self.files, "file")) }
    }
}

/// Headline, reason and what to do, in one line: what a format without excerpts and patches says.
fn in_one_line(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.to_string();
    if !diagnostic.primary_label.is_empty() {
        text.push_str(&format!(": {}", diagnostic.primary_label));
    }
    if let Some(fix) = diagnostic.fixes.first() {
        text.push_str(&format!(" (help: {})", fix.title));
    }
    text.replace('\n', " ")
}

/// Headline, reason, notes and what to do, a line each.
fn in_lines(diagnostic: &Diagnostic) -> String {
    let mut lines = vec![diagnostic.message.to_string()];
    lines.extend(Some(diagnostic.primary_label.clone()).filter(|label| !label.is_empty()));
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.fixes.first().map(|fix| format!("help: {}", fix.title)));
    lines.join("\n")
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("{count} {word}") } else { format!("{count} {word}s") }
}

/// A path as a URI reference, relative unless the path is absolute: separators kept, everything that is not unreserved
/// escaped.
fn uri(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    if path.starts_with('/') {
        text.push_str("file://");
    }
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
