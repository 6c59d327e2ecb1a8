//! `quadlet-invalid`: a quadlet that podman's generator leaves out.

use crate::containers::{quadlet, unit};
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::lint::stack::quadlets;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Edit;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "quadlet-invalid",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "a quadlet that podman's generator leaves out",
        explanation: r#"
podman's generator turns the files below `/etc/containers/systemd` into services at boot. A key that it does not know, a line that is none, a missing `Image`, a pod, network or volume that no other file describes: any of these and the file is left out, with a word in the journal. The service does not exist then.
"#,
        example: Some(Example {
            failing: r#"
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/team/web:2
Ports=80:80
"#,
            passing: r#"
=== root/etc/containers/systemd/web.container
[Container]
Image=registry.example.com/team/web:2
PublishPort=80:80
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
The generators of podman 5.4.2 and 5.8.6: `converting "web.container": unsupported key 'Ports' in group 'Container'`.
"#,
    severity_reason: r#"
The service does not exist.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    for case in &ctx.stack().cases {
        let all = quadlets(case.files);
        let names = all.iter().filter(|found| !found.is_dropin).map(|found| found.name.clone()).collect();
        // what is not known may be the file that another names
        let names = case.files.unknown_layers.is_empty().then_some(&names);
        for found in &all {
            let text = found.file.rendered.text.as_str();
            let parsed = unit::parse(text);
            // a manifest that is not there
            for key in parsed.keys("Kube").filter(|key| key.name == "Yaml" && names.is_some()) {
                let directory = found.file.path.rsplit_once('/').map_or("", |(directory, _)| directory);
                let path = match key.value.strip_prefix('/') {
                    Some(_) => key.value.clone(),
                    None => format!("{directory}/{}", key.value),
                };
                let path = crate::image::overlay::absolute(&path);
                let there = case.files.at_end.paths().any(|found| found == path)
                    || ctx.description.scripts.iter().any(|script| script.source.text.contains(key.value.as_str()));
                let Some(span) = found.file.span(key.value_span()).filter(|_| !there && !key.value.contains('%'))
                else {
                    continue;
                };
                let finding = ctx
                    .finding_as(Severity::Warning, format!("manifest `{path}` is not in the image"), span)
                    .with_note("the service fails to start");
                for view in case.views(ctx.description) {
                    ctx.report_in(view, finding.clone());
                }
            }
            for slip in quadlet::judge(&found.name, text, &parsed, names, found.is_dropin) {
                let Some(span) = found.file.span(slip.range.clone()) else { continue };
                // a newer podman may know the key
                let unsure = slip.tool.starts_with("unsupported key")
                    && ctx.target.podman.is_some_and(|podman| podman >= (6, 0));
                let severity = if unsure || slip.tool.is_empty() { Severity::Warning } else { Severity::Error };
                let mut finding = ctx.finding_as(severity, slip.message, span);
                if !slip.tool.is_empty() {
                    finding = finding.with_note(format!("podman's generator prints: `{}`", slip.tool));
                }
                if let Some(meant) = slip.meant {
                    finding = finding.with_expected([meant.clone()]);
                    if span.len() == slip.range.len() {
                        let edit = Edit::replace(span, meant.clone());
                        finding = finding.with_fix(format!("write `{meant}`"), Applicability::DisplayOnly, vec![edit]);
                    }
                }
                for view in case.views(ctx.description) {
                    ctx.report_in(view, finding.clone());
                }
            }
        }
    }
}
