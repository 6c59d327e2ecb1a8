//! The language server: the protocol at the rim, [`crate::query`] and [`crate::analysis`] for the answers. With `cli`
//! the only layer that does I/O; what it does is standard input and output, and files come through a loader.
//!
//! One thread reads, a few answer requests from immutable `Snapshot`s, one publishes findings.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

mod actions;
mod capabilities;
mod completion;
mod disk;
mod documents;
mod extract;
mod findings;
mod judge;
mod moves;
mod navigation;
mod features;
mod position;
mod schema;
mod server;
mod snapshot;
mod structure;
mod uri;

use std::path::Path;
use std::sync::Arc;

use lsp_server::Connection;

use crate::text::Loader;

/// A loader that threads share.
pub type SharedLoader = Arc<dyn Loader + Send + Sync>;

/// The files of an editor's workspace. What may be read of them depends on what the person opens.
pub trait Workspace: Loader + Send + Sync {
    /// The person opened this file or folder.
    fn opened(&self, _path: &Path) {}
}

impl Workspace for crate::text::MemoryLoader {}

impl Workspace for crate::files::FileLoader {
    fn opened(&self, path: &Path) {
        self.name(path);
    }
}

/// Serves one client on standard input and output until it leaves. Returns whether it left in order.
///
/// # Errors
/// What went wrong with the protocol, as one line.
pub fn run(files: Arc<dyn Workspace>) -> Result<bool, String> {
    let (connection, threads) = Connection::stdio();
    // with its client gone, nobody reads what the server would say
    let result = server::serve(&connection, files, || std::process::exit(1));
    drop(connection);
    if result.is_ok() {
        let _ = threads.join();
    }
    result
}

/// Serves one client over any connection.
///
/// # Errors
/// What went wrong with the protocol, as one line.
pub fn serve(connection: &Connection, files: Arc<dyn Workspace>) -> Result<bool, String> {
    server::serve(connection, files, || {})
}
