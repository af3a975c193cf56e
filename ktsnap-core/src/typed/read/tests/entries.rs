//! The entries of maps with keys.

use super::*;
use crate::report::{FailureDumpArrayEntry, FailureDumpEntry, FailureDumpPercpuEntry, FailureDumpPercpuHashEntry};
use crate::typed::c_type::CEntries;
use crate::typed::read::MapEntries;
use crate::typed::read::failure::ReadFailure;
use crate::typed::types::FieldValue;

static PLAIN: CEntries = CEntries::new(U32, "u32", U64);
static PER_CPU: CEntries = CEntries::new(U32, "u32", CType::PerCpu(&U64));

fn entry(key: u32) -> FailureDumpEntry {
    FailureDumpEntry {
        key: Some(uint(32, key.into())),
        key_hex: key.to_le_bytes().map(|byte| format!("{byte:02x}")).join(" "),
        value: Some(uint(64, u64::from(key) * 10)),
        ..FailureDumpEntry::default()
    }
}

/// A hash map with these keys.
fn hash(keys: impl IntoIterator<Item = u32>, max_entries: u32) -> FailureDumpMap {
    FailureDumpMap {
        name: "hash".to_owned(),
        max_entries,
        entries: keys.into_iter().map(entry).collect(),
        ..FailureDumpMap::default()
    }
}

fn entries<'a>(map: &'a FailureDumpMap, of: &'static CEntries) -> Result<MapEntries<'a>, Why> {
    at_map(map, CType::Entries(of), ALL).entries().map_err(|found| found.why)
}

#[test]
fn a_report_with_4096_entries_may_lack_others_unless_the_map_holds_no_more() {
    let is_cut = |len, max_entries, error: Option<&str>| {
        let map = FailureDumpMap { error: error.map(str::to_owned), ..hash(0..len, max_entries) };
        entries(&map, &PLAIN).map(|entries| entries.is_cut)
    };
    assert_eq!(is_cut(4095, 5000, None), Ok(false));
    assert_eq!(is_cut(4096, 5000, None), Ok(true));
    assert_eq!(is_cut(4096, 4097, None), Ok(true));
    assert_eq!(is_cut(4096, 4096, None), Ok(false));
    // A storage map has no maximum.
    assert_eq!(is_cut(4096, 0, None), Ok(true));
    assert_eq!(is_cut(4095, 0, None), Ok(false));
    // With an error the map is cut, or was not read to its end.
    assert_eq!(is_cut(4096, 4096, Some("stopped")), Ok(true));
    assert_eq!(is_cut(4095, 4096, Some("stopped")), Err(Why::NotRendered { error: "stopped".to_owned() }));
}

#[test]
fn the_contents_of_another_type_of_map_are_not_an_empty_map() {
    let with = |change: fn(&mut FailureDumpMap)| {
        let mut map = hash([], 8);
        change(&mut map);
        map
    };
    let others = [
        with(|map| map.value = Some(uint(64, 1))),
        with(|map| map.array_entries.push(FailureDumpArrayEntry::default())),
        with(|map| map.percpu_entries.push(FailureDumpPercpuEntry::default())),
        with(|map| map.percpu_hash_entries.push(FailureDumpPercpuHashEntry::default())),
    ];
    for map in &others {
        assert!(matches!(entries(map, &PLAIN), Err(Why::Drift { .. })), "{map:?}");
    }
    for map in others[..3].iter().chain([&hash([1], 8)]) {
        assert!(matches!(entries(map, &PER_CPU), Err(Why::Drift { .. })), "{map:?}");
    }
    assert_eq!(entries(&hash([], 8), &PLAIN).unwrap().len, 0);
    assert_eq!(entries(&others[3], &PER_CPU).unwrap().len, 1);
}

#[test]
fn all_entries_are_there_once() {
    let complete = |map: &FailureDumpMap| entries(map, &PLAIN).unwrap().complete().map_err(|found| found.why);
    assert_eq!(complete(&hash([1, 2, 3], 8)), Ok(()));
    // The first that repeats a key is named.
    assert_eq!(complete(&hash([1, 2, 2, 1], 8)), Err(Why::RepeatedKey { key: "2".to_owned() }));
    let cut = Why::CutEntries { kept: 4096, max_entries: 5000, is_lookup: false };
    assert_eq!(complete(&hash(0..4096, 5000)), Err(cut));
}

