// @generated. Changes made here are lost.
// From rng/editions/containers-in-packages.rnc: a constant for each name.
// It is long because the schema is.

/// Elements.
pub mod el {
    use super::super::ElementName;

    /// `archive`
    pub const ARCHIVE: ElementName = ElementName::new("archive");

    /// `argument`
    pub const ARGUMENT: ElementName = ElementName::new("argument");

    /// `author`
    pub const AUTHOR: ElementName = ElementName::new("author");

    /// `bootloader`
    pub const BOOTLOADER: ElementName = ElementName::new("bootloader");

    /// `bootloadersettings`
    pub const BOOTLOADERSETTINGS: ElementName = ElementName::new("bootloadersettings");

    /// `bootloader-theme`
    pub const BOOTLOADER_THEME: ElementName = ElementName::new("bootloader-theme");

    /// `bootsplash-theme`
    pub const BOOTSPLASH_THEME: ElementName = ElementName::new("bootsplash-theme");

    /// `certificate`
    pub const CERTIFICATE: ElementName = ElementName::new("certificate");

    /// `certificates`
    pub const CERTIFICATES: ElementName = ElementName::new("certificates");

    /// `collectionModule`
    pub const COLLECTION_MODULE: ElementName = ElementName::new("collectionModule");

    /// `configoption`
    pub const CONFIGOPTION: ElementName = ElementName::new("configoption");

    /// `contact`
    pub const CONTACT: ElementName = ElementName::new("contact");

    /// `container`
    pub const CONTAINER: ElementName = ElementName::new("container");

    /// `containerconfig`
    pub const CONTAINERCONFIG: ElementName = ElementName::new("containerconfig");

    /// `containers`
    pub const CONTAINERS: ElementName = ElementName::new("containers");

    /// `description`
    pub const DESCRIPTION: ElementName = ElementName::new("description");

    /// `dracut`
    pub const DRACUT: ElementName = ElementName::new("dracut");

    /// `drivers`
    pub const DRIVERS: ElementName = ElementName::new("drivers");

    /// `entrypoint`
    pub const ENTRYPOINT: ElementName = ElementName::new("entrypoint");

    /// `env`
    pub const ENV: ElementName = ElementName::new("env");

    /// `environment`
    pub const ENVIRONMENT: ElementName = ElementName::new("environment");

    /// `expose`
    pub const EXPOSE: ElementName = ElementName::new("expose");

    /// `extension`
    pub const EXTENSION: ElementName = ElementName::new("extension");

    /// `file`
    pub const FILE: ElementName = ElementName::new("file");

    /// `history`
    pub const HISTORY: ElementName = ElementName::new("history");

    /// `hkd_cert`
    pub const HKD_CERT: ElementName = ElementName::new("hkd_cert");

    /// `hkd_revocation_list`
    pub const HKD_REVOCATION_LIST: ElementName = ElementName::new("hkd_revocation_list");

    /// `ignore`
    pub const IGNORE: ElementName = ElementName::new("ignore");

    /// `image`
    pub const IMAGE: ElementName = ElementName::new("image");

    /// `include`
    pub const INCLUDE: ElementName = ElementName::new("include");

    /// `initrd`
    pub const INITRD: ElementName = ElementName::new("initrd");

    /// `installmedia`
    pub const INSTALLMEDIA: ElementName = ElementName::new("installmedia");

    /// `installoption`
    pub const INSTALLOPTION: ElementName = ElementName::new("installoption");

    /// `keytable`
    pub const KEYTABLE: ElementName = ElementName::new("keytable");

    /// `label`
    pub const LABEL: ElementName = ElementName::new("label");

    /// `labels`
    pub const LABELS: ElementName = ElementName::new("labels");

    /// `license`
    pub const LICENSE: ElementName = ElementName::new("license");

    /// `locale`
    pub const LOCALE: ElementName = ElementName::new("locale");

    /// `luksformat`
    pub const LUKSFORMAT: ElementName = ElementName::new("luksformat");

    /// `machine`
    pub const MACHINE: ElementName = ElementName::new("machine");

    /// `namedCollection`
    pub const NAMED_COLLECTION: ElementName = ElementName::new("namedCollection");

    /// `oemconfig`
    pub const OEMCONFIG: ElementName = ElementName::new("oemconfig");

    /// `oem-bootwait`
    pub const OEM_BOOTWAIT: ElementName = ElementName::new("oem-bootwait");

    /// `oem-boot-title`
    pub const OEM_BOOT_TITLE: ElementName = ElementName::new("oem-boot-title");

    /// `oem-device-filter`
    pub const OEM_DEVICE_FILTER: ElementName = ElementName::new("oem-device-filter");

    /// `oem-inplace-recovery`
    pub const OEM_INPLACE_RECOVERY: ElementName = ElementName::new("oem-inplace-recovery");

    /// `oem-kiwi-initrd`
    pub const OEM_KIWI_INITRD: ElementName = ElementName::new("oem-kiwi-initrd");

    /// `oem-multipath-scan`
    pub const OEM_MULTIPATH_SCAN: ElementName = ElementName::new("oem-multipath-scan");

    /// `oem-nic-filter`
    pub const OEM_NIC_FILTER: ElementName = ElementName::new("oem-nic-filter");

    /// `oem-partition-install`
    pub const OEM_PARTITION_INSTALL: ElementName = ElementName::new("oem-partition-install");

    /// `oem-ramdisk-size`
    pub const OEM_RAMDISK_SIZE: ElementName = ElementName::new("oem-ramdisk-size");

    /// `oem-reboot`
    pub const OEM_REBOOT: ElementName = ElementName::new("oem-reboot");

    /// `oem-reboot-interactive`
    pub const OEM_REBOOT_INTERACTIVE: ElementName = ElementName::new("oem-reboot-interactive");

    /// `oem-recovery`
    pub const OEM_RECOVERY: ElementName = ElementName::new("oem-recovery");

