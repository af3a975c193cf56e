//! Counts the bytes that reading a hostile object allocates. Types can refer to one name any number of times.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "objects/btf.rs"]
#[allow(dead_code, reason = "the tests of objects share this builder")]
mod btf;

use allocation_counter::measure;
use btf::{Btf, ENUM, STRUCT, TYPEDEF, VAR};
use ktsnap_btf::{Layout, LayoutFile};

/// The longest name that is accepted has 512 bytes.
const LONG: usize = 500;

/// The most bytes that are allocated at one time.
fn most_bytes<T>(run: impl FnOnce() -> T) -> u64 {
    let mut result = None;
    let counted = measure(|| result = Some(run()));
    drop(result);
    counted.bytes_max
}

/// An enum of `count` enumerators that all have one name.
fn enumerators(count: u32, name: usize) -> Btf {
    let mut btf = Btf::new();
    let name = btf.name(&"n".repeat(name));
    let words: Vec<u32> = (0..count).flat_map(|value| [name, value]).collect();
    btf.add(name, ENUM, count as usize, 4, &words);
    btf
}

/// Structs of 100 members each. All structs and members have one name.
fn members(count: u32, name: usize) -> Btf {
    let mut btf = Btf::new();
    let int = btf.u32();
    let name = btf.name(&"n".repeat(name));
    for _ in 0..count / 100 {
        let words: Vec<u32> = (0..100).flat_map(|at| [name, int, 32 * at]).collect();
        btf.add(name, STRUCT, 100, 400, &words);
    }
    btf
}

/// A section that lists one static of a type without a size `count` times.
fn entries(section: &str, count: u32, name: usize) -> Btf {
    let mut btf = Btf::new();
    let name = btf.name(&"n".repeat(name));
    let ty = btf.add(name, STRUCT, 0, 0, &[]);
    let var = btf.add(name, VAR, 0, ty, &[0]);
    btf.datasec(section, 8, &vec![[var, 0, 0]; count as usize]);
    btf
}

/// `count` types of one kind, each with a name of its own.
fn named(kind: u32, count: u32) -> Btf {
    let mut btf = Btf::new();
    let int = btf.u32();
    for at in 0..count {
        let name = btf.name(&format!("{at:x}"));
        btf.add(name, kind, 0, if kind == TYPEDEF { int } else { 4 }, &[]);
    }
    btf
}

#[test]
fn a_name_that_many_types_share_is_stored_once() {
    let objects: [&dyn Fn(u32, usize) -> Btf; 4] =
        [&enumerators, &members, &|count, name| entries(".bss", count, name), &|count, name| {
            entries(".maps", count, name)
        }];
    for (index, object) in objects.iter().enumerate() {
        let bytes = |count, name| {
            let object = object(count, name).object();
            let read = most_bytes(|| Layout::parse(&object).unwrap());
            let layout = Layout::parse(&object).unwrap();
            (read, most_bytes(|| LayoutFile::new(&layout)))
        };
        for count in [2_000, 4_000] {
            let (short, long) = (bytes(count, 5), bytes(count, LONG));
            let allowed = 30 * LONG as u64;
            assert!(long.0 < short.0 + allowed, "object {index}: {short:?} {long:?} bytes for {count} names");
            assert!(long.1 < short.1 + allowed, "object {index}: {short:?} {long:?} bytes for {count} names");
        }
    }
}

/// The bound that the documentation of ktsnap-btf states.
#[test]
fn reading_an_object_allocates_at_most_40_times_its_btf() {
    for count in [14_337, 28_673] {
        let mut strings = Btf::new();
        (0..4 * count).for_each(|_| _ = strings.name("a"));
        let objects = [
            ("strings", strings),
            ("enumerators", enumerators(count, LONG)),
            ("members", members(count, LONG)),
            ("variables", entries(".bss", count, LONG)),
            ("maps", entries(".maps", count, LONG)),
            ("typedefs", named(TYPEDEF, count)),
            ("structs", named(STRUCT, count)),
            ("enums", named(ENUM, count)),
        ];
        for (what, btf) in objects {
            let section = btf.section();
            let bytes = most_bytes(|| Layout::parse(&section));
            let times = bytes as f64 / section.len() as f64;
            assert!(bytes <= 40 * section.len() as u64 + (64 << 10), "{count} {what}: {times:.1} times");
        }
    }
}
