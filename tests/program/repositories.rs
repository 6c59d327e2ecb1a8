//! `rowi check` over whole repositories: what is left out, what is said once, what one bad directory does.
use crate::support::command::{Scratch, description};

const WRONG: &str = "<packages type=\"image\"><pakage name=\"vim\"/></packages>";

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn what_git_ignores_or_the_configuration_excludes_is_not_looked_through() {
    let wrong = description("8.5", WRONG);
    let files = [
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".gitignore", "/built/\n*.tmp.kiwi\n!kept.tmp.kiwi\n"),
        ("rowi.toml", "exclude = [\"vendor\"]\n"),
        ("a/config.xml", &wrong),
        ("built/config.xml", &wrong),
        ("b/x.tmp.kiwi", &wrong),
        ("b/kept.tmp.kiwi", &wrong),
        ("vendor/c/config.xml", &wrong),
    ];
    let scratch = Scratch::new("left-out", &files);
    let (text, status) = scratch.rowi("", &["check", "--format", "concise"]);
    assert_eq!((lines(&text).len(), status), (2, 1), "{text}");
    assert!(text.contains("a/config.xml:") && text.contains("b/kept.tmp.kiwi:"), "{text}");
    // what is named is checked all the same
    for named in ["built/config.xml", "vendor/c/config.xml"] {
        let (text, status) = scratch.rowi("", &["check", "--format", "concise", named]);
        assert_eq!((lines(&text).len(), status), (1, 1), "{text}");
    }
    for named in ["built", "vendor", "vendor/c"] {
        let (text, status) = scratch.rowi("", &["check", "--format", "concise", named]);
        assert_eq!((lines(&text).len(), status), (1, 1), "{named}: {text}");
    }
    let (text, status) = scratch.rowi("", &["check", "--force-exclude", "--format", "concise", "vendor"]);
    assert_eq!((lines(&text).len(), status), (0, 0), "{text}");
    // what lies in a directory that is asked for is judged from there on
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "b"]);
    assert!(lines(&text).len() == 1 && text.contains("b/kept.tmp.kiwi:"), "{text}");
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let wrong = description("8.5", WRONG);
    let scratch = Scratch::new("jobs", &[("a/config.xml", wrong.as_str()), ("b/config.xml", &wrong)]);
    let whole = scratch.rowi("", &["check", "--format", "concise"]);
    for arguments in [["check", "--jobs", "1"], ["check", "-j", "2"], ["--jobs", "3", "check"]] {
        assert_eq!(scratch.rowi("", &[&arguments[..], &["--format", "concise"]].concat()), whole);
    }
    assert_eq!(scratch.rowi("", &["check", "--jobs", "0"]).1, 2);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_description_is_that_description() {
    let wrong =
        description("8.5", "<packages type=\"image\"><pakage name=\"vim\"/><archive name=\"files.tar\"/></packages>");
    let scratch = Scratch::new("twins", &[("config.xml", wrong.as_str()), ("config.sh", "true\n")]);
    std::os::unix::fs::symlink("config.xml", scratch.0.join("twin.kiwi")).expect("a link");
    let (text, _) = scratch.rowi("", &["check", "--format", "concise"]);
    assert_eq!(lines(&text).len(), 2, "{text}");
    assert!(text.contains("error[missing-description-file]") && !text.contains("twin.kiwi"), "{text}");
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "twin.kiwi"]);
    assert!(text.contains("twin.kiwi"), "{text}");
}

#[test]
fn an_upgrade_is_offered_once() {
    let old = description("7.5", "");
    let scratch =
        Scratch::new("once", &[("a/config.xml", old.as_str()), ("b/config.xml", &old), ("c/config.xml", &old)]);
    let (text, status) = scratch.rowi("", &["check"]);
    assert_eq!((text.matches("upgrade-available").count(), status), (1, 0), "{text}");
    assert!(text.contains("2 more descriptions are of an old schema version"), "{text}");
}

