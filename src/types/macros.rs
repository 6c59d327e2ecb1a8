//! What every restricted type and enumeration needs, once.

/// What a text type needs that holds only what its `TYPE` allows: a struct of one private `String`.
#[macro_export]
macro_rules! restricted_text {
    ($name:ident) => {
        impl $name {
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
    ($name:ident, $number:ident) => {
        impl $name {
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
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::enumeration!($name, "", "token", { $($variant = $value),* });
    };
    ($name:ident, $library:literal, $datatype:literal, { $($variant:ident = $value:literal),* $(,)? }) => {
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
