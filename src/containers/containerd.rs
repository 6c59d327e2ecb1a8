//! containerd: config.toml of versions 1 to 3, and hosts.toml, where a registry's mirrors and certificates stand.
//!
//! By containerd's documents (`docs/PLUGINS.md`, `docs/hosts.md`, `docs/cri/registry.md`) and its issues; not run here.

use crate::containers::catalogue;
use crate::diagnostic::{Entry, Severity, nearest};
use crate::text::{SourceId, Span};

use super::finding::Finding;
use super::go_toml::{self, Release, Table, Value, quote};

const CONFIG: &Entry = &catalogue::CONTAINERD_CONFIG_INVALID;
const HOSTS: &Entry = &catalogue::HOSTS_TOML_INVALID;
/// The plugin that reads registries, in config.toml of version 2 and of version 3.
const CRI: [&str; 2] = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images"];
/// The newest version of config.toml.
const NEWEST: i64 = 3;

fn table<'t>(table: &'t Table, key: &str) -> Option<&'t Table> {
    match &table.get(key)?.value {
        Value::Table(inner) => Some(inner),
        _ => None,
    }
}

fn refused(error: &go_toml::Error, rule: &'static Entry) -> Finding {
    Finding::fatal(rule, error.span, format!("not TOML: {}", error.message), "")
}

/// Reads config.toml.
#[must_use]
pub fn judge_config(bytes: &[u8], source: SourceId) -> Vec<Finding> {
    let file = match go_toml::parse(bytes, source, Release::V1_5) {
        Ok(file) => file,
        Err(error) => return vec![refused(&error, CONFIG)],
    };
    let mut findings = Vec::new();
    let version = match file.get("version").map(|entry| (&entry.value, entry.span)) {
        None => 1,
        Some((Value::Integer(version), span)) => {
            if *version > NEWEST {
                let tool =
                    format!("expected containerd config version equal to or less than `{NEWEST}`, got `{version}`");
                let message = format!("containerd knows no config version {version}");
                findings.push(Finding::fatal(CONFIG, span, message, tool));
            }
            *version
        }
        Some((_, span)) => {
            findings.push(Finding::fatal(CONFIG, span, "`version` must be a number", ""));
            return findings;
        }
    };
    if version >= 2 {
        plugin_names(&file, &mut findings);
    }
    let Some(plugins) = table(&file, "plugins") else { return findings };
    for entry in plugins.entries() {
        let is_long = entry.key.starts_with("io.containerd.");
        if version < 2 && is_long {
            let message = format!("`{}` is a name of config version 2, and the file has no `version`", entry.key);
            findings.push(
                Finding::silent(CONFIG, Severity::Warning, entry.key_span, message)
                    .note("without `version = 2` at the top the file is read as version 1, and this is passed over"),
            );
        }
        if version >= 3
            && entry.key == CRI[0]
            && let Value::Table(plugin) = &entry.value
            && let Some(registry) = plugin.get("registry")
        {
            let message = format!("config version 3 reads no `registry` of `{}`", CRI[0]);
            findings.push(
                Finding::silent(CONFIG, Severity::Warning, registry.key_span, message)
                    .note(format!("it stands in `[plugins.\"{}\".registry]` there", CRI[1])),
            );
        }
    }
    for name in CRI.iter().chain(&["cri"]) {
        if let Some(registry) = table(plugins, name).and_then(|plugin| table(plugin, "registry")) {
            self::registry(registry, &mut findings);
        }
    }
    findings
}

/// From version 2 on plugins have their whole names.
fn plugin_names(file: &Table, findings: &mut Vec<Finding>) {
    let is_whole = |name: &str| name.starts_with("io.containerd.") && name.splitn(4, '.').count() == 4;
    for (key, kind) in [("disabled_plugins", "disabled"), ("required_plugins", "required")] {
        let Some(Value::Array(list)) = file.get(key).map(|entry| &entry.value) else { continue };
        for element in list {
            let Value::String(name) = &element.value else { continue };
            if !is_whole(name) {
                let tool = format!("invalid {kind} plugin URI {} expect io.containerd.x.vx", quote(name));
                let message = format!("`{name}` is no whole name of a plugin, which config version 2 wants");
                let mut finding = Finding::fatal(CONFIG, element.span, message, tool);
                if name == "cri" {
                    finding = finding.note(format!("the whole name is `{}`", CRI[0]));
                }
                findings.push(finding);
            }
        }
    }
    for entry in table(file, "plugins").into_iter().flat_map(Table::entries).filter(|entry| !is_whole(&entry.key)) {
        let tool = format!("invalid plugin key URI {} expect io.containerd.x.vx", quote(&entry.key));
        let message = format!("`{}` is no whole name of a plugin, which config version 2 wants", entry.key);
        findings.push(Finding::fatal(CONFIG, entry.key_span, message, tool));
    }
}

