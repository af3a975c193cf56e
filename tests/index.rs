//! An element whose index is a member next to the array, or a variable of the same section: `running_ns[cell]`, `ring[head]`.

#[path = "support/render.rs"]
mod render;
mod support;

use std::fmt::Debug;

use ktsnap::typed::OneMap;
use ktsnap::{PerCpu, Rows, SchemaError, Snapshot, SnapshotSchema};
use ktsnap_btf::path::resolve_var;
use ktsnap_btf::{Layout, Path, Type, resolve};
use render::Render;
use serde_json::{Value, json};
use support::{map_mut, report, running, var_mut};

#[derive(Debug, Clone, Copy, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct slot")]
struct Slot {
    ns: u64,
    nr: u32,
}

/// The struct with its own object names the index.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", type = "struct ring")]
struct Ring {
    #[snapshot(path = "slots[head].ns", gauge)]
    newest_ns: u64,
    #[snapshot(gauge)]
    first_ns: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o")]
struct Globals {
    #[snapshot(path = "ring[head]", gauge)]
    newest: u64,
    #[snapshot(path = "ring[tail]", gauge)]
    oldest: u64,
    #[snapshot(path = "grid[head]", gauge)]
    row: [u64; 4],
    #[snapshot(path = "grid[*][head]", gauge)]
    column: Vec<u64>,
    #[snapshot(path = "grid[head][head]", gauge)]
    corner: u64,
    #[snapshot(path = "rings[1].slots[head].ns", gauge)]
    of_ring: u64,
    #[snapshot(path = "rings[*].slots[tail].nr", gauge)]
    of_rings: Vec<u32>,
    #[snapshot(path = "rings[*].slots[tail].ns", sum, gauge)]
    of_all: u64,
    #[snapshot(path = "only.slots[head]", gauge)]
    slot: Slot,
    rings: [Ring; 2],
    // An `s32` is not a counter.
    #[snapshot(path = "rings[0].slots[tail].next")]
    next: i32,
    #[snapshot(path = "mode_ns[mode]", gauge)]
    mode_ns: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o")]
struct Constants {
    #[snapshot(path = "weights[base]")]
    weight: u32,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(ratio(borrowed_pct = percent((sum(running_ns) - sum(own)) / sum(running_ns))))]
struct Cpus {
    #[snapshot(path = "running_ns[cell]", by = "cell", sum)]
    own: Rows<u32, u64>,
    #[snapshot(sum)]
    running_ns: Vec<u64>,
    #[snapshot(path = "moves[cell]", by = "cell", sum)]
    moves: Rows<u32, [u64; 3]>,
    #[snapshot(path = "moves[cell][1]", sum, gauge)]
    second: u64,
    #[snapshot(path = "moves[*][kind]", sum, gauge)]
    of_kind: u64,
    #[snapshot(path = "slots[last]", sum, gauge)]
    slot: Slot,
    #[snapshot(path = "mode_ns[mode]", max)]
    mode_ns: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", map = "cpu_ctxs")]
struct Entry {
    #[snapshot(key = "0", path = "running_ns[cell]", gauge)]
    each: PerCpu<u64>,
    #[snapshot(key = "0", path = "running_ns[cell]", by = "cell", sum)]
    own: Rows<u32, u64>,
    #[snapshot(key = "*", path = "running_ns[cell]", gauge, sum, allow_unmapped)]
    all: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", map = "task_ctxs")]
struct Tasks {
    #[snapshot(key = "*", path = "running_ns[cell]", gauge)]
    of_cell: Rows<u32, u64>,
    #[snapshot(key = "7", path = "slots[last].nr", gauge)]
    one: Option<u32>,
}

fn layout() -> Layout {
    let object = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bpf/index.bpf.o");
    Layout::parse(&std::fs::read(object).unwrap()).unwrap()
}

fn write(bytes: &mut [u8], bit: u64, ty: &Type, value: i128) {
    let (at, size) = (usize::try_from(bit / 8).unwrap(), usize::try_from(ty.size().unwrap()).unwrap());
    bytes[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
}

/// The bytes of a section with values at paths.
fn section(name: &str, values: &[(&str, i128)]) -> Vec<u8> {
    let layout = layout();
    let section = layout.section(name).unwrap();
    let mut bytes = vec![0; usize::try_from(section.size).unwrap()];
    for (path, value) in values {
        let path = Path::parse(path).unwrap();
        let var = section.vars_named(path.root()).next().unwrap();
        let target = resolve_var(&path, section, var, &layout).unwrap();
        let at = target.offset_in(&var.ty).unwrap().bit_offset + var.offset * 8;
        write(&mut bytes, at, &target.ty, *value);
    }
    bytes
}

fn rendered_section(name: &str, bytes: &[u8]) -> Value {
    let layout = layout();
    let section = layout.section(name).unwrap();
    let all = Render { bytes, big_endian: false };
    let members: Vec<_> = section
        .listed()
        .iter()
        .map(|var| json!({"name": var.name, "value": all.at(var.offset, var.size).value(&var.ty)}))
        .collect();
    let map = json!({
        "name": format!("index{name}"), "map_kva": 16, "map_type": 2, "value_size": section.size, "max_entries": 1,
        "value": {"kind": "struct", "type_name": name, "members": members},
    });
    running("index", &[16], &[map])
}

/// One `struct cpu_ctx` with values at paths.
fn cpu_ctx(values: &[(&str, i128)]) -> Vec<u8> {
    let layout = layout();
    let ty = layout.map("cpu_ctxs").unwrap().value.clone().unwrap();
    let mut bytes = vec![0; usize::try_from(ty.size().unwrap()).unwrap()];
    for (path, value) in values {
        let target = resolve(&Path::parse_steps(path).unwrap(), &ty, "struct cpu_ctx", &layout).unwrap();
        let at = target.offset_in(&ty).unwrap().bit_offset;
        if target.bits.is_some() {
            bytes[usize::try_from(at / 8).unwrap()] |= u8::try_from(*value << (at % 8)).unwrap();
        } else {
            write(&mut bytes, at, &target.ty, *value);
        }
    }
    bytes
}

fn rendered_cpu_ctx(bytes: &[u8]) -> Value {
    let ty = layout().map("cpu_ctxs").unwrap().value.clone().unwrap();
    Render { bytes, big_endian: false }.value(&ty)
}

fn of_cpus(cpus: &[Vec<u8>]) -> Value {
    let slots: Vec<_> = cpus.iter().map(|cpu| rendered_cpu_ctx(cpu)).collect();
    let map = json!({
        "name": "cpu_ctxs", "map_kva": 16, "map_type": 6, "value_size": cpus[0].len(), "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": slots}],
    });
    running("index", &[16], &[map])
}

/// Reads a report, and its text.
fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    let of_text = T::from_json_slice(json.to_string().as_bytes());
    let of_report = T::from_snapshot(&Snapshot::new(&report(json)));
    match (of_text, &of_report) {
        (Ok(_), Ok(_)) => {}
        (Err(error), Err(expected)) => assert_eq!(error.to_string(), expected.to_string()),
        (of_text, _) => panic!("{:?}", of_text.err()),
    }
    of_report
}

/// Reads bytes, and a report of the same values.
fn read_both<T: OneMap + Debug + PartialEq>(bytes: &[u8], json: &Value) -> Result<T, SchemaError> {
    let of_report = read::<T>(json);
    match (T::from_section_bytes(bytes), &of_report) {
        (Ok(of_bytes), Ok(of_report)) => assert_eq!(&of_bytes, of_report),
        (Err(of_bytes), Err(of_report)) => {
            // The bytes have no name of a map.
            let of_report = of_report.to_string().replace("index.bss", "raw bytes").replace("cpu_ctxs:", "raw bytes:");
            assert_eq!(of_bytes.to_string(), of_report);
        }
        (of_bytes, of_report) => panic!("{of_bytes:?}, {of_report:?}"),
    }
    of_report
}

fn globals(values: &[(&str, i128)]) -> Result<Globals, SchemaError> {
    let bytes = section(".bss", values);
    read_both(&bytes, &rendered_section(".bss", &bytes))
}

fn cpus(cpus: &[Vec<u8>]) -> Result<Cpus, SchemaError> {
    read_both(&cpus.concat(), &of_cpus(cpus))
}

/// `head` of the section is 2, and those of the rings are 7 and 5.
const GLOBALS: [(&str, i128); 24] = [
    ("head", 2),
    ("tail", 6),
    ("mode", 1),
    ("ring[2]", 1_000),
    ("ring[6]", 6_000),
    ("grid[0][2]", 11),
    ("grid[1][2]", 12),
    ("grid[2][0]", 20),
    ("grid[2][1]", 21),
    ("grid[2][2]", 22),
    ("grid[2][3]", 23),
    ("rings[0].head", 7),
    ("rings[0].tail", 1),
    ("rings[0].slots[7].ns", 70),
    ("rings[0].slots[1].ns", 10),
    ("rings[0].slots[1].nr", 101),
    ("rings[0].slots[1].next", -3),
    ("rings[1].head", 5),
    ("rings[1].tail", 4),
    ("rings[1].slots[5].ns", 155),
    ("rings[1].slots[4].ns", 5),
    ("rings[1].slots[4].nr", 104),
    ("only.slots[0].nr", 9),
    ("mode_ns[1]", 77),
];

#[test]
fn an_index_is_a_variable_of_the_section_or_a_member_of_the_struct_around_the_array() {
    let read = globals(&GLOBALS).unwrap();
    assert_eq!((read.newest, read.oldest), (1_000, 6_000));
    assert_eq!((read.row, read.column.as_slice(), read.corner), ([20, 21, 22, 23], &[11, 12, 22][..], 22));
    // The rings have a `head` of their own.
    assert_eq!((read.of_ring, read.rings[0].newest_ns, read.rings[1].newest_ns), (155, 70, 155));
    assert_eq!((read.of_rings.as_slice(), read.of_all, read.next), (&[101, 104][..], 10 + 5, -3));
    // `only.head` is 0.
    assert_eq!((read.slot, read.mode_ns), (Slot { ns: 0, nr: 9 }, 77));
}

#[test]
fn an_index_in_rodata_needs_no_gauge() {
    let bytes = section(".rodata", &[("base", 2), ("weights[1]", 20), ("weights[2]", 30)]);
    let read: Constants = read_both(&bytes, &rendered_section(".rodata", &bytes)).unwrap();
    assert_eq!(read.weight, 30);
}

#[test]
fn the_variables_are_all_that_a_capture_needs() {
    let names: Vec<_> = Globals::schema().names().collect();
    assert_eq!(names, ["ring", "grid", "rings", "only", "mode_ns", "head", "tail", "mode"]);
    let mut json = rendered_section(".bss", &section(".bss", &GLOBALS));
    let members = map_mut(&mut json, "index.bss")["value"]["members"].as_array_mut().unwrap();
    members.retain(|member| member["name"] != "nr_written");
    assert_eq!(read::<Globals>(&json).unwrap().newest, 1_000);
    let members = map_mut(&mut json, "index.bss")["value"]["members"].as_array_mut().unwrap();
    members.retain(|member| member["name"] != "head");
    let error = read::<Globals>(&json).unwrap_err().to_string();
    assert!(error.contains("index.bss lacks head"), "{error}");
}

#[test]
fn a_value_outside_the_array_is_an_error_that_names_it() {
    let with = |path: &'static str, value: i128| {
        let values: Vec<_> = GLOBALS.into_iter().filter(|(other, _)| *other != path).chain([(path, value)]).collect();
        globals(&values).unwrap_err()
    };
    for (path, value, variable, index, len) in [
        ("head", 8, "ring[head]", "head", 8),
        ("head", 3, "grid[head]", "head", 3),
        ("head", i128::from(u32::MAX), "ring[head]", "head", 8),
        ("tail", -1, "ring[tail]", "tail", 8),
        ("tail", 1 << 32, "ring[tail]", "tail", 8),
        ("rings[1].head", -2, "rings[1].slots[head].ns", "rings[1].head", 8),
        ("rings[1].tail", 200, "rings[1].slots[tail].nr", "rings[1].tail", 8),
        ("only.head", i128::from(i32::MIN), "only.slots[head].ns", "only.head", 8),
        ("mode", 2, "mode_ns[mode]", "mode", 2),
    ] {
        let error = with(path, value);
        let SchemaError::IndexOutOfRange { variable: of, index: by, value: found, len: has, .. } = &error else {
            panic!("{path}: {error}")
        };
        assert_eq!((of.as_str(), by.as_str(), *found, *has), (variable, index, value, len), "{error}");
    }
    assert_eq!(
        with("tail", -1).to_string(),
        "`ring[tail]` in index.bss: `tail` is -1, but the array has 8 elements; if this value means that the scheduler uses \
         no element, read `tail` and the whole array, and choose the element in Rust"
    );
}

#[test]
fn an_index_that_can_t_be_read_has_its_own_error() {
    let error = |change: &dyn Fn(&mut Value)| {
        let mut json = rendered_section(".bss", &section(".bss", &GLOBALS));
        change(&mut json);
        let error = read::<Globals>(&json).unwrap_err();
        let SchemaError::Drift(drift) = error else { panic!("{error}") };
        (drift.variable, drift.expected, drift.found)
    };
    let uint = json!({"kind": "uint", "bits": 64, "value": 2});
    let wider = error(&|json| *var_mut(json, "index.bss", "head") = uint.clone());
    assert_eq!(wider, ("head".to_owned(), "uint32 (volatile u32)".to_owned(), "uint64".to_owned()));
    let of_ring = |json: &mut Value, value: Value| {
        let ring = &mut var_mut(json, "index.bss", "rings")["elements"][1];
        let head = ring["members"].as_array_mut().unwrap().iter_mut().find(|member| member["name"] == "head").unwrap();
        head["value"] = value;
    };
    let other = error(&|json| of_ring(json, uint.clone()));
    assert_eq!(other, ("rings[1].head".to_owned(), "int32".to_owned(), "uint64".to_owned()));
    let cut = json!({"kind": "truncated", "needed": 4, "had": 2, "partial": {"kind": "bytes", "hex": "00 00"}});
    let cut = error(&|json| of_ring(json, cut.clone()));
    assert_eq!((cut.0.as_str(), cut.2.as_str()), ("rings[1].head", "a value cut short (2 of 4 bytes)"));
}

#[test]
fn an_element_that_was_not_rendered_is_an_error() {
    let mut json = rendered_section(".bss", &section(".bss", &GLOBALS));
    let ring = var_mut(&mut json, "index.bss", "ring")["elements"].as_array_mut().unwrap();
    ring.truncate(2);
    let error = read::<Globals>(&json).unwrap_err();
    assert!(matches!(error, SchemaError::Truncated { rendered: 2, declared: 8, .. }), "{error}");
}

/// CPUs of the cells 1, 3 and 1.
fn three_cpus() -> Vec<Vec<u8>> {
    [(1, 1_000, 2), (3, 20_000, 0), (1, 300_000, 7)]
        .into_iter()
        .map(|(cell, first, last)| {
            cpu_ctx(&[
                ("cell", cell),
                ("last", last),
                ("mode", cell % 2),
                ("kind", 2),
                ("running_ns[0]", first),
                ("running_ns[1]", first + 1),
                ("running_ns[2]", first + 2),
                ("running_ns[3]", first + 3),
                ("moves[0][2]", 4),
                ("moves[1][0]", 10),
                ("moves[1][1]", 11),
                ("moves[3][1]", 31),
                ("moves[3][2]", 32),
                ("slots[0].ns", first * 2),
                ("slots[2].nr", 5),
                ("slots[7].ns", 9),
                ("mode_ns[1]", first * 3),
            ])
        })
        .collect()
}

#[test]
fn each_cpu_has_an_index_of_its_own() {
    let read = cpus(&three_cpus()).unwrap();
    // CPU 0 and 2 are of cell 1, and CPU 1 is of cell 3.
    assert_eq!(read.own.iter().collect::<Vec<_>>(), [(&1, &(1_001 + 300_001)), (&3, &20_003)]);
    assert_eq!(read.moves.get(&1), Some(&[20, 22, 0]));
    assert_eq!(read.moves.get(&3), Some(&[0, 31, 32]));
    assert_eq!((read.second, read.of_kind), (11 + 31 + 11, 3 * (4 + 32)));
    assert_eq!(read.slot, Slot { ns: 40_000 + 9, nr: 5 });
    assert_eq!(read.mode_ns, 900_000);
    // Four cells on three CPUs: 4 * 321,000 and 3 * (0 + 1 + 2 + 3).
    let (all, own) = (1_284_018_u64, 321_005_u64);
    assert_eq!(read.running_ns.iter().sum::<u64>(), all);
    assert_eq!(read.borrowed_pct(), Ok((100 * (all - own)) as f64 / all as f64));
}

#[test]
fn an_index_of_one_cpu_is_named_with_the_cpu() {
    let mut three = three_cpus();
    three[2] = cpu_ctx(&[("cell", 4)]);
    let error = cpus(&three).unwrap_err().to_string();
    assert!(error.contains("`cpu_ctxs[2].running_ns[cell]`"), "{error}");
    assert!(error.contains("`cpu_ctxs[2].cell` is 4, but the array has 4 elements"), "{error}");
    let entry: SchemaError = read_both::<Entry>(&three.concat(), &of_cpus(&three)).unwrap_err();
    assert!(entry.to_string().contains("`cpu_ctxs[0].cell[2]` is 4"), "{entry}");
}

#[test]
fn an_index_is_read_in_the_entries_of_maps() {
    let three = three_cpus();
    let entry: Entry = read_both(&three.concat(), &of_cpus(&three)).unwrap();
    assert_eq!(entry.each.iter().flatten().collect::<Vec<_>>(), [&1_001, &20_003, &300_001]);
    assert_eq!(entry.own.get(&1), Some(&301_002));
    assert_eq!(entry.all, 1_001 + 20_003 + 300_001);
    let one = |key: u32, bytes: &[u8]| {
        json!({
            "key": {"kind": "uint", "bits": 32, "value": key}, "key_hex": format!("{key:02x} 00 00 00"),
            "value": rendered_cpu_ctx(bytes), "value_hex": "",
        })
    };
    let map = json!({
        "name": "task_ctxs", "map_kva": 16, "map_type": 1, "value_size": three[0].len(), "max_entries": 64,
        "entries": [one(7, &three[0]), one(9, &three[1])],
    });
    let tasks: Tasks = read(&running("index", &[16], &[map])).unwrap();
    assert_eq!(tasks.of_cell.iter().collect::<Vec<_>>(), [(&7, &1_001), (&9, &20_003)]);
    assert_eq!(tasks.one, Some(5));
}

#[test]
fn a_gauge_keeps_the_element_of_the_later_index() {
    let earlier = globals(&GLOBALS).unwrap();
    let values: Vec<_> =
        GLOBALS.into_iter().map(|(path, value)| (path, if path == "head" { 1 } else { value })).collect();
    let later = globals(&values).unwrap();
    let difference = later.since(&earlier).unwrap();
    assert_eq!((earlier.newest, later.newest, difference.newest), (1_000, 0, 0));
    assert_eq!(difference.row, later.row);
}

#[test]
fn groups_by_the_index_have_a_difference_unless_it_changed() {
    let earlier = cpus(&three_cpus()).unwrap();
    let mut later = three_cpus();
    later[1] = cpu_ctx(&[
        ("cell", 3),
        ("running_ns[0]", 20_000),
        ("running_ns[1]", 20_001),
        ("running_ns[2]", 20_002),
        ("running_ns[3]", 20_503),
        ("moves[3][1]", 31),
        ("moves[3][2]", 32),
    ]);
    let difference = cpus(&later).unwrap().since(&earlier).unwrap();
    assert_eq!(difference.own.iter().collect::<Vec<_>>(), [(&1, &0), (&3, &500)]);
    assert_eq!(difference.borrowed_pct(), Ok(0.0));
    later[1] = cpu_ctx(&[("cell", 1), ("running_ns[1]", 90_000)]);
    let error = cpus(&later).unwrap().since(&earlier).unwrap_err().to_string();
    assert!(error.contains("own"), "{error}");
}

/// Arrays and indexes in the targets of pointers.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Busiest {
    #[snapshot(path = "busiest->buckets[id].duty", gauge)]
    duty: u64,
    #[snapshot(path = "busiest->hist[prio]", gauge)]
    waited: Option<u64>,
}

