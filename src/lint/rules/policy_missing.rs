//! `policy-missing`: policy.json is taken away.

use std::collections::{BTreeMap, BTreeSet};

use crate::containers::policy;
use crate::containers::target::Style;
use crate::containers::version::Generation;
use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::lint::stack::depend;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::Span;

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "policy-missing",
        group: Group::Registry,
        severity: Severity::Error,
        summary: "policy.json is taken away",
        explanation: "Without a policy nothing is pulled, copied or loaded. A script that removes `/etc/containers` takes the policy along, and KIWI's containers are not loaded at first boot.

Keep the file, or write another.",
        example: Some(Example { failing: "=== config.sh
rm -rf /etc/containers
mkdir -p /etc/containers
", passing: "=== config.sh
rm -rf /etc/containers/certs.d
" }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: "podman 4.3.1: `open /etc/containers/policy.json: no such file or directory`; 5.4.2 and 5.8.6: `no policy.json file found at any of the following`; 6.1.1 looks in `/usr/share/containers` too. `podman load` fails as `podman pull` does.",
    severity_reason: "Neither pull nor load works. It is a warning where the policy may stand in `/usr/share`.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let stack = ctx.stack();
    for case in &stack.cases {
        let mut holds: BTreeMap<Span, (String, BTreeSet<(Style, Generation)>)> = BTreeMap::new();
        let mut all = BTreeSet::new();
        for world in &case.worlds {
            for generation in stack.generations_of(world) {
                all.insert((world.style, generation));
                let paths = policy::paths(generation, "/root");
                let there = paths.iter().any(|path| world.file(path).is_some() || world.unknown.contains(path));
                if let (false, Some(span)) = (there, paths.iter().find_map(|path| world.removed.get(path))) {
                    let text = policy::missing_text(generation, "/root");
                    let entry = holds.entry(*span).or_insert_with(|| (text, BTreeSet::new()));
                    entry.1.insert((world.style, generation));
                }
            }
        }
        // Where the vendor's directory holds the policy, nothing was taken away.
        all.retain(|(style, _)| *style != Style::Fedora6);
        for (span, (text, combinations)) in holds {
            let mut finding = ctx
                .finding("policy.json is taken away, and without it no image is pulled or loaded", span)
                .with_note(format!("podman prints: `{text}`"));
            depend(&mut finding, &all, &combinations);
            for view in case.views(ctx.description) {
                ctx.report_in(view, finding.clone());
            }
        }
    }
}
