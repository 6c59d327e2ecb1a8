//! What scripts make of files.

use super::*;
use crate::image::script::Script;
use crate::text::Sources;

fn run(text: &str) -> Files {
    let mut sources = Sources::new();
    let id = sources.add("config.sh", text);
    let script = Script::parse(ScriptKind::Config, sources.get(id).clone(), false);
    let mut files = Files::default();
    files.run(&script, true);
    files
}

/// The texts that may be at a path, the default text written `<default>`.
fn texts(files: &Files, path: &str) -> Vec<String> {
    files
        .at(path)
        .into_iter()
        .map(|state| match state {
            State::Default => "(default)".to_owned(),
            State::Absent(_) => "(absent)".to_owned(),
            State::Unknown(_) => "(unknown)".to_owned(),
            State::Moved { from, .. } => format!("(default of {from})"),
            State::Link { target, .. } => format!("(link {target})"),
            State::File(content) => {
                let rendered = content.render("<default>\n", &|name| Some(format!("<{name}>")));
                if rendered.unknown { format!("(part unknown) {}", rendered.text) } else { rendered.text }
            }
        })
        .collect()
}

#[test]
fn here_documents() {
    assert_eq!(texts(&run("cat >> /f << EOF\na\nb\nEOF\n"), "/f"), ["<default>\na\nb\n"]);
    assert_eq!(texts(&run("cat > /f <<'EOF'\n$a\nEOF\n"), "/f"), ["$a\n"]);
    assert_eq!(texts(&run("cat > /f <<EOF\n$a ${b} \\$c\nEOF\n"), "/f"), ["<a> <b> $c\n"]);
    assert_eq!(texts(&run("a=1\ncat > /f <<-EOF\n\t$a\n\tEOF\n"), "/f"), ["1\n"]);
    assert_eq!(texts(&run("cat <<EOF | tee -a /f >/dev/null\nx\nEOF\n"), "/f"), ["<default>\nx\n"]);
    assert_eq!(texts(&run("cat > /f <<< 'a b'\n"), "/f"), ["a b\n"]);
    assert_eq!(texts(&run("cat > /f <<EOF\nx `date`\nEOF\n"), "/f"), ["x <`date`>\n"]);
}

#[test]
fn echo_and_printf() {
    assert_eq!(texts(&run("echo key = [\"a\"] > /f"), "/f"), ["key = [a]\n"]);
    assert_eq!(texts(&run("echo 'key = [\"a\"]' > /f"), "/f"), ["key = [\"a\"]\n"]);
    assert_eq!(texts(&run("echo -n a > /f; echo b >> /f"), "/f"), ["ab\n"]);
    assert_eq!(texts(&run("echo -e 'a\\nb' > /f"), "/f"), ["a\nb\n"]);
    assert_eq!(texts(&run("printf '%s=%s\\n' a 1 b 2 > /f"), "/f"), ["a=1\nb=2\n"]);
    assert_eq!(texts(&run("{ echo a; echo b; } > /f"), "/f"), ["a\nb\n"]);
    assert_eq!(texts(&run("F=/etc/x; echo a > $F/y"), "/etc/x/y"), ["a\n"]);
    assert_eq!(texts(&run("cd /etc; echo a > f"), "/etc/f"), ["a\n"]);
    assert_eq!(texts(&run("sh -c 'echo a >> /f'"), "/f"), ["<default>\na\n"]);
}

#[test]
fn conditions_go_both_ways() {
    assert_eq!(texts(&run("if [ -n \"$x\" ]; then echo a > /f; fi"), "/f"), ["a\n", "(default)"]);
    assert_eq!(texts(&run("if x; then echo a > /f; else echo b > /f; fi"), "/f"), ["a\n", "b\n"]);
    assert_eq!(texts(&run("if grep -q x /y; then echo a > /f; else echo b > /f; fi"), "/f"), ["a\n", "b\n"]);
    assert_eq!(texts(&run("[ -e /f ] && rm /f; true"), "/f"), ["(absent)", "(default)"]);
    assert_eq!(texts(&run("for n in a b; do echo $n >> /f; done"), "/f"), ["<default>\na\nb\n"]);
    assert_eq!(texts(&run("case $x in a) echo 1 > /f;; *) echo 2 > /f;; esac"), "/f"), ["1\n", "2\n"]);
    assert_eq!(texts(&run("[ -z \"$x\" ] && exit 0\necho a > /f"), "/f"), ["a\n", "(default)"]);
    assert_eq!(texts(&run("echo a > /f\nexit 1\nrm /f"), "/f"), ["a\n"]);
}

