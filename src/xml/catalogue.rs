//! The diagnostics of this module, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Group};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Xml, summary, explanation)
}

/// What can be wrong with a text that should be XML.
pub const CATALOGUE: &[Entry] = &[
    error(
        "unreadable-file",
        "a file cannot be read",
        "The file is missing, is a directory, may not be read, or is larger than what is read into memory. Nothing in it was checked.",
    ),
    error(
        "invalid-encoding",
        "the bytes of a file are not text in its encoding",
        "rowi reads UTF-8, UTF-16 and ISO-8859-1. The encoding is taken from a byte order mark or from the XML declaration, and is UTF-8 without either. Save the file as UTF-8, or name its encoding in the declaration: `<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>`.",
    ),
    error(
        "malformed-xml",
        "the text is not well-formed XML",
        "The XML parser refused the text for a reason that has no name of its own.",
    ),
    error(
        "malformed-markup",
        "the text is not the YAML, JSON or INI form of a description",
        "KIWI reads descriptions in YAML, JSON and INI too: a map with the one key `image`, keys with `@` for attributes, `#text` for text, lists for repeated elements. YAML is read as YAML 1.1: `yes` is `true`, and `7.10` is a number and becomes `7.1`. In INI `[image]`, `[[preferences]]` and `[[[type]]]` nest.",
    ),
    error(
        "too-many-attributes",
        "a tag has too many attributes",
        "A tag may have 10,000 attributes. No schema comes near; a file that does is broken or hostile.",
    ),
    error(
        "too-many-namespaces",
        "too many namespaces are in scope",
        "256 namespaces may be declared on elements around each other. A file that has more is broken or hostile.",
    ),
    error(
        "malformed-xml-declaration",
        "the XML declaration is not as XML wants it",
        "The declaration is `<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>`: the version first, then encoding and standalone where they are wanted, each in quotes (XML 1.0, section 2.8).",
    ),
    error(
        "malformed-doctype",
        "the document type declaration is not as XML wants it",
        "The declaration `<!DOCTYPE …>` and what stands between `[` and `]` in it must follow XML 1.0, sections 2.8, 3.2, 3.3, 4.2 and 4.7. A description needs none.",
    ),
    error(
        "malformed-entity",
        "an entity cannot stand where it is referred to",
        "The text of an entity must be well-formed by itself: every tag in it is closed in it. In the value of an attribute it must hold no `<`, and stand in this file (XML 1.0, sections 3.1 and 4.3.2).",
    ),
    error(
        "malformed-processing-instruction",
        "a processing instruction has no proper name",
        "`<?name …?>` begins with a name without colon; `xml`, in any case of letters, is reserved (XML 1.0, section 2.6).",
    ),
    error(
        "malformed-namespace",
        "a namespace declaration is not allowed",
        "A prefix cannot be bound to the empty namespace, `xmlns` cannot be declared, and `xml` belongs to one namespace only (Namespaces in XML 1.0, section 3).",
    ),
    error(
        "malformed-name",
        "a name has a colon in the wrong place",
        "A name is `local` or `prefix:local` (Namespaces in XML 1.0, section 4).",
    ),
    error("cdata-end-in-text", "`]]>` stands in text", "In text, `]]>` is written `]]&gt;` (XML 1.0, section 2.4).")
        .fixed(Applicability::Safe),
    error(
        "nesting-too-deep",
        "elements nest too deeply",
        "Elements may nest 4096 deep. No description that a person wrote comes near; a file that does is broken or hostile.",
    ),
    error(
        "unclosed-element",
        "an element has no end tag",
        "Every start tag `<name>` needs an end tag `</name>`, or must be written `<name/>`. The message points at the start tag, and at the place where the end tag was missed.",
    ),
    error(
        "unexpected-end-tag",
        "an end tag closes nothing",
        "An end tag stands where no element of its name is open. Remove it, or add the start tag that it belongs to.",
    )
    .fixed(Applicability::Unsafe),
    error(
        "mismatched-end-tag",
        "an end tag has another name than the element it should close",
        "Elements must be closed in the reverse order in which they were opened, each by its own name. XML names are case-sensitive.",
    )
    .fixed(Applicability::Unsafe),
    error("unterminated-tag", "a tag has no closing `>`", "The tag runs into the next one or into the end of the file. Add `>` or `/>`.")
        .fixed(Applicability::Unsafe),
    error("malformed-tag", "a character is not allowed in a tag", "Inside a tag only attributes `name=\"value\"` and white space may stand."),
    error(
        "missing-white-space",
        "two attributes are not separated",
        "Attributes must be separated by white space: `<a b=\"1\" c=\"2\">`.",
    )
    .fixed(Applicability::Safe),
    error(
        "attribute-without-value",
        "an attribute has no value",
        "XML has no attributes without value. Write `name=\"true\"` where HTML would allow just `name`.",
    ),
    error("unquoted-attribute-value", "an attribute value is not quoted", "Values of attributes stand in double or single quotes.")
        .fixed(Applicability::Safe),
    error(
        "unterminated-attribute-value",
        "an attribute value has no closing quote",
        "The value runs into the next tag. Add the closing quote, the same character as the opening one.",
    ),
    error(
        "duplicate-attribute",
        "an attribute is given twice",
        "An element can have an attribute only once, prefixes that are bound to the same namespace included. Remove one of the two.",
    ),
    error(
        "unescaped-less-than",
        "`<` stands where no tag begins",
        "In text and in attribute values `<` is written `&lt;`.",
    )
    .fixed(Applicability::Safe),
    error("unescaped-ampersand", "`&` stands where no reference begins", "In text and in attribute values `&` is written `&amp;`.")
        .fixed(Applicability::Safe),
    error(
        "unknown-entity",
        "an entity is not declared",
        "XML itself knows `&lt;`, `&gt;`, `&amp;`, `&apos;` and `&quot;`. Others must be declared in the document type declaration at the top of the file; entities of HTML such as `&nbsp;` are not known (write `&#160;`).",
    )
    .fixed(Applicability::Unsafe),
    error(
        "entity-expansion-limit",
        "entities expand to too much text",
        "Entities that refer to each other can make a short file expand to gigabytes. rowi stops early; no image description needs it.",
    ),
    error("invalid-character", "a character is not allowed in XML", "Control characters other than tab, line feed and carriage return are not allowed in XML 1.0, not even as references."),
    error("invalid-character-reference", "a character reference names no character", "`&#…;` must name a character that XML 1.0 allows."),
    error("unterminated-comment", "a comment is never closed", "A comment runs from `<!--` to `-->`."),
    error("double-hyphen-in-comment", "`--` stands inside a comment", "XML forbids two hyphens in a row inside a comment (XML 1.0, section 2.5). Long options such as `--force` in a comment need another spelling."),
    error("unterminated-cdata", "a CDATA section is never closed", "A CDATA section runs from `<![CDATA[` to `]]>`."),
    error("unterminated-processing-instruction", "a processing instruction is never closed", "A processing instruction runs from `<?` to `?>`."),
    error("unterminated-doctype", "a document type declaration is never closed", "A document type declaration runs from `<!DOCTYPE` to `>`; an internal subset in it stands between `[` and `]`."),
    error("misplaced-xml-declaration", "the XML declaration is not the first thing in the file", "`<?xml …?>` must stand at the very beginning, with no blank and no line before it.")
        .fixed(Applicability::Safe),
    error("text-outside-root", "text stands outside the document element", "Before and after the outermost element only comments, processing instructions and white space may stand."),
    error("several-root-elements", "a second outermost element", "A document has one outermost element. Often the first was closed too early."),
    error("no-root-element", "the document has no element", "The file is empty, or holds only comments."),
    error("unbound-prefix", "a prefix is not bound to a namespace", "A name `prefix:local` needs a declaration `xmlns:prefix=\"…\"` on its element or one above it."),
];
