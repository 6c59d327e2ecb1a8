//! Records, choices and the visitor as Rust.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::rng::simple::{DefineId, Grammar, NameClass};

use super::build::Model;
use super::docs::escape;
use super::emit_values::{doc, one_line};
use super::model::{AttributeField, ChildField, ChildKind, ChoiceType, ElementType, RecordType, Scalar};
use super::names::snake;

/// The whole module.
pub(super) fn emit(model: &Model<'_>, grammar: &Grammar) -> TokenStream {
    let records = model.records.iter().map(|record| model.record(record, grammar));
    let choices = model.choices.iter().map(|choice| model.choice(choice, grammar));
    let values = model.scalars.emit();
    let visitor = model.visitor();
    let root = match model.start {
        ChildKind::Choice(_) => quote!(),
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
        #(#choices)*
        #values
        #visitor
    }
}

fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

/// Whether `namespace` and `local` are in the class, as an expression.
fn class_test(class: &NameClass) -> TokenStream {
    match class {
        NameClass::Name { namespace, local } => {
            let (namespace, local) = (namespace_test(namespace), &**local);
            quote!(#namespace && local == #local)
        }
        NameClass::NsName { namespace, except } => {
            let namespace = namespace_test(namespace);
            match except {
                Some(except) => {
                    let except = class_test(except);
                    quote!(#namespace && !(#except))
                }
                None => namespace,
            }
        }
        NameClass::AnyName { except: Some(except) } => match class_test(except) {
            // One call needs no parentheses.
            test if matches!(**except, NameClass::NsName { ref namespace, except: None } if namespace.is_empty()) => {
                quote!(!#test)
            }
            test => quote!(!(#test)),
        },
        NameClass::AnyName { except: None } => quote!(true),
        NameClass::Choice(classes) => {
            let tests = classes.iter().map(|class| match class {
                NameClass::Name { .. } | NameClass::NsName { .. } => {
                    let test = class_test(class);
                    quote!((#test))
                }
                _ => class_test(class),
            });
            quote!(#(#tests)||*)
        }
    }
}

fn namespace_test(namespace: &str) -> TokenStream {
    if namespace.is_empty() { quote!(namespace.is_empty()) } else { quote!(namespace == #namespace) }
}

/// The parameters of a test, those that it does not use marked.
fn test_parameters(test: &TokenStream) -> (TokenStream, TokenStream) {
    let text = test.to_string();
    let uses = |name: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    (
        if uses("namespace") { quote!(namespace) } else { quote!(_namespace) },
        if uses("local") { quote!(local) } else { quote!(_local) },
    )
}

/// A test of names as a closure, its unused arguments marked.
fn class_closure(classes: &[NameClass]) -> TokenStream {
    let test = any_class_test(classes);
    let (namespace, local) = test_parameters(&test);
    quote!(|#namespace, #local| #test)
}

fn any_class_test(classes: &[NameClass]) -> TokenStream {
    match classes {
        [only] => class_test(only),
        several => class_test(&NameClass::Choice(several.to_vec())),
    }
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
        };
        if child.boxed { quote!(Box<#inner>) } else { inner }
    }

    fn child_scalar(&self, child: &ChildField) -> Option<(&str, &str, &Scalar)> {
        let ChildKind::Define(define) = child.kind else { return None };
        match &self.elements[&define] {
            ElementType::Scalar { namespace, local, scalar } => Some((namespace, local, scalar)),
            _ => None,
        }
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

    /// What messages call the child.
    fn child_label(&self, child: &ChildField, grammar: &Grammar) -> String {
        let define = match child.kind {
            ChildKind::Define(define) => define,
            ChildKind::Choice(index) => {
                let all = &self.choices[index].defines;
                let names: Vec<String> = all.iter().take(4).map(|define| element_label(grammar, *define)).collect();
                return names.join("` or `");
            }
        };
        element_label(grammar, define)
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
            _ => format!("`<{label}>`"),
        };
        let head = if count.is_empty() { what } else { format!("{what}, {count}") };
        doc(&documented(&head, &child.documentation))
    }

    fn record(&self, record: &RecordType, grammar: &Grammar) -> TokenStream {
        let name = ident(&record.name);
        let element = grammar.define(record.define);
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
            let field = ident(&child.field);
            let full = self.field_type(child);
            let field_doc = self.child_doc(child, grammar);
            fields.extend(quote!(#field_doc pub #field: #full,));
            if child.min == 0 {
                let empty = if child.is_many() { quote!(Vec::new()) } else { quote!(None) };
                inits.extend(quote!(#field: #empty,));
            } else {
                needed += 1;
                parameter(&field, &full, &mut params, &mut inits);
            }
        }
        let new_doc =
            if needed == 0 { " With nothing in it." } else { " With what the schema requires; the rest is empty." };
        let many = (needed > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let default = (needed == 0).then(|| {
            quote! {
                impl Default for #name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        let accessors = self.default_accessors(record);
        let names_const = several.then(|| {
            let names = record.names.iter().map(|(namespace, local)| quote!((#namespace, #local)));
            quote! {
                /// The names that the element may have, each with its namespace.
                pub const NAMES: &'static [(&'static str, &'static str)] = &[#(#names),*];
            }
        });
        let accept = class_test(&element.name_class);
        let read = self.record_read(record, grammar);
        let write = self.record_write(record);
        let meta = self.meta(record, grammar);
        quote! {
            #record_doc
            #[derive(Debug, Clone, PartialEq)]
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
                    Self { #inits loc: ::rowi::types::Loc::default() }
                }

                #accessors
            }

            #default

            impl ::rowi::types::Node for #name {
                fn accepts(namespace: &str, local: &str) -> bool {
                    #accept
                }

                #read

                #write
            }

            impl ::rowi::types::Record for #name {
                #meta

                fn loc(&self) -> &::rowi::types::Loc {
                    &self.loc
                }
            }
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

    fn record_read(&self, record: &RecordType, grammar: &Grammar) -> TokenStream {
        let mut reads = TokenStream::new();
        let mut fields = TokenStream::new();
        if record.names.len() > 1 {
            reads.extend(quote!(let element_name = fields.name_index(Self::NAMES);));
            fields.extend(quote!(element_name: element_name?,));
        }
        for attribute in &record.attributes {
            let local_name = ident(&format!("a_{}", attribute.field));
            let field = ident(&attribute.field);
            let form = self.scalars.form(&attribute.scalar);
            let (namespace, local) = (&attribute.namespace, &attribute.local);
            if attribute.required {
                reads.extend(quote!(let #local_name = fields.required::<#form>(#namespace, #local);));
                fields.extend(quote!(#field: #local_name?,));
            } else {
                reads.extend(quote!(let #local_name = fields.optional::<#form>(#namespace, #local);));
                fields.extend(quote!(#field: #local_name,));
            }
        }
        if !record.any_attributes.is_empty() {
            let test = class_closure(&record.any_attributes);
            reads.extend(quote!(let any_attributes = fields.any_attributes(#test);));
            fields.extend(quote!(any_attributes,));
        }
        if let Some(value) = &record.value {
            let field = ident(&value.field);
            let form = self.scalars.form(&value.scalar);
            if value.optional {
                reads.extend(quote!(let v_value = fields.maybe_value::<#form>();));
                fields.extend(quote!(#field: v_value,));
            } else {
                reads.extend(quote!(let v_value = fields.value::<#form>();));
                fields.extend(quote!(#field: v_value?,));
            }
        }
        let mut ordered: Vec<&ChildField> = record.children.iter().collect();
        // A wildcard takes what the named ones leave.
        ordered.sort_by_key(|child| self.is_open(child));
        for child in ordered {
            let local_name = ident(&format!("c_{}", child.field));
            let (min, max) = (count(child.min), option(child.max));
            let label = self.child_label(child, grammar);
            let call = if let Some((namespace, local, scalar)) = self.child_scalar(child) {
                let form = self.scalars.form(scalar);
                match (child.is_many(), child.min) {
                    (true, _) => quote!(many_texts::<#form>(#namespace, #local, #min, #max)),
                    (false, 0) => quote!(maybe_text::<#form>(#namespace, #local)),
                    (false, _) => quote!(one_text::<#form>(#namespace, #local)),
                }
            } else {
                let inner = self.child_type(child);
                if child.sequence {
                    let mixed = child.mixed;
                    quote!(sequence::<#inner>(#mixed, #min))
                } else {
                    match (child.is_many(), child.min) {
                        (true, _) => quote!(many::<#inner>(#label, #min, #max)),
                        (false, 0) => quote!(maybe::<#inner>(#label)),
                        (false, _) => quote!(one::<#inner>(#label)),
                    }
                }
            };
            reads.extend(quote!(let #local_name = fields.#call;));
        }
        for child in &record.children {
            let (field, local_name) = (ident(&child.field), ident(&format!("c_{}", child.field)));
            if child.is_many() || child.min == 0 {
                fields.extend(quote!(#field: #local_name,));
            } else {
                fields.extend(quote!(#field: #local_name?,));
            }
        }
        let takes = !record.attributes.is_empty()
            || !record.any_attributes.is_empty()
            || record.value.is_some()
            || !record.children.is_empty();
        let binding = if !takes { quote!(let fields) } else { quote!(let mut fields) };
        quote! {
            fn read(reader: &mut ::rowi::types::Reader<'_>, node: ::rowi::xml::NodeId) -> Option<Self> {
                #binding = reader.enter(node)?;
                #reads
                let loc = fields.finish();
                Some(Self { #fields loc })
            }
        }
    }

    fn is_open(&self, child: &ChildField) -> bool {
        let open = |define: &DefineId| matches!(self.elements[define], ElementType::Any);
        match child.kind {
            ChildKind::Define(define) => open(&define),
            ChildKind::Choice(index) => self.choices[index].defines.iter().any(open),
        }
    }

    fn record_write(&self, record: &RecordType) -> TokenStream {
        let mut body = match record.names.as_slice() {
            [(namespace, local)] => quote!(writer.start(#namespace, #local);),
            _ => quote! {
                let (namespace, local) = Self::NAMES[self.element_name.min(Self::NAMES.len() - 1)];
                writer.start(namespace, local);
            },
        };
        if record.children.iter().any(|child| child.mixed) || record.value.is_some() {
            body.extend(quote!(writer.keep_space();));
        }
        for attribute in &record.attributes {
            let field = ident(&attribute.field);
            let form = self.scalars.form(&attribute.scalar);
            let (namespace, local) = (&attribute.namespace, &attribute.local);
            if attribute.required {
                body.extend(quote!(writer.attribute::<#form>(#namespace, #local, &self.#field);));
            } else {
                body.extend(quote!(writer.optional::<#form>(#namespace, #local, self.#field.as_ref());));
            }
        }
        if !record.any_attributes.is_empty() {
            body.extend(quote!(writer.any_attributes(&self.any_attributes);));
        }
        if let Some(value) = &record.value {
            let field = ident(&value.field);
            let form = self.scalars.form(&value.scalar);
            if value.optional {
                body.extend(quote!(if let Some(value) = &self.#field { writer.value::<#form>(value); }));
            } else {
                body.extend(quote!(writer.value::<#form>(&self.#field);));
            }
        }
        for child in &record.children {
            let field = ident(&child.field);
            if let Some((namespace, local, scalar)) = self.child_scalar(child) {
                let form = self.scalars.form(scalar);
                body.extend(if child.is_many() || child.min == 0 {
                    quote!(writer.text_elements::<#form>(#namespace, #local, &self.#field);)
                } else {
                    quote!(writer.text_element::<#form>(#namespace, #local, &self.#field);)
                });
            } else if child.is_many() || child.min == 0 {
                body.extend(quote!(writer.nodes(&self.#field);));
            } else {
                body.extend(quote!(::rowi::types::Node::write(&self.#field, writer);));
            }
        }
        quote! {
            fn write(&self, writer: &mut ::rowi::types::Writer) {
                #body
                writer.end();
            }
        }
    }

    fn meta(&self, record: &RecordType, grammar: &Grammar) -> TokenStream {
        let element = grammar.define(record.define);
        let names = record.names.iter().map(|(namespace, local)| quote!((#namespace, #local)));
        let define = element.info.define.as_deref().unwrap_or(&element.name);
        let documentation = &record.documentation;
        let attributes = record.attributes.iter().map(|attribute| {
            let AttributeField { namespace, local, required, scalar, default, documentation, .. } = attribute;
            let value = self.scalars.meta(scalar);
            let default = match default {
                Some(default) => quote!(Some(#default)),
                None => quote!(None),
            };
            quote!(::rowi::types::meta::Attribute::new(#namespace, #local, #required, #value, #default, #documentation))
        });
        let mut open_children = false;
        let mut children = Vec::new();
        for child in &record.children {
            let defines = match child.kind {
                ChildKind::Define(define) => vec![define],
                ChildKind::Choice(index) => self.choices[index].defines.clone(),
            };
            let (min, max) = match child.kind {
                ChildKind::Define(_) => (child.min, child.max),
                ChildKind::Choice(_) => (0, if child.sequence { None } else { child.max }),
            };
            let (min, max) = (count(min), option(max));
            for define in defines {
                let documentation = grammar.define(define).info.documentation.as_deref().unwrap_or_default();
                let (names, element, value) = match &self.elements[&define] {
                    ElementType::Any => {
                        open_children = true;
                        continue;
                    }
                    ElementType::Scalar { namespace, local, scalar } => {
                        (vec![(namespace.clone(), local.clone())], quote!(None), self.scalars.meta(scalar))
                    }
                    ElementType::Record(index) => {
                        let own = &self.records[*index];
                        let name = ident(&own.name);
                        let element = quote!(Some(|| <#name as ::rowi::types::Record>::META));
                        (own.names.clone(), element, quote!(::rowi::types::meta::Value::Empty))
                    }
                };
                for (namespace, local) in names {
                    children.push(quote! {
                        ::rowi::types::meta::Child::new(#namespace, #local, #min, #max, #documentation, #element, #value)
                    });
                }
            }
        }
        let mixed = record.children.iter().any(|child| child.mixed);
        let text = match &record.value {
            Some(value) => self.scalars.meta(&value.scalar),
            None if mixed => quote!(::rowi::types::meta::Value::Text),
            None => quote!(::rowi::types::meta::Value::Empty),
        };
        let open_attributes = !record.any_attributes.is_empty();
        quote! {
            const META: &'static ::rowi::types::meta::Element = &::rowi::types::meta::Element {
                names: &[#(#names),*],
                define: #define,
                documentation: #documentation,
                attributes: &[#(#attributes),*],
                children: &[#(#children),*],
                text: #text,
                open_attributes: #open_attributes,
                open_children: #open_children,
            };
        }
    }

    fn choice(&self, choice: &ChoiceType, grammar: &Grammar) -> TokenStream {
        let name = ident(&choice.name);
        let mut variants = TokenStream::new();
        let mut writes = TokenStream::new();
        for ((define, variant), boxed) in choice.defines.iter().zip(&choice.variants).zip(&choice.boxed) {
            let variant = ident(variant);
            let inner = self.element_type(*define);
            let inner = if *boxed { quote!(Box<#inner>) } else { inner };
            let element = grammar.define(*define);
            let head = match &self.elements[define] {
                ElementType::Any => "An element that the schema does not describe".to_owned(),
                _ => format!("`<{}>`", element_label(grammar, *define)),
            };
            let text = doc(&documented(&head, element.info.documentation.as_deref().unwrap_or_default()));
            variants.extend(quote!(#text #variant(#inner),));
            writes.extend(match &self.elements[define] {
                ElementType::Scalar { namespace, local, scalar } => {
                    let form = self.scalars.form(scalar);
                    quote!(Self::#variant(value) => writer.text_element::<#form>(#namespace, #local, value),)
                }
                _ => quote!(Self::#variant(value) => ::rowi::types::Node::write(value, writer),),
            });
        }
        let mut text_methods = TokenStream::new();
        if choice.mixed {
            let text = ident(&choice.text_variant);
            variants.extend(quote!(#[doc = " Text."] #text(String),));
            writes.extend(quote!(Self::#text(value) => writer.text(value),));
            text_methods = quote! {
                fn text(text: &str) -> Option<Self> {
                    Some(Self::#text(text.to_owned()))
                }

                fn as_text(&self) -> Option<&str> {
                    #[allow(irrefutable_let_patterns)]
                    if let Self::#text(own) = self { Some(own) } else { None }
                }

                fn push_text(&mut self, text: &str) -> bool {
                    #[allow(irrefutable_let_patterns)]
                    if let Self::#text(own) = self {
                        own.push_str(text);
                        true
                    } else {
                        false
                    }
                }
            };
        }
        let read = self.choice_read(choice, grammar);
        let classes: Vec<NameClass> =
            choice.defines.iter().map(|define| grammar.define(*define).name_class.clone()).collect();
        let test = any_class_test(&classes);
        let (namespace, local) = test_parameters(&test);
        let head = if choice.name == "Root" {
            "The document element."
        } else if choice.mixed {
            "Text, or one of the elements that may stand in it."
        } else {
            "One of the elements that may stand here."
        };
        quote! {
            #[doc = #head]
            #[derive(Debug, Clone, PartialEq)]
            #[allow(clippy::large_enum_variant)]
            pub enum #name {
                #variants
            }

            impl ::rowi::types::Node for #name {
                fn accepts(#namespace: &str, #local: &str) -> bool {
                    #test
                }

                #read

                #text_methods

                fn write(&self, writer: &mut ::rowi::types::Writer) {
                    match self {
                        #writes
                    }
                }
            }
        }
    }

    fn choice_read(&self, choice: &ChoiceType, grammar: &Grammar) -> TokenStream {
        let way = |index: usize| {
            let define = choice.defines[index];
            let variant = ident(&choice.variants[index]);
            match &self.elements[&define] {
                ElementType::Scalar { scalar, .. } => {
                    let form = self.scalars.form(scalar);
                    quote!(reader.text_element::<#form>(node).map(Self::#variant))
                }
                _ => {
                    let inner = self.element_type(define);
                    let inner = if choice.boxed[index] { quote!(Box<#inner>) } else { inner };
                    quote!(<#inner as ::rowi::types::Node>::read(reader, node).map(Self::#variant))
                }
            }
        };
        let mut names: Vec<(String, String)> = Vec::new();
        for define in &choice.defines {
            for (namespace, local) in grammar.define(*define).name_class.names().unwrap_or_default() {
                let name = (namespace.to_string(), local.to_string());
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let combine = |ways: &[usize]| match ways {
            [only] => way(*only),
            several => {
                let ways = several.iter().map(|index| way(*index));
                quote!(reader.alternatives(node, &[#(|reader, node| #ways),*]))
            }
        };
        let mut tests = TokenStream::new();
        for (namespace, local) in &names {
            let finite = |index: &usize| grammar.define(choice.defines[*index]).name_class.names().is_some();
            let mut ways: Vec<usize> = (0..choice.defines.len())
                .filter(|index| grammar.define(choice.defines[*index]).name_class.contains(namespace, local))
                .collect();
            // What the schema describes comes before what it merely allows.
            ways.sort_by_key(|index| !finite(index));
            let body = combine(&ways);
            tests.extend(quote! {
                if reader.is(node, #namespace, #local) {
                    return #body;
                }
            });
        }
        let open: Vec<usize> = (0..choice.defines.len())
            .filter(|index| matches!(self.elements[&choice.defines[*index]], ElementType::Any))
            .collect();
        let rest = match open.first() {
            Some(first) => way(*first),
            None => quote!(None),
        };
        quote! {
            fn read(reader: &mut ::rowi::types::Reader<'_>, node: ::rowi::xml::NodeId) -> Option<Self> {
                #tests
                #rest
            }
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
            let mut body = TokenStream::new();
            for child in &record.children {
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

fn option(max: Option<u32>) -> TokenStream {
    match max {
        Some(max) => {
            let max = count(max);
            quote!(Some(#max))
        }
        None => quote!(None),
    }
}

/// A number without its type behind it.
fn count(number: u32) -> Literal {
    Literal::u32_unsuffixed(number)
}
