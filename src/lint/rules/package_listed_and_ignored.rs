use super::shared;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::{EntryKind, PackageUse};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "package-listed-and-ignored",
        group: Group::Image,
        severity: Severity::Error,
        summary: "a package is listed and ignored in one selection",
        explanation: r#"
`ignore` keeps a package from being installed: zypper locks it, dnf excludes it. Where the same selection lists it, it can be neither installed nor left out.
"#,
        example: Some(Example {
            failing: r#"
<packages type="image"><package name="vim"/><ignore name="vim"/></packages>
"#,
            passing: r#"
<packages type="image"><package name="vim"/><ignore name="nano"/></packages>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 gives both lists to the package manager: `zypper addlock vim` and `zypper install vim` end with "conflicts with lock"; dnf says "package is filtered out by exclude filtering" (OSInside/kiwi#941).
"#,
    severity_reason: r#"
The installation fails.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        // KIWI installs the two lists by themselves, each with what is ignored in it
        for usage in [PackageUse::Bootstrap, PackageUse::Image] {
            let of_kind = |kind| view.entries.iter().filter(move |entry| entry.kind == kind && entry.usage == usage);
            if of_kind(EntryKind::Ignore).next().is_none() {
                continue;
            }
            let listed = shared::first_by_name(of_kind(EntryKind::Package));
            for ignored in of_kind(EntryKind::Ignore) {
                let Some(package) = listed.get(&*ignored.name) else { continue };
                let finding = ctx
                    .finding(
                        format!("`{}` is ignored, and it is to be installed", ignored.name),
                        tree.get(ignored.element).place(at::NAME),
                    )
                    .with_label(tree.get(package.element).place(at::NAME), "listed here");
                ctx.report_in(view, finding);
            }
        }
    }
}
