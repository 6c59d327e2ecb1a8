//! auth.json and docker's config.json: credentials.

use crate::containers::catalogue;
use crate::diagnostic::{Entry, Severity};
use crate::text::SourceId;

use super::finding::Finding;
use super::go_json::{self, Json, Value};

const RULE: &Entry = &catalogue::AUTH_JSON_INVALID;

/// Reads a file of credentials. Bad JSON stops every access to a registry; credentials in an image are reported.
#[must_use]
pub fn judge(bytes: &[u8], source: SourceId, path: &str) -> Vec<Finding> {
    if bytes.is_empty() {
        // An empty file is taken for none.
        return Vec::new();
    }
    let document = match go_json::parse(bytes, source) {
        Ok(document) => document,
        Err(error) => {
            let tool = format!("unmarshaling JSON at {}: {}", super::go_toml::quote(path), error.message);
            return vec![Finding::fatal(RULE, error.span, format!("not JSON: {}", error.message), tool)];
        }
    };
    let mut findings = Vec::new();
    let wrong = |json: &Json, name: &str, words: &str, go_type: &str| {
        let tool = format!(
            "unmarshaling JSON at {}: json: cannot unmarshal {} into Go {go_type}",
            super::go_toml::quote(path),
            json.go_type()
        );
        Finding::fatal(RULE, json.span, format!("{name} must be {words}"), tool)
    };
    if !matches!(document.value, Value::Object(_)) {
        findings.push(wrong(&document, "the file", "one object", "value of type config.dockerConfigFile"));
        return findings;
    }
    for member in document.members() {
        match member.key.as_str() {
            "auths" => match &member.value.value {
                Value::Object(hosts) => {
                    for host in hosts {
                        let auth = host.value.get("auth").or_else(|| host.value.get("identitytoken"));
                        match auth {
                            Some(auth) if auth.as_str().is_none() => {
                                findings.push(wrong(auth, "`auth`", "a string", "struct field of type string"));
                            }
                            Some(auth) if auth.as_str() != Some("") => {
                                let message = format!("credentials for `{}` are shipped in the image", host.key);
                                findings.push(
                                    Finding::silent(RULE, Severity::Warning, auth.span, message)
                                        .note("whoever has the image can read them"),
                                );
                            }
                            _ => {}
                        }
                    }
                }
                Value::Null => {}
                _ => findings.push(wrong(&member.value, "`auths`", "an object", "struct field of type map")),
            },
            "credHelpers" if !matches!(member.value.value, Value::Object(_) | Value::Null) => {
                findings.push(wrong(&member.value, "`credHelpers`", "an object", "struct field of type map"));
            }
            _ => {}
        }
    }
    findings
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
        assert!(judged("").is_empty());
        assert!(judged("{\"auths\": {\"a.example\": {}}}").is_empty());
        assert_eq!(judged("{\"auths\": {\"a.example\": {\"auth\": \"eDp5\"}}}"), [false]);
    }
}
