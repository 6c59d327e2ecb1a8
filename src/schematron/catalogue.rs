//! The diagnostics of Schematron schemas, for `rowi explain` and `rowi rules`. Those of rules bear the ids of their
//! patterns.

use crate::diagnostic::{Entry, Group, catalogue};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Schematron, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Schematron, summary, explanation)
}

/// A rule file with this in it.
macro_rules! sch {
    ($text:literal) => {
        concat!("=== rules.sch\n<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\">\n", $text, "\n</schema>\n")
    };
}

catalogue! {
    /// What can be wrong with rules, and findings of patterns without an id.
    pub CATALOGUE;

    SCHEMATRON_ASSERTION = error(
        "schematron-assertion",
        "a rule of a pattern without an id finds a mistake",
        "The finding says what the rule's author wrote. Findings of patterns that have an id bear that id in kebab case.",
    );

    SCHEMATRON_NO_SCHEMA = error(
        "schematron-no-schema",
        "a file is no Schematron schema",
        "The document element of a Schematron schema is `schema` in the namespace http://purl.oclc.org/dsdl/schematron, or in that of version 1.5.",
    )
    .example(
        "=== rules.sch\n<rules/>\n",
        sch!("<pattern><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"),
    );

    SCHEMATRON_INCLUDE = error(
        "schematron-include",
        "a Schematron schema includes a file that cannot be read",
        "`include` names a file from where the including one stands. Files that include each other in a circle are refused.",
    );

    SCHEMATRON_DOCUMENT = error(
        "schematron-document",
        "a Schematron schema asks for a document that is not read",
        "`document('…')` reads the file of that name beside the schema. The name stands in quotes: it is read with the schema, and what a judged document names is not read at all.",
    )
    .example(
        sch!("<pattern><rule context=\"type\"><assert test=\"document(@image)\">an image</assert></rule></pattern>"),
        sch!("<pattern><rule context=\"type\"><assert test=\"document('')//*\">an image</assert></rule></pattern>"),
    );

    SCHEMATRON_MISSING_ATTRIBUTE = error(
        "schematron-missing-attribute",
        "an element of Schematron lacks an attribute",
        "`rule` needs a `context`, `assert` and `report` need a `test`, `let` needs `name` and `value`; without them the element does nothing.",
    )
    .example(
        sch!("<pattern><rule><assert test=\"@image\">an image</assert></rule></pattern>"),
        sch!("<pattern><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"),
    );

    SCHEMATRON_INVALID_CONTEXT = error(
        "schematron-invalid-context",
        "the context of a rule selects no nodes",
        "A context is a path such as `a/b[@c]`, or several joined by `|`, as in the match attribute of XSLT.",
    );

    SCHEMATRON_DANGLING_IS_A = error(
        "schematron-dangling-is-a",
        "a pattern is an instance of an abstract pattern that does not exist",
        "Such a pattern never finds anything, and other tools say nothing about it.",
    )
    .example(
        sch!("<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"),
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"
        ),
    );

    SCHEMATRON_DANGLING_EXTENDS = error(
        "schematron-dangling-extends",
        "a rule extends an abstract rule that does not exist",
        "`extends` takes over the assertions of an abstract rule, of the same pattern or of another one.",
    )
    .example(
        sch!("<pattern><rule context=\"type\"><extends rule=\"common\"/></rule></pattern>"),
        sch!(
            "<pattern><rule abstract=\"true\" id=\"common\"><assert test=\"@image\">an image</assert></rule><rule context=\"type\"><extends rule=\"common\"/></rule></pattern>"
        ),
    );

    SCHEMATRON_UNKNOWN_PATTERN = error(
        "schematron-unknown-pattern",
        "a phase names a pattern that does not exist",
        "`active` names patterns by their ids.",
    )
    .example(
        sch!(
            "<phase id=\"quick\"><active pattern=\"imgae\"/></phase>\n<pattern id=\"image\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
        sch!(
            "<phase id=\"quick\"><active pattern=\"image\"/></phase>\n<pattern id=\"image\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
    );

    SCHEMATRON_UNKNOWN_PHASE = error(
        "schematron-unknown-phase",
        "a phase is asked for that the schema does not have",
        "`--phase` names a `phase` by its id, or asks for all patterns with `#ALL`.",
    );

    SCHEMATRON_UNKNOWN_DIAGNOSTIC = error(
        "schematron-unknown-diagnostic",
        "an assertion refers to a diagnostic that does not exist",
        "The attribute `diagnostics` lists ids of `diagnostic` elements.",
    )
    .example(
        sch!(
            "<pattern><rule context=\"type\"><assert test=\"@image\" diagnostics=\"why\">an image</assert></rule></pattern>"
        ),
        sch!(
            "<pattern><rule context=\"type\"><assert test=\"@image\" diagnostics=\"why\">an image</assert></rule></pattern>\n<diagnostics><diagnostic id=\"why\">because</diagnostic></diagnostics>"
        ),
    );

    SCHEMATRON_LIMIT = error(
        "schematron-limit",
        "a Schematron schema is larger than rowi reads",
        "Limits keep input that was made to exhaust memory from doing so.",
    );

    SCHEMATRON_QUERY_BINDING = error(
        "schematron-query-binding",
        "rules are written in another query language than XPath 1.0",
        "`queryBinding` names the language of tests and contexts. rowi runs those of the binding `xslt`, XPath 1.0, and refuses others, as ISO/IEC 19757-3 asks: the same expression can mean something else there. Expressions that are not XPath 1.0 are reported where they stand; those are what would have to change.",
    )
    .example(
        "=== rules.sch\n<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\" queryBinding=\"xslt2\"/>\n",
        "=== rules.sch\n<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\" queryBinding=\"xslt\"/>\n",
    );

    SCHEMATRON_DUPLICATE_ID = warning(
        "schematron-duplicate-id",
        "two patterns have the same id",
        "Phases, suppressions and reports name patterns by id and cannot tell the two apart.",
    )
    .example(
        sch!(
            "<pattern id=\"a\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>\n<pattern id=\"a\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
        sch!(
            "<pattern id=\"a\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>\n<pattern id=\"b\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
    );

    SCHEMATRON_UNUSED_PARAM = warning(
        "schematron-unused-param",
        "an instance sets a param that its abstract pattern does not have",
        "The abstract pattern never mentions `$name`, so the value has no effect: probably one of the two is misspelled.",
    )
    .example(
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/><param name=\"waht\" value=\"@name\"/></pattern>"
        ),
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"
        ),
    );

    SCHEMATRON_UNUSED_ABSTRACT_PATTERN = warning(
        "schematron-unused-abstract-pattern",
        "an abstract pattern has no instance",
        "An abstract pattern does nothing by itself; a pattern with `is-a` makes it run.",
    )
    .example(
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>"
        ),
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"
        ),
    );

    SCHEMATRON_UNKNOWN_ELEMENT = warning(
        "schematron-unknown-element",
        "a rule names an element that the grammar does not have there",
        "No valid document has the element at that place, so the rule never finds anything, or always does.",
    );

    SCHEMATRON_UNKNOWN_ATTRIBUTE = warning(
        "schematron-unknown-attribute",
        "a rule names an attribute that the grammar does not have there",
        "No valid document has the attribute at that place, so the rule never finds anything, or always does.",
    );

    SCHEMATRON_UNKNOWN_VALUE = warning(
        "schematron-unknown-value",
        "a rule compares an attribute with a value that the grammar does not allow",
        "The grammar lists the attribute's values, and this is none of them: the comparison never holds in a valid document.",
    );

    SCHEMATRON_SUBSTRING_TEST = warning(
        "schematron-substring-test",
        "a rule searches for text where it means a word of a list",
        "`contains('oem iso', @image)` holds for `o` and `m i` as well. `contains(' oem iso ', concat(' ', @image, ' '))` asks for a whole word.",
    );

    SCHEMATRON_BOOLEAN_TEST = warning(
        "schematron-boolean-test",
        "a rule takes one spelling of a boolean only",
        "The datatype `boolean` also allows `1` and `0`, and ` true ` with white space; a comparison with `'true'` misses those. A rule that asks only whether the attribute is there takes `false` for `true`.",
    );

    SCHEMATRON_FOREIGN_ELEMENT = warning(
        "schematron-foreign-element",
        "an element of another namespace stands in a message",
        "`value-of` and `name` put the values of expressions into a message; elements of that name in other namespaces, such as `xsl:value-of`, put nothing there.",
    );

    SCHEMATRON_NOTHING_MATCHED = warning(
        "schematron-nothing-matched",
        "no rule matches anything in the document",
        "Names without a prefix mean elements in no namespace, whatever `xmlns` the schema declares. Where the document has the elements in a namespace, `ns` declares a prefix for it, and the contexts use that. A schema none of whose rules matches anything has judged nothing.",
    );
}
