//! What `store-in-chroot` rests on, by KIWI's own code: `RootBind` and `SystemSetup` run config.sh and images.sh in a
//! scratch root, and podman unpacks a layer in the first only. `tests/root_bind.py` does it.
use std::process::{Command, Stdio};

use rowi::lint::{example, testing};

use crate::support::{python, root, scratch};

/// Whether the rule says that podman cannot load in a script.
fn is_reported(script: &str, podman: &str) -> bool {
    let text = format!("=== options\npodman = {podman}\n=== {script}\npodman load -i /root/web.tar\n");
    let example = example::parse(&text);
    let outcome = testing::run_files(&example.files, &example.options, &example.narrow);
    outcome.findings.iter().any(|finding| finding.name == "store-in-chroot")
}

pub fn podman_unpacks_in_config_sh_only() {
    let directory = scratch("root-bind");
    let output = Command::new("unshare")
        .args(["--mount", "--propagation", "private"])
        .arg(python())
        .arg(root().join("tests/root_bind.py"))
        .arg(&directory)
        .stdin(Stdio::null())
        .output()
        .expect("unshare runs");
    let _ = std::fs::remove_dir_all(&directory);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    eprintln!("{text}{}", String::from_utf8_lossy(&output.stderr));
    let version = Command::new("podman").arg("--version").output().expect("podman runs");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let version = version.split_whitespace().last().expect("a version");
    for script in ["config", "images"] {
        let line = text.lines().find(|line| line.starts_with(script)).expect("an outcome");
        let fails = line.starts_with(&format!("{script} fails"));
        assert!(!fails || line.contains("remount /"), "it fails for another reason: {line}");
        assert_eq!(is_reported(&format!("{script}.sh"), version), fails, "{line}");
    }
}
