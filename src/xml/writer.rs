//! Trees as text: the xml, html and text output methods (XSLT 1.0, 16).

use super::{Attribute, Content, Document, Element, NodeId, NodeKind, QName, XML_NAMESPACE};
use crate::text::{Encoding, encode};

/// How a tree is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OutputMethod {
    /// XML.
    #[default]
    Xml,
    /// HTML 4.
    Html,
    /// The text alone.
    Text,
}

/// How a tree is written, in detail.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// The method.
    pub method: OutputMethod,
    /// Whether elements that hold no text get lines of their own, two spaces a level.
    pub indent: bool,
    /// The name of the encoding; UTF-8 where empty.
    pub encoding: String,
    /// No XML declaration.
    pub omit_declaration: bool,
    /// The version in the XML declaration; `1.0` where empty.
    pub version: String,
    /// `standalone` in the XML declaration.
    pub standalone: Option<bool>,
    /// The public identifier of the DOCTYPE.
    pub doctype_public: Option<String>,
    /// The system identifier of the DOCTYPE; without it XML has none.
    pub doctype_system: Option<String>,
    /// Elements whose text is written as CDATA sections.
    pub cdata_elements: Vec<QName>,
}

impl WriteOptions {
    /// XML without declaration, as it is.
    #[must_use]
    pub fn plain() -> Self {
        Self { omit_declaration: true, ..Self::default() }
    }

    /// The encoding; UTF-8 where its name says nothing.
    fn encoding(&self) -> Encoding {
        Encoding::by_name(&self.encoding).unwrap_or_default()
    }

    /// Its name, as it is declared: what is not known is not what is written (XSLT 1.0, 16.1).
    fn encoding_name(&self) -> &str {
        match Encoding::by_name(&self.encoding) {
            Some(_) => &self.encoding,
            None => "UTF-8",
        }
    }
}

impl Document {
    /// The tree as text.
    #[must_use]
    pub fn write(&self, options: &WriteOptions) -> String {
        Writer::new(self, options).document()
    }

    /// The tree as bytes in the encoding of the options. UTF-16 gets a byte order mark; an encoding that is not known
    /// is written as UTF-8.
    #[must_use]
    pub fn write_bytes(&self, options: &WriteOptions) -> Vec<u8> {
        let encoding = options.encoding();
        let mark = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        encode(&self.write(options), encoding, mark)
    }

    /// A node with all below it as XML, the namespaces that it needs declared.
    #[must_use]
    pub fn write_node(&self, node: NodeId) -> String {
        let options = WriteOptions::plain();
        let mut writer = Writer::new(self, &options);
        writer.tree(node);
        writer.out
    }
}

struct Writer<'w> {
    document: &'w Document,
    options: &'w WriteOptions,
    encoding: Encoding,
    out: String,
}

/// What is known of an open element.
struct Open {
    node: NodeId,
    /// Children get lines of their own.
    lines: bool,
    cdata: bool,
    /// HTML: the text is not escaped.
    raw: bool,
}

const XHTML_NAMESPACE: &str = "http://www.w3.org/1999/xhtml";
const HTML_VOID: [&str; 14] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "isindex", "link", "meta", "param",
];
/// HTML elements that do not stand in a line of text: a line may end around them.
const HTML_BLOCK: [&str; 48] = [
    "address",
    "area",
    "base",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "isindex",
    "legend",
    "li",
    "link",
    "menu",
    "meta",
    "noframes",
    "noscript",
    "ol",
    "optgroup",
    "option",
    "style",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];
/// The same, but nothing inside them is on a line of its own.
const HTML_PARAGRAPH: [&str; 3] = ["p", "pre", "param"];
const HTML_BOOLEAN: [&str; 13] = [
    "checked", "compact", "declare", "defer", "disabled", "ismap", "multiple", "nohref", "noresize", "noshade",
    "nowrap", "readonly", "selected",
];

impl<'w> Writer<'w> {
    fn new(document: &'w Document, options: &'w WriteOptions) -> Self {
        Self { document, options, encoding: options.encoding(), out: String::new() }
    }

