//! Reads a report in one pass over its text: all of it, or only a few variables.
//!
//! The scanner accepts the form in which the harness writes a report: fields in the order of their declaration without
//! spaces between them, so that reading a field's name is one comparison. It ignores a field that it does not know, as serde
//! does, since a later version of the harness may add some. It gives up on a text of any other form, and the caller then
//! uses serde. Whatever the scanner reads, serde reads as the same report. The same code reads values and skips them, so a
//! skipped value is checked as strictly as any other.

mod cursor;
mod map;
mod value;

use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;
use serde_json::value::RawValue;

use self::cursor::JsonCursor;
use super::wanted::Wanted;
use super::{DualFailureDumpReport, FailureDumpMap, FailureDumpReport, FailureDumpReportAny, Half, Maps};

/// Reads a document of one or two reports with the wanted parts of each map; `want` gets the half and the map's header. Returns
/// `None` for a text of another form, whether or not it is such a document, and if a map holds a wanted variable twice.
pub(crate) fn scan<'w>(
    json: &str,
    want: impl Fn(Option<Half>, &FailureDumpMap) -> Wanted<'w>,
) -> Option<FailureDumpReportAny> {
    let mut cursor = JsonCursor::new(json);
    let document = if cursor.accept(r#"{"schema":"dual","#) {
        let dual = dual(&mut cursor, &|half, map| want(Some(half), map))?;
        FailureDumpReportAny::Dual(Box::new(dual))
    } else {
        FailureDumpReportAny::Single(Box::new(report(&mut cursor, |map| want(None, map))?))
    };
    cursor.only_whitespace()?;
    Some(document)
}

