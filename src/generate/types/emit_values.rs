//! Value types as Rust.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::escape;
use super::model::{ExceptConst, LiteralConst, Scalar, Simple, SimpleKind, TypeConst};
use super::scalars::Scalars;

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

    /// Whether the value is copied rather than borrowed where that is all the same.
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

    /// The value in the tables.
    pub fn meta(&self, scalar: &Scalar) -> TokenStream {
        match scalar {
            Scalar::Text | Scalar::Token => quote!(::rowi::types::meta::Value::Text),
            Scalar::Named(index) if matches!(self.simples[*index].kind, SimpleKind::Enumeration(_)) => {
                let name = format_ident!("{}", self.simples[*index].name);
                quote!(::rowi::types::meta::Value::OneOf(#name::VALUES))
            }
            _ => {
                let words = self.describe(scalar);
                quote!(::rowi::types::meta::Value::Type(#words))
            }
        }
    }

    pub fn emit(&self) -> TokenStream {
        self.simples.iter().map(|simple| self.emit_simple(simple)).collect()
    }

    fn emit_simple(&self, simple: &Simple) -> TokenStream {
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
        let doc = doc(&own);
        match &simple.kind {
            SimpleKind::RestrictedText(own) => {
                let own = type_const(own);
                quote! {
                    #doc
                    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
                    pub struct #name(String);

                    impl #name {
                        /// The datatype with its facets.
                        pub const TYPE: ::rowi::types::Type = #own;
                    }

                    ::rowi::restricted_text!(#name);
                }
            }
            SimpleKind::RestrictedNumber(number, own) => {
                let (number, own) = (format_ident!("{number}"), type_const(own));
                quote! {
                    #doc
                    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
                    pub struct #name(#number);

                    impl #name {
                        /// The datatype with its facets.
                        pub const TYPE: ::rowi::types::Type = #own;
                    }

                    ::rowi::restricted_number!(#name, #number);
                }
            }
            SimpleKind::Enumeration(literals) => emit_enumeration(simple, literals, &doc),
            SimpleKind::Open(literals, others) => self.emit_open(simple, literals, others, &doc),
            SimpleKind::Tuple(items) => {
                let types: Vec<_> = items.iter().map(|item| self.value_type(item)).collect();
                let forms: Vec<_> = items.iter().map(|item| self.form(item)).collect();
                let indices: Vec<_> = (0..items.len()).map(syn::Index::from).collect();
                let count = proc_macro2::Literal::usize_unsuffixed(items.len());
                let message = format!("must be {count} words");
                let writes = forms.iter().zip(&indices).enumerate().map(|(at, (form, index))| {
                    let blank = (at > 0).then(|| quote!(out.text.push(' ');));
                    quote!(#blank <#form as ::rowi::types::Form>::write(&value.#index, out);)
                });
                quote! {
                    #doc
                    #[derive(Debug, Clone, PartialEq)]
                    pub struct #name(#(#[doc = " A word of the list."] pub #types),*);

                    impl ::rowi::types::Form for #name {
                        type Value = Self;

                        fn read(text: &str, scope: ::rowi::types::Scope<'_>) -> Result<Self, String> {
                            let words: Vec<&str> = text.split_ascii_whitespace().collect();
                            if words.len() != #count {
                                return Err(#message.to_owned());
                            }
                            Ok(Self(#(<#forms as ::rowi::types::Form>::read(words[#indices], scope)?),*))
                        }

                        fn write(value: &Self, out: &mut ::rowi::types::Text) {
                            #(#writes)*
                        }
                    }
                }
            }
        }
    }

    fn emit_open(
        &self,
        simple: &Simple,
        literals: &[LiteralConst],
        others: &[(String, Scalar)],
        doc: &TokenStream,
    ) -> TokenStream {
        let name = format_ident!("{}", simple.name);
        let idents: Vec<_> = simple.variants.iter().map(|variant| format_ident!("{variant}")).collect();
        let (fixed, open) = idents.split_at(literals.len());
        let values: Vec<_> = literals.iter().map(|literal| &literal.value).collect();
        let docs = literals.iter().zip(&simple.value_docs).map(|(literal, text)| value_doc(literal, text));
        let consts: Vec<_> = literals.iter().map(literal_const).collect();
        let types = others.iter().map(|(_, scalar)| self.value_type(scalar));
        let forms: Vec<_> = others.iter().map(|(_, scalar)| self.form(scalar)).collect();
        let open_docs = others.iter().map(|(_, scalar)| {
            let mut words = self.describe(scalar);
            words.insert_str(0, " Any of: ");
            words = escape(&words);
            words.insert(0, ' ');
            quote!(#[doc = #words])
        });
        let literal_read = if literals.is_empty() {
            quote!()
        } else {
            let indices = (0..literals.len()).map(proc_macro2::Literal::usize_unsuffixed);
            quote! {
                match ::rowi::types::literal(text, scope, LITERALS) {
                    #(Some(#indices) => return Ok(Self::#fixed),)*
                    _ => {}
                }
            }
        };
        let message = if literals.is_empty() {
            quote!("is none of the values that are allowed here".to_owned())
        } else {
            quote! {{
                let mut message = ::rowi::types::one_of(LITERALS);
                message.push_str(", or another value that is allowed here");
                message
            }}
        };
        let const_list = if literals.is_empty() {
            quote!()
        } else {
            quote!(const LITERALS: &[::rowi::types::Literal] = &[#(#consts),*];)
        };
        quote! {
            #doc
            #[derive(Debug, Clone, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#docs #fixed,)*
                #(#open_docs #open(#types),)*
            }

            impl ::rowi::types::Form for #name {
                type Value = Self;

                fn read(text: &str, scope: ::rowi::types::Scope<'_>) -> Result<Self, String> {
                    #const_list
                    #literal_read
                    #(
                        if let Ok(value) = <#forms as ::rowi::types::Form>::read(text, scope) {
                            return Ok(Self::#open(value));
                        }
                    )*
                    Err(#message)
                }

                fn write(value: &Self, out: &mut ::rowi::types::Text) {
                    match value {
                        #(Self::#fixed => out.text.push_str(#values),)*
                        #(Self::#open(value) => <#forms as ::rowi::types::Form>::write(value, out),)*
                    }
                }
            }

            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    let mut text = ::rowi::types::Text::default();
                    <Self as ::rowi::types::Form>::write(self, &mut text);
                    f.write_str(&text.text)
                }
            }

            impl ::std::str::FromStr for #name {
                type Err = ::rowi::types::ValueError;

                fn from_str(value: &str) -> Result<Self, Self::Err> {
                    <Self as ::rowi::types::Form>::read(value, ::rowi::types::Scope::default())
                        .map_err(|message| ::rowi::types::ValueError { message, value: value.to_owned() })
                }
            }
        }
    }
}

fn emit_enumeration(simple: &Simple, literals: &[LiteralConst], doc: &TokenStream) -> TokenStream {
    let name = format_ident!("{}", simple.name);
    let idents: Vec<_> = simple.variants.iter().map(|variant| format_ident!("{variant}")).collect();
    let docs = literals.iter().zip(&simple.value_docs).map(|(literal, text)| value_doc(literal, text));
    let values: Vec<_> = literals.iter().map(|literal| &literal.value).collect();
    let texts = &simple.value_docs;
    let datatype = match literals.first() {
        Some(literal) if !literal.library.is_empty() || literal.name != "token" => {
            let (library, name) = (&literal.library, &literal.name);
            quote!(#library, #name,)
        }
        _ => quote!(),
    };
    let default = match idents.as_slice() {
        [only] => quote! {
            #[allow(clippy::derivable_impls)]
            impl Default for #name {
                fn default() -> Self {
                    Self::#only
                }
            }
        },
        _ => quote!(),
    };
    let body = quote!({ #(#idents = #values),* });
    let call = if datatype.is_empty() { quote!(#name #body) } else { quote!(#name, #datatype #body) };
    quote! {
        #doc
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(#docs #idents,)*
        }

        impl #name {
            /// Each value with its documentation.
            pub const VALUES: &'static [(&'static str, &'static str)] = &[#((#values, #texts)),*];
        }

        ::rowi::enumeration! { #call }

        #default
    }
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

fn literal_const(literal: &LiteralConst) -> TokenStream {
    let LiteralConst { library, name, value } = literal;
    quote!(::rowi::types::Literal { library: #library, name: #name, value: #value })
}

fn type_const(own: &TypeConst) -> TokenStream {
    let TypeConst { library, name, facets, except } = own;
    let facets = facets.iter().map(|(name, value)| quote!((#name, #value)));
    let except = except.iter().map(|except| match except {
        ExceptConst::Value(literal) => {
            let literal = literal_const(literal);
            quote!(::rowi::types::Except::Value(#literal))
        }
        ExceptConst::Type(other) => {
            let other = type_const(other);
            quote!(::rowi::types::Except::Type(#other))
        }
    });
    quote! {
        ::rowi::types::Type { library: #library, name: #name, facets: &[#(#facets),*], except: &[#(#except),*] }
    }
}
