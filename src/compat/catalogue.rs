//! The findings of a comparison, for the formats that services read.

use crate::diagnostic::{Entry, Group, catalogue};

catalogue! {
    /// What a comparison of two schemas comes to.
    pub CATALOGUE;

    SCHEMA_INCOMPATIBLE = Entry::error(
        "schema-incompatible",
        Group::Schema,
        "a change of a schema refuses documents that were valid",
        "`rowi schema diff` and `rowi schema log` compare the languages of two schemas. A document that the old one takes and the new one refuses proves the change; the finding shows the smallest. Raise the version that documents name and write an upgrade step, take the change back, or approve it by its fingerprint in a file for `--approvals`. Where the version was raised, or the change is approved, it is a warning.\n\n```rnc\n# old\nstart = element note { attribute kind { \"a\" | \"b\" }, text }\n# new: <note kind=\"b\"/> was valid\nstart = element note { attribute kind { \"a\" }, text }\n```",
    );

    SCHEMA_WIDENED = Entry::note(
        "schema-widened",
        Group::Schema,
        "a change of a schema takes documents that were refused",
        "Every document that was valid stays valid, and more are. No version needs to be raised for it.\n\n```rnc\n# old\nstart = element note { attribute kind { \"a\" }, text }\n# new\nstart = element note { attribute kind { \"a\" | \"b\" }, text }\n```",
    );

    SCHEMA_VERSION_RAISED = Entry::warning(
        "schema-version-raised",
        Group::Schema,
        "the version of a schema is raised without an incompatible change",
        "Documents of the old version would be valid as they are: users are made to change the number, and nothing else. Keep the version.\n\n```rnc\n# old\nstart = element image { attribute schemaversion { \"1.0\" } }\n# new\nstart = element image { attribute schemaversion { \"1.1\" } }\n```",
    );

    SCHEMA_UNDECIDED = Entry::error(
        "schema-undecided",
        Group::Schema,
        "whether a schema is compatible with another is not decided within the budget",
        "Inclusion of ambiguous grammars may take exponential time. `--budget` gives the search more steps.\n\n```console\n$ rowi schema diff --budget 20000000 old.rnc new.rnc\n```",
    );
}
