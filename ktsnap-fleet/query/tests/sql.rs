//! What a query may be, and what its errors say.

mod common;

use std::sync::Arc;

use common::{Lines, Reports, answer, rows, session, texts};
use datafusion::execution::object_store::ObjectStoreUrl;
use ktsnap_query::{Options, Session};
use tempfile::TempDir;

async fn opened() -> (TempDir, Session) {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["nr_local", "nrGlobal"]);
    let files = Reports::write(folder.path(), &texts(2), &["numa"]).local();
    let session = session(&counters, files, &Options::default()).await;
    (folder, session)
}

#[tokio::test]
async fn mistakes_are_named_with_a_remedy() {
    let (_folder, session) = opened().await;
    for (sql, message, help) in [
        ("select nr_locl from counters", "there is no column `nr_locl`", "did you mean `nr_local`?"),
        (
            "select nrGlobal from counters",
            "there is no column `nrglobal`",
            "write the name in double quotes: \"nrGlobal\"",
        ),
        (
            "select xyz from counters",
            "there is no column `xyz`",
            "the columns are `map`, `instance`, `nr_local`, `nrGlobal`, `directory`, `run`, `test`, `hash`, `report`, `is_repro`, `is_earlier`, `attempt`, `phase`, `topology`, `scheduler`, `kernel`, `kernel_commit`, `scheduler_commit`, `project_commit`, `time` and 3 more",
        ),
        ("select 1 from countres", "there is no table `countres`", "did you mean `counters`?"),
        ("select 1 from x", "there is no table `x`", "the tables are `counters`, `errors`"),
        ("select mediann(attempt) from counters", "there is no function `mediann`", "did you mean `median`?"),
        (
            "select attempt from counters, errors",
            "more than one table has a column `attempt`",
            "name its table: `counters.attempt`",
        ),
        ("select 1; select 2", "there is more than one statement", "run one query at a time"),
    ] {
        let error = session.sql(sql).await.unwrap_err();
        assert_eq!((error.message(), error.help()), (message, Some(help)), "{sql}");
    }
    let error = session.sql("select , from counters").await.unwrap_err();
    let message = "the query is not SQL: expected: an expression, found: , in line 1, column 8";
    assert_eq!(error.to_string(), message);
    let error = rows(&session, "select 1 / (attempt - attempt) from counters where \"nrGlobal\" is null or true").await;
    assert_eq!(error.collect().await.unwrap_err().to_string(), "Divide by zero error");
}

#[tokio::test]
async fn only_queries_run() {
    let (folder, session) = opened().await;
    let target = folder.path().join("out.csv");
    for sql in [
        "create table t as select 1".to_owned(),
        "drop table counters".to_owned(),
        "insert into counters select * from counters".to_owned(),
        "delete from counters".to_owned(),
        format!("copy (select attempt from counters) to '{}'", target.display()),
        format!("explain analyze copy (select attempt from counters) to '{}'", target.display()),
        format!("create external table t stored as csv location '{}'", target.display()),
        "set datafusion.execution.batch_size = 1".to_owned(),
    ] {
        let error = session.sql(&sql).await.unwrap_err();
        assert_eq!(error.help(), Some("write a SELECT"), "{sql}: {error}");
    }
    assert!(!target.exists());
    assert_eq!(answer(&session, "select count(*) from counters").await, [["2"]]);
    let error = session.sql("select * from '/etc/passwd'").await.unwrap_err();
    assert!(error.message().starts_with("there is no table"), "{error}");
}

#[tokio::test]
async fn two_inputs_are_compared() {
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a"]);
    let input = |count| {
        let files = Reports::write(folder.path(), &texts(count), &["numa"]).files(ObjectStoreUrl::local_filesystem());
        common::input(&counters, files)
    };
    let session = Session::open([input(4).named("old"), input(6)], &Options::default()).await.unwrap();
    assert_eq!(session.tables(), ["old", "old_errors", "counters", "errors"]);
    let sql = "select (select sum(a) from counters) - (select sum(a) from old)";
    assert_eq!(answer(&session, sql).await, [["9"]]);
    let error = Session::open([input(1), input(2)], &Options::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "two inputs have the table `counters`; give one of them a name");
    let _: Arc<Lines> = counters.clone();
}
