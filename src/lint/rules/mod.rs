//! The rules, one file each. Two lines register one: its `mod` and its place in `ALL`.

use super::Rule;

mod airgap_image_ignored;
mod append_to_registries_conf;
mod append_without_newline;
mod auth_json_invalid;
mod boot;
mod boot_volume;
mod boot_without_kiwi_initrd;
mod bootloader_environment_unsupported;
mod by_partuuid_without_gpt;
mod certs_d_pair;
mod conflicting_group_id;
mod conflicting_oem_actions;
mod conflicting_pattern_types;
mod container_archive_collision;
mod container_archive_deleted;
mod container_backend_removed;
mod container_build_limits;
mod container_config_not_read;
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
mod container_tool_missing;
mod container_unordered_user;
mod container_variable_unexpanded;
mod containerd_config_invalid;
mod containers_conf_invalid;
mod credential_helper_missing;
mod crio_conf_invalid;
mod daemon_json_flag_conflict;
mod daemon_json_invalid;
mod disk_too_small;
mod docker_cli_in_chroot;
mod duplicate_image_type;
mod duplicate_network_interface;
pub(crate) mod duplicate_package;
mod duplicate_partition;
mod duplicate_profile;
mod duplicate_repository_alias;
mod duplicate_user;
mod duplicate_volume;
mod echo_e_in_sh;
mod echo_eats_quotes;
mod edit_absent_default;
mod edit_absent_file;
mod edit_too_late_for_fetch;
mod efi_fat_image_too_large;
mod efi_partition_too_small;
mod empty_packages;
mod enclave_without_format;
mod example_password;
mod extension_defined_twice;
mod heredoc_expansion;
mod heredoc_operator_missing;
mod heredoc_unterminated;
mod hosts_toml_invalid;
mod hosts_toml_unread;
mod ignored_in_delete_section;
mod image_reference_invalid;
mod import_without_required;
mod include_without_this;
mod invalid_appx_name;
mod invalid_signing_key;
mod invalid_user_name;
mod k3s_registries_invalid;
mod label_helper;
mod loaded_archive_missing;
mod luks2_under_grub;
mod markup_scalar;
mod mediacheck_without_msdos;
mod missing_boot_description;
mod missing_boot_loader;
mod missing_description_file;
mod missing_disk_tool;
mod missing_dmsquash_module;
mod missing_kernel;
mod missing_live_module;
mod missing_oem_dump_module;
mod missing_oem_repart_module;
mod missing_overlay_module;
mod missing_theme;
mod missing_version;
mod mount_point_taken;
mod no_buildable_type;
mod no_default_type;
mod no_repository;
mod overlay_directory_unused;
mod overlay_file_ignored;
mod overlay_not_read;
mod overlay_replaces_link;
mod overlay_secret;
mod overlayroot_with_systemdisk;
mod package_in_bootstrap_and_image;
mod package_installed_and_deleted;
mod package_listed_and_ignored;
mod packaged_container_fetch;
mod packaged_container_needs_podman;
mod packaged_container_not_kept;
mod packaged_container_preload;
mod packaged_container_reference;
mod packaged_container_registry;
mod packaged_container_short_name;
mod packages_for_missing_type;
mod packages_without_repositories;
mod plain_http_repository;
mod plain_text_password;
mod policy_blocks_load;
mod policy_invalid;
mod policy_key_missing;
mod policy_missing;
mod preload_in_overlay;
mod preloaded_container_unused;
mod private_repository_in_image;
mod pull_in_script;
mod quadlet_enabled;
mod quadlet_invalid;
mod quadlet_unsupported;
mod registries_alias;
mod registries_conflict;
mod registries_d_invalid;
mod registries_defaults_removed;
mod registries_docker_ignores;
mod registries_dropin_ignored;
mod registries_dropin_v1;
mod registries_duplicate;
mod registries_home_masks;
mod registries_key_in_table;
mod registries_location_http;
mod registries_location_missing;
mod registries_location_ref;
mod registries_location_scheme;
mod registries_mirror_policy;
mod registries_overridden;
mod registries_search_entry;
mod registries_shortname_mode;
mod registries_toml;
mod registries_unknown_key;
mod registries_v1;
mod registries_v1_v2_mixed;
mod registries_wildcard;
mod remote_derived_from;
mod repository_credentials;
mod reserved_volume_label;
mod script_ends_in_test;
mod script_interpreter;
mod script_line_ends;
mod script_never_run;
mod script_syntax;
mod section_without_effect;
mod several_fullsize_volumes;
mod several_primary_types;
mod several_versions;
mod shared;
mod short_name_noninteractive;
mod sigstore_attachments_missing;
mod storage_driver_filesystem;
mod storage_driver_unsupported;
mod storage_incomplete;
mod storage_option_invalid;
mod storage_path_missing;
mod storage_toml;
mod store_driver_pinned;
mod store_in_chroot;
mod subid_invalid;
mod swap_name_without_lvm;
mod unchecked_signatures;
mod undeclared_profile;
mod undeclared_profile_in_script;
mod undeclared_required_profile;
mod unit_start_in_chroot;
mod unit_without_install;
mod unknown_boot_option;
mod unknown_luks_option;
mod unknown_repository_scheme;
mod unsupported_firmware;
mod unused_profile;
mod version_format;
mod volume_for_root;
mod volume_label_without_lvm;
mod volume_size_and_freespace;
mod weak_password_hash;
mod white_space_in_displayname;
mod white_space_in_volume_name;
mod xen_server_and_guest;