    /// `oem-recoveryID`
    pub const OEM_RECOVERY_ID: ElementName = ElementName::new("oem-recoveryID");

    /// `oem-recovery-part-size`
    pub const OEM_RECOVERY_PART_SIZE: ElementName = ElementName::new("oem-recovery-part-size");

    /// `oem-resize`
    pub const OEM_RESIZE: ElementName = ElementName::new("oem-resize");

    /// `oem-resize-once`
    pub const OEM_RESIZE_ONCE: ElementName = ElementName::new("oem-resize-once");

    /// `oem-shutdown`
    pub const OEM_SHUTDOWN: ElementName = ElementName::new("oem-shutdown");

    /// `oem-shutdown-interactive`
    pub const OEM_SHUTDOWN_INTERACTIVE: ElementName = ElementName::new("oem-shutdown-interactive");

    /// `oem-silent-boot`
    pub const OEM_SILENT_BOOT: ElementName = ElementName::new("oem-silent-boot");

    /// `oem-silent-install`
    pub const OEM_SILENT_INSTALL: ElementName = ElementName::new("oem-silent-install");

    /// `oem-silent-verify`
    pub const OEM_SILENT_VERIFY: ElementName = ElementName::new("oem-silent-verify");

    /// `oem-skip-verify`
    pub const OEM_SKIP_VERIFY: ElementName = ElementName::new("oem-skip-verify");

    /// `oem-swap`
    pub const OEM_SWAP: ElementName = ElementName::new("oem-swap");

    /// `oem-swapname`
    pub const OEM_SWAPNAME: ElementName = ElementName::new("oem-swapname");

    /// `oem-swapsize`
    pub const OEM_SWAPSIZE: ElementName = ElementName::new("oem-swapsize");

    /// `oem-systemsize`
    pub const OEM_SYSTEMSIZE: ElementName = ElementName::new("oem-systemsize");

    /// `oem-unattended`
    pub const OEM_UNATTENDED: ElementName = ElementName::new("oem-unattended");

    /// `oem-unattended-id`
    pub const OEM_UNATTENDED_ID: ElementName = ElementName::new("oem-unattended-id");

    /// `oem-vmcp-parmfile`
    pub const OEM_VMCP_PARMFILE: ElementName = ElementName::new("oem-vmcp-parmfile");

    /// `option`
    pub const OPTION: ElementName = ElementName::new("option");

    /// `package`
    pub const PACKAGE: ElementName = ElementName::new("package");

    /// `packagemanager`
    pub const PACKAGEMANAGER: ElementName = ElementName::new("packagemanager");

    /// `packages`
    pub const PACKAGES: ElementName = ElementName::new("packages");

    /// `partition`
    pub const PARTITION: ElementName = ElementName::new("partition");

    /// `partitions`
    pub const PARTITIONS: ElementName = ElementName::new("partitions");

    /// `port`
    pub const PORT: ElementName = ElementName::new("port");

    /// `preferences`
    pub const PREFERENCES: ElementName = ElementName::new("preferences");

    /// `product`
    pub const PRODUCT: ElementName = ElementName::new("product");

    /// `profile`
    pub const PROFILE: ElementName = ElementName::new("profile");

    /// `profiles`
    pub const PROFILES: ElementName = ElementName::new("profiles");

    /// `registry`
    pub const REGISTRY: ElementName = ElementName::new("registry");

    /// `release-version`
    pub const RELEASE_VERSION: ElementName = ElementName::new("release-version");

    /// `repository`
    pub const REPOSITORY: ElementName = ElementName::new("repository");

    /// `requires`
    pub const REQUIRES: ElementName = ElementName::new("requires");

    /// `rpm-check-signatures`
    pub const RPM_CHECK_SIGNATURES: ElementName = ElementName::new("rpm-check-signatures");

    /// `rpm-excludedocs`
    pub const RPM_EXCLUDEDOCS: ElementName = ElementName::new("rpm-excludedocs");

    /// `rpm-locale-filtering`
    pub const RPM_LOCALE_FILTERING: ElementName = ElementName::new("rpm-locale-filtering");

    /// `securelinux`
    pub const SECURELINUX: ElementName = ElementName::new("securelinux");

    /// `shimoption`
    pub const SHIMOPTION: ElementName = ElementName::new("shimoption");

    /// `showlicense`
    pub const SHOWLICENSE: ElementName = ElementName::new("showlicense");

    /// `signing`
    pub const SIGNING: ElementName = ElementName::new("signing");

    /// `size`
    pub const SIZE: ElementName = ElementName::new("size");

    /// `source`
    pub const SOURCE: ElementName = ElementName::new("source");

    /// `specification`
    pub const SPECIFICATION: ElementName = ElementName::new("specification");

    /// `stopsignal`
    pub const STOPSIGNAL: ElementName = ElementName::new("stopsignal");

    /// `strip`
    pub const STRIP: ElementName = ElementName::new("strip");

    /// `subcommand`
    pub const SUBCOMMAND: ElementName = ElementName::new("subcommand");

    /// `systemdisk`
    pub const SYSTEMDISK: ElementName = ElementName::new("systemdisk");

    /// `timezone`
    pub const TIMEZONE: ElementName = ElementName::new("timezone");

    /// `type`
    pub const TYPE: ElementName = ElementName::new("type");

    /// `user`
    pub const USER: ElementName = ElementName::new("user");

    /// `users`
    pub const USERS: ElementName = ElementName::new("users");

    /// `vagrantconfig`
    pub const VAGRANTCONFIG: ElementName = ElementName::new("vagrantconfig");

    /// `version`
    pub const VERSION: ElementName = ElementName::new("version");

    /// `vmconfig-entry`
    pub const VMCONFIG_ENTRY: ElementName = ElementName::new("vmconfig-entry");

