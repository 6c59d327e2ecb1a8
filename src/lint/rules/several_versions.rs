use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::kiwi::el;
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "several-versions",
        group: Group::Image,
        severity: Severity::Note,
        summary: "a selection has more than one version",
        explanation: r#"
KIWI takes the first `version` of the selected preferences sections, without a message. The same holds for locale, keyboard, time zone and package manager.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="tbz"/></preferences>
<preferences><version>2.0.0</version></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image="tbz"/></preferences>
<preferences><locale>en_US</locale></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Pedantic,
    evidence: r#"
KIWI 11.1.6 was run on such a description: it says nothing.
"#,
    severity_reason: r#"
Normal practice in some descriptions.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for view in ctx.views() {
        for name in [el::VERSION, el::PACKAGEMANAGER, el::LOCALE, el::KEYTABLE, el::TIMEZONE] {
            let mut all = view.preferences.iter().flat_map(|id| tree.named(tree.get(*id), name));
            let Some(first) = all.next() else { continue };
            for second in all.filter(|second| second.text.trim() != first.text.trim()) {
                let finding = ctx
                    .finding(format!("this `{name}` has no effect: another comes first"), second.text_place())
                    .with_label(first.text_place(), "this one counts");
                ctx.report_in(view, finding);
            }
        }
    }
}