    fn document(mut self) -> String {
        let options = self.options;
        if options.method == OutputMethod::Text {
            return self.document.string_value(NodeId::ROOT);
        }
        let xml = options.method == OutputMethod::Xml;
        if xml && !options.omit_declaration {
            let or = |text: &'w str, other: &'static str| if text.is_empty() { other } else { text };
            self.out.push_str("<?xml version=\"");
            self.out.push_str(or(&options.version, "1.0"));
            self.out.push_str("\" encoding=\"");
            self.out.push_str(options.encoding_name());
            self.out.push('"');
            if let Some(standalone) = options.standalone {
                self.out.push_str(if standalone { " standalone=\"yes\"" } else { " standalone=\"no\"" });
            }
            self.out.push_str("?>\n");
        }
        // HTML of version 5 has a DOCTYPE without identifiers; XSLT 1.0 leaves what a version means to the processor
        let html5 = options.method == OutputMethod::Html && matches!(&*options.version, "5" | "5.0");
        let mut doctype = options.doctype_system.is_some() || (!xml && options.doctype_public.is_some()) || html5;
        let text = self.document.children(NodeId::ROOT).any(|child| self.document.kind(child) == NodeKind::Text);
        for child in self.document.children(NodeId::ROOT) {
            if doctype && let Some(name) = self.document.name(child) {
                doctype = false;
                // HTML's is called so whatever the element is called (XSLT 1.0, 16.2)
                match xml || name.local.eq_ignore_ascii_case("html") {
                    true => self.doctype(&name.lexical()),
                    false => self.doctype("html"),
                }
            }
            self.tree(child);
            let separate = !text && self.document.next_sibling(child).is_some();
            if xml && separate && (options.indent || self.document.kind(child) == NodeKind::Comment) {
                self.out.push('\n');
            }
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    fn doctype(&mut self, name: &str) {
        self.out.push_str("<!DOCTYPE ");
        self.out.push_str(name);
        match (&self.options.doctype_public, &self.options.doctype_system) {
            (Some(public), Some(system)) => {
                self.out.push_str(&format!(" PUBLIC \"{public}\" \"{system}\""));
            }
            (Some(public), None) => self.out.push_str(&format!(" PUBLIC \"{public}\"")),
            (None, Some(system)) => self.out.push_str(&format!(" SYSTEM \"{system}\"")),
            (None, None) => {}
        }
        self.out.push_str(">\n");
    }

    fn tree(&mut self, top: NodeId) {
        let document = self.document;
        let mut open: Vec<Open> = Vec::new();
        let mut at = Some(top);
        while let Some(node) = at {
            if open.last().is_some_and(|parent| parent.lines) {
                self.line(open.len());
            }
            let mut below = None;
            match &document.node(node).content {
                Content::Root => below = document.first_child(node),
                Content::Element(element) => {
                    below = self.start(node, element, node == top);
                    if below.is_some() {
                        open.push(self.opened(node, element, open.last()));
                    } else {
                        self.end_empty(element);
                        self.break_behind(node, element);
                    }
                }
                Content::Text(text) => {
                    let parent = open.last();
                    if parent.is_some_and(|parent| parent.raw) || self.document.unescaped.binary_search(&node).is_ok() {
                        self.out.push_str(text);
                    } else if parent.is_some_and(|parent| parent.cdata) {
                        self.cdata(text);
                    } else {
                        self.text(text);
                    }
                }
                Content::Comment(text) => {
                    self.out.push_str("<!--");
                    self.out.push_str(text);
                    self.out.push_str("-->");
                }
                Content::ProcessingInstruction { target, value } => {
                    self.out.push_str("<?");
                    self.out.push_str(target);
                    if !value.is_empty() {
                        self.out.push(' ');
                        self.out.push_str(value);
                    }
                    self.out.push_str(if self.options.method == OutputMethod::Html { ">" } else { "?>" });
                }
            }
            at = below.or_else(|| {
                let mut up = node;
                loop {
                    if up == top {
                        return None;
                    }
                    if let Some(next) = self.next_sibling(up) {
                        return Some(next);
                    }
                    up = document.parent(up)?;
                    if open.last().is_some_and(|last| last.node == up) {
                        let last = open.pop()?;
                        let element = document.element(up)?;
                        if last.lines {
                            self.line(open.len());
                        }
                        if self.breaks_inside(up, element)
                            && self.document.kind(document.last_child(up)?) != NodeKind::Text
                        {
                            self.out.push('\n');
                        }
                        self.end(element);
                        self.break_behind(up, element);
                    }
                }
            });
        }
    }

    fn line(&mut self, depth: usize) {
        self.out.push('\n');
        for _ in 0..depth {
            self.out.push_str("  ");
        }
    }

    /// What holds for the children of an element.
    fn opened(&self, node: NodeId, element: &Element, parent: Option<&Open>) -> Open {
        let html = self.html(element);
        let is_text = |child| self.document.kind(child) == NodeKind::Text;
        let lines = self.options.indent
            && self.options.method == OutputMethod::Xml
            && parent.is_none_or(|parent| parent.lines)
            && !self.document.children(node).any(is_text);
        let local = element.name.local.to_ascii_lowercase();
        Open {
            node,
            lines,
            cdata: self.options.method == OutputMethod::Xml && self.options.cdata_elements.contains(&element.name),
            raw: html && matches!(local.as_str(), "script" | "style"),
        }
    }

    /// Whether the element is written as HTML: it is in no namespace.
    fn html(&self, element: &Element) -> bool {
        self.options.method == OutputMethod::Html && element.name.namespace.is_empty()
    }

    /// Whether an empty element of a document that calls itself XHTML is always empty. Browsers that read it as HTML
    /// need end tags for the others, and a space for these (XHTML 1.0, C.2 and C.3).
    fn xhtml(&self, element: &Element) -> Option<bool> {
        let doctype = self.options.doctype_public.as_deref()?;
        let is_xhtml = doctype.starts_with("-//W3C//DTD XHTML ") && *element.name.namespace == *XHTML_NAMESPACE;
        is_xhtml.then(|| HTML_VOID.contains(&&*element.name.local))
    }

    /// Writes the start tag without its end; gives the first child.
    fn start(&mut self, node: NodeId, element: &Element, top: bool) -> Option<NodeId> {
        self.out.push('<');
        self.name(&element.name);
        let outer =
            if top { None } else { self.document.parent(node).and_then(|parent| self.document.element(parent)) };
        self.namespaces(element, outer);
        let html = self.html(element);
        for attribute in &element.attributes {
            self.attribute(attribute, element, html);
        }
        let child = self.first_child(node);
        let head = is_head(element) && html;
        if child.is_some() || head {
            self.out.push('>');
        }
        let breaks = child.is_some_and(|child| self.document.kind(child) != NodeKind::Text);
        if head {
            if self.breaks_inside(node, element) {
                self.out.push('\n');
            }
            self.meta();
        }
        if breaks && self.breaks_inside(node, element) {
            self.out.push('\n');
        }
        child
    }

    /// HTML: says the encoding first in the head.
    fn meta(&mut self) {
        self.out.push_str("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=");
        self.out.push_str(self.options.encoding_name());
        self.out.push_str("\">");
    }

    /// HTML: another word on the encoding, which the one that is written replaces.
    fn is_replaced(&self, node: NodeId) -> bool {
        let Some(element) = self.document.element(node) else { return false };
        self.html(element)
            && element.name.local.eq_ignore_ascii_case("meta")
            && self.document.parent(node).and_then(|parent| self.document.element(parent)).is_some_and(is_head)
            && element.attributes.iter().any(|attribute| {
                attribute.name.local.eq_ignore_ascii_case("http-equiv")
                    && attribute.value.eq_ignore_ascii_case("content-type")
            })
    }

    fn first_child(&self, node: NodeId) -> Option<NodeId> {
        let first = self.document.first_child(node)?;
        if self.is_replaced(first) { self.next_sibling(first) } else { Some(first) }
    }

    fn next_sibling(&self, node: NodeId) -> Option<NodeId> {
        let mut next = self.document.next_sibling(node);
        while let Some(replaced) = next.filter(|next| self.is_replaced(*next)) {
            next = self.document.next_sibling(replaced);
        }
        next
    }

    /// HTML: whether lines may end around the children of the element.
    fn breaks_inside(&self, node: NodeId, element: &Element) -> bool {
        let several = || {
            let children = self.document.children(node).take(2).count();
            children + usize::from(is_head(element)) > 1
        };
        self.options.indent
            && self.html(element)
            && HTML_BLOCK.contains(&element.name.local.to_ascii_lowercase().as_str())
            && several()
    }

    /// HTML: ends the line behind an element, where text neither follows nor stands around it.
    fn break_behind(&mut self, node: NodeId, element: &Element) {
        if !self.options.indent || !self.html(element) {
            return;
        }
        let local = element.name.local.to_ascii_lowercase();
        let around = self.document.parent(node).and_then(|parent| self.document.element(parent));
        if (HTML_BLOCK.contains(&local.as_str()) || HTML_PARAGRAPH.contains(&local.as_str()))
            && self.next_sibling(node).is_some_and(|next| self.document.kind(next) != NodeKind::Text)
            && around.is_some_and(|around| !HTML_PARAGRAPH.contains(&&*around.name.local))
        {
            self.out.push('\n');
        }
    }

    fn end_empty(&mut self, element: &Element) {
        if !self.html(element) {
            match self.xhtml(element) {
                None => self.out.push_str("/>"),
                Some(true) => self.out.push_str(" />"),
                Some(false) => {
                    self.out.push('>');
                    self.end(element);
                }
            }
            return;
        }
        let local = element.name.local.to_ascii_lowercase();
        if local != "head" {
            self.out.push('>');
        }
        if !HTML_VOID.contains(&local.as_str()) {
            self.end(element);
        }
    }

    fn end(&mut self, element: &Element) {
        self.out.push_str("</");
        self.name(&element.name);
        self.out.push('>');
    }

    fn name(&mut self, name: &QName) {
        if !name.prefix.is_empty() {
            self.out.push_str(&name.prefix);
            self.out.push(':');
        }
        self.out.push_str(&name.local);
    }

    /// Declares what is in scope here and not around it, and what the names need.
    fn namespaces(&mut self, element: &Element, outer: Option<&Element>) {
        let around: &[_] = outer.map_or(&[], |outer| &outer.in_scope);
        let bound = |scope: &[(std::sync::Arc<str>, std::sync::Arc<str>)], prefix: &str, uri: &str| {
            scope.iter().any(|(known, namespace)| **known == *prefix && **namespace == *uri)
        };
        let same = outer.is_some_and(|outer| std::sync::Arc::ptr_eq(&outer.in_scope, &element.in_scope));
        if !same {
            for (prefix, uri) in element.in_scope.iter() {
                if !bound(around, prefix, uri) {
                    self.declaration(prefix, uri);
                }
            }
            let default = |scope: &[(std::sync::Arc<str>, std::sync::Arc<str>)]| {
                scope.iter().any(|(prefix, _)| prefix.is_empty())
            };
            if default(around) && !default(&element.in_scope) {
                self.declaration("", "");
            }
        }
        // trees that were put together by hand
        let mut missing: Vec<&QName> = Vec::new();
        for name in std::iter::once(&element.name).chain(element.attributes.iter().map(|attribute| &attribute.name)) {
            if !name.namespace.is_empty()
                && *name.namespace != *XML_NAMESPACE
                && !bound(&element.in_scope, &name.prefix, &name.namespace)
                && !missing.iter().any(|known| known.prefix == name.prefix)
            {
                missing.push(name);
            }
        }
        for name in missing {
            self.declaration(&name.prefix, &name.namespace);
        }
    }

    fn declaration(&mut self, prefix: &str, uri: &str) {
        self.out.push_str(" xmlns");
        if !prefix.is_empty() {
            self.out.push(':');
            self.out.push_str(prefix);
        }
        self.out.push_str("=\"");
        self.value(uri, false);
        self.out.push('"');
    }

    fn attribute(&mut self, attribute: &Attribute, element: &Element, html: bool) {
        self.out.push(' ');
        self.name(&attribute.name);
        let local = attribute.name.local.to_ascii_lowercase();
        if html && HTML_BOOLEAN.contains(&local.as_str()) && attribute.value.eq_ignore_ascii_case(&local) {
            return;
        }
        self.out.push_str("=\"");
        let link = html
            && (matches!(local.as_str(), "href" | "src" | "action" | "cite" | "background" | "longdesc" | "usemap")
                || (local == "name" && element.name.local.eq_ignore_ascii_case("a")));
        if link {
            // HTML 4.0, B.2.1: what is not ASCII in a URI is escaped as UTF-8
            let mut escaped = String::with_capacity(attribute.value.len());
            for character in attribute.value.chars() {
                if character.is_ascii() && character != ' ' {
                    escaped.push(character);
                } else {
                    let mut buffer = [0; 4];
                    for byte in character.encode_utf8(&mut buffer).bytes() {
                        escaped.push_str(&format!("%{byte:02X}"));
                    }
                }
            }
            self.value(&escaped, html);
        } else {
            self.value(&attribute.value, html);
        }
        self.out.push('"');
    }

    fn value(&mut self, value: &str, html: bool) {
        let mut rest = value.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '&' if html && rest.peek() == Some(&'{') => self.out.push('&'),
                '&' => self.out.push_str("&amp;"),
                '<' if !html => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\n' if !html => self.out.push_str("&#10;"),
                '\t' if !html => self.out.push_str("&#9;"),
                '\r' => self.out.push_str("&#13;"),
                _ => self.character(character),
            }
        }
    }