    /// `vmdisk`
    pub const VMDISK: ElementName = ElementName::new("vmdisk");

    /// `vmdvd`
    pub const VMDVD: ElementName = ElementName::new("vmdvd");

    /// `vmnic`
    pub const VMNIC: ElementName = ElementName::new("vmnic");

    /// `volume`
    pub const VOLUME: ElementName = ElementName::new("volume");

    /// `volumes`
    pub const VOLUMES: ElementName = ElementName::new("volumes");

    /// All, in the order of their spelling.
    pub const ALL: &[ElementName] = &[
        ARCHIVE,
        ARGUMENT,
        AUTHOR,
        BOOTLOADER,
        BOOTLOADER_THEME,
        BOOTLOADERSETTINGS,
        BOOTSPLASH_THEME,
        CERTIFICATE,
        CERTIFICATES,
        COLLECTION_MODULE,
        CONFIGOPTION,
        CONTACT,
        CONTAINER,
        CONTAINERCONFIG,
        CONTAINERS,
        DESCRIPTION,
        DRACUT,
        DRIVERS,
        ENTRYPOINT,
        ENV,
        ENVIRONMENT,
        EXPOSE,
        EXTENSION,
        FILE,
        HISTORY,
        HKD_CERT,
        HKD_REVOCATION_LIST,
        IGNORE,
        IMAGE,
        INCLUDE,
        INITRD,
        INSTALLMEDIA,
        INSTALLOPTION,
        KEYTABLE,
        LABEL,
        LABELS,
        LICENSE,
        LOCALE,
        LUKSFORMAT,
        MACHINE,
        NAMED_COLLECTION,
        OEM_BOOT_TITLE,
        OEM_BOOTWAIT,
        OEM_DEVICE_FILTER,
        OEM_INPLACE_RECOVERY,
        OEM_KIWI_INITRD,
        OEM_MULTIPATH_SCAN,
        OEM_NIC_FILTER,
        OEM_PARTITION_INSTALL,
        OEM_RAMDISK_SIZE,
        OEM_REBOOT,
        OEM_REBOOT_INTERACTIVE,
        OEM_RECOVERY,
        OEM_RECOVERY_PART_SIZE,
        OEM_RECOVERY_ID,
        OEM_RESIZE,
        OEM_RESIZE_ONCE,
        OEM_SHUTDOWN,
        OEM_SHUTDOWN_INTERACTIVE,
        OEM_SILENT_BOOT,
        OEM_SILENT_INSTALL,
        OEM_SILENT_VERIFY,
        OEM_SKIP_VERIFY,
        OEM_SWAP,
        OEM_SWAPNAME,
        OEM_SWAPSIZE,
        OEM_SYSTEMSIZE,
        OEM_UNATTENDED,
        OEM_UNATTENDED_ID,
        OEM_VMCP_PARMFILE,
        OEMCONFIG,
        OPTION,
        PACKAGE,
        PACKAGEMANAGER,
        PACKAGES,
        PARTITION,
        PARTITIONS,
        PORT,
        PREFERENCES,
        PRODUCT,
        PROFILE,
        PROFILES,
        REGISTRY,
        RELEASE_VERSION,
        REPOSITORY,
        REQUIRES,
        RPM_CHECK_SIGNATURES,
        RPM_EXCLUDEDOCS,
        RPM_LOCALE_FILTERING,
        SECURELINUX,
        SHIMOPTION,
        SHOWLICENSE,
        SIGNING,
        SIZE,
        SOURCE,
        SPECIFICATION,
        STOPSIGNAL,
        STRIP,
        SUBCOMMAND,
        SYSTEMDISK,
        TIMEZONE,
        TYPE,
        USER,
        USERS,
        VAGRANTCONFIG,
        VERSION,
        VMCONFIG_ENTRY,
        VMDISK,
        VMDVD,
        VMNIC,
        VOLUME,
        VOLUMES,
    ];
}

/// Attributes.
pub mod at {
    use super::super::AttributeName;

    /// `action`
    pub const ACTION: AttributeName = AttributeName::new("action");

    /// `additionalnames`
    pub const ADDITIONALNAMES: AttributeName = AttributeName::new("additionalnames");

    /// `additive`
    pub const ADDITIVE: AttributeName = AttributeName::new("additive");

    /// `alias`
    pub const ALIAS: AttributeName = AttributeName::new("alias");

    /// `application_id`
    pub const APPLICATION_ID: AttributeName = AttributeName::new("application_id");

    /// `apply_dps_codes`
    pub const APPLY_DPS_CODES: AttributeName = AttributeName::new("apply_dps_codes");

    /// `arch`
    pub const ARCH: AttributeName = AttributeName::new("arch");

    /// `architectures`
    pub const ARCHITECTURES: AttributeName = AttributeName::new("architectures");

    /// `archive`
    pub const ARCHIVE: AttributeName = AttributeName::new("archive");

    /// `author`
    pub const AUTHOR: AttributeName = AttributeName::new("author");

    /// `backend`
    pub const BACKEND: AttributeName = AttributeName::new("backend");

    /// `bls`
    pub const BLS: AttributeName = AttributeName::new("bls");

    /// `boot`
    pub const BOOT: AttributeName = AttributeName::new("boot");

    /// `bootdelete`
    pub const BOOTDELETE: AttributeName = AttributeName::new("bootdelete");

    /// `bootfilesystem`
    pub const BOOTFILESYSTEM: AttributeName = AttributeName::new("bootfilesystem");

    /// `bootinclude`
    pub const BOOTINCLUDE: AttributeName = AttributeName::new("bootinclude");

    /// `bootkernel`
    pub const BOOTKERNEL: AttributeName = AttributeName::new("bootkernel");

    /// `bootpartition`
    pub const BOOTPARTITION: AttributeName = AttributeName::new("bootpartition");

    /// `bootpartsize`
    pub const BOOTPARTSIZE: AttributeName = AttributeName::new("bootpartsize");

