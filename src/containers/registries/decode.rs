//! One registries.conf: TOML to [`File`], with every reason for which the tools refuse it, in the order in which they
//! meet them, and everything that they read without doing what it says.
//!
//! The file is long because the order of its checks is the tools' order: one pass that is read from top to bottom.

use crate::containers::catalogue;
use std::collections::BTreeMap;

use crate::diagnostic::{self, Applicability, Severity, nearest, shortlist};
use crate::text::{Edit, SourceId, Span};

use super::super::finding::Finding;
use super::super::go_toml::{self, Element, Entry, ErrorKind, Release, Table, Value, fold_eq, quote};
use super::super::reference::{self, is_domain};
use super::super::version::Generation;
use super::{Alias, File, Mirror, Mode, Registry, Spanned};

/// Whether a file is the main one or a drop-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// registries.conf.
    Main,
    /// A file of registries.conf.d.
    DropIn,
}

/// Keys that belong in front of all tables.
pub const GLOBAL_KEYS: [&str; 4] =
    ["unqualified-search-registries", "short-name-mode", "credential-helpers", "additional-layer-store-auth-helper"];
const TOP_KEYS: [&str; 7] = [
    "unqualified-search-registries",
    "short-name-mode",
    "credential-helpers",
    "additional-layer-store-auth-helper",
    "registry",
    "aliases",
    "registries",
];
const REGISTRY_KEYS: [&str; 7] =
    ["location", "prefix", "insecure", "blocked", "mirror", "mirror-by-digest-only", "pull-from-mirror"];
const MIRROR_KEYS: [&str; 3] = ["location", "insecure", "pull-from-mirror"];
const VERSION_1_TABLES: [&str; 3] = ["search", "insecure", "block"];

/// Reads one file as a generation does. The findings stand in the order in which the tool meets them: the first fatal
/// one is its verdict.
#[must_use]
pub fn judge(bytes: &[u8], source: SourceId, generation: Generation, role: Role) -> (File, Vec<Finding>) {
    let release = Release::of(generation);
    let table = match go_toml::parse(bytes, source, release) {
        Ok(table) => table,
        Err(error) => return (File::default(), vec![refused(&error)]),
    };
    let text = std::str::from_utf8(bytes).unwrap_or("");
    let mut decoder = Decoder { text, source, release, generation, findings: Vec::new() };
    let file = decoder.file(&table, role);
    (file, decoder.findings)
}

fn refused(error: &go_toml::Error) -> Finding {
    let tool = error.to_string();
    match &error.kind {
        ErrorKind::Duplicate { key, is_list_here } => {
            let message = match is_list_here {
                true => format!("`{key}` is a table here and a list of tables there"),
                false => format!("`{key}` is defined twice in one file"),
            };
            let finding = Finding::fatal(&catalogue::REGISTRIES_DUPLICATE, error.span, message, tool);
            match error.first {
                Some(first) if first != error.span => finding.label(first, "first defined here"),
                _ => finding,
            }
        }
        ErrorKind::ByteOrderMark => {
            let mark = Span::new(error.span.source, 0, 3);
            Finding::fatal(&catalogue::REGISTRIES_TOML, mark, "a byte order mark stands before the first key", tool)
                .fix("remove the mark", Applicability::Safe, vec![Edit::delete(mark)])
        }
        _ => Finding::fatal(&catalogue::REGISTRIES_TOML, error.span, format!("not TOML: {}", error.message), tool),
    }
}

struct Decoder<'t> {
    text: &'t str,
    source: SourceId,
    release: Release,
    generation: Generation,
    findings: Vec<Finding>,
}

