//! Queries over folders that ktsnap-table wrote.

mod common;

use std::path::Path;
use std::sync::Arc;

use common::{Lines, Reports, answer, text};
use ktsnap_query::{Input, Options, Session};
use ktsnap_table::{Layout, Listing, ReportFile, write_parquet};
use tempfile::TempDir;

/// Writes a table of the reports in a folder. Every report is a run of its own.
fn write(folder: &Path, table: &Path) {
    let layout = Arc::new(Layout::new(Lines::new(&["a", "b"]), &ktsnap_table::Options::default()).unwrap());
    let texts: Vec<_> = (0..8).map(|at| if at == 5 { "b 1\n".into() } else { text(at) }).collect();
    let listing = Reports::write(folder, &texts, &["1n4c", "numa"]).listing;
    let with_run = |(at, mut file): (usize, ReportFile)| {
        file.path = folder.join(&file.path);
        file.run.directory = if at < 4 { "6.16.0 rc=1" } else { "6.17.0" }.to_owned();
        file.run.run = format!("run-{at}");
        file
    };
    let files = listing.files.into_iter().enumerate().map(with_run).collect();
    write_parquet(&layout, Listing { files, errors: Vec::new() }, table, &mut |_| {}).unwrap();
}

#[tokio::test]
async fn a_folder_has_its_counters_and_its_errors() {
    let folder = TempDir::new().unwrap();
    // Characters that a pattern of paths would give a meaning.
    let table = folder.path().join("t [1]*.parquet");
    write(folder.path(), &table);
    let session = Session::open([Input::parquet(&table)], &Options::default()).await.unwrap();
    assert_eq!(session.tables(), ["counters", "errors"]);
    assert_eq!(answer(&session, "select count(*), sum(a), max(b) from counters").await, [["7", "23", "49"]]);
    let by_run = "select directory, sum(a) from counters where topology = 'numa' group by directory order by directory";
    assert_eq!(answer(&session, by_run).await, [["6.16.0 rc=1", "4"], ["6.17.0", "7"]]);
    let of_one = "select run, a from counters where directory = '6.16.0 rc=1' and run = 'run-3'";
    assert_eq!(answer(&session, of_one).await, [["run-3", "3"]]);
    let errors = answer(&session, "select run, message from errors").await;
    assert_eq!((errors.len(), &*errors[0][0]), (1, "run-5"));
    assert!(errors[0][1].starts_with("not a report: "), "{errors:?}");
}

#[tokio::test]
async fn what_is_no_table_is_named() {
    let folder = TempDir::new().unwrap();
    for (path, message) in [
        (folder.path().join("missing"), "No such file or directory"),
        (folder.path().to_owned(), "it has no Parquet file"),
    ] {
        let error = Session::open([Input::parquet(&path)], &Options::default()).await.unwrap_err().to_string();
        assert!(error.starts_with(&format!("the table {} can't be read: ", path.display())), "{error}");
        assert!(error.contains(message), "{error}");
    }
}
