//! `rowi check` as a person calls it: from this directory or that, with a configuration, a baseline, suppressions, for
//! one system of continuous integration or another.
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::support::command::{Scratch, description};

/// `severity[name]` of each line of the concise format.
fn names(concise: &str) -> Vec<&str> {
    concise.lines().filter_map(|line| line.split(' ').nth(1)).collect()
}

const WRONG: &str = "<packages type=\"image\"><pakage name=\"vim\"/></packages>";

#[test]
fn a_configuration_holds_the_same_from_every_directory() {
    let config = "[[per-path]]\npath = \"images/a/**\"\nignore = [\"unknown-element\"]\n";
    let wrong = description("8.5", WRONG);
    let files = [("rowi.toml", config), ("images/a/config.xml", &wrong), ("images/b/config.xml", &wrong)];
    let scratch = Scratch::new("per-path", &files);
    for (below, paths) in [("", vec![]), ("images", vec!["a", "b"]), ("images/a", vec![".", "../b"])] {
        let (text, status) = scratch.rowi(below, &[vec!["check", "--format", "concise"], paths].concat());
        assert_eq!((text.lines().count(), status), (1, 1), "{below}: {text}");
        assert!(text.contains("b/config.xml"), "{below}: {text}");
    }
}

#[test]
fn hooks_name_files_of_other_programs() {
    let wrong = description("8.5", WRONG);
    let files = [
        ("jobs/config.xml", "<?xml version='1.1'?><project/>"),
        ("images/config.xml", wrong.as_str()),
        ("old/config.xml", &wrong),
        ("rowi.toml", "exclude = [\"old\"]\n"),
    ];
    let scratch = Scratch::new("hooks", &files);
    let check = |paths: &[&str]| scratch.rowi("", &[&["check", "--format", "concise"], paths].concat());
    assert_eq!(check(&["jobs/config.xml"]).1, 1);
    assert_eq!(check(&["--force-exclude", "jobs/config.xml", "old/config.xml"]), (String::new(), 0));
    let (text, status) = check(&["--force-exclude", "jobs/config.xml", "images/config.xml"]);
    assert_eq!((names(&text), status), (vec!["error[unknown-element]"], 1), "{text}");
    // a file that is not there is no file of another program
    assert_eq!(check(&["--force-exclude", "gone/config.xml"]).1, 2);
}

