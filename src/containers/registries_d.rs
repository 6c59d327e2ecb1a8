//! registries.d: YAML files on where signatures are looked for. One bad file stops every access to a registry.

use crate::containers::catalogue;
use crate::diagnostic::Entry;
use std::collections::BTreeMap;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

use crate::text::{SourceId, Span};

use super::finding::Finding;
use super::go_toml::quote;

const RULE: &Entry = &catalogue::REGISTRIES_D_INVALID;
const SCOPE_KEYS: [&str; 5] =
    ["lookaside", "lookaside-staging", "sigstore", "sigstore-staging", "use-sigstore-attachments"];

/// What all files of the directory define so far.
#[derive(Debug, Clone, Default)]
pub struct Defined {
    default: Option<(String, Span)>,
    scopes: BTreeMap<String, (String, Span)>,
    /// Whether any scope looks for signatures of sigstore's kind.
    pub attachments: bool,
}

/// Reads one file and adds what it defines to what the files before it did. Files are read in byte order of names;
/// only `*.yaml` are.
#[must_use]
pub fn judge(text: &str, source: SourceId, path: &str, defined: &mut Defined) -> Vec<Finding> {
    if let Some(at) = tab_before_all(text) {
        let message = "not YAML: a tab stands before the first key";
        let tool = "error converting YAML to JSON: yaml: found character that cannot start any token";
        return vec![Finding::fatal(RULE, Span::new(source, at, at + 1), message, tool)];
    }
    let documents = match MarkedYaml::load_from_str(text) {
        Ok(documents) => documents,
        // Go's YAML of old took the last of several
        Err(error) if error.info().contains("duplicated key") => {
            let at = byte_offset(text, error.marker().index());
            let message = "a key is given twice: older tools take the last, newer refuse the file";
            return vec![Finding::silent(
                RULE,
                crate::diagnostic::Severity::Warning,
                Span::new(source, at, at),
                message,
            )];
        }
        Err(error) => {
            let at = byte_offset(text, error.marker().index());
            let info = error.info().to_owned();
            let tool = format!("error converting YAML to JSON: yaml: line {}: {info}", error.marker().line());
            return vec![Finding::fatal(RULE, Span::new(source, at, at), format!("not YAML: {info}"), tool)];
        }
    };
    let Some(document) = documents.first() else { return Vec::new() };
    let mut judge = Judge { text, source, path, findings: Vec::new(), attachments: false };
    judge.file(document, defined);
    defined.attachments |= judge.attachments;
    judge.findings
}

/// A tab that indents the first line of content, which Go's YAML does not take.
fn tab_before_all(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            return line[..line.len() - content.len()].find('\t').map(|at| start + at);
        }
        start += line.len();
    }
    None
}

/// The byte offset of the character at `index`.
pub(super) fn byte_offset(text: &str, index: usize) -> usize {
    text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
}

/// Words that YAML 1.1 takes for truth values.
fn is_yaml_1_1(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "y" | "yes" | "on" | "n" | "no" | "off" | "true" | "false")
}

fn is_yaml_1_1_true(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "y" | "yes" | "on" | "true")
}

/// Why Go takes a text for no URL with a scheme.
fn bad_url(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let parse = |why: &str| Some(format!("parse {}: {why}", quote(text)));
    let bytes = text.as_bytes();
    for at in text.match_indices('%').map(|(at, _)| at) {
        let digits = bytes.get(at + 1..at + 3);
        if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            let end = text.len().min(at + 3);
            let shown = text.get(at..end).unwrap_or("%");
            return parse(&format!("invalid URL escape {}", quote(shown)));
        }
    }
    if text.chars().any(|c| c.is_control()) {
        return parse("net/url: invalid control character in URL");
    }
    if text.starts_with(':') {
        return parse("missing protocol scheme");
    }
    let scheme = text.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains('/'));
    match scheme {
        Some(scheme) if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            parse("first path segment in URL cannot contain colon")
        }
        Some(scheme) if is_scheme_read(scheme) => {
            let host = text.split("//").nth(1)?.split(['/', '?', '#']).next()?;
            let (_, port) = host.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'))?;
            if port.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            parse(&format!("invalid port {} after host", quote(&format!(":{port}"))))
        }
        // what is done with it is told by [`unread_scheme`]
        Some(_) => None,
        // it makes the tools panic: there is no such storage
        None => Some("there is no scheme; write `https://` or `file:///`".to_owned()),
    }
}

