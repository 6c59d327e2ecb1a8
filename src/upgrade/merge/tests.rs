//! Merges of results built by hand. The steps' own results are tested in `tests/cases/upgrade.rs`.

use super::*;
use crate::text::{SourceId, Sources};
use crate::xml::{Attribute, Origin, OriginKind, QName};

/// A result tree built from the working tree: nodes are copied, and the closure may do otherwise.
struct Builder<'a> {
    working: &'a Document,
    result: Document,
}

type Rule<'r> = &'r dyn Fn(&mut Builder<'_>, NodeId, NodeId) -> bool;

impl Builder<'_> {
    fn origin(&self, node: NodeId, kind: OriginKind) -> Option<Origin> {
        Some(Origin { source: SourceId(0), node, kind })
    }

    fn open(&mut self, parent: NodeId, name: &str, origin: Option<NodeId>) -> NodeId {
        let id = self.result.append_element(parent, QName::local(name));
        self.result.node_mut(id).origin = origin.and_then(|node| self.origin(node, OriginKind::Rebuilt));
        id
    }

    fn attributes(&mut self, node: NodeId, to: NodeId) {
        for (id, attribute) in self.working.attributes(node) {
            let mut copy = Attribute::new(attribute.name.clone(), attribute.value.clone());
            copy.origin = Some((SourceId(0), id));
            self.result.set_attribute(to, copy);
        }
    }

    fn children(&mut self, node: NodeId, to: NodeId, rule: Rule<'_>) {
        for child in self.working.children(node).collect::<Vec<_>>() {
            self.copy(child, to, rule);
        }
    }

    fn copy(&mut self, node: NodeId, parent: NodeId, rule: Rule<'_>) {
        if rule(self, node, parent) {
            return;
        }
        let id = match &self.working.node(node).content {
            Content::Element(element) => {
                let id = self.result.append_element(parent, element.name.clone());
                self.attributes(node, id);
                id
            }
            content => self.result.append(parent, content.clone()),
        };
        self.result.node_mut(id).origin = self.origin(node, OriginKind::Copied);
        self.children(node, id, rule);
    }

    fn is(&self, node: NodeId, name: &str) -> bool {
        self.working.is_element(node, name)
    }

    fn find(&self, name: &str) -> NodeId {
        self.working.descendants(NodeId::ROOT).find(|node| self.is(*node, name)).unwrap()
    }

    fn set(&mut self, element: NodeId, name: &str, value: &str) {
        self.result.set_attribute(element, Attribute::new(QName::local(name), value));
    }

    fn last(&self, parent: NodeId) -> NodeId {
        self.result.last_child(parent).unwrap()
    }
}

#[track_caller]
fn check_merge(text: &str, rule: Rule<'_>, expected: &str) -> Vec<Diagnostic> {
    let mut sources = Sources::new();
    let id = sources.add("t.xml", text);
    let source = sources.get(id);
    let working = Working::whole(&crate::xml::parse(source).document);
    let mut builder = Builder { working: &working.document, result: Document::new() };
    builder.children(NodeId::ROOT, NodeId::ROOT, rule);
    let merged = merge(source, &working, &builder.result, SourceId(1));
    assert_eq!(merged.edits.apply(text), expected);
    merged.diagnostics
}

#[track_caller]
fn check_clean(text: &str, rule: Rule<'_>, expected: &str) {
    let diagnostics = check_merge(text, rule, expected);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn nothing_to_do_is_no_edit() {
    let text = "<?xml version='1.0'?>\r\n<!DOCTYPE image [<!ENTITY e 'x &lt; y'>]>\r\n<image a = '1'\r\n\tb=\"&#65;\"><!-- c --><?p i?>\r\n <b>&e;</b><c></c><d /><![CDATA[ ]]></image >\r\n";
    check_clean(text, &|_, _, _| false, text);
}

#[test]
fn a_rebuilt_element_is_no_edit() {
    let text = "<image><type image='oem'><size>3</size></type></image>";
    let rule: Rule<'_> = &|b, node, parent| {
        let is_type = b.is(node, "type");
        if is_type {
            let id = b.open(parent, "type", Some(node));
            b.attributes(node, id);
            b.children(node, id, &|_, _, _| false);
        }
        is_type
    };
    check_clean(text, rule, text);
}

