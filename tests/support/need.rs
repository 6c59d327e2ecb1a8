//! What a test needs that may be absent. Where it is, the test is shown as ignored, with the reason: never as passed.

use std::process::{Command, Stdio};

/// Says whether something is there; if not, what is missing.
pub type Need = fn() -> Result<(), String>;

fn program(name: &str) -> Result<(), String> {
    let mut run = Command::new(name);
    let found = run.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.map(drop).map_err(|_| format!("no {name}"))
}

macro_rules! programs {
    ($($name:ident $program:literal)*) => {
        $(#[doc = concat!("`", $program, "` is installed.")]
        pub fn $name() -> Result<(), String> {
            program($program)
        })*
    };
}

programs! {
    bash "bash"
    fish "fish"
    git "git"
    jing "jing"
    mandoc "mandoc"
    shellcheck "shellcheck"
    trang "trang"
    xmllint "xmllint"
    xsltproc "xsltproc"
    zsh "zsh"
}

/// `strace` is installed and may look at programs.
pub fn strace() -> Result<(), String> {
    let mut run = Command::new("strace");
    let run = run.args(["-o", "/dev/null", "true"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match run.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("strace may not look at programs here".to_owned()),
        Err(_) => Err("no strace".to_owned()),
    }
}

fn imports(modules: &str) -> Result<(), String> {
    let python = super::python();
    let mut run = Command::new(&python);
    let found = run.args(["-c", &format!("import {modules}")]).stdin(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(format!("{} has no {modules}; ROWI_KIWI_PYTHON names another python", python.display()))
}

/// A python with KIWI and lxml.
pub fn kiwi() -> Result<(), String> {
    imports("kiwi, lxml")
}

/// A python with pre-commit.
pub fn pre_commit() -> Result<(), String> {
    imports("pre_commit")
}

/// A python that reads JSON Schema and JUnit.
pub fn report_readers() -> Result<(), String> {
    imports("jsonschema, junitparser")
}

fn is_there(path: &str) -> Result<(), String> {
    let path = super::shared().join(path);
    if path.exists() { Ok(()) } else { Err(format!("no {}; ROWI_SHARED names another folder", path.display())) }
}

/// The corpus of descriptions.
pub fn corpus() -> Result<(), String> {
    is_there("corpus/manifest.tsv")
}

/// Recorded verdicts of podman, skopeo and docker.
pub fn registry_cases() -> Result<(), String> {
    is_there("registry-cases/manifest.tsv")
}

/// James Clark's RELAX NG test suite.
pub fn conformance() -> Result<(), String> {
    is_there("conformance/spectest.xml")
}

/// KIWI's source archive, whose stylesheets upgrade what is older than 7.4.
pub fn kiwi_source() -> Result<(), String> {
    let path = std::env::var_os("ROWI_KIWI_SOURCE").map(std::path::PathBuf::from).unwrap_or_default();
    if path.join("helper/xsl_to_v74/update.xsl").is_file() {
        return Ok(());
    }
    Err("ROWI_KIWI_SOURCE names no source archive of kiwi (pip download --no-binary :all: kiwi)".to_owned())
}

/// The schema of a release of KIWI, below what `ROWI_OLDER_KIWIS` names.
#[allow(dead_code, reason = "one program of several uses it")]
pub fn release_schema(version: &str) -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("ROWI_OLDER_KIWIS").map(std::path::PathBuf::from)?;
    let path = folder.join(format!("kiwi-{version}/kiwi/schema/kiwi.rng"));
    path.is_file().then_some(path)
}

/// Sources of three older releases of KIWI.
#[allow(dead_code, reason = "one program of several uses it")]
pub fn older_kiwis() -> Result<(), String> {
    for version in ["9.24.43", "10.2.12", "10.3.11"] {
        if release_schema(version).is_none() {
            return Err(format!(
                "no kiwi-{version} in ROWI_OLDER_KIWIS (pip download --no-deps --no-binary :all: kiwi=={version}, \
                 unpacked)"
            ));
        }
    }
    Ok(())
}

/// The published SARIF schema.
pub fn sarif_schema() -> Result<(), String> {
    match std::env::var_os("ROWI_SARIF_SCHEMA") {
        Some(_) => Ok(()),
        None => Err("ROWI_SARIF_SCHEMA names no SARIF schema".to_owned()),
    }
}

/// Apache Ant's stylesheets for checkstyle.
pub fn ant() -> Result<(), String> {
    let path = "/usr/share/ant/etc/checkstyle";
    if std::path::Path::new(path).is_dir() { Ok(()) } else { Err(format!("no {path} (Debian: ant-optional)")) }
}

fn tool(variable: &str, name: &str) -> Result<(), String> {
    let command = std::env::var(variable).unwrap_or_else(|_| name.to_owned());
    program(command.split_whitespace().next().unwrap_or(name))
}

/// skopeo, or what `ROWI_SKOPEO` names.
pub fn skopeo() -> Result<(), String> {
    tool("ROWI_SKOPEO", "skopeo")
}

/// podman, or what `ROWI_PODMAN` names, that runs on this machine.
pub fn podman() -> Result<(), String> {
    tool("ROWI_PODMAN", "podman")?;
    let command = std::env::var("ROWI_PODMAN").unwrap_or_else(|_| "podman".to_owned());
    let mut words = command.split_whitespace();
    let directory = super::scratch("podman-runs");
    let storage = directory.join("storage.conf");
    let shown = directory.display();
    let text = format!("[storage]\ndriver = \"vfs\"\nrunroot = \"{shown}/run\"\ngraphroot = \"{shown}/graph\"\n");
    std::fs::write(&storage, text).map_err(|error| error.to_string())?;
    let output = Command::new(words.next().unwrap_or("podman"))
        .args(words)
        .arg("info")
        .env("HOME", directory.join("home"))
        .env("CONTAINERS_STORAGE_CONF", &storage)
        .env_remove("XDG_CONFIG_HOME")
        .stdin(Stdio::null())
        .output();
    let output = output.map_err(|error| error.to_string())?;
    let _ = std::fs::remove_dir_all(&directory);
    if output.status.success() {
        return Ok(());
    }
    Err(format!("podman does not run here: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// Where podman's packages have the generator of quadlets.
pub const QUADLET: &str = "/usr/libexec/podman/quadlet";

/// podman's generator of quadlets, or what `ROWI_QUADLET` names.
pub fn quadlet() -> Result<(), String> {
    match std::env::var("ROWI_QUADLET") {
        Ok(_) => tool("ROWI_QUADLET", QUADLET),
        Err(_) if std::path::Path::new(QUADLET).is_file() => Ok(()),
        Err(_) => Err(format!("no {QUADLET}; ROWI_QUADLET names another")),
    }
}

/// The right to mount, in a mount namespace of one's own.
pub fn mounts() -> Result<(), String> {
    let mut run = Command::new("unshare");
    run.args(["--mount", "--propagation", "private", "mount", "--bind", "/tmp", "/tmp"]);
    match run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("no right to mount: run as root".to_owned()),
    }
}

/// jing and what it needs, as Debian names it below `/usr/share/java`.
pub const JING_JARS: [&str; 5] = ["jing", "xercesImpl", "xml-apis", "isorelax", "xml-resolver"];

/// jing's classes, and a Java compiler for the program that calls them.
pub fn jing_in_java() -> Result<(), String> {
    for jar in JING_JARS {
        let path = format!("/usr/share/java/{jar}.jar");
        if !std::path::Path::new(&path).is_file() {
            return Err(format!("no {path}"));
        }
    }
    program("javac")
}

/// The schemas of KIWI's releases.
pub fn kiwi_releases() -> Result<(), String> {
    match std::env::var_os("ROWI_KIWI_RELEASES") {
        None => Err("ROWI_KIWI_RELEASES names no folder with KIWI's schemas, `VERSION.rng`".to_owned()),
        Some(folder) if std::path::Path::new(&folder).is_dir() => Ok(()),
        Some(folder) => Err(format!("{} is no folder", folder.display())),
    }
}
