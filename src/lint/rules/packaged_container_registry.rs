//! `packaged-container-registry`: a registry that podman cannot search.

use super::shared;
use crate::containers::refusal;
use crate::containers::registries::{self, Role};
use crate::containers::version::Generation;
use crate::diagnostic::{Applicability, Entry, Example, Group, Severity};
use crate::image::{Base, State};
use crate::kiwi::at;
use crate::lint::{Ctx, Rule, Tier};
use crate::text::{Edit, SourceId};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "packaged-container-registry",
        group: Group::Container,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        summary: "a registry that podman cannot search",
        explanation: r#"
With the edition `containers-in-packages`, `registry` elements become the search list of registries.conf. Such a list takes `host` or `host:port` only. An address of the build service (`obsregistry://`), a scheme or a path in it makes podman refuse the whole file: then no image can be pulled on the booted system, not even by its full name.
"#,
        example: Some(Example {
            failing: r#"
<registry url="obsregistry://build.example.org"/>
<registry url="https://registry.example.com"/>
"#,
            passing: r#"
<registry url="registry.example.com:5000"/>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
podman 4.3.1 to 6.1.1: `Invalid unqualified-search-registries entry "obsregistry://build.example.org"`; with `https://`: `URI schemes are not supported`.
"#,
    severity_reason: r#"
Every pull fails.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for registry in view.registries.iter().map(|id| tree.get(*id)) {
            let url = registry.get(at::URL).unwrap_or_default();
            // as it would stand in the file
            let text = format!("unqualified-search-registries = [{}]\n", crate::containers::go_toml::quote(url));
            let generation = Generation::V5_8;
            let (_, findings) = registries::judge(text.as_bytes(), SourceId::APART, generation, Role::DropIn);
            let Some(refused) = refusal(&findings) else { continue };
            // a script that writes the file anew leaves nothing of the list in it
            let replaced = ctx.description.files_of(view).is_some_and(|files| {
                let states = files.at_end.at("/etc/containers/registries.conf");
                !states.is_empty()
                    && states.iter().all(|state| {
                        matches!(state, State::File(content) if content.base == Base::Nothing || shared::is_rewritten(content))
                    })
            });
            if replaced {
                continue;
            }
            let message = match shared::build_service_address(url) {
                Some(_) => format!("`{url}` is an address that only the build service knows"),
                None => format!("`{url}` is no host that podman can search"),
            };
            let mut finding = ctx
                .finding(message, registry.place(at::URL))
                .with_note("in registries.conf it makes podman refuse the whole file, so that no image can be pulled")
                .with_note(format!("podman prints: `{}`", refused.tool));
            let bare = ["https://", "docker://"].iter().find_map(|scheme| url.strip_prefix(scheme));
            if let Some(host) = bare.filter(|host| !host.contains('/')) {
                let edit = Edit::replace(registry.place(at::URL), host);
                finding = finding.with_fix(format!("write `{host}`"), Applicability::Safe, vec![edit]);
            }
            ctx.report_in(view, finding);
        }
    }
}
