use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "invalid-user-name",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "a user or group name that `useradd` refuses",
        explanation: r#"
KIWI calls `useradd` and `groupadd` in the image's root. They refuse names with white space, a colon, a comma or a slash, and the build stops. A home directory must be an absolute path.
"#,
        example: Some(Example {
            failing: r#"
<users><user name="image admin" password="!" groups="users"/></users>
"#,
            passing: r#"
<users><user name="image-admin" password="!" groups="users"/></users>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
`useradd: invalid user name 'image admin'`, exit status 3. KIWI's predecessor refused white space in names.
"#,
    severity_reason: r#"
What exactly is refused depends on the distribution's shadow.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    let is_bad = |name: &str| name.contains([':', ',', '/']) || name.trim().contains(char::is_whitespace);
    let is_open = |text: &str| text.contains(['$', '{', '%']);
    for view in ctx.views() {
        for user in view.users.iter().map(|id| tree.get(*id)).flat_map(|section| tree.named(section, el::USER)) {
            if let Some(name) = user.set(at::NAME).filter(|name| is_bad(name) && !is_open(name)) {
                let finding = ctx.finding(format!("`useradd` refuses the name `{name}`"), user.place(at::NAME));
                ctx.report_in(view, finding);
            }
            // a group may have its id behind a colon
            let groups = user.set(at::GROUPS).unwrap_or_default();
            let names = groups.split(',').map(|group| group.split(':').next().unwrap_or_default());
            for group in names.filter(|group| is_bad(group) && !is_open(group)) {
                let finding = ctx.finding(format!("`groupadd` refuses the name `{group}`"), user.place(at::GROUPS));
                ctx.report_in(view, finding);
            }
            if let Some(home) = user.set(at::HOME).filter(|home| !home.starts_with('/') && !is_open(home)) {
                let finding = ctx.finding(format!("home directory `{home}` is no absolute path"), user.place(at::HOME));
                ctx.report_in(view, finding);
            }
        }
    }
}
