//! Groups of CPUs, elements and entries: fields with `by`.

#[path = "support/render.rs"]
mod render;
mod support;

use ktsnap::{PerCpu, Rows, SchemaError, Snapshot, SnapshotEnum, SnapshotSchema};
use ktsnap_btf::Layout;
use render::Render;
use serde_json::{Value, json};
use support::{report, running};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, SnapshotEnum)]
#[snapshot(object = "tests/bpf/groups.bpf.o", type = "enum place")]
#[allow(clippy::enum_variant_names, reason = "C names them so")]
enum Place {
    PlaceShared,
    PlaceOwned,
    PlaceOpen = 7,
}

/// Moves to a cell, from outside and from another cell.
#[derive(Debug, Clone, Copy, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[2]")]
struct Moves {
    #[snapshot(key = "0")]
    outer: u64,
    #[snapshot(key = "1")]
    inner: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(ratio(nr_cells = len(cpus), all = sum(cpus), most = max(cpus), of_cells = sum(time[*][0]) + sum(runs)))]
struct Cells {
    #[snapshot(by = "cell", count)]
    cpus: Rows<u32, u64>,
    #[snapshot(path = "running_ns", by = "cell", sum)]
    time: Rows<u32, Vec<u64>>,
    #[snapshot(path = "running_ns[*]", by = "cell", sum)]
    all_time: Rows<u32, u64>,
    #[snapshot(path = "moves[*]", by = "cell", sum)]
    moves: Rows<u32, Moves>,
    #[snapshot(path = "nr_runs", by = "place", sum)]
    runs: Rows<Place, u64>,
    #[snapshot(path = "nr_runs", by = "node", max)]
    most: Rows<i16, u64>,
    #[snapshot(path = "nr_runs", sum)]
    total: u64,
}

/// The same groups, of a map whose entry is named.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs")]
struct CellsOfEntry {
    #[snapshot(key = "0", by = "cell", count)]
    cpus: Rows<u32, u64>,
    #[snapshot(key = "*", path = "running_ns", by = "cell", sum)]
    time: Rows<u32, Vec<u64>>,
    #[snapshot(key = "0", path = "moves[*]", by = "cell", sum)]
    moves: Rows<u32, Moves>,
    #[snapshot(key = "0", path = "nr_runs", by = "place", sum)]
    runs: Rows<Place, u64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx", allow_unmapped)]
struct Mapped {
    #[snapshot(by = "cell", count)]
    cpus: Rows<u32, u64>,
    #[snapshot(by = "cell", sum)]
    nr_runs: Rows<u32, u64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs")]
struct MappedOfEntry {
    #[snapshot(key = "0", by = "cell", count, allow_unmapped)]
    cpus: Rows<u32, u64>,
    #[snapshot(key = "0", path = "nr_runs", by = "cell", sum, allow_unmapped)]
    nr_runs: Rows<u32, u64>,
}

/// The time of each cell's tasks, in all and on the CPUs of the cell.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(ratio(
    own_pct[cell] = percent(running_on[cell][0] / running_ns[cell]),
    runs_pct[cell] = percent(runs[cell] / sum(runs)),
    above[cell] = count(running_on[cell][1..4] > running_ns[cell] / 2),
    busy = count(runs > 5000),
    between = count(runs[*] > 5000 and runs[*] < 400000),
    moved = count(moves[*].outer != 4 and moves[*].inner > moves[*].outer),
))]
struct Shares {
    #[snapshot(sum)]
    running_ns: Vec<u64>,
    #[snapshot(path = "running_ns", by = "cell", sum)]
    running_on: Rows<u32, Vec<u64>>,
    #[snapshot(path = "nr_runs", by = "cell", sum)]
    runs: Rows<u32, u64>,
    #[snapshot(path = "moves[*]", by = "cell", sum)]
    moves: Rows<u32, Moves>,
}

/// One CPU.
#[derive(Clone, Copy)]
struct Cpu {
    cell: u32,
    place: u32,
    node: i16,
    /// The first of the numbers that it counts: four times, eight moves, and the runs.
    first: u64,
}

