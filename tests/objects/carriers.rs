//! Objects in other forms: inside a program, as raw BTF, and with compressed sections.

use ktsnap_btf::{EmbeddedObject, Layout, ObjectError};
use object::{Object, ObjectSection};

use crate::btf::{Btf, Elf};
use crate::files::{bytes, layout, range};
use crate::hostile::refused;

/// A program with the objects of dispatch and fifo.
const SCHEDULERS: &str = "examples/bpf/schedulers";
const DISPATCH: &str = "examples/bpf/dispatch.bpf.o";
const FIFO: &str = "examples/bpf/fifo.bpf.o";
const SHAPES: &str = "tests/bpf/shapes.bpf.o";

#[test]
fn the_objects_of_a_program_are_found_byte_for_byte() {
    let program = bytes(SCHEDULERS);
    for (variable, object) in [("dispatch_ops", DISPATCH), ("fifo_ops", FIFO)] {
        let found = EmbeddedObject::choose(&program, Some(variable)).unwrap();
        assert_eq!(*found.bytes, *bytes(object), "{variable}");
        assert_eq!(found.layout, layout(object), "{variable}");
        assert_eq!(found.layout.struct_ops, [variable]);
    }
}

#[test]
fn several_objects_are_listed_by_their_struct_ops_variables() {
    let error = refused(&bytes(SCHEDULERS));
    assert_eq!(error.to_string(), "contains 2 BPF objects, with the struct_ops variables `dispatch_ops`, `fifo_ops`");
    assert_eq!(error.help(), "choose an object by a struct_ops variable that only that object has");
    let error = EmbeddedObject::choose(&bytes(SCHEDULERS), Some("fifo_op")).unwrap_err();
    assert_eq!(error.to_string(), "has no struct_ops variable `fifo_op`");
    assert_eq!(error.help(), "did you mean `fifo_ops`?");
    let error = EmbeddedObject::choose(&bytes(SCHEDULERS), Some("bpfland")).unwrap_err();
    assert_eq!(error.help(), "it has the struct_ops variables `dispatch_ops`, `fifo_ops`");
}

#[test]
fn a_variable_that_several_objects_have_chooses_none() {
    let twice = bytes("tests/bpf/twice");
    let error = EmbeddedObject::choose(&twice, Some("fifo_ops")).unwrap_err();
    assert!(matches!(error, ObjectError::SameStructOps { count: 2, .. }), "{error:?}");
}

#[test]
fn the_only_scheduler_among_several_objects_needs_no_choice() {
    assert_eq!(layout("tests/bpf/with_helper"), layout(DISPATCH));
    let error = refused(&bytes("tests/bpf/helpers"));
    assert_eq!(error.to_string(), "contains 2 BPF objects, with no struct_ops variable");
    assert_eq!(error.help(), "use a BPF object that is in a file of its own");
    let mut btf = Btf::new();
    btf.u32();
    let helper = btf.object();
    assert_eq!(Layout::parse(&[&helper[..], &bytes(DISPATCH), &helper].concat()).unwrap(), layout(DISPATCH));
}

#[test]
fn a_section_that_was_taken_out_of_a_program_is_cut_as_in_it() {
    let program = bytes(SCHEDULERS);
    let section = &program[range(&program, ".bpf.objs")];
    assert!(matches!(refused(section), ObjectError::Several { .. }));
    assert_eq!(EmbeddedObject::choose(section, Some("fifo_ops")).unwrap().layout, layout(FIFO));
    // Bytes after an object do not affect it.
    let mut signed = bytes(DISPATCH);
    signed.extend_from_slice(b"~Module signature appended~\n");
    assert_eq!(Layout::parse(&signed).unwrap(), layout(DISPATCH));
}

#[test]
fn a_struct_ops_variable_is_asked_of_a_lone_object_too() {
    let object = bytes(DISPATCH);
    assert!(EmbeddedObject::choose(&object, Some("dispatch_ops")).is_ok());
    let error = EmbeddedObject::choose(&object, Some("fifo_ops")).unwrap_err();
    assert_eq!(error.help(), "it has the struct_ops variable `dispatch_ops`");
    let error = EmbeddedObject::choose(&bytes(SHAPES), Some("fifo_ops")).unwrap_err();
    assert_eq!(error.help(), "it has no struct_ops variable");
}

