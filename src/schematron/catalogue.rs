//! The diagnostics of Schematron schemas, for `rowi explain` and `rowi rules`. Those of rules bear the ids of their
//! patterns.

use crate::diagnostic::{Entry, Group};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Schematron, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Schematron, summary, explanation)
}

/// What can be wrong with rules, and findings of patterns without an id.
pub const CATALOGUE: &[Entry] = &[
    error(
        "schematron-assertion",
        "a rule of a pattern without an id finds a mistake",
        "The finding says what the rule's author wrote. Findings of patterns that have an id bear that id in kebab case.",
    ),
    error(
        "schematron-no-schema",
        "a file is no Schematron schema",
        "The document element of a Schematron schema is `schema` in the namespace http://purl.oclc.org/dsdl/schematron, or in that of version 1.5.",
    ),
    error(
        "schematron-include",
        "a Schematron schema includes a file that cannot be read",
        "`include` names a file from where the including one stands. Files that include each other in a circle are refused.",
    ),
    error(
        "schematron-missing-attribute",
        "an element of Schematron lacks an attribute",
        "`rule` needs a `context`, `assert` and `report` need a `test`, `let` needs `name` and `value`; without them the element does nothing.",
    ),
    error(
        "schematron-invalid-context",
        "the context of a rule selects no nodes",
        "A context is a path such as `a/b[@c]`, or several joined by `|`, as in the match attribute of XSLT.",
    ),
    error(
        "schematron-dangling-is-a",
        "a pattern is an instance of an abstract pattern that does not exist",
        "Such a pattern never finds anything, and other tools say nothing about it.",
    ),
    error(
        "schematron-dangling-extends",
        "a rule extends an abstract rule that does not exist",
        "`extends` takes over the assertions of an abstract rule, of the same pattern or of another one.",
    ),
    error(
        "schematron-unknown-pattern",
        "a phase names a pattern that does not exist",
        "`active` names patterns by their ids.",
    ),
    error(
        "schematron-unknown-phase",
        "a phase is asked for that the schema does not have",
        "`--phase` names a `phase` by its id, or asks for all patterns with `#ALL`.",
    ),
    error(
        "schematron-unknown-diagnostic",
        "an assertion refers to a diagnostic that does not exist",
        "The attribute `diagnostics` lists ids of `diagnostic` elements.",
    ),
    error(
        "schematron-limit",
        "a Schematron schema is larger than rowi reads",
        "Limits keep input that was made to exhaust memory from doing so.",
    ),
    warning(
        "schematron-query-binding",
        "rules are written for another query language than XPath 1.0",
        "`queryBinding` names the language of tests and contexts. rowi reads those of the binding `xslt`, XPath 1.0; expressions of XPath 2.0 that are not XPath 1.0 are reported where they stand.",
    ),
    warning(
        "schematron-duplicate-id",
        "two patterns have the same id",
        "Phases, suppressions and reports name patterns by id and cannot tell the two apart.",
    ),
    warning(
        "schematron-unused-param",
        "an instance sets a param that its abstract pattern does not have",
        "The abstract pattern never mentions `$name`, so the value has no effect: probably one of the two is misspelled.",
    ),
    warning(
        "schematron-unused-abstract-pattern",
        "an abstract pattern has no instance",
        "An abstract pattern does nothing by itself; a pattern with `is-a` makes it run.",
    ),
    warning(
        "schematron-unknown-element",
        "a rule names an element that the grammar does not have there",
        "No valid document has the element at that place, so the rule never finds anything, or always does.",
    ),
    warning(
        "schematron-unknown-attribute",
        "a rule names an attribute that the grammar does not have there",
        "No valid document has the attribute at that place, so the rule never finds anything, or always does.",
    ),
    warning(
        "schematron-unknown-value",
        "a rule compares an attribute with a value that the grammar does not allow",
        "The grammar lists the attribute's values, and this is none of them: the comparison never holds in a valid document.",
    ),
    warning(
        "schematron-substring-test",
        "a rule searches for text where it means a word of a list",
        "`contains('oem iso', @image)` holds for `o` and `m i` as well. `contains(' oem iso ', concat(' ', @image, ' '))` asks for a whole word.",
    ),
    warning(
        "schematron-boolean-test",
        "a rule takes one spelling of a boolean only",
        "The datatype `boolean` also allows `1` and `0`, and ` true ` with white space; a comparison with `'true'` misses those. A rule that asks only whether the attribute is there takes `false` for `true`.",
    ),
];