    /// `bootpart_id`
    pub const BOOTPART_ID: AttributeName = AttributeName::new("bootpart_id");

    /// `bootprofile`
    pub const BOOTPROFILE: AttributeName = AttributeName::new("bootprofile");

    /// `bootstrap_package`
    pub const BOOTSTRAP_PACKAGE: AttributeName = AttributeName::new("bootstrap_package");

    /// `boot_clone`
    pub const BOOT_CLONE: AttributeName = AttributeName::new("boot_clone");

    /// `boxname`
    pub const BOXNAME: AttributeName = AttributeName::new("boxname");

    /// `btrfs_quota_groups`
    pub const BTRFS_QUOTA_GROUPS: AttributeName = AttributeName::new("btrfs_quota_groups");

    /// `btrfs_root_is_readonly_snapshot`
    pub const BTRFS_ROOT_IS_READONLY_SNAPSHOT: AttributeName = AttributeName::new("btrfs_root_is_readonly_snapshot");

    /// `btrfs_root_is_snapper_snapshot`
    pub const BTRFS_ROOT_IS_SNAPPER_SNAPSHOT: AttributeName = AttributeName::new("btrfs_root_is_snapper_snapshot");

    /// `btrfs_root_is_subvolume`
    pub const BTRFS_ROOT_IS_SUBVOLUME: AttributeName = AttributeName::new("btrfs_root_is_subvolume");

    /// `btrfs_set_default_volume`
    pub const BTRFS_SET_DEFAULT_VOLUME: AttributeName = AttributeName::new("btrfs_set_default_volume");

    /// `bundle_format`
    pub const BUNDLE_FORMAT: AttributeName = AttributeName::new("bundle_format");

    /// `clear`
    pub const CLEAR: AttributeName = AttributeName::new("clear");

    /// `clone`
    pub const CLONE: AttributeName = AttributeName::new("clone");

    /// `components`
    pub const COMPONENTS: AttributeName = AttributeName::new("components");

    /// `compressed`
    pub const COMPRESSED: AttributeName = AttributeName::new("compressed");

    /// `controller`
    pub const CONTROLLER: AttributeName = AttributeName::new("controller");

    /// `copy_on_write`
    pub const COPY_ON_WRITE: AttributeName = AttributeName::new("copy_on_write");

    /// `created_by`
    pub const CREATED_BY: AttributeName = AttributeName::new("created_by");

    /// `customize`
    pub const CUSTOMIZE: AttributeName = AttributeName::new("customize");

    /// `delta_root`
    pub const DELTA_ROOT: AttributeName = AttributeName::new("delta_root");

    /// `derived_from`
    pub const DERIVED_FROM: AttributeName = AttributeName::new("derived_from");

    /// `description`
    pub const DESCRIPTION: AttributeName = AttributeName::new("description");

    /// `device`
    pub const DEVICE: AttributeName = AttributeName::new("device");

    /// `devicepersistency`
    pub const DEVICEPERSISTENCY: AttributeName = AttributeName::new("devicepersistency");

    /// `diskmode`
    pub const DISKMODE: AttributeName = AttributeName::new("diskmode");

    /// `disktype`
    pub const DISKTYPE: AttributeName = AttributeName::new("disktype");

    /// `disk_start_sector`
    pub const DISK_START_SECTOR: AttributeName = AttributeName::new("disk_start_sector");

    /// `displayname`
    pub const DISPLAYNAME: AttributeName = AttributeName::new("displayname");

    /// `distribution`
    pub const DISTRIBUTION: AttributeName = AttributeName::new("distribution");

    /// `dosparttable_extended_layout`
    pub const DOSPARTTABLE_EXTENDED_LAYOUT: AttributeName = AttributeName::new("dosparttable_extended_layout");

    /// `driver`
    pub const DRIVER: AttributeName = AttributeName::new("driver");

    /// `editbootconfig`
    pub const EDITBOOTCONFIG: AttributeName = AttributeName::new("editbootconfig");

    /// `editbootinstall`
    pub const EDITBOOTINSTALL: AttributeName = AttributeName::new("editbootinstall");

    /// `eficsm`
    pub const EFICSM: AttributeName = AttributeName::new("eficsm");

    /// `eficsmpart_id`
    pub const EFICSMPART_ID: AttributeName = AttributeName::new("eficsmpart_id");

    /// `efifatimagesize`
    pub const EFIFATIMAGESIZE: AttributeName = AttributeName::new("efifatimagesize");

    /// `efimountoptions`
    pub const EFIMOUNTOPTIONS: AttributeName = AttributeName::new("efimountoptions");

    /// `efipartsize`
    pub const EFIPARTSIZE: AttributeName = AttributeName::new("efipartsize");

    /// `efiparttable`
    pub const EFIPARTTABLE: AttributeName = AttributeName::new("efiparttable");

    /// `efipart_id`
    pub const EFIPART_ID: AttributeName = AttributeName::new("efipart_id");

    /// `embedded_vagrantfile`
    pub const EMBEDDED_VAGRANTFILE: AttributeName = AttributeName::new("embedded_vagrantfile");

    /// `embed_integrity_metadata`
    pub const EMBED_INTEGRITY_METADATA: AttributeName = AttributeName::new("embed_integrity_metadata");

    /// `embed_verity_metadata`
    pub const EMBED_VERITY_METADATA: AttributeName = AttributeName::new("embed_verity_metadata");

    /// `enable`
    pub const ENABLE: AttributeName = AttributeName::new("enable");

    /// `enclave_format`
    pub const ENCLAVE_FORMAT: AttributeName = AttributeName::new("enclave_format");

    /// `ensure_empty_tmpdirs`
    pub const ENSURE_EMPTY_TMPDIRS: AttributeName = AttributeName::new("ensure_empty_tmpdirs");

