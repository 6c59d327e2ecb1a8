//! Time grows with the input, not with its square: each dimension of what rowi reads is doubled.
//!
//! A dimension that answers quickly at its larger size is fine; of the others the growth is measured, in processor time of
//! the program, without what it takes to start.
#![cfg(unix)]

use std::fs;
use std::process::Command;

use crate::support::command::{Scratch, description};

/// A doubled input may take this much longer: somewhat more than twice, since measuring is not exact.
const GROWTH: f64 = 2.6;
/// Below this, in seconds of the unoptimised program, nothing is measured.
const QUICK: f64 = 1.0;

type Files = Vec<(String, String)>;

struct Dimension {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The larger size; the smaller one is half of it.
    size: usize,
    files: fn(usize) -> Files,
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn packages(inside: String) -> Files {
    own(&format!("<packages type=\"image\">{inside}</packages>"))
}

fn own(inside: &str) -> Files {
    vec![("d/config.xml".into(), description("8.5", inside))]
}

fn old(inside: &str) -> Files {
    vec![("d/config.xml".into(), description("7.4", inside))]
}

fn with(file: &str, text: String) -> Files {
    let mut files = own("");
    files.push((format!("d/{file}"), text));
    files
}

fn script(text: String) -> Files {
    with("config.sh", text)
}

fn overlay(path: &str, text: String) -> Files {
    with(&format!("root/{path}"), text)
}

fn schema(text: String, document: String) -> Files {
    vec![("s.rnc".into(), text), ("d.xml".into(), document)]
}

fn style(top: &str, body: String, document: String) -> Files {
    let text = format!(
        "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">{top}\
         <xsl:template match=\"/\"><o>{body}</o></xsl:template></xsl:stylesheet>"
    );
    vec![("s.xsl".into(), text), ("d.xml".into(), document)]
}

const CHECK: &[&str] = &["check", "d", "--format", "concise"];
const UPGRADE: &[&str] = &["upgrade", "d", "--diff"];
const VALIDATE: &[&str] = &["validate", "s.rnc", "d.xml", "--format", "concise"];
const TYPES: &[&str] = &["schema", "types", "s.rnc"];
const FORMAT: &[&str] = &["schema", "fmt", "--check", "s.rnc"];
const SCHEMA: &[&str] = &["schema", "check", "s.rnc", "--format", "concise"];
const XSD: &[&str] = &["schema", "convert", "s.rnc", "o.xsd"];
const TRANSFORM: &[&str] = &["transform", "s.xsl", "d.xml"];

macro_rules! dimensions {
    ($($name:literal $arguments:expr, $size:literal => |$n:ident| $files:expr;)*) => {
        &[$(Dimension { name: $name, arguments: $arguments, size: $size, files: |$n| $files }),*]
    };
}

const DIMENSIONS: &[Dimension] = dimensions! {
    "unknown elements" CHECK, 4000 => |n| packages("<pakage/>".repeat(n));
    "unknown elements, each of its own name" CHECK, 4000 => |n| packages(lines(n, |at| format!("<p{at}/>")));
    "unknown elements on one line, drawn" &["check", "d"], 2000 => |n| packages("<pakage/>".repeat(n));
    "unknown attributes" CHECK, 2000 => |n| packages(format!("<package name=\"a\"{}/>", lines(n, |at| format!(" a{at}=\"\""))));
    "depth" CHECK, 4000 => |n| own(&format!("{}{}", "<a>".repeat(n), "</a>".repeat(n)));
    "text" CHECK, 400_000 => |n| own(&"x ".repeat(n));
    "comments" CHECK, 20_000 => |n| own(&"<!---->".repeat(n));
    "instructions" CHECK, 20_000 => |n| own(&"<?a b?>".repeat(n));
    "less-than signs" CHECK, 20_000 => |n| own(&"<".repeat(n));
    "ampersands" CHECK, 20_000 => |n| own(&"&".repeat(n));
    "unclosed elements" CHECK, 3000 => |n| own(&"<a>".repeat(n));
    "end tags" CHECK, 20_000 => |n| own(&"</a>".repeat(n));
    "quotes" CHECK, 20_000 => |n| own(&"<a b='".repeat(n));
    "entities" CHECK, 5000 => |n| vec![("d/config.xml".into(), format!("<!DOCTYPE image [{}]>{}", lines(n, |at| format!("<!ENTITY e{at} 'x'>")), description("8.5", "").split_once("?>").expect("a declaration").1))];
    "default attributes" CHECK, 300 => |n| vec![("d/config.xml".into(), format!("<!DOCTYPE image [<!ATTLIST package {}>]>{}", lines(n, |at| format!("a{at} CDATA 'x' ")), description("8.5", &format!("<packages type=\"image\">{}</packages>", "<package name='a'/>".repeat(40))).split_once("?>").expect("a declaration").1))];
    "packages twice" CHECK, 10_000 => |n| packages(lines(n, |at| format!("<package name=\"p{}\"/>\n", at / 2)));
    "packages" CHECK, 10_000 => |n| packages(lines(n, |at| format!("<package name=\"p{at}\"/>\n")));
    "package sections" CHECK, 2000 => |n| own(&lines(n, |at| format!("<packages type=\"image\"><package name=\"p{at}\"/></packages>\n")));
    "repositories" CHECK, 2000 => |n| own(&lines(n, |at| format!("<repository alias=\"a{at}\"><source path=\"https://example.org/{at}\"/></repository>\n")));
    "users" CHECK, 2000 => |n| own(&format!("<users>{}</users>", lines(n, |at| format!("<user name=\"u{at}\" password=\"x\" home=\"/h\"/>\n"))));
    "profiles" CHECK, 1000 => |n| own(&format!("<profiles>{}</profiles>", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\"/>\n"))));
    "a chain of profiles" CHECK, 2000 => |n| own(&format!("<profiles>{}</profiles>", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\">{}</profile>\n", if at + 1 < n { format!("<requires profile=\"p{}\"/>", at + 1) } else { String::new() }))));
    "containers" CHECK, 1000 => |n| own(&format!("<containers source=\"r.example.org\" backend=\"podman\">{}</containers>", lines(n, |at| format!("<container name=\"c{at}\" tag=\"1\"/>\n"))));
    "elements of an old version that are gone" UPGRADE, 1000 => |n| old(&format!("<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>{}<type image=\"tbz\"/></preferences>", "<hwclock>utc</hwclock>".repeat(n)));
    "packages of an old version" UPGRADE, 10_000 => |n| old(&format!("<packages type=\"image\">{}</packages>", lines(n, |at| format!("<package name=\"p{at}\"/>\n"))));
    "comments of an old version" UPGRADE, 10_000 => |n| old(&"<!-- x -->\n".repeat(n));
    "appends of a script" CHECK, 1000 => |n| script(lines(n, |at| format!("echo a{at} >> /etc/motd\n")));
    "conditions of a script" CHECK, 400 => |n| script(lines(n, |at| format!("if [ -e /x{at} ]; then echo a > /etc/f{at}; fi\n")));
    "variables of a script" CHECK, 2000 => |n| script(lines(n, |at| format!("a{at}=\"$a{}x\"\n", at.saturating_sub(1))));
    "here-documents of a script" CHECK, 500 => |n| script(lines(n, |at| format!("cat > /etc/f{at} <<EOF\nx\nEOF\n")));
    "here-documents on a line" CHECK, 500 => |n| script(format!("cat {}\n{}", "<<E ".repeat(n), "E\n".repeat(n)));
    "parentheses of a script" CHECK, 20_000 => |n| script("(".repeat(n));
    "brackets and braces of a script" CHECK, 4000 => |n| script("(([[[{{{\n".repeat(n));
    "closing parentheses of a script" CHECK, 20_000 => |n| script(")".repeat(n));
    "pipes of a script" CHECK, 20_000 => |n| script("|".repeat(n));
    "arrays of a script" CHECK, 8000 => |n| script("a=(".repeat(n));
    "NUL bytes" CHECK, 100_000 => |n| script("\0".repeat(n));
    "words on a line" CHECK, 20_000 => |n| script(format!("echo {}\n", "a ".repeat(n)));
    "cases" CHECK, 1000 => |n| script(format!("case $x in\n{}esac\n", lines(n, |at| format!("a{at}) echo b ;;\n"))));
    "registries" CHECK, 500 => |n| overlay("etc/containers/registries.conf", lines(n, |at| format!("[[registry]]\nlocation = \"r{at}.example\"\n")));
    "mirrors" CHECK, 500 => |n| overlay("etc/containers/registries.conf", format!("[[registry]]\nlocation = \"r.example\"\n{}", lines(n, |at| format!("[[registry.mirror]]\nlocation = \"m{at}.example\"\n"))));
    "keys that registries.conf does not know" CHECK, 1000 => |n| overlay("etc/containers/registries.conf", lines(n, |at| format!("key{at} = 1\n")));
    "short names" CHECK, 1000 => |n| overlay("etc/containers/registries.conf", format!("[aliases]\n{}", lines(n, |at| format!("\"a{at}\" = \"r.example/a{at}\"\n"))));
    "keys of policy.json" CHECK, 2000 => |n| overlay("etc/containers/policy.json", format!("{{\"default\":[{{\"type\":\"reject\"}}],\"transports\":{{\"docker\":{{{}}}}}}}", (0..n).map(|at| format!("\"r{at}.example\":[{{\"type\":\"reject\"}}]")).collect::<Vec<_>>().join(",")));
    "keys of daemon.json" CHECK, 2000 => |n| overlay("etc/docker/daemon.json", format!("{{{}}}", (0..n).map(|at| format!("\"k{at}\":1")).collect::<Vec<_>>().join(",")));
    "services" CHECK, 500 => |n| { let mut files = own(""); for at in 0..n { files.push((format!("d/root/etc/systemd/system/s{at}.service"), format!("[Service]\nExecStart=/usr/bin/podman run r.example/a{at}\n"))); } files };
    "files of the overlay" CHECK, 2000 => |n| { let mut files = own(""); for at in 0..n { files.push((format!("d/root/usr/share/x/f{at}"), String::new())); } files };
    "keys of INI" CHECK, 10_000 => |n| vec![("d/x.kiwi".into(), format!("[image]\nname = x\nschemaversion = 8.5\n{}", lines(n, |at| format!("k{at} = v\n"))))];
    "keys of YAML" CHECK, 4000 => |n| vec![("d/x.kiwi".into(), format!("image:\n  '@name': x\n  '@schemaversion': '8.5'\n{}", lines(n, |at| format!("  k{at}: v\n"))))];
    "depth of JSON" CHECK, 20_000 => |n| vec![("d/x.kiwi".into(), format!("{{\"image\":{}{}}}", "[".repeat(n), "]".repeat(n)))];
    "suppressions" CHECK, 1000 => |n| own(&"<!-- rowi: allow unknown-element x -->\n".repeat(n));
    "names that are ignored" CHECK, 5000 => |n| with("rowi.toml", format!("ignore = [{}]\n", "\"unknown-element\",".repeat(n)));
    "paths of the configuration" CHECK, 1000 => |n| { let mut files = packages("<pakage/>".repeat(n)); files.push(("d/rowi.toml".into(), format!("per-path = [{}]\n", lines(n, |at| format!("{{path=\"a{at}/*x*\",ignore=[\"unknown-element\"]}},"))))); files };
    "stars of a path" CHECK, 400 => |n| with("rowi.toml", format!("per-path = [{{path=\"{}b\",ignore=[\"unknown-element\"]}}]\n", "*a".repeat(n)));
    "keys that the configuration does not know" CHECK, 2000 => |n| with("rowi.toml", lines(n, |at| format!("k{at} = 1\n")));
    "entries of a baseline" CHECK, 5000 => |n| { let mut files = own(""); files.push(("d/rowi.toml".into(), "baseline = \"known.json\"\n".into())); files.push(("d/known.json".into(), format!("{{\"version\":1,\"findings\":[{}]}}", (0..n).map(|at| format!("{{\"file\":\"config.xml\",\"name\":\"unknown-element\",\"message\":\"m{at}\",\"count\":1}}")).collect::<Vec<_>>().join(",")))); files };
    "findings in SARIF" &["check", "d", "--format", "sarif"], 2000 => |n| packages("<pakage/>\n".repeat(n));
    "findings for GitLab" &["check", "d", "--format", "gitlab"], 2000 => |n| packages("<pakage/>\n".repeat(n));
    "findings in JSON" &["check", "d", "--format", "json"], 2000 => |n| packages("<pakage/>\n".repeat(n));
    "findings, drawn" &["check", "d"], 2000 => |n| packages("<pakage/>\n".repeat(n));
    "fixes" &["check", "d", "--fix", "--diff"], 500 => |n| packages(lines(n, |at| format!("<package nam=\"p{at}\"/>\n")));
    "optional elements" VALIDATE, 200 => |n| schema(format!("start = element r {{ {} }}", vec!["element a { empty }?"; n].join(", ")), format!("<r>{}</r>", "<a/>".repeat(n)));
    "optional elements of many names" VALIDATE, 1000 => |n| schema(format!("start = element r {{ {} }}", (0..n).map(|at| format!("element a{at} {{ empty }}?")).collect::<Vec<_>>().join(", ")), "<r/>".into());
    "interleaved elements" VALIDATE, 500 => |n| schema(format!("start = element r {{ {} }}", (0..n).map(|at| format!("element a{at} {{ empty }}?")).collect::<Vec<_>>().join(" & ")), "<r/>".into());
    "attributes" VALIDATE, 1000 => |n| schema(format!("start = element r {{ {} }}", (0..n).map(|at| format!("attribute a{at} {{ text }}?")).collect::<Vec<_>>().join(", ")), format!("<r {}/>", lines(n, |at| format!("a{at}='' "))));
    "values" VALIDATE, 5000 => |n| schema(format!("start = element r {{ {} }}", (0..n).map(|at| format!("\"v{at}\"")).collect::<Vec<_>>().join(" | ")), "<r>v1</r>".into());
    "definitions in a chain" VALIDATE, 900 => |n| schema(format!("start = d0\n{}d{n} = element a {{ empty }}\n", lines(n, |at| format!("d{at} = d{}\n", at + 1))), "<a/>".into());
    "definitions that double" VALIDATE, 60 => |n| schema(format!("start = element a {{ d0 }}\n{}d{n} = element b {{ empty }}?\n", lines(n, |at| format!("d{at} = d{0}, d{0}\n", at + 1))), "<a/>".into());
    "documents" VALIDATE, 20_000 => |n| schema("start = element r { element a { attribute x { text } }* }".into(), format!("<r>{}</r>", "<a x='1'/>".repeat(n)));
    "wrong documents" VALIDATE, 4000 => |n| schema("start = element r { element a { empty }* }".into(), format!("<r>{}</r>", "<b/>".repeat(n)));
    "identifiers" VALIDATE, 10_000 => |n| schema("start = element r { element a { attribute x { xsd:ID } }* }".into(), format!("<r>{}</r>", lines(n, |at| format!("<a x='i{at}'/>"))));
    "types of a chain" TYPES, 400 => |n| schema(format!("start = e0\n{}e{n} = element a{n} {{ empty }}\n", lines(n, |at| format!("e{at} = element a{at} {{ e{} }}\n", at + 1))), String::new());
    "types of many children" TYPES, 400 => |n| schema(format!("start = element r {{ {} }}", (0..n).map(|at| format!("element a{at} {{ empty }}?")).collect::<Vec<_>>().join(", ")), String::new());
    "types of elements that hold each other" TYPES, 60 => |n| schema(format!("start = e0\nall = {}\n{}", (0..n).map(|at| format!("e{at}")).collect::<Vec<_>>().join(" | "), lines(n, |at| format!("e{at} = element a{at} {{ all* }}\n"))), String::new());
    "types of many values" TYPES, 2000 => |n| schema(format!("start = element r {{ {} }}", (0..n).map(|at| format!("\"v{at}\"")).collect::<Vec<_>>().join(" | ")), String::new());
    "a schema, formatted" FORMAT, 2000 => |n| schema(format!("start = e0\n{}", lines(n, |at| format!("e{at} = element a{at} {{ text }}\n"))), String::new());
    "a deep schema, formatted" FORMAT, 150 => |n| schema(format!("start = {} text {}", "element a {".repeat(n), "}".repeat(n)), String::new());
    "a schema, checked" SCHEMA, 2000 => |n| schema(format!("start = {}\n{}", (0..n).map(|at| format!("e{at}")).collect::<Vec<_>>().join(" | "), lines(n, |at| format!("e{at} = element a{at} {{ text }}\n"))), String::new());
    "names that are not defined" SCHEMA, 1000 => |n| schema(format!("start = {}\n", (0..n).map(|at| format!("e{at}")).collect::<Vec<_>>().join(" | ")), String::new());
    "a schema as XML Schema" XSD, 500 => |n| schema(format!("start = {}\n{}", (0..n).map(|at| format!("e{at}")).collect::<Vec<_>>().join(" | "), lines(n, |at| format!("e{at} = element a{at} {{ text }}\n"))), String::new());
    "elements, transformed" TRANSFORM, 10_000 => |n| style("", "<xsl:copy-of select=\"/\"/>".into(), format!("<r>{}</r>", "<a/>".repeat(n)));
    "elements, sorted" TRANSFORM, 5000 => |n| style("", "<xsl:for-each select=\"r/a\"><xsl:sort select=\"@x\"/>x</xsl:for-each>".into(), format!("<r>{}</r>", lines(n, |at| format!("<a x='{}'/>", at * 7919 % 1000))));
    "equal keys" TRANSFORM, 5000 => |n| style("<xsl:key name=\"k\" match=\"a\" use=\"1\"/>", "<xsl:value-of select=\"count(key('k', 1))\"/>".into(), format!("<r>{}</r>", "<a/>".repeat(n)));
    "a tree that doubles" TRANSFORM, 40 => |n| style("", format!("<xsl:variable name=\"v0\"><a/></xsl:variable>{}<xsl:copy-of select=\"$v{n}\"/>", lines(n, |at| format!("<xsl:variable name=\"v{}\"><xsl:copy-of select=\"$v{at}\"/><xsl:copy-of select=\"$v{at}\"/></xsl:variable>", at + 1))), "<r/>".into());
    "a string that doubles" TRANSFORM, 60 => |n| style("", format!("<xsl:variable name=\"v0\" select=\"'ab'\"/>{}<xsl:value-of select=\"string-length($v{n})\"/>", lines(n, |at| format!("<xsl:variable name=\"v{0}\" select=\"concat($v{at}, $v{at})\"/>", at + 1))), "<r/>".into());
    "an expression's parentheses" TRANSFORM, 100 => |n| style("", format!("<xsl:value-of select=\"{}1{}\"/>", "(".repeat(n), ")".repeat(n)), "<r/>".into());
    "an expression's sums" TRANSFORM, 1000 => |n| style("", format!("<xsl:value-of select=\"1{}\"/>", " + 1".repeat(n)), "<r/>".into());
};

