use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-source-scheme",
        group: Group::Container,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "the `source` of containers has a scheme",
        explanation: r#"
`source` is the name of a registry, not an address. KIWI joins source, path and name as a path, which turns `//` into `/`, so that skopeo is asked for `docker://docker:/host/...` and refuses. In a build service the schemes lead to files that nobody provides. Write the host alone, with port and path where needed.
"#,
        example: Some(Example {
            failing: r#"
<containers source="docker://registry.example.com" backend="podman">
  <container name="web" tag="2"/>
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
skopeo 1.9 to 1.22 with what KIWI 11.1.6 composes: `Invalid source name docker://obsrepositories:/ns/app:1: invalid reference format`; obs-build provides the archive under another name than KIWI copies.
"#,
    severity_reason: r#"
The fetch fails each time.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let tree = ctx.tree();
        for section in view.containers.iter().map(|id| tree.get(*id)) {
            let Some(source) = section.get(at::SOURCE) else { continue };
            let Some(scheme) = shared::scheme(source) else { continue };
            let place = section.place(at::SOURCE);
            let composed = view
                .container_entries(ctx.tree())
                .find(|(other, _)| other.id == section.id)
                .map(|(section, container)| shared::kiwi_container(section, container).endpoint());
            let mut finding = ctx
                .finding(format!("`source` has a scheme, `{scheme}`"), place.slice(0, scheme.len().min(place.len())));
            if let Some(endpoint) = composed {
                finding = finding.with_note(format!(
                    "KIWI makes `docker://{endpoint}` of it, which skopeo refuses: invalid reference format"
                ));
            }
            finding = match scheme {
                "docker" | "https" => {
                    let rest = source[scheme.len() + 1..].trim_start_matches('/');
                    let length = source.len() - rest.len();
                    let title = format!("write `{rest}`");
                    if place.len() == source.len() {
                        finding.with_fix(title, Applicability::Safe, vec![Edit::delete(place.slice(0, length))])
                    } else {
                        finding
                    }
                }
                "http" => finding.with_note(
                    "write the host alone; that it speaks plain HTTP is said in registries.conf, `insecure = true`",
                ),
                _ => finding.with_note("a build service's scheme means nothing to skopeo: write the registry's host"),
            };
            ctx.report_in(view, finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn other_schemes_have_no_fix() {
        for source in ["obs://Project/repo", "obsrepositories:/", "http://registry.example.com", "obsregistry://h"] {
            let text =
                format!("<containers source=\"{source}\" backend=\"podman\"><container name=\"a\"/></containers>");
            assert_eq!(check_rule("container-source-scheme", &text).len(), 1, "{source}");
        }
        let text = "<containers source=\"registry.example.com:5000/a\" backend=\"podman\"><container name=\"a\"/></containers>";
        assert!(check_rule("container-source-scheme", text).is_empty());
    }
}
