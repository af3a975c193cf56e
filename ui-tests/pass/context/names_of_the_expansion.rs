// Fields, ratios and items with names that the expansion uses.
#![allow(dead_code, non_upper_case_globals)]

use ktsnap::SnapshotSchema;

const EXPR: u64 = 1;
const schema: u64 = 2;
static fields: u64 = 3;
const map: &str = "4";

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(evaluate = map / fields))]
struct Counters {
    #[snapshot(rename = "nr_mig_same")]
    map: u64,
    #[snapshot(rename = "nr_mig_cross")]
    fields: u64,
    #[snapshot(rename = "nr_enqueued")]
    schema: u64,
}

fn main() {
    assert_eq!(Counters::schema().names().count(), 3);
    assert_eq!(
        Counters {
            map: 1,
            fields: 2,
            schema: 3
        }
        .evaluate(),
        Ok(0.5)
    );
}
