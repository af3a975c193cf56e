//! The spelling of a variable's type in C and in Rust.

use ktsnap_btf::Layout;

use crate::btf::{Btf, CONST, INT, PTR, VOLATILE};
use crate::files::layout;

/// Variables of `.bss` and other sections, the C spelling of their types, and the Rust types that mirror them.
const SPELLED: &[(&str, &str, &str)] = &[
    ("a_static", "volatile u64", "u64"),
    ("a_u8", "u8", "u8"),
    ("a_u64", "u64", "u64"),
    ("a_u16", "u16", "u16"),
    ("a_u32", "u32", "u32"),
    ("a_s8", "s8", "i8"),
    ("a_s64", "s64", "i64"),
    ("a_s16", "s16", "i16"),
    ("a_s32", "s32", "i32"),
    ("a_long", "long", "i64"),
    ("a_ulong", "unsigned long", "u64"),
    ("a_u128", "unsigned __int128", "[u8; 16]"),
    ("a_s128", "__int128", "[u8; 16]"),
    ("a_bool", "bool", "bool"),
    ("a_bools", "bool[4]", "[bool; 4]"),
    ("a_char", "char", "i8"),
    ("a_schar", "signed char", "i8"),
    ("a_comm", "char[16]", "[u8; 16]"),
    ("a_typedef", "home_cpu_t", "u32"),
    ("a_volatile", "volatile u64", "u64"),
    ("a_restrict", "u64 * restrict", "Ptr"),
    ("type", "u64", "u64"),
    ("match", "u64", "u64"),
    ("a_enum", "enum color", "u32"),
    ("a_senum", "enum grade", "i32"),
    ("a_enum64", "enum wide", "u64"),
    ("a_senum64", "enum deep", "i64"),
    ("a_tiny", "enum tiny", "u8"),
    ("a_anon_enum", "enum {...}", "u32"),
    ("a_enums", "enum color[3]", "[u32; 3]"),
    ("a_point", "struct point", "none"),
    ("a_outer", "struct outer", "none"),
    ("a_bits", "struct bits", "none"),
    ("a_union", "union number", "none"),
    ("a_packed", "struct packed", "none"),
    ("a_padded", "struct padded[4]", "none"),
    ("a_cpumask", "struct cpumask", "none"),
    ("a_anon", "struct {...}", "none"),
    ("a_anon_typedef", "anon_t", "none"),
    ("a_array", "u64[3]", "[u64; 3]"),
    ("a_grid", "u32[3][4]", "[[u32; 4]; 3]"),
    ("a_points", "struct point[3]", "none"),
    ("huge", "u64[5000]", "[u64; 5000]"),
    ("a_ptr", "void *", "Ptr"),
    ("a_u64_ptr", "u64 *", "Ptr"),
    ("a_struct_ptr", "struct outer *", "Ptr"),
    ("a_kptr", "struct task_struct *", "Ptr"),
    ("a_func", "int (*)(int)", "Ptr"),
    ("a_ptrs", "void *[2]", "[Ptr; 2]"),
    ("a_hidden", "u64", "u64"),
    ("a_weak", "u64", "u64"),
    ("bump.cnt", "volatile int", "i32"),
    ("drop.cnt", "volatile int", "i32"),
    ("a_f32", "float", "f32"),
    ("a_f64", "double", "f64"),
    ("f32s", "float[3]", "[f32; 3]"),
    ("d_grade", "enum grade", "i32"),
    ("k_bool", "const volatile bool", "bool"),
    ("k_name", "const volatile char[8]", "[u8; 8]"),
    ("k_f64", "const volatile double", "f64"),
    ("k_table", "const u32[4]", "[u32; 4]"),
    ("sd_llc_id", "const int", "i32"),
];

#[test]
fn types_are_spelled_as_in_c_and_mirrored_in_rust() {
    let layout = layout("tests/bpf/shapes.bpf.o");
    for &(name, c_type, rust) in SPELLED {
        let [(_, var)] = layout.find(name).collect::<Vec<_>>()[..] else { panic!("`{name}` is not there once") };
        let mirror = var.ty.to_rust();
        assert_eq!((&*var.c_type, mirror.as_deref().unwrap_or("none")), (c_type, rust), "{name}");
    }
    for var in &layout.section(".bss").unwrap().vars {
        assert!(SPELLED.iter().any(|(name, ..)| *name == var.name), "`{}` is missing above", var.name);
    }
}