fn registry(registry: &Table, findings: &mut Vec<Finding>) {
    let config_path = match registry.get("config_path").map(|entry| &entry.value) {
        Some(Value::String(path)) => Some(path.as_str()),
        _ => None,
    };
    let filled = |key: &str| {
        let entry = registry.get(key)?;
        matches!(&entry.value, Value::Table(inner) if !inner.entries().is_empty()).then_some(entry)
    };
    if let Some(mirrors) = filled("mirrors") {
        if config_path.is_some_and(|path| !path.is_empty()) {
            let tool = "invalid plugin config: `mirrors` cannot be set when `config_path` is provided";
            let message = "`mirrors` beside `config_path`: containerd does not load its CRI plugin";
            findings.push(
                Finding::fatal(CONFIG, mirrors.key_span, message, tool)
                    .note("write each mirror into `hosts.toml` below `config_path`"),
            );
        } else {
            let message = "`mirrors` is refused by containerd 2.2, which has `config_path` by default";
            findings.push(Finding::silent(CONFIG, Severity::Warning, mirrors.key_span, message).note(
                "set `config_path` and write each mirror into a `hosts.toml` below it; containerd 1.5 knows both",
            ));
        }
        let Value::Table(mirrors) = &mirrors.value else { return };
        for mirror in mirrors.entries() {
            let Value::Table(mirror) = &mirror.value else { continue };
            let Some(endpoint) = mirror.get("endpoint") else { continue };
            let Value::Array(list) = &endpoint.value else {
                findings.push(Finding::fatal(CONFIG, endpoint.span, "`endpoint` must be a list", ""));
                continue;
            };
            for element in list {
                let Value::String(address) = &element.value else { continue };
                if !address.starts_with("http://") && !address.starts_with("https://") {
                    let message = format!("endpoint `{address}` is no URL: write `https://{address}`");
                    findings.push(Finding::fatal(CONFIG, element.span, message, ""));
                }
            }
        }
    }
    if config_path.is_some_and(|path| !path.is_empty())
        && let Some(configs) = filled("configs")
        && let Value::Table(hosts) = &configs.value
    {
        for host in hosts.entries() {
            let Value::Table(inner) = &host.value else { continue };
            if let Some(tls) = inner.get("tls") {
                let tool = "invalid plugin config: `configs.tls` cannot be set when `config_path` is provided";
                let message = "`tls` beside `config_path`: containerd does not load its CRI plugin";
                findings.push(
                    Finding::fatal(CONFIG, tls.key_span, message, tool)
                        .note("`ca`, `client` and `skip_verify` of hosts.toml say the same"),
                );
            }
        }
    }
}

/// Whether a config.toml names a directory with a `hosts.toml` for each registry.
#[must_use]
pub fn has_config_path(text: &str) -> bool {
    let Ok(file) = go_toml::parse(text.as_bytes(), SourceId(0), Release::V1_5) else { return true };
    let Some(plugins) = table(&file, "plugins") else { return false };
    CRI.iter().chain(&["cri"]).any(|name| {
        let registry = table(plugins, name).and_then(|plugin| table(plugin, "registry"));
        registry.is_some_and(|registry| registry.get("config_path").is_some())
    })
}

/// Keys that stand in hosts.toml for the server itself, and for each host.
const HOST_KEYS: [&str; 8] =
    ["capabilities", "ca", "client", "skip_verify", "header", "override_path", "dial_timeout", "server"];

