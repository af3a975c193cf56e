//! Queries on a cluster of processes on this machine: a scheduler and two executors.

#[path = "../../query/tests/common/mod.rs"]
mod common;

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Lines, Reports, answer, rows, table, text, texts};
use ktsnap_cluster::Factory;
use ktsnap_query::__private::Files;
use ktsnap_query::{Input, Options, Session};
use ktsnap_table::{Layout, write_parquet};
use tempfile::TempDir;

const TOPOLOGIES: [&str; 3] = ["1n4c", "2n8c", "numa"];

/// A process that ends with the test.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

struct Cluster {
    address: String,
    executors: Vec<Node>,
    _scheduler: Node,
}

fn node() -> Command {
    let test = std::env::current_exe().unwrap();
    let node: PathBuf = test.ancestors().nth(2).unwrap().join("examples/node");
    assert!(node.exists(), "{} is missing; `cargo build --example node` builds it", node.display());
    let mut command = Command::new(node);
    command.stdout(Stdio::piped());
    command
}

fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

impl Cluster {
    fn start() -> Self {
        let mut scheduler = Node(node().arg("scheduler").spawn().unwrap());
        let mut address = String::new();
        BufReader::new(scheduler.0.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let executor = || {
            let arguments = ["executor", &address, &free_port(), &free_port()];
            Node(node().args(arguments).spawn().unwrap())
        };
        let executors = vec![executor(), executor()];
        Self { address, executors, _scheduler: scheduler }
    }

    async fn session(&self, counters: &Arc<Lines>, files: &Arc<Files>, options: &Options) -> Session {
        let inputs = [common::input(counters, files.clone())];
        let factory = Factory::new(Lines::from_spec);
        ktsnap_cluster::session(&self.address, &factory, &[], inputs, options).await.unwrap()
    }
}

async fn local(counters: &Arc<Lines>, files: &Arc<Files>) -> Session {
    common::session(counters, files.clone(), &Options::default()).await
}

#[tokio::test]
async fn answers_are_those_of_one_process() {
    let cluster = Cluster::start();
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a", "b", "c"]);
    let files = Reports::write(folder.path(), &texts(200), &TOPOLOGIES).local();
    let (remote, local) =
        (cluster.session(&counters, &files, &Options::default()).await, local(&counters, &files).await);
    for sql in [
        "select topology, count(*), sum(a), approx_percentile_cont(b, 0.5) from counters group by topology order by topology",
        "select count(*) from counters",
        "select sum(a) from counters where topology = 'numa' and attempt > 10",
        "select sum(a) from counters where topology = 'none'",
        "select attempt, a * 2 as \"twice, or so\", file from counters where b > 30000 order by attempt",
        "select l.topology, sum(l.a * r.a) from counters l join counters r on l.attempt = r.attempt + 1 group by 1 order by 1",
        "select attempt, a - lag(a) over (partition by topology order by attempt) from counters order by attempt limit 9",
        "select (select max(a) from counters where topology = 'numa') - min(a) from counters where attempt > 3",
        "select topology, a from counters where attempt = 7 union all select 'none', 3 order by a",
        "select count(*) from errors",
        "select 1 + 1",
        "select table_name from information_schema.tables where table_schema = 'public' order by table_name",
    ] {
        assert_eq!(answer(&remote, sql).await, answer(&local, sql).await, "{sql}");
    }
    assert_eq!(answer(&remote, "select a from counters limit 5").await.len(), 5);

    let layout = Layout::new(counters, &ktsnap_table::Options::default()).unwrap();
    let layout = Arc::new(layout);
    let mut listing = Reports::write(folder.path(), &texts(20), &TOPOLOGIES).listing;
    for (at, file) in listing.files.iter_mut().enumerate() {
        file.path = folder.path().join(&file.path);
        file.run.directory = format!("6.{}.0", at % 2);
        file.run.run = format!("run-{at}");
    }
    let path = folder.path().join("table");
    write_parquet(&layout, listing, &path, &mut |_| {}).unwrap();
    let inputs = [Input::parquet(&path)];
    let factory = Factory::new(Lines::from_spec);
    let parquet = ktsnap_cluster::session(&cluster.address, &factory, &[], inputs, &Options::default()).await.unwrap();
    let sql = "select directory, sum(a) from counters where topology = 'numa' group by directory order by directory";
    assert_eq!(answer(&parquet, sql).await, [["6.0.0", "24"], ["6.1.0", "33"]]);
}

#[tokio::test]
async fn poisoned_files_are_reported_as_by_one_process() {
    let cluster = Cluster::start();
    let folder = TempDir::new().unwrap();
    let counters = Lines::new(&["a", "b"]);
    let texts: Vec<_> = (0..60).map(|at| if at % 20 == 7 { "b 1\n".into() } else { text(at) }).collect();
    let files = Reports::write(folder.path(), &texts, &TOPOLOGIES).local();
    let (remote, local) =
        (cluster.session(&counters, &files, &Options::default()).await, local(&counters, &files).await);
    let sql = "select topology, count(a), sum(a) from counters group by topology order by topology";
    let (batches, unreadable) = rows(&remote, sql).await.collect().await.unwrap();
    let (local_batches, local_unreadable) = rows(&local, sql).await.collect().await.unwrap();
    assert_eq!(table(&batches), table(&local_batches));
    assert_eq!(unreadable, local_unreadable);
    assert_eq!(unreadable.files.len(), 3, "{unreadable:?}");
    // The scheduler has no metrics of a UNION that match its operators.
    let union = "select a from counters where topology = 'numa' union all select b from counters where attempt = 7";
    let (_, of_union) = rows(&remote, union).await.collect().await.unwrap();
    assert_eq!(of_union, rows(&local, union).await.collect().await.unwrap().1);
    assert!(!of_union.is_empty());
    let errors = "select attempt, message from errors order by attempt";
    assert_eq!(answer(&remote, errors).await, answer(&local, errors).await);
    let strict = cluster.session(&counters, &files, &Options { strict: true, ..Options::default() }).await;
    let error = rows(&strict, sql).await.collect().await.unwrap_err();
    assert!(unreadable.files.iter().any(|report| error.message() == report.to_string()), "{error}");
}

#[tokio::test]
async fn an_executor_that_is_killed_does_not_change_the_answer() {
    let mut cluster = Cluster::start();
    let folder = TempDir::new().unwrap();
    // 600 reports on four threads take at least three seconds.
    let counters = Lines::slow(&["a", "b"], Some(20));
    let texts: Vec<_> = (0..600).map(|at| if at == 300 { "b 1\n".into() } else { text(at) }).collect();
    let files = Reports::write(folder.path(), &texts, &TOPOLOGIES).local();
    let sql = "select topology, count(*), sum(a) from counters group by topology order by topology";
    let expected = {
        let session = local(&Lines::new(&["a", "b"]), &files).await;
        rows(&session, sql).await.collect().await.unwrap()
    };
    for kill in [false, true] {
        let session = cluster.session(&counters, &files, &Options::default()).await;
        let started = Instant::now();
        let query = tokio::spawn(async move { session.sql(sql).await.unwrap().collect().await });
        if kill {
            tokio::time::sleep(Duration::from_millis(1500)).await;
            assert!(!query.is_finished());
            drop(cluster.executors.pop());
        }
        let (batches, unreadable) = query.await.unwrap().unwrap();
        assert_eq!(table(&batches), table(&expected.0), "killed: {kill}");
        assert_eq!(unreadable, expected.1, "killed: {kill}");
        println!("killed: {kill}, {:?}", started.elapsed());
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let folder = TempDir::new().unwrap();
    let files = Reports::write(folder.path(), &texts(2), &TOPOLOGIES).local();
    let address = format!("127.0.0.1:{}", free_port());
    let factory = Factory::new(Lines::from_spec);
    let session = async |counters| {
        let inputs = [common::input(&counters, files.clone())];
        ktsnap_cluster::session(&address, &factory, &[], inputs, &Options::default()).await.unwrap()
    };
    let error = match session(Lines::new(&["a"])).await.sql("select a from counters").await {
        Ok(rows) => rows.collect().await.unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(error.message(), format!("there is no scheduler at {address}"));
    let compiled = session(Lines::slow(&["a"], None)).await.sql("select a from counters").await;
    let error = match compiled {
        Ok(rows) => rows.collect().await.unwrap_err(),
        Err(error) => error,
    };
    assert!(error.message().starts_with("the struct Lines is compiled into this program"), "{error}");
}
