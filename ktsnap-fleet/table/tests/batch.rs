//! Batches of values of every type, of values that do not fit, and of any number of reports.

mod support;

use std::ffi::CString;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use ktsnap::__private::{Inspected, InspectedField, InspectedRows, InspectedText, RustMember, RustStruct, RustType};
use ktsnap::{CpuSet, ReadError};
use ktsnap_table::{
    BatchBuilder, CounterField, CounterValues, Counters, CountersSpec, FileError, Form, Layout, Long, Options,
    ReportFile, RunFacts, Wanted,
};
use serde_json::json;
use support::json_rows;

/// Counters that are not read.
#[derive(Debug)]
struct Made(Vec<CounterField>);

impl Counters for Made {
    fn name(&self) -> &str {
        "Made"
    }

    fn fields(&self) -> &[CounterField] {
        &self.0
    }

    fn ratios(&self) -> &[String] {
        &[]
    }

    fn read(&self, _: &str, _: &Path, _: &Wanted) -> Result<CounterValues, ReadError> {
        unreachable!("the values are made")
    }

    fn definition(&self) -> String {
        String::new()
    }

    fn spec(&self) -> Option<CountersSpec> {
        None
    }
}

const U64: RustType = RustType::Uint { bits: 64 };

fn layout(fields: &[(&str, RustType)], form: Form) -> Arc<Layout> {
    let fields = fields.iter().map(|(name, ty)| CounterField { name: (*name).to_owned(), ty: *ty }).collect();
    Arc::new(Layout::new(Arc::new(Made(fields)), &Options { form, ..Options::default() }).unwrap())
}

fn file() -> ReportFile {
    let run = RunFacts { directory: "d".to_owned(), run: "r".to_owned(), ..RunFacts::default() };
    ReportFile { path: "d/r.json".into(), size: 1, modified: SystemTime::UNIX_EPOCH, run }
}

fn values(fields: Vec<Inspected>) -> CounterValues {
    CounterValues { fields, ratios: Vec::new(), map: "m".to_owned(), map_kva: 0 }
}

fn built(layout: &Arc<Layout>, fields: Vec<Inspected>) -> (RecordBatch, Vec<FileError>) {
    let mut builder = BatchBuilder::new(layout);
    builder.push(&file(), Ok(values(fields)));
    builder.finish().unwrap()
}

fn integer(value: i128) -> Inspected {
    Inspected::Integer { value, counts: true }
}

fn rows(is_truncated: bool) -> Inspected {
    let (rows, keys) = (
        vec![("x".to_owned(), integer(7)), ("y".to_owned(), integer(9))],
        vec![
            Inspected::Text(InspectedText::Text("x".to_owned())),
            Inspected::Text(InspectedText::Text("y".to_owned())),
        ],
    );
    Inspected::Rows(InspectedRows { rows, keys, slots: Vec::new(), is_truncated })
}

const ROWS: RustType = RustType::Rows { key: &RustType::Text, value: &U64 };

#[test]
fn rows_of_a_map_keep_their_keys_in_both_forms() {
    let (batch, errors) = built(&layout(&[("cells", ROWS)], Form::Lists), vec![rows(false)]);
    assert_eq!(json_rows(&batch)[0]["cells"], json!([{"key": "x", "value": 7}, {"key": "y", "value": 9}]));
    assert!(errors.is_empty());
    let long = layout(&[("cells", ROWS), ("all", U64)], Form::Long(Long::Elements("cells".to_owned())));
    let (batch, _) = built(&long, vec![rows(false), integer(16)]);
    let found = json_rows(&batch);
    let found: Vec<_> = found.iter().map(|row| (&row["key"], &row["cells"], &row["all"])).collect();
    assert_eq!(found, [(&json!("x"), &json!(7), &json!(16)), (&json!("y"), &json!(9), &json!(16))]);
    // The keys are the columns' own also if the values are not wanted.
    let (batch, _) = built(&Arc::new(long.select(&["key"]).unwrap()), vec![rows(false)]);
    assert_eq!(json_rows(&batch), [json!({"key": "x"}), json!({"key": "y"})]);
}

#[test]
fn rows_that_were_captured_in_part_are_reported() {
    let (batch, errors) = built(&layout(&[("cells", ROWS)], Form::Lists), vec![rows(true)]);
    assert_eq!(batch.num_rows(), 1);
    assert_eq!(errors[0].message, "the map of `cells` can have more entries than the 2 captured");
    assert_eq!((errors[0].directory.as_deref(), errors[0].run.as_deref()), (Some("d"), Some("r")));
}

