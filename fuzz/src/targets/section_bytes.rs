//! The bytes of a section or of a map's values, as a running scheduler has them.
//!
//! - A struct that is read from the bytes of a section is the one that is read from a report in which the same bytes are
//!   rendered.
//!
//! The first byte chooses the struct.

use std::sync::LazyLock;

use ktsnap::report::FailureDumpReport;
use ktsnap::typed::{OneMap, ReadError};
use ktsnap::{Snapshot, SnapshotSchema};
use ktsnap_btf::Layout;
use ktsnap_render::Renderer;
use serde_json::json;

use crate::bounds::Bound;
use crate::schemas::{Bss, Dispatch, Histograms};

const BYTES: Bound = Bound::of("SnapshotSchema::from_section_bytes");

static DISPATCH: LazyLock<Layout> = LazyLock::new(|| {
    Layout::parse(include_bytes!("../../../examples/bpf/dispatch.bpf.o")).expect("the object is whole")
});
static HISTOGRAM: LazyLock<Layout> =
    LazyLock::new(|| Layout::parse(include_bytes!("../../../tests/bpf/histogram.bpf.o")).expect("the object is whole"));

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let Some((choice, bytes)) = input.split_first() else { return };
    match choice % 3 {
        0 => both::<Bss>(&DISPATCH, bytes),
        1 => both::<Dispatch>(&DISPATCH, bytes),
        _ => both::<Histograms>(&HISTOGRAM, bytes),
    }
}

fn both<T: SnapshotSchema + OneMap + std::fmt::Debug>(layout: &Layout, bytes: &[u8]) {
    let size = layout.section(".bss").expect("the object has a `.bss`").size;
    let read = BYTES.held(bytes.len(), || T::from_section_bytes(bytes));
    let report = rendered(layout, bytes);
    let expected = T::from_snapshot(&Snapshot::new(&report));
    match (&read, &expected) {
        (Ok(read), Ok(expected)) => {
            // A struct that does not need the last variables can be read from fewer bytes.
            assert_eq!(format!("{read:?}"), format!("{expected:?}"));
        }
        (Err(error), _) => {
            assert!(ReadError::from(error.clone()).to_string().len() > 8);
            assert!((bytes.len() as u64) < size || expected.is_err(), "{error}");
        }
        (Ok(_), Err(error)) => panic!("only the rendered report says {error}"),
    }
}

fn rendered(layout: &Layout, bytes: &[u8]) -> FailureDumpReport {
    let section = layout.section(".bss").expect("the object has a `.bss`");
    let value = Renderer::of(layout.big_endian).section(section, |range| {
        let part = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
        bytes[part(range.start)..part(range.end)].to_vec()
    });
    let json = json!({"schema": "single", "maps": [{
        "name": "test.bss", "map_kva": 1, "map_type": 2, "value_size": bytes.len(), "max_entries": 1, "value": value,
    }]});
    FailureDumpReport::from_json(&json.to_string()).expect("the report is whole")
}
