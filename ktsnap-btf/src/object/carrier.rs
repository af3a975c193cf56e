//! Finds the BPF objects in a file: the file itself, or the objects that a scheduler's binary carries.
//!
//! The skeletons of libbpf-cargo put each object into the section `.bpf.objs` of the program that includes them. The
//! objects follow each other there without names, and no table says where each begins.

use std::borrow::Cow;

use object::elf::{EM_BPF, FileHeader32, FileHeader64, SHT_NOBITS};
use object::read::elf::{FileHeader, SectionHeader};
use object::{Architecture, Endianness, FileKind};

use super::elf::Elf;
use super::raw_btf;
use crate::error::ObjectError;

/// The section of a program that carries objects.
const SECTION: &str = ".bpf.objs";

/// The bytes of each object in a file.
pub(crate) fn objects_of(file: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, ObjectError> {
    if raw_btf(file).is_some() {
        return Ok(vec![Cow::Borrowed(file)]);
    }
    let elf = Elf::parse(file)?;
    if elf.machine() == Architecture::Bpf {
        // A file can hold several objects if it was extracted from a program as a whole section.
        let objects = split(file).unwrap_or_else(|_| vec![file]);
        return Ok(objects.into_iter().map(Cow::Borrowed).collect());
    }
    match elf.section(SECTION)?.ok_or_else(|| elsewhere(file, &elf))? {
        Cow::Borrowed(all) => Ok(split(all)?.into_iter().map(Cow::Borrowed).collect()),
        Cow::Owned(all) => Ok(split(&all)?.into_iter().map(|object| Cow::Owned(object.to_owned())).collect()),
    }
}

/// The error for an ELF file for another processor that has no section of objects.
fn elsewhere(file: &[u8], elf: &Elf<'_>) -> ObjectError {
    let machine = format!("{:?}", elf.machine());
    let offsets = objects_elsewhere(file);
    if !offsets.is_empty() {
        ObjectError::Elsewhere { machine, offsets }
    } else if elf.has(".BTF") {
        ObjectError::Kernel { machine }
    } else {
        ObjectError::NotBpf { machine }
    }
}

/// The offsets at which BPF objects with BTF begin in a program. C skeletons, Go's `bpf2go` and aya embed the bytes of
/// their objects unchanged.
fn objects_elsewhere(file: &[u8]) -> Vec<usize> {
    const MAGIC: &[u8] = b"\x7fELF";
    /// The number of candidates that are parsed. It bounds the work for a file that consists of ELF headers.
    const MAX_CANDIDATES: usize = 16;
    let is_bpf = |header: &[u8]| {
        let machine = header.get(18..20).and_then(<[u8]>::first_chunk).copied();
        let machine = machine.map(|bytes| [u16::from_le_bytes(bytes), u16::from_be_bytes(bytes)]);
        machine.is_some_and(|either| either.contains(&EM_BPF.0))
    };
    let is_whole = |at: &usize| {
        let rest = file.get(*at..).unwrap_or_default();
        let object = len(rest).and_then(|len| rest.get(..usize::try_from(len).ok()?));
        object.is_some_and(|object| {
            Elf::parse(object).is_ok_and(|elf| elf.machine() == Architecture::Bpf && elf.has(".BTF"))
        })
    };
    let starts = (1..file.len()).filter(|at| file.get(*at) == MAGIC.first());
    let candidates = starts.filter(|at| file.get(*at..).is_some_and(|rest| rest.starts_with(MAGIC) && is_bpf(rest)));
    candidates.take(MAX_CANDIDATES).filter(is_whole).collect()
}

/// Splits the section into its objects. A linker can pad them with zeros.
fn split(all: &[u8]) -> Result<Vec<&[u8]>, ObjectError> {
    let mut objects = Vec::new();
    let mut at = 0;
    while let Some(rest) = all.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(zeros) = rest.iter().position(|&byte| byte != 0).or(Some(rest.len())).filter(|&zeros| zeros > 0) {
            at += zeros;
            continue;
        }
        let cut = || ObjectError::DamagedSection { section: SECTION, offset: at };
        let len = len(rest).and_then(|len| usize::try_from(len).ok()).ok_or_else(cut)?;
        objects.push(rest.get(..len).ok_or_else(cut)?);
        at += len;
    }
    Ok(objects)
}

