//! containers.conf: podman does not start where a value has the wrong type, or one that it does not know.

use crate::containers::catalogue;
use crate::diagnostic::Severity;
use crate::text::{SourceId, Span};

use super::finding::Finding;
use super::go_toml::{self, Entry, Release, Table, Value, fold_eq, quote};
use super::shape::{Shape, check, refused};
use super::storage::{System, Unknown};
use super::version::Generation;

const RULE: &crate::diagnostic::Entry = &catalogue::CONTAINERS_CONF_INVALID;

use Shape::{Any, Appendable, Flag, Map, Newer, Number, Struct, Text, Texts};

const CONTAINERS: &[(&str, Shape)] = &[
    ("devices", Appendable),
    ("volumes", Appendable),
    ("apparmor_profile", Text),
    ("annotations", Appendable),
    ("base_hosts_file", Text),
    ("cgroupns", Text),
    ("cgroups", Text),
    ("cgroup_conf", Newer(&Appendable)),
    ("container_name_as_hostname", Newer(&Flag)),
    ("default_capabilities", Appendable),
    ("default_sysctls", Appendable),
    ("default_ulimits", Appendable),
    ("dns_servers", Appendable),
    ("dns_options", Appendable),
    ("dns_searches", Appendable),
    ("keyring", Flag),
    ("label", Flag),
    ("label_users", Newer(&Flag)),
    ("env", Appendable),
    ("env_host", Flag),
    ("host_containers_internal_ip", Text),
    ("http_proxy", Flag),
    ("init", Flag),
    ("init_path", Text),
    ("interface_name", Newer(&Text)),
    ("ipcns", Text),
    ("log_driver", Text),
    ("log_size_max", Number),
    ("log_tag", Text),
    ("mounts", Newer(&Appendable)),
    ("netns", Text),
    ("no_hosts", Flag),
    ("oom_score_adj", Newer(&Number)),
    ("pids_limit", Number),
    ("pidns", Text),
    ("prepare_volume_on_create", Flag),
    ("privileged", Newer(&Flag)),
    ("read_only", Newer(&Flag)),
    ("seccomp_profile", Text),
    ("shm_size", Text),
    ("tz", Text),
    ("umask", Text),
    ("utsns", Text),
    ("userns", Text),
    ("userns_size", Number),
];
const ENGINE: &[(&str, Shape)] = &[
    ("cgroup_check", Flag),
    ("cgroup_manager", Text),
    ("conmon_env_vars", Appendable),
    ("conmon_path", Appendable),
    ("conmonrs_path", Appendable),
    ("compat_api_enforce_docker_hub", Flag),
    ("compose_providers", Newer(&Appendable)),
    ("compose_warning_logs", Newer(&Flag)),
    ("database_backend", Newer(&Text)),
    ("detach_keys", Text),
    ("enable_port_reservation", Flag),
    ("env", Appendable),
    ("events_logfile_path", Text),
    ("events_logfile_max_size", Any),
    ("events_logger", Text),
    ("events_container_create_inspect_data", Newer(&Flag)),
    ("healthcheck_events", Newer(&Flag)),
    ("helper_binaries_dir", Appendable),
    ("hooks_dir", Appendable),
    ("cdi_spec_dirs", Newer(&Appendable)),
    ("image_build_format", Text),
    ("image_default_transport", Text),
    ("image_parallel_copies", Number),
    ("image_default_format", Text),
    ("image_volume_mode", Text),
    ("infra_command", Text),
    ("infra_image", Text),
    ("init_path", Text),
    ("kube_generate_type", Newer(&Text)),
    ("lock_type", Text),
    ("multi_image_archive", Flag),
    ("namespace", Text),
    ("network_cmd_path", Text),
    ("network_cmd_options", Appendable),
    ("no_pivot_root", Flag),
    ("num_locks", Number),
    ("runtime", Text),
    ("runtimes", Map(&Texts)),
    ("platform_to_oci_runtime", Newer(&Map(&Text))),
    ("pod_exit_policy", Text),
    ("pull_policy", Text),
    ("remote", Flag),
    ("retry", Newer(&Number)),
    ("retry_delay", Newer(&Text)),
    ("remote_uri", Text),
    ("remote_identity", Text),
    ("active_service", Text),
    ("add_compression", Newer(&Appendable)),
    ("service_destinations", Map(&Any)),
    ("ssh_config", Text),
    ("runtime_path", Appendable),
    ("runtime_supports_json", Appendable),
    ("runtime_supports_nocgroup", Appendable),
    ("runtime_supports_kvm", Appendable),
    ("service_timeout", Number),
    ("static_dir", Text),
    ("stop_timeout", Number),
    ("exit_command_delay", Number),
    ("image_copy_tmp_dir", Text),
    ("tmp_dir", Text),
    ("volume_path", Text),
    ("volume_plugin_timeout", Number),
    ("volume_plugins", Map(&Text)),
    ("chown_copied_files", Flag),
    ("compression_format", Text),
    ("compression_level", Newer(&Number)),
    ("podmansh_timeout", Newer(&Number)),
];
const NETWORK: &[(&str, Shape)] = &[
    ("network_backend", Text),
    ("cni_plugin_dirs", Appendable),
    ("netavark_plugin_dirs", Newer(&Appendable)),
    ("firewall_driver", Newer(&Text)),
    ("default_network", Text),
    ("default_subnet", Text),
    ("default_subnet_pools", Any),
    ("default_rootless_network_cmd", Newer(&Text)),
    ("network_config_dir", Text),
    ("dns_bind_port", Number),
    ("pasta_options", Newer(&Appendable)),
];
const MACHINE: &[(&str, Shape)] = &[
    ("cpus", Number),
    ("disk_size", Number),
    ("image", Text),
    ("memory", Number),
    ("user", Text),
    ("volumes", Appendable),
    ("provider", Newer(&Text)),
    ("rosetta", Newer(&Flag)),
];
const DRIVER: &[(&str, Shape)] = &[("driver", Text), ("opts", Map(&Text))];
const FILE: &[(&str, Shape)] = &[
    ("containers", Struct("config.ContainersConfig", CONTAINERS)),
    ("engine", Struct("config.EngineConfig", ENGINE)),
    ("machine", Struct("config.MachineConfig", MACHINE)),
    ("network", Struct("config.NetworkConfig", NETWORK)),
    ("secrets", Struct("config.SecretConfig", DRIVER)),
    ("configmaps", Struct("config.ConfigMapConfig", DRIVER)),
    ("farms", Any),
    ("podmansh", Struct("config.PodmanshConfig", &[("shell", Text), ("container", Text), ("timeout", Number)])),
];