impl Cpu {
    fn bytes(self) -> Vec<u8> {
        let words = (0..13).flat_map(|word| (self.first + word).to_le_bytes());
        let mut bytes: Vec<u8> = words.chain(self.cell.to_le_bytes()).chain(self.place.to_le_bytes()).collect();
        bytes.extend(self.node.to_le_bytes());
        bytes.resize(120, 0);
        bytes
    }
}

const CPUS: [Cpu; 4] = [
    Cpu { cell: 3, place: 7, node: 0, first: 100 },
    Cpu { cell: 0, place: 0, node: -1, first: 2000 },
    Cpu { cell: 3, place: 7, node: 0, first: 30_000 },
    Cpu { cell: 0, place: 7, node: -1, first: 400_000 },
];

fn layout() -> Layout {
    let object = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bpf/groups.bpf.o");
    Layout::parse(&std::fs::read(object).unwrap()).unwrap()
}

/// A report of the CPUs, as the harness renders them. `None` is a CPU that was not captured.
fn of_cpus(cpus: &[Option<Cpu>]) -> Value {
    let layout = layout();
    let ty = layout.map("cpu_ctxs").unwrap().value.clone().unwrap();
    let slots: Vec<_> =
        cpus.iter().map(|cpu| cpu.map(|cpu| Render { bytes: &cpu.bytes(), big_endian: false }.value(&ty))).collect();
    let map = json!({
        "name": "cpu_ctxs", "map_kva": 16, "map_type": 6, "value_size": 120, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": slots}],
    });
    running("groups", &[16], &[map])
}

/// Reads the report, and its text.
fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    let text = json.to_string();
    let of_text = T::from_json_slice(text.as_bytes());
    let of_report = T::from_snapshot(&Snapshot::new(&report(json)));
    match (of_text, &of_report) {
        (Ok(_), Ok(_)) => {}
        (Err(error), Err(expected)) => assert_eq!(error.to_string(), expected.to_string()),
        (of_text, _) => panic!("{:?}", of_text.err()),
    }
    of_report
}

fn all(cpus: [Cpu; 4]) -> Value {
    of_cpus(&cpus.map(Some))
}

