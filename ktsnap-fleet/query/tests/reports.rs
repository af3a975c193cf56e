//! Queries straight over report files.

mod common;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use common::{Lines, Reports, answer, rows, session, table, text, texts};
use ktsnap_query::Options;
use ktsnap_table::FileError;
use tempfile::TempDir;

const TOPOLOGIES: [&str; 3] = ["1n4c", "2n8c", "numa"];

fn threads(count: usize) -> Options {
    Options { threads: NonZeroUsize::new(count), ..Options::default() }
}

#[tokio::test]
async fn answers_are_those_of_a_loop_over_the_files() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a", "b", "c"]);
    let files = Reports::write(folder.path(), &texts(100), &TOPOLOGIES).local();
    let mut sums: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for at in 0..100 {
        let sum = sums.entry(TOPOLOGIES[at % 3]).or_default();
        *sum = (sum.0 + 1, sum.1 + at, sum.2.max(at * at));
    }
    let expected: Vec<Vec<String>> = sums
        .iter()
        .map(|(topology, (n, a, b))| vec![(*topology).to_owned(), n.to_string(), a.to_string(), b.to_string()])
        .collect();
    for count in [1, 2, 7] {
        let session = session(&counters, files.clone(), &threads(count)).await;
        let sql = "select topology, count(*), sum(a), max(b) from counters group by topology order by topology";
        assert_eq!(answer(&session, sql).await, expected, "{count} threads");
    }
    let session = session(&counters, files, &threads(2)).await;
    let sql = "select attempt, a * 2 as twice, file from counters where b > 9000 order by attempt desc";
    let last: Vec<Vec<String>> = (95..100)
        .rev()
        .map(|at| vec![at.to_string(), (at * 2).to_string(), format!("{at:05} [x].failure-dump.json")])
        .collect();
    assert_eq!(answer(&session, sql).await, last);
}

#[tokio::test]
async fn a_query_reads_the_variables_that_it_names() {
    let folder = TempDir::new().unwrap();
    let files = Reports::write(folder.path(), &texts(5), &TOPOLOGIES).local();
    for (sql, variables) in [
        ("select max(b) from counters where a >= 0", vec!["a", "b"]),
        ("select attempt from counters where c = 1", vec!["c"]),
        ("select count(*) from counters", vec![]),
        ("select topology, map from counters", vec![]),
        ("select * from counters", vec!["a", "b", "c"]),
        ("select * from errors", vec!["a", "b", "c"]),
        ("select count(*) from errors", vec!["a", "b", "c"]),
    ] {
        let counters = Lines::new(&["a", "b", "c"]);
        let session = session(&counters, files.clone(), &threads(2)).await;
        answer(&session, sql).await;
        let wanted = counters.wanted.lock().unwrap().clone();
        assert_eq!(wanted, vec![variables; 5], "{sql}");
    }
}

#[tokio::test]
async fn filters_on_facts_open_no_other_file() {
    let folder = TempDir::new().unwrap();
    let files = Reports::write(folder.path(), &texts(30), &TOPOLOGIES).local();
    for (sql, reads, answers) in [
        ("select sum(a) from counters where topology = 'numa'", 10, "155"),
        ("select sum(a) from counters where topology in ('numa', '1n4c') and attempt < 6", 4, "10"),
        ("select sum(a) from counters t where t.attempt between 3 and 5 or upper(t.topology) = 'NONE'", 3, "12"),
        ("select sum(a) from counters where topology like 'x%'", 0, ""),
        ("select sum(a) from counters where nullif(topology, 'numa') = 'numa'", 0, ""),
        // Not of facts alone, so that the counters must be read.
        ("select sum(a) from counters where attempt + a = 58", 30, "29"),
        ("select count(*) from errors where topology = 'numa'", 10, "0"),
    ] {
        let counters = Lines::new(&["a", "b"]);
        let session = session(&counters, files.clone(), &threads(2)).await;
        assert_eq!(answer(&session, sql).await, [[answers]], "{sql}");
        assert_eq!(counters.reads(), reads, "{sql}");
    }
}

#[tokio::test]
async fn a_limit_stops_reading() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a"]);
    let files = Reports::write(folder.path(), &texts(500), &TOPOLOGIES).local();
    let session = session(&counters, files, &threads(2)).await;
    assert_eq!(answer(&session, "select a from counters limit 7").await.len(), 7);
    // Each of the two streams reads at most the number of the limit, and the file after.
    assert!((7..=2 * 8).contains(&counters.reads()), "{}", counters.reads());
}

#[tokio::test]
async fn an_answer_that_is_dropped_stops_reading() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a"]);
    let files = Reports::write(folder.path(), &texts(500), &TOPOLOGIES).local();
    let session = session(&counters, files, &threads(2)).await;
    let mut answer = rows(&session, "select a from counters").await;
    assert!(answer.next().await.unwrap().is_some());
    drop(answer);
    let reads = counters.reads();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(counters.reads() < 400 && counters.reads() <= reads + 2, "{reads}, then {}", counters.reads());
}

fn with_poison(count: usize, poisoned: &[usize]) -> Vec<String> {
    let text = |at| if poisoned.contains(&at) { "b 4\n".to_owned() } else { text(at) };
    (0..count).map(text).collect()
}