/// A report.
fn report<'w>(cursor: &mut JsonCursor<'_>, want: impl Fn(&FailureDumpMap) -> Wanted<'w>) -> Option<FailureDumpReport> {
    cursor.literal(r#"{"schema":"single","maps":"#)?;
    let mut maps = Maps::default();
    cursor.each(|cursor| {
        if let Some(map) = map::map(cursor, &want)? {
            maps.add(map);
        }
        Some(())
    })?;
    let known = vec![("schema", raw(r#""single""#)?), ("maps", raw("[]")?)];
    let mut report: FailureDumpReport = other_fields(cursor, known)?;
    report.maps = maps;
    Some(report)
}

/// A document of two reports, after its `schema`.
fn dual<'w>(
    cursor: &mut JsonCursor<'_>,
    want: &impl Fn(Half, &FailureDumpMap) -> Wanted<'w>,
) -> Option<DualFailureDumpReport> {
    let early = match cursor.accept(r#""early":"#) {
        true => {
            let early = report(cursor, |map| want(Half::Early, map))?;
            cursor.literal(",")?;
            Some(early)
        }
        false => None,
    };
    cursor.literal(r#""late":"#)?;
    let late = report(cursor, |map| want(Half::Late, map))?;
    let known = vec![("schema", raw(r#""dual""#)?), ("late", raw(r#"{"schema":"single","maps":[]}"#)?)];
    let document: DualFailureDumpReport = other_fields(cursor, known)?;
    // An early report after the late one is not of the harness's form.
    if document.early.is_some() {
        return None;
    }
    let of = |half, report| FailureDumpReport { half: Some(half), ..report };
    Some(DualFailureDumpReport {
        early: early.map(|early| of(Half::Early, early)),
        late: of(Half::Late, late),
        ..document
    })
}

/// An object whose first fields were read before, as `fields`. The others are few, and serde reads them.
fn other_fields<'j, T: DeserializeOwned>(
    cursor: &mut JsonCursor<'j>,
    mut fields: Vec<(&'j str, &'j RawValue)>,
) -> Option<T> {
    while cursor.accept(",") {
        let name = cursor.plain()?;
        cursor.literal(":")?;
        fields.push((name, cursor.typed()?));
    }
    cursor.literal("}")?;
    T::deserialize(MapDeserializer::<_, serde_json::Error>::new(fields.into_iter())).ok()
}

fn raw(json: &str) -> Option<&RawValue> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::report::{ArenaSnapshot, FailureDumpFdArray, FailureDumpRingbuf, FailureDumpStackTrace, RenderedValue};

    /// The report of a document that holds only one.
    fn single<'w>(json: &str, want: impl Fn(&FailureDumpMap) -> Wanted<'w>) -> Option<FailureDumpReport> {
        match scan(json, |_, map| want(map))? {
            FailureDumpReportAny::Single(report) => Some(*report),
            other => panic!("{other:?}"),
        }
    }

    /// Every report in the repository.
    pub(in crate::report) fn captures() -> Vec<(String, String)> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folders = ["captures", "examples/captures"].map(|folder| repository.join(folder));
        let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
        let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "json"));
        let read: Vec<_> = files.map(|file| (file.display().to_string(), fs::read_to_string(file).unwrap())).collect();
        assert!(read.len() >= 13, "{read:?}");
        read
    }

    #[test]
    fn every_capture_takes_the_fast_path() {
        for (file, json) in captures() {
            // The harness only indents the report that it writes if nothing was captured.
            if json.starts_with("{\n") {
                assert!(file.ends_with("placeholder.json") && single(&json, |_| Wanted::Whole).is_none(), "{file}");
                continue;
            }
            let mut report: FailureDumpReport = serde_json::from_str(&json).unwrap();
            assert_eq!(single(&json, |_| Wanted::Whole).as_ref(), Some(&report), "{file}");
            for map in &mut report.maps {
                *map = FailureDumpMap {
                    name: std::mem::take(&mut map.name),
                    value: map.value.take(),
                    error: map.error.take(),
                    map_kva: map.map_kva,
                    map_type: map.map_type,
                    value_size: map.value_size,
                    max_entries: map.max_entries,
                    ..FailureDumpMap::default()
                };
            }
            assert_eq!(single(&json, |_| Wanted::Vars(&|_| true)).as_ref(), Some(&report), "{file}");
            for value in report.maps.iter_mut().filter_map(|map| map.value.as_mut()) {
                if let RenderedValue::Struct { members, .. } = value {
                    let all = std::mem::take(members).into_iter();
                    *members = all.filter(|member| member.name.starts_with("nr_")).collect();
                }
            }
            assert_eq!(
                single(&json, |_| Wanted::Vars(&|name| name.starts_with("nr_"))).as_ref(),
                Some(&report),
                "{file}"
            );
            for map in &mut report.maps {
                (map.value, map.error) = (None, None);
            }
            assert_eq!(single(&json, |_| Wanted::Header).as_ref(), Some(&report), "{file}");
            report.maps.clear();
            assert_eq!(single(&json, |_| Wanted::Nothing).as_ref(), Some(&report), "{file}");
        }
    }

    /// Every kind of value and entry, with and without each optional field.
    pub(in crate::report) const EVERYTHING: &str = concat!(
        r#"{"schema":"single","maps":[{"name":"a","map_type":2,"value_size":8,"max_entries":1,"value":"#,
        r#"{"kind":"struct","type_name":null,"members":[{"name":"i","value":{"kind":"int","bits":32,"value":-7}},"#,
        r#"{"name":"f","value":{"kind":"float","bits":64,"value":1.5e3}},{"name":"n","value":{"kind":"float","bits":32,"value":null}},"#,
        r#"{"name":"c","value":{"kind":"char","value":255}},{"name":"b","value":{"kind":"bool","value":false}},"#,
        r#"{"name":"e","value":{"kind":"enum","bits":32,"value":-1,"variant":"X","is_signed":true}},"#,
        r#"{"name":"o","value":{"kind":"enum","bits":32,"value":0,"variant":null}},"#,
        r#"{"name":"l","value":{"kind":"cpu_list","cpus":"0-3"}},{"name":"x","value":{"kind":"bytes","hex":"00 ff"}},"#,
        r#"{"name":"u","value":{"kind":"unsupported","reason":"a \"b\" ü \u0001"}},"#,
        r#"{"name":"t","value":{"kind":"truncated","needed":16,"had":8,"partial":{"kind":"array","len":9,"elements":[]}}},"#,
        r#"{"name":"p","value":{"kind":"ptr","value":18446744073709551615,"deref":{"kind":"uint","bits":8,"value":0},"#,
        r#""deref_skipped_reason":"r","cast_annotation":"c"}},{"name":"q","value":{"kind":"ptr","value":0}}]}},"#,
        r#"{"name":"h","map_kva":7,"map_type":1,"value_size":8,"max_entries":1,"entries":["#,
        r#"{"key":{"kind":"uint","bits":32,"value":1},"key_hex":"01","value":{"kind":"uint","bits":32,"value":1},"value_hex":"01","#,
        r#""payload":{"kind":"bool","value":true}},{"key_hex":"","value_hex":""}],"array_entries":[{"key":0},"#,
        r#"{"key":1,"value":{"kind":"uint","bits":32,"value":10}}],"percpu_entries":[{"key":0,"per_cpu":[null,"#,
        r#"{"kind":"uint","bits":32,"value":10}]}],"percpu_hash_entries":[{"key_hex":"00","per_cpu":[]}],"error":"e"}],"#,
        r#""active_obj_name":"a","active_map_kvas":[7],"ktsnap_capture":{"boot_id":"b","monotonic_ns":5,"realtime_ns":6,"#,
        r#""series":{"id":"s","turn":0}}}"#
    );

    /// Texts that replace a part of the report: JSON's punctuation, and numbers at the limits of the fields.
    const DAMAGE: [&str; 21] = [
        "",
        " ",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "-",
        "0",
        "9",
        ".5",
        "e9",
        "null",
        "true",
        "4294967296",
        "18446744073709551616",
        "\u{1}",
        "ü",
    ];

    fn written(report: &FailureDumpReport) -> String {
        serde_json::to_string(report).unwrap()
    }

    /// A scanner that accepts more than serde would read a text that is not a report.
    #[test]
    fn serde_reads_every_text_that_the_scanner_reads() {
        assert!(single(EVERYTHING, |_| Wanted::Header).is_some());
        let (mut scanned, mut given_up) = (0, 0);
        for at in 0..EVERYTHING.len() {
            for damage in DAMAGE {
                for over in 0..=1 {
                    let rest = EVERYTHING.get(at + over..).unwrap_or_default();
                    let Some(before) = EVERYTHING.get(..at) else { continue };
                    let json = format!("{before}{damage}{rest}");
                    let by_serde = || serde_json::from_str::<FailureDumpReport>(&json).expect(&json);
                    for wanted in [|| Wanted::Header, || Wanted::Vars(&|name| name < "f")] {
                        match single(&json, |_| wanted()) {
                            Some(_) => _ = by_serde(),
                            None => given_up += 1,
                        }
                    }
                    if let Some(report) = single(&json, |_| Wanted::Whole) {
                        scanned += 1;
                        // As text: a NaN is not equal to itself.
                        assert_eq!(written(&report), written(&by_serde()), "{json}");
                    }
                }
            }
        }
        assert!(scanned > 1_000 && given_up > 1_000, "{scanned} scanned, {given_up} given up");
    }

    /// Where a later version of the harness could add a field: before every field and at the end of every object, except
    /// between a document's `schema` and its maps, and right after the `kind` of a value.
    fn places_of_new_fields(json: &str) -> Vec<usize> {
        let is_place = |at: &usize| {
            let (before, after) = json.split_at(*at);
            let object = &before[before.rfind('{').unwrap_or_default()..];
            let is_first =
                !object.contains(',') && (object.starts_with("{\"kind\"") || object.starts_with("{\"schema\""));
            (after.starts_with(",\"") && !is_first) || after.starts_with('}')
        };
        (1..json.len()).filter(|at| json.is_char_boundary(*at)).filter(is_place).collect()
    }

    #[test]
    fn unknown_fields_keep_the_fast_path() {
        let report = single(EVERYTHING, |_| Wanted::Whole).unwrap();
        let places = places_of_new_fields(EVERYTHING);
        assert!(places.len() > 100, "{}", places.len());
        let with_fields = |places: &[usize]| {
            let mut json = EVERYTHING.to_owned();
            for at in places.iter().rev() {
                json.insert_str(
                    *at,
                    r#","added":[{"a":{"name":"}"}},null],"since":"0.51","nr":7,"nr":-7,"nr":1.5,"nr":7e1,"nr":"\"","is":true"#,
                );
            }
            json
        };
        for places in places.chunks(1).chain([places.as_slice()]) {
            let json = with_fields(places);
            assert_eq!(written(&serde_json::from_str(&json).expect(&json)), written(&report), "{json}");
            let scanned = single(&json, |_| Wanted::Whole);
            assert_eq!(scanned.as_ref().map(written).as_ref(), Some(&written(&report)), "{json}");
            assert!(single(&json, |_| Wanted::Vars(&|name| name < "f")).is_some(), "{json}");
        }
    }

    #[test]
    fn the_contents_of_every_kind_of_map_take_the_fast_path() {
        let map = FailureDumpMap {
            arena: Some(ArenaSnapshot { declared_pages: 1, ..ArenaSnapshot::default() }),
            ringbuf: Some(FailureDumpRingbuf { capacity: 2, ..FailureDumpRingbuf::default() }),
            stack_trace: Some(FailureDumpStackTrace { n_buckets: 3, ..FailureDumpStackTrace::default() }),
            fd_array: Some(FailureDumpFdArray { populated: 4, ..FailureDumpFdArray::default() }),
            ..FailureDumpMap::default()
        };
        let report = FailureDumpReport { maps: vec![map].into(), ..FailureDumpReport::default() };
        assert_eq!(single(&written(&report), |_| Wanted::Whole), Some(report));
    }

    #[test]
    fn a_known_field_at_another_place_is_left_to_the_parser() {
        let json = EVERYTHING.replacen(r#""is_signed":true"#, r#""added":1,"bits":32"#, 1);
        assert!(single(&json, |_| Wanted::Header).is_none());
        assert!(
            serde_json::from_str::<FailureDumpReport>(&json).unwrap_err().to_string().starts_with("duplicate field")
        );
    }

    #[test]
    fn a_wanted_variable_that_occurs_twice_is_left_to_the_parser() {
        let json = EVERYTHING.replacen(r#""name":"f""#, r#""name":"i""#, 1);
        assert!(single(&json, |_| Wanted::Vars(&|name| name == "f")).is_some());
        assert!(single(&json, |_| Wanted::Vars(&|name| name == "i")).is_none());
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels| {
            let value = r#"{"kind":"array","len":1,"elements":["#.repeat(levels) + &"]}".repeat(levels);
            format!(
                r#"{{"schema":"single","maps":[{{"name":"a","map_type":2,"value_size":8,"max_entries":1,"value":{value}}}]}}"#
            )
        };
        assert!(single(&nested(128), |_| Wanted::Header).is_some());
        assert!(single(&nested(129), |_| Wanted::Header).is_none());
        assert!(single(&nested(100_000), |_| Wanted::Header).is_none());
    }

    /// A document of two reports, with every optional field.
    const DUAL: &str = concat!(
        r#"{"schema":"dual","early":{"schema":"single","maps":[{"name":"a","map_kva":1,"map_type":2,"value_size":8,"#,
        r#""max_entries":1,"value":{"kind":"uint","bits":64,"value":7}}],"active_obj_name":"a"},"late":{"schema":"single","#,
        r#""maps":[{"name":"a","map_kva":1,"map_type":2,"value_size":8,"max_entries":1,"value":"#,
        r#"{"kind":"uint","bits":64,"value":9}}]},"early_max_age_jiffies":1600,"early_threshold_jiffies":1500}"#
    );

    fn written_document(document: &FailureDumpReportAny) -> String {
        serde_json::to_string(document).unwrap()
    }

    #[test]
    fn both_halves_of_a_dual_document_are_scanned_in_one_pass() {
        let whole = scan(DUAL, |_, _| Wanted::Whole).unwrap();
        assert_eq!(whole, serde_json::from_str(DUAL).unwrap());
        assert_eq!(written_document(&whole), DUAL);
        let late =
            scan(DUAL, |half, _| if half == Some(Half::Late) { Wanted::Whole } else { Wanted::Nothing }).unwrap();
        assert_eq!(late.late(), whole.late());
        let early = late.early().unwrap();
        assert!(early.maps.is_empty() && early.active_obj_name.as_deref() == Some("a"));
        assert_eq!((early.half, late.late().unwrap().half), (Some(Half::Early), Some(Half::Late)));
        let without_early = DUAL.replacen(r#""early":{"#, r#""added":{"#, 1);
        assert!(scan(&without_early, |_, _| Wanted::Whole).is_none());
    }

    #[test]
    fn an_early_report_after_the_late_one_is_left_to_the_parser() {
        let report = r#"{"schema":"single","maps":[]}"#;
        let json = format!(r#"{{"schema":"dual","late":{report},"early":{report}}}"#);
        assert_eq!(scan(&json, |_, _| Wanted::Whole), None);
        assert!(FailureDumpReportAny::from_json(&json).unwrap().early().is_some());
    }

    #[test]
    fn serde_reads_every_dual_document_that_the_scanner_reads() {
        let (mut scanned, mut given_up) = (0, 0);
        for at in 0..DUAL.len() {
            for damage in DAMAGE.into_iter().chain([",\"late\":{\"schema\":\"single\",\"maps\":[]}"]) {
                for over in 0..=1 {
                    let (before, rest) = (&DUAL[..at], DUAL.get(at + over..).unwrap_or_default());
                    let json = format!("{before}{damage}{rest}");
                    for wanted in [|| Wanted::Whole, || Wanted::Nothing] {
                        let Some(document) = scan(&json, |_, _| wanted()) else {
                            given_up += 1;
                            continue;
                        };
                        let by_serde: FailureDumpReportAny = serde_json::from_str(&json).expect(&json);
                        scanned += 1;
                        if let Wanted::Whole = wanted() {
                            assert_eq!(written_document(&document), written_document(&by_serde), "{json}");
                        }
                    }
                }
            }
        }
        assert!(scanned > 100 && given_up > 1_000, "{scanned} scanned, {given_up} given up");
    }
}
