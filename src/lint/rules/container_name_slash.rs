use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-name-slash",
        group: Group::Container,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a container's `name` contains a slash",
        explanation: "
KIWI stores what it fetches as `/var/tmp/kiwi_containers/NAME_TAG`. With a slash in the name that is a file in a
directory which is never created, so the fetch stops the build. What stands before the last slash belongs in `path`;
the address that is fetched stays the same.",
        example: Some(Example {
            failing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="team/web" tag="2"/>
</containers>
"#,
            passing: r#"
<containers source="registry.example.com" backend="podman">
  <container name="web" path="team" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "
KIWI 11.1.6 with skopeo 1.18 stops with `Invalid destination name oci-archive:/var/tmp/kiwi_containers/ns/app_1:...:
lstat /var/tmp/kiwi_containers/ns: no such file or directory`. In a build service the copy misses the same directory.",
    severity_reason: "The build fails each time, on every version.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for (_, container) in view.container_entries(tree) {
            let Some(name) = container.get(at::NAME) else { continue };
            let Some((before, last)) = name.rsplit_once('/') else { continue };
            let mut finding = ctx
                .finding(format!("container name `{name}` contains a slash"), container.place(at::NAME))
                .with_note(format!(
                    "the archive would be `/var/tmp/kiwi_containers/{name}_{}`, in a directory that does not exist",
                    container.set(at::TAG).unwrap_or("latest")
                ));
            let before = before.trim_matches('/');
            let name_span = container.attribute(at::NAME).and_then(|attribute| attribute.value_span);
            // a name that a script or unit mentions as an archive keeps its old path there
            if let (Some(name_span), false) = (name_span, last.is_empty() || before.is_empty()) {
                let mut edits = vec![Edit::replace(name_span, last)];
                match container.attribute(at::PATH) {
                    Some(path) => {
                        if let Some(span) = path.value_span {
                            let joined = format!("{}/{before}", path.value.trim_end_matches('/'));
                            edits.push(Edit::replace(span, joined.trim_start_matches('/')));
                        }
                    }
                    None => {
                        let end = container.attribute(at::NAME).and_then(|attribute| attribute.span);
                        if let Some(end) = end {
                            edits.push(Edit::insert(end.slice(end.len(), end.len()), format!(" path=\"{before}\"")));
                        }
                    }
                }
                finding = finding.with_fix(format!("move `{before}` to `path`"), Applicability::Safe, edits);
            }
            ctx.report_in(view, finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::{check_rule, fix_rule};

    #[test]
    fn moves_the_front_behind_an_existing_path() {
        let text = "<containers source=\"registry.example.com\" backend=\"podman\">\
                    <container name=\"team/web\" path=\"/a/\"/></containers>";
        assert_eq!(
            check_rule("container-name-slash", text),
            ["error team/web: container name `team/web` contains a slash"]
        );
        assert!(fix_rule("container-name-slash", text)[0].text.contains("name=\"web\" path=\"a/team\""));
    }
}