/// Replaces the attributes of `type` by what the closure makes.
fn with_type(change: impl Fn(&mut Builder<'_>, NodeId)) -> impl Fn(&mut Builder<'_>, NodeId, NodeId) -> bool {
    move |b, node, parent| {
        let is_type = b.is(node, "type");
        if is_type {
            let id = b.open(parent, "type", Some(node));
            b.attributes(node, id);
            b.children(node, id, &|_, _, _| false);
            change(b, id);
        }
        is_type
    }
}

fn without(b: &mut Builder<'_>, element: NodeId, name: &str) {
    b.result.element_mut(element).unwrap().attributes.retain(|attribute| &*attribute.name.local != name);
}

#[test]
fn attributes_change_in_place() {
    let vga = with_type(|b, id| without(b, id, "vga"));
    check_clean("<i><type a='1' vga='2' b='3'/></i>", &vga, "<i><type a='1' b='3'/></i>");
    check_clean("<i><type vga='2'/></i>", &vga, "<i><type/></i>");
    check_clean("<i><type a='1'\n      vga='2'\n      b='3'/></i>", &vga, "<i><type a='1'\n      b='3'/></i>");
    check_clean("<i><type a='1'\n   vga='2' b='3'/></i>", &vga, "<i><type a='1'\n   b='3'/></i>");
    check_clean("<i><type a='1'\n  vga='2'\n/></i>", &vga, "<i><type a='1'\n/></i>");
    let changed = with_type(|b, id| b.set(id, "a", "it's <\"&"));
    check_clean("<i><type a='1'/></i>", &changed, "<i><type a='it&apos;s &lt;\"&amp;'/></i>");
    check_clean("<i><type a = \"1\"/></i>", &changed, "<i><type a = \"it's &lt;&quot;&amp;\"/></i>");
    let added = with_type(|b, id| b.set(id, "n", "v"));
    check_clean("<i><type/></i>", &added, "<i><type n=\"v\"/></i>");
    check_clean("<i><type a='1'\n\t b='2' /></i>", &added, "<i><type a='1'\n\t b='2'\n\t n=\"v\" /></i>");
    check_clean("<i x='1'><type a='1'></type></i>", &added, "<i x='1'><type a='1' n='v'></type></i>");
    let split = with_type(|b, id| {
        without(b, id, "console");
        b.set(id, "out", "o");
        b.set(id, "in", "i");
    });
    check_clean("<i><type console='o i' z='1'/></i>", &split, "<i><type out='o' in=\"i\" z='1'/></i>");
}

#[test]
fn a_renamed_attribute_keeps_its_bytes() {
    let rule = with_type(|b, id| {
        let origin = b.result.attribute_named(id, "pwd").unwrap().origin;
        let value = b.result.attribute_value(id, "pwd").unwrap().to_owned();
        without(b, id, "pwd");
        b.set(id, "z", "new");
        let mut renamed = Attribute::new(QName::local("password"), value);
        renamed.origin = origin;
        b.result.set_attribute(id, renamed);
    });
    check_clean("<i><type pwd = '&#65;' b='2'/></i>", &rule, "<i><type password = '&#65;' b='2' z=\"new\"/></i>");
}

#[test]
fn elements_are_renamed_in_both_tags() {
    let rule: Rule<'_> = &|b, node, parent| {
        let is_deploy = b.is(node, "deploy");
        if is_deploy {
            let id = b.open(parent, "pxedeploy", Some(node));
            b.attributes(node, id);
            b.children(node, id, &|_, _, _| false);
        }
        is_deploy
    };
    check_clean(
        "<i><deploy a='1'><!-- c --><x/></deploy ><deploy/></i>",
        rule,
        "<i><pxedeploy a='1'><!-- c --><x/></pxedeploy ><pxedeploy/></i>",
    );
}

