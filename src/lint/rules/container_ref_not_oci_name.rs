use super::shared;
use crate::containers::kiwi::Container;
use crate::containers::reference;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-ref-not-oci-name",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a container address cannot name an archive",
        explanation: r#"
KIWI stores what it fetches under its own reference in an OCI archive. The names in an archive follow a narrower grammar than references: letters and digits joined by a single `-`, `.`, `_`, `:`, `@`, `+` or by `--`. A name with `__`, a tag that starts with `_` or ends with `.`, `-` or `_` is fetched and cannot be stored.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web__ui" tag="2"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web--ui" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo 1.9 and 1.22: `Invalid destination name oci-archive:/var/tmp/kiwi_containers/my__app_1:registry.example.com/ns/my__app:1: Invalid image registry.example.com/ns/my__app:1`.
"#,
    severity_reason: r#"
The fetch fails each time.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        for (section, container) in view.container_entries(ctx.tree()) {
            let composed = shared::kiwi_container(section, container);
            let endpoint = composed.endpoint();
            if shared::has_own_rule(&composed) || composed.reference().is_err() {
                continue;
            }
            let Err(why) = reference::check_archive_name(&endpoint) else { continue };
            let fits = |other: Container<'_>| reference::check_archive_name(&other.endpoint()).is_ok();
            let place = if fits(Container { tag: None, ..composed }) {
                container.place(at::TAG)
            } else if fits(Container { name: "a", tag: None, ..composed }) {
                container.place(at::NAME)
            } else if fits(Container { path: None, name: "a", tag: None, ..composed }) {
                container.place(at::PATH)
            } else {
                section.place(at::SOURCE)
            };
            let finding = ctx.finding(format!("`{endpoint}` cannot name an OCI archive"), place).with_note(format!(
                "skopeo: Invalid destination name oci-archive:{}:{endpoint}: {why}",
                composed.archive()
            ));
            ctx.report_in(view, finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn narrower_than_a_reference() {
        let lines = |name: &str, tag: &str| {
            let text = format!(
                "<containers source=\"registry.example.com\" backend=\"podman\"><container name=\"{name}\" tag=\"{tag}\"/></containers>"
            );
            check_rule("container-ref-not-oci-name", &text).len()
        };
        for tag in ["1.", "1-", "1_", "1..2", "1.-2", "_1"] {
            assert_eq!(lines("app", tag), 1, "{tag}");
        }
        for tag in ["1.0-rc_1", "v1.0--2"] {
            assert_eq!(lines("my--app", tag), 0, "{tag}");
        }
    }
}
