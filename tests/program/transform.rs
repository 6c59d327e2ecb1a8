//! `rowi transform` through the program: standard input, parameters, further results, exit statuses.
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const HEAD: &str = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
                    xmlns:exsl='http://exslt.org/common' extension-element-prefixes='exsl'>";

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, body: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("rowi-transform-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("s.xsl"), format!("{HEAD}{body}</xsl:stylesheet>")).unwrap();
        std::fs::write(directory.join("in.xml"), "<a><b>t</b></a>").unwrap();
        Self(directory)
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rowi"));
        command.current_dir(&self.0).arg("transform").args(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("rowi runs");
        // a run that does not read its input may be over already
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn standard_input_and_parameters() {
    let scratch = Scratch::new(
        "stdin",
        "<xsl:param name='p'/><xsl:output method='text'/><xsl:template match='/'><xsl:value-of select='concat($p, *)'/>\
         </xsl:template>",
    );
    let output = scratch.run(&["s.xsl", "-", "--param", "p=v:"], "<x>in</x>");
    assert_eq!((output.status.code(), &*output.stdout), (Some(0), &b"v:in"[..]));
    let output = scratch.run(&["s.xsl", "-"], "<x>");
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    assert_eq!(scratch.run(&["none.xsl", "in.xml"], "").status.code(), Some(2));
}

#[test]
fn further_results_are_written_beside_the_first() {
    let scratch = Scratch::new(
        "document",
        "<xsl:template match='/'><r/><exsl:document href='p/{name(*)}.txt' method='text'><xsl:value-of select='*'/>\
         </exsl:document></xsl:template>",
    );
    let output = scratch.run(&["s.xsl", "in.xml", "-o", "out/r.xml"], "");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::create_dir(scratch.0.join("out")).unwrap();
    let output = scratch.run(&["s.xsl", "in.xml", "-o", "out/r.xml"], "");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(std::fs::read_to_string(scratch.0.join("out/r.xml")).unwrap().contains("<r/>"));
    assert_eq!(std::fs::read_to_string(scratch.0.join("out/p/a.txt")).unwrap(), "t");
}

#[test]
fn messages_and_failures() {
    let scratch = Scratch::new(
        "message",
        "<xsl:template match='/'><r><xsl:message>hello</xsl:message><xsl:message terminate='yes'>stop</xsl:message></r>\
         </xsl:template>",
    );
    let output = scratch.run(&["s.xsl", "in.xml"], "");
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "hello\nstop\n");
}

/// `--output` is the result's, as it is xsltproc's; the report has a name of its own.
#[test]
fn output_is_the_result() {
    let scratch = Scratch::new("output", "<xsl:template match='/'><r/></xsl:template>");
    for option in ["-o", "--output", "--out"] {
        let output = scratch.run(&["s.xsl", "in.xml", option, "r.xml"], "");
        assert!(output.status.success() && output.stdout.is_empty(), "{option}");
        let text = std::fs::read_to_string(scratch.0.join("r.xml")).unwrap();
        assert!(text.contains("<r/>"), "{option}: {text}");
        std::fs::remove_file(scratch.0.join("r.xml")).unwrap();
    }
    let output = scratch.run(&["s.xsl", "in.xml", "--format", "json", "--report", "report.json", "-o", "r.xml"], "");
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(std::fs::read_to_string(scratch.0.join("report.json")).unwrap().contains("\"diagnostics\""));
}
