//! The remedies of the derives' messages, applied: `ui-tests/mended` has the twin of each UI case, with what the help
//! says and nothing else. All twins compile here as one crate. A twin that mirrors a section or a map is read too.
//!
//! `tests/diagnostics.rs` compares each twin with its case and with the help.

#![allow(dead_code, reason = "a twin has the items of its case, and most cases only declare a struct")]
#![allow(
    clippy::enum_variant_names,
    clippy::enum_clike_unportable_variant,
    reason = "variants have the names and values of C's enumerators"
)]

mod support;

use ktsnap::typed::Location;
use ktsnap::{Snapshot, SnapshotSchema};

#[path = "../ui-tests/mended/mod.rs"]
mod mended;

const DISPATCH: &str = "examples/captures/dispatch-a2.json";

/// Reads the struct: from a capture of the running scheduler if its object is `dispatch.bpf.o`, and from bytes otherwise.
fn read<T: SnapshotSchema>() {
    if T::SCHEMA.object.ends_with("dispatch.bpf.o") {
        let report = support::capture(DISPATCH);
        if let Err(error) = T::from_snapshot(&Snapshot::new(&report)) {
            panic!("the mended struct does not read {DISPATCH}: {error}");
        }
    } else {
        read_zeroes::<T>();
    }
}

/// Reads the struct from the bytes of a scheduler that has not run.
fn read_zeroes<T: SnapshotSchema>() {
    if let Err(error) = T::from_section_bytes(&zeroes(&T::SCHEMA.home)) {
        panic!("the mended struct does not read zeroes: {error}");
    }
}

/// What the section or the map holds when the scheduler has not run.
fn zeroes(home: &Location) -> Vec<u8> {
    let bytes = match *home {
        Location::Section { size, .. } => size,
        Location::Map { value_size, max_entries, .. } => {
            u64::from(value_size).next_multiple_of(8) * u64::from(max_entries)
        }
        _ => unreachable!("a struct mirrors a section or a map"),
    };
    vec![0; usize::try_from(bytes).unwrap()]
}
