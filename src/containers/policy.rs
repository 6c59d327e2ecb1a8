//! policy.json: which images may be used at all.

use crate::containers::catalogue;
use crate::diagnostic::{Entry, shortlist};
use crate::text::{SourceId, Span};

use super::finding::Finding;
use super::go_json::{self, Json, Value};
use super::go_toml::quote;
use super::version::Generation;

const RULE: &Entry = &catalogue::POLICY_INVALID;
const TYPES: [&str; 5] = ["insecureAcceptAnything", "reject", "signedBy", "signedBaseLayer", "sigstoreSigned"];
const SIGSTORE_KEYS: [&str; 11] = [
    "type",
    "keyPath",
    "keyPaths",
    "keyData",
    "keyDatas",
    "fulcio",
    "pki",
    "rekorPublicKeyPath",
    "rekorPublicKeyPaths",
    "rekorPublicKeyData",
    "signedIdentity",
];

/// What a scope asks of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Demand {
    /// Nothing.
    Accept,
    /// A signature.
    Signature,
    /// It is refused whatever it is.
    Reject,
}

/// A scope and what it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The transport: `docker`, `oci-archive`, ...
    pub transport: String,
    /// The scope; empty for the whole transport.
    pub scope: String,
    /// What it asks.
    pub demand: Demand,
    /// Where it stands.
    pub span: Span,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What holds where no scope does.
    pub default: Demand,
    /// Where the default stands.
    pub default_span: Span,
    /// All scopes.
    pub scopes: Vec<Scope>,
}

impl Policy {
    /// What is asked of something at `identity` (a path or an image name) of a transport, and where that stands. The
    /// most specific scope counts: `identity`, then its parents, then the transport, then the default.
    #[must_use]
    pub fn demand(&self, transport: &str, identity: &str) -> (Demand, Span) {
        let find = |scope: &str| self.scopes.iter().find(|found| found.transport == transport && found.scope == scope);
        let mut rest = identity;
        loop {
            if let Some(found) = find(rest) {
                return (found.demand, found.span);
            }
            if rest.is_empty() {
                return (self.default, self.default_span);
            }
            rest = rest.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }
}

/// Where a generation looks for the policy, the first that is there.
#[must_use]
pub fn paths(generation: Generation, home: &str) -> Vec<String> {
    let mut result = vec![format!("{home}/.config/containers/policy.json"), "/etc/containers/policy.json".to_owned()];
    if generation == Generation::V6 {
        result.push("/usr/share/containers/policy.json".to_owned());
    }
    result
}

/// What podman prints after `Error: ` where none is there.
#[must_use]
pub fn missing_text(generation: Generation, home: &str) -> String {
    let quoted: Vec<String> = paths(generation, home).iter().map(|path| quote(path)).collect();
    match generation {
        Generation::V4 => "open /etc/containers/policy.json: no such file or directory".to_owned(),
        Generation::V5 | Generation::V5_5 | Generation::V5_8 => {
            format!("no policy.json file found at any of the following: {}", quoted.join(", "))
        }
        Generation::V6 => {
            format!("config file not found: no policy.json file found; searched paths: [{}]", quoted.join(" "))
        }
    }
}

/// Reads a policy. Any finding is fatal: without a policy nothing is pulled or loaded. `path` is named in the texts.
#[must_use]
pub fn judge(bytes: &[u8], source: SourceId, path: &str) -> (Option<Policy>, Vec<Finding>) {
    let document = match go_json::parse(bytes, source) {
        Ok(document) => document,
        Err(error) => {
            let message = format!("not JSON: {}", error.message);
            return (None, vec![Finding::fatal(RULE, error.span, message, says(path, &error.message))]);
        }
    };
    let mut judge = Judge { path: path.to_owned(), findings: Vec::new() };
    let policy = judge.policy(&document);
    (policy, judge.findings)
}

fn says(path: &str, message: &str) -> String {
    format!("invalid policy in {}: {message}", quote(path))
}

struct Judge {
    path: String,
    findings: Vec<Finding>,
}

impl Judge {
    fn push(&mut self, span: Span, message: impl Into<String>, text: &str) {
        let tool = says(&self.path, text);
        self.findings.push(Finding::fatal(RULE, span, message, tool));
    }