fn pairs<K: Clone, V: Clone>(rows: &Rows<K, V>) -> Vec<(K, V)> {
    rows.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

#[test]
fn cpus_with_an_equal_member_are_one_row() {
    let cells: Cells = read(&all(CPUS)).unwrap();
    assert_eq!(pairs(&cells.cpus), [(3, 2), (0, 2)]);
    let of_3 = (0..4).map(|cell| 30_100 + 2 * cell).collect::<Vec<u64>>();
    let of_0 = (0..4).map(|cell| 402_000 + 2 * cell).collect::<Vec<u64>>();
    assert_eq!(pairs(&cells.time), [(3, of_3.clone()), (0, of_0.clone())]);
    assert_eq!(pairs(&cells.all_time), [(3, of_3.iter().sum()), (0, of_0.iter().sum())]);
    // The moves to four cells: words 4, 6, 8 and 10 from outside.
    let moves = |sum: u64| Moves { outer: 4 * sum + 2 * (4 + 6 + 8 + 10), inner: 4 * sum + 2 * (5 + 7 + 9 + 11) };
    assert_eq!(pairs(&cells.moves), [(3, moves(30_100)), (0, moves(402_000))]);
    assert_eq!(pairs(&cells.runs), [(Place::PlaceOpen, 430_100 + 3 * 12), (Place::PlaceShared, 2012)]);
    assert_eq!(pairs(&cells.most), [(0, 30_012), (-1, 400_012)]);
    assert_eq!(cells.total, 432_100 + 4 * 12);
}

#[test]
fn groups_of_an_entry_are_those_of_the_struct() {
    let (cells, entry): (Cells, CellsOfEntry) = (read(&all(CPUS)).unwrap(), read(&all(CPUS)).unwrap());
    assert_eq!((&entry.cpus, &entry.time), (&cells.cpus, &cells.time));
    assert_eq!((&entry.moves, &entry.runs), (&cells.moves, &cells.runs));
}

#[test]
fn bytes_have_the_groups_of_a_report() {
    let bytes: Vec<u8> = CPUS.iter().flat_map(|cpu| cpu.bytes()).collect();
    assert_eq!(Cells::from_section_bytes(&bytes).unwrap(), read(&all(CPUS)).unwrap());
    assert_eq!(CellsOfEntry::from_section_bytes(&bytes).unwrap(), read(&all(CPUS)).unwrap());
}

#[test]
fn ratios_take_the_number_of_groups_and_all_their_values() {
    let cells: Cells = read(&all(CPUS)).unwrap();
    assert_eq!((cells.nr_cells(), cells.all(), cells.most()), (Ok(2.0), Ok(4.0), Ok(2.0)));
    let time = 30_100 + 402_000_u64;
    let runs = 432_100 + 4 * 12_u64;
    assert_eq!(cells.of_cells(), Ok((time + runs) as f64));
}

#[test]
fn an_index_selects_the_group_of_that_key() {
    let shares: Shares = read(&all(CPUS)).unwrap();
    // All four CPUs count 432,100 for cell 0, and those of cell 0 count 402,000.
    assert_eq!(shares.own_pct(0), Ok(100.0 * 402_000.0 / 432_100.0));
    // Cell 3 has its own time in word 3. The ratio takes word 0 of its CPUs.
    assert_eq!(shares.own_pct(3_u32), Ok(100.0 * 30_100.0 / 432_112.0));
    let (of_3, of_0) = (30_124.0, 402_024.0);
    for (cell, runs) in shares.runs.iter() {
        assert_eq!(shares.runs_pct(cell), Ok(100.0 * *runs as f64 / (of_3 + of_0)));
    }
    // The CPUs of cell 0 have three of three words above the half, and those of cell 3 none.
    assert_eq!((shares.above(0), shares.above(3)), (Ok(3.0), Ok(0.0)));
    let error = shares.runs_pct(1).unwrap_err().to_string();
    let expected = "runs_pct[1]: `runs[1]` does not exist: none of the 2 rows has this key; pass a key of the rows";
    assert_eq!(error, expected);
    assert!(shares.own_pct(-1).unwrap_err().to_string().starts_with("own_pct[-1]: `running_on[-1][0]` does not exist"));
    let idle = Shares { running_ns: vec![0; 4], ..shares };
    let error = idle.own_pct(3).unwrap_err().to_string();
    assert!(error.starts_with("own_pct[3]: the denominator `running_ns[3]` is zero (running_ns[3] = 0)"), "{error}");
}

#[test]
fn rows_are_counted() {
    let shares: Shares = read(&all(CPUS)).unwrap();
    // 30,124 and 402,024 runs.
    assert_eq!((shares.busy(), shares.between()), (Ok(2.0), Ok(1.0)));
    // From inside come the odd words, which are larger than those from outside.
    assert_eq!(shares.moved(), Ok(2.0));
}

#[test]
fn a_cpu_is_a_group_of_its_own_if_each_is_read() {
    let cpus: PerCpu<Cells> = read(&all(CPUS)).unwrap();
    let first = cpus.get(0).unwrap();
    assert_eq!((pairs(&first.cpus), pairs(&first.time)), (vec![(3, 1)], vec![(3, vec![100, 101, 102, 103])]));
    assert_eq!(cpus.total().unwrap(), read(&all(CPUS)).unwrap());
}

#[test]
fn a_cpu_that_was_not_captured_is_an_error_or_left_out() {
    let cpus = of_cpus(&[Some(CPUS[0]), None, Some(CPUS[2]), Some(CPUS[3])]);
    let error = read::<Cells>(&cpus).unwrap_err();
    assert!(matches!(error, SchemaError::Unmapped { cpu: Some(1), .. }), "{error}");
    let error = read::<CellsOfEntry>(&cpus).unwrap_err();
    assert!(matches!(error, SchemaError::Unmapped { cpu: Some(1), .. }), "{error}");
    let mapped: Mapped = read(&cpus).unwrap();
    assert_eq!(pairs(&mapped.cpus), [(3, 2), (0, 1)]);
    assert_eq!(pairs(&mapped.nr_runs), [(3, 30_100 + 2 * 12), (0, 400_012)]);
    let entry: MappedOfEntry = read(&cpus).unwrap();
    assert_eq!((&entry.cpus, &entry.nr_runs), (&mapped.cpus, &mapped.nr_runs));
    let none = of_cpus(&[None, None]);
    assert!(read::<Mapped>(&none).is_err() && read::<MappedOfEntry>(&none).is_err());
}

#[test]
fn a_difference_is_of_groups_that_no_cpu_has_left() {
    let later = CPUS.map(|cpu| Cpu { first: cpu.first * 3, ..cpu });
    let (earlier, later): (Cells, Cells) = (read(&all(CPUS)).unwrap(), read(&all(later)).unwrap());
    let difference = later.since(&earlier).unwrap();
    assert_eq!(pairs(&difference.all_time), [(3, 4 * 60_200), (0, 4 * 804_000)]);
    // The number of CPUs is not a counter.
    assert_eq!(difference.cpus, later.cpus);

    let mut moved = CPUS;
    moved[3].cell = 3;
    let moved: Cells = read(&all(moved)).unwrap();
    let reset = moved.since(&earlier).unwrap_err();
    assert_eq!((reset.field.as_str(), reset.regrouped), ("time", Some(3)));
    let said = "slot 3 of `time` has another key than in the earlier read: what it counted under its earlier key is not \
                known; compare reads between which no slot changes its key, or keep the later values with \
                `#[snapshot(gauge)]`";
    assert_eq!(reset.to_string(), said);
}

#[test]
fn a_key_that_differs_from_btf_is_drift() {
    let mut json = all(CPUS);
    let members = json["maps"][0]["percpu_entries"][0]["per_cpu"][2]["members"].as_array_mut().unwrap();
    members.iter_mut().find(|member| member["name"] == "cell").unwrap()["value"]["bits"] = 16.into();
    let said = |error: SchemaError| error.to_string();
    let of_entry = said(read::<CellsOfEntry>(&json).unwrap_err());
    assert!(of_entry.contains("`cpu_ctxs[0].cell[2]`") && of_entry.contains("uint16, but uint32"), "{of_entry}");
    let of_value = said(read::<Cells>(&json).unwrap_err());
    assert!(of_value.contains("cell"), "{of_value}");
    let check = CellsOfEntry::schema().check(&Snapshot::new(&report(&json))).unwrap();
    assert_eq!(check.changed.len(), 1, "{check}");
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Layers {
    #[snapshot(path = "layers[*].nr_tasks", by = "place", sum)]
    tasks: Rows<Place, u64>,
    #[snapshot(path = "layers[*]", by = "name", count)]
    names: Rows<String, u64>,
    #[snapshot(path = "layers[*].nr_cpus", by = "is_open", max)]
    cpus: Rows<bool, u32>,
    #[snapshot(path = "layers[2..6].nr_tasks", by = "place", sum)]
    of_four: Rows<Place, u64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "layer_map")]
struct LayersOfMap {
    #[snapshot(key = "*", path = "nr_tasks", by = "place", sum)]
    tasks: Rows<Place, u64>,
    #[snapshot(key = "*", by = "name", count)]
    names: Rows<String, u64>,
    #[snapshot(key = "2..6", path = "nr_tasks", by = "place", sum)]
    of_four: Rows<Place, u64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "layer_sets", value = "struct layer_set")]
