//! What diagnostics look like that no example of a page can show as a description that runs: they are about huge or
//! unreadable files, about what stands beside a description, or about other kinds of documents.

/// What it looks like, in Markdown.
pub(super) fn of(name: &str) -> Option<String> {
    let shown = SHOWN.iter().find(|shown| shown.name == name)?;
    let mut text = String::new();
    if !shown.words.is_empty() {
        text.push_str(&format!("{}\n\n", shown.words));
    }
    if !shown.text.is_empty() {
        text.push_str(&format!("```{}\n{}\n```\n\n", shown.language, shown.text));
    }
    text.push_str(shown.remedy);
    Some(text.trim_end().to_owned())
}

struct Shown {
    name: &'static str,
    words: &'static str,
    language: &'static str,
    text: &'static str,
    remedy: &'static str,
}

const fn shown(
    name: &'static str,
    words: &'static str,
    language: &'static str,
    text: &'static str,
    remedy: &'static str,
) -> Shown {
    Shown { name, words, language, text, remedy }
}

const SHOWN: &[Shown] = &[
    shown(
        "cyclic-extend",
        "Each of two files starts from the other:",
        "toml",
        r#"# a/rowi.toml
extend = "../b/rowi.toml"

# b/rowi.toml
extend = "../a/rowi.toml""#,
        "Take `extend` out of one of them.",
    ),
    shown(
        "double-hyphen-in-comment",
        "",
        "xml",
        "<!-- built with --force -->",
        "Write `<!-- built with the option force -->`.",
    ),
    shown(
        "duplicate-id",
        "",
        "xml",
        r#"<section id="intro"/>
<section id="intro"/>"#,
        "Give one of them another value.",
    ),
    shown(
        "element-not-allowed-yet",
        "The schema wants `title` in front of `para`:",
        "xml",
        r#"<section>
  <para/>
  <title/>
</section>"#,
        "Move `title` up.",
    ),
    shown(
        "entity-expansion-limit",
        "Each of ten entities holds the one before it ten times, which makes ten thousand million characters:",
        "xml",
        r#"<!DOCTYPE a [
  <!ENTITY a "aaaaaaaaaa">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!-- and so on up to j -->
]>
<a>&j;</a>"#,
        "No document needs that: look for who wrote it, and why.",
    ),
    shown(
        "include-limit",
        "A file that includes two others, each of which includes two others, and so on, is read thousands of times:",
        "xml",
        r#"<include from="this://left.xml"/>
<include from="this://right.xml"/>"#,
        "Include each part once, from the description itself.",
    ),
    shown(
        "include-not-upgraded",
        "The description is of the newest version, the file that it includes is not:",
        "xml",
        r#"<image schemaversion="8.5" name="server">
  <include from="this://users.xml"/>  <!-- schemaversion="7.4" in it -->
</image>"#,
        "Run `rowi upgrade --write`: it upgrades included files, too.",
    ),
    shown(
        "invalid-baseline",
        "",
        "json",
        r#"{ "version": 1, "findings": [ { "file": "config.xml" "#,
        "Write the file anew with `rowi baseline create`.",
    ),
    shown(
        "invalid-character",
        "A control character, which an editor may not even show:",
        "text",
        r#"<specification>Server\x00image</specification>"#,
        "Delete it. No way of writing it is allowed, `&#0;` neither.",
    ),
    shown("invalid-config-value", "", "toml", r#"pedantic = "yes""#, "Write `pedantic = true`."),
    shown("invalid-config", "", "toml", r#"ignore = ["duplicate-package""#, "Close the bracket."),
    shown(
        "invalid-encoding",
        "The declaration promises UTF-8, and the file holds the byte `E4`, which is `ä` in ISO 8859-1:",
        "xml",
        r#"<?xml version="1.0" encoding="utf-8"?>
<author>J�ger</author>"#,
        r#"Save the file as UTF-8, or say `encoding="iso-8859-1"`."#,
    ),
    shown(
        "kiwi-upgrade-fails",
        "KIWI's own converter from 8.3 to 8.4 makes an `input_console` of `gfxterm`, which its schema refuses:",
        "xml",
        r#"<bootloader name="grub2" console="serial gfxterm"/>"#,
        "Write `output_console` and `input_console` yourself.",
    ),
    shown("malformed-xml", "", "xml", "<package name=vim/>", r#"Put the value in quotes: `<package name="vim"/>`."#),
    shown(
        "missing-schemaversion",
        "",
        "xml",
        r#"<image name="server">"#,
        r#"Write `<image schemaversion="8.5" name="server">`."#,
    ),
    shown(
        "nesting-too-deep",
        "Thousands of elements in each other, which no person writes:",
        "xml",
        "<a><a><a><a><!-- and so on --></a></a></a></a>",
        "Look at what made the file.",
    ),
    shown(
        "no-schema",
        "",
        "sh",
        "rowi validate book.xml",
        r#"Name one: `rowi validate book.rnc book.xml`, or write `<?xml-model href="book.rnc"?>` into the document."#,
    ),
    shown(
        "schema-annotation-at-top",
        "",
        "text",
        r#"element note { text }
[ a:documentation [ "A note." ] ]"#,
        "Put the annotation in front of the pattern.",
    ),
    shown(
        "schema-invalid-character",
        "",
        "text",
        r#"element note { attribute kind { "a\x{0}b" } }"#,
        "Write a character that XML has.",
    ),
    shown(
        "schema-too-deep",
        "Thousands of parentheses in each other:",
        "text",
        "element a { ((((((((((text)))))))))) }",
        "Give parts of the pattern a name.",
    ),
    shown(
        "schema-too-long",
        "A sequence of many thousand members:",
        "text",
        "element a { b, b, b, b, b }  # and so on",
        "Write `b+`, and let a Schematron rule count.",
    ),
    shown(
        "schema-too-many-includes",
        "",
        "text",
        r#"include "left.rnc"   # which includes two others,
include "right.rnc"  # each of which includes two others, and so on"#,
        "Include each grammar once.",
    ),
    shown(
        "schematron-assertion",
        "",
        "xml",
        r#"<pattern>
  <rule context="image">
    <assert test="@name">an image has a name</assert>
  </rule>
</pattern>"#,
        "Give the pattern an `id`: its findings get that name, and can be suppressed by it.",
    ),
    shown(
        "schematron-boolean-test",
        "The datatype allows `1`, too:",
        "xml",
        r#"<assert test="@primary='true'">…</assert>"#,
        "Write `@primary='true' or @primary='1'`.",
    ),
    shown(
        "schematron-foreign-element",
        "",
        "xml",
        r#"<assert test="@name">a <b xmlns="http://www.w3.org/1999/xhtml">name</b> is missing</assert>"#,
        "Use `emph`, which Schematron has for it.",
    ),
    shown(
        "schematron-include",
        "",
        "xml",
        r#"<include href="rules/not-there.sch"/>"#,
        "Correct the path: it starts at the file that includes.",
    ),
    shown(
        "schematron-invalid-context",
        "",
        "xml",
        r#"<rule context="count(image)">"#,
        "Write the nodes that the rule is about: `image`.",
    ),
    shown("schematron-limit", "A schema of many thousand rules.", "", "", "Split it, and check one after the other."),
    shown(
        "schematron-nothing-matched",
        "The rules are about another kind of document, or the prefix is bound to another namespace:",
        "xml",
        r#"<ns prefix="d" uri="http://docbook.org/ns/docbok"/>"#,
        "Compare the namespace with that of the document.",
    ),
    shown(
        "schematron-substring-test",
        "`rpm` passes as well, being a part of `rpm-md`:",
        "xml",
        r#"<assert test="contains('rpm-md apt-deb', @type)">…</assert>"#,
        "Write `contains(' rpm-md apt-deb ', concat(' ', @type, ' '))`.",
    ),
    shown("schematron-unknown-attribute", "", "xml", r#"<rule context="image[@nmae]">"#, "Write `image[@name]`."),
    shown("schematron-unknown-element", "", "xml", r#"<rule context="pakcages">"#, "Write `packages`."),
    shown(
        "schematron-unknown-phase",
        "",
        "sh",
        "rowi validate rules.sch --schematron --phase=nightly book.xml",
        "Ask for a phase that the schema has.",
    ),
    shown(
        "schematron-unknown-value",
        "",
        "xml",
        r#"<rule context="type[@image='omg']">"#,
        "Compare with a value that the attribute may have: `oem`.",
    ),
    shown(
        "script-not-judged",
        "A program was saved under the name of a script: `config.sh` begins with the bytes `7F 45 4C 46`.",
        "",
        "",
        "Keep programs in the overlay tree, and call them from the script.",
    ),
    shown(
        "shellcheck",
        "",
        "text",
        "warning[shellcheck]: SC2164: Use 'cd ... || exit' in case cd fails.",
        "`rowi check --shellcheck` asks for it; shellcheck's own comments (`# shellcheck disable=SC2164`) work as well.",
    ),
    shown(
        "stale-baseline-entry",
        "",
        "sh",
        "rowi baseline prune",
        "The entry goes, and the finding cannot come back unseen.",
    ),
    shown("too-many-attributes", "A tag of thousands of attributes.", "", "", "Look at what made the file."),
    shown(
        "too-many-findings",
        "A file that is no description at all may have thousands of mistakes.",
        "",
        "",
        "Mend the first ones: the rest often follow from them.",
    ),
    shown(
        "too-many-namespaces",
        "A document that declares another namespace on each of thousands of elements in each other.",
        "",
        "",
        "Declare them once, on the document element.",
    ),
    shown("unknown-config-key", "", "toml", r#"ingore = ["duplicate-package"]"#, "Write `ignore`."),
    shown(
        "unknown-id",
        "",
        "xml",
        r#"<section id="intro"/>
<link to="intor"/>"#,
        "Write `intro`.",
    ),
    shown("unknown-rule", "", "toml", r#"ignore = ["duplicate-pakage"]"#, "Write `duplicate-package`."),
    shown(
        "unreadable-file",
        "",
        "sh",
        "rowi check images/not-there/config.xml",
        "Correct the path, or the permissions of the file.",
    ),
    shown(
        "unreadable-schema",
        "",
        "xml",
        r#"<?xml-model href="schemas/not-there.rnc"?>"#,
        "Correct the path: it starts at the document.",
    ),
    shown(
        "unsupported-schema-language",
        "",
        "xml",
        r#"<?xml-model href="book.xsd" schematypens="http://www.w3.org/2001/XMLSchema"?>"#,
        "Name a RELAX NG or Schematron schema, too.",
    ),
    shown(
        "unusable-extension-schema",
        "",
        "toml",
        r#"[extension]
"urn:example:ours" = "schemas/not-there.rnc""#,
        "Correct the path, and run `rowi schema check` on the schema.",
    ),
    shown(
        "upgrade-available",
        "",
        "xml",
        r#"<image schemaversion="7.4" name="server">"#,
        "Run `rowi upgrade --write`.",
    ),
    shown(
        "upgrade-element-gone",
        "",
        "xml",
        r#"<image schemaversion="6.0" name="server">
  <preferences><vga>0x317</vga></preferences>
</image>"#,
        "Remove it: no version of KIWI that reads today's schema knows it.",
    ),
    shown(
        "upgrade-expands-entity",
        "",
        "xml",
        r#"<!DOCTYPE image [ <!ENTITY type '<type image="vmx"/>'> ]>
<image schemaversion="7.2" name="server"><preferences>&type;</preferences></image>"#,
        "The entity's text is written where it stood, and upgraded there.",
    ),
    shown(
        "upgrade-failed",
        "A step comes to a limit: the description is far larger than any that an image needs.",
        "",
        "",
        "Upgrade it in parts, or report it with the description.",
    ),
    shown(
        "upgrade-needs-decision",
        "",
        "xml",
        r#"<bootloader name="grub2" console="serial gfxterm"/>"#,
        "Decide what the consoles are to be, and write them in the new form.",
    ),
    shown(
        "upgrade-not-judged",
        "A description of more than a megabyte.",
        "",
        "",
        "Write the upgrade, and check the result by itself.",
    ),
    shown(
        "upgrade-rewrites-document",
        "",
        "sh",
        "rowi upgrade --write config.xml",
        "Compare before and after: comments and content are kept, the layout is new.",
    ),
    shown(
        "xinclude",
        "",
        "xml",
        r#"<xi:include href="chapter.xml" xmlns:xi="http://www.w3.org/2001/XInclude"/>"#,
        "Correct the path, or put an `xi:fallback` into it.",
    ),
    shown("xpath-limit", "", "text", "//*[//*[//*[//*]]]", "Ask for less: name the elements, and the path to them."),
    shown(
        "xpath-unknown-key",
        "",
        "xml",
        r#"<xsl:value-of select="key('pakage', @name)"/>"#,
        "Use a name that an `xsl:key` declares.",
    ),
    shown("xpath-unknown-variable", "", "xml", r#"<xsl:value-of select="$nmae"/>"#, "Write `$name`."),
    shown(
        "xsd-approximation",
        "XML Schema knows no choice between an attribute and an element:",
        "text",
        "element a { attribute b { text } | element b { text } }",
        "Both are optional in the export. Validate with the RELAX NG schema where it matters.",
    ),
    shown(
        "xslt-instruction-without-name",
        "",
        "xml",
        r#"<xsl:processing-instruction name="{@none}"/>"#,
        "Make sure that the name is not empty.",
    ),
    shown(
        "xslt-limit",
        "",
        "xml",
        r#"<xsl:template name="a"><xsl:call-template name="a"/></xsl:template>"#,
        "End the recursion with an `xsl:if`.",
    ),
    shown(
        "xslt-misplaced-content",
        "",
        "xml",
        r#"<xsl:variable name="a" select="1">2</xsl:variable>"#,
        "Keep one of the two.",
    ),
    shown(
        "xslt-misplaced-node",
        "",
        "xml",
        r#"<xsl:attribute name="a"><b/></xsl:attribute>"#,
        r#"Make text only: `<xsl:value-of select="b"/>`."#,
    ),
    shown(
        "xslt-misplaced-result",
        "",
        "xml",
        r#"<func:function name="f:a">
  <func:result select="1"/>
  <func:result select="2"/>
</func:function>"#,
        "Choose between the results with `xsl:choose`.",
    ),
    shown(
        "xslt-sort-language",
        "",
        "xml",
        r#"<xsl:sort select="@name" lang="tlh"/>"#,
        "Leave `lang` out, or name a language whose order is known.",
    ),
    shown(
        "xslt-unknown-parameter",
        "",
        "sh",
        "rowi transform style.xsl book.xml --param lnag=de",
        "Write the name as the stylesheet's `xsl:param` has it.",
    ),
    shown(
        "xslt-wrong-arguments",
        "",
        "xml",
        r#"<xsl:value-of select="f:sum(1, 2, 3)"/>  <!-- f:sum has two parameters -->"#,
        "Call it with as many as it has.",
    ),
    shown(
        "luksversion-not-for-image-type",
        "The attribute is called `luks_version`, and that one no rule limits:",
        "xml",
        r#"<type image="oem" filesystem="ext4" luks="random" luks_version="luks2"/>"#,
        "",
    ),
    shown(
        "luks-randomize-not-for-image-type",
        "The attribute is called `luks_version`, and that one no rule limits:",
        "xml",
        r#"<type image="oem" filesystem="ext4" luks="random" luks_version="luks2"/>"#,
        "",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::catalogue;

    #[test]
    fn every_page_shows_what_it_is_about() {
        let bare: Vec<&str> = catalogue()
            .iter()
            .filter(|entry| entry.example.is_none() && !entry.explanation.contains("```") && of(entry.name).is_none())
            .map(|entry| entry.name)
            .collect();
        assert_eq!(bare, Vec::<&str>::new());
        for shown in SHOWN {
            let entry = catalogue().iter().find(|entry| entry.name == shown.name).expect(shown.name);
            assert!(entry.example.is_none(), "{} has an example that runs", shown.name);
        }
    }
}