pub(super) use shared::known_texts;

/// All rules, by name.
pub(super) static ALL: &[&Rule] = &[
    &airgap_image_ignored::RULE,
    &append_to_registries_conf::RULE,
    &append_without_newline::RULE,
    &auth_json_invalid::RULE,
    &boot_volume::RULE,
    &boot_without_kiwi_initrd::RULE,
    &bootloader_environment_unsupported::RULE,
    &by_partuuid_without_gpt::RULE,
    &certs_d_pair::RULE,
    &conflicting_group_id::RULE,
    &conflicting_oem_actions::RULE,
    &conflicting_pattern_types::RULE,
    &container_archive_collision::RULE,
    &container_archive_deleted::RULE,
    &container_backend_removed::RULE,
    &container_build_limits::RULE,
    &container_config_not_read::RULE,
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
    &container_tool_missing::RULE,
    &container_unordered_user::RULE,
    &container_variable_unexpanded::RULE,
    &containerd_config_invalid::RULE,
    &containers_conf_invalid::RULE,
    &credential_helper_missing::RULE,
    &crio_conf_invalid::RULE,
    &daemon_json_flag_conflict::RULE,
    &daemon_json_invalid::RULE,
    &disk_too_small::RULE,
    &docker_cli_in_chroot::RULE,
    &duplicate_image_type::RULE,
    &duplicate_network_interface::RULE,
    &duplicate_package::RULE,
    &duplicate_partition::RULE,
    &duplicate_profile::RULE,
    &duplicate_repository_alias::RULE,
    &duplicate_user::RULE,
    &duplicate_volume::RULE,
    &echo_e_in_sh::RULE,
    &echo_eats_quotes::RULE,
    &edit_absent_default::RULE,
    &edit_absent_file::RULE,
    &edit_too_late_for_fetch::RULE,
    &efi_fat_image_too_large::RULE,
    &efi_partition_too_small::RULE,
    &empty_packages::RULE,
    &enclave_without_format::RULE,
    &example_password::RULE,
    &extension_defined_twice::RULE,
    &heredoc_expansion::RULE,
    &heredoc_operator_missing::RULE,
    &heredoc_unterminated::RULE,
    &hosts_toml_invalid::RULE,
    &hosts_toml_unread::RULE,
    &ignored_in_delete_section::RULE,
    &image_reference_invalid::RULE,
    &import_without_required::RULE,
    &include_without_this::RULE,
    &invalid_appx_name::RULE,
    &invalid_signing_key::RULE,
    &invalid_user_name::RULE,
    &k3s_registries_invalid::RULE,
    &label_helper::RULE,
    &loaded_archive_missing::RULE,
    &luks2_under_grub::RULE,
    &markup_scalar::RULE,
    &mediacheck_without_msdos::RULE,
    &missing_boot_description::RULE,
    &missing_boot_loader::RULE,
    &missing_description_file::RULE,
    &missing_disk_tool::RULE,
    &missing_dmsquash_module::RULE,
    &missing_kernel::RULE,
    &missing_live_module::RULE,
    &missing_oem_dump_module::RULE,
    &missing_oem_repart_module::RULE,
    &missing_overlay_module::RULE,
    &missing_theme::RULE,
    &missing_version::RULE,
    &mount_point_taken::RULE,
    &no_buildable_type::RULE,
    &no_default_type::RULE,
    &no_repository::RULE,
    &overlay_directory_unused::RULE,
    &overlay_file_ignored::RULE,
    &overlay_not_read::RULE,
    &overlay_replaces_link::RULE,
    &overlay_secret::RULE,
    &overlayroot_with_systemdisk::RULE,
    &package_in_bootstrap_and_image::RULE,
    &package_installed_and_deleted::RULE,
    &package_listed_and_ignored::RULE,
    &packaged_container_fetch::RULE,
    &packaged_container_needs_podman::RULE,
    &packaged_container_not_kept::RULE,
    &packaged_container_preload::RULE,
    &packaged_container_reference::RULE,
    &packaged_container_registry::RULE,
    &packaged_container_short_name::RULE,
    &packages_for_missing_type::RULE,
    &packages_without_repositories::RULE,
    &plain_http_repository::RULE,
    &plain_text_password::RULE,
    &policy_blocks_load::RULE,
    &policy_invalid::RULE,
    &policy_key_missing::RULE,
    &policy_missing::RULE,
    &preload_in_overlay::RULE,
    &preloaded_container_unused::RULE,
    &private_repository_in_image::RULE,
    &pull_in_script::RULE,
    &quadlet_enabled::RULE,
    &quadlet_invalid::RULE,
    &quadlet_unsupported::RULE,
    &registries_alias::RULE,
    &registries_conflict::RULE,
    &registries_d_invalid::RULE,
    &registries_defaults_removed::RULE,
    &registries_docker_ignores::RULE,
    &registries_dropin_ignored::RULE,
    &registries_dropin_v1::RULE,
    &registries_duplicate::RULE,
    &registries_home_masks::RULE,
    &registries_key_in_table::RULE,
    &registries_location_http::RULE,
    &registries_location_missing::RULE,
    &registries_location_ref::RULE,
    &registries_location_scheme::RULE,
    &registries_mirror_policy::RULE,
    &registries_overridden::RULE,
    &registries_search_entry::RULE,
    &registries_shortname_mode::RULE,
    &registries_toml::RULE,
    &registries_unknown_key::RULE,
    &registries_v1::RULE,
    &registries_v1_v2_mixed::RULE,
    &registries_wildcard::RULE,
    &remote_derived_from::RULE,
    &repository_credentials::RULE,
    &reserved_volume_label::RULE,
    &script_ends_in_test::RULE,
    &script_interpreter::RULE,
    &script_line_ends::RULE,
    &script_never_run::RULE,
    &script_syntax::RULE,
    &section_without_effect::RULE,
    &several_fullsize_volumes::RULE,
    &several_primary_types::RULE,
    &several_versions::RULE,
    &short_name_noninteractive::RULE,
    &sigstore_attachments_missing::RULE,
    &storage_driver_filesystem::RULE,
    &storage_driver_unsupported::RULE,
    &storage_incomplete::RULE,
    &storage_option_invalid::RULE,
    &storage_path_missing::RULE,
    &storage_toml::RULE,
    &store_driver_pinned::RULE,
    &store_in_chroot::RULE,
    &subid_invalid::RULE,
    &swap_name_without_lvm::RULE,
    &unchecked_signatures::RULE,
    &undeclared_profile::RULE,
    &undeclared_profile_in_script::RULE,
    &undeclared_required_profile::RULE,
    &unit_start_in_chroot::RULE,
    &unit_without_install::RULE,
    &unknown_boot_option::RULE,
    &unknown_luks_option::RULE,
    &unknown_repository_scheme::RULE,
    &unsupported_firmware::RULE,
    &unused_profile::RULE,
    &version_format::RULE,
    &volume_for_root::RULE,
    &volume_label_without_lvm::RULE,
    &volume_size_and_freespace::RULE,
    &weak_password_hash::RULE,
    &white_space_in_displayname::RULE,
    &white_space_in_volume_name::RULE,
    &xen_server_and_guest::RULE,
];

#[cfg(test)]
mod tests;