#[tokio::test]
async fn a_poisoned_file_is_reported_and_its_row_is_missing() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a", "b"]);
    let files = Reports::write(folder.path(), &with_poison(20, &[3, 11]), &TOPOLOGIES).local();
    let session = session(&counters, files, &threads(2)).await;
    let query = rows(&session, "select count(a), sum(a) from counters").await;
    let (batches, unreadable) = query.collect().await.unwrap();
    assert_eq!(table(&batches), [["18", "176"]]);
    let names: Vec<_> = unreadable.files.iter().map(|report| &*report.file).collect();
    assert_eq!(names, ["00003 [x].failure-dump.json", "00011 [x].failure-dump.json"]);
    assert!(unreadable.files[0].message.starts_with("not a report: "), "{unreadable:?}");
    // The counters of a query that needs only what the file has are there.
    assert_eq!(answer(&session, "select count(*), sum(b) from counters where attempt = 3").await, [["1", "4"]]);
    let errors = answer(&session, "select attempt, topology, message from errors order by attempt").await;
    assert_eq!((errors.len(), &*errors[0][0], &*errors[1][1]), (2, "3", "numa"));
    assert_eq!(errors[0][2], unreadable.files[0].message);
    // The query does not report a file that it skips.
    assert_eq!(answer(&session, "select sum(a) from counters where attempt < 3").await, [["3"]]);
}

#[tokio::test]
async fn strict_queries_fail_at_a_poisoned_file() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a", "b"]);
    let files = Reports::write(folder.path(), &with_poison(20, &[11]), &TOPOLOGIES).local();
    let options = Options { strict: true, ..threads(2) };
    let session = session(&counters, files, &options).await;
    let error = rows(&session, "select sum(a) from counters").await.collect().await.unwrap_err();
    assert!(error.message().starts_with("00011 [x].failure-dump.json: "), "{error}");
    assert_eq!(answer(&session, "select count(*) from errors").await, [["1"]]);
}

#[tokio::test]
async fn a_file_that_is_gone_or_no_text_is_reported() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a"]);
    let reports = Reports::write(folder.path(), &texts(3), &TOPOLOGIES);
    std::fs::remove_file(folder.path().join("00000 [x].failure-dump.json")).unwrap();
    std::fs::write(folder.path().join("00001 [x].failure-dump.json"), [0xff, 0xfe]).unwrap();
    let session = session(&counters, reports.local(), &threads(2)).await;
    let (batches, unreadable) = rows(&session, "select a from counters").await.collect().await.unwrap();
    assert_eq!(table(&batches), [["2"]]);
    let messages: Vec<_> = unreadable.files.iter().map(|report| &*report.message).collect();
    assert!(messages[0].starts_with("the file can't be read: No such file"), "{messages:?}");
    assert!(messages[1].starts_with("not a report: invalid UTF-8 at byte 0"), "{messages:?}");
}

#[tokio::test]
async fn estimates_are_never_answers() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a"]);
    let files = Reports::write(folder.path(), &texts(9), &TOPOLOGIES).local();
    std::fs::write(folder.path().join("00008 [x].failure-dump.json"), [0xff]).unwrap();
    let session = session(&counters, files, &threads(2)).await;
    for (sql, answer) in [
        ("select count(*) from counters", "8"),
        ("select max(attempt) from counters", "7"),
        ("select count(a) from counters", "8"),
    ] {
        let (batches, unreadable) = rows(&session, sql).await.collect().await.unwrap();
        assert_eq!((table(&batches), unreadable.files.len()), (vec![vec![answer.to_owned()]], 1), "{sql}");
    }
    let (plan, _) = rows(&session, "explain select a from counters").await.collect().await.unwrap();
    let plan = table(&plan).concat().concat();
    assert!(plan.contains("variables=[a]"), "{plan}");
}

#[tokio::test]
async fn errors_that_are_known_before_are_listed_too() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a"]);
    let mut reports = Reports::write(folder.path(), &with_poison(6, &[4]), &TOPOLOGIES);
    let (file, message) = ("notes.txt".into(), "it belongs to no run".to_owned());
    reports.listing.errors.push(FileError {
        file,
        directory: Some("6.16.0".into()),
        run: None,
        message,
        unread: false,
    });
    let session = session(&counters, reports.local(), &threads(2)).await;
    let files = answer(&session, "select file from errors order by file").await;
    assert_eq!(files, [["00004 [x].failure-dump.json"], ["notes.txt"]]);
    let filtered = "select directory, message from errors where file like 'n%' and attempt is null";
    assert_eq!(answer(&session, filtered).await, [["6.16.0", "it belongs to no run"]]);
    assert_eq!(answer(&session, "select count(*) from errors where topology = '1n4c'").await, [["0"]]);
    assert_eq!(answer(&session, "select count(*), count(topology) from errors").await, [["2", "1"]]);
}

#[tokio::test]
async fn reports_in_an_object_store_are_read_too() {
    use datafusion::execution::object_store::ObjectStoreUrl;
    use datafusion::object_store::{ObjectStoreExt, memory::InMemory, path::Path};
    let store = Arc::new(InMemory::new());
    let mut reports = Reports::default();
    for at in 0..5 {
        let (path, text) = (Path::from(format!("runs/{at}.json")), text(at));
        reports.push(path.clone(), text.len(), "numa", at);
        store.put(&path, text.into()).await.unwrap();
    }
    let url = ObjectStoreUrl::parse("memory://reports").unwrap();
    let counters = Lines::new(&["a"]);
    let session = session(&counters, reports.files(url.clone()), &threads(2)).await;
    session.register_store(url.as_ref(), store);
    assert_eq!(answer(&session, "select sum(a) from counters where attempt > 1").await, [["9"]]);
}
