//! The diagnostics of this module, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Fact, Group, catalogue};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Upgrade, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Upgrade, summary, explanation)
}

const fn note(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::note(name, Group::Upgrade, summary, explanation)
}

catalogue! {
    /// What upgrading a description can find.
    pub CATALOGUE;

    UPGRADE_AVAILABLE = warning(
        "upgrade-available",
        "the description is of an older schema version",
        "The description was upgraded in memory before it was checked, as KIWI does it with descriptions of version 7.4 and newer; for these this is a note. KIWI refuses older ones, which is a warning: to build them needs the upgrade, or the KIWI of their time. `rowi upgrade --write` makes the change in the file, and changes nothing else there.",
    );

    KIWI_UPGRADE_FAILS = error(
        "kiwi-upgrade-fails",
        "KIWI's own upgrade makes of a value what its schema refuses",
        "KIWI upgrades descriptions from 7.4 on in memory, and some of its steps take a value too literally. The value is fine as it was meant, and `rowi upgrade --write` writes it as the newer schema has it; until then KIWI refuses the description.",
    );

    UPGRADE_NOT_JUDGED = note(
        "upgrade-not-judged",
        "the result of an upgrade is too long to be judged at once",
        "`rowi upgrade` judges what it makes by KIWI's schema, but for descriptions of more than a megabyte, where that takes many times as long as the upgrade. `rowi check` judges descriptions of any length.",
    );

    UPGRADE_DROPS_ATTRIBUTE = note(
        "upgrade-drops-attribute",
        "an upgrade step drops an attribute",
        "The newer schema has no such attribute. The message says what its value was and what there is instead. It is a warning where the attribute had a meaning that is lost, and a note where nothing reads it any more.",
    )
    .example(
        "<image schemaversion=\"6.1\" name=\"a\">\n<packages type=\"image\"><package name=\"kernel-xen\" replaces=\"kernel-default\"/></packages>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<packages type=\"image\"><package name=\"kernel-xen\"/></packages>\n</image>\n",
    );

    UPGRADE_DROPS_ELEMENT = note(
        "upgrade-drops-element",
        "an upgrade step drops an element",
        "The newer schema has no such element. The message says what its text was and what there is instead. Comments inside it are kept in its place.",
    )
    .example(
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"pxe\"><pxedeploy server=\"192.0.2.1\" blocksize=\"4096\"/></type></preferences>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"pxe\"/></preferences>\n</image>\n",
    );

    UPGRADE_CHANGES_VALUE = note(
        "upgrade-changes-value",
        "an upgrade step changes a value to its successor",
        "The value is gone from the schema, but another one means the same or is the only one that KIWI still offers for it.",
    )
    .example(
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"iso\" flags=\"clic\"/></preferences>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"iso\"/></preferences>\n</image>\n",
    );

    UPGRADE_NEEDS_DECISION = error(
        "upgrade-needs-decision",
        "an upgrade step cannot carry something over by itself",
        "There is more than one way to say it in the newer schema, or none. The text stays as it is; change it as the message says, then upgrade again.",
    )
        .fixed(Applicability::Unsafe)
    .blocks(&[Fact::Decision]);

    UPGRADE_VALUE_GONE = error(
        "upgrade-value-gone",
        "a value was dropped from the schema without an upgrade step",
        "KIWI's schema was tightened over the years, often without a stylesheet that would change old descriptions. The value was valid at the description's own version and is not any more. The message says what became of it and, where there is one, what may stand instead.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><version>1.0.0</version><packagemanager>smart</packagemanager></preferences>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>\n</image>\n",
    );

    UPGRADE_ELEMENT_GONE = error(
        "upgrade-element-gone",
        "an element was dropped from the schema without an upgrade step",
        "The element was valid at the description's own version and is not any more, and no upgrade step takes it away. The message says what there is instead.",
    )
    .blocks(&[Fact::Element]);

    UPGRADE_NEEDS_PASSWORD = error(
        "upgrade-needs-password",
        "a user has no password, which newer schemas demand",
        "From schema 6.3 on every `user` needs a `password`. Write an encrypted one, or `!` to lock the account against passwords.",
    )
    .example(
        "<image schemaversion=\"6.1\" name=\"a\">\n<users><user name=\"root\" home=\"/root\"/></users>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<users><user name=\"root\" home=\"/root\" password=\"!\"/></users>\n</image>\n",
    );

    UPGRADE_REWRITES_DOCUMENT = warning(
        "upgrade-rewrites-document",
        "an upgrade could not be made by small edits",
        "rowi checks that the edited text is the upgraded document. Where small edits do not lead there, the content of the document element is written anew, without its old formatting. Please report it.",
    );

    UPGRADE_EXPANDS_ENTITY = warning(
        "upgrade-expands-entity",
        "an entity holds what an upgrade step must change",
        "A reference cannot be edited, and its declaration may serve other places. The reference is replaced by its content, upgraded.",
    );

    UPGRADE_FAILED = error(
        "upgrade-failed",
        "an upgrade step failed",
        "The stylesheet of the step stopped with an error. Nothing was changed.",
    );

    MISSING_SCHEMAVERSION = error(
        "missing-schemaversion",
        "the description does not say its schema version",
        "Without `schemaversion` on `image` nobody can tell what the description means; KIWI refuses it. Old descriptions call the attribute `schemeversion`, which is understood.",
    );

    INVALID_SCHEMAVERSION = error(
        "invalid-schemaversion",
        "the schema version is no version, or none that KIWI knows",
        "A version is two whole numbers with a dot between them. Versions compare by whole numbers: 7.10 is newer than 7.4.",
    )
    .example(
        "<image schemaversion=\"eight\" name=\"a\"/>\n",
        "<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    UNKNOWN_SCHEMAVERSION = warning(
        "unknown-schemaversion",
        "no schema had this version",
        "KIWI's schema skipped some numbers. A description of such a version is upgraded from the next version that there was.",
    )
    .example(
        "<image schemaversion=\"7.7\" name=\"a\"/>\n",
        "<image schemaversion=\"7.6\" name=\"a\"/>\n",
    );

    NOT_A_DESCRIPTION = error(
        "not-a-description",
        "the document is no KIWI description",
        "A description's document element is `image`, in no namespace. Nothing else is upgraded.",
    )
    .example(
        "<?xml version=\"1.0\"?>\n<html/>\n",
        "<?xml version=\"1.0\"?>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    INCLUDE_NOT_UPGRADED = error(
        "include-not-upgraded",
        "KIWI overlooks that an included file is older than the description",
        "KIWI puts included text into the description and upgrades the whole from the version that the description says; the included file's own version is not read. What older steps would have to change stays as it is, and the schema refuses it. `rowi upgrade` changes each file from its own version.",
    );

}