#[test]
fn an_index_is_read_in_the_target_of_a_pointer() {
    let uint = |bits: u32, value: u64| json!({"kind": "uint", "bits": bits, "value": value});
    let busiest = |id: u64, prio: u64| {
        let bucket = |duty| {
            let members =
                [json!({"name": "duty", "value": uint(64, duty)}), json!({"name": "nr", "value": uint(32, 0)})];
            json!({"kind": "struct", "type_name": "bucket", "members": members})
        };
        let array = |elements: [Value; 3]| json!({"kind": "array", "len": 3, "elements": elements});
        let members = json!([
            {"name": "id", "value": uint(32, id)},
            {"name": "buckets", "value": array([bucket(10), bucket(20), bucket(30)])},
            {"name": "hist", "value": array([uint(64, 1), uint(64, 2), uint(64, 3)])},
            {"name": "prio", "value": uint(7, prio)},
        ]);
        let target = json!({"kind": "struct", "type_name": "dom_ctx", "members": members});
        let pointer = json!({"name": "busiest", "value": {"kind": "ptr", "value": 4096, "deref": target}});
        let map = json!({
            "name": "pointers.bss", "map_kva": 16, "map_type": 2, "value_size": 256, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [pointer]},
        });
        read::<Busiest>(&running("pointers", &[16], &[map]))
    };
    assert_eq!(busiest(2, 0).unwrap(), Busiest { duty: 30, waited: Some(1) });
    let error = busiest(0, 5).unwrap_err().to_string();
    assert!(error.contains("`busiest->hist[prio]`") && error.contains("`busiest->prio` is 5"), "{error}");
}

