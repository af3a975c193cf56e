//! A table as a folder of Parquet files: what it holds after reports are added, changed and broken, and after a writer was stopped.

mod support;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use ktsnap::SnapshotSchema;
use ktsnap_table::{Options, Table, WriteError, Written, list, remove_table};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use support::{Dispatch, json_rows, report, run, runs};

/// The Parquet files of a folder, except those whose names programs skip.
fn parts(folder: &Path) -> Vec<PathBuf> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with(['_', '.']) {
            continue;
        }
        match path.is_dir() {
            true => parts.extend(self::parts(&path)),
            false if name.ends_with(".parquet") => parts.push(path),
            false => {}
        }
    }
    parts.sort();
    parts
}

fn read(file: &Path) -> Vec<Value> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(file).unwrap()).unwrap().build().unwrap();
    reader.flat_map(|batch| json_rows(&batch.unwrap())).collect()
}

/// `nr_mig_cross` of all rows.
fn crosses(folder: &Path) -> Vec<u64> {
    let mut crosses: Vec<_> =
        parts(folder).iter().flat_map(|part| read(part)).map(|row| row["nr_mig_cross"].as_u64().unwrap()).collect();
    crosses.sort_unstable();
    crosses
}

fn write(directory: &Path, folder: &Path) -> Written {
    let table = Table::of::<Dispatch>().unwrap();
    table.write_parquet(list([directory]).unwrap(), folder, &mut |_| {}).unwrap()
}

fn messages(folder: &Path) -> Vec<String> {
    read(&folder.join("_errors/part-0.parquet")).iter().map(|row| row["message"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_table_has_a_folder_for_each_run_and_the_rows_of_its_reports() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..4), temporary.path().join("table"));
    let mut seen = Vec::new();
    let table = Table::of::<Dispatch>().unwrap();
    let written = table.write_parquet(list([&directory]).unwrap(), &folder, &mut |at| seen.push(at)).unwrap();
    assert_eq!((written.read, written.skipped, written.rows), (6, 0, 6));
    assert_eq!(seen.iter().map(|at| (at.done, at.of)).collect::<Vec<_>>(), [(0, 6), (2, 6), (4, 6), (6, 6)]);
    let size: u64 = list([&directory]).unwrap().files.iter().map(|file| file.size).sum();
    assert_eq!(seen.last().unwrap().bytes, size);
    assert_eq!(crosses(&folder), [10, 11, 20, 21, 30, 31]);
    let part = &parts(&folder)[0];
    assert!(
        part.starts_with(folder.join("directory=6.16.0-abc").join(format!("run={}", run(1)))),
        "{}",
        part.display()
    );
    let row = &read(part)[0];
    assert_eq!((row.get("run"), &row["topology"], &row["cross_fraction"]), (None, &"1n1l1c1t".into(), &0.25.into()));
    let prefix = Options { prefix: "of_".to_owned(), ..Options::default() };
    let prefixed = temporary.path().join("prefixed");
    let table = Table::with_options::<Dispatch>(&prefix).unwrap();
    table.write_parquet(list([&directory]).unwrap(), &prefixed, &mut |_| {}).unwrap();
    assert!(parts(&prefixed)[0].starts_with(prefixed.join("of_directory=6.16.0-abc")));
}

#[test]
fn only_new_and_changed_runs_are_read_again() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..4), temporary.path().join("table"));
    write(&directory, &folder);
    let again = write(&directory, &folder);
    assert_eq!((again.read, again.skipped, again.rows), (0, 6, 6));
    // A report changes, and a run is new.
    report(&directory, 2, 1, 77_777);
    runs(temporary.path(), 9..10);
    let changed = write(&directory, &folder);
    assert_eq!((changed.read, changed.skipped, changed.rows), (4, 4, 8));
    assert_eq!(crosses(&folder), [10, 11, 20, 30, 31, 90, 91, 77_777]);
    // The sidecar is written after the reports.
    let sidecar = directory.join(format!("{}.ktstr.json", run(1)));
    fs::write(&sidecar, r#"{"topology": "other"}"#).unwrap();
    assert_eq!(write(&directory, &folder).read, 2);
    assert_eq!(read(&parts(&folder)[0])[0]["topology"], "other");
    // A report that goes leaves its rows, as does a directory that is not listed.
    fs::remove_dir_all(&directory).unwrap();
    runs(temporary.path(), 20..21);
    assert_eq!(write(&directory, &folder).rows, 10);
}