#[test]
fn a_program_of_either_byte_order_carries_objects() {
    let carrier = bytes("tests/bpf/carrier.be");
    assert!(!object::File::parse(&*carrier).unwrap().is_little_endian());
    let layout = Layout::parse(&carrier).unwrap();
    assert!(layout.big_endian);
    assert_eq!(layout, self::layout("tests/bpf/shapes.be.bpf.o"));
}

#[test]
fn compressed_sections_are_unfolded() {
    let shapes = layout(SHAPES);
    for file in ["tests/bpf/shapes.zlib.bpf.o", "tests/bpf/shapes.zstd.bpf.o", "tests/bpf/carrier.zstd"] {
        let bytes = bytes(file);
        let is_compressed = |section: object::Section<'_, '_>| {
            section.compressed_file_range().unwrap().format != object::CompressionFormat::None
        };
        assert!(object::File::parse(&*bytes).unwrap().sections().any(is_compressed), "{file}");
        assert_eq!(Layout::parse(&bytes).unwrap(), shapes, "{file}");
    }
}

#[test]
fn a_compressed_section_takes_no_memory_on_its_header_s_word() {
    for (file, section) in [("tests/bpf/shapes.zlib.bpf.o", ".BTF"), ("tests/bpf/carrier.zstd", ".bpf.objs")] {
        let good = bytes(file);
        // Elf64_Chdr: ch_type and padding, then ch_size.
        let at = range(&good, section).start + 8;
        for size in [1_u64 << 32, u64::MAX] {
            let mut damaged = good.clone();
            damaged[at..at + 8].copy_from_slice(&size.to_le_bytes());
            let error = refused(&damaged);
            assert!(matches!(&error, ObjectError::TooLarge { section: of, .. } if of == section), "{error:?}");
        }
        let mut damaged = good.clone();
        damaged[at + 16..at + 64].fill(0x55);
        assert!(matches!(refused(&damaged), ObjectError::Elf(_)), "{file}");
    }
}

#[test]
fn btf_that_stands_alone_is_the_object_s() {
    assert_eq!(Layout::parse(&bytes("examples/bpf/dispatch.btf")).unwrap(), layout(DISPATCH));
    let big = Layout::parse(&bytes("tests/bpf/shapes.be.btf")).unwrap();
    assert!(big.big_endian);
    assert_eq!(big, layout("tests/bpf/shapes.be.bpf.o"));
}

#[test]
fn btf_of_an_unlinked_object_says_that_it_lacks_sizes() {
    let error = refused(&bytes("tests/bpf/raw.btf"));
    assert!(matches!(error, ObjectError::UnlinkedBtf), "{error:?}");
    assert!(error.help().contains("bpftool gen object"));
}

#[test]
fn btf_that_goes_on_from_another_s_is_refused_as_such() {
    let mut split = bytes("examples/bpf/dispatch.btf");
    let word = |at: usize| u32::from_le_bytes(split[at..at + 4].try_into().unwrap());
    let strings = usize::try_from(word(4) + word(16)).unwrap();
    split[strings] = b'x';
    let error = refused(&split);
    assert!(matches!(error, ObjectError::SplitBtf), "{error:?}");
    assert!(error.to_string().contains("kernel module"), "{error}");
    // libbpf writes no strings if the other file has all names.
    split[20..24].fill(0);
    assert!(matches!(refused(&split), ObjectError::SplitBtf));
}

/// A program without a section `.bpf.objs`: the same bytes under another name, as a C skeleton has them in `.rodata`.
fn with_section_called(name: &str, program: &[u8]) -> Vec<u8> {
    let at = program.windows(10).position(|bytes| bytes == b".bpf.objs\0").unwrap();
    let mut renamed = program.to_vec();
    renamed[at..at + name.len() + 1].copy_from_slice([name.as_bytes(), b"\0"].concat().as_slice());
    renamed
}

