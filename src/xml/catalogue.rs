//! The diagnostics of this module, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Applicability, Entry, Fact, Group, catalogue};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Xml, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Xml, summary, explanation)
}

catalogue! {
    /// What can be wrong with a text that should be XML.
    pub CATALOGUE;

    UNREADABLE_FILE = error(
        "unreadable-file",
        "a file cannot be read",
        "The file is missing, is a directory, may not be read, or is larger than what is read into memory. Nothing in it was checked.",
    )
    .blocks(&[Fact::Verdict]);

    INVALID_ENCODING = error(
        "invalid-encoding",
        "the bytes of a file are not text in its encoding",
        "rowi reads UTF-8, UTF-16 and ISO-8859-1. The encoding is taken from a byte order mark or from the XML declaration, and is UTF-8 without either. Save the file as UTF-8, or name its encoding in the declaration: `<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>`.",
    );

    MALFORMED_XML = error(
        "malformed-xml",
        "the text is not well-formed XML",
        "The XML parser refused the text for a reason that has no name of its own.",
    );

    TOO_MANY_ATTRIBUTES = error(
        "too-many-attributes",
        "a tag has too many attributes",
        "A tag may have 10,000 attributes. No schema comes near; a file that does is broken or hostile.",
    );

    TOO_MANY_NAMESPACES = error(
        "too-many-namespaces",
        "too many namespaces are in scope",
        "256 namespaces may be declared on elements around each other. A file that has more is broken or hostile.",
    );

    MALFORMED_XML_DECLARATION = error(
        "malformed-xml-declaration",
        "the XML declaration is not as XML wants it",
        "The declaration is `<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>`: the version first, then encoding and standalone where they are wanted, each in quotes (XML 1.0, section 2.8).",
    )
    .example(
        "<?xml encoding=\"UTF-8\"?>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    MALFORMED_DOCTYPE = error(
        "malformed-doctype",
        "the document type declaration is not as XML wants it",
        "The declaration `<!DOCTYPE …>` and what stands between `[` and `]` in it must follow XML 1.0, sections 2.8, 3.2, 3.3, 4.2 and 4.7. A description needs none.",
    )
    .example(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor Example>]>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor \"Example\">]>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    MALFORMED_ENTITY = error(
        "malformed-entity",
        "an entity cannot stand where it is referred to",
        "The text of an entity must be well-formed by itself: every tag in it is closed in it. In the value of an attribute it must hold no `<`, and stand in this file (XML 1.0, sections 3.1 and 4.3.2).",
    )
    .example(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor \"<b>Example\">]>\n<image schemaversion=\"{newest}\" name=\"&vendor;\"/>\n",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor \"Example\">]>\n<image schemaversion=\"{newest}\" name=\"&vendor;\"/>\n",
    );

    MALFORMED_PROCESSING_INSTRUCTION = error(
        "malformed-processing-instruction",
        "a processing instruction has no proper name",
        "`<?name …?>` begins with a name without colon; `xml`, in any case of letters, is reserved (XML 1.0, section 2.6).",
    )
    .example(
        "<image schemaversion=\"{newest}\" name=\"a\"><?XML note?></image>\n",
        "<image schemaversion=\"{newest}\" name=\"a\"><?note?></image>\n",
    );

    MALFORMED_NAMESPACE = error(
        "malformed-namespace",
        "a namespace declaration is not allowed",
        "A prefix cannot be bound to the empty namespace, `xmlns` cannot be declared, and `xml` belongs to one namespace only (Namespaces in XML 1.0, section 3).",
    )
    .example(
        "<image schemaversion=\"{newest}\" name=\"a\" xmlns:my=\"\"/>\n",
        "<image schemaversion=\"{newest}\" name=\"a\" xmlns:my=\"urn:my\"/>\n",
    );

    MALFORMED_NAME = error(
        "malformed-name",
        "a name has a colon in the wrong place",
        "A name is `local` or `prefix:local` (Namespaces in XML 1.0, section 4).",
    )
    .example(
        "<image schemaversion=\"{newest}\" name=\"a\"><a:b:c xmlns:a=\"urn:a\"/></image>\n",
        "<image schemaversion=\"{newest}\" name=\"a\"><a:b xmlns:a=\"urn:a\"/></image>\n",
    );

    CDATA_END_IN_TEXT = error(
        "cdata-end-in-text",
        "`]]>` stands in text",
        "In text, `]]>` is written `]]&gt;` (XML 1.0, section 2.4).",
    )
        .fixed(Applicability::Safe)
    .example(
        "<packages type=\"image\"><!-- note --> ]]> </packages>\n",
        "<packages type=\"image\"><!-- ]]> --></packages>\n",
    );

    NESTING_TOO_DEEP = error(
        "nesting-too-deep",
        "elements nest too deeply",
        "Elements may nest 4096 deep. No description that a person wrote comes near; a file that does is broken or hostile.",
    );

    UNCLOSED_ELEMENT = error(
        "unclosed-element",
        "an element has no end tag",
        "Every start tag `<name>` needs an end tag `</name>`, or must be written `<name/>`. The message points at the start tag, and at the place where the end tag was missed.",
    )
    .example(
        "<packages type=\"image\"><package name=\"vim\"></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    UNEXPECTED_END_TAG = error(
        "unexpected-end-tag",
        "an end tag closes nothing",
        "An end tag stands where no element of its name is open. Remove it, or add the start tag that it belongs to.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<packages type=\"image\"><package name=\"vim\"/></package></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    MISMATCHED_END_TAG = error(
        "mismatched-end-tag",
        "an end tag has another name than the element it should close",
        "Elements must be closed in the reverse order in which they were opened, each by its own name. XML names are case-sensitive.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<packages type=\"image\"><package name=\"vim\"></pakage></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"></package></packages>\n",
    );

    UNTERMINATED_TAG = error(
        "unterminated-tag",
        "a tag has no closing `>`",
        "The tag runs into the next one or into the end of the file. Add `>` or `/>`.",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<packages type=\"image\"><package name=\"vim\"/\n<package name=\"sudo\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/>\n<package name=\"sudo\"/></packages>\n",
    );

    MALFORMED_TAG = error(
        "malformed-tag",
        "a character is not allowed in a tag",
        "Inside a tag only attributes `name=\"value\"` and white space may stand.",
    )
    .example(
        "<packages type=\"image\"><package name=\"vim\" ,/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    MISSING_WHITE_SPACE = error(
        "missing-white-space",
        "two attributes are not separated",
        "Attributes must be separated by white space: `<a b=\"1\" c=\"2\">`.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<packages type=\"image\"><package name=\"vim\"arch=\"x86_64\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\" arch=\"x86_64\"/></packages>\n",
    );

    ATTRIBUTE_WITHOUT_VALUE = error(
        "attribute-without-value",
        "an attribute has no value",
        "XML has no attributes without value. Write `name=\"true\"` where HTML would allow just `name`.",
    )
    .example(
        "<packages type=\"image\"><package name=\"vim\" bootinclude/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\" bootinclude=\"true\"/></packages>\n",
    );

    UNQUOTED_ATTRIBUTE_VALUE = error(
        "unquoted-attribute-value",
        "an attribute value is not quoted",
        "Values of attributes stand in double or single quotes.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<packages type=\"image\"><package name=vim/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    );

    UNTERMINATED_ATTRIBUTE_VALUE = error(
        "unterminated-attribute-value",
        "an attribute value has no closing quote",
        "The value runs into the next tag. Add the closing quote, the same character as the opening one.",
    )
    .example(
        "<packages type=\"image\"><package name=\"vim/>\n</packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/>\n</packages>\n",
    );

    DUPLICATE_ATTRIBUTE = error(
        "duplicate-attribute",
        "an attribute is given twice",
        "An element can have an attribute only once, prefixes that are bound to the same namespace included. Remove one of the two.",
    )
    .example(
        "<packages type=\"image\"><package name=\"vim\" name=\"nano\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/><package name=\"nano\"/></packages>\n",
    );

    UNESCAPED_LESS_THAN = error(
        "unescaped-less-than",
        "`<` stands where no tag begins",
        "In text and in attribute values `<` is written `&lt;`.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<users><user name=\"a\" password=\"!\" realname=\"A <a@example.org>\"/></users>\n",
        "<users><user name=\"a\" password=\"!\" realname=\"A &lt;a@example.org>\"/></users>\n",
    );

    UNESCAPED_AMPERSAND = error(
        "unescaped-ampersand",
        "`&` stands where no reference begins",
        "In text and in attribute values `&` is written `&amp;`.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<repository><source path=\"https://example.org/repo?a=1&b=2\"/></repository>\n",
        "<repository><source path=\"https://example.org/repo?a=1&amp;b=2\"/></repository>\n",
    );

    UNKNOWN_ENTITY = error(
        "unknown-entity",
        "an entity is not declared",
        "XML itself knows `&lt;`, `&gt;`, `&amp;`, `&apos;` and `&quot;`. Others must be declared in the document type declaration at the top of the file; entities of HTML such as `&nbsp;` are not known (write `&#160;`).",
    )
        .fixed(Applicability::Unsafe)
    .example(
        "<users><user name=\"a\" password=\"!\" realname=\"A&nbsp;B\"/></users>\n",
        "<users><user name=\"a\" password=\"!\" realname=\"A&#160;B\"/></users>\n",
    );

    ENTITY_EXPANSION_LIMIT = error(
        "entity-expansion-limit",
        "entities expand to too much text",
        "Entities that refer to each other can make a short file expand to gigabytes. rowi stops early; no image description needs it.",
    );

    INVALID_CHARACTER = error(
        "invalid-character",
        "a character is not allowed in XML",
        "Control characters other than tab, line feed and carriage return are not allowed in XML 1.0, not even as references.",
    );

    INVALID_CHARACTER_REFERENCE = error(
        "invalid-character-reference",
        "a character reference names no character",
        "`&#…;` must name a character that XML 1.0 allows.",
    )
    .example(
        "<users><user name=\"a\" password=\"!\" realname=\"A&#0;B\"/></users>\n",
        "<users><user name=\"a\" password=\"!\" realname=\"A&#66;B\"/></users>\n",
    );

    UNTERMINATED_COMMENT = error(
        "unterminated-comment",
        "a comment is never closed",
        "A comment runs from `<!--` to `-->`.",
    )
    .example(
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n<!-- games ->\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n<!-- games -->\n",
    );

    DOUBLE_HYPHEN_IN_COMMENT = error(
        "double-hyphen-in-comment",
        "`--` stands inside a comment",
        "XML forbids two hyphens in a row inside a comment (XML 1.0, section 2.5). Long options such as `--force` in a comment need another spelling.",
    );

    UNTERMINATED_CDATA = error(
        "unterminated-cdata",
        "a CDATA section is never closed",
        "A CDATA section runs from `<![CDATA[` to `]]>`.",
    )
    .example(
        "<image schemaversion=\"{newest}\" name=\"a\"><description type=\"system\"><author><![CDATA[A & B]></author></description></image>\n",
        "<image schemaversion=\"{newest}\" name=\"a\"><description type=\"system\"><author><![CDATA[A & B]]></author></description></image>\n",
    );

    UNTERMINATED_PROCESSING_INSTRUCTION = error(
        "unterminated-processing-instruction",
        "a processing instruction is never closed",
        "A processing instruction runs from `<?` to `?>`.",
    )
    .example(
        "<?xml version=\"1.0\"?>\n<?editor indent=4>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
        "<?xml version=\"1.0\"?>\n<?editor indent=4?>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    UNTERMINATED_DOCTYPE = error(
        "unterminated-doctype",
        "a document type declaration is never closed",
        "A document type declaration runs from `<!DOCTYPE` to `>`; an internal subset in it stands between `[` and `]`.",
    )
    .example(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [\n<!ENTITY version \"1.0.0\">\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [\n<!ENTITY version \"1.0.0\">\n]>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    MISPLACED_XML_DECLARATION = error(
        "misplaced-xml-declaration",
        "the XML declaration is not the first thing in the file",
        "`<?xml …?>` must stand at the very beginning, with no blank and no line before it.",
    )
        .fixed(Applicability::Safe)
    .example(
        "<image schemaversion=\"{newest}\" name=\"a\">\n<?xml version=\"1.0\"?>\n</image>\n",
        "<?xml version=\"1.0\"?>\n<image schemaversion=\"{newest}\" name=\"a\">\n</image>\n",
    );

    TEXT_OUTSIDE_ROOT = error(
        "text-outside-root",
        "text stands outside the document element",
        "Before and after the outermost element only comments, processing instructions and white space may stand.",
    )
    .example(
        "<image schemaversion=\"{newest}\" name=\"a\"/>\nThat is all.\n",
        "<image schemaversion=\"{newest}\" name=\"a\"/>\n<!-- That is all. -->\n",
    );

    SEVERAL_ROOT_ELEMENTS = error(
        "several-root-elements",
        "a second outermost element",
        "A document has one outermost element. Often the first was closed too early.",
    )
    .example(
        "<image schemaversion=\"{newest}\" name=\"a\"/>\n<image schemaversion=\"{newest}\" name=\"b\"/>\n",
        "<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    NO_ROOT_ELEMENT = error(
        "no-root-element",
        "the document has no element",
        "The file is empty, or holds only comments.",
    )
    .example(
        "<?xml version=\"1.0\"?>\n",
        "<?xml version=\"1.0\"?>\n<image schemaversion=\"{newest}\" name=\"a\"/>\n",
    );

    UNBOUND_PREFIX = error(
        "unbound-prefix",
        "a prefix is not bound to a namespace",
        "A name `prefix:local` needs a declaration `xmlns:prefix=\"…\"` on its element or one above it.",
    )
    .example(
        "<extension><our:data/></extension>\n",
        "<extension><our:data xmlns:our=\"urn:example:ours\"/></extension>\n",
    );

    NO_SCHEMA = error(
        "no-schema",
        "a document names no schema, and none is given",
        "`rowi validate DOCUMENT` without a schema holds a document to those that it names itself, with `<?xml-model href=\"…\"?>` before its first element. This one names none.",
    )
    .blocks(&[Fact::Verdict]);

    UNREADABLE_SCHEMA = error(
        "unreadable-schema",
        "a schema that a document names cannot be read",
        "The address in `<?xml-model …?>` is seen from the document. Nothing is fetched from a network; a catalog can say where a copy is.",
    )
    .blocks(&[Fact::Verdict]);

    UNSUPPORTED_SCHEMA_LANGUAGE = warning(
        "unsupported-schema-language",
        "a document names a schema of a language that rowi does not read",
        "RELAX NG, Schematron and NVDL are read. Schemas of other languages, such as XML Schema, are left to other tools.",
    );

    XINCLUDE = error(
        "xinclude",
        "an inclusion cannot be made",
        "`xi:include` is replaced by what it names: a file, a part of one (`xpointer`, by an id or with the scheme `element()`), or a text (`parse=\"text\"`). Where that cannot be had, the content of its `xi:fallback` stands there; it has none.",
    );
}
