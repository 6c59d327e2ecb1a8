//! containers.conf: podman does not start where a value has the wrong type.

use crate::containers::catalogue;
use crate::text::SourceId;

use super::finding::Finding;
use super::go_toml::{self, Release};
use super::shape::{Shape, check, refused};
use super::version::Generation;

use Shape::{Any, Appendable, Flag, Map, Number, Struct, Text, Texts};

const CONTAINERS: &[(&str, Shape)] = &[
    ("devices", Appendable),
    ("volumes", Appendable),
    ("apparmor_profile", Text),
    ("annotations", Appendable),
    ("base_hosts_file", Text),
    ("cgroupns", Text),
    ("cgroups", Text),
    ("cgroup_conf", Appendable),
    ("container_name_as_hostname", Flag),
    ("default_capabilities", Appendable),
    ("default_sysctls", Appendable),
    ("default_ulimits", Appendable),
    ("dns_servers", Appendable),
    ("dns_options", Appendable),
    ("dns_searches", Appendable),
    ("keyring", Flag),
    ("label", Flag),
    ("label_users", Flag),
    ("env", Appendable),
    ("env_host", Flag),
    ("host_containers_internal_ip", Text),
    ("http_proxy", Flag),
    ("init", Flag),
    ("init_path", Text),
    ("interface_name", Text),
    ("ipcns", Text),
    ("log_driver", Text),
    ("log_size_max", Number),
    ("log_tag", Text),
    ("mounts", Appendable),
    ("netns", Text),
    ("no_hosts", Flag),
    ("oom_score_adj", Number),
    ("pids_limit", Number),
    ("pidns", Text),
    ("prepare_volume_on_create", Flag),
    ("privileged", Flag),
    ("read_only", Flag),
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
    ("compose_providers", Appendable),
    ("compose_warning_logs", Flag),
    ("database_backend", Text),
    ("detach_keys", Text),
    ("enable_port_reservation", Flag),
    ("env", Appendable),
    ("events_logfile_path", Text),
    ("events_logfile_max_size", Any),
    ("events_logger", Text),
    ("events_container_create_inspect_data", Flag),
    ("healthcheck_events", Flag),
    ("helper_binaries_dir", Appendable),
    ("hooks_dir", Appendable),
    ("cdi_spec_dirs", Appendable),
    ("image_build_format", Text),
    ("image_default_transport", Text),
    ("image_parallel_copies", Number),
    ("image_default_format", Text),
    ("image_volume_mode", Text),
    ("infra_command", Text),
    ("infra_image", Text),
    ("init_path", Text),
    ("kube_generate_type", Text),
    ("lock_type", Text),
    ("multi_image_archive", Flag),
    ("namespace", Text),
    ("network_cmd_path", Text),
    ("network_cmd_options", Appendable),
    ("no_pivot_root", Flag),
    ("num_locks", Number),
    ("runtime", Text),
    ("runtimes", Map(&Texts)),
    ("platform_to_oci_runtime", Map(&Text)),
    ("pod_exit_policy", Text),
    ("pull_policy", Text),
    ("remote", Flag),
    ("retry", Number),
    ("retry_delay", Text),
    ("remote_uri", Text),
    ("remote_identity", Text),
    ("active_service", Text),
    ("add_compression", Appendable),
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
    ("compression_level", Number),
    ("podmansh_timeout", Number),
];
const NETWORK: &[(&str, Shape)] = &[
    ("network_backend", Text),
    ("cni_plugin_dirs", Appendable),
    ("netavark_plugin_dirs", Appendable),
    ("firewall_driver", Text),
    ("default_network", Text),
    ("default_subnet", Text),
    ("default_subnet_pools", Any),
    ("default_rootless_network_cmd", Text),
    ("network_config_dir", Text),
    ("dns_bind_port", Number),
    ("pasta_options", Appendable),
];
const MACHINE: &[(&str, Shape)] = &[
    ("cpus", Number),
    ("disk_size", Number),
    ("image", Text),
    ("memory", Number),
    ("user", Text),
    ("volumes", Appendable),
    ("provider", Text),
    ("rosetta", Flag),
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
    let release = Release::of(generation);
    match go_toml::parse(bytes, source, release) {
        Ok(table) => check(&table, FILE, release, &catalogue::CONTAINERS_CONF_INVALID, None),
        Err(error) => vec![refused(&error, &catalogue::CONTAINERS_CONF_INVALID)],
    }
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
}
