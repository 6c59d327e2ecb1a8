//! The texts of KIWI's schema, for what needs documentation and places: the compiled grammars hold neither.

/// The files of the schema and of its editions, by path below `rng/`; the first is the main file.
pub const SOURCES: [(&str, &str); 22] = [
    ("kiwi.rnc", include_str!("../../rng/kiwi.rnc")),
    ("kiwi/bootloader.rnc", include_str!("../../rng/kiwi/bootloader.rnc")),
    ("kiwi/certificates.rnc", include_str!("../../rng/kiwi/certificates.rnc")),
    ("kiwi/containerconfig.rnc", include_str!("../../rng/kiwi/containerconfig.rnc")),
    ("kiwi/containers.rnc", include_str!("../../rng/kiwi/containers.rnc")),
    ("kiwi/description.rnc", include_str!("../../rng/kiwi/description.rnc")),
    ("kiwi/disk.rnc", include_str!("../../rng/kiwi/disk.rnc")),
    ("kiwi/extension.rnc", include_str!("../../rng/kiwi/extension.rnc")),
    ("kiwi/files.rnc", include_str!("../../rng/kiwi/files.rnc")),
    ("kiwi/include.rnc", include_str!("../../rng/kiwi/include.rnc")),
    ("kiwi/install.rnc", include_str!("../../rng/kiwi/install.rnc")),
    ("kiwi/machine.rnc", include_str!("../../rng/kiwi/machine.rnc")),
    ("kiwi/oem.rnc", include_str!("../../rng/kiwi/oem.rnc")),
    ("kiwi/packages.rnc", include_str!("../../rng/kiwi/packages.rnc")),
    ("kiwi/preferences.rnc", include_str!("../../rng/kiwi/preferences.rnc")),
    ("kiwi/profiles.rnc", include_str!("../../rng/kiwi/profiles.rnc")),
    ("kiwi/repository.rnc", include_str!("../../rng/kiwi/repository.rnc")),
    ("kiwi/rules.rnc", include_str!("../../rng/kiwi/rules.rnc")),
    ("kiwi/type.rnc", include_str!("../../rng/kiwi/type.rnc")),
    ("kiwi/users.rnc", include_str!("../../rng/kiwi/users.rnc")),
    ("kiwi/values.rnc", include_str!("../../rng/kiwi/values.rnc")),
    ("editions/containers-in-packages.rnc", include_str!("../../rng/editions/containers-in-packages.rnc")),
];
