use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "container-source-not-host",
        group: Group::Container,
        severity: Severity::Error,
        summary: "the `source` of containers names no registry host",
        explanation: r#"
The first part of `source` must be a host: with a dot, with a port, or `localhost`. Anything else is taken for a name space of Docker Hub, so another container is fetched than was meant, or the fetch fails.
"#,
        example: Some(Example {
            failing: r#"
<containers source="mirror" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
            passing: r#"
<containers source="mirror:5000" backend="podman">
  <container name="web" tag="2"/>
</containers>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
skopeo 1.9 to 1.22 contact Docker Hub for `registry/ns/app`, `app`, and for an empty source or `.`; a host with `_` ends in `http: no Host in request URL`.
"#,
    severity_reason: r#"
What is fetched is not what is written, or nothing is.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for view in ctx.views() {
        let tree = ctx.tree();
        for section in view.containers.iter().map(|id| tree.get(*id)) {
            let source = section.get(at::SOURCE).unwrap_or_default();
            if shared::scheme(source).is_some() || shared::has_placeholder(source) || source.starts_with("..") {
                continue;
            }
            let Some(why) = shared::host_problem(source) else { continue };
            let finding = ctx
                .finding(format!("`{source}` names no registry host"), section.place(at::SOURCE))
                .with_note(why)
                .with_note("without a host skopeo asks Docker Hub, or refuses the name");
            ctx.report_in(view, finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn hosts_and_others() {
        let lines = |source: &str| {
            let text =
                format!("<containers source=\"{source}\" backend=\"podman\"><container name=\"a\"/></containers>");
            check_rule("container-source-not-host", &text).len()
        };
        for source in ["", ".", "registry", "my_host.example.com", "user@host.example.com", "[::1]:5000", "team/a"] {
            assert_eq!(lines(source), 1, "{source}");
        }
        for source in ["localhost", "localhost/a", "h:1", "registry.example.com/a"] {
            assert_eq!(lines(source), 0, "{source}");
        }
    }
}
