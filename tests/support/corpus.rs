//! The corpus of real descriptions, upgraded by KIWI's own stylesheets where those are installed; and jing.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the installed Python package `kiwi`.
pub fn kiwi_package() -> Option<PathBuf> {
    let output = Command::new(super::python()).args(["-c", "import kiwi; print(kiwi.__path__[0])"]).output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    path.join("schema/kiwi.rng").is_file().then_some(path)
}

pub fn is_installed(program: &str) -> bool {
    Command::new(program).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null()).status().is_ok()
}

/// Descriptions of schema 8.5, by name: those that are so, and those from 7.4 on that KIWI's stylesheets bring there. At
/// most `limit`, spread evenly.
pub fn descriptions(shared: &Path, kiwi: Option<&Path>, limit: usize) -> Vec<(String, String)> {
    let manifest = std::fs::read_to_string(shared.join("corpus/manifest.tsv")).expect("the manifest");
    let rows: Vec<Vec<&str>> = manifest.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let stylesheet = kiwi.map(|kiwi| kiwi.join("xsl/master.xsl")).filter(|_| is_installed("xsltproc"));
    let usable: Vec<&Vec<&str>> = rows
        .iter()
        .filter(|row| row[7] == "xml" && (row[8] == "8.5" || (stylesheet.is_some() && newer_than_7_3(row[8]))))
        .collect();
    let step = usable.len().div_ceil(limit.max(1)).max(1);
    let mut all = Vec::new();
    for row in usable.into_iter().step_by(step) {
        let path = shared.join("corpus/files").join(row[0]);
        let text = match &stylesheet {
            Some(stylesheet) if row[8] != "8.5" => {
                let output = Command::new("xsltproc").arg("--nonet").arg(stylesheet).arg(&path).output();
                output.ok().filter(|output| output.status.success()).map(|output| output.stdout)
            }
            _ => std::fs::read(&path).ok(),
        };
        if let Some(text) = text.and_then(|bytes| String::from_utf8(bytes).ok()) {
            all.push((row[0].to_owned(), text));
        }
    }
    all
}

fn newer_than_7_3(version: &str) -> bool {
    let mut parts = version.split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (7, 4),
        _ => false,
    }
}

/// What jing says of many texts: whether each is valid.
pub fn jing(schema: &Path, texts: &[String]) -> Vec<bool> {
    let directory = std::env::temp_dir().join(format!("rowi-jing-{}-{:x}", std::process::id(), texts.len()));
    std::fs::create_dir_all(&directory).expect("a directory for jing");
    let mut verdicts = vec![true; texts.len()];
    let mut names = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let path = directory.join(format!("{index}.xml"));
        std::fs::write(&path, text).expect("a file for jing");
        names.push(path);
    }
    let mut from = 0;
    while from < names.len() {
        let to = (from + 2000).min(names.len());
        let mut command = Command::new("jing");
        command.arg("-i");
        if schema.extension().is_some_and(|extension| extension == "rnc") {
            command.arg("-c");
        }
        let output = command.arg(schema).args(&names[from..to]).output().expect("jing");
        let mut next = to;
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Some(rest) = line.strip_prefix(&*directory.to_string_lossy()) else { continue };
            let Some((number, rest)) = rest.trim_start_matches('/').split_once(".xml:") else { continue };
            let index: usize = number.parse().expect("a number");
            verdicts[index] = false;
            // After a text that is not well-formed jing reads no further ones.
            if rest.contains("fatal:") {
                next = index + 1;
            }
        }
        from = next;
    }
    let _ = std::fs::remove_dir_all(&directory);
    verdicts
}

/// What one process of jing says of many schemas and documents, a line each (see `tests/peers/Judge.java`).
pub fn jing_on_lines(lines: Vec<String>) -> Vec<bool> {
    let jars: Vec<String> = super::need::JING_JARS.iter().map(|jar| format!("/usr/share/java/{jar}.jar")).collect();
    let mut child = Command::new("java")
        .args(["-cp", &jars.join(":")])
        .arg(super::root().join("tests/peers/Judge.java"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("java");
    let mut input = child.stdin.take().expect("an input");
    let count = lines.len();
    let writer =
        std::thread::spawn(move || lines.iter().for_each(|line| input.write_all(line.as_bytes()).expect("a pipe")));
    let output = child.wait_with_output().expect("verdicts");
    writer.join().expect("all lines written");
    assert_eq!(output.stdout.len(), count, "a verdict for each line");
    output.stdout.iter().map(|verdict| *verdict == b'+').collect()
}
