use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "plain-text-password",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a password stands in the description in plain text",
        explanation: r#"
Who can read the description, or the copy of it that KIWI puts into the image while it builds, knows the password. Store its hash: `openssl passwd -6`. The user `vagrant` of a Vagrant box has its name as the password by convention, and is passed over.
"#,
        example: Some(Example {
            failing: r#"
<users><user name="root" password="secret" pwdformat="plain" home="/root"/></users>
"#,
            passing: r#"
<users><user name="root" password="$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g." home="/root"/></users>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`pwdformat="plain"` makes KIWI hash what stands there.
"#,
    severity_reason: r#"
It may be a password that is meant to be known.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for user in
        ctx.tree().iter().filter(|element| element.name == el::USER && element.get(at::PWDFORMAT) == Some("plain"))
    {
        // the password of a Vagrant box's user is published by convention
        let is_vagrant = user.get(at::NAME) == Some("vagrant") && user.get(at::PASSWORD) == Some("vagrant");
        if user.set(at::PASSWORD).is_some() && !is_vagrant {
            let finding = ctx
                .finding(
                    format!("the password of `{}` stands here in plain text", user.get(at::NAME).unwrap_or_default()),
                    user.place(at::PASSWORD),
                )
                .with_note("store its hash: `openssl passwd -6`");
            ctx.report(finding);
        }
    }
}
