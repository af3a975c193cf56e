//! Damaged objects: each is read or causes an error that describes the damage. No object causes a panic, an endless loop or
//! a disproportionate allocation. The module `hand_made` has handwritten BTF.

use ktsnap_btf::{Layout, ObjectError, Type};
use object::{Object, ObjectSection, ObjectSymbol};

use crate::btf::{Btf, object};
use crate::files::{bytes, range};

const DISPATCH: &str = "examples/bpf/dispatch.bpf.o";
const SHAPES: &str = "tests/bpf/shapes.bpf.o";
const RAW_DISPATCH: &str = "examples/bpf/raw/dispatch.bpf.o";

#[track_caller]
pub(crate) fn refused(object: &[u8]) -> ObjectError {
    let error = Layout::parse(object).unwrap_err();
    assert_says_something(&error);
    error
}

#[track_caller]
fn assert_says_something(error: &ObjectError) {
    assert!(error.to_string().len() > 8 && !error.help().is_empty(), "{error:?}");
}

/// What is wrong with the BTF.
#[track_caller]
pub(crate) fn damage(object: &[u8]) -> String {
    match refused(object) {
        ObjectError::Btf(what) => what,
        other => panic!("{other:?}"),
    }
}

/// Reads an object that can be damaged, and checks the layout if there is no error.
fn error_or_sound(object: &[u8]) -> bool {
    match Layout::parse(object) {
        Ok(layout) => {
            for section in &layout.sections {
                let inside = |end: Option<u64>| end.is_some_and(|end| end <= section.size);
                let mut vars = section.vars.iter().map(|var| var.offset.checked_add(var.size));
                assert!(vars.all(inside) || section.name.starts_with(".k"), "{section:?}");
            }
            let names = layout.section(".maps").map(|section| &*section.vars).unwrap_or_default();
            for map in &layout.maps {
                assert!(names.iter().any(|var| var.name == map.name), "{map:?}");
                assert!(map.value.as_ref().is_none_or(|value| value.size() == Some(map.value_size)), "{map:?}");
            }
            for tag in layout.type_names() {
                if let Some(Type::Struct(of)) = layout.type_by_name(tag) {
                    assert!(of.names().all(|name| of.member(name).is_some()), "{tag}");
                }
            }
            assert!(layout.enumerator_names().all(|name| layout.enumerators(name).next().is_some()));
            true
        }
        Err(error) => {
            assert_says_something(&error);
            false
        }
    }
}

#[test]
fn an_empty_file_is_no_object() {
    assert!(matches!(refused(b""), ObjectError::NotElf));
    assert!(matches!(refused(b"\x7fELF"), ObjectError::NotElf));
}

#[test]
fn an_object_cut_short_anywhere_is_an_error() {
    for path in [DISPATCH, SHAPES, RAW_DISPATCH] {
        let object = bytes(path);
        for len in 0..object.len() {
            assert_says_something(&Layout::parse(&object[..len]).unwrap_err());
        }
    }
}

#[test]
fn btf_cut_short_anywhere_is_an_error() {
    let file = bytes(DISPATCH);
    let section = &file[range(&file, ".BTF")];
    for len in 0..section.len() {
        refused(&object(&section[..len]));
    }
    assert_eq!(refused(&object(b"")).to_string(), "has damaged BTF: it is truncated");
}

#[test]
fn types_or_strings_that_end_early_do_no_harm() {
    let file = bytes(SHAPES);
    let section = file[range(&file, ".BTF")].to_vec();
    // Of type_len and str_len in the header. DATASECs come last: without one, the rest can be sound.
    for at in [12, 20] {
        let full = u32::from_le_bytes(section[at..at + 4].try_into().unwrap());
        for len in (0..full).step_by(4) {
            let mut cut = section.clone();
            cut[at..at + 4].copy_from_slice(&len.to_le_bytes());
            error_or_sound(&object(&cut));
        }
    }
}

#[test]
fn one_wrong_byte_in_btf_does_no_harm() {
    let file = bytes(DISPATCH);
    let section = file[range(&file, ".BTF")].to_vec();
    // The test parses some ten thousand objects, so it uses all CPUs.
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = |first: usize| {
        let mut read = 0;
        for at in (first..section.len()).step_by(threads) {
            for byte in [0x00, 0xff, section[at] ^ 0x80] {
                let mut damaged = section.clone();
                damaged[at] = byte;
                read += usize::from(error_or_sound(&object(&damaged)));
            }
        }
        read
    };
    let read: usize = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        shares.into_iter().map(|share| share.join().unwrap()).sum()
    });
    // Damage to a name goes unnoticed. If no damage did, the loop would not damage anything.
    assert!(read > 0);
}