#[test]
fn removed_elements_take_their_line_and_leave_comments() {
    let rule: Rule<'_> = &|b, node, _| b.is(node, "gone");
    check_clean("<i>\n  <a/>\n  <gone/>\n  <b/>\n</i>", rule, "<i>\n  <a/>\n  <b/>\n</i>");
    check_clean("<i>\r\n\t<gone>\r\n\t x</gone>\r\n</i>", rule, "<i>\r\n</i>");
    check_clean("<i><a/> <gone/> <b/></i>", rule, "<i><a/> <b/></i>");
    check_clean("<i>\n  <gone/> <!-- kept -->\n</i>", rule, "<i>\n  <!-- kept -->\n</i>");
    check_clean(
        "<i>\n  <gone>\n    <!-- one -->\n    <x>t<!-- two --></x>\n  </gone>\n</i>",
        rule,
        "<i>\n  <!-- one -->\n  <!-- two -->\n</i>",
    );
    check_clean("<i>\n  <gone><?p <x>?><a/></gone>\n</i>", rule, "<i>\n  <?p <x>?>\n</i>");
}

#[test]
fn new_elements_follow_the_style_around_them() {
    let rule = with_type(|b, id| {
        let config = b.open(id, "oemconfig", None);
        let resize = b.open(config, "oem-resize", None);
        b.result.append_text(resize, "false");
    });
    check_clean(
        "<i>\n  <type>\n    <a/> <!-- of a -->\n  </type>\n</i>",
        &rule,
        "<i>\n  <type>\n    <a/> <!-- of a -->\n    <oemconfig>\n      <oem-resize>false</oem-resize>\n    </oemconfig>\n  </type>\n</i>",
    );
    check_clean(
        "<i>\n\t<type a='1' />\n</i>",
        &rule,
        "<i>\n\t<type a='1'>\n\t\t<oemconfig>\n\t\t\t<oem-resize>false</oem-resize>\n\t\t</oemconfig>\n\t</type>\n</i>",
    );
    check_clean(
        "<i>\r\n   <type></type>\r\n</i>",
        &rule,
        "<i>\r\n   <type>\r\n      <oemconfig>\r\n         <oem-resize>false</oem-resize>\r\n      </oemconfig>\r\n   </type>\r\n</i>",
    );
    check_clean(
        "<i><type><a/></type></i>",
        &rule,
        "<i><type><a/><oemconfig><oem-resize>false</oem-resize></oemconfig></type></i>",
    );
    check_clean(
        "<i><a/><type/></i>",
        &rule,
        "<i><a/><type><oemconfig><oem-resize>false</oem-resize></oemconfig></type></i>",
    );
}

#[test]
fn elements_in_the_place_of_text_get_lines_of_their_own() {
    let rule: Rule<'_> = &|b, node, parent| {
        let is_type = b.is(node, "type");
        if is_type {
            let id = b.open(parent, "type", Some(node));
            b.attributes(node, id);
            let size = b.open(id, "size", None);
            b.result.append_text(size, "4");
        }
        is_type
    };
    for (before, after) in [
        ("<type>oem</type>", "<type>\n    <size>4</size>\n  </type>"),
        ("<type>\n    oem\n  </type>", "<type>\n    <size>4</size>\n  </type>"),
        ("<type>oem<!-- c --></type>", "<type><!-- c -->\n    <size>4</size>\n  </type>"),
        ("<type><!-- c -->oem\n  </type>", "<type><!-- c -->\n    <size>4</size>\n  </type>"),
    ] {
        let (before, after) = (format!("<i>\n  {before}\n</i>"), format!("<i>\n  {after}\n</i>"));
        check_clean(&before, rule, &after);
    }
    check_clean("<i><type>oem</type></i>", rule, "<i><type><size>4</size></type></i>");
}

#[test]
fn a_new_first_child_stands_first() {
    let rule: Rule<'_> = &|b, node, parent| {
        let is_type = b.is(node, "type");
        if is_type {
            let id = b.open(parent, "type", Some(node));
            // As a template for `type` makes it: the origin of the new element is the current node.
            b.open(id, "bootloader", Some(node));
            b.children(node, id, &|_, _, _| false);
        }
        is_type
    };
    check_clean(
        "<i>\n  <type> <!-- of type -->\n    <a/>\n  </type>\n</i>",
        rule,
        "<i>\n  <type> <!-- of type -->\n    <bootloader/>\n    <a/>\n  </type>\n</i>",
    );
}

