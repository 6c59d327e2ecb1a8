//! The diagnostics of suppression comments.

use crate::diagnostic::{Applicability, Entry, Group, catalogue};

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Config, summary, explanation)
}

catalogue! {
    /// What can be wrong with a suppression comment.
    pub CATALOGUE;

    UNUSED_SUPPRESSION = warning(
        "unused-suppression",
        "a comment allows what is not found",
        "The comment names a diagnostic that nothing here gives: what it allowed was mended, or never was there. A comment that stays would hide the next mistake of that name.",
    )
    .example(
        "<packages type=\"image\">\n  <!-- rowi: allow duplicate-package both are wanted -->\n  <package name=\"vim\"/>\n</packages>\n",
        "<packages type=\"image\">\n  <package name=\"vim\"/>\n</packages>\n",
    )
    .fixed(Applicability::Safe);

    UNKNOWN_RULE_IN_SUPPRESSION = warning(
        "unknown-rule-in-suppression",
        "a comment allows a diagnostic that does not exist",
        "The comment has no effect. `rowi rules` lists the names there are.",
    )
    .example(
        "<packages type=\"image\">\n  <!-- rowi: allow duplicate-pakage both are wanted -->\n  <package name=\"vim\"/>\n  <package name=\"vim\"/>\n</packages>\n",
        "<packages type=\"image\">\n  <package name=\"vim\"/>\n  <!-- rowi: allow duplicate-package both are wanted -->\n  <package name=\"vim\"/>\n</packages>\n",
    )
    .fixed(Applicability::Unsafe);

    SUPPRESSION_WITHOUT_RULE = warning(
        "suppression-without-rule",
        "a comment allows nothing by name",
        "Write `rowi: allow NAME reason`. A comment that allowed everything would hide new mistakes.",
    )
    .example(
        "<packages type=\"image\">\n  <!-- rowi: allow -->\n  <package name=\"vim\"/>\n</packages>\n",
        "<packages type=\"image\">\n  <package name=\"vim\"/>\n</packages>\n",
    );
}
