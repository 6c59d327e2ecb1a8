use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::Piece;
use crate::image::script::interpret::OperationKind;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "append-without-newline",
        group: Group::Script,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        summary: "text is appended behind a line that does not end",
        explanation: r#"
A text written by `printf` or `echo -n` without a newline at its end runs together with what is appended to the file next. In TOML that is a syntax error. Write `\n` at the end.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
printf 'unqualified-search-registries = ["registry.example.com"]' > /etc/containers/registries.conf.d/50-team.conf
printf '[[registry]]\nlocation = "registry.example.com"\n' >> /etc/containers/registries.conf.d/50-team.conf
"#,
            passing: r#"
=== config.sh
printf 'unqualified-search-registries = ["registry.example.com"]\n' > /etc/containers/registries.conf.d/50-team.conf
printf '[[registry]]\nlocation = "registry.example.com"\n' >> /etc/containers/registries.conf.d/50-team.conf
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman: `toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got '[' instead`; every pull fails.
"#,
    severity_reason: r#"
The rule about the resulting file tells what breaks; this one tells where.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for files in ctx.description.files() {
        let operations = files.operations();
        for (at, operation) in operations.iter().enumerate() {
            let (OperationKind::Write(pieces) | OperationKind::Append(pieces)) = &operation.kind else { continue };
            let Some(Piece::Text { text, span }) = pieces.last() else { continue };
            if !shared::is_container_configuration(&operation.path) || text.ends_with('\n') || text.is_empty() {
                continue;
            }
            let next = operations[at + 1..].iter().find(|other| other.path == operation.path);
            let Some(next) = next.filter(|next| matches!(next.kind, OperationKind::Append(_))) else { continue };
            let mut finding = ctx
                .finding("this text does not end its line, and more is appended to the file", *span)
                .with_label(next.path_span, "appended behind it");
            let source = ctx.description.scripts.iter().find(|script| script.source.id == span.source);
            let command =
                source.and_then(|script| script.source.text.get(operation.command.start as usize..)).unwrap_or("");
            let line_start =
                source.map_or(0, |script| script.source.text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1));
            let before =
                source.and_then(|script| script.source.text.get(line_start..span.start as usize)).unwrap_or("");
            // printf's only argument, in single quotes
            if before.trim_start() == "printf '" && !command.is_empty() && pieces.len() == 1 {
                let end = span.slice(span.len(), span.len());
                finding =
                    finding.with_fix("write `\\n` at its end", Applicability::Safe, vec![Edit::insert(end, "\\n")]);
            }
            ctx.report(finding);
        }
    }
}