#[test]
fn a_base_configuration_keeps_its_own_paths() {
    let base = "[[per-path]]\npath = \"images/a\"\nignore = [\"unknown-element\"]\n";
    let wrong = description("8.5", WRONG);
    let files = [
        ("rowi.toml", base),
        ("images/rowi.toml", "extend = \"../rowi.toml\"\n"),
        ("images/a/config.xml", &wrong),
        ("images/b/config.xml", &wrong),
    ];
    let scratch = Scratch::new("extend", &files);
    let (text, _) = scratch.rowi("", &["check", "--format", "concise"]);
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn config_init_writes_once() {
    let scratch = Scratch::new("init", &[("config.xml", &description("8.5", ""))]);
    let (text, status) = scratch.rowi("", &["config", "init"]);
    assert_eq!(status, 0, "{text}");
    assert_eq!(scratch.rowi("", &["check"]).1, 0);
    let (text, status) = scratch.rowi("", &["config", "init"]);
    assert!(text.contains("there already") && status == 2, "{text}");
}

#[test]
fn a_baseline_holds_from_every_directory_and_is_silent_about_what_was_not_checked() {
    let wrong = description("8.5", WRONG);
    let files =
        [("a/config.xml", wrong.as_str()), ("b/config.xml", &wrong), ("rowi.toml", "baseline = \"known.json\"\n")];
    let scratch = Scratch::new("baseline", &files);
    let (text, status) = scratch.rowi("", &["baseline", "create", "--file", "known.json"]);
    assert_eq!(status, 0, "{text}");
    for (below, path) in [("", "a"), ("a", "."), ("b", "../a"), ("", ".")] {
        let (text, status) = scratch.rowi(below, &["check", "--format", "concise", path]);
        assert_eq!((text.as_str(), status), ("", 0), "{below} {path}");
    }
    fs::write(scratch.0.join("a/config.xml"), description("8.5", "")).expect("mended");
    let (text, _) = scratch.rowi("b", &["check", "--format", "concise", "."]);
    assert_eq!(text, "", "nobody looked at a");
    let (text, _) = scratch.rowi("", &["check", "--format", "concise"]);
    assert_eq!(names(&text), ["warning[stale-baseline-entry]"], "{text}");
    fs::remove_dir_all(scratch.0.join("a")).expect("gone");
    let (text, _) = scratch.rowi("b", &["check", "--format", "concise", "."]);
    assert_eq!(names(&text), ["warning[stale-baseline-entry]"], "{text}");
    scratch.rowi("", &["baseline", "prune", "--file", "known.json"]);
    assert_eq!(scratch.rowi("", &["check", "--format", "concise"]).0, "");
}

#[test]
fn each_directory_has_its_own_baseline_and_its_own_pages() {
    let wrong = description("8.5", WRONG);
    let mut files: Vec<(String, String)> = Vec::new();
    for directory in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        files.push((format!("{directory}/config.xml"), wrong.clone()));
        let baseline = if matches!(directory, "a" | "b") { "baseline = \"known.json\"\n" } else { "" };
        files.push((
            format!("{directory}/rowi.toml"),
            format!("{baseline}docs-url = \"https://{directory}.example\"\n"),
        ));
    }
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let scratch = Scratch::new("projects", &borrowed);
    // `a` knows its finding; the baseline of `b` speaks of another one
    assert_eq!(scratch.rowi("a", &["baseline", "create", "--file", "known.json"]).1, 0);
    let other = "{\"version\":1,\"findings\":[{\"file\":\"config.xml\",\"name\":\"unknown-element\",\"message\":\"?\",\"count\":1}]}";
    fs::write(scratch.0.join("b/known.json"), other).expect("a baseline");
    let (first, status) = scratch.rowi("", &["check", ".", "--format", "json"]);
    assert_eq!(status, 1, "{first}");
    for directory in ["b", "c", "d", "e", "f", "g", "h"] {
        let page = format!("https://{directory}.example/unknown-element.md");
        assert_eq!(first.matches(&page).count(), 1, "{first}");
    }
    assert!(!first.contains("https://a.example/unknown-element.md"), "{first}");
    assert_eq!(first.matches("\"stale-baseline-entry\"").count(), 1, "{first}");
    for _ in 0..20 {
        assert_eq!(scratch.rowi("", &["check", ".", "--format", "json"]).0, first);
    }
    let sarif = scratch.rowi("", &["check", ".", "--format", "sarif"]).0;
    assert!(sarif.contains("https://c.example/unknown-element.md") && sarif.contains("https://h.example"), "{sarif}");
}

#[test]
fn suppressions_wait_for_the_tool_and_for_pedantic_rules() {
    let script = "# rowi: allow shellcheck the tool does not know our variable\necho $undefined\necho $also\n";
    let user = "<!-- rowi: allow weak-password-hash a test image -->\n<users><user name=\"root\" \
                password=\"$1$abcdefgh$abcdefghijklmnopqrstuv\" home=\"/root\" groups=\"root\"/></users>";
    let files = [("config.xml", description("8.5", user)), ("config.sh", script.to_owned())];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let scratch = Scratch::new("suppress", &files);
    let (text, status) = scratch.rowi("", &["check", "--format", "concise"]);
    assert_eq!((text.as_str(), status), ("", 0), "neither the tool nor the rule ran");
    let (text, _) = scratch.rowi("", &["check", "--format", "concise", "--pedantic", "--no-suppressions"]);
    assert!(text.contains("weak-password-hash"), "{text}");
}

#[test]
fn suppressions_hold_for_every_stage_and_in_every_file() {
    let old = description(
        "7.5",
        "<include from=\"this://users.xml\"/>\n<!-- rowi: allow unknown-element it is new -->\n<news/>",
    )
    .replace("<image ", "<!-- rowi: allow-file upgrade-available, unused-profile we build with KIWI 10 -->\n<image ");
    let users = "<image schemaversion=\"8.5\" name=\"users\">\n<!-- rowi: allow plain-text-password a test -->\n\
                 <users><user name=\"root\" password=\"linux\" pwdformat=\"plain\"/></users>\n\
                 <!-- rowi: allow duplicate-user nobody -->\n<users><user name=\"a\" password=\"!\"/></users></image>\n";
    for version in ["8.5", "8.1"] {
        let users = users.replace("8.5", version);
        let scratch = Scratch::new(&format!("stages-{version}"), &[("config.xml", &old), ("users.xml", &users)]);
        let (text, _) = scratch.rowi("", &["check", "--format", "concise"]);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("users.xml:4:18: warning[unused-suppression]"), "{text}");
        let (text, _) = scratch.rowi("", &["check", "--format", "concise", "--no-suppressions"]);
        for name in ["upgrade-available", "unknown-element", "plain-text-password"] {
            assert!(text.contains(name), "{text}");
        }
    }
}

