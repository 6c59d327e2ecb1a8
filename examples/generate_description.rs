//! Builds an image description with containers from Rust values and prints it:
//! `cargo run --example generate_description > appliance.kiwi; rowi check appliance.kiwi`

use rowi::kiwi::{
    Bootloader, BootloaderName, Container, ContainerBackend, Containers, Description, DescriptionType, Firmware, Image,
    ImageType, Oemconfig, Package, PackageManager, Packages, PackagesType, PasswordFormat, PlainName, Preferences,
    Repository, RootFilesystem, Size, SizeUnit, Source, Type, User, Users,
};
use rowi::types::{ValueError, to_xml};

/// Packages of one section.
fn packages(section: PackagesType, names: &[&str]) -> Packages {
    let package = names.iter().map(|name| Package::new(*name)).collect();
    Packages { package, ..Packages::new(section) }
}

/// A disk image that starts a web server from a container.
///
/// # Errors
/// A name that a description cannot have.
pub fn image() -> Result<Image, ValueError> {
    let description = Description::new(
        DescriptionType::System,
        "A. U. Thor",
        vec!["author@example.org".to_owned()],
        "A disk image that brings a web server along in a container",
    );
    let disk = Type {
        filesystem: Some(RootFilesystem::Ext4),
        firmware: Some(Firmware::Uefi),
        kernelcmdline: Some("console=ttyS0".to_owned()),
        bootloader: Some(Bootloader::new(BootloaderName::Grub2)),
        oemconfig: Some(Oemconfig { oem_resize: Some(true), ..Oemconfig::new() }),
        size: Some(Size { unit: Some(SizeUnit::G), ..Size::new(4) }),
        ..Type::new(ImageType::Oem)
    };
    let preferences = Preferences {
        version: Some("1.0.0".to_owned()),
        packagemanager: Some(PackageManager::Zypper),
        locale: Some("en_US".parse()?),
        timezone: Some("UTC".to_owned()),
        type_: vec![disk],
        ..Preferences::new()
    };
    let root = User {
        pwdformat: Some(PasswordFormat::Encrypted),
        home: Some("/root".to_owned()),
        ..User::new(
            "root",
            "$6$rounds=5000$example$kVj9Xh0Tt8uIuN7pXx4v4B5dC0ZxG2m1q3W6y8R7e9T1u3O5i7P9a2S4d6F8g0H1j3K5l7Z9x1C3v5B7n9M1q.",
        )
    };
    let repository = Repository {
        alias: Some("tumbleweed".parse()?),
        ..Repository::new(Source::new("https://download.opensuse.org/tumbleweed/repo/oss"))
    };
    let nginx = Container { tag: Some("1.27".to_owned()), path: Some("library".to_owned()), ..Container::new("nginx") };
    let containers = Containers::new("docker.io", ContainerBackend::Podman, vec![nginx]);
    Ok(Image {
        users: vec![Users::new(vec![root])],
        repository: vec![repository],
        containers: vec![containers],
        packages: vec![
            packages(PackagesType::Bootstrap, &["filesystem", "ca-certificates-mozilla", "skopeo"]),
            packages(
                PackagesType::Image,
                &["kernel-default", "grub2", "grub2-x86_64-efi", "shim", "systemd", "podman", "dracut-kiwi-oem-repart"],
            ),
        ],
        ..Image::new(PlainName::new("web-appliance")?, description, vec![preferences])
    })
}

#[allow(dead_code, clippy::disallowed_macros)]
fn main() -> Result<(), ValueError> {
    print!("{}", to_xml(&image()?));
    Ok(())
}
