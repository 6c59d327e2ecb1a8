use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::syntax::{Connective, Statement};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "script-ends-in-test",
        group: Group::Script,
        severity: Severity::Warning,
        summary: "the last command of a script is a test that may fail",
        explanation: r#"
A script ends with the status of its last command. After `test && command` this is the status of the test where it does not hold, and KIWI takes anything but 0 for a failure. Write `if`, or end the script in `exit 0`.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
echo start
[ -f /etc/optional ] && rm /etc/optional
"#,
            passing: r#"
=== config.sh
echo start
if [ -f /etc/optional ]; then rm /etc/optional; fi
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
bash ends such a script with status 1; KIWI 11.1.6 then raises `KiwiScriptFailed` without a word of the script.
"#,
    severity_reason: r#"
The file may always be there.
"#,
    check,
};

/// The test that decides over the status of the last command.
fn last_test(statements: &[Statement], depth: usize) -> Option<Span> {
    match statements.last()? {
        Statement::Chain { first, rest } => {
            if !rest.iter().all(|(connective, _)| *connective == Connective::And) {
                return None;
            }
            match &**first {
                Statement::Test { span, .. } => Some(*span),
                Statement::Command(command) => {
                    matches!(command.name().as_deref(), Some("test" | "[" | "grep" | "egrep" | "fgrep"))
                        .then_some(command.span)
                }
                _ => None,
            }
        }
        Statement::If { branches, otherwise, .. } if depth < 20 => branches
            .iter()
            .map(|(_, body)| body.as_slice())
            .chain(otherwise.as_deref())
            .find_map(|body| last_test(body, depth + 1)),
        Statement::Group { body, .. } | Statement::Loop { body, .. } if depth < 20 => last_test(body, depth + 1),
        _ => None,
    }
}

fn check(ctx: &mut Ctx<'_>) {
    for script in &ctx.description.scripts {
        if let Some(span) = last_test(&script.statements, 0) {
            let finding = ctx
                .finding("the script fails where this does not hold", span)
                .with_note("it is the last command, and its status is the script's")
                .with_note("write `if`, or end the script in `exit 0`");
            ctx.report(finding);
        }
    }
}