/// Reads containers.conf as a generation does. Keys that are not known are left alone, as podman does.
#[must_use]
pub fn judge(bytes: &[u8], source: SourceId, generation: Generation) -> Vec<Finding> {
    judge_on(bytes, source, generation, &Unknown)
}

/// The same on a system of which something is known.
#[must_use]
pub fn judge_on(bytes: &[u8], source: SourceId, generation: Generation, system: &dyn System) -> Vec<Finding> {
    let release = Release::of(generation);
    match go_toml::parse(bytes, source, release) {
        Ok(table) => {
            let mut findings = check(&table, FILE, release, RULE, None);
            Values { findings: &mut findings, generation, system }.check(&table);
            findings
        }
        Err(error) => vec![refused(&error, RULE)],
    }
}

/// Runtimes that podman knows without being told where they are.
const RUNTIMES: [&str; 9] = ["crun", "crun-vm", "crun-wasm", "kata", "krun", "ocijail", "runc", "runj", "runsc"];

/// Values that the types allow and podman refuses.
struct Values<'a> {
    findings: &'a mut Vec<Finding>,
    generation: Generation,
    system: &'a dyn System,
}

impl Values<'_> {
    fn check(&mut self, file: &Table) {
        for (name, table) in file.entries().iter().filter_map(|entry| match &entry.value {
            Value::Table(table) => Some((entry.key.to_ascii_lowercase(), table)),
            _ => None,
        }) {
            match name.as_str() {
                "containers" => self.containers(table),
                "engine" => self.engine(table),
                "network" => self.network(table),
                _ => {}
            }
            self.misplaced(&name, table);
        }
    }

    fn push(&mut self, span: Span, message: String, tool: String) {
        self.findings.push(Finding::fatal(RULE, span, message, tool));
    }

    /// A key that stands in a table that does not have it, and that another one has.
    fn misplaced(&mut self, name: &str, table: &Table) {
        let tables = [("containers", CONTAINERS), ("engine", ENGINE), ("network", NETWORK)];
        let Some((_, own)) = tables.iter().find(|(table, _)| *table == name) else { return };
        let has = |fields: &[(&str, Shape)], key: &str| fields.iter().any(|(field, _)| fold_eq(field, key));
        for entry in table.entries().iter().filter(|entry| !has(own, &entry.key)) {
            if let Some((other, _)) = tables.iter().find(|(_, fields)| has(fields, &entry.key)) {
                let message = format!("`{}` is read in `[{other}]` only, not in `[{name}]`", entry.key);
                self.findings.push(
                    Finding::silent(RULE, Severity::Warning, entry.key_span, message)
                        .note("podman goes on without it, and without a word"),
                );
            }
        }
    }

    fn containers(&mut self, table: &Table) {
        const PREFIX: &str = "validating containers config: ";
        for (text, span) in texts(table, "default_ulimits") {
            if let Some(why) = ulimit(&text) {
                let tool = format!("{PREFIX}unrecognized ulimit {text}: {why}");
                self.push(span, format!("`{text}` is no ulimit: write `name=soft:hard`"), tool);
            }
        }
        if let Some((number, span)) = number(table, "log_size_max")
            && (0..8192).contains(&number)
        {
            let tool = format!("{PREFIX}log size max should be negative or >= 8192");
            self.push(span, format!("`log_size_max` is {number}, and must be negative or at least 8192"), tool);
        }
        if let Some((text, span)) = text(table, "shm_size")
            && !is_size(&text)
        {
            let tool = format!("{PREFIX}invalid --shm-size {text}, \"invalid size: '{text}'\"");
            self.push(span, format!("`{text}` is no size"), tool);
        }
        if let Some((text, span)) = text(table, "tz")
            && !is_time_zone(&text)
            && !text.is_empty()
        {
            let tool = format!("{PREFIX}find timezone {text} in paths: /usr/share/zoneinfo, /etc/zoneinfo");
            self.push(span, format!("there is no time zone `{text}`"), tool);
        }
        if let Some((text, span)) = text(table, "umask")
            && !text.is_empty()
            && !(text.len() <= 4 && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte)))
        {
            let tool = format!("{PREFIX}not a valid umask {text}");
            self.push(span, format!("`{text}` is no umask: up to four octal digits"), tool);
        }
        for (text, span) in texts(table, "devices") {
            // `vendor.com/class=name` is a CDI device
            if text.contains('=') && self.generation != Generation::V4 {
                continue;
            }
            // a path of the host, one of the container, a mode
            let parts: Vec<&str> = text.split(':').collect();
            let is_mode = |part: &str| {
                let once = |c: char| part.matches(c).count() <= 1;
                !part.is_empty() && part.chars().all(|c| matches!(c, 'r' | 'w' | 'm') && once(c))
            };
            let wrong = match parts.as_slice() {
                [_, _, mode] if !is_mode(mode) => Some(format!("invalid device mode: {mode}")),
                [_, inside, ..] if parts.len() < 4 && !is_mode(inside) && !inside.starts_with('/') => {
                    Some(format!("invalid device mode: {inside}"))
                }
                [one, ..] if parts.len() < 4 && !one.starts_with("/dev/") => {
                    Some(format!("invalid device mode: {one}"))
                }
                [_, _, _, _, ..] => Some(format!("invalid device specification: {text}")),
                _ => None,
            };
            if let Some(wrong) = wrong {
                let tool = format!("{PREFIX}{wrong}");
                self.push(span, format!("`{text}` is no device: write `/dev/name[:/dev/inside[:rwm]]`"), tool);
            }
        }
    }

    fn engine(&mut self, table: &Table) {
        const PREFIX: &str = "validating engine configs: ";
        if let Some((name, span)) = text(table, "runtime")
            && !name.is_empty()
        {
            let own = match table.field("runtimes").map(|entry| &entry.value) {
                Some(Value::Table(runtimes)) => runtimes.entries().iter().any(|entry| entry.key == name),
                _ => false,
            };
            if name.starts_with('/') {
                if self.system.exists(&name) == Some(false) {
                    let tool = format!("no valid executable found for OCI runtime {name}: invalid argument");
                    self.push(span, format!("runtime `{name}` is not in the image"), tool);
                }
            } else if !own && (!RUNTIMES.contains(&name.as_str()) || self.system.has_program(&name) == Some(false)) {
                let tool = format!("default OCI runtime {} not found: invalid argument", quote(&name));
                self.findings.push(
                    Finding::fatal(RULE, span, format!("podman knows no runtime `{name}`"), tool)
                        .note("say in `[engine.runtimes]` where it is"),
                );
            }
        }
        if let Some((name, span)) = text(table, "events_logger")
            && !["file", "journald", "none"].contains(&name.to_ascii_lowercase().as_str())
        {
            let tool = format!("unknown event logger type: {}", name.to_ascii_uppercase());
            self.push(span, format!("there is no event logger `{name}`: `file`, `journald` or `none`"), tool);
        }
        if let Some((name, span)) = text(table, "pull_policy") {
            let known = ["", "always", "missing", "ifnotpresent", "never", "newer", "ifnewer"];
            if !known.contains(&name.to_ascii_lowercase().as_str()) {
                let quoted = quote(&name);
                let tool = format!(
                    "{PREFIX}invalid pull type from containers.conf {quoted}: unsupported pull policy {quoted}"
                );
                let message = format!("there is no pull policy `{name}`: `always`, `missing`, `never` or `newer`");
                self.push(span, message, tool);
            }
        }
        if let Some((name, span)) = text(table, "lock_type")
            && !["", "file", "shm"].contains(&name.as_str())
        {
            let tool = format!("unknown lock type {name}: invalid argument");
            self.push(span, format!("there is no lock type `{name}`: `shm` or `file`"), tool);
        }
        for (key, words) in
            [("static_dir", "static directory"), ("tmp_dir", "temporary directory"), ("volume_path", "volume path")]
        {
            if let Some((path, span)) = text(table, key)
                && !path.is_empty()
                && !path.starts_with('/')
            {
                let tool = format!("{PREFIX}{words} must be an absolute path - instead got {}", quote(&path));
                self.push(span, format!("`{key}` must be an absolute path"), tool);
            }
        }
        if let Some((path, span)) = text(table, "image_copy_tmp_dir")
            && !path.is_empty()
            && path != "storage"
            && !path.starts_with('/')
        {
            let tool = format!("invalid image_copy_tmp_dir value {} (relative paths are not accepted)", quote(&path));
            self.push(span, "`image_copy_tmp_dir` must be an absolute path, or `storage`".to_owned(), tool);
        }
        let size = match table.field("events_logfile_max_size") {
            Some(Entry { value: Value::Boolean(flag), span, .. }) => Some((flag.to_string(), *span)),
            Some(Entry { value: Value::Integer(number), span, .. }) => Some((number.to_string(), *span)),
            _ => text(table, "events_logfile_max_size").filter(|(size, _)| !size.is_empty()),
        };
        if let Some((size, span)) = size
            && !is_size(&size)
        {
            let tool = format!("decode configuration: invalid size: '{size}'");
            self.push(span, format!("`{size}` is no size"), tool);
        }
        for (text, span) in texts(table, "env").iter().filter(|(text, _)| text.starts_with('=')) {
            let message = format!("`{text}` is no variable: its name is missing");
            self.push(*span, message, "setenv: invalid argument".to_owned());
        }
        if let Some((mode, span)) = text(table, "image_volume_mode")
            && !["", "bind", "tmpfs", "ignore"].contains(&mode.as_str())
            && (mode != "anonymous" || self.generation == Generation::V4)
        {
            let tool =
                format!("{PREFIX}invalid image volume mode {} required value: bind, tmpfs, ignore", quote(&mode));
            self.push(span, format!("there is no image volume mode `{mode}`"), tool);
        }
        match number(table, "num_locks") {
            Some((0, span)) => {
                let tool = "number of locks must be greater than 0: invalid argument".to_owned();
                self.push(span, "`num_locks` must be greater than 0".to_owned(), tool);
            }
            Some((number, span)) if number < 0 || number > i64::from(u32::MAX) => {
                let tool = format!("(last key \"engine.num_locks\"): {number} is out of range for uint32");
                self.push(span, format!("`num_locks` cannot be {number}"), tool);
            }
            _ => {}
        }
    }

    fn network(&mut self, table: &Table) {
        if let Some((name, span)) = text(table, "network_backend") {
            let known: &[&str] =
                if self.generation == Generation::V6 { &["", "netavark"] } else { &["", "netavark", "cni"] };
            if !known.contains(&name.as_str()) {
                let tool =
                    format!("unsupported network backend {}, check network_backend in containers.conf", quote(&name));
                self.push(span, format!("there is no network backend `{name}`"), tool);
            }
        }
        if let Some((net, span)) = text(table, "default_subnet")
            && !net.is_empty()
            && cidr(&net).is_none()
        {
            let tool = format!("failed to parse default subnet: invalid CIDR address: {net}");
            self.push(span, format!("`{net}` is no network: write `10.88.0.0/16`"), tool);
        }
        if let Some((port, span)) = number(table, "dns_bind_port")
            && !(0..=65535).contains(&port)
        {
            let tool = format!("(last key \"network.dns_bind_port\"): {port} is out of range for uint16");
            self.push(span, format!("`{port}` is no port"), tool);
        }
        self.plugin_directories(table);
        let Some(entry) = table.field("default_subnet_pools") else { return };
        let Value::Array(pools) = &entry.value else {
            if !matches!(entry.value, Value::Tables(_)) {
                let text = go_toml::incompatible(&entry.value, "slice", Release::of(self.generation));
                let tool = go_toml::decode_error(&["network", "default_subnet_pools"], entry.line, &text);
                self.push(entry.span, "`default_subnet_pools` must be a list".to_owned(), tool);
            }
            return;
        };
        for pool in pools {
            let Value::Table(pool) = &pool.value else {
                let tool = "type mismatch for config.SubnetPool".to_owned();
                self.push(pool.span, "a subnet pool is a table with `base` and `size`".to_owned(), tool);
                continue;
            };
            let Some((base, span)) = text(pool, "base") else { continue };
            let Some((_, bits)) = cidr(&base) else {
                let tool = format!("decode configuration: invalid CIDR address: {base}");
                self.push(span, format!("`{base}` is no network"), tool);
                continue;
            };
            let Some((size, span)) = number(pool, "size") else { continue };
            if !(0..=32).contains(&size) {
                let tool = "validating network configs invalid subnet pool size, must be between 0-32".to_owned();
                self.push(span, format!("a subnet pool's size is between 0 and 32, not {size}"), tool);
            } else if size < i64::from(bits) {
                let tool = format!(
                    "validating network configs invalid subnet pool, size is bigger than subnet {}",
                    quote(&base)
                );
                self.push(span, format!("a network of `/{size}` does not fit into `{base}`"), tool);
            }
        }
    }
}