#[test]
fn a_directory_without_descriptions_does_not_stop_the_others() {
    let wrong = description("8.5", WRONG);
    let scratch = Scratch::new("bad-directory", &[("a/config.xml", wrong.as_str()), ("empty/README", "x\n")]);
    let (text, status) = scratch.rowi("", &["check", "--format", "concise", "empty", "a"]);
    assert!(text.contains("a/config.xml:") && status == 1, "{text}");
    assert_eq!(scratch.rowi("", &["check", "empty"]).1, 2);
}

#[test]
fn groups_are_selected_as_names_are() {
    let wrong = description("8.5", WRONG);
    let files = [("config.xml", wrong.as_str()), ("config.sh", "if true; then\n")];
    let scratch = Scratch::new("groups", &files);
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "--select", "script"]);
    assert!(text.contains("script-syntax") && lines(&text).len() == 1, "{text}");
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "--ignore", "script"]);
    assert!(!text.contains("script-syntax") && !text.is_empty(), "{text}");
    assert_eq!(scratch.rowi("", &["check", "--select", "scripts"]).1, 2);
}

#[test]
fn the_kiwi_that_builds_decides() {
    let text = description("8.5", "")
        .replace("image=\"tbz\"", "image=\"oem\" filesystem=\"ext4\" firmware=\"efi\" efimountoptions=\"ro\"");
    assert!(text.contains("efimountoptions"), "{text}");
    let files = [("new/config.xml", text.as_str()), ("old/config.xml", &text), ("old/rowi.toml", "kiwi = \"10.3\"\n")];
    let scratch = Scratch::new("releases", &files);
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "new"]);
    assert!(!text.contains("unknown-to-this-kiwi"), "{text}");
    let (text, status) = scratch.rowi("", &["check", "old"]);
    assert!(text.contains("unknown-to-this-kiwi") && text.contains("11.1") && status == 1, "{text}");
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "--kiwi", "10.2", "new"]);
    assert!(text.contains("reads descriptions up to schema version 8.4"), "{text}");
    assert_eq!(scratch.rowi("", &["check", "--kiwi", "ten", "new"]).1, 2);
}

#[test]
fn an_upgrade_goes_as_far_as_the_kiwi_that_builds() {
    let old = description("7.5", "");
    let files = [("config.xml", old.as_str()), ("rowi.toml", "kiwi = \"10.2\"\n")];
    let scratch = Scratch::new("upgrade-kiwi", &files);
    let (text, _) = scratch.rowi("", &["upgrade", "config.xml"]);
    assert!(text.contains("schemaversion=\"8.4\""), "{text}");
    let (text, _) = scratch.rowi("", &["upgrade", "--kiwi", "10.0.2", "config.xml"]);
    assert!(text.contains("schemaversion=\"8.0\""), "{text}");
}

#[test]
fn a_fix_leaves_no_trace() {
    let text = description("8.5", "").replace('\n', "\r\n").replace(
        "</image>",
        "<packages type=\"image\">\r\n\t<package name=\"vim\"/>\r\n\t<package name=\"vim\"/>\r\n\t<package name=\"nano\"/>\r\n</packages>\r\n</image>",
    );
    let scratch = Scratch::new("no-trace", &[("config.xml", text.as_str())]);
    scratch.rowi("", &["check", "--fix"]);
    let after = std::fs::read_to_string(scratch.0.join("config.xml")).expect("the description");
    assert_eq!(after, text.replacen("\t<package name=\"vim\"/>\r\n", "", 1));
}

#[test]
fn an_old_kiwi_judges_by_its_own_schema() {
    // `vga` went and `video_mode` came; what is written for an old KIWI is right for it
    let old = description("7.5", "").replace("image=\"tbz\"", "image=\"oem\" filesystem=\"ext4\" vga=\"0x317\"");
    let new = description("8.3", "").replace(
        "image=\"tbz\"/",
        "image=\"oem\" filesystem=\"ext4\"><bootloader name=\"grub2\" output_console=\"serial\"/></type",
    );
    let scratch = Scratch::new("old-kiwi", &[("old/config.xml", old.as_str()), ("new/config.xml", new.as_str())]);
    let check = |kiwi: &str, place: &str| scratch.rowi("", &["check", "--format", "concise", "--kiwi", kiwi, place]).0;
    assert!(!check("9.24.43", "old").contains("vga") && !check("10.3.0", "old").contains("vga"));
    let text = check("10.2.19", "new");
    assert!(text.contains("new/config.xml") && text.contains("KIWI 10.2.19 refuses this"), "{text}");
    assert!(!check("10.2.39", "new").contains("unknown-to-this-kiwi"));
    let (text, _) = scratch.rowi("", &["check", "--kiwi", "debian-12", "new"]);
    assert!(text.contains("reads descriptions up to schema version 7.5"), "{text}");
}

