//! crio.conf and its drop-ins, of which CRI-O reads every file.
//!
//! By crio.conf(5) and crio.conf.d(5) of CRI-O 1.30; not run here.

use crate::containers::catalogue;
use crate::diagnostic::{Entry, Severity};
use crate::text::SourceId;

use super::finding::Finding;
use super::go_toml::{self, Release, Value};
use super::shape::{Shape, check, refused};

const RULE: &Entry = &catalogue::CRIO_CONF_INVALID;

use Shape::{Any, Flag, Map, Number, Struct, Text, Texts};

const API: &[(&str, Shape)] = &[
    ("listen", Text),
    ("stream_address", Text),
    ("stream_port", Text),
    ("stream_enable_tls", Flag),
    ("stream_tls_cert", Text),
    ("stream_tls_key", Text),
    ("stream_tls_ca", Text),
    ("stream_idle_timeout", Text),
    ("grpc_max_send_msg_size", Number),
    ("grpc_max_recv_msg_size", Number),
];
const RUNTIME: &[(&str, Shape)] = &[
    ("seccomp_use_default_when_empty", Flag),
    ("no_pivot", Flag),
    ("selinux", Flag),
    ("log_to_journald", Flag),
    ("drop_infra_ctr", Flag),
    ("read_only", Flag),
    ("conmon", Text),
    ("conmon_cgroup", Text),
    ("conmon_env", Texts),
    ("hooks_dir", Texts),
    ("default_mounts_file", Text),
    ("default_capabilities", Texts),
    ("default_env", Texts),
    ("default_sysctls", Texts),
    ("allowed_devices", Texts),
    ("additional_devices", Texts),
    ("cdi_spec_dirs", Texts),
    ("default_ulimits", Texts),
    ("default_runtime", Text),
    ("decryption_keys_path", Text),
    ("seccomp_profile", Text),
    ("apparmor_profile", Text),
    ("cgroup_manager", Text),
    ("log_level", Text),
    ("log_filter", Text),
    ("namespaces_dir", Text),
    ("pinns_path", Text),
    ("container_exits_dir", Text),
    ("container_attach_socket_dir", Text),
    ("bind_mount_prefix", Text),
    ("uid_mappings", Text),
    ("gid_mappings", Text),
    ("pids_limit", Number),
    ("log_size_max", Number),
    ("ctr_stop_timeout", Number),
    ("runtimes", Map(&Any)),
];
const IMAGE: &[(&str, Shape)] = &[
    ("default_transport", Text),
    ("global_auth_file", Text),
    ("pause_image", Text),
    ("pause_image_auth_file", Text),
    ("pause_command", Text),
    ("pinned_images", Texts),
    ("signature_policy", Text),
    ("signature_policy_dir", Text),
    ("insecure_registries", Texts),
    ("image_volumes", Text),
    ("big_files_temporary_dir", Text),
    ("separate_pull_cgroup", Text),
    ("auto_reload_registries", Flag),
];
const NETWORK: &[(&str, Shape)] = &[("cni_default_network", Text), ("network_dir", Text), ("plugin_dirs", Texts)];
const CRIO: &[(&str, Shape)] = &[
    ("root", Text),
    ("runroot", Text),
    ("imagestore", Text),
    ("storage_driver", Text),
    ("storage_option", Texts),
    ("log_dir", Text),
    ("version_file", Text),
    ("version_file_persist", Text),
    ("internal_wipe", Flag),
    ("clean_shutdown_file", Text),
    ("api", Struct("config.APIConfig", API)),
    ("runtime", Struct("config.RuntimeConfig", RUNTIME)),
    ("image", Struct("config.ImageConfig", IMAGE)),
    ("network", Struct("config.NetworkConfig", NETWORK)),
    ("metrics", Any),
    ("tracing", Any),
    ("stats", Any),
    ("nri", Any),
];

/// Reads crio.conf or one of its drop-ins. Keys that are not known are passed over.
#[must_use]
pub fn judge(bytes: &[u8], source: SourceId) -> Vec<Finding> {
    let file = match go_toml::parse(bytes, source, Release::V1_5) {
        Ok(file) => file,
        Err(error) => return vec![refused(&error, RULE)],
    };
    let mut findings = check(&file, &[("crio", Struct("config.Config", CRIO))], Release::V1_5, RULE, None);
    let idle = |span, message: String| Finding::silent(RULE, Severity::Warning, span, message);
    for entry in file.entries().iter().filter(|entry| entry.key != "crio") {
        let message = format!("`{}` stands outside of `[crio]`, where it is not read", entry.key);
        findings.push(idle(entry.key_span, message));
    }
    let Some(Value::Table(crio)) = file.get("crio").map(|entry| &entry.value) else { return findings };
    let table = |name: &str| match crio.get(name).map(|entry| &entry.value) {
        Some(Value::Table(table)) => Some(table),
        _ => None,
    };
    for entry in crio.entries() {
        let is_table = matches!(entry.value, Value::Table(_));
        if is_table && !CRIO.iter().any(|(name, _)| *name == entry.key) {
            findings.push(idle(entry.key_span, format!("there is no table `[crio.{}]`", entry.key)));
        }
    }
    if let Some(image) = table("image") {
        for (key, words) in [("registries", "is not read"), ("insecure_registries", "is deprecated")] {
            if let Some(entry) = image.get(key) {
                findings.push(
                    idle(entry.key_span, format!("`{key}` {words}"))
                        .note("CRI-O reads registries.conf and its drop-ins, as podman does"),
                );
            }
        }
    }
    if let Some(runtime) = table("runtime") {
        let choices: [(&str, &[&str]); 2] = [
            ("cgroup_manager", &["systemd", "cgroupfs"]),
            ("log_level", &["fatal", "panic", "error", "warn", "warning", "info", "debug", "trace"]),
        ];
        for (key, known) in choices {
            let Some(entry) = runtime.get(key) else { continue };
            let Value::String(text) = &entry.value else { continue };
            if !known.contains(&text.as_str()) && !text.is_empty() {
                let message = format!("`{key}` cannot be `{text}`: {}", known.join(", "));
                findings.push(Finding::fatal(RULE, entry.span, message, ""));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drop_ins() {
        let judged = |text: &str| {
            let found = judge(text.as_bytes(), SourceId(0));
            found.iter().map(|finding| finding.fatal).collect::<Vec<_>>()
        };
        let good = "[crio.image]\npause_image = \"registry.example.com/pause:3\"\n[crio.runtime]\ncgroup_manager = \"systemd\"\n\
                    [crio.runtime.runtimes.crun]\nruntime_path = \"/usr/bin/crun\"\n";
        assert!(judged(good).is_empty());
        assert_eq!(judged("[crio\n"), [true]);
        assert_eq!(judged("[crio.image]\npause_image = 5\n"), [true]);
        assert_eq!(judged("[crio.runtime]\ncgroup_manager = \"none\"\n"), [true]);
        assert_eq!(judged("[crio.image]\nregistries = [\"a.example\"]\n"), [false]);
        assert_eq!(judged("[image]\npause_image = \"a\"\n"), [false]);
        assert_eq!(judged("[crio.images]\npause_image = \"a\"\n"), [false]);
    }
}
