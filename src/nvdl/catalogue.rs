//! What can be wrong with NVDL scripts, and with documents by them.

use crate::diagnostic::{Entry, Group, catalogue};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Schema, summary, explanation)
}

catalogue! {
    /// The diagnostics of NVDL.
    pub CATALOGUE;

    NVDL_SCRIPT = error(
        "nvdl-script",
        "an NVDL script is not as NVDL wants it",
        "A script is `rules` in the namespace http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0, with a start mode and modes, or with the rules of the only mode. A rule is `namespace` or `anyNamespace`; its actions are `validate`, `allow`, `reject`, and one of `attach`, `attachPlaceholder` and `unwrap` (ISO/IEC 19757-4).",
    )
    .example(
        "=== rules.nvdl\n<rules xmlns=\"http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0\">\n<anyNamespace><permit/></anyNamespace>\n</rules>\n",
        "=== rules.nvdl\n<rules xmlns=\"http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0\">\n<anyNamespace><allow/></anyNamespace>\n</rules>\n",
    );

    NVDL_SCHEMA = error(
        "nvdl-schema",
        "a schema of an NVDL script cannot be used",
        "`validate` names a file with RELAX NG in either syntax, Schematron or another NVDL script, or holds one of them in its element `schema`. Nothing is fetched from a network.",
    )
    .example(
        "=== rules.nvdl\n<rules xmlns=\"http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0\">\n<anyNamespace><validate schema=\"missing.rng\"/></anyNamespace>\n</rules>\n",
        "=== rules.nvdl\n<rules xmlns=\"http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0\">\n<anyNamespace><allow/></anyNamespace>\n</rules>\n",
    );

    NVDL_REJECTED = error(
        "nvdl-rejected",
        "an NVDL script does not allow a namespace here",
        "The script rejects the namespace in this place, or has no rule for it: then elements are rejected.",
    );
}