#[test]
fn files_move() {
    assert_eq!(texts(&run("mv /a /b"), "/a"), ["(absent)"]);
    assert_eq!(texts(&run("mv /a /b"), "/b"), ["(default of /a)"]);
    assert_eq!(texts(&run("echo x > /a; cp /a /etc/"), "/etc/a"), ["x\n"]);
    assert_eq!(texts(&run("rm -rf /etc/containers"), "/etc/containers/policy.json"), ["(absent)"]);
    assert_eq!(texts(&run("rm -rf /var/tmp/*"), "/var/tmp/x"), ["(absent)"]);
    assert_eq!(texts(&run("rm -rf /d; mkdir /d; echo x > /d/f"), "/d/f"), ["x\n"]);
    assert_eq!(texts(&run(": > /f"), "/f"), [""]);
    assert_eq!(texts(&run("> /f"), "/f"), [""]);
    assert_eq!(texts(&run("echo ab > /f; sed -i 's/a/c/' /f"), "/f"), ["cb\n"]);
    assert_eq!(texts(&run("sed -i -e 's/x/y/' /f"), "/f"), ["<default>\n"]);
    assert_eq!(texts(&run("f() { rm -rf \"$1\"; }\nf /x"), "/x"), ["(absent)"]);
    assert_eq!(texts(&run("ln -sf /dev/null /f"), "/f"), ["(link /dev/null)"]);
    assert_eq!(texts(&run("curl x > /f"), "/f"), ["(part unknown) "]);
}

#[test]
fn guards_are_seen() {
    let files = run("[ -e /f ] && sed -i s/a/b/ /f\nif test -f /g; then rm /g; fi\nrm /h\n");
    let operations: Vec<(&str, bool)> =
        files.operations().iter().map(|operation| (operation.path.as_str(), operation.guarded)).collect();
    assert_eq!(operations, [("/f", true), ("/g", true), ("/h", false)]);
}

#[test]
fn globs() {
    assert!(glob("/a/*.conf", "/a/x.conf"));
    assert!(!glob("/a/*.conf", "/a/b/x.conf"));
    assert!(glob("/a/?", "/a/b"));
    assert!(!glob("/a/?", "/a/bc"));
}

#[test]
fn usual_idioms() {
    for (script, text) in [
        ("t=$(mktemp)\necho a > \"$t\"\ninstall -D \"$t\" /f", "a\n"),
        ("w() { local f=$1; shift; for l in \"$@\"; do echo \"$l\"; done > \"$f\"; }\nw /f a b", "a\nb\n"),
        ("cat > /f <<EOF\na $(echo b) `echo c`\nEOF", "a b c\n"),
        ("mkdir -p /opt/o/etc\necho a > /opt/o/etc/f\ncp -a /opt/o/. /\ncp /etc/f /f", "a\n"),
        ("mkdir -p /opt/o/d\necho a > /opt/o/d/f\nmkdir -p /x\ncp -r /opt/o/* /x\ncp /x/d/f /f", "a\n"),
        ("while read -r a b; do echo \"$b=$a\"; done > /f <<EOF\n1 x\n2 y z\nEOF", "x=1\ny z=2\n"),
        ("while IFS=: read -r a b; do echo \"$a-$b\"; done <<< 'k:v' > /f", "k-v\n"),
        ("i=0\nwhile [ $i -lt 3 ]; do i=$((i + 1)); echo $i; done > /f", "1\n2\n3\n"),
        (
            "x=Registry.example.com\necho ${x,,} ${x^^} ${x:0:3} ${x/example/host} > /f",
            "registry.example.com REGISTRY.EXAMPLE.COM Reg Registry.host.com\n",
        ),
        ("a=b\nb=c\necho ${!a} > /f", "c\n"),
        ("for i in {50..60..5} {a..c}; do echo $i; done > /f", "50\n55\n60\na\nb\nc\n"),
        ("seq 1 3 | tail -n +2 > /f", "2\n3\n"),
        ("printf 'a\\nb\\nc\\n' | head -n 2 | grep -v a > /f", "b\n"),
        ("echo abc | tr a-c A-C > /f", "ABC\n"),
        ("echo YQo= | base64 -d > /f", "a\n"),
        ("jq -n '{\"a\": [1, true]}' > /f", "{\n  \"a\": [\n    1,\n    true\n  ]\n}\n"),
        ("echo 'a b' | xargs -I{} echo '<{}>' > /f", "<a b>\n"),
        ("echo a,b | cut -d, -f2 > /f", "b\n"),
        ("basename /a/b.conf .conf > /f", "b\n"),
        ("printf '%b' \"a\\\\nb\\\\n\" > /f", "a\nb\n"),
        ("echo -e \"a\\\\nb\" > /f", "a\nb\n"),
        ("cat <<A > /f; cat <<B >> /f\n1\nA\n2\nB", "1\n2\n"),
        ("cat <<A|tee /f >/dev/null\n1\nA", "1\n"),
        ("(cat <<A)>/f\n1\nA", "1\n"),
        ("echo x > /f\nset -C\necho y > /f\necho z >| /g\nset +C", "x\n"),
        ("mkdir -p /d\necho a > /d/x.conf\nfind /d -name '*.conf' -exec sed -i s/a/b/ {} +\ncp /d/x.conf /f", "b\n"),
    ] {
        assert_eq!(texts(&run(&format!("{script}\n")), "/f"), [text], "{script}");
    }
}

