//! The size of a rendered value is in proportion to its bytes.

use std::sync::Arc;

use ktsnap_btf::{Enum, Enumerator, Layout, LayoutFile, Member, Section, Struct, Type};
use ktsnap_core::report::RenderedValue;
use ktsnap_render::Renderer;

/// The size of a rendered value, as the length of its JSON.
fn size(value: &RenderedValue) -> usize {
    serde_json::to_string(value).unwrap().len()
}

fn value(ty: &Type) -> RenderedValue {
    Renderer::of(false).value(ty, &vec![1; usize::try_from(Renderer::needed(ty)).unwrap()])
}

/// Arrays of an empty struct, one inside the other.
fn without_bytes(depth: usize) -> Type {
    let empty = Type::Struct(Struct::new(Some("empty".into()), false, 0, Vec::new()).into());
    (0..depth).fold(empty, |element, _| Type::Array { element: element.into(), len: 4096 })
}

/// Unions that contain another union twice, down to one byte.
fn doubling(levels: usize) -> Type {
    (0..levels).fold(Type::Int { size: 1, signed: false }, |inner, _| {
        let members = ["a", "b"].map(|name| Member::new(name, 0, None, "union", inner.clone()));
        Type::Struct(Struct::new(None, true, 1, members.into()).into())
    })
}

/// A section of as many variables as there are `types`.
fn section(ty: &str, vars: usize, size: usize) -> Section {
    let vars = (0..vars).map(|at| {
        let offset = at * size;
        format!(r#"{{"name": "x{at}", "type": "{ty}", "c_type": "c", "offset": {offset}, "size": {size}}}"#)
    });
    let union = |level: usize| {
        let inner = if level == 0 { "u8".to_owned() } else { format!("union u{}", level - 1) };
        let member = |name: &str| format!(r#"{{"name": "{name}", "type": "{inner}", "c_type": "c", "bit_offset": 0}}"#);
        format!(r#""union u{level}": {{"size": 1, "members": [{}, {}]}}"#, member("a"), member("b"))
    };
    let unions: Vec<_> = (0..24).map(union).collect();
    let json = format!(
        r#"{{"ktsnap_layout": 1, "byte_order": "little", "maps": {{}},
            "sections": {{".bss": {{"size": 4096, "vars": [{}]}}}},
            "types": {{{}, "struct empty": {{"size": 0, "members": []}}}}}}"#,
        vars.collect::<Vec<_>>().join(", "),
        unions.join(", "),
    );
    let file = LayoutFile::parse(json.as_bytes()).unwrap();
    let layout: &Layout = file.layout();
    layout.section(".bss").unwrap().clone()
}

#[test]
fn elements_without_bytes_are_bounded() {
    let (two, three) = (size(&value(&without_bytes(2))), size(&value(&without_bytes(3))));
    assert!(two < 512 << 10 && three < two + (64 << 10), "{two} {three}");
}

#[test]
fn unions_that_double_at_each_level_are_bounded() {
    let (some, twice) = (size(&value(&doubling(13))), size(&value(&doubling(26))));
    assert!(some < 1 << 20 && twice < 2 * some, "{some} {twice}");
}

#[test]
fn the_variables_of_a_section_share_their_bounds() {
    for (ty, bytes) in [("[[struct empty; 4096]; 4096]", 0), ("union u23", 1)] {
        let rendered = |vars: usize| {
            let section = section(ty, vars, bytes);
            let read = |range: std::ops::Range<u64>| vec![1; usize::try_from(range.end - range.start).unwrap()];
            size(&Renderer::of(false).section(&section, read))
        };
        let (some, twice) = (rendered(4), rendered(8));
        assert!(twice < some + some / 4, "{ty}: {some} {twice}");
    }
}

/// A long name costs as much as several values.
#[test]
fn long_names_are_bounded() {
    let long = "n".repeat(512);
    let members = ["a", "b", "c", "d"].map(|name| Member::new(format!("{name}{long}"), 0, None, "u8", doubling(0)));
    let inner = Type::Struct(Struct::new(Some(long.as_str().into()), true, 1, members.into()).into());
    let of = |len: u64| size(&value(&Type::Array { element: Arc::new(inner.clone()), len }));
    // Each element could have 2,560 bytes of names.
    assert!(of(4000) < 600 * 4000, "{}", of(4000));
}

#[test]
fn enumerators_are_found_in_long_arrays_of_long_enums() {
    let enumerators = (0..300).map(|at| Enumerator::new(format!("E{at}"), at % 256)).collect();
    let of = Type::Enum(Enum::new(Some("e".into()), 1, false, enumerators).into());
    let bytes: Vec<u8> = (0..4096_u32).map(|at| at.to_le_bytes()[0]).collect();
    let RenderedValue::Array { elements, .. } =
        Renderer::of(false).value(&Type::Array { element: of.into(), len: 4096 }, &bytes)
    else {
        panic!("not an array");
    };
    assert_eq!(elements.len(), 4096);
    for (byte, element) in bytes.iter().zip(&elements) {
        let RenderedValue::Enum { variant: Some(variant), .. } = element else { panic!("{element:?}") };
        assert_eq!(**variant, format!("E{byte}"));
    }
}
