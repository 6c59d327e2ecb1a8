//! XML Schema's datatypes that have no counterpart among Rust's own, as texts that are always valid.

macro_rules! types {
    ($($(#[$meta:meta])* $name:ident = $datatype:literal $description:literal),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        crate::restricted_text!(
            $name "http://www.w3.org/2001/XMLSchema-datatypes" $datatype $description {}
        );
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
    Decimal = "decimal" "a decimal number",
    /// A location (`xsd:anyURI`).
    AnyUri = "anyURI" "a location",
    /// A language tag.
    Language = "language" "a language tag",
    /// A name.
    XmlName = "Name" "a name",
    /// A name without a colon.
    NcName = "NCName" "a name without a colon",
    /// Name characters.
    NmToken = "NMTOKEN" "name characters",
    /// Words of name characters.
    NmTokens = "NMTOKENS" "words of name characters",
    /// An identifier.
    Id = "ID" "an identifier",
    /// A reference to an identifier.
    IdRef = "IDREF" "a reference to an identifier",
    /// References to identifiers.
    IdRefs = "IDREFS" "references to identifiers",
    /// A span of time.
    Duration = "duration" "a span of time",
    /// A date with a time.
    DateTime = "dateTime" "a date with a time",
    /// A time of day.
    Time = "time" "a time of day",
    /// A date.
    Date = "date" "a date",
    /// A month of a year.
    GYearMonth = "gYearMonth" "a month of a year",
    /// A year.
    GYear = "gYear" "a year",
    /// A day of a month.
    GMonthDay = "gMonthDay" "a day of a month",
    /// A day of any month.
    GDay = "gDay" "a day of any month",
    /// A month of any year.
    GMonth = "gMonth" "a month of any year",
    /// Bytes in hexadecimal digits.
    HexBinary = "hexBinary" "bytes in hexadecimal digits",
    /// Bytes in base 64.
    Base64Binary = "base64Binary" "bytes in base 64",
}