#[test]
fn several_architectures_and_types_are_judged() {
    let inside = "<preferences arch=\"ppc64le\"><version>1.0.0</version><packagemanager>zypper</packagemanager>\
                  <type image=\"oem\" filesystem=\"ext4\" firmware=\"uefi\"><oemconfig><oem-resize>false</oem-resize>\
                  </oemconfig></type></preferences><preferences arch=\"x86_64\"><version>1.0.0</version>\
                  <packagemanager>zypper</packagemanager><type image=\"tbz\"/></preferences>\
                  <packages type=\"image\"><package name=\"a\"/></packages>";
    let scratch = Scratch::new("arch", &[("config.xml", &description("8.5", inside))]);
    let found = |arguments: &[&str]| {
        let (text, _) = scratch.rowi("", &[&["check", "--format", "concise"], arguments].concat());
        text.contains("unsupported-firmware")
    };
    assert!(found(&[]));
    assert!(!found(&["--arch", "x86_64"]));
    assert!(found(&["--arch", "x86_64", "--arch", "ppc64le"]));
    assert!(found(&["--config", "arch=[\"x86_64\", \"ppc64le\"]"]));
    assert!(found(&["--type", "tbz", "--type", "oem"]));
    assert!(!found(&["--type", "tbz"]));
}

#[test]
fn paths_are_those_of_the_repository_where_a_service_reads_them() {
    let scratch = Scratch::new("prefix", &[("sub/a b/config.xml", &description("8.5", WRONG))]);
    let run = |format: &str, variable: &str| {
        let mut command = scratch.command("sub", &["check", "--format", format]);
        let output = command.env(variable, &scratch.0).output().expect("rowi runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert!(run("gitlab", "CI_PROJECT_DIR").contains("\"path\": \"sub/a b/config.xml\""));
    assert!(run("github", "GITHUB_WORKSPACE").starts_with("::error file=sub/a b/config.xml,"));
    assert!(run("sarif", "GITHUB_WORKSPACE").contains("\"uri\": \"sub/a%20b/config.xml\""));
    // a file outside of the directory has no relative path
    let outside = scratch.0.join("sub/a b/config.xml");
    let other = Scratch::new("elsewhere", &[("x", "")]);
    let (text, _) = other.rowi("", &["check", "--format", "sarif", &outside.to_string_lossy()]);
    assert!(text.contains("\"uri\": \"file:///"), "{text}");
}

#[test]
fn messages_name_and_link_the_page_that_is_published() {
    let config = "docs-url = \"https://docs.example.org/{name}.html\"\n";
    let scratch = Scratch::new("links", &[("rowi.toml", config), ("config.xml", &description("8.5", WRONG))]);
    let page = "https://docs.example.org/unknown-element.html";
    let (text, _) = scratch.rowi("", &["check"]);
    assert!(text.contains(&format!("see {page}")), "{text}");
    for format in ["json", "sarif"] {
        assert!(scratch.rowi("", &["check", "--format", format]).0.contains(page), "{format}");
    }
}