fn is_scheme_read(scheme: &str) -> bool {
    ["http", "https", "file"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// The scheme of a URL in which no signature can be looked for. The file is taken, and the pull fails after the manifest.
fn unread_scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    (!scheme.is_empty() && !scheme.contains('/') && !is_scheme_read(scheme)).then_some(scheme)
}

struct Judge<'a> {
    text: &'a str,
    source: SourceId,
    path: &'a str,
    findings: Vec<Finding>,
    attachments: bool,
}

impl Judge<'_> {
    fn span(&self, node: &MarkedYaml<'_>) -> Span {
        let start = byte_offset(self.text, node.span.start.index());
        let end = byte_offset(self.text, node.span.end.index());
        Span::new(self.source, start, end)
    }

    fn name<'y>(node: &'y MarkedYaml<'_>) -> Option<&'y str> {
        match &node.data {
            YamlData::Value(Scalar::String(text)) => Some(text),
            YamlData::Representation(text, _, _) => Some(text),
            _ => None,
        }
    }

    fn wrong(&mut self, node: &MarkedYaml<'_>, message: &str, go_type: &str) {
        let tool = format!("json: cannot unmarshal into Go value of type {go_type}");
        let span = self.span(node);
        self.findings.push(Finding::fatal(RULE, span, message, tool));
    }

    fn file(&mut self, document: &MarkedYaml<'_>, defined: &mut Defined) {
        match &document.data {
            YamlData::Mapping(mapping) => {
                for (key, value) in mapping {
                    // Go's JSON takes names in any case
                    match Self::name(key).map(str::to_ascii_lowercase).as_deref() {
                        Some("default-docker") => {
                            self.scope(value);
                            let span = self.span(key);
                            if let Some((other, first)) = &defined.default {
                                let tool = format!(
                                    "Error parsing signature storage configuration: \"default-docker\" defined both \
                                     in {} and {}",
                                    quote(other),
                                    quote(self.path)
                                );
                                let message = "`default-docker` is defined in two files";
                                self.findings
                                    .push(Finding::fatal(RULE, span, message, tool).label(*first, "also defined here"));
                            } else {
                                defined.default = Some((self.path.to_owned(), span));
                            }
                        }
                        Some("docker") => self.docker(value, defined),
                        _ => {}
                    }
                }
            }
            YamlData::Value(Scalar::Null) => {}
            _ => self.wrong(document, "the file must hold a mapping", "docker.registryConfiguration"),
        }
    }

    fn docker(&mut self, value: &MarkedYaml<'_>, defined: &mut Defined) {
        let YamlData::Mapping(mapping) = &value.data else {
            if !matches!(value.data, YamlData::Value(Scalar::Null)) {
                self.wrong(value, "`docker` must hold a mapping", "map[string]docker.registryNamespace");
            }
            return;
        };
        for (key, scope) in mapping {
            self.scope(scope);
            let Some(name) = Self::name(key) else { continue };
            let span = self.span(key);
            if let Some((other, first)) = defined.scopes.get(name) {
                let tool = format!(
                    "Error parsing signature storage configuration: \"docker\" namespace {} defined both in {} and {}",
                    quote(name),
                    quote(other),
                    quote(self.path)
                );
                let message = format!("`{name}` is defined in two files");
                self.findings.push(Finding::fatal(RULE, span, message, tool).label(*first, "also defined here"));
            } else {
                defined.scopes.insert(name.to_owned(), (self.path.to_owned(), span));
            }
        }
    }

    fn scope(&mut self, value: &MarkedYaml<'_>) {
        let YamlData::Mapping(mapping) = &value.data else {
            if !matches!(value.data, YamlData::Value(Scalar::Null)) {
                self.wrong(value, "a scope must hold a mapping", "docker.registryNamespace");
            }
            return;
        };
        for (key, entry) in mapping {
            let Some(name) = Self::name(key).map(str::to_ascii_lowercase) else { continue };
            let Some(name) = SCOPE_KEYS.iter().copied().find(|known| *known == name) else { continue };
            let flag = name == "use-sigstore-attachments";
            let plain = match &entry.data {
                YamlData::Value(Scalar::String(text)) => text.as_ref(),
                YamlData::Representation(text, ..) => text.as_ref(),
                // a scalar becomes the text that it stands as
                YamlData::Value(Scalar::Null) => "",
                YamlData::Value(_) => self.text.get(self.span(entry).range()).unwrap_or_default().trim(),
                _ => "",
            };
            // what is written to is asked for by a push only
            let is_read = !flag && !name.ends_with("-staging");
            if flag {
                let on = matches!(entry.data, YamlData::Value(Scalar::Boolean(true))) || is_yaml_1_1_true(plain);
                if on {
                    self.attachments = true;
                }
            } else if let Some(why) = bad_url(plain) {
                if !is_read {
                    let (span, message) = (self.span(entry), format!("`{plain}` is no URL: {why}"));
                    let warning = crate::diagnostic::Severity::Warning;
                    self.findings.push(Finding::silent(RULE, warning, span, message));
                    continue;
                }
                let tool = format!("Invalid signature storage URL {plain}: {why}");
                let span = self.span(entry);
                self.findings.push(Finding::fatal(RULE, span, format!("`{plain}` is no URL: {why}"), tool));
                continue;
            }
            if !flag && let Some(scheme) = unread_scheme(plain) {
                let severity =
                    if is_read { crate::diagnostic::Severity::Error } else { crate::diagnostic::Severity::Warning };
                let message = format!("signatures are not looked for at `{scheme}:` addresses: `{plain}`");
                let tool = if is_read {
                    format!("Unsupported scheme when reading signature from {plain}")
                } else {
                    String::new()
                };
                let span = self.span(entry);
                self.findings.push(Finding::silent(RULE, severity, span, message).prints(tool));
                continue;
            }
            let fits = match &entry.data {
                YamlData::Value(Scalar::Null) => true,
                // Go's YAML reads YAML 1.1 where a truth value is wanted
                YamlData::Value(Scalar::String(text)) if flag => {
                    // a truth value of today's YAML is a text only in quotes
                    is_yaml_1_1(text) && !matches!(text.to_ascii_lowercase().as_str(), "true" | "false")
                }
                YamlData::Value(Scalar::Boolean(_)) => true,
                YamlData::Value(_) => !flag,
                YamlData::Representation(..) => true,
                _ => false,
            };
            if !fits {
                let words = if flag { "`true` or `false`" } else { "a string" };
                let go_type = if flag { "bool" } else { "string" };
                self.wrong(entry, &format!("`{name}` must be {words}"), go_type);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_default_over_all_files() {
        let mut defined = Defined::default();
        let text = "default-docker:\n  sigstore: file:///var/lib/x\ndocker:\n  a.example:\n    sigstore: https://x\n";
        assert!(judge(text, SourceId(0), "/etc/containers/registries.d/a.yaml", &mut defined).is_empty());
        let again = judge(text, SourceId(1), "/etc/containers/registries.d/b.yaml", &mut defined);
        assert_eq!(again.len(), 2);
        assert!(again[0].tool.contains("\"default-docker\" defined both in"), "{}", again[0].tool);
    }

    #[test]
    fn yaml_slips_are_fatal() {
        let says = |text: &str| judge(text, SourceId(0), "x.yaml", &mut Defined::default()).len();
        assert_eq!(says("docker: [\n"), 1);
        assert_eq!(says("docker:\n  - a\n"), 1);
        assert_eq!(says("- a\n"), 1);
        assert_eq!(says(""), 0);
        assert_eq!(says("# nothing\n"), 0);
    }
}
