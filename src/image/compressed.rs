//! Compressed archives: gzip, xz and zstd, up to a limit.

use std::borrow::Cow;
use std::io::{Read, Write};

/// How much an archive may hold.
const MAX_BYTES: usize = 128 << 20;

/// The bytes of an archive, compression taken off; why not, in words.
pub(super) fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    let too_large = || format!("it holds more than {} MiB", MAX_BYTES >> 20);
    let limit = MAX_BYTES as u64 + 1;
    let mut result = Vec::new();
    let done = if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes)
            .take(limit)
            .read_to_end(&mut result)
            .map(|_| ())
            .map_err(|error| error.to_string())
    } else if bytes.starts_with(b"\xfd7zXZ\0") {
        let mut limited = Limited { bytes: &mut result, is_full: false };
        let done = lzma_rs::xz_decompress(&mut std::io::BufReader::new(bytes), &mut limited);
        if limited.is_full {
            return Err(too_large());
        }
        done.map_err(|error| format!("{error:?}"))
    } else if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        match ruzstd::decoding::StreamingDecoder::new(bytes) {
            Ok(decoder) => decoder.take(limit).read_to_end(&mut result).map(|_| ()).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    } else if bytes.starts_with(b"BZh") {
        return Err("it is compressed by bzip2, which is not read here".to_owned());
    } else {
        return Ok(Cow::Borrowed(bytes));
    };
    done.map_err(|_| "the archive is damaged".to_owned())?;
    if result.len() > MAX_BYTES { Err(too_large()) } else { Ok(Cow::Owned(result)) }
}

/// Takes no more than the limit.
struct Limited<'b> {
    bytes: &'b mut Vec<u8>,
    is_full: bool,
}

impl Write for Limited<'_> {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + more.len() > MAX_BYTES {
            self.is_full = true;
            return Err(std::io::Error::other("too large"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_read() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"text").unwrap();
        assert_eq!(unpacked(&packed.finish().unwrap()).unwrap().as_ref(), b"text");
        let mut packed = Vec::new();
        lzma_rs::xz_compress(&mut std::io::BufReader::new(&b"text"[..]), &mut packed).unwrap();
        assert_eq!(unpacked(&packed).unwrap().as_ref(), b"text");
        let packed = ruzstd::encoding::compress_to_vec(&b"text"[..], ruzstd::encoding::CompressionLevel::Fastest);
        assert_eq!(unpacked(&packed).unwrap().as_ref(), b"text");
        assert_eq!(unpacked(b"plain").unwrap().as_ref(), b"plain");
    }

    #[test]
    fn damage_and_size_are_told() {
        for bytes in [&b"\x1f\x8b\x08\0"[..], b"\xfd7zXZ\0x", b"\x28\xb5\x2f\xfdx", b"BZh9"] {
            assert!(unpacked(bytes).is_err());
        }
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let zeros = vec![0; 1 << 20];
        for _ in 0..=(MAX_BYTES >> 20) {
            packed.write_all(&zeros).unwrap();
        }
        assert!(unpacked(&packed.finish().unwrap()).unwrap_err().contains("more than"));
    }
}