/// The length of the ELF file at the start of the data: up to the end of its section headers or its last section. It is
/// never 0, because the ELF header counts.
fn len(data: &[u8]) -> Option<u64> {
    match FileKind::parse(data) {
        Ok(FileKind::Elf64) => end::<FileHeader64<Endianness>>(data),
        Ok(FileKind::Elf32) => end::<FileHeader32<Endianness>>(data),
        _ => None,
    }
}

fn end<H: FileHeader<Endian = Endianness>>(data: &[u8]) -> Option<u64> {
    let header = H::parse(data).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.section_headers(endian, data).ok()?;
    let headers = u64::try_from(size_of_val(sections)).ok()?.checked_add(header.e_shoff(endian).into())?;
    let contents = sections.iter().filter(|section| section.sh_type(endian) != SHT_NOBITS);
    let mut ends = contents.map(|section| section.sh_offset(endian).into().checked_add(section.sh_size(endian).into()));
    let first = u64::try_from(size_of::<H>()).ok()?;
    ends.try_fold(headers.max(first), |end, section| Some(end.max(section?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of an ELF file for BPF without section headers. It is the whole file.
    fn header() -> Vec<u8> {
        let mut header = b"\x7fELF\x02\x01\x01".to_vec();
        header.resize(64, 0);
        // e_type is ET_REL, e_machine EM_BPF, e_version 1.
        header[16..24].copy_from_slice(&[1, 0, 247, 0, 1, 0, 0, 0]);
        header[52] = 64;
        header[58] = 64;
        header
    }

    #[test]
    fn an_object_without_section_headers_ends_after_its_header() {
        let (one, zeros) = (header(), [0; 8]);
        assert_eq!(len(&one), Some(64));
        assert_eq!(split(&one).unwrap(), vec![&one[..]]);
        // Nothing, or zeros, between two objects.
        assert_eq!(split(&[&one[..], &one].concat()).unwrap(), vec![&one[..], &one]);
        assert_eq!(split(&[&zeros[..], &one, &zeros[..5], &one, &zeros].concat()).unwrap(), vec![&one[..], &one]);
        assert_eq!(split(&[&one[..], &zeros[..1], &one].concat()).unwrap(), vec![&one[..], &one]);
        assert!(split(&[]).unwrap().is_empty());
        assert!(split(&zeros).unwrap().is_empty());
    }

    #[test]
    fn what_is_not_an_object_is_an_error_at_its_offset() {
        let at = |bytes: &[u8]| match split(bytes) {
            Err(ObjectError::DamagedSection { section: SECTION, offset }) => offset,
            other => panic!("{other:?}"),
        };
        let one = header();
        assert_eq!(at(&one[..63]), 0);
        assert_eq!(at(&[&one[..], b"~", &one].concat()), 64);
        assert_eq!(at(&[&one[..], &[0; 3], &one[..40]].concat()), 67);
    }

    #[test]
    fn an_object_ends_after_its_last_section_or_its_section_headers() {
        // A section at byte 200 with 24 bytes, and a section header at byte 64.
        let with = |kind: u32, offset: u64, size: u64| {
            let mut object = header();
            object[40..48].copy_from_slice(&64_u64.to_le_bytes());
            object[60] = 2;
            object.resize(192, 0);
            object[132..136].copy_from_slice(&kind.to_le_bytes());
            object[152..160].copy_from_slice(&offset.to_le_bytes());
            object[160..168].copy_from_slice(&size.to_le_bytes());
            object
        };
        assert_eq!(len(&with(1, 200, 24)), Some(224));
        assert_eq!(len(&with(1, 64, 24)), Some(192));
        // SHT_NOBITS has no bytes in the file.
        assert_eq!(len(&with(8, 200, 24)), Some(192));
        assert_eq!(len(&with(1, u64::MAX, 1)), None);
    }
}
