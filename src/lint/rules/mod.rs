//! The rules, one file each. Two lines register one: its `mod` and its place in [`ALL`].

use super::Rule;

mod append_to_registries_conf;
mod append_without_newline;
mod container_archive_collision;
mod container_archive_deleted;
mod container_backend_removed;
mod container_digest;
mod container_docker_load_oci;
mod container_docker_not_enabled;
mod container_fetch_only_aged;
mod container_fetch_only_unused;
mod container_live_overlay;
mod container_name_slash;
mod container_needs_backend;
mod container_needs_ca;
mod container_needs_skopeo;
mod container_needs_systemd;
mod container_never_selected;
mod container_no_first_boot;
mod container_obs_port;
mod container_path_dots;
mod container_readonly_store;
mod container_ref_invalid;
mod container_ref_not_oci_name;
mod container_size;
mod container_snap_companions;
mod container_snap_not_btrfs;
mod container_source_not_host;
mod container_source_scheme;
mod container_unordered_user;
mod container_variable_unexpanded;
mod docker_cli_in_chroot;
mod echo_e_in_sh;
mod echo_eats_quotes;
mod edit_absent_default;
mod edit_too_late_for_fetch;
mod heredoc_expansion;
mod heredoc_operator_missing;
mod heredoc_unterminated;
mod preload_in_overlay;
mod pull_in_script;
mod shared;
mod store_driver_pinned;
mod store_in_chroot;

/// All rules, by name.
pub(super) static ALL: &[&Rule] = &[
    &append_to_registries_conf::RULE,
    &append_without_newline::RULE,
    &container_archive_collision::RULE,
    &container_archive_deleted::RULE,
    &container_backend_removed::RULE,
    &container_digest::RULE,
    &container_docker_load_oci::RULE,
    &container_docker_not_enabled::RULE,
    &container_fetch_only_aged::RULE,
    &container_fetch_only_unused::RULE,
    &container_live_overlay::RULE,
    &container_name_slash::RULE,
    &container_needs_backend::RULE,
    &container_needs_ca::RULE,
    &container_needs_skopeo::RULE,
    &container_needs_systemd::RULE,
    &container_never_selected::RULE,
    &container_no_first_boot::RULE,
    &container_obs_port::RULE,
    &container_path_dots::RULE,
    &container_readonly_store::RULE,
    &container_ref_invalid::RULE,
    &container_ref_not_oci_name::RULE,
    &container_size::RULE,
    &container_snap_companions::RULE,
    &container_snap_not_btrfs::RULE,
    &container_source_not_host::RULE,
    &container_source_scheme::RULE,
    &container_unordered_user::RULE,
    &container_variable_unexpanded::RULE,
    &docker_cli_in_chroot::RULE,
    &echo_e_in_sh::RULE,
    &echo_eats_quotes::RULE,
    &edit_absent_default::RULE,
    &edit_too_late_for_fetch::RULE,
    &heredoc_expansion::RULE,
    &heredoc_operator_missing::RULE,
    &heredoc_unterminated::RULE,
    &preload_in_overlay::RULE,
    &pull_in_script::RULE,
    &store_driver_pinned::RULE,
    &store_in_chroot::RULE,
];

#[cfg(test)]
mod tests;
