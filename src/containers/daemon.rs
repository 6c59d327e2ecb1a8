//! docker's daemon.json: the daemon does not start where it is not what it takes.

use crate::containers::catalogue;
use crate::diagnostic::{Entry, Severity, shortlist};
use crate::text::SourceId;

use super::Version;
use super::finding::Finding;
use super::go_json::{self, Json, Value};
use super::go_toml::quote;

const RULE: &Entry = &catalogue::DAEMON_JSON_INVALID;

/// What an option takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Flag,
    Number,
    Texts,
    Object,
    Any,
}

use Kind::{Any, Flag, Number, Object, Text, Texts};

/// Options that dockerd 20.10 to 28 take.
const OPTIONS: &[(&str, Kind)] = &[
    ("allow-direct-routing", Flag),
    ("allow-nondistributable-artifacts", Texts),
    ("api-cors-header", Text),
    ("authorization-plugins", Texts),
    ("bip", Text),
    ("bip6", Text),
    ("bridge", Text),
    ("bridge-accept-fwmark", Text),
    ("builder", Object),
    ("cdi-spec-dirs", Texts),
    ("cgroup-parent", Text),
    ("cluster-advertise", Text),
    ("cluster-store", Text),
    ("cluster-store-opts", Object),
    ("config-file", Text),
    ("containerd", Text),
    ("containerd-namespace", Text),
    ("containerd-plugin-namespace", Text),
    ("containerd-plugins-namespace", Text),
    ("cpu-rt-period", Number),
    ("cpu-rt-runtime", Number),
    ("cri-containerd", Flag),
    ("data-root", Text),
    ("debug", Flag),
    ("default-address-pools", Any),
    ("default-cgroupns-mode", Text),
    ("default-gateway", Text),
    ("default-gateway-v6", Text),
    ("default-ipc-mode", Text),
    ("default-network-opts", Object),
    ("default-runtime", Text),
    ("default-shm-size", Any),
    ("default-ulimits", Object),
    ("dns", Texts),
    ("dns-opts", Texts),
    ("dns-search", Texts),
    ("exec-opts", Texts),
    ("exec-root", Text),
    ("experimental", Flag),
    ("features", Object),
    ("firewall-backend", Text),
    ("fixed-cidr", Text),
    ("fixed-cidr-v6", Text),
    ("group", Text),
    ("host-gateway-ip", Text),
    ("host-gateway-ips", Texts),
    ("hosts", Texts),
    ("http-proxy", Text),
    ("https-proxy", Text),
    ("icc", Flag),
    ("init", Flag),
    ("init-path", Text),
    ("insecure-registries", Texts),
    ("ip", Text),
    ("ip-forward", Flag),
    ("ip-forward-no-drop", Flag),
    ("ip-masq", Flag),
    ("ip6tables", Flag),
    ("iptables", Flag),
    ("ipv6", Flag),
    ("labels", Texts),
    ("live-restore", Flag),
    ("log-driver", Text),
    ("log-format", Text),
    ("log-level", Text),
    ("log-opts", Object),
    ("max-concurrent-downloads", Number),
    ("max-concurrent-uploads", Number),
    ("max-download-attempts", Number),
    ("metrics-addr", Text),
    ("min-api-version", Text),
    ("mtu", Number),
    ("network-control-plane-mtu", Number),
    ("no-new-privileges", Flag),
    ("no-proxy", Text),
    ("node-generic-resources", Texts),
    ("oom-score-adjust", Number),
    ("pidfile", Text),
    ("proxies", Object),
    ("raw-logs", Flag),
    ("registry-mirrors", Texts),
    ("rootless", Flag),
    ("runtimes", Object),
    ("seccomp-profile", Text),
    ("selinux-enabled", Flag),
    ("shutdown-timeout", Number),
    ("storage-driver", Text),
    ("storage-opts", Texts),
    ("swarm-default-advertise-addr", Text),
    ("tls", Flag),
    ("tlscacert", Text),
    ("tlscert", Text),
    ("tlskey", Text),
    ("tlsverify", Flag),
    ("userland-proxy", Flag),
    ("userland-proxy-path", Text),
    ("userns-remap", Text),
    ("validate", Flag),
];

/// Storage drivers that were removed or never were; the others are judged by the file system.
const GOOD_DRIVERS: [&str; 6] = ["overlay2", "fuse-overlayfs", "btrfs", "zfs", "vfs", "native"];

/// Flags of dockerd whose key in daemon.json has another name.
const FLAG_NAMES: [(&str, &str); 17] = [
    ("add-runtime", "runtimes"),
    ("authorization-plugin", "authorization-plugins"),
    ("cdi-spec-dir", "cdi-spec-dirs"),
    ("cluster-store-opt", "cluster-store-opts"),
    ("default-address-pool", "default-address-pools"),
    ("default-network-opt", "default-network-opts"),
    ("default-ulimit", "default-ulimits"),
    ("dns-opt", "dns-opts"),
    ("exec-opt", "exec-opts"),
    ("feature", "features"),
    ("host", "hosts"),
    ("insecure-registry", "insecure-registries"),
    ("label", "labels"),
    ("log-opt", "log-opts"),
    ("node-generic-resource", "node-generic-resources"),
    ("registry-mirror", "registry-mirrors"),
    ("storage-opt", "storage-opts"),
];

