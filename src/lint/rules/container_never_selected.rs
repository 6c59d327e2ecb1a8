use crate::diagnostic::nearest;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-never-selected",
        group: Group::Container,
        severity: Severity::Warning,
        summary: "containers that no selection takes",
        explanation: r#"
KIWI says nothing where a `containers` section is never taken: a profile in `profiles` that is not declared (also one with a blank in front, since the list is split at commas and not trimmed), or a container whose `arch` its section's `arch` leaves out. The image is then built without the containers.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="server" description="a server"/></profiles>
<containers source="registry.example.com" backend="podman" profiles="servre">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
<profiles><profile name="server" description="a server"/></profiles>
<containers source="registry.example.com" backend="podman" profiles="server">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 with such a section: the list of containers is empty, and there is no message.
"#,
    severity_reason: r#"
It may be on purpose, while a profile is being written.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for section in ctx.description.sections(el::CONTAINERS) {
        for profile in section.set(at::PROFILES).into_iter().flat_map(|list| list.split(',')) {
            if ctx.description.declares(profile) {
                continue;
            }
            let names: Vec<&str> = ctx.description.profiles.iter().map(|profile| profile.name.as_str()).collect();
            let mut finding = ctx.finding(
                format!("containers for profile `{profile}`, which is not declared"),
                section.place(at::PROFILES),
            );
            finding = if names.contains(&profile.trim()) {
                finding.with_note("KIWI splits the list at commas and does not trim: remove the blanks")
            } else if let Some(meant) = nearest(profile.trim(), names) {
                finding.with_note(format!("is `{meant}` meant?"))
            } else {
                finding.with_note("KIWI builds without them, and says nothing")
            };
            ctx.report(finding);
        }
        let Some(allowed) = section.set(at::ARCH) else { continue };
        let allowed: Vec<&str> = allowed.split(',').collect();
        for container in tree.named(section, el::CONTAINER) {
            let Some(own) = container.set(at::ARCH) else { continue };
            if !own.split(',').any(|arch| allowed.contains(&arch)) {
                let finding = ctx
                    .finding(
                        format!("a container for `{own}` in a section for `{}`", allowed.join(",")),
                        container.place(at::ARCH),
                    )
                    .with_label(section.place(at::ARCH), "the section is taken for these only");
                ctx.report(finding);
            }
        }
    }
}
