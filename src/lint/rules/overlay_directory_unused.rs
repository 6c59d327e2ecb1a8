use super::{boot, shared};
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Description;
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "overlay-directory-unused",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "an overlay directory has almost the name that KIWI looks for",
        explanation: r#"
KIWI copies the directory `root`, and the one that has the name of a selected profile, into the image. The names are compared letter by letter. A directory with a letter too few, too many or wrong is told of where it holds a system's directories.
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
        let other = description.entries.iter().find(|entry| {
            (are_alike(entry, &profile.name)
                || is_overlay(description, entry) && boot::one_slip(&plain(entry), &plain(&profile.name)))
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
    let Some(image) = description.image().filter(|_| !description.entries.iter().any(|entry| entry == "root")) else {
        return;
    };
    let other = description.entries.iter().find(|entry| {
        is_overlay(description, entry)
            && matches!(plain(entry).as_str(), "root" | "roots" | "rooot" | "rot" | "roto" | "oroot")
            && !description.declares(entry)
            && !shared::mentions(description, entry)
    });
    if let Some(other) = other {
        let finding = ctx
            .finding(format!("`{other}` is not the overlay of the image"), image.name_span)
            .with_note("KIWI copies the directory `root`");
        ctx.report(finding);
    }
}

fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

/// Whether a directory holds directories of a system.
fn is_overlay(description: &Description, name: &str) -> bool {
    description.overlay.likely.iter().any(|likely| likely == name)
}

/// Whether names are the same but for case, and `_` for `-`.
fn are_alike(one: &str, other: &str) -> bool {
    let plain = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    one.len() == other.len() && one.bytes().map(plain).eq(other.bytes().map(plain))
}
