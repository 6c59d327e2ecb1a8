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
#[non_exhaustive]
pub enum Demand {
    /// Nothing.
    Accept,
    /// A signature.
    Signature,
    /// A signature of sigstore's kind, which lies in the registry.
    Sigstore,
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
    /// Files with keys that requirements name.
    pub keys: Vec<(String, Span)>,
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
    judge_as(bytes, source, path, Generation::V6)
}

/// The same as a generation reads it: requirements have got new keys over time.
#[must_use]
pub fn judge_as(bytes: &[u8], source: SourceId, path: &str, generation: Generation) -> (Option<Policy>, Vec<Finding>) {
    let document = match go_json::parse(bytes, source) {
        Ok(document) => document,
        Err(error) => {
            let message = format!("not JSON: {}", error.message);
            return (None, vec![Finding::fatal(RULE, error.span, message, says(path, &error.message))]);
        }
    };
    let mut judge = Judge { path: path.to_owned(), generation, keys: Vec::new(), findings: Vec::new() };
    let mut policy = judge.policy(&document);
    if let Some(policy) = &mut policy {
        policy.keys = std::mem::take(&mut judge.keys);
    }
    (policy, judge.findings)
}

fn says(path: &str, message: &str) -> String {
    format!("invalid policy in {}: {message}", quote(path))
}

struct Judge {
    path: String,
    generation: Generation,
    keys: Vec<(String, Span)>,
    findings: Vec<Finding>,
}

