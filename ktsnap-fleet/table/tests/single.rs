//! A table as one file.

mod support;

use arrow_ipc::reader::{FileReader, StreamReader};
use ktsnap::{SnapshotEnum, SnapshotSchema};
use ktsnap_table::{SingleFormat, Table, list};
use support::{CAPTURE, json_rows, run, runs};

#[derive(Debug, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum Way {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(none = nr_mig_cross / (nr_mig_same - nr_mig_same)))]
struct Mixed {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    last_dsp: Way,
    recent: Vec<Way>,
    slowest_comm: std::ffi::CString,
    moves: [[u64; 4]; 4],
}

#[test]
fn lists_are_json_in_csv() {
    let table = Table::of::<Mixed>().unwrap();
    let table = table.select(&["run", "time", "last_dsp", "slowest_comm", "moves", "none", "none_why"]).unwrap();
    let mut csv = Vec::new();
    table.write_file(list([CAPTURE]).unwrap(), SingleFormat::Csv, &mut csv, &mut |_| {}).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let (names, row) = csv.trim_end().split_once('\n').unwrap();
    assert_eq!(names, "run,time,last_dsp,slowest_comm,moves,none,none_why");
    assert!(row.starts_with("dispatch-a1,,DSP_SHARED,kw"), "{row}");
    assert!(row.contains(r#","[[358,"#) && row.contains("]]\",,"), "{row}");
    // Without a report the names are there.
    let mut csv = Vec::new();
    table.write_file(ktsnap_table::Listing::default(), SingleFormat::Csv, &mut csv, &mut |_| {}).unwrap();
    assert_eq!(String::from_utf8(csv).unwrap(), "run,time,last_dsp,slowest_comm,moves,none,none_why\n");
}

#[test]
fn arrow_files_have_the_rows_in_the_order_of_the_files() {
    let temporary = tempfile::tempdir().unwrap();
    let directory = runs(temporary.path(), 1..30);
    let table = Table::of::<Mixed>().unwrap();
    let expected: Vec<_> = (1..30).flat_map(|number| [number * 10, number * 10 + 1]).collect();
    for format in [SingleFormat::ArrowFile, SingleFormat::ArrowStream] {
        let mut bytes = Vec::new();
        let mut last = None;
        let written =
            table.write_file(list([&directory]).unwrap(), format, &mut bytes, &mut |at| last = Some(at)).unwrap();
        assert_eq!((written.rows, last.map(|at| (at.done, at.of))), (58, Some((58, 58))));
        let bytes = std::io::Cursor::new(bytes);
        let batches: Vec<_> = match format {
            SingleFormat::ArrowFile => FileReader::try_new(bytes, None).unwrap().map(Result::unwrap).collect(),
            _ => StreamReader::try_new(bytes, None).unwrap().map(Result::unwrap).collect(),
        };
        let rows: Vec<_> = batches.iter().flat_map(json_rows).collect();
        assert_eq!(rows.iter().map(|row| row["nr_mig_cross"].as_u64().unwrap()).collect::<Vec<_>>(), expected);
        assert_eq!((&rows[3]["run"], &rows[3]["last_dsp"]), (&run(2).into(), &"DSP_SHARED".into()));
        assert!(rows[3]["recent"].as_array().unwrap().iter().all(|way| !way.as_str().unwrap().is_empty()));
    }
}
