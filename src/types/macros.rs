//! What every restricted type and enumeration needs, once.

/// What an element needs whose struct is `$name`: a row for each field, with the function that reads and writes it.
#[macro_export]
macro_rules! record {
    (
        $name:ident $define:literal $documentation:literal
        names { $($namespace:literal $local:literal),+ $(,)? }
        $(named by $which:ident;)?
        attributes {
            $($a:ident: $a_kind:ident $a_form:ty
                = $a_namespace:literal $a_local:literal $a_documentation:literal $(default $default:literal)?;)*
        }
        $(other attributes $others:ident $others_test:expr;)?
        $(text { $t:ident: $t_kind:ident $t_form:ty; })?
        parts {
            $($c:ident: $c_kind:ident $c_type:ty $([$($c_args:expr),*])?
                $(= $c_namespace:literal $c_local:literal $c_documentation:literal)?;)*
        }
    ) => {
        impl $crate::types::Record for $name {
            const META: &'static $crate::types::meta::Element = &$crate::types::meta::Element {
                names: &[$(($namespace, $local)),+],
                define: $define,
                documentation: $documentation,
                attributes: &[$(
                    $crate::types::meta::Attribute::$a_kind::<$a_form>($a_namespace, $a_local, $a_documentation)
                        $(.with_default($default))?
                ),*],
                open_attributes: $crate::record!(@any $($others)?),
                text: $crate::record!(@text $($t_form)?),
                parts: &[$(
                    $crate::types::meta::Part::$c_kind::<$c_type>(
                        $($($c_args,)*)? $($c_namespace, $c_local, $c_documentation)?
                    )
                ),*],
            };

            fn loc(&self) -> &$crate::types::Loc {
                &self.loc
            }
        }

        impl $crate::types::Node for $name {
            const CHILDREN: &'static [$crate::types::meta::Child] =
                &[$crate::types::meta::Child::Element(|| <$name as $crate::types::Record>::META)];

            fn accepts(namespace: &str, local: &str) -> bool {
                $((local == $local && namespace == $namespace))||+
            }

            fn read(
                reader: &mut $crate::types::Reader<'_>,
                node: $crate::xml::NodeId,
            ) -> ::std::option::Option<Self> {
                #[allow(unused_mut)]
                let mut fields = reader.enter(node, <Self as $crate::types::Record>::META)?;
                $(let $which = fields.name_index();)?
                $(let $a = fields.$a_kind::<$a_form>($a_namespace, $a_local);)*
                $(let $others = fields.any_attributes($others_test);)?
                $(let $t = fields.$t_kind::<$t_form>();)?
                $(let $c = fields.$c_kind::<$c_type>($($($c_args,)*)? $($c_namespace, $c_local)?);)*
                let loc = fields.finish();
                // One match, since a `?` for each would take half as long again to compile.
                match ($($which,)? ($($a,)*), $($others,)? $($t,)? ($($c,)*),) {
                    (
                        $(::std::option::Option::Some($which),)?
                        ($(::std::option::Option::Some($a),)*),
                        $(::std::option::Option::Some($others),)?
                        $(::std::option::Option::Some($t),)?
                        ($(::std::option::Option::Some($c),)*),
                    ) => ::std::option::Option::Some(Self {
                        $($which,)?
                        $($a,)*
                        $($others,)?
                        $($t,)?
                        $($c,)*
                        loc,
                    }),
                    #[allow(unreachable_patterns)]
                    _ => ::std::option::Option::None,
                }
            }

            fn write(&self, writer: &mut $crate::types::Writer) {
                let names = <Self as $crate::types::Record>::META.names;
                let (namespace, local) = names[0 $(+ self.$which.min(names.len() - 1))?];
                writer.start_like(namespace, local, &self.loc);
                $(writer.$a_kind::<$a_form>($a_namespace, $a_local, &self.$a);)*
                $(writer.any_attributes(&self.$others);)?
                $(
                    writer.keep_space();
                    writer.$t_kind::<$t_form>(&self.$t);
                )?
                $(writer.$c_kind::<$c_type>(&self.$c $(, $c_namespace, $c_local)?);)*
                writer.end();
            }
        }
    };
    (@any) => { false };
    (@any $others:ident) => { true };
    (@text) => { $crate::types::meta::Value::Empty };
    (@text $form:ty) => { <$form as $crate::types::Form>::VALUE };
}

