//! `short-name-noninteractive`: an image is named without its registry where nobody can choose.

use std::collections::BTreeSet;

use crate::containers::kiwi::Container;
use crate::containers::reference::{self, PodmanImage};
use crate::containers::registries::{Configuration, NO_TERMINAL, Pull};
use crate::containers::target::Style;
use crate::containers::version::Generation;
use crate::diagnostic::{Diagnostic, Entry, Example, Group, Severity};
use crate::kiwi::at;
use crate::lint::stack::{Case, Use, depend};
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "short-name-noninteractive",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "an image is named without its registry where nobody can choose",
        explanation: "A short name is completed by aliases and by the search list. Where several registries are searched in the mode `enforcing`, podman asks which one is meant, and without a terminal it fails: in units, quadlets and scripts nobody answers. In the other modes the first registry that has such an image wins, whoever put it there. docker and skopeo know neither list nor aliases and go to Docker Hub.

Write the full name.",
        example: Some(Example { failing: r#"=== root/etc/systemd/system/web.service
[Service]
ExecStart=/usr/bin/podman run --rm team/web
=== root/etc/containers/registries.conf.d/90-local.conf
unqualified-search-registries = ["registry.example.com", "other.example.org"]
short-name-mode = "enforcing"
"#, passing: r#"=== root/etc/systemd/system/web.service
[Service]
ExecStart=/usr/bin/podman run --rm registry.example.com/team/web:2
=== root/etc/containers/registries.conf.d/90-local.conf
unqualified-search-registries = ["registry.example.com", "other.example.org"]
short-name-mode = "enforcing"
"# }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "podman 4.3.1 to 6.1.1: `short-name resolution enforced but cannot prompt without a TTY`, exit status 125; permissive tries the registries in order. skopeo 1.9.3 to 1.22.0 contact registry-1.docker.io.",
    severity_reason: "Where a choice is enforced the pull fails. Everywhere else it works by luck, which is a warning.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let stack = ctx.stack();
    for case in &stack.cases {
        let loaded = Loaded::default();
        for view in case.views(ctx.description) {
            let local: Vec<String> = view
                .container_entries(ctx.tree())
                .map(|(section, container)| {
                    Container {
                        source: section.get(at::SOURCE).unwrap_or_default(),
                        path: container.get(at::PATH),
                        name: container.get(at::NAME).unwrap_or_default(),
                        tag: container.get(at::TAG),
                    }
                    .endpoint()
                })
                .collect();
            // docker may be podman under its name
            let shim = view.installs(&["podman-docker"]).is_some()
                && view.installs(&["docker", "docker.io", "docker-ce", "moby-engine"]).is_none();
            for used in &case.uses.images {
                let mut used = used.clone();
                if shim && used.program == "docker" {
                    used.program = "podman".to_owned();
                }
                if let Some(finding) = judge(ctx, case, &loaded, &used, &local) {
                    ctx.report_in(view, finding);
                }
            }
        }
    }
}

/// What podman makes of the files of a case, read when the first image asks.
type Loaded = std::cell::OnceCell<Vec<((Style, Generation), Configuration)>>;

fn judge(ctx: &Ctx<'_>, case: &Case<'_>, loaded: &Loaded, used: &Use, local: &[String]) -> Option<Diagnostic> {
    let image = used.image.strip_prefix("docker://").unwrap_or(&used.image);
    // an image's identifier is no name
    if image.starts_with("sha256:") || used.program == "compose" {
        return None;
    }
    let Ok(PodmanImage::Short { name, .. }) = reference::podman(image, Generation::V5) else { return None };
    // What KIWI loads is found in the local storage, whatever the search list says.
    let suffix = format!("/{name}");
    if local.iter().any(|endpoint| endpoint.rsplit_once(':').is_some_and(|(path, _)| path.ends_with(&suffix))) {
        return None;
    }
    if matches!(used.program.as_str(), "docker" | "skopeo") {
        let message = format!("`{}` takes `{image}` from Docker Hub", used.program);
        let note = "it knows neither search list nor aliases; write the registry's host in front";
        return Some(ctx.finding_as(Severity::Warning, message, used.span).with_note(note));
    }
    let stack = ctx.stack();
    let (mut fails, mut all) = (BTreeSet::new(), BTreeSet::new());
    let loaded = loaded.get_or_init(|| {
        let each = case.worlds.iter().flat_map(|world| stack.generations_of(world).map(move |of| (world, of)));
        each.filter_map(|(world, of)| Some(((world.style, of), world.load(of)?.ok()?))).collect()
    });
    for (combination, configuration) in loaded {
        all.insert(*combination);
        if configuration.pull(image, combination.1, false) == Pull::NobodyToAsk {
            fails.insert(*combination);
        }
    }
    let message = format!("image `{image}` is named without its registry, and nobody is there to choose one");
    if fails.is_empty() || fails.len() < all.len() {
        let mut finding = ctx
            .finding_as(Severity::Warning, message, used.span)
            .with_note("which registry it comes from depends on the search list of the image; write its host in front");
        if !fails.is_empty() {
            depend(&mut finding, &all, &fails);
        }
        return Some(finding);
    }
    Some(ctx.finding(message, used.span).with_note(format!("podman prints: `{NO_TERMINAL}`")))
}
