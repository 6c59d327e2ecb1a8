//! The diagnostics of XPath expressions, in stylesheets and in Schematron rules.

use crate::diagnostic::{Entry, Group, catalogue};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Upgrade, summary, explanation)
}

/// A stylesheet with this in it.
macro_rules! xsl {
    ($text:literal) => {
        concat!(
            "=== style.xsl\n<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">\n",
            $text,
            "\n</xsl:stylesheet>\n"
        )
    };
}
pub(crate) use xsl;

catalogue! {
    /// What can be wrong with an expression.
    pub CATALOGUE;

    XPATH_SYNTAX = error(
        "xpath-syntax",
        "an XPath expression cannot be read",
        "XPath 1.0 expressions are paths (`a/b[@c]`), comparisons, sums, calls of functions and strings in quotes. The message points at the first character that does not fit, and says what was expected there.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"a/\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"a\"/></out></xsl:template>"),
    );

    XPATH_UNKNOWN_FUNCTION = error(
        "xpath-unknown-function",
        "an expression calls a function that does not exist",
        "XPath 1.0 has 27 functions, XSLT adds nine; rowi knows those of EXSLT for sets, strings, math, dates, node-sets and `dyn:evaluate` besides. Functions of XPath 2.0 such as `lower-case` are not there: use `translate`.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"lower(a)\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"normalize-space(a)\"/></out></xsl:template>"),
    );

    XPATH_WRONG_ARGUMENTS = error(
        "xpath-wrong-arguments",
        "a function is called with too many or too few arguments",
        "The message says how many the function takes.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"contains(a)\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"contains(a, 'b')\"/></out></xsl:template>"),
    );

    XPATH_UNBOUND_PREFIX = error(
        "xpath-unbound-prefix",
        "a prefix in an expression is not declared",
        "A prefix must be bound to a namespace by `xmlns:prefix=\"…\"` on the element with the expression or around it (in Schematron: by `ns`).",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"p:a\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:value-of select=\"a\"/></out></xsl:template>"),
    );

    XPATH_UNKNOWN_VARIABLE = error(
        "xpath-unknown-variable",
        "an expression uses a variable that does not exist",
        "Variables must be declared before they are used, in the same element or around it.",
    );

    XPATH_NOT_A_NODE_SET = error(
        "xpath-not-a-node-set",
        "a node-set is needed, but the value is something else",
        "Paths, `count()`, `sum()` and `xsl:for-each` work on nodes only. A variable with content holds a result tree fragment, which `exsl:node-set()` (namespace http://exslt.org/common) turns into nodes.",
    )
    .example(
        xsl!("<xsl:template match=\"/\"><out><xsl:for-each select=\"1\"/></out></xsl:template>"),
        xsl!("<xsl:template match=\"/\"><out><xsl:for-each select=\"*\"/></out></xsl:template>"),
    );

    XPATH_LIMIT = error(
        "xpath-limit",
        "an expression is too large, or its evaluation takes too much",
        "Expressions may nest 64 deep and have 256 operators in chains; an evaluation may look at two thousand million nodes, and strings may grow to 256 MiB. Only broken or hostile input comes near.",
    );

    XPATH_UNKNOWN_KEY = error(
        "xpath-unknown-key",
        "`key()` names a key that is not declared",
        "The first argument of `key()` is the name of an `xsl:key` of the stylesheet or the Schematron schema.",
    );
}
