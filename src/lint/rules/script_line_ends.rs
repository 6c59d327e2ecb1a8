use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::{Edit, Span};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "script-line-ends",
        group: Group::Script,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "the lines of a script end in a carriage return",
        explanation: r#"
Lines of Windows end in carriage return and line feed. The kernel then looks for an interpreter whose name ends in a carriage return, and bash takes it for a part of the last word of each line.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh (executable) (crlf)
#!/bin/bash
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
`./config.sh` ends with status 127, "cannot execute: required file not found"; `bash config.sh` with "$'\\r': command not found" where a line has nothing else, and `fi` is not found as a keyword.
"#,
    severity_reason: r#"
The script fails, or does something else than what is written.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in &ctx.description.scripts {
        let text = &script.source.text;
        let Some(first) = text.find("\r\n") else { continue };
        let edits: Vec<Edit> =
            text.match_indices("\r\n").map(|(at, _)| Edit::delete(Span::new(script.source.id, at, at + 1))).collect();
        let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let count = edits.len();
        let finding = ctx
            .finding("this script has line ends of Windows", Span::new(script.source.id, start, first))
            .with_note(if script.executable && first < text.find('\n').unwrap_or(first) && text.starts_with("#!") {
                "the interpreter in the first line is looked for with the carriage return in its name".to_owned()
            } else {
                format!("bash takes the carriage return for a part of the line, in {count} lines")
            })
            .with_fix("end the lines in line feeds alone", Applicability::Safe, edits);
        ctx.report(finding);
    }
}
