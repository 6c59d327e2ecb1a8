use super::shared;
use crate::containers::kiwi::Container;
use crate::containers::reference;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-ref-invalid",
        group: Group::Container,
        severity: Severity::Error,
        summary: "a container address is no valid reference",
        explanation: r#"
KIWI composes `SOURCE/PATH/NAME:TAG`. skopeo must accept it as a reference: lower-case path components of letters and digits joined by `.`, `_`, `__` or dashes, a tag of at most 128 letters, digits, `_`, `.` and `-` that starts with none of the last two, a name of at most 255 characters.
"#,
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="Web" tag="2"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo 1.9 to 1.22 refuse such names, for an upper-case letter with `invalid reference format: repository name must be lowercase`.
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
            if shared::has_own_rule(&composed) {
                continue;
            }
            let Err(error) = composed.reference() else { continue };
            // which part is it? the reference without tag, then without path
            let tag_is_wrong = Container { tag: None, ..composed }.reference().is_ok();
            let name_is_right = Container { name: "a", tag: None, ..composed }.reference().is_err();
            let (part, place) = if tag_is_wrong {
                ("tag", container.place(at::TAG))
            } else if !name_is_right {
                ("name", container.place(at::NAME))
            } else if (Container { path: None, name: "a", tag: None, ..composed }).reference().is_ok() {
                ("path", container.place(at::PATH))
            } else {
                ("source", section.place(at::SOURCE))
            };
            let endpoint = composed.endpoint();
            let finding =
                ctx.finding(format!("the `{part}` makes `{endpoint}` an invalid reference"), place).with_note(format!(
                    "skopeo: Invalid source name docker://{endpoint}: {}",
                    reference::skopeo_text(&error)
                ));
            ctx.report_in(view, finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn points_at_the_part() {
        let lines = |entry: &str| {
            let text = format!(
                "<containers source=\"registry.example.com\" backend=\"podman\"><container {entry}/></containers>"
            );
            check_rule("container-ref-invalid", &text)
        };
        assert!(lines("name=\"app\" tag=\"1 2\"")[0].starts_with("error 1 2: the `tag`"));
        assert!(lines("name=\"app\" path=\"Team\"")[0].starts_with("error Team: the `path`"));
        assert!(lines("name=\"a_-b\"")[0].starts_with("error a_-b: the `name`"));
        assert!(lines("name=\"app:1\"")[0].starts_with("error app:1: the `name`"));
        assert!(lines("name=\"a__b\" tag=\"_1\"").is_empty());
    }
}
