//! `rowi` as a person calls it, in a directory of its own.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A description that is fine, but for what is put into it.
pub fn description(version: &str, inside: &str) -> String {
    let preferences = if inside.contains("<preferences") {
        ""
    } else {
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image=\"tbz\"/></preferences>\n"
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<image schemaversion=\"{version}\" name=\"x\">\n\
         <description type=\"system\"><author>A</author><contact>a@example.org</contact>\
         <specification>x</specification></description>\n{preferences}\
         <repository><source path=\"https://download.example.org/repo\"/></repository>\n\
         {inside}\n\
         <packages type=\"bootstrap\"><package name=\"filesystem\"/></packages>\n</image>\n"
    )
}

/// A directory of its own that goes away.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let directory = std::env::temp_dir().join(format!("rowi-checking-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        let scratch =
            Self(fs::canonicalize(std::env::temp_dir()).expect("it").join(directory.file_name().expect("one")));
        for (path, text) in files {
            let path = scratch.0.join(path);
            fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
            fs::write(path, text).expect("a file");
        }
        scratch
    }

    pub fn command(&self, below: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rowi"));
        command.args(arguments).current_dir(self.0.join(below)).stdin(Stdio::null());
        for name in ["ROWI_CONFIG_FILE", "CI_PROJECT_DIR", "GITHUB_WORKSPACE", "NO_COLOR", "FORCE_COLOR", "CI"] {
            command.env_remove(name);
        }
        command
    }

    /// Standard output, and the status.
    pub fn rowi(&self, below: &str, arguments: &[&str]) -> (String, i32) {
        let output = self.command(below, arguments).output().expect("rowi runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8") + &String::from_utf8_lossy(&output.stderr);
        (text, output.status.code().unwrap_or(-1))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
