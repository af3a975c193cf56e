//! Breaks each invariant that the documentation of `ktsnap-btf` lists under "What is checked".

use ktsnap_btf::{Fault, Layout, LayoutFile, Linkage, ObjectError, Type};

use crate::btf::{Btf, ENUM, ENUM64, Elf, INT, STRUCT, UNION, WITH_BITFIELDS};
use crate::files::{bytes, layout, range};
use crate::hostile::{damage, refused};

const CHANGED: [&str; 2] = ["tests/bpf/raw/changed_statics.bpf.o", "tests/bpf/changed_statics.bpf.o"];

fn place(layout: &Layout, name: &str) -> (String, u64) {
    let (section, var) = layout.find(name).next().unwrap_or_else(|| panic!("no `{name}`"));
    (section.name.clone(), var.offset)
}

/// An object whose BTF lists `a` and `b` of 4 bytes in `.bss`, `a` static, with an ELF section and symbols.
fn two(size: u32, [a, b]: [u32; 2], change: impl FnOnce(&mut Elf<'_>)) -> Vec<u8> {
    let mut btf = Btf::new();
    let int = btf.u32();
    let vars = [btf.linked("a", int, 0), btf.var("b", int)];
    btf.datasec(".bss", size, &[[vars[0], a, 4], [vars[1], b, 4]]);
    let section = btf.section();
    let mut elf = Elf::of(&section);
    elf.sections = vec![(".bss", 3, 8)];
    elf.symbols = vec![("a", 3, 0, 4, false), ("b", 3, 4, 4, true)];
    change(&mut elf);
    elf.bytes()
}

#[test]
fn a_variable_is_where_its_symbol_says() {
    // gcc lists each static at byte 0, and both compilers list each global there.
    let unlinked = two(0, [0, 0], |elf| {
        elf.symbols = vec![("b", 3, 0, 4, true), ("a", 3, 4, 4, false)];
    });
    let layout = Layout::parse(&unlinked).unwrap();
    assert_eq!((place(&layout, "a").1, place(&layout, "b").1), (4, 0));

    let gcc = self::layout("tests/bpf/raw/gcc_statics.bpf.o");
    let object = bytes("tests/bpf/raw/gcc_statics.bpf.o");
    let file = object::File::parse(&*object).unwrap();
    let mut checked = 0;
    for symbol in object::Object::symbols(&file) {
        let name = object::ObjectSymbol::name(&symbol).unwrap();
        if let Some((_, var)) = gcc.find(name).next() {
            assert_eq!(var.offset, object::ObjectSymbol::address(&symbol), "{name}");
            checked += 1;
        }
    }
    assert_eq!(checked, 6);
    assert_eq!(place(&gcc, "misses").0, ".bss");
}

#[test]
fn a_linked_global_that_its_symbol_places_elsewhere_is_refused() {
    let error = refused(&two(8, [0, 4], |elf| elf.symbols[1].2 = 0));
    assert_eq!(error.to_string(), "is damaged: in `.bss`, `b` is at byte 4 in BTF, but at byte 0 in its ELF symbol");
    // bpftool 7.1 makes such an object, and the other order of its inputs does not.
    let error = refused(&bytes("tests/bpf/extern_first.bpf.o"));
    let expected = "is damaged: in `.data.shared`, `elsewhere` is at byte 0 in BTF, but at byte 8 in its ELF symbol";
    assert_eq!(error.to_string(), expected);
    let help = "link the objects again with `bpftool gen object`, starting with the object that defines `elsewhere`";
    assert_eq!(error.help(), help);
    assert_eq!(place(&self::layout("tests/bpf/extern.bpf.o"), "elsewhere"), (".data.shared".to_owned(), 4));
    // Without symbols there is nothing to compare with.
    assert!(Layout::parse(&two(8, [0, 4], |elf| elf.symbols.clear())).is_ok());
}

#[test]
fn a_variable_of_another_size_than_its_symbol_s_is_refused() {
    for unlinked in [0, 8] {
        let error = refused(&two(unlinked, [0, 4], |elf| elf.symbols[0].3 = 3));
        let expected = "is damaged: in `.bss`, `a` is 4 bytes long in BTF, but 3 bytes long in its ELF symbol";
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn statics_of_one_name_are_found_by_their_places() {
    let object = |places: [u32; 2]| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let vars = [btf.linked("a", int, 0), btf.linked("a", int, 0)];
        btf.datasec(".bss", 0, &[[vars[0], places[0], 4], [vars[1], places[1], 4]]);
        let section = btf.section();
        let mut elf = Elf::of(&section);
        elf.sections = vec![(".bss", 3, 8)];
        elf.symbols = vec![("a", 3, 0, 4, false), ("a", 3, 4, 4, false)];
        elf.bytes()
    };
    let layout = Layout::parse(&object([0, 4])).unwrap();
    assert_eq!(layout.find("a").map(|(_, var)| var.offset).collect::<Vec<_>>(), [0, 4]);
    let error = refused(&object([0, 2]));
    assert!(error.to_string().contains("`a` is at byte 2 in BTF, but at byte 0 or 4 in its ELF symbol"), "{error}");
}

#[test]
fn variables_of_a_section_that_overlap_are_refused_with_both_names() {
    for [a, b] in [[0, 3], [3, 0], [4, 4]] {
        let error = refused(&two(8, [a, b], |elf| elf.symbols.clear()));
        assert!(matches!(&error, ObjectError::Overlap { .. }), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("`a`") && text.contains("`b`") && text.contains("`.bss`"), "{text}");
    }
    // A wide one over a later one that is not its neighbour.
    let mut btf = Btf::new();
    let int = btf.u32();
    let wide = btf.array(int, 4);
    let empty = btf.array(int, 0);
    let vars = [btf.var("wide", wide), btf.var("empty", empty), btf.var("in_it", int)];
    btf.datasec(".bss", 16, &[[vars[0], 0, 16], [vars[1], 8, 0], [vars[2], 12, 4]]);
    assert_eq!(refused(&btf.object()).to_string(), "has damaged BTF: in `.bss`, `wide` and `in_it` overlap");
}

#[test]
fn two_elf_sections_of_one_name_are_refused_and_the_help_gives_one() {
    let error = refused(&bytes("tests/bpf/raw/two_sections.bpf.o"));
    assert_eq!(
        error.to_string(),
        "has two ELF sections named `.rodata`: `wanted_ports` is in one of them and `wanted_id` in the other"
    );
    assert_eq!(error.help(), "declare `wanted_ports` as `const volatile` in C, like `wanted_id`");
    // The same source with that, with and without its `SEC(".rodata")`.
    for mended in ["tests/bpf/raw/one_section.bpf.o", "tests/bpf/raw/one_section_default.bpf.o"] {
        let layout = layout(mended);
        assert_eq!(place(&layout, "wanted_id"), (".rodata".to_owned(), 0), "{mended}");
        assert_eq!(place(&layout, "wanted_ports"), (".rodata".to_owned(), 16), "{mended}");
    }
    // In any other section the remedy is a section of its own.
    let error = refused(&two(0, [0, 0], |elf| {
        elf.sections.push((".bss", 2, 4));
        elf.symbols[1] = ("b", 4, 0, 4, true);
    }));
    assert_eq!(error.to_string(), "has two ELF sections named `.bss`: `a` is in one of them and `b` in the other");
    assert_eq!(error.help(), "move `a` to a section of its own in C: `SEC(\".bss.a\")`");
}

#[test]
fn an_elf_section_of_another_size_than_in_btf_is_refused() {
    let error = refused(&two(12, [0, 4], |_| {}));
    assert_eq!(error.to_string(), "is damaged: `.bss` has 12 bytes in BTF and 8 bytes in ELF");
}

#[test]
fn a_section_that_btf_lists_twice_is_refused() {
    let mut btf = Btf::new();
    let int = btf.u32();
    for name in ["a", "b"] {
        let var = btf.var(name, int);
        btf.datasec(".bss", 4, &[[var, 0, 4]]);
    }
    assert_eq!(damage(&btf.object()), "it lists the section `.bss` twice");
}

#[test]
fn only_statics_share_a_name() {
    for (linkage, section) in [(1, ".bss"), (1, ".maps"), (1, "license"), (2, ".ksyms"), (2, ".data")] {
        let mut btf = Btf::new();
        let int = btf.u32();
        let vars = [btf.linked("x", int, linkage), btf.linked("x", int, linkage)];
        btf.datasec(section, 8, &[[vars[0], 0, 4], [vars[1], 4, 4]]);
        assert_eq!(damage(&btf.object()), format!("`{section}` lists `x` twice"));
    }
}

#[test]
fn a_linkage_that_btf_does_not_have_is_refused() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let var = btf.linked("x", int, 3);
    btf.datasec(".bss", 4, &[[var, 0, 4]]);
    assert_eq!(damage(&btf.object()), "`x` is neither static, global nor extern");
}

#[test]
fn a_function_is_listed_by_no_section_of_variables() {
    const FUNC: u32 = 12;
    for (section, read) in [(".ksyms", true), (".bss", false)] {
        let mut btf = Btf::new();
        btf.u32();
        let proto = btf.function(&[]);
        let name = btf.name("f");
        let function = btf.add(name, FUNC, 2, proto, &[]);
        btf.datasec(section, 8, &[[function, 0, 8]]);
        match Layout::parse(&btf.object()) {
            Ok(_) => assert!(read, "{section}"),
            Err(error) => assert!(!read && error.to_string().contains("`.bss` lists a func"), "{error}"),
        }
    }
}

#[test]
fn an_integer_that_does_not_fill_its_bytes_is_refused() {
    // 5 bits of 4 bytes, 32 bits from bit 3 of 8 bytes: what clang wrote for bitfields before BTF had a width for each.
    for (size, word) in [(4, 5), (8, 3 << 16 | 32)] {
        let mut btf = Btf::new();
        let name = btf.name("odd");
        let ty = btf.add(name, INT, 0, size, &[word]);
        assert_eq!(
            damage(&btf.object_of(ty, size)),
            format!("integer `odd` does not use all bits of its {size} bytes")
        );
    }
    let mut btf = Btf::new();
    let name = btf.name("odd");
    let ty = btf.add(name, INT, 0, 1, &[9]);
    assert_eq!(damage(&btf.object_of(ty, 1)), "integer type 1 has 9 bits in 1 bytes");
    // Signed and a `bool`.
    let mut btf = Btf::new();
    let name = btf.name("odd");
    let ty = btf.add(name, INT, 0, 1, &[5 << 24 | 8]);
    assert_eq!(damage(&btf.object_of(ty, 1)), "integer type 1 has several encodings");
}

#[test]
fn an_enum_has_the_size_of_an_integer_and_values_that_fit() {
    for size in [0, 3, 16] {
        let mut btf = Btf::new();
        let name = btf.name("e");
        let ty = btf.add(name, ENUM, 0, size, &[]);
        assert_eq!(damage(&btf.object_of(ty, size)), format!("enum type 1 has {size} bytes"));
    }
    // BTF_INFO's kind flag says that an enum is signed.
    for (kind, value, fits) in
        [(ENUM, 255, true), (ENUM, 256, false), (ENUM | 0x80, 127, true), (ENUM | 0x80, 128, false)]
    {
        let mut btf = Btf::new();
        let [tag, name] = ["e", "LARGEST"].map(|name| btf.name(name));
        let ty = btf.add(tag, kind, 1, 1, &[name, value]);
        match Layout::parse(&btf.object_of(ty, 1)) {
            Ok(layout) => assert!(fits && layout.enumerators("LARGEST").count() == 1, "{value}"),
            Err(error) => assert!(!fits && error.to_string().contains("`LARGEST` is"), "{value}: {error}"),
        }
    }
}

#[test]
fn values_that_lost_their_upper_half_are_left_out() {
    for (kind, words, known) in [(ENUM, &[1, 7][..], 0), (ENUM64, &[1, 7, 1], 1)] {
        let mut btf = Btf::new();
        let name = btf.name("HIGH");
        assert_eq!(name, 1);
        let tag = btf.name("e");
        let ty = btf.add(tag, kind, 1, 8, words);
        let layout = Layout::parse(&btf.object_of(ty, 8)).unwrap();
        assert_eq!(layout.enumerators("HIGH").count(), known);
        assert_eq!(layout.find("x").next().unwrap().1.ty.to_rust().as_deref(), Some("u64"));
    }
}

/// Adds a type, and gives its id.
type Add = fn(&mut Btf) -> u32;

/// A struct or union `s` of 8 bytes with two members, each an offset, a width for a bitfield, and a type.
fn with_members(kind: u32, members: [(u32, u32, Add); 2]) -> Vec<u8> {
    let mut btf = Btf::new();
    btf.u32();
    let mut words = Vec::new();
    for (name, (offset, bits, ty)) in ["one", "other"].into_iter().zip(members) {
        let ty = ty(&mut btf);
        words.extend([btf.name(name), ty, bits << 24 | offset]);
    }
    let name = btf.name("s");
    let flag = if members.iter().any(|(_, bits, _)| *bits != 0) { WITH_BITFIELDS } else { 0 };
    let ty = btf.add(name, kind | flag, 2, 8, &words);
    btf.object_of(ty, 8)
}

#[test]
fn members_of_a_struct_are_whole_bytes_apart_and_disjoint() {
    let int: Add = |_| 1;
    let pointer: Add = |btf| btf.pointer(1);
    assert!(Layout::parse(&with_members(STRUCT, [(0, 0, int), (32, 0, int)])).is_ok());
    assert!(Layout::parse(&with_members(UNION, [(0, 0, int), (0, 0, int)])).is_ok());
    assert!(Layout::parse(&with_members(STRUCT, [(0, 5, int), (5, 3, int)])).is_ok());
    for (object, what) in [
        (with_members(STRUCT, [(0, 0, int), (24, 0, int)]), "members `one` and `other` of a struct overlap"),
        (with_members(STRUCT, [(32, 0, int), (16, 0, int)]), "members `other` and `one` of a struct overlap"),
        (with_members(STRUCT, [(0, 5, int), (4, 3, int)]), "members `one` and `other` of a struct overlap"),
        (with_members(STRUCT, [(0, 0, int), (40, 0, int)]), "member `other` ends past the end of its struct"),
        (with_members(STRUCT, [(4, 0, int), (40, 0, int)]), "member `one` starts at bit 4, inside a byte"),
        (with_members(UNION, [(0, 0, int), (32, 0, int)]), "member `other` of a union starts at bit 32"),
        (with_members(STRUCT, [(0, 33, int), (40, 3, int)]), "bitfield `one` has 33 bits, more than its type"),
        (with_members(STRUCT, [(0, 7, pointer), (40, 3, int)]), "bitfield `one` has 7 bits, more than its type"),
    ] {
        assert_eq!(damage(&object), what);
    }
}

#[test]
fn elf_and_btf_have_one_byte_order() {
    let error = refused(&two(8, [0, 4], |elf| elf.big_endian = true));
    assert!(matches!(error, ObjectError::ByteOrder), "{error:?}");
}

#[test]
fn an_object_is_a_relocatable_file() {
    let error = refused(&two(8, [0, 4], |elf| elf.kind = 2));
    assert!(matches!(error, ObjectError::NotRelocatable), "{error:?}");
    assert_eq!(error.to_string(), "is an ELF file for BPF, but it is not relocatable");
}

#[test]
fn a_line_of_source_need_not_be_utf_8() {
    let layout = layout("tests/bpf/raw/latin1.bpf.o");
    assert_eq!(place(&layout, "nr_runs"), (".bss".to_owned(), 0));
}

#[test]
fn statics_that_clang_changed_do_not_cost_the_others() {
    for path in CHANGED {
        let layout = layout(path);
        assert_eq!(place(&layout, "nr_runs"), (".bss".to_owned(), 8), "{path}");
        assert_eq!(place(&layout, "nr_enqueued"), (".bss".to_owned(), 16), "{path}");
        for (name, parts, fault) in [
            ("mode", 1, Fault::Smaller),
            ("level", 1, Fault::OneByte),
            ("on", 1, Fault::OneByte),
            ("kinds", 3, Fault::Smaller),
            ("knob", 1, Fault::Smaller),
        ] {
            assert_eq!(layout.find(name).count(), 0, "{path} {name}");
            let found: Vec<_> = layout.faulty(name).collect();
            assert_eq!(found.len(), parts, "{path} {name}");
            assert!(found.iter().all(|faulty| faulty.fault == fault), "{path} {found:?}");
            assert_eq!(found[0].help(), "declare it `volatile` in C, or make it global");
        }
        let knob = layout.faulty("knob").next().unwrap();
        let fact = "clang split the static `knob`: `knob.0` has 1 byte, but its type `struct knob` has 16";
        assert_eq!(knob.fact(), fact, "{path}");
        // The name of a part is found too.
        assert_eq!(layout.faulty("kinds.1").count(), 1);
    }
}

#[test]
fn a_static_is_whole_once_it_is_volatile_or_global() {
    for mended in ["tests/bpf/raw/volatile_statics.bpf.o", "tests/bpf/raw/global_statics.bpf.o"] {
        let layout = layout(mended);
        for (name, size) in [("mode", 4), ("level", 1), ("on", 1), ("kinds", 24), ("knob", 16)] {
            let (_, var) = layout.find(name).next().unwrap_or_else(|| panic!("{mended} {name}"));
            assert_eq!((var.size, var.ty.size()), (size, Some(size)), "{mended} {name}");
            assert_eq!(layout.faulty(name).count(), 0);
        }
        // Its initial value is in the object again: clang had stored `false`.
        let object = bytes(mended);
        assert_eq!(object[range(&object, ".data")], [1], "{mended}");
    }
}

#[test]
fn a_global_smaller_than_its_type_costs_the_object() {
    // No compiler writes this, so the whole object is rejected.
    for (linkage, refused) in [(0, false), (1, true)] {
        let mut btf = Btf::new();
        let int = btf.u32();
        let vars = [btf.linked("x", int, linkage), btf.var("y", int)];
        btf.datasec(".bss", 8, &[[vars[0], 0, 1], [vars[1], 4, 4]]);
        match Layout::parse(&btf.object()) {
            Ok(layout) => assert!(!refused && layout.faulty("x").count() == 1 && place(&layout, "y").1 == 4),
            Err(error) => assert!(refused && error.to_string().ends_with("`x` is smaller than its type"), "{error}"),
        }
    }
}

#[test]
fn a_static_of_one_byte_in_read_only_data_is_as_c_declares_it() {
    for (section, faulty) in [(".rodata", 0), (".rodata.knobs", 0), (".bss", 1), (".data.knobs", 1)] {
        let mut btf = Btf::new();
        let name = btf.name("u8");
        let byte = btf.add(name, INT, 0, 1, &[8]);
        let var = btf.linked("x", byte, 0);
        btf.datasec(section, 1, &[[var, 0, 1]]);
        let layout = Layout::parse(&btf.object()).unwrap();
        assert_eq!((layout.faulty("x").count(), layout.find("x").count()), (faulty, 1 - faulty), "{section}");
    }
}

#[test]
fn what_another_object_defines_has_no_place_until_it_is_linked() {
    let alone = layout("tests/bpf/raw/extern_a.bpf.o");
    assert_eq!(alone.find("elsewhere").count(), 0);
    assert_eq!(place(&alone, "here"), (".data.shared".to_owned(), 0));
    let elsewhere = alone.faulty("elsewhere").next().unwrap();
    assert_eq!(elsewhere.fact(), "`elsewhere` is `extern`: another object defines it");
    assert!(elsewhere.help().starts_with("link the objects with `bpftool gen object`"));
    // Linked as the help says.
    let linked = layout("tests/bpf/extern.bpf.o");
    let (_, var) = linked.find("elsewhere").next().unwrap();
    assert_eq!((var.offset, var.linkage), (4, Linkage::Global));
}

#[test]
fn a_layout_file_keeps_why_a_variable_can_t_be_read() {
    for path in CHANGED.into_iter().chain(["tests/bpf/raw/extern_a.bpf.o"]) {
        let object = layout(path);
        let text = LayoutFile::new(&object).to_json();
        let file = LayoutFile::parse(text.as_bytes()).unwrap();
        assert_eq!(file.to_json(), text);
        for section in object.global_sections() {
            assert_eq!(file.layout().section(&section.name), Some(section), "{path}");
        }
        assert!(file.differences(&object).is_empty());
    }
    // The repaired object differs, and the file reports it.
    let file = LayoutFile::new(&layout(CHANGED[0]));
    let differences = file.differences(&layout("tests/bpf/raw/volatile_statics.bpf.o"));
    let texts: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert!(texts.iter().any(|text| text.contains("`mode` is `int`")), "{texts:#?}");
}

#[test]
fn a_layout_file_is_held_to_the_same_invariants() {
    let text = LayoutFile::new(&layout(CHANGED[0])).to_json();
    let refused = |from: &str, to: &str| {
        let changed = text.replace(from, to);
        assert_ne!(changed, text);
        LayoutFile::parse(changed.as_bytes()).unwrap_err().to_string()
    };
    let overlap = refused(r#""c_type": "u64", "offset": 16"#, r#""c_type": "u64", "offset": 9"#);
    assert!(overlap.contains("`nr_runs` and `nr_enqueued` overlap"), "{overlap}");
    let smaller = refused(r#", "fault": "smaller""#, "");
    assert!(smaller.contains("is smaller than its type"), "{smaller}");
    let whole = refused(r#""linkage": "static", "fault": "one_byte""#, r#""fault": "one_byte""#);
    assert!(whole.contains("`level` does not have the fault `one_byte`"), "{whole}");
    let unknown = refused(r#""fault": "one_byte""#, r#""fault": "green""#);
    assert!(unknown.contains("green"), "{unknown}");
}

#[test]
fn maps_that_libbpf_does_not_read_are_listed_with_the_reason() {
    let layout = layout("tests/bpf/raw/odd_maps.bpf.o");
    assert!(layout.map("stats").is_some());
    let odd: Vec<_> = layout.unsupported_maps.iter().map(|map| (&*map.name, &*map.reason)).collect();
    assert_eq!(odd, [("nested", "its definition is a struct inside another struct, like those of aya")]);
    assert_eq!(place(&layout, "early").0, "maps");
}

#[test]
fn a_type_without_bytes_is_opaque() {
    let mut btf = Btf::new();
    btf.u32();
    let layout = Layout::parse(&btf.object_of(0, 0)).unwrap();
    assert_eq!(layout.find("x").next().unwrap().1.ty, Type::Opaque);
}