    /// Members of an object, each key once. `None` where it is no object.
    fn members<'a>(&mut self, json: &'a Json, what: &str) -> Option<&'a [go_json::Member]> {
        let Value::Object(members) = &json.value else {
            let text = "JSON object expected, got something else";
            self.push(json.span, format!("{what} must be an object"), text);
            return None;
        };
        for (at, member) in members.iter().enumerate() {
            if members[..at].iter().any(|before| before.key == member.key) {
                let text = format!("Duplicate key {}", quote(&member.key));
                self.push(member.key_span, format!("`{}` is given twice", member.key), &text);
            }
        }
        Some(members)
    }

    fn unknown(&mut self, member: &go_json::Member, known: &[&str]) {
        let text = format!("Unknown key {}", quote(&member.key));
        let message = format!("`{}` is no key of a policy", member.key);
        let tool = says(&self.path, &text);
        let list = shortlist(&member.key, known.iter().copied(), 8);
        self.findings.push(Finding::fatal(RULE, member.key_span, message, tool).note(format!("here stand {list}")));
    }

    fn policy(&mut self, document: &Json) -> Option<Policy> {
        let mut default = None;
        let mut scopes = Vec::new();
        for member in self.members(document, "a policy")? {
            match member.key.as_str() {
                "default" => default = self.requirements(&member.value).map(|demand| (demand, member.key_span)),
                "transports" => self.transports(&member.value, &mut scopes),
                _ => self.unknown(member, &["default", "transports"]),
            }
        }
        if document.get("default").is_none_or(|json| json.value == Value::Null) {
            let span = Span { end: document.span.start + 1, ..document.span };
            self.push(span, "a policy needs `default`", "Default policy is missing");
        }
        let (default, default_span) = default?;
        Some(Policy { default, default_span, scopes })
    }

    fn transports(&mut self, json: &Json, scopes: &mut Vec<Scope>) {
        let Some(transports) = self.members(json, "`transports`") else { return };
        for transport in transports {
            let Some(members) = self.members(&transport.value, "a transport") else { continue };
            for member in members {
                self.scope(&transport.key, member);
                if let Some(demand) = self.requirements(&member.value) {
                    scopes.push(Scope {
                        transport: transport.key.clone(),
                        scope: member.key.clone(),
                        demand,
                        span: member.key_span,
                    });
                }
            }
        }
    }

    /// Scopes of archives and directories are absolute paths without `.` and `..`.
    fn scope(&mut self, transport: &str, member: &go_json::Member) {
        let scope = member.key.as_str();
        if scope.is_empty() || !matches!(transport, "oci" | "oci-archive" | "dir") {
            return;
        }
        let path = if transport == "dir" { scope } else { scope.split(':').next().unwrap_or(scope) };
        if !path.starts_with('/') || path == "/" || super::kiwi::normpath(path) != path {
            let text = format!("Unknown key {}", quote(scope));
            let message = format!("scope `{scope}` of `{transport}` must be an absolute path");
            self.push(member.key_span, message, &text);
        }
    }

    /// The hardest of all requirements: all must hold.
    fn requirements(&mut self, json: &Json) -> Option<Demand> {
        let Value::Array(list) = &json.value else {
            if json.value != Value::Null {
                let text = format!("json: cannot unmarshal {} into Go value of type []json.RawMessage", json.go_type());
                self.push(json.span, "requirements must be a list", &text);
            }
            return None;
        };
        if list.is_empty() {
            let text = "List of verification policy requirements must not be empty";
            self.push(json.span, "a list of requirements may not be empty", text);
        }
        list.iter().map(|requirement| self.requirement(requirement)).max().flatten()
    }

    fn requirement(&mut self, json: &Json) -> Option<Demand> {
        let members = self.members(json, "a requirement")?;
        let Some(kind) = json.get("type") else {
            self.push(json.span, "a requirement needs `type`", "Unknown policy requirement type \"\"");
            return None;
        };
        let Some(name) = kind.as_str() else {
            let text = format!(
                "json: cannot unmarshal {} into Go struct field prCommon.type of type signature.prTypeIdentifier",
                kind.go_type()
            );
            self.push(kind.span, "`type` must be a string", &text);
            return None;
        };
        let (known, demand): (&[&str], Demand) = match name {
            "insecureAcceptAnything" => (&["type"], Demand::Accept),
            "reject" => (&["type"], Demand::Reject),
            "signedBy" => (&["type", "keyType", "keyPath", "keyPaths", "keyData", "signedIdentity"], Demand::Signature),
            "signedBaseLayer" => (&["type", "baseLayerIdentity"], Demand::Signature),
            "sigstoreSigned" => (&SIGSTORE_KEYS, Demand::Signature),
            _ => {
                let text = format!("Unknown policy requirement type {}", quote(name));
                let tool = says(&self.path, &text);
                let mut finding = Finding::fatal(RULE, kind.span, format!("`{name}` is no type of requirement"), tool)
                    .note(format!("there are {}", shortlist(name, TYPES, 8)));
                finding.diagnostic.expected = TYPES.iter().map(|name| (*name).to_owned()).collect();
                self.findings.push(finding);
                return None;
            }
        };
        for member in members {
            if !known.contains(&member.key.as_str()) {
                self.unknown(member, known);
            }
        }
        if name == "signedBy" {
            let keys = ["keyPath", "keyPaths", "keyData"].iter().filter(|key| json.get(key).is_some()).count();
            let key_type = json.get("keyType").and_then(Json::as_str).unwrap_or_default();
            if key_type != "GPGKeys" && key_type != "signedByGPGKeys" {
                let text = format!("invalid keyType {}", quote(key_type));
                self.push(json.span, "`signedBy` needs `keyType: GPGKeys`", &text);
            }
            if keys != 1 {
                let text = "exactly one of keyPath, keyPaths and keyData must be specified";
                self.push(json.span, "`signedBy` needs one of `keyPath`, `keyPaths`, `keyData`", text);
            }
        }
        Some(demand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> (Option<Policy>, Vec<String>) {
        let (policy, findings) = judge(text.as_bytes(), SourceId(0), "/etc/containers/policy.json");
        (policy, findings.into_iter().map(|finding| finding.tool).collect())
    }

    #[test]
    fn the_most_specific_scope_counts() {
        let (policy, findings) = judged(
            r#"{"default": [{"type": "reject"}], "transports": {"oci-archive": {"": [{"type": "insecureAcceptAnything"}],
               "/var/tmp": [{"type": "reject"}]}}}"#,
        );
        assert!(findings.is_empty());
        let policy = policy.unwrap();
        assert_eq!(policy.demand("oci-archive", "/srv/a").0, Demand::Accept);
        assert_eq!(policy.demand("oci-archive", "/var/tmp/kiwi_containers/a_1").0, Demand::Reject);
        assert_eq!(policy.demand("docker", "registry.example.com/a").0, Demand::Reject);
    }

    #[test]
    fn slips_are_fatal() {
        let prefix = "invalid policy in \"/etc/containers/policy.json\": ";
        for (text, says) in [
            ("{\"default\": [", "unexpected end of JSON input"),
            ("{\"transports\":{}}", "Default policy is missing"),
            ("{\"default\":[]}", "List of verification policy requirements must not be empty"),
            ("{\"default\":[{\"type\":\"accept\"}]}", "Unknown policy requirement type \"accept\""),
            ("{\"default\":[{\"type\":\"reject\",\"x\":1}]}", "Unknown key \"x\""),
            ("{\"default\":[{\"type\":\"reject\"}],\"x\":1}", "Unknown key \"x\""),
            ("{\"default\":[{\"type\":\"reject\"}],\"default\":[{\"type\":\"reject\"}]}", "Duplicate key \"default\""),
        ] {
            let (_, findings) = judged(text);
            assert_eq!(findings.first().map(String::as_str), Some(format!("{prefix}{says}").as_str()), "{text}");
        }
    }
}
