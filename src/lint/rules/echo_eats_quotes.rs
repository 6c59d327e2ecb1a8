use super::shared;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::script::syntax::{Part, Quote, Word};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "echo-eats-quotes",
        group: Group::Script,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "the shell takes the quotes out of what is written",
        explanation: r#"
`echo key = ["a"] > x.conf` writes `key = [a]`: the shell takes quotes that are not quoted themselves for its own. Put the whole text in single quotes.
"#,
        example: Some(Example {
            failing: r#"
=== config.sh
echo unqualified-search-registries = ["registry.example.com"] > /etc/containers/registries.conf.d/50-team.conf
"#,
            passing: r#"
=== config.sh
echo 'unqualified-search-registries = ["registry.example.com"]' > /etc/containers/registries.conf.d/50-team.conf
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman: `toml: line 1: expected value but found "registry" instead`; every pull fails.
"#,
    severity_reason: r#"
The file is not what was written, and its reader refuses it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for script in &ctx.description.scripts {
        let text: &str = &script.source.text;
        let mut findings = Vec::new();
        for place in shared::commands(script) {
            let command = place.command;
            if !matches!(command.name().as_deref(), Some("echo" | "printf")) {
                continue;
            }
            let target = command
                .redirects
                .iter()
                .filter(|redirect| redirect.takes_output())
                .find_map(|redirect| redirect.target.literal());
            let Some(target) = target else { continue };
            let toml =
                shared::is_container_configuration(&target) || target.ends_with(".toml") || target.ends_with(".json");
            if !toml && !target.ends_with(".conf") {
                continue;
            }
            let words: Vec<&Word> = command
                .arguments()
                .iter()
                .skip_while(|word| word.literal().is_some_and(|text| text.starts_with('-')))
                .collect();
            let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
            // quotes inside of a bare word, as in ["a"], or a quoted word among bare ones, as in key = "a"
            let inside = words.iter().find(|word| {
                word.parts.len() > 1
                    && word.parts.iter().any(|part| matches!(part, Part::Literal { quote: Quote::Double, .. }))
                    && word.parts.iter().any(|part| {
                        matches!(part, Part::Literal { quote: Quote::None, text, .. } if text.contains(['[', '{', ']']) || (toml && text.ends_with('=')))
                    })
            });
            let among = words.windows(2).find(|pair| {
                toml && pair[0].literal().is_some_and(|text| text.ends_with('=') || text.ends_with(':'))
                    && pair[0].is_bare()
                    && matches!(pair[1].parts.as_slice(), [Part::Literal { quote: Quote::Double, .. }])
            });
            let Some(word) = inside.copied().or(among.map(|pair| pair[1])) else { continue };
            findings.push((word.span, first.span.to(last.span), place.in_quotes));
        }
        for (place, whole, in_quotes) in findings {
            let written = text.get(whole.range()).unwrap_or_default();
            let mut finding = ctx
                .finding("the shell takes these quotes for its own", place)
                .with_note("they are missing in the file; put the whole text in single quotes");
            if !in_quotes && !written.contains(['\'', '$', '`', '\\', '\n']) {
                let edit = Edit::replace(whole, format!("'{written}'"));
                finding = finding.with_fix("put the text in single quotes", Applicability::Safe, vec![edit]);
            }
            ctx.report(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn shell_assignments_are_left_alone() {
        let lines = |text: &str| check_rule("echo-eats-quotes", &format!("=== config.sh\n{text}\n")).len();
        assert_eq!(lines("echo FONT=\"a\" > /etc/vconsole.conf"), 0);
        assert_eq!(lines("echo \"key = \\\"a\\\"\" > /etc/x.toml"), 0);
        assert_eq!(lines("echo key = [\"a\"] > x.conf"), 1);
        assert_eq!(lines("echo key = \"a\" > x.toml"), 1);
        assert_eq!(lines("echo key = [\"a\"]"), 0);
    }
}
