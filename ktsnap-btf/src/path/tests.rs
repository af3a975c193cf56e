//! Tests of the syntax of paths.

use super::*;

fn steps(path: &Path) -> Vec<String> {
    let shown = path.steps.iter().map(|parsed| match &parsed.step {
        StepText::Member(name, Link::Arrow) => format!("->{name}"),
        StepText::Member(name, _) => format!(".{name}"),
        StepText::Number(number) => format!("[{number}]"),
        StepText::Enumerator(name) => format!("[{name}]"),
        StepText::Slice(from, to) => format!("{from:?}..{to:?}"),
        StepText::All => "[*]".to_owned(),
    });
    shown.collect()
}

#[track_caller]
fn assert_wrong(error: &PathError, fact: &str, help: &str) {
    assert_eq!((&*error.fact("x.o"), &*error.help()), (fact, help));
    assert_eq!(error.to_string(), fact);
}

#[test]
fn a_path_has_a_root_and_steps() {
    for (text, root, expected) in [
        ("nr", "nr", &[][..]),
        ("stats.hits", "stats", &[".hits"]),
        ("gstats[GSTAT_LOCAL]", "gstats", &["[GSTAT_LOCAL]"]),
        ("a[0][12][*].b.c[-1]", "a", &["[0]", "[12]", "[*]", ".b", ".c", "[-1]"]),
        ("zähler.größe", "zähler", &[".größe"]),
        ("a->b", "a", &["->b"]),
        ("a[0]->b.c[*]->d", "a", &["[0]", "->b", ".c", "[*]", "->d"]),
    ] {
        let path = Path::parse(text).unwrap();
        assert_eq!((path.root(), path.text(), path.is_plain()), (root, text, expected.is_empty()));
        assert_eq!(steps(&path), expected);
        // The spans of the steps cover the rest of the text.
        let whole: String = path.steps.iter().map(|step| text.get(step.span.clone()).unwrap()).collect();
        assert_eq!(format!("{root}{whole}"), text);
    }
}

#[test]
fn the_root_is_the_longest_name_that_exists() {
    let names = ["tick", "tick.cnt", "cfg.0", "a.b.c"];
    for (text, root, expected) in [
        ("tick.cnt", "tick.cnt", &[][..]),
        ("tick.cnt[1].x", "tick.cnt", &["[1]", ".x"]),
        ("tick.sum", "tick", &[".sum"]),
        ("cfg.0.x", "cfg.0", &[".x"]),
        ("a.b.c.d", "a.b.c", &[".d"]),
        ("a.b.x", "a", &[".b", ".x"]),
        ("a[0].b.c", "a", &["[0]", ".b", ".c"]),
        ("tick.cnt->x.y", "tick.cnt", &["->x", ".y"]),
        ("tick->cnt.x", "tick", &["->cnt", ".x"]),
    ] {
        let path = Path::parse_rooted(text, |name| names.contains(&name)).unwrap();
        assert_eq!((path.root(), steps(&path)), (root, expected.iter().map(ToString::to_string).collect()), "{text}");
    }
}

#[test]
fn a_path_without_a_root_begins_with_a_name_or_a_bracket() {
    for (text, expected) in
        [("hits", &[".hits"][..]), ("[3]", &["[3]"]), ("[*].x", &["[*]", ".x"]), ("a[0].b", &[".a", "[0]", ".b"])]
    {
        let path = Path::parse_steps(text).unwrap();
        assert_eq!(
            (path.root(), path.is_plain(), steps(&path)),
            ("", false, expected.iter().map(ToString::to_string).collect())
        );
    }
    let no_name = "write a name before and after each `.`";
    assert_wrong(&Path::parse_steps(".x").unwrap_err(), "in `.x`, a name is missing next to a `.`", no_name);
    assert_wrong(
        &Path::parse_steps("").unwrap_err(),
        "the path is empty",
        "a path is a name followed by members and indexes: `stats.hits`, `stats[0]`",
    );
}

