//! Upgrading descriptions of old schema versions: the table of steps, running them, and merging what they make back
//! into the user's text as minimal edits.

mod carry;
pub mod catalogue;
mod chain;
mod changes;
mod include;
mod merge;
mod run;
mod steps;
mod values;
mod version;
mod working;

pub use changes::{Change, ChangeKind};
pub use include::{Upgraded, upgrade_bundle};
pub use merge::{Edited, Merged, merge};
pub use run::{FIRST_OF_KIWI, Options, Upgrade, upgrade};
pub use steps::{Step, Trigger, documentation, newest, path, step, steps};
pub use version::{NoVersion, Version};
pub use working::Working;
