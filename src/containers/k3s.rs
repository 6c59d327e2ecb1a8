//! registries.yaml of k3s and rke2, from which they make containerd's configuration, and their air-gap images.
//!
//! By their documents ("Private Registry Configuration", "Air-Gap Install") and issues; not run here.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

use crate::containers::catalogue;
use crate::diagnostic::{Entry, Message, Severity, nearest};
use crate::text::{SourceId, Span};

use super::finding::Finding;
use super::registries_d::byte_offset;

const RULE: &Entry = &catalogue::K3S_REGISTRIES_INVALID;

/// Whether k3s and rke2 load a file of their image directory.
#[must_use]
pub fn is_airgap_image(name: &str) -> bool {
    const SUFFIXES: [&str; 9] =
        [".tar", ".tar.lz4", ".tar.bz2", ".tbz", ".tar.gz", ".tgz", ".tar.zst", ".tzst", ".txt"];
    let name = name.to_ascii_lowercase();
    // an empty marker of newer versions
    SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) || name == ".cache.json"
}

/// Reads registries.yaml.
#[must_use]
pub fn judge(text: &str, source: SourceId) -> Vec<Finding> {
    let documents = match MarkedYaml::load_from_str(text) {
        Ok(documents) => documents,
        Err(error) => {
            let at = byte_offset(text, error.marker().index());
            let message = format!("not YAML: {}", error.info());
            return vec![Finding::fatal(RULE, Span::new(source, at, at), message, "")];
        }
    };
    let mut judge = Judge { text, source, findings: Vec::new() };
    if let Some(document) = documents.first() {
        judge.file(document);
    }
    judge.findings
}

struct Judge<'a> {
    text: &'a str,
    source: SourceId,
    findings: Vec<Finding>,
}

type Node<'y> = MarkedYaml<'y>;