#[test]
fn the_help_for_an_object_elsewhere_in_a_program_extracts_it() {
    for (program, objects) in
        [("tests/bpf/carrier.be", &["tests/bpf/shapes.be.bpf.o"][..]), (SCHEDULERS, &[DISPATCH, FIFO])]
    {
        let program = with_section_called(".rodata", &bytes(program));
        let error = refused(&program);
        let ObjectError::Elsewhere { offsets, .. } = &error else { panic!("{error:?}") };
        let shown: Vec<_> = offsets.iter().map(usize::to_string).collect();
        let one = objects.len() == 1;
        let [s, starts] = if one { ["", "starts"] } else { ["s", "start"] };
        let end = format!("its BPF object{s} {starts} at byte{s} {}", shown.join(", "));
        assert!(error.to_string().ends_with(&end), "{error}");
        // `tail -c +N` begins with the byte N, counted from 1.
        let help = error.help().into_owned();
        let object = if one { "the object" } else { "one of the objects" };
        let first = offsets[0] + 1;
        assert_eq!(help, format!("extract {object} with `tail -c +{first} FILE > object.bpf.o`, and use that file"));
        let cut: Vec<_> = offsets.iter().map(|offset| Layout::parse(&program[*offset..]).unwrap()).collect();
        assert_eq!(cut, objects.iter().map(|object| layout(object)).collect::<Vec<_>>());
    }
}

#[test]
fn a_program_without_an_object_says_where_it_was_looked_for() {
    let mut program = with_section_called(".rodata", &bytes("tests/bpf/carrier.be"));
    let ObjectError::Elsewhere { offsets, .. } = refused(&program) else { panic!() };
    let offset = offsets[0];
    // The object's magic number.
    program[offset] = 0;
    let error = refused(&program);
    assert_eq!(error.to_string(), "is an ELF file for S390x and contains no BPF object");
}

#[test]
fn nothing_but_headers_takes_no_long_time() {
    let mut program = with_section_called(".rodata", &bytes("tests/bpf/carrier.be"));
    let ObjectError::Elsewhere { offsets, .. } = refused(&program) else { panic!() };
    let offset = offsets[0];
    let header = program[offset..offset + 64].to_vec();
    program[offset] = 0;
    // Each claims the section headers of the file.
    for _ in 0..10_000 {
        program.extend(&header);
    }
    assert!(matches!(refused(&program), ObjectError::NotBpf { .. }));
}

#[test]
fn a_debug_copy_is_told_as_one() {
    let btf = bytes("examples/bpf/dispatch.btf");
    let mut elf = Elf::of(&btf);
    elf.btf_kind = 8;
    let error = refused(&elf.bytes());
    assert_eq!(
        error.to_string(),
        "has a section `.BTF` without contents, like a file that `objcopy --only-keep-debug` writes"
    );
    assert_eq!(error.help(), "use the file that it was copied from");

    // Of a program, the section of objects has no contents.
    let mut program = bytes(SCHEDULERS);
    let headers = usize::try_from(u64::from_le_bytes(program[40..48].try_into().unwrap())).unwrap();
    let index = object::File::parse(&*program).unwrap().section_by_name(".bpf.objs").unwrap().index().0;
    program[headers + 64 * index + 4] = 8;
    assert!(matches!(refused(&program), ObjectError::NoContents { section } if section == ".bpf.objs"));
}

#[test]
fn two_sections_of_btf_are_refused() {
    let btf = bytes("examples/bpf/dispatch.btf");
    let mut elf = Elf::of(&btf);
    elf.sections = vec![(".BTF", 0, 4)];
    assert_eq!(refused(&elf.bytes()).to_string(), "has two ELF sections named `.BTF`");
}

