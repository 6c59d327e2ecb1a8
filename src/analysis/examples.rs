//! What diagnostics that are not lint rules speak about: for each name files in which it is found, and the same
//! repaired. Both run as tests (`tests/cases/examples.rs`); `rowi explain` shows them. The texts are those of [`crate::lint::example`]: a fragment
//! of a description is put into a whole one.
//!
//! It is long because every diagnostic that is no lint rule has its example here.
//!
//! Names without an example need more than a page can show: a huge file, an unreadable one, a hostile one.

/// Name, failing files, passing files.
pub type Row = (&'static str, &'static str, &'static str);

/// Name, failing files and passing files of each diagnostic that has an example.
pub fn examples() -> impl Iterator<Item = Row> {
    [XML, DOCUMENTS, UPGRADES, CONFIGURATION, SCHEMAS, SCHEMATRON, STYLESHEETS].into_iter().flatten().copied()
}

/// The example of a name.
pub(super) fn example(name: &str) -> Option<(&'static str, &'static str)> {
    examples().find(|row| row.0 == name).map(|row| (row.1, row.2))
}

/// Well-formedness.
const XML: &[Row] = &[
    (
        "malformed-markup",
        "=== config.yaml\nimage: [\n",
        "=== config.yaml\nimage:\n  '@schemaversion': '8.5'\n  '@name': example\n",
    ),
    (
        "malformed-xml-declaration",
        "<?xml encoding=\"UTF-8\"?>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "malformed-doctype",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor Example>]>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor \"Example\">]>\n<image schemaversion=\"8.5\" name=\"a\"/>\n",
    ),
    (
        "malformed-entity",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor \"<b>Example\">]>\n<image schemaversion=\"8.5\" name=\"&vendor;\"/>\n",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE image [<!ENTITY vendor \"Example\">]>\n<image schemaversion=\"8.5\" name=\"&vendor;\"/>\n",
    ),
    (
        "malformed-processing-instruction",
        "<image schemaversion=\"8.5\" name=\"a\"><?XML note?></image>\n",
        "<image schemaversion=\"8.5\" name=\"a\"><?note?></image>\n",
    ),
    (
        "malformed-namespace",
        "<image schemaversion=\"8.5\" name=\"a\" xmlns:my=\"\"/>\n",
        "<image schemaversion=\"8.5\" name=\"a\" xmlns:my=\"urn:my\"/>\n",
    ),
    (
        "malformed-name",
        "<image schemaversion=\"8.5\" name=\"a\"><a:b:c xmlns:a=\"urn:a\"/></image>\n",
        "<image schemaversion=\"8.5\" name=\"a\"><a:b xmlns:a=\"urn:a\"/></image>\n",
    ),
    (
        "cdata-end-in-text",
        "<packages type=\"image\"><!-- note --> ]]> </packages>\n",
        "<packages type=\"image\"><!-- ]]> --></packages>\n",
    ),
    (
        "unclosed-element",
        "<packages type=\"image\"><package name=\"vim\"></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
    ),
    (
        "unexpected-end-tag",
        "<packages type=\"image\"><package name=\"vim\"/></package></packages>\n",
        "<packages type=\"image\"><package name=\"vim\"/></packages>\n",
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
    (
        "upgrade-needs-password",
        "<image schemaversion=\"6.1\" name=\"a\">\n<users><user name=\"root\" home=\"/root\"/></users>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<users><user name=\"root\" home=\"/root\" password=\"!\"/></users>\n</image>\n",
    ),
    (
        "upgrade-value-gone",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><version>1.0.0</version><packagemanager>smart</packagemanager></preferences>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><version>1.0.0</version><packagemanager>zypper</packagemanager></preferences>\n</image>\n",
    ),
    (
        "upgrade-drops-element",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"pxe\"><pxedeploy server=\"192.0.2.1\" blocksize=\"4096\"/></type></preferences>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"pxe\"/></preferences>\n</image>\n",
    ),
    (
        "upgrade-changes-value",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"iso\" flags=\"clic\"/></preferences>\n</image>\n",
        "<image schemaversion=\"6.1\" name=\"a\">\n<preferences><type image=\"iso\"/></preferences>\n</image>\n",
    ),
    (
        "cyclic-include",
        "<include from=\"this://part.xml\"/>\n=== part.xml\n<image schemaversion=\"8.5\" name=\"part\"><include from=\"this://part.xml\"/></image>\n",
        "<include from=\"this://part.xml\"/>\n=== part.xml\n<image schemaversion=\"8.5\" name=\"part\"/>\n",
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
        "schematron-query-binding",
        "=== rules.sch\n<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\" queryBinding=\"xslt2\"/>\n",
        "=== rules.sch\n<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\" queryBinding=\"xslt\"/>\n",
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

macro_rules! xsl {
    ($text:literal) => {
        concat!(
            "=== style.xsl\n<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\n",
            $text,
            "\n</xsl:stylesheet>\n"
        )
    };
}

/// Stylesheets and XPath expressions.
const STYLESHEETS: &[Row] = &[
    (
        "xslt-not-a-stylesheet",
        "=== style.xsl\n<xsl:template xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>\n",
        xsl!("<xsl:template match=\"/\"><out></out></xsl:template>"),
    ),
    (
        "xslt-circular-variable",
        xsl!(
            "<xsl:variable name=\"a\" select=\"$b\"/>\n<xsl:variable name=\"b\" select=\"$a\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"$a\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:variable name=\"b\" select=\"$a\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"$b\"/></out></xsl:template>"
        ),
    ),
    (
        "xslt-cyclic-attribute-set",
        xsl!(
            "<xsl:attribute-set name=\"a\" use-attribute-sets=\"b\"/>\n<xsl:attribute-set name=\"b\" use-attribute-sets=\"a\"/>\n<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:attribute-set name=\"a\" use-attribute-sets=\"b\"/>\n<xsl:attribute-set name=\"b\"><xsl:attribute name=\"x\">1</xsl:attribute></xsl:attribute-set>\n<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"
        ),
    ),
    (
        "xslt-cyclic-import",
        xsl!("<xsl:import href=\"style.xsl\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out></out></xsl:template>"),
    ),
    (
        "xslt-duplicate-parameter",
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"><xsl:with-param name=\"p\" select=\"1\"/><xsl:with-param name=\"p\" select=\"2\"/></xsl:call-template></out></xsl:template>\n<xsl:template name=\"a\"><xsl:param name=\"p\"/></xsl:template>"
        ),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"><xsl:with-param name=\"p\" select=\"1\"/></xsl:call-template></out></xsl:template>\n<xsl:template name=\"a\"><xsl:param name=\"p\"/></xsl:template>"
        ),
    ),
    (
        "xslt-duplicate-template",
        xsl!("<xsl:template name=\"a\"/>\n<xsl:template name=\"a\"/>"),
        xsl!("<xsl:template name=\"a\"/>\n<xsl:template name=\"b\"/>"),
    ),
    (
        "xslt-duplicate-variable",
        xsl!("<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:variable name=\"a\" select=\"2\"/>"),
        xsl!("<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:variable name=\"b\" select=\"2\"/>"),
    ),
    (
        "xslt-invalid-pattern",
        xsl!("<xsl:template match=\"count(a)\"/>"),
        xsl!("<xsl:template match=\"a[count(b) = 1]\"/>"),
    ),
    (
        "xslt-invalid-template",
        xsl!("<xsl:template match=\"/\"><out><e a=\"{\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><e a=\"{{\"/></out></xsl:template>"),
    ),
    (
        "xslt-invalid-value",
        xsl!("<xsl:output indent=\"maybe\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:output indent=\"yes\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
    ),
    (
        "xslt-misplaced-import",
        concat!(
            xsl!("<xsl:template match=\"/\"><out></out></xsl:template>\n<xsl:import href=\"other.xsl\"/>"),
            "=== other.xsl\n<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>\n"
        ),
        concat!(
            xsl!("<xsl:import href=\"other.xsl\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
            "=== other.xsl\n<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>\n"
        ),
    ),
    (
        "xslt-missing-attribute",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\".\"/></out></xsl:template>"),
    ),
    (
        "xslt-missing-element",
        xsl!("<xsl:template match=\"/\"><out><xsl:choose/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:choose><xsl:when test=\"a\"/></xsl:choose></out></xsl:template>"),
    ),
    (
        "xslt-mode-without-match",
        xsl!("<xsl:template name=\"a\" mode=\"b\"/>"),
        xsl!("<xsl:template match=\"a\" mode=\"b\"/>"),
    ),
    (
        "xslt-shadowed-variable",
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:variable name=\"a\" select=\"1\"/><xsl:variable name=\"a\" select=\"2\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:variable name=\"a\" select=\"1\"/><xsl:variable name=\"b\" select=\"2\"/></out></xsl:template>"
        ),
    ),
    (
        "xslt-misplaced-variable",
        xsl!("<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:template match=\"b[@c = $a]\"/>"),
        xsl!(
            "<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:template match=\"b\"><xsl:if test=\"@c = $a\"/></xsl:template>"
        ),
    ),
    (
        "xslt-unsupported-encoding",
        xsl!("<xsl:output encoding=\"UTF-9\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:output encoding=\"UTF-8\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
    ),
    (
        "xslt-unbound-prefix",
        xsl!("<xsl:template match=\"/\"><out><xsl:call-template name=\"p:a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"/></out></xsl:template>\n<xsl:template name=\"a\"/>"
        ),
    ),
    (
        "xslt-unknown-attribute-set",
        xsl!("<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:attribute-set name=\"a\"/>\n<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"
        ),
    ),
    (
        "xslt-unknown-attribute",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of selct=\".\" select=\".\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\".\"/></out></xsl:template>"),
    ),
    (
        "xslt-unknown-element",
        xsl!("<xsl:template match=\"/\"><out><xsl:valueof select=\".\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\".\"/></out></xsl:template>"),
    ),
    (
        "xslt-unknown-template",
        xsl!("<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"/></out></xsl:template>\n<xsl:template name=\"a\"/>"
        ),
    ),
    (
        "xslt-unknown-variable",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"$a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"$a\"/></out></xsl:template>"
        ),
    ),
    (
        "xslt-unreadable-stylesheet",
        xsl!("<xsl:include href=\"other.xsl\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out></out></xsl:template>"),
    ),
    (
        "xpath-syntax",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"a/\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"a\"/></out></xsl:template>"),
    ),
    (
        "xpath-unknown-function",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"lower(a)\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"normalize-space(a)\"/></out></xsl:template>"),
    ),
    (
        "xpath-wrong-arguments",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"contains(a)\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"contains(a, 'b')\"/></out></xsl:template>"),
    ),
    (
        "xpath-unbound-prefix",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"p:a\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"a\"/></out></xsl:template>"),
    ),
    (
        "xslt-misplaced-attribute",
        xsl!("<xsl:template match=\"/\"><out>text<xsl:attribute name=\"a\">1</xsl:attribute></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:attribute name=\"a\">1</xsl:attribute>text</out></xsl:template>"),
    ),
    (
        "xslt-unknown-decimal-format",
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '0', 'de')\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:decimal-format name=\"de\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '0', 'de')\"/></out></xsl:template>"
        ),
    ),
    (
        "xslt-unknown-key",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"key('a', 1)\"/></out></xsl:template>"),
        xsl!(
            "<xsl:key name=\"a\" match=\"b\" use=\"@c\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"key('a', 1)\"/></out></xsl:template>"
        ),
    ),
    (
        "xslt-unreadable-document",
        xsl!("<xsl:template match=\"/\"><out><xsl:copy-of select=\"document('missing.xml')\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:copy-of select=\"document('')\"/></out></xsl:template>"),
    ),
    (
        "xslt-no-current-rule",
        xsl!("<xsl:template match=\"/\"><xsl:for-each select=\"*\"><xsl:apply-imports/></xsl:for-each></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><xsl:apply-imports/></xsl:template>"),
    ),
    (
        "xpath-not-a-node-set",
        xsl!("<xsl:template match=\"/\"><out><xsl:for-each select=\"1\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:for-each select=\"*\"/></out></xsl:template>"),
    ),
    (
        "xslt-invalid-number-pattern",
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '0#0')\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '#00')\"/></out></xsl:template>"),
    ),
    (
        "xslt-invalid-name",
        xsl!("<xsl:template match=\"/\"><xsl:element name=\"{'a b'}\"/></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><xsl:element name=\"{'a-b'}\"/></xsl:template>"),
    ),
    (
        "xslt-misplaced-element",
        xsl!("<xsl:template match=\"/\"><out><xsl:when test=\"a\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:choose><xsl:when test=\"a\"/></xsl:choose></out></xsl:template>"),
    ),
];
