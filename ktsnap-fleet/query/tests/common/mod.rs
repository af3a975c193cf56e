//! Reports of a small format, and counters that note what is read.

#![allow(dead_code, reason = "each test uses a part")]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::object_store::path::Path as StorePath;
use ktsnap_core::__private::{Inspected, RustType};
use ktsnap_core::{FailureDumpReport, ReadError};
use ktsnap_query::__private::{Files, ReportMeta};
use ktsnap_query::{Input, Options, Rows, Session};
use ktsnap_table::{CounterField, CounterValues, Counters, CountersSpec, Listing, ReportFile, RunFacts, Wanted};

/// Counters of files whose lines are `name value`. It notes the variables that each read wants.
#[derive(Debug)]
pub(crate) struct Lines {
    fields: Vec<CounterField>,
    /// How long a read takes, in milliseconds. `None` for counters that can't be sent to another process.
    pub(crate) delay: Option<u64>,
    pub(crate) reads: AtomicUsize,
    pub(crate) wanted: Mutex<Vec<Vec<String>>>,
}

impl Lines {
    pub(crate) fn new(names: &[&str]) -> Arc<Self> {
        Self::slow(names, Some(0))
    }

    pub(crate) fn from_spec(spec: &CountersSpec) -> Result<Arc<dyn Counters>, String> {
        let delay = spec.layout.parse().map_err(|error| format!("`{}`: {error}", spec.layout))?;
        Ok(Self::slow(&spec.source.split(' ').collect::<Vec<_>>(), Some(delay)))
    }

    pub(crate) fn slow(names: &[&str], delay: Option<u64>) -> Arc<Self> {
        let field = |name: &&str| CounterField { name: (*name).to_owned(), ty: RustType::Uint { bits: 64 } };
        let fields = names.iter().map(field).collect();
        Arc::new(Self { fields, delay, reads: AtomicUsize::new(0), wanted: Mutex::default() })
    }

    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }
}

impl Counters for Lines {
    fn name(&self) -> &str {
        "Lines"
    }

    fn fields(&self) -> &[CounterField] {
        &self.fields
    }

    fn ratios(&self) -> &[String] {
        &[]
    }

    fn read(&self, json: &str, _file: &Path, wanted: &Wanted) -> Result<CounterValues, ReadError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(self.delay.unwrap_or_default()));
        let names: Vec<_> = wanted.fields.iter().map(|at| self.fields[*at].name.clone()).collect();
        self.wanted.lock().unwrap().push(names.clone());
        let value = |name: &String| {
            let line = json.lines().find_map(|line| line.split_once(' ').filter(|(found, _)| found == name));
            let value = line.and_then(|(_, value)| value.parse().ok());
            // The error is that of a file that is not a report.
            let error = || ReadError::from(FailureDumpReport::from_json(json).unwrap_err());
            value.map(|value| Inspected::Integer { value, counts: true }).ok_or_else(error)
        };
        let fields = names.iter().map(value).collect::<Result<_, _>>()?;
        Ok(CounterValues { fields, ratios: Vec::new(), map: "bpf.bss".into(), map_kva: 1 })
    }

    fn definition(&self) -> String {
        String::new()
    }

    fn spec(&self) -> Option<CountersSpec> {
        let names: Vec<_> = self.fields.iter().map(|field| field.name.as_str()).collect();
        let (source, name, layout) = (names.join(" "), "Lines".to_owned(), self.delay?.to_string());
        Some(CountersSpec { source, name, layout })
    }
}

/// Files with the facts of a run. The attempt is the number of the file.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    metas: Vec<ReportMeta>,
    pub(crate) listing: Listing,
}

impl Reports {
    /// Writes one file for each text, with the topologies in turn.
    pub(crate) fn write(folder: &Path, texts: &[String], topologies: &[&str]) -> Self {
        let mut reports = Self::default();
        for (at, text) in texts.iter().enumerate() {
            let path = folder.join(format!("{at:05} [x].failure-dump.json"));
            std::fs::write(&path, text).unwrap();
            let location = StorePath::from_absolute_path(&path).unwrap();
            reports.push(location, text.len(), topologies[at % topologies.len()], at);
        }
        reports
    }

    pub(crate) fn push(&mut self, location: StorePath, size: usize, topology: &str, number: usize) {
        let path = location.filename().unwrap().into();
        let attempt = u32::try_from(number).ok();
        let run = RunFacts { topology: Some(topology.to_owned()), attempt, ..RunFacts::default() };
        let (size, modified) = (size as u64, SystemTime::UNIX_EPOCH);
        self.listing.files.push(ReportFile { path, size, modified, run });
        self.metas.push(ReportMeta { location, size, modified });
    }

    pub(crate) fn files(self, store: ObjectStoreUrl) -> Arc<Files> {
        let counters: Arc<dyn Counters> = Lines::new(&[]);
        Arc::new(Files::from_parts(&counters, "", store, self.metas, &self.listing).unwrap())
    }

    pub(crate) fn local(self) -> Arc<Files> {
        self.files(ObjectStoreUrl::local_filesystem())
    }
}

/// The text of a report: `a` is the number, `b` its square, and `c` to `z` are there too.
pub(crate) fn text(number: usize) -> String {
    let rest: String = ('c'..='z').map(|name| format!("{name} 1\n")).collect();
    format!("a {number}\nb {}\n{rest}", number * number)
}

pub(crate) fn texts(count: usize) -> Vec<String> {
    (0..count).map(text).collect()
}

pub(crate) fn input(counters: &Arc<Lines>, files: Arc<Files>) -> Input {
    Input::files(counters.clone(), ktsnap_table::Options::default(), files)
}

pub(crate) async fn session(counters: &Arc<Lines>, files: Arc<Files>, options: &Options) -> Session {
    Session::open([input(counters, files)], options).await.unwrap()
}

/// The rows of an answer as texts.
pub(crate) fn table(batches: &[RecordBatch]) -> Vec<Vec<String>> {
    let row = |batch: &RecordBatch, at| {
        batch.columns().iter().map(|column| array_value_to_string(column, at).unwrap()).collect::<Vec<_>>()
    };
    batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |at| row(batch, at))).collect()
}

/// The rows of a query, which must read all reports.
pub(crate) async fn answer(session: &Session, sql: &str) -> Vec<Vec<String>> {
    let (batches, unreadable) =
        rows(session, sql).await.collect().await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    assert!(unreadable.is_empty(), "{unreadable:?}");
    table(&batches)
}

pub(crate) async fn rows(session: &Session, sql: &str) -> Rows {
    session.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}