    /// `erofscompression`
    pub const EROFSCOMPRESSION: AttributeName = AttributeName::new("erofscompression");

    /// `execute`
    pub const EXECUTE: AttributeName = AttributeName::new("execute");

    /// `fetch_only`
    pub const FETCH_ONLY: AttributeName = AttributeName::new("fetch_only");

    /// `filesystem`
    pub const FILESYSTEM: AttributeName = AttributeName::new("filesystem");

    /// `filesystem_check`
    pub const FILESYSTEM_CHECK: AttributeName = AttributeName::new("filesystem_check");

    /// `firmware`
    pub const FIRMWARE: AttributeName = AttributeName::new("firmware");

    /// `flags`
    pub const FLAGS: AttributeName = AttributeName::new("flags");

    /// `force_mbr`
    pub const FORCE_MBR: AttributeName = AttributeName::new("force_mbr");

    /// `format`
    pub const FORMAT: AttributeName = AttributeName::new("format");

    /// `formatoptions`
    pub const FORMATOPTIONS: AttributeName = AttributeName::new("formatoptions");

    /// `freespace`
    pub const FREESPACE: AttributeName = AttributeName::new("freespace");

    /// `from`
    pub const FROM: AttributeName = AttributeName::new("from");

    /// `fscreateoptions`
    pub const FSCREATEOPTIONS: AttributeName = AttributeName::new("fscreateoptions");

    /// `fsmountoptions`
    pub const FSMOUNTOPTIONS: AttributeName = AttributeName::new("fsmountoptions");

    /// `gcelicense`
    pub const GCELICENSE: AttributeName = AttributeName::new("gcelicense");

    /// `gpt_hybrid_mbr`
    pub const GPT_HYBRID_MBR: AttributeName = AttributeName::new("gpt_hybrid_mbr");

    /// `groups`
    pub const GROUPS: AttributeName = AttributeName::new("groups");

    /// `grub_template`
    pub const GRUB_TEMPLATE: AttributeName = AttributeName::new("grub_template");

    /// `guestOS`
    pub const GUEST_OS: AttributeName = AttributeName::new("guestOS");

    /// `hkd_ca_cert`
    pub const HKD_CA_CERT: AttributeName = AttributeName::new("hkd_ca_cert");

    /// `hkd_sign_cert`
    pub const HKD_SIGN_CERT: AttributeName = AttributeName::new("hkd_sign_cert");

    /// `home`
    pub const HOME: AttributeName = AttributeName::new("home");

    /// `HWversion`
    pub const HWVERSION: AttributeName = AttributeName::new("HWversion");

    /// `hybridpersistent`
    pub const HYBRIDPERSISTENT: AttributeName = AttributeName::new("hybridpersistent");

    /// `hybridpersistent_filesystem`
    pub const HYBRIDPERSISTENT_FILESYSTEM: AttributeName = AttributeName::new("hybridpersistent_filesystem");

    /// `id`
    pub const ID: AttributeName = AttributeName::new("id");

    /// `image`
    pub const IMAGE: AttributeName = AttributeName::new("image");

    /// `imageinclude`
    pub const IMAGEINCLUDE: AttributeName = AttributeName::new("imageinclude");

    /// `imageonly`
    pub const IMAGEONLY: AttributeName = AttributeName::new("imageonly");

    /// `import`
    pub const IMPORT: AttributeName = AttributeName::new("import");

    /// `initrd_system`
    pub const INITRD_SYSTEM: AttributeName = AttributeName::new("initrd_system");

    /// `input_console`
    pub const INPUT_CONSOLE: AttributeName = AttributeName::new("input_console");

    /// `installboot`
    pub const INSTALLBOOT: AttributeName = AttributeName::new("installboot");

    /// `installiso`
    pub const INSTALLISO: AttributeName = AttributeName::new("installiso");

    /// `installprovidefailsafe`
    pub const INSTALLPROVIDEFAILSAFE: AttributeName = AttributeName::new("installprovidefailsafe");

    /// `installpxe`
    pub const INSTALLPXE: AttributeName = AttributeName::new("installpxe");

    /// `installstick`
    pub const INSTALLSTICK: AttributeName = AttributeName::new("installstick");

    /// `install_continue_on_timeout`
    pub const INSTALL_CONTINUE_ON_TIMEOUT: AttributeName = AttributeName::new("install_continue_on_timeout");

    /// `integrity_keyfile`
    pub const INTEGRITY_KEYFILE: AttributeName = AttributeName::new("integrity_keyfile");

    /// `integrity_legacy_hmac`
    pub const INTEGRITY_LEGACY_HMAC: AttributeName = AttributeName::new("integrity_legacy_hmac");

    /// `integrity_metadata_key_description`
    pub const INTEGRITY_METADATA_KEY_DESCRIPTION: AttributeName = AttributeName::new("integrity_metadata_key_description");

    /// `interface`
    pub const INTERFACE: AttributeName = AttributeName::new("interface");

    /// `kernelcmdline`
    pub const KERNELCMDLINE: AttributeName = AttributeName::new("kernelcmdline");

    /// `key`
    pub const KEY: AttributeName = AttributeName::new("key");

    /// `label`
    pub const LABEL: AttributeName = AttributeName::new("label");

    /// `launcher`
    pub const LAUNCHER: AttributeName = AttributeName::new("launcher");

    /// `luks`
    pub const LUKS: AttributeName = AttributeName::new("luks");

    /// `luksOS`
    pub const LUKS_OS: AttributeName = AttributeName::new("luksOS");

    /// `luks_pbkdf`
    pub const LUKS_PBKDF: AttributeName = AttributeName::new("luks_pbkdf");

    /// `luks_randomize`
    pub const LUKS_RANDOMIZE: AttributeName = AttributeName::new("luks_randomize");

    /// `luks_version`
    pub const LUKS_VERSION: AttributeName = AttributeName::new("luks_version");

