use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-path-dots",
        group: Group::Container,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "`.` or `..` in a container address",
        explanation: r#"
KIWI joins source, path and name and then resolves `..` as in a file path. A `..` therefore takes away the host: another registry is asked than the one in `source`. A build service does not resolve them at all, and finds nothing.
"#,
        example: Some(Example {
            failing: r#"
=== options
target = obs
=== config.xml
<containers source="registry.example.com" backend="podman">
  <container name="web" path="./team" tag="2"/>
  <container name="app" path="../other.example.org" tag="2"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="/team/" tag="2"/>
</containers>
<containers source="other.example.org" backend="podman">
  <container name="app" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 with `path="../other.example.org/ns"` fetches from other.example.org and reports success; in a build service KIWI normalises the name that it copies, obs-build does not normalise the one that it provides.
"#,
    severity_reason: r#"
With `..` something else is fetched than `source` says. A single `.` does harm in a build service only, and is a warning elsewhere.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        for (section, container) in view.container_entries(ctx.tree()) {
            if shared::scheme(section.get(at::SOURCE).unwrap_or_default()).is_some() {
                continue;
            }
            let composed = shared::kiwi_container(section, container);
            for (element, name) in [(section, at::SOURCE), (container, at::PATH), (container, at::NAME)] {
                let Some(value) = element.get(name).filter(|value| shared::has_dots(value)) else { continue };
                // a source of `.` names no host, which has a rule of its own
                if name == at::SOURCE && value == "." {
                    continue;
                }
                let up = value.split('/').any(|part| part == "..");
                let severity = if up || ctx.target.is_build_service() { Severity::Error } else { Severity::Warning };
                let what = if up { ".." } else { "." };
                let mut finding = ctx
                    .finding_as(severity, format!("`{what}` in a container's `{name}`"), element.place(name))
                    .with_note(format!("KIWI makes `{}` of it", composed.endpoint()));
                if !up && let Some(span) = element.attribute(name).and_then(|attribute| attribute.value_span) {
                    let kept: Vec<&str> = value.split('/').filter(|part| *part != ".").collect();
                    let kept = kept.join("/");
                    finding = finding.with_fix(
                        format!("write `{kept}`"),
                        Applicability::Safe,
                        vec![Edit::replace(span, kept)],
                    );
                }
                ctx.report_in(view, finding);
            }
        }
    }
}