#[test]
fn one_element_becomes_two_where_it_stood() {
    let rule: Rule<'_> = &|b, node, parent| {
        let is_theme = b.is(node, "boot-theme");
        if is_theme {
            for name in ["bootsplash-theme", "bootloader-theme"] {
                let id = b.open(parent, name, Some(node));
                b.children(node, id, &|_, _, _| false);
            }
        }
        is_theme
    };
    check_clean(
        "<i>\n    <a/>\n    <boot-theme>x</boot-theme>\n    <b/>\n</i>",
        rule,
        "<i>\n    <a/>\n    <bootsplash-theme>x</bootsplash-theme>\n    <bootloader-theme>x</bootloader-theme>\n    <b/>\n</i>",
    );
    check_clean(
        "<i><a/>\n    <boot-theme>x</boot-theme>\n</i>",
        rule,
        "<i><a/>\n    <bootsplash-theme>x</bootsplash-theme>\n    <bootloader-theme>x</bootloader-theme>\n</i>",
    );
}

#[test]
fn a_place_that_gets_free_elsewhere_is_not_taken() {
    let rule: Rule<'_> = &|b, node, parent| {
        let is_theme = b.is(node, "theme");
        if is_theme {
            for name in ["one", "two"] {
                b.open(parent, name, Some(node));
            }
        }
        is_theme || b.is(node, "gone")
    };
    check_clean("<i>\n <theme/>\n <b/>\n <gone/>\n</i>", rule, "<i>\n <one/>\n <two/>\n <b/>\n</i>");
    let text = "<image>\n <preferences>\n  <boot-theme/>\n  <b/>\n  <hwclock/>\n </preferences>\n</image>";
    let mut sources = Sources::new();
    let id = sources.add("t.xml", text);
    let source = sources.get(id);
    let document = crate::xml::parse(source).document;
    let steps = super::super::path("5.4".parse().unwrap(), "6.8".parse().unwrap()).unwrap();
    let working = Working::new(&document, steps);
    let mut builder = Builder { working: &working.document, result: Document::new() };
    let rule: Rule<'_> = &|b, node, parent| {
        let is_theme = b.is(node, "boot-theme");
        if is_theme {
            for name in ["one", "two"] {
                b.open(parent, name, Some(node));
            }
        }
        is_theme || b.is(node, "hwclock")
    };
    builder.children(NodeId::ROOT, NodeId::ROOT, rule);
    let merged = merge(source, &working, &builder.result, SourceId(1));
    let expected = "<image>\n <preferences>\n  <one/>\n  <two/>\n  <b/>\n </preferences>\n</image>";
    assert_eq!(merged.edits.apply(text), expected);
}

#[test]
fn a_moved_element_takes_its_bytes_and_comments() {
    let rule: Rule<'_> = &|b, node, parent| {
        if b.is(node, "size") {
            return true;
        }
        let is_type = b.is(node, "type");
        if is_type {
            let id = b.open(parent, "type", Some(node));
            b.attributes(node, id);
            let size = b.find("size");
            b.copy(size, id, &|_, _, _| false);
        }
        is_type
    };
    check_clean(
        "<i>\n  <!-- first -->\n\n  <!-- how big -->\n  <size  unit='G'>\n    <x><!-- in --></x>\n  </size>\n  <type/>\n  <b/>\n</i>",
        rule,
        "<i>\n  <!-- first -->\n\n  <type>\n    <!-- how big -->\n    <size  unit='G'>\n      <x><!-- in --></x>\n    </size>\n  </type>\n  <b/>\n</i>",
    );
    // Into several places: the comment goes with the first.
    check_clean(
        "<i>\n  <!-- how big -->\n  <size/>\n  <type/>\n  <type/>\n</i>",
        rule,
        "<i>\n  <type>\n    <!-- how big -->\n    <size/>\n  </type>\n  <type>\n    <size/>\n  </type>\n</i>",
    );
}

#[test]
fn siblings_that_change_places_move_as_little_as_possible() {
    let rule: Rule<'_> = &|b, node, parent| {
        let is_list = b.is(node, "list");
        if is_list {
            let id = b.open(parent, "list", Some(node));
            for name in ["c", "a", "b"] {
                let child = b.find(name);
                b.copy(child, id, &|_, _, _| false);
            }
        }
        is_list
    };
    check_clean(
        "<list>\n <a/>\n <b/>\n <!-- of c -->\n <c/>\n</list>",
        rule,
        "<list>\n <!-- of c -->\n <c/>\n <a/>\n <b/>\n</list>",
    );
}

