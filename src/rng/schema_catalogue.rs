//! The diagnostics of schemas themselves, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Fact, Group, catalogue};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Schema, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Schema, summary, explanation)
}

catalogue! {
    /// What can be wrong with a RELAX NG schema.
    pub CATALOGUE;

    XSD_APPROXIMATION = warning(
        "xsd-approximation",
        "XML Schema cannot say what a schema says; the export allows more",
        "XML Schema 1.0 is weaker than RELAX NG: it has no free order with repeated elements, no attributes that depend on each other, no exceptions from types. `rowi schema convert` to .xsd then writes the narrowest thing it can that still accepts every valid document, and says so. Documents that pass the export can fail the schema: validate with the schema where you can.",
    );

    DTD_APPROXIMATION = warning(
        "dtd-approximation",
        "a DTD cannot say what a schema says; the export allows more",
        "A DTD has one content model and one list of attributes for an element name, in which a parser must not look ahead, no elements in any order, hardly any types, and no names that it does not declare. `rowi schema convert` to .dtd then writes the narrowest thing it can that still accepts every valid document, and says so. It knows prefixes, not namespaces: documents have to use those that it declares.",
    );

    SCHEMA_SYNTAX = error(
        "schema-syntax",
        "a schema is not written as its syntax wants it",
        "The message names what was found and what could stand there. Reading goes on behind it, so that further mistakes are found at once.\n\nIn compact syntax a name that is also a keyword needs a backslash (`\\text`); in XML syntax see section 3 of the RELAX NG specification for what each element holds.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "=== schema.rnc\nstart = elemnt image { empty }\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    )
    .blocks(&[Fact::Definitions]);

    SCHEMA_UNCLOSED_BRACKET = error(
        "schema-unclosed-bracket",
        "a bracket of a schema is not closed",
        "The message points at the bracket that opens and at the place where its partner was expected.",
    )
    .example(
        "=== schema.rnc\nstart = element image { empty\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    )
    .blocks(&[Fact::Definitions]);

    SCHEMA_UNCLOSED_LITERAL = error(
        "schema-unclosed-literal",
        "a literal of a schema is not closed",
        "A literal in `\"…\"` or `'…'` ends on its line. One between `\"\"\"` or `'''` may run over several.",
    )
    .example(
        "=== schema.rnc\nstart = element image { \"a }\n",
        "=== schema.rnc\nstart = element image { \"a\" }\n",
    )
    .blocks(&[Fact::Definitions]);

    SCHEMA_MIXED_CONNECTORS = error(
        "schema-mixed-connectors",
        "connectors of a schema are mixed without parentheses",
        "`,`, `|` and `&` bind equally tightly, so `a, b | c` has no meaning. Write `(a, b) | c` or `a, (b | c)`.",
    )
    .example(
        "=== schema.rnc\nstart = element a { element b { empty }, element c { empty } | element d { empty } }\n",
        "=== schema.rnc\nstart = element a { element b { empty }, (element c { empty } | element d { empty }) }\n",
    );

    SCHEMA_UNDECLARED_PREFIX = error(
        "schema-undeclared-prefix",
        "a prefix is used and not declared",
        "In compact syntax namespaces are declared by `namespace p = \"…\"` and datatype libraries by `datatypes p = \"…\"`, at the head of each file; only `xml` and `xsd` are known without. In XML syntax write `xmlns:p=\"…\"`.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "=== schema.rnc\nstart = element our:image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example:ours\"\nstart = element our:image { empty }\n",
    );

    SCHEMA_RESERVED_PREFIX = error(
        "schema-reserved-prefix",
        "a prefix is declared that has a fixed meaning",
        "`xml` always stands for the namespace of `xml:lang`, and nothing else stands for it; `xmlns` cannot be declared.",
    )
    .example(
        "=== schema.rnc\nnamespace xmlns = \"urn:example\"\nstart = element image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example\"\nstart = element image { empty }\n",
    );

    SCHEMA_DUPLICATE_DECLARATION = warning(
        "schema-duplicate-declaration",
        "a prefix is declared twice",
        "The last declaration counts for the whole file, also for what stands before it. Remove the other.",
    )
    .example(
        "=== schema.rnc\nnamespace our = \"urn:example:a\"\nnamespace our = \"urn:example:b\"\nstart = element our:image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example:a\"\nstart = element our:image { empty }\n",
    );

    SCHEMA_INVALID_ESCAPE = error(
        "schema-invalid-escape",
        "an escape of a schema names no character",
        "`\\x{…}` holds the hexadecimal number of a character that XML allows: `\\x{A0}`.",
    )
    .example(
        "=== schema.rnc\nstart = element image { \"\\x{0}\" }\n",
        "=== schema.rnc\nstart = element image { \"\\x{A0}\" }\n",
    );

    SCHEMA_INVALID_CHARACTER = error(
        "schema-invalid-character",
        "a schema holds a character that XML does not allow",
        "Control characters, other than tab and the ends of lines, can stand in no XML document and so in no schema.",
    )
    .blocks(&[Fact::Definitions]);

    SCHEMA_EXCEPT_NEEDS_PARENTHESES = error(
        "schema-except-needs-parentheses",
        "a `-` stands beside a connector",
        "`xsd:token - \"a\" | \"b\"` could be read in two ways. Write `xsd:token - (\"a\" | \"b\")` or `(xsd:token - \"a\") | \"b\"`; name classes are no different.",
    )
    .example(
        "=== schema.rnc\nstart = element image { xsd:token - \"a\" | \"b\" }\n",
        "=== schema.rnc\nstart = element image { xsd:token - (\"a\" | \"b\") }\n",
    );

    SCHEMA_ANNOTATION_AT_TOP = error(
        "schema-annotation-at-top",
        "an annotation follows the outermost pattern",
        "In XML syntax an annotation behind a pattern is an element behind its element; nothing can stand behind the document element. Put it before the pattern, in `[ … ]`.",
    );

    SCHEMA_ANNOTATION_NAMESPACE = error(
        "schema-annotation-namespace",
        "an annotation is in a namespace where it cannot be",
        "Annotations are told from RELAX NG by their namespace: attributes on a pattern need a prefix, and neither RELAX NG's own namespace nor that of `xmlns` will do.",
    )
    .example(
        "=== schema.rnc\n[ note = \"x\" ]\nstart = element image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example\"\n[ our:note = \"x\" ]\nstart = element image { empty }\n",
    );

    SCHEMA_DUPLICATE_ANNOTATION_ATTRIBUTE = error(
        "schema-duplicate-annotation-attribute",
        "an annotation has an attribute twice",
        "An element has each attribute once, annotations too; two prefixes for the same namespace make no difference.",
    )
    .example(
        "=== schema.rnc\nnamespace our = \"urn:example\"\n[ our:a = \"1\" our:a = \"2\" ]\nstart = element image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example\"\n[ our:a = \"1\" our:b = \"2\" ]\nstart = element image { empty }\n",
    );

    SCHEMA_NAME_CLASS_EXCEPT = error(
        "schema-name-class-except",
        "an open name class stands in what is taken out of another",
        "`* - *` and `p:* - q:*` are refused: what is taken out of `*` may hold names and `p:*`, what is taken out of `p:*` only names (section 4.16).",
    )
    .example(
        "=== schema.rnc\nstart = element * - * { empty }\n",
        "=== schema.rnc\nstart = element * - image { empty }\n",
    );

    SCHEMA_HREF = error(
        "schema-href",
        "a reference to another schema is no file",
        "`include` and `external` take the relative or absolute path of a file, as a URI and without `#…` (section 4.5).",
    )
    .example(
        "=== schema.rnc\ninclude \"other.rnc#part\"\nstart = element image { empty }\n=== other.rnc\na = empty\n",
        "=== schema.rnc\ninclude \"other.rnc\"\nstart = element image { a }\n=== other.rnc\na = empty\n",
    )
    .blocks(&[Fact::Definitions]);

    SCHEMA_FILE_UNREADABLE = error(
        "schema-file-unreadable",
        "a schema that is referred to cannot be read",
        "The file is not there, is not text, or lies on a network, from which nothing is ever fetched. The note says where it was looked for: references are relative to the file that holds them.",
    )
    .example(
        "=== schema.rnc\ninclude \"othr.rnc\"\nstart = element image { empty }\n=== other.rnc\na = empty\n",
        "=== schema.rnc\ninclude \"other.rnc\"\nstart = element image { a }\n=== other.rnc\na = empty\n",
    )
    .blocks(&[Fact::Definitions]);

    SCHEMA_INCLUDE_CYCLE = error(
        "schema-include-cycle",
        "a schema includes itself",
        "A file may not be reached from itself through `include` or `external` (sections 4.6 and 4.7).",
    )
    .example(
        "=== schema.rnc\ninclude \"schema.rnc\"\nstart = element image { empty }\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    )
    .blocks(&[Fact::Definitions, Fact::Structure]);

    SCHEMA_INCLUDE_NO_GRAMMAR = error(
        "schema-include-no-grammar",
        "an included schema is not a grammar",
        "`include` takes definitions from a grammar. Use `external` for a file that holds a single pattern (section 4.7).",
    )
    .example(
        "=== schema.rnc\ninclude \"other.rnc\"\nstart = element image { empty }\n=== other.rnc\nelement a { empty }\n",
        "=== schema.rnc\nstart = element image { external \"other.rnc\" }\n=== other.rnc\nelement a { empty }\n",
    )
    .needs(&[Fact::Definitions]);

    SCHEMA_OVERRIDE_NOTHING = error(
        "schema-override-nothing",
        "an include replaces a definition that is not there",
        "What stands in the braces of an `include` replaces definitions of the same name in the included file (section 4.7). A new definition goes behind the include.",
    )
    .example(
        "=== schema.rnc\ninclude \"other.rnc\" { b = text }\nstart = element image { a, b }\n=== other.rnc\na = empty\n",
        "=== schema.rnc\ninclude \"other.rnc\" { a = text }\nstart = element image { a }\n=== other.rnc\na = empty\n",
    )
    .needs(&[Fact::Definitions]);

    SCHEMA_DUPLICATE_DEFINE = error(
        "schema-duplicate-define",
        "a name is defined twice",
        "Several definitions of a name must say how they go together: `|=` for either, `&=` for both in any order. One of them may do without (section 4.17).",
    )
    .example(
        "=== schema.rnc\nstart = element image { a }\na = element x { empty }\na = element y { empty }\n",
        "=== schema.rnc\nstart = element image { a }\na = element x { empty }\na |= element y { empty }\n",
    );

    SCHEMA_COMBINE_CONFLICT = error(
        "schema-combine-conflict",
        "definitions of a name are combined in different ways",
        "All definitions of a name are combined by `|=`, or all by `&=` (section 4.17).",
    )
    .example(
        "=== schema.rnc\nstart = element image { a }\na |= element x { empty }\na &= element y { empty }\n",
        "=== schema.rnc\nstart = element image { a }\na |= element x { empty }\na |= element y { empty }\n",
    );

    SCHEMA_MISSING_START = error(
        "schema-missing-start",
        "a grammar does not say what a document begins with",
        "Every grammar has a `start` (section 4.18). A file that only holds definitions for others to include is checked through those that include it.",
    )
    .example(
        "=== schema.rnc\na = element image { empty }\n",
        "=== schema.rnc\nstart = a\na = element image { empty }\n",
    )
    .needs(&[Fact::Definitions]);

    SCHEMA_UNDEFINED_REFERENCE = error(
        "schema-undefined-reference",
        "a name is used that the grammar does not define",
        "Definitions are looked up in the grammar around the reference, in included files too, and by `parent` in the grammar around that one (section 4.18).",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "=== schema.rnc\nstart = element image { contnet }\ncontent = empty\n",
        "=== schema.rnc\nstart = element image { content }\ncontent = empty\n",
    )
    .needs(&[Fact::Definitions]);

    SCHEMA_RECURSION = error(
        "schema-recursion",
        "a definition holds itself without an element between",
        "`a = b, a?` would never end; `a = element x { a? }` is fine (section 4.19). Where repetition is meant write `b+`.",
    )
    .example(
        "=== schema.rnc\nstart = element image { list-of-a }\nlist-of-a = element a { empty }, list-of-a?\n",
        "=== schema.rnc\nstart = element image { list-of-a }\nlist-of-a = element a { empty }+\n",
    );

    SCHEMA_XMLNS_ATTRIBUTE = error(
        "schema-xmlns-attribute",
        "a schema describes `xmlns` as an attribute",
        "Namespace declarations are no attributes to RELAX NG and are always allowed (section 4.16).",
    )
    .example(
        "=== schema.rnc\nstart = element image { attribute xmlns { text } }\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    );

    SCHEMA_UNKNOWN_DATATYPE = error(
        "schema-unknown-datatype",
        "a datatype is not known",
        "Known are the built-in types `string` and `token`, XML Schema's types, and `ID`, `IDREF` and `IDREFS` of RELAX NG DTD Compatibility (section 4.16).",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "=== schema.rnc\nstart = element image { xsd:interger }\n",
        "=== schema.rnc\nstart = element image { xsd:integer }\n",
    );

    SCHEMA_UNKNOWN_DATATYPE_LIBRARY = error(
        "schema-unknown-datatype-library",
        "a datatype library is not known",
        "Known are the built-in library, `http://www.w3.org/2001/XMLSchema-datatypes` and `http://relaxng.org/ns/compatibility/datatypes/1.0` (section 4.16).",
    )
    .example(
        "=== schema.rnc\ndatatypes our = \"urn:example\"\nstart = element image { our:size }\n",
        "=== schema.rnc\ndatatypes xsd = \"http://www.w3.org/2001/XMLSchema-datatypes\"\nstart = element image { xsd:integer }\n",
    );

    SCHEMA_INVALID_FACET = error(
        "schema-invalid-facet",
        "a datatype cannot be restricted like this",
        "The facet is not one of the datatype, its value is not one that the facet takes, or it contradicts another (section 4.16).",
    )
    .example(
        "=== schema.rnc\nstart = element image { xsd:integer { maxInclusive = \"many\" } }\n",
        "=== schema.rnc\nstart = element image { xsd:integer { maxInclusive = \"100\" } }\n",
    );

    SCHEMA_INVALID_VALUE = error(
        "schema-invalid-value",
        "a value is not one of its datatype",
        "No document could hold it: the value must be in the lexical space of the type that it is compared in.",
    )
    .example(
        "=== schema.rnc\nstart = element image { xsd:integer \"many\" }\n",
        "=== schema.rnc\nstart = element image { xsd:integer \"100\" }\n",
    );

    SCHEMA_PATTERN_NOT_ALLOWED_HERE = error(
        "schema-pattern-not-allowed-here",
        "a pattern stands where RELAX NG does not allow it",
        "Section 7.1 of the specification: attributes hold no elements and no attributes; lists hold only typed text; what is taken out of a datatype is made of values and datatypes; `start` holds elements; an attribute does not stand in a repeated group. References are followed, so the place may be far from the pattern.",
    )
    .example(
        "=== schema.rnc\nstart = element image { attribute name { element a { empty } } }\n",
        "=== schema.rnc\nstart = element image { attribute name { text }, element a { empty } }\n",
    );

    SCHEMA_OPEN_ATTRIBUTE_NOT_REPEATED = error(
        "schema-open-attribute-not-repeated",
        "an attribute with an open name class is not repeated",
        "`attribute * { text }` would match exactly one attribute of any name; RELAX NG wants `attribute * { text }*` or `+` (section 7.3).",
    )
    .example(
        "=== schema.rnc\nstart = element image { attribute * { text } }\n",
        "=== schema.rnc\nstart = element image { attribute * { text }* }\n",
    );

    SCHEMA_STRING_SEQUENCE = error(
        "schema-string-sequence",
        "typed text stands beside other content",
        "A value or datatype is compared with the whole text of an element or attribute, so it cannot stand beside elements, `text` or other typed text, nor be repeated. Use `list { … }` for values set apart by blanks (section 7.2).",
    )
    .example(
        "=== schema.rnc\nstart = element image { xsd:integer, element a { empty } }\n",
        "=== schema.rnc\nstart = element image { element size { xsd:integer }, element a { empty } }\n",
    );

    SCHEMA_DUPLICATE_ATTRIBUTE = error(
        "schema-duplicate-attribute",
        "a pattern wants the same attribute twice",
        "An element has each attribute once. Where either of two forms is meant put them in a choice; take a name out of an open name class with `-` (section 7.3).",
    )
    .example(
        "=== schema.rnc\nstart = element image { attribute a { \"x\" }, attribute a { \"y\" } }\n",
        "=== schema.rnc\nstart = element image { attribute a { \"x\" } | attribute a { \"y\" } }\n",
    );

    SCHEMA_INTERLEAVE_TEXT = error(
        "schema-interleave-text",
        "text stands on both sides of an interleave",
        "`text` matches any number of pieces of text, so one is enough; `mixed` has one already (section 7.4).",
    )
    .example(
        "=== schema.rnc\nstart = element image { text & element a { empty } & text }\n",
        "=== schema.rnc\nstart = element image { text & element a { empty } }\n",
    );

    SCHEMA_INTERLEAVE_OVERLAP = error(
        "schema-interleave-overlap",
        "elements of one name stand on both sides of an interleave",
        "A validator tells by an element's name which member of `&` it belongs to. Repeat the element within one member instead (section 7.4).",
    )
    .example(
        "=== schema.rnc\nstart = element image { element a { empty } & element a { empty }? }\n",
        "=== schema.rnc\nstart = element image { element a { empty }+ }\n",
    );

    SCHEMA_FROM_DTD = warning(
        "schema-from-dtd",
        "a DTD says something that RELAX NG has no counterpart for, or that could not be read",
        "A DTD that stands in the place of a schema is translated to RELAX NG. Names with a prefix need the namespace that it stands for, which a DTD tells by an attribute `xmlns:prefix` with a default value; elements and attribute lists need each other.",
    )
    .example(
        "=== schema.dtd\n<!ELEMENT q:image EMPTY>\n",
        "=== schema.dtd\n<!ELEMENT q:image EMPTY>\n<!ATTLIST q:image xmlns:q CDATA #FIXED 'urn:q'>\n",
    );

    SCHEMA_UNUSED_DEFINITION = warning(
        "schema-unused-definition",
        "a definition is never used",
        "Nothing that `start` reaches refers to it. Remove it, or refer to it.",
    )
    .example(
        "=== schema.rnc\nstart = element image { a }\na = empty\nb = empty\n",
        "=== schema.rnc\nstart = element image { a | b }\na = empty\nb = text\n",
    );

    SCHEMA_UNSOUND_ID = warning(
        "schema-unsound-id",
        "IDs of a schema are not sound",
        "What is an ID must follow from the names of element and attribute alone: both have one name, and the attribute has the same kind of ID on all elements of that name (RELAX NG DTD Compatibility, section 3).",
    )
    .example(
        "=== schema.rnc\nstart = element image { element a { attribute n { xsd:ID } } | element a { attribute n { text } } }\n",
        "=== schema.rnc\nstart = element image { element a { attribute n { xsd:ID } } }\n",
    );

    SCHEMA_UNSOUND_DEFAULT = warning(
        "schema-unsound-default",
        "a default of a schema is not sound",
        "`a:defaultValue` belongs on an optional attribute of one name, on an element of one name (RELAX NG DTD Compatibility, section 2).",
    )
    .example(
        "=== schema.rnc\nnamespace a = \"http://relaxng.org/ns/compatibility/annotations/1.0\"\nstart = element image { [ a:defaultValue = \"x\" ] attribute n { text } }\n",
        "=== schema.rnc\nnamespace a = \"http://relaxng.org/ns/compatibility/annotations/1.0\"\nstart = element image { [ a:defaultValue = \"x\" ] attribute n { text }? }\n",
    );
}
