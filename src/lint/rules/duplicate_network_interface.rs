use crate::diagnostic::{Entry, Example, Group, Severity};
use crate::image::Element;
use crate::kiwi::{at, el};
use crate::lint::{Ctx, Rule, Tier};

pub(super) static RULE: Rule = Rule {
    entry: &Entry {
        name: "duplicate-network-interface",
        group: Group::Image,
        severity: Severity::Warning,
        summary: "two network cards of a machine have the same interface or address",
        explanation: r#"
Each `vmnic` needs an interface and a MAC address of its own.
"#,
        example: Some(Example {
            failing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" format="vmdk"><machine><vmnic interface="eth0"/><vmnic interface="eth0"/></machine></type></preferences>
"#,
            passing: r#"
<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>
  <type image="oem" filesystem="ext4" format="vmdk"><machine><vmnic interface="eth0"/><vmnic interface="eth1"/></machine></type></preferences>
"#,
        }),
        ..Entry::EMPTY
    },
    tier: Tier::Default,
    evidence: r#"
KIWI's predecessor refused this.
"#,
    severity_reason: r#"
The virtual machine decides.
"#,
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    let tree = ctx.tree();
    for machine in tree.iter().filter(|element| element.name == el::MACHINE) {
        let cards: Vec<&Element> = tree.named(machine, el::VMNIC).collect();
        for (at, card) in cards.iter().enumerate() {
            for name in [at::INTERFACE, at::MAC] {
                let Some(value) = card.set(name) else { continue };
                if let Some(first) = cards[..at].iter().find(|other| other.get(name) == Some(value)) {
                    let finding = ctx
                        .finding(format!("`{name}` `{value}` is used twice"), card.place(name))
                        .with_label(first.place(name), "used here first");
                    ctx.report(finding);
                }
            }
        }
    }
}
