//! `rowi upgrade` as a program: files, encodings, exit statuses.
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A directory of this process and test.
fn directory(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("rowi-upgrade-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
}

fn rowi(directory: &Path, arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rowi"))
        .args(arguments)
        .current_dir(directory)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A whole description that says `type_` about its type.
fn description(version: &str, type_: &str) -> String {
    format!(
        "<image schemaversion=\"{version}\" name=\"n\">
  <description type=\"system\"><author>a</author><contact>c</contact><specification>s</specification></description>
  <preferences>
    <version>1.0.0</version>
    <packagemanager>zypper</packagemanager>
    <type image=\"oem\" filesystem=\"ext4\"{type_}/>
  </preferences>
  <repository><source path=\"obs://a/b\"/></repository>
  <packages type=\"image\"><package name=\"a\"/></packages>
  <packages type=\"bootstrap\"><package name=\"b\"/></packages>
</image>
"
    )
}

#[test]
fn files_are_replaced_in_place() {
    let here = directory("write");
    let (old, new) = (description("8.4", " vga=\"1\""), description("8.5", ""));
    fs::create_dir(here.join("a")).unwrap();
    for name in ["a/config.xml", "b.kiwi", "c.kiwi"] {
        fs::write(here.join(name), &old).unwrap();
    }
    fs::write(here.join("d.kiwi"), &new).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(here.join("b.kiwi"), fs::Permissions::from_mode(0o640)).unwrap();
        fs::rename(here.join("c.kiwi"), here.join("real")).unwrap();
        std::os::unix::fs::symlink("real", here.join("c.kiwi")).unwrap();
    }
    let check = rowi(&here, &["upgrade", "--check"], b"");
    assert_eq!(check.status, Some(1));
    assert!(check.out.contains("b.kiwi: 8.4 -> 8.5\n") && !check.out.contains("d.kiwi: "), "{}", check.out);
    let diff = rowi(&here, &["upgrade"], b"");
    assert_eq!(diff.status, Some(0), "{}", diff.out);
    assert!(diff.out.contains("-    <type image=\"oem\" filesystem=\"ext4\" vga=\"1\"/>"), "{}", diff.out);
    assert!(diff.out.contains("8.4 -> 8.5: The installer chooses its video mode itself."), "{}", diff.out);
    assert_eq!(fs::read_to_string(here.join("b.kiwi")).unwrap(), old, "a diff changes nothing");
    let colored = rowi(&here, &["upgrade", "--color", "always", "b.kiwi"], b"");
    assert!(colored.out.contains("\u{1b}["), "{}", colored.out);

    // The directory has descriptions of its own, so those below it are not looked for.
    let write = rowi(&here, &["upgrade", "--write", ".", "a"], b"");
    assert_eq!(write.status, Some(0), "{}", write.out);
    for name in ["a/config.xml", "b.kiwi", "c.kiwi", "d.kiwi"] {
        assert_eq!(fs::read_to_string(here.join(name)).unwrap(), new, "{name}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(here.join("b.kiwi")).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(here.join("c.kiwi")).unwrap().is_symlink());
    }
    assert_eq!(rowi(&here, &["upgrade", "--check", "a", "."], b"").status, Some(0));
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let here = directory("meanwhile");
    let file = here.join("config.xml");
    fs::write(&file, "new").unwrap();
    let access = rowi::files::Access::new(here.clone(), &[], &[]);
    let refused = access.write_judged(&file, &file, b"mine", b"old");
    assert!(matches!(refused, Err(rowi::files::WriteError::ChangedMeanwhile)));
    assert_eq!(fs::read(&file).unwrap(), b"new");
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1, "nothing is left behind");
    access.write_judged(&file, &file, b"mine", b"new").unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn encodings_are_kept() {
    let here = directory("encodings");
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>()
    };
    type Encode = Box<dyn Fn(&str) -> Vec<u8>>;
    let encodings: [(&str, &str, Encode); 5] = [
        ("utf-8", "UTF-8", Box::new(|text| text.as_bytes().to_vec())),
        ("bom", "UTF-8", Box::new(|text| [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat())),
        ("latin-1", "ISO-8859-1", Box::new(|text| text.chars().map(|c| c as u8).collect())),
        ("utf-16le", "UTF-16", Box::new(move |text| utf_16(text, u16::to_le_bytes))),
        ("utf-16be", "UTF-16", Box::new(move |text| utf_16(text, u16::to_be_bytes))),
    ];
    for (name, declared, encode) in encodings {
        for end_of_line in ["\n", "\r\n"] {
            let text = |version, vga| {
                let text = description(version, vga).replace(">a<", ">Jürgen &#228; ÿ<").replace('\n', end_of_line);
                format!(
                    "<?xml version='1.0' encoding='{declared}'?>{end_of_line}<!-- ä -->{end_of_line}{text}<!-- end -->"
                )
            };
            let file = here.join("config.xml");
            fs::write(&file, encode(&text("8.4", " vga=\"1\""))).unwrap();
            let ran = rowi(&here, &["upgrade", "--write", "config.xml"], b"");
            assert_eq!(ran.status, Some(0), "{name}: {}{}", ran.out, ran.err);
            assert!(fs::read(&file).unwrap() == encode(&text("8.5", "")), "{name}, {end_of_line:?}");
        }
    }
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn standard_input_has_a_name_and_reports_have_formats() {
    let here = directory("stdin");
    let old = description("8.4", " vga=\"1\"");
    let ran = rowi(&here, &["upgrade", "--stdin-filename", "d/config.xml"], old.as_bytes());
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("--- a/d/config.xml\n+++ b/d/config.xml\n"), "{}", ran.out);
    let json = rowi(&here, &["upgrade", "--stdin-filename", "config.xml", "--format", "json"], old.as_bytes());
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["diagnostics"][0]["name"], "upgrade-drops-attribute");
    // Another mistake is found in the result, where no step had to do with it.
    let wrong = rowi(&here, &["upgrade", "--stdin-filename", "c.xml"], description("8.4", " vgaa=\"1\"").as_bytes());
    assert_eq!(wrong.status, Some(1));
    assert!(wrong.out.contains("error[unknown-attribute]: unknown attribute `vgaa`"), "{}", wrong.out);
    let old = rowi(&here, &["upgrade", "--stdin-filename", "c.xml", "--to", "8.4"], description("7.4", "").as_bytes());
    assert!(old.status == Some(0) && old.out.contains("+<image schemaversion=\"8.4\""), "{}", old.out);
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn forms_other_than_xml_are_not_rewritten() {
    let here = directory("forms");
    let yaml = "image:\n  '@schemaversion': 8.4\n  '@name': x\n  description: {'@type': system, author: a, contact: b, specification: c}\n  preferences:\n    version: 1.0.0\n    packagemanager: zypper\n    type: {'@image': iso, '@vga': 1, '@foo': 1}\n  containers: {'@source': 'docker://r.example.com', '@backend': podman, container: {'@name': team/web}}\n  repository: {source: {'@path': 'obs://a/b'}}\n  packages: [{'@type': bootstrap, package: {'@name': filesystem}}]\n";
    fs::write(here.join("c.kiwi"), yaml).unwrap();
    let ran = rowi(&here, &["check", "--fix", "--unsafe-fixes", "c.kiwi"], b"");
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.contains("help: write `r.example.com` (not applied automatically)"), "{}", ran.out);
    let ran = rowi(&here, &["upgrade", "--write", "c.kiwi"], b"");
    assert!(ran.err.contains("only XML is rewritten"), "{}", ran.err);
    assert!(ran.out.contains("unknown attribute `foo`"), "{}", ran.out);
    assert_eq!(rowi(&here, &["upgrade", "--check", "c.kiwi"], b"").status, Some(1));
    assert_eq!(fs::read_to_string(here.join("c.kiwi")).unwrap(), yaml);
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn a_file_that_two_versions_include_is_upgraded_for_the_first() {
    let here = directory("shared");
    let include = |version| {
        description(version, "")
            .replace("<repository><source path=\"obs://a/b\"/></repository>", "<include from=\"this://r.xml\"/>")
    };
    let part = "<image>\n  <repository type='rpm-dir'><source path='obs://a/b'/></repository>\n</image>";
    fs::write(here.join("a.kiwi"), include("8.0")).unwrap();
    fs::write(here.join("b.kiwi"), include("8.1")).unwrap();
    fs::write(here.join("r.xml"), part).unwrap();
    let ran = rowi(&here, &["upgrade", "--write"], b"");
    assert_eq!(fs::read_to_string(here.join("r.xml")).unwrap(), part.replace(" type='rpm-dir'", ""));
    assert!(!ran.err.contains("different versions"), "only one of them changes it: {}", ran.err);

    fs::write(here.join("a.kiwi"), include("7.4")).unwrap();
    fs::write(here.join("b.kiwi"), include("7.3")).unwrap();
    let part = "<image>\n  <preferences profiles='p'>\n    <packagemanager>yum</packagemanager>\n    <packagemanager>dnf</packagemanager>\n  </preferences>\n</image>";
    fs::write(here.join("r.xml"), part).unwrap();
    let ran = rowi(&here, &["upgrade", "--write"], b"");
    assert!(ran.err.contains("`r.xml` is included by descriptions of different versions"), "{}", ran.err);
    assert_eq!(ran.status, Some(1));
    assert_eq!(fs::read_to_string(here.join("r.xml")).unwrap(), part.replace(">dnf<", ">dnf4<"));
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn includes_are_edited_where_they_are() {
    let here = directory("includes");
    fs::create_dir(here.join("parts")).unwrap();
    let main = description("7.4", "")
        .replace("<repository><source path=\"obs://a/b\"/></repository>", "<include from=\"this://parts/r.xml\"/>");
    let part =
        "<image schemaversion='7.0'>\n  <repository type='yast2'><source path='obs://a/b'/></repository>\n</image>";
    fs::write(here.join("config.xml"), &main).unwrap();
    fs::write(here.join("parts/r.xml"), part).unwrap();
    let ran = rowi(&here, &["upgrade", "--write", "--format", "json"], b"");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let named: Vec<&str> =
        report["diagnostics"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(named, ["upgrade-drops-attribute"], "{}", ran.out);
    assert_eq!(fs::read_to_string(here.join("config.xml")).unwrap(), main.replace("7.4", "8.5"));
    assert_eq!(
        fs::read_to_string(here.join("parts/r.xml")).unwrap(),
        part.replace("7.0", "8.5").replace(" type='yast2'", "")
    );
    assert_eq!(rowi(&here, &["upgrade", "--check"], b"").status, Some(0));
    fs::remove_dir_all(here).unwrap();
}

/// As a filter: the result on standard output, findings on standard error.
#[test]
fn standard_input_to_standard_output() {
    let here = directory("filter");
    let old = description("8.4", "");
    for arguments in [&["upgrade", "--write", "-"][..], &["upgrade", "--write", "--stdin-filename", "d/config.xml"]] {
        let ran = rowi(&here, arguments, old.as_bytes());
        assert_eq!((ran.status, ran.out), (Some(0), old.replace("8.4", "8.5")), "{}", ran.err);
    }
    let new = description("8.5", "");
    assert_eq!(rowi(&here, &["upgrade", "--write", "-"], new.as_bytes()).out, new);
    let ran = rowi(&here, &["upgrade", "--write", "-"], description("8.4", " vga=\"1\"").as_bytes());
    assert!(!ran.out.contains("upgrade-drops-attribute") && ran.err.contains("upgrade-drops-attribute"), "{}", ran.err);
    fs::remove_dir_all(here).unwrap();
}
