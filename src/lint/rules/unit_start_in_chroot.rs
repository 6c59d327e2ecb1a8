use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::syntax::Command;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unit-start-in-chroot",
        group: Group::Script,
        severity: Severity::Note,
        summary: "a script starts a unit where systemd does not run",
        explanation: r#"
KIWI's scripts run in a chroot, in which systemd does not run. `systemctl start`, `stop`, `restart` and `reload` do nothing there, and `enable --now` only enables. The same holds for `service`, `rcNAME` and scripts in `/etc/init.d`. `systemctl enable` makes a unit start when the image boots.
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

/// `service NAME start`, `rcNAME start`, `/etc/init.d/NAME start`, which systemd answers as it does `systemctl`.
fn by_init_script(words: &[String], command: &Command) -> Option<(String, Span)> {
    let program = words.first()?;
    let name = program.rsplit('/').next()?;
    let verb_at = match name {
        "service" | "invoke-rc.d" => 2,
        _ if program.starts_with("/etc/init.d/") => 1,
        _ if name.strip_prefix("rc").is_some_and(|unit| unit.len() > 2 && unit.starts_with(char::is_alphabetic)) => 1,
        _ => return None,
    };
    let verb = words.get(verb_at)?;
    matches!(verb.as_str(), "start" | "stop" | "restart" | "reload" | "try-restart")
        .then(|| (format!("{name} {verb}"), command.words[verb_at].span))
}

fn check(ctx: &mut Ctx<'_>) {
    let mut found: Vec<(String, Span)> = Vec::new();
    for script in shared::image_scripts(ctx.description) {
        for place in shared::commands(script) {
            let words: Vec<String> =
                place.command.words.iter().map(|word| word.literal().unwrap_or_default()).collect();
            if let Some((what, span)) = by_init_script(&words, place.command) {
                found.push((what, span));
                continue;
            }
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
                found.push((format!("systemctl {verb}"), place.command.words[at + 1].span));
            }
        }
    }
    for (what, span) in found {
        let finding =
            ctx.finding(format!("`{what}` does nothing in a chroot"), span).with_note(match what.rsplit(' ').next() {
                Some("stop") => "`disable` or `mask` keeps a unit from starting when the image boots",
                _ => "`enable` makes the unit start when the image boots",
            });
        ctx.report(finding);
    }
}
