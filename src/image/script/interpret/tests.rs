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
    assert_eq!(texts(&run("cat > /f <<EOF\nx `date`\nEOF\n"), "/f"), ["(part unknown) x \n"]);
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
