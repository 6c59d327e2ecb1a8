//! The diagnostics of XPath expressions and stylesheets, for `rowi explain` and `rowi rules`.

use crate::diagnostic::{Entry, Group};

const fn error(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::error(name, Group::Upgrade, summary, explanation)
}

const fn warning(name: &'static str, summary: &'static str, explanation: &'static str) -> Entry {
    Entry::warning(name, Group::Upgrade, summary, explanation)
}

/// What can be wrong with expressions and stylesheets.
pub const CATALOGUE: &[Entry] = &[
    error(
        "xpath-syntax",
        "an XPath expression cannot be read",
        "XPath 1.0 expressions are paths (`a/b[@c]`), comparisons, sums, calls of functions and strings in quotes. The message points at the first character that does not fit, and says what was expected there.",
    ),
    error(
        "xpath-unknown-function",
        "an expression calls a function that does not exist",
        "XPath 1.0 has 27 functions, XSLT adds nine; rowi knows those of EXSLT for sets, strings, math, dates, node-sets and `dyn:evaluate` besides. Functions of XPath 2.0 such as `lower-case` are not there: use `translate`.",
    ),
    error(
        "xpath-wrong-arguments",
        "a function is called with too many or too few arguments",
        "The message says how many the function takes.",
    ),
    error(
        "xpath-unbound-prefix",
        "a prefix in an expression is not declared",
        "A prefix must be bound to a namespace by `xmlns:prefix=\"…\"` on the element with the expression or around it (in Schematron: by `ns`).",
    ),
    error(
        "xpath-unknown-variable",
        "an expression uses a variable that does not exist",
        "Variables must be declared before they are used, in the same element or around it.",
    ),
    error(
        "xpath-not-a-node-set",
        "a node-set is needed, but the value is something else",
        "Paths, `count()`, `sum()` and `xsl:for-each` work on nodes only. A variable with content holds a result tree fragment, which `exsl:node-set()` (namespace http://exslt.org/common) turns into nodes.",
    ),
    error(
        "xpath-limit",
        "an expression is too large, or its evaluation takes too much",
        "Expressions may nest 64 deep and have 256 operators in chains; an evaluation may look at two thousand million nodes, and strings may grow to 256 MiB. Only broken or hostile input comes near.",
    ),
    error(
        "xslt-not-a-stylesheet",
        "a file is no XSLT stylesheet",
        "The document element must be `xsl:stylesheet` or `xsl:transform` in the namespace http://www.w3.org/1999/XSL/Transform, or a literal result element with `xsl:version`.",
    ),
    error(
        "xslt-unreadable-stylesheet",
        "an imported or included stylesheet cannot be read",
        "`href` of `xsl:import` and `xsl:include` is relative to the file it stands in. Nothing is fetched from a network.",
    ),
    error(
        "xslt-cyclic-import",
        "a stylesheet imports or includes itself",
        "A stylesheet may not reach itself through `xsl:import` and `xsl:include` (XSLT 1.0, 2.6).",
    ),
    error(
        "xslt-misplaced-import",
        "an import stands behind other elements",
        "`xsl:import` elements come first in a stylesheet (XSLT 1.0, 2.6.2).",
    ),
    error(
        "xslt-unknown-element",
        "an element of a stylesheet is not known",
        "XSLT 1.0 has no such instruction or top-level element. Stylesheets with another version than 1.0 are read in forwards-compatible mode, where `xsl:fallback` is used instead.",
    ),
    error(
        "xslt-misplaced-element",
        "an element stands where it has no meaning",
        "For instance `xsl:when` outside `xsl:choose`, or `xsl:sort` behind other content. The message says where it belongs.",
    ),
    error(
        "xslt-misplaced-content",
        "an element has both a `select` and content",
        "The value of a variable or parameter comes from `select` or from the content, not from both.",
    ),
    error("xslt-missing-element", "a required element is missing", "`xsl:choose` needs at least one `xsl:when`."),
    warning(
        "xslt-unknown-attribute",
        "an attribute of a stylesheet is not known",
        "XSLT elements take only their own attributes and those of other namespaces (XSLT 1.0, 2.1). This one has no effect.",
    ),
    error(
        "xslt-missing-attribute",
        "a required attribute is missing",
        "The message names the element and the attribute that it needs.",
    ),
    error("xslt-invalid-value", "the value of an attribute is not allowed", "The message says what is allowed there."),
    error(
        "xslt-invalid-template",
        "an attribute value template is not closed",
        "Expressions in attributes stand between `{` and `}`; literal braces are written twice.",
    ),
    error(
        "xslt-invalid-pattern",
        "a match pattern is not a pattern",
        "Patterns are paths of child and attribute steps, with predicates, or begin with `id()` or `key()` (XSLT 1.0, 5.2). Other axes and expressions stand only inside predicates.",
    ),
    error(
        "xslt-unbound-prefix",
        "a prefix in a stylesheet is not declared",
        "Names of modes, templates, keys and the like take the prefixes that are declared around them.",
    ),
    error(
        "xslt-unknown-variable",
        "a variable is not declared where it is used",
        "A variable is known to the siblings that follow its declaration and to what is inside them; a top-level variable everywhere.",
    ),
    error(
        "xslt-unknown-template",
        "a template that is called does not exist",
        "`xsl:call-template` needs a template with this `name` in the stylesheet or in what it imports.",
    ),
    warning(
        "xslt-unknown-attribute-set",
        "an attribute set does not exist",
        "`use-attribute-sets` names sets that are defined by `xsl:attribute-set`. The name has no effect.",
    ),
    warning(
        "xslt-unknown-key",
        "a key does not exist",
        "`key()` takes the name of an `xsl:key`; with any other it finds nothing.",
    ),
    error(
        "xslt-unknown-decimal-format",
        "a decimal format does not exist",
        "The third argument of `format-number()` is the name of an `xsl:decimal-format`.",
    ),
    error(
        "xslt-invalid-number-pattern",
        "the pattern of `format-number()` cannot be read",
        "Patterns are those of the Java class DecimalFormat, such as `#,##0.00`.",
    ),
    error(
        "xslt-duplicate-template",
        "two templates have one name",
        "Templates of the same import precedence must have different names.",
    ),
    error(
        "xslt-duplicate-variable",
        "two global variables have one name",
        "Global variables of the same import precedence must have different names.",
    ),
    error("xslt-duplicate-parameter", "a parameter is given twice", "A call may give each parameter one value."),
    error(
        "xslt-cyclic-attribute-set",
        "an attribute set uses itself",
        "Attribute sets may use others, but not in a circle.",
    ),
    error(
        "xslt-circular-variable",
        "the value of a variable depends on itself",
        "Global variables may refer to one another in any order, but not in a circle.",
    ),
    error(
        "xslt-no-current-rule",
        "`xsl:apply-imports` has no current template rule",
        "Inside `xsl:for-each` and while global variables are evaluated there is no current template rule (XSLT 1.0, 5.6).",
    ),
    error(
        "xslt-wrong-arguments",
        "a function of the stylesheet is called with too many arguments",
        "The function has fewer `xsl:param` than the call has arguments.",
    ),
    error(
        "xslt-limit",
        "a transformation does not end, or makes too much",
        "Templates may call one another 20,000 deep, functions 2,000 and global variables 60 deep; steps, nodes and text are limited as well. A template that calls itself without end is the usual reason.",
    ),
    warning(
        "xslt-mode-without-match",
        "a named template has a mode but no match",
        "The mode has no effect. XSLT 1.0 calls it an error, libxslt accepts it; KIWI's own upgrade stylesheets rely on that.",
    ),
    warning(
        "xslt-instruction-without-name",
        "`xsl:processing-instruction` has no name",
        "It makes nothing. XSLT 1.0 calls it an error, libxslt accepts it; KIWI's own upgrade stylesheets rely on that.",
    ),
    error(
        "xslt-shadowed-variable",
        "a local variable hides another",
        "Within one template XSLT 1.0 forbids it (11.5). Give the inner one a name of its own. A local variable may hide a global one.",
    ),
    error(
        "xslt-misplaced-variable",
        "a variable is used where none can be",
        "`match` of `xsl:template`, `match` and `use` of `xsl:key` are read before any variable has a value (XSLT 1.0, 5.3 and 12.2). Put the test into the template instead.",
    ),
    error(
        "xslt-misplaced-result",
        "a function makes two results, or nodes beside its result",
        "A `func:function` makes one `func:result` and nothing else (EXSLT). What the function gives stands in the result.",
    ),
    warning(
        "xslt-unsupported-encoding",
        "`xsl:output` names an encoding that is not known",
        "The result is written, and declared, as UTF-8 (XSLT 1.0, 16.1).",
    ),
    warning(
        "xslt-misplaced-attribute",
        "an attribute is made too late, or outside an element",
        "Attributes must be made before children. This one is left out.",
    ),
    warning(
        "xslt-misplaced-node",
        "more than text is made where only text can stand",
        "Attributes, comments and processing instructions hold text; other nodes are left out.",
    ),
    warning(
        "xslt-invalid-name",
        "a computed name is not a name",
        "`xsl:element`, `xsl:attribute` or `xsl:processing-instruction` computed a name that XML does not allow; nothing is made there.",
    ),
    warning(
        "xslt-unreadable-document",
        "`document()` cannot read a file",
        "It gives an empty node-set instead. Nothing is fetched from a network.",
    ),
    warning(
        "xslt-unknown-parameter",
        "a parameter is given that the stylesheet does not have",
        "The value has no effect. Parameters are top-level `xsl:param` elements.",
    ),
];
