//! The diagnostics of validation, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Fact, Group, catalogue};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Schema, summary, explanation)
}

const fn note(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::note(name, Group::Schema, summary, explanation)
}

catalogue! {
    /// What validation against a RELAX NG schema can find.
    pub CATALOGUE;

    UNKNOWN_ELEMENT = error(
        "unknown-element",
        "an element that the schema does not have",
        "No element of this name may stand in its parent, and the schema has none of this name elsewhere. Where the spelling is near to that of an element that may stand there, the message says so, and checking goes on as if that name had been written.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<packages type=\"image\"><pakage name=\"vim\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    ELEMENT_NOT_ALLOWED_HERE = error(
        "element-not-allowed-here",
        "an element stands where it does not belong",
        "The schema has an element of this name, but not at this place: it belongs in another element, must come before a sibling that already stands there, or excludes one. The message says which.",
    )
    .example(
        "<package name=\"vim\"/>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    ELEMENT_NOT_ALLOWED_YET = error(
        "element-not-allowed-yet",
        "an element comes before one that must precede it",
        "The children of the element have an order, and a required one is missing before this one, or comes only after it.",
    );

    DUPLICATE_ELEMENT = error(
        "duplicate-element",
        "an element that may appear once appears twice",
        "The parent may hold only one element of this name. The message points at the first one as well; keep one of the two, or merge them.",
    )
    .example(
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><size>8</size><size>9</size></type></preferences>\n",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><size>8</size></type></preferences>\n",
    );

    INCOMPLETE_ELEMENT = error(
        "incomplete-element",
        "an element lacks a required child",
        "The element ends, but something that the schema requires inside it is missing. There is one message for each missing child.",
    )
    .example(
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><systemdisk><volume name=\"home\"/></systemdisk><partitions/></type></preferences>\n",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><systemdisk><volume name=\"home\"/></systemdisk></type></preferences>\n",
    )
    .blocks(&[Fact::Completeness]);

    UNKNOWN_ATTRIBUTE = error(
        "unknown-attribute",
        "an attribute that the schema does not have",
        "The element has no attribute of this name, and no other element has one. Where the spelling is near to that of an attribute of the element, the message says so.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<packages type=\"image\"><package nmae=\"vim\" name=\"vim\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    )
    .blocks(&[Fact::Attributes]);

    ATTRIBUTE_NOT_ALLOWED_HERE = error(
        "attribute-not-allowed-here",
        "an attribute stands on the wrong element",
        "Another element has an attribute of this name, or this element has it only together with other attributes or values. The message says where it belongs, or what it does not go with.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<packages type=\"image\"><package name=\"vim\" profiles=\"A\"/></packages>\n",
        "<profiles><profile name=\"A\" description=\"a\"/></profiles>\n<packages type=\"image\" profiles=\"A\"><package name=\"vim\"/></packages>\n",
    )
    .blocks(&[Fact::Attributes]);

    MISSING_ATTRIBUTE = error(
        "missing-attribute",
        "a required attribute is missing",
        "The schema requires the attribute on every element of this name, or at least one of several attributes.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<packages type=\"image\"><package/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    )
    .blocks(&[Fact::Attributes, Fact::Completeness]);

    INVALID_VALUE = error(
        "invalid-value",
        "a value is not one of those that the schema allows",
        "The value of an attribute, or the text of an element, is none of the values listed in the schema, or is not of the datatype that it requires. The message says what is allowed, and points at the part of the value that fails where it can be told.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext5\"/></preferences>\n",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"/></preferences>\n",
    );

    TEXT_NOT_ALLOWED = error(
        "text-not-allowed",
        "text stands where only elements may stand",
        "The element holds elements only, or nothing. Often a tag was mistyped, or the text belongs in an attribute.",
    )
    .example(
        "<packages type=\"image\">vim</packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    FOREIGN_NAMESPACE = error(
        "foreign-namespace",
        "an element or attribute is in the wrong namespace",
        "Names are equal only when their namespaces are, too. An `xmlns` declaration puts an element and everything in it into a namespace; attributes without prefix are in none.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<packages type=\"image\" xmlns=\"urn:example\"><package name=\"vim\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    )
    .blocks(&[Fact::Attributes]);

    DUPLICATE_ID = error(
        "duplicate-id",
        "an ID is given twice",
        "The value of an attribute of type ID must be the only one in the document (RELAX NG DTD Compatibility, section 3).",
    );

    UNKNOWN_ID = error(
        "unknown-id",
        "a reference to an ID that no element has",
        "The value of an attribute of type IDREF or IDREFS must be the ID of an element in the document (RELAX NG DTD Compatibility, section 3).",
    )
        .fixed(Applicability::Unsafe);

    SCHEMA_TOO_DEEP = error(
        "schema-too-deep",
        "patterns of a schema nest too deeply",
        "Patterns may nest 1000 deep once references are resolved. No schema that a person wrote comes near.",
    );

    SCHEMA_TOO_LONG = error(
        "schema-too-long",
        "a content model is a longer sequence than can be worked with",
        "Definitions that name another one twice, which does the same, double what they stand for each time. No content model that a person means has thousands of places in a row.",
    );

    SCHEMA_TOO_MANY_INCLUDES = error(
        "schema-too-many-includes",
        "grammars are included too often",
        "Files that include each other several times multiply: ten levels of ten includes are ten thousand million. A schema may include 10,000 grammars in all, each counted as often as it is included.",
    );

    TOO_MANY_FINDINGS = note(
        "too-many-findings",
        "more findings than are shown",
        "Only the first 10,000 findings of a document are kept.",
    );
}
