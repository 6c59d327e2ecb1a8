//! A compiled stylesheet: what the compiler makes and the machine runs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::pattern::{Pattern, Target};
use crate::text::Span;
use crate::xml::{Content, Document, NodeId, OutputMethod, QName, SharedStr, WriteOptions};
use crate::xpath::Expression;

/// A compiled stylesheet with all that it imports and includes. It can be used for any number of transformations, on
/// several threads at once.
#[derive(Debug)]
pub struct Stylesheet {
    /// The stylesheet documents; the first is the principal one.
    pub(super) modules: Vec<Arc<Document>>,
    pub(super) templates: Vec<Template>,
    /// Template rules by mode; the empty name is no mode.
    pub(super) modes: HashMap<QName, Mode>,
    pub(super) named: HashMap<QName, usize>,
    pub(super) globals: Vec<Binding>,
    pub(super) global_index: HashMap<QName, usize>,
    pub(super) attribute_sets: Vec<AttributeSet>,
    pub(super) keys: HashMap<QName, Vec<Key>>,
    pub(super) decimal_formats: HashMap<QName, DecimalFormat>,
    pub(super) functions: HashMap<QName, FunctionDefinition>,
    pub(super) space: SpaceRules,
    pub(super) output: OutputSettings,
}

impl Stylesheet {
    /// What `xsl:output` says.
    #[must_use]
    pub fn output(&self) -> &OutputSettings {
        &self.output
    }

    /// The names of the stylesheet's parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &QName> {
        self.globals.iter().filter(|binding| binding.is_parameter).map(|binding| &binding.name)
    }
}

impl Stylesheet {
    /// Sorts the rules of each mode, best first, and makes the tables to look them up by.
    pub(super) fn add_rules(&mut self, rules: Vec<Rule>) {
        for rule in rules {
            self.modes.entry(rule.mode.clone()).or_default().rules.push(rule);
        }
        for mode in self.modes.values_mut() {
            // of equal ones the last comes first (XSLT 1.0, 5.5): reverse, then a stable sort
            mode.rules.reverse();
            mode.rules.sort_by(|left, right| {
                right.precedence.cmp(&left.precedence).then(right.priority.total_cmp(&left.priority))
            });
            let mut element_names: HashSet<Arc<str>> = HashSet::new();
            let mut attribute_names: HashSet<Arc<str>> = HashSet::new();
            for rule in &mode.rules {
                match rule.pattern.target() {
                    Target::Element(Some(name)) => {
                        element_names.insert(name.local.clone());
                    }
                    Target::Attribute(Some(name)) => {
                        attribute_names.insert(name.local.clone());
                    }
                    _ => {}
                }
            }
            mode.elements = element_names.into_iter().map(|name| (name, Vec::new())).collect();
            mode.attributes = attribute_names.into_iter().map(|name| (name, Vec::new())).collect();
            for index in 0..mode.rules.len() {
                let number = index as u32;
                let target = mode.rules[index].pattern.target();
                let (mut any_element, mut any_attribute) = (false, false);
                match target {
                    Target::Root => mode.root.push(number),
                    Target::Text => mode.text.push(number),
                    Target::Comment => mode.comment.push(number),
                    Target::Instruction => mode.instruction.push(number),
                    Target::Element(Some(name)) => {
                        if let Some(list) = mode.elements.get_mut(&name.local) {
                            list.push(number);
                        }
                    }
                    Target::Attribute(Some(name)) => {
                        if let Some(list) = mode.attributes.get_mut(&name.local) {
                            list.push(number);
                        }
                    }
                    Target::Element(None) => any_element = true,
                    Target::Attribute(None) => any_attribute = true,
                    Target::Child | Target::Any => {
                        any_element = true;
                        mode.text.push(number);
                        mode.comment.push(number);
                        mode.instruction.push(number);
                        if target == Target::Any {
                            any_attribute = true;
                            mode.root.push(number);
                        }
                    }
                }
                if any_element {
                    mode.elements_any.push(number);
                    mode.elements.values_mut().for_each(|list| list.push(number));
                }
                if any_attribute {
                    mode.attributes_any.push(number);
                    mode.attributes.values_mut().for_each(|list| list.push(number));
                }
            }
        }
    }
}

