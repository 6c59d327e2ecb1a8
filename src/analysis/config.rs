//! `rowi.toml`: read with spans, unknown keys reported with what was probably meant.

use crate::analysis::catalogue::{
    CYCLIC_EXTEND, INVALID_CONFIG, INVALID_CONFIG_VALUE, UNKNOWN_CONFIG_KEY, UNKNOWN_RULE,
};
use crate::xml::catalogue::UNREADABLE_FILE;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{by_name, catalogue, present_name};
use crate::diagnostic::{Applicability, Diagnostic, Severity, nearest, shortlist};
use crate::image::Distribution;
use crate::kiwi::{Edition, releases};
use crate::text::{Edit, Loader, SourceId, Sources, Span, join};

/// The name that configuration files bear.
pub const CONFIG_FILE: &str = "rowi.toml";
/// `extend` may chain this often.
const MAX_EXTENDS: usize = 16;

/// What is switched off, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Name of the diagnostic.
    pub name: String,
    /// Why.
    pub reason: Option<String>,
    /// Where the configuration says so; `None` for the command line.
    pub span: Option<Span>,
}

/// Settings for some paths only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerPath {
    /// A glob over the path from `directory`: `*` within a name, `**` over directories, `?`.
    pub path: String,
    /// The directory of the configuration that says so.
    pub directory: PathBuf,
    /// What is switched off there.
    pub ignore: Vec<Ignore>,
    /// Where the configuration says so.
    pub span: Option<Span>,
}

/// A schema for documents that do not name one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// A glob over the path from the configuration's directory.
    pub files: String,
    /// The schema.
    pub path: PathBuf,
}

/// A configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The file that it was read from.
    pub file: Option<PathBuf>,
    /// The directory that paths in it are relative to.
    pub directory: PathBuf,
    /// Severity by name; `None` means off.
    pub severity: Vec<(String, Option<Severity>)>,
    /// Where not empty, only these are reported.
    pub select: Vec<String>,
    /// Never reported.
    pub ignore: Vec<Ignore>,
    /// For some paths.
    pub per_path: Vec<PerPath>,
    /// Schemas for documents in an editor.
    pub schema: Vec<Binding>,
    /// Paths below which nothing is checked unless it is named, as globs.
    pub exclude: Vec<PerPath>,
    /// Also what is only worth a look.
    pub pedantic: Option<bool>,
    /// The edition of KIWI's schema.
    pub edition: Option<String>,
    /// The target: `obs`, `local`, or a distribution's default.
    pub target: Option<String>,
    /// The podman version on the image.
    pub podman: Option<String>,
    /// The docker version on the image.
    pub docker: Option<String>,
    /// The version of KIWI that builds.
    pub kiwi: Option<String>,
    /// Profiles to judge; empty for all selections.
    pub profiles: Vec<String>,
    /// Architectures to judge.
    pub arch: Vec<String>,
    /// Build types to judge.
    pub types: Vec<String>,
    /// Schemas for `extension` content: namespace and path.
    pub extension: Vec<(String, PathBuf)>,
    /// The baseline file.
    pub baseline: Option<PathBuf>,
    /// Where the rules' pages are published; messages link there.
    pub docs_url: Option<String>,
}

struct Key {
    name: &'static str,
    what: &'static str,
    /// As it may stand in a configuration.
    example: &'static str,
    schema: fn() -> Value,
}

fn strings() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn string() -> Value {
    json!({ "type": "string" })
}

fn ignore_schema() -> Value {
    json!({ "type": "array", "items": { "anyOf": [
        { "type": "string" },
        { "type": "object", "properties": { "rule": { "type": "string" }, "reason": { "type": "string" } }, "required": ["rule"], "additionalProperties": false },
    ]}})
}

