//! Structs with parts, read from reports that are made by hand: their sections and maps have stated values.

use ktsnap::typed::{Location, OneMap};
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
use real_schedulers::layered::{Layered, LayeredByLlc, LayeredGlobals, LayeredInUse, LayeredTopology, LayersInUse};
use real_schedulers::pandemonium::{CodelTarget, Exit, Oscillator, Reff};
use serde_json::{Value, json};

fn uint(bits: u32, value: u64) -> Value {
    json!({"kind": "uint", "bits": bits, "value": value})
}

fn array(elements: &[Value]) -> Value {
    json!({"kind": "array", "len": elements.len(), "elements": elements})
}

fn text(text: &str, len: usize) -> Value {
    let byte = |index| text.as_bytes().get(index).copied().unwrap_or(0);
    array(&(0..len).map(|index| json!({"kind": "int", "bits": 8, "value": byte(index)})).collect::<Vec<_>>())
}

fn object(members: &[(&str, Value)]) -> Value {
    let members: Vec<_> = members.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"kind": "struct", "type_name": null, "members": members})
}

/// The section of a struct.
fn section<T: OneMap>(kva: u64, members: &[(&str, Value)]) -> Value {
    let Location::Section { name, size, .. } = T::schema().location else { panic!("{:?}", T::schema().location) };
    json!({
        "name": format!("bpf_bpf{name}"), "map_kva": kva, "map_type": 2, "value_size": size, "max_entries": 1,
        "value": object(members),
    })
}

/// The map of a struct, with entries as `entries`.
fn map<T: OneMap>(kva: u64, map_type: u32, entries: &str, values: &[Value]) -> Value {
    let Location::Map { name, value_size, max_entries, .. } = T::schema().location else {
        panic!("{:?}", T::schema().location)
    };
    let mut map = json!({
        "name": name, "map_kva": kva, "map_type": map_type, "value_size": value_size, "max_entries": max_entries,
    });
    map[entries] = values.into();
    map
}

fn read<T: SnapshotSchema>(maps: &[Value]) -> T {
    let report = json!({"schema": "single", "maps": maps}).to_string();
    T::from_snapshot(&Snapshot::new(&FailureDumpReport::from_json(&report).unwrap())).unwrap()
}

fn oscillator(target: u64, floor: u64, max: u64) -> Oscillator {
    let uei = [
        ("kind", json!({"kind": "int", "bits": 32, "value": 64})),
        ("exit_code", json!({"kind": "int", "bits": 64, "value": 0})),
        ("reason", text("", 128)),
        ("msg", text("", 1024)),
    ];
    read(&[
        section::<CodelTarget>(1, &[("codel_target_ns", uint(64, target)), ("codel_target_floor_ns", uint(64, floor))]),
        section::<Exit>(2, &[("codel_target_max_ns", uint(64, max)), ("uei", object(&uei))]),
        map::<Reff>(3, 2, "array_entries", &[json!({"key": 0, "value": uint(32, 1_500)})]),
    ])
}

#[test]
fn the_position_of_pandemonium_s_oscillator_is_between_its_bounds() {
    assert_eq!(oscillator(6_000, 2_000, 12_000).position(), Ok(0.4));
    assert_eq!(
        (oscillator(1_000, 2_000, 12_000).position(), oscillator(13_000, 2_000, 12_000).position()),
        (Ok(0.0), Ok(1.0))
    );
    // Without bounds.
    assert_eq!(
        (oscillator(6_000, 2_000, 2_000).position(), oscillator(6_000, 2_000, 0).position()),
        (Ok(0.5), Ok(0.5))
    );
    assert_eq!(oscillator(6_000, 2_000, 12_000).release_us(), Ok(7.0));
}

