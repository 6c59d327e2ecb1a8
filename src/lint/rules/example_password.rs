use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "example-password",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the password is the one of KIWI's examples",
        explanation: r#"
KIWI's examples publish the hash of the root password `linux`. An image that keeps it can be entered by anybody.
"#,
        example: Some(Example {
            failing: r#"
<users><user name="root" password="$1$wYJUgpM5$RXMMeASDc035eX.NbYWFl0" home="/root"/></users>
"#,
            passing: r#"
<users><user name="root" password="*" home="/root"/></users>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
The hash stands in 409 of 663 public descriptions.
"#,
    severity_reason: r#"
Most of these are examples and tests themselves, therefore it is not on by default.
"#,
    check,
};

/// The published hash.
pub(super) const KNOWN: &str = "$1$wYJUgpM5$RXMMeASDc035eX.NbYWFl0";

fn check(ctx: &mut Ctx<'_>) {
    for user in ctx.tree().iter().filter(|element| element.name == el::USER && element.get(at::PASSWORD) == Some(KNOWN))
    {
        let finding = ctx.finding(
            format!("the password of `{}` is the published one, `linux`", user.get(at::NAME).unwrap_or_default()),
            user.place(at::PASSWORD),
        );
        ctx.report(finding);
    }
}