/// The key of daemon.json for a flag of dockerd.
#[must_use]
pub fn key_of_flag(flag: &str) -> Option<&'static str> {
    let short = [
        ("H", "hosts"),
        ("D", "debug"),
        ("l", "log-level"),
        ("b", "bridge"),
        ("s", "storage-driver"),
        ("G", "group"),
        ("g", "data-root"),
        ("p", "pidfile"),
    ];
    let named = FLAG_NAMES.iter().chain(&short).find(|(name, _)| *name == flag).map(|(_, key)| *key);
    named.or_else(|| OPTIONS.iter().find(|(key, _)| *key == flag).map(|(key, _)| *key))
}

/// Reads daemon.json. `file_system` is that of `/var/lib/docker`, where it is known.
#[must_use]
pub fn judge(
    bytes: &[u8],
    source: SourceId,
    version: Version,
    file_system: Option<&str>,
) -> (Option<Json>, Vec<Finding>) {
    let modern = version >= Version::new(28, 0, 0);
    let invalid = if modern { "invalid JSON: " } else { "" };
    // an empty file is no configuration, and neither is `null`
    if bytes.trim_ascii().is_empty() {
        return (None, Vec::new());
    }
    let document = match go_json::parse(bytes, source) {
        Ok(Json { value: Value::Null, .. }) => return (None, Vec::new()),
        Ok(document) => document,
        Err(error) => {
            let tool = format!("{invalid}{}", error.message);
            let mut finding = Finding::fatal(RULE, error.span, format!("not JSON: {}", error.message), tool);
            if error.is_trailing {
                finding = finding.note("a second object does not add to the first: put all keys into one");
            }
            return (None, vec![finding]);
        }
    };
    let mut findings = Vec::new();
    if !matches!(document.value, Value::Object(_)) {
        let tool = format!(
            "{invalid}json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
            document.go_type()
        );
        findings.push(Finding::fatal(RULE, document.span, "daemon.json must hold one object", tool));
        return (Some(document), findings);
    }
    for member in document.members() {
        match OPTIONS.iter().find(|(key, _)| *key == member.key) {
            // dockerd leaves keys alone that are names of its flags
            None if FLAG_NAMES.iter().any(|(flag, _)| *flag == member.key) => {
                let meant = FLAG_NAMES.iter().find(|(flag, _)| *flag == member.key).map_or("", |(_, key)| *key);
                let message = format!("`{}` is not read: it is the name of a flag", member.key);
                findings.push(
                    Finding::silent(RULE, Severity::Warning, member.key_span, message)
                        .note(format!("the key in daemon.json is `{meant}`")),
                );
            }
            None => {
                let tool = format!("the following directives don't match any configuration option: {}", member.key);
                let message = format!("`{}` is no option of dockerd", member.key);
                let mut finding = Finding::fatal(RULE, member.key_span, message, tool);
                if crate::diagnostic::nearest(&member.key, OPTIONS.iter().map(|(key, _)| *key)).is_some() {
                    let list = shortlist(&member.key, OPTIONS.iter().map(|(key, _)| *key), 2);
                    finding = finding.note(format!("near are {list}"));
                } else if member.key == "graph" {
                    finding = finding.note("`graph` was removed; it is `data-root` now");
                }
                findings.push(finding);
            }
            Some((key, kind)) => check_type(key, *kind, &member.value, modern, &mut findings),
        }
    }
    mirrors(&document, version, &mut findings);
    insecure(&document, &mut findings);
    driver(&document, file_system, &mut findings);
    (Some(document), findings)
}

fn check_type(key: &str, kind: Kind, json: &Json, modern: bool, findings: &mut Vec<Finding>) {
    let fits = match (kind, &json.value) {
        (_, Value::Null)
        | (Any, _)
        | (Text, Value::String(_))
        | (Flag, Value::Boolean(_))
        | (Object, Value::Object(_))
        | (Number, Value::Number(_)) => true,
        (Texts, Value::Array(list)) => list.iter().all(|entry| entry.as_str().is_some()),
        _ => false,
    };
    if fits {
        return;
    }
    let (go_type, words) = match kind {
        Text => ("string", "a string"),
        Flag => ("bool", "`true` or `false`"),
        Number => ("int", "a number"),
        Texts => ("[]string", "a list of strings"),
        Object | Any => ("map[string]interface {}", "an object"),
    };
    let tool = if modern {
        format!(
            "invalid JSON: json: cannot unmarshal {} into Go struct field Config.{key} of type {go_type}",
            json.go_type()
        )
    } else {
        let owner = if matches!(key, "insecure-registries" | "registry-mirrors" | "allow-nondistributable-artifacts") {
            "Config.CommonConfig.ServiceOptions"
        } else {
            "Config.CommonConfig"
        };
        format!("json: cannot unmarshal {} into Go struct field {owner}.{key} of type {go_type}", json.go_type())
    };
    findings.push(Finding::fatal(RULE, json.span, format!("`{key}` must be {words}"), tool));
}

