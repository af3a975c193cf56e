//! The columns of a table hold the values of the reports.

mod support;

use arrow_array::cast::AsArray;
use arrow_schema::DataType;
use ktsnap::{CpuSet, Histogram, PerCpu, Ptr, SnapshotEnum, SnapshotSchema, histogram::Log2};
use ktsnap_table::{Form, Long, Options, Table, list};
use serde_json::{Value, json};
use support::{CAPTURE, Dispatch, bss, capture, json_rows, plain, rows, variable};

#[derive(Debug, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum Way {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    max_ns: u64,
    nr: u32,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
#[snapshot(ratio(never = nr_mig_cross / (nr_mig_same - nr_mig_same)))]
struct Globals {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    nr_tasks: u32,
    lag_ns: i64,
    saw_cross: bool,
    last_dsp: Way,
    recent: Vec<Way>,
    waits: Waits,
    slowest_comm: String,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    moves: [[u64; 4]; 4],
    #[snapshot(path = "nr_inserted")]
    maybe: Option<u64>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    nr_runs: u64,
    busy_ns: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
struct Parts {
    globals: Dispatch,
    cpus: PerCpu<CpuStats>,
}

#[test]
fn every_type_of_field_has_the_value_of_the_report() {
    let table = Table::of::<Globals>().unwrap();
    let (batch, errors) = rows(&table, list([CAPTURE]).unwrap());
    assert!(errors.is_empty(), "{errors:?}");
    let row = &json_rows(&batch)[0];
    let report = capture(CAPTURE);
    let bss = bss(&report);
    let of = |name: &str| plain(variable(bss, name));
    for name in
        ["nr_mig_same", "nr_mig_cross", "nr_tasks", "lag_ns", "saw_cross", "last_dsp", "waits", "moves", "last_task"]
    {
        assert_eq!(row[name], of(name), "{name}");
    }
    assert_eq!(row["maybe"], of("nr_inserted"));
    let comm: Vec<u8> =
        of("slowest_comm").as_array().unwrap().iter().map(|of| u8::try_from(of.as_i64().unwrap()).unwrap()).collect();
    let comm = comm.split(|byte| *byte == 0).next().unwrap();
    assert_eq!(row["slowest_comm"].as_str().unwrap().as_bytes(), comm);
    assert_eq!(row["cross_cpus_seen"], json!([0, 1, 2, 3]));
    // Not every enumerator has a variant.
    let recent = variable(bss, "recent")["elements"].as_array().unwrap();
    let names = recent.iter().map(|of| match of["value"].as_u64().unwrap() {
        0 => json!("DSP_LOCAL"),
        1 => json!("DSP_SHARED"),
        other => json!(other.to_string()),
    });
    assert_eq!(row["recent"], names.collect::<Value>());
    let (cross, same) = (of("nr_mig_cross").as_f64().unwrap(), of("nr_mig_same").as_f64().unwrap());
    assert_eq!(row["cross_fraction"], json!(cross / (same + cross)));
    assert_eq!((row.get("never"), row.get("cross_fraction_why")), (None, None));
    assert!(row["never_why"].as_str().unwrap().contains("nr_mig_same"), "{}", row["never_why"]);
    assert_eq!(row["instance"], json!(format!("{:#x}", bss["map_kva"].as_u64().unwrap())));
    assert_eq!((&row["map"], &row["file"]), (&json!("dispatch.bss"), &json!(CAPTURE)));
    assert_eq!((&row["directory"], &row["run"], row.get("test")), (&json!("captures"), &json!("dispatch-a1"), None));
}

#[test]
fn columns_are_null_only_where_the_struct_says_so() {
    let schema = Table::of::<Globals>().unwrap().schema();
    let nullable = |name: &str| schema.field_with_name(name).unwrap().is_nullable();
    assert!(nullable("maybe") && nullable("cross_fraction") && nullable("cross_fraction_why"));
    assert!(!nullable("nr_mig_same") && !nullable("waits") && !nullable("moves") && !nullable("file"));
    let ty = |name: &str| schema.field_with_name(name).unwrap().data_type().clone();
    assert_eq!((ty("nr_tasks"), ty("lag_ns"), ty("saw_cross")), (DataType::UInt32, DataType::Int64, DataType::Boolean));
    assert!(matches!(ty("last_dsp"), DataType::Dictionary(..)));
    let cpus = Table::of::<PerCpu<CpuStats>>().unwrap().schema();
    let DataType::List(slot) = cpus.field_with_name("nr_runs").unwrap().data_type().clone() else { panic!("{cpus}") };
    assert!(slot.is_nullable());
}

/// The values of a map of CPUs, by a search of its own.
fn per_cpu(member: &str) -> Vec<Value> {
    let report = capture(CAPTURE);
    let map = report["maps"].as_array().unwrap().iter().find(|map| map["name"] == "cpu_stats").unwrap();
    map["percpu_entries"][0]["per_cpu"].as_array().unwrap().iter().map(|slot| plain(slot)[member].clone()).collect()
}

#[test]
fn the_values_of_the_cpus_are_a_list_or_a_row_each() {
    let table = Table::of::<PerCpu<CpuStats>>().unwrap();
    let (batch, _) = rows(&table, list([CAPTURE]).unwrap());
    assert_eq!(json_rows(&batch)[0]["nr_runs"], Value::from(per_cpu("nr_runs")));

    let options = Options { form: Form::Long(Long::Cpu), ..Options::default() };
    let table = Table::with_options::<PerCpu<CpuStats>>(&options).unwrap();
    let (batch, _) = rows(&table, list([CAPTURE]).unwrap());
    let long = json_rows(&batch);
    assert_eq!(long.iter().map(|row| row["busy_ns"].clone()).collect::<Vec<_>>(), per_cpu("busy_ns"));
    assert_eq!(long.iter().map(|row| row["cpu"].as_u64().unwrap()).collect::<Vec<_>>(), [0, 1, 2, 3]);
    // Without a counter there are as many rows.
    let (batch, _) = rows(&table.select(&["run"]).unwrap(), list([CAPTURE]).unwrap());
    assert_eq!((batch.num_rows(), batch.num_columns()), (4, 1));
    let none: [&str; 0] = [];
    let (batch, _) = rows(&table.select(&none).unwrap(), list([CAPTURE]).unwrap());
    assert_eq!((batch.num_rows(), batch.num_columns()), (4, 0));
}

#[test]
fn a_slot_that_was_not_captured_is_null() {
    let folder = tempfile::tempdir().unwrap();
    let mut report = capture(CAPTURE);
    let maps = report["maps"].as_array_mut().unwrap();
    let map = maps.iter_mut().find(|map| map["name"] == "cpu_stats").unwrap();
    map["percpu_entries"][0]["per_cpu"][2] = Value::Null;
    let file = folder.path().join("holes.json");
    std::fs::write(&file, report.to_string()).unwrap();
    let (batch, errors) = rows(&Table::of::<PerCpu<CpuStats>>().unwrap(), list([file]).unwrap());
    assert!(errors.is_empty(), "{errors:?}");
    let runs = batch.column_by_name("nr_runs").unwrap().as_list::<i32>().value(0);
    assert_eq!((0..4).filter(|cpu| runs.is_null(*cpu)).collect::<Vec<_>>(), [2]);
}

#[test]
fn the_parts_of_a_struct_are_structs() {
    let (batch, errors) = rows(&Table::of::<Parts>().unwrap(), list([CAPTURE]).unwrap());
    assert!(errors.is_empty(), "{errors:?}");
    let row = &json_rows(&batch)[0];
    let report = capture(CAPTURE);
    assert_eq!(row["globals"]["nr_mig_cross"], plain(variable(bss(&report), "nr_mig_cross")));
    let runs: Vec<_> = row["cpus"].as_array().unwrap().iter().map(|slot| slot["nr_runs"].clone()).collect();
    assert_eq!(runs, per_cpu("nr_runs"));
}

#[test]
fn the_elements_of_an_array_can_have_a_row_each() {
    #[derive(Debug, SnapshotSchema)]
    #[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "wait_hist")]
    struct Hist {
        #[snapshot(key = "*")]
        waits: Histogram<Log2>,
    }

    let options = Options { form: Form::Long(Long::Elements("waits".to_owned())), prefix: "run_".to_owned() };
    let table = Table::with_options::<Hist>(&options).unwrap();
    let (batch, errors) = rows(&table, list([CAPTURE]).unwrap());
    assert!(errors.is_empty(), "{errors:?}");
    let report = capture(CAPTURE);
    let map = report["maps"].as_array().unwrap().iter().find(|map| map["name"] == "wait_hist").unwrap();
    let counts: Vec<_> = map["array_entries"].as_array().unwrap().iter().map(|entry| plain(&entry["value"])).collect();
    let long = json_rows(&batch);
    assert_eq!(long.iter().map(|row| row["waits"].clone()).collect::<Vec<_>>(), counts);
    assert_eq!(long[3]["run_index"], json!(3));
}

#[test]
fn projected_columns_have_the_values_of_all_columns() {
    let all = Table::of::<Globals>().unwrap();
    let names = ["cross_fraction", "never_why", "topology", "waits", "lag_ns"];
    let (some, _) = rows(&all.select(&names).unwrap(), list([support::RUNS]).unwrap());
    let (all, _) = rows(&all, list([support::RUNS]).unwrap());
    assert!(some.num_rows() > 6);
    for (at, name) in names.iter().enumerate() {
        assert_eq!(some.column(at), all.column_by_name(name).unwrap(), "{name}");
    }
}
