use super::shared;
use crate::bundle::IncludeState;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity, nearest};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "undeclared-profile",
        group: Group::Image,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        summary: "a section is for a profile that is not declared",
        explanation: r#"
KIWI never selects such a section, and says nothing. A common cause is a blank: the list is split at commas and not trimmed, so that in `A, B` the second name is ` B`, and `A B` is one name. Sections of `containers` have a rule of their own.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="A" description="a"/><profile name="B" description="b"/></profiles>
<packages type="delete" profiles="A, B"><package name="vim"/></packages>
"#,
            passing: r#"
<profiles><profile name="A" description="a"/><profile name="B" description="b"/></profiles>
<packages type="delete" profiles="A,B"><package name="vim"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing. Nine public descriptions have such a section, one of them a list separated by blanks.
"#,
    severity_reason: r#"
The section is dead. It may still be on purpose, while a profile is being written.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    // a fragment that others include declares no profiles itself
    if !shared::is_whole(ctx.description)
        || ctx.description.includes.iter().any(|include| include.state != IncludeState::Resolved)
    {
        return;
    }
    let names: Vec<&str> = ctx.description.profiles.iter().map(|profile| profile.name.as_str()).collect();
    for section in ctx.tree().iter().filter(|section| section.name != el::CONTAINERS && section.namespace.is_empty()) {
        let Some(list) = section.attribute(at::PROFILES).filter(|list| !list.value.is_empty()) else { continue };
        let wrong: Vec<&str> = list.value.split(',').filter(|name| !names.contains(name)).collect();
        let Some(first) = wrong.first() else { continue };
        let place = match (list.value_span, list.value.find(*first)) {
            (Some(span), Some(at)) if span.len() == list.value.len() => span.slice(at, at + first.len()),
            _ => section.place(at::PROFILES),
        };
        let all_wrong = list.value.split(',').all(|name| !names.contains(&name));
        let mut finding = ctx.finding(format!("profile `{first}` is not declared"), place);
        finding = finding.with_note(if all_wrong {
            "KIWI never takes this section, and says nothing"
        } else {
            "KIWI says nothing, and takes the section for the other profiles only"
        });
        // blanks instead of, or beside, commas
        let parts: Vec<&str> = list.value.split([',', ' ']).filter(|part| !part.is_empty()).collect();
        if parts.iter().all(|part| names.contains(part))
            && let Some(span) = list.value_span
        {
            finding = finding.with_note("names are separated by commas alone").with_fix(
                "separate the names by commas",
                Applicability::Unsafe,
                vec![Edit::replace(span, parts.join(","))],
            );
        } else if let Some(meant) = nearest(first.trim(), names.iter().copied()) {
            finding = finding.with_expected([meant.to_owned()]).with_note(format!("is `{meant}` meant?"));
        }
        ctx.report(finding);
    }
}
