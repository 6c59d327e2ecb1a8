//! The dimensions that are doubled: what a hostile or merely large input can have a lot of. A small size for every run of
//! the tests, one just below a megabyte for the full run. The file is a table, and long for that reason.

use crate::support::command::description;

type Files = Vec<(String, Vec<u8>)>;

/// One thing that there may be a lot of.
pub(super) struct Dimension {
    pub name: &'static str,
    pub arguments: &'static [&'static str],
    /// The size that is measured by the unoptimised program, against half of it.
    pub small: usize,
    /// The size of the full run.
    pub full: usize,
    pub files: fn(usize) -> Files,
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn list(count: usize, separator: &str, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(separator)
}

fn one(path: &str, text: impl Into<Vec<u8>>) -> Files {
    vec![(path.to_owned(), text.into())]
}

fn own(inside: &str) -> Files {
    one("d/config.xml", description("8.5", inside))
}

fn old(inside: &str) -> Files {
    one("d/config.xml", description("7.4", inside))
}

fn packages(inside: &str) -> Files {
    own(&format!("<packages type=\"image\">{inside}</packages>"))
}

/// A description whose tag of the document element is `tag`, behind `before`.
fn headed(before: &str, inside: &str) -> Files {
    let text = description("8.5", inside);
    let (declaration, rest) = text.split_once("?>").expect("a declaration");
    one("d/config.xml", format!("{declaration}?>{before}{rest}"))
}

fn with(path: &str, text: impl Into<Vec<u8>>) -> Files {
    let mut files = own("");
    files.push((format!("d/{path}"), text.into()));
    files
}

fn script(text: String) -> Files {
    with("config.sh", format!("#!/bin/bash\n{text}"))
}

fn registries(text: String) -> Files {
    with("root/etc/containers/registries.conf", text)
}

fn tree(count: usize, path: impl Fn(usize) -> String, text: impl Fn(usize) -> String) -> Files {
    let mut files = own("");
    files.extend((0..count).map(|at| (format!("d/{}", path(at)), text(at).into_bytes())));
    files
}

fn schema(text: String, document: &str) -> Files {
    vec![("s.rnc".into(), text.into_bytes()), ("d.xml".into(), document.as_bytes().to_vec())]
}

/// Definitions `d0` to `dN`, each of which says something of the next; the last is `end`.
fn chain(count: usize, end: &str, next: impl Fn(usize) -> String) -> String {
    format!("start = d0\n{}d{count} = {end}\n", lines(count, |at| format!("d{at} = {}\n", next(at + 1))))
}

fn root(content: &str) -> String {
    format!("start = element r {{ {content} }}\n")
}

fn facet(pattern: &str, value: &str) -> Files {
    schema(root(&format!("xsd:string {{ pattern = \"{pattern}\" }}")), &format!("<r>{value}</r>"))
}

fn style(top: &str, body: &str, document: &str) -> Files {
    let text = format!(
        "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" \
         xmlns:str=\"http://exslt.org/strings\">{top}<xsl:template match=\"/\"><o>{body}</o></xsl:template>\
         </xsl:stylesheet>"
    );
    vec![("s.xsl".into(), text.into_bytes()), ("d.xml".into(), document.as_bytes().to_vec())]
}

fn value(select: &str, document: &str) -> Files {
    style("", &format!("<xsl:value-of select=\"{select}\"/>"), document)
}

fn rules(patterns: &str, document: &str) -> Files {
    let text = format!("<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\">{patterns}</schema>");
    vec![("s.sch".into(), text.into_bytes()), ("d.xml".into(), document.as_bytes().to_vec())]
}

fn elements(count: usize) -> String {
    format!("<r>{}</r>", "<a/>".repeat(count))
}

const CHECK: &[&str] = &["check", "d", "--format", "concise"];
const HUMAN: &[&str] = &["check", "d"];
const FIX: &[&str] = &["check", "d", "--fix", "--diff"];
const UPGRADE: &[&str] = &["upgrade", "d", "--diff"];
const VALIDATE: &[&str] = &["validate", "s.rnc", "d.xml", "--format", "concise"];
const TYPES: &[&str] = &["schema", "types", "s.rnc"];
const FORMAT: &[&str] = &["schema", "fmt", "--check", "s.rnc"];
const SCHEMA: &[&str] = &["schema", "check", "s.rnc", "--format", "concise"];
const XSD: &[&str] = &["schema", "convert", "s.rnc", "o.xsd"];
const RNG: &[&str] = &["schema", "convert", "s.rnc", "o.rng"];
const TRANSFORM: &[&str] = &["transform", "s.xsl", "d.xml"];
const SCHEMATRON: &[&str] = &["validate", "s.sch", "d.xml", "--format", "concise"];

macro_rules! dimensions {
    ($($name:literal $arguments:expr, $small:literal $full:literal => |$n:ident| $files:expr;)*) => {
        &[$(Dimension { name: $name, arguments: $arguments, small: $small, full: $full, files: |$n| $files }),*]
    };
}

