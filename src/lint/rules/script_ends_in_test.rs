use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::syntax::{Command, Connective, Statement, Word};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "script-ends-in-test",
        group: Group::Script,
        severity: Severity::Warning,
        summary: "the last command of a script is a test that may fail",
        explanation: r#"
A script ends with the status of its last command. After `test && command` this is the status of the test where it does not hold, and KIWI takes anything but 0 for a failure. A call of a function that ends so counts as well. Write `if`, or end the script in `exit 0`.
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

/// Whether a command is asked only for its status.
fn is_test(command: &Command) -> bool {
    let Some(name) = command.name() else { return false };
    let first = command.arguments().first().and_then(Word::literal).unwrap_or_default();
    match name.as_str() {
        "test" | "[" | "((" | "grep" | "egrep" | "fgrep" | "zgrep" | "which" | "type" | "hash" | "getent" | "id"
        | "pgrep" | "cmp" | "diff" | "mountpoint" => true,
        "command" => matches!(first.as_str(), "-v" | "-V"),
        "rpm" => first.starts_with("-q") || first == "--query",
        "dpkg" => matches!(first.as_str(), "-s" | "-l" | "--status" | "--list"),
        "dpkg-query" => true,
        "systemctl" => first.starts_with("is-") || first == "--quiet" || first == "-q",
        _ => false,
    }
}

/// The body of the last function of a name.
fn body_of<'s>(statements: &'s [Statement], wanted: &str) -> Option<&'s [Statement]> {
    statements.iter().rev().find_map(|statement| match statement {
        Statement::Function { name, body, .. } if name == wanted => Some(body.as_slice()),
        _ => None,
    })
}

/// The test that decides over the status of the last command.
fn last_test(statements: &[Statement], script: &[Statement], depth: usize) -> Option<Span> {
    let last = statements.iter().rev().find(|statement| !matches!(statement, Statement::Function { .. }))?;
    match last {
        Statement::Chain { first, rest } => {
            if !rest.iter().all(|(connective, _)| *connective == Connective::And) {
                return None;
            }
            match &**first {
                Statement::Test { span, .. } => Some(*span),
                Statement::Command(command) => is_test(command).then_some(command.span),
                Statement::Not(inner) => match &**inner {
                    Statement::Test { span, .. } => Some(*span),
                    Statement::Command(command) => is_test(command).then_some(command.span),
                    _ => None,
                },
                // `... | grep -q word && command`
                Statement::Pipeline(parts) => match parts.last() {
                    Some(Statement::Command(command)) => is_test(command).then_some(command.span),
                    _ => None,
                },
                Statement::Unparsed { span, text } => text.trim_start().starts_with("((").then_some(*span),
                _ => None,
            }
        }
        // a function ends with the status of its last command
        Statement::Command(command) if depth < 20 && command.assignments.is_empty() => {
            last_test(body_of(script, &command.name()?)?, script, depth + 1)
        }
        Statement::Case { arms, .. } if depth < 20 => arms.iter().find_map(|arm| last_test(arm, script, depth + 1)),
        Statement::If { branches, otherwise, .. } if depth < 20 => branches
            .iter()
            .map(|(_, body)| body.as_slice())
            .chain(otherwise.as_deref())
            .find_map(|body| last_test(body, script, depth + 1)),
        Statement::Group { body, .. } | Statement::Loop { body, .. } if depth < 20 => {
            last_test(body, script, depth + 1)
        }
        _ => None,
    }
}

fn check(ctx: &mut Ctx<'_>) {
    for script in &ctx.description.scripts {
        if let Some(span) = last_test(&script.statements, &script.statements, 0) {
            let finding = ctx
                .finding("the script fails where this does not hold", span)
                .with_note("it is the last command, and its status is the script's")
                .with_note("write `if`, or end the script in `exit 0`");
            ctx.report(finding);
        }
    }
}