    fn character(&mut self, character: char) {
        if character.is_ascii() || self.encoding.has(character) {
            self.out.push(character);
        } else {
            self.out.push_str(&format!("&#{};", u32::from(character)));
        }
    }

    fn has_all(&self) -> bool {
        matches!(self.encoding, Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be)
    }

    fn text(&mut self, text: &str) {
        let special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'\r');
        if !text.bytes().any(|byte| special(byte) || !(byte.is_ascii() || self.has_all())) {
            self.out.push_str(text);
            return;
        }
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#13;"),
                _ => self.character(character),
            }
        }
    }

    /// CDATA sections; what they cannot hold stands between them.
    fn cdata(&mut self, text: &str) {
        let mut open = false;
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let outside = !self.encoding.has(character);
            if outside {
                if std::mem::take(&mut open) {
                    self.out.push_str("]]>");
                }
                self.character(character);
            } else {
                if !std::mem::replace(&mut open, true) {
                    self.out.push_str("<![CDATA[");
                }
                if rest.starts_with("]]>") {
                    self.out.push_str("]]]]><![CDATA[>");
                    rest = &rest[3..];
                    continue;
                }
                self.out.push(character);
            }
            rest = &rest[character.len_utf8()..];
        }
        if open {
            self.out.push_str("]]>");
        }
    }
}

