//! What diagnostics that are not lint rules speak about: for each name files in which it is found, and the same
//! repaired. Both run as tests; `rowi explain` shows them. The texts are those of [`crate::lint::example`]: a fragment
//! of a description is put into a whole one.
//!
//! Names without an example need more than a page can show: a huge file, an unreadable one, a hostile one.

/// Name, failing files, passing files.
type Row = (&'static str, &'static str, &'static str);

/// The example of a name.
pub(super) fn example(name: &str) -> Option<(&'static str, &'static str)> {
    let all = [XML, DOCUMENTS, UPGRADES, CONFIGURATION, SCHEMAS, SCHEMATRON];
    all.into_iter().flatten().find(|row| row.0 == name).map(|row| (row.1, row.2))
}

/// Well-formedness.
const XML: &[Row] = &[
    (
        "malformed-markup",
        "=== config.yaml\nimage: [\n",
        "=== config.yaml\nimage:\n  '@schemaversion': '8.5'\n  '@name': example\n",
    ),
    (
        "unclosed-element",
        "<packages type=\"image\"><package name=\"vim\"></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "unexpected-end-tag",
        "<image schemaversion=\"8.5\" name=\"a\"/>\n</image>\n",
        "<image schemaversion=\"8.5\" name=\"a\">\n</image>\n",
    ),
    (
        "mismatched-end-tag",
        "<packages type=\"image\"><package name=\"vim\"></pakage></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"></package></packages>\n",
    ),
    (
        "unterminated-tag",
        "<packages type=\"image\"><package name=\"vim\"/\n<package name=\"sudo\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/>\n<package name=\"sudo\"/></packages>\n",
    ),
    (
        "malformed-tag",
        "<packages type=\"image\"><package name=\"vim\" ,/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "missing-white-space",
        "<packages type=\"image\"><package name=\"vim\"arch=\"x86_64\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\" arch=\"x86_64\"/></packages>\n",
    ),
    (
        "attribute-without-value",
        "<packages type=\"image\"><package name=\"vim\" bootinclude/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\" bootinclude=\"true\"/></packages>\n",
    ),
    (
        "unquoted-attribute-value",
        "<packages type=\"image\"><package name=vim/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "unterminated-attribute-value",
        "<packages type=\"image\"><package name=\"vim/>\n</packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/>\n</packages>\n",
    ),
    (
        "duplicate-attribute",
        "<packages type=\"image\"><package name=\"vim\" name=\"nano\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/><package name=\"nano\"/></packages>\n",
    ),
    (
        "unescaped-less-than",
        "<users><user name=\"a\" password=\"!\" realname=\"A <a@example.org>\"/></users>\n",
        "<users><user name=\"a\" password=\"!\" realname=\"A &lt;a@example.org>\"/></users>\n",
    ),
    (
        "unescaped-ampersand",
        "<repository><source path=\"https://example.org/repo?a=1&b=2\"/></repository>\n",
        "<repository><source path=\"https://example.org/repo?a=1&amp;b=2\"/></repository>\n",
    ),
    (
        "unknown-entity",
        "<users><user name=\"a\" password=\"!\" realname=\"A&nbsp;B\"/></users>\n",
        "<users><user name=\"a\" password=\"!\" realname=\"A&#160;B\"/></users>\n",
    ),
    (
        "invalid-character-reference",
        "<users><user name=\"a\" password=\"!\" realname=\"A&#0;B\"/></users>\n",
        "<users><user name=\"a\" password=\"!\" realname=\"A&#66;B\"/></users>\n",
    ),
    (
        "unterminated-comment",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n<!-- games ->\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n<!-- games -->\n",
    ),
    ("double-hyphen-in-comment", "<!-- built with kiwi-ng --profile Live -->\n", "<!-- built with profile Live -->\n"),
    (
        "unterminated-cdata",
        "<image schemaversion=\"8.5\" name=\"a\"><description type=\"system\"><author><![CDATA[A & B]></author></description></image>\n",
        "<image schemaversion=\"8.5\" name=\"a\"><description type=\"system\"><author><![CDATA[A & B]]></author></description></image>\n",
    ),
    (
        "unterminated-processing-instruction",
        "<?xml version=\"1.0\"?>\n<?editor indent=4>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
        "<?xml version=\"1.0\"?>\n<?editor indent=4?>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "unterminated-doctype",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [\n<!ENTITY version \"1.0.0\">\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [\n<!ENTITY version \"1.0.0\">\n]>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "misplaced-xml-declaration",
        "<image schemaversion=\"8.5\" name=\"a\">\n<?xml version=\"1.0\"?>\n</image>\n",
        "<?xml version=\"1.0\"?>\n<image schemaversion=\"8.5\" name=\"a\">\n</image>\n",
    ),
    (
        "text-outside-root",
        "<image schemaversion=\"8.5\" name=\"a\"/>\nThat is all.\n",
        "<image schemaversion=\"8.5\" name=\"a\"/>\n<!-- That is all. -->\n",
    ),
    (
        "several-root-elements",
        "<image schemaversion=\"8.5\" name=\"a\"/>\n<image schemaversion=\"8.5\" name=\"b\"/>\n",
        "<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "no-root-element",
        "<?xml version=\"1.0\"?>\n",
        "<?xml version=\"1.0\"?>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "unbound-prefix",
        "<extension><our:data/></extension>\n",
        "<extension><our:data xmlns:our=\"urn:example:ours\"/></extension>\n",
    ),
];

/// A description against KIWI's schema.
const DOCUMENTS: &[Row] = &[
    (
        "unknown-element",
        "<packages type=\"image\"><pakage name=\"vim\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "element-not-allowed-here",
        "<package name=\"vim\"/>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "duplicate-element",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><size>8</size><size>9</size></type></preferences>\n",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><size>8</size></type></preferences>\n",
    ),
    (
        "incomplete-element",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><systemdisk><volume name=\"home\"/></systemdisk><partitions/></type></preferences>\n",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"><systemdisk><volume name=\"home\"/></systemdisk></type></preferences>\n",
    ),
    (
        "unknown-attribute",
        "<packages type=\"image\"><package nmae=\"vim\" name=\"vim\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "attribute-not-allowed-here",
        "<packages type=\"image\"><package name=\"vim\" profiles=\"A\"/></packages>\n",
        "<profiles><profile name=\"A\" description=\"a\"/></profiles>\n<packages type=\"image\" profiles=\"A\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "missing-attribute",
        "<packages type=\"image\"><package/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "invalid-value",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext5\"/></preferences>\n",
        "<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager>\n  <type image=\"oem\" filesystem=\"ext4\"/></preferences>\n",
    ),
    (
        "text-not-allowed",
        "<packages type=\"image\">vim</packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "foreign-namespace",
        "<packages type=\"image\" xmlns=\"urn:example\"><package name=\"vim\"/></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "extension-without-schema",
        "<extension><our:data xmlns:our=\"urn:example:ours\"/></extension>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
];

/// Schema versions, includes, and what an upgrade finds.
const UPGRADES: &[Row] = &[
    ("upgrade-available", "<image schemaversion=\"7.5\" name=\"a\"/>\n", "<image schemaversion=\"8.5\" name=\"a\"/>\n"),
    (
        "upgrade-drops-attribute",
        "<image schemaversion=\"6.1\" name=\"a\">\n<packages type=\"image\"><package name=\"kernel-xen\" replaces=\"kernel-default\"/></packages>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<packages type=\"image\"><package name=\"kernel-xen\"/></packages>\n</image>\n",
    ),
    ("missing-schemaversion", "<image name=\"a\"/>\n", "<image schemaversion=\"8.5\" name=\"a\"/>\n"),
    (
        "invalid-schemaversion",
        "<image schemaversion=\"eight\" name=\"a\"/>\n",
        "<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "unknown-schemaversion",
        "<image schemaversion=\"7.7\" name=\"a\"/>\n",
        "<image schemaversion=\"7.6\" name=\"a\"/>\n",
    ),
    (
        "not-a-description",
        "<?xml version=\"1.0\"?>\n<html/>\n",
        "<?xml version=\"1.0\"?>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "missing-include",
        "<include from=\"this://users.xml\"/>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"8.5\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    ),
    (
        "repeated-include",
        "<include from=\"this://users.xml\"/>\n<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"8.5\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"8.5\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    ),
    (
        "unresolvable-include",
        "<include from=\"file://users.xml\"/>\n=== users.xml\n<image schemaversion=\"8.5\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"8.5\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    ),
    (
        "include-depends-on-directory",
        "<include from=\"users.xml\"/>\n=== users.xml\n<image schemaversion=\"8.5\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
        "<include from=\"this://users.xml\"/>\n=== users.xml\n<image schemaversion=\"8.5\" name=\"part\"><users><user name=\"root\" password=\"!\"/></users></image>\n",
    ),
];

/// rowi.toml.
const CONFIGURATION: &[Row] = &[
    ("invalid-config", "=== rowi.toml\npedantic =\n", "=== rowi.toml\npedantic = true\n"),
    ("invalid-config-value", "=== rowi.toml\npedantic = \"yes\"\n", "=== rowi.toml\npedantic = true\n"),
    ("unknown-config-key", "=== rowi.toml\npednatic = true\n", "=== rowi.toml\npedantic = true\n"),
    ("unknown-rule", "=== rowi.toml\nignore = [\"no-repositry\"]\n", "=== rowi.toml\nignore = [\"no-repository\"]\n"),
    ("cyclic-extend", "=== rowi.toml\nextend = \"rowi.toml\"\n", "=== rowi.toml\npedantic = true\n"),
];

/// Schemas themselves.
const SCHEMAS: &[Row] = &[
    (
        "schema-syntax",
        "=== schema.rnc\nstart = elemnt image { empty }\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    ),
    (
        "schema-unclosed-bracket",
        "=== schema.rnc\nstart = element image { empty\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    ),
    (
        "schema-unclosed-literal",
        "=== schema.rnc\nstart = element image { \"a }\n",
        "=== schema.rnc\nstart = element image { \"a\" }\n",
    ),
    (
        "schema-mixed-connectors",
        "=== schema.rnc\nstart = element a { element b { empty }, element c { empty } | element d { empty } }\n",
        "=== schema.rnc\nstart = element a { element b { empty }, (element c { empty } | element d { empty }) }\n",
    ),
    (
        "schema-undeclared-prefix",
        "=== schema.rnc\nstart = element our:image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example:ours\"\nstart = element our:image { empty }\n",
    ),
    (
        "schema-reserved-prefix",
        "=== schema.rnc\nnamespace xmlns = \"urn:example\"\nstart = element image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example\"\nstart = element image { empty }\n",
    ),
    (
        "schema-duplicate-declaration",
        "=== schema.rnc\nnamespace our = \"urn:example:a\"\nnamespace our = \"urn:example:b\"\nstart = element our:image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example:a\"\nstart = element our:image { empty }\n",
    ),
    (
        "schema-invalid-escape",
        "=== schema.rnc\nstart = element image { \"\\x{0}\" }\n",
        "=== schema.rnc\nstart = element image { \"\\x{A0}\" }\n",
    ),
    (
        "schema-except-needs-parentheses",
        "=== schema.rnc\nstart = element image { xsd:token - \"a\" | \"b\" }\n",
        "=== schema.rnc\nstart = element image { xsd:token - (\"a\" | \"b\") }\n",
    ),
    (
        "schema-annotation-namespace",
        "=== schema.rnc\n[ note = \"x\" ]\nstart = element image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example\"\n[ our:note = \"x\" ]\nstart = element image { empty }\n",
    ),
    (
        "schema-duplicate-annotation-attribute",
        "=== schema.rnc\nnamespace our = \"urn:example\"\n[ our:a = \"1\" our:a = \"2\" ]\nstart = element image { empty }\n",
        "=== schema.rnc\nnamespace our = \"urn:example\"\n[ our:a = \"1\" our:b = \"2\" ]\nstart = element image { empty }\n",
    ),
    (
        "schema-name-class-except",
        "=== schema.rnc\nstart = element * - * { empty }\n",
        "=== schema.rnc\nstart = element * - image { empty }\n",
    ),
    (
        "schema-href",
        "=== schema.rnc\ninclude \"other.rnc#part\"\nstart = element image { empty }\n=== other.rnc\na = empty\n",
        "=== schema.rnc\ninclude \"other.rnc\"\nstart = element image { a }\n=== other.rnc\na = empty\n",
    ),
    (
        "schema-file-unreadable",
        "=== schema.rnc\ninclude \"othr.rnc\"\nstart = element image { empty }\n=== other.rnc\na = empty\n",
        "=== schema.rnc\ninclude \"other.rnc\"\nstart = element image { a }\n=== other.rnc\na = empty\n",
    ),
    (
        "schema-include-cycle",
        "=== schema.rnc\ninclude \"schema.rnc\"\nstart = element image { empty }\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    ),
    (
        "schema-include-no-grammar",
        "=== schema.rnc\ninclude \"other.rnc\"\nstart = element image { empty }\n=== other.rnc\nelement a { empty }\n",
        "=== schema.rnc\nstart = element image { external \"other.rnc\" }\n=== other.rnc\nelement a { empty }\n",
    ),
    (
        "schema-override-nothing",
        "=== schema.rnc\ninclude \"other.rnc\" { b = text }\nstart = element image { a, b }\n=== other.rnc\na = empty\n",
        "=== schema.rnc\ninclude \"other.rnc\" { a = text }\nstart = element image { a }\n=== other.rnc\na = empty\n",
    ),
    (
        "schema-duplicate-define",
        "=== schema.rnc\nstart = element image { a }\na = element x { empty }\na = element y { empty }\n",
        "=== schema.rnc\nstart = element image { a }\na = element x { empty }\na |= element y { empty }\n",
    ),
    (
        "schema-combine-conflict",
        "=== schema.rnc\nstart = element image { a }\na |= element x { empty }\na &= element y { empty }\n",
        "=== schema.rnc\nstart = element image { a }\na |= element x { empty }\na |= element y { empty }\n",
    ),
    (
        "schema-missing-start",
        "=== schema.rnc\na = element image { empty }\n",
        "=== schema.rnc\nstart = a\na = element image { empty }\n",
    ),
    (
        "schema-undefined-reference",
        "=== schema.rnc\nstart = element image { contnet }\ncontent = empty\n",
        "=== schema.rnc\nstart = element image { content }\ncontent = empty\n",
    ),
    (
        "schema-recursion",
        "=== schema.rnc\nstart = element image { list-of-a }\nlist-of-a = element a { empty }, list-of-a?\n",
        "=== schema.rnc\nstart = element image { list-of-a }\nlist-of-a = element a { empty }+\n",
    ),
    (
        "schema-xmlns-attribute",
        "=== schema.rnc\nstart = element image { attribute xmlns { text } }\n",
        "=== schema.rnc\nstart = element image { empty }\n",
    ),
    (
        "schema-unknown-datatype",
        "=== schema.rnc\nstart = element image { xsd:interger }\n",
        "=== schema.rnc\nstart = element image { xsd:integer }\n",
    ),
    (
        "schema-unknown-datatype-library",
        "=== schema.rnc\ndatatypes our = \"urn:example\"\nstart = element image { our:size }\n",
        "=== schema.rnc\ndatatypes xsd = \"http://www.w3.org/2001/XMLSchema-datatypes\"\nstart = element image { xsd:integer }\n",
    ),
    (
        "schema-invalid-facet",
        "=== schema.rnc\nstart = element image { xsd:integer { maxInclusive = \"many\" } }\n",
        "=== schema.rnc\nstart = element image { xsd:integer { maxInclusive = \"100\" } }\n",
    ),
    (
        "schema-invalid-value",
        "=== schema.rnc\nstart = element image { xsd:integer \"many\" }\n",
        "=== schema.rnc\nstart = element image { xsd:integer \"100\" }\n",
    ),
    (
        "schema-pattern-not-allowed-here",
        "=== schema.rnc\nstart = element image { attribute name { element a { empty } } }\n",
        "=== schema.rnc\nstart = element image { attribute name { text }, element a { empty } }\n",
    ),
    (
        "schema-open-attribute-not-repeated",
        "=== schema.rnc\nstart = element image { attribute * { text } }\n",
        "=== schema.rnc\nstart = element image { attribute * { text }* }\n",
    ),
    (
        "schema-string-sequence",
        "=== schema.rnc\nstart = element image { xsd:integer, element a { empty } }\n",
        "=== schema.rnc\nstart = element image { element size { xsd:integer }, element a { empty } }\n",
    ),
    (
        "schema-duplicate-attribute",
        "=== schema.rnc\nstart = element image { attribute a { \"x\" }, attribute a { \"y\" } }\n",
        "=== schema.rnc\nstart = element image { attribute a { \"x\" } | attribute a { \"y\" } }\n",
    ),
    (
        "schema-interleave-text",
        "=== schema.rnc\nstart = element image { text & element a { empty } & text }\n",
        "=== schema.rnc\nstart = element image { text & element a { empty } }\n",
    ),
    (
        "schema-interleave-overlap",
        "=== schema.rnc\nstart = element image { element a { empty } & element a { empty }? }\n",
        "=== schema.rnc\nstart = element image { element a { empty }+ }\n",
    ),
    (
        "schema-unused-definition",
        "=== schema.rnc\nstart = element image { a }\na = empty\nb = empty\n",
        "=== schema.rnc\nstart = element image { a | b }\na = empty\nb = text\n",
    ),
    (
        "schema-unsound-id",
        "=== schema.rnc\nstart = element image { element a { attribute n { xsd:ID } } | element a { attribute n { text } } }\n",
        "=== schema.rnc\nstart = element image { element a { attribute n { xsd:ID } } }\n",
    ),
    (
        "schema-unsound-default",
        "=== schema.rnc\nnamespace a = \"http://relaxng.org/ns/compatibility/annotations/1.0\"\nstart = element image { [ a:defaultValue = \"x\" ] attribute n { text } }\n",
        "=== schema.rnc\nnamespace a = \"http://relaxng.org/ns/compatibility/annotations/1.0\"\nstart = element image { [ a:defaultValue = \"x\" ] attribute n { text }? }\n",
    ),
];

macro_rules! sch {
    ($text:literal) => {
        concat!("=== rules.sch\n<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\">\n", $text, "\n</schema>\n")
    };
}

/// Rule files.
const SCHEMATRON: &[Row] = &[
    (
        "schematron-no-schema",
        "=== rules.sch\n<rules/>\n",
        sch!("<pattern><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"),
    ),
    (
        "schematron-missing-attribute",
        sch!("<pattern><rule><assert test=\"@image\">an image</assert></rule></pattern>"),
        sch!("<pattern><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"),
    ),
    (
        "schematron-dangling-is-a",
        sch!("<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"),
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"
        ),
    ),
    (
        "schematron-dangling-extends",
        sch!("<pattern><rule context=\"type\"><extends rule=\"common\"/></rule></pattern>"),
        sch!(
            "<pattern><rule abstract=\"true\" id=\"common\"><assert test=\"@image\">an image</assert></rule><rule context=\"type\"><extends rule=\"common\"/></rule></pattern>"
        ),
    ),
    (
        "schematron-unknown-pattern",
        sch!(
            "<phase id=\"quick\"><active pattern=\"imgae\"/></phase>\n<pattern id=\"image\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
        sch!(
            "<phase id=\"quick\"><active pattern=\"image\"/></phase>\n<pattern id=\"image\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
    ),
    (
        "schematron-unknown-diagnostic",
        sch!(
            "<pattern><rule context=\"type\"><assert test=\"@image\" diagnostics=\"why\">an image</assert></rule></pattern>"
        ),
        sch!(
            "<pattern><rule context=\"type\"><assert test=\"@image\" diagnostics=\"why\">an image</assert></rule></pattern>\n<diagnostics><diagnostic id=\"why\">because</diagnostic></diagnostics>"
        ),
    ),
    (
        "schematron-duplicate-id",
        sch!(
            "<pattern id=\"a\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>\n<pattern id=\"a\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
        sch!(
            "<pattern id=\"a\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>\n<pattern id=\"b\"><rule context=\"type\"><assert test=\"@image\">an image</assert></rule></pattern>"
        ),
    ),
    (
        "schematron-unused-param",
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/><param name=\"waht\" value=\"@name\"/></pattern>"
        ),
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"
        ),
    ),
    (
        "schematron-unused-abstract-pattern",
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>"
        ),
        sch!(
            "<pattern id=\"needs\" abstract=\"true\"><rule context=\"type\"><assert test=\"$what\">needed</assert></rule></pattern>\n<pattern id=\"needs-image\" is-a=\"needs\"><param name=\"what\" value=\"@image\"/></pattern>"
        ),
    ),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::analysis::{Config, Options, catalogue, check};
    use crate::diagnostic::Diagnostic;
    use crate::lint::example;
    use crate::text::{Loader, MemoryLoader, Sources};
    use crate::{rng, schematron, upgrade, xml};

    /// What the files of an example give, by the kind of its first one.
    fn found(text: &str) -> Vec<Diagnostic> {
        let files = example::parse(text).files;
        let mut loader = MemoryLoader::new();
        for file in &files {
            loader.insert(&file.path, file.text.as_str());
        }
        let named = |suffix: &str| files.iter().find(|file| file.path.ends_with(suffix));
        let mut sources = Sources::new();
        if let Some(file) = named(".toml") {
            return Config::load(Path::new(&file.path), &mut sources, &loader).1;
        }
        if named("schema.rnc").is_some() {
            let id = sources.add("schema.rnc", named("schema.rnc").map_or("", |file| &file.text));
            let loaded = rng::load(id, &mut sources, &loader);
            let mut all = rng::unused_definitions(&loaded);
            all.extend(loaded.grammar.iter().flat_map(rng::check_compatibility));
            all.extend(loaded.diagnostics);
            return all;
        }
        if let Some(file) = named(".sch") {
            let id = sources.add(file.path.as_str(), file.text.as_str());
            let parsed = xml::parse(sources.get(id));
            let (rules, mut all) = schematron::read_document(&parsed.document, &mut sources, &loader);
            all.extend(schematron::check(&rules, None));
            return all;
        }
        let path = named(".yaml").map_or("config.xml", |file| &file.path);
        let mut all = check(Path::new(path), &mut sources, &loader, &Options::default());
        // what only `rowi upgrade` tells
        if let Ok(id) =
            loader.read(Path::new(path)).map_err(drop).and_then(|bytes| sources.add_bytes(path, &bytes).map_err(drop))
        {
            let upgraded = upgrade::upgrade_description(id, &mut sources, &loader, &upgrade::Options::default());
            all.extend(upgraded.all_diagnostics().cloned());
        }
        all
    }

    #[test]
    fn failing_examples_fail_and_passing_ones_pass() {
        let mut wrong = Vec::new();
        let known: Vec<&str> = catalogue().iter().map(|entry| entry.name).collect();
        for (name, failing, passing) in [XML, DOCUMENTS, UPGRADES, CONFIGURATION, SCHEMAS, SCHEMATRON].concat() {
            let names = |text: &str| -> Vec<String> { found(text).iter().map(|one| one.name.to_string()).collect() };
            if !known.contains(&name) {
                wrong.push(format!("{name}: no such diagnostic"));
            }
            let (bad, good) = (names(failing), names(passing));
            if !bad.iter().any(|one| one == name) {
                wrong.push(format!("{name}: the failing example gives {bad:?}"));
            }
            if good.iter().any(|one| one == name) {
                wrong.push(format!("{name}: the passing example gives {good:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
