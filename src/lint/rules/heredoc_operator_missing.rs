use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::script::syntax::{Redirect, Word};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::{Edit, Span};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "heredoc-operator-missing",
        group: Group::Script,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a here-document without its `<<`",
        explanation: r#"
`cat > FILE EOF` does not start a here-document: `EOF` is taken for a file to copy, and the lines that should have been the text run as commands. Without `set -e` only the last status of a script counts, so that the build may go on and the file stays as it was. Put `<<` in front of the word.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
cat >> /etc/motd EOF
Welcome
EOF
"#,
            passing: r#"
=== config.sh
cat >> /etc/motd <<EOF
Welcome
EOF
cat >> /etc/motd notes.txt
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
bash: `cat: EOF: No such file or directory`, then `command not found` for each line; exit status 127 only because the delimiter is the last command, 0 where another command follows.
"#,
    severity_reason: r#"
What is written is not done, often without a failing build.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in &ctx.description.scripts {
        let text: &str = &script.source.text;
        let mut findings = Vec::new();
        for place in shared::commands(script) {
            let command = place.command;
            let writes = command.redirects.iter().any(Redirect::takes_output);
            let name = command.name();
            let takes_text = (name.as_deref() == Some("cat") && writes)
                || (name.as_deref() == Some("tee") && command.arguments().len() > 1);
            let Some(word) = command.arguments().last().filter(|word| takes_text && word.is_bare()) else { continue };
            let Some(delimiter) = word.literal() else { continue };
            let plain = delimiter.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '!');
            if shared::has_here_text(command) || !plain || delimiter.starts_with('-') {
                continue;
            }
            let rest = &text[command.span.end as usize..];
            let mut start = command.span.end as usize;
            let mut ends = Vec::new();
            for (index, line) in rest.split_inclusive('\n').enumerate() {
                if index > 0 && line.trim_end() == delimiter {
                    ends.push(Span::new(script.source.id, start, start + delimiter.len()));
                }
                start += line.len();
            }
            if let Some(end) = ends.first() {
                let empties = command.redirects.iter().any(|redirect| redirect.takes_output() && !redirect.appends());
                // what a container tool reads changes with the fix: that is for a person to decide
                let targets = command.redirects.iter().filter(|redirect| redirect.takes_output());
                let read = targets
                    .map(|redirect| redirect.target.literal())
                    .chain(command.arguments().iter().filter(|_| name.as_deref() == Some("tee")).map(Word::literal))
                    .any(|target| target.is_none_or(|target| shared::is_container_configuration(&target)));
                findings.push((word.span, delimiter, *end, ends.len() == 1, empties, read));
            }
        }
        for (place, delimiter, end, once, empties, read) in findings {
            let left = if empties { "the file is left empty" } else { "the file stays as it was" };
            let mut finding = ctx
                .finding(format!("`{delimiter}` is taken for a file: `<<` is missing"), place)
                .with_label(end, "the text was meant to end here")
                .with_note(format!("the lines between run as commands, and {left}"))
                .with_note(
                    "KIWI looks at the status of the script's last command only: without `set -e` the build may go on",
                );
            if once {
                let applicability = if read { Applicability::Unsafe } else { Applicability::Safe };
                finding = finding.with_fix("insert `<<`", applicability, vec![Edit::insert(place, "<<")]);
            }
            ctx.report(finding);
        }
    }
}