    /// `mac`
    pub const MAC: AttributeName = AttributeName::new("mac");

    /// `maintainer`
    pub const MAINTAINER: AttributeName = AttributeName::new("maintainer");

    /// `max_cpu`
    pub const MAX_CPU: AttributeName = AttributeName::new("max_cpu");

    /// `max_memory`
    pub const MAX_MEMORY: AttributeName = AttributeName::new("max_memory");

    /// `mdraid`
    pub const MDRAID: AttributeName = AttributeName::new("mdraid");

    /// `mediacheck`
    pub const MEDIACHECK: AttributeName = AttributeName::new("mediacheck");

    /// `memory`
    pub const MEMORY: AttributeName = AttributeName::new("memory");

    /// `metadata_path`
    pub const METADATA_PATH: AttributeName = AttributeName::new("metadata_path");

    /// `min_cpu`
    pub const MIN_CPU: AttributeName = AttributeName::new("min_cpu");

    /// `min_memory`
    pub const MIN_MEMORY: AttributeName = AttributeName::new("min_memory");

    /// `mode`
    pub const MODE: AttributeName = AttributeName::new("mode");

    /// `module`
    pub const MODULE: AttributeName = AttributeName::new("module");

    /// `mountpoint`
    pub const MOUNTPOINT: AttributeName = AttributeName::new("mountpoint");

    /// `name`
    pub const NAME: AttributeName = AttributeName::new("name");

    /// `ncpus`
    pub const NCPUS: AttributeName = AttributeName::new("ncpus");

    /// `number`
    pub const NUMBER: AttributeName = AttributeName::new("number");

    /// `oci_import`
    pub const OCI_IMPORT: AttributeName = AttributeName::new("oci_import");

    /// `output_console`
    pub const OUTPUT_CONSOLE: AttributeName = AttributeName::new("output_console");

    /// `overlayroot`
    pub const OVERLAYROOT: AttributeName = AttributeName::new("overlayroot");

    /// `overlayroot_readonly_createoptions`
    pub const OVERLAYROOT_READONLY_CREATEOPTIONS: AttributeName = AttributeName::new("overlayroot_readonly_createoptions");

    /// `overlayroot_readonly_filesystem`
    pub const OVERLAYROOT_READONLY_FILESYSTEM: AttributeName = AttributeName::new("overlayroot_readonly_filesystem");

    /// `overlayroot_readonly_partsize`
    pub const OVERLAYROOT_READONLY_PARTSIZE: AttributeName = AttributeName::new("overlayroot_readonly_partsize");

    /// `overlayroot_write_partition`
    pub const OVERLAYROOT_WRITE_PARTITION: AttributeName = AttributeName::new("overlayroot_write_partition");

    /// `ovftype`
    pub const OVFTYPE: AttributeName = AttributeName::new("ovftype");

    /// `owner`
    pub const OWNER: AttributeName = AttributeName::new("owner");

    /// `package_gpgcheck`
    pub const PACKAGE_GPGCHECK: AttributeName = AttributeName::new("package_gpgcheck");

    /// `package_version`
    pub const PACKAGE_VERSION: AttributeName = AttributeName::new("package_version");

    /// `parent`
    pub const PARENT: AttributeName = AttributeName::new("parent");

    /// `partition_name`
    pub const PARTITION_NAME: AttributeName = AttributeName::new("partition_name");

    /// `partition_type`
    pub const PARTITION_TYPE: AttributeName = AttributeName::new("partition_type");

    /// `part_id`
    pub const PART_ID: AttributeName = AttributeName::new("part_id");

    /// `password`
    pub const PASSWORD: AttributeName = AttributeName::new("password");

    /// `path`
    pub const PATH: AttributeName = AttributeName::new("path");

    /// `patternType`
    pub const PATTERN_TYPE: AttributeName = AttributeName::new("patternType");

    /// `permissions`
    pub const PERMISSIONS: AttributeName = AttributeName::new("permissions");

    /// `preferlvm`
    pub const PREFERLVM: AttributeName = AttributeName::new("preferlvm");

    /// `preload`
    pub const PRELOAD: AttributeName = AttributeName::new("preload");

    /// `primary`
    pub const PRIMARY: AttributeName = AttributeName::new("primary");

    /// `priority`
    pub const PRIORITY: AttributeName = AttributeName::new("priority");

    /// `profile`
    pub const PROFILE: AttributeName = AttributeName::new("profile");

    /// `profiles`
    pub const PROFILES: AttributeName = AttributeName::new("profiles");

    /// `provider`
    pub const PROVIDER: AttributeName = AttributeName::new("provider");

    /// `provide_system_files`
    pub const PROVIDE_SYSTEM_FILES: AttributeName = AttributeName::new("provide_system_files");

    /// `publisher`
    pub const PUBLISHER: AttributeName = AttributeName::new("publisher");

    /// `pwdformat`
    pub const PWDFORMAT: AttributeName = AttributeName::new("pwdformat");

    /// `quota`
    pub const QUOTA: AttributeName = AttributeName::new("quota");

    /// `ramonly`
    pub const RAMONLY: AttributeName = AttributeName::new("ramonly");

    /// `realname`
    pub const REALNAME: AttributeName = AttributeName::new("realname");

    /// `repository_gpgcheck`
    pub const REPOSITORY_GPGCHECK: AttributeName = AttributeName::new("repository_gpgcheck");

    /// `require_system_files`
    pub const REQUIRE_SYSTEM_FILES: AttributeName = AttributeName::new("require_system_files");

    /// `rootfs_label`
    pub const ROOTFS_LABEL: AttributeName = AttributeName::new("rootfs_label");

    /// `rootpart_id`
    pub const ROOTPART_ID: AttributeName = AttributeName::new("rootpart_id");

    /// `root_clone`
    pub const ROOT_CLONE: AttributeName = AttributeName::new("root_clone");

