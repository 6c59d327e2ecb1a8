//! auth.json and docker's config.json: credentials.

use crate::containers::catalogue;
use crate::diagnostic::{Entry, Severity};
use crate::text::{SourceId, Span};

use super::finding::Finding;
use super::go_json::{self, Json, Value};

const RULE: &Entry = &catalogue::AUTH_JSON_INVALID;

/// A program that gives credentials, as the file names it, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// The registry, or `None` for all.
    pub registry: Option<String>,
    /// What follows `docker-credential-`.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
}

/// Reads a file of credentials. Bad JSON stops every access to a registry; credentials in an image are reported.
#[must_use]
pub fn judge(bytes: &[u8], source: SourceId, path: &str) -> Vec<Finding> {
    judge_with(bytes, source, path).1
}

/// The same, with the programs that the file names.
#[must_use]
pub fn judge_with(bytes: &[u8], source: SourceId, path: &str) -> (Vec<Helper>, Vec<Finding>) {
    let mut helpers = Vec::new();
    let quoted = super::go_toml::quote(path);
    let document = match go_json::parse(bytes, source) {
        Ok(document) => document,
        Err(error) => {
            let tool = format!("unmarshaling JSON at {quoted}: {}", error.message);
            let message = if bytes.is_empty() {
                "an empty file is no JSON; take it away, or write `{}`".to_owned()
            } else {
                format!("not JSON: {}", error.message)
            };
            return (helpers, vec![Finding::fatal(RULE, error.span, message, tool)]);
        }
    };
    let mut findings = Vec::new();
    let wrong = |json: &Json, name: &str, words: &str, go_type: &str| {
        let tool =
            format!("unmarshaling JSON at {quoted}: json: cannot unmarshal {} into Go {go_type}", json.go_type());
        Finding::fatal(RULE, json.span, format!("{name} must be {words}"), tool)
    };
    match &document.value {
        Value::Object(_) => {}
        // taken for a file without entries
        Value::Null => return (helpers, findings),
        _ => {
            findings.push(wrong(&document, "the file", "one object", "value of type config.dockerConfigFile"));
            return (helpers, findings);
        }
    }
    let is_docker = path.ends_with("/.docker/config.json");
    for member in document.members() {
        // Go takes names in any case
        let name = |wanted: &str| member.key.eq_ignore_ascii_case(wanted);
        if name("auths") {
            match &member.value.value {
                Value::Object(hosts) => hosts.iter().for_each(|host| credentials(host, path, &wrong, &mut findings)),
                Value::Null => {}
                _ => {
                    let go_type = "struct field dockerConfigFile.auths of type map[string]config.dockerAuthConfig";
                    findings.push(wrong(&member.value, "`auths`", "an object", go_type));
                }
            }
        } else if name("credHelpers") {
            match &member.value.value {
                Value::Object(hosts) => {
                    for host in hosts {
                        match host.value.as_str() {
                            Some(text) => helpers.push(Helper {
                                registry: Some(host.key.clone()),
                                name: text.to_owned(),
                                span: host.value.span,
                            }),
                            None if host.value.value == Value::Null => {}
                            None => {
                                let go_type = "struct field dockerConfigFile.credHelpers of type string";
                                findings.push(wrong(&host.value, "a credential helper", "a string", go_type));
                            }
                        }
                    }
                }
                Value::Null => {}
                _ => {
                    let go_type = "struct field dockerConfigFile.credHelpers of type map[string]string";
                    findings.push(wrong(&member.value, "`credHelpers`", "an object", go_type));
                }
            }
        } else if name("credsStore") && is_docker {
            // podman knows helpers for single registries only
            if let Some(text) = member.value.as_str().filter(|text| !text.is_empty()) {
                helpers.push(Helper { registry: None, name: text.to_owned(), span: member.value.span });
            }
        }
    }
    (helpers, findings)
}

fn credentials(
    host: &go_json::Member,
    path: &str,
    wrong: &dyn Fn(&Json, &str, &str, &str) -> Finding,
    findings: &mut Vec<Finding>,
) {
    let members = match &host.value.value {
        Value::Object(members) => members,
        Value::Null => return,
        _ => {
            let go_type = "struct field dockerConfigFile.auths of type config.dockerAuthConfig";
            findings.push(wrong(&host.value, "an entry of `auths`", "an object", go_type));
            return;
        }
    };
    let mut shipped = None;
    for member in members {
        let is_auth = member.key.eq_ignore_ascii_case("auth");
        if !is_auth && !member.key.eq_ignore_ascii_case("identitytoken") {
            continue;
        }
        match member.value.as_str() {
            Some("") => {}
            Some(text) => {
                shipped = Some(member.value.span);
                if let Some(at) = super::policy::bad_base64(text).filter(|_| is_auth) {
                    let tool = format!(
                        "getting username and password: reading JSON file {}: illegal base64 data at input byte {at}",
                        super::go_toml::quote(path)
                    );
                    let message = format!("`auth` for `{}` is no base64", host.key);
                    findings.push(
                        Finding::fatal(RULE, member.value.span, message, tool)
                            .note("it is `user:password` in base64, as `podman login` writes it"),
                    );
                    return;
                }
            }
            None if member.value.value == Value::Null => {}
            None => {
                let name = if is_auth { "`auth`" } else { "`identitytoken`" };
                let go_type = format!("struct field dockerAuthConfig.auths.{} of type string", member.key);
                findings.push(wrong(&member.value, name, "a string", &go_type));
                return;
            }
        }
    }
    if let Some(span) = shipped {
        let message = format!("credentials for `{}` are shipped in the image", host.key);
        findings
            .push(Finding::silent(RULE, Severity::Warning, span, message).note("whoever has the image can read them"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_json_is_fatal_and_credentials_are_reported() {
        let judged = |text: &str| {
            let findings = judge(text.as_bytes(), SourceId(0), "/root/.docker/config.json");
            findings.iter().map(|finding| finding.fatal).collect::<Vec<_>>()
        };
        assert_eq!(judged("{"), [true]);
        assert_eq!(judged("[]"), [true]);
        assert_eq!(judged(""), [true]);
        assert!(judged("null").is_empty());
        assert_eq!(judged("{\"Auths\": {\"a.example\": {\"AUTH\": \"x\"}}}"), [true]);
        assert_eq!(judged("{\"auths\": {\"a.example\": 5}}"), [true]);
        assert_eq!(judged("{\"credHelpers\": {\"a.example\": 5}}"), [true]);
        assert!(judged("{\"auths\": {\"a.example\": {}}}").is_empty());
        assert_eq!(judged("{\"auths\": {\"a.example\": {\"auth\": \"eDp5\"}}}"), [false]);
    }
}