#[rustfmt::skip]
pub(super) const DIMENSIONS: &[Dimension] = dimensions! {
    "xml-depth" CHECK, 4000 100000 => |n| own(&format!("{}{}", "<a>".repeat(n), "</a>".repeat(n)));
    "xml-attrs" CHECK, 2000 80000 => |n| packages(&format!("<package name=\"a\"{}/>", lines(n, |at| format!(" a{at}=\"\""))));
    "xml-unknown-elems" CHECK, 2000 100000 => |n| packages(&"<pakage/>".repeat(n));
    "xml-unknown-distinct" CHECK, 2000 80000 => |n| packages(&lines(n, |at| format!("<p{at}/>")));
    "xml-text" CHECK, 200000 900000 => |n| own(&"x".repeat(n));
    "xml-text-line-errors" HUMAN, 2000 100000 => |n| packages(&"<pakage/>".repeat(n));
    "xml-comments" CHECK, 20000 120000 => |n| own(&"<!---->".repeat(n));
    "xml-pi" CHECK, 20000 120000 => |n| own(&"<?a b?>".repeat(n));
    "xml-ns" CHECK, 2000 40000 => |n| own(&format!("<a{}/>", lines(n, |at| format!(" xmlns:p{at}=\"u\""))));
    "xml-malformed-lt" CHECK, 20000 900000 => |n| own(&"<".repeat(n));
    "xml-malformed-amp" CHECK, 20000 900000 => |n| own(&"&".repeat(n));
    "xml-malformed-unclosed" CHECK, 3000 300000 => |n| own(&"<a>".repeat(n));
    "xml-malformed-ends" CHECK, 20000 200000 => |n| own(&"</a>".repeat(n));
    "xml-malformed-mixed" CHECK, 10000 100000 => |n| own(&"<a></b>".repeat(n));
    "xml-malformed-attr" CHECK, 10000 300000 => |n| own(&format!("<a {}/>", "b= ".repeat(n)));
    "xml-malformed-quote" CHECK, 10000 120000 => |n| own(&"<a b='>".repeat(n));
    "xml-comment-open" CHECK, 10000 200000 => |n| own(&"<!--".repeat(n));
    "xml-cdata-open" CHECK, 10000 90000 => |n| own(&"<![CDATA[".repeat(n));
    "xml-entity-bomb" CHECK, 20 20000 => |n| headed(&format!("<!DOCTYPE image [<!ENTITY e0 'x'>{}]>", lines(n, |at| format!("<!ENTITY e{} '&e{at};&e{at};'>", at + 1))), &format!("<a>&e{n};</a>"));
    "xml-entity-many" CHECK, 5000 250000 => |n| headed("<!DOCTYPE image [<!ENTITY e 'x'>]>", &format!("<a>{}</a>", "&e;".repeat(n)));
    "xml-entity-decl" CHECK, 5000 40000 => |n| headed(&format!("<!DOCTYPE image [{}]>", lines(n, |at| format!("<!ENTITY e{at} 'x'>"))), "");
    "xml-attlist-defaults" CHECK, 200 10000 => |n| headed(&format!("<!DOCTYPE image [<!ATTLIST package {}>]>", lines(n, |at| format!("a{at} CDATA 'x' "))), &format!("<packages type=\"image\">{}</packages>", "<package name='a'/>".repeat(n)));
    "xml-dup-packages" CHECK, 4000 50000 => |n| packages(&"<package name=\"a\"/>".repeat(n));
    "xml-distinct-packages" CHECK, 4000 40000 => |n| packages(&lines(n, |at| format!("<package name=\"p{at}\"/>\n")));
    "xml-repos" CHECK, 1000 12000 => |n| own(&lines(n, |at| format!("<repository alias=\"a{at}\"><source path=\"http://example.org/{at}\"/></repository>\n")));
    "xml-users-dup" CHECK, 2000 30000 => |n| own(&format!("<users>{}</users>", "<user name=\"a\" password=\"x\"/>".repeat(n)));
    "xml-types" CHECK, 1000 25000 => |n| own(&format!("<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>{}</preferences>", "<type image=\"iso\" flags=\"overlay\"/>".repeat(n)));
    "xml-preferences" CHECK, 1000 9000 => |n| own(&lines(n, |at| format!("<preferences arch=\"a{at}\"><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>")));
    "xml-packages-sections" CHECK, 1000 17000 => |n| own(&lines(n, |at| format!("<packages type=\"image\"><package name=\"p{at}\"/></packages>")));
    "xml-archs" CHECK, 1000 30000 => |n| packages(&lines(n, |at| format!("<package name=\"a\" arch=\"a{at}\"/>")));
    "xml-arch-list" CHECK, 5000 150000 => |n| packages(&format!("<package name=\"a\" arch=\"{}\"/>", list(n, ",", |at| format!("a{at}"))));
    "profiles" CHECK, 1000 15000 => |n| own(&format!("<profiles>{}</profiles>", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\">{}</profile>", ""))));
    "profiles-requires-chain" CHECK, 1000 11000 => |n| own(&format!("<profiles>{}</profiles>", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\">{}</profile>", if at + 1 < n { format!("<requires profile=\"p{}\"/>", at + 1) } else { String::new() }))));
    "profiles-requires-all" CHECK, 40 180 => |n| own(&format!("<profiles>{}</profiles>", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\">{}</profile>", lines(n, |other| format!("<requires profile=\"p{other}\"/>"))))));
    "profiles-requires-diamond" CHECK, 40 6000 => |n| own(&format!("<profiles>{}</profiles>", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\">{}</profile>", lines(2, |side| if at + 2 < n { format!("<requires profile=\"p{}\"/>", at + 1 + side) } else { String::new() })))));
    "profiles-x-arch-x-type" CHECK, 20 5000 => |n| own(&format!("<profiles>{}</profiles>{}", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\"/>")), lines(n, |at| format!("<preferences profiles=\"p{at}\" arch=\"a{at}\"><type image=\"iso\" flags=\"overlay\"/></preferences>"))));
    "profiles-scripts" CHECK, 20 4000 => |n| { let mut files = own(&format!("<profiles>{}</profiles>", lines(n, |at| format!("<profile name=\"p{at}\" description=\"x\"/>")))); files.push(("d/config.sh".into(), lines(n, |at| format!("if [[ $kiwi_profiles =~ p{at} ]]; then echo x > /etc/f{at}; fi\n")).into_bytes())); files };
    "containers" CHECK, 1000 25000 => |n| own(&format!("<containers source=\"r.example.org\" backend=\"podman\">{}</containers>", lines(n, |at| format!("<container name=\"c{at}\" tag=\"1\"/>"))));
    "containers-sections" CHECK, 500 9000 => |n| own(&lines(n, |at| format!("<containers source=\"r{at}.example.org\" backend=\"podman\"><container name=\"c\" tag=\"1\"/></containers>")));
    "include-fanout" CHECK, 100 2000 => |n| { let mut files = own(&lines(n, |at| format!("<include from=\"this://i{at}.xml\"/>"))); files.extend((0..n).map(|at| (format!("d/i{at}.xml"), format!("<image schemaversion=\"8.5\" name=\"x\"><packages type=\"image\"><package name=\"p{at}\"/></packages></image>").into_bytes()))); files };
    "include-same" CHECK, 500 28000 => |n| { let mut files = own(&"<include from=\"this://i.xml\"/>".repeat(n)); files.push(("d/i.xml".into(), "<image schemaversion=\"8.5\" name=\"x\"><packages type=\"image\"><package name=\"p\"/></packages></image>".to_owned().into_bytes())); files };
    "include-same-big" CHECK, 40 2000 => |n| { let mut files = own(&"<include from=\"this://i.xml\"/>".repeat(n)); files.push(("d/i.xml".into(), format!("<image schemaversion=\"8.5\" name=\"x\"><packages type=\"image\">{}</packages></image>", lines(n * 10, |at| format!("<package name=\"p{at}\"/>"))).into_bytes())); files };
    "include-chain-double" CHECK, 10 3000 => |n| { let mut files = own("<include from=\"this://i0.xml\"/>"); files.extend((0..n).map(|at| (format!("d/i{at}.xml"), format!("<image schemaversion=\"8.5\" name=\"x\">{}</image>", format!("<include from=\"this://i{}.xml\"/>", at + 1).repeat(2)).into_bytes()))); files };
    "include-self" CHECK, 20 20000 => |n| own(&"<include from=\"this://config.xml\"/>".repeat(n));
    "upgrade-include-same" UPGRADE, 500 28000 => |n| { let mut files = old(&"<include from=\"this://i.xml\"/>".repeat(n)); files.push(("d/i.xml".into(), "<image schemaversion=\"7.4\" name=\"x\"><packages type=\"image\"><package name=\"p\"/></packages></image>".to_owned().into_bytes())); files };
    "upgrade-packages" UPGRADE, 4000 40000 => |n| old(&format!("<packages type=\"image\">{}</packages>", lines(n, |at| format!("<package name=\"p{at}\"/>\n"))));
    "upgrade-oldest" UPGRADE, 4000 40000 => |n| one("d/config.xml", description("5.8", &format!("<packages type=\"image\">{}</packages>", lines(n, |at| format!("<package name=\"p{at}\"/>\n")))));
    "upgrade-types" UPGRADE, 500 12000 => |n| old(&format!("<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>{}</preferences>", "<type image=\"vmx\" filesystem=\"ext4\" bootloader=\"grub2\"/>\n".repeat(n)));
    "upgrade-depth" UPGRADE, 2000 100000 => |n| old(&format!("{}{}", "<a>".repeat(n), "</a>".repeat(n)));
    "upgrade-gone" UPGRADE, 500 30000 => |n| old(&format!("<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>{}<type image=\"tbz\"/></preferences>", "<hwclock>utc</hwclock>\n".repeat(n)));
    "upgrade-comments" UPGRADE, 4000 80000 => |n| old(&"<!-- x -->\n".repeat(n));
    "sh-appends" CHECK, 500 12000 => |n| script(lines(n, |_| "echo \"[registries.search]\" >> /etc/containers/registries.conf\n".to_owned()));
    "sh-appends-distinct" CHECK, 500 12000 => |n| script(lines(n, |at| format!("echo \"[[registry]]\" >> /etc/containers/registries.conf.d/{at}.conf\n")));
    "sh-echo-append" CHECK, 500 15000 => |n| script(lines(n, |at| format!("echo \"a{at} = 1\" >> /etc/containers/registries.conf\n")));
    "sh-if-nest" CHECK, 40 30000 => |n| script(format!("{}echo x > /etc/f\n{}", "if a; then\n".repeat(n), "fi\n".repeat(n)));
    "sh-if-unknown-seq" CHECK, 200 7000 => |n| script(lines(n, |at| format!("if [ -e /x{at} ]; then echo \"a{at} = 1\" >> /etc/containers/registries.conf; else echo b > /etc/containers/storage.conf; fi\n")));
    "sh-loops-nest" CHECK, 3 10000 => |n| script(format!("{}echo x >> /etc/containers/registries.conf\n{}", "for i in 1 2 3 4 5 6 7 8 9; do\n".repeat(n), "done\n".repeat(n)));
    "sh-funcs-fan" CHECK, 16 9000 => |n| script(format!("f{n}() {{ echo x >> /etc/containers/registries.conf; }}\n{}f0\n", lines(n, |at| format!("f{at}() {{ {} }}\n", format!("f{}; ", at + 1).repeat(8)))));
    "sh-recursion" CHECK, 1 1 => |n| script("f() { f; f; }\nf\n".repeat(n));
    "sh-var-double" CHECK, 40 40000 => |n| script(format!("a=x\n{}echo $a > /etc/containers/registries.conf\n", "a=$a$a\n".repeat(n)));
    "sh-var-double-many" CHECK, 200 20000 => |n| script(lines(n, |at| format!("a{}=$a{at}$a{at}; echo $a{at} > /etc/containers/registries.conf\n", at + 1)));
    "sh-brace" CHECK, 6 100000 => |n| script(format!("echo {} > /etc/containers/registries.conf\n", "{a,b,c}".repeat(n)));
    "sh-brace-range" CHECK, 1000 900000000 => |n| script(format!("echo {{1..{n}}} > /etc/containers/registries.conf\n"));
    "sh-sed" CHECK, 100 15000 => |n| script(lines(n, |at| format!("sed -i 's/a{at}/b/g' /etc/containers/registries.conf\n")));
    "sh-sed-redos" CHECK, 200 400000 => |n| script(format!("echo {} > /etc/containers/registries.conf\nsed -i 's/\\(a*\\)*b/c/' /etc/containers/registries.conf\n", "a".repeat(n)));
    "sh-sed-grow" CHECK, 10 10000 => |n| script(format!("echo aaaaaaaaaa > /etc/containers/registries.conf\n{}", "sed -i 's/a/aaaaaaaaaa/g' /etc/containers/registries.conf\n".repeat(n)));
    "sh-paren-depth" CHECK, 5000 450000 => |n| script(format!("{}{}", "(".repeat(n), ")".repeat(n)));
    "sh-subst-depth" CHECK, 2000 300000 => |n| script(format!("{}{}", "$(".repeat(n), ")".repeat(n)));
    "sh-garbage" CHECK, 2000 90000 => |n| script("((([[[{{{\n".repeat(n));
    "sh-garbage2" CHECK, 4000 80000 => |n| script("if then fi ;".repeat(n));
    "sh-heredocs-unterminated" CHECK, 2000 80000 => |n| script(lines(n, |at| format!("cat <<E{at}\n")));
    "sh-heredocs-oneline" CHECK, 400 60000 => |n| script(format!("cat {}\n{}", lines(n, |at| format!("<<E{at} ")), lines(n, |at| format!("E{at}\n"))));
    "sh-longline" CHECK, 10000 450000 => |n| script(format!("echo {}\n", "a ".repeat(n)));
    "sh-pipes" CHECK, 4000 150000 => |n| script(format!("a{}\n", " | b".repeat(n)));
    "sh-podman" CHECK, 300 40000 => |n| script("podman pull registry.example.org/a\n".repeat(n));
    "sh-case" CHECK, 500 20000 => |n| script(format!("case $x in\n{}esac\n", lines(n, |at| format!("a{at}) echo b > /etc/f{at} ;;\n"))));
    "sh-source-self" CHECK, 2 1 => |n| script("source config.sh\n. ./config.sh\n".repeat(n));
    "toml-registries" CHECK, 500 20000 => |n| registries(lines(n, |at| format!("[[registry]]\nlocation = \"r{at}.example\"\n")));
    "toml-mirrors" CHECK, 500 18000 => |n| registries(format!("[[registry]]\nlocation = \"r.example\"\n{}", lines(n, |at| format!("[[registry.mirror]]\nlocation = \"m{at}.example\"\n"))));
    "toml-search" CHECK, 2000 60000 => |n| registries(format!("unqualified-search-registries = [{}]\n", list(n, ",", |at| format!("\"r{at}.example\""))));
    "toml-aliases" CHECK, 1000 30000 => |n| registries(format!("[aliases]\n{}", lines(n, |at| format!("\"a{at}\" = \"r.example/a{at}\"\n"))));
    "toml-dropins" CHECK, 200 10000 => |n| tree(n, |at| format!("root/etc/containers/registries.conf.d/{at}.conf"), |at| format!("[[registry]]\nlocation = \"r{at}.example\"\n"));
    "toml-dropins-dup" CHECK, 200 10000 => |n| tree(n, |at| format!("root/etc/containers/registries.conf.d/{at}.conf"), |_| "[[registry]]\nlocation = \"r.example\"\n".to_owned());
    "toml-nest" CHECK, 2000 450000 => |n| registries(format!("a = {}{}\n", "[".repeat(n), "]".repeat(n)));
    "toml-dotted" CHECK, 2000 450000 => |n| registries(format!("a{} = 1\n", ".a".repeat(n)));
    "toml-dotted-many" CHECK, 1000 60000 => |n| registries(lines(n, |at| format!("a.b{at}.c = 1\n")));
    "toml-unknown-keys" CHECK, 1000 80000 => |n| registries(lines(n, |at| format!("k{at} = 1\n")));
    "json-nest" CHECK, 2000 450000 => |n| with("root/etc/containers/policy.json", format!("{}{}", "[".repeat(n), "]".repeat(n)));
    "json-keys" CHECK, 1000 20000 => |n| with("root/etc/containers/policy.json", format!("{{\"default\":[{{\"type\":\"reject\"}}],\"transports\":{{\"docker\":{{{}}}}}}}", list(n, ",", |at| format!("\"r{at}.example\":[{{\"type\":\"reject\"}}]"))));
    "daemon-keys" CHECK, 1000 70000 => |n| with("root/etc/docker/daemon.json", format!("{{{}}}", list(n, ",", |at| format!("\"k{at}\":1"))));
    "daemon-nest" CHECK, 2000 150000 => |n| with("root/etc/docker/daemon.json", format!("{}1{}", "{\"a\":".repeat(n), "}".repeat(n)));
    "storage-keys" CHECK, 1000 80000 => |n| with("root/etc/containers/storage.conf", format!("[storage]\ndriver = \"overlay\"\n{}", lines(n, |at| format!("k{at} = 1\n"))));
    "services" CHECK, 300 10000 => |n| tree(n, |at| format!("root/etc/systemd/system/s{at}.service"), |at| format!("[Service]\nExecStart=/usr/bin/podman run r.example/a{at}\n"));
    "quadlets" CHECK, 300 10000 => |n| tree(n, |at| format!("root/etc/containers/systemd/q{at}.container"), |at| format!("[Container]\nImage=r.example/a{at}\n"));
    "yaml-alias-bomb" CHECK, 20 30000 => |n| one("d/x.kiwi", format!("image:\n  a0: &a0 [x, x]\n{}", lines(n, |at| format!("  a{}: &a{} [*a{at}, *a{at}]\n", at + 1, at + 1))));
    "yaml-depth" CHECK, 10000 450000 => |n| one("d/x.kiwi", format!("image: {}{}", "[".repeat(n), "]".repeat(n)));
    "yaml-depth-block" CHECK, 300 1300 => |n| one("d/x.kiwi", format!("image:\n{}", lines(n, |at| format!("{}a:\n", " ".repeat(at + 1)))));
    "yaml-width" CHECK, 2000 60000 => |n| one("d/x.kiwi", format!("image:\n  '@name': x\n  '@schemaversion': '8.5'\n{}", lines(n, |at| format!("  k{at}: v\n"))));
    "yaml-merge" CHECK, 200 30000 => |n| one("d/x.kiwi", format!("image: &a\n  b: c\nd:\n{}", "  <<: *a\n".repeat(n)));
    "json-desc-depth" CHECK, 10000 450000 => |n| one("d/x.kiwi", format!("{{\"image\":{}{}}}", "[".repeat(n), "]".repeat(n)));
    "json-desc-width" CHECK, 2000 70000 => |n| one("d/x.kiwi", format!("{{\"image\":{{\"@name\":\"x\",\"@schemaversion\":\"8.5\",{}}}}}", list(n, ",", |at| format!("\"k{at}\":1"))));
    "toml-desc-width" CHECK, 1000 80000 => |n| one("d/x.kiwi", format!("[image]\n\"@name\" = \"x\"\n\"@schemaversion\" = \"8.5\"\n{}", lines(n, |at| format!("k{at} = 1\n"))));
    "toml-desc-dotted" CHECK, 2000 450000 => |n| one("d/x.kiwi", format!("image{} = 1\n", ".a".repeat(n)));
    "ini-refs" CHECK, 20 30000 => |n| one("d/x.kiwi", format!("[image]\nschemaversion = 8.5\na0 = xx\n{}", lines(n, |at| format!("a{} = %(a{at})s%(a{at})s\n", at + 1))));
    "ini-width" CHECK, 2000 80000 => |n| one("d/x.kiwi", format!("[image]\nname = x\nschemaversion = 8.5\n{}", lines(n, |at| format!("k{at} = v\n"))));
    "suppress-comments" CHECK, 500 22000 => |n| own(&"<!-- rowi: allow unknown-element x -->\n<pakage/>".repeat(n));
    "cfg-ignore" CHECK, 1000 40000 => |n| { let mut files = packages(&"<pakage/>".repeat(n / 10)); files.push(("d/rowi.toml".into(), format!("ignore = [{}]\n", "\"unknown-attribute\",".repeat(n)).into_bytes())); files };
    "cfg-perpath" CHECK, 500 14000 => |n| { let mut files = packages(&"<pakage/>".repeat(n)); files.push(("d/rowi.toml".into(), format!("per-path = [{}]\n", lines(n, |at| format!("{{path=\"a{at}/*x*\",ignore=[\"unknown-element\"]}},"))).into_bytes())); files };
    "cfg-unknown" CHECK, 1000 80000 => |n| with("rowi.toml", lines(n, |at| format!("k{at} = 1\n")));
    "baseline-size" CHECK, 1000 9000 => |n| { let mut files = packages(&lines(n, |at| format!("<p{at}/>"))); files.push(("d/rowi.toml".into(), b"baseline = \"known.json\"\n".to_vec())); files.push(("d/known.json".into(), format!("{{\"version\":1,\"findings\":[{}]}}", list(n, ",", |at| format!("{{\"file\":\"config.xml\",\"name\":\"unknown-element\",\"message\":\"m{at}\",\"count\":1}}"))).into_bytes())); files };
    "fmt-human" &["check", "d", "--format", "human"], 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fmt-sarif" &["check", "d", "--format", "sarif"], 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fmt-json" &["check", "d", "--format", "json"], 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fmt-github" &["check", "d", "--format", "github"], 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fmt-gitlab" &["check", "d", "--format", "gitlab"], 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fmt-junit" &["check", "d", "--format", "junit"], 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fmt-checkstyle" &["check", "d", "--format", "checkstyle"], 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fix-many" FIX, 1000 45000 => |n| packages(&"<package name=\"a\"/>\n".repeat(n));
    "fix-attrs" FIX, 300 27000 => |n| packages(&lines(n, |at| format!("<package nam=\"p{at}\"/>\n")));
    "rng-opt-seq" VALIDATE, 200 40000 => |n| schema(root(&vec!["element a { empty }?"; n].join(", ")), &elements(n));
    "rng-opt-seq-text" VALIDATE, 200 30000 => |n| schema(root(&vec!["element a { text }?"; n].join(", ")), &elements(n + 1));
    "rng-interleave-opt" VALIDATE, 200 30000 => |n| schema(root(&list(n, " & ", |at| format!("element a{at} {{ empty }}?"))), "<r/>");
    "rng-interleave-groups" VALIDATE, 20 20000 => |n| schema(root(&list(n, " & ", |at| format!("(element a {{ empty }}, element b{at} {{ empty }})"))), "<r/>");
    "rng-interleave-groups-valid" VALIDATE, 12 18000 => |n| schema(root(&list(n, " & ", |at| format!("(element a{at} {{ empty }}, element b{at} {{ empty }})"))), &format!("<r>{}{}</r>", lines(n, |at| format!("<a{at}/>")), lines(n, |at| format!("<b{at}/>"))));
    "rng-choice-groups" VALIDATE, 40 20000 => |n| schema(root(&list(n, " | ", |at| format!("(element a {{ empty }}, element b{at} {{ empty }})"))), "<r><a/></r>");
    "rng-attr-opt" VALIDATE, 300 25000 => |n| schema(root(&list(n, ", ", |at| format!("attribute a{at} {{ text }}?"))), &format!("<r {}/>", lines(n.min(9000), |at| format!("a{at}='' "))));
    "rng-attr-choice" VALIDATE, 40 20000 => |n| schema(root(&list(n, ", ", |at| format!("(attribute a{at} {{ text }} | attribute b{at} {{ text }})"))), &format!("<r {}/>", lines(n.min(9000), |at| format!("a{at}='' "))));
    "rng-attr-cochoice" VALIDATE, 20 15000 => |n| schema(root(&list(n, " | ", |at| format!("(attribute a {{ \"{at}\" }}, attribute b {{ \"{at}\" }})"))), "<r a='1' b='2'/>");
    "rng-ambig-nest" VALIDATE, 40 180 => |n| schema(format!("{}start = e0\n", (0..n).map(|at| format!("e{at} = element a {{ e{0} | (e{0}, e{0}?) }}\n", at + 1)).collect::<String>() + &format!("e{n} = element a {{ empty }}\n")), &format!("{}{}", "<a>".repeat(n + 1), "</a>".repeat(n + 1)));
    "rng-ambig-nest2" VALIDATE, 40 900 => |n| schema("start = a\na = element a { a* } | element a { a? } | element a { (a | a)* }\n".to_owned(), &format!("{}{}", "<a>".repeat(n), "</a>".repeat(n)));
    "rng-list" VALIDATE, 5000 450000 => |n| schema(root("list { xsd:integer* }"), &format!("<r>{}</r>", "1 ".repeat(n)));
    "rng-list-ambig" VALIDATE, 40 25000 => |n| schema(root(&format!("list {{ {} }}", vec!["xsd:integer?"; n].join(", "))), &format!("<r>{}</r>", "1 ".repeat(n)));
    "rng-values" VALIDATE, 3000 80000 => |n| schema(root(&list(n, " | ", |at| format!("\"v{at}\""))), "<r>x</r>");
    "rng-deep-group" VALIDATE, 900 400000 => |n| schema(root(&format!("{}empty{}", "(".repeat(n), ")".repeat(n))), "<r/>");
    "rng-deep-elem" VALIDATE, 900 50000 => |n| schema(root(&format!("{}empty{}", "element a {".repeat(n), "}".repeat(n))), "<r/>");
    "rng-chain-defines" VALIDATE, 900 50000 => |n| schema(chain(n, "element a { empty }", |next| format!("d{next}")), "<a/>");
    "rng-double-refs" VALIDATE, 40 40000 => |n| schema(chain(n, "text", |next| format!("d{next}, d{next}")).replace("start = d0", "start = element a { d0 }"), "<a>x</a>");
    "rng-double-refs-elem" VALIDATE, 40 40000 => |n| schema(chain(n, "element b { empty }?", |next| format!("d{next}, d{next}")).replace("start = d0", "start = element a { d0 }"), "<a><b/><b/></a>");
    "rng-double-interleave" VALIDATE, 20 40000 => |n| schema(chain(n, "element b { empty }?", |next| format!("d{next} & d{next}")).replace("start = d0", "start = element a { d0 }"), "<a/>");
    "rng-nameclass" VALIDATE, 2000 90000 => |n| schema(format!("start = element {} {{ empty }}\n", list(n, " | ", |at| format!("a{at}"))), "<a1/>");
    "rng-any" VALIDATE, 1000 100000 => |n| schema("start = any\nany = element * { attribute * { text }*, (any | text)* }\n".to_owned(), &elements(n));
    "rng-ids" VALIDATE, 4000 40000 => |n| schema(root("element a { attribute x { xsd:ID } }*"), &format!("<r>{}</r>", lines(n, |at| format!("<a x='i{at}'/>"))));
    "rng-errors" VALIDATE, 2000 200000 => |n| schema(root("element a { empty }*"), &format!("<r>{}</r>", "<b/>".repeat(n)));
    "re-aab" VALIDATE, 2000 800000 => |n| facet("(a|a)*b", &"a".repeat(n));
    "re-nested" VALIDATE, 2000 800000 => |n| facet("((a*)*)*b", &"a".repeat(n));
    "re-opt" VALIDATE, 500 200000 => |n| facet(&"a?".repeat(n), &"a".repeat(n));
    "re-count" VALIDATE, 5000 9000000 => |n| facet(&format!("a{{1,{n}}}"), "aab");
    "re-count2" VALIDATE, 100 9000000 => |n| facet(&format!("(a{{1,{n}}}b){{1,{n}}}"), "aab");
    "re-dotcount" VALIDATE, 300 100000 => |n| facet(&format!(".*a.{{{n}}}"), &"a".repeat(n));
    "re-subtract" VALIDATE, 100 60000 => |n| facet(&format!("{}a{}", "[a-z-".repeat(n.min(9999)).replace("a-z-", "a-z-[").replace("[[", "["), "]".repeat(n)), "a");
    "re-class" VALIDATE, 2000 900000 => |n| facet(&format!("[{}]", "a".repeat(n)), "b");
    "re-unicode" VALIDATE, 20 100000 => |n| facet(&"\\\\p{L}".repeat(n), "b");
    "re-alt" VALIDATE, 1000 100000 => |n| facet(&list(n, "|", |at| format!("a{at}")), "b");
    "types-chain" TYPES, 200 20000 => |n| schema(chain(n, "element z { empty }", |next| format!("element a{next} {{ d{next} }}")), "");
    "types-alias-chain" TYPES, 900 60000 => |n| schema(chain(n, "element z { empty }", |next| format!("d{next}")), "");
    "types-wide" TYPES, 300 40000 => |n| schema(root(&list(n, ", ", |at| format!("element a{at} {{ empty }}?"))), "");
    "types-choice" TYPES, 300 40000 => |n| schema(root(&list(n, " | ", |at| format!("element a{at} {{ empty }}"))), "");
    "types-mutual" TYPES, 40 400 => |n| schema(format!("start = e0\n{}", lines(n, |at| format!("e{at} = element a{at} {{ ({})* }}\n", list(n, " | ", |other| format!("e{other}"))))), "");
    "types-enum" TYPES, 1000 80000 => |n| schema(root(&list(n, " | ", |at| format!("\"v{at}\""))), "");
    "types-double" TYPES, 20 30000 => |n| schema(chain(n, "element b { empty }?", |next| format!("d{next}, d{next}")).replace("start = d0", "start = element a { d0 }"), "");
    "xsd-double" XSD, 20 30000 => |n| schema(chain(n, "element b { empty }?", |next| format!("d{next}, d{next}")).replace("start = d0", "start = element a { d0 }"), "");
    "fmt-deep" FORMAT, 150 70000 => |n| schema(root(&format!("{}text{}", "element a {".repeat(n), "}".repeat(n))), "");
    "fmt-wide" FORMAT, 1000 40000 => |n| schema(root(&list(n, ", ", |at| format!("element a{at} {{ text }}"))), "");
    "fmt-defs" FORMAT, 1000 25000 => |n| schema(format!("start = e0\n{}", lines(n, |at| format!("e{at} = element a{at} {{ text }}\n"))), "");
    "fmt-comments" FORMAT, 4000 200000 => |n| schema(format!("{}start = element a {{ text }}\n", "# x\n".repeat(n)), "");
    "fmt-garbage" FORMAT, 2000 60000 => |n| schema("start = = { ] \n".repeat(n), "");
    "check-defs" SCHEMA, 1000 20000 => |n| schema(format!("start = {}\n{}", list(n, " | ", |at| format!("e{at}")), lines(n, |at| format!("e{at} = element a{at} {{ text }}\n"))), "");
    "check-undefined" SCHEMA, 500 80000 => |n| schema(format!("start = {}\n", list(n, " | ", |at| format!("e{at}"))), "");
    "check-interleave-overlap" SCHEMA, 50 40000 => |n| schema(root(&vec!["element a { text }"; n].join(" & ")), "");
    "check-interleave-disj" SCHEMA, 300 40000 => |n| schema(root(&list(n, " & ", |at| format!("element a{at} {{ text }}"))), "");
    "check-combine" SCHEMA, 500 30000 => |n| schema(format!("start = a\n{}", lines(n, |at| format!("a |= element a{at} {{ text }}\n"))), "");
    "check-annot" SCHEMA, 2000 80000 => |n| schema(format!("{}start = element a {{ text }}\n", lines(n, |at| format!("[ b{at} = \"c\" ]\n"))), "");
    "rng-convert-deep" RNG, 150 70000 => |n| schema(root(&format!("{}text{}", "element a {".repeat(n), "}".repeat(n))), "");
    "rnc-include-fan" SCHEMA, 50 2000 => |n| { let mut files = schema(format!("{}start = element r {{ text }}\n", lines(n, |at| format!("include \"i{at}.rnc\"\n"))), ""); files.extend((0..n).map(|at| (format!("i{at}.rnc"), format!("x{at} = text\n").into_bytes()))); files };
    "rnc-include-diamond" SCHEMA, 16 1500 => |n| { let mut files = schema("include \"i0.rnc\"\nstart = element r { text }\n".into(), ""); files.extend((0..n).map(|at| (format!("i{at}.rnc"), format!("include \"i{0}.rnc\"\ninclude \"i{0}.rnc\"\n", at + 1).into_bytes()))); files.push((format!("i{n}.rnc"), b"x = text\n".to_vec())); files };
    "rnc-external-diamond" SCHEMA, 16 1500 => |n| { let mut files = schema("start = external \"i0.rnc\"\n".into(), ""); files.extend((0..n).map(|at| (format!("i{at}.rnc"), format!("external \"i{0}.rnc\" | external \"i{0}.rnc\"\n", at + 1).into_bytes()))); files.push((format!("i{n}.rnc"), b"element a { text }\n".to_vec())); files };
    "xslt-descdesc" TRANSFORM, 100 200000 => |n| value("count(//*//*)", &elements(n));
    "xslt-desc4" TRANSFORM, 60 200000 => |n| value("count(//*//*//*//*)", &format!("{}{}", "<a>".repeat(n.min(4000)), "</a>".repeat(n.min(4000))));
    "xslt-pred" TRANSFORM, 100 200000 => |n| value("count(//a[count(//a) = 1])", &elements(n));
    "xslt-pred3" TRANSFORM, 14 200000 => |n| value("count(//a[count(//a[count(//a) = 1]) = 1])", &elements(n));
    "xslt-recursion" TRANSFORM, 2000 10000000 => |n| style("<xsl:template name=\"t\"><xsl:param name=\"n\"/><xsl:if test=\"$n &gt; 0\"><xsl:call-template name=\"t\"><xsl:with-param name=\"n\" select=\"$n - 1\"/></xsl:call-template></xsl:if></xsl:template>", &format!("<xsl:call-template name=\"t\"><xsl:with-param name=\"n\" select=\"{n}\"/></xsl:call-template>"), "<r/>");
    "xslt-infinite" TRANSFORM, 2 1 => |n| style("<xsl:template name=\"t\"><xsl:call-template name=\"t\"/></xsl:template>", &"<xsl:call-template name=\"t\"/>".repeat(n), "<r/>");
    "xslt-infinite-apply" TRANSFORM, 2 1 => |n| style("<xsl:template match=\"r\"><xsl:apply-templates select=\"/r\"/></xsl:template>", &"<xsl:apply-templates select=\"r\"/>".repeat(n), "<r/>");
    "xslt-fan" TRANSFORM, 4 5000 => |n| style(&(lines(n, |at| format!("<xsl:template name=\"t{at}\">{}</xsl:template>", format!("<xsl:call-template name=\"t{}\"/>", at + 1).repeat(5))) + &format!("<xsl:template name=\"t{n}\">x</xsl:template>")), "<xsl:call-template name=\"t0\"/>", "<r/>");
    "xslt-string-double" TRANSFORM, 24 10000 => |n| style("", &format!("<xsl:variable name=\"v0\" select=\"'ab'\"/>{}<xsl:value-of select=\"string-length($v{n})\"/>", lines(n, |at| format!("<xsl:variable name=\"v{0}\" select=\"concat($v{at}, $v{at})\"/>", at + 1))), "<r/>");
    "xslt-tree-double" TRANSFORM, 16 6000 => |n| style("", &format!("<xsl:variable name=\"v0\"><a/></xsl:variable>{}<xsl:copy-of select=\"$v{n}\"/>", lines(n, |at| format!("<xsl:variable name=\"v{}\"><xsl:copy-of select=\"$v{at}\"/><xsl:copy-of select=\"$v{at}\"/></xsl:variable>", at + 1))), "<r/>");
    "xslt-sort" TRANSFORM, 1000 60000 => |n| style("", "<xsl:for-each select=\"r/a\"><xsl:sort select=\"@x\"/>x</xsl:for-each>", &format!("<r>{}</r>", lines(n, |at| format!("<a x='{}'/>", at * 7919 % 1000))));
    "xslt-key" TRANSFORM, 2000 200000 => |n| style("<xsl:key name=\"k\" match=\"a\" use=\"1\"/>", "<xsl:for-each select=\"r/a[position() &lt; 50]\"><xsl:value-of select=\"count(key('k', 1))\"/></xsl:for-each>", &elements(n));
    "xslt-number" TRANSFORM, 300 200000 => |n| style("", "<xsl:for-each select=\"r/a\"><xsl:number level=\"any\"/></xsl:for-each>", &elements(n));
    "xslt-templates" TRANSFORM, 500 20000 => |n| style(&lines(n, |at| format!("<xsl:template match=\"a{at}\">x</xsl:template>")), "<xsl:apply-templates select=\"r/*\"/>", &elements(n));
    "xslt-import-self" TRANSFORM, 2 1 => |n| style(&"<xsl:import href=\"s.xsl\"/>".repeat(n), "", "<r/>");
    "xslt-copy-all" TRANSFORM, 60 200000 => |n| style("", "<xsl:for-each select=\"//*\"><xsl:copy-of select=\"/\"/></xsl:for-each>", &elements(n));
    "xpath-parens" TRANSFORM, 60 450000 => |n| value(&format!("{}1{}", "(".repeat(n), ")".repeat(n)), "<r/>");
    "xpath-plus" TRANSFORM, 250 200000 => |n| value(&format!("1{}", " + 1".repeat(n)), "<r/>");
    "xpath-minus" TRANSFORM, 250 900000 => |n| value(&format!("{}1", "-".repeat(n)), "<r/>");
    "xpath-path" TRANSFORM, 2000 300000 => |n| value(&format!("r{}", "/a".repeat(n)), "<r/>");
    "xslt-exsl-tokenize" TRANSFORM, 4000 450000 => |n| value("count(str:tokenize(r))", &format!("<r>{}</r>", "a ".repeat(n)));
    "sch-rules" SCHEMATRON, 200 10000 => |n| rules(&format!("<pattern>{}</pattern>", lines(n, |at| format!("<rule context=\"a{at}\"><assert test=\"b\">x</assert></rule>"))), &format!("<r>{}</r>", lines(n, |at| format!("<a{at}/>"))));
    "sch-assert-desc" SCHEMATRON, 100 200000 => |n| rules("<pattern><rule context=\"a\"><assert test=\"count(//a) = 1\">x</assert></rule></pattern>", &elements(n));
    "sch-valueof-big" SCHEMATRON, 200 60000 => |n| rules("<pattern><rule context=\"a\"><report test=\"true()\">x <value-of select=\"string(/)\"/></report></rule></pattern>", &format!("<r>{}</r>", "<a>text</a>".repeat(n)));
    "sch-let" SCHEMATRON, 20 20000 => |n| rules(&format!("<let name=\"v0\" value=\"'ab'\"/>{}<pattern><rule context=\"r\"><report test=\"string-length($v{n}) &gt; 1\">x</report></rule></pattern>", lines(n, |at| format!("<let name=\"v{}\" value=\"concat($v{at}, $v{at})\"/>", at + 1))), "<r/>");
    "sch-abstract" SCHEMATRON, 100 8000 => |n| rules(&lines(n, |at| format!("<pattern abstract=\"true\" id=\"p{at}\"><rule context=\"$x\"><assert test=\"b\">x</assert></rule></pattern><pattern is-a=\"p{at}\"><param name=\"x\" value=\"r\"/></pattern>")), "<r/>");
    "many-descriptions" CHECK, 100 1500 => |n| (0..n).map(|at| (format!("d/{at}/config.xml"), description("8.5", "").into_bytes())).collect();
};