    /// `save_as`
    pub const SAVE_AS: AttributeName = AttributeName::new("save_as");

    /// `schemaversion`
    pub const SCHEMAVERSION: AttributeName = AttributeName::new("schemaversion");

    /// `selinux_policy`
    pub const SELINUX_POLICY: AttributeName = AttributeName::new("selinux_policy");

    /// `serial_line`
    pub const SERIAL_LINE: AttributeName = AttributeName::new("serial_line");

    /// `shell`
    pub const SHELL: AttributeName = AttributeName::new("shell");

    /// `size`
    pub const SIZE: AttributeName = AttributeName::new("size");

    /// `source`
    pub const SOURCE: AttributeName = AttributeName::new("source");

    /// `sourcetype`
    pub const SOURCETYPE: AttributeName = AttributeName::new("sourcetype");

    /// `spare_part`
    pub const SPARE_PART: AttributeName = AttributeName::new("spare_part");

    /// `spare_part_fs`
    pub const SPARE_PART_FS: AttributeName = AttributeName::new("spare_part_fs");

    /// `spare_part_fs_attributes`
    pub const SPARE_PART_FS_ATTRIBUTES: AttributeName = AttributeName::new("spare_part_fs_attributes");

    /// `spare_part_is_last`
    pub const SPARE_PART_IS_LAST: AttributeName = AttributeName::new("spare_part_is_last");

    /// `spare_part_mountpoint`
    pub const SPARE_PART_MOUNTPOINT: AttributeName = AttributeName::new("spare_part_mountpoint");

    /// `squashfscompression`
    pub const SQUASHFSCOMPRESSION: AttributeName = AttributeName::new("squashfscompression");

    /// `standalone_integrity`
    pub const STANDALONE_INTEGRITY: AttributeName = AttributeName::new("standalone_integrity");

    /// `stream`
    pub const STREAM: AttributeName = AttributeName::new("stream");

    /// `tag`
    pub const TAG: AttributeName = AttributeName::new("tag");

    /// `target`
    pub const TARGET: AttributeName = AttributeName::new("target");

    /// `targettype`
    pub const TARGETTYPE: AttributeName = AttributeName::new("targettype");

    /// `target_blocksize`
    pub const TARGET_BLOCKSIZE: AttributeName = AttributeName::new("target_blocksize");

    /// `target_dir`
    pub const TARGET_DIR: AttributeName = AttributeName::new("target_dir");

    /// `target_distribution`
    pub const TARGET_DISTRIBUTION: AttributeName = AttributeName::new("target_distribution");

    /// `target_removable`
    pub const TARGET_REMOVABLE: AttributeName = AttributeName::new("target_removable");

    /// `timeout`
    pub const TIMEOUT: AttributeName = AttributeName::new("timeout");

    /// `timeout_style`
    pub const TIMEOUT_STYLE: AttributeName = AttributeName::new("timeout_style");

    /// `type`
    pub const TYPE: AttributeName = AttributeName::new("type");

    /// `uefi`
    pub const UEFI: AttributeName = AttributeName::new("uefi");

    /// `unit`
    pub const UNIT: AttributeName = AttributeName::new("unit");

    /// `unpartitioned`
    pub const UNPARTITIONED: AttributeName = AttributeName::new("unpartitioned");

    /// `url`
    pub const URL: AttributeName = AttributeName::new("url");

    /// `user`
    pub const USER: AttributeName = AttributeName::new("user");

    /// `username`
    pub const USERNAME: AttributeName = AttributeName::new("username");

    /// `use_disk_password`
    pub const USE_DISK_PASSWORD: AttributeName = AttributeName::new("use_disk_password");

    /// `value`
    pub const VALUE: AttributeName = AttributeName::new("value");

    /// `verity_blocks`
    pub const VERITY_BLOCKS: AttributeName = AttributeName::new("verity_blocks");

    /// `vhdfixedtag`
    pub const VHDFIXEDTAG: AttributeName = AttributeName::new("vhdfixedtag");

    /// `video_mode`
    pub const VIDEO_MODE: AttributeName = AttributeName::new("video_mode");

    /// `virtualbox_guest_additions_present`
    pub const VIRTUALBOX_GUEST_ADDITIONS_PRESENT: AttributeName = AttributeName::new("virtualbox_guest_additions_present");

    /// `virtualsize`
    pub const VIRTUALSIZE: AttributeName = AttributeName::new("virtualsize");

    /// `volid`
    pub const VOLID: AttributeName = AttributeName::new("volid");

    /// `workingdir`
    pub const WORKINGDIR: AttributeName = AttributeName::new("workingdir");

    /// `wwid_wait_timeout`
    pub const WWID_WAIT_TIMEOUT: AttributeName = AttributeName::new("wwid_wait_timeout");

    /// `xen_loader`
    pub const XEN_LOADER: AttributeName = AttributeName::new("xen_loader");

    /// `xen_server`
    pub const XEN_SERVER: AttributeName = AttributeName::new("xen_server");