struct LayerSet {
    #[snapshot(path = "layers[*].nr_tasks", by = "place", sum)]
    tasks: Rows<Place, u64>,
    #[snapshot(path = "layers[*]", by = "name", count)]
    names: Rows<String, u64>,
    nr_layers: u32,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "layer_sets")]
struct LayerSets {
    #[snapshot(key = "0", path = "layers[*].nr_tasks", by = "place", sum)]
    tasks: Rows<Place, u64>,
}

/// The bytes of six layers: their tasks are 1, 10, 100 and so on.
fn layers() -> Vec<u8> {
    let layer = |(index, place): (u32, u32)| {
        let mut bytes = 10_u64.pow(index).to_le_bytes().to_vec();
        bytes.extend(if index < 4 { *b"batch" } else { *b"games" });
        bytes.resize(24, 0);
        bytes.extend((index * 2).to_le_bytes());
        bytes.extend([1, u8::from(index == 2), 0, 0]);
        bytes.extend(place.to_le_bytes());
        bytes.resize(40, 0);
        bytes
    };
    (0..).zip([7, 0, 7, 1, 1, 7]).flat_map(layer).collect()
}

const TASKS: [(Place, u64); 3] = [(Place::PlaceOpen, 100_101), (Place::PlaceShared, 10), (Place::PlaceOwned, 11_000)];

