//! XML Schema's datatypes that have no counterpart among Rust's own, as texts that are always valid.

use super::Type;

macro_rules! types {
    ($($(#[$meta:meta])* $name:ident = $datatype:literal),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The datatype.
            pub const TYPE: Type = Type {
                library: "http://www.w3.org/2001/XMLSchema-datatypes",
                name: $datatype,
                facets: &[],
                except: &[],
            };
        }

        crate::restricted_text!($name);
    )*

    /// The Rust type of a datatype, for those that are here.
    #[must_use]
    pub fn rust_name(datatype: &str) -> Option<&'static str> {
        match datatype {
            $($datatype => Some(stringify!($name)),)*
            _ => None,
        }
    }
    };
}

types! {
    /// A decimal number.
    Decimal = "decimal",
    /// A location (`xsd:anyURI`).
    AnyUri = "anyURI",
    /// A language tag.
    Language = "language",
    /// A name.
    XmlName = "Name",
    /// A name without a colon.
    NcName = "NCName",
    /// Name characters.
    NmToken = "NMTOKEN",
    /// Words of name characters.
    NmTokens = "NMTOKENS",
    /// An identifier.
    Id = "ID",
    /// A reference to an identifier.
    IdRef = "IDREF",
    /// References to identifiers.
    IdRefs = "IDREFS",
    /// A span of time.
    Duration = "duration",
    /// A date with a time.
    DateTime = "dateTime",
    /// A time of day.
    Time = "time",
    /// A date.
    Date = "date",
    /// A month of a year.
    GYearMonth = "gYearMonth",
    /// A year.
    GYear = "gYear",
    /// A day of a month.
    GMonthDay = "gMonthDay",
    /// A day of any month.
    GDay = "gDay",
    /// A month of any year.
    GMonth = "gMonth",
    /// Bytes in hexadecimal digits.
    HexBinary = "hexBinary",
    /// Bytes in base 64.
    Base64Binary = "base64Binary",
}