/// Types that no variable of `shapes.bpf.c` has.
#[test]
fn declarators_are_spelled_inside_out() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let qualified = |btf: &mut Btf, kind, of| btf.add(0, kind, 0, of, &[]);
    let pointer = qualified(&mut btf, PTR, int);
    let function = btf.function(&[int, pointer]);
    let to_function = qualified(&mut btf, PTR, function);
    let row = btf.array(int, 3);
    let constant = qualified(&mut btf, CONST, int);
    let to_constant = qualified(&mut btf, PTR, constant);
    let fixed = qualified(&mut btf, CONST, to_constant);
    let takes_function = btf.function(&[to_function]);
    let variadic = btf.function(&[int, 0]);
    let nothing = btf.function(&[]);
    let fixed_function = qualified(&mut btf, CONST, to_function);
    let volatile = qualified(&mut btf, VOLATILE, pointer);
    // A source without `typedef _Bool bool`. The encoding is BTF_INT_BOOL.
    let name = btf.name("_Bool");
    let boolean = btf.add(name, INT, 0, 1, &[4 << 24 | 8]);
    for (ty, c_type) in [
        (qualified(&mut btf, PTR, pointer), "u32 **"),
        (qualified(&mut btf, PTR, row), "u32 (*)[3]"),
        (qualified(&mut btf, CONST, pointer), "u32 * const"),
        (to_constant, "const u32 *"),
        (qualified(&mut btf, PTR, fixed), "const u32 * const *"),
        (btf.array(fixed, 2), "const u32 * const[2]"),
        (btf.array(to_function, 2), "u32 (*[2])(u32, u32 *)"),
        (fixed_function, "u32 (* const)(u32, u32 *)"),
        (qualified(&mut btf, PTR, takes_function), "u32 (*)(u32 (*)(u32, u32 *))"),
        (qualified(&mut btf, PTR, variadic), "u32 (*)(u32, ...)"),
        (qualified(&mut btf, PTR, nothing), "u32 (*)(void)"),
        (qualified(&mut btf, CONST, volatile), "u32 * const volatile"),
        (boolean, "bool"),
    ] {
        let var = btf.var(c_type, ty);
        btf.datasec(c_type, 16, &[[var, 0, 16]]);
    }
    let layout = Layout::parse(&btf.object()).unwrap();
    assert_eq!(layout.sections.len(), 13);
    for section in &layout.sections {
        assert_eq!(section.vars[0].c_type, section.name);
    }
}

/// The spelling of the type that `add` adds. Type 1 is an integer of the given name.
fn spelled(integer: &str, add: impl FnOnce(&mut Btf) -> u32) -> String {
    let mut btf = Btf::new();
    let name = btf.name(integer);
    btf.add(name, INT, 0, 4, &[32]);
    let ty = add(&mut btf);
    Layout::parse(&btf.object_of(ty, 8)).unwrap().sections[0].vars[0].c_type.to_string()
}

#[test]
fn a_spelling_includes_63_types() {
    let arrays = |count: usize| spelled("u32", |btf| (0..count).fold(1, |of, _| btf.array(of, 1)));
    assert_eq!(arrays(62), "u32".to_owned() + &"[1]".repeat(62));
    assert_eq!(arrays(63), "...".to_owned() + &"[1]".repeat(63));
}

#[test]
fn a_parameter_list_ends_at_the_bounds() {
    let of_many = |integer: &str| {
        spelled(integer, |btf| {
            let function = btf.function(&[1; 100]);
            btf.pointer(function)
        })
    };
    // The pointer, the function and 61 parameters. The type that the function returns is the next one.
    assert_eq!(of_many("T"), format!("... (*)({}...)", "T, ".repeat(61)));
    // The list ends if it is longer than 256 bytes.
    assert_eq!(of_many("counts"), format!("counts (*)({}...)", "counts, ".repeat(33)));
}
