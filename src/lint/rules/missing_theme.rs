use super::boot;
use crate::diagnostic::{Entry, Example, Fact, Group, Severity};
use crate::image::View;
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "missing-theme",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "the package of a theme is not listed",
        explanation: r#"
`bootsplash-theme` is set by plymouth and `bootloader-theme` is copied from the image: both must be in it. Themes that plymouth itself brings are known.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><bootsplash-theme>bgrt</bootsplash-theme>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="kernel-default"/><package name="plymouth"/><package name="systemd"/></packages>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><bootsplash-theme>bgrt</bootsplash-theme>
  <type image="oem" filesystem="ext4"><oemconfig><oem-resize>false</oem-resize></oemconfig></type></preferences>
<packages type="image"><package name="kernel-default"/><package name="plymouth"/><package name="plymouth-theme-bgrt"/></packages>
"#,
        }),
        needs: &[Fact::PackageLists],
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`plymouth-set-default-theme` ends with "does not exist" when KIWI sets the theme (OSInside/kiwi-descriptions#40).
"#,
    severity_reason: r#"
A package may require it.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in boot::closed_lists(ctx) {
        let splash = view.preference(tree, el::BOOTSPLASH_THEME);
        let loader = view.preference(tree, el::BOOTLOADER_THEME).filter(|_| boot::loader(tree, view) == "grub2");
        // without plymouth KIWI sets no theme for it
        let has_plymouth = view.installed().any(|entry| entry.name.starts_with("plymouth"));
        for theme in splash.filter(|_| has_plymouth).into_iter().chain(loader) {
            let name = theme.text.trim();
            if has_theme(view, name) {
                continue;
            }
            let finding = ctx
                .finding(format!("no package brings the theme `{name}`"), theme.text_place())
                .with_note("no package name has `branding` or the theme's name in it");
            ctx.report_in(view, finding);
        }
    }
}

/// Whether a listed package may bring a theme: some come with plymouth, some with the distribution's branding.
fn has_theme(view: &View, name: &str) -> bool {
    const OWN_PACKAGE: [&str; 8] = ["breeze", "fade-in", "glow", "hot-dog", "script", "solar", "spinfinity", "spinner"];
    let brandings: &[&str] = if OWN_PACKAGE.contains(&name) {
        &["plymouth-themes", "plasma", "kde"]
    } else {
        &["branding", "theme", "desktop", "logos"]
    };
    matches!(name, "" | "text" | "details" | "tribar")
        || boot::lists(view, &[&name.to_ascii_lowercase()])
        || boot::lists(view, brandings)
}
