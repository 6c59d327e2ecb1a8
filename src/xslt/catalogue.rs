//! The diagnostics of XPath expressions and stylesheets, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Entry, Group, catalogue};
use crate::xpath::catalogue::xsl;

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Upgrade, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Upgrade, summary, explanation)
}

catalogue! {
    /// What can be wrong with expressions and stylesheets.
    pub CATALOGUE;

    XSLT_NOT_A_STYLESHEET = error(
        "xslt-not-a-stylesheet",
        "a file is no XSLT stylesheet",
        "The document element must be `xsl:stylesheet` or `xsl:transform` in the namespace http://www.w3.org/1999/XSL/Transform, or a literal result element with `xsl:version`.",
    )
    .example(
        "=== style.xsl\n<xsl:template xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>\n",
        xsl!("<xsl:template match=\"/\"><out></out></xsl:template>"),
    );

    XSLT_UNREADABLE_STYLESHEET = error(
        "xslt-unreadable-stylesheet",
        "an imported or included stylesheet cannot be read",
        "`href` of `xsl:import` and `xsl:include` is relative to the file it stands in. Nothing is fetched from a network.",
    )
    .example(
        xsl!("<xsl:include href=\"other.xsl\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out></out></xsl:template>"),
    );

    XSLT_CYCLIC_IMPORT = error(
        "xslt-cyclic-import",
        "a stylesheet imports or includes itself",
        "A stylesheet may not reach itself through `xsl:import` and `xsl:include` (XSLT 1.0, 2.6).",
    )
    .example(
        xsl!("<xsl:import href=\"style.xsl\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out></out></xsl:template>"),
    );

    XSLT_MISPLACED_IMPORT = error(
        "xslt-misplaced-import",
        "an import stands behind other elements",
        "`xsl:import` elements come first in a stylesheet (XSLT 1.0, 2.6.2).",
    )
    .example(
        concat!(
            xsl!("<xsl:template match=\"/\"><out></out></xsl:template>\n<xsl:import href=\"other.xsl\"/>"),
            "=== other.xsl\n<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>\n"
        ),
        concat!(
            xsl!("<xsl:import href=\"other.xsl\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
            "=== other.xsl\n<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>\n"
        ),
    );

    XSLT_UNKNOWN_ELEMENT = error(
        "xslt-unknown-element",
        "an element of a stylesheet is not known",
        "XSLT 1.0 has no such instruction or top-level element. Stylesheets with another version than 1.0 are read in forwards-compatible mode, where `xsl:fallback` is used instead.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:valueof select=\".\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\".\"/></out></xsl:template>"),
    );

    XSLT_MISPLACED_ELEMENT = error(
        "xslt-misplaced-element",
        "an element stands where it has no meaning",
        "For instance `xsl:when` outside `xsl:choose`, or `xsl:sort` behind other content. The message says where it belongs.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:when test=\"a\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:choose><xsl:when test=\"a\"/></xsl:choose></out></xsl:template>"),
    );

    XSLT_MISPLACED_CONTENT = error(
        "xslt-misplaced-content",
        "an element has both a `select` and content",
        "The value of a variable or parameter comes from `select` or from the content, not from both.",
    );

    XSLT_MISSING_ELEMENT = error(
        "xslt-missing-element",
        "a required element is missing",
        "`xsl:choose` needs at least one `xsl:when`.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:choose/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:choose><xsl:when test=\"a\"/></xsl:choose></out></xsl:template>"),
    );

    XSLT_UNKNOWN_ATTRIBUTE = warning(
        "xslt-unknown-attribute",
        "an attribute of a stylesheet is not known",
        "XSLT elements take only their own attributes and those of other namespaces (XSLT 1.0, 2.1). This one has no effect.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of selct=\".\" select=\".\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\".\"/></out></xsl:template>"),
    );

    XSLT_MISSING_ATTRIBUTE = error(
        "xslt-missing-attribute",
        "a required attribute is missing",
        "The message names the element and the attribute that it needs.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\".\"/></out></xsl:template>"),
    );

    XSLT_INVALID_VALUE = error(
        "xslt-invalid-value",
        "the value of an attribute is not allowed",
        "The message says what is allowed there.",
    )
    .example(
        xsl!("<xsl:output indent=\"maybe\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:output indent=\"yes\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
    );

    XSLT_INVALID_TEMPLATE = error(
        "xslt-invalid-template",
        "an attribute value template is not closed",
        "Expressions in attributes stand between `{` and `}`; literal braces are written twice.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><e a=\"{\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><e a=\"{{\"/></out></xsl:template>"),
    );

    XSLT_INVALID_PATTERN = error(
        "xslt-invalid-pattern",
        "a match pattern is not a pattern",
        "Patterns are paths of child and attribute steps, with predicates, or begin with `id()` or `key()` (XSLT 1.0, 5.2). Other axes and expressions stand only inside predicates.",
    )
    .example(
        xsl!("<xsl:template match=\"count(a)\"/>"),
        xsl!("<xsl:template match=\"a[count(b) = 1]\"/>"),
    );

    XSLT_UNBOUND_PREFIX = error(
        "xslt-unbound-prefix",
        "a prefix in a stylesheet is not declared",
        "Names of modes, templates, keys and the like take the prefixes that are declared around them.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:call-template name=\"p:a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"/></out></xsl:template>\n<xsl:template name=\"a\"/>"
        ),
    );

    XSLT_UNKNOWN_VARIABLE = error(
        "xslt-unknown-variable",
        "a variable is not declared where it is used",
        "A variable is known to the siblings that follow its declaration and to what is inside them; a top-level variable everywhere.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"$a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"$a\"/></out></xsl:template>"
        ),
    );

    XSLT_UNKNOWN_TEMPLATE = error(
        "xslt-unknown-template",
        "a template that is called does not exist",
        "`xsl:call-template` needs a template with this `name` in the stylesheet or in what it imports.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"/></out></xsl:template>\n<xsl:template name=\"a\"/>"
        ),
    );

    XSLT_UNKNOWN_ATTRIBUTE_SET = warning(
        "xslt-unknown-attribute-set",
        "an attribute set does not exist",
        "`use-attribute-sets` names sets that are defined by `xsl:attribute-set`. The name has no effect.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"),
        xsl!(
            "<xsl:attribute-set name=\"a\"/>\n<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"
        ),
    );

    XSLT_UNKNOWN_KEY = warning(
        "xslt-unknown-key",
        "a key does not exist",
        "`key()` takes the name of an `xsl:key`; with any other it finds nothing.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"key('a', 1)\"/></out></xsl:template>"),
        xsl!(
            "<xsl:key name=\"a\" match=\"b\" use=\"@c\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"key('a', 1)\"/></out></xsl:template>"
        ),
    );

    XSLT_UNKNOWN_DECIMAL_FORMAT = error(
        "xslt-unknown-decimal-format",
        "a decimal format does not exist",
        "The third argument of `format-number()` is the name of an `xsl:decimal-format`.",
    )
    .example(
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '0', 'de')\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:decimal-format name=\"de\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '0', 'de')\"/></out></xsl:template>"
        ),
    );

    XSLT_INVALID_NUMBER_PATTERN = error(
        "xslt-invalid-number-pattern",
        "the pattern of `format-number()` cannot be read",
        "Patterns are those of the Java class DecimalFormat, such as `#,##0.00`.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '0#0')\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"format-number(1, '#00')\"/></out></xsl:template>"),
    );

    XSLT_DUPLICATE_TEMPLATE = error(
        "xslt-duplicate-template",
        "two templates have one name",
        "Templates of the same import precedence must have different names.",
    )
    .example(
        xsl!("<xsl:template name=\"a\"/>\n<xsl:template name=\"a\"/>"),
        xsl!("<xsl:template name=\"a\"/>\n<xsl:template name=\"b\"/>"),
    );

    XSLT_DUPLICATE_VARIABLE = error(
        "xslt-duplicate-variable",
        "two global variables have one name",
        "Global variables of the same import precedence must have different names.",
    )
    .example(
        xsl!("<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:variable name=\"a\" select=\"2\"/>"),
        xsl!("<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:variable name=\"b\" select=\"2\"/>"),
    );

    XSLT_DUPLICATE_PARAMETER = error(
        "xslt-duplicate-parameter",
        "a parameter is given twice",
        "A call may give each parameter one value.",
    )
    .example(
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"><xsl:with-param name=\"p\" select=\"1\"/><xsl:with-param name=\"p\" select=\"2\"/></xsl:call-template></out></xsl:template>\n<xsl:template name=\"a\"><xsl:param name=\"p\"/></xsl:template>"
        ),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:call-template name=\"a\"><xsl:with-param name=\"p\" select=\"1\"/></xsl:call-template></out></xsl:template>\n<xsl:template name=\"a\"><xsl:param name=\"p\"/></xsl:template>"
        ),
    );

    XSLT_CYCLIC_ATTRIBUTE_SET = error(
        "xslt-cyclic-attribute-set",
        "an attribute set uses itself",
        "Attribute sets may use others, but not in a circle.",
    )
    .example(
        xsl!(
            "<xsl:attribute-set name=\"a\" use-attribute-sets=\"b\"/>\n<xsl:attribute-set name=\"b\" use-attribute-sets=\"a\"/>\n<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:attribute-set name=\"a\" use-attribute-sets=\"b\"/>\n<xsl:attribute-set name=\"b\"><xsl:attribute name=\"x\">1</xsl:attribute></xsl:attribute-set>\n<xsl:template match=\"/\"><out><e xsl:use-attribute-sets=\"a\"/></out></xsl:template>"
        ),
    );

    XSLT_CIRCULAR_VARIABLE = error(
        "xslt-circular-variable",
        "the value of a variable depends on itself",
        "Global variables may refer to one another in any order, but not in a circle.",
    )
    .example(
        xsl!(
            "<xsl:variable name=\"a\" select=\"$b\"/>\n<xsl:variable name=\"b\" select=\"$a\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"$a\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:variable name=\"b\" select=\"$a\"/>\n<xsl:template match=\"/\"><out><xsl:value-of select=\"$b\"/></out></xsl:template>"
        ),
    );

    XSLT_NO_CURRENT_RULE = error(
        "xslt-no-current-rule",
        "`xsl:apply-imports` has no current template rule",
        "Inside `xsl:for-each` and while global variables are evaluated there is no current template rule (XSLT 1.0, 5.6).",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><xsl:for-each select=\"*\"><xsl:apply-imports/></xsl:for-each></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><xsl:apply-imports/></xsl:template>"),
    );

    XSLT_WRONG_ARGUMENTS = error(
        "xslt-wrong-arguments",
        "a function of the stylesheet is called with too many arguments",
        "The function has fewer `xsl:param` than the call has arguments.",
    );

    XSLT_LIMIT = error(
        "xslt-limit",
        "a transformation does not end, or makes too much",
        "Templates may call one another 20,000 deep, functions 2,000 and global variables 60 deep; steps, nodes and text are limited as well. A template that calls itself without end is the usual reason.",
    );

    XSLT_MODE_WITHOUT_MATCH = warning(
        "xslt-mode-without-match",
        "a named template has a mode but no match",
        "The mode has no effect. XSLT 1.0 calls it an error, libxslt accepts it; KIWI's own upgrade stylesheets rely on that.",
    )
    .example(
        xsl!("<xsl:template name=\"a\" mode=\"b\"/>"),
        xsl!("<xsl:template match=\"a\" mode=\"b\"/>"),
    );

    XSLT_INSTRUCTION_WITHOUT_NAME = warning(
        "xslt-instruction-without-name",
        "`xsl:processing-instruction` has no name",
        "It makes nothing. XSLT 1.0 calls it an error, libxslt accepts it; KIWI's own upgrade stylesheets rely on that.",
    );

    XSLT_SHADOWED_VARIABLE = error(
        "xslt-shadowed-variable",
        "a local variable hides another",
        "Within one template XSLT 1.0 forbids it (11.5). Give the inner one a name of its own. A local variable may hide a global one.",
    )
    .example(
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:variable name=\"a\" select=\"1\"/><xsl:variable name=\"a\" select=\"2\"/></out></xsl:template>"
        ),
        xsl!(
            "<xsl:template match=\"/\"><out><xsl:variable name=\"a\" select=\"1\"/><xsl:variable name=\"b\" select=\"2\"/></out></xsl:template>"
        ),
    );

    XSLT_MISPLACED_VARIABLE = error(
        "xslt-misplaced-variable",
        "a variable is used where none can be",
        "`match` of `xsl:template`, `match` and `use` of `xsl:key` are read before any variable has a value (XSLT 1.0, 5.3 and 12.2). Put the test into the template instead.",
    )
    .example(
        xsl!("<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:template match=\"b[@c = $a]\"/>"),
        xsl!(
            "<xsl:variable name=\"a\" select=\"1\"/>\n<xsl:template match=\"b\"><xsl:if test=\"@c = $a\"/></xsl:template>"
        ),
    );

    XSLT_MISPLACED_RESULT = error(
        "xslt-misplaced-result",
        "a function makes two results, or nodes beside its result",
        "A `func:function` makes one `func:result` and nothing else (EXSLT). What the function gives stands in the result.",
    );

    XSLT_UNSUPPORTED_ENCODING = warning(
        "xslt-unsupported-encoding",
        "`xsl:output` names an encoding that is not known",
        "The result is written, and declared, as UTF-8 (XSLT 1.0, 16.1).",
    )
    .example(
        xsl!("<xsl:output encoding=\"UTF-9\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
        xsl!("<xsl:output encoding=\"UTF-8\"/>\n<xsl:template match=\"/\"><out></out></xsl:template>"),
    );

    XSLT_MISPLACED_ATTRIBUTE = warning(
        "xslt-misplaced-attribute",
        "an attribute is made too late, or outside an element",
        "Attributes must be made before children. This one is left out.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out>text<xsl:attribute name=\"a\">1</xsl:attribute></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:attribute name=\"a\">1</xsl:attribute>text</out></xsl:template>"),
    );

    XSLT_MISPLACED_NODE = warning(
        "xslt-misplaced-node",
        "more than text is made where only text can stand",
        "Attributes, comments and processing instructions hold text; other nodes are left out.",
    );

    XSLT_INVALID_NAME = warning(
        "xslt-invalid-name",
        "a computed name is not a name",
        "`xsl:element`, `xsl:attribute` or `xsl:processing-instruction` computed a name that XML does not allow; nothing is made there.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><xsl:element name=\"{'a b'}\"/></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><xsl:element name=\"{'a-b'}\"/></xsl:template>"),
    );

    XSLT_SORT_LANGUAGE = warning(
        "xslt-sort-language",
        "`xsl:sort` names a language whose order is not known",
        "The order is by code points, upper and lower case aside, which is right for English only (XSLT 1.0, 10, leaves it to the processor).",
    );

    XSLT_UNREADABLE_DOCUMENT = warning(
        "xslt-unreadable-document",
        "`document()` cannot read a file",
        "It gives an empty node-set instead. Nothing is fetched from a network.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:copy-of select=\"document('missing.xml')\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:copy-of select=\"document('')\"/></out></xsl:template>"),
    );

    XSLT_UNKNOWN_PARAMETER = warning(
        "xslt-unknown-parameter",
        "a parameter is given that the stylesheet does not have",
        "The value has no effect. Parameters are top-level `xsl:param` elements.",
    );
}
