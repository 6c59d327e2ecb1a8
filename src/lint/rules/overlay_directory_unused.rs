use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "overlay-directory-unused",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "an overlay directory differs from the name of a profile in case only",
        explanation: r#"
KIWI copies the directory that has the name of a selected profile into the image. The names are compared letter by letter.
"#,
        example: Some(Example {
            failing: r#"
<profiles><profile name="Live" description="a"/></profiles>
=== live/etc/motd
x
"#,
            passing: r#"
<profiles><profile name="Live" description="a"/></profiles>
=== Live/etc/motd
x
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`SystemSetup.import_overlay_files` of KIWI 11.1.6 joins the directory and the profile's name.
"#,
    severity_reason: r#"
The directory may be used by something else.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let description = ctx.description;
    for profile in &description.profiles {
        if description.entries.contains(&profile.name) {
            continue;
        }
        let plain = |name: &str| name.to_ascii_lowercase().replace('_', "-");
        let other = description.entries.iter().find(|entry| {
            plain(entry) == plain(&profile.name)
                && !description.declares(entry)
                && !shared::mentions(description, entry)
        });
        if let Some(other) = other {
            let finding = ctx
                .finding(
                    format!("`{other}` is not the overlay of profile `{}`", profile.name),
                    ctx.tree().get(profile.element).place(at::NAME),
                )
                .with_note("KIWI compares the names letter by letter");
            ctx.report(finding);
        }
    }
}