#[test]
fn the_help_for_a_text_that_is_not_a_path_says_how_to_correct_it() {
    let no_name = "write a name before and after each `.`";
    let no_name_with_arrows = "write a name before and after each `.` and `->`";
    let index = "an index is a decimal number, an enumerator, a member next to the array, or `*` for every element";
    let name = "write the name as in C";
    for (text, fact, help) in [
        ("", "the path is empty", "a path is a name followed by members and indexes: `stats.hits`, `stats[0]`"),
        (".a", "in `.a`, a name is missing next to a `.`", no_name),
        ("a.", "in `a.`, a name is missing next to a `.`", no_name),
        ("a..b", "in `a..b`, a name is missing next to a `.`", no_name),
        ("a.[0]", "in `a.[0]`, a name is missing next to a `.`", no_name),
        ("[0]", "`[0]` does not start with a name", "write the name of a global before it"),
        ("a[0", "in `a[0`, a `[` is not closed", "write `]` after the index"),
        ("a[", "in `a[`, a `[` is not closed", "write `]` after the index"),
        ("a[]", "in `a[]`, the brackets are empty", index),
        ("a[0x1]", "in `a[0x1]`, `0x1` is not an index", index),
        ("a[01]", "in `a[01]`, `01` is not an index", index),
        ("a[1+1]", "in `a[1+1]`, `1+1` is not an index", index),
        ("a[-]", "in `a[-]`, `-` is not an index", index),
        ("a[ 1]", "in `a[ 1]`, ` 1` is not an index", index),
        ("a[**]", "in `a[**]`, `**` is not an index", index),
        ("a[b[0]]", "in `a[b[0]]`, `b[0` is not an index", index),
        ("a[0]b", "in `a[0]b`, a `.` is missing before `b`", "write `.b`"),
        ("a[0]]", "in `a[0]]`, `]` is not a name", name),
        ("a.0", "in `a.0`, `0` is not a name", name),
        ("a.b c", "in `a.b c`, `b c` is not a name", name),
        ("a b", "in `a b`, `a b` is not a name", name),
        ("a -> b", "in `a -> b`, an arrow has spaces around it", "write `a->b`"),
        ("a.b -> c->d", "in `a.b -> c->d`, an arrow has spaces around it", "write `a.b->c->d`"),
        ("a->", "in `a->`, a name is missing next to a `.` or `->`", no_name_with_arrows),
        ("->a", "in `->a`, a name is missing next to a `.` or `->`", no_name_with_arrows),
        ("a->[0]", "in `a->[0]`, a name is missing next to a `.` or `->`", no_name_with_arrows),
        ("a->b..c", "in `a->b..c`, a name is missing next to a `.` or `->`", no_name_with_arrows),
        ("a-b", "in `a-b`, `a-b` is not a name", name),
        ("a[0]-b", "in `a[0]-b`, `-b` is not a name", name),
    ] {
        assert_wrong(&Path::parse(text).unwrap_err(), fact, help);
    }
}

#[test]
fn no_text_makes_the_parser_panic() {
    // All texts of five of these characters.
    const LETTERS: [char; 9] = ['a', '0', '.', '[', ']', '*', 'é', '-', '>'];
    for mut number in 0..LETTERS.len().pow(5) {
        let mut text = String::new();
        for _ in 0..5 {
            text.push(LETTERS[number % LETTERS.len()]);
            number /= LETTERS.len();
        }
        for path in [Path::parse(&text), Path::parse_steps(&text), Path::parse_rooted(&text, |name| name == "a.0")] {
            match path {
                Ok(path) => assert_eq!(path.text(), text),
                Err(error) => assert!(!error.help().is_empty()),
            }
        }
    }
}