#[test]
fn a_length_of_4_gib_in_the_header_of_btf_is_an_error() {
    let file = bytes(DISPATCH);
    let section = file[range(&file, ".BTF")].to_vec();
    for at in [4, 8, 12, 16, 20] {
        let mut damaged = section.clone();
        damaged[at..at + 4].fill(0xff);
        assert_eq!(damage(&object(&damaged)), "it is truncated", "byte {at}");
    }
    for at in 0..3 {
        let mut damaged = section.clone();
        damaged[at] = 0x7f;
        assert!(damage(&object(&damaged)).contains(["magic", "version"][at / 2]), "byte {at}");
    }
}

#[test]
fn a_damaged_elf_header_is_an_error() {
    let good = bytes(DISPATCH);
    let with = |at: usize, bytes: &[u8]| {
        let mut object = good.clone();
        object[at..at + bytes.len()].copy_from_slice(bytes);
        refused(&object)
    };
    let machine = with(18, &[62, 0]);
    assert_eq!(
        machine.to_string(),
        "appears to be a kernel or a kernel module: it is an ELF file for X86_64 with BTF of its own"
    );
    assert!(matches!(machine, ObjectError::Kernel { .. }));
    assert!(matches!(with(18, &[0xff, 0xff]), ObjectError::Kernel { .. }));
    // EI_CLASS says 32 bits, where every later field is elsewhere; EI_DATA and EI_VERSION have no such value.
    with(4, &[1]);
    assert!(matches!(with(4, &[9]), ObjectError::NotElf));
    with(5, &[2]);
    assert!(matches!(with(5, &[9]), ObjectError::Elf(_)));
    // Without section headers there is no `.BTF`; elsewhere than in the file they can't be.
    assert!(matches!(with(40, &[0; 8]), ObjectError::NoBtf));
    for e_shoff in [u64::MAX, 1 << 32, good.len() as u64 - 1] {
        assert!(matches!(with(40, &e_shoff.to_le_bytes()), ObjectError::Elf(_)), "{e_shoff:#x}");
    }
    for at in [58, 60, 62] {
        // e_shentsize, e_shnum, e_shstrndx
        assert!(matches!(with(at, &[0xff, 0xfe]), ObjectError::Elf(_)), "byte {at}");
    }
}

#[test]
fn the_size_of_a_section_is_not_trusted() {
    let good = bytes(RAW_DISPATCH);
    let file = object::File::parse(&*good).unwrap();
    let headers = usize::try_from(u64::from_le_bytes(good[40..48].try_into().unwrap())).unwrap();
    for section in file.sections() {
        let size = headers + 64 * section.index().0 + 32;
        for bytes in [1_u64 << 32, u64::MAX] {
            let mut object = good.clone();
            object[size..size + 8].copy_from_slice(&bytes.to_le_bytes());
            let name = section.name().unwrap();
            match name {
                ".BTF" | ".symtab" => assert!(matches!(refused(&object), ObjectError::Elf(_)), "{name}"),
                // Names are looked for within the file, if the table can be there at all.
                ".strtab" => _ = error_or_sound(&object),
                // The others are as large as they say: `.bss` has no bytes in the file.
                _ => assert!(error_or_sound(&object), "{name}"),
            }
        }
    }
}

#[test]
fn a_program_of_this_machine_is_not_for_bpf() {
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let error = refused(&program);
    assert!(matches!(error, ObjectError::NotBpf { .. }), "{error:?}");
    assert!(error.to_string().starts_with("is an ELF file for "), "{error}");
    assert!(error.help().contains("BPF object"));
}

#[test]
fn an_object_without_btf_is_told_how_to_get_it() {
    let error = refused(&bytes("tests/bpf/nobtf.bpf.o"));
    assert!(matches!(error, ObjectError::NoBtf));
    assert!(error.help().contains("-g"));
}

#[test]
fn an_unlinked_object_needs_its_symbols() {
    let mut object = bytes(RAW_DISPATCH);
    let symbols = range(&object, ".symtab").start;
    let symbol = {
        let file = object::File::parse(&*object).unwrap();
        let symbol = file.symbols().find(|symbol| symbol.name() == Ok("nr_enqueued")).unwrap();
        symbols + 24 * symbol.index().0
    };
    // An address past the section, and one that the size of the variable takes past 64 bits.
    for address in [u64::from(u32::MAX), u64::MAX - 1] {
        object[symbol + 8..symbol + 16].copy_from_slice(&address.to_le_bytes());
        let error = refused(&object);
        assert_eq!(error.to_string(), "has damaged BTF: `nr_enqueued` ends past the end of `.bss`");
    }
    object[symbol..symbol + 4].fill(0);
    let error = refused(&object);
    assert_eq!(error.to_string(), "is not linked and has no ELF symbol `nr_enqueued` in `.bss`");

    let mut btf = Btf::new();
    btf.datasec(".bss", 0, &[]);
    assert_eq!(refused(&btf.object()).to_string(), "is not linked and has no ELF section `.bss`");
}
