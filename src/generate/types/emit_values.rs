//! Value types as Rust.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::escape;
use super::model::{ExceptConst, LiteralConst, Scalar, Simple, SimpleKind, TypeConst};
use super::scalars::Scalars;
use super::table::{Rows, Tables};

impl Scalars<'_> {
    /// The type that a field has.
    pub fn value_type(&self, scalar: &Scalar) -> TokenStream {
        match scalar {
            Scalar::Text | Scalar::Token => quote!(String),
            Scalar::List(inner) => {
                let inner = self.value_type(inner);
                quote!(Vec<#inner>)
            }
            _ => self.form(scalar),
        }
    }

    /// The type that reads and writes it.
    pub fn form(&self, scalar: &Scalar) -> TokenStream {
        match scalar {
            Scalar::Text => quote!(String),
            Scalar::Token => quote!(::rowi::types::Token),
            Scalar::Bool => quote!(bool),
            Scalar::Number(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Scalar::Positive => quote!(::std::num::NonZeroU64),
            Scalar::BigInteger => quote!(::rowi::types::BigInteger),
            Scalar::Name => quote!(::rowi::types::Name),
            Scalar::Xsd(name) => {
                let name = format_ident!("{name}");
                quote!(::rowi::types::xsd::#name)
            }
            Scalar::Named(index) => {
                let name = format_ident!("{}", self.simples[*index].name);
                quote!(#name)
            }
            Scalar::List(inner) => {
                let inner = self.form(inner);
                quote!(::rowi::types::ListOf<#inner>)
            }
        }
    }

    /// [`Self::form`] as text.
    pub fn form_text(&self, scalar: &Scalar) -> String {
        self.form(scalar).to_string().replace(' ', "")
    }

    /// The value, where there is only one.
    pub fn only_value(&self, scalar: &Scalar) -> Option<TokenStream> {
        let Scalar::Named(index) = scalar else { return None };
        let simple = &self.simples[*index];
        match (&simple.kind, simple.variants.as_slice()) {
            (SimpleKind::Enumeration(_), [only]) => {
                let (name, variant) = (format_ident!("{}", simple.name), format_ident!("{only}"));
                Some(quote!(#name::#variant))
            }
            _ => None,
        }
    }

    pub fn emit(&self, tables: &Tables) -> TokenStream {
        self.simples.iter().map(|simple| self.emit_simple(simple, tables)).collect()
    }

    fn emit_simple(&self, simple: &Simple, tables: &Tables) -> TokenStream {
        let name = format_ident!("{}", simple.name);
        let own = if simple.documentation.is_empty() {
            let mut description = simple.description.clone();
            if let Some(first) = description.get(..1) {
                let upper = first.to_uppercase();
                description.replace_range(..1, &upper);
            }
            escape(&description)
        } else {
            escape(&simple.documentation)
        };
        let own = match &simple.kind {
            SimpleKind::RestrictedText(kind) | SimpleKind::RestrictedNumber(_, kind) => own + &facets(kind),
            _ => own,
        };
        let doc = doc(&own);
        let (item, table) = match &simple.kind {
            SimpleKind::RestrictedText(own) => {
                let item = quote! {
                    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
                    pub struct #name(String);
                };
                let head = format!("restricted_text! {{\n    {}", simple.name);
                (item, restriction(&head, own, &simple.description))
            }
            SimpleKind::RestrictedNumber(number, own) => {
                let number_type = format_ident!("{number}");
                let item = quote! {
                    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
                    pub struct #name(#number_type);
                };
                let head = format!("restricted_number! {{\n    {} {number}", simple.name);
                (item, restriction(&head, own, &simple.description))
            }
            SimpleKind::Enumeration(literals) => enumeration(simple, literals),
            SimpleKind::Open(literals, others) => self.open_enumeration(simple, literals, others),
            SimpleKind::Tuple(items) => {
                let types: Vec<_> = items.iter().map(|item| self.value_type(item)).collect();
                let item = quote! {
                    #[derive(Debug, Clone, PartialEq)]
                    pub struct #name(#(#[doc = " A word of the list."] pub #types),*);
                };
                let mut rows = Rows::new("::rowi::words! {\n");
                rows.line(&format!("    {} {:?} {{", simple.name, simple.description));
                for (index, form) in items.iter().enumerate() {
                    rows.line(&format!("        {index}: {};", self.form_text(form)));
                }
                rows.line("    }\n}");
                (item, rows.text)
            }
        };
        let table = tables.add(table);
        quote!(#doc #item #table)
    }

    fn open_enumeration(
        &self,
        simple: &Simple,
        literals: &[LiteralConst],
        others: &[(String, Scalar)],
    ) -> (TokenStream, String) {
        let name = format_ident!("{}", simple.name);
        let idents: Vec<_> = simple.variants.iter().map(|variant| format_ident!("{variant}")).collect();
        let (fixed, open) = idents.split_at(literals.len());
        let docs = literals.iter().zip(&simple.value_docs).map(|(literal, text)| value_doc(literal, text));
        let types = others.iter().map(|(_, scalar)| self.value_type(scalar));
        let open_docs = others.iter().map(|(_, scalar)| {
            let mut words = self.describe(scalar);
            words.insert_str(0, " Any of: ");
            words = escape(&words);
            words.insert(0, ' ');
            quote!(#[doc = #words])
        });
        let item = quote! {
            #[derive(Debug, Clone, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#docs #fixed,)*
                #(#open_docs #open(#types),)*
            }
        };
        let mut rows = Rows::new("::rowi::open_enumeration! {\n");
        rows.line(&format!("    {} {{", simple.name));
        for ((literal, variant), text) in literals.iter().zip(&simple.variants).zip(&simple.value_docs) {
            let LiteralConst { library, name, value } = literal;
            rows.line(&format!("        {variant} = {library:?} {name:?} {value:?} {text:?};"));
        }
        rows.line("    } or {");
        for ((_, scalar), variant) in others.iter().zip(&simple.variants[literals.len()..]) {
            rows.line(&format!("        {variant}: {};", self.form_text(scalar)));
        }
        rows.line("    }\n}");
        (item, rows.text)
    }
}

/// The datatype with its facets as a paragraph.
fn facets(own: &TypeConst) -> String {
    if own.facets.is_empty() {
        return String::new();
    }
    let facets: Vec<String> = own.facets.iter().map(|(name, value)| format!("{name} `{}`", one_line(value))).collect();
    format!("\n\nA `{}` with {}.", own.name, facets.join(", "))
}

/// The table of a restricted type.
fn restriction(head: &str, own: &TypeConst, description: &str) -> String {
    let TypeConst { library, name, facets, except } = own;
    let mut rows = Rows::new(&format!("::rowi::{head} {library:?} {name:?}\n    {description:?} {{"));
    if facets.is_empty() && except.is_empty() {
        rows.line("}");
    } else {
        rows.line("");
        for (facet, value) in facets {
            rows.line(&format!("        {facet:?} = {value:?};"));
        }
        for except in except {
            rows.line(&format!("        except {};", except_const(except)));
        }
        rows.line("    }");
    }
    rows.line("}");
    rows.text
}

fn enumeration(simple: &Simple, literals: &[LiteralConst]) -> (TokenStream, String) {
    let name = format_ident!("{}", simple.name);
    let idents: Vec<_> = simple.variants.iter().map(|variant| format_ident!("{variant}")).collect();
    let docs = literals.iter().zip(&simple.value_docs).map(|(literal, text)| value_doc(literal, text));
    let (default, mark) = if idents.len() == 1 { (quote!(, Default), quote!(#[default])) } else { Default::default() };
    let item = quote! {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord #default)]
        #[non_exhaustive]
        pub enum #name {
            #(#docs #mark #idents,)*
        }
    };
    let (library, datatype) = literals.first().map_or(("", "token"), |first| (&*first.library, &*first.name));
    let mut rows = Rows::new("::rowi::enumeration! {\n");
    rows.line(&format!("    {} {library:?} {datatype:?} {{", simple.name));
    for ((literal, variant), text) in literals.iter().zip(&simple.variants).zip(&simple.value_docs) {
        rows.line(&format!("        {variant} = {:?} {text:?};", literal.value));
    }
    rows.line("    }\n}");
    (item, rows.text)
}

fn value_doc(literal: &LiteralConst, text: &str) -> TokenStream {
    let shown = one_line(&literal.value);
    let name = if shown.trim().is_empty() { "The empty value".to_owned() } else { format!("`{shown}`") };
    let line = if text.is_empty() { format!(" {name}.") } else { format!(" {name}: {}", escape(text)) };
    quote!(#[doc = #line])
}

/// A value inside a line of documentation, in backticks.
pub(super) fn one_line(value: &str) -> String {
    value
        .chars()
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .collect::<String>()
        .replace('`', "'")
}

/// A documentation attribute; the text is markdown already.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

fn literal_const(literal: &LiteralConst) -> String {
    let LiteralConst { library, name, value } = literal;
    format!("::rowi::types::Literal {{ library: {library:?}, name: {name:?}, value: {value:?} }}")
}

fn except_const(except: &ExceptConst) -> String {
    match except {
        ExceptConst::Value(literal) => format!("::rowi::types::Except::Value({})", literal_const(literal)),
        ExceptConst::Type(TypeConst { library, name, facets, except }) => {
            let facets: Vec<String> = facets.iter().map(|(name, value)| format!("({name:?}, {value:?})")).collect();
            let except: Vec<String> = except.iter().map(except_const).collect();
            format!(
                "::rowi::types::Except::Type(::rowi::types::Type {{ library: {library:?}, name: {name:?}, \
                 facets: &[{}], except: &[{}] }})",
                facets.join(", "),
                except.join(", ")
            )
        }
    }
}