/// What elements need that follow each other, whose struct is `$name`: a row for each field, as in `record!`.
#[macro_export]
macro_rules! group {
    (
        $name:ident
        parts {
            $($c:ident: $c_kind:ident $c_type:ty $([$($c_args:expr),*])?
                $(= $c_namespace:literal $c_local:literal $c_documentation:literal)?;)*
        }
    ) => {
        impl $crate::types::Group for $name {
            const PARTS: &'static [$crate::types::meta::Part] = &[$(
                $crate::types::meta::Part::$c_kind::<$c_type>(
                    $($($c_args,)*)? $($c_namespace, $c_local, $c_documentation)?
                )
            ),*];

            fn read(fields: &mut $crate::types::Fields<'_, '_>) -> ::std::option::Option<Self> {
                $(let $c = fields.$c_kind::<$c_type>($($($c_args,)*)? $($c_namespace, $c_local)?);)*
                ::std::option::Option::Some(Self { $($c: $c?,)* })
            }

            fn write(&self, writer: &mut $crate::types::Writer) {
                $(writer.$c_kind::<$c_type>(&self.$c $(, $c_namespace, $c_local)?);)*
            }
        }
    };
}

/// What a choice of elements needs whose enum is `$name`: a row for each variant, with the function that reads and
/// writes it.
#[macro_export]
macro_rules! choice {
    (
        $name:ident $([text $text:ident])?
        $($v:ident: $kind:ident $type:ty $([$($args:expr),*])?
            $(= $namespace:literal $local:literal $documentation:literal)?;)*
    ) => {
        impl $name {
            const WAYS: &'static [$crate::types::Way<Self>] = &[$(
                $crate::types::Way::$kind::<$type>(
                    $($($args,)*)? $($namespace, $local,)?
                    |reader, node| reader.$kind::<$type>(node).map(Self::$v),
                )
            ),*];
        }

        impl $crate::types::Node for $name {
            const CHILDREN: &'static [$crate::types::meta::Child] = &[$(
                $crate::types::meta::Child::$kind::<$type>(
                    $($($args,)*)? $($namespace, $local, $documentation)?
                )
            ),*];

            fn accepts(namespace: &str, local: &str) -> bool {
                Self::WAYS.iter().any(|way| way.accepts(namespace, local))
            }

            fn read(
                reader: &mut $crate::types::Reader<'_>,
                node: $crate::xml::NodeId,
            ) -> ::std::option::Option<Self> {
                reader.choice(node, Self::WAYS)
            }

            $(
                fn text(text: &str) -> ::std::option::Option<Self> {
                    ::std::option::Option::Some(Self::$text(text.to_owned()))
                }

                fn as_text(&self) -> ::std::option::Option<&str> {
                    match self {
                        Self::$text(own) => ::std::option::Option::Some(own),
                        #[allow(unreachable_patterns)]
                        _ => ::std::option::Option::None,
                    }
                }

                fn push_text(&mut self, text: &str) -> bool {
                    match self {
                        Self::$text(own) => {
                            own.push_str(text);
                            true
                        }
                        #[allow(unreachable_patterns)]
                        _ => false,
                    }
                }
            )?

            fn write(&self, writer: &mut $crate::types::Writer) {
                match self {
                    $(Self::$text(own) => writer.text(own),)?
                    $(Self::$v(own) => writer.$kind::<$type>(own $(, $namespace, $local)?),)*
                }
            }
        }
    };
}