#[test]
fn elements_of_a_global_are_grouped() {
    let layout = layout();
    let section = layout.global_sections().find(|section| section.name == ".bss").unwrap();
    let mut bytes = vec![0; usize::try_from(section.size).unwrap()];
    let var = section.vars_named("layers").next().unwrap();
    let at = usize::try_from(var.offset).unwrap();
    bytes[at..at + 240].copy_from_slice(&layers());
    let read = Layers::from_section_bytes(&bytes).unwrap();
    assert_eq!(pairs(&read.tasks), TASKS);
    assert_eq!(pairs(&read.names), [("batch".to_owned(), 4), ("games".to_owned(), 2)]);
    assert_eq!(pairs(&read.cpus), [(false, 10), (true, 4)]);
    assert_eq!(pairs(&read.of_four), [(Place::PlaceOpen, 100_100), (Place::PlaceOwned, 11_000)]);
}

#[test]
fn entries_of_a_map_are_grouped() {
    let read = LayersOfMap::from_section_bytes(&layers()).unwrap();
    assert_eq!(pairs(&read.tasks), TASKS);
    assert_eq!(pairs(&read.of_four), [(Place::PlaceOpen, 100_100), (Place::PlaceOwned, 11_000)]);
    assert_eq!(pairs(&read.names), [("batch".to_owned(), 4), ("games".to_owned(), 2)]);
}

#[test]
fn elements_in_the_value_of_a_map_are_grouped() {
    let mut bytes = layers();
    bytes.extend([6, 0, 0, 0, 0, 0, 0, 0]);
    let set = LayerSet::from_section_bytes(&bytes).unwrap();
    assert_eq!((pairs(&set.tasks), set.nr_layers), (TASKS.to_vec(), 6));
    assert_eq!(pairs(&set.names), [("batch".to_owned(), 4), ("games".to_owned(), 2)]);
    assert_eq!(LayerSets::from_section_bytes(&bytes).unwrap().tasks, set.tasks);
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "layer_of_pid")]
struct LayersOfPids {
    #[snapshot(key = "*", path = "nr_tasks", by = "place", sum, gauge)]
    tasks: Rows<Place, u64>,
    #[snapshot(key = "*", by = "place", count)]
    pids: Rows<Place, u64>,
}

#[test]
fn entries_of_a_hash_map_are_grouped() {
    let ty = layout().map("layer_of_pid").unwrap().value.clone().unwrap();
    let bytes = layers();
    let values: Vec<_> = bytes.chunks(40).map(|bytes| Render { bytes, big_endian: false }.value(&ty)).collect();
    let entries: Vec<_> = (0..)
        .zip(values)
        .map(|(pid, value)| json!({"key": support::uint(32, pid), "key_hex": pid.to_string(), "value": value, "value_hex": ""}))
        .collect();
    let map = json!({
        "name": "layer_of_pid", "map_kva": 16, "map_type": 1, "value_size": 40, "max_entries": 64, "entries": entries,
    });
    let read: LayersOfPids = read(&running("groups", &[16], &[map])).unwrap();
    assert_eq!(pairs(&read.tasks), TASKS);
    assert_eq!(pairs(&read.pids), [(Place::PlaceOpen, 3), (Place::PlaceShared, 1), (Place::PlaceOwned, 2)]);
    assert_eq!(read.since(&read).unwrap(), read);
}
