use super::shared;
use crate::containers::refusal;
use crate::containers::registries::{self, Role};
use crate::containers::version::Generation;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::script::interpret::OperationKind;
use crate::image::{Content, Piece};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::SourceId;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "heredoc-expansion",
        group: Group::Script,
        severity: Severity::Error,
        summary: "a variable that does not become what was meant in a container configuration",
        explanation: r#"
Behind a quoted delimiter (`<<'EOF'`) or in single quotes nothing is expanded: `$NAME` ends up in the file letter by letter, and no container tool expands it. Behind a bare delimiter a variable that nothing has set becomes the empty text. Variables that KIWI sets (`kiwi_...`) and those of the environment are left alone.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
MY_REGISTRY=registry.example.com
cat > /etc/containers/registries.conf.d/50-local.conf <<'EOF'
unqualified-search-registries = ["$MY_REGISTRY"]
EOF
"#,
            passing: r#"
=== config.sh
MY_REGISTRY=registry.example.com
cat > /etc/containers/registries.conf.d/50-local.conf <<EOF
unqualified-search-registries = ["$MY_REGISTRY"]
EOF
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3 to 6.1: `Invalid unqualified-search-registries entry "$MY_REGISTRY"`, and with an unset variable `entry ""`; either disables every pull.
"#,
    severity_reason: r#"
A `$NAME` in such a file is always wrong. That a variable is not set is only a warning: it may come from the environment.
"#,
    check,
};

/// Variables that are there without the script.
const ENVIRONMENT: [&str; 12] =
    ["HOME", "PATH", "USER", "UID", "EUID", "PWD", "HOSTNAME", "SHELL", "LANG", "TERM", "LOGNAME", "RANDOM"];

fn check(ctx: &mut Ctx<'_>) {
    for files in ctx.description.files() {
        for operation in files.operations() {
            let (OperationKind::Write(pieces) | OperationKind::Append(pieces)) = &operation.kind else { continue };
            if !shared::is_container_configuration(&operation.path) {
                continue;
            }
            let mut printed: Option<Option<String>> = None;
            for piece in pieces {
                match piece {
                    Piece::Text { text, span } if text.len() == span.len() => {
                        for (at, name) in dollar_names(text) {
                            if ENVIRONMENT.contains(&name) || name.starts_with("XDG_") {
                                continue;
                            }
                            let finding = ctx
                                .finding(format!("`${name}` is not expanded here"), span.slice(at, at + name.len() + 1))
                                .with_label(operation.path_span, format!("it ends up in {} letter by letter", operation.path))
                                .with_note("a quoted delimiter, or single quotes, keep the shell from expanding it; the container tools do not either");
                            ctx.report(finding);
                        }
                    }
                    Piece::Variable { name, span, .. } if !name.starts_with(['$', '`']) => {
                        let known = name.starts_with("kiwi_")
                            || ENVIRONMENT.contains(&name.as_str())
                            || name.chars().all(|c| !c.is_alphabetic());
                        if !known {
                            let finding = ctx
                                .finding_as(
                                    Severity::Warning,
                                    format!("nothing sets `{name}` before it is used here"),
                                    *span,
                                )
                                .with_label(operation.path_span, "an unset variable leaves an empty text in this file");
                            let printed = printed.get_or_insert_with(|| printed_if_empty(&operation.path, pieces));
                            let finding = match printed {
                                Some(text) => finding.with_note(format!("podman prints then: `{text}`")),
                                None => finding,
                            };
                            ctx.report(finding);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// What podman prints of registries.conf with nothing in place of the variables that are not set.
fn printed_if_empty(path: &str, pieces: &[Piece]) -> Option<String> {
    let role = if path.ends_with("/registries.conf") {
        Role::Main
    } else if path.contains("/registries.conf.d/") && path.ends_with(".conf") {
        Role::DropIn
    } else {
        return None;
    };
    let rendered = Content::of_pieces(pieces.to_vec()).render("", &|_| None);
    let (_, findings) = registries::judge(rendered.text.as_bytes(), SourceId::APART, Generation::V5_8, role);
    let tool = &refusal(&findings)?.tool;
    Some(format!("Error: {}", registries::refusal_text(path, role, Generation::V5_8, tool)))
}

/// The places and names of `$NAME` and `${NAME}`; the place is that of the dollar sign.
fn dollar_names(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        // in a comment it does no harm
        if line.trim_start().starts_with('#') {
            continue;
        }
        for (at, _) in line.match_indices('$') {
            let rest = line[at + 1..].trim_start_matches('{');
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let name = &rest[..end];
            if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
                found.push((line_start + at, name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn unset_variables_are_a_warning() {
        let lines = |text: &str| check_rule("heredoc-expansion", &format!("=== config.sh\n{text}"));
        assert_eq!(
            lines("cat > /etc/containers/registries.conf <<EOF\na = [\"$MY\"]\nEOF\n"),
            ["warning $MY: nothing sets `MY` before it is used here"]
        );
        assert!(lines("cat > /etc/containers/registries.conf <<EOF\na = [\"$kiwi_iname\"]\nEOF\n").is_empty());
        assert!(lines("cat > /etc/motd <<'EOF'\n$MY\nEOF\n").is_empty());
    }

    #[test]
    fn what_podman_says_of_the_empty_text_is_told() {
        let text = "cat > /etc/containers/registries.conf <<EOF\nunqualified-search-registries = [\"$MY\"]\nEOF\n";
        let example = crate::lint::example::parse(&format!("=== config.sh\n{text}"));
        let outcome = crate::lint::testing::run_files(&example.files, &example.options, &example.narrow);
        let finding = outcome.findings.iter().find(|finding| finding.name == "heredoc-expansion").expect("a finding");
        let printed = "podman prints then: `Error: loading registries configuration \"/etc/containers/registries.conf\": \
                       Invalid unqualified-search-registries entry \"\"`";
        assert_eq!(finding.notes, [printed]);
    }
}
