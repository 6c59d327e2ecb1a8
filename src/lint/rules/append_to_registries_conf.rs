use super::shared;
use crate::containers::refusal;
use crate::containers::registries::{self, Role};
use crate::containers::version::Generation;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::script::interpret::OperationKind;
use crate::image::{Content, Piece, State};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::SourceId;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "append-to-registries-conf",
        group: Group::Script,
        severity: Severity::Warning,
        fix: Some(Applicability::Safe),
        summary: "text is appended to `/etc/containers/registries.conf`",
        explanation: r#"
What comes out depends on what the distribution's package put into the file: comments, a list, version 1 or 2 of the format, or, since podman 6 in some distributions, no such file at all, so that appending makes one that hides the vendor's. Running the script twice appends twice. Write a file of its own, `/etc/containers/registries.conf.d/50-local.conf`.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
cat >> /etc/containers/registries.conf <<EOF
[[registry]]
location = "registry.example.com"
EOF
"#,
            passing: r#"
=== config.sh
cat > /etc/containers/registries.conf.d/50-local.conf <<EOF
[[registry]]
location = "registry.example.com"
EOF
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The same script on four default styles: on two of them every pull fails, on two it works up to podman 5.8, on podman 6.1 on none.
"#,
    severity_reason: r#"
With some defaults it works.
"#,
    check,
};

const FILE: &str = "/etc/containers/registries.conf";
const DROP_IN: &str = "/etc/containers/registries.conf.d/50-local.conf";

/// How far a text may be trusted as a file of its own: one that sets the search list or the mode replaces what the
/// distribution sets, where appending it may not.
fn as_drop_in(pieces: &[Piece]) -> Option<Applicability> {
    let rendered = Content::of_pieces(pieces.to_vec()).render("", &|_| None);
    if rendered.unknown || !rendered.variables.is_empty() {
        return None;
    }
    let mut applicability = Applicability::Safe;
    for generation in Generation::ALL {
        let (file, findings) = registries::judge(rendered.text.as_bytes(), SourceId::APART, generation, Role::DropIn);
        if refusal(&findings).is_some() {
            return None;
        }
        if file.search.is_some() || file.mode.is_some() {
            applicability = Applicability::Unsafe;
        }
    }
    Some(applicability)
}

fn check(ctx: &mut Ctx<'_>) {
    for files in ctx.description.files() {
        let alone = shared::operations_at(files, FILE).take(2).count() == 1;
        let mut known = !matches!(files.at_fetch.at(FILE).as_slice(), [State::Default]);
        for operation in files.operations().iter().filter(|operation| operation.path == FILE) {
            match &operation.kind {
                // from here on the script knows what is in it
                OperationKind::Write(_) if !operation.conditional => known = true,
                OperationKind::Append(pieces) if !known => {
                    let mut finding = ctx
                        .finding("what is appended here depends on what the distribution ships", operation.path_span)
                        .with_note(format!("write a file of its own: {DROP_IN}"));
                    if alone
                        && let Some(applicability) = as_drop_in(pieces)
                        && let Some(edits) = shared::renamed(ctx.description, files, FILE, DROP_IN)
                    {
                        finding = finding.with_fix("write it to a drop-in", applicability, edits);
                    }
                    ctx.report(finding);
                }
                _ => {}
            }
        }
    }
}
