//! KIWI's schema as files that an editor can show.

use gen_lsp_types::Uri;

use super::snapshot::Snapshot;
use super::uri;

/// The URI of a text of the schema: a virtual document where the client asks for such, else a read-only copy in the
/// user's cache, written when somebody goes there.
pub(super) fn uri_of_schema(snapshot: &Snapshot, path: &str, text: &str) -> Uri {
    let name = Uri(format!("rowi:/schema/{path}"));
    if snapshot.client.virtual_documents {
        return name;
    }
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(std::path::PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::var_os("HOME").map(|home| std::path::PathBuf::from(home).join(".cache")));
    let Some(base) = base else { return name };
    let file = base.join("rowi").join(format!("schema-{}", crate::kiwi::SCHEMA_VERSION)).join(path);
    if std::fs::read(&file).ok().as_deref() == Some(text.as_bytes()) {
        return uri::from_path(&file);
    }
    match write(&file, text) {
        Ok(()) => uri::from_path(&file),
        Err(_) => name,
    }
}

fn write(file: &std::path::Path, text: &str) -> std::io::Result<()> {
    let directory = file.parent().unwrap_or(std::path::Path::new("/"));
    std::fs::create_dir_all(directory)?;
    // a name that nobody can foresee, created exclusively
    let mut temporary = tempfile::Builder::new().prefix(".rowi-").suffix(".tmp").tempfile_in(directory)?;
    std::io::Write::write_all(&mut temporary, text.as_bytes())?;
    let mut permissions = temporary.as_file().metadata()?.permissions();
    permissions.set_readonly(true);
    temporary.as_file().set_permissions(permissions)?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}
