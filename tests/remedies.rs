//! Applies the remedies in the messages of the derives. `ui-tests/mended` has a twin of each UI case, with the change that the
//! help describes. All twins are compiled as one crate, and those that mirror a section or a map are read.
//!
//! `tests/diagnostics.rs` compares each twin with its case and with the help.

#![allow(dead_code, reason = "most cases only declare a struct")]
#![allow(
    clippy::enum_variant_names,
    clippy::enum_clike_unportable_variant,
    reason = "variants have the names and values of C's enumerators"
)]

#[path = "support/pointers.rs"]
mod pointers;
#[path = "support/render.rs"]
mod render;
mod support;

use ktsnap::typed::{Location, OneMap};
use ktsnap::{Snapshot, SnapshotSchema};

#[path = "../ui-tests/mended/mod.rs"]
mod mended;

const DISPATCH: &str = "examples/captures/dispatch-a2.json";

/// Reads the struct from a capture if its object is `dispatch.bpf.o`, and from zeroes otherwise.
fn read<T: OneMap>() {
    if T::schema().location.has_keys() {
        read_without_entries::<T>();
    } else if T::schema().object.ends_with("dispatch.bpf.o") {
        let report = support::capture(DISPATCH);
        if let Err(error) = T::from_snapshot(&Snapshot::new(&report)) {
            panic!("the mended struct does not read {DISPATCH}: {error}");
        }
    } else {
        read_zeroes::<T>();
    }
}

/// Reads the parts of a struct from a capture of `dispatch.bpf.o`.
fn read_parts<T: SnapshotSchema>() {
    let report = support::capture(DISPATCH);
    if let Err(error) = T::from_snapshot(&Snapshot::new(&report)) {
        panic!("the mended struct does not read {DISPATCH}: {error}");
    }
}

/// Reads the struct from a map without entries.
fn read_without_entries<T: OneMap>() {
    let Location::Map { name, map_type, value_size, max_entries, .. } = T::schema().location else { unreachable!() };
    let map = serde_json::json!({
        "name": name, "map_kva": 16, "map_type": map_type, "value_size": value_size, "max_entries": max_entries,
    });
    let report = support::report(&support::running("hashes", &[16], &[map]));
    if let Err(error) = T::from_snapshot(&Snapshot::new(&report)) {
        panic!("the mended struct does not read a map without entries: {error}");
    }
}

/// Reads the struct from a report in which every pointer was followed.
fn read_pointers<T: SnapshotSchema>() {
    let report = support::report(&pointers::Memory::of_four().json());
    if let Err(error) = T::from_snapshot(&Snapshot::new(&report)) {
        panic!("the mended struct does not read what pointers point to: {error}");
    }
}

/// Reads the struct from zeroes.
fn read_zeroes<T: OneMap>() {
    if let Err(error) = T::from_section_bytes(&zeroes(&T::schema().location)) {
        panic!("the mended struct does not read zeroes: {error}");
    }
}

/// Zeroes with the size of the section or the map.
fn zeroes(location: &Location) -> Vec<u8> {
    let bytes = match *location {
        Location::Section { size, .. } => size,
        Location::Map { value_size, max_entries, .. } => {
            u64::from(value_size).next_multiple_of(8) * u64::from(max_entries)
        }
        _ => unreachable!("a struct mirrors a section or a map"),
    };
    vec![0; usize::try_from(bytes).unwrap()]
}