impl Judge<'_> {
    fn span(&self, node: &Node<'_>) -> Span {
        let start = byte_offset(self.text, node.span.start.index());
        Span::new(self.source, start, byte_offset(self.text, node.span.end.index()))
    }

    fn wrong(&mut self, node: &Node<'_>, message: impl Into<Message>) {
        let finding = Finding::fatal(RULE, self.span(node), message, "").note("k3s does not start with this file");
        self.findings.push(finding);
    }

    fn idle(&mut self, node: &Node<'_>, message: impl Into<Message>, note: Option<String>) {
        let mut finding = Finding::silent(RULE, Severity::Warning, self.span(node), message);
        if let Some(note) = note {
            finding = finding.note(note);
        }
        self.findings.push(finding);
    }

    /// The members of a mapping; those with another name than `known` are reported, where there are such.
    fn members<'n, 'y>(
        &mut self,
        node: &'n Node<'y>,
        what: &str,
        known: &[&'static str],
    ) -> Vec<(&'n Node<'y>, String, &'n Node<'y>)> {
        let YamlData::Mapping(mapping) = &node.data else {
            if !matches!(node.data, YamlData::Value(Scalar::Null)) {
                self.wrong(node, format!("{what} must be a mapping"));
            }
            return Vec::new();
        };
        let mut result = Vec::new();
        for (key, value) in mapping {
            let Some(name) = plain(key) else { continue };
            if !known.is_empty() && !known.contains(&name.as_str()) {
                let meant = nearest(&name, known.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
                self.idle(key, format!("`{name}` is not read in {what}"), meant);
                continue;
            }
            result.push((key, name, value));
        }
        result
    }

    fn file(&mut self, document: &Node<'_>) {
        for (_, name, value) in self.members(document, "the file", &["mirrors", "configs", "auths"]) {
            match name.as_str() {
                "mirrors" => self.mirrors(value),
                "configs" => self.configs(value),
                _ => {}
            }
        }
    }

    /// A registry is named as in an image: host and port.
    fn registry(&mut self, key: &Node<'_>, name: &str) {
        if name.contains("://") {
            let host = name.split_once("://").map_or(name, |(_, host)| host).trim_end_matches('/');
            let note = format!("write `{host}`, as images have it");
            self.idle(key, format!("`{name}` is never matched: a registry is named without a scheme"), Some(note));
        } else if name.contains('/') {
            self.idle(key, format!("`{name}` is never matched: a registry is a host, without a path"), None);
        }
    }

    fn mirrors(&mut self, node: &Node<'_>) {
        for (key, registry, mirror) in self.members(node, "`mirrors`", &[]) {
            self.registry(key, &registry);
            for (_, name, value) in self.members(mirror, "a mirror", &["endpoint", "rewrite"]) {
                match (name.as_str(), &value.data) {
                    ("endpoint", YamlData::Sequence(list)) => list.iter().for_each(|address| self.endpoint(address)),
                    ("endpoint", YamlData::Value(Scalar::Null)) => {}
                    ("endpoint", _) => self.wrong(value, "`endpoint` must be a list"),
                    _ => {
                        self.members(value, "`rewrite`", &[]);
                    }
                }
            }
        }
    }

    fn endpoint(&mut self, node: &Node<'_>) {
        let Some(address) = plain(node) else {
            return self.wrong(node, "an endpoint must be a string");
        };
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        match rest {
            Some(host) if !host.is_empty() && !host.starts_with('/') => {}
            Some(_) => self.idle(node, format!("`{address}` names no host"), None),
            None if address.contains("://") => {
                self.idle(node, format!("`{address}` is no address of a registry: write `https://HOST`"), None);
            }
            None => {
                let note = "releases of k3s from December 2023 and January 2024 pull nothing from such a mirror";
                let message = format!("`{address}` has no scheme: write `https://{address}`");
                self.idle(node, message, Some(note.to_owned()));
            }
        }
    }

    fn configs(&mut self, node: &Node<'_>) {
        for (key, registry, config) in self.members(node, "`configs`", &[]) {
            self.registry(key, &registry);
            for (_, name, value) in self.members(config, "a config", &["auth", "tls"]) {
                let known: &[&str] = match name.as_str() {
                    "auth" => &["username", "password", "auth", "identity_token"],
                    _ => &["ca_file", "cert_file", "key_file", "insecure_skip_verify"],
                };
                let settings = self.members(value, &format!("`{name}`"), known);
                let has = |wanted: &str| settings.iter().any(|(_, name, _)| name == wanted);
                for (one, other) in [("cert_file", "key_file"), ("key_file", "cert_file")] {
                    if has(one) && !has(other) {
                        self.wrong(value, format!("`{one}` without `{other}`"));
                    }
                }
                for (_, name, value) in &settings {
                    if name == "insecure_skip_verify" {
                        let fine = matches!(value.data, YamlData::Value(Scalar::Boolean(_)))
                            || plain(value).is_some_and(|text| matches!(text.as_str(), "yes" | "no" | "on" | "off"));
                        if !fine {
                            self.wrong(value, "`insecure_skip_verify` must be `true` or `false`");
                        }
                    } else if matches!(value.data, YamlData::Sequence(_) | YamlData::Mapping(_)) {
                        self.wrong(value, format!("`{name}` must be a string"));
                    }
                }
            }
        }
    }
}

/// A scalar's text.
fn plain(node: &Node<'_>) -> Option<String> {
    match &node.data {
        YamlData::Value(Scalar::String(text)) => Some(text.to_string()),
        YamlData::Representation(text, ..) => Some(text.to_string()),
        YamlData::Value(Scalar::Integer(number)) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_yaml() {
        let good = "mirrors:\n  docker.io:\n    endpoint:\n      - https://a.example\n    rewrite:\n      \"^b/(.*)\": \"c/$1\"\n  \"*\":\n\
                    configs:\n  a.example:5000:\n    auth: {username: u, password: p}\n    tls:\n      insecure_skip_verify: true\n";
        assert_eq!(judge(good, SourceId(0)), []);
        assert_eq!(judge("", SourceId(0)), []);
        for (text, fatal) in [
            ("mirrors: [\n", true),
            ("mirrors:\n  - a\n", true),
            ("mirrors:\n  a.example:\n    endpoint: https://b.example\n", true),
            ("mirrors:\n  a.example:\n    endpoints:\n      - https://b.example\n", false),
            ("mirrors:\n  a.example:\n    endpoint:\n      - b.example\n", false),
            ("mirrors:\n  a.example:\n    endpoint:\n      - docker://b.example\n", false),
            ("mirrors:\n  https://a.example:\n", false),
            ("mirrors:\n  a.example/team:\n", false),
            ("mirror:\n  a.example:\n", false),
            ("configs:\n  https://a.example:\n", false),
            ("configs:\n  a.example:\n    tls:\n      insecure_skip_verify: \"true\"\n", true),
            ("configs:\n  a.example:\n    tls:\n      cert_file: /a\n", true),
            ("configs:\n  a.example:\n    tls:\n      ca: /a\n", false),
            ("configs:\n  a.example:\n    username: u\n", false),
        ] {
            let found = judge(text, SourceId(0));
            assert_eq!(found.len(), 1, "{text}: {found:#?}");
            assert_eq!(found[0].fatal, fatal, "{text}");
        }
    }

    #[test]
    fn images_have_known_suffixes() {
        for (name, loaded) in [("a.tar", true), ("a.tar.zst", true), ("a.TGZ", true), ("list.txt", true)] {
            assert_eq!(is_airgap_image(name), loaded);
        }
        for name in ["a.oci", "a.tar.xz", "a.zip", "a"] {
            assert!(!is_airgap_image(name), "{name}");
        }
    }
}