#[test]
fn extreme_values_are_exact_and_a_value_that_does_not_fit_is_an_error() {
    const PAIR: RustStruct = RustStruct::new(
        "Pair",
        None,
        &[
            RustMember::of_schema("low", RustType::Int { bits: 8 }),
            RustMember::of_schema("high", RustType::Option(&U64)),
        ],
    );
    let types = [
        ("big", U64),
        ("small", RustType::Int { bits: 64 }),
        ("bytes", RustType::CString),
        ("pair", RustType::Struct(&PAIR)),
        ("slots", RustType::PerCpu(&RustType::Struct(&PAIR))),
        ("float", RustType::Float { bits: 32 }),
    ];
    let layout = layout(&types, Form::Lists);
    let field = |name, value| InspectedField { name, keeps_later: false, saturating: false, value };
    let pair = Inspected::Fields(vec![field("low", integer(-128)), field("high", Inspected::Absent)]);
    let good = vec![
        integer(u64::MAX.into()),
        integer(i64::MIN.into()),
        Inspected::Text(InspectedText::CString(CString::new(*b"\xff\x01").unwrap())),
        pair.clone(),
        Inspected::Elements(vec![Inspected::Absent, pair]),
        Inspected::Float(f64::from(f32::MAX)),
    ];
    let (batch, errors) = built(&layout, good.clone());
    assert!(errors.is_empty(), "{errors:?}");
    let row = &json_rows(&batch)[0];
    assert_eq!((&row["big"], &row["small"]), (&json!(u64::MAX), &json!(i64::MIN)));
    assert_eq!((&row["pair"], &row["slots"]), (&json!({"low": -128}), &json!([null, {"low": -128}])));
    assert_eq!(batch.column_by_name("bytes").unwrap().as_binary::<i32>().value(0), b"\xff\x01");
    let bad: [(usize, Inspected, &str); 4] = [
        (0, integer(-1), "the field `big`: the value -1 is not of type `u64`"),
        (1, integer(1 << 64), "the field `small`: the value 18446744073709551616 is not of type `i64`"),
        (3, Inspected::Absent, "the field `pair`: the value is not of type `Pair`"),
        (5, integer(1), "the field `float`: the value 1 is not of type `f32`"),
    ];
    for (at, value, message) in bad {
        let mut values = good.clone();
        values[at] = value;
        let (batch, errors) = built(&layout, values);
        assert_eq!((batch.num_rows(), errors[0].message.as_str()), (0, message));
    }
}

#[test]
fn a_set_of_more_cpus_than_a_machine_has_is_an_error() {
    let layout = layout(&[("cpus", RustType::CpuSet)], Form::Lists);
    let set = |cpus: std::ops::Range<u32>| Inspected::Text(InspectedText::Cpus(cpus.collect::<CpuSet>()));
    let (batch, errors) = built(&layout, vec![set(0..65_536)]);
    assert_eq!((batch.num_rows(), errors.len()), (1, 0));
    let (batch, errors) = built(&layout, vec![set(0..65_537)]);
    assert_eq!(batch.num_rows(), 0);
    assert_eq!(
        errors[0].message,
        "the field `cpus`: the set of CPUs 0-65536 has more than 65536, which no machine has"
    );
}

/// The largest batch, and the number of rows, of a number of reports with a list each.
fn largest(form: &Form, reports: usize, elements: usize) -> (usize, usize) {
    let layout = layout(&[("values", RustType::Vec(&U64))], form.clone());
    let mut builder = BatchBuilder::new(&layout);
    let (mut largest, mut rows) = (0, 0);
    for report in 0..reports {
        let list = Inspected::Elements((0..elements).map(|index| integer(index as i128)).collect());
        builder.push(&file(), Ok(values(vec![list])));
        if builder.is_full() || report + 1 == reports {
            let (batch, errors) = builder.finish().unwrap();
            assert!(errors.is_empty());
            largest = largest.max(batch.get_array_memory_size());
            rows += batch.num_rows();
        }
    }
    (largest, rows)
}

#[test]
fn a_batch_does_not_grow_with_the_number_of_reports_or_their_size() {
    let long = Form::Long(Long::Elements("values".to_owned()));
    // Buffers grow by doubling, and hold at most one report more than the bound.
    let bound = 2 * (8 << 20) + (1 << 20);
    let sizes = [(&Form::Lists, 8, 9000), (&Form::Lists, 4096, 300), (&long, 8, 1100), (&long, 4096, 4)];
    for (form, elements, reports) in sizes {
        let per_report = if *form == long { elements } else { 1 };
        for reports in [reports, 3 * reports] {
            let (largest, rows) = largest(form, reports, elements);
            assert!(largest <= bound, "{form:?} of {reports} reports with {elements} elements: {largest} bytes");
            assert_eq!(rows, reports * per_report);
        }
    }
}