impl Values<'_> {
    /// At least one of the directories must be there, unless they are those that podman has itself.
    fn plugin_directories(&mut self, table: &Table) {
        const OWN: [&str; 5] =
            ["/usr/local/libexec/cni", "/usr/libexec/cni", "/usr/local/lib/cni", "/usr/lib/cni", "/opt/cni/bin"];
        let Some(Entry { value: Value::Array(_), span, .. }) = table.field("cni_plugin_dirs") else { return };
        let directories = texts(table, "cni_plugin_dirs");
        let names: Vec<&str> = directories.iter().map(|(name, _)| name.as_str()).collect();
        if self.generation == Generation::V6
            || names == OWN
            || !names.iter().all(|name| self.system.exists(name) == Some(false))
        {
            return;
        }
        let tool = format!("validating network configs invalid cni_plugin_dirs: {}", names.join(","));
        self.push(*span, "none of these directories is in the image".to_owned(), tool);
    }
}

fn text(table: &Table, key: &str) -> Option<(String, Span)> {
    match table.field(key) {
        Some(Entry { value: Value::String(text), span, .. }) => Some((text.clone(), *span)),
        _ => None,
    }
}

fn number(table: &Table, key: &str) -> Option<(i64, Span)> {
    match table.field(key) {
        Some(Entry { value: Value::Integer(number), span, .. }) => Some((*number, *span)),
        _ => None,
    }
}