#[test]
fn the_rows_of_layered_are_those_in_use() {
    let counts = [("nr_layers", uint(32, 3)), ("nr_nodes", uint(32, 1)), ("nr_llcs", uint(32, 2))];
    let row = |len: u64, first: u64| array(&(first..first + len).map(|value| uint(64, value)).collect::<Vec<_>>());
    let cpu = |first: u64| {
        let layers: Vec<_> = (0..16).map(|layer| row(58, first + layer * 100)).collect();
        object(&[("gstats", row(11, first)), ("lstats", array(&layers))])
    };
    let llc = |key: u64| {
        let lstats =
            object(&[("lstats", array(&(0..16).map(|layer| row(2, key * 1000 + layer * 10)).collect::<Vec<_>>()))]);
        json!({"key": key, "value": lstats})
    };
    let read: LayeredInUse = read(&[
        section::<LayeredTopology>(1, &counts),
        map::<Layered>(2, 6, "percpu_entries", &[json!({"key": 0, "per_cpu": [cpu(0), cpu(10_000)]})]),
        map::<LayeredByLlc>(3, 2, "array_entries", &(0..64).map(llc).collect::<Vec<_>>()),
    ]);
    assert_eq!((read.cpus.layers.len(), read.llcs.layers.len(), read.topology.nr_nodes), (3, 2, 1));
    // Elements 32 to 57 of row 2, of two CPUs.
    let waits = read.cpus.runq_latency[2].counts();
    assert_eq!((read.cpus.runq_latency.len(), waits.len()), (3, 26));
    assert_eq!((waits[0], waits[25]), (232 + 10_232, 257 + 10_257));
    // Element 6 of row 2, of two CPUs.
    assert_eq!(read.cpus.layers[2].keep, 206 + 10_206);
    assert_eq!((read.llcs.layers[1].len(), read.llcs.layers[1][2].dispatches), (3, 1_021));
    // Also of the rows that are not in use.
    assert_eq!(read.cpus.all.sel_local, (0..16).map(|layer| 2 * layer * 100 + 10_000).sum::<u64>());
}

#[test]
fn the_state_of_layered_is_that_of_the_layers_in_use() {
    let counts = [("nr_layers", uint(32, 2)), ("nr_nodes", uint(32, 3)), ("nr_llcs", uint(32, 1))];
    let numbers = |bits: u32, len: u64, first: u64| {
        array(&(first..first + len).map(|value| uint(bits, value)).collect::<Vec<_>>())
    };
    let layer = |index: u64| {
        let nodes: Vec<_> = (0..32).map(|node| object(&[("nr_pinned_tasks", uint(64, index * 1000 + node))])).collect();
        object(&[
            ("slice_ns", uint(64, 20_000_999)),
            ("excl", json!({"kind": "bool", "value": index == 1})),
            ("nr_tasks", uint(64, 10 + index)),
            ("cpus", numbers(8, 64, 0)),
            ("nr_cpus", uint(32, 30 + index)),
            ("nr_llc_cpus", numbers(32, 64, index * 100)),
            ("node", array(&nodes)),
            ("name", text(if index == 1 { "batch" } else { "other" }, 128)),
        ])
    };
    let layers: Vec<_> = (0..16).map(layer).collect();
    let read: LayersInUse = read(&[
        section::<LayeredTopology>(1, &counts),
        section::<LayeredGlobals>(2, &[("layers", array(&layers)), ("fallback_cpus", numbers(32, 32, 40))]),
    ]);
    let [_, batch] = read.globals.layers.as_slice() else { panic!("{} layers", read.globals.layers.len()) };
    assert_eq!((batch.name.to_str(), batch.nr_tasks, batch.excl, batch.nr_cpus), (Ok("batch"), 11, true, 31));
    assert_eq!((&*batch.nr_llc_cpus, &*batch.node_pinned_tasks), (&[100][..], &[1000, 1001, 1002][..]));
    assert_eq!((batch.slice_us(), &*read.globals.fallback_cpus), (Ok(20_000.0), &[40, 41, 42][..]));
}
