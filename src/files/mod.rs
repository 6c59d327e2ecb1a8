//! The file system, and what a run may touch of it. One loader and one writer hold the policy of `SECURITY.md`, so that
//! it does not matter who asks for a file:
//!
//! - Read are regular files inside of the root of what was named: its repository, else its directory. Links are followed
//!   as long as they stay inside. Sizes are limited.
//! - Written are files that were judged and outputs that were named. Devices, pipes and sockets are written to, never
//!   replaced; an output is no input; a file is replaced in one step and keeps its owner, mode and attributes.
//! - [`Access`] holds what the command line allows beyond that; nothing that is read can widen it.

#![allow(clippy::disallowed_methods, reason = "this is the rim")]

mod loader;
mod names;
#[cfg(feature = "cli")]
mod write;

use std::path::{Path, PathBuf};

pub use loader::FileLoader;
pub use names::{real, spell};
#[cfg(feature = "cli")]
use write::Again;
#[cfg(feature = "cli")]
pub use write::{WriteError, write_atomic};

#[cfg(feature = "cli")]
use crate::text::Sources;
use crate::text::normalize;

/// The name of a repository's own directory or, in a work tree, file.
const REPOSITORY: &str = ".git";
/// A configuration above a description without a repository marks where its project begins.
const CONFIGURATION: &str = "rowi.toml";

/// What the command line allows beyond the policy.
#[derive(Debug, Clone, Default)]
pub struct Access {
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "for what is written"))]
    here: PathBuf,
    read: Vec<PathBuf>,
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "for what is written"))]
    write: Vec<PathBuf>,
}

impl Access {
    /// Reading below the directories `read`, writing below `write`, as well. Relative paths start at `here`.
    #[must_use]
    pub fn new(here: PathBuf, read: &[PathBuf], write: &[PathBuf]) -> Self {
        let places = |list: &[PathBuf]| {
            let place = |path: &PathBuf| std::fs::canonicalize(here.join(path)).ok();
            list.iter().filter_map(place).collect()
        };
        Self { read: places(read), write: places(write), here }
    }

    /// A loader for the files that belong to those named.
    #[must_use]
    pub fn loader<'p>(&self, named: impl IntoIterator<Item = &'p Path>) -> FileLoader {
        FileLoader::new(named, &self.read)
    }
}

/// What is written.
#[cfg(feature = "cli")]
impl Access {
    /// Replaces a file that was judged, which belongs to the one that was named.
    ///
    /// # Errors
    /// [`WriteError`]; the file is then as it was.
    pub fn write_judged(&self, named: &Path, path: &Path, bytes: &[u8], judged: &[u8]) -> Result<(), WriteError> {
        let place = std::fs::canonicalize(real(path))?;
        let root = root_of(named);
        if !self.write.iter().chain(&root).any(|root| place.starts_with(root)) {
            return Err(WriteError::Outside(root.unwrap_or_default()));
        }
        write::replace(&place, bytes, Some(judged), Again::Perhaps)
    }

    /// Writes an output that was named on the command line; `inputs` are the files that were read.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is changed then.
    pub fn write_output(&self, path: &Path, bytes: &[u8], inputs: &Sources) -> Result<(), WriteError> {
        let place = self.output(path)?;
        if write::is_input(&place, inputs) {
            return Err(WriteError::IsInput);
        }
        write::replace(&place, bytes, None, Again::Perhaps)
    }

    /// Writes a file that stands beside a named output without being named: a further result of a transformation, a part
    /// of a converted schema. `below` is the directory that it must stay in; where it is empty, nobody named one, and an
    /// absolute path leads nowhere. A file of other content is only replaced where `replace` says so; one of the same is
    /// left as it is.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is changed then.
    pub fn write_beside(
        &self,
        below: &Path,
        path: &Path,
        bytes: &[u8],
        inputs: &Sources,
        replace: bool,
    ) -> Result<(), WriteError> {
        let is_named = !below.as_os_str().is_empty();
        let below = std::fs::canonicalize(self.here.join(real(below)))?;
        let lexical = normalize(&below.join(real(path)));
        if path.is_absolute() && !is_named && !self.write.iter().any(|root| lexical.starts_with(root)) {
            return Err(WriteError::Outside(below));
        }
        let allowed = || self.write.iter().chain([&below]);
        let outside = || WriteError::Outside(below.clone());
        if !allowed().any(|root| lexical.starts_with(root)) {
            return Err(outside());
        }
        let (Some(directory), Some(name)) = (lexical.parent(), lexical.file_name()) else { return Err(outside()) };
        // the part of the way that is there must not lead out by a link
        let present = directory.ancestors().find(|above| above.exists()).unwrap_or(&below);
        let present = std::fs::canonicalize(present)?;
        if !allowed().any(|root| present.starts_with(root)) {
            return Err(outside());
        }
        std::fs::create_dir_all(directory)?;
        let place = std::fs::canonicalize(directory)?.join(name);
        match std::fs::symlink_metadata(&place) {
            Ok(metadata) if metadata.is_symlink() => return Err(outside()),
            Ok(_) if write::is_input(&place, inputs) => return Err(WriteError::IsInput),
            Ok(metadata) if metadata.is_file() => {
                if metadata.len() == bytes.len() as u64 && std::fs::read(&place)? == bytes {
                    return Ok(());
                }
                if !replace {
                    return Err(WriteError::NotNamed);
                }
            }
            _ => {}
        }
        write::replace(&place, bytes, None, Again::Surely)
    }

