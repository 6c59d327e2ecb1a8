//! The diagnostics of this module, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Group, Severity};

const fn entry(severity: Severity, name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry { name, group: Group::Upgrade, severity, summary, explanation, fix: None }
}

/// What upgrading a description can find, but for `nested-include`: the lint rule of that name explains it.
pub const CATALOGUE: &[Entry] = &[
    entry(
        Severity::Warning,
        "upgrade-available",
        "the description is of an older schema version",
        "The description was upgraded in memory before it was checked, as KIWI does it with descriptions of version 7.4 and newer; for these this is a note. KIWI refuses older ones, which is a warning: to build them needs the upgrade, or the KIWI of their time. `rowi upgrade --write` makes the change in the file, and changes nothing else there.",
    ),
    entry(
        Severity::Error,
        "kiwi-upgrade-fails",
        "KIWI's own upgrade makes of a value what its schema refuses",
        "KIWI upgrades descriptions from 7.4 on in memory, and some of its steps take a value too literally. The value is fine as it was meant, and `rowi upgrade --write` writes it as the newer schema has it; until then KIWI refuses the description.",
    ),
    entry(
        Severity::Note,
        "upgrade-not-judged",
        "the result of an upgrade is too long to be judged at once",
        "`rowi upgrade` judges what it makes by KIWI's schema, but for descriptions of more than a megabyte, where that takes many times as long as the upgrade. `rowi check` judges descriptions of any length.",
    ),
    entry(
        Severity::Note,
        "upgrade-drops-attribute",
        "an upgrade step drops an attribute",
        "The newer schema has no such attribute. The message says what its value was and what there is instead. It is a warning where the attribute had a meaning that is lost, and a note where nothing reads it any more.",
    ),
    entry(
        Severity::Note,
        "upgrade-drops-element",
        "an upgrade step drops an element",
        "The newer schema has no such element. The message says what its text was and what there is instead. Comments inside it are kept in its place.",
    ),
    entry(
        Severity::Note,
        "upgrade-changes-value",
        "an upgrade step changes a value to its successor",
        "The value is gone from the schema, but another one means the same or is the only one that KIWI still offers for it.",
    ),
    entry(
        Severity::Error,
        "upgrade-needs-decision",
        "an upgrade step cannot carry something over by itself",
        "There is more than one way to say it in the newer schema, or none. The text stays as it is; change it as the message says, then upgrade again.",
    )
    .fixed(Applicability::Unsafe),
    entry(
        Severity::Error,
        "upgrade-value-gone",
        "a value was dropped from the schema without an upgrade step",
        "KIWI's schema was tightened over the years, often without a stylesheet that would change old descriptions. The value was valid at the description's own version and is not any more. The message says what became of it and, where there is one, what may stand instead.",
    )
    .fixed(Applicability::Unsafe),
    entry(
        Severity::Error,
        "upgrade-element-gone",
        "an element was dropped from the schema without an upgrade step",
        "The element was valid at the description's own version and is not any more, and no upgrade step takes it away. The message says what there is instead.",
    ),
    entry(
        Severity::Error,
        "upgrade-needs-password",
        "a user has no password, which newer schemas demand",
        "From schema 6.3 on every `user` needs a `password`. Write an encrypted one, or `!` to lock the account against passwords.",
    ),
    entry(
        Severity::Warning,
        "upgrade-rewrites-document",
        "an upgrade could not be made by small edits",
        "rowi checks that the edited text is the upgraded document. Where small edits do not lead there, the content of the document element is written anew, without its old formatting. Please report it.",
    ),
    entry(
        Severity::Warning,
        "upgrade-expands-entity",
        "an entity holds what an upgrade step must change",
        "A reference cannot be edited, and its declaration may serve other places. The reference is replaced by its content, upgraded.",
    ),
    entry(
        Severity::Error,
        "upgrade-failed",
        "an upgrade step failed",
        "The stylesheet of the step stopped with an error. Nothing was changed.",
    ),
    entry(
        Severity::Error,
        "missing-schemaversion",
        "the description does not say its schema version",
        "Without `schemaversion` on `image` nobody can tell what the description means; KIWI refuses it. Old descriptions call the attribute `schemeversion`, which is understood.",
    ),
    entry(
        Severity::Error,
        "invalid-schemaversion",
        "the schema version is no version, or none that KIWI knows",
        "A version is two whole numbers with a dot between them. Versions compare by whole numbers: 7.10 is newer than 7.4.",
    ),
    entry(
        Severity::Warning,
        "unknown-schemaversion",
        "no schema had this version",
        "KIWI's schema skipped some numbers. A description of such a version is upgraded from the next version that there was.",
    ),
    entry(
        Severity::Error,
        "not-a-description",
        "the document is no KIWI description",
        "A description's document element is `image`, in no namespace. Nothing else is upgraded.",
    ),
    entry(
        Severity::Error,
        "missing-include",
        "an included file is not there",
        "KIWI stops when the file that an `include` names cannot be read.",
    ),
    entry(
        Severity::Error,
        "cyclic-include",
        "an included file includes itself, directly or through others",
        "KIWI expands `include` once only, so that the inner one stays in the description and stops the build.",
    ),
    entry(
        Severity::Warning,
        "repeated-include",
        "a file is included more than once",
        "KIWI inserts the content as often as it is included, so what it holds is there several times.",
    ),
    entry(
        Severity::Error,
        "include-not-upgraded",
        "KIWI overlooks that an included file is older than the description",
        "KIWI puts included text into the description and upgrades the whole from the version that the description says; the included file's own version is not read. What older steps would have to change stays as it is, and the schema refuses it. `rowi upgrade` changes each file from its own version.",
    ),
    entry(
        Severity::Error,
        "unresolvable-include",
        "KIWI cannot resolve the address of an include",
        "`file://name.xml` and `dir://name.xml` take the name for a host. `this://name.xml` is relative to the main description; `file:///…` and plain absolute paths work too.",
    )
    .fixed(Applicability::Safe),
    entry(
        Severity::Warning,
        "include-depends-on-directory",
        "where KIWI looks for an included file depends on how it is started",
        "A plain relative name is looked up beside the description when KIWI runs without the anymarkup module, and in its temporary directory when it runs with it; `file://./…` and `dir://…` are looked up in the directory that KIWI is started in. `this://` is always relative to the main description.",
    )
    .fixed(Applicability::Safe),
];