#[test]
fn what_is_among_objects_and_none_is_told_by_its_offset() {
    let good = bytes(SCHEDULERS);
    let objects = range(&good, ".bpf.objs");
    let first = bytes(DISPATCH).len();
    for (offset, byte) in [(0, 0x7e), (first, 0x7e), (first + 40, 0xff)] {
        let mut damaged = good.clone();
        damaged[objects.start + offset] = byte;
        let error = refused(&damaged);
        let ObjectError::DamagedSection { offset: told, .. } = error else { panic!("{error:?}") };
        assert_eq!(told, if offset < first { 0 } else { first });
    }
    // e_shoff of the first, at the end of all numbers.
    let mut damaged = good.clone();
    damaged[objects.start + 40..objects.start + 48].fill(0xff);
    assert!(matches!(refused(&damaged), ObjectError::DamagedSection { offset: 0, .. }));
    // A damaged object is not skipped.
    let btf = range(&bytes(FIFO), ".BTF").start;
    let mut damaged = good.clone();
    damaged[objects.start + first + btf] = 0;
    assert!(matches!(refused(&damaged), ObjectError::Btf(_)));
    assert!(EmbeddedObject::choose(&damaged, Some("dispatch_ops")).is_ok());
    assert!(matches!(EmbeddedObject::choose(&damaged, Some("fifo_ops")).unwrap_err(), ObjectError::Btf(_)));
}

#[test]
fn a_program_cut_anywhere_is_an_error() {
    let good = bytes(SCHEDULERS);
    for at in 0..200 {
        refused(&good[..good.len() * at / 200]);
    }
    let mut empty = good.clone();
    empty[range(&good, ".bpf.objs")].fill(0);
    assert!(matches!(refused(&empty), ObjectError::NoObjects));
}

#[test]
fn an_object_elsewhere_is_found_at_the_end_of_a_program_and_after_others() {
    let mut program = with_section_called(".rodata", &bytes("tests/bpf/carrier.be"));
    let ObjectError::Elsewhere { offsets: before, .. } = refused(&program) else { panic!() };
    // An object without BTF, and files for another processor.
    program.extend(bytes("tests/bpf/nobtf.bpf.o"));
    let header = program[..64].to_vec();
    for _ in 0..20 {
        program.extend(&header);
    }
    let last = program.len();
    program.extend(bytes(DISPATCH));
    let ObjectError::Elsewhere { offsets, .. } = refused(&program) else { panic!() };
    assert_eq!(offsets, [before, vec![last]].concat());
}

#[test]
fn a_file_for_another_processor_among_objects_is_an_error() {
    let error = refused(&[bytes(DISPATCH), bytes("tests/bpf/carrier.be")].concat());
    assert!(matches!(&error, ObjectError::NotBpf { machine } if machine == "S390x"), "{error:?}");
}

#[test]
fn a_compressed_section_has_at_most_64_mib() {
    let good = bytes("tests/bpf/shapes.zlib.bpf.o");
    let at = range(&good, ".BTF").start + 8;
    let of = |size: u64| {
        let mut damaged = good.clone();
        damaged[at..at + 8].copy_from_slice(&size.to_le_bytes());
        refused(&damaged)
    };
    assert!(matches!(of(64 << 20), ObjectError::Elf(_)));
    assert!(matches!(of((64 << 20) + 1), ObjectError::TooLarge { size: 67_108_865, .. }));
}

#[test]
fn sixteen_headers_are_looked_at() {
    let count = |others: usize| {
        let mut program = with_section_called(".rodata", &bytes(SCHEDULERS));
        // An unknown processor, whose number has the bytes of that of BPF in the other order.
        program[18..20].copy_from_slice(&[0, 247]);
        // Headers whose section headers are not in the file.
        let mut header = bytes(DISPATCH)[..64].to_vec();
        header[40..48].fill(0xff);
        program.extend(header.repeat(others));
        program.extend(bytes(DISPATCH));
        let ObjectError::Elsewhere { offsets, .. } = refused(&program) else { panic!() };
        offsets.len()
    };
    // The objects of the program are the first two.
    assert_eq!([count(0), count(13), count(14)], [3, 3, 2]);
}
