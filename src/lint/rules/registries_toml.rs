//! `registries-toml`: registries.conf is not TOML.

use crate::diagnostic::Severity;
use crate::lint::{Ctx, FixKind, Group, Rule, Tier};

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "registries-toml",
    group: Group::Registry,
    severity: Severity::Error,
    tier: Tier::Default,
    summary: "registries.conf is not TOML",
    explanation: "The file breaks off at the place that is shown: a string without quotes or end, a `:` for `=`, a stray line such as a here-document's delimiter, a byte that is not UTF-8, a value of the wrong type. With a file that is refused, no image can be pulled at all, not even by its full name; `podman load` and images that are there already still work, so that neither the build nor the first boot shows it.",
    failing: "=== root/etc/containers/registries.conf
unqualified-search-registries = [registry.example.com]
=== root/etc/containers/registries.conf.d/50-local.conf
\u{feff}short-name-mode = \"permissive\"
",
    passing: r#"=== root/etc/containers/registries.conf
unqualified-search-registries = ["registry.example.com"]
"#,
    evidence: "Each of the slips was given to podman 4.3.1 to 6.1.1 and to skopeo 1.9.3 to 1.22.0: all refuse the file. A byte order mark is refused by podman 4.3 only.",
    severity_reason: "Every pull fails; a byte order mark alone is a warning, because only old versions refuse it.",
    fix: FixKind::Safe,
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
