use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::script::syntax::{RedirectKind, Statement};
use crate::image::script::walk::walk;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "heredoc-unterminated",
        group: Group::Script,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a here-document that never ends",
        explanation: r#"
The delimiter must stand alone at the beginning of a line. With blanks in front of it the here-document goes on to the end of the script: bash reports a syntax error, and in an `if` nothing of it runs. `<<-` allows tabs in front, no spaces.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
if true; then
    cat >> /etc/motd <<EOF
Welcome
    EOF
fi
"#,
            passing: r#"
=== config.sh
if true; then
    cat >> /etc/motd <<EOF
Welcome
EOF
fi
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
bash: `here-document at line 2 delimited by end-of-file (wanted EOF)`, then `syntax error: unexpected end of file`, exit status 2.
"#,
    severity_reason: r#"
The script stops, or writes its own rest into the file.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in &ctx.description.scripts {
        let redirects = walk(&script.statements).flat_map(Statement::redirects);
        let documents = redirects.filter_map(|redirect| match &redirect.kind {
            RedirectKind::HereDocument(document) if document.end.is_none() => Some(document),
            _ => None,
        });
        for document in documents {
            let mut finding = ctx.finding(
                format!("the line `{}` that ends this here-document never comes", document.delimiter),
                document.delimiter_span,
            );
            match document.near_end {
                Some(near) => {
                    let why = if document.strip_tabs {
                        "`<<-` takes off tabs, no spaces"
                    } else {
                        "blanks stand before or behind the delimiter"
                    };
                    finding = finding.with_label(near, why).with_fix(
                        "take the blanks off",
                        Applicability::Safe,
                        vec![Edit::replace(near, document.delimiter.clone())],
                    );
                }
                None => finding = finding.with_note("everything up to the end of the script is taken for its text"),
            }
            ctx.report(finding);
        }
    }
}
