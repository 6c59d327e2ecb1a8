//! What `--help` and the manual pages show beside the options: examples, statuses, files, the environment.

/// An example: what it does, and the command.
type Shown = (&'static str, &'static str);

/// The examples of a command, by its path: `schema convert`.
pub(super) fn of(command: &str) -> &'static [Shown] {
    match command {
        "rowi" => &[
            ("Check the descriptions in and below this directory:", "rowi check"),
            ("What a finding means:", "rowi explain unknown-attribute"),
            ("Validate against a RELAX NG schema:", "rowi validate schema.rnc document.xml"),
        ],
        "check" => &[
            ("Everything in and below this directory:", "rowi check"),
            ("For the Open Build Service, warnings fail:", "rowi check --target obs --deny warnings images"),
            ("Make safe fixes; see them first:", "rowi check --fix --diff images/server"),
            (
                "A report for code scanning beside what people read:",
                "rowi check --format sarif --output rowi.sarif --format human",
            ),
        ],
        "validate" => &[
            ("A schema of your own:", "rowi validate schema.rnc document.xml"),
            ("KIWI's schema and its Schematron rules:", "rowi validate --schematron kiwi config.xml"),
            ("Standard input:", "rowi validate schema.rng - < document.xml"),
        ],
        "transform" => &[
            ("To standard output:", "rowi transform page.xsl document.xml"),
            ("To a file, with a parameter:", "rowi transform --param lang=en -o page.html page.xsl document.xml"),
        ],
        "upgrade" => &[
            ("What would change:", "rowi upgrade images/server"),
            ("Change the files:", "rowi upgrade --write images"),
        ],
        "schema convert" => &[
            ("Compact syntax to XML syntax:", "rowi schema convert schema.rnc schema.rng"),
            ("To standard output:", "rowi schema convert --to rnc schema.rng -"),
        ],
        "schema check" => &[("A schema and what it includes:", "rowi schema check schema.rnc")],
        "schema types" => &[("A Rust module:", "rowi schema types schema.rnc --output src/model.rs")],
        "explain" => &[("By the name in brackets:", "rowi explain missing-attribute")],
        "rules" => &[("Those about scripts:", "rowi rules --group script")],
        "baseline create" => &[("Accept what is found today:", "rowi baseline create --file rowi-baseline.json")],
        "jing" => &[("As jing is called:", "rowi jing -c schema.rnc document.xml")],
        "trang" => &[("As trang is called:", "rowi trang schema.rnc schema.rng")],
        "man" => &[("Pages for a system:", "rowi man /usr/local/share/man/man1")],
        "completions" => &[("For bash:", "rowi completions bash > ~/.local/share/bash-completion/completions/rowi")],
        _ => &[],
    }
}

/// What the statuses mean; those of `jing` and `trang` are theirs.
pub(super) const STATUSES: [(&str, &str); 3] = [
    ("0", "Nothing was found, or nothing that fails the run."),
    ("1", "Errors were found; with --deny or --fail-on what these name."),
    ("2", "The work could not be done: wrong arguments or configuration, unreadable input, a refused schema."),
];

/// What is read beside the arguments.
pub(super) const FILES: [(&str, &str); 2] = [
    ("rowi.toml", "The configuration, in the directory of a description or above; see rowi-config(1)."),
    ("/etc/xml/catalog", "Where schemas for the content of extension elements are looked up."),
];

/// Variables of the environment.
pub(super) const ENVIRONMENT: [(&str, &str); 4] = [
    ("ROWI_CONFIG_FILE", "A configuration instead of the one that is found."),
    ("NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM", "Whether output has colours."),
    ("FORCE_HYPERLINK", "Whether names of findings are links."),
    ("CI_PROJECT_DIR, GITHUB_WORKSPACE", "The root that paths in reports for GitLab and GitHub start at."),
];

/// The text below the options of `--help`.
pub(super) fn help(command: &str) -> Option<String> {
    let examples = of(command);
    if examples.is_empty() {
        return None;
    }
    let mut text = String::from("Examples:\n");
    for (what, run) in examples {
        text.push_str(&format!("  {what}\n    {run}\n"));
    }
    text.push_str("\nExit status:\n");
    for (status, what) in STATUSES {
        text.push_str(&format!("  {status}  {what}\n"));
    }
    Some(text)
}

/// The sections of a manual page, in roff.
pub(super) fn roff(command: &str) -> String {
    let escape = |text: &str| {
        let text = text.replace('\\', "\\e").replace('-', "\\-");
        if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
    };
    let mut text = String::from(".SH \"EXIT STATUS\"\n");
    for (status, what) in STATUSES {
        text.push_str(&format!(".TP\n.B {status}\n{}\n", escape(what)));
    }
    for (title, list) in [("FILES", &FILES[..]), ("ENVIRONMENT", &ENVIRONMENT[..])] {
        text.push_str(&format!(".SH {title}\n"));
        for (name, what) in list {
            text.push_str(&format!(".TP\n.I {}\n{}\n", escape(name), escape(what)));
        }
    }
    if !of(command).is_empty() {
        text.push_str(".SH EXAMPLES\n");
        for (what, run) in of(command) {
            text.push_str(&format!(".TP\n{}\n.B {}\n", escape(what), escape(run)));
        }
    }
    text
}