/// A list of instructions.
pub(super) type Body = Vec<Instruction>;

#[derive(Debug)]
pub(super) struct Template {
    pub body: Body,
    pub precedence: u32,
    /// The least precedence of what the template's module imports: `xsl:apply-imports` looks from there up to its own.
    pub imports_from: u32,
    pub span: Span,
}

/// The template rules of a mode, best first, by what they can match.
#[derive(Debug, Default)]
pub(super) struct Mode {
    pub rules: Vec<Rule>,
    pub root: Vec<u32>,
    pub text: Vec<u32>,
    pub comment: Vec<u32>,
    pub instruction: Vec<u32>,
    /// By local name; for other names `elements_any`.
    pub elements: HashMap<Arc<str>, Vec<u32>>,
    pub elements_any: Vec<u32>,
    pub attributes: HashMap<Arc<str>, Vec<u32>>,
    pub attributes_any: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub pattern: Pattern,
    pub priority: f64,
    pub precedence: u32,
    pub template: usize,
    pub mode: QName,
}

/// A variable or a parameter.
#[derive(Debug)]
pub(super) struct Binding {
    pub name: QName,
    pub value: BindingValue,
    pub is_parameter: bool,
    pub precedence: u32,
    pub span: Span,
}

#[derive(Debug)]
pub(super) enum BindingValue {
    Select(Expression),
    Body(Body),
    Empty,
}

#[derive(Debug)]
pub(super) struct AttributeSet {
    pub name: QName,
    /// The sets it uses.
    pub uses: Vec<usize>,
    pub body: Body,
}

#[derive(Debug)]
pub(super) struct Key {
    pub pattern: Vec<Pattern>,
    pub uses: Expression,
}

/// `func:function`.
#[derive(Debug)]
pub(super) struct FunctionDefinition {
    pub parameters: Vec<QName>,
    pub body: Body,
    pub span: Span,
}

/// `xsl:decimal-format` (XSLT 1.0, 12.3).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DecimalFormat {
    pub decimal_separator: char,
    pub grouping_separator: char,
    pub infinity: String,
    pub minus_sign: char,
    pub nan: String,
    pub percent: char,
    pub per_mille: char,
    pub zero_digit: char,
    pub digit: char,
    pub pattern_separator: char,
}

impl Default for DecimalFormat {
    fn default() -> Self {
        Self {
            decimal_separator: '.',
            grouping_separator: ',',
            infinity: "Infinity".to_owned(),
            minus_sign: '-',
            nan: "NaN".to_owned(),
            percent: '%',
            per_mille: '\u{2030}',
            zero_digit: '0',
            digit: '#',
            pattern_separator: ';',
        }
    }
}

/// `xsl:strip-space` and `xsl:preserve-space`, best first.
#[derive(Debug, Default)]
pub(super) struct SpaceRules {
    pub rules: Vec<SpaceRule>,
}

#[derive(Debug)]
pub(super) struct SpaceRule {
    pub test: SpaceTest,
    pub strip: bool,
    pub precedence: u32,
    pub priority: f64,
}

#[derive(Debug)]
pub(super) enum SpaceTest {
    Any,
    Namespace(Arc<str>),
    Name(QName),
}

impl SpaceRules {
    /// Whether white space in elements of this name goes.
    pub fn strips(&self, name: &QName) -> bool {
        let fits = |test: &SpaceTest| match test {
            SpaceTest::Any => true,
            SpaceTest::Namespace(namespace) => name.namespace == *namespace,
            SpaceTest::Name(other) => name == other,
        };
        self.rules.iter().find(|rule| fits(&rule.test)).is_some_and(|rule| rule.strip)
    }

