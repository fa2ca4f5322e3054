//! Files in one archive: same files, same bytes.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::Error;

/// The largest archive: a dossier of fifty lots weighs a few hundred kilobytes.
const MOST: usize = 32 * 1024 * 1024;

/// Whether a file is already compressed: a Word file is an archive itself.
fn is_packed(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == "docx")
}

/// Packs files in their order, without a date of the day.
///
/// # Errors
/// When they are too large, or the archive cannot be written.
pub fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Error> {
    if files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > MOST {
        return Err(Error::Refused("le dossier est trop volumineux pour une archive".into()));
    }
    let broken = |cause: String| Error::Refused(cause);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let method =
            if is_packed(name) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        archive.start_file(name.as_str(), options).map_err(|cause| broken(cause.to_string()))?;
        archive.write_all(bytes).map_err(|cause| broken(cause.to_string()))?;
    }
    let done = archive.finish().map_err(|cause| broken(cause.to_string()))?;
    Ok(done.into_inner())
}
