//! Derived structs compared with the types of their own objects, and with changed types.

use std::sync::Arc;

use ktsnap::{CpuSet, PerCpu, Ptr, SnapshotEnum, SnapshotSchema};
use ktsnap_btf::{Enum, Layout, Member, Struct, Type};
use ktsnap_core::__private::{CEnum, CMember, CStruct, CType, PathStep};
use ktsnap_core::typed::Schema;

use ktsnap_btf::compat::{ArrayLength, Offsets, Rules, TypeChange, locate};

use super::{expected_type, path, paths};
use constants::{c_type, steps};
use table::{Against, CASES, Place, Verdict};

#[path = "../../../../tests/cases/compat/table.rs"]
#[allow(dead_code, reason = "each test uses a part of the table")]
mod table;

#[path = "../../../../tests/cases/compat/constants.rs"]
mod constants;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat", object = "../examples/bpf/dispatch.bpf.o")]
enum DspStat {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    max_ns: u64,
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct enq_info")]
struct Enq {
    wakeup: u32,
    nice: i32,
    kthread: bool,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
struct Bss {
    nr_enqueued: u64,
    #[snapshot(widen)]
    nr_tasks: u64,
    lag_ns: i64,
    saw_cross: bool,
    last_dsp: DspStat,
    last_wake: u32,
    dsp_stats: [u64; 3],
    waits: Waits,
    slowest_comm: String,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    last_enq: Enq,
    #[snapshot(path = "last_cross.to.llc")]
    to: u8,
    #[snapshot(path = "moves[2][3]")]
    move_2_3: u64,
    #[snapshot(path = "per_llc[*].nr_running", min)]
    fewest: i32,
    recent: [DspStat; 8],
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o", section = ".data")]
struct Data {
    a_f32: f32,
    f64s: [f64; 2],
    d_neg: i32,
    d_comm: String,
    d_true: bool,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
struct Shapes {
    a_char: i8,
    a_schar: i8,
    a_senum: i32,
    a_tiny: u8,
    #[snapshot(path = "a_outer.hi")]
    hi: u32,
    #[snapshot(path = "a_union.f")]
    double: f64,
    #[snapshot(path = "a_packed.value")]
    packed: u64,
    #[snapshot(path = "a_anon.misses")]
    misses: u64,
    #[snapshot(path = "huge[7]")]
    huge: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o", map = "m_pcpu", key = "enum color")]
struct PerColor {
    #[snapshot(key = "GREEN")]
    green: PerCpu<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o", map = "m_sizes")]
struct Sizes {
    #[snapshot(key = "*", sum)]
    sum: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/index.bpf.o")]
struct Newest {
    #[snapshot(path = "only.slots[head].ns", gauge)]
    ns: u64,
    #[snapshot(path = "ring[tail]", gauge)]
    oldest: u64,
}

/// The type of a variable in the object of a schema.
fn type_of(schema: &Schema, name: &str) -> Type {
    let object = std::fs::read(format!("{}/{}", env!("CARGO_MANIFEST_DIR"), schema.object)).unwrap();
    let layout = Layout::parse(&object).unwrap();
    layout.section(schema.location.name()).unwrap().vars_named(name).next().unwrap().ty.clone()
}

/// Compares a type with a variable of a schema, whose outermost array has a length that `length` sets.
fn compare_array(schema: &Schema, name: &str, ty: &Type, length: ArrayLength) -> Result<(), TypeChange> {
    let index = schema.vars.iter().position(|var| var.name == name).unwrap();
    let expected = expected_type(&schema.vars[index].ty);
    let rules = Rules { length, offsets: Offsets::Expected };
    let fields = schema.fields.iter().filter(|field| field.var == index);
    let mut paths = fields.flat_map(|field| paths(field.steps));
    paths.try_for_each(|path| locate(&expected, ty, &path, rules).map(drop))
}

fn compare(schema: &Schema, name: &str, ty: &Type) -> Result<(), TypeChange> {
    compare_array(schema, name, ty, ArrayLength::Fixed)
}

/// Compares a variable of dispatch.bpf.o with its own type after a change.
fn changed(name: &str, change: impl FnOnce(&mut Type)) -> Result<(), TypeChange> {
    let mut ty = type_of(Bss::schema(), name);
    change(&mut ty);
    compare(Bss::schema(), name, &ty)
}

/// The part that differs, the expected type and the type that was found.
fn reported(name: &str, change: impl FnOnce(&mut Type)) -> (String, String, String) {
    let change = changed(name, change).unwrap_err();
    (change.part, change.expected, change.found)
}

#[track_caller]
fn says((part, expected, found): (String, String, String), wanted: (&str, &str, &str)) {
    assert_eq!((part.as_str(), expected.as_str(), found.as_str()), wanted);
}

fn int(size: u64, signed: bool) -> Type {
    Type::Int { size, signed }
}

fn structure(ty: &mut Type) -> &mut Struct {
    let Type::Struct(of) = ty else { panic!("{ty:?}") };
    Arc::make_mut(of)
}

fn enumeration(ty: &mut Type) -> &mut Enum {
    let Type::Enum(of) = ty else { panic!("{ty:?}") };
    Arc::make_mut(of)
}

fn member<'s>(of: &'s mut Struct, name: &str) -> &'s mut Member {
    of.members.iter_mut().find(|member| member.name == name).unwrap()
}

fn element(ty: &mut Type) -> &mut Type {
    let Type::Array { element, .. } = ty else { panic!("{ty:?}") };
    Arc::make_mut(element)
}

fn set_len(ty: &mut Type, to: u64) {
    let Type::Array { len, .. } = ty else { panic!("{ty:?}") };
    *len = to;
}

#[test]
fn every_variable_fits_what_its_struct_was_checked_against() {
    for schema in [Bss::schema(), Data::schema(), Shapes::schema(), Newest::schema()] {
        for var in schema.vars {
            assert_eq!(compare(schema, var.name, &type_of(schema, var.name)), Ok(()), "{}", var.name);
        }
    }
}

#[test]
fn no_variable_fits_another() {
    let types: Vec<Type> = Bss::schema().vars.iter().map(|var| type_of(Bss::schema(), var.name)).collect();
    for (index, var) in Bss::schema().vars.iter().enumerate() {
        for (other, ty) in types.iter().enumerate().filter(|(_, ty)| **ty != types[index]) {
            assert!(
                compare(Bss::schema(), var.name, ty).is_err(),
                "{} as {}",
                Bss::schema().vars[other].name,
                var.name
            );
        }
    }
}

#[test]
fn another_width_sign_or_kind_is_reported() {
    says(reported("nr_enqueued", |ty| *ty = int(4, false)), ("", "uint64", "uint32"));
    says(reported("nr_enqueued", |ty| *ty = int(8, true)), ("", "uint64", "int64"));
    says(reported("nr_enqueued", |ty| *ty = int(16, false)), ("", "uint64", "uint128"));
    says(reported("lag_ns", |ty| *ty = int(8, false)), ("", "int64", "uint64"));
    says(reported("nr_enqueued", |ty| *ty = Type::Ptr { to: None }), ("", "uint64", "ptr"));
    says(reported("nr_enqueued", |ty| *ty = Type::Opaque), ("", "uint64", "0 bytes"));
    says(reported("saw_cross", |ty| *ty = int(1, false)), ("", "bool", "uint8"));
    says(reported("last_wake", |ty| *ty = int(4, false)), ("", "enum32", "uint32"));
    let wide = |ty: &mut Type| *ty = Type::Array { element: ty.clone().into(), len: 1 };
    says(reported("nr_enqueued", wide), ("", "uint64", "[uint64; 1]"));
}

#[test]
fn a_widened_field_still_reads_the_width_that_it_was_checked_against() {
    assert_eq!(changed("nr_tasks", |_| ()), Ok(()));
    says(reported("nr_tasks", |ty| *ty = int(8, false)), ("", "uint32", "uint64"));
}

#[test]
fn a_char_only_fits_a_char_or_a_signed_byte() {
    let compare = |name, ty| compare(Shapes::schema(), name, &ty);
    assert_eq!(compare("a_char", int(1, true)), Ok(()));
    assert_eq!(compare("a_schar", Type::Char), Ok(()));
    assert_eq!(compare("a_char", int(1, false)).unwrap_err().found, "uint8");
    assert!(compare("a_char", Type::Bool { size: 1 }).is_err());
    says(reported("slowest_comm", |ty| *element(ty) = int(1, false)), ("", "[int8; 16]", "[uint8; 16]"));
}

#[test]
fn floats_and_small_enums_are_compared_by_width_and_sign() {
    let found = |schema: &Schema, name, ty| compare(schema, name, &ty).unwrap_err().found;
    assert_eq!(found(Data::schema(), "a_f32", Type::Float { size: 8 }), "float64");
    let float = Type::Array { element: Type::Float { size: 4 }.into(), len: 2 };
    assert_eq!(found(Data::schema(), "f64s", float), "[float32; 2]");
    let mut grade = type_of(Shapes::schema(), "a_senum");
    enumeration(&mut grade).signed = false;
    assert_eq!(compare(Shapes::schema(), "a_senum", &grade).unwrap_err().expected, "signed enum32");
    assert_eq!(found(Shapes::schema(), "a_senum", grade), "enum32");
    assert_eq!(found(Shapes::schema(), "a_tiny", type_of(Shapes::schema(), "a_senum")), "signed enum32");
}

#[test]
fn an_enumerator_that_a_field_uses_keeps_its_value() {
    let at = |index: usize, value| move |ty: &mut Type| enumeration(ty).enumerators[index].value = value;
    says(reported("last_dsp", at(1, 7)), ("", "enum32 with DSP_SHARED = 1", "enum32 with DSP_SHARED = 7"));
    let gone = |ty: &mut Type| _ = enumeration(ty).enumerators.remove(1);
    says(reported("last_dsp", gone), ("", "enum32 with DSP_SHARED", "enum32 without DSP_SHARED"));
    let more = |ty: &mut Type| {
        let mut new = enumeration(ty).enumerators[0].clone();
        (new.name, new.value) = ("DSP_NEW".into(), 9);
        enumeration(ty).enumerators.push(new);
    };
    assert_eq!(changed("last_dsp", more), Ok(()));
    assert_eq!(changed("last_wake", at(0, 7)), Ok(()), "read as its integer");
    let named = |name: Option<&'static str>| move |ty: &mut Type| enumeration(ty).name = name.map(Into::into);
    says(reported("last_wake", named(Some("dsp_stat"))), ("", "enum wake_stat", "enum dsp_stat"));
    assert_eq!(changed("last_wake", named(None)), Ok(()));
    let inside = |ty: &mut Type| enumeration(element(ty)).enumerators[0].value = 5;
    says(reported("recent", inside), ("[*]", "enum32 with DSP_LOCAL = 0", "enum32 with DSP_LOCAL = 5"));
}

#[test]
fn an_array_of_another_length_only_fits_if_user_space_sets_it() {
    says(reported("dsp_stats", |ty| set_len(ty, 4)), ("", "[uint64; 3]", "[uint64; 4]"));
    says(reported("dsp_stats", |ty| *element(ty) = int(4, false)), ("", "[uint64; 3]", "[uint32; 3]"));
    says(reported("per_llc", |ty| set_len(ty, 8)), ("", "[struct llc_stats; 4]", "[struct llc_stats; 8]"));
    let moves = |len, length| {
        let mut ty = type_of(Bss::schema(), "moves");
        set_len(&mut ty, len);
        compare_array(Bss::schema(), "moves", &ty, length)
    };
    says(reported("moves", |ty| set_len(ty, 100)), ("", "[[uint64; 4]; 4]", "[[uint64; 4]; 100]"));
    for length in [ArrayLength::LastOfSection, ArrayLength::MapEntries] {
        assert_eq!(moves(100, length), Ok(()), "[2][3]");
        assert_eq!(moves(3, length), Ok(()), "[2][3]");
        assert_eq!(moves(2, length).unwrap_err().found, "[[uint64; 4]; 2]");
    }
    let wider = |ty: &mut Type| set_len(element(ty), 5);
    says(reported("moves", wider), ("", "[[uint64; 4]; 4]", "[[uint64; 5]; 4]"));
}

#[test]
fn a_structs_members_are_where_they_were() {
    let waits = |change: fn(&mut Struct)| reported("waits", move |ty| change(structure(ty)));
    says(waits(|of| of.members[1].bit_offset = 256), ("max_ns", "at byte 8", "at byte 32"));
    says(waits(|of| of.members[1].bit_offset = 65), ("max_ns", "at byte 8", "at bit 1 of byte 8"));
    says(waits(|of| _ = of.members.remove(1)), ("max_ns", "uint64 (u64)", "not there"));
    let narrow = |of: &mut Struct| (of.members[1].ty, of.members[1].c_type) = (int(4, false), "u32".into());
    says(waits(narrow), ("max_ns", "uint64 (u64)", "uint32 (u32)"));
    says(waits(|of| of.members[2].bits = Some(31)), ("nr", "uint32 (u32)", "uint31 (u32)"));
    says(waits(|of| of.name = Some("waits".into())), ("", "struct wait_stats", "struct waits"));
    says(waits(|of| of.name = None), ("", "struct wait_stats", "an anonymous struct"));
    says(waits(|of| of.union = true), ("", "struct wait_stats", "union wait_stats"));
    let llc = |change: fn(&mut Struct)| reported("per_llc", move |ty| change(structure(element(ty))));
    let narrow = |of: &mut Struct| member(of, "nr_running").ty = int(2, true);
    says(llc(narrow), ("[*].nr_running", "int32 (s32)", "int16 (s32)"));
}

#[test]
fn a_struct_may_grow_unless_an_element_comes_after_it() {
    assert_eq!(changed("waits", |ty| structure(ty).size += 8), Ok(()));
    says(reported("per_llc", |ty| structure(element(ty)).size += 8), ("[*]", "64 bytes", "72 bytes"));
}

#[test]
fn members_that_no_field_reads_may_change() {
    assert_eq!(changed("per_llc", |ty| structure(element(ty)).members[0].ty = Type::Bool { size: 8 }), Ok(()));
    let gone = |ty: &mut Type| structure(ty).members.retain(|member| member.name == "to");
    assert_eq!(changed("last_cross", gone), Ok(()), "only `to.llc` is read");
}

#[test]
fn an_index_is_read_with_its_array() {
    let schema = Newest::schema();
    let only = type_of(schema, "only");
    let located =
        paths(schema.fields[0].steps).map(|path| locate(&only, &only, &path, Rules::default()).unwrap().bytes);
    // `struct ring`: eight slots of 16 bytes, `first_ns`, and `head`.
    assert_eq!(located.collect::<Vec<_>>(), [136..140, 0..128]);
    let mut changed = only.clone();
    member(structure(&mut changed), "head").ty = int(8, true);
    let change = compare(schema, "only", &changed).unwrap_err();
    assert_eq!(change.part, "head");
    // No field mirrors `tail`, so all of it is read.
    assert_eq!(schema.names().collect::<Vec<_>>(), ["only", "ring", "tail"]);
}

#[test]
fn a_bitfield_keeps_its_width_sign_and_place() {
    let enq = |member: &'static str, change: fn(&mut Member)| {
        reported("last_enq", move |ty| {
            change(self::member(structure(ty), member));
        })
    };
    says(enq("wakeup", |member| member.bits = Some(2)), ("wakeup", "uint1 (u32)", "uint2 (u32)"));
    says(enq("wakeup", |member| member.bits = None), ("wakeup", "uint1 (u32)", "uint32 (u32)"));
    says(enq("nice", |member| member.ty = int(4, false)), ("nice", "int32 (s32)", "uint32 (s32)"));
    says(enq("kthread", |member| member.bit_offset += 1), ("kthread", "at bit 6 of byte 2", "at bit 7 of byte 2"));
}

#[test]
fn a_pointer_keeps_the_type_that_it_points_to() {
    let at = |to: &'static str| move |ty: &mut Type| *ty = Type::Ptr { to: Some(to.into()) };
    let (_, expected, found) = reported("last_task", at("struct cgroup"));
    assert_eq!((expected.as_str(), found.as_str()), ("ptr to struct task_struct", "ptr to struct cgroup"));
}

#[test]
fn a_cpumask_keeps_its_words() {
    let more = |ty: &mut Type| {
        let bits = &mut structure(ty).members[0].ty;
        let Type::Array { len, .. } = bits else { panic!("{bits:?}") };
        *len += 1;
    };
    assert_eq!(reported("cross_cpus_seen", more).0, "bits");
}

#[test]
fn a_maps_values_are_compared_by_their_type_or_their_size() {
    let array = |element: Type, len| Type::Array { element: element.into(), len };
    let of = |schema: &Schema, ty: Type| compare_array(schema, schema.vars[0].name, &ty, ArrayLength::MapEntries);
    assert_eq!(of(PerColor::schema(), array(int(8, false), 3)), Ok(()));
    assert_eq!(of(PerColor::schema(), array(int(8, false), 64)), Ok(()), "user space created more entries");
    assert_eq!(of(PerColor::schema(), array(Type::Bytes { size: 8 }, 3)), Ok(()), "the kernel knows no type");
    let change = of(PerColor::schema(), array(int(8, true), 3)).unwrap_err();
    assert_eq!((change.expected.as_str(), change.found.as_str()), ("[uint64; 3]", "[int64; 3]"));
    assert!(of(PerColor::schema(), array(int(8, false), 1)).is_err(), "GREEN is 1");
    assert_eq!(of(Sizes::schema(), array(Type::Bytes { size: 8 }, 17)), Ok(()));
    let change = of(Sizes::schema(), array(Type::Bytes { size: 8 }, 18)).unwrap_err();
    assert_eq!((change.expected.as_str(), change.found.as_str()), ("[8 bytes; 17]", "[8 bytes; 18]"));
    assert!(of(Sizes::schema(), array(Type::Bytes { size: 16 }, 17)).is_err());
}

/// The rows of the table that every part of ktsnap answers alike, for the types of derived structs.
#[test]
fn running_types_have_the_verdicts_of_the_table() {
    let mut rows = 0;
    for case in CASES {
        let Against::Running(running) = &case.against else { continue };
        let length = match case.place {
            Place::LastOfSection => ArrayLength::LastOfSection,
            Place::Map => ArrayLength::MapEntries,
            Place::Variable | Place::PerCpu => ArrayLength::Fixed,
        };
        let rules = Rules { length, offsets: Offsets::Expected };
        let (built, running) = (c_type(&case.c), expected_type(&c_type(running)));
        let located = locate(&expected_type(&built), &running, &path(steps(case.path)), rules);
        assert_eq!(located.is_ok(), case.verdict(None) == Verdict::Fits, "{}: {located:?}", case.name);
        rows += 1;
    }
    assert!(rows > 50);
}
