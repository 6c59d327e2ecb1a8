//! What a run reads, writes and prints when the files it is given are hostile: the policy of SECURITY.md.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use crate::support::command::{Scratch, description};

const SECRET: &str = "hunter2secret";

/// A case: a directory `d` to work on, and a directory `outside` with a secret in it.
fn case(name: &str, files: &[(&str, &str)]) -> Scratch {
    let secret = format!("{SECRET} = \"{SECRET}\n");
    let mut all = vec![("outside/secret.txt", secret.as_str())];
    all.extend_from_slice(files);
    Scratch::new(&format!("safety-{name}"), &all)
}

/// That a run tells something by its name, and shows nothing of the secret.
fn refuses(scratch: &Scratch, arguments: &[&str], told: &str, status: i32) {
    let (text, code) = scratch.rowi("", arguments);
    assert!(!text.contains(SECRET), "{arguments:?}: {text}");
    assert!(text.contains(told), "{arguments:?}: {text}");
    assert_eq!(code, status, "{arguments:?}: {text}");
}

#[cfg(unix)]
fn link(scratch: &Scratch, target: &str, at: &str) {
    let at = scratch.0.join(at);
    fs::create_dir_all(at.parent().expect("a directory")).expect("a directory");
    std::os::unix::fs::symlink(target, at).expect("a link");
}

#[test]
fn a_configuration_leads_nowhere_outside() {
    let fine = description("8.5", "");
    for (key, told) in [
        ("extend = \"../outside/secret.txt\"", "leads outside"),
        ("extend = \"/proc/self/environ\"", "leads outside"),
        ("baseline = \"../outside/secret.txt\"", "leads outside"),
        ("baseline = \"/dev/zero\"", "leads outside"),
    ] {
        let scratch = case("config", &[("d/config.xml", &fine), ("d/rowi.toml", key)]);
        refuses(&scratch, &["check", "d"], told, 2);
    }
    let own = description("8.5", "<extension><x xmlns=\"urn:x\"/></extension>");
    let config = "[extension]\n\"urn:x\" = \"../outside/secret.txt\"\n";
    let scratch = case("config", &[("d/config.xml", &own), ("d/rowi.toml", config)]);
    refuses(&scratch, &["check", "d"], "leads outside", 2);
    // the command line may allow it, and a repository is one root
    let (text, _) = scratch.rowi("", &["check", "d", "--allow-read", "outside"]);
    assert!(text.contains("unusable-extension-schema") && !text.contains("leads outside"), "{text}");
    fs::create_dir(scratch.0.join(".git")).expect("a repository");
    let (text, _) = scratch.rowi("", &["check", "d"]);
    assert!(!text.contains("leads outside"), "{text}");
}

#[test]
fn includes_lead_nowhere_outside_and_are_not_rewritten_there() {
    let part =
        "<image schemaversion=\"7.4\" name=\"x\"><packages type=\"image\"><package name=\"vim\"/></packages></image>";
    for from in
        ["this://../outside/inc.xml", "file:///proc/self/environ", "file:///etc/passwd", "this://../outside/secret.txt"]
    {
        let own = description("7.4", &format!("<include from=\"{from}\"/>"));
        let scratch = case("include", &[("d/config.xml", &own), ("outside/inc.xml", part)]);
        let (text, _) = scratch.rowi("", &["check", "d"]);
        assert!(!text.contains(SECRET) && !text.contains("root:x") && !text.contains("PATH="), "{from}: {text}");
        assert!(text.contains("leads outside"), "{from}: {text}");
        let (text, _) = scratch.rowi("", &["upgrade", "d", "--write"]);
        assert!(!text.contains(SECRET), "{from}: {text}");
        assert_eq!(fs::read_to_string(scratch.0.join("outside/inc.xml")).expect("it"), part, "{from}: {text}");
    }
}