#[test]
fn standard_input_by_a_dash_or_by_its_name() {
    let scratch = Scratch::new("stdin", &[("d/config.sh", "cat > /etc/motd EOF\nhello\nEOF\n")]);
    for (arguments, script) in [
        (["check", "-", "--format=concise"], false),
        (["check", "--stdin-filename=d/config.xml", "--format=concise"], true),
    ] {
        let mut child =
            scratch.command("", &arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("rowi runs");
        child.stdin.take().expect("piped").write_all(description("8.5", WRONG).as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains("error[unknown-element]"), "{text}");
        assert_eq!(text.contains("heredoc-operator-missing"), script, "{text}");
    }
}

#[test]
fn scripts_are_seen_from_inside_of_their_directory() {
    let files = [("config.xml", description("8.5", "")), ("config.sh", "cat > /etc/motd EOF\nhello\nEOF\n".to_owned())];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let scratch = Scratch::new("inside", &files);
    for arguments in [vec!["check"], vec!["check", "config.xml"], vec!["check", "."], vec!["check", "./config.xml"]] {
        let (text, status) = scratch.rowi("", &arguments);
        assert!(status == 1 && text.contains("heredoc-operator-missing"), "{arguments:?}: {text}");
    }
}

#[test]
fn each_file_of_a_report_needs_a_format() {
    let scratch = Scratch::new("outputs", &[("config.xml", &description("8.5", WRONG))]);
    let both = ["check", "--format=json", "--output=a.json", "--format=junit", "--output=b.xml", "--format=concise"];
    let (text, status) = scratch.rowi("", &both);
    assert!(status == 1 && text.lines().count() == 1, "{text}");
    assert!(fs::read_to_string(scratch.0.join("a.json")).expect("a report").starts_with('{'));
    assert!(fs::read_to_string(scratch.0.join("b.xml")).expect("a report").starts_with("<?xml"));
    let (text, status) = scratch.rowi("", &["check", "--format=json", "--output=a.json", "--output=b.json"]);
    assert!(status == 2 && text.contains("more `--output` than `--format`"), "{text}");
}

#[test]
fn one_mistake_of_an_old_description_is_one_finding() {
    // KIWI refuses the version; `replaces` is gone from every package; without it two entries would be the same
    let inside = "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\
                  <type image=\"iso\" boot=\"isoboot/x\" flags=\"dmsquash\"/></preferences>\
                  <packages type=\"image\"><package name=\"k\" replaces=\"a\"/><package name=\"k\" replaces=\"b\"/>\
                  <package name=\"m\" replaces=\"c\"/></packages>";
    let scratch = Scratch::new("old", &[("config.xml", &description("6.1", inside))]);
    let (text, _) = scratch.rowi("", &["check", "--format", "concise"]);
    let mut found = names(&text);
    found.sort_unstable();
    assert_eq!(
        found,
        ["error[boot-not-for-image-type]", "warning[upgrade-available]", "warning[upgrade-drops-attribute]"],
        "{text}"
    );
    assert!(text.contains("KIWI refuses schema version 6.1"), "{text}");
    // from 7.4 on KIWI upgrades by itself
    let scratch = Scratch::new("older", &[("config.xml", &description("7.5", ""))]);
    let (text, _) = scratch.rowi("", &["check", "--format", "concise"]);
    assert_eq!(names(&text), ["note[upgrade-available]"], "{text}");
}

#[test]
fn directories_without_a_description_say_so() {
    let scratch = Scratch::new("none", &[("d/readme", "")]);
    let (text, status) = scratch.rowi("", &["check", "d"]);
    assert!(status == 2 && text.contains("no description (`config.xml` or `*.kiwi`) in `d`"), "{text}");
    let (text, status) = scratch.rowi("", &["check", "nothing"]);
    assert!(status == 2 && text.contains("cannot read `nothing`: no such file"), "{text}");
    assert!(!Path::new("nothing").exists());
}

/// Bytes that are no text are a mistake of the document (XML 1.0, 4.3.3); a configuration or a schema of such bytes
/// leaves nothing to judge by.
#[test]
fn bytes_that_are_no_text_have_the_status_of_what_they_were_meant_for() {
    let scratch = Scratch::new("encoding", &[("good.xml", "<a/>"), ("a.rnc", "element a { empty }")]);
    let write = |name: &str, bytes: &[u8]| fs::write(scratch.0.join(name), bytes).expect("a file");
    write("bad.xml", b"<a>\xff</a>");
    write("config.xml", b"<image name=\"\xff\"/>");
    write("bad.rnc", b"element a { \xff }");
    write("bad.toml", b"select = [\"\xff\"]");
    for (arguments, status) in [
        (["validate", "a.rnc", "bad.xml"].as_slice(), 1),
        (&["validate", "bad.rnc", "good.xml"], 2),
        (&["check", "--isolated", "config.xml"], 1),
        (&["check", "--config-file", "bad.toml", "good.xml"], 2),
    ] {
        let (text, found) = scratch.rowi("", arguments);
        assert_eq!(found, status, "{arguments:?}: {text}");
        assert!(text.contains("error["), "{arguments:?}: {text}");
    }
}

#[test]
fn a_schema_inside_of_rowi_goes_by_its_name() {
    let wrong = description("8.5", "").replace("author", "auther");
    let right = description("8.5", "");
    let scratch = Scratch::new("built-in", &[("right.xml", &right), ("wrong.xml", &wrong)]);
    for schema in ["kiwi", "containers-in-packages"] {
        let (text, status) = scratch.rowi("", &["validate", schema, "--schematron", "right.xml"]);
        assert_eq!((text.as_str(), status), ("", 0));
        let (text, status) = scratch.rowi("", &["validate", schema, "wrong.xml", "--format=concise"]);
        assert!(status == 1 && text.contains("error[unknown-element]"), "{text}");
        let (text, status) = scratch.rowi("", &["validate", schema, "--schematron", "--phase=none", "right.xml"]);
        assert!(status == 2 && text.contains("schematron-unknown-phase"), "{text}");
    }
    // a file of that name comes first
    fs::write(scratch.0.join("kiwi"), "element a { empty }").expect("a file");
    let (text, status) = scratch.rowi("", &["validate", "kiwi", "right.xml"]);
    assert!(status != 0, "{text}");
}

/// Only a command that takes `--fix` promises it.
#[test]
fn fixes_are_promised_by_who_makes_them() {
    let schema = "start = element shop { attribute name { text }, empty }\n";
    let document = "<shop nmae=\"a\"/>\n";
    let scratch = Scratch::new("promises", &[("s.rnc", schema), ("d.xml", document)]);
    // `validate` takes it, `schema convert` does not
    let (text, status) = scratch.rowi("", &["validate", "s.rnc", "d.xml"]);
    assert!(text.contains("1 error in 1 file") && text.contains("--fix") && status == 1, "{text}");
}

/// What an unknown name was hiding is not new once the name is right.
#[test]
fn a_name_is_mended_though_more_is_found_behind_it() {
    let schema = "start = shop\nshop = element shop { address+, element note { attribute lang { \"de\" | \"en\" } }? }\n\
                  address = element address { attribute street { text }, attribute city { text }, element zip { text } }\n";
    for (before, after) in [
        ("<shop><adress/></shop>", "<shop><address/></shop>"),
        ("<shop><adress><zap/></adress></shop>", "<shop><address><zap/></address></shop>"),
        ("<shop><addres/><adress/></shop>", "<shop><address/><address/></shop>"),
    ] {
        let scratch = Scratch::new("names-mended", &[("s.rnc", schema), ("d.xml", before)]);
        let (text, status) = scratch.rowi("", &["validate", "--fix", "s.rnc", "d.xml"]);
        assert_eq!(std::fs::read_to_string(scratch.0.join("d.xml")).expect("a file"), after, "{text}");
        assert!(text.contains("lacks the attribute `city`") && status == 1, "{text}");
    }
    let image = |name: &str| {
        format!(
            "<image schemaversion=\"8.5\" name=\"a\">\n  <{name} type=\"system\"/>\n  <preferences><version>1.0.0</version>\
             <packagemanager>zypper</packagemanager><type image=\"tbz\"/></preferences>\n</image>\n"
        )
    };
    let scratch = Scratch::new("names-mended", &[("config.xml", &image("descrption"))]);
    let (text, status) = scratch.rowi("", &["check", "--fix", "config.xml"]);
    assert_eq!(std::fs::read_to_string(scratch.0.join("config.xml")).expect("a file"), image("description"), "{text}");
    assert!(text.contains("`description` lacks") && status == 1, "{text}");
}

/// In a terminal a clean run says so, and says it once.
#[cfg(target_os = "linux")]
#[test]
fn a_clean_run_is_told_once_in_a_terminal() {
    let image = "<image schemaversion=\"8.5\" name=\"a\"><description type=\"system\"><author>a</author>\
                 <contact>c</contact><specification>s</specification></description><preferences><version>1.0.0</version>\
                 <packagemanager>zypper</packagemanager><type image=\"tbz\"/></preferences><repository>\
                 <source path=\"obs://x/y\"/></repository><packages type=\"image\"><package name=\"vim\"/></packages></image>\n";
    let scratch = Scratch::new("clean-terminal", &[("config.xml", image)]);
    let command = format!("{} check", env!("CARGO_BIN_EXE_rowi"));
    // it comes with every Debian, and gives the program a terminal
    let run = std::process::Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(&scratch.0)
        .env_remove("CI")
        .output()
        .expect("script of util-linux");
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    assert_eq!(text.matches("nothing found").count(), 1, "{text}");
}

/// A facet that there is none of: its name is pointed at, and what was meant is offered.
#[test]
fn a_misspelled_facet_is_pointed_at() {
    let compact = "start = element a { xsd:string { lenght = \"3\" } }\n";
    let xml = "<element name=\"a\" xmlns=\"http://relaxng.org/ns/structure/1.0\"\n\
               datatypeLibrary=\"http://www.w3.org/2001/XMLSchema-datatypes\">\n\
               <data type=\"string\"><param name=\"lenght\">3</param></data></element>\n";
    let scratch = Scratch::new("facets", &[("s.rnc", compact), ("s.rng", xml)]);
    for (schema, place) in [("s.rnc", "s.rnc:1:34:"), ("s.rng", "s.rng:3:34:")] {
        let (text, status) = scratch.rowi("", &["schema", "check", "--format", "concise", schema]);
        assert!(text.contains(place) && text.contains("unknown facet `lenght`") && status == 1, "{text}");
        let (text, _) = scratch.rowi("", &["schema", "check", schema]);
        assert!(text.contains("did you mean `length`?") && text.contains("write `length`"), "{text}");
    }
}