/// Every key with its meaning: the reader, the unknown-key check and the JSON Schema all use this table.
const KEYS: &[Key] = &[
    Key {
        name: "extend",
        what: "another configuration to start from, relative to this file",
        example: r#"extend = "../rowi.toml""#,
        schema: string,
    },
    Key {
        name: "select",
        what: "report only these diagnostics",
        example: r#"select = ["unknown-element"]"#,
        schema: strings,
    },
    Key {
        name: "ignore",
        what: "never report these diagnostics: names, or tables with rule and reason",
        example: r#"ignore = [{ rule = "plain-http-repository", reason = "the mirror is in our own network" }]"#,
        schema: ignore_schema,
    },
    Key {
        name: "severity",
        what: "severity by name of a diagnostic",
        example: r#"severity = { duplicate-package = "note", weak-password-hash = "error" }"#,
        schema: || json!({ "type": "object", "additionalProperties": { "enum": ["error", "warning", "note", "off"] } }),
    },
    Key {
        name: "per-path",
        what: "settings for some paths only",
        example: r#"per-path = [{ path = "old/**", ignore = ["upgrade-available"] }]"#,
        schema: || {
            json!({ "type": "array", "items": { "type": "object", "properties": { "path": { "type": "string" }, "ignore": ignore_schema() },
            "required": ["path"], "additionalProperties": false } })
        },
    },
    Key {
        name: "schema",
        what: "schemas for documents that do not name one, in an editor",
        example: r#"schema = [{ files = "docs/**/*.xml", path = "schemas/docs.rnc" }]"#,
        schema: || {
            json!({ "type": "array", "items": { "type": "object", "properties": { "files": { "type": "string" }, "path": { "type": "string" } },
            "required": ["files", "path"], "additionalProperties": false } })
        },
    },
    Key {
        name: "exclude",
        what: "paths that are not looked through for descriptions: globs, as in per-path",
        example: r#"exclude = ["vendor/**", "test-data"]"#,
        schema: strings,
    },
    Key {
        name: "pedantic",
        what: "report also what is only worth a look",
        example: "pedantic = true",
        schema: || json!({ "type": "boolean" }),
    },
    Key {
        name: "edition",
        what: "the edition of KIWI's schema: kiwi or containers-in-packages",
        example: r#"edition = "kiwi""#,
        schema: string,
    },
    Key {
        name: "target",
        what: "where the image is built: local, obs or container; or the distribution whose defaults hold",
        example: r#"target = "obs""#,
        schema: string,
    },
    Key { name: "podman", what: "version of podman on the image", example: r#"podman = "5.4""#, schema: string },
    Key {
        name: "kiwi",
        what: "version of KIWI that builds, or the distribution that ships it: what it does not know is an error",
        example: r#"kiwi = "10.2""#,
        schema: string,
    },
    Key { name: "docker", what: "version of docker on the image", example: r#"docker = "28.5""#, schema: string },
    Key {
        name: "profiles",
        what: "judge only the selection of these profiles together, as KIWI takes them with --profile",
        example: r#"profiles = ["Live"]"#,
        schema: strings,
    },
    Key {
        name: "arch",
        what: "judge only these architectures",
        example: r#"arch = ["x86_64", "aarch64"]"#,
        schema: strings,
    },
    Key { name: "types", what: "judge only these build types", example: r#"types = ["oem"]"#, schema: strings },
    Key {
        name: "extension",
        what: "schemas for the content of <extension>, by namespace",
        example: r#"extension = { "urn:example:ours" = "schemas/ours.rnc" }"#,
        schema: || json!({ "type": "object", "additionalProperties": { "type": "string" } }),
    },
    Key {
        name: "baseline",
        what: "a file of findings that are known and not reported",
        example: r#"baseline = "rowi-baseline.json""#,
        schema: string,
    },
    Key {
        name: "docs-url",
        what: "where the pages of rules are published, `{name}` in it standing for the rule; messages link there",
        example: r#"docs-url = "https://docs.example.org/rowi""#,
        schema: string,
    },
];

/// Every key: its name, what it means, an example.
pub fn config_keys() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    KEYS.iter().map(|key| (key.name, key.what, key.example))
}

/// The JSON Schema of `rowi.toml`.
#[must_use]
pub fn config_schema() -> Value {
    let properties: serde_json::Map<String, Value> = KEYS
        .iter()
        .map(|key| {
            let mut schema = (key.schema)();
            schema["description"] = json!(key.what);
            (key.name.to_owned(), schema)
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rowi.toml",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A configuration in which every key is explained and commented out.
#[must_use]
pub fn config_template() -> String {
    let mut text = String::from(
        "# Configuration of rowi for this directory and those below it. `rowi config show` prints what holds,\n\
         # `rowi rules` the names of all diagnostics, `rowi config schema` a JSON Schema of this file.\n",
    );
    for key in KEYS {
        text.push_str(&format!("\n# {}\n# {}\n", key.what, key.example));
    }
    text
}

impl Config {
    /// The schema that the configuration names for a file.
    #[must_use]
    pub fn schema_for(&self, file: &Path) -> Option<&Path> {
        let inner = file.strip_prefix(&self.directory).unwrap_or(file);
        let matches = |binding: &&Binding| super::path_rules::matches_glob(&binding.files, inner);
        self.schema.iter().find(matches).map(|binding| &*binding.path)
    }

    /// Reads the configuration at `path`, and those it extends.
    pub fn load(path: &Path, sources: &mut Sources, loader: &dyn Loader) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut chain = Vec::new();
        let config = load(path, None, sources, loader, &mut chain, &mut diagnostics);
        (config, diagnostics)
    }

    /// Reads one `KEY=VALUE` of the command line over this configuration. The value is TOML, or a plain string.
    ///
    /// # Errors
    /// What is wrong with it, as one line.
    pub fn set(&mut self, assignment: &str) -> Result<(), String> {
        let (key, value) = assignment.split_once('=').ok_or_else(|| format!("`{assignment}` is not KEY=VALUE"))?;
        let mut sources = Sources::new();
        let mut diagnostics = Vec::new();
        let text = format!("{} = {}", key.trim(), value.trim());
        // no key takes a number: `podman=5.8` is a version
        let is_number = value.trim().parse::<f64>().is_ok();
        let text = if DeTable::parse(&text).is_ok() && !is_number {
            text
        } else {
            format!("{} = {}", key.trim(), json!(value.trim()))
        };
        let id = sources.add("--config", text.as_str());
        if let Some(table) = parse(id, &text, &mut diagnostics) {
            Reader { id, diagnostics: &mut diagnostics, config: self }.table(table.get_ref());
        }
        match diagnostics.first() {
            None => Ok(()),
            // the reason, else what is known
            Some(first) => match Some(&first.primary_label).filter(|label| !label.is_empty()).or(first.notes.first()) {
                Some(why) => Err(format!("{}; {why}", first.message)),
                None => Err(first.message.to_string()),
            },
        }
    }
}

fn load(
    path: &Path,
    from: Option<Span>,
    sources: &mut Sources,
    loader: &dyn Loader,
    chain: &mut Vec<PathBuf>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    let name = path.to_string_lossy().into_owned();
    let at = |sources: &mut Sources| from.unwrap_or_else(|| Span::at(sources.add(name.clone(), ""), 0));
    if chain.len() >= MAX_EXTENDS || chain.iter().any(|seen| seen == path) {
        let at = at(sources);
        diagnostics.push(Diagnostic::error(&CYCLIC_EXTEND, format!("`{name}` extends itself"), at));
        return Config::default();
    }
    chain.push(path.to_path_buf());
    let bytes = match loader.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let at = at(sources);
            diagnostics.push(Diagnostic::error(&UNREADABLE_FILE, format!("cannot read `{name}`: {error}"), at));
            return Config::default();
        }
    };
    let id = match sources.add_bytes(name, &bytes) {
        Ok(id) => id,
        Err((id, error)) => {
            diagnostics.push(Diagnostic::error(&INVALID_CONFIG, error.to_string(), Span::at(id, 0)));
            return Config::default();
        }
    };
    let text = sources.get(id).text.clone();
    let Some(table) = parse(id, &text, diagnostics) else { return Config::default() };
    let extend = table.get_ref().iter().find(|(key, _)| key.get_ref() == "extend");
    let mut config = match extend.and_then(|(_, value)| Some((value.get_ref().as_str()?, value.span()))) {
        Some((base, span)) => {
            let span = Span::new(id, span.start, span.end);
            load(&join(path, base), Some(span), sources, loader, chain, diagnostics)
        }
        None => Config::default(),
    };
    config.file = Some(path.to_path_buf());
    config.directory = path.parent().map(Path::to_path_buf).unwrap_or_default();
    Reader { id, diagnostics, config: &mut config }.table(table.get_ref());
    config
}

fn parse<'t>(id: SourceId, text: &'t str, diagnostics: &mut Vec<Diagnostic>) -> Option<Spanned<DeTable<'t>>> {
    match DeTable::parse(text) {
        Ok(table) => Some(table),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let message = error.message().lines().next().unwrap_or("not valid TOML").to_owned();
            diagnostics.push(Diagnostic::error(&INVALID_CONFIG, message, Span::new(id, span.start, span.end)));
            None
        }
    }
}

