//! Paths into the variables of an object that has every C shape.

use ktsnap_btf::compat::{Conversion, remedy};
use ktsnap_btf::{Dim, Layout, Path, PathError, Step, Target, TargetOffset, Type, resolve};

use crate::btf::Btf;
use crate::files::{bytes, layout, range};
use crate::values::Bytes;

const SHAPES: &str = "tests/bpf/shapes.bpf.o";
const DISPATCH: &str = "examples/bpf/dispatch.bpf.o";

fn follow(layout: &Layout, text: &str) -> Result<Target, PathError> {
    let path = Path::parse_rooted(text, |name| layout.find(name).next().is_some())?;
    let (_, var) = layout.find(path.root()).next().unwrap();
    resolve(&path, &var.ty, &var.c_type, layout)
}

fn place(layout: &Layout, text: &str) -> TargetOffset {
    let target = follow(layout, text).unwrap();
    let (_, var) = layout.find(text.split(['.', '[']).next().unwrap()).next().unwrap();
    target.offset_in(&var.ty).unwrap()
}

/// A path, the C spelling of its target, the type of a field for it, and the bit offset of the first value.
const LEADS: &[(&str, &str, &str, u64)] = &[
    ("a_u64", "u64", "u64", 0),
    ("a_outer.id", "u64", "u64", 0),
    ("a_outer.at", "struct point", "none", 64),
    ("a_outer.at.y", "s32", "i32", 96),
    ("a_outer.path", "struct point[3]", "none", 128),
    ("a_outer.path[2].x", "s32", "i32", 256),
    ("a_outer.path[*].y", "s32", "Vec<i32>", 160),
    ("a_outer.grid", "u32[2][3]", "[[u32; 3]; 2]", 320),
    ("a_outer.grid[1]", "u32[3]", "[u32; 3]", 416),
    ("a_outer.grid[1][2]", "u32", "u32", 480),
    ("a_outer.grid[*]", "u32[3]", "Vec<[u32; 3]>", 320),
    ("a_outer.grid[*][*]", "u32", "Vec<Vec<u32>>", 320),
    ("a_outer.comm", "char[16]", "[u8; 16]", 512),
    ("a_outer.comm[3]", "char", "i8", 536),
    ("a_outer.next", "struct outer *", "Ptr", 640),
    ("a_outer.raw", "u64", "u64", 704),
    ("a_outer.lo", "u32", "u32", 704),
    ("a_outer.hi", "u32", "u32", 736),
    ("a_outer.color", "enum color", "u32", 768),
    ("a_outer.flag", "bool", "bool", 800),
    ("a_bits.three", "u32", "u32", 1),
    ("a_bits.forty", "u64", "u64", 64),
    ("a_union.s", "s64", "i64", 0),
    ("a_union.bytes[7]", "u8", "u8", 56),
    ("a_padded[3].last", "u8", "u8", 1600),
    ("a_padded[*].n", "u64", "Vec<u64>", 0),
    ("a_anon.misses", "u64", "u64", 64),
    ("a_anon_typedef.hits", "u64", "u64", 0),
    ("a_cpumask.bits[1]", "unsigned long", "u64", 64),
    ("a_grid[GREEN][3]", "u32", "u32", 224),
    ("a_array[ANON_Y]", "u64", "u64", 64),
    ("a_enums[RED]", "enum color", "u32", 0),
    ("a_ptrs[1]", "void *", "Ptr", 64),
    ("bump.cnt", "volatile int", "i32", 0),
    ("k_name[7]", "const volatile char", "i8", 56),
    ("huge[4999]", "u64", "u64", 319_936),
];

#[test]
fn paths_lead_where_c_has_it() {
    for object in [SHAPES, "tests/bpf/shapes.be.bpf.o", "tests/bpf/raw/shapes.bpf.o"] {
        let layout = layout(object);
        for &(path, c_type, rust, bit) in LEADS {
            let target = follow(&layout, path).unwrap_or_else(|error| panic!("{path}: {error}"));
            let mirror = remedy(&target, &Conversion::default());
            assert_eq!((&*target.c_type, mirror.as_deref().unwrap_or("none")), (c_type, rust), "{path}");
            let root = if path == "bump.cnt" { path } else { path.split(['.', '[']).next().unwrap() };
            let (_, var) = layout.find(root).next().unwrap();
            assert_eq!(target.offset_in(&var.ty).map(|place| place.bit_offset), Some(bit), "{path}");
        }
    }
}