fn is_head(element: &Element) -> bool {
    element.name.local.eq_ignore_ascii_case("head")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Sources;

    fn document(text: &str) -> Document {
        let mut sources = Sources::new();
        let id = sources.add("t.xml", text);
        let parsed = crate::xml::parse(sources.get(id));
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        parsed.document
    }

    #[test]
    fn xhtml_is_written_so_that_browsers_read_it() {
        let html = document("<html xmlns='http://www.w3.org/1999/xhtml'><script src='a'/><br/><x xmlns=''/></html>");
        let mut options = WriteOptions::plain();
        assert!(html.write(&options).contains("<script src=\"a\"/><br/>"));
        options.doctype_public = Some("-//W3C//DTD XHTML 1.0 Strict//EN".to_owned());
        assert!(html.write(&options).contains("<script src=\"a\"></script><br /><x xmlns=\"\"/>"));
    }

    #[test]
    fn xml_comes_back_as_it_was() {
        let text =
            "<a xmlns=\"u\" xmlns:p=\"v\" p:x=\"1 &lt; &quot;2&quot;\"><b xmlns=\"\"/>t &amp; u<!--c--><?p v?></a>\n";
        assert_eq!(document(text).write(&WriteOptions::plain()), text);
    }

    #[test]
    fn indented_where_there_is_no_text() {
        let options = WriteOptions { indent: true, ..WriteOptions::plain() };
        let text = document("<a><b><c/></b><d>t<e/></d></a>").write(&options);
        assert_eq!(text, "<a>\n  <b>\n    <c/>\n  </b>\n  <d>t<e/></d>\n</a>\n");
    }

    #[test]
    fn cdata_and_encodings() {
        let options = WriteOptions {
            cdata_elements: vec![QName::local("a")],
            encoding: "US-ASCII".to_owned(),
            ..WriteOptions::default()
        };
        let text = document("<a>1 &lt; ]]&gt; é<b>é</b></a>").write(&options);
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n<a><![CDATA[1 < ]]]]><![CDATA[> ]]>&#233;<b>&#233;</b></a>\n"
        );
    }

    #[test]
    fn html_has_its_own_ways() {
        let options = WriteOptions { method: OutputMethod::Html, ..WriteOptions::default() };
        let text = "<html><head/><body><br/><p/><script>1 &lt; 2</script>\
                    <input checked='checked' value='a&lt;b'/><a href='é'>x &lt; y</a></body></html>";
        assert_eq!(
            document(text).write(&options),
            "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\"></head><body><br><p></p>\
             <script>1 < 2</script><input checked value=\"a<b\"><a href=\"%C3%A9\">x &lt; y</a></body></html>\n"
        );
    }

    #[test]
    fn deep_trees_need_no_stack() {
        let mut tree = Document::new();
        let mut at = NodeId::ROOT;
        for _ in 0..200_000 {
            at = tree.append_element(at, QName::local("a"));
        }
        assert_eq!(tree.write(&WriteOptions::plain()).len(), 199_999 * 7 + 5);
    }
}
