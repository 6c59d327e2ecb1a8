//! Standard output and error: colours, links, widths.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use crate::files::Access;
use crate::render::{Options, block, line};

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
    /// When to use colours; `auto` follows NO_COLOR, FORCE_COLOR, CLICOLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// Print findings and errors only: no progress, no summary of a clean run
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// Where output goes and what it may contain, and which files a run may touch.
#[derive(Debug)]
pub struct Terminal {
    /// Whether to colour standard output.
    pub color: bool,
    /// Whether to colour standard error.
    pub color_errors: bool,
    /// Whether the terminal follows OSC 8 links.
    pub links: bool,
    /// Whether a person waits on standard error.
    pub interactive: bool,
    /// The columns of the terminal that standard output is; `None` where it is none.
    pub columns: Option<usize>,
    /// Whether a clean run says so.
    pub tells_success: bool,
    /// Which files the run may read and write.
    pub access: Access,
    /// Why standard output could not be written, where it could not.
    failed: Mutex<Option<String>>,
    /// What was named and could not be read.
    unread: Mutex<Vec<String>>,
}

impl Terminal {
    pub(super) fn new(args: &TerminalArgs, access: Access) -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let decide = |is_terminal: bool| match args.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if anstyle_query::no_color() => false,
            ColorChoice::Auto if is_set("FORCE_COLOR") || anstyle_query::clicolor_force() => true,
            ColorChoice::Auto => {
                is_terminal && anstyle_query::clicolor() != Some(false) && anstyle_query::term_supports_color()
            }
        };
        let (out, error) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let color = decide(out);
        let knows_links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        let links = color && out && !is_set("CI") && knows_links;
        let columns = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        Self {
            color,
            color_errors: decide(error),
            links,
            interactive: error && !is_set("CI") && !args.quiet,
            columns: columns.filter(|columns| out && *columns > 0),
            tells_success: out && !args.quiet,
            access,
            failed: Mutex::default(),
            unread: Mutex::default(),
        }
    }

    /// How reports look on standard output.
    #[must_use]
    pub fn options(&self) -> Options {
        /// Narrower than this nothing can be read.
        const NARROWEST: usize = 40;
        let options = Options { color: self.color, links: self.links, ..Options::default() };
        match self.columns.map(|columns| columns.max(NARROWEST)) {
            // the excerpt has line number and border before it, and marks of what is cut off
            Some(columns) => Options { width: (columns - 11).min(options.width), wrap: Some(columns), ..options },
            None => options,
        }
    }

    /// Says that nothing was found, where a person may wonder whether anything was looked at.
    pub fn all_is_well(&self, files: usize) {
        if self.tells_success {
            let text = match files {
                1 => "1 file checked, nothing found".to_owned(),
                files => format!("{files} files checked, nothing found"),
            };
            self.print(&if self.color { format!("\x1b[32m{text}\x1b[0m\n") } else { format!("{text}\n") });
        }
    }

    /// Writes to standard output. A reader that went away is no error: the status still tells the verdict.
    pub fn print(&self, text: &str) {
        // on Windows colours may need translation
        let mut out = anstream::AutoStream::always(std::io::stdout().lock());
        self.note(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    /// Writes bytes to standard output, as they are.
    pub fn print_bytes(&self, bytes: &[u8]) {
        let mut out = std::io::stdout().lock();
        self.note(out.write_all(bytes).and_then(|()| out.flush()));
    }

    fn note(&self, written: std::io::Result<()>) {
        if let Err(error) = written
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
        }
    }

    /// Says that standard output could not be written, where it could not: the status must tell it.
    pub(super) fn complain_of_output(&self) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(error) = &failed {
            self.error(&format!("cannot write to standard output: {error}"));
        }
        failed.is_some()
    }

    /// Says, once, that something that was named cannot be used: the status must tell it.
    pub(super) fn refuse(&self, text: String) {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        if !unread.contains(&text) {
            self.error(&text);
            unread.push(text);
        }
    }

    /// Whether anything that was named could not be used.
    pub(super) fn has_refused(&self) -> bool {
        !self.unread.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Writes text to standard error; what it quotes from files can do nothing there.
    pub fn complain(&self, text: &str) {
        self.complain_drawn(&block(text));
    }

    /// Writes text to standard error that was drawn for a terminal.
    pub(super) fn complain_drawn(&self, text: &str) {
        let mut error = anstream::AutoStream::always(std::io::stderr().lock());
        let _ = writeln!(error, "{text}");
    }

    /// Shows a passing text on the last line of standard error; the next one replaces it.
    pub fn status(&self, text: &str) {
        let mut error = anstream::AutoStream::always(std::io::stderr().lock());
        let _ = write!(error, "\r\x1b[K{text}").and_then(|()| error.flush());
    }

    /// Writes `error: TEXT` to standard error.
    pub fn error(&self, text: &str) {
        let text = line(text);
        if self.color_errors {
            self.complain_drawn(&format!("\x1b[1;31merror\x1b[0m\x1b[1m: {text}\x1b[0m"));
        } else {
            self.complain_drawn(&format!("error: {text}"));
        }
    }
}
