//! Rows with a label, and rows that are in use: fields with `by` and without a reduction, and fields with `only`.

#[path = "support/render.rs"]
mod render;
mod support;

use ktsnap::typed::OneMap;
use ktsnap::{PerCpu, Rows, SchemaError, Snapshot, SnapshotEnum, SnapshotSchema};
use ktsnap_btf::{Layout, Type};
use render::Render;
use serde_json::{Value, json};
use support::{report, running};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, SnapshotEnum)]
#[snapshot(object = "tests/bpf/labels.bpf.o", type = "enum layer_state")]
#[allow(clippy::enum_variant_names, reason = "C names them so")]
enum State {
    LayerFree,
    LayerIdle,
    LayerBusy = 4,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct layer")]
struct Layer {
    nr_tasks: u64,
    hist: [u64; 4],
}

#[derive(Debug, Clone, Copy, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[2]")]
struct Moves {
    #[snapshot(key = "0")]
    outer: u64,
    #[snapshot(key = "1")]
    inner: u64,
}

/// One layer. Its name is in it, and again in a parallel array.
#[derive(Clone, Copy)]
struct Made {
    nr_tasks: u64,
    name: &'static str,
    id: i32,
    is_open: bool,
    state: u32,
    in_use: u8,
}

const FREE: Made = Made { nr_tasks: 7, name: "", id: 0, is_open: false, state: 0, in_use: 0 };
const MADE: [Made; 6] = [
    Made { nr_tasks: 100, name: "batch", id: -3, is_open: true, state: 4, in_use: 1 },
    FREE,
    Made { nr_tasks: 300, name: "games", id: 5, is_open: false, state: 1, in_use: 200 },
    FREE,
    Made { nr_tasks: 500, name: "rest", id: 9, is_open: true, state: 4, in_use: 1 },
    FREE,
];

/// All layers are in use, and each has a name of its own.
fn all_made() -> [Made; 6] {
    let mut all = MADE;
    for (index, name) in [(1, "io"), (3, "build"), (5, "last")] {
        let id = i32::try_from(index).unwrap() * 100;
        all[index] = Made { name, id, in_use: 1, ..FREE };
    }
    all
}

impl Made {
    fn bytes(self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.nr_tasks.to_le_bytes().to_vec();
        bytes.extend((1..5).flat_map(|bucket| (self.nr_tasks * bucket).to_le_bytes()));
        bytes.extend(self.name.as_bytes());
        bytes.resize(56, 0);
        bytes.extend(self.id.to_le_bytes());
        bytes.extend((7 | u32::from(self.is_open) << 31).to_le_bytes());
        bytes.extend(self.state.to_le_bytes());
        bytes.extend([self.in_use, 0, 0, 0]);
        bytes
    }

