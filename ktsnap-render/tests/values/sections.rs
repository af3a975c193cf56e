//! Sections.

use ktsnap_btf::{Layout, Section};

use super::*;

/// A section with one variable.
fn section(offset: u64, size: u64, ty: Type) -> Section {
    let object = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/bpf/dispatch.bpf.o");
    let layout = Layout::parse(&std::fs::read(object).unwrap()).unwrap();
    let mut section = layout.section(".bss").unwrap().clone();
    section.vars.truncate(1);
    section.faulty.clear();
    let var = &mut section.vars[0];
    (var.name, var.offset, var.size, var.ty) = ("var".into(), offset, size, ty);
    section
}

#[test]
fn a_section_reads_the_rendered_bytes_of_each_variable() {
    let rendered = |offset, size, ty| {
        let mut ranges = Vec::new();
        let value = Renderer::of(false).section(&section(offset, size, ty), |range| {
            ranges.push((range.start, range.end));
            vec![1; usize::try_from(range.end - range.start).unwrap()]
        });
        let RenderedValue::Struct { type_name, members } = value else { panic!("no struct") };
        assert_eq!((type_name.as_deref(), members.len(), &*members[0].name), (Some(".bss"), 1, "var"));
        (ranges, members[0].value.clone())
    };
    assert_eq!(rendered(8, 4, U32), (vec![(8, 12)], uint(32, 0x0101_0101)));
    assert_eq!(rendered(8, 40_000, array(U64, 5000)).0, [(8, 8 + 4096 * 8)]);
    // clang made the variable smaller than its type, or larger: the initialised end of a flexible array.
    assert_eq!(rendered(8, 3, U32), (vec![(8, 11)], hex("01 01 01")));
    assert_eq!(rendered(8, 5, U32), (vec![(8, 12)], uint(32, 0x0101_0101)));
}

#[test]
fn a_variable_is_one_level_below_its_section() {
    let leaf = |levels| {
        let nested = (0..levels).fold(U8, |ty, _| array(ty, 1));
        let mut value = Renderer::of(false).section(&section(0, 1, nested), |_| vec![9]);
        loop {
            value = match value {
                RenderedValue::Struct { members, .. } => members[0].value.clone(),
                RenderedValue::Array { elements, .. } => elements[0].clone(),
                leaf => return leaf,
            };
        }
    };
    assert_eq!(leaf(30), uint(8, 9));
    assert_eq!(reason(leaf(31)), "values are nested more than 32 levels deep");
}
