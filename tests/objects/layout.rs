//! Compares the layouts of real objects with each other, with `bpftool`, with the bytes of the sections, and with the C
//! sources.

use ktsnap_btf::{Layout, Linkage, Type};

use crate::bpftool;
use crate::btf::{Btf, STRUCT, WITH_BITFIELDS};
use crate::files::{bytes, layout, range};
use crate::values::Bytes;

const DISPATCH: &str = "examples/bpf/dispatch.bpf.o";
const SHAPES: &str = "tests/bpf/shapes.bpf.o";
const TWINS: &str = "tests/bpf/twins.bpf.o";

/// Linked, in an order and with a header that bpftool reads. It refuses `shapes.be.bpf.o` ("non-native endianness due
/// to unsupported header length"), which another test compares with `shapes.bpf.o`.
const LINKED: [&str; 6] =
    [DISPATCH, SHAPES, TWINS, "examples/bpf/nr_counters.bpf.o", "tests/bpf/rich.bpf.o", "tests/bpf/shapes.hdr32.bpf.o"];

const RAW: [&str; 5] = [
    "examples/bpf/raw/dispatch.bpf.o",
    "examples/bpf/raw/nr_counters.bpf.o",
    "tests/bpf/raw/rich.bpf.o",
    "tests/bpf/raw/shapes.bpf.o",
    "tests/bpf/raw/shapes.be.bpf.o",
];

#[test]
fn a_raw_object_has_the_layout_of_the_linked_one() {
    for raw in RAW {
        assert_eq!(layout(raw), layout(&raw.replace("/raw/", "/")), "{raw}");
    }
}

#[test]
fn byte_order_and_header_length_make_no_difference() {
    let shapes = layout(SHAPES);
    for path in ["tests/bpf/shapes.be.bpf.o", "tests/bpf/shapes.hdr32.bpf.o"] {
        assert_eq!(layout(path), shapes, "{path}");
    }
    // The objects are what their names say, so the comparisons above are meaningful.
    let header = |path| {
        let object = bytes(path);
        object[range(&object, ".BTF")][..8].to_vec()
    };
    assert_eq!(header(SHAPES), [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
    assert_eq!(header("tests/bpf/shapes.hdr32.bpf.o"), [0x9f, 0xeb, 1, 0, 32, 0, 0, 0]);
    assert_eq!(header("tests/bpf/shapes.be.bpf.o")[..2], [0xeb, 0x9f]);
}

#[test]
fn bpftool_gives_the_same_answer_for_every_variable_of_a_linked_object() {
    let Some(tool) = bpftool::find() else { return };
    // More objects to compare, such as those of installed schedulers: a list of paths, like PATH.
    let more = std::env::var("KTSNAP_OBJECTS").unwrap_or_default();
    for path in LINKED.iter().copied().chain(more.split(':').filter(|path| !path.is_empty())) {
        let dump = bpftool::Dump::of(&tool, path);
        let theirs = dump.sections();
        let ours = layout(path).sections;
        assert_eq!(ours.len(), theirs.len(), "{path}");
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert_eq!((&*ours.name, ours.size), (theirs["name"].as_str().unwrap(), theirs["size"].as_u64().unwrap()));
            let mut expected = dump.vars(theirs);
            expected.sort_by_key(|var| (var["offset"].as_u64(), var["name"].to_string()));
            // A section of the kernel's functions has no variables.
            assert!(!expected.is_empty() || ours.name == ".ksyms", "{path} {}", ours.name);
            for (var, expected) in bpftool::vars(ours).iter().zip(&expected) {
                assert_eq!(var, expected, "{path} {}", ours.name);
            }
            assert_eq!(ours.listed().len(), expected.len(), "{path} {}", ours.name);
        }
    }
}

#[test]
fn bpftool_gives_the_same_answer_for_what_a_raw_object_holds() {
    let Some(tool) = bpftool::find() else { return };
    for path in RAW {
        let dump = bpftool::Dump::of(&tool, path);
        let theirs = dump.sections();
        let ours = layout(path).sections;
        assert_eq!(ours.len(), theirs.len(), "{path}");
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert_eq!(ours.name, theirs["name"].as_str().unwrap(), "{path}");
            let mut vars = bpftool::vars(ours);
            let mut expected = dump.vars(theirs);
            for vars in [&mut vars, &mut expected] {
                // clang leaves the offsets of all variables except statics to the linker.
                for var in vars.iter_mut().filter(|var| var["linkage"] != "static") {
                    var["offset"].take();
                }
                vars.sort_by_key(|var| (var["name"].to_string(), var["offset"].as_u64()));
            }
            assert_eq!(vars, expected, "{path} {}", ours.name);
        }
    }
}