#[test]
fn steps_have_numbers_and_dimensions_lengths() {
    let layout = layout(SHAPES);
    let target = follow(&layout, "a_outer.grid[ANON_Y][*]").unwrap();
    let [outer, all] = ["grid", ""].map(|name| Step::Member(name.to_owned()));
    assert_eq!(target.steps, [outer, Step::Index(1), Step::All]);
    assert_ne!(target.steps[2], all);
    assert_eq!(target.dims, [Dim::All { len: 3 }]);
    assert_eq!(place(&layout, "a_outer.grid[*][*]").strides, [12, 4]);
    assert_eq!(place(&layout, "a_padded[*].last").strides, [64]);
    let bits = |path| follow(&layout, path).unwrap().bits;
    assert_eq!([bits("a_bits.three"), bits("a_bits.flag"), bits("a_outer.id")], [Some(3), Some(1), None]);
}

#[test]
fn a_place_holds_the_value_that_c_put_there() {
    for object in [SHAPES, "tests/bpf/shapes.be.bpf.o"] {
        let (file, layout) = (bytes(object), layout(object));
        for (path, expected) in [
            ("d_point.x", "3"),
            ("d_point.y", "-4"),
            ("k_table[3]", "8"),
            ("f32s[2]", "-1"),
            ("f64s[ANON_Y]", "-1e-300"),
        ] {
            let target = follow(&layout, path).unwrap();
            let (section, var) = layout.find(path.split(['.', '[']).next().unwrap()).next().unwrap();
            let contents = &file[range(&file, &section.name)];
            let start = usize::try_from(var.offset + place(&layout, path).bit_offset / 8).unwrap();
            let len = usize::try_from(target.ty.size().unwrap()).unwrap();
            let shown = Bytes { bytes: &contents[start..start + len], big_endian: layout.big_endian }.show(&target.ty);
            assert_eq!(shown, expected, "{object} {path}");
        }
    }
}

/// A path that can't be resolved, the fact and the help of the error.
const ASTRAY: &[(&str, &str, &str)] = &[
    ("a_outer.idd", "`struct outer` has no member `idd`", "did you mean `id`?"),
    ("a_outer.gird", "`struct outer` has no member `gird`", "did you mean `grid`?"),
    (
        "a_outer.frobnicate",
        "`struct outer` has no member `frobnicate`",
        "its members are `id`, `at`, `path`, `grid`, `comm`, `next`, `raw`, `lo` and 3 more",
    ),
    ("a_union.w", "`union number` has no member `w`", "did you mean `u`?"),
    ("a_anon.missed", "`struct {...}` has no member `missed`", "did you mean `misses`?"),
    ("a_anon_typedef.missed", "`anon_t` has no member `missed`", "did you mean `misses`?"),
    (
        "a_points.x",
        "`a_points` is `struct point[3]` in C, which has no member `x`",
        "write `a_points[0].x` for one element, or `a_points[*].x` for all elements",
    ),
    ("a_u64.x", "`a_u64` is `u64` in C, which has no member `x`", "end the path at `a_u64`"),
    ("a_u64[0]", "`a_u64` is `u64` in C, not an array", "end the path at `a_u64`"),
    ("a_u64[*]", "`a_u64` is `u64` in C, not an array", "end the path at `a_u64`"),
    ("a_outer[0]", "`a_outer` is `struct outer` in C, not an array", "name one of its members first"),
    (
        "a_outer.next.id",
        "`a_outer.next` is `struct outer *` in C, so its members follow `->`, not `.`",
        "write `a_outer.next->id`",
    ),
    (
        "a_outer->next.next->next.id",
        "`a_outer` is `struct outer` in C, not a pointer",
        "write `a_outer.next->next->next->id`",
    ),
    ("a_outer->next.next.idx", "`struct outer` has no member `idx`", "did you mean `id`?"),
    (
        "a_kptr->pid",
        "`a_kptr` is `struct task_struct *` in C, and x.o does not have the members of `struct task_struct`",
        "end the path at `a_kptr`, and make the field a `ktsnap::Ptr`",
    ),
    (
        "a_u64_ptr[0]",
        "`a_u64_ptr` is `u64 *` in C, a pointer and not an array",
        "end the path at `a_u64_ptr`, and make the field a `ktsnap::Ptr`",
    ),
    ("a_array[3]", "`a_array` has 3 elements in x.o, but the index is 3", "the last element is `a_array[2]`"),
    ("a_array[-1]", "`a_array` has 3 elements in x.o, but the index is -1", "the last element is `a_array[2]`"),
    (
        "a_array[99999999999999999999]",
        "`a_array` has 3 elements in x.o, but the index is 99999999999999999999",
        "the last element is `a_array[2]`",
    ),
    ("a_array[BLUE]", "`a_array` has 3 elements in x.o, but `BLUE` is 7", "the last element is `a_array[2]`"),
    ("a_array[COLD]", "`a_array` has 3 elements in x.o, but `COLD` is -5", "the last element is `a_array[2]`"),
    (
        "a_outer.grid[BLUE][0]",
        "`a_outer.grid` has 2 elements in x.o, but `BLUE` is 7",
        "the last element is `a_outer.grid[GREEN]`",
    ),
    ("a_array[GREENS]", "no enumerator `GREENS` in x.o", "did you mean `GREEN`?"),
    ("a_array[BLUES]", "no enumerator `BLUES` in x.o", "did you mean `BLUE`?"),
    (
        "a_array[NR_FROBS]",
        "no enumerator `NR_FROBS` in x.o",
        "write the number: BTF only has enums that are the type of a variable, a member or a function",
    ),
];