    pub fn is_empty(&self) -> bool {
        !self.rules.iter().any(|rule| rule.strip)
    }
}

/// What `xsl:output` says (XSLT 1.0, 16); `None` where it says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutputSettings {
    /// `method`, as far as it is xml, html or text.
    pub method: Option<OutputMethod>,
    /// `version`.
    pub version: Option<String>,
    /// `encoding`.
    pub encoding: Option<String>,
    /// `omit-xml-declaration`.
    pub omit_declaration: Option<bool>,
    /// `standalone`.
    pub standalone: Option<bool>,
    /// `doctype-public`.
    pub doctype_public: Option<String>,
    /// `doctype-system`.
    pub doctype_system: Option<String>,
    /// `cdata-section-elements`.
    pub cdata_elements: Vec<QName>,
    /// `indent`.
    pub indent: Option<bool>,
    /// `media-type`.
    pub media_type: Option<String>,
}

impl OutputSettings {
    /// Takes over an attribute of `xsl:output` but its `method` of another vocabulary; the name of what is wrong with the
    /// value where it is not allowed.
    pub(super) fn set(
        &mut self,
        name: &str,
        value: &str,
        prefix: &dyn Fn(&str) -> Option<Arc<str>>,
    ) -> Result<(), String> {
        let flag = || match value.trim() {
            "yes" => Ok(Some(true)),
            "no" => Ok(Some(false)),
            _ => Err(format!("`{name}` must be `yes` or `no`")),
        };
        let text = || Some(value.to_owned());
        match name {
            "method" => match value.trim() {
                "xml" => self.method = Some(OutputMethod::Xml),
                "html" => self.method = Some(OutputMethod::Html),
                "text" => self.method = Some(OutputMethod::Text),
                other if other.contains(':') => {}
                other => return Err(format!("there is no output method `{other}`")),
            },
            "version" => self.version = text(),
            "encoding" => self.encoding = Some(value.trim().to_owned()),
            "omit-xml-declaration" => self.omit_declaration = flag()?,
            "standalone" => self.standalone = flag()?,
            "indent" => self.indent = flag()?,
            "doctype-public" => self.doctype_public = text(),
            "doctype-system" => self.doctype_system = text(),
            "media-type" => self.media_type = text(),
            "cdata-section-elements" => {
                for token in value.split_whitespace() {
                    let (before, local) = token.split_once(':').unwrap_or(("", token));
                    let namespace = prefix(before).unwrap_or_else(|| Arc::from(""));
                    self.cdata_elements.push(QName { prefix: before.into(), local: local.into(), namespace });
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// How a tree is written.
    #[must_use]
    pub fn write_options(&self, document: &Document) -> WriteOptions {
        let method = self.method.unwrap_or_else(|| default_method(document));
        WriteOptions {
            method,
            indent: self.indent.unwrap_or(method == OutputMethod::Html),
            encoding: self.encoding.clone().unwrap_or_default(),
            omit_declaration: self.omit_declaration.unwrap_or(false),
            version: self.version.clone().unwrap_or_default(),
            standalone: self.standalone,
            doctype_public: self.doctype_public.clone(),
            doctype_system: self.doctype_system.clone(),
            cdata_elements: self.cdata_elements.clone(),
        }
    }
}

/// HTML where the document element is `html` in no namespace with nothing but white space before it, else XML
/// (XSLT 1.0, 16).
fn default_method(document: &Document) -> OutputMethod {
    for child in document.children(NodeId::ROOT) {
        match &document.node(child).content {
            Content::Element(element) => {
                let name = &element.name;
                let html = name.namespace.is_empty() && name.local.eq_ignore_ascii_case("html");
                return if html { OutputMethod::Html } else { OutputMethod::Xml };
            }
            Content::Text(text) if !text.trim().is_empty() => return OutputMethod::Xml,
            _ => {}
        }
    }
    OutputMethod::Xml
}

/// An attribute value template (XSLT 1.0, 7.6.2).
#[derive(Debug)]
pub(super) enum Avt {
    Literal(SharedStr),
    /// A single expression.
    Expression(Expression),
    Parts(Vec<AvtPart>),
}

#[derive(Debug)]
pub(super) enum AvtPart {
    Literal(SharedStr),
    Expression(Expression),
}

#[derive(Debug)]
pub(super) struct Instruction {
    pub operation: Operation,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct Sort {
    pub select: Option<Expression>,
    pub lang: Option<Avt>,
    pub data_type: Option<Avt>,
    pub order: Option<Avt>,
    pub case_order: Option<Avt>,
}

/// A name that is computed, with the prefixes in scope.
#[derive(Debug)]
pub(super) struct ComputedName {
    pub name: Avt,
    pub namespace: Option<Avt>,
    pub in_scope: Arc<[(Arc<str>, Arc<str>)]>,
}

#[derive(Debug)]
pub(super) struct LiteralElement {
    pub name: QName,
    pub attributes: Vec<(QName, Avt)>,
    pub namespaces: Arc<[(Arc<str>, Arc<str>)]>,
    pub attribute_sets: Vec<usize>,
    pub body: Body,
}

/// `exsl:document`: another result.
#[derive(Debug)]
pub(super) struct ResultDocument {
    pub href: Avt,
    /// The attributes that `xsl:output` has, too.
    pub output: Vec<(Arc<str>, Avt)>,
    /// For the names in `cdata-section-elements`.
    pub in_scope: Arc<[(Arc<str>, Arc<str>)]>,
    pub body: Body,
}

/// `xsl:number`.
#[derive(Debug)]
pub(super) struct Number {
    pub value: Option<Expression>,
    pub level: NumberLevel,
    pub count: Option<Vec<Pattern>>,
    pub from: Option<Vec<Pattern>>,
    pub format: Option<Avt>,
    pub letter_value: Option<Avt>,
    pub grouping_separator: Option<Avt>,
    pub grouping_size: Option<Avt>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberLevel {
    Single,
    Multiple,
    Any,
}

#[derive(Debug)]
pub(super) struct Apply {
    pub select: Option<Expression>,
    pub mode: QName,
    pub sorts: Vec<Sort>,
    pub parameters: Vec<Binding>,
}

#[derive(Debug)]
pub(super) enum Operation {
    Text {
        value: SharedStr,
        raw: bool,
    },
    ValueOf {
        select: Expression,
        raw: bool,
    },
    Literal(Box<LiteralElement>),
    Element {
        name: Box<ComputedName>,
        attribute_sets: Vec<usize>,
        body: Body,
    },
    Attribute {
        name: Box<ComputedName>,
        body: Body,
    },
    Comment(Body),
    ProcessingInstruction {
        name: Option<Avt>,
        body: Body,
    },
    Copy {
        attribute_sets: Vec<usize>,
        body: Body,
    },
    CopyOf(Expression),
    ApplyTemplates(Box<Apply>),
    ApplyImports,
    CallTemplate {
        template: usize,
        parameters: Vec<Binding>,
    },
    ForEach {
        select: Expression,
        sorts: Vec<Sort>,
        body: Body,
    },
    If {
        test: Expression,
        body: Body,
    },
    Choose {
        branches: Vec<(Expression, Body)>,
        otherwise: Body,
    },
    Variable(Box<Binding>),
    Number(Box<Number>),
    Message {
        terminate: bool,
        body: Body,
    },
    /// `exsl:document`.
    Document(Box<ResultDocument>),
    /// An instruction that is not known: its fallbacks, or an error.
    Unknown {
        name: QName,
        fallbacks: Vec<Body>,
    },
    /// `func:result`.
    Result(Box<BindingValue>),
}