struct Reader<'r> {
    id: SourceId,
    diagnostics: &'r mut Vec<Diagnostic>,
    config: &'r mut Config,
}

type Entry<'a, 'i> = (&'a str, Span, &'a Spanned<DeValue<'i>>);

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.id, range.start, range.end)
    }

    fn entries<'a, 'i>(&self, table: &'a DeTable<'i>) -> Vec<Entry<'a, 'i>> {
        table.iter().map(|(key, value)| (&**key.get_ref(), self.span(key.span()), value)).collect()
    }

    fn table(&mut self, table: &DeTable<'_>) {
        for (key, span, value) in self.entries(table) {
            match key {
                "extend" => drop(self.string(key, value)),
                "select" => self.config.select = self.names(key, value),
                "ignore" => {
                    let ignore = self.ignores(key, value);
                    self.config.ignore.extend(ignore);
                }
                "severity" => self.severity(key, value),
                "per-path" => self.per_path(key, value),
                "schema" => self.bindings(key, value),
                "exclude" => {
                    let directory = self.config.directory.clone();
                    let span = Some(self.span(value.span()));
                    let per = |path| PerPath { path, directory: directory.clone(), ignore: Vec::new(), span };
                    self.config.exclude = self.strings(key, value).into_iter().map(per).collect();
                }
                "pedantic" => match value.get_ref().as_bool() {
                    Some(on) => self.config.pedantic = Some(on),
                    None => self.wrong(key, "`true` or `false`", value),
                },
                "edition" => self.config.edition = self.one_of(key, value, &Edition::ALL.map(Edition::as_str)),
                "target" => {
                    let known: Vec<&str> =
                        ["local", "obs", "container"].into_iter().chain(Distribution::NAMES).collect();
                    self.config.target = self.one_of(key, value, &known);
                }
                "podman" => self.config.podman = self.version(key, value),
                "docker" => self.config.docker = self.version(key, value),
                "kiwi" => {
                    let text = self.string(key, value);
                    self.config.kiwi = text.filter(|text| {
                        let known = text.parse().is_ok_and(|version| releases::read_for(version).is_some());
                        if !known {
                            let oldest = releases::all().first().map(|release| release.version.to_string());
                            let oldest = oldest.unwrap_or_default();
                            let expected =
                                format!("a version of KIWI from `{oldest}` on, or a distribution such as `debian-12`");
                            self.wrong(key, &expected, value);
                        }
                        known
                    });
                }
                "profiles" => self.config.profiles = self.strings(key, value),
                "arch" => self.config.arch = self.strings(key, value),
                "types" => self.config.types = self.strings(key, value),
                "extension" => self.extension(key, value),
                "baseline" => {
                    self.config.baseline = self.string(key, value).map(|path| self.config.directory.join(path))
                }
                "docs-url" => self.config.docs_url = self.address(key, value),
                _ => self.unknown(key, span, KEYS.iter().map(|key| key.name)),
            }
        }
    }

    fn unknown(&mut self, key: &str, span: Span, known: impl Iterator<Item = &'static str> + Clone) {
        let mut diagnostic = Diagnostic::error(&UNKNOWN_CONFIG_KEY, format!("there is no key `{key}`"), span)
            .with_expected(known.clone().map(str::to_owned));
        if let Some(meant) = nearest(key, known.clone()) {
            let edit = Edit::replace(span, meant);
            diagnostic = diagnostic.with_primary_label(format!("did you mean `{meant}`?")).with_fix(
                format!("rename to `{meant}`"),
                Applicability::Unsafe,
                vec![edit],
            );
        } else {
            diagnostic = diagnostic.with_note(format!("known keys are {}", shortlist(key, known, 8)));
        }
        self.diagnostics.push(diagnostic);
    }

    fn wrong(&mut self, key: &str, expected: &str, value: &Spanned<DeValue<'_>>) {
        let found = match value.get_ref().as_str() {
            Some(text) => format!("`{text}`"),
            None => value.get_ref().type_str().to_owned(),
        };
        let message = format!("`{key}` must be {expected}, not {found}");
        let span = self.span(value.span());
        self.diagnostics.push(Diagnostic::error(&INVALID_CONFIG_VALUE, message, span));
    }

    fn string(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(key, "a string", value);
        }
        text
    }

    /// An address that a reader may follow from a report: `http` or `https`, without what could end it there.
    fn address(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = self.string(key, value)?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '\\' | '^' | '|');
        if rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain)) {
            return Some(text);
        }
        self.wrong(key, "an address that begins with `https://` or `http://`", value);
        None
    }

    /// A version such as `5.4`; of more numbers only the first two count.
    fn version(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        let is_version =
            |text: &String| !text.is_empty() && text.split('.').take(2).all(|part| part.parse::<u32>().is_ok());
        let version = text.filter(is_version);
        if version.is_none() {
            self.wrong(key, "a version such as `\"5.4\"`", value);
        }
        version
    }

    fn one_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>, known: &[&str]) -> Option<String> {
        let text = self.string(key, value)?;
        if known.contains(&text.as_str()) {
            return Some(text);
        }
        let span = self.span(value.span());
        let mut diagnostic = Diagnostic::error(&INVALID_CONFIG_VALUE, format!("`{key}` cannot be `{text}`"), span)
            .with_note(format!("known are {}", shortlist(&text, known.iter().copied(), 8)))
            .with_expected(known.iter().map(|name| (*name).to_owned()));
        if let Some(meant) = nearest(&text, known.iter().copied()) {
            let edit = Edit::replace(span.slice(1, span.len().saturating_sub(1)), meant);
            diagnostic = diagnostic.with_fix(format!("write `{meant}`"), Applicability::Unsafe, vec![edit]);
        }
        self.diagnostics.push(diagnostic);
        None
    }

    fn strings(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        if let Some(one) = value.get_ref().as_str() {
            return vec![one.to_owned()];
        }
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, "a list of strings", value);
            return Vec::new();
        };
        list.iter().filter_map(|item| self.string(key, item)).collect()
    }

    fn known_name(&mut self, name: &str, span: Span) {
        let names = catalogue().iter().map(|entry| entry.name);
        let is_group = catalogue().iter().any(|entry| entry.group.as_str() == name);
        if !is_group && by_name(name).is_none() {
            let mut diagnostic =
                Diagnostic::warning(&UNKNOWN_RULE, format!("there is no diagnostic named `{name}`"), span);
            if let Some(meant) = nearest(name, names) {
                diagnostic = diagnostic.with_note(format!("did you mean `{meant}`?"));
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn names(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let names = self.strings(key, value);
        for item in value.get_ref().as_array().into_iter().flatten() {
            if let Some(name) = item.get_ref().as_str() {
                self.known_name(name, self.span(item.span()));
            }
        }
        if let Some(name) = value.get_ref().as_str() {
            self.known_name(name, self.span(value.span()));
        }
        names.iter().map(|name| present_name(name).to_owned()).collect()
    }

    fn ignores(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<Ignore> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, "a list", value);
            return Vec::new();
        };
        let mut result = Vec::new();
        for item in list.iter() {
            let span = self.span(item.span());
            let (name, reason) = match (item.get_ref().as_str(), item.get_ref().as_table()) {
                (Some(name), _) => (Some(name.to_owned()), None),
                (_, Some(table)) => {
                    let (mut name, mut reason) = (None, None);
                    for (key, span, value) in self.entries(table) {
                        match key {
                            "rule" => name = self.string(key, value),
                            "reason" => reason = self.string(key, value),
                            _ => self.unknown(key, span, ["rule", "reason"].into_iter()),
                        }
                    }
                    if name.is_none() {
                        self.diagnostics.push(Diagnostic::error(
                            &INVALID_CONFIG_VALUE,
                            format!("an entry of `{key}` needs `rule`"),
                            span,
                        ));
                    }
                    (name, reason)
                }
                _ => {
                    self.wrong(key, "names or tables", item);
                    continue;
                }
            };
            if let Some(name) = name {
                self.known_name(&name, span);
                result.push(Ignore { name: present_name(&name).to_owned(), reason, span: Some(span) });
            }
        }
        result
    }

    fn severity(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(key, "a table", value);
            return;
        };
        for (name, span, value) in self.entries(table) {
            self.known_name(name, span);
            let severity = match value.get_ref().as_str() {
                Some("error") => Some(Severity::Error),
                Some("warning") => Some(Severity::Warning),
                Some("note") => Some(Severity::Note),
                Some("off") => None,
                _ => {
                    self.wrong(name, "`error`, `warning`, `note` or `off`", value);
                    continue;
                }
            };
            self.config.severity.push((present_name(name).to_owned(), severity));
        }
    }

    fn per_path(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, "a list of tables: `[[per-path]]`", value);
            return;
        };
        for item in list.iter() {
            let Some(table) = item.get_ref().as_table() else {
                self.wrong(key, "a list of tables: `[[per-path]]`", item);
                continue;
            };
            let span = self.span(item.span());
            let directory = self.config.directory.clone();
            let mut per = PerPath { path: String::new(), directory, ignore: Vec::new(), span: Some(span) };
            for (key, span, value) in self.entries(table) {
                match key {
                    "path" => {
                        per.path = self.string(key, value).unwrap_or_default();
                        per.span = Some(self.span(value.span()));
                    }
                    "ignore" => per.ignore = self.ignores(key, value),
                    _ => self.unknown(key, span, ["path", "ignore"].into_iter()),
                }
            }
            if per.path.is_empty() {
                let message = format!("an entry of `{key}` needs `path`");
                self.diagnostics.push(Diagnostic::error(&INVALID_CONFIG_VALUE, message, self.span(item.span())));
            }
            self.config.per_path.push(per);
        }
    }

    fn bindings(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(key, "a list of tables: `[[schema]]`", value);
            return;
        };
        for item in list.iter() {
            let Some(table) = item.get_ref().as_table() else {
                self.wrong(key, "a list of tables: `[[schema]]`", item);
                continue;
            };
            let (mut files, mut path) = (None, None);
            for (key, span, value) in self.entries(table) {
                match key {
                    "files" => files = self.string(key, value),
                    "path" => path = self.string(key, value).map(|path| self.config.directory.join(path)),
                    _ => self.unknown(key, span, ["files", "path"].into_iter()),
                }
            }
            match (files, path) {
                (Some(files), Some(path)) => self.config.schema.push(Binding { files, path }),
                _ => {
                    let message = format!("an entry of `{key}` needs `files` and `path`");
                    self.diagnostics.push(Diagnostic::error(&INVALID_CONFIG_VALUE, message, self.span(item.span())));
                }
            }
        }
    }

    fn extension(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(key, "a table of namespaces and schemas", value);
            return;
        };
        for (namespace, _, value) in self.entries(table) {
            if let Some(path) = self.string(namespace, value) {
                let path = self.config.directory.join(path);
                self.config.extension.push((namespace.to_owned(), path));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::MemoryLoader;

    fn read(files: &[(&str, &str)]) -> (Config, Vec<String>) {
        let mut loader = MemoryLoader::new();
        for (path, text) in files {
            loader.insert(path, *text);
        }
        let (config, diagnostics) = Config::load(Path::new(files[0].0), &mut Sources::new(), &loader);
        (config, diagnostics.into_iter().map(|one| format!("{}: {}", one.name, one.message)).collect())
    }

    #[test]
    fn reads_every_kind_of_key_and_extends() {
        let base = "ignore = [\"unclosed-element\"]\n[severity]\nunknown-entity = \"off\"";
        let own = "extend = \"../base.toml\"\npedantic = true\nignore = [{ rule = \"unbound-prefix\", reason = \"old\" }]\n\
                   baseline = \"known.json\"\n[[per-path]]\npath = \"old/**\"\nignore = [\"malformed-xml\"]\n[extension]\n\"urn:x\" = \"x.rnc\"";
        let (config, found) = read(&[("d/rowi.toml", own), ("base.toml", base)]);
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(config.pedantic, Some(true));
        assert_eq!(config.baseline.as_deref(), Some(Path::new("d/known.json")));
        assert_eq!(config.severity, [("unknown-entity".to_owned(), None)]);
        let ignored: Vec<&str> = config.ignore.iter().map(|ignore| ignore.name.as_str()).collect();
        assert_eq!(ignored, ["unclosed-element", "unbound-prefix"]);
        assert_eq!((config.per_path[0].path.as_str(), &*config.per_path[0].directory), ("old/**", Path::new("d")));
        assert_eq!(config.extension, [("urn:x".to_owned(), PathBuf::from("d/x.rnc"))]);
    }

    #[test]
    fn says_what_is_wrong() {
        let (_, found) = read(&[(
            "rowi.toml",
            "selct = []\npedantic = 1\nignore = [\"unclosed-elment\"]\n[severity]\nunclosed-element = \"bad\"",
        )]);
        assert_eq!(
            found,
            [
                "unknown-rule: there is no diagnostic named `unclosed-elment`",
                "invalid-config-value: `pedantic` must be `true` or `false`, not integer",
                "unknown-config-key: there is no key `selct`",
                "invalid-config-value: `unclosed-element` must be `error`, `warning`, `note` or `off`, not `bad`",
            ]
        );
        assert_eq!(read(&[("rowi.toml", "a = ")]).1.len(), 1);
        assert_eq!(
            read(&[("rowi.toml", "podman = \"new\"\ndocker = 28.5")]).1,
            [
                "invalid-config-value: `docker` must be a version such as `\"5.4\"`, not float",
                "invalid-config-value: `podman` must be a version such as `\"5.4\"`, not `new`",
            ]
        );
        assert_eq!(read(&[("rowi.toml", "extend = \"rowi.toml\"")]).1, ["cyclic-extend: `rowi.toml` extends itself"]);
    }

    #[test]
    fn the_template_holds_every_key_and_is_valid_without_its_comment_signs() {
        let template = config_template();
        let (_, found) = read(&[("d/rowi.toml", template.as_str())]);
        assert_eq!(found, Vec::<String>::new());
        let keys: Vec<&str> = KEYS.iter().filter(|key| key.name != "extend").map(|key| key.example).collect();
        let (config, found) = read(&[("d/rowi.toml", keys.join("\n").as_str())]);
        assert_eq!(found, Vec::<String>::new());
        assert_eq!((config.arch.len(), config.per_path.len(), config.ignore.len()), (2, 1, 1));
        assert!(KEYS.iter().all(|key| template.contains(&format!("\n# {}\n", key.example))));
    }

    #[test]
    fn command_line_assignments() {
        let mut config = Config::default();
        config.set("pedantic=true").unwrap();
        config.set("target=obs").unwrap();
        config.set("podman=5.10").unwrap();
        assert_eq!(config.podman.as_deref(), Some("5.10"));
        config.set("profiles=[\"A\"]").unwrap();
        config.set("severity.unclosed-element=note").unwrap();
        assert_eq!(config.severity, [("unclosed-element".to_owned(), Some(Severity::Note))]);
        assert!(config.set("severity.unclosed-element=loud").is_err());
        assert_eq!(config.set("pedantc=true"), Err("there is no key `pedantc`; did you mean `pedantic`?".into()));
        assert_eq!((config.pedantic, config.target.as_deref(), config.profiles.len()), (Some(true), Some("obs"), 1));
    }
}
