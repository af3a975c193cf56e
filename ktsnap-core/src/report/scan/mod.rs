//! Reads a report, or a few variables of it and passes over the rest, in one pass over the text.
//!
//! The text is held to the form in which the harness writes it: fields in the order of the declaration, no space between
//! them, so that a field costs no more than comparing what stands there. Every text that is read so, serde would read as
//! well, and the same; any other is given up, and for the caller to hand to serde. What is skipped is checked as strictly
//! as what is read: both are one code.

mod cursor;
mod map;
mod value;

use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::value::RawValue;

use self::cursor::Cursor;
use super::{FailureDumpMap, FailureDumpReport};

/// What is wanted of a map.
pub(crate) enum Wanted<'w> {
    /// None of it: the report is read as if it were not there.
    Nothing,
    /// That it is there.
    Header,
    /// The variables of which this holds.
    Vars(&'w dyn Fn(&str) -> bool),
    /// All of it.
    Whole,
}

/// The report with what is wanted of each map: `want` is asked with its header. `None` for a text of any other form,
/// whether or not it is a report, and where a map holds a wanted variable twice.
pub(crate) fn scan<'w>(json: &str, want: impl Fn(&FailureDumpMap) -> Wanted<'w>) -> Option<FailureDumpReport> {
    let mut cursor = Cursor::new(json);
    cursor.literal(r#"{"schema":"single","maps":"#)?;
    let mut maps = Vec::new();
    cursor.each(|cursor| {
        maps.extend(map::map(cursor, &want)?);
        Some(())
    })?;
    let mut report = without_maps(cursor)?;
    report.maps = maps;
    Some(report)
}

/// The fields after the maps. There are few, and serde reads them.
fn without_maps(mut cursor: Cursor<'_>) -> Option<FailureDumpReport> {
    let mut fields: Vec<(&str, &RawValue)> =
        vec![("schema", serde_json::from_str(r#""single""#).ok()?), ("maps", serde_json::from_str("[]").ok()?)];
    while cursor.accept(",") {
        let name = cursor.plain()?;
        cursor.literal(":")?;
        fields.push((name, cursor.typed()?));
    }
    cursor.literal("}")?;
    cursor.only_space_left()?;
    FailureDumpReport::deserialize(MapDeserializer::<_, serde_json::Error>::new(fields.into_iter())).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::report::RenderedValue;

    /// Every report in the repository.
    fn captures() -> Vec<(String, String)> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folders = ["captures", "examples/captures"].map(|folder| repository.join(folder));
        let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
        let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "json"));
        let read: Vec<_> = files.map(|file| (file.display().to_string(), fs::read_to_string(file).unwrap())).collect();
        assert!(read.len() >= 13, "{read:?}");
        read
    }

    #[test]
    fn no_capture_is_given_up() {
        for (file, json) in captures() {
            // The harness indents one kind of report: the one it writes when nothing was captured.
            if json.starts_with("{\n") {
                assert!(file.ends_with("placeholder.json") && scan(&json, |_| Wanted::Whole).is_none(), "{file}");
                continue;
            }
            let mut report: FailureDumpReport = serde_json::from_str(&json).unwrap();
            assert_eq!(scan(&json, |_| Wanted::Whole).as_ref(), Some(&report), "{file}");
            for map in &mut report.maps {
                *map = FailureDumpMap {
                    name: std::mem::take(&mut map.name),
                    value: map.value.take(),
                    map_kva: map.map_kva,
                    map_type: map.map_type,
                    value_size: map.value_size,
                    max_entries: map.max_entries,
                    ..FailureDumpMap::default()
                };
            }
            assert_eq!(scan(&json, |_| Wanted::Vars(&|_| true)).as_ref(), Some(&report), "{file}");
            for value in report.maps.iter_mut().filter_map(|map| map.value.as_mut()) {
                if let RenderedValue::Struct { members, .. } = value {
                    let all = std::mem::take(members).into_iter();
                    *members = all.filter(|member| member.name.starts_with("nr_")).collect();
                }
            }
            assert_eq!(
                scan(&json, |_| Wanted::Vars(&|name| name.starts_with("nr_"))).as_ref(),
                Some(&report),
                "{file}"
            );
            report.maps.iter_mut().for_each(|map| map.value = None);
            assert_eq!(scan(&json, |_| Wanted::Header).as_ref(), Some(&report), "{file}");
            report.maps.clear();
            assert_eq!(scan(&json, |_| Wanted::Nothing).as_ref(), Some(&report), "{file}");
        }
    }

    /// Every kind of value and of entry, with what of them is optional there and not.
    const EVERYTHING: &str = concat!(
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

    /// What is written over a part of the text: JSON's own signs, and numbers at the edges of what a field may hold.
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

    /// Anything more lenient than serde would read what is no report.
    #[test]
    fn what_is_read_or_passed_over_serde_would_have_read() {
        assert!(scan(EVERYTHING, |_| Wanted::Header).is_some());
        let (mut scanned, mut given_up) = (0, 0);
        for at in 0..EVERYTHING.len() {
            for damage in DAMAGE {
                for over in 0..=1 {
                    let rest = EVERYTHING.get(at + over..).unwrap_or_default();
                    let Some(before) = EVERYTHING.get(..at) else { continue };
                    let json = format!("{before}{damage}{rest}");
                    let by_serde = || serde_json::from_str::<FailureDumpReport>(&json).expect(&json);
                    for wanted in [|| Wanted::Header, || Wanted::Vars(&|name| name < "f")] {
                        match scan(&json, |_| wanted()) {
                            Some(_) => _ = by_serde(),
                            None => given_up += 1,
                        }
                    }
                    if let Some(report) = scan(&json, |_| Wanted::Whole) {
                        scanned += 1;
                        // As text: a NaN is not equal to itself.
                        assert_eq!(written(&report), written(&by_serde()), "{json}");
                    }
                }
            }
        }
        assert!(scanned > 1_000 && given_up > 1_000, "{scanned} scanned, {given_up} given up");
    }

    #[test]
    fn a_wanted_variable_that_stands_twice_is_for_the_parser() {
        let json = EVERYTHING.replacen(r#""name":"f""#, r#""name":"i""#, 1);
        assert!(scan(&json, |_| Wanted::Vars(&|name| name == "f")).is_some());
        assert!(scan(&json, |_| Wanted::Vars(&|name| name == "i")).is_none());
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels| {
            let value = r#"{"kind":"array","len":1,"elements":["#.repeat(levels) + &"]}".repeat(levels);
            format!(
                r#"{{"schema":"single","maps":[{{"name":"a","map_type":2,"value_size":8,"max_entries":1,"value":{value}}}]}}"#
            )
        };
        assert!(scan(&nested(128), |_| Wanted::Header).is_some());
        assert!(scan(&nested(129), |_| Wanted::Header).is_none());
        assert!(scan(&nested(100_000), |_| Wanted::Header).is_none());
    }
}