#[test]
fn one_report_of_a_run_can_be_added() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..2), temporary.path().join("table"));
    let table = Table::of::<Dispatch>().unwrap();
    for periodic in 0..2 {
        let file = directory.join(format!("{}.snapshot.periodic_{periodic:03}.json", run(1)));
        table.write_parquet(list([file]).unwrap(), &folder, &mut |_| {}).unwrap();
    }
    assert_eq!(crosses(&folder), [10, 11]);
    assert_eq!(write(&directory, &folder).skipped, 2);
}

#[test]
fn runs_of_one_name_in_two_directories_are_both_kept() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("table");
    let hosts = ["a", "b"].map(|host| runs(&temporary.path().join(host), 1..2));
    report(&hosts[1], 1, 0, 500);
    for host in &hosts {
        write(host, &folder);
    }
    assert_eq!(crosses(&folder), [10, 11, 11, 500]);
}

#[test]
fn a_report_that_cannot_be_read_is_an_error_until_it_is_mended() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..3), temporary.path().join("table"));
    let poisoned = directory.join(format!("{}.snapshot.periodic_001.json", run(1)));
    let whole = fs::read(&poisoned).unwrap();
    fs::write(&poisoned, &whole[..whole.len() / 2]).unwrap();
    fs::write(directory.join("notes.txt"), "hello").unwrap();
    let written = write(&directory, &folder);
    assert_eq!((written.read, written.rows, written.errors.len()), (4, 3, 2));
    let found = messages(&folder);
    assert_eq!(found[0], "it belongs to no run: it is not a file of a run");
    assert!(found[1].starts_with("not a report: ") && found.len() == 2, "{found:?}");
    // It is not read again while it is the same, and stays in the table of errors.
    assert_eq!((write(&directory, &folder).read, messages(&folder).len()), (0, 2));
    fs::write(&poisoned, &whole).unwrap();
    fs::remove_file(directory.join("notes.txt")).unwrap();
    assert_eq!(write(&directory, &folder).rows, 4);
    assert_eq!((crosses(&folder), messages(&folder)), (vec![10, 11, 20, 21], vec![]));
    // A run without any row has no file.
    for periodic in 0..2 {
        fs::write(directory.join(format!("{}.snapshot.periodic_{periodic:03}.json", run(1))), "{}").unwrap();
    }
    write(&directory, &folder);
    assert_eq!((crosses(&folder), messages(&folder).len()), (vec![20, 21], 2));
}

#[test]
fn a_writer_that_was_stopped_leaves_whole_runs() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..4), temporary.path().join("table"));
    write(&directory, &folder);
    let list_file = folder.join("_files.jsonl");
    let text = fs::read_to_string(&list_file).unwrap();
    // In the middle of a line, after each line, and with a part that was not finished.
    for end in [text.len() - 5, text.lines().next().unwrap().len() + 1] {
        fs::write(&list_file, &text[..end]).unwrap();
        let part = &parts(&folder)[0];
        fs::write(part.with_extension("parquet.tmp"), "half").unwrap();
        assert_eq!(crosses(&folder), [10, 11, 20, 21, 30, 31]);
        report(&directory, 1, 0, 4242);
        let resumed = write(&directory, &folder);
        assert!(resumed.read >= 2 && resumed.rows == 6, "{resumed:?}");
        assert_eq!(crosses(&folder), [11, 20, 21, 30, 31, 4242]);
        report(&directory, 1, 0, 10);
        write(&directory, &folder);
        assert_eq!(write(&directory, &folder).skipped, 6);
    }
    fs::write(&list_file, text.replacen("\"Run\"", "\"Rum\"", 1)).unwrap();
    let table = Table::of::<Dispatch>().unwrap();
    let error = table.write_parquet(list([&directory]).unwrap(), &folder, &mut |_| {}).unwrap_err().to_string();
    assert!(error.contains("is broken in line 2") && error.contains("remove the folder"), "{error}");
}