    fn layer(self) -> Layer {
        Layer { nr_tasks: self.nr_tasks, hist: [1, 2, 3, 4].map(|bucket| self.nr_tasks * bucket) }
    }
}

fn layout() -> Layout {
    let object = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bpf/labels.bpf.o");
    Layout::parse(&std::fs::read(object).unwrap()).unwrap()
}

fn of_layers(made: &[Made]) -> Vec<u8> {
    made.iter().flat_map(|made| made.bytes()).collect()
}

fn of_names(made: &[Made]) -> Vec<u8> {
    let name = |made: &Made| {
        let mut bytes = made.name.as_bytes().to_vec();
        bytes.resize(16, 0);
        bytes
    };
    made.iter().flat_map(name).collect()
}

fn of_numbers(numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    numbers.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// `struct layer_set`: the waits of layer `n` are 10 * n + 1.
fn set_of(made: &[Made; 6], nr_layers: u32) -> Vec<u8> {
    let mut bytes = [of_layers(made), of_names(made), of_numbers((0..6).map(|n| 10 * n + 1))].concat();
    bytes.extend(made.iter().map(|made| u8::from(made.in_use > 0)));
    bytes.resize(584, 0);
    bytes.extend(nr_layers.to_le_bytes());
    bytes.resize(592, 0);
    bytes
}

/// The bytes of `.bss` with these layers.
fn bss(made: &[Made; 6], nr_layers: u32, nr_seen: u64) -> Vec<u8> {
    let layout = layout();
    let section = layout.global_sections().find(|section| section.name == ".bss").unwrap();
    let mut bytes = vec![0; usize::try_from(section.size).unwrap()];
    let used = made.iter().map(|made| u8::from(made.in_use > 0)).collect();
    let numbers = (0..6_u32).flat_map(|n| (n % 4).to_le_bytes()).collect();
    for (name, value) in [
        ("layers", of_layers(made)),
        ("nr_layers", nr_layers.to_le_bytes().to_vec()),
        ("nr_seen", nr_seen.to_le_bytes().to_vec()),
        ("waits", of_numbers((0..6).map(|n| 10 * n + 1))),
        ("moves", of_numbers((0..6).flat_map(|n| [n + 1, 100 * (n + 1)]))),
        ("names", of_names(made)),
        ("few_names", of_names(&made[..4])),
        ("used", used),
        ("numbers", numbers),
        ("set", set_of(made, nr_layers)),
    ] {
        let at = usize::try_from(section.vars_named(name).next().unwrap().offset).unwrap();
        bytes[at..at + value.len()].copy_from_slice(&value);
    }
    bytes
}

/// A report of the section, as the harness renders it.
fn of_bss(bytes: &[u8]) -> Value {
    let layout = layout();
    let section = layout.global_sections().find(|section| section.name == ".bss").unwrap();
    let all = Render { bytes, big_endian: false };
    let render =
        |var: &ktsnap_btf::Var| json!({"name": var.name, "value": all.at(var.offset, var.size).value(&var.ty)});
    let vars: Vec<_> = section.listed().into_iter().map(render).collect();
    let map = json!({
        "name": "labels.bss", "map_kva": 16, "map_type": 2, "value_size": bytes.len(), "max_entries": 1,
        "value": {"kind": "struct", "type_name": ".bss", "members": vars},
    });
    running("labels", &[16], &[map])
}

fn value_type(map: &str) -> Type {
    layout().map(map).unwrap().value.clone().unwrap()
}

/// A report of an array map, or a per-CPU array if there are several values of a key.
fn of_array(name: &str, keys: &[Vec<Vec<u8>>]) -> Value {
    let ty = value_type(name);
    let render = |bytes: &Vec<u8>| Render { bytes, big_endian: false }.value(&ty);
    let size = keys[0][0].len();
    let is_per_cpu = layout().map(name).unwrap().kind.is_per_cpu();
    let entry = |(key, values): (usize, &Vec<Vec<u8>>)| match is_per_cpu {
        true => json!({"key": key, "per_cpu": values.iter().map(render).collect::<Vec<_>>()}),
        false => json!({"key": key, "value": render(&values[0])}),
    };
    let entries: Vec<_> = keys.iter().enumerate().map(entry).collect();
    let mut map = json!({
        "name": name, "map_kva": 16, "map_type": if is_per_cpu { 6 } else { 2 }, "value_size": size,
        "max_entries": keys.len(),
    });
    map[if is_per_cpu { "percpu_entries" } else { "array_entries" }] = entries.into();
    running("labels", &[16], &[map])
}

/// Reads a report, and its text.
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

/// Reads bytes of `.bss`, and a report and a text of them.
fn both<T: OneMap + PartialEq + std::fmt::Debug>(bytes: &[u8]) -> Result<T, SchemaError> {
    let of_bytes = T::from_section_bytes(bytes);
    match (&of_bytes, read::<T>(&of_bss(bytes))) {
        (Ok(of_bytes), Ok(of_report)) => assert_eq!(*of_bytes, of_report),
        (Err(error), Err(of_report)) => {
            let in_bytes = of_report.to_string().replace("labels.bss", "raw bytes");
            assert_eq!(error.to_string(), in_bytes);
        }
        (of_bytes, of_report) => panic!("{of_bytes:?} and {of_report:?}"),
    }
    of_bytes
}

fn pairs<K: Clone, V: Clone>(rows: &Rows<K, V>) -> Vec<(K, V)> {
    rows.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The layers with these indices, each with its name.
fn named(made: &[Made], indices: &[usize]) -> Vec<(String, Layer)> {
    indices.iter().map(|index| (made[*index].name.to_owned(), made[*index].layer())).collect()
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
#[snapshot(ratio(all = sum(layers[*].nr_tasks), rows = len(layers), most = max(tasks)))]
struct Labelled {
    /// By the name in each layer. The field has the name of the array.
    #[snapshot(by = "name")]
    layers: Rows<String, Layer>,
    #[snapshot(path = "layers[*].nr_tasks", by = "id")]
    tasks: Rows<i32, u64>,
    #[snapshot(path = "layers[1..4].hist", by = "name")]
    hists: Rows<std::ffi::CString, Vec<u64>>,
    #[snapshot(path = "layers[*].hist", by = "id")]
    of_buckets: Rows<i32, [u64; 4]>,
}

#[test]
fn each_element_is_a_row_with_its_label() {
    let made = all_made();
    let labelled: Labelled = both(&bss(&made, 6, 6)).unwrap();
    assert_eq!(pairs(&labelled.layers), named(&made, &[0, 1, 2, 3, 4, 5]));
    assert_eq!(labelled.layers.get("games").unwrap().nr_tasks, 300);
    assert_eq!(pairs(&labelled.tasks), [(-3, 100), (100, 7), (5, 300), (300, 7), (9, 500), (500, 7)]);
    let text = |name: &str| std::ffi::CString::new(name).unwrap();
    let hists = [
        (text("io"), vec![7, 14, 21, 28]),
        (text("games"), vec![300, 600, 900, 1200]),
        (text("build"), vec![7, 14, 21, 28]),
    ];
    assert_eq!(pairs(&labelled.hists), hists);
    assert_eq!(labelled.of_buckets.get(&9), Some(&[500, 1000, 1500, 2000]));
    assert_eq!((labelled.all(), labelled.rows(), labelled.most()), (Ok(921.0), Ok(6.0), Ok(500.0)));
}

#[test]
fn two_rows_with_one_label_are_an_error() {
    let error = both::<Labelled>(&bss(&MADE, 6, 6)).unwrap_err();
    let said = "`layers[1].name` and `layers[3].name` in raw bytes are both \"\", but rows have different keys; join them with \
                `sum`, `max` or `min`, or leave out rows that are not in use with `#[snapshot(only = ...)]`";
    assert_eq!(error.to_string(), said);
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
#[snapshot(ratio(rows = len(by_index), all = sum(tasks)))]
struct InUse {
    #[snapshot(path = "layers", only = "in_use")]
    by_index: Rows<u32, Layer>,
    #[snapshot(path = "layers", by = "name", only = "in_use")]
    by_name: Rows<String, Layer>,
    #[snapshot(path = "layers[*].nr_tasks", by = "state", only = "is_open", sum)]
    tasks: Rows<State, u64>,
    #[snapshot(path = "layers", by = "state", only = "in_use", count)]
    states: Rows<State, u64>,
    /// The layers whose state is not `LAYER_FREE`, which is 0.
    #[snapshot(path = "layers[1..6].nr_tasks", only = "state")]
    not_free: Rows<u8, u64>,
    #[snapshot(path = "layers[*].hist", only = "in_use")]
    hists: Rows<u64, Vec<u64>>,
}

#[test]
fn only_rows_in_use_are_read() {
    let in_use: InUse = both(&bss(&MADE, 6, 6)).unwrap();
    assert_eq!(pairs(&in_use.by_index), [(0, MADE[0].layer()), (2, MADE[2].layer()), (4, MADE[4].layer())]);
    assert_eq!(pairs(&in_use.by_name), named(&MADE, &[0, 2, 4]));
    assert_eq!(pairs(&in_use.tasks), [(State::LayerBusy, 600)]);
    assert_eq!(pairs(&in_use.states), [(State::LayerBusy, 2), (State::LayerIdle, 1)]);
    assert_eq!(pairs(&in_use.not_free), [(2, 300), (4, 500)]);
    assert_eq!(in_use.hists.get(&4).unwrap(), &[500, 1000, 1500, 2000]);
    assert_eq!((in_use.rows(), in_use.all()), (Ok(3.0), Ok(600.0)));
}

#[test]
fn no_row_is_in_use() {
    let in_use: InUse = both(&bss(&[FREE; 6], 0, 0)).unwrap();
    assert!(in_use.by_index.is_empty() && in_use.by_name.is_empty() && in_use.states.is_empty());
    assert_eq!((in_use.rows(), in_use.all()), (Ok(0.0), Ok(0.0)));
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Parallel {
    #[snapshot(path = "waits", by = "names[*]", only = "used[*]")]
    waits: Rows<String, u64>,
    #[snapshot(path = "moves", by = "layers[*].name", only = "layers[*].in_use")]
    moves: Rows<String, Moves>,
    /// The label of an element of a slice has the index of the element.
    #[snapshot(path = "waits[1..4]", by = "few_names[*]", only = "used[*]")]
    of_three: Rows<String, u64>,
    #[snapshot(path = "layers[*].nr_tasks", by = "names[*]", only = "in_use")]
    tasks: Rows<String, u64>,
    #[snapshot(path = "waits", only = "used[*]")]
    by_index: Rows<u32, u64>,
    #[snapshot(path = "waits", by = "numbers[*]", sum)]
    sums: Rows<u32, u64>,
    #[snapshot(path = "waits", by = "numbers[*]", only = "used[*]", count)]
    counts: Rows<u32, u64>,
    /// Arrays that are members of one variable.
    #[snapshot(path = "set.waits", by = "set.names[*]", only = "set.used[*]")]
    of_set: Rows<String, u64>,
    /// Some are in another variable.
    #[snapshot(path = "set.layers[*].nr_tasks", by = "set.layers[*].id", only = "used[*]")]
    of_both: Rows<i32, u64>,
}

#[test]
fn labels_and_flags_can_be_in_parallel_arrays() {
    let parallel: Parallel = both(&bss(&MADE, 6, 6)).unwrap();
    let text = |name: &str, value: u64| (name.to_owned(), value);
    let waits = [text("batch", 1), text("games", 21), text("rest", 41)];
    assert_eq!(pairs(&parallel.waits), waits);
    let moves = |n: u64| Moves { outer: n + 1, inner: 100 * (n + 1) };
    let of_name = |name: &str, n: u64| (name.to_owned(), moves(n));
    assert_eq!(pairs(&parallel.moves), [of_name("batch", 0), of_name("games", 2), of_name("rest", 4)]);
    assert_eq!(pairs(&parallel.of_three), [text("games", 21)]);
    assert_eq!(pairs(&parallel.tasks), [text("batch", 100), text("games", 300), text("rest", 500)]);
    assert_eq!(pairs(&parallel.by_index), [(0, 1), (2, 21), (4, 41)]);
    // The numbers are 0, 1, 2, 3, 0, 1.
    assert_eq!(pairs(&parallel.sums), [(0, 1 + 41), (1, 11 + 51), (2, 21), (3, 31)]);
    assert_eq!(pairs(&parallel.counts), [(0, 2), (2, 1)]);
    assert_eq!(pairs(&parallel.of_set), waits);
    assert_eq!(pairs(&parallel.of_both), [(-3, 100), (5, 300), (9, 500)]);
}

#[test]
fn an_error_names_the_label_in_a_parallel_array() {
    let mut json = of_bss(&bss(&MADE, 6, 6));
    support::var_mut(&mut json, "labels.bss", "names")["elements"][2] = support::uint(64, 1);
    let error = read::<Parallel>(&json).unwrap_err().to_string();
    assert!(error.contains("`names[2]`"), "{error}");
    let mut json = of_bss(&bss(&MADE, 6, 6));
    support::var_mut(&mut json, "labels.bss", "used")["elements"][3] = support::uint(64, 1);
    let error = read::<Parallel>(&json).unwrap_err().to_string();
    assert!(error.contains("`used[3]`"), "{error}");
    let mut made = MADE;
    made[4].name = "batch";
    let error = both::<Parallel>(&bss(&made, 6, 6)).unwrap_err().to_string();
    assert!(error.starts_with("`names[0]` and `names[4]` in raw bytes are both \"batch\""), "{error}");
}

#[test]
fn a_row_in_use_is_compared_with_btf() {
    let mut json = of_bss(&bss(&MADE, 6, 6));
    let members = &mut support::var_mut(&mut json, "labels.bss", "layers")["elements"][2]["members"];
    let flag = members.as_array_mut().unwrap().iter_mut().find(|member| member["name"] == "in_use").unwrap();
    flag["value"]["bits"] = 16.into();
    let error = read::<InUse>(&json).unwrap_err().to_string();
    assert!(error.contains("`layers[2].in_use`") && error.contains("uint16, but uint8"), "{error}");
    let check = InUse::schema().check(&Snapshot::new(&report(&json))).unwrap();
    assert!(check.changed.iter().any(|changed| changed.variable.contains("in_use")), "{check}");
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Taken {
    #[snapshot(path = "layers", by = "name", take = "nr_layers", gauge)]
    layers: Rows<String, Layer>,
    #[snapshot(path = "waits", by = "names[*]", ring = "nr_seen", gauge)]
    waits: Rows<String, u64>,
    #[snapshot(path = "layers[*].nr_tasks", by = "state", take = "nr_layers", sum)]
    tasks: Rows<State, u64>,
    #[snapshot(path = "waits", only = "used[*]", take = "nr_layers")]
    used: Rows<u16, u64>,
}

#[test]
fn the_first_rows_are_labelled() {
    let mut made = all_made();
    made[3].name = "games";
    let taken: Taken = both(&bss(&made, 3, 2)).unwrap();
    assert_eq!(pairs(&taken.layers), named(&made, &[0, 1, 2]));
    assert_eq!(pairs(&taken.waits), [("batch".to_owned(), 1), ("io".to_owned(), 11)]);
    assert_eq!(pairs(&taken.tasks), [(State::LayerBusy, 100), (State::LayerFree, 7), (State::LayerIdle, 300)]);
    assert_eq!(pairs(&taken.used), [(0, 1), (1, 11), (2, 21)]);
    let made = all_made();
    let all: Taken = both(&bss(&made, 6, 6)).unwrap();
    assert_eq!((all.layers.len(), all.waits.len(), all.used.len()), (6, 6, 6));
    assert_eq!(both::<Taken>(&bss(&made, 3, 9000)).unwrap().waits.len(), 6);
    let error = both::<Taken>(&bss(&made, 7, 1)).unwrap_err();
    assert!(matches!(error, SchemaError::RowCount { count: 7, found: Some(6), .. }), "{error}");
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_map")]
struct Entries {
    #[snapshot(key = "*", by = "name", only = "in_use")]
    by_name: Rows<String, Layer>,
    #[snapshot(key = "*", path = "nr_tasks", only = "in_use")]
    tasks: Rows<u32, u64>,
    #[snapshot(key = "2..5", path = "nr_tasks", by = "id")]
    of_three: Rows<i32, u64>,
    /// The elements that are not zero, of an array in one entry.
    #[snapshot(key = "4", path = "hist", only = "hist[*]")]
    buckets: Rows<u32, u64>,
}

#[test]
fn entries_of_an_array_are_rows() {
    let keys: Vec<_> = MADE.iter().map(|made| vec![made.bytes()]).collect();
    let entries: Entries = read(&of_array("layer_map", &keys)).unwrap();
    assert_eq!(pairs(&entries.by_name), named(&MADE, &[0, 2, 4]));
    assert_eq!(pairs(&entries.tasks), [(0, 100), (2, 300), (4, 500)]);
    assert_eq!(pairs(&entries.of_three), [(5, 300), (0, 7), (9, 500)]);
    assert_eq!(Entries::from_section_bytes(&of_layers(&MADE)).unwrap(), entries);
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_sets", value = "struct layer_set")]
struct Set {
    #[snapshot(by = "name", only = "in_use")]
    layers: Rows<String, Layer>,
    #[snapshot(by = "names[*]", only = "used[*]")]
    waits: Rows<String, u64>,
    #[snapshot(path = "layers[*].nr_tasks", only = "used[*]")]
    tasks: Rows<u32, u64>,
    #[snapshot(path = "waits", by = "layers[*].state", only = "used[*]", sum)]
    sums: Rows<State, u64>,
    #[snapshot(path = "waits", by = "layers[*].state", count)]
    counts: Rows<State, u64>,
    nr_layers: u32,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_sets")]
struct SetEntry {
    #[snapshot(key = "0", path = "layers", by = "name", only = "in_use")]
    layers: Rows<String, Layer>,
    #[snapshot(key = "0", path = "waits", by = "names[*]", only = "used[*]")]
    waits: Rows<String, u64>,
    #[snapshot(key = "0", path = "layers[*].nr_tasks", only = "used[*]")]
    tasks: Rows<u32, u64>,
}

#[test]
fn elements_in_the_value_of_a_map_are_rows() {
    let bytes = set_of(&MADE, 6);
    let json = of_array("layer_sets", &[vec![bytes.clone()]]);
    let set: Set = read(&json).unwrap();
    assert_eq!(pairs(&set.layers), named(&MADE, &[0, 2, 4]));
    let waits: Vec<_> = [("batch", 1), ("games", 21), ("rest", 41)].map(|(name, n)| (name.to_owned(), n)).into();
    assert_eq!(pairs(&set.waits), waits);
    assert_eq!(pairs(&set.tasks), [(0, 100), (2, 300), (4, 500)]);
    assert_eq!(pairs(&set.sums), [(State::LayerBusy, 42), (State::LayerIdle, 21)]);
    assert_eq!(pairs(&set.counts), [(State::LayerBusy, 2), (State::LayerFree, 3), (State::LayerIdle, 1)]);
    assert_eq!(Set::from_section_bytes(&bytes).unwrap(), set);
    let entry: SetEntry = read(&json).unwrap();
    assert_eq!((&entry.layers, &entry.waits, &entry.tasks), (&set.layers, &set.waits, &set.tasks));
    assert_eq!(SetEntry::from_section_bytes(&bytes).unwrap(), entry);

    let mut made = MADE;
    made[4].name = "batch";
    let json = of_array("layer_sets", &[vec![set_of(&made, 6)]]);
    let error = read::<Set>(&json).unwrap_err().to_string();
    assert!(error.contains("`layer_sets.layers[0].name` and `layer_sets.layers[4].name`"), "{error}");
    let mut json = of_array("layer_sets", &[vec![bytes]]);
    let members = json["maps"][0]["array_entries"][0]["value"]["members"].as_array_mut().unwrap();
    members.iter_mut().find(|member| member["name"] == "used").unwrap()["value"]["elements"][2] = support::uint(64, 1);
    let of_value = read::<Set>(&json).unwrap_err().to_string();
    assert!(of_value.contains("`layer_sets.used[2]`"), "{of_value}");
    let of_entry = read::<SetEntry>(&json).unwrap_err().to_string();
    assert!(of_entry.contains("`layer_sets[0].used[2]`"), "{of_entry}");
}

/// Each CPU has rows of its own.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_sets", value = "struct layer_set")]
struct CpuSet {
    #[snapshot(by = "name", only = "in_use")]
    layers: Rows<String, Layer>,
    #[snapshot(by = "names[*]", only = "used[*]")]
    waits: Rows<String, u64>,
}

#[test]
fn the_value_of_each_cpu_has_rows() {
    let mut other = MADE;
    other[1] = Made { name: "io", in_use: 1, ..FREE };
    let values = [set_of(&MADE, 6), set_of(&other, 6)];
    let cpus: PerCpu<CpuSet> = read(&of_array("cpu_sets", &[values.to_vec()])).unwrap();
    assert_eq!(pairs(&cpus.get(0).unwrap().layers), named(&MADE, &[0, 2, 4]));
    assert_eq!(pairs(&cpus.get(1).unwrap().layers), named(&other, &[0, 1, 2, 4]));
    assert_eq!(cpus.get(1).unwrap().waits.get("io"), Some(&11));
    assert_eq!(PerCpu::<CpuSet>::from_section_bytes(&values.concat()).unwrap(), cpus);
}

/// Groups of the CPUs that are in use.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_layers", value = "struct layer")]
struct CpuTotal {
    #[snapshot(path = "nr_tasks", by = "state", only = "in_use", sum)]
    tasks: Rows<State, u64>,
    #[snapshot(by = "state", only = "in_use", count)]
    cpus: Rows<State, u64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_layers")]
struct CpuRows {
    #[snapshot(key = "0", path = "nr_tasks", only = "in_use")]
    by_cpu: Rows<u32, u64>,
    #[snapshot(key = "0", by = "name", only = "in_use")]
    by_name: Rows<String, Layer>,
    #[snapshot(key = "0", path = "nr_tasks", by = "state", only = "in_use", sum)]
    tasks: Rows<State, u64>,
    #[snapshot(key = "0", by = "state", only = "in_use", count)]
    cpus: Rows<State, u64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_layers", allow_unmapped)]
struct MappedRows {
    #[snapshot(key = "0", path = "nr_tasks", only = "in_use")]
    by_cpu: Rows<u32, u64>,
}

#[test]
fn cpus_in_use_are_rows_or_groups() {
    let values: Vec<_> = MADE.iter().map(|made| made.bytes()).collect();
    let json = of_array("cpu_layers", std::slice::from_ref(&values));
    let total: CpuTotal = read(&json).unwrap();
    assert_eq!(pairs(&total.tasks), [(State::LayerBusy, 600), (State::LayerIdle, 300)]);
    assert_eq!(pairs(&total.cpus), [(State::LayerBusy, 2), (State::LayerIdle, 1)]);
    let each: PerCpu<CpuTotal> = read(&json).unwrap();
    assert!(each.get(1).unwrap().tasks.is_empty());
    assert_eq!(each.total().unwrap(), total);
    let rows: CpuRows = read(&json).unwrap();
    assert_eq!(pairs(&rows.by_cpu), [(0, 100), (2, 300), (4, 500)]);
    assert_eq!(pairs(&rows.by_name), named(&MADE, &[0, 2, 4]));
    assert_eq!((&rows.tasks, &rows.cpus), (&total.tasks, &total.cpus));
    assert_eq!(CpuTotal::from_section_bytes(&values.concat()).unwrap(), total);
    assert_eq!(CpuRows::from_section_bytes(&values.concat()).unwrap(), rows);

    let idle = vec![FREE.bytes(); 6];
    let none: CpuTotal = read(&of_array("cpu_layers", &[idle])).unwrap();
    assert!(none.tasks.is_empty() && none.cpus.is_empty());

    let mut json = json;
    json["maps"][0]["percpu_entries"][0]["per_cpu"][2] = Value::Null;
    let error = read::<CpuRows>(&json).unwrap_err();
    assert!(matches!(error, SchemaError::Unmapped { cpu: Some(2), .. }), "{error}");
    assert_eq!(pairs(&read::<MappedRows>(&json).unwrap().by_cpu), [(0, 100), (4, 500)]);
}

/// An entry and a CPU together have a name.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_pairs")]
struct Pairs {
    #[snapshot(key = "*", path = "nr_tasks", by = "name")]
    tasks: Rows<String, u64>,
}

#[test]
fn each_entry_of_each_cpu_is_a_row() {
    let made = all_made();
    let of = |index: usize| made[index].bytes();
    let rows: Pairs = read(&of_array("cpu_pairs", &[vec![of(0), of(1)], vec![of(2), of(3)]])).unwrap();
    let text = |name: &str, value: u64| (name.to_owned(), value);
    assert_eq!(pairs(&rows.tasks), [text("batch", 100), text("io", 7), text("games", 300), text("build", 7)]);
    let error = read::<Pairs>(&of_array("cpu_pairs", &[vec![of(0), of(1)], vec![of(2), of(1)]])).unwrap_err();
    let said = error.to_string();
    assert!(
        said.starts_with("`cpu_pairs[0].name[1]` and `cpu_pairs[1].name[1]` in cpu_pairs are both \"io\""),
        "{said}"
    );
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_of_pid")]
struct OfPids {
    #[snapshot(key = "*", only = "in_use", gauge)]
    by_pid: Rows<u32, Layer>,
    #[snapshot(key = "*", path = "nr_tasks", by = "name", only = "in_use", gauge)]
    by_name: Rows<String, u64>,
}

#[test]
fn entries_of_a_hash_map_are_rows() {
    let ty = value_type("layer_of_pid");
    let entries: Vec<_> = (0..)
        .zip(MADE)
        .map(|(index, made)| {
            let value = Render { bytes: &made.bytes(), big_endian: false }.value(&ty);
            json!({"key": support::uint(32, 1000 + index), "key_hex": index.to_string(), "value": value, "value_hex": ""})
        })
        .collect();
    let map = json!({
        "name": "layer_of_pid", "map_kva": 16, "map_type": 1, "value_size": 72, "max_entries": 64, "entries": entries,
    });
    let rows: OfPids = read(&running("labels", &[16], &[map])).unwrap();
    assert_eq!(pairs(&rows.by_pid), [(1000, MADE[0].layer()), (1002, MADE[2].layer()), (1004, MADE[4].layer())]);
    assert_eq!(rows.by_name.get("rest"), Some(&500));
    assert_eq!(rows.since(&rows).unwrap(), rows);
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", section = ".data.slots")]
struct Slots {
    #[snapshot(path = "slots", by = "slot_names[*]", only = "in_use")]
    by_name: Rows<String, Layer>,
    #[snapshot(path = "slots[*].nr_tasks", only = "in_use")]
    by_index: Rows<u32, u64>,
}

#[test]
fn rows_without_a_label_in_a_resized_array_are_an_error() {
    let made = all_made();
    let names = of_names(&made[..4]);
    let slots = Slots::from_section_bytes(&[names.clone(), of_layers(&made[..3])].concat()).unwrap();
    assert_eq!(pairs(&slots.by_name), named(&made, &[0, 1, 2]));
    assert_eq!(pairs(&slots.by_index), [(0, 100), (1, 7), (2, 300)]);
    // The fifth is not in use.
    let mut five = made[..5].to_vec();
    five[4] = FREE;
    assert!(Slots::from_section_bytes(&[names.clone(), of_layers(&five)].concat()).is_ok());
    let error = Slots::from_section_bytes(&[names, of_layers(&made[..5])].concat()).unwrap_err();
    assert!(
        matches!(&error, SchemaError::OutOfRange { variable, index: 4, len: 4, .. } if variable == "slot_names[4]"),
        "{error}"
    );
}

#[test]
fn a_difference_is_of_rows_that_both_reads_have() {
    #[derive(Debug, Clone, PartialEq, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/labels.bpf.o")]
    struct Counted {
        #[snapshot(path = "layers[*].nr_tasks", by = "name", only = "in_use")]
        tasks: Rows<String, u64>,
    }
    #[derive(Debug, Clone, PartialEq, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/labels.bpf.o")]
    struct Kept {
        #[snapshot(path = "layers[*].nr_tasks", only = "in_use", gauge)]
        tasks: Rows<u32, u64>,
    }
    let read = |made: [Made; 6]| Counted::from_section_bytes(&bss(&made, 0, 0)).unwrap();
    let earlier = read(MADE);
    let difference = read(MADE.map(|made| Made { nr_tasks: made.nr_tasks * 3, ..made })).since(&earlier).unwrap();
    let text = |name: &str, value: u64| (name.to_owned(), value);
    assert_eq!(pairs(&difference.tasks), [text("batch", 200), text("games", 600), text("rest", 1000)]);

    // A row that came into use can have counted before.
    let mut more = MADE;
    more[3] = Made { name: "build", in_use: 1, ..FREE };
    let reset = read(more).since(&earlier).unwrap_err();
    assert_eq!((reset.regrouped, reset.earlier, reset.later), (Some(3), 0, 1));
    let said = "`tasks` has no row for slot 3 in the earlier read: what the slot counted between the reads is not known; \
                compare reads that have rows for the same slots, or keep the later values with `#[snapshot(gauge)]`";
    assert_eq!(reset.to_string(), said);
    let reset = earlier.since(&read(more)).unwrap_err();
    assert!(reset.to_string().starts_with("`tasks` has no row for slot 3 in the later read"), "{reset}");

    // The names of two rows were exchanged, so the counts of a name are not of one row.
    let mut other = MADE;
    (other[0].name, other[2].name) = (other[2].name, other[0].name);
    let reset = read(other).since(&earlier).unwrap_err();
    assert!(reset.to_string().starts_with("slot 0 of `tasks` has another key than in the earlier read"), "{reset}");

    let kept = |made: [Made; 6]| Kept::from_section_bytes(&bss(&made, 0, 0)).unwrap();
    assert_eq!(kept(more).since(&kept(MADE)).unwrap(), kept(more));
}

/// The same fields, compared with a layout file.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/layouts/labels.json")]
struct OfLayout {
    #[snapshot(path = "waits", by = "names[*]", only = "used[*]")]
    waits: Rows<String, u64>,
    #[snapshot(path = "layers", by = "name", only = "in_use")]
    layers: Rows<String, Layer>,
}

#[test]
fn a_layout_file_gives_the_rows_of_the_object() {
    let bytes = bss(&MADE, 6, 6);
    let of_layout: OfLayout = both(&bytes).unwrap();
    assert_eq!(of_layout.waits, both::<Parallel>(&bytes).unwrap().waits);
    assert_eq!(of_layout.layers, both::<InUse>(&bytes).unwrap().by_name);
}

#[test]
fn the_bytes_of_single_variables_have_the_rows_of_the_section() {
    let (layout, bytes) = (layout(), bss(&MADE, 6, 6));
    let section = layout.global_sections().find(|section| section.name == ".bss").unwrap();
    let of_var = |name: &str| {
        let var = section.vars_named(name).next().unwrap();
        let [at, size] = [var.offset, var.size].map(|number| usize::try_from(number).unwrap());
        Some(&bytes[at..at + size])
    };
    let vars: Vec<_> = Parallel::schema().vars.iter().map(|var| of_var(var.name)).collect();
    let parallel: Parallel = ktsnap::__private::from_variable_bytes(&vars).unwrap();
    assert_eq!(parallel, both(&bytes).unwrap());
}
