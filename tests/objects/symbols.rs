//! Offsets and sizes that come from the symbols of an ELF file.

use ktsnap_btf::{Layout, Linkage, ObjectError};

use crate::btf::{Btf, Elf};
use crate::hostile::refused;

/// The linkages of a variable in BTF.
const STATIC: u32 = 0;
const GLOBAL: u32 = 1;
const EXTERN: u32 = 2;

/// A symbol: its section, offset, size, and whether it is global.
type Symbol = (u16, u64, u64, bool);

/// An object whose BTF lists variables `x` of `u32` in an unlinked `.bss` of 16 bytes, by linkage and offset. All symbols are
/// of the name `x`. Section 3 is `.bss` and section 4 `.data`.
fn named_x(vars: &[(u32, u32)], symbols: &[Symbol]) -> Vec<u8> {
    let mut btf = Btf::new();
    let int = btf.u32();
    let entries: Vec<_> = vars.iter().map(|&(linkage, offset)| [btf.linked("x", int, linkage), offset, 4]).collect();
    btf.datasec(".bss", 0, &entries);
    let section = btf.section();
    let mut elf = Elf::of(&section);
    elf.sections = vec![(".bss", 3, 16), (".data", 3, 16)];
    elf.symbols = symbols.iter().map(|&(section, offset, size, global)| ("x", section, offset, size, global)).collect();
    elf.bytes()
}

/// The linkage and offset of each variable.
fn places(object: &[u8]) -> Vec<(Linkage, u64)> {
    let layout = Layout::parse(object).unwrap();
    layout.find("x").map(|(_, var)| (var.linkage, var.offset)).collect()
}

#[test]
fn a_static_and_a_global_of_one_name_have_their_own_symbols() {
    // Two source files of one object: the static of one, the global of the other.
    for symbols in [[(3, 4, 4, false), (3, 8, 4, true)], [(3, 8, 4, true), (3, 4, 4, false)]] {
        let object = named_x(&[(STATIC, 0), (GLOBAL, 0)], &symbols);
        assert_eq!(places(&object), [(Linkage::Static, 4), (Linkage::Global, 8)]);
    }
}

#[test]
fn a_hidden_variable_may_be_local_and_a_static_global() {
    assert_eq!(places(&named_x(&[(GLOBAL, 0)], &[(3, 12, 4, false)])), [(Linkage::Global, 12)]);
    assert_eq!(places(&named_x(&[(STATIC, 0)], &[(3, 12, 4, true)])), [(Linkage::Static, 12)]);
}

#[test]
fn the_symbol_of_another_section_is_another_variable() {
    let object = named_x(&[(GLOBAL, 0)], &[(4, 12, 4, true), (3, 8, 4, true)]);
    assert_eq!(places(&object), [(Linkage::Global, 8)]);
    let error = refused(&named_x(&[(GLOBAL, 0)], &[(4, 12, 4, true)]));
    assert!(error.to_string().contains("symbol `x` in `.bss`"), "{error}");
    // A static keeps the offset that clang wrote.
    assert_eq!(places(&named_x(&[(STATIC, 8)], &[(4, 12, 4, false)])), [(Linkage::Static, 8)]);
}

#[test]
fn a_symbol_without_a_size_fits_any_variable() {
    assert_eq!(places(&named_x(&[(GLOBAL, 0)], &[(3, 8, 0, true)])), [(Linkage::Global, 8)]);
    for size in [3, 5, 8] {
        let error = refused(&named_x(&[(GLOBAL, 0)], &[(3, 8, size, true)]));
        let expected = format!("`x` is 4 bytes long in BTF, but {size} bytes long in its ELF symbol");
        assert!(error.to_string().contains(&expected), "{error}");
    }
}

#[test]
fn of_several_statics_the_one_at_the_offset_in_btf_is_found() {
    let symbols = [(3, 12, 4, false), (3, 0, 4, false), (3, 4, 4, false)];
    let vars = [(STATIC, 4), (STATIC, 12), (STATIC, 0)];
    let expected = [0, 4, 12].map(|offset| (Linkage::Static, offset));
    assert_eq!(places(&named_x(&vars, &symbols)), expected);
    let error = refused(&named_x(&[(STATIC, 8)], &symbols));
    assert!(error.to_string().contains("at byte 8 in BTF, but at byte 0 or 4 or 12"), "{error}");
}

#[test]
fn an_extern_map_is_the_map_of_another_object() {
    let mut btf = Btf::new();
    btf.u32();
    let number = |btf: &mut Btf, n| {
        let array = btf.array(1, n);
        btf.pointer(array)
    };
    let (kind, two) = (number(&mut btf, 2), number(&mut btf, 2));
    let definition = btf.tagged("", 16, &[("type", kind), ("max_entries", two)]);
    let vars = [btf.var("own", definition), btf.linked("theirs", definition, EXTERN)];
    btf.datasec(".maps", 32, &[[vars[0], 0, 16], [vars[1], 16, 16]]);
    let layout = Layout::parse(&btf.object()).unwrap();
    assert_eq!(layout.maps.iter().map(|map| (&*map.name, map.max_entries)).collect::<Vec<_>>(), [("own", 2)]);
    assert!(layout.unsupported_maps.is_empty(), "{:?}", layout.unsupported_maps);
}

#[test]
fn a_static_map_has_no_name_in_the_kernel() {
    let mut btf = Btf::new();
    btf.u32();
    let array = btf.array(1, 2);
    let kind = btf.pointer(array);
    let definition = btf.tagged("", 8, &[("type", kind)]);
    let var = btf.linked("local", definition, STATIC);
    btf.datasec(".maps", 8, &[[var, 0, 8]]);
    let layout = Layout::parse(&btf.object()).unwrap();
    let unsupported: Vec<_> = layout.unsupported_maps.iter().map(|map| (&*map.name, &*map.reason)).collect();
    assert_eq!((layout.maps.len(), unsupported), (0, vec![("local", "it is static")]));
}

#[test]
fn the_error_for_three_sections_of_one_name_has_two_variables() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let names = ["fixed", "a", "b", "c"];
    let entries: Vec<_> = names.iter().zip(0..).map(|(name, at)| [btf.var(name, int), 4 * at, 4]).collect();
    btf.datasec(".data", 0, &entries);
    let section = btf.section();
    let mut elf = Elf::of(&section);
    // SHF_ALLOC, and SHF_WRITE for the second and third.
    elf.sections = vec![(".data", 2, 4), (".data", 3, 8), (".data", 3, 4)];
    elf.symbols = vec![("fixed", 3, 0, 4, true), ("a", 4, 0, 4, true), ("b", 4, 4, 4, true), ("c", 5, 0, 4, true)];
    let error = refused(&elf.bytes());
    let ObjectError::TwoSections { section, vars, constant } = &error else { panic!("{error:?}") };
    assert_eq!(
        (section.as_str(), vars.as_slice(), *constant),
        (".data", &["a".to_owned(), "fixed".to_owned()][..], true)
    );
}
