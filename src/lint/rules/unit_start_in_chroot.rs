use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unit-start-in-chroot",
        group: Group::Script,
        severity: Severity::Note,
        summary: "a script starts a unit where systemd does not run",
        explanation: r#"
KIWI's scripts run in a chroot, in which systemd does not run. `systemctl start`, `stop`, `restart` and `reload` do nothing there, and `enable --now` only enables. `systemctl enable` makes a unit start when the image boots.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
systemctl start sshd
true
"#,
            passing: r#"
=== config.sh
systemctl enable sshd
true
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
systemctl says "Running in chroot, ignoring command 'start'" and ends with 0.
"#,
    severity_reason: r#"
Nothing fails.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let mut found: Vec<(String, Span)> = Vec::new();
    for script in shared::image_scripts(ctx.description) {
        for place in shared::commands(script) {
            let words: Vec<String> =
                place.command.words.iter().map(|word| word.literal().unwrap_or_default()).collect();
            if words.first().map(|name| name.rsplit('/').next().unwrap_or(name)) != Some("systemctl")
                || words.iter().any(|word| word.starts_with("--root") || word == "--user" || word == "--global")
            {
                continue;
            }
            let Some(at) = words.iter().skip(1).position(|word| !word.starts_with('-')) else { continue };
            let verb = &words[at + 1];
            if matches!(
                verb.as_str(),
                "start" | "stop" | "restart" | "reload" | "try-restart" | "reload-or-restart" | "isolate"
            ) {
                found.push((verb.clone(), place.command.words[at + 1].span));
            }
        }
    }
    for (verb, span) in found {
        let finding =
            ctx.finding(format!("`systemctl {verb}` does nothing in a chroot"), span).with_note(match verb.as_str() {
                "stop" => "`disable` or `mask` keeps a unit from starting when the image boots",
                _ => "`enable` makes the unit start when the image boots",
            });
        ctx.report(finding);
    }
}
