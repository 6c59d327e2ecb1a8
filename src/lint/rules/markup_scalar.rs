use super::boot;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "markup-scalar",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "YAML reads a value as something else than what is written",
        explanation: r#"
KIWI reads YAML 1.1: without quotes `1.10` is the number 1.1, `no`, `off` and `yes` are truth values, `0123` is an octal number. What goes into the image is the value, not what is written. Quote it.
"#,
        example: Some(Example {
            failing: r#"
=== config.kiwi
image:
  schemaversion: "{newest}"
  name: example
  preferences:
    - version: 1.10
"#,
            passing: r#"
=== config.kiwi
image:
  schemaversion: "{newest}"
  name: example
  preferences:
    - version: "1.10"
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 gives 1.1 as the version of an image whose description says `version: 1.10`.
"#,
    severity_reason: r#"
The value may be meant.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    let mut found: Vec<(String, String, Span)> = Vec::new();
    let mut look = |value: &str, span: Option<Span>| {
        let Some(span) = span else { return };
        let source = description.xml_sources.iter().find(|source| source.id == span.source);
        let Some(written) = source.and_then(|source| source.text.get(span.range())) else { return };
        let plain = written.trim();
        if plain != value && boot::is_misread(plain, value) {
            found.push((plain.to_owned(), value.to_owned(), span));
        }
    };
    for element in ctx.tree().iter() {
        for attribute in &element.attributes {
            look(&attribute.value, attribute.value_span);
        }
        look(element.text.trim(), element.text_span);
    }
    for (written, value, span) in found {
        let finding = ctx
            .finding(format!("`{written}` is read as `{value}`"), span)
            .with_note("quote it to keep it as it is written");
        ctx.report(finding);
    }
}