/// Initialisers in C, except for the names of members and for numbers, which have Rust's form.
const INITIALISERS: &[(&str, &str, &str)] = &[
    ("license", "_license", r#""GPL""#),
    (".data", "a_f32", "1.5"),
    (".data", "a_f64", "-2.25e0"),
    (".data", "f32s", "{0.5, 1, -1}"),
    (".data", "f64s", "{1e300, -1e-300}"),
    (".data", "d_max_u64", "18446744073709551615"),
    (".data", "d_neg_s64", "-9007199254740993"),
    (".data", "d_neg", "-7"),
    (".data", "d_comm", r#""ktsnap""#),
    (".data", "d_grade", "COLD"),
    (".data", "d_point", "{.x = 3, .y = -4}"),
    (".data", "d_true", "true"),
    (".data", "cnt", "3"),
    (".rodata", "k_u32", "5000"),
    (".rodata", "k_s64", "-1"),
    (".rodata", "k_bool", "true"),
    (".rodata", "k_name", r#""knob""#),
    (".rodata", "k_f64", "1.25e-1"),
    (".rodata", "k_table", "{1, 2, 4, 8}"),
    (".data.custom", "c_data", "11"),
    (".rodata.custom", "c_rodata", "13"),
    (".data.long_section_name", "c_long", "17"),
];

#[test]
fn every_initialised_variable_is_where_the_layout_says() {
    for (path, big_endian) in [
        (SHAPES, false),
        ("tests/bpf/raw/shapes.bpf.o", false),
        ("tests/bpf/shapes.hdr32.bpf.o", false),
        ("tests/bpf/shapes.be.bpf.o", true),
        ("tests/bpf/raw/shapes.be.bpf.o", true),
    ] {
        let object = bytes(path);
        let layout = layout(path);
        for &(section, name, expected) in INITIALISERS {
            let contents = &object[range(&object, section)];
            let section = layout.section(section).unwrap();
            assert_eq!(section.size, contents.len() as u64, "{path} {}", section.name);
            let var = section.vars_named(name).next().unwrap();
            let start = usize::try_from(var.offset).unwrap();
            let bytes = &contents[start..start + usize::try_from(var.size).unwrap()];
            assert_eq!(Bytes { bytes, big_endian }.show(&var.ty), expected, "{path} {name}");
        }
        // The table has them all.
        let sections = layout.sections.iter();
        let initialised = sections.filter(|section| !section.name.starts_with(".bss") && section.name != ".maps");
        let initialised: usize =
            initialised.filter(|section| section.size != 0).map(|section| section.vars.len()).sum();
        assert_eq!(initialised, INITIALISERS.len(), "{path}");
    }
}

#[test]
fn every_static_of_one_name_is_there() {
    let layout = layout(TWINS);
    let bss = layout.section(".bss").unwrap();
    let twins: Vec<_> = bss.vars_named("cnt").map(|var| (var.offset, var.linkage)).collect();
    assert_eq!(twins, [(16, Linkage::Static), (32, Linkage::Static)]);
    assert_eq!(bss.vars_named("only_a").count(), 1);

    let split: Vec<_> = layout.find("split").map(|(section, var)| (&*section.name, var.offset)).collect();
    assert_eq!(split, [(".bss", 8), (".data", 0)]);
}

#[test]
fn a_static_of_a_function_bears_its_name() {
    let layout = layout(SHAPES);
    for (name, offset) in [("bump.cnt", 40_856), ("drop.cnt", 40_860)] {
        let (section, var) = layout.find(name).next().unwrap();
        assert_eq!((&*section.name, var.offset, var.linkage), (".bss", offset, Linkage::Static));
    }
    // That of the file has no dot, and it is another.
    let (section, cnt) = layout.find("cnt").next().unwrap();
    assert_eq!((&*section.name, cnt.offset), (".data", 100));
}

#[test]
fn what_the_kernel_provides_has_no_contents_and_its_functions_are_no_variables() {
    for path in [SHAPES, "tests/bpf/raw/shapes.bpf.o"] {
        let layout = layout(path);
        for (section, expected) in
            [(".kconfig", &[("CONFIG_PREEMPT", 1), ("LINUX_KERNEL_VERSION", 4)][..]), (".ksyms", &[("sd_llc_id", 4)])]
        {
            let section = layout.section(section).unwrap();
            assert_eq!(section.size, 0, "{path}");
            let vars: Vec<_> = section.vars.iter().map(|var| (&*var.name, var.size)).collect();
            assert_eq!(vars, expected, "{path}");
            assert!(section.vars.iter().all(|var| (var.offset, var.linkage) == (0, Linkage::Extern)));
        }
        assert_eq!(layout.find("bpf_rcu_read_lock").count(), 0, "{path}");
    }
}

#[test]
fn a_section_of_globals_is_told_from_the_others() {
    let sections = |path| {
        let sections = layout(path).sections.into_iter();
        sections.map(|section| (section.holds_globals(), section.name)).collect::<Vec<_>>()
    };
    let expected = [
        (true, ".bss"),
        (true, ".bss.custom"),
        (true, ".data"),
        (true, ".data.custom"),
        (true, ".data.long_section_name"),
        (true, ".kconfig"),
        (false, ".ksyms"),
        (false, ".maps"),
        (true, ".rodata"),
        (true, ".rodata.custom"),
        (false, "license"),
    ];
    assert_eq!(sections(SHAPES), expected.map(|(globals, name)| (globals, name.to_owned())));
    assert!(sections(DISPATCH).contains(&(false, ".struct_ops".to_owned())));

    let layout = layout(DISPATCH);
    let globals: Vec<_> = layout.global_sections().map(|section| &*section.name).collect();
    assert_eq!(globals, [".bss", ".data", ".data.cpumask", ".rodata"]);
}

#[test]
fn a_suffix_begins_with_a_dot() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    let var = btf.var("x", ty);
    let names = [(".bss.x", true), (".bssx", false), (".data.", true), (".data_x", false), (".rodata1", false)];
    for (name, _) in names {
        btf.datasec(name, 4, &[[var, 0, 4]]);
    }
    let layout = Layout::parse(&btf.object()).unwrap();
    for (name, globals) in names {
        assert_eq!(layout.section(name).unwrap().holds_globals(), globals, "{name}");
    }
}

#[test]
fn members_of_a_nameless_union_keep_their_place() {
    let layout = layout(SHAPES);
    let (_, var) = layout.find("a_outer").next().unwrap();
    let Type::Struct(outer) = &var.ty else { panic!("{:?}", var.ty) };
    let nameless = outer.members.iter().find(|member| member.name.is_empty()).unwrap();
    let Type::Struct(union) = &nameless.ty else { panic!("{nameless:?}") };
    assert_eq!((nameless.bit_offset, union.union, &union.name), (704, true, &None));
    let Type::Struct(halves) = &union.members[1].ty else { panic!("{union:?}") };
    let halves: Vec<_> = halves.members.iter().map(|half| (&*half.name, half.bit_offset)).collect();
    assert_eq!(halves, [("lo", 0), ("hi", 32)]);
}

#[test]
fn a_plain_member_beside_bitfields_has_no_width() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let [flags, plain] = ["flags", "plain"].map(|name| btf.name(name));
    let members = [flags, int, 5 << 24, plain, int, 32];
    let ty = btf.add(0, STRUCT | WITH_BITFIELDS, 2, 8, &members);
    let layout = Layout::parse(&btf.object_of(ty, 8)).unwrap();
    let Type::Struct(of) = &layout.sections[0].vars[0].ty else { panic!("{layout:?}") };
    let members: Vec<_> = of.members.iter().map(|member| (member.bit_offset, member.bits)).collect();
    assert_eq!(members, [(0, Some(5)), (32, None)]);
}