/// Seconds of processor time that the program takes.
fn seconds(scratch: &Scratch, arguments: &[&str]) -> f64 {
    let output = Command::new("bash")
        .args(["-c", "TIMEFORMAT='%3U %3S'; time \"$0\" \"$@\" >/dev/null 2>&1", env!("CARGO_BIN_EXE_rowi")])
        .args(arguments)
        .current_dir(&scratch.0)
        .output()
        .expect("bash runs");
    let text = String::from_utf8_lossy(&output.stderr).replace(',', ".");
    text.split_whitespace().filter_map(|number| number.parse::<f64>().ok()).sum()
}

fn made(dimension: &Dimension, size: usize) -> Scratch {
    let files = (dimension.files)(size);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Scratch::new(&format!("complexity-{}-{size}", dimension.name.replace(' ', "-")), &files)
}

#[test]
fn twice_the_input_takes_about_twice_the_time() {
    let slow: Vec<String> = DIMENSIONS
        .iter()
        .filter_map(|dimension| {
            let large = made(dimension, dimension.size);
            let most = seconds(&large, dimension.arguments);
            if most < QUICK {
                return None;
            }
            let start = seconds(&made(dimension, 1), dimension.arguments);
            let small = made(dimension, dimension.size / 2);
            // noise only makes it longer
            let least =
                |scratch: &Scratch| (0..3).map(|_| seconds(scratch, dimension.arguments)).fold(f64::MAX, f64::min);
            let (less, more) = (least(&small), least(&large));
            let growth = (more - start) / (less - start).max(0.01);
            (growth > GROWTH).then(|| format!("{}: {less:.2} s, {more:.2} s", dimension.name))
        })
        .collect();
    assert!(slow.is_empty(), "{}", slow.join("\n"));
    assert!(fs::exists("/proc/self").is_ok());
}