fn texts(table: &Table, key: &str) -> Vec<(String, Span)> {
    match table.field(key).map(|entry| &entry.value) {
        Some(Value::Array(elements)) => elements
            .iter()
            .filter_map(|element| match &element.value {
                Value::String(text) => Some((text.clone(), element.span)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Why a text is no ulimit.
fn ulimit(text: &str) -> Option<String> {
    const NAMES: [&str; 16] = [
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
        "as",
    ];
    let Some((name, value)) = text.split_once('=') else { return Some(format!("invalid ulimit argument: {text}")) };
    if name == "host" {
        return None;
    }
    if !NAMES.contains(&name.to_ascii_lowercase().as_str()) {
        return Some(format!("invalid ulimit type: {name}"));
    }
    let parts: Vec<&str> = value.split(':').collect();
    let numbers: Option<Vec<i64>> = parts.iter().map(|part| part.parse().ok()).collect();
    match numbers.as_deref() {
        Some([soft, hard]) if *hard >= 0 && (soft > hard || *soft == -1) => {
            Some(format!("ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}"))
        }
        Some([_] | [_, _]) => None,
        Some(_) => Some(format!("too many limit value arguments - {value}, can only have up to two, `soft[:hard]`")),
        None => Some(format!("strconv.ParseInt: parsing {}: invalid syntax", quote(value))),
    }
}

/// A size as Go's units take it: `64m`, `1.5 GiB`, `4096`.
pub(super) fn is_size(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim_start_matches(' ').to_ascii_lowercase();
    let plain = number.parse::<f64>().is_ok_and(|number| number >= 0.0);
    plain && matches!(unit.trim_end_matches('b').trim_end_matches('i'), "" | "k" | "m" | "g" | "t" | "p")
}

/// Whether the name has the form of a time zone that there may be: those without a region are few.
fn is_time_zone(name: &str) -> bool {
    const REGIONS: [&str; 16] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Brazil",
        "Canada",
        "Chile",
        "Etc",
        "Europe",
        "Indian",
        "Mexico",
        "Pacific",
        "US",
    ];
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-+".contains(c));
    match name.split_once('/') {
        Some((region, rest)) => {
            (REGIONS.contains(&region) || matches!(region, "posix" | "right" | "SystemV")) && rest.split('/').all(plain)
        }
        None if REGIONS.contains(&name) || matches!(name, "posix" | "right") => true,
        None => {
            const ALONE: [&str; 44] = [
                "local",
                "CET",
                "CST6CDT",
                "Cuba",
                "EET",
                "EST",
                "EST5EDT",
                "Egypt",
                "Eire",
                "Factory",
                "GB",
                "GB-Eire",
                "GMT",
                "GMT+0",
                "GMT-0",
                "GMT0",
                "Greenwich",
                "HST",
                "Hongkong",
                "Iceland",
                "Iran",
                "Israel",
                "Jamaica",
                "Japan",
                "Kwajalein",
                "Libya",
                "MET",
                "MST",
                "MST7MDT",
                "NZ",
                "NZ-CHAT",
                "Navajo",
                "PRC",
                "PST8PDT",
                "Poland",
                "Portugal",
                "ROC",
                "ROK",
                "Singapore",
                "Turkey",
                "UCT",
                "UTC",
                "Universal",
                "Zulu",
            ];
            ALONE.contains(&name) || matches!(name, "W-SU" | "WET")
        }
    }
}

/// Address and bits of a network.
pub(super) fn cidr(text: &str) -> Option<(std::net::IpAddr, u8)> {
    let (address, bits) = text.split_once('/')?;
    let address: std::net::IpAddr = address.parse().ok()?;
    let bits: u8 = bits.parse().ok().filter(|_| !bits.starts_with('+'))?;
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::containers::finding::refusal;

    #[test]
    fn types_count_and_unknown_keys_do_not() {
        let says = |text: &str| {
            let findings = judge(text.as_bytes(), SourceId(0), Generation::V5);
            refusal(&findings).map(|finding| finding.tool.clone())
        };
        assert_eq!(
            says("[engine]\nnum_locks = 4096\ncolour = 1\n[containers]\nenv = [\"a=b\", {append=true}]\n"),
            None
        );
        assert_eq!(
            says("[engine]\nnum_locks = \"many\"\n").as_deref(),
            Some(
                "toml: line 2 (last key \"engine.num_locks\"): incompatible types: TOML value has type string; destination has type integer"
            )
        );
        assert!(says("[engine\n").is_some());
        assert!(says("engine = 1\n").is_some());
    }

    #[test]
    fn values_count_too() {
        let says = |text: &str| judge(text.as_bytes(), SourceId(0), Generation::V4).len();
        for bad in [
            "[containers]\ndefault_ulimits = [\"x\"]",
            "[containers]\ndefault_ulimits = [\"nofile=5:2\"]",
            "[containers]\nlog_size_max = 1000",
            "[containers]\nshm_size = \"64q\"",
            "[containers]\ntz = \"Nowhere/X\"",
            "[containers]\numask = \"22222\"",
            "[containers]\numask = \"9\"",
            "[containers]\ndevices = [\"/dev/null:/dev/x:q\"]",
            "[containers]\nruntime = \"crun\"",
            "[engine]\nruntime = \"krun5\"",
            "[engine]\nevents_logger = \"x\"",
            "[engine]\npull_policy = \"sometimes\"",
            "[engine]\nlock_type = \"x\"",
            "[engine]\nstatic_dir = \"x\"",
            "[engine]\nevents_logfile_max_size = \"x\"",
            "[engine]\nevents_logfile_max_size = true",
            "[engine]\nenv = [\"A=b\", \"=x\"]",
            "[network]\ncni_plugin_dirs = []",
            "[engine]\nimage_volume_mode = \"x\"",
            "[engine]\nnum_locks = 0",
            "[engine]\nimage_copy_tmp_dir = \"x\"",
            "[network]\nnetwork_backend = \"x\"",
            "[network]\ndefault_subnet = \"x\"",
            "[network]\ndefault_subnet_pools = [{base = \"10.89.0.0/16\", size = 8}]",
            "[network]\ndefault_subnet_pools = [{base = \"x\", size = 24}]",
            "[network]\ndns_bind_port = 99999",
        ] {
            assert_eq!(says(bad), 1, "{bad}");
        }
        for good in [
            "[containers]\ndefault_ulimits = [\"nofile=1:2\"]\nlog_size_max = -5\nshm_size = \"64m\"\ntz = \"local\"\numask = \"22\"",
            "[containers]\ntz = \"Europe/Berlin\"\ndevices = [\"/dev/null\", \"/dev/a:/dev/b:rw\"]",
            "[engine]\nruntime = \"own\"\n[engine.runtimes]\nown = [\"/usr/bin/own\"]",
            "[engine]\nevents_logger = \"JOURNALD\"\npull_policy = \"Always\"\nlock_type = \"file\"",
            "[engine]\nevents_logfile_max_size = \"\"\nenv = [\"A=b=c\", \"x\"]",
            "[network]\ncni_plugin_dirs = [\"/opt/own\"]",
            "[engine]\nimage_copy_tmp_dir = \"storage\"\nevents_logfile_max_size = \"1m\"",
            "[network]\nnetwork_backend = \"cni\"\ndefault_subnet = \"10.0.0.5/8\"",
            "[network]\ndefault_subnet_pools = [{base = \"10.89.0.0/16\", size = 24}]",
        ] {
            assert_eq!(says(good), 0, "{good}");
        }
    }
}
