use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::Distribution;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "echo-e-in-sh",
        group: Group::Script,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        summary: "`echo -e` in a shell that may not know it",
        explanation: r#"
The `sh` of Debian and Ubuntu is dash, whose `echo` knows no `-e` and prints it. A script that is not executable is run by bash, whatever its first line says; an executable one by what it names, and `sh -c` always by sh. Use `printf`.
"#,
        example: Some(Example {
            failing: r#"
=== options
distribution = debian
=== config.sh (executable)
#!/bin/sh
echo -e 'a\nb' > /etc/issue
"#,
            passing: r#"
=== options
distribution = debian
=== config.sh (executable)
#!/bin/sh
printf '%b\n' 'a\nb' > /etc/issue
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
dash writes `-e ` in front of the text; podman then says `expected '.' or '=', but got '[' instead`.
"#,
    severity_reason: r#"
Where sh is bash it works; that depends on the distribution. openSUSE and Fedora have bash there, and nothing is said of them.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    if matches!(ctx.target.distribution, Some(Distribution::Suse | Distribution::Fedora | Distribution::Arch)) {
        return;
    }
    for script in shared::image_scripts(ctx.description) {
        let runs_in_sh = matches!(script.shell(), "sh" | "dash" | "ash");
        let mut findings = Vec::new();
        for place in shared::commands(script) {
            let command = place.command;
            if command.name().as_deref() != Some("echo") || !(place.in_sh || runs_in_sh) {
                continue;
            }
            let [option, rest @ ..] = command.arguments() else { continue };
            if option.literal().as_deref() != Some("-e") {
                continue;
            }
            let name = command.words[0].span;
            let fixed = (rest.len() == 1).then(|| {
                let format = if place.in_quotes { "\"%b\\n\"" } else { "'%b\\n'" };
                Edit::replace(name.to(option.span), format!("printf {format}"))
            });
            findings.push((name.to(option.span), fixed));
        }
        for (place, fixed) in findings {
            let mut finding = ctx
                .finding("`echo -e` in a shell that may print the `-e`", place)
                .with_note("dash, the sh of Debian and Ubuntu, knows no such option");
            if let Some(edit) = fixed {
                finding = finding.with_fix("use `printf`", Applicability::Safe, vec![edit]);
            }
            ctx.report(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn the_shell_decides() {
        let lines =
            |text: &str| check_rule("echo-e-in-sh", &format!("=== options\ndistribution = debian\n{text}\n")).len();
        assert_eq!(lines("=== config.sh\n#!/bin/sh\necho -e a > /f"), 0);
        assert_eq!(lines("=== config.sh\nsh -c 'echo -e a > /f'"), 1);
        assert_eq!(lines("=== config.sh (executable)\n#!/bin/bash\necho -e a > /f"), 0);
    }
}