    /// Makes a directory that was named for outputs, unless a link leads it outside.
    ///
    /// # Errors
    /// [`WriteError`]; nothing is made then.
    pub fn make_directory(&self, path: &Path) -> Result<(), WriteError> {
        let lexical = normalize(&self.here.join(real(path)));
        let present = lexical.ancestors().find(|above| std::fs::symlink_metadata(above).is_ok());
        if let Some(present) = present.filter(|present| present.file_name().is_some()) {
            self.output(present)?;
        }
        Ok(std::fs::create_dir_all(&lexical)?)
    }

    /// Where an output goes: links are followed as long as they stay in the repository or directory that they stand in.
    fn output(&self, path: &Path) -> Result<PathBuf, WriteError> {
        let lexical = normalize(&self.here.join(real(path)));
        let (Some(parent), Some(name)) = (lexical.parent(), lexical.file_name()) else {
            return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory).into());
        };
        let directory = std::fs::canonicalize(parent)?;
        let repository = parent.ancestors().find(|above| above.join(REPOSITORY).exists());
        let here = Some(self.here.as_path()).filter(|here| parent.starts_with(here));
        for root in [repository, here].into_iter().flatten() {
            let root = std::fs::canonicalize(root)?;
            if !self.write.iter().chain([&root]).any(|root| directory.starts_with(root)) {
                return Err(WriteError::Outside(root));
            }
        }
        // a link on the way, which the tree may have brought, leads no further than one at its end
        let ours = parent.ancestors().take_while(|above| Some(*above) != repository && Some(*above) != here);
        for link in ours.filter(|above| (repository.is_some() || here.is_some()) && above.is_symlink()) {
            let root = root_of(link).unwrap_or_default();
            if !self.write.iter().chain([&root]).any(|root| directory.starts_with(root)) {
                return Err(WriteError::Outside(root));
            }
        }
        let place = directory.join(name);
        let is_link = std::fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.is_symlink());
        // `/dev/stdout` is a link of the system's own
        if !is_link || ["/dev", "/proc"].iter().any(|system| place.starts_with(system)) {
            return Ok(place);
        }
        let root = root_of(&place).unwrap_or(directory);
        match std::fs::canonicalize(&place) {
            Ok(target) if self.write.iter().chain([&root]).any(|root| target.starts_with(root)) => Ok(target),
            _ => Err(WriteError::Outside(root)),
        }
    }
}

/// The root of a file: the repository that its path leads through or that it stands in; without one, the outermost
/// directory above it with a configuration, else its own directory. The file or a directory above it may be a link that
/// the repository brought: where it stands counts, not where it leads.
pub(crate) fn root_of(path: &Path) -> Option<PathBuf> {
    let path = real(path);
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // a directory that is named stands for what is in it
    let directory = std::fs::canonicalize(if path.is_dir() && !path.is_symlink() { &path } else { parent }).ok()?;
    let path = std::path::absolute(&path).map(|path| normalize(&path)).unwrap_or_default();
    let is_repository = |above: &&Path| above.join(REPOSITORY).exists();
    if let Some(named) = path.ancestors().skip(1).find(is_repository) {
        return std::fs::canonicalize(named).ok();
    }
    // without links the two ways are one
    let repository = if path.parent() == Some(&*directory) { None } else { directory.ancestors().find(is_repository) };
    let configured = || directory.ancestors().filter(|above| above.join(CONFIGURATION).is_file()).last();
    Some(repository.or_else(configured).unwrap_or(&directory).to_path_buf())
}