impl Judge {
    fn push(&mut self, span: Span, message: impl Into<crate::diagnostic::Message>, text: &str) {
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
        let mut seen = std::collections::HashSet::new();
        for member in members {
            if !seen.insert(member.key.as_str()) {
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
        if document.get("default").is_none() {
            let span = Span { end: document.span.start + 1, ..document.span };
            self.push(span, "a policy needs `default`", "Default policy is missing");
        }
        let (default, default_span) = default?;
        Some(Policy { default, default_span, scopes, keys: Vec::new() })
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
        if scope.is_empty() {
            return;
        }
        let absolute = |path: &str| {
            path.starts_with('/') && !path.starts_with("//") && path != "/" && super::kiwi::normpath(path) == path
        };
        let (fine, words) = match transport {
            "dir" | "sif" => (absolute(scope), "must be an absolute path"),
            "oci" | "oci-archive" => (absolute(scope.split(':').next().unwrap_or(scope)), "must be an absolute path"),
            "docker-archive" | "tarball" => (false, "is never used: this transport has no scopes but the empty one"),
            "containers-storage" => (is_store(scope), "must be `[driver@/path]`, with an image behind it"),
            _ => return,
        };
        if !fine {
            let text = format!("Unknown key {}", quote(scope));
            self.push(member.key_span, format!("scope `{scope}` of `{transport}` {words}"), &text);
        }
    }

    /// The hardest of all requirements: all must hold.
    fn requirements(&mut self, json: &Json) -> Option<Demand> {
        let Value::Array(list) = &json.value else {
            if json.value == Value::Null {
                let text = "List of verification policy requirements must not be empty";
                self.push(json.span, "a list of requirements may not be empty", text);
            } else {
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
            "sigstoreSigned" if self.generation == Generation::V4 => {
                (&["type", "keyPath", "keyData", "signedIdentity"], Demand::Sigstore)
            }
            "sigstoreSigned" => (&SIGSTORE_KEYS, Demand::Sigstore),
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
        match name {
            "signedBy" => self.signed_by(json),
            "sigstoreSigned" => self.sigstore(json),
            "signedBaseLayer" => match json.get("baseLayerIdentity") {
                Some(identity) => self.identity(identity),
                None => {
                    let text = "Key \"baseLayerIdentity\" missing in a JSON object";
                    self.push(json.span, "`signedBaseLayer` needs `baseLayerIdentity`", text);
                }
            },
            _ => {}
        }
        Some(demand)
    }

    /// The text at a key; a finding where it is something else.
    fn text<'j>(&mut self, json: &'j Json, key: &str) -> Option<&'j str> {
        let value = json.get(key).filter(|value| value.value != Value::Null)?;
        if value.as_str().is_none() {
            let text = format!("json: cannot unmarshal {} into Go value of type string", value.go_type());
            self.push(value.span, format!("`{key}` must be a string"), &text);
        }
        value.as_str()
    }

    /// Key data in base64.
    fn data(&mut self, json: &Json, key: &str) {
        let Some(value) = json.get(key).filter(|value| value.value != Value::Null) else { return };
        match value.as_str() {
            None => {
                let text = format!("json: cannot unmarshal {} into Go value of type []uint8", value.go_type());
                self.push(value.span, format!("`{key}` must be a string"), &text);
            }
            Some(data) => {
                if let Some(at) = bad_base64(data) {
                    let text = format!("illegal base64 data at input byte {at}");
                    self.push(value.span, format!("`{key}` must be base64"), &text);
                }
            }
        }
    }

    /// A list of paths.
    fn paths(&mut self, json: &Json, key: &str) {
        let Some(value) = json.get(key).filter(|value| value.value != Value::Null) else { return };
        if !matches!(value.value, Value::Array(_)) {
            let text = format!("json: cannot unmarshal {} into Go value of type []string", value.go_type());
            self.push(value.span, format!("`{key}` must be a list of paths"), &text);
        }
        for path in value.elements().iter().filter(|path| path.as_str().is_none() && path.value != Value::Null) {
            let text = format!("json: cannot unmarshal {} into Go value of type string", path.go_type());
            self.push(path.span, format!("`{key}` must be a list of paths"), &text);
        }
    }

    fn key_paths(&mut self, json: &Json) {
        let one = json.get("keyPath").into_iter();
        for path in one.chain(json.get("keyPaths").into_iter().flat_map(Json::elements)) {
            if let Some(text) = path.as_str().filter(|text| text.starts_with('/')) {
                self.keys.push((text.to_owned(), path.span));
            }
        }
    }

    fn signed_by(&mut self, json: &Json) {
        const KEY_TYPES: [&str; 4] = ["GPGKeys", "signedByGPGKeys", "X509Certificates", "signedByX509CAs"];
        let keys = ["keyPath", "keyPaths", "keyData"].iter().filter(|key| json.get(key).is_some()).count();
        let key_type = self.text(json, "keyType").unwrap_or_default().to_owned();
        let given = json.get("keyType").is_some();
        self.text(json, "keyPath");
        self.paths(json, "keyPaths");
        self.data(json, "keyData");
        if given && !KEY_TYPES.contains(&key_type.as_str()) {
            let text = format!("Unrecognized keyType value {}", quote(&key_type));
            self.push(json.span, format!("there is no `keyType` {}: write `GPGKeys`", quote(&key_type)), &text);
        } else if keys != 1 {
            let many = if keys == 0 { "none of them present" } else { "more than one present" };
            let text = format!("Exactly one of keyPath, keyPaths and keyData must be specified, {many}");
            self.push(json.span, "`signedBy` needs one of `keyPath`, `keyPaths`, `keyData`", &text);
        } else if json.get("keyPath").and_then(Json::as_str) == Some("") {
            let text = "exactly one of keyPath, keyPaths and keyData must be specified";
            self.push(json.span, "`keyPath` is empty", text);
        } else if !given {
            self.push(json.span, "`signedBy` needs `keyType: GPGKeys`", "invalid keyType \"\"");
        }
        self.key_paths(json);
        if let Some(identity) = json.get("signedIdentity") {
            self.identity(identity);
        }
    }

    fn sigstore(&mut self, json: &Json) {
        self.text(json, "keyPath");
        self.data(json, "keyData");
        self.key_paths(json);
        let has = |key: &str| json.get(key).is_some();
        if self.generation == Generation::V4 {
            match (has("keyPath"), has("keyData")) {
                (false, false) => {
                    let text = "At least one of keyPath and keyData must be specified";
                    self.push(json.span, "`sigstoreSigned` needs `keyPath` or `keyData`", text);
                }
                (true, true) => {
                    let text = "keyPath and keyData cannot be used simultaneously";
                    self.push(json.span, "`keyPath` and `keyData` exclude each other", text);
                }
                _ => {}
            }
        } else {
            let sources = ["keyPath", "keyPaths", "keyData", "keyDatas", "fulcio", "pki"];
            if sources.iter().filter(|key| has(key)).count() != 1 {
                let text = match self.generation {
                    Generation::V5 => "exactly one of keyPath, keyData and fulcio must be specified",
                    _ => "exactly one of keyPath, keyPaths, keyData, keyDatas, fulcio, and pki must be specified",
                };
                self.push(json.span, "`sigstoreSigned` needs exactly one source of keys", text);
            }
            if let Some(fulcio) = json.get("fulcio") {
                self.fulcio(fulcio);
                let rekor = ["rekorPublicKeyPath", "rekorPublicKeyPaths", "rekorPublicKeyData", "rekorPublicKeyDatas"];
                if !rekor.iter().any(|key| has(key)) {
                    let text =
                        "At least one of rekorPublicKeyPath and rekorPublicKeyData must be specified if fulcio is used";
                    self.push(json.span, "`fulcio` needs a key of Rekor", text);
                }
            }
        }
        if let Some(identity) = json.get("signedIdentity") {
            self.identity(identity);
        }
    }

    fn fulcio(&mut self, json: &Json) {
        let known = ["caPath", "caData", "oidcIssuer", "subjectEmail"];
        let Some(members) = self.members(json, "`fulcio`") else { return };
        for member in members {
            if !known.contains(&member.key.as_str()) {
                self.unknown(member, &known);
            }
        }
        let has = |key: &str| json.get(key).and_then(Json::as_str).is_some_and(|text| !text.is_empty());
        if has("caPath") == has("caData") {
            let text = "exactly one of caPath and caData must be specified";
            self.push(json.span, "`fulcio` needs one of `caPath` and `caData`", text);
        }
        for (key, text) in [("oidcIssuer", "oidcIssuer not specified"), ("subjectEmail", "subjectEmail not specified")]
        {
            if !has(key) {
                self.push(json.span, format!("`fulcio` needs `{key}`"), text);
            }
        }
    }

    /// How the name in a signature is compared.
    fn identity(&mut self, json: &Json) {
        if json.value == Value::Null {
            self.push(json.span, "an identity needs `type`", "Unknown policy reference match type \"\"");
            return;
        }
        if !matches!(json.value, Value::Object(_)) {
            let text = format!("json: cannot unmarshal {} into Go value of type signature.prmCommon", json.go_type());
            self.push(json.span, "an identity must be an object", &text);
            return;
        }
        let kind = json.get("type").and_then(Json::as_str).unwrap_or_default();
        let keys: &[&str] = match kind {
            "matchExact" | "matchRepoDigestOrExact" | "matchRepository" => &[],
            "exactReference" => &["dockerReference"],
            "exactRepository" => &["dockerRepository"],
            "remapIdentity" => &["prefix", "signedPrefix"],
            _ => {
                let text = format!("Unknown policy reference match type {}", quote(kind));
                let message = if kind.is_empty() {
                    "an identity needs `type`".to_owned()
                } else {
                    format!("there is no identity of type `{kind}`")
                };
                self.push(json.get("type").map_or(json.span, |kind| kind.span), message, &text);
                return;
            }
        };
        for member in self.members(json, "an identity").unwrap_or_default() {
            if member.key != "type" && !keys.contains(&member.key.as_str()) {
                self.unknown(member, keys);
            }
        }
        for key in keys {
            let Some(value) = json.get(key) else {
                let text = format!("Key {} missing in a JSON object", quote(key));
                self.push(json.span, format!("`{kind}` needs `{key}`"), &text);
                continue;
            };
            let Some(name) = self.text(json, key) else { continue };
            if !key.starts_with("docker") {
                continue;
            }
            match super::reference::normalize(name) {
                Err(error) => {
                    let text = format!("Invalid format of {key} {name}: {error}");
                    self.push(value.span, format!("`{name}` is no image: {error}"), &text);
                }
                Ok(found) if kind == "exactReference" && found.tag.is_none() && found.digest.is_none() => {
                    let text = format!("{key} {name} contains neither a tag nor digest");
                    self.push(value.span, format!("`{name}` has neither tag nor digest"), &text);
                }
                Ok(_) => {}
            }
        }
    }
}

/// Whether a scope names a store: `[driver@root]`, an image behind it or not.
fn is_store(scope: &str) -> bool {
    let Some((store, image)) = scope.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return false };
    let root = store.split_once('@').map_or(store, |(_, root)| root);
    let root = root.split('+').next().unwrap_or(root);
    root.starts_with('/') && super::kiwi::normpath(root) == root && !image.ends_with('@')
}

/// Where base64 is broken; Go skips line ends.
pub(super) fn bad_base64(text: &str) -> Option<usize> {
    let bytes: Vec<(usize, u8)> = text.bytes().enumerate().filter(|(_, byte)| !matches!(byte, b'\n' | b'\r')).collect();
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let end = bytes.iter().position(|(_, byte)| !is_digit(*byte)).unwrap_or(bytes.len());
    let padding = bytes.len() - end;
    let only_padding = bytes[end..].iter().all(|(_, byte)| *byte == b'=');
    let fits = only_padding && padding <= 2 && bytes.len().is_multiple_of(4);
    if fits {
        return None;
    }
    Some(match bytes.get(end) {
        Some((at, byte)) if *byte != b'=' || end % 4 < 2 => *at,
        Some((at, _)) => *at,
        None => bytes.len(),
    })
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
    fn requirements_have_values() {
        let judged = |requirement: &str, generation| {
            let text = format!("{{\"default\": [{requirement}]}}");
            let (_, findings) = judge_as(text.as_bytes(), SourceId(0), "p", generation);
            findings.first().map(|finding| finding.tool.trim_start_matches("invalid policy in \"p\": ").to_owned())
        };
        for (requirement, says) in [
            (r#"{"type":"sigstoreSigned"}"#, "At least one of keyPath and keyData must be specified"),
            (
                r#"{"type":"sigstoreSigned","keyPath":"/a","keyData":"YQ=="}"#,
                "keyPath and keyData cannot be used simultaneously",
            ),
            (r#"{"type":"sigstoreSigned","keyData":"x!"}"#, "illegal base64 data at input byte 1"),
            (r#"{"type":"sigstoreSigned","keyPath":"/a","fulcio":{}}"#, "Unknown key \"fulcio\""),
            (
                r#"{"type":"sigstoreSigned","keyPath":"/a","signedIdentity":{}}"#,
                "Unknown policy reference match type \"\"",
            ),
            (
                r#"{"type":"sigstoreSigned","keyPath":"/a","signedIdentity":{"type":"exactReference","dockerReference":"x"}}"#,
                "dockerReference x contains neither a tag nor digest",
            ),
            (
                r#"{"type":"signedBy","keyType":"GPGKeys"}"#,
                "Exactly one of keyPath, keyPaths and keyData must be specified, none of them present",
            ),
            (r#"{"type":"signedBy","keyType":"gpgkeys","keyPath":"/a"}"#, "Unrecognized keyType value \"gpgkeys\""),
            (
                r#"{"type":"signedBy","keyType":"GPGKeys","keyPath":["/a"]}"#,
                "json: cannot unmarshal array into Go value of type string",
            ),
            (
                r#"{"type":"signedBy","keyType":"GPGKeys","keyPaths":"/a"}"#,
                "json: cannot unmarshal string into Go value of type []string",
            ),
            (
                r#"{"type":"signedBy","keyType":"GPGKeys","keyPaths":["/a",5]}"#,
                "json: cannot unmarshal number into Go value of type string",
            ),
            (r#"{"type":"signedBaseLayer"}"#, "Key \"baseLayerIdentity\" missing in a JSON object"),
        ] {
            assert_eq!(judged(requirement, Generation::V4).as_deref(), Some(says), "{requirement}");
        }
        for good in [
            r#"{"type":"sigstoreSigned","keyPath":"/a"}"#,
            r#"{"type":"signedBy","keyType":"X509Certificates","keyPath":"/a"}"#,
            r#"{"type":"signedBaseLayer","baseLayerIdentity":{"type":"matchExact"}}"#,
        ] {
            assert_eq!(judged(good, Generation::V4), None, "{good}");
        }
        let keyless = r#"{"type":"sigstoreSigned","fulcio":{"caPath":"/c","oidcIssuer":"https://i.example","subjectEmail":"a@b.example"},"rekorPublicKeyPath":"/r"}"#;
        assert_eq!(judged(keyless, Generation::V5), None);
        assert!(judged(keyless, Generation::V4).is_some());
    }

    #[test]
    fn scopes_have_a_form() {
        for (scope, fine) in [
            ("docker-archive:/x", false),
            ("tarball:x", false),
            ("sif:/x", true),
            ("sif:/", false),
            ("oci://x", false),
            ("oci:/x:t", true),
            ("dir:/x", true),
            ("containers-storage:x", false),
            ("containers-storage:[overlay@/var/lib]x", true),
            ("containers-storage:[overlay]", false),
            ("docker:http://a", true),
        ] {
            let (transport, name) = scope.split_once(':').unwrap();
            let text = format!(
                r#"{{"default":[{{"type":"reject"}}],"transports":{{"{transport}":{{"{name}":[{{"type":"reject"}}]}}}}}}"#
            );
            assert_eq!(judged(&text).1.is_empty(), fine, "{scope}");
        }
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