#[test]
fn a_slice_and_an_index_have_the_offset_of_their_first_value() {
    use crate::{Layout, resolve};

    let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o").unwrap()).unwrap();
    let (_, var) = layout.find("a_points").next().unwrap();
    let offset = |path: &str| {
        let target = resolve(&Path::parse(path).unwrap(), &var.ty, &var.c_type, &layout).unwrap();
        let offset = target.offset_in(&var.ty).unwrap();
        (offset.bit_offset, offset.strides)
    };
    assert_eq!(offset("a_points[1..2]"), (64, vec![8]));
    assert_eq!(offset("a_points[1].y"), (96, vec![]));
    assert_eq!(offset("a_points[*]"), (0, vec![8]));
    // Another type has no element at the index.
    let target = resolve(&Path::parse("a_points[1]").unwrap(), &var.ty, &var.c_type, &layout).unwrap();
    let crate::Type::Array { element, .. } = &var.ty else { panic!("{var:?}") };
    let shorter = |len| crate::Type::Array { element: element.clone(), len };
    assert!(target.offset_in(&shorter(2)).is_some() && target.offset_in(&shorter(1)).is_none());
}

#[test]
fn a_slice_is_inside_its_array_and_not_empty() {
    use crate::{Layout, Type, resolve};

    let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o").unwrap()).unwrap();
    let (_, var) = layout.find("a_points").next().unwrap();
    let Type::Array { len, .. } = var.ty else { panic!("{var:?}") };
    let is_slice = |from: i64, to: i64| {
        let path = Path::parse(&format!("a_points[{from}..{to}]")).unwrap();
        resolve(&path, &var.ty, &var.c_type, &layout).is_ok()
    };
    let len = i64::try_from(len).unwrap();
    assert!(is_slice(0, 1) && is_slice(0, len) && is_slice(len - 1, len));
    for (from, to) in [(0, 0), (1, 1), (1, 0), (-1, 1), (0, len + 1), (len, len + 1)] {
        assert!(!is_slice(from, to), "{from}..{to}");
    }
}

/// A layout whose `.bss` has a struct with arrays, an array and a struct without members.
fn arrays() -> crate::Layout {
    let file = r#"{
        "ktsnap_layout": 1, "byte_order": "little", "maps": {},
        "sections": {".bss": {"size": 104, "vars": [
            {"name": "s", "type": "struct s", "c_type": "struct s", "offset": 0, "size": 80},
            {"name": "slots", "type": "[u64; 3]", "c_type": "u64[3]", "offset": 80, "size": 24},
            {"name": "nothing", "type": "struct empty", "c_type": "struct empty", "offset": 104, "size": 0}
        ]}},
        "types": {
            "enum slot": {"size": 4, "signed": false, "values": ["SLOT_Y = 0", "SLOT_X = 3"]},
            "struct empty": {"size": 0, "members": []},
            "struct s": {"size": 80, "members": [
                {"name": "cell", "type": "u32", "c_type": "u32", "bit_offset": 0},
                {"name": "way", "type": "u32", "c_type": "u32", "bit_offset": 32},
                {"name": "one", "type": "[u32; 1]", "c_type": "u32[1]", "bit_offset": 64},
                {"name": "grid", "type": "[[[u32; 2]; 3]; 2]", "c_type": "u32[2][3][2]", "bit_offset": 96},
                {"name": "none", "type": "[u32; 0]", "c_type": "u32[0]", "bit_offset": 576},
                {"name": "empty", "type": "ptr struct empty", "c_type": "struct empty *", "bit_offset": 576}
            ]}
        }
    }"#;
    crate::LayoutFile::parse(file.as_bytes()).unwrap().layout().clone()
}

/// Resolves a path to a variable of [`arrays`].
fn in_arrays(path: &str, extern_enums: bool) -> Result<Target, PathError> {
    let layout = arrays();
    let path = Path::parse(path).unwrap();
    let (section, var) = layout.find(path.root()).next().unwrap();
    let resolve = if extern_enums { resolve_var_with_extern_enums } else { resolve_var };
    resolve(&path, section, var, &layout)
}

