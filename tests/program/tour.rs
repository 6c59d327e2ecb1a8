//! The commands that pages show run, and print what the pages say: those of README.md and of the broken example in the
//! package, those of `docs/tour.md` in a copy of `tests/tour`. `UPDATE=1 cargo test --test tour` writes the outputs anew.
use std::fs;
use std::path::Path;
use std::process::Command;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("the fixture").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Runs one command line in `directory`; what it printed, and its status where that is not 0.
fn run(line: &str, directory: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_rowi"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", binary.parent().expect("a directory").display());
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {line}\n}} 2>&1")])
        .current_dir(directory)
        .env("PATH", path)
        .env_remove("ROWI_CONFIG_FILE")
        .output()
        .expect("a shell");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    if let Some(code) = output.status.code().filter(|code| *code != 0) {
        text.push_str(&format!("[exit status {code}]\n"));
    }
    text
}

/// Runs the commands of a page's `console` blocks in `directory`; the page with what they print.
fn with_outputs(page: &str, directory: &Path) -> (String, usize) {
    let mut result = String::new();
    let mut commands = 0;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        result.push_str(line);
        result.push('\n');
        // Outputs that hold fences themselves stand between longer ones.
        let Some(fence) = line.strip_suffix("console").filter(|fence| fence.starts_with("```")) else { continue };
        while let Some(line) = lines.next_if(|line| *line != fence) {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            commands += 1;
            result.push_str(&format!("{line}\n{}", run(command, directory)));
        }
    }
    (result, commands)
}

/// A page shows what its commands print; `UPDATE=1` writes it anew.
fn shows_what_happens(page: &str, directory: &Path, at_least: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(&path).expect("a page");
    let (result, commands) = with_outputs(&text, directory);
    assert!(commands >= at_least, "{page}: only {commands} commands");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, result).expect("writing the page");
    } else if text != result {
        let diff = similar::TextDiff::from_lines(&text, &result);
        panic!("{page} is out of date; `UPDATE=1 cargo test --test tour` writes it anew:\n{}", diff.unified_diff());
    }
}

#[test]
#[cfg(unix)]
fn the_readme_shows_what_happens() {
    shows_what_happens("README.md", Path::new(env!("CARGO_MANIFEST_DIR")), 1);
}

#[test]
#[cfg(unix)]
fn the_broken_example_shows_what_happens() {
    shows_what_happens("examples/broken-registry/README.md", Path::new(env!("CARGO_MANIFEST_DIR")), 2);
}

/// The other examples are there to be copied.
#[test]
#[cfg(unix)]
fn the_good_examples_are_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["broken-registry-repaired", "container-image", "disk-with-containers", "live-iso"] {
        assert_eq!(run(&format!("rowi check examples/{name}"), root), "");
    }
}

#[test]
#[cfg(unix)]
fn the_tour_shows_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = std::env::temp_dir().join(format!("rowi-tour-{}", std::process::id()));
    let _ = fs::remove_dir_all(&directory);
    copy(&root.join("tests/tour"), &directory);
    shows_what_happens("docs/tour.md", &directory, 8);
    fs::remove_dir_all(&directory).expect("removing the copy");
}
