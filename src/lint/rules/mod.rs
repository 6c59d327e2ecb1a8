//! The rules, one file each. Two lines register one: its `mod` and its place in [`ALL`].

use super::Rule;

mod container_name_slash;

/// All rules, by name.
pub(super) static ALL: &[&Rule] = &[&container_name_slash::RULE];

#[cfg(test)]
mod tests;