/// Reads hosts.toml.
#[must_use]
pub fn judge_hosts(bytes: &[u8], source: SourceId) -> Vec<Finding> {
    let file = match go_toml::parse(bytes, source, Release::V1_5) {
        Ok(file) => file,
        Err(error) => return vec![refused(&error, HOSTS)],
    };
    let mut findings = Vec::new();
    settings(&file, true, &mut findings);
    if let Some(entry) = file.get("server") {
        match &entry.value {
            Value::String(server) => address(server, "server", entry.span, &mut findings),
            _ => findings.push(Finding::fatal(HOSTS, entry.span, "`server` must be a string", "")),
        }
    }
    match file.get("host").map(|entry| (&entry.value, entry.span)) {
        None => {}
        Some((Value::Table(hosts), _)) => {
            for host in hosts.entries() {
                let Value::Table(inner) = &host.value else {
                    let message = format!("`host.{}` must be a table", host.key);
                    findings.push(Finding::fatal(HOSTS, host.span, message, ""));
                    continue;
                };
                address(&host.key, "host", host.key_span, &mut findings);
                // `[host.mirror.example.com]` are tables in tables
                let is_nested = !inner.entries().is_empty()
                    && inner.entries().iter().all(|entry| {
                        matches!(entry.value, Value::Table(_)) && !HOST_KEYS.contains(&entry.key.as_str())
                    });
                if is_nested {
                    let message = "the dots of this name make tables in tables: put it in quotes";
                    findings.push(Finding::silent(HOSTS, Severity::Warning, host.key_span, message));
                    continue;
                }
                settings(inner, false, &mut findings);
            }
        }
        Some((_, span)) => findings.push(Finding::fatal(HOSTS, span, "`host` must be a table", "invalid `host` tree")),
    }
    findings
}

fn address(text: &str, key: &str, span: Span, findings: &mut Vec<Finding>) {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if rest.is_none() && text.contains("://") {
        let message = format!("`{text}` is no address of a registry: write `https://HOST`");
        findings.push(Finding::fatal(HOSTS, span, message, ""));
    } else if text.is_empty() && key == "host" || rest == Some("") {
        findings.push(Finding::fatal(HOSTS, span, format!("`{key}` names no host"), ""));
    }
}

