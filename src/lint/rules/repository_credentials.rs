use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "repository-credentials",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a repository has a user name without a password, or the reverse",
        explanation: r#"
Both are needed to log in.
"#,
        example: Some(Example {
            failing: r#"
<repository username="anna"><source path="https://download.example.org/repo"/></repository>
"#,
            passing: r#"
<repository username="anna" password="x"><source path="https://download.example.org/repo"/></repository>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI's predecessor refused this.
"#,
    severity_reason: r#"
The repository may not ask for them at all.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for repository in ctx.description.sections(el::REPOSITORY) {
        let (there, missing) = match (repository.set(at::USERNAME), repository.set(at::PASSWORD)) {
            (Some(_), None) => (at::USERNAME, at::PASSWORD),
            (None, Some(_)) => (at::PASSWORD, at::USERNAME),
            _ => continue,
        };
        let finding = ctx.finding(format!("`{there}` without `{missing}`"), repository.place(there));
        ctx.report(finding);
    }
}
