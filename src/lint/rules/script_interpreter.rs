use crate::diagnostic::{Entry, Example, Group, Severity, nearest};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "script-interpreter",
        group: Group::Script,
        severity: Severity::Error,
        summary: "the first line of a script names no interpreter that exists",
        explanation: r#"
KIWI runs an executable script by its first line. It names a program by its absolute path; what follows the path is one single argument.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh (executable)
#!/bin/bahs
echo done
"#,
            passing: r#"
=== config.sh (executable)
#!/bin/bash
echo done
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
Run in a chroot: "No such file or directory", status 127; `env` takes `bash -e` for the name of a program.
"#,
    severity_reason: r#"
The script cannot be started, and KIWI stops when all packages are installed.
"#,
    check,
};

const KNOWN: [&str; 26] = [
    "ash", "awk", "bash", "busybox", "csh", "dash", "env", "expect", "fish", "gawk", "guile", "ksh", "lua", "make",
    "mksh", "node", "perl", "php", "pwsh", "python", "ruby", "sed", "sh", "tclsh", "tcsh", "zsh",
];

fn check(ctx: &mut Ctx<'_>) {
    for script in ctx.description.scripts.iter().filter(|script| script.executable) {
        let line = script.source.text.lines().next().unwrap_or_default();
        let Some(rest) = line.strip_prefix("#!").filter(|_| !script.source.text.contains("\r\n")) else { continue };
        let span = Span::new(script.source.id, 0, line.len());
        let mut words = rest.split_whitespace();
        let Some(path) = words.next() else { continue };
        let name = path.rsplit('/').next().unwrap_or(path);
        let plain = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-').to_owned();
        if !path.starts_with('/') {
            let finding = ctx
                .finding(format!("the interpreter `{path}` is no absolute path"), span)
                .with_note("it is looked for in the directory that the script is started in");
            ctx.report(finding);
        } else if name == "env"
            && words.clone().count() > 1
            && !words.clone().any(|word| word.starts_with('-') && word.contains('S'))
            && words.clone().next().is_some_and(|word| !word.contains('='))
        {
            let all = words.collect::<Vec<_>>().join(" ");
            let finding = ctx
                .finding(format!("`env` looks for a program called `{all}`"), span)
                .with_note("what follows the interpreter is one argument; `env -S` splits it");
            ctx.report(finding);
        } else {
            let name = if name == "env" { words.next().unwrap_or("bash") } else { name };
            if KNOWN.contains(&plain(name).as_str()) {
                continue;
            }
            if let Some(meant) = nearest(name, KNOWN.iter().copied()) {
                let finding = ctx
                    .finding(format!("there is no interpreter `{name}`"), span)
                    .with_note(format!("is `{meant}` meant?"));
                ctx.report(finding);
            }
        }
    }
}