#[test]
fn the_default_is_moved_and_extended() {
    let script = "mv /f /f.orig\n{ cat /f.orig; echo; echo x; } > /f\n";
    assert_eq!(texts(&run(script), "/f"), ["<default>\n\nx\n"]);
}

#[test]
fn one_line_that_is_not_known() {
    assert_eq!(texts(&run("echo \"# $(date)\" > /f\n"), "/f"), ["# <$(date)>\n"]);
}

#[test]
fn the_profiles_choose() {
    let mut sources = Sources::new();
    let text = "case \"$kiwi_profiles\" in *edge*) R=a;; *) R=b;; esac\n[[ $kiwi_profiles == *edge* ]] && R=${R}2\necho $R > /f\n";
    let id = sources.add("config.sh", text);
    let script = Script::parse(ScriptKind::Config, sources.get(id).clone(), false);
    for (profiles, result) in [("x,edge", "a2\n"), ("x", "b\n")] {
        let mut files = Files::default();
        files.set_variable("kiwi_profiles", profiles);
        files.run(&script, true);
        assert_eq!(texts(&files, "/f"), [result]);
    }
}

#[test]
fn what_comes_behind_a_part_that_may_fail_is_run_where_it_did_not() {
    assert_eq!(texts(&run("cd /d\nmkdir sub && cd sub && echo a > f\n"), "/d/sub/f"), ["a\n", "(default)"]);
    assert_eq!(
        texts(&run("rm -f /d/sub/f; cd /d\nmkdir sub && cd sub && echo a > f\n"), "/d/sub/f"),
        ["a\n", "(absent)"]
    );
    // where both fail, and where the first does
    assert_eq!(texts(&run("a && echo b > /f || rm -f /f"), "/f"), ["(absent)", "b\n", "(default)"]);
    assert_eq!(texts(&run("a || b || exit 1\necho c > /f"), "/f"), ["c\n"]);
    assert_eq!(texts(&run("x=1; a && x=2 && echo $x > /f"), "/f"), ["2\n", "(default)"]);
}

#[test]
fn what_is_written_in_a_directory_that_is_not_known_may_be_anywhere() {
    let before = "rm -f /etc/containers/policy.json\necho b > /etc/b\n";
    for text in ["cd $unset\necho a > policy.json\n", "echo a > \"$(mydir)/policy.json\"\n"] {
        let files = run(&format!("{before}{text}"));
        assert_eq!(texts(&files, "/etc/containers/policy.json"), ["(unknown)"], "{text}");
        assert_eq!(texts(&files, "/etc/other/policy.json"), ["(unknown)", "(default)"], "{text}");
        assert_eq!(texts(&files, "/etc/b"), ["b\n"], "{text}");
    }
}

#[test]
fn what_is_not_followed_is_not_known() {
    let files = run("echo a > /f\nf() { f; f; }\nf\n");
    assert_eq!(texts(&files, "/f"), ["(unknown)"]);
    assert_eq!(files.cuts().len(), 1);
    let nested =
        format!("echo a > /f\n{}echo x >> /g\n{}", "for i in 1 2 3 4 5 6 7 8 9; do\n".repeat(7), "done\n".repeat(7));
    let made: String = (0..1000).map(|at| format!("echo x > /etc/x/{at}\n")).collect();
    let copied: String = (0..1000).map(|at| format!("cp -r /etc/x /etc/y{at}\n")).collect();
    let copies = format!("echo a > /f\n{made}{copied}");
    for text in [nested, copies] {
        let files = run(&text);
        assert_eq!(texts(&files, "/f"), ["(unknown)"]);
        assert_eq!(files.cuts()[0].why, "following it takes too long");
    }
    assert!(run("f() { g; }\ng() { echo a > /f; }\nf\n").cuts().is_empty());
}

#[test]
fn thousands_of_ways_come_together() {
    let arms: String = (0..3000).map(|at| format!("a{at}) echo b > /etc/f{at}; x=1 ;;\n")).collect();
    let files = run(&format!("echo c > /etc/f7\ncase $y in\n{arms}esac\n"));
    assert_eq!(texts(&files, "/etc/f7"), ["c\n", "b\n"]);
    assert_eq!(texts(&files, "/etc/f2999"), ["(default)", "b\n"]);
    let exits: String = (0..3000).map(|at| format!("echo b > /etc/f{at}\ncmd || exit\n")).collect();
    let files = run(&exits);
    assert_eq!(texts(&files, "/etc/f0"), ["b\n"]);
    assert_eq!(texts(&files, "/etc/f2999"), ["b\n", "(default)"]);
    // what removes a directory in one way only may have removed what another way wrote
    let text = "case $y in\na) echo b > /d/f ;;\nb) ;;\nc) rm -rf /d ;;\nesac\n";
    assert_eq!(texts(&run(text), "/d/f"), ["b\n", "(default)", "(absent)"]);
}