#[test]
fn files_and_archives_of_a_description_are_those_beside_it() {
    let scratch = case("file", &[]);
    let secret = scratch.0.join("outside/secret.txt");
    for name in [secret.to_str().expect("UTF-8"), "../outside/secret.txt", "/etc/passwd"] {
        for element in ["file", "archive"] {
            let target =
                if element == "file" { "target=\"/etc/containers/registries.conf\"" } else { "target_dir=\"/etc\"" };
            let inside = format!("<packages type=\"image\"><{element} name=\"{name}\" {target}/></packages>");
            fs::create_dir_all(scratch.0.join("d")).expect("a directory");
            fs::write(scratch.0.join("d/config.xml"), description("8.5", &inside)).expect("a description");
            for format in ["human", "github", "json"] {
                let (text, _) = scratch.rowi("", &["check", "d", "--format", format]);
                assert!(!text.contains(SECRET) && !text.contains("root:x"), "{name}: {text}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_only() {
    let fine = description("8.5", "");
    let script = "#!/bin/bash\necho \"[registries.search]\" > /etc/containers/registries.conf\n";
    let scratch = case("links", &[("d/config.xml", &fine), ("outside/script.sh", script)]);
    link(&scratch, "../../../../outside/secret.txt", "d/root/etc/containers/registries.conf");
    link(&scratch, "../outside/secret.txt", "d/evil.kiwi");
    link(&scratch, "../outside/script.sh", "d/config.sh");
    refuses(&scratch, &["check", "d"], "leads outside", 2);
    refuses(&scratch, &["check", "d/evil.kiwi"], "leads outside", 2);
    scratch.rowi("", &["check", "d", "--unsafe-fixes"]);
    assert_eq!(fs::read_to_string(scratch.0.join("outside/script.sh")).expect("it"), script);
    // a link of the overlay to its own directory is walked once
    link(&scratch, ".", "d/root/a");
    link(&scratch, ".", "d/root/b");
    link(&scratch, "/", "d/root/up");
    link(&scratch, "../../../../../../../../..", "d/root/down");
    refuses(&scratch, &["check", "d"], "leads outside", 2);
}

#[cfg(unix)]
#[test]
fn outputs_through_links_of_the_tree_are_refused() {
    let fine = description("8.5", "");
    let scratch = case("output-link", &[("d/config.xml", &fine)]);
    link(&scratch, "../outside/secret.txt", "d/rowi.sarif");
    link(&scratch, "../outside", "d/out");
    let before = fs::read_to_string(scratch.0.join("outside/secret.txt")).expect("it");
    refuses(&scratch, &["check", "d", "--format", "sarif", "--output", "d/rowi.sarif"], "leads outside", 2);
    refuses(&scratch, &["baseline", "create", "d", "--file", "d/rowi.sarif"], "leads outside", 2);
    assert_eq!(fs::read_to_string(scratch.0.join("outside/secret.txt")).expect("it"), before);
    // below the repository that the link stands in, a directory may be no link out of it
    fs::create_dir(scratch.0.join("d/.git")).expect("a repository");
    refuses(&scratch, &["check", "d", "--format", "json", "--output", "d/out/new.json"], "leads outside", 2);
    assert!(!scratch.0.join("outside/new.json").exists());
    let arguments = ["check", "d", "--format", "json", "--output", "d/out/new.json", "--allow-write", "outside"];
    assert_eq!(scratch.rowi("", &arguments).1, 0);
    assert!(scratch.0.join("outside/new.json").is_file());
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_are_written_to_and_stay() {
    use std::os::unix::fs::FileTypeExt;
    let scratch =
        case("devices", &[("d/config.xml", &description("8.5", "")), ("a.rnc", "start = element a { empty }\n")]);
    let make = |name: &str, kind: &[&str]| {
        Command::new("mknod").arg(scratch.0.join(name)).args(kind).status().is_ok_and(|status| status.success())
    };
    assert!(make("fifo", &["p"]), "mknod makes pipes");
    let kind = |name: &str| fs::symlink_metadata(scratch.0.join(name)).expect("it").file_type();
    let report = ["check", "d", "--format", "json", "--output"];
    for arguments in [&report[..], &["schema", "types", "a.rnc", "-o"], &["baseline", "create", "d", "--file"]] {
        let reader = scratch.0.join("fifo");
        let read = std::thread::spawn(move || {
            let mut text = String::new();
            fs::File::open(reader).expect("the pipe").read_to_string(&mut text).expect("text");
            text
        });
        let (text, status) = scratch.rowi("", &[arguments, &["fifo"]].concat());
        assert_eq!(status, 0, "{text}");
        assert!(!read.join().expect("a reader").is_empty());
        assert!(kind("fifo").is_fifo());
    }
    // nobody reads: no run waits for ever
    assert_eq!(scratch.rowi("", &[&report[..], &["fifo"]].concat()).1, 2);
    assert!(kind("fifo").is_fifo());
    if !make("null", &["c", "1", "3"]) {
        println!("ignored: devices are made by root only");
        return;
    }
    link(&scratch, "null", "link");
    for name in ["null", "link"] {
        for arguments in [&report[..], &["schema", "types", "a.rnc", "-o"], &["baseline", "create", "d", "--file"]] {
            let (text, status) = scratch.rowi("", &[arguments, &[name]].concat());
            assert_eq!(status, 0, "{name}: {text}");
            assert!(kind("null").is_char_device(), "{name}: {arguments:?}");
            assert!(kind("link").is_symlink());
        }
    }
}

#[test]
fn an_output_is_no_input_and_what_nobody_named_stays() {
    let fine = description("8.5", "");
    let scratch = case(
        "inputs",
        &[
            ("d/config.xml", &fine),
            ("a.rnc", "start = element a { empty }\n"),
            ("c/a.rnc", "include \"b.rnc\"\nstart = b\n"),
            ("c/b.rnc", "b = element b { empty }\n"),
            ("c/b.rng", "mine"),
        ],
    );
    refuses(&scratch, &["check", "d", "--format", "json", "--output", "d/config.xml"], "files that were read", 2);
    refuses(&scratch, &["schema", "types", "a.rnc", "-o", "a.rnc"], "files that were read", 2);
    refuses(&scratch, &["schema", "convert", "c/a.rnc", "c/a.rng"], "--overwrite", 2);
    assert_eq!(fs::read_to_string(scratch.0.join("d/config.xml")).expect("it"), fine);
    assert_eq!(fs::read_to_string(scratch.0.join("c/b.rng")).expect("it"), "mine");
    assert_eq!(scratch.rowi("", &["schema", "convert", "c/a.rnc", "c/a.rng", "--overwrite"]).1, 0);
    // what is there and the same may be written again
    assert_eq!(scratch.rowi("", &["schema", "convert", "c/a.rnc", "c/a.rng"]).1, 0);
}

#[test]
fn a_transformation_reads_and_writes_beside_its_files() {
    let style = |body: &str| {
        format!(
            "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" \
             xmlns:exsl=\"http://exslt.org/common\" extension-element-prefixes=\"exsl\">\
             <xsl:template match=\"/\">{body}</xsl:template></xsl:stylesheet>"
        )
    };
    let read = style("<o><xsl:value-of select=\".\"/></o>");
    let write = |href: &str| style(&format!("<o><exsl:document href=\"{href}\">x</exsl:document></o>"));
    let scratch = case("transform", &[("outside/secret.xml", &format!("<s>{SECRET}</s>"))]);
    let outside = scratch.0.join("outside");
    let outside = outside.to_str().expect("UTF-8");
    let put = |name: &str, text: &str| {
        let path = scratch.0.join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, text).expect("a file");
    };
    put("d/read.xsl", &read);
    put("d/plain.xml", "<a/>");
    for system in
        [format!("file://{outside}/secret.txt"), format!("{outside}/secret.txt"), "../outside/secret.txt".into()]
    {
        put("d/e.xml", &format!("<!DOCTYPE a [<!ENTITY x SYSTEM \"{system}\">]><a>&x;</a>"));
        let (text, _) = scratch.rowi("", &["transform", "d/read.xsl", "d/e.xml"]);
        assert!(!text.contains(SECRET), "{system}: {text}");
        put("d/document.xsl", &style(&format!("<o><xsl:copy-of select=\"document('{outside}/secret.xml')\"/></o>")));
        let (text, _) = scratch.rowi("", &["transform", "d/document.xsl", "d/plain.xml"]);
        assert!(!text.contains(SECRET), "{text}");
    }
    for href in [format!("{outside}/new.xml"), format!("file://{outside}/new.xml"), "../outside/new.xml".to_owned()] {
        put("d/write.xsl", &write(&href));
        let (text, status) = scratch.rowi("", &["transform", "d/write.xsl", "d/plain.xml", "-o", "d/result.xml"]);
        assert_eq!(status, 2, "{href}: {text}");
        assert!(!scratch.0.join("outside/new.xml").exists(), "{href}: {text}");
    }
    put("d/write.xsl", &write("parts/one.xml"));
    let run = ["transform", "d/write.xsl", "d/plain.xml", "-o", "d/result.xml"];
    assert_eq!(scratch.rowi("", &[&run[..], &["--nowrite"]].concat()).1, 0);
    assert!(!scratch.0.join("d/parts").exists());
    assert_eq!(scratch.rowi("", &run).1, 0);
    assert!(scratch.0.join("d/parts/one.xml").is_file());
    put("d/parts/one.xml", "mine");
    assert_eq!(scratch.rowi("", &run).1, 2);
    assert_eq!(fs::read_to_string(scratch.0.join("d/parts/one.xml")).expect("it"), "mine");
    assert_eq!(scratch.rowi("", &[&run[..], &["--overwrite", "--nonet"]].concat()).1, 0);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_names() {
    use std::os::unix::ffi::OsStrExt;
    let scratch = case("bytes", &[("d/other.kiwi", &description("8.5", ""))]);
    let own = scratch.0.join("d").join(std::ffi::OsStr::from_bytes(b"c\xff.kiwi"));
    let sibling = scratch.0.join("d/c\u{fffd}.kiwi");
    let wrong =
        description("8.5", "<packages type=\"image\"><package name=\"vim\"/><package name=\"vim\"/></packages>");
    fs::write(&own, &wrong).expect("a file");
    fs::write(&sibling, "the other").expect("a file");
    let output = scratch.command("", &["check", "--fix"]).arg(&own).output().expect("rowi runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(fs::read_to_string(&sibling).expect("it"), "the other", "{text}");
    assert_ne!(fs::read_to_string(&own).expect("it"), wrong, "{text}");
    assert!(text.contains("c\\xff.kiwi"), "{text}");
}

#[test]
fn a_full_disk_on_standard_output_is_told() {
    if !Path::new("/dev/full").exists() {
        println!("ignored: no /dev/full");
        return;
    }
    let scratch =
        case("full", &[("d/config.xml", &description("7.4", "")), ("a.rnc", "start = element a { empty }\n")]);
    for arguments in [
        vec!["check", "d", "--format", "sarif"],
        vec!["schema", "types", "a.rnc"],
        vec!["schema", "convert", "a.rnc", "-"],
        vec!["upgrade", "d", "--diff"],
        vec!["rules"],
        vec!["explain", "unknown-element"],
        vec!["config", "schema"],
        vec!["completions", "bash"],
        vec!["--help"],
        vec!["--version"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").expect("the device");
        let output = scratch.command("", &arguments).stdout(full).output().expect("rowi runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read_are_told() {
    let large = "# x\n".repeat(1 << 19);
    let scratch = case(
        "unreadable",
        &[("d/config.xml", &description("8.5", "")), ("d/root/etc/containers/registries.conf", &large)],
    );
    refuses(&scratch, &["check", "d"], "is larger than 1 MiB", 2);
    fs::remove_file(scratch.0.join("d/root/etc/containers/registries.conf")).expect("it");
    assert_eq!(scratch.rowi("", &["check", "d"]).1, 0);
    fs::create_dir_all(scratch.0.join("d/root/etc/systemd")).expect("a directory");
    let fifo = scratch.0.join("d/config.sh");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    refuses(&scratch, &["check", "d"], "is not a regular file", 2);
}

#[cfg(unix)]
#[test]
fn a_baseline_takes_no_file_that_cannot_be_read() {
    let scratch = case("baseline", &[("d/config.xml", &description("8.5", ""))]);
    let fifo = scratch.0.join("d/config.sh");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    refuses(&scratch, &["baseline", "create", "d", "--file", "b.json"], "is not a regular file", 2);
    let made = fs::read_to_string(scratch.0.join("b.json")).expect("a baseline");
    assert!(!made.contains("unreadable-file"), "{made}");
    // nor one that somebody wrote by hand
    let known = r#"{ "version": 1, "findings": [ { "file": "d/config.sh", "name": "unreadable-file",
        "message": "cannot read `d/config.sh`: is not a regular file", "count": 1 } ] }"#;
    fs::write(scratch.0.join("b.json"), known).expect("a baseline");
    refuses(&scratch, &["check", "d", "--baseline", "b.json"], "is not a regular file", 2);
}

#[cfg(unix)]
#[test]
fn what_is_looked_for_by_name_is_not_passed_over() {
    let scratch = case("by-name", &[("d/config.xml", &description("8.5", "")), ("s.rnc", "element a { empty }\n")]);
    let configuration = scratch.0.join("d/rowi.toml");
    assert!(Command::new("mkfifo").arg(&configuration).status().expect("mkfifo").success());
    refuses(&scratch, &["check", "d"], "cannot read `d/rowi.toml`: is not a regular file", 2);
    refuses(&scratch, &["config", "show", "d/config.xml"], "cannot read `d/rowi.toml`", 2);
    fs::remove_file(&configuration).expect("it");
    link(&scratch, "../outside/secret.txt", "d/rowi.toml");
    refuses(&scratch, &["check", "d"], "cannot read `d/rowi.toml`: leads outside", 2);
    fs::remove_file(&configuration).expect("it");
    fs::write(scratch.0.join("a.xml"), "<a/>").expect("a document");
    let told = "cannot read the catalog `gone.xml`: no such file";
    refuses(&scratch, &["validate", "--catalog", "gone.xml", "s.rnc", "a.xml"], told, 2);
    link(&scratch, "outside", "l");
    let told = "cannot read the catalog `l`: is a directory";
    refuses(&scratch, &["schema", "check", "--catalog", "l", "s.rnc"], told, 2);
}

#[cfg(unix)]
#[test]
fn git_ignores_by_files_of_the_tree_only() {
    let fine = description("8.5", "");
    let scratch = case("gitignore", &[("r/a/config.xml", &fine), ("r/b/config.xml", &fine), ("r/.gitignore", "b\n")]);
    fs::create_dir(scratch.0.join("r/.git")).expect("a repository");
    let looked_at = || {
        let (text, _) = scratch.rowi("", &["check", "--verbose", "r"]);
        (text.contains("a/config.xml"), text.contains("b/config.xml"))
    };
    assert_eq!(looked_at(), (true, false));
    fs::write(scratch.0.join("outside/rules"), "a\n").expect("rules");
    link(&scratch, "../outside/rules", "r/.gitignore.new");
    fs::rename(scratch.0.join("r/.gitignore.new"), scratch.0.join("r/.gitignore")).expect("a link");
    assert_eq!(looked_at(), (true, true));
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_owner_mode_and_names() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let old = description("7.4", "");
    let scratch = case("attributes", &[("d/config.xml", &old), ("e/config.xml", &old)]);
    let file = scratch.0.join("d/config.xml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("the mode");
    let is_root = fs::metadata(&file).expect("it").uid() == 0;
    if is_root {
        std::os::unix::fs::chown(&file, Some(1234), Some(4321)).expect("the owner");
    } else {
        println!("ignored for the owner: only root gives files away");
    }
    assert_eq!(scratch.rowi("", &["upgrade", "d", "--write"]).1, 0);
    let metadata = fs::metadata(&file).expect("it");
    assert_eq!(metadata.mode() & 0o777, 0o640);
    assert!(!is_root || (metadata.uid(), metadata.gid()) == (1234, 4321));
    assert_ne!(fs::read_to_string(&file).expect("it"), old);
    // a file of two names stays one file
    let file = scratch.0.join("e/config.xml");
    fs::hard_link(&file, scratch.0.join("e/hard")).expect("a link");
    assert_eq!(scratch.rowi("", &["upgrade", "e", "--write"]).1, 0);
    assert_eq!(fs::read_to_string(&file).expect("it"), fs::read_to_string(scratch.0.join("e/hard")).expect("it"));
    // one that nobody may write stays as it is
    fs::write(&file, &old).expect("it");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("the mode");
    refuses(&scratch, &["upgrade", "e", "--write"], "read-only", 2);
    assert_eq!(fs::read_to_string(&file).expect("it"), old);
}

#[test]
fn temporary_files_are_no_obstacle_and_do_not_stay() {
    let old = description("7.4", "");
    let name = format!("{}.kiwi", "n".repeat(250));
    let scratch = case("temporary", &[("d/config.xml", &old), (&format!("e/{name}"), &old)]);
    for number in 1..400 {
        fs::write(scratch.0.join(format!("d/.config.xml.rowi-{number}")), "").expect("a file");
    }
    fs::write(scratch.0.join("d/.rowi-abcdefghijkl.tmp"), "left by a run that was killed").expect("a file");
    assert_eq!(scratch.rowi("", &["upgrade", "d", "--write"]).1, 0);
    assert!(!scratch.0.join("d/.rowi-abcdefghijkl.tmp").exists());
    let (text, status) = scratch.rowi("", &["upgrade", "e", "--write"]);
    assert_eq!(status, 0, "{text}");
}

#[test]
fn an_edit_made_during_the_check_is_not_lost() {
    // long enough that there is time for an edit
    let packages: String = (0..15_000).map(|number| format!("<package name=\"p{}\"/>\n", number / 2)).collect();
    let text = description("8.5", &format!("<packages type=\"image\">\n{packages}</packages>"));
    let scratch = case("lost-update", &[("d/config.xml", &text)]);
    let file = scratch.0.join("d/config.xml");
    let mut running = scratch.command("", &["check", "d", "--fix", "--format", "concise"]);
    let mut child =
        running.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped()).spawn().expect("rowi");
    std::thread::sleep(std::time::Duration::from_millis(150));
    let was_running = child.try_wait().expect("a status").is_none();
    let edited = text.replace("<author>A</author>", "<author>MY EDIT</author>");
    fs::write(&file, &edited).expect("an edit");
    let status = child.wait().expect("a status").code();
    assert!(was_running, "the check must take longer than the edit");
    assert_eq!(fs::read_to_string(&file).expect("it"), edited);
    assert_eq!(status, Some(2));
}

#[test]
fn descriptions_are_found_behind_a_long_comment_and_in_utf_16() {
    let comment = format!("<!-- {} -->\n<image ", "x".repeat(20_000));
    let text = description("8.5", "").replacen("<image ", &comment, 1);
    let scratch = case("found", &[("d/config.xml", &text)]);
    assert_eq!(scratch.rowi("", &["check", "d"]).1, 0);
    let units: Vec<u8> =
        description("8.5", "").replacen("utf-8", "utf-16", 1).encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(scratch.0.join("d/config.xml"), [b"\xff\xfe".as_slice(), &units].concat()).expect("a description");
    let (text, status) = scratch.rowi("", &["check", "d"]);
    assert_eq!(status, 0, "{text}");
}

#[test]
fn reports_are_inert() {
    let evil = "a&#10;::error::x \u{202e}\u{2066}";
    let wrong = description("8.5", &format!("<packages type=\"image\"><pakage name=\"{evil}\"/></packages>"))
        .replace("name=\"x\"", &format!("name=\"{evil}\""));
    let script = "#!/bin/bash\n# \u{1b}[2J\u{7}\u{9b}\u{202e}\ncat > /etc/containers/registries.conf <<EOF\nx\u{1b}]0;t\u{7} = [\n::error::y\nEOF\n";
    let config = "\"a\\u001b[31m\\u202e\\n::error::y\" = 1\n";
    let scratch = case(
        "inert",
        &[
            ("d/config.xml", &wrong),
            ("d/config.sh", script),
            ("e/config.xml", &wrong),
            ("e/rowi.toml", config),
            ("f/a\n::error::x.kiwi", &wrong),
        ],
    );
    for directory in ["d", "e", "f"] {
        for format in ["human", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "checkstyle"] {
            let (text, _) = scratch.rowi("", &["check", directory, "--format", format]);
            let raw = text.chars().find(|c| {
                (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            });
            assert_eq!(raw, None, "{directory} {format}: {text:?}");
            for line in text.lines() {
                let is_command = line.trim_start().starts_with("::");
                let is_ours = format == "github" && (line.contains(" file=") || line.starts_with("::endgroup"));
                assert!(!is_command || is_ours, "{directory} {format}: {line}");
            }
        }
    }
    let rules = "<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\"><pattern><rule context=\"a\"><assert \
                 test=\"false()\">\u{9b}31m\u{202e}<value-of select=\"@b\"/></assert></rule></pattern></schema>";
    let scratch = case("svrl", &[("s.sch", rules), ("a.xml", "<a b=\"\u{2066}&#10;::error::\u{85}\"/>")]);
    let (text, _) = scratch.rowi("", &["validate", "s.sch", "a.xml", "--format", "svrl"]);
    assert!(
        !text.contains(['\u{9b}', '\u{202e}', '\u{2066}', '\u{85}']) && text.contains("&#155;31m&#8238;"),
        "{text}"
    );
    for url in ["javascript:alert(1)", "https://x.example/\\u001b]8;;", "ftp://x"] {
        let config = format!("docs-url = \"{url}\"\n");
        let scratch = case("docs-url", &[("d/config.xml", &wrong), ("d/rowi.toml", &config)]);
        refuses(&scratch, &["check", "d", "--format", "sarif"], "invalid-config-value", 2);
    }
}

#[test]
fn a_document_asks_a_transformation_for_nothing() {
    let style = "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\
                 <xsl:template match=\"/\"><o><xsl:value-of select=\".\"/></o></xsl:template></xsl:stylesheet>";
    let secret = format!("<!ENTITY e '{SECRET}'>");
    let scratch = case("asks", &[("d/s.xsl", style), ("d/own.ent", SECRET), ("d/own.dtd", &secret)]);
    for document in [
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"own.ent\">]><a>&e;</a>",
        "<!DOCTYPE a SYSTEM \"own.dtd\"><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"own.dtd\">%p;]><a>&e;</a>",
    ] {
        fs::write(scratch.0.join("d/e.xml"), document).expect("a document");
        refuses(&scratch, &["transform", "d/s.xsl", "d/e.xml"], "--noent", 1);
        let (text, status) = scratch.rowi("", &["transform", "--noent", "d/s.xsl", "d/e.xml"]);
        assert!(status == 0 && text.contains(SECRET), "{text}");
    }
    // nobody named a directory for further documents: an absolute path is none of this run's
    let target = scratch.0.join("outside/new.xml");
    let write = style.replace(
        "<xsl:value-of select=\".\"/>",
        "<x:document xmlns:x=\"http://exslt.org/common\" href=\"TARGET\">x</x:document>",
    );
    let write = write.replace("TARGET", target.to_str().expect("UTF-8"));
    fs::write(
        scratch.0.join("d/w.xsl"),
        write.replace("version", "extension-element-prefixes=\"x\" xmlns:x=\"http://exslt.org/common\" version"),
    )
    .expect("a stylesheet");
    fs::write(scratch.0.join("d/e.xml"), "<a/>").expect("a document");
    refuses(&scratch, &["transform", "d/w.xsl", "d/e.xml"], "leads outside", 2);
    assert!(!target.exists());
}

#[cfg(unix)]
#[test]
fn a_link_on_the_way_leads_no_further_than_one_at_the_end() {
    let fine = description("8.5", "");
    let schema = "start = element image { attribute schemaversion { \"1\" }, element a { text }? }\n";
    let newer = "start = element image { attribute schemaversion { \"2\" } }\n";
    let old = description("7.4", "<packages type=\"image\"><package nam=\"vim\"/></packages>");
    let scratch =
        case("way", &[("d/config.xml", &fine), ("d/s.rnc", schema), ("d/t.rnc", newer), ("outside/x.kiwi", &old)]);
    link(&scratch, "../outside", "d/out");
    let before = fs::read_dir(scratch.0.join("outside")).expect("it").count();
    let outside = |scratch: &Scratch| fs::read_dir(scratch.0.join("outside")).expect("it").count();
    for arguments in [
        &["check", "d", "--format", "json", "--output", "d/out/new.json"][..],
        &["schema", "types", "d/s.rnc", "-o", "d/out/new.rs"],
        &["schema", "diff", "d/s.rnc", "d/t.rnc", "--output", "d/out/new.md"],
        &["schema", "diff", "d/s.rnc", "d/t.rnc", "--step=d/out"],
        &["docs", "d/s.rnc", "--format", "json", "--out", "d/out"],
        &["docs", "d/s.rnc", "--format", "json", "--out", "d/out/new"],
    ] {
        refuses(&scratch, arguments, "leads outside", 2);
        assert_eq!(outside(&scratch), before, "{arguments:?}");
    }
    refuses(&scratch, &["schema", "diff", "d/s.rnc", "d/t.rnc", "--output", "d/t.rnc"], "files that were read", 2);
    // a path that leads through a repository stays in it
    fs::create_dir(scratch.0.join("d/.git")).expect("a repository");
    for arguments in [
        &["fmt", "d/out/x.kiwi"][..],
        &["check", "d/out/x.kiwi"],
        &["check", "d/out/x.kiwi", "--unsafe-fixes"],
        &["upgrade", "d/out/x.kiwi", "--write"],
        &["validate", "kiwi", "d/out/x.kiwi", "--fix"],
    ] {
        let (text, status) = scratch.rowi("", arguments);
        assert!(text.contains("leads outside") && status != 0, "{arguments:?}: {text}");
        assert_eq!(fs::read_to_string(scratch.0.join("outside/x.kiwi")).expect("it"), old, "{arguments:?}: {text}");
    }
}

#[test]
fn a_text_of_a_schema_names_no_file_elsewhere() {
    let schema = |version: &str, rest: &str| {
        format!("start = element image {{ attribute schemaversion {{ '{version}' }}{rest} }}\n")
    };
    let old = schema("../../outside/\"1", ", element a { text }?");
    let scratch = case("version", &[("d/s.rnc", &old), ("d/t.rnc", &schema("../../outside/2", ""))]);
    let (text, status) = scratch.rowi("", &["schema", "diff", "d/s.rnc", "d/t.rnc", "--step=d/steps"]);
    assert_eq!(status, 0, "{text}");
    assert_eq!(fs::read_dir(scratch.0.join("outside")).expect("it").count(), 1);
    let made: Vec<_> = fs::read_dir(scratch.0.join("d/steps")).expect("it").flatten().map(|one| one.path()).collect();
    let sheet = made.iter().find(|path| path.extension().is_some_and(|own| own == "xsl")).expect("a stylesheet");
    let (text, _) = scratch.rowi("", &["validate", sheet.to_str().expect("UTF-8"), "--format", "concise"]);
    assert!(!text.contains("malformed"), "{text}");
}

#[test]
fn a_schema_and_a_document_do_not_lend_each_other_their_directories() {
    let any = "start = any\nany = element * { attribute * { text }* & any* & text }\n";
    let leak = "<!DOCTYPE a SYSTEM \"../schemas/secret.dtd\"><a>&e;</a>";
    let dtd = format!("<!ENTITY e '{SECRET}'>");
    let files = [("schemas/s.rnc", any), ("schemas/secret.dtd", &dtd), ("d/a.xml", leak)];
    let scratch = case("lend", &files);
    fs::write(scratch.0.join("schemas/s.rnc"), "start = element a { \"no\" }\n").expect("a schema");
    refuses(&scratch, &["validate", "schemas/s.rnc", "d/a.xml"], "e", 1);
    // the name of a schema inside of rowi is no file, and adds no directory
    refuses(&scratch, &["validate", "kiwi", "d/a.xml"], "e", 1);
}

#[test]
fn a_configuration_that_is_named_is_read_wherever_it_is() {
    let scratch = case(
        "named-config",
        &[
            ("d/a/config.xml", &description("8.5", "<pakage/>")),
            ("outside/own.toml", "ignore = [\"unknown-element\"]\n"),
        ],
    );
    let (text, status) = scratch.rowi("d", &["check", ".", "--config-file", "../outside/own.toml", "-v"]);
    assert!(status == 0 && !text.contains("unreadable"), "{text}");
}

/// What the server says to a session of these messages, until it leaves.
fn served(scratch: &Scratch, messages: &[String]) -> String {
    use std::io::Write;
    let mut command = scratch.command("", &["lsp"]);
    let server = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut server = server.stderr(std::process::Stdio::null()).spawn().expect("rowi runs");
    let mut input = server.stdin.take().expect("a pipe");
    for message in messages {
        write!(input, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("a message");
    }
    input.flush().expect("a pipe");
    let mut output = server.stdout.take().expect("a pipe");
    let mut text = Vec::new();
    let mut part = [0; 4096];
    // findings come when they are there; then the server is asked to go
    while !String::from_utf8_lossy(&text).contains("publishDiagnostics") {
        let count = output.read(&mut part).expect("a pipe");
        assert!(count > 0, "the server left: {}", String::from_utf8_lossy(&text));
        text.extend_from_slice(&part[..count]);
    }
    drop(input);
    output.read_to_end(&mut text).expect("a pipe");
    let _ = server.wait();
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn the_language_server_reads_what_belongs_to_what_is_open() {
    let text = description("8.5", "<include from=\"this://../outside/secret.txt\"/>");
    let scratch = case("lsp", &[("d/config.xml", &text)]);
    let uri = format!("file://{}", scratch.0.join("d/config.xml").to_str().expect("UTF-8"));
    let quoted = text.replace('"', "\\\"").replace('\n', "\\n");
    let open = |folder: &str| {
        [
            format!(
                "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{{\"capabilities\":{{}},\"rootUri\":\"file://{}\"}}}}",
                scratch.0.join(folder).display()
            ),
            "{\"jsonrpc\":\"2.0\",\"method\":\"initialized\",\"params\":{}}".to_owned(),
            format!(
                "{{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{{\"textDocument\":{{\"uri\":\"{uri}\",\"languageId\":\"xml\",\"version\":1,\"text\":\"{quoted}\"}}}}}}"
            ),
        ]
    };
    let told = served(&scratch, &open("d"));
    assert!(!told.contains(SECRET), "{told}");
    assert!(told.contains("leads outside"), "{told}");
    // the folder that the person opened is a root
    let told = served(&scratch, &open(""));
    assert!(!told.contains("leads outside"), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_language_server_ends_when_its_client_is_gone() {
    use std::io::Write;
    let scratch = case("lsp-gone", &[]);
    // a process that stands for the editor; the pipe stays open
    let mut editor = std::process::Command::new("sleep").arg("60").spawn().expect("sleep");
    let mut command = scratch.command("", &["lsp"]);
    let server = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut server = server.spawn().expect("rowi runs");
    let mut input = server.stdin.take().expect("a pipe");
    let message = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{{\"processId\":{},\"capabilities\":{{}}}}}}",
        editor.id()
    );
    write!(input, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("a message");
    let mut part = [0; 4096];
    let count = server.stdout.as_mut().expect("a pipe").read(&mut part).expect("an answer");
    assert!(count > 0 && server.try_wait().expect("a status").is_none());
    editor.kill().expect("it ends");
    editor.wait().expect("it ended");
    for _ in 0..300 {
        if server.try_wait().expect("a status").is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    server.kill().expect("it ends");
    panic!("the server goes on without its client");
}

#[test]
fn a_document_leads_a_transformation_to_its_own_files_only() {
    let style = |select: &str| {
        format!(
            "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\
             <xsl:template match=\"/\"><o><xsl:copy-of select=\"{select}\"/></o></xsl:template></xsl:stylesheet>"
        )
    };
    let scratch = case(
        "leads",
        &[
            ("rules/asked.xsl", &style("document(//@href)")),
            ("rules/own.xsl", &style("document('note.xml')")),
            ("rules/both.xsl", &style("document(//@href) | document('note.xml')")),
            ("rules/note.xml", &format!("<s>{SECRET}</s>")),
            ("d/beside.xml", "<s>beside</s>"),
        ],
    );
    let note = scratch.0.join("rules/note.xml");
    for href in ["../rules/note.xml", note.to_str().expect("UTF-8")] {
        fs::write(scratch.0.join("d/a.xml"), format!("<a href=\"{href}\"/>")).expect("a document");
        refuses(&scratch, &["transform", "rules/asked.xsl", "d/a.xml"], "leads outside", 0);
        // what the document may not read the stylesheet may, whoever comes first
        let (text, status) = scratch.rowi("", &["transform", "rules/both.xsl", "d/a.xml"]);
        assert!(status == 0 && text.contains(SECRET), "{text}");
    }
    fs::write(scratch.0.join("d/a.xml"), "<a href=\"beside.xml\"/>").expect("a document");
    let (text, status) = scratch.rowi("", &["transform", "rules/asked.xsl", "d/a.xml"]);
    assert!(status == 0 && text.contains("beside"), "{text}");
    let (text, status) = scratch.rowi("", &["transform", "rules/own.xsl", "d/a.xml"]);
    assert!(status == 0 && text.contains(SECRET), "{text}");
}

#[test]
fn work_without_end_is_refused_by_name() {
    let choice: Vec<String> = (0..6000).map(|number| format!("element a{number} {{ empty }}")).collect();
    let scratch = case(
        "endless",
        &[
            ("garbage/config.xml", &description("8.5", "")),
            ("garbage/config.sh", &format!("#!/bin/bash\n{}\n", "((([[[{{{".repeat(4_000))),
            ("nul/config.xml", &description("8.5", "")),
            ("nul/config.sh", &format!("#!/bin/bash\n{}\n", "\0".repeat(100_000))),
            (
                "pattern.rnc",
                &format!("start = element r {{ xsd:string {{ pattern = \"{}\" }} }}\n", "a?".repeat(30_000)),
            ),
            ("pattern.xml", &format!("<r>{}</r>", "a".repeat(30_000))),
            ("types.rnc", &format!("start = element r {{ {} }}\n", choice.join(" | "))),
            ("double.rnc", "start = element a { d0 }\nd0 = d1, d1\n"),
        ],
    );
    let told = |arguments: &[&str], told: &str| {
        let output = scratch.command("", arguments).output().expect("rowi runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains(told), "{arguments:?}: {text:.400}");
    };
    told(&["check", "garbage", "--format", "concise"], "takes too long to look through");
    told(&["check", "nul", "--format", "concise"], "it holds NUL bytes");
    told(&["validate", "pattern.rnc", "pattern.xml", "--format", "concise"], "takes too much work");
    told(&["schema", "types", "types.rnc"], "more than 5000 element patterns");
    // references double twenty times
    let chain: String = (1..20).map(|at| format!("d{at} = d{0}, d{0}\n", at + 1)).collect();
    let double = format!("start = element a {{ d0 }}\nd0 = d1, d1\n{chain}d20 = element b {{ empty }}?\n");
    fs::write(scratch.0.join("double.rnc"), double).expect("a schema");
    fs::write(scratch.0.join("a.xml"), "<a><b/></a>").expect("a document");
    told(&["validate", "double.rnc", "a.xml", "--format", "concise"], "schema-too-long");
}

#[test]
fn neither_a_safe_fix_nor_a_layout_takes_a_value_apart() {
    let scratch = case(
        "apart",
        &[
            (
                "d/config.xml",
                &description("8.5", "").replace("image=\"tbz\"", "image=\"tbz\" kernelcmdlin=e\"console=ttyS0\""),
            ),
            ("a.rnc", "start = element r { string - (\"x\" >> x[]) >> y[] }\n"),
        ],
    );
    let before = fs::read_to_string(scratch.0.join("d/config.xml")).expect("it");
    assert!(before.contains("e\"console"), "the mistake is there");
    scratch.rowi("", &["check", "d", "--fix"]);
    let after = fs::read_to_string(scratch.0.join("d/config.xml")).expect("it");
    assert!(after.contains("=e\"console=ttyS0\""), "{after}");
    assert_eq!(scratch.rowi("", &["schema", "convert", "a.rnc", "1.rng"]).1, 0);
    scratch.rowi("", &["schema", "fmt", "a.rnc"]);
    assert_eq!(scratch.rowi("", &["schema", "convert", "a.rnc", "2.rng"]).1, 0);
    let read = |name: &str| fs::read_to_string(scratch.0.join(name)).expect("it");
    assert_eq!(read("1.rng"), read("2.rng"));
}