/// What a text type needs that holds only what its `TYPE` allows: a struct of one private `String`.
#[macro_export]
macro_rules! restricted_text {
    (
        $name:ident $library:literal $datatype:literal $description:literal
        { $($facet:literal = $value:literal;)* $(except $except:expr;)* }
    ) => {
        impl $name {
            /// The datatype with its facets.
            pub const TYPE: $crate::types::Type = $crate::types::Type {
                library: $library,
                name: $datatype,
                facets: &[$(($facet, $value)),*],
                except: &[$($except),*],
            };

            fn check(
                text: &str,
                scope: $crate::types::Scope<'_>,
            ) -> ::std::result::Result<Self, ::std::string::String> {
                static CHECKER: ::std::sync::OnceLock<$crate::types::Checker> = ::std::sync::OnceLock::new();
                CHECKER.get_or_init(|| Self::TYPE.checker()).check(text, scope).map(Self)
            }

            /// The value, if the type allows it.
            ///
            /// # Errors
            /// [`ValueError`](rowi::types::ValueError) says what is wrong with it.
            pub fn new(
                value: impl ::std::convert::AsRef<str>,
            ) -> ::std::result::Result<Self, $crate::types::ValueError> {
                let value = value.as_ref();
                Self::check(value, $crate::types::Scope::default())
                    .map_err(|message| $crate::types::ValueError { message, value: value.to_owned() })
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        $crate::text_traits!($name);

        impl ::std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl $crate::types::Form for $name {
            type Value = Self;
            const VALUE: $crate::types::meta::Value = $crate::types::meta::Value::Type($description);

            fn read(text: &str, scope: $crate::types::Scope<'_>) -> ::std::result::Result<Self, ::std::string::String> {
                Self::check(text, scope)
            }

            fn write(value: &Self, out: &mut $crate::types::Text) {
                out.text.push_str(&value.0);
            }
        }
    };
}

/// What a number type needs that holds only what its `TYPE` allows: a struct of one private number.
#[macro_export]
macro_rules! restricted_number {
    (
        $name:ident $number:ident $library:literal $datatype:literal $description:literal
        { $($facet:literal = $value:literal;)* $(except $except:expr;)* }
    ) => {
        impl $name {
            /// The datatype with its facets.
            pub const TYPE: $crate::types::Type = $crate::types::Type {
                library: $library,
                name: $datatype,
                facets: &[$(($facet, $value)),*],
                except: &[$($except),*],
            };

            fn check(
                text: &str,
                scope: $crate::types::Scope<'_>,
            ) -> ::std::result::Result<Self, ::std::string::String> {
                static CHECKER: ::std::sync::OnceLock<$crate::types::Checker> = ::std::sync::OnceLock::new();
                CHECKER.get_or_init(|| Self::TYPE.checker()).check(text, scope)?;
                <$number as $crate::types::Form>::read(text, scope).map(Self)
            }

            /// The value, if the type allows it.
            ///
            /// # Errors
            /// [`ValueError`](rowi::types::ValueError) says what is wrong with it.
            pub fn new(value: $number) -> ::std::result::Result<Self, $crate::types::ValueError> {
                let text = value.to_string();
                Self::check(&text, $crate::types::Scope::default())
                    .map_err(|message| $crate::types::ValueError { message, value: text })
            }

            /// The number.
            #[must_use]
            pub fn get(self) -> $number {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::types::ValueError;

            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                Self::check(value, $crate::types::Scope::default())
                    .map_err(|message| $crate::types::ValueError { message, value: value.to_owned() })
            }
        }

        impl ::std::convert::TryFrom<$number> for $name {
            type Error = $crate::types::ValueError;

            fn try_from(value: $number) -> ::std::result::Result<Self, Self::Error> {
                Self::new(value)
            }
        }

        impl $crate::types::Form for $name {
            type Value = Self;
            const VALUE: $crate::types::meta::Value = $crate::types::meta::Value::Type($description);

            fn read(text: &str, scope: $crate::types::Scope<'_>) -> ::std::result::Result<Self, ::std::string::String> {
                Self::check(text, scope)
            }

            fn write(value: &Self, out: &mut $crate::types::Text) {
                out.text.push_str(&value.0.to_string());
            }
        }
    };
}

/// What a restricted text and an enumeration have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! text_traits {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::types::ValueError;

            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                <Self as $crate::types::Form>::read(value, $crate::types::Scope::default())
                    .map_err(|message| $crate::types::ValueError { message, value: value.to_owned() })
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = $crate::types::ValueError;

            fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
                value.parse()
            }
        }

        impl ::std::convert::TryFrom<::std::string::String> for $name {
            type Error = $crate::types::ValueError;

            fn try_from(value: ::std::string::String) -> ::std::result::Result<Self, Self::Error> {
                value.parse()
            }
        }
    };
}

