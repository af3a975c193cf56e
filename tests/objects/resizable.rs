//! The variable of a section that user space can resize before it loads the object.

use ktsnap_btf::{Layout, Path, PathError, path::Length, path::resolve_var};

use crate::btf::Btf;
use crate::files::layout;

fn resizable<'l>(layout: &'l Layout, section: &str) -> Option<&'l str> {
    layout.section(section).unwrap().resizable().map(|var| var.name.as_str())
}

#[test]
fn the_last_array_of_any_section_is_resizable() {
    for path in ["tests/bpf/resized.bpf.o", "tests/bpf/raw/resized.bpf.o", "tests/bpf/raw/resized.be.bpf.o"] {
        let layout = layout(path);
        for (section, expected) in [
            (".data.slot_started", Some("slot_started")),
            (".bss.slot_busy", Some("slot_busy")),
            (".data.text_dump", Some("text_dump")),
            (".data.slot_stats", Some("slot_stats")),
            (".data.moves", Some("moves")),
            (".data.two", Some("tail")),
            (".bss", Some("hist")),
            (".rodata", None),
            // libbpf makes no map of it.
            ("license", None),
        ] {
            assert_eq!(resizable(&layout, section), expected, "{section} of {path}");
        }
    }
}

/// A section of variables, each with its type's place in the list, its offset and its size.
fn section(name: &str, size: u32, vars: &[(&str, u32, u32, u32)], types: impl Fn(&mut Btf) -> Vec<u32>) -> Layout {
    let mut btf = Btf::new();
    let types = types(&mut btf);
    let entries: Vec<_> = vars
        .iter()
        .map(|(var, ty, offset, size)| [btf.var(var, types[usize::try_from(*ty).unwrap()]), *offset, *size])
        .collect();
    btf.datasec(name, size, &entries);
    Layout::parse(&btf.object()).unwrap()
}

/// `u32`, `u32[2]`, a `u32[2][3]`, a typedef of `u32[2]`, an empty struct's array, `u32[0]`.
fn types(btf: &mut Btf) -> Vec<u32> {
    let int = btf.u32();
    let pair = btf.array(int, 2);
    let grid = btf.array(pair, 3);
    let name = btf.name("pair_t");
    let typedef = btf.add(name, crate::btf::TYPEDEF, 0, pair, &[]);
    let empty = btf.structure(0, &[]);
    let empties = btf.array(empty, 2);
    let none = btf.array(int, 0);
    vec![int, pair, grid, typedef, empties, none]
}

#[test]
fn the_array_must_be_last_and_have_elements_of_some_size() {
    let one = |vars: &[(&str, u32, u32, u32)]| {
        let layout = section(".data.x", 64, vars, types);
        resizable(&layout, ".data.x").map(str::to_owned)
    };
    assert_eq!(one(&[("a", 1, 0, 8), ("b", 0, 8, 4)]), None, "an integer is last");
    assert_eq!(one(&[("b", 0, 8, 4), ("a", 1, 0, 8)]), None, "by its place, not by the order of BTF");
    assert_eq!(one(&[("a", 1, 8, 8), ("b", 0, 0, 4)]).as_deref(), Some("a"));
    assert_eq!(one(&[("a", 2, 8, 24)]).as_deref(), Some("a"), "rows");
    assert_eq!(one(&[("a", 3, 8, 8)]).as_deref(), Some("a"), "through a typedef");
    assert_eq!(one(&[("a", 4, 8, 0)]), None, "no number of elements fills a byte");
    assert_eq!(one(&[]), None);
}

#[test]
fn of_two_variables_at_one_place_neither_is_last() {
    let layout = section(".data.x", 8, &[("a", 5, 0, 0), ("b", 1, 0, 8)], types);
    assert_eq!(resizable(&layout, ".data.x"), None);
}

#[test]
fn an_array_before_a_static_that_clang_changed_is_not_last() {
    let object = |static_at: u32, array_at: u32| {
        let mut btf = Btf::new();
        let types = types(&mut btf);
        let name = btf.name("mode");
        // One byte of a `static int`: see `Fault::Smaller`.
        let mode = btf.add(name, crate::btf::VAR, 0, types[0], &[0]);
        let array = btf.var("a", types[1]);
        btf.datasec(".bss.x", 64, &[[array, array_at, 8], [mode, static_at, 1]]);
        Layout::parse(&btf.object()).unwrap()
    };
    assert_eq!(object(8, 0).faulty("mode").count(), 1);
    assert_eq!(resizable(&object(8, 0), ".bss.x"), None);
    assert_eq!(resizable(&object(0, 8), ".bss.x"), Some("a"));
}

#[test]
fn an_array_without_elements_is_resizable() {
    let layout = section(".data.x", 8, &[("a", 0, 0, 4), ("b", 5, 4, 0)], types);
    let section = layout.section(".data.x").unwrap();
    let var = section.resizable().unwrap();
    assert_eq!((var.name.as_str(), var.size), ("b", 0));
    let target = resolve_var(&Path::parse("b[3]").unwrap(), section, var, &layout).unwrap();
    assert_eq!(target.offset_in(&var.ty).unwrap().bit_offset, 3 * 32);
}

#[test]
fn the_kernels_configuration_is_not_resizable() {
    let layout = section(".kconfig", 0, &[("CONFIG_X", 1, 0, 8)], types);
    assert_eq!(resizable(&layout, ".kconfig"), None);
    let layout = section(".maps", 64, &[("a", 1, 8, 8)], types);
    assert_eq!(resizable(&layout, ".maps"), None);
}

#[test]
fn an_index_past_the_end_leads_into_a_resizable_array_alone() {
    let layout = layout("tests/bpf/resized.bpf.o");
    let length_of = |path: &str| {
        let path = Path::parse(path).unwrap();
        let (section, var) = layout.find(path.root()).next().unwrap();
        let target = resolve_var(&path, section, var, &layout)?;
        Ok((target.length, target.offset_in(&var.ty).unwrap().bit_offset))
    };
    assert_eq!(length_of("slot_started[3]"), Ok((Length::SetAtLoad, 3 * 64)));
    assert_eq!(length_of("slot_stats[9].by_kind[1]"), Ok((Length::SetAtLoad, (9 * 16 + 8 + 4) * 8)));
    assert_eq!(length_of("hist[4]"), Ok((Length::Resizable, 4 * 32)));
    assert_eq!(length_of("total"), Ok((Length::Fixed, 0)));
    for path in ["head[2]", "slot_stats[0].by_kind[2]", "moves[0][3]", "slot_started[-1]"] {
        assert!(matches!(length_of(path), Err(PathError::OutOfRange { .. })), "{path}");
    }
    // Any index is accepted, and none overflows.
    let far = format!("slot_started[{}]", u64::MAX);
    let path = Path::parse(&far).unwrap();
    let (section, var) = layout.find("slot_started").next().unwrap();
    assert_eq!(resolve_var(&path, section, var, &layout).unwrap().offset_in(&var.ty), None);
}

#[test]
fn a_layout_file_knows_the_same_array() {
    let object = layout("tests/bpf/resized.bpf.o");
    let text = ktsnap_btf::LayoutFile::new(&object).to_json();
    let file = ktsnap_btf::LayoutFile::parse(text.as_bytes()).unwrap();
    for section in [".data.slot_started", ".data.two", ".bss", ".rodata"] {
        assert_eq!(resizable(file.layout(), section), resizable(&object, section), "{section}");
    }
}
