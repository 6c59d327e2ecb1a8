//! `registries-home-masks`: a registries.conf in root's home masks the system's.

use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::first_line;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "registries-home-masks",
        group: Group::Registry,
        severity: Severity::Warning,
        summary: "a registries.conf in root's home masks the system's",
        explanation: "`~/.config/containers/registries.conf` takes the place of the system's main file, and up to podman 5 of `/etc/containers/registries.conf.d` too: the distribution's short names and search list are gone for root.

A drop-in in `/etc/containers/registries.conf.d` adds to them instead.",
        example: Some(Example { failing: r#"=== root/root/.config/containers/registries.conf
short-name-mode = "permissive"
"#, passing: r#"=== root/etc/containers/registries.conf.d/50-local.conf
short-name-mode = "permissive"
"# }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 5.8.6 read neither main file nor drop-ins of `/etc` once the file is there; 6.1.1 leaves out the main file only.",
    severity_reason: "It works as the tools say it does; it is seldom what was meant.",
    check,
};

const PATH: &str = "/root/.config/containers/registries.conf";

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let Some(text) = case.worlds.iter().filter_map(|world| world.file(PATH)).find(|text| text.is_written) else {
            continue;
        };
        let message = "root's own registries.conf takes the place of the system's";
        let finding = ctx
            .finding(message, first_line(text))
            .with_note("up to podman 5 the drop-ins in `/etc/containers/registries.conf.d` are not read either");
        for view in case.views(ctx.description) {
            ctx.report_in(view, finding.clone());
        }
    }
}
