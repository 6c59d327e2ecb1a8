//! certs.d: certificates by registry host. A client certificate without its key stops access to the host.

use crate::containers::catalogue;
use crate::diagnostic::{Entry, Severity};
use crate::text::Span;

use super::finding::Finding;

const RULE: &Entry = &catalogue::CERTS_D_PAIR;

/// Judges the names in one directory below certs.d. `place` names where a file comes from.
#[must_use]
pub fn judge(names: &[String], place: &dyn Fn(&str) -> Span) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in names {
        let Some((stem, suffix)) = name.rsplit_once('.') else {
            let message = format!("`{name}` is not read: certificates end in `.crt`, `.cert` or `.key`");
            findings.push(Finding::silent(RULE, Severity::Warning, place(name), message));
            continue;
        };
        let has = |suffix: &str| names.contains(&format!("{stem}.{suffix}"));
        match suffix {
            "crt" => {}
            "cert" if !has("key") => {
                let tool = format!(
                    "missing key {stem}.key for client certificate {name}. Note that CA certificates should use the \
                     extension .crt"
                );
                let message = format!("client certificate `{name}` without `{stem}.key`");
                findings.push(
                    Finding::fatal(RULE, place(name), message, tool).note("an authority's certificate ends in `.crt`"),
                );
            }
            "key" if !has("cert") => {
                let tool = format!("missing client certificate {stem}.cert for key {name}");
                let message = format!("key `{name}` without `{stem}.cert`");
                findings.push(Finding::fatal(RULE, place(name), message, tool));
            }
            "cert" | "key" => {}
            _ => {
                let message = format!("`{name}` is not read: certificates end in `.crt`, `.cert` or `.key`");
                findings.push(Finding::silent(RULE, Severity::Warning, place(name), message));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_and_keys_go_in_pairs() {
        let judged = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            judge(&names, &|_| Span::default()).iter().map(|finding| finding.fatal).collect::<Vec<_>>()
        };
        assert!(judged(&["ca.crt", "client.cert", "client.key"]).is_empty());
        assert_eq!(judged(&["client.cert"]), [true]);
        assert_eq!(judged(&["client.key"]), [true]);
        assert_eq!(judged(&["ca.pem"]), [false]);
    }
}
