//! A repository with descriptions, for what stands around rowi: hooks, actions.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use super::root;

const BROKEN: &str = "cat > /etc/motd EOF\nhello\nEOF\n";

/// A directory of its own, with two descriptions of which one has a broken script.
pub fn repository(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("rowi-integrations-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&directory);
    for image in ["good", "bad"] {
        fs::create_dir_all(directory.join("repo").join(image)).expect("a directory");
        let text = fs::read_to_string(root().join("tests/tour/images/base/config.xml")).expect("the fixture");
        fs::write(directory.join("repo").join(image).join("config.xml"), text).expect("a description");
    }
    fs::write(directory.join("repo/bad/config.sh"), BROKEN).expect("a script");
    directory
}

/// Both streams.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The script of the step of `action.yml` that checks.
pub fn action_script() -> String {
    let action = fs::read_to_string(root().join("action.yml")).expect("action.yml");
    let (_, script) = action.rsplit_once("run: |\n").expect("the last step has a script");
    script.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}
