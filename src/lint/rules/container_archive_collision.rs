use std::collections::HashMap;

use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-archive-collision",
        group: Group::Container,
        severity: Severity::Error,
        summary: "two containers are stored in the same archive",
        explanation: r#"
KIWI names an archive after `name` and `tag` alone: `/var/tmp/kiwi_containers/NAME_TAG`. Two entries with the same name and tag, from different sources or paths, overwrite each other without a message; at first boot the last one is loaded twice and the other is missing. Give one another tag, or fetch it by a script of its own.

The same container listed twice is only reported as a note.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="a"/>
  <container name="web" path="b"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="a" tag="1"/>
  <container name="web" path="b" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 leaves one archive `app_latest` for two entries that differ in path only, and reports success.
"#,
    severity_reason: r#"
One of the two containers is silently missing from the image.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let mut first = HashMap::new();
        for (section, container) in view.container_entries(tree) {
            let composed = shared::kiwi_container(section, container);
            let archive = composed.archive_name();
            let Some((other_section, other)) = first.get(&archive).copied() else {
                first.insert(archive, (section, container));
                continue;
            };
            let same = shared::kiwi_container(other_section, other).endpoint() == composed.endpoint();
            let place = container.place(at::NAME);
            let finding = if same && other_section.get(at::BACKEND) == section.get(at::BACKEND) {
                ctx.finding_as(Severity::Note, format!("container `{archive}` is listed twice"), place)
            } else {
                ctx.finding(format!("two containers are stored as `{archive}`"), place)
                    .with_note("KIWI names the archive after name and tag only: the later one overwrites the earlier one, without a message")
                    .with_note("give one of them another tag, or fetch it by a script of its own")
            };
            ctx.report_in(view, finding.with_label(other.place(at::NAME), "the other one"));
        }
    }
}
