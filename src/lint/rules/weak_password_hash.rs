use super::example_password;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "weak-password-hash",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a password is hashed with MD5",
        explanation: r#"
A hash that starts with `$1$` is an MD5 one, which can be searched quickly. Use SHA-512: `openssl passwd -6`.
"#,
        example: Some(Example {
            failing: r#"
<users><user name="root" password="$1$abcdefgh$0123456789012345678901" home="/root"/></users>
"#,
            passing: r#"
<users><user name="root" password="*" home="/root"/></users>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
411 of 663 public descriptions have such a hash; KIWI itself makes one from a plain password.
"#,
    severity_reason: r#"
Common practice; it matters where the hash can be read.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for user in ctx.tree().iter().filter(|element| element.name == el::USER) {
        let Some(password) = user.get(at::PASSWORD) else { continue };
        // one finding a password: the published one has a rule of its own
        let is_told = password == example_password::KNOWN && ctx.options.enables(&example_password::RULE);
        if password.starts_with("$1$") && !is_told {
            let finding = ctx
                .finding(
                    format!("the password of `{}` is hashed with MD5", user.get(at::NAME).unwrap_or_default()),
                    user.place(at::PASSWORD),
                )
                .with_note("hash it with `openssl passwd -6`");
            ctx.report(finding);
        }
    }
}