#[test]
fn a_step_that_can_t_be_resolved_has_a_fact_and_a_help() {
    let no_elements = "an array without a length has no elements";
    for (path, fact, help) in [
        (
            "s.grid[cell][0][way]",
            "`s.grid[cell][0][way]` reads two indexes of one array, `cell` and `way`",
            "end the path at `s.grid[cell]`, and choose the element with the index `way` in Rust",
        ),
        ("s.one[1]", "`s.one` has 1 element in x.o, but the index is 1", "the last element is `s.one[0]`"),
        (
            "s.one[0..2]",
            "`s.one` has 1 element in x.o, but the slice ends at 2",
            "the slice up to the last element is `s.one[0..1]`",
        ),
        ("s.none[0..1]", "`s.none` has 0 elements in x.o, but the slice ends at 1", no_elements),
        ("s.none[1..2]", "`s.none` has 0 elements in x.o, but the slice ends at 2", no_elements),
        ("nothing.x", "`struct empty` has no member `x`", "it has no members"),
        (
            "s.empty->x",
            "`s.empty` is `struct empty *` in C, and x.o does not have the members of `struct empty`",
            "end the path at `s.empty`, and make the field a `ktsnap::Ptr`",
        ),
        // `SLOT_X` is more similar, but it is not an index of the array.
        ("slots[SLOT_X1]", "no enumerator `SLOT_X1` in x.o", "did you mean `SLOT_Y`?"),
        (
            "slots[SLOT_Y..LATER]",
            "no enumerator `LATER` in x.o",
            "write the number: BTF only has enums that are the type of a variable, a member or a function",
        ),
    ] {
        let error = in_arrays(path, false).unwrap_err();
        assert_eq!((&*error.fact("x.o"), &*error.help()), (fact, help), "{path}");
    }
}

#[test]
fn an_error_shows_three_of_the_values_of_an_enumerator() {
    let fact = |values: &[i128]| PathError::Ambiguous { name: "X".to_owned(), values: values.to_vec() }.fact("x.o");
    let with = |values| format!("in x.o, several enums declare `X`, with the values {values}");
    assert_eq!(fact(&[-1, 2, 3]), with("`-1`, `2`, `3`"));
    assert_eq!(fact(&[-1, 2, 3, 4, 5]), with("`-1`, `2`, `3` and 2 more"));
}

#[test]
fn an_enumerator_that_the_object_lacks_is_kept_on_request() {
    let enumerator = |name: &str| Bound::Enumerator(name.to_owned());
    let steps = |path: &str| in_arrays(path, true).unwrap().steps;
    assert_eq!(steps("slots[LATER]"), [Step::Enumerator("LATER".to_owned())]);
    assert_eq!(steps("slots[LATER..1]"), [Step::Slice(enumerator("LATER"), Bound::Number(1))]);
    assert_eq!(steps("slots[SLOT_Y..LATER]"), [Step::Slice(Bound::Number(0), enumerator("LATER"))]);
    assert_eq!(steps("slots[SLOT_Y]"), [Step::Index(0)]);
    assert!(matches!(in_arrays("slots[LATER]", false), Err(PathError::NoEnumerator { .. })));
}

#[test]
fn without_an_object_enumerators_stay_names_on_request() {
    let unresolved = |text: &str, extern_enums| Path::parse_steps(text).unwrap().unresolved(extern_enums);
    let (member, later) = (Step::Member("a".to_owned()), Step::Enumerator("X".to_owned()));
    let slice = |end| Step::Slice(Bound::Enumerator("X".to_owned()), end);
    assert_eq!(unresolved("a[X][X..4]", true), Ok(vec![member.clone(), later, slice(Bound::Number(4))]));
    assert_eq!(unresolved("a[1][0..2]", false).map(|steps| steps.len()), Ok(3));
    for path in ["a[X]", "a[X..4]", "a[0..X]"] {
        assert_eq!(unresolved(path, false), Err(Unresolved::Index("X".to_owned())), "{path}");
    }
}

#[test]
fn a_target_reads_an_index_if_a_step_does() {
    let reads = |path| in_arrays(path, false).unwrap().reads_an_index();
    assert_eq!(["s.grid[cell][0][1]", "s.grid[1][0][1]", "s.one", "slots[*]"].map(reads), [true, false, false, false]);
}
