//! Records, choices and the visitor as Rust.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::rng::simple::{DefineId, Grammar, NameClass};

use super::build::Model;
use super::docs::escape;
use super::emit_values::{doc, one_line};
use super::model::{AttributeField, ChildField, ChildKind, ChoiceType, ElementType, GroupType, RecordType, ValueField};
use super::names::snake;
use super::table::Rows;

/// The whole module.
pub(super) fn emit(model: &Model<'_>, grammar: &Grammar) -> TokenStream {
    let records = model.records.iter().map(|record| model.record(record, grammar));
    let groups = model.groups.iter().map(|group| model.group(group, grammar));
    let choices = model.choices.iter().map(|choice| model.choice(choice, grammar));
    let values = model.scalars.emit(&model.tables);
    let visitor = model.visitor();
    let root = match model.start {
        ChildKind::Choice(_) | ChildKind::Group(_) => quote!(),
        ChildKind::Define(define) => {
            let target = match &model.elements[&define] {
                ElementType::Record(index) => ident(&model.records[*index].name),
                _ => ident("AnyElement"),
            };
            let path = match &model.elements[&define] {
                ElementType::Record(_) => quote!(#target),
                _ => quote!(::rowi::types::#target),
            };
            quote! {
                /// The document element.
                pub type Root = #path;
            }
        }
    };
    quote! {
        #root
        #(#records)*
        #(#groups)*
        #(#choices)*
        #values
        #visitor
    }
}

fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

/// Whether `namespace` and `local` are in the class, as an expression.
fn class_test(class: &NameClass) -> String {
    match class {
        NameClass::Name { namespace, local } => format!("{} && local == {local:?}", namespace_test(namespace)),
        NameClass::NsName { namespace, except: None } => namespace_test(namespace),
        NameClass::NsName { namespace, except: Some(except) } => {
            format!("{} && !({})", namespace_test(namespace), class_test(except))
        }
        NameClass::AnyName { except: Some(except) } => match class_test(except) {
            // One call needs no parentheses.
            test if matches!(**except, NameClass::NsName { ref namespace, except: None } if namespace.is_empty()) => {
                format!("!{test}")
            }
            test => format!("!({test})"),
        },
        NameClass::AnyName { except: None } => "true".to_owned(),
        NameClass::Choice(classes) => {
            let tests = classes.iter().map(|class| match class {
                NameClass::AnyName { .. } => class_test(class),
                _ => format!("({})", class_test(class)),
            });
            tests.collect::<Vec<_>>().join(" || ")
        }
    }
}

fn namespace_test(namespace: &str) -> String {
    if namespace.is_empty() { "namespace.is_empty()".to_owned() } else { format!("namespace == {namespace:?}") }
}

/// A test of names as a closure, its unused arguments marked.
fn class_closure(classes: &[NameClass]) -> String {
    let test = match classes {
        [only] => class_test(only),
        several => class_test(&NameClass::Choice(several.to_vec())),
    };
    let mark = |name: &str| {
        let used = test.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
        if used { name.to_owned() } else { format!("_{name}") }
    };
    format!("|{}, {}| {test}", mark("namespace"), mark("local"))
}

impl Model<'_> {
    fn element_type(&self, define: DefineId) -> TokenStream {
        match &self.elements[&define] {
            ElementType::Record(index) => {
                let name = ident(&self.records[*index].name);
                quote!(#name)
            }
            ElementType::Scalar { scalar, .. } => self.scalars.value_type(scalar),
            ElementType::Any => quote!(::rowi::types::AnyElement),
        }
    }

    /// The type of one of the children.
    fn child_type(&self, child: &ChildField) -> TokenStream {
        let inner = match child.kind {
            ChildKind::Define(define) => self.element_type(define),
            ChildKind::Choice(index) => {
                let name = ident(&self.choices[index].name);
                quote!(#name)
            }
            ChildKind::Group(index) => {
                let name = ident(&self.groups[index].name);
                quote!(#name)
            }
        };
        if child.boxed { quote!(Box<#inner>) } else { inner }
    }

    fn field_type(&self, child: &ChildField) -> TokenStream {
        let inner = self.child_type(child);
        if child.is_many() {
            quote!(Vec<#inner>)
        } else if child.min == 0 {
            quote!(Option<#inner>)
        } else {
            inner
        }
    }

    /// What the documentation calls the child.
    fn child_label(&self, child: &ChildField, grammar: &Grammar) -> String {
        match child.kind {
            ChildKind::Define(define) => element_label(grammar, define),
            ChildKind::Choice(index) => {
                let all = &self.choices[index].defines;
                let mut names: Vec<String> = all.iter().map(|define| element_label(grammar, *define)).collect();
                names.dedup();
                let all = names.len();
                names.truncate(4);
                let more = if all > names.len() { ">` or `<…" } else { "" };
                names.join(">` or `<") + more
            }
            ChildKind::Group(index) => {
                let children = self.groups[index].children.iter();
                children.map(|child| self.child_label(child, grammar)).collect::<Vec<_>>().join(">`, `<")
            }
        }
    }

    fn child_doc(&self, child: &ChildField, grammar: &Grammar) -> TokenStream {
        let label = self.child_label(child, grammar);
        let count = match (child.sequence, child.min, child.max) {
            (true, ..) if child.mixed => "text and elements, in order".to_owned(),
            (true, ..) => "in order".to_owned(),
            (_, 0, Some(1)) => "optional".to_owned(),
            (_, 1, Some(1)) => String::new(),
            (_, 0, None) => "any number".to_owned(),
            (_, 1, None) => "one or more".to_owned(),
            (_, min, None) => format!("{min} or more"),
            (_, min, Some(max)) => format!("{min} to {max}"),
        };
        let what = match child.kind {
            ChildKind::Define(define) if matches!(self.elements[&define], ElementType::Any) => {
                "Elements that the schema does not describe".to_owned()
            }
            ChildKind::Choice(_) if child.sequence => "The content".to_owned(),
            ChildKind::Group(_) => format!("`<{label}>` together"),
            _ => format!("`<{label}>`"),
        };
        let head = if count.is_empty() { what } else { format!("{what}, {count}") };
        doc(&documented(&head, &child.documentation))
    }

    fn record(&self, record: &RecordType, grammar: &Grammar) -> TokenStream {
        let name = ident(&record.name);
        let several = record.names.len() > 1;
        let label = record.names.iter().map(|(_, local)| format!("`<{local}>`")).collect::<Vec<_>>().join(" or ");
        let record_doc = doc(&documented(&label, &record.documentation));

        let mut fields = TokenStream::new();
        let mut params = TokenStream::new();
        let mut inits = TokenStream::new();
        let mut needed = 0;
        if several {
            fields.extend(quote! {
                #[doc = " Which of its names the element has, by its place in [`Self::NAMES`]."]
                pub element_name: usize,
            });
            inits.extend(quote!(element_name: 0,));
        }
        for attribute in &record.attributes {
            let field = ident(&attribute.field);
            let plain = self.scalars.value_type(&attribute.scalar);
            let field_doc = attribute_doc(attribute);
            if attribute.required {
                fields.extend(quote!(#field_doc pub #field: #plain,));
                match self.scalars.only_value(&attribute.scalar) {
                    Some(only) => inits.extend(quote!(#field: #only,)),
                    None => {
                        needed += 1;
                        parameter(&field, &plain, &mut params, &mut inits);
                    }
                }
            } else {
                fields.extend(quote!(#field_doc pub #field: Option<#plain>,));
                inits.extend(quote!(#field: None,));
            }
        }
        if !record.any_attributes.is_empty() {
            fields.extend(quote! {
                #[doc = " Attributes that the schema allows without naming them."]
                pub any_attributes: Vec<::rowi::types::AnyAttribute>,
            });
            inits.extend(quote!(any_attributes: Vec::new(),));
        }
        if let Some(value) = &record.value {
            let field = ident(&value.field);
            let plain = self.scalars.value_type(&value.scalar);
            if value.optional {
                fields.extend(quote!(#[doc = " The element's text, if there is any."] pub #field: Option<#plain>,));
                inits.extend(quote!(#field: None,));
            } else {
                fields.extend(quote!(#[doc = " The element's text."] pub #field: #plain,));
                needed += 1;
                parameter(&field, &plain, &mut params, &mut inits);
            }
        }
        for child in &record.children {
            needed += usize::from(self.child_field(child, grammar, &mut fields, &mut params, &mut inits));
        }
        let new_doc =
            if needed == 0 { " With nothing in it." } else { " With what the schema requires; the rest is empty." };
        let many = (needed > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let (default, body) = if needed == 0 {
            (quote!(, Default), quote!(Self::default()))
        } else {
            (quote!(), quote!(Self { #inits loc: ::rowi::types::Loc::default() }))
        };
        let accessors = self.default_accessors(record);
        let names_const = several.then(|| {
            let names = record.names.iter().map(|(namespace, local)| quote!((#namespace, #local)));
            quote! {
                /// The names that the element may have, each with its namespace.
                pub const NAMES: &'static [(&'static str, &'static str)] = &[#(#names),*];
            }
        });
        let table = self.tables.add(self.record_table(record, grammar));
        quote! {
            #record_doc
            #[derive(Debug, Clone, PartialEq #default)]
            pub struct #name {
                #fields
                /// Where it was read; equal to every other place.
                pub loc: ::rowi::types::Loc,
            }

            impl #name {
                #names_const

                #[doc = #new_doc]
                #[must_use]
                #many
                pub fn new(#params) -> Self {
                    #body
                }

                #accessors
            }

            #table
        }
    }

    /// `x_or_default` for attributes with a default value.
    fn default_accessors(&self, record: &RecordType) -> TokenStream {
        let taken: Vec<&String> = record.attributes.iter().map(|attribute| &attribute.field).collect();
        let with_default = record.attributes.iter().filter(|attribute| !attribute.required);
        let accessors = with_default.filter_map(|attribute| {
            let default = attribute.default.as_ref()?;
            let method_name = format!("{}_or_default", attribute.field.trim_end_matches('_'));
            if taken.contains(&&method_name) {
                return None;
            }
            let (field, method) = (ident(&attribute.field), ident(&method_name));
            let plain = self.scalars.value_type(&attribute.scalar);
            let form = self.scalars.form(&attribute.scalar);
            let shown = one_line(default);
            let text =
                format!(" The attribute `{}`; `{shown}` where it is absent and that can be read.", attribute.local);
            Some(quote! {
                #[doc = #text]
                #[must_use]
                pub fn #method(&self) -> Option<#plain> {
                    self.#field.clone().or_else(|| {
                        <#form as ::rowi::types::Form>::read(#default, ::rowi::types::Scope::default()).ok()
                    })
                }
            })
        });
        accessors.collect()
    }

    /// The rows of `record!`.
    fn record_table(&self, record: &RecordType, grammar: &Grammar) -> String {
        let element = grammar.define(record.define);
        let define = element.info.define.as_deref().unwrap_or(&element.name);
        let mut rows = Rows::new(&format!("::rowi::record! {{\n    {} {define:?}", record.name));
        rows.line(&format!(" {:?}", record.documentation));
        let names: Vec<_> = record.names.iter().map(|(namespace, local)| format!("{namespace:?} {local:?}")).collect();
        rows.line(&format!("    names {{ {} }}", names.join(", ")));
        if names.len() > 1 {
            rows.line("    named by element_name;");
        }
        let attributes = record.attributes.iter().map(|attribute| {
            let AttributeField { namespace, local, documentation, field, .. } = attribute;
            let kind = if attribute.required { "required" } else { "optional" };
            let form = self.scalars.form_text(&attribute.scalar);
            let default = match &attribute.default {
                Some(default) if !attribute.required => format!(" default {default:?}"),
                _ => String::new(),
            };
            format!("{field}: {kind} {form} = {namespace:?} {local:?} {documentation:?}{default};")
        });
        rows.block("attributes", attributes);
        if !record.any_attributes.is_empty() {
            rows.line(&format!("    other attributes any_attributes {};", class_closure(&record.any_attributes)));
        }
        if let Some(ValueField { scalar, optional, field }) = &record.value {
            let kind = if *optional { "maybe_content" } else { "content" };
            rows.line(&format!("    text {{ {field}: {kind} {}; }}", self.scalars.form_text(scalar)));
        }
        rows.block("parts", record.children.iter().map(|child| self.child_row(child, grammar)));
        rows.line("}");
        rows.text
    }

    /// Fields without an element of their own.
    fn group(&self, group: &GroupType, grammar: &Grammar) -> TokenStream {
        let name = ident(&group.name);
        let (mut fields, mut params, mut inits) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
        for child in &group.children {
            self.child_field(child, grammar, &mut fields, &mut params, &mut inits);
        }
        let mut rows = Rows::new(&format!("::rowi::group! {{\n    {}\n", group.name));
        rows.block("parts", group.children.iter().map(|child| self.child_row(child, grammar)));
        rows.line("}");
        let table = self.tables.add(rows.text);
        quote! {
            /// Elements that follow each other.
            #[derive(Debug, Clone, PartialEq)]
            pub struct #name {
                #fields
            }

            impl #name {
                /// With what the schema requires; the rest is empty.
                #[must_use]
                pub fn new(#params) -> Self {
                    Self { #inits }
                }
            }

            #table
        }
    }

    /// Adds the field of a child to a struct; says whether `new` needs it.
    fn child_field(
        &self,
        child: &ChildField,
        grammar: &Grammar,
        fields: &mut TokenStream,
        params: &mut TokenStream,
        inits: &mut TokenStream,
    ) -> bool {
        let field = ident(&child.field);
        let full = self.field_type(child);
        let field_doc = self.child_doc(child, grammar);
        fields.extend(quote!(#field_doc pub #field: #full,));
        if child.min > 0 {
            parameter(&field, &full, params, inits);
            return true;
        }
        let empty = if child.is_many() { quote!(Vec::new()) } else { quote!(None) };
        inits.extend(quote!(#field: #empty,));
        false
    }

    fn child_row(&self, child: &ChildField, grammar: &Grammar) -> String {
        let mut arguments = Vec::new();
        let mut kind = match (child.is_many(), child.min) {
            (true, _) if child.mixed => "mixed",
            (true, _) if child.sequence => "sequence",
            (true, _) if matches!(child.kind, ChildKind::Group(_)) => "groups",
            (true, _) => "many",
            (false, 0) => "maybe",
            (false, _) => "one",
        }
        .to_owned();
        match kind.as_str() {
            "many" => arguments.extend([child.min.to_string(), format!("{:?}", child.max)]),
            "sequence" | "groups" => arguments.push(child.min.to_string()),
            _ => {}
        }
        let mut name = String::new();
        let mut inner = match child.kind {
            ChildKind::Choice(index) => self.choices[index].name.clone(),
            ChildKind::Group(index) => self.groups[index].name.clone(),
            ChildKind::Define(define) => {
                let (row, open, own) = self.element_row(define, grammar);
                if let Some(test) = open {
                    kind.push_str("_of");
                    arguments.insert(0, test);
                }
                if let Some(own) = own {
                    kind.push_str("_value");
                    name = own;
                }
                row
            }
        };
        if child.boxed {
            inner = format!("Box<{inner}>");
        }
        let arguments = if arguments.is_empty() { String::new() } else { format!(" [{}]", arguments.join(", ")) };
        format!("{}: {kind} {inner}{arguments}{name};", child.field)
    }

    /// How an element is read: its type or form; the test of its name where that is open; its name where it holds
    /// nothing but a value.
    fn element_row(&self, define: DefineId, grammar: &Grammar) -> (String, Option<String>, Option<String>) {
        let element = grammar.define(define);
        match &self.elements[&define] {
            ElementType::Record(index) => (self.records[*index].name.clone(), None, None),
            ElementType::Any => {
                let test = class_closure(std::slice::from_ref(&element.name_class));
                ("::rowi::types::AnyElement".to_owned(), Some(test), None)
            }
            ElementType::Scalar { namespace, local, scalar } => {
                let documentation = element.info.documentation.as_deref().unwrap_or_default();
                let name = format!(" = {namespace:?} {local:?} {documentation:?}");
                (self.scalars.form_text(scalar), None, Some(name))
            }
        }
    }

    fn choice(&self, choice: &ChoiceType, grammar: &Grammar) -> TokenStream {
        let name = ident(&choice.name);
        let mut variants = TokenStream::new();
        let text = if choice.mixed { format!(" [text {}]", choice.text_variant) } else { String::new() };
        let mut rows = Rows::new(&format!("::rowi::choice! {{\n    {}{text}\n", choice.name));
        for ((define, variant), boxed) in choice.defines.iter().zip(&choice.variants).zip(&choice.boxed) {
            let element = grammar.define(*define);
            let head = match &self.elements[define] {
                ElementType::Any => "An element that the schema does not describe".to_owned(),
                _ => format!("`<{}>`", element_label(grammar, *define)),
            };
            let text = doc(&documented(&head, element.info.documentation.as_deref().unwrap_or_default()));
            let inner = self.element_type(*define);
            let inner = if *boxed { quote!(Box<#inner>) } else { inner };
            let variant_ident = ident(variant);
            variants.extend(quote!(#text #variant_ident(#inner),));
            let (row, test, name) = self.element_row(*define, grammar);
            let row = if *boxed { format!("Box<{row}>") } else { row };
            let kind = match (&test, &name) {
                (Some(_), _) => "one_of",
                (_, Some(_)) => "one_value",
                _ => "one",
            };
            let test = test.map_or_else(String::new, |test| format!(" [{test}]"));
            rows.line(&format!("    {variant}: {kind} {row}{test}{};", name.unwrap_or_default()));
        }
        rows.line("}");
        if choice.mixed {
            let text = ident(&choice.text_variant);
            variants.extend(quote!(#[doc = " Text."] #text(String),));
        }
        let head = if choice.name == "Root" {
            "The document element."
        } else if choice.mixed {
            "Text, or one of the elements that may stand in it."
        } else {
            "One of the elements that may stand here."
        };
        let head = doc(head);
        let table = self.tables.add(rows.text);
        quote! {
            #head
            #[derive(Debug, Clone, PartialEq)]
            #[allow(clippy::large_enum_variant)]
            pub enum #name {
                #variants
            }

            #table
        }
    }

    /// A trait with a method for each record, and functions that go through what is inside.
    fn visitor(&self) -> TokenStream {
        let mut methods = TokenStream::new();
        let mut walks = TokenStream::new();
        for record in &self.records {
            let name = ident(&record.name);
            let base = visit_name(&record.name);
            let (visit, walk) = (format_ident!("visit_{base}"), format_ident!("walk_{base}"));
            let text = format!(" Visits a [`{}`]; goes on to what is in it.", record.name);
            methods.extend(quote! {
                #[doc = #text]
                fn #visit(&mut self, node: &#name) {
                    #walk(self, node);
                }
            });
            let body = self.walk_children(&record.children);
            let text = format!(" Visits what is in a [`{}`].", record.name);
            let (visitor, node) =
                if body.is_empty() { (quote!(_visitor), quote!(_node)) } else { (quote!(visitor), quote!(node)) };
            walks.extend(quote! {
                #[doc = #text]
                pub fn #walk(#visitor: &mut (impl Visit + ?Sized), #node: &#name) {
                    #body
                }
            });
        }
        for group in &self.groups {
            let name = ident(&group.name);
            let walk = format_ident!("walk_{}", visit_name(&group.name));
            let body = self.walk_children(&group.children);
            if body.is_empty() {
                continue;
            }
            let text = format!(" Visits what is in a [`{}`].", group.name);
            walks.extend(quote! {
                #[doc = #text]
                pub fn #walk(visitor: &mut (impl Visit + ?Sized), node: &#name) {
                    #body
                }
            });
        }
        for choice in &self.choices {
            let name = ident(&choice.name);
            let walk = format_ident!("walk_{}", visit_name(&choice.name));
            let mut arms = TokenStream::new();
            let mut rest = choice.mixed;
            for (define, variant) in choice.defines.iter().zip(&choice.variants) {
                let ElementType::Record(index) = &self.elements[define] else {
                    rest = true;
                    continue;
                };
                let visit = format_ident!("visit_{}", visit_name(&self.records[*index].name));
                let variant = ident(variant);
                arms.extend(quote!(#name::#variant(child) => visitor.#visit(child),));
            }
            if arms.is_empty() {
                continue;
            }
            if rest {
                arms.extend(quote!(_ => {}));
            }
            let text = format!(" Visits the element of a [`{}`].", choice.name);
            walks.extend(quote! {
                #[doc = #text]
                pub fn #walk(visitor: &mut (impl Visit + ?Sized), node: &#name) {
                    match node {
                        #arms
                    }
                }
            });
        }
        quote! {
            /// Goes through a document; override what is of interest, and call the `walk` function to go further down.
            pub trait Visit {
                #methods
            }

            #walks
        }
    }

    fn walk_children(&self, children: &[ChildField]) -> TokenStream {
        let mut body = TokenStream::new();
        for child in children {
            let Some(call) = self.visit_call(child) else { continue };
            let field = ident(&child.field);
            body.extend(if child.is_many() {
                quote!(for child in &node.#field { #call; })
            } else if child.min == 0 {
                quote!(if let Some(child) = &node.#field { #call; })
            } else {
                quote! {{
                    let child = &node.#field;
                    #call;
                }}
            });
        }
        body
    }

    fn visit_call(&self, child: &ChildField) -> Option<TokenStream> {
        match child.kind {
            ChildKind::Define(define) => {
                let ElementType::Record(index) = &self.elements[&define] else { return None };
                let visit = format_ident!("visit_{}", visit_name(&self.records[*index].name));
                Some(quote!(visitor.#visit(child)))
            }
            ChildKind::Choice(index) => {
                let choice = &self.choices[index];
                let any = choice.defines.iter().any(|define| matches!(self.elements[define], ElementType::Record(_)));
                let walk = format_ident!("walk_{}", visit_name(&choice.name));
                any.then(|| quote!(#walk(visitor, child)))
            }
            ChildKind::Group(index) => {
                let group = &self.groups[index];
                let walk = format_ident!("walk_{}", visit_name(&group.name));
                (!self.walk_children(&group.children).is_empty()).then(|| quote!(#walk(visitor, child)))
            }
        }
    }
}

/// The type's name in small letters. Unlike [`snake`] it keeps names apart that are apart.
fn visit_name(name: &str) -> String {
    let plain = snake(name).trim_end_matches('_').to_owned();
    let back: String = plain.split('_').map(super::names::pascal).collect();
    if back.trim_end_matches('_') == name.trim_end_matches('_') { plain } else { format!("{plain}_{}", name.len()) }
}

fn element_label(grammar: &Grammar, define: DefineId) -> String {
    match grammar.define(define).name_class.names() {
        Some(names) => names.iter().map(|(_, local)| local.to_string()).collect::<Vec<_>>().join("` or `"),
        None => "*".to_owned(),
    }
}

/// A label and what the schema says about it.
fn documented(head: &str, documentation: &str) -> String {
    if documentation.trim().is_empty() {
        return format!("{head}.");
    }
    format!("{head}: {}", escape(documentation))
}

fn attribute_doc(attribute: &AttributeField) -> TokenStream {
    let text = if attribute.documentation.trim().is_empty() {
        format!("The attribute `{}`.", attribute.local)
    } else {
        escape(&attribute.documentation)
    };
    doc(&text)
}

fn parameter(field: &Ident, plain: &TokenStream, params: &mut TokenStream, inits: &mut TokenStream) {
    if plain.to_string() == "String" {
        params.extend(quote!(#field: impl Into<String>,));
        inits.extend(quote!(#field: #field.into(),));
    } else {
        params.extend(quote!(#field: #plain,));
        inits.extend(quote!(#field,));
    }
}
