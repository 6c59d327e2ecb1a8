//! Set-ups that were judged wrong once: what is found in each, a rule a line.

use crate::diagnostic::Severity;
use crate::lint::example;
use crate::lint::testing::run_files;

/// The findings of an example in the groups of containers, `rule severity` each.
fn found(text: &str) -> Vec<String> {
    let example = example::parse(text);
    let outcome = run_files(&example.files, &example.options, &example.narrow);
    let mut result: Vec<String> = outcome
        .findings
        .iter()
        .map(|finding| {
            let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
            format!("{} {severity}", &*finding.name)
        })
        .collect();
    result.sort();
    result.dedup();
    result
}

const PODMAN: &str = "<packages type=\"image\"><package name=\"podman\"/></packages>\n";
const FEDORA: &str = "=== options\ndistribution = fedora\npodman = 5.4\n";

fn has(text: &str, wanted: &str) {
    let found = found(&format!("{PODMAN}{text}"));
    assert!(found.iter().any(|line| line == wanted), "{text}\nwanted {wanted}, found {found:?}");
}

fn lacks(text: &str, rule: &str) {
    let found = found(&format!("{PODMAN}{text}"));
    assert!(!found.iter().any(|line| line.starts_with(rule)), "{text}\nunwanted {rule} in {found:?}");
}

#[test]
fn units_are_read_in_every_form() {
    for unit in [
        "=== root/etc/systemd/system/a.service\n[Service]\nExecStart=/usr/bin/podman run \\\n  --rm --name a \\\n  team/web\n",
        "=== root/etc/systemd/system/a.service.d/b.conf\n[Service]\nExecStart=/usr/bin/podman run team/web\n",
        "=== root/etc/systemd/user/a.service\n[Service]\nExecStart=/usr/bin/podman run team/web\n",
        "=== root/etc/systemd/system/a.service\n[Service]\nExecStart=/bin/sh -c 'podman run --cpus 2 team/web'\n",
        "=== root/etc/systemd/system/a.service\n[Service]\nExecStart=-/usr/bin/podman run --label \"a b\" \"team/web\"\n",
        "=== root/etc/containers/systemd/a.container.d/b.conf\n[Container]\nImage=team/web\n",
        "=== root/home/u/.config/containers/systemd/a.container\n[Container]\nImage=team/web\n",
        "=== root/etc/cron.d/a\n0 5 * * * root podman pull team/web\n",
        "=== config.sh\ncat > /etc/systemd/system/a.service <<EOF\n[Service]\nExecStart=/usr/bin/podman run team/web\nEOF\n",
        "=== root/etc/systemd/system/a.service\n[Service]\nExecStart=/usr/local/bin/a\n=== root/usr/local/bin/a\n#!/bin/sh\nexec podman run team/web\n",
        "=== root/etc/containers/systemd/a.kube\n[Kube]\nYaml=/etc/a.yaml\n=== root/etc/a.yaml\nspec:\n  containers:\n    - image: team/web\n",
    ] {
        has(&format!("{FEDORA}{unit}"), "short-name-noninteractive error");
    }
}

#[test]
fn images_that_are_no_names() {
    let id = "a".repeat(64);
    lacks(&format!("=== root/etc/containers/systemd/a.container\n[Container]\nImage=sha256:{id}\n"), "short-name");
    has(
        "=== root/etc/containers/systemd/a.container\n[Container]\nImage=a.example/Team/web\n",
        "image-reference-invalid error",
    );
    has(
        "=== root/opt/app/compose.yaml\nservices:\n  a:\n    image: a.example/Team/web\n",
        "image-reference-invalid error",
    );
}

#[test]
fn false_alarms_that_are_none() {
    lacks("=== config.sh\nmv /etc/containers /opt/c\nln -s /opt/c /etc/containers\n", "policy-missing");
    lacks("=== config.sh\nmv /etc/containers /opt/c\nln -s /opt/c /etc/containers\n", "registries-defaults-removed");
    lacks("=== options\npodman = 5.4\n=== config.sh\npodman load -i /a.tar\n", "store-in-chroot");
    has("=== options\npodman = 5.4\n=== images.sh\npodman load -i /a.tar\n", "store-in-chroot error");
    has("=== root/etc/docker/daemon.json\n{\"insecure-registry\": [\"a\"]}\n", "daemon-json-invalid warning");
    lacks("=== root/root/.docker/config.json\nnull\n", "auth-json-invalid");
    let storage = "[storage]\ndriver = \"overlay\"\nrunroot = \"/a\"\ngraphroot = \"/b\"\n[options]\nx = 1\n";
    has(&format!("=== root/etc/containers/storage.conf\n{storage}"), "storage-incomplete warning");
    for script in [
        "cat <<EOF>/etc/containers/registries.conf.d/a.conf\nunqualified-search-registries = [\"a.example\"]\nEOF\n",
        "cat <<EOF|tee /etc/containers/registries.conf.d/a.conf\nunqualified-search-registries = [\"a.example\"]\nEOF\n",
        "cat <<EOF>/etc/containers/registries.conf.d/a.conf; chmod 644 /etc/passwd\nunqualified-search-registries = [\"a.example\"]\nEOF\n",
        "echo a.example | xargs -I{} sh -c 'echo \"unqualified-search-registries = [\\\"{}\\\"]\" > /etc/containers/registries.conf.d/a.conf'\n",
    ] {
        for rule in ["heredoc-unterminated", "registries-toml", "registries-search-entry"] {
            lacks(&format!("=== config.sh\n{script}"), rule);
        }
    }
}

#[test]
fn a_live_system_is_an_overlay() {
    let image = "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image=\"iso\"/></preferences>\n\
        <packages type=\"image\"><package name=\"podman\"/></packages>\n";
    let storage = "[storage]\ndriver = \"btrfs\"\nrunroot = \"/a\"\ngraphroot = \"/var/lib/containers/storage\"\n";
    let found = found(&format!("{image}=== root/etc/containers/storage.conf\n{storage}"));
    assert!(found.contains(&"storage-driver-filesystem error".to_owned()), "{found:?}");
}

#[test]
fn an_edit_of_the_default_counts() {
    let image = "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\
        <type image=\"oem\" filesystem=\"ext4\"/></preferences>\n<packages type=\"image\"><package name=\"podman\"/></packages>\n";
    let script = "=== options\ndistribution = suse\n=== config.sh\nsed -i 's/^driver = .*/driver = \"btrfs\"/' /etc/containers/storage.conf\n";
    let found = found(&format!("{image}{script}"));
    assert!(found.contains(&"storage-driver-filesystem error".to_owned()), "{found:?}");
}

#[test]
fn docker_may_be_podman() {
    let packages = "<packages type=\"image\"><package name=\"podman-docker\"/></packages>\n";
    let unit = "=== root/etc/systemd/system/a.service\n[Service]\nExecStart=/usr/bin/docker run team/web\n";
    let found = found(&format!("{packages}{FEDORA}{unit}"));
    assert!(found.contains(&"short-name-noninteractive error".to_owned()), "{found:?}");
}