fn mirrors(document: &Json, version: Version, findings: &mut Vec<Finding>) {
    let modern = version >= Version::new(28, 0, 0);
    for mirror in document.get("registry-mirrors").into_iter().flat_map(Json::elements) {
        let Some(text) = mirror.as_str() else { continue };
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let must = ": must use either 'https://' or 'http://'";
        let quoted = quote(text);
        let (message, why) = match scheme {
            "http" | "https" => {
                let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
                if authority.contains('@') {
                    (
                        "a mirror may not carry a user name",
                        format!("invalid mirror: username/password not allowed in URI {quoted}"),
                    )
                } else if rest.contains(['?', '#']) {
                    (
                        "a mirror may have no query or fragment",
                        format!("invalid mirror: query or fragment at end of the URI {quoted}"),
                    )
                } else if authority.is_empty() {
                    ("a mirror needs a host", format!("invalid mirror: unable to parse: {quoted}"))
                } else {
                    continue;
                }
            }
            "" if modern => (
                "a mirror needs `https://` or `http://`",
                format!("invalid mirror: no scheme specified for {quoted}{must}"),
            ),
            other => {
                let tail = if modern { must } else { "" };
                (
                    "a mirror needs `https://` or `http://`",
                    format!("invalid mirror: unsupported scheme {} in {quoted}{tail}", quote(other)),
                )
            }
        };
        let tool = if modern {
            format!("merged configuration validation from file and command line flags failed: {why}")
        } else {
            why
        };
        findings.push(Finding::fatal(RULE, mirror.span, format!("{message}, not `{text}`"), tool));
    }
}

fn insecure(document: &Json, findings: &mut Vec<Finding>) {
    for entry in document.get("insecure-registries").into_iter().flat_map(Json::elements) {
        let Some(text) = entry.as_str() else { continue };
        // `http://` and `https://` are cut off with a warning.
        let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or(text);
        let network = rest.split_once('/').is_some_and(|(address, bits)| {
            bits.parse::<u8>().is_ok_and(|bits| bits <= 128)
                && address.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
        });
        if rest.contains("://") {
            let tool = format!("insecure registry {text} should not contain '://'");
            findings.push(Finding::fatal(RULE, entry.span, format!("`{text}` has a scheme"), tool));
        } else if (rest.contains('/') && !network) || rest.is_empty() || rest.starts_with('-') || rest.ends_with('-') {
            let tool = format!("insecure registry {text} is not valid: invalid index name ({rest})");
            let message = format!("`{text}` must be a host, a host with port, or a network, without a path");
            findings.push(Finding::fatal(RULE, entry.span, message, tool));
        } else if let Some((_, port)) = rest.rsplit_once(':')
            && !network
            && !rest.ends_with(']')
            && rest.matches(':').count() == 1
            && !port.parse::<u32>().is_ok_and(|port| port <= 65535)
        {
            let tool = format!("insecure registry {text} is not valid: invalid port {}", quote(port));
            findings.push(Finding::fatal(RULE, entry.span, format!("`{port}` is no port"), tool));
        }
    }
}

fn driver(document: &Json, file_system: Option<&str>, findings: &mut Vec<Finding>) {
    let Some(entry) = document.get("storage-driver") else { return };
    let Some(name) = entry.as_str().filter(|name| !name.is_empty()) else { return };
    if !GOOD_DRIVERS.contains(&name) && !name.contains('/') {
        let tool = format!("error initializing graphdriver: driver not supported: {name}");
        let message = format!("docker has no storage driver `{name}`");
        findings.push(Finding::fatal(RULE, entry.span, message, tool));
    } else if matches!(name, "btrfs" | "zfs") && file_system.is_some_and(|found| found != name) {
        let tool = format!(
            "failed to start daemon: error initializing graphdriver: prerequisites for driver not satisfied (wrong \
             filesystem?): {name}"
        );
        let message = format!("storage driver `{name}` on a file system that is `{}`", file_system.unwrap_or_default());
        findings.push(Finding::fatal(RULE, entry.span, message, tool));
    }
}

/// Whether the daemon keeps images in containerd's store, which alone reads OCI archives.
#[must_use]
pub fn has_containerd_store(document: &Json) -> bool {
    document
        .get("features")
        .and_then(|features| features.get("containerd-snapshotter"))
        .is_some_and(|flag| flag.value == Value::Boolean(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_no_configuration() {
        for text in ["", " \n", "null"] {
            let (document, findings) = judge(text.as_bytes(), SourceId(0), Version::new(28, 5, 0), None);
            assert_eq!((document, findings.len()), (None, 0), "{text:?}");
        }
        assert_eq!(judge(b"[]", SourceId(0), Version::new(28, 5, 0), None).1.len(), 1);
    }
}
