//! `registries-toml`: registries.conf is not TOML.

use crate::containers;
use crate::lint::{Ctx, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    entry: &containers::catalogue::REGISTRIES_TOML,
    tier: Tier::Default,
    evidence: "Each of the slips was given to podman 4.3.1 to 6.1.1 and to skopeo 1.9.3 to 1.22.0: all refuse the file. A byte order mark is refused by podman 4.3 only.",
    severity_reason: "Every pull fails; a byte order mark alone is a warning, because only old versions refuse it.",
    check,
};

fn check(ctx: &mut Ctx<'_>) {
    ctx.report_stack();
}

#[cfg(test)]
mod tests {
    use crate::lint::testing::check_rule;

    #[test]
    fn a_directory_in_place_of_a_file_and_the_reverse() {
        assert_eq!(
            check_rule("registries-toml", "=== root/etc/containers/registries.conf/x\na = 1\n"),
            ["error a = 1\n: /etc/containers/registries.conf is a directory"]
        );
        let file = "=== options\npodman = 6.0\n=== root/etc/containers/registries.conf.d\na = 1\n";
        assert_eq!(
            check_rule("registries-toml", file),
            ["error a = 1\n: /etc/containers/registries.conf.d is a file, and should be a directory"]
        );
        assert!(check_rule("registries-toml", &file.replace("6.0", "5.8")).is_empty());
    }

    #[test]
    fn links_lead_to_what_is_in_the_image() {
        let list = "unqualified-search-registries = [registry.example.com]\n";
        let link = |target: &str| {
            format!(
                "=== options\npodman = 4.3\n=== root/srv/x.conf\n{list}=== config.sh\nln -s {target} /etc/containers/registries.conf.d/50-x.conf\n"
            )
        };
        assert_eq!(check_rule("registries-toml", &link("/nonexistent/x.conf")).len(), 1);
        assert!(check_rule("registries-toml", &link("/usr/share/x.conf")).is_empty());
    }
}