#[test]
fn the_kiwi_of_the_distribution_is_guessed() {
    let repository = "<repository type=\"apt-deb\" distribution=\"bookworm\" components=\"main\"><source path=\"http://deb.debian.org/debian\"/></repository>";
    let old = description("7.5", repository).replace(
        "image=\"tbz\"",
        "image=\"oem\" filesystem=\"ext4\" luks=\"a\" luks_pbkdf=\"pbkdf2\" bootpartition=\"true\"",
    );
    let scratch =
        Scratch::new("guess", &[("config.xml", old.as_str()), ("new/config.xml", &old.replace("7.5", "8.0"))]);
    let (text, _) = scratch.rowi("", &["check", "config.xml"]);
    assert!(text.contains("note[unknown-to-this-kiwi]") && text.contains("Debian 12 ships this KIWI"), "{text}");
    // what that KIWI could not read at all is built with another
    let (text, _) = scratch.rowi("", &["check", "new"]);
    assert!(!text.contains("unknown-to-this-kiwi"), "{text}");
    let (text, _) = scratch.rowi("", &["check", "--kiwi", "11.1.6", "config.xml"]);
    assert!(!text.contains("unknown-to-this-kiwi"), "{text}");
}

#[test]
fn changes_are_watched_wherever_they_are() {
    use std::io::{BufRead, BufReader};
    use std::sync::mpsc::channel;
    use std::time::Duration;

    let main = "<image schemaversion=\"8.5\" name=\"a\"><include from=\"../shared/more.xml\"/><description type=\"system\">\
        <author>a</author><contact>b</contact><specification>c</specification></description>\
        <preferences><version>1.0.0</version><packagemanager>zypper</packagemanager><type image=\"tbz\"/></preferences>\
        <repository><source path=\"https://download.example.org/a\"/></repository></image>\n";
    let part = |name: &str| {
        format!(
            "<image schemaversion=\"8.5\" name=\"b\"><packages type=\"bootstrap\"><package {name}=\"a\"/></packages></image>\n"
        )
    };
    let files =
        [("images/a/config.xml", main), ("images/shared/more.xml", &part("nam")), ("images/a/config.sh", "true\n")];
    let scratch = Scratch::new("watch", &files);
    let arguments = ["check", "--watch", "--format", "concise", "--allow-read", "images", "images/a"];
    let mut child = scratch
        .command("", &arguments)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("rowi");
    let (sender, lines) = channel();
    let out = BufReader::new(child.stdout.take().expect("its output"));
    std::thread::spawn(move || out.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
    let next = |wanted: &str| {
        let until = std::time::Instant::now() + Duration::from_secs(60);
        while let Ok(line) = lines.recv_timeout(until.saturating_duration_since(std::time::Instant::now())) {
            if line.contains(wanted) {
                return true;
            }
        }
        false
    };
    let write = |path: &str, text: &str| std::fs::write(scratch.0.join(path), text).expect("a file");
    let seen = [
        ("nam", next("`nam`")),
        ("include", {
            write("images/shared/more.xml", &part("naem"));
            next("`naem`")
        }),
        ("script", {
            write("images/a/config.sh", "if true; then\n");
            next("script-syntax")
        }),
        ("configuration", {
            write("rowi.toml", "nonsense = 1\n");
            next("nonsense")
        }),
    ];
    let _ = child.kill();
    let _ = child.wait();
    assert!(seen.iter().all(|(_, seen)| *seen), "{seen:?}");
}