#[test]
fn a_path_that_leads_nowhere_says_so_and_what_to_write() {
    let layout = layout(SHAPES);
    for &(path, fact, help) in ASTRAY {
        let error = follow(&layout, path).unwrap_err();
        assert_eq!((&*error.fact("x.o"), &*error.help()), (fact, help), "{path}");
    }
    let error = follow(&self::layout(DISPATCH), "dsp_stats[NR_DSP_STATS]").unwrap_err();
    let fact = format!("`dsp_stats` has 3 elements in {DISPATCH}, but `NR_DSP_STATS` is 3");
    assert_eq!(error.fact(DISPATCH), fact);
    assert_eq!(error.help(), "the last element is `dsp_stats[DSP_KICK]`");
}

#[test]
fn a_path_into_a_maps_value_begins_with_a_step() {
    let layout = layout(SHAPES);
    let map = layout.map("m_array").unwrap();
    let follow = |text: &str| {
        let c_type = map.value_c_type.as_deref().unwrap();
        resolve(&Path::parse_steps(text)?, map.value.as_ref().unwrap(), c_type, &layout)
    };
    assert_eq!(follow("path[*].x").map(|target| target.c_type).as_deref(), Ok("s32"));
    let error = follow("[0]").unwrap_err();
    assert_eq!(error.fact("x.o"), "the map's value is `struct outer` in C, not an array");

    let untyped = Type::Bytes { size: layout.map("m_sizes").unwrap().value_size };
    let error = resolve(&Path::parse_steps("[0]").unwrap(), &untyped, "", &layout).unwrap_err();
    let fact = "in x.o, the map's value is 8 bytes without a type, so a path can't enter it";
    assert_eq!(
        (&*error.fact("x.o"), &*error.help()),
        (fact, "remove the path, or declare the map with `__type(value, struct ...)` in C")
    );

    let (_, grid) = layout.find("a_grid").next().unwrap();
    let into = |text: &str| resolve(&Path::parse_steps(text)?, &grid.ty, &grid.c_type, &layout);
    assert_eq!(into("[2][*]").map(|target| target.c_type).as_deref(), Ok("u32"));
    let error = into("[3]").unwrap_err();
    assert_eq!(error.fact("x.o"), "the map's value has 3 elements in x.o, but the index is 3");
    assert_eq!(error.help(), "the last element is `[2]`");
    assert_eq!(into("x").unwrap_err().help(), "write `[0].x` for one element, or `[*].x` for all elements");
}

#[test]
fn an_array_behind_a_typedef_has_elements_too() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let row = btf.array(int, 4);
    let name = btf.name("row_t");
    let row = btf.add(name, crate::btf::TYPEDEF, 0, row, &[]);
    let grid = btf.array(row, 3);
    let none = btf.array(int, 0);
    let ends = [btf.var("grid", grid), btf.var("none", none)];
    btf.datasec(".bss", 48, &[[ends[0], 0, 48], [ends[1], 48, 0]]);
    btf.enumeration("a", &[("SAME", 1), ("OTHER", 1)]);
    btf.enumeration("b", &[("SAME", 1), ("OTHER", 2)]);
    let layout = Layout::parse(&btf.object()).unwrap();
    for (path, c_type) in [("grid", "row_t[3]"), ("grid[0]", "row_t"), ("grid[SAME][3]", "u32"), ("none[*]", "u32")] {
        assert_eq!(follow(&layout, path).map(|target| target.c_type).as_deref(), Ok(c_type));
    }
    let error = follow(&layout, "grid[OTHER]").unwrap_err();
    assert_eq!(error.fact("x.o"), "in x.o, several enums declare `OTHER`, with the values `1`, `2`");
    assert_eq!(error.help(), "write the number instead");
    let error = follow(&layout, "none[0]").unwrap_err();
    assert_eq!(error.help(), "an array without a length has no elements");
}