    /// All, in the order of their spelling.
    pub const ALL: &[AttributeName] = &[
        HWVERSION,
        ACTION,
        ADDITIONALNAMES,
        ADDITIVE,
        ALIAS,
        APPLICATION_ID,
        APPLY_DPS_CODES,
        ARCH,
        ARCHITECTURES,
        ARCHIVE,
        AUTHOR,
        BACKEND,
        BLS,
        BOOT,
        BOOT_CLONE,
        BOOTDELETE,
        BOOTFILESYSTEM,
        BOOTINCLUDE,
        BOOTKERNEL,
        BOOTPART_ID,
        BOOTPARTITION,
        BOOTPARTSIZE,
        BOOTPROFILE,
        BOOTSTRAP_PACKAGE,
        BOXNAME,
        BTRFS_QUOTA_GROUPS,
        BTRFS_ROOT_IS_READONLY_SNAPSHOT,
        BTRFS_ROOT_IS_SNAPPER_SNAPSHOT,
        BTRFS_ROOT_IS_SUBVOLUME,
        BTRFS_SET_DEFAULT_VOLUME,
        BUNDLE_FORMAT,
        CLEAR,
        CLONE,
        COMPONENTS,
        COMPRESSED,
        CONTROLLER,
        COPY_ON_WRITE,
        CREATED_BY,
        CUSTOMIZE,
        DELTA_ROOT,
        DERIVED_FROM,
        DESCRIPTION,
        DEVICE,
        DEVICEPERSISTENCY,
        DISK_START_SECTOR,
        DISKMODE,
        DISKTYPE,
        DISPLAYNAME,
        DISTRIBUTION,
        DOSPARTTABLE_EXTENDED_LAYOUT,
        DRIVER,
        EDITBOOTCONFIG,
        EDITBOOTINSTALL,
        EFICSM,
        EFICSMPART_ID,
        EFIFATIMAGESIZE,
        EFIMOUNTOPTIONS,
        EFIPART_ID,
        EFIPARTSIZE,
        EFIPARTTABLE,
        EMBED_INTEGRITY_METADATA,
        EMBED_VERITY_METADATA,
        EMBEDDED_VAGRANTFILE,
        ENABLE,
        ENCLAVE_FORMAT,
        ENSURE_EMPTY_TMPDIRS,
        EROFSCOMPRESSION,
        EXECUTE,
        FETCH_ONLY,
        FILESYSTEM,
        FILESYSTEM_CHECK,
        FIRMWARE,
        FLAGS,
        FORCE_MBR,
        FORMAT,
        FORMATOPTIONS,
        FREESPACE,
        FROM,
        FSCREATEOPTIONS,
        FSMOUNTOPTIONS,
        GCELICENSE,
        GPT_HYBRID_MBR,
        GROUPS,
        GRUB_TEMPLATE,
        GUEST_OS,
        HKD_CA_CERT,
        HKD_SIGN_CERT,
        HOME,
        HYBRIDPERSISTENT,
        HYBRIDPERSISTENT_FILESYSTEM,
        ID,
        IMAGE,
        IMAGEINCLUDE,
        IMAGEONLY,
        IMPORT,
        INITRD_SYSTEM,
        INPUT_CONSOLE,
        INSTALL_CONTINUE_ON_TIMEOUT,
        INSTALLBOOT,
        INSTALLISO,
        INSTALLPROVIDEFAILSAFE,
        INSTALLPXE,
        INSTALLSTICK,
        INTEGRITY_KEYFILE,
        INTEGRITY_LEGACY_HMAC,
        INTEGRITY_METADATA_KEY_DESCRIPTION,
        INTERFACE,
        KERNELCMDLINE,
        KEY,
        LABEL,
        LAUNCHER,
        LUKS,
        LUKS_OS,
        LUKS_PBKDF,
        LUKS_RANDOMIZE,
        LUKS_VERSION,
        MAC,
        MAINTAINER,
        MAX_CPU,
        MAX_MEMORY,
        MDRAID,
        MEDIACHECK,
        MEMORY,
        METADATA_PATH,
        MIN_CPU,
        MIN_MEMORY,
        MODE,
        MODULE,
        MOUNTPOINT,
        NAME,
        NCPUS,
        NUMBER,
        OCI_IMPORT,
        OUTPUT_CONSOLE,
        OVERLAYROOT,
        OVERLAYROOT_READONLY_CREATEOPTIONS,
        OVERLAYROOT_READONLY_FILESYSTEM,
        OVERLAYROOT_READONLY_PARTSIZE,
        OVERLAYROOT_WRITE_PARTITION,
        OVFTYPE,
        OWNER,
        PACKAGE_GPGCHECK,
        PACKAGE_VERSION,
        PARENT,
        PART_ID,
        PARTITION_NAME,
        PARTITION_TYPE,
        PASSWORD,
        PATH,
        PATTERN_TYPE,
        PERMISSIONS,
        PREFERLVM,
        PRELOAD,
        PRIMARY,
        PRIORITY,
        PROFILE,
        PROFILES,
        PROVIDE_SYSTEM_FILES,
        PROVIDER,
        PUBLISHER,
        PWDFORMAT,
        QUOTA,
        RAMONLY,
        REALNAME,
        REPOSITORY_GPGCHECK,
        REQUIRE_SYSTEM_FILES,
        ROOT_CLONE,
        ROOTFS_LABEL,
        ROOTPART_ID,
        SAVE_AS,
        SCHEMAVERSION,
        SELINUX_POLICY,
        SERIAL_LINE,
        SHELL,
        SIZE,
        SOURCE,
        SOURCETYPE,
        SPARE_PART,
        SPARE_PART_FS,
        SPARE_PART_FS_ATTRIBUTES,
        SPARE_PART_IS_LAST,
        SPARE_PART_MOUNTPOINT,
        SQUASHFSCOMPRESSION,
        STANDALONE_INTEGRITY,
        STREAM,
        TAG,
        TARGET,
        TARGET_BLOCKSIZE,
        TARGET_DIR,
        TARGET_DISTRIBUTION,
        TARGET_REMOVABLE,
        TARGETTYPE,
        TIMEOUT,
        TIMEOUT_STYLE,
        TYPE,
        UEFI,
        UNIT,
        UNPARTITIONED,
        URL,
        USE_DISK_PASSWORD,
        USER,
        USERNAME,
        VALUE,
        VERITY_BLOCKS,
        VHDFIXEDTAG,
        VIDEO_MODE,
        VIRTUALBOX_GUEST_ADDITIONS_PRESENT,
        VIRTUALSIZE,
        VOLID,
        WORKINGDIR,
        WWID_WAIT_TIMEOUT,
        XEN_LOADER,
        XEN_SERVER,
    ];
}
