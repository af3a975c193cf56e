//! Which format an input is compressed with, by its first bytes.

/// A format of compression, or an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip
    Gzip,
    /// zstd
    Zstd,
    /// xz
    Xz,
    /// bzip2
    Bzip2,
    /// LZ4
    Lz4,
    /// `compress` of Unix
    Compress,
    /// A zip archive
    Zip,
    /// A 7z archive
    SevenZip,
    /// A tar archive
    Tar,
}

/// The first bytes of each format. The four bytes of a skippable frame of zstd can begin a file too.
const MAGIC: [(&[u8], Compression); 8] = [
    (b"\x1f\x8b", Compression::Gzip),
    (b"\x28\xb5\x2f\xfd", Compression::Zstd),
    (b"\xfd7zXZ\0", Compression::Xz),
    (b"BZh", Compression::Bzip2),
    (b"\x04\x22\x4d\x18", Compression::Lz4),
    (b"\x1f\x9d", Compression::Compress),
    (b"PK\x03\x04", Compression::Zip),
    (b"7z\xbc\xaf\x27\x1c", Compression::SevenZip),
];

/// The position of the magic of a tar archive.
const TAR: usize = 257;

impl Compression {
    /// The format of an input; `None` if it is not compressed.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begins = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
        let is_skippable = matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
        let is_tar = bytes.get(TAR..).is_some_and(|rest| rest.starts_with(b"ustar"));
        match begins {
            Some((_, format)) => Some(*format),
            None if is_skippable => Some(Self::Zstd),
            None => is_tar.then_some(Self::Tar),
        }
    }

    /// The name of the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
            Self::Lz4 => "lz4",
            Self::Compress => "compress",
            Self::Zip => "zip",
            Self::SevenZip => "7z",
            Self::Tar => "tar",
        }
    }

    /// What an input of this format is, for a message.
    #[must_use]
    pub fn fact(self) -> &'static str {
        match self {
            Self::Gzip => "is compressed with gzip",
            Self::Zstd => "is compressed with zstd",
            Self::Xz => "is compressed with xz",
            Self::Bzip2 => "is compressed with bzip2",
            Self::Lz4 => "is compressed with lz4",
            Self::Compress => "is compressed with compress",
            Self::Zip => "is a zip archive",
            Self::SevenZip => "is a 7z archive",
            Self::Tar => "is a tar archive",
        }
    }

    /// The command that writes the contents to standard output, without its file.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Gzip | Self::Compress => "gzip -dc",
            Self::Zstd => "zstd -dc --long=31",
            Self::Xz => "xz -dc",
            Self::Bzip2 => "bzip2 -dc",
            Self::Lz4 => "lz4 -dc",
            Self::Zip => "unzip -p",
            Self::SevenZip => "7z x -so",
            Self::Tar => "tar -xOf",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_objects_and_short_inputs_are_not_compressed() {
        for bytes in
            [&b""[..], b"\x1f", b"{", b"\x7fELF\x02\x01\x01", b"\x9f\xeb\x01\0", b"\xeb\x9f\0\x01", b"PK", b"BZ"]
        {
            assert_eq!(Compression::of(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_skippable_frame_of_zstd_has_one_of_sixteen_first_bytes() {
        let of = |first: u8| Compression::of(&[first, 0x2a, 0x4d, 0x18, 0]);
        assert_eq!([0x4f, 0x50, 0x5f, 0x60].map(of), [None, Some(Compression::Zstd), Some(Compression::Zstd), None]);
    }

    #[test]
    fn a_tar_archive_has_its_magic_in_the_header_of_the_first_file() {
        let mut header = vec![0; 512];
        assert_eq!(Compression::of(&header), None);
        header[TAR..TAR + 5].copy_from_slice(b"ustar");
        assert_eq!(Compression::of(&header), Some(Compression::Tar));
    }
}