#[test]
fn a_lookup_finds_the_entry_of_its_key() {
    let lookup = |map: &FailureDumpMap, key| {
        let value = entries(map, &PLAIN).unwrap().lookup(key).and_then(u64::read);
        value.map_err(|found| found.why)
    };
    assert_eq!(lookup(&hash([4, 2, 9], 8), 2), Ok(20));
    assert_eq!(lookup(&hash([4, 2, 9], 8), 3), Err(Why::NoEntry));
    assert_eq!(lookup(&hash([4, 2, 4], 8), 4), Err(Why::RepeatedKey { key: "4".to_owned() }));
    assert_eq!(lookup(&hash([4, 2, 4], 8), 2), Ok(20));
    let cut = hash(0..4096, 5000);
    assert_eq!(lookup(&cut, 4095), Ok(40_950));
    assert_eq!(lookup(&cut, 4096), Err(Why::CutEntries { kept: 4096, max_entries: 5000, is_lookup: true }));
}

#[test]
fn a_key_is_as_wide_as_in_the_object() {
    let map = hash([4], 8);
    let entries = at_map(&map, CType::Entries(&PLAIN), ALL).widened().entries().unwrap();
    assert_eq!(u32::read(entries.key(0).unwrap()), Ok(4));
    assert!(u64::read(entries.key(0).unwrap()).is_err());
    assert_eq!(u64::read(entries.value(0).unwrap()), Ok(40));
}

#[test]
fn an_entry_is_named_by_its_key_or_by_the_bytes_of_it() {
    let place = |key: Option<RenderedValue>, key_hex: &str| {
        let entry = FailureDumpEntry { key, key_hex: key_hex.to_owned(), ..entry(0) };
        let map = FailureDumpMap { entries: vec![entry], ..FailureDumpMap::default() };
        entries(&map, &PLAIN).unwrap().place(0)
    };
    let enumerator = |variant: Option<&str>| RenderedValue::Enum {
        bits: 32,
        value: 2,
        variant: variant.map(Into::into),
        is_signed: false,
    };
    assert_eq!(place(Some(uint(32, 7)), "07 00 00 00"), "[7]");
    assert_eq!(place(Some(RenderedValue::Int { bits: 32, value: -7 }), "f9 ff ff ff"), "[-7]");
    assert_eq!(place(Some(enumerator(Some("KICK"))), "02 00 00 00"), "[KICK]");
    assert_eq!(place(Some(enumerator(None)), "02 00 00 00"), "[2]");
    assert_eq!(place(None, "02 00"), "[02 00]");
    assert_eq!(place(None, ""), "[entry 0]");
    // 16 bytes are shown, and of a longer key the first 16.
    let bytes = |count| ["ab"].repeat(count).join(" ");
    assert_eq!(place(None, &bytes(15)), format!("[{}]", bytes(15)));
    assert_eq!(place(None, &bytes(17)), format!("[{} ...]", bytes(16)));
}

#[test]
fn the_key_and_the_value_of_each_entry_are_compared_with_btf() {
    let verify = |change: fn(&mut [FailureDumpEntry])| {
        let mut map = hash([4, 2], 8);
        change(&mut map.entries);
        at_map(&map, CType::Entries(&PLAIN), ALL).verify()
    };
    let at = |part: &str, expected: &str, found: &str| {
        let why = Why::Drift { expected: expected.to_owned(), found: found.to_owned() };
        Err(ReadFailure { part: part.to_owned(), why })
    };
    assert_eq!(verify(|_| {}), Ok(()));
    assert_eq!(verify(|entries| entries[0].value = Some(uint(32, 40))), at("[4]", "uint64", "uint32"));
    assert_eq!(verify(|entries| entries[1].value = Some(uint(32, 20))), at("[2]", "uint64", "uint32"));
    assert_eq!(verify(|entries| entries[1].key = Some(uint(64, 2))), at("[2].key()", "uint32", "uint64"));
}