impl Decoder<'_> {
    fn file(&mut self, table: &Table, role: Role) -> File {
        let mut file = File::default();
        let mut version_2: Option<(&str, Span)> = None;
        let mut version_1 = Version1::default();
        for entry in table.entries() {
            match TOP_KEYS.into_iter().find(|key| fold_eq(&entry.key, key)) {
                Some("registries") => self.version_1(entry, &mut version_1),
                Some(key) => {
                    if self.counts(key, &entry.value) {
                        version_2 = version_2.or(Some((key, entry.key_span)));
                    }
                    self.version_2(key, entry, &mut file);
                }
                None => self.unknown(entry, &TOP_KEYS, "registries.conf"),
            }
        }
        let fatal_before = self.findings.iter().any(|finding| finding.fatal);
        if let Some(span) = version_1.span.filter(|_| version_1.counts(self.generation)) {
            file.version_1 = Some(span);
            self.judge_version_1(&mut file, &version_1, span, version_2, role, fatal_before);
        } else if let Some(span) = version_1.span {
            let message = "a version-1 table without entries does nothing";
            self.findings.push(Finding::silent(&catalogue::REGISTRIES_V1, Severity::Warning, span, message));
        }
        self.registries(&mut file);
        self.search(&mut file);
        self.mode(&mut file, table);
        self.wildcards(&file);
        self.aliases(&mut file, table);
        file
    }

    /// Whether a version-2 key makes the file one of version 2: podman 4.3 looks for entries, later ones for keys.
    fn counts(&self, key: &str, value: &Value) -> bool {
        let empty = match value {
            Value::String(text) => return !text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Table(table) => table.entries().is_empty(),
            Value::Tables(_) => false,
            _ => key != "aliases",
        };
        !empty || (self.generation > Generation::V4 && key != "short-name-mode")
    }

    fn wrong_type(
        &mut self,
        rule: &'static diagnostic::Entry,
        path: &[&str],
        line: u32,
        span: Span,
        found: &Value,
        wanted: &str,
    ) {
        let tool = go_toml::decode_error(path, line, &go_toml::incompatible(found, wanted, self.release));
        let name = path.last().copied().unwrap_or_default();
        let wanted = match wanted {
            "slice" => "a list",
            "boolean" => "`true` or `false`",
            _ => "a string",
        };
        let message = format!("`{name}` must be {wanted}, not {}", describe(found));
        self.findings.push(Finding::fatal(rule, span, message, tool));
    }

    fn no_table(&mut self, path: &[&str], line: u32, span: Span, found: &Value, go_type: &str) {
        let text = format!(
            "type mismatch for sysregistriesv2.{go_type}: expected table but found {}",
            found.go_type(self.release)
        );
        let name = path.join(".");
        let message = format!("`{name}` must be a table, not {}", describe(found));
        let tool = go_toml::decode_error(path, line, &text);
        self.findings.push(Finding::fatal(&catalogue::REGISTRIES_TOML, span, message, tool));
    }

    /// A list of strings; `None` where it is none.
    fn strings(
        &mut self,
        rule: &'static diagnostic::Entry,
        path: &[&str],
        entry: &Entry,
    ) -> Option<Vec<Spanned<String>>> {
        let elements: Vec<Element> = match &entry.value {
            Value::Array(elements) => elements.clone(),
            Value::Tables(tables) => {
                tables.iter().map(|table| Element { span: table.span, value: Value::Table(table.clone()) }).collect()
            }
            other => {
                self.wrong_type(rule, path, entry.line, entry.span, other, "slice");
                return None;
            }
        };
        let mut result = Vec::new();
        let mut fine = true;
        for element in elements {
            match element.value {
                Value::String(value) => result.push(Spanned { value, span: element.span }),
                other => {
                    self.wrong_type(rule, path, entry.line, element.span, &other, "string");
                    fine = false;
                }
            }
        }
        fine.then_some(result)
    }

    fn version_2(&mut self, key: &str, entry: &Entry, file: &mut File) {
        match key {
            "unqualified-search-registries" => {
                if let Some(list) = self.strings(&catalogue::REGISTRIES_SEARCH_ENTRY, &[&entry.key], entry) {
                    file.search = Some(Spanned { value: list, span: entry.span });
                }
            }
            "credential-helpers" => {
                if let Some(list) = self.strings(&catalogue::REGISTRIES_TOML, &[&entry.key], entry) {
                    file.helpers = Some(list);
                }
            }
            "additional-layer-store-auth-helper" => {
                // Read since podman 5.3; unknown, and so without a type, before.
                if self.generation > Generation::V4 && !matches!(entry.value, Value::String(_)) {
                    self.wrong_type(
                        &catalogue::REGISTRIES_TOML,
                        &[&entry.key],
                        entry.line,
                        entry.span,
                        &entry.value,
                        "string",
                    );
                }
            }
            "short-name-mode" => {
                if !matches!(entry.value, Value::String(_)) {
                    let rule = &catalogue::REGISTRIES_SHORTNAME_MODE;
                    self.wrong_type(rule, &[&entry.key], entry.line, entry.span, &entry.value, "string");
                }
            }
            "aliases" => {
                // Go takes a value that is no table for none at all.
                let Value::Table(aliases) = &entry.value else { return };
                for alias in aliases.entries() {
                    if matches!(alias.value, Value::String(_)) {
                        continue;
                    }
                    let path = [entry.key.as_str(), alias.key.as_str()];
                    if let Some(global) = GLOBAL_KEYS.into_iter().find(|key| fold_eq(key, &alias.key)) {
                        let edits = self.move_up(alias, global, file);
                        let text = go_toml::incompatible(&alias.value, "string", self.release);
                        let tool = go_toml::decode_error(&path, alias.line, &text);
                        let message = format!("`{global}` stands in the table `[aliases]`, where it is an alias");
                        let finding =
                            Finding::fatal(&catalogue::REGISTRIES_KEY_IN_TABLE, alias.key_span, message, tool)
                                .label(entry.span, "the table begins here and goes on to the next header");
                        self.findings.push(with_move(finding, edits));
                    } else {
                        self.wrong_type(
                            &catalogue::REGISTRIES_ALIAS,
                            &path,
                            alias.line,
                            alias.span,
                            &alias.value,
                            "string",
                        );
                    }
                }
            }
            _ => self.registry_list(entry, file),
        }
    }

    fn registry_list(&mut self, entry: &Entry, file: &mut File) {
        let tables: Vec<&Table> = match &entry.value {
            Value::Tables(tables) => tables.iter().collect(),
            Value::Array(elements) => {
                let mut tables = Vec::new();
                for element in elements {
                    match &element.value {
                        Value::Table(table) => tables.push(table),
                        other => self.no_table(&[&entry.key], entry.line, element.span, other, "Registry"),
                    }
                }
                tables
            }
            other => {
                let rule = &catalogue::REGISTRIES_TOML;
                self.wrong_type(rule, &[&entry.key], entry.line, entry.span, other, "slice");
                if let (Value::Table(_), Some(last)) = (other, self.findings.last_mut()) {
                    last.diagnostic.message = "`[registry]` is one table; registries are written `[[registry]]`".into();
                }
                return;
            }
        };
        // Go keeps one line for a key of all tables of that name: the last.
        let mut lines: BTreeMap<String, u32> = BTreeMap::new();
        for item in tables.iter().flat_map(|table| table.entries()) {
            lines.insert(item.key.clone(), item.line);
        }
        for table in tables {
            if let Some(registry) = self.registry(&entry.key, table, &lines) {
                file.registries.push(registry);
            }
        }
    }

    fn string(&mut self, path: &[&str], entry: &Entry, line: u32) -> Option<Spanned<String>> {
        match &entry.value {
            Value::String(value) => Some(Spanned { value: value.clone(), span: entry.span }),
            other => {
                self.wrong_type(&catalogue::REGISTRIES_TOML, path, line, entry.span, other, "string");
                None
            }
        }
    }

    fn boolean(&mut self, path: &[&str], entry: &Entry, line: u32) -> bool {
        match &entry.value {
            Value::Boolean(value) => *value,
            other => {
                self.wrong_type(&catalogue::REGISTRIES_TOML, path, line, entry.span, other, "boolean");
                false
            }
        }
    }

    fn registry(&mut self, name: &str, table: &Table, lines: &BTreeMap<String, u32>) -> Option<Registry> {
        let nowhere = Spanned { value: String::new(), span: table.span };
        let (mut location, mut prefix) = (nowhere.clone(), nowhere);
        let (mut insecure, mut blocked, mut digest_only) = (false, false, false);
        let mut mirrors = Vec::new();
        let mut pull_from: Option<Spanned<String>> = None;
        for entry in table.entries() {
            let line = lines.get(&entry.key).copied().unwrap_or(entry.line);
            let path = [name, entry.key.as_str()];
            match REGISTRY_KEYS.into_iter().find(|key| fold_eq(&entry.key, key)) {
                Some("location") => location = self.string(&path, entry, line).unwrap_or(location),
                Some("prefix") => prefix = self.string(&path, entry, line).unwrap_or(prefix),
                Some("insecure") => insecure = self.boolean(&path, entry, line),
                Some("blocked") => blocked = self.boolean(&path, entry, line),
                Some("mirror-by-digest-only") => digest_only = self.boolean(&path, entry, line),
                Some("pull-from-mirror") => pull_from = self.string(&path, entry, line),
                Some(_) => mirrors = self.mirrors(&path, entry),
                None => self.unknown_inside(entry, &REGISTRY_KEYS, "[[registry]]", table.span),
            }
        }
        self.check_registry(table, location, prefix, pull_from, mirrors, (insecure, blocked, digest_only))
    }

    fn mirrors(&mut self, path: &[&str; 2], entry: &Entry) -> Vec<(Mirror, Span)> {
        let tables: Vec<&Table> = match &entry.value {
            Value::Tables(tables) => tables.iter().collect(),
            Value::Array(elements) => {
                let mut tables = Vec::new();
                for element in elements {
                    match &element.value {
                        Value::Table(table) => tables.push(table),
                        other => self.no_table(path, entry.line, element.span, other, "Endpoint"),
                    }
                }
                tables
            }
            other => {
                self.wrong_type(&catalogue::REGISTRIES_TOML, path, entry.line, entry.span, other, "slice");
                if let (Value::Table(_), Some(last)) = (other, self.findings.last_mut()) {
                    last.diagnostic.message =
                        "`[registry.mirror]` is one table; mirrors are written `[[registry.mirror]]`".into();
                }
                return Vec::new();
            }
        };
        let mut result = Vec::new();
        for table in tables {
            let mut mirror = Mirror {
                location: Spanned { value: String::new(), span: table.span },
                insecure: false,
                pull_from: String::new(),
            };
            let mut policy = table.span;
            for item in table.entries() {
                let path = [path[0], path[1], item.key.as_str()];
                match MIRROR_KEYS.into_iter().find(|key| fold_eq(&item.key, key)) {
                    Some("location") => {
                        mirror.location = self.string(&path, item, item.line).unwrap_or(mirror.location);
                    }
                    Some("insecure") => mirror.insecure = self.boolean(&path, item, item.line),
                    Some(_) => {
                        if let Some(found) = self.string(&path, item, item.line) {
                            mirror.pull_from = found.value;
                            policy = found.span;
                        }
                    }
                    None => self.unknown_inside(item, &MIRROR_KEYS, "[[registry.mirror]]", table.span),
                }
            }
            result.push((mirror, policy));
        }
        result
    }

    /// Trims trailing slashes; reports `http://` and `https://`.
    fn location(&mut self, written: &Spanned<String>, insecure_goes: bool) -> Spanned<String> {
        let trimmed = written.value.trim_end_matches('/');
        for scheme in ["https://", "http://"] {
            let Some(rest) = trimmed.strip_prefix(scheme) else { continue };
            let tool = format!("invalid location '{}': URI schemes are not supported", written.value);
            let message = format!("`{}` has a scheme; registries are named by host only", written.value);
            let mut finding = Finding::fatal(&catalogue::REGISTRIES_LOCATION_HTTP, written.span, message, tool);
            if scheme == "https://" && !rest.is_empty() {
                let edit = Edit::replace(written.span, quote(rest));
                finding = finding.fix(format!("write `{rest}`"), Applicability::Safe, vec![edit]);
            } else if insecure_goes {
                finding = finding.note(format!("write `location = \"{rest}\"` and `insecure = true`"));
            }
            self.findings.push(finding);
        }
        Spanned { value: trimmed.to_owned(), span: written.span }
    }

    fn check_registry(
        &mut self,
        table: &Table,
        location: Spanned<String>,
        prefix: Spanned<String>,
        pull_from: Option<Spanned<String>>,
        mirrors: Vec<(Mirror, Span)>,
        (insecure, blocked, digest_only): (bool, bool, bool),
    ) -> Option<Registry> {
        let location = self.location(&location, true);
        let missing = &catalogue::REGISTRIES_LOCATION_MISSING;
        let written_prefix = !prefix.value.is_empty();
        let prefix = if written_prefix {
            let prefix = self.location(&prefix, false);
            if !prefix.value.starts_with("*.") && location.value.is_empty() {
                let tool = "invalid condition: location is unset and prefix is not in the format: *.example.com";
                let message = "a registry with a prefix needs a `location`";
                self.findings.push(
                    Finding::fatal(missing, prefix.span, message, tool)
                        .note("only a prefix of the form `*.example.com` does without"),
                );
                return None;
            }
            prefix
        } else if location.value.is_empty() {
            let tool = "invalid condition: both location and prefix are unset";
            let mut finding = Finding::fatal(missing, table.span, "a registry without `location`", tool);
            if let Some(meant) = table.entries().iter().find(|entry| {
                matches!(entry.value, Value::String(_)) && !REGISTRY_KEYS.iter().any(|key| fold_eq(key, &entry.key))
            }) {
                let message = format!("`{}` is not a key that is read", meant.key);
                finding = finding.label(meant.key_span, message);
            }
            self.findings.push(finding);
            return None;
        } else {
            location.clone()
        };
        if let Some(policy) = pull_from.filter(|policy| !policy.value.is_empty()) {
            let tool = format!("pull-from-mirror must not be set for a non-mirror registry {}", quote(&prefix.value));
            let message = "`pull-from-mirror` belongs to a mirror, not to the registry";
            self.findings.push(Finding::fatal(&catalogue::REGISTRIES_MIRROR_POLICY, policy.span, message, tool));
        }
        let mut kept = Vec::new();
        for (mut mirror, policy) in mirrors {
            mirror.location = self.location(&mirror.location, true);
            if mirror.location.value.is_empty() {
                let tool = "invalid condition: mirror location is unset";
                let message = "a mirror without `location`";
                self.findings.push(Finding::fatal(missing, mirror.location.span, message, tool));
                continue;
            }
            self.mirror_policy(&prefix.value, &mirror, policy, digest_only);
            kept.push(mirror);
        }
        let registry = Registry { prefix, location, insecure, blocked, digest_only, mirrors: kept, span: table.span };
        self.at_use(&registry, written_prefix);
        Some(registry)
    }

    fn mirror_policy(&mut self, prefix: &str, mirror: &Mirror, policy: Span, digest_only: bool) {
        let rule = &catalogue::REGISTRIES_MIRROR_POLICY;
        if mirror.pull_from.is_empty() {
            return;
        }
        let location = quote(&mirror.location.value);
        if digest_only {
            let tool = format!(
                "cannot set mirror usage mirror-by-digest-only for the registry ({}) and pull-from-mirror for \
                 per-mirror ({location}) at the same time",
                quote(prefix)
            );
            let message = "`pull-from-mirror` contradicts the registry's `mirror-by-digest-only`";
            self.findings.push(Finding::fatal(rule, policy, message, tool));
        }
        let known = ["all", "digest-only", "tag-only"];
        if !known.contains(&mirror.pull_from.as_str()) {
            let tool = format!("unsupported pull-from-mirror value {} for mirror {location}", quote(&mirror.pull_from));
            let message = format!("`{}` is no value of `pull-from-mirror`", mirror.pull_from);
            let list = shortlist(&mirror.pull_from, known, 8);
            self.findings.push(Finding::fatal(rule, policy, message, tool).note(format!("it takes {list}")));
        }
    }

    /// What is read and then fails, or never applies.
    fn at_use(&mut self, registry: &Registry, written_prefix: bool) {
        let prefix = &registry.prefix.value;
        let wildcard = prefix.strip_prefix("*.");
        let applies = match wildcard {
            Some(_) => true,
            None => ["/a/b:1", ":1", ""].iter().any(|rest| is_named(&format!("{prefix}{rest}"))),
        };
        if !applies && !is_http(prefix) {
            self.dead_prefix(registry, written_prefix);
            return;
        }
        let same = registry.location.value == *prefix;
        if !same && !registry.location.value.is_empty() {
            self.rewrites(&registry.location, "location", prefix);
        }
        for mirror in &registry.mirrors {
            self.rewrites(&mirror.location, "mirror", prefix);
        }
    }

    fn dead_prefix(&mut self, registry: &Registry, written_prefix: bool) {
        let Spanned { value: prefix, span } = &registry.prefix;
        let what = if written_prefix { "prefix" } else { "location" };
        let (rule, why) = if scheme(prefix).is_some() {
            (&catalogue::REGISTRIES_LOCATION_SCHEME, "a scheme is not part of any image name")
        } else if prefix.contains('*') {
            (&catalogue::REGISTRIES_WILDCARD, "`*` is understood in front, as `*.example.com`, and nowhere else")
        } else {
            (&catalogue::REGISTRIES_LOCATION_REF, "no image name begins like this")
        };
        let message = format!("{what} `{prefix}` never matches an image");
        self.findings.push(Finding::silent(rule, Severity::Warning, *span, message).note(why));
    }

    /// Reports a location that no image name can be made from.
    fn rewrites(&mut self, location: &Spanned<String>, what: &str, prefix: &str) {
        if is_http(&location.value) {
            return;
        }
        let image = format!("{}/a/b:1", location.value);
        let error = match reference::normalize(&image) {
            Ok(found) if found.to_string() == image => return,
            Ok(_) => "repository name must be canonical".to_owned(),
            Err(error) => reference::skopeo_text(&error),
        };
        let tool = format!("rewriting reference: {error}");
        let trimmed = location.value.trim();
        if scheme(&location.value).is_some() {
            let message = format!("{what} `{}` has a scheme: every pull from `{prefix}` fails", location.value);
            let finding =
                Finding::silent(&catalogue::REGISTRIES_LOCATION_SCHEME, Severity::Error, location.span, message);
            self.findings.push(finding.prints(tool).note("write the registry's host, without a scheme"));
            return;
        }
        let message = format!("{what} `{}` makes no image name: every pull from `{prefix}` fails", location.value);
        let mut finding =
            Finding::silent(&catalogue::REGISTRIES_LOCATION_REF, Severity::Error, location.span, message).prints(tool);
        if trimmed != location.value && is_named(&format!("{trimmed}/a/b:1")) {
            let edit = Edit::replace(location.span, quote(trimmed));
            finding = finding.fix("remove the blanks", Applicability::Safe, vec![edit]);
        }
        self.findings.push(finding);
    }

    fn registries(&mut self, file: &mut File) {
        let key = |registry: &Registry| {
            let location = &registry.location.value;
            if location.is_empty() { registry.prefix.value.clone() } else { location.clone() }
        };
        let mut by_location: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, registry) in file.registries.iter().enumerate() {
            by_location.entry(key(registry)).or_default().push(at);
        }
        for (at, registry) in file.registries.iter().enumerate() {
            for other in &by_location[&key(registry)] {
                let first = &file.registries[*other];
                if *other >= at {
                    break;
                }
                for (setting, differs) in
                    [("insecure", registry.insecure != first.insecure), ("blocked", registry.blocked != first.blocked)]
                {
                    if differs {
                        let location = &registry.location.value;
                        let tool = format!(
                            "registry '{location}' is defined multiple times with conflicting '{setting}' setting"
                        );
                        let message = format!("`{}` is given twice with different `{setting}`", key(registry));
                        self.findings.push(
                            Finding::fatal(&catalogue::REGISTRIES_CONFLICT, registry.span, message, tool)
                                .label(first.span, "the other one"),
                        );
                    }
                }
            }
        }
        let mut seen: BTreeMap<&str, &Registry> = BTreeMap::new();
        for registry in &file.registries {
            let prefix = registry.prefix.value.as_str();
            match seen.get(prefix) {
                // The very same table again changes nothing.
                Some(first)
                    if first.location.value != registry.location.value
                        || first.insecure != registry.insecure
                        || first.mirrors.len() != registry.mirrors.len() =>
                {
                    let message = format!("a second registry for the prefix `{prefix}` is not used");
                    self.findings.push(
                        Finding::silent(&catalogue::REGISTRIES_CONFLICT, Severity::Warning, registry.span, message)
                            .label(first.span, "the first one counts"),
                    );
                }
                Some(_) => {}
                None => {
                    seen.insert(prefix, registry);
                }
            }
        }
    }

    fn search(&mut self, file: &mut File) {
        let Some(list) = &mut file.search else { return };
        let mut fatal = Vec::new();
        for entry in &mut list.value {
            let trimmed = entry.value.trim_end_matches('/').to_owned();
            let rule = &catalogue::REGISTRIES_SEARCH_ENTRY;
            if is_http(&trimmed) || !is_domain(&trimmed) {
                let tool = if is_http(&trimmed) {
                    format!("invalid location '{}': URI schemes are not supported", entry.value)
                } else {
                    format!("Invalid unqualified-search-registries entry {}", quote(&trimmed))
                };
                let message = if entry.value.is_empty() {
                    "an empty entry in the search list".to_owned()
                } else {
                    format!("`{}` in the search list is not a host", entry.value)
                };
                let mut finding = Finding::fatal(rule, entry.span, message, tool)
                    .note("the list takes `host` or `host:port`; with any other entry no image can be pulled at all");
                let host = ["https://", "docker://"].iter().find_map(|scheme| trimmed.strip_prefix(scheme));
                if let Some(host) = host.filter(|host| is_domain(host)) {
                    let edit = Edit::replace(entry.span, quote(host));
                    finding = finding.fix(format!("write `{host}`"), Applicability::Safe, vec![edit]);
                }
                fatal.push(finding);
            }
            entry.value = trimmed;
        }
        self.findings.extend(fatal);
    }

    fn mode(&mut self, file: &mut File, table: &Table) {
        let Some(entry) = table.field("short-name-mode") else { return };
        let Value::String(name) = &entry.value else { return };
        if name.is_empty() {
            return;
        }
        match Mode::parse(name) {
            Some(mode) => file.mode = Some(Spanned { value: mode, span: entry.span }),
            None => {
                let tool = format!("invalid short-name mode: {}", quote(name));
                let message = format!("`{name}` is no short-name mode");
                let mut finding = Finding::fatal(&catalogue::REGISTRIES_SHORTNAME_MODE, entry.span, message, tool)
                    .note(format!("it takes {}, in lower case", shortlist(name, Mode::NAMES, 8)));
                finding.diagnostic.expected = Mode::NAMES.iter().map(|name| (*name).to_owned()).collect();
                if let Some(meant) = Mode::NAMES.iter().find(|meant| meant.eq_ignore_ascii_case(name)) {
                    let edit = Edit::replace(entry.span, quote(meant));
                    finding = finding.fix(format!("write `{meant}`"), Applicability::Safe, vec![edit]);
                }
                self.findings.push(finding);
            }
        }
    }

    fn wildcards(&mut self, file: &File) {
        for registry in &file.registries {
            let prefix = &registry.prefix.value;
            if prefix.starts_with("*.") && prefix.contains(['/', '@', ':']) {
                let tool = format!(
                    "Wildcarded prefix should be in the format: *.example.com. Current prefix {} is incorrectly \
                     formatted",
                    quote(prefix)
                );
                let message = format!("wildcard prefix `{prefix}` may have neither path nor port");
                self.findings.push(Finding::fatal(
                    &catalogue::REGISTRIES_WILDCARD,
                    registry.prefix.span,
                    message,
                    tool,
                ));
            }
        }
    }

    fn aliases(&mut self, file: &mut File, table: &Table) {
        let Some(Entry { value: Value::Table(aliases), span, .. }) = table.field("aliases") else { return };
        for entry in aliases.entries() {
            let Value::String(value) = &entry.value else { continue };
            let name = Spanned { value: entry.key.clone(), span: entry.key_span };
            let mut errors = Vec::new();
            if let Some((text, message)) = alias_name_error(&entry.key) {
                errors.push((entry.key_span, text, message));
            }
            let target = if value.is_empty() {
                None
            } else {
                match alias_target(value) {
                    Ok(target) => Some(target),
                    Err((text, message)) => {
                        errors.push((entry.span, text, message));
                        None
                    }
                }
            };
            let global = GLOBAL_KEYS.into_iter().find(|key| fold_eq(key, &entry.key));
            let failed = !errors.is_empty();
            for (place, text, message) in errors {
                let tool = format!("validating short-name aliases: {text}");
                self.findings.push(match global {
                    Some(key) => {
                        let message = format!("`{key}` stands in the table `[aliases]`, where it is an alias");
                        Finding::fatal(&catalogue::REGISTRIES_KEY_IN_TABLE, entry.key_span, message, tool)
                            .label(*span, "the table begins here and goes on to the next header")
                    }
                    None => Finding::fatal(&catalogue::REGISTRIES_ALIAS, place, message, tool),
                });
            }
            if !failed {
                file.aliases.push(Alias { name, target, span: entry.span });
            }
        }
    }

    fn version_1(&mut self, entry: &Entry, found: &mut Version1) {
        let Value::Table(table) = &entry.value else {
            self.no_table(&[&entry.key], entry.line, entry.span, &entry.value, "V1TOMLConfig");
            if matches!(entry.value, Value::Tables(_))
                && let Some(last) = self.findings.last_mut()
            {
                last.diagnostic.message = "`[[registries]]` is neither version 1 nor 2; registries are written \
                                           `[[registry]]`"
                    .into();
            }
            return;
        };
        found.span = found.span.or(Some(entry.span));
        for part in table.entries() {
            let Some(known) = VERSION_1_TABLES.into_iter().find(|name| fold_eq(name, &part.key)) else {
                found.has_unknown = true;
                self.unknown_inside(part, &VERSION_1_TABLES, "[registries]", table.span);
                continue;
            };
            let Value::Table(inner) = &part.value else {
                let path = [entry.key.as_str(), part.key.as_str()];
                self.no_table(&path, part.line, part.span, &part.value, "V1TOMLregistries");
                continue;
            };
            for item in inner.entries() {
                if !fold_eq(&item.key, "registries") {
                    found.has_unknown = true;
                    let name = format!("[registries.{known}]");
                    self.unknown_inside(item, &["registries"], &name, inner.span);
                    continue;
                }
                let path = [entry.key.as_str(), part.key.as_str(), item.key.as_str()];
                let rule =
                    if known == "search" { &catalogue::REGISTRIES_SEARCH_ENTRY } else { &catalogue::REGISTRIES_TOML };
                if let Some(list) = self.strings(rule, &path, item) {
                    let list = Spanned { value: list, span: item.span };
                    match known {
                        "search" => found.search = Some(list),
                        "insecure" => found.insecure = Some(list),
                        _ => found.block = Some(list),
                    }
                }
            }
        }
    }

    fn judge_version_1(
        &mut self,
        file: &mut File,
        found: &Version1,
        span: Span,
        version_2: Option<(&str, Span)>,
        role: Role,
        fatal_before: bool,
    ) {
        let modern = self.generation == Generation::V6;
        let mixed = version_2.is_some();
        let tool = if modern {
            "registries.conf must be in v2 format but is in v1"
        } else if role == Role::DropIn {
            "registry must be in v2 format but is in v1"
        } else {
            "mixing sysregistry v1/v2 is not supported"
        };
        let rule = match (role, mixed) {
            (_, true) => &catalogue::REGISTRIES_V1_V2_MIXED,
            (Role::DropIn, false) => &catalogue::REGISTRIES_DROPIN_V1,
            (Role::Main, false) => &catalogue::REGISTRIES_V1,
        };
        if mixed || modern || role == Role::DropIn {
            let message = match (role, mixed) {
                (_, true) => "version-1 tables and version-2 keys in one file",
                (Role::DropIn, false) => "a drop-in may not be in version 1",
                (Role::Main, false) => "podman 6 no longer reads version 1 of registries.conf",
            };
            let mut finding = Finding::fatal(rule, span, message, tool);
            if let Some((key, place)) = version_2 {
                finding = finding.label(place, format!("`{key}` is of version 2"));
            }
            if !modern && role == Role::Main && self.generation > Generation::V4 {
                finding.tool.push_str(": <the configuration>");
            }
            self.findings.push(with_conversion(finding, self.to_version_2(found, file.search.is_some())));
        } else if !fatal_before {
            let message = "version 1 of registries.conf, which podman 6 no longer reads";
            let finding = Finding::silent(rule, Severity::Warning, span, message);
            self.findings.push(with_conversion(finding, self.to_version_2(found, false)));
        }
        if !mixed {
            self.convert(file, found);
        }
    }

    /// Version 1 as version 2: blocked and insecure registries, and the search list.
    fn convert(&mut self, file: &mut File, found: &Version1) {
        let mut registries: Vec<Registry> = Vec::new();
        for (list, blocked) in [(&found.block, true), (&found.insecure, false)] {
            for entry in list.iter().flat_map(|list| &list.value) {
                let location = self.location(entry, false);
                let at = registries.iter().position(|registry| registry.location.value == location.value);
                let at = at.unwrap_or_else(|| {
                    registries.push(Registry {
                        prefix: location.clone(),
                        location: location.clone(),
                        insecure: false,
                        blocked: false,
                        digest_only: false,
                        mirrors: Vec::new(),
                        span: entry.span,
                    });
                    registries.len() - 1
                });
                if blocked {
                    registries[at].blocked = true;
                } else {
                    registries[at].insecure = true;
                }
            }
        }
        for registry in &registries {
            if registry.location.value.is_empty() {
                let tool = "invalid condition: both location and prefix are unset";
                let message = "an empty registry";
                self.findings.push(Finding::fatal(
                    &catalogue::REGISTRIES_LOCATION_MISSING,
                    registry.span,
                    message,
                    tool,
                ));
            } else {
                self.at_use(registry, false);
            }
        }
        file.registries = registries;
        file.search.clone_from(&found.search);
    }

    /// Edits that put an entry in front of all tables; none where the key is there already.
    fn move_up(&self, entry: &Entry, global: &str, file: &File) -> Vec<Edit> {
        let taken = self
            .text
            .lines()
            .take_while(|line| !line.trim_start().starts_with('['))
            .any(|line| line.split_once('=').is_some_and(|(key, _)| fold_eq(key.trim(), global)));
        let range = entry.key_span.to(entry.span).range();
        let (Some(written), false) = (self.text.get(range.clone()), taken || file.search.is_some()) else {
            return Vec::new();
        };
        let start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[range.end..].find('\n').map_or(self.text.len(), |at| range.end + at + 1);
        // Something else on the line, a comment for example, would be lost.
        if !self.text[start..range.start].trim().is_empty() || !self.text[range.end..end].trim().is_empty() {
            return Vec::new();
        }
        let written = written.to_owned();
        vec![
            Edit::insert(Span::at(self.source, 0), format!("{written}\n")),
            Edit::delete(Span::new(self.source, start, end)),
        ]
    }

    /// Edits that write version-1 tables as version 2; none where something would be lost.
    fn to_version_2(&self, found: &Version1, search_given: bool) -> Vec<Edit> {
        if self.text.is_empty() || found.has_unknown || (search_given && found.search.is_some()) {
            return Vec::new();
        }
        let mut edits = Vec::new();
        let mut offset = 0;
        let mut inside = false;
        for line in self.text.split_inclusive('\n') {
            let trimmed = line.trim_start();
            if trimmed.starts_with('[') {
                let name: String = trimmed.chars().filter(|found| !found.is_whitespace()).collect();
                inside = name.to_lowercase().starts_with("[registries");
            }
            if inside && !trimmed.starts_with('#') {
                edits.push(Edit::delete(Span::new(self.source, offset, offset + line.len())));
            }
            offset += line.len();
        }
        let list = |list: &Spanned<Vec<Spanned<String>>>| {
            list.value.iter().map(|entry| quote(&entry.value)).collect::<Vec<_>>().join(", ")
        };
        if let Some(search) = &found.search {
            let line = format!("unqualified-search-registries = [{}]\n", list(search));
            edits.insert(0, Edit::insert(Span::at(self.source, 0), line));
        }
        let mut tables: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for (entries, blocks) in [(&found.insecure, false), (&found.block, true)] {
            for entry in entries.iter().flat_map(|entries| &entries.value) {
                let flags = tables.entry(&entry.value).or_default();
                if blocks { flags.1 = true } else { flags.0 = true }
            }
        }
        let mut text = String::new();
        for (location, (insecure, blocked)) in tables {
            text.push_str(&format!("\n[[registry]]\nlocation = {}\n", quote(location)));
            text.push_str(if insecure { "insecure = true\n" } else { "" });
            text.push_str(if blocked { "blocked = true\n" } else { "" });
        }
        if !text.is_empty() {
            edits.push(Edit::insert(Span::at(self.source, self.text.len()), text));
        }
        edits
    }

    fn unknown(&mut self, entry: &Entry, known: &[&'static str], place: &str) {
        let meant = nearest(&entry.key, known.iter().copied())
            .or_else(|| known.iter().copied().find(|key| same_letters(key, &entry.key)));
        let what = if matches!(entry.value, Value::Table(_) | Value::Tables(_)) { "table" } else { "key" };
        let message = format!("{what} `{}` of {place} is not read by any tool", entry.key);
        let mut finding =
            Finding::silent(&catalogue::REGISTRIES_UNKNOWN_KEY, Severity::Warning, entry.key_span, message);
        if let Some(meant) = meant {
            finding = finding.note(format!("did you mean `{meant}`?"));
            finding.diagnostic.expected.push(meant.to_owned());
        }
        self.findings.push(finding);
    }

    fn unknown_inside(&mut self, entry: &Entry, known: &[&'static str], place: &str, header: Span) {
        match GLOBAL_KEYS.into_iter().find(|key| fold_eq(key, &entry.key)) {
            Some(global) => {
                let message = format!("`{global}` stands in the table `{place}`, where it is ignored");
                let edits = if place.contains("registries") {
                    Vec::new()
                } else {
                    self.move_up(entry, global, &File::default())
                };
                let finding =
                    Finding::silent(&catalogue::REGISTRIES_KEY_IN_TABLE, Severity::Warning, entry.key_span, message)
                        .label(header, "the table begins here and goes on to the next header")
                        .note("keys for the whole file stand before the first table");
                self.findings.push(with_move(finding, edits));
            }
            None => self.unknown(entry, known, &format!("`{place}`")),
        }
    }
}

/// Adds the fix that moves a key up, if there is one.
fn with_move(finding: Finding, edits: Vec<Edit>) -> Finding {
    if edits.is_empty() { finding } else { finding.fix("move it before the first table", Applicability::Safe, edits) }
}

/// Adds the fix that writes version 2, if there is one.
fn with_conversion(finding: Finding, edits: Vec<Edit>) -> Finding {
    if edits.is_empty() { finding } else { finding.fix("write it as version 2", Applicability::Safe, edits) }
}

/// Version-1 tables.
#[derive(Default)]
struct Version1 {
    has_unknown: bool,
    span: Option<Span>,
    search: Option<Spanned<Vec<Spanned<String>>>>,
    insecure: Option<Spanned<Vec<Spanned<String>>>>,
    block: Option<Spanned<Vec<Spanned<String>>>>,
}

impl Version1 {
    /// Whether the tables make the file one of version 1: podman 4.3 looks for entries, later ones for lists.
    fn counts(&self, generation: Generation) -> bool {
        [&self.search, &self.insecure, &self.block]
            .into_iter()
            .flatten()
            .any(|list| generation > Generation::V4 || !list.value.is_empty())
    }
}

fn alias_name_error(name: &str) -> Option<(String, String)> {
    let quoted = quote(name);
    match reference::parse(name) {
        Err(error) => Some((
            format!("cannot parse short name: {quoted}: {error}"),
            format!("`{name}` cannot be an image's short name: {error}"),
        )),
        Ok(found) => {
            let what = if found.digest.is_some() {
                "digest"
            } else if found.tag.is_some() {
                "tag"
            } else if found.has_host() {
                "registry"
            } else {
                return None;
            };
            let text = format!("invalid short name {quoted}: must not contain {what}");
            Some((text, format!("the short name `{name}` has a {what}; an alias is for a name without one")))
        }
    }
}

fn alias_target(value: &str) -> Result<reference::Normalized, (String, String)> {
    let quoted = quote(value);
    let found = reference::parse(value).map_err(|error| {
        (format!("parsing alias {quoted}: {error}"), format!("alias target `{value}` is no image name: {error}"))
    })?;
    let invalid = |what: &str, message: String| Err((format!("invalid alias {quoted}: must {what}"), message));
    if found.digest.is_some() {
        return invalid("not contain digest", format!("alias target `{value}` has a digest, which it may not"));
    }
    if found.tag.is_some() {
        return invalid("not contain tag", format!("alias target `{value}` has a tag, which it may not"));
    }
    if !found.has_host() {
        let message = format!("alias target `{value}` names no registry");
        return invalid("contain registry and repository", message);
    }
    reference::normalize(value).map_err(|error| (reference::skopeo_text(&error), format!("`{value}`: {error}")))
}

fn is_http(location: &str) -> bool {
    location.starts_with("http://") || location.starts_with("https://")
}

/// The scheme of `scheme://rest`.
fn scheme(location: &str) -> Option<&str> {
    location.split_once("://").map(|(scheme, _)| scheme)
}

/// Whether the tools take `image` as it is for a full image name.
fn is_named(image: &str) -> bool {
    reference::normalize(image).is_ok_and(|found| found.to_string() == image)
}

/// Whether two keys differ in `_`, `-` and case only.
fn same_letters(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|found| found.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(a).eq(letters(b))
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a string",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "a boolean",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
        Value::Tables(_) => "a list of tables",
    }
}
