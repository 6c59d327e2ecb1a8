//! `storage-path-missing`: storage.conf names a program or directory that is not in the image.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::STORAGE_PATH_MISSING,
    tier: Tier::Default,
    evidence: r#"podman 4.3.1 to 5.8.6: `overlay: can't stat program "/usr/bin/does-not-exist"`, `overlay: can't stat imageStore dir /usr/lib/containers/storage`."#,
    severity_reason: "podman does not start. It is reported only where the package list is closed and no script mentions the path.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}
