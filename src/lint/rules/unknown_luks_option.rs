use crate::diagnostic::{Applicability, Entry, Example, Group, Severity, nearest};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "unknown-luks-option",
        group: Group::Image,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        summary: "an option that cryptsetup does not have",
        explanation: r#"
KIWI looks for each `option` of `luksformat` in what `cryptsetup --help` prints on the machine that builds, and stops where it is not there. rowi compares with the options of cryptsetup 2.0 to 2.8.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" luks="secret"><oemconfig><oem-resize>false</oem-resize></oemconfig><luksformat><option name="--ciper" value="aes-xts-plain64"/></luksformat></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" luks="secret"><oemconfig><oem-resize>false</oem-resize></oemconfig><luksformat><option name="--cipher" value="aes-xts-plain64"/></luksformat></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI 11.1.6 raises `KiwiRuntimeError` in its check `check_luksformat_options_valid` before the build.
"#,
    severity_reason: r#"
A cryptsetup newer than the list may have the option.
"#,
    check,
};

/// Options that may be given when a device is formatted, of all releases of cryptsetup 2.
const OPTIONS: [&str; 50] = [
    "--align-payload",
    "--batch-mode",
    "--cipher",
    "--debug",
    "--device-size",
    "--disable-blkid",
    "--disable-keyring",
    "--disable-locks",
    "--external-tokens-path",
    "--force-password",
    "--hash",
    "--header",
    "--hw-opal",
    "--hw-opal-only",
    "--integrity",
    "--integrity-legacy-padding",
    "--integrity-no-journal",
    "--integrity-no-wipe",
    "--iter-time",
    "--iv-large-sectors",
    "--key-description",
    "--key-file",
    "--key-size",
    "--key-slot",
    "--keyfile-offset",
    "--keyfile-size",
    "--keyslot-cipher",
    "--keyslot-key-size",
    "--label",
    "--luks2-keyslots-size",
    "--luks2-metadata-size",
    "--master-key-file",
    "--offset",
    "--pbkdf",
    "--pbkdf-force-iterations",
    "--pbkdf-memory",
    "--pbkdf-parallel",
    "--progress-frequency",
    "--sector-size",
    "--subsystem",
    "--timeout",
    "--tries",
    "--type",
    "--use-directio",
    "--use-random",
    "--use-urandom",
    "--uuid",
    "--verbose",
    "--verify-passphrase",
    "--volume-key-file",
];

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        let Some(format) = view.type_section(tree, el::LUKSFORMAT) else { continue };
        for option in tree.named(format, el::OPTION) {
            let name = option.get(at::NAME).unwrap_or_default();
            // KIWI looks for the text, so that a part of an option's name is found, too
            if name.is_empty() || OPTIONS.iter().any(|known| known.contains(name)) {
                continue;
            }
            let mut finding = ctx.finding(format!("cryptsetup has no option `{name}`"), option.place(at::NAME));
            let span = option.attribute(at::NAME).and_then(|attribute| attribute.value_span);
            if let (Some(meant), Some(span)) = (nearest(name, OPTIONS), span) {
                let edit = Edit::replace(span, meant);
                finding = finding.with_expected([meant.to_owned()]).with_fix(
                    format!("write `{meant}`"),
                    Applicability::Unsafe,
                    vec![edit],
                );
            }
            ctx.report_in(view, finding);
        }
    }
}
