use super::boot;
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
KIWI runs an executable script by its first line. It names a program by its absolute path; what follows the path is one single argument. A first line that does not begin with `#!` names none: `sh` runs the script then. Shells that hardly any package requires, as zsh and fish, must be listed.
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

/// Of these, those that come in a package of their own and that hardly any other requires.
const APART: [&str; 11] = ["csh", "expect", "fish", "guile", "ksh", "mksh", "node", "php", "pwsh", "tcsh", "zsh"];

/// Whether a distribution, or somebody by hand, puts programs into a directory.
fn may_hold_programs(directory: &str) -> bool {
    matches!(directory, "/bin/" | "/sbin/" | "/usr/bin/" | "/usr/sbin/")
        || ["/usr/local/", "/usr/lib", "/opt/", "/home/", "/root/", "/srv/", "/nix/", "/tmp/", "/image/", "/var/"]
            .iter()
            .any(|start| directory.starts_with(start))
}

/// Why a line that is meant to name the interpreter does not.
fn almost(line: &str, byte_order_mark: bool) -> Option<&'static str> {
    if byte_order_mark && line.starts_with("#!") {
        return Some("a byte order mark stands before `#!`");
    }
    let names_one = |rest: &str| rest.trim_start().starts_with("/bin/") || rest.trim_start().starts_with("/usr/bin/");
    if line.starts_with([' ', '\t']) && line.trim_start().strip_prefix("#!").is_some_and(names_one) {
        return Some("blanks stand before `#!`");
    }
    let slips = ["!#", "# !", "#"];
    slips
        .iter()
        .any(|slip| line.strip_prefix(slip).is_some_and(|rest| rest.starts_with('/') && names_one(rest)))
        .then_some("it must begin with `#!`")
}

fn check(ctx: &mut Ctx<'_>) {
    for script in ctx.description.scripts.iter().filter(|script| script.runs_by_first_line()) {
        let line = script.source.text.lines().next().unwrap_or_default();
        let span = Span::new(script.source.id, 0, line.len());
        if let Some(why) = almost(line, script.source.byte_order_mark) {
            let finding = ctx
                .finding_as(Severity::Warning, "the first line names no interpreter", span)
                .with_note(why)
                .with_note("`sh` runs the script then");
            ctx.report(finding);
            continue;
        }
        let Some(rest) = line.strip_prefix("#!").filter(|_| !script.source.text.contains("\r\n")) else { continue };
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
            let directory = path.strip_suffix(name).unwrap_or_default();
            let is_env = name == "env";
            let name = if is_env { words.next().unwrap_or("bash") } else { name };
            if KNOWN.contains(&plain(name).as_str()) {
                if !is_env && !may_hold_programs(directory) {
                    let finding = ctx
                        .finding(format!("there is no interpreter `{path}`"), span)
                        .with_note(format!("is `/bin/{name}` or `/usr/bin/{name}` meant?"));
                    ctx.report(finding);
                } else if APART.contains(&plain(name).as_str()) && !directory.starts_with("/usr/local/") {
                    let part = plain(name);
                    for view in boot::closed_lists(ctx).into_iter().filter(|view| !boot::lists(view, &[&part])) {
                        let finding = ctx
                            .finding_as(Severity::Warning, format!("no package brings the interpreter `{name}`"), span)
                            .with_note(format!("no listed package has `{part}` in its name"));
                        ctx.report_in(view, finding);
                    }
                }
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
