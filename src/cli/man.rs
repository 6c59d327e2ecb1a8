//! `rowi man DIR`

use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, Exit, Terminal, examples};
use crate::text::Sources;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The directory to write the pages to; without one, the page of `rowi` itself goes to standard output
    directory: Option<PathBuf>,
}

/// Writes one page a command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut command = Cli::command();
    command.build();
    let Some(directory) = &args.directory else {
        terminal.print(&page("rowi", command));
        return Exit::Clean;
    };
    let written = std::fs::create_dir_all(directory).map_err(|error| error.to_string()).and_then(|()| {
        let mut waiting = vec![("rowi".to_owned(), command)];
        while let Some((name, command)) = waiting.pop() {
            for below in command.get_subcommands().filter(|below| !below.is_hide_set() && below.get_name() != "help") {
                waiting.push((format!("{name}-{}", below.get_name()), below.clone()));
            }
            let path = directory.join(format!("{name}.1"));
            let written = terminal.access.write_output(&path, page(&name, command).as_bytes(), &Sources::new());
            written.map_err(|error| error.to_string())?;
        }
        Ok(())
    });
    match written {
        Ok(()) => Exit::Clean,
        Err(error) => {
            terminal.error(&format!("cannot write to `{}`: {error}", directory.display()));
            Exit::Failure
        }
    }
}

fn page(name: &str, command: clap::Command) -> String {
    let mut text = Vec::new();
    // writing to memory does not fail
    let version = format!("rowi {}", env!("CARGO_PKG_VERSION"));
    let _ = clap_mangen::Man::new(command).source(version).manual("rowi").render(&mut text);
    let mut text = String::from_utf8_lossy(&text).into_owned();
    let path = name.strip_prefix("rowi-").unwrap_or(name).replace('-', " ");
    let sections = examples::roff(&path);
    // the version comes last
    let at = text.find(".SH VERSION").unwrap_or(text.len());
    text.insert_str(at, &sections);
    text
}