/// The last array of a section, which user space can lengthen.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o", section = ".bss")]
struct Resized {
    #[snapshot(path = "hist[total]", gauge)]
    last: u32,
}

#[test]
fn an_array_that_user_space_lengthened_has_more_indexes() {
    let bytes = |total: u64, len: u32| -> Vec<u8> {
        let hist = (0..len).flat_map(|index| (index * 10).to_le_bytes());
        total.to_le_bytes().into_iter().chain(hist).collect()
    };
    assert_eq!(Resized::from_section_bytes(&bytes(3, 4)).unwrap().last, 30);
    assert_eq!(Resized::from_section_bytes(&bytes(6, 8)).unwrap().last, 60);
    let error = Resized::from_section_bytes(&bytes(8, 8)).unwrap_err();
    assert!(matches!(error, SchemaError::IndexOutOfRange { value: 8, len: 8, .. }), "{error}");
}

/// Against a layout file.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/layouts/index.json")]
struct OfLayout {
    #[snapshot(path = "ring[head]", gauge)]
    newest: u64,
    #[snapshot(path = "rings[1].slots[head].ns", gauge)]
    of_ring: u64,
}

#[test]
fn a_layout_file_has_what_an_index_needs() {
    let bytes = section(".bss", &GLOBALS);
    let read: OfLayout = read_both(&bytes, &rendered_section(".bss", &bytes)).unwrap();
    assert_eq!(read, OfLayout { newest: 1_000, of_ring: 155 });
}
