//! The diagnostics of schemas themselves, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Group};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Schema, summary, explanation)
}

/// What can be wrong with a RELAX NG schema.
pub const SCHEMA_CATALOGUE: &[Entry] = &[
    Entry::warning(
        "xsd-approximation",
        Group::Schema,
        "XML Schema cannot say what a schema says; the export allows more",
        "XML Schema 1.0 is weaker than RELAX NG: it has no free order with repeated elements, no attributes that depend on each other, no exceptions from types. `rowi schema convert` to .xsd then writes the narrowest thing it can that still accepts every valid document, and says so. Documents that pass the export can fail the schema: validate with the schema where you can.",
    ),
    error(
        "schema-syntax",
        "a schema is not written as its syntax wants it",
        "The message names what was found and what could stand there. Reading goes on behind it, so that further mistakes are found at once.\n\nIn compact syntax a name that is also a keyword needs a backslash (`\\text`); in XML syntax see section 3 of the RELAX NG specification for what each element holds.",
    )
    .fixed(Applicability::Unsafe),
    error(
        "schema-unclosed-bracket",
        "a bracket of a schema is not closed",
        "The message points at the bracket that opens and at the place where its partner was expected.",
    ),
    error(
        "schema-unclosed-literal",
        "a literal of a schema is not closed",
        "A literal in `\"…\"` or `'…'` ends on its line. One between `\"\"\"` or `'''` may run over several.",
    ),
    error(
        "schema-mixed-connectors",
        "connectors of a schema are mixed without parentheses",
        "`,`, `|` and `&` bind equally tightly, so `a, b | c` has no meaning. Write `(a, b) | c` or `a, (b | c)`.",
    ),
    error(
        "schema-undeclared-prefix",
        "a prefix is used and not declared",
        "In compact syntax namespaces are declared by `namespace p = \"…\"` and datatype libraries by `datatypes p = \"…\"`, at the head of each file; only `xml` and `xsd` are known without. In XML syntax write `xmlns:p=\"…\"`.",
    )
    .fixed(Applicability::Unsafe),
    error(
        "schema-reserved-prefix",
        "a prefix is declared that has a fixed meaning",
        "`xml` always stands for the namespace of `xml:lang`, and nothing else stands for it; `xmlns` cannot be declared.",
    ),
    Entry::warning(
        "schema-duplicate-declaration",
        Group::Schema,
        "a prefix is declared twice",
        "The last declaration counts for the whole file, also for what stands before it. Remove the other.",
    ),
    error(
        "schema-invalid-escape",
        "an escape of a schema names no character",
        "`\\x{…}` holds the hexadecimal number of a character that XML allows: `\\x{A0}`.",
    ),
    error(
        "schema-invalid-character",
        "a schema holds a character that XML does not allow",
        "Control characters, other than tab and the ends of lines, can stand in no XML document and so in no schema.",
    ),
    error(
        "schema-except-needs-parentheses",
        "a `-` stands beside a connector",
        "`xsd:token - \"a\" | \"b\"` could be read in two ways. Write `xsd:token - (\"a\" | \"b\")` or `(xsd:token - \"a\") | \"b\"`; name classes are no different.",
    ),
    error(
        "schema-annotation-at-top",
        "an annotation follows the outermost pattern",
        "In XML syntax an annotation behind a pattern is an element behind its element; nothing can stand behind the document element. Put it before the pattern, in `[ … ]`.",
    ),
    error(
        "schema-annotation-namespace",
        "an annotation is in a namespace where it cannot be",
        "Annotations are told from RELAX NG by their namespace: attributes on a pattern need a prefix, and neither RELAX NG's own namespace nor that of `xmlns` will do.",
    ),
    error(
        "schema-duplicate-annotation-attribute",
        "an annotation has an attribute twice",
        "An element has each attribute once, annotations too; two prefixes for the same namespace make no difference.",
    ),
    error(
        "schema-name-class-except",
        "an open name class stands in what is taken out of another",
        "`* - *` and `p:* - q:*` are refused: what is taken out of `*` may hold names and `p:*`, what is taken out of `p:*` only names (section 4.16).",
    ),
    error(
        "schema-href",
        "a reference to another schema is no file",
        "`include` and `external` take the relative or absolute path of a file, as a URI and without `#…` (section 4.5).",
    ),
    error(
        "schema-file-unreadable",
        "a schema that is referred to cannot be read",
        "The file is not there, is not text, or lies on a network, from which nothing is ever fetched. The note says where it was looked for: references are relative to the file that holds them.",
    ),
    error(
        "schema-include-cycle",
        "a schema includes itself",
        "A file may not be reached from itself through `include` or `external` (sections 4.6 and 4.7).",
    ),
    error(
        "schema-include-no-grammar",
        "an included schema is not a grammar",
        "`include` takes definitions from a grammar. Use `external` for a file that holds a single pattern (section 4.7).",
    ),
    error(
        "schema-override-nothing",
        "an include replaces a definition that is not there",
        "What stands in the braces of an `include` replaces definitions of the same name in the included file (section 4.7). A new definition goes behind the include.",
    ),
    error(
        "schema-duplicate-define",
        "a name is defined twice",
        "Several definitions of a name must say how they go together: `|=` for either, `&=` for both in any order. One of them may do without (section 4.17).",
    ),
    error(
        "schema-combine-conflict",
        "definitions of a name are combined in different ways",
        "All definitions of a name are combined by `|=`, or all by `&=` (section 4.17).",
    ),
    error(
        "schema-missing-start",
        "a grammar does not say what a document begins with",
        "Every grammar has a `start` (section 4.18). A file that only holds definitions for others to include is checked through those that include it.",
    ),
    error(
        "schema-undefined-reference",
        "a name is used that the grammar does not define",
        "Definitions are looked up in the grammar around the reference, in included files too, and by `parent` in the grammar around that one (section 4.18).",
    )
    .fixed(Applicability::Unsafe),
    error(
        "schema-recursion",
        "a definition holds itself without an element between",
        "`a = b, a?` would never end; `a = element x { a? }` is fine (section 4.19). Where repetition is meant write `b+`.",
    ),
    error(
        "schema-xmlns-attribute",
        "a schema describes `xmlns` as an attribute",
        "Namespace declarations are no attributes to RELAX NG and are always allowed (section 4.16).",
    ),
    error(
        "schema-unknown-datatype",
        "a datatype is not known",
        "Known are the built-in types `string` and `token`, XML Schema's types, and `ID`, `IDREF` and `IDREFS` of RELAX NG DTD Compatibility (section 4.16).",
    )
    .fixed(Applicability::Unsafe),
    error(
        "schema-unknown-datatype-library",
        "a datatype library is not known",
        "Known are the built-in library, `http://www.w3.org/2001/XMLSchema-datatypes` and `http://relaxng.org/ns/compatibility/datatypes/1.0` (section 4.16).",
    ),
    error(
        "schema-invalid-facet",
        "a datatype cannot be restricted like this",
        "The facet is not one of the datatype, its value is not one that the facet takes, or it contradicts another (section 4.16).",
    ),
    error(
        "schema-invalid-value",
        "a value is not one of its datatype",
        "No document could hold it: the value must be in the lexical space of the type that it is compared in.",
    ),
    error(
        "schema-pattern-not-allowed-here",
        "a pattern stands where RELAX NG does not allow it",
        "Section 7.1 of the specification: attributes hold no elements and no attributes; lists hold only typed text; what is taken out of a datatype is made of values and datatypes; `start` holds elements; an attribute does not stand in a repeated group. References are followed, so the place may be far from the pattern.",
    ),
    error(
        "schema-open-attribute-not-repeated",
        "an attribute with an open name class is not repeated",
        "`attribute * { text }` would match exactly one attribute of any name; RELAX NG wants `attribute * { text }*` or `+` (section 7.3).",
    ),
    error(
        "schema-string-sequence",
        "typed text stands beside other content",
        "A value or datatype is compared with the whole text of an element or attribute, so it cannot stand beside elements, `text` or other typed text, nor be repeated. Use `list { … }` for values set apart by blanks (section 7.2).",
    ),
    error(
        "schema-duplicate-attribute",
        "a pattern wants the same attribute twice",
        "An element has each attribute once. Where either of two forms is meant put them in a choice; take a name out of an open name class with `-` (section 7.3).",
    ),
    error(
        "schema-interleave-text",
        "text stands on both sides of an interleave",
        "`text` matches any number of pieces of text, so one is enough; `mixed` has one already (section 7.4).",
    ),
    error(
        "schema-interleave-overlap",
        "elements of one name stand on both sides of an interleave",
        "A validator tells by an element's name which member of `&` it belongs to. Repeat the element within one member instead (section 7.4).",
    ),
    Entry::warning(
        "schema-unused-definition",
        Group::Schema,
        "a definition is never used",
        "Nothing that `start` reaches refers to it. Remove it, or refer to it.",
    ),
    Entry::warning(
        "schema-unsound-id",
        Group::Schema,
        "IDs of a schema are not sound",
        "What is an ID must follow from the names of element and attribute alone: both have one name, and the attribute has the same kind of ID on all elements of that name (RELAX NG DTD Compatibility, section 3).",
    ),
    Entry::warning(
        "schema-unsound-default",
        Group::Schema,
        "a default of a schema is not sound",
        "`a:defaultValue` belongs on an optional attribute of one name, on an element of one name (RELAX NG DTD Compatibility, section 2).",
    ),
];
