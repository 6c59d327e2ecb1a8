//! rowi beside programs and files that were not written by us. A test whose peer is absent is shown as ignored, with
//! the reason; `CONTRIBUTING.md` says how to get them.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and run programs")]

#[path = "../support/mod.rs"]
mod support;

mod compat;
mod container_files;
#[cfg(target_os = "linux")]
mod confinement;
mod container_scripts;
mod containers;
mod differential;
mod editing;
mod integrations;
mod kiwi_checks;
mod kiwi_containers;
mod lint_corpus;
mod random_schemas;
mod registry_cases;
mod releases;
mod reports;
mod root_bind;
mod schemas;
mod schematron;
mod shell;
mod shellcheck;
mod upgrade;
mod verdicts;
mod well_formedness;
#[cfg(feature = "libxml-peer")]
mod xpath;
mod xsd;
mod xslt;

/// Each test with what it needs.
macro_rules! tests {
    ($($module:ident::$test:ident: $($need:ident),+;)*) => {
        vec![$(support::harness::needing(
            concat!(stringify!($module), "/", stringify!($test)),
            &[$(support::need::$need),+],
            $module::$test,
        )),*]
    };
}

fn main() -> std::process::ExitCode {
    #[allow(unused_mut, reason = "what depends on the system or a feature comes below")]
    let mut all = tests![
        compat::our_schema_and_kiwis_allow_the_same: kiwi;
        compat::witnesses_are_right_by_jing: kiwi, jing;
        compat::compatible_schemas_survive_generated_documents: kiwi, jing, trang;
        compat::releases_of_kiwi_are_compared: kiwi_releases, jing_in_java, corpus;
        compat::the_history_is_compared: git;
        compat::branches_are_compared_with_what_they_grew_from: git;
        compat::the_history_of_another_folder_is_found: git;
        compat::the_recipes_run: git;
        container_scripts::scripts_get_the_verdict_of_each_podman: registry_cases;
        containers::generated_registries_files: skopeo;
        containers::corners_of_the_format: skopeo;
        containers::generated_sets_of_drop_ins: skopeo;
        containers::generated_references: skopeo;
        containers::corners_of_references: skopeo;
        container_files::generated_policies: skopeo;
        container_files::generated_containers_conf_files: podman;
        container_files::generated_storage_options: podman;
        container_files::generated_credentials: skopeo;
        container_files::generated_registries_d_files: skopeo;
        container_files::generated_quadlets: quadlet;
        containers::references_that_podman_refuses: podman;
        containers::generated_storage_files: podman;
        differential::all_ways_to_judge_agree: corpus, kiwi, jing;
        differential::the_typed_model_keeps_its_laws: corpus;
        editing::the_layout_changes_nothing_that_counts: corpus;
        editing::questions_are_answered_everywhere: corpus;
        integrations::the_pre_commit_hooks_work: pre_commit;
        integrations::shellcheck_likes_the_action: shellcheck;
        integrations::completions_are_read_by_bash: bash;
        integrations::completions_are_read_by_zsh: zsh;
        integrations::completions_are_read_by_fish: fish;
        integrations::manual_pages_are_read_by_mandoc: mandoc;
        kiwi_checks::agrees_with_what_fired_on_the_corpus: corpus;
        kiwi_checks::agrees_with_the_runtime_checker: corpus, kiwi;
        kiwi_containers::recorded_descriptions_get_their_verdict: registry_cases;
        lint_corpus::quiet_on_maintained_images: corpus;
        lint_corpus::the_rules_run_everywhere: corpus;
        lint_corpus::the_pedantic_rules_run_everywhere: corpus;
        random_schemas::jing_judges_the_same: jing_in_java;
        registry_cases::single_files_get_the_verdict_of_each_version: registry_cases;
        registry_cases::sets_of_files_get_the_verdict_of_each_version: registry_cases;
        registry_cases::references_get_the_verdict_of_each_tool: registry_cases;
        registry_cases::storage_files_get_the_verdict_of_each_version: registry_cases;
        registry_cases::policies_get_the_verdict_of_each_tool: registry_cases;
        registry_cases::daemon_files_get_the_verdict_of_each_version: registry_cases;
        registry_cases::kiwi_s_container_entries_get_the_verdict_of_the_fetch: registry_cases;
        releases::descriptions_are_judged_as_each_release_does: corpus, kiwi, jing, older_kiwis;
        reports::json_follows_its_schema: report_readers;
        reports::the_configurations_schema_is_one_and_takes_what_rowi_takes: report_readers;
        reports::sarif_follows_the_published_schema: report_readers, sarif_schema;
        reports::junit_is_read_by_a_consumer: report_readers;
        reports::checkstyle_is_read_by_ants_stylesheet: xsltproc, ant;
        root_bind::podman_unpacks_in_config_sh_only: kiwi, podman, mounts;
        schemas::correct_cases_come_out_as_trang_writes_them: trang;
        schemas::incorrect_cases_are_refused_by_jing_too: jing;
        schemas::writes_what_trang_writes: trang;
        schematron::kiwis_rules_agree_with_lxml: corpus, kiwi;
        shell::idioms_of_which_all_is_known: bash;
        shell::scripts_of_which_all_is_known: bash;
        shell::scripts_of_which_something_may_be_unknown: bash;
        shell::scripts_put_together: bash;
        shell::usual_idioms: bash;
        shellcheck::suppressions_hold_for_shellcheck: shellcheck;
        upgrade::upgrades_of_the_corpus_change_only_what_must_change: corpus;
        upgrade::formatting_survives_upgrades: corpus;
        upgrade::upgrades_agree_with_kiwis_own_chain: corpus, kiwi_source, xsltproc;
        upgrade::most_of_the_corpus_is_valid_after_the_upgrade: corpus;
        verdicts::the_corpus_is_judged_as_kiwi_does: corpus;
        verdicts::mutants_are_judged_as_kiwi_does: corpus, kiwi;
        verdicts::other_forms_are_read_as_kiwi_does: kiwi;
        well_formedness::xmllint_says_the_same: xmllint;
        xsd::valid_documents_stay_valid: xmllint;
        xsd::valid_descriptions_stay_valid: corpus, xmllint;
        xsd::the_export_refuses_what_it_can_say: xmllint;
        xslt::xsltproc_makes_the_same: xsltproc;
    ];
    #[cfg(feature = "libxml-peer")]
    all.push(support::harness::needing("xpath/agrees_with_libxml2_live", &[], xpath::agrees_with_libxml2_live));
    #[cfg(target_os = "linux")]
    all.push(support::harness::needing(
        "confinement/hostile_trees_open_nothing_outside",
        &[support::need::strace],
        confinement::hostile_trees_open_nothing_outside,
    ));
    support::harness::main(all)
}