#[test]
fn texts_change_where_they_stand() {
    let rule: Rule<'_> = &|b, node, parent| {
        let is_yum = b.working.string_value(node) == "yum" && b.working.element(node).is_none();
        if is_yum {
            b.result.append_text(parent, "a<b");
        }
        is_yum
    };
    check_clean("<i><p>yum<!-- why --></p></i>", rule, "<i><p>a&lt;b<!-- why --></p></i>");
    check_clean("<i><p><![CDATA[yum]]></p></i>", rule, "<i><p><![CDATA[a<b]]></p></i>");
    let empty: Rule<'_> = &|b, node, parent| {
        let is_p = b.is(node, "p");
        if is_p {
            let id = b.open(parent, "p", Some(node));
            b.result.append_text(id, "x");
        }
        is_p
    };
    check_clean("<i><p/><p></p><p>y</p></i>", empty, "<i><p>x</p><p>x</p><p>x</p></i>");
}

#[test]
fn entities_are_kept_until_they_must_change() {
    let text = "<!DOCTYPE i [<!ENTITY e '<size>3</size>'><!ENTITY t 'yum'>]>\n<i><type>&e;<!-- c --><?p i?></type><p>&t;</p></i>";
    check_clean(text, &|_, _, _| false, text);
    let rule: Rule<'_> = &|b, node, parent| {
        let is_size = b.is(node, "size");
        if is_size {
            b.open(parent, "room", Some(node));
            let id = b.last(parent);
            b.children(node, id, &|_, _, _| false);
        }
        is_size
    };
    let found = check_merge(
        text,
        rule,
        "<!DOCTYPE i [<!ENTITY e '<size>3</size>'><!ENTITY t 'yum'>]>\n<i><type><!-- c --><?p i?><room>3</room></type><p>&t;</p></i>",
    );
    assert_eq!(found[0].name, "upgrade-expands-entity");
    let rule: Rule<'_> = &|b, node, parent| {
        let is_text = b.working.element(node).is_none() && b.working.string_value(node) == "yum";
        if is_text {
            b.result.append_text(parent, "dnf");
        }
        is_text
    };
    let found = check_merge(
        text,
        rule,
        "<!DOCTYPE i [<!ENTITY e '<size>3</size>'><!ENTITY t 'yum'>]>\n<i><type>&e;<!-- c --><?p i?></type><p>dnf</p></i>",
    );
    assert_eq!(found[0].name, "upgrade-expands-entity");
}

#[test]
fn what_no_step_saw_goes_with_what_is_around_it() {
    let text = "<image>\n  <packages type='boot'>\n    <package name='a'/>\n    <!-- c -->\n    <package name='b'/>\n  </packages>\n</image>";
    let mut sources = Sources::new();
    let id = sources.add("t.xml", text);
    let source = sources.get(id);
    let document = crate::xml::parse(source).document;
    let steps = super::super::path("1.4".parse().unwrap(), "2.0".parse().unwrap()).unwrap();
    let working = Working::new(&document, steps);
    let packages = working.document.last_child(working.document.root_element().unwrap()).unwrap();
    assert!(working.document.first_child(packages).is_none());
    assert_eq!(working.frozen[&packages].len(), 2);
    let mut builder = Builder { working: &working.document, result: Document::new() };
    let rule: Rule<'_> = &|b, node, parent| {
        let is_packages = b.is(node, "packages");
        if is_packages {
            let id = b.open(parent, "list", Some(node));
            b.set(id, "type", "bootstrap");
        }
        is_packages
    };
    builder.children(NodeId::ROOT, NodeId::ROOT, rule);
    let merged = merge(source, &working, &builder.result, SourceId(1));
    assert!(merged.diagnostics.is_empty(), "{:?}", merged.diagnostics);
    let expected = text.replace("'boot'", "'bootstrap'").replace("packages ", "list ").replace("/packages", "/list");
    assert_eq!(merged.edits.apply(text), expected);
}

#[test]
fn as_little_as_possible_moves() {
    let mut places = [Some(2), Some(0), Some(1), None, Some(3)];
    keep_rising(&mut places);
    assert_eq!(places, [None, Some(0), Some(1), None, Some(3)]);
}
