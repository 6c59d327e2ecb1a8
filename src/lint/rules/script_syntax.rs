use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::grammar;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "script-syntax",
        group: Group::Script,
        severity: Severity::Error,
        summary: "bash does not take the script",
        explanation: r#"
KIWI runs its scripts with bash after everything is installed. bash reads a script piece by piece: what stands before the mistake is done, the rest is not. What bash judges only when it runs, as the text in backquotes, is not looked at.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
if [ -f /etc/motd ]; then
    rm /etc/motd
echo done
"#,
            passing: r#"
=== config.sh
if [ -f /etc/motd ]; then
    rm /etc/motd
fi
echo done
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`bash -n` refuses the same scripts: 650 real ones and 3,000 of them with one change each were compared.
"#,
    severity_reason: r#"
The script fails, and KIWI stops with `KiwiScriptFailed` when all packages are installed.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in &ctx.description.scripts {
        if !matches!(script.shell(), "bash" | "sh" | "dash" | "ash" | "ksh") || script.source.text.contains('\r') {
            continue;
        }
        let Some(mistake) = grammar::check(&script.source.text) else { continue };
        let span = |range: &std::ops::Range<usize>| Span::new(script.source.id, range.start, range.end);
        let mut finding = ctx.finding(mistake.message, span(&mistake.at)).with_note("`bash -n` refuses the script");
        if let Some((at, text)) = &mistake.open {
            finding = finding.with_label(span(at), text.clone());
        }
        ctx.report(finding);
    }
}
