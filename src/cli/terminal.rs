//! Standard output and error: colours, links, widths.

use std::io::{IsTerminal, Write};

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// When standard output is a terminal and the environment does not forbid it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Arguments that every command takes.
#[derive(Debug, clap::Args)]
pub struct TerminalArgs {
    /// When to use colours; NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE are heeded in `auto`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

/// Where output goes and what it may contain.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Whether to colour standard output.
    pub color: bool,
    /// Whether to colour standard error.
    pub color_errors: bool,
    /// Whether the terminal follows OSC 8 links.
    pub links: bool,
    /// Whether a person waits on standard error.
    pub interactive: bool,
}

impl Terminal {
    pub(super) fn new(args: &TerminalArgs) -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let decide = |is_terminal: bool| match args.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            ColorChoice::Auto if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") => true,
            ColorChoice::Auto => is_terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        let (out, error) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let color = decide(out);
        let knows_links = ["WEZTERM_PANE", "KITTY_WINDOW_ID", "VTE_VERSION", "WT_SESSION"];
        let links = color && out && !is_set("CI") && knows_links.iter().any(|name| std::env::var_os(name).is_some());
        Self { color, color_errors: decide(error), links, interactive: error && !is_set("CI") }
    }

    /// Writes to standard output. A reader that went away is no error: the status still tells the verdict.
    pub fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Writes a line to standard error.
    pub fn complain(&self, text: &str) {
        let mut error = std::io::stderr().lock();
        let _ = writeln!(error, "{text}");
    }

    /// Shows a passing text on the last line of standard error; the next one replaces it.
    pub fn status(&self, text: &str) {
        let mut error = std::io::stderr().lock();
        let _ = write!(error, "\r\x1b[K{text}").and_then(|()| error.flush());
    }

    /// Writes `error: TEXT` to standard error.
    pub fn error(&self, text: &str) {
        if self.color_errors {
            self.complain(&format!("\x1b[1;31merror\x1b[0m\x1b[1m: {text}\x1b[0m"));
        } else {
            self.complain(&format!("error: {text}"));
        }
    }
}
