//! An ELF file and its sections, which may be compressed.

use std::borrow::Cow;

use object::read::elf::{ElfFile32, ElfFile64};
use object::{Architecture, CompressionFormat, FileKind, Object, ObjectKind, ObjectSection, elf};

use super::symbols::Symbols;
use crate::error::ObjectError;

/// The largest uncompressed size that is accepted. Real sections have a few megabytes at most.
const MAX_UNCOMPRESSED: u64 = 64 << 20;

/// An ELF file of either class and byte order.
pub(crate) enum Elf<'d> {
    Small(ElfFile32<'d>),
    Large(ElfFile64<'d>),
}

/// Evaluates one expression for either class.
macro_rules! either {
    ($elf:expr, $file:ident => $code:expr) => {
        match $elf {
            Elf::Small($file) => $code,
            Elf::Large($file) => $code,
        }
    };
}

impl<'d> Elf<'d> {
    pub(crate) fn parse(data: &'d [u8]) -> Result<Self, ObjectError> {
        match FileKind::parse(data) {
            Ok(FileKind::Elf64) => ElfFile64::parse(data).map(Self::Large).map_err(damaged),
            Ok(FileKind::Elf32) => ElfFile32::parse(data).map(Self::Small).map_err(damaged),
            _ => Err(ObjectError::NotElf),
        }
    }

    /// The processor that the file is for.
    pub(crate) fn machine(&self) -> Architecture {
        either!(self, file => file.architecture())
    }

    pub(crate) fn big_endian(&self) -> bool {
        either!(self, file => !file.is_little_endian())
    }

    /// Whether symbols are relative to the start of their section, as in every BPF object.
    pub(crate) fn is_relocatable(&self) -> bool {
        either!(self, file => file.kind() == ObjectKind::Relocatable)
    }

    /// Whether the file has a section of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        either!(self, file => file.section_by_name(name).is_some())
    }

    /// The uncompressed contents of the section of that name.
    ///
    /// A section with a size but no contents is an error, and so are two sections of that name.
    pub(crate) fn section(&self, name: &str) -> Result<Option<Cow<'d, [u8]>>, ObjectError> {
        either!(self, file => {
            let mut sections = file.sections().filter(|section| section.name().is_ok_and(|of| of == name));
            let Some(section) = sections.next() else { return Ok(None) };
            if sections.next().is_some() {
                return Err(ObjectError::TwoSections { section: name.to_owned(), vars: Vec::new(), constant: false });
            }
            if section.elf_section_header().sh_type.get(file.endian()) == elf::SHT_NOBITS && section.size() > 0 {
                return Err(ObjectError::NoContents { section: name.to_owned() });
            }
            contents(&section, cfg!(feature = "compressed-sections")).map(Some)
        })
    }

    /// The sizes and offsets of sections and variables.
    pub(crate) fn symbols(&self) -> Result<Symbols<'d>, ObjectError> {
        either!(self, file => Symbols::read(file))
    }
}

fn contents<'d>(section: &impl ObjectSection<'d>, can_decompress: bool) -> Result<Cow<'d, [u8]>, ObjectError> {
    let data = section.compressed_data().map_err(damaged)?;
    let name = || section.name().map(str::to_owned).map_err(damaged);
    let format = match data.format {
        CompressionFormat::None => return Ok(Cow::Borrowed(data.data)),
        CompressionFormat::Zlib => Some("zlib"),
        CompressionFormat::Zstandard => Some("zstd"),
        _ => None,
    };
    // The decompressor allocates the size that the header declares.
    if data.uncompressed_size > MAX_UNCOMPRESSED {
        return Err(ObjectError::TooLarge { section: name()?, size: data.uncompressed_size });
    }
    if !can_decompress {
        return Err(ObjectError::Compressed { section: name()?, format });
    }
    data.decompress().map_err(damaged)
}

/// Keeps the parser's error type out of the public interface.
pub(super) fn damaged(error: object::Error) -> ObjectError {
    ObjectError::Elf(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_compressed_section_is_an_error_without_a_decoder() {
        for (file, name, format) in [
            ("shapes.zlib.bpf.o", ".BTF", "zlib"),
            ("shapes.zstd.bpf.o", ".BTF", "zstd"),
            ("carrier.zstd", ".bpf.objs", "zstd"),
        ] {
            let bytes = fs::read(format!("../tests/bpf/{file}")).unwrap();
            let file = ElfFile64::<object::Endianness>::parse(&*bytes).unwrap();
            let error = contents(&file.section_by_name(name).unwrap(), false).unwrap_err();
            let expected =
                format!("has a section `{name}` that is compressed with {format}, which needs a feature that is off");
            assert_eq!(error.to_string(), expected);
            assert_eq!(error.help(), "enable the feature `compressed-sections` of `ktsnap` in Cargo.toml");
        }
    }

    #[test]
    fn a_section_that_is_not_compressed_needs_no_decoder() {
        let bytes = fs::read("../tests/bpf/shapes.bpf.o").unwrap();
        let file = ElfFile64::<object::Endianness>::parse(&*bytes).unwrap();
        let section = file.section_by_name(".BTF").unwrap();
        assert_eq!(contents(&section, false).unwrap(), section.data().unwrap());
    }
}
