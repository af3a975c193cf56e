//! The BPF objects in a file: the file itself, or those that a scheduler's binary carries.
//!
//! libbpf-cargo's skeletons put each object into the section `.bpf.objs` of the program that includes them. There they
//! stand one after another, without names, and without a table that says where each begins.

use std::borrow::Cow;

use object::elf::{EM_BPF, FileHeader32, FileHeader64, SHT_NOBITS};
use object::read::elf::{FileHeader, SectionHeader};
use object::{Architecture, Endianness, FileKind};

use crate::elf::Elf;
use crate::error::ObjectError;
use crate::layout::Layout;
use crate::object::raw_btf;

/// The section of a program that carries objects.
const SECTION: &str = ".bpf.objs";

/// One BPF object of a file.
///
/// ```
/// use ktsnap_btf::EmbeddedObject;
///
/// let file = std::fs::read("../examples/bpf/dispatch.bpf.o")?;
/// let object = EmbeddedObject::choose(&file, Some("dispatch_ops"))?;
/// assert_eq!(*object.bytes, *file);
/// assert_eq!(object.layout.struct_ops, ["dispatch_ops"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EmbeddedObject<'f> {
    /// The object's bytes: the whole file, where that is the object.
    pub bytes: Cow<'f, [u8]>,
    /// Its layout.
    pub layout: Layout,
}

impl<'f> EmbeddedObject<'f> {
    /// The object of a file: a BPF object, BTF that stands alone, or an ELF program with `.bpf.objs`. Several objects
    /// in a program are told apart by `struct_ops`, a variable that only one of them has; without it, the only one
    /// that has any is taken, since the others are no schedulers.
    ///
    /// # Errors
    ///
    /// [`ObjectError`]: the file is none of these or is damaged; it has no object with that variable, several, or
    /// several objects and nothing to choose by.
    pub fn choose(file: &'f [u8], struct_ops: Option<&str>) -> Result<Self, ObjectError> {
        let mut objects = Vec::new();
        let mut damaged = None;
        for bytes in objects_of(file)? {
            match Layout::of(&bytes) {
                Ok(layout) => objects.push(Self { bytes, layout }),
                Err(error) => damaged = Some(error),
            }
        }
        let of_all = |objects: Vec<Self>| objects.into_iter().map(|object| object.layout.struct_ops).collect();
        let Some(wanted) = struct_ops else {
            if let Some(error) = damaged {
                return Err(error);
            }
            let schedulers = objects.iter().filter(|object| !object.layout.struct_ops.is_empty()).count();
            if objects.len() > 1 && schedulers == 1 {
                objects.retain(|object| !object.layout.struct_ops.is_empty());
            }
            return match objects.len() {
                0 | 1 => objects.pop().ok_or(ObjectError::NoObjects),
                _ => Err(ObjectError::Several { struct_ops: of_all(objects) }),
            };
        };
        let has = |object: &Self| object.layout.struct_ops.iter().any(|variable| variable == wanted);
        match objects.iter().filter(|object| has(object)).count() {
            1 => objects.into_iter().find(has).ok_or(ObjectError::NoObjects),
            0 => Err(damaged.unwrap_or_else(|| ObjectError::NoStructOps {
                wanted: wanted.to_owned(),
                struct_ops: of_all(objects),
            })),
            count => Err(ObjectError::SameStructOps { wanted: wanted.to_owned(), count }),
        }
    }
}

impl Layout {
    /// Reads the layout of the object in a file: a BPF ELF object, raw from clang or linked, of either byte order; BTF
    /// that stands alone, as in `/sys/kernel/btf`; or a scheduler's program with one object in `.bpf.objs`. Of several
    /// there, [`EmbeddedObject::choose`] takes one.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] for what is none of these, has no BTF, or is damaged. Nothing in the input is trusted.
    pub fn parse(file: &[u8]) -> Result<Self, ObjectError> {
        Ok(EmbeddedObject::choose(file, None)?.layout)
    }
}

/// The bytes of each object in a file.
fn objects_of(file: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, ObjectError> {
    if raw_btf(file).is_some() {
        return Ok(vec![Cow::Borrowed(file)]);
    }
    let elf = Elf::parse(file)?;
    if elf.machine() == Architecture::Bpf {
        // Several, where the section was taken out of a program as a whole.
        let objects = split(file).unwrap_or_else(|_| vec![file]);
        return Ok(objects.into_iter().map(Cow::Borrowed).collect());
    }
    match elf.section(SECTION)?.ok_or_else(|| elsewhere(file, &elf))? {
        Cow::Borrowed(all) => Ok(split(all)?.into_iter().map(Cow::Borrowed).collect()),
        Cow::Owned(all) => Ok(split(&all)?.into_iter().map(|one| Cow::Owned(one.to_owned())).collect()),
    }
}

/// What an ELF file for another processor is that has no section of objects.
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

/// Where BPF objects with BTF begin in a program: C skeletons, Go's `bpf2go` and aya include their bytes as they are.
fn objects_elsewhere(file: &[u8]) -> Vec<usize> {
    const MAGIC: &[u8] = b"\x7fELF";
    /// Candidates that are looked into, so that a file of nothing but headers takes no long time.
    const MOST: usize = 16;
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
    candidates.take(MOST).filter(is_whole).collect()
}

/// Cuts the section into its objects. Zeros between two are a linker's padding.
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

/// How long the ELF file is that the data begins with: to the end of its section headers or of its last section. More
/// than nothing, since the header itself counts.
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