#[test]
fn another_table_and_another_folder_are_refused() {
    #[derive(Debug, SnapshotSchema)]
    #[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
    struct Other {
        nr_mig_cross: u64,
        nr_tasks: u32,
    }

    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..2), temporary.path().join("table"));
    write(&directory, &folder);
    let other = Table::of::<Other>().unwrap();
    let error = other.write_parquet(list([&directory]).unwrap(), &folder, &mut |_| {}).unwrap_err();
    assert!(matches!(error, WriteError::OtherColumns { .. }));
    let error = error.to_string();
    assert!(error.contains("it has `nr_mig_same` (UInt64), `cross_fraction` (Float64, can be null)"), "{error}");
    assert!(error.contains("instead of `nr_tasks` (UInt32); write to another folder"), "{error}");
    assert_eq!(crosses(&folder), [10, 11]);
    let error = other.write_parquet(list([&directory]).unwrap(), &directory, &mut |_| {}).unwrap_err().to_string();
    assert!(error.contains("is not a table, and is not empty"), "{error}");
    let none = Table::of::<Dispatch>().unwrap().select(&["run"]).unwrap();
    let error = none.write_parquet(list([&directory]).unwrap(), temporary.path().join("new"), &mut |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "a Parquet table needs a column besides `directory` and `run`; select one more");
    let lock = File::open(folder.join("_lock")).unwrap();
    lock.lock().unwrap();
    let table = Table::of::<Dispatch>().unwrap();
    let error = table.write_parquet(list([&directory]).unwrap(), &folder, &mut |_| {}).unwrap_err().to_string();
    assert!(error.starts_with("another process is writing the table in"), "{error}");
}

#[test]
fn a_table_of_another_definition_is_refused() {
    mod other {
        use ktsnap::SnapshotSchema;

        /// The same columns, but the share of the other moves.
        #[derive(Debug, SnapshotSchema)]
        #[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
        #[snapshot(ratio(cross_fraction = nr_mig_same / (nr_mig_same + nr_mig_cross)))]
        pub(super) struct Dispatch {
            nr_mig_same: u64,
            nr_mig_cross: u64,
        }

        /// The same columns of another variable.
        #[derive(Debug, SnapshotSchema)]
        #[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
        #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
        pub(super) struct Swapped {
            #[snapshot(path = "nr_mig_cross")]
            nr_mig_same: u64,
            nr_mig_cross: u64,
        }
    }

    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..2), temporary.path().join("table"));
    write(&directory, &folder);
    for table in [Table::of::<other::Dispatch>().unwrap(), Table::of::<other::Swapped>().unwrap()] {
        assert_eq!(table.schema(), Table::of::<Dispatch>().unwrap().schema());
        let error = table.write_parquet(list([&directory]).unwrap(), &folder, &mut |_| {}).unwrap_err();
        assert!(matches!(error, WriteError::OtherDefinition { .. }), "{error}");
        assert!(error.to_string().contains("a section, a type in C, a path or a ratio differs"), "{error}");
    }
    assert_eq!(write(&directory, &folder).skipped, 2);
}

#[test]
fn a_table_is_removed_without_files_that_are_not_its_own() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, folder) = (runs(temporary.path(), 1..3), temporary.path().join("table"));
    write(&directory, &folder);
    let own = parts(&folder)[0].with_file_name("mine.parquet");
    fs::write(&own, "mine").unwrap();
    remove_table(&folder).unwrap();
    assert!(own.exists());
    assert_eq!(parts(&folder), [own.as_path()]);
    assert!(matches!(remove_table(&folder), Err(WriteError::NotATable { .. })));
    fs::remove_dir_all(&folder).unwrap();
    write(&directory, &folder);
    remove_table(&folder).unwrap();
    assert!(!folder.exists());
    assert!(matches!(remove_table(&directory), Err(WriteError::NotATable { .. })));
    assert_eq!(list([&directory]).unwrap().files.len(), 4);
}
