//! The diagnostics of this module, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Group, catalogue};

catalogue! {
    /// What assembling a description can find.
    pub CATALOGUE;

    MALFORMED_MARKUP = Entry::error(
        "malformed-markup",
        Group::Xml,
        "the text is not the YAML, JSON or INI form of a description",
        "KIWI reads descriptions in YAML, JSON and INI too: a map with the one key `image`, keys with `@` for attributes, `#text` for text, lists for repeated elements. YAML is read as YAML 1.1: `yes` is `true`, and `7.10` is a number and becomes `7.1`. In INI `[image]`, `[[preferences]]` and `[[[type]]]` nest.",
    )
    .example(
        "=== config.yaml\nimage: [\n",
        "=== config.yaml\nimage:\n  '@schemaversion': '{newest}'\n  '@name': example\n",
    );

    MISSING_INCLUDE = Entry::error(
        "missing-include",
        Group::Image,
        "an included file is not there, or cannot be read as XML",
        "`this://x` and plain relative paths start from the directory of the description. KIWI stops when the file that an `include` names cannot be read.",
    )
    .formerly(&["include-not-found"])
    .example(
        "<include from=\"this://users.xml\"/>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"{newest}\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    );

    UNRESOLVABLE_INCLUDE = Entry::error(
        "unresolvable-include",
        Group::Image,
        "KIWI cannot resolve the address of an include",
        "`file://name.xml` and `dir://name.xml` take the name for a host. `this://name.xml` is relative to the main description; `file:///…` and plain absolute paths work too.",
    )
    .fixed(Applicability::Safe)
    .example(
        "<include from=\"file://users.xml\"/>\n=== users.xml\n<image schemaversion=\"{newest}\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"{newest}\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    );

    INCLUDE_FROM_WORKING_DIRECTORY = Entry::warning(
        "include-from-working-directory",
        Group::Image,
        "an include depends on where KIWI is started",
        "`file://./x` and `dir://sub/x` are resolved from the directory that KIWI is started in, not from that of the description. Use `this://`. rowi looks beside the description.",
    )
    .fixed(Applicability::Unsafe)
    .formerly(&["include-depends-on-directory"])
    .example(
        "<include from=\"file://./users.xml\"/>\n=== users.xml\n<image schemaversion=\"{newest}\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"{newest}\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    );

    NESTED_INCLUDE = Entry::error(
        "nested-include",
        Group::Image,
        "an `include` in an included file",
        "KIWI puts included files in once. An `include` inside of an included file stays where it is; schema and Schematron accept it, and KIWI's check `check_include_references_unresolvable` stops the build.",
    )
    .example(
        "<include from=\"this://part.xml\"/>\n=== part.xml\n<image schemaversion=\"{newest}\" name=\"part\"><include from=\"this://more.xml\"/></image>\n=== more.xml\n<image schemaversion=\"{newest}\" name=\"more\"/>\n",
        "<include from=\"this://part.xml\"/>\n<include from=\"this://more.xml\"/>\n=== part.xml\n<image schemaversion=\"{newest}\" name=\"part\"/>\n=== more.xml\n<image schemaversion=\"{newest}\" name=\"more\"/>\n",
    );

    CYCLIC_INCLUDE = Entry::error(
        "cyclic-include",
        Group::Image,
        "a description includes itself",
        "KIWI expands `include` once only, so that the inner one stays in the description and stops the build.",
    )
    .example(
        "<include from=\"this://part.xml\"/>\n=== part.xml\n<image schemaversion=\"{newest}\" name=\"part\"><include from=\"this://part.xml\"/></image>\n",
        "<include from=\"this://part.xml\"/>\n=== part.xml\n<image schemaversion=\"{newest}\" name=\"part\"/>\n",
    );

    REPEATED_INCLUDE = Entry::warning(
        "repeated-include",
        Group::Image,
        "a file is included more than once",
        "KIWI inserts the content as often as it is included, so what it holds is there several times.",
    )
    .example(
        "<include from=\"this://users.xml\"/>\n<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"{newest}\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"{newest}\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    );

    INCLUDE_IGNORED = Entry::warning(
        "include-ignored",
        Group::Image,
        "an included file has no `image` around it",
        "KIWI puts in what is inside of the included file's `image` element. Where the document element is another, nothing is put in, the `include` disappears, and there is no message.",
    )
    .example(
        "<include from=\"this://part.xml\"/>\n=== part.xml\n<packages type=\"image\"><package name=\"vim\"/></packages>\n",
        "<include from=\"this://part.xml\"/>\n=== part.xml\n<image schemaversion=\"{newest}\" name=\"part\"><packages type=\"image\"><package name=\"vim\"/></packages></image>\n",
    );

    INCLUDE_LIMIT = Entry::warning(
        "include-limit",
        Group::Image,
        "too much is included again",
        "KIWI inserts a file as often as it is included. rowi puts up to 50,000 nodes of repeated files in and judges the description without the rest. No image description needs it.",
    );
}