/// What an enumeration of fixed values needs besides its variants.
#[macro_export]
macro_rules! enumeration {
    ($name:ident $library:literal $datatype:literal { $($variant:ident = $value:literal $documentation:literal;)* }) => {
        impl $name {
            /// All values, in the schema's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            const LITERALS: &'static [$crate::types::Literal] = &[
                $($crate::types::Literal { library: $library, name: $datatype, value: $value }),*
            ];

            /// The value as it stands in documents.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)*
                }
            }
        }

        $crate::text_traits!($name);

        impl $crate::types::Form for $name {
            type Value = Self;
            const VALUE: $crate::types::meta::Value =
                $crate::types::meta::Value::OneOf(&[$(($value, $documentation)),*]);

            fn read(
                text: &str,
                scope: $crate::types::Scope<'_>,
            ) -> ::std::result::Result<Self, ::std::string::String> {
                match $crate::types::literal(text, scope, Self::LITERALS) {
                    ::std::option::Option::Some(index) => ::std::result::Result::Ok(Self::ALL[index]),
                    ::std::option::Option::None => {
                        ::std::result::Result::Err($crate::types::one_of(Self::LITERALS))
                    }
                }
            }

            fn write(value: &Self, out: &mut $crate::types::Text) {
                out.text.push_str(value.as_str());
            }
        }
    };
}

/// What an enumeration needs besides its variants that holds fixed values or what other types allow.
#[macro_export]
macro_rules! open_enumeration {
    (
        $name:ident
        { $($fixed:ident = $library:literal $datatype:literal $value:literal $documentation:literal;)* }
        or { $($open:ident: $form:ty;)* }
    ) => {
        impl $name {
            const FIXED: &'static [(Self, $crate::types::Literal)] = &[$((
                Self::$fixed,
                $crate::types::Literal { library: $library, name: $datatype, value: $value },
            )),*];
        }

        impl $crate::types::Form for $name {
            type Value = Self;
            const VALUE: $crate::types::meta::Value = $crate::types::meta::Value::AnyOf(
                &[$(($value, $documentation)),*],
                &[$(<$form as $crate::types::Form>::VALUE),*],
            );

            fn read(
                text: &str,
                scope: $crate::types::Scope<'_>,
            ) -> ::std::result::Result<Self, ::std::string::String> {
                for (value, literal) in Self::FIXED {
                    if literal.equals(text, scope) {
                        return ::std::result::Result::Ok(value.clone());
                    }
                }
                $(
                    if let ::std::result::Result::Ok(value) = <$form as $crate::types::Form>::read(text, scope) {
                        return ::std::result::Result::Ok(Self::$open(value));
                    }
                )*
                let literals: ::std::vec::Vec<_> = Self::FIXED.iter().map(|(_, literal)| *literal).collect();
                ::std::result::Result::Err($crate::types::one_of_or_other(&literals))
            }

            fn write(value: &Self, out: &mut $crate::types::Text) {
                match value {
                    $(Self::$fixed => out.text.push_str($value),)*
                    $(Self::$open(value) => <$form as $crate::types::Form>::write(value, out),)*
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut text = $crate::types::Text::default();
                <Self as $crate::types::Form>::write(self, &mut text);
                f.write_str(&text.as_written())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::types::ValueError;

            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                <Self as $crate::types::Form>::read(value, $crate::types::Scope::default())
                    .map_err(|message| $crate::types::ValueError { message, value: value.to_owned() })
            }
        }
    };
}

/// What a list of fixed length needs: a struct with a field for each word.
#[macro_export]
macro_rules! words {
    ($name:ident $description:literal { $($index:tt: $form:ty;)* }) => {
        impl $crate::types::Form for $name {
            type Value = Self;
            const VALUE: $crate::types::meta::Value = $crate::types::meta::Value::Type($description);

            fn read(
                text: &str,
                scope: $crate::types::Scope<'_>,
            ) -> ::std::result::Result<Self, ::std::string::String> {
                let words: ::std::vec::Vec<&str> = text.split_ascii_whitespace().collect();
                if words.len() != [$($index),*].len() {
                    return ::std::result::Result::Err(::std::concat!("must be ", $description).to_owned());
                }
                ::std::result::Result::Ok(Self($(<$form as $crate::types::Form>::read(words[$index], scope)?),*))
            }

            fn write(value: &Self, out: &mut $crate::types::Text) {
                $(
                    if $index > 0 {
                        out.text.push(' ');
                    }
                    <$form as $crate::types::Form>::write(&value.$index, out);
                )*
            }
        }
    };
}