fn settings(table: &Table, is_top: bool, findings: &mut Vec<Finding>) {
    for entry in table.entries() {
        let wrong = |words: &str| {
            let message = format!("`{}` must be {words}", entry.key);
            Finding::fatal(HOSTS, entry.span, message, "")
        };
        let is_text = |value: &Value| matches!(value, Value::String(_));
        match (entry.key.as_str(), &entry.value) {
            ("capabilities", Value::Array(list)) => {
                for element in list {
                    let Value::String(name) = &element.value else { continue };
                    if !["pull", "resolve", "push"].contains(&name.to_ascii_lowercase().as_str()) {
                        let tool = format!("unknown capability {name}");
                        let message = format!("there is no capability `{name}`: `pull`, `resolve`, `push`");
                        findings.push(Finding::fatal(HOSTS, element.span, message, tool));
                    }
                }
            }
            ("capabilities", _) => findings.push(wrong("a list of strings")),
            ("ca", Value::String(_)) => {}
            ("ca", Value::Array(list)) if list.iter().all(|element| is_text(&element.value)) => {}
            ("ca", _) => findings.push(wrong("a path, or a list of paths")),
            ("client", Value::String(_)) => {}
            ("client", Value::Array(list)) => {
                for element in list {
                    let fine = match &element.value {
                        Value::String(_) => true,
                        Value::Array(pair) => pair.len() <= 2 && pair.iter().all(|part| is_text(&part.value)),
                        _ => false,
                    };
                    if !fine {
                        let message = "each `client` is a path, or a pair of certificate and key";
                        findings.push(Finding::fatal(HOSTS, element.span, message, ""));
                    }
                }
            }
            ("client", _) => findings.push(wrong("a path, or a list of pairs")),
            ("skip_verify" | "override_path", Value::Boolean(_)) => {}
            ("skip_verify" | "override_path", _) => findings.push(wrong("`true` or `false`")),
            ("header", Value::Table(headers)) => {
                for header in headers.entries() {
                    let fine = match &header.value {
                        Value::String(_) => true,
                        Value::Array(list) => list.iter().all(|element| is_text(&element.value)),
                        _ => false,
                    };
                    if !fine {
                        let message = format!("header `{}` must be a string, or a list of strings", header.key);
                        findings.push(Finding::fatal(HOSTS, header.span, message, ""));
                    }
                }
            }
            ("header", _) => findings.push(wrong("a table")),
            ("dial_timeout", Value::String(text)) => {
                let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
                if digits == 0 || !["ns", "us", "ms", "s", "m", "h"].iter().any(|unit| text[digits..].starts_with(unit))
                {
                    findings.push(wrong("a duration such as `5s`"));
                }
            }
            ("dial_timeout", _) => findings.push(wrong("a duration such as `5s`")),
            ("server" | "host", _) if is_top => {}
            (key, _) => {
                let message = match (key, is_top) {
                    ("server", false) => "`server` stands at the top of the file only".to_owned(),
                    _ => format!("`{key}` is not read"),
                };
                let mut finding = Finding::silent(HOSTS, Severity::Warning, entry.key_span, message);
                if let Some(meant) = nearest(key, HOST_KEYS.iter().copied().chain(["host"])) {
                    finding = finding.note(format!("did you mean `{meant}`?"));
                }
                findings.push(finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(findings: &[Finding]) -> Vec<(bool, &str)> {
        findings.iter().map(|finding| (finding.fatal, finding.diagnostic.message.as_str())).collect()
    }

    #[test]
    fn config_toml() {
        let judged = |text: &str| judge_config(text.as_bytes(), SourceId(0));
        let registry = "[plugins.\"io.containerd.grpc.v1.cri\".registry]\nconfig_path = \"/etc/containerd/certs.d\"\n";
        let mirrors = "[plugins.\"io.containerd.grpc.v1.cri\".registry.mirrors.\"a.example\"]\nendpoint = [\"https://b.example\"]\n";
        assert!(judged(&format!("version = 2\n{registry}")).is_empty());
        assert!(judged(&format!("version = 3\n{}", registry.replace(CRI[0], CRI[1]))).is_empty());
        assert!(judged("version = 1\n[plugins.cri.registry]\n").is_empty());
        let both = judged(&format!("version = 2\n{registry}{mirrors}"));
        assert_eq!(both.len(), 1);
        assert!(both[0].fatal && both[0].tool.contains("cannot be set when"));
        for (text, fatal) in [
            ("version = 2\n[plugins\n".to_owned(), true),
            ("version = 4\n".to_owned(), true),
            ("version = \"2\"\n".to_owned(), true),
            ("version = 2\ndisabled_plugins = [\"cri\"]\n".to_owned(), true),
            ("version = 2\n[plugins.cri]\nx = 1\n".to_owned(), true),
            (registry.to_owned(), false),
            (format!("version = 3\n{registry}"), false),
            (format!("version = 2\n{mirrors}"), false),
        ] {
            let found = judged(&text);
            assert_eq!(found.len(), 1, "{text}: {:?}", messages(&found));
            assert_eq!(found[0].fatal, fatal, "{text}");
        }
        assert!(has_config_path(&format!("version = 2\n{registry}")) && !has_config_path("version = 2\n"));
    }

    #[test]
    fn hosts_toml() {
        let judged = |text: &str| judge_hosts(text.as_bytes(), SourceId(0));
        let good = "server = \"https://a.example\"\n[host.\"https://b.example\"]\ncapabilities = [\"pull\", \"resolve\"]\n\
                    ca = [\"/a\", \"/b\"]\nclient = [[\"/c\", \"/k\"], \"/d\"]\nskip_verify = true\noverride_path = true\n\
                    dial_timeout = \"5s\"\n[host.\"https://b.example\".header]\nx-a = [\"b\"]\n";
        assert!(judged(good).is_empty(), "{:?}", messages(&judged(good)));
        assert!(judged("server = \"a.example\"\n").is_empty());
        for (text, fatal) in [
            ("[host.\"https://b.example\"]\ncapabilities = [\"pul\"]\n", true),
            ("[host.\"https://b.example\"]\ncapabilities = \"pull\"\n", true),
            ("[host.\"https://b.example\"]\nskip_verify = \"true\"\n", true),
            ("[host.\"https://b.example\"]\nca = 5\n", true),
            ("[host.\"docker://b.example\"]\n", true),
            ("[host.\"https://b.example\"]\ndial_timeout = \"5\"\n", true),
            ("[host.\"https://b.example\"]\nserver = \"x\"\n", false),
            ("[host.\"https://b.example\"]\nskip-verify = true\n", false),
            ("[host.b.example]\ncapabilities = [\"pull\"]\n", false),
            ("hosts = []\n", false),
            ("server = 5\n", true),
            ("host = 5\n", true),
            ("server = \n", true),
        ] {
            let found = judged(text);
            assert_eq!(found.len(), 1, "{text}: {:?}", messages(&found));
            assert_eq!(found[0].fatal, fatal, "{text}");
        }
    }
}
