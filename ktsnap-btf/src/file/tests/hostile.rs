//! Files that nobody should have: none stops the program, or takes long.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;

/// A file of `count` types, each of which holds what `hold` makes of the name of the one before.
fn chain(count: usize, hold: impl Fn(&str) -> Vec<Value>) -> Value {
    let mut types = serde_json::Map::new();
    let mut last = "u8".to_owned();
    for at in 0..count {
        let name = format!("union u{at:03}");
        types.insert(name.clone(), json!({"size": 1, "members": hold(&last)}));
        last = name;
    }
    let mut file = small();
    file["sections"] = json!({".bss": {"size": 1, "vars": [
        {"name": "x", "type": last, "c_type": "union u", "offset": 0, "size": 1},
    ]}});
    file["keep"] = json!([]);
    file["maps"] = json!({});
    file["typedefs"] = json!({});
    file["types"] = types.into();
    file
}

#[test]
fn a_type_that_holds_itself_is_an_error() {
    let endless = "types are nested more than 64 levels deep, or a type contains itself";
    for ty in ["struct waits", "[struct waits; 0]", "[[struct waits; 1]; 0]", "union {waits.a}"] {
        let place = if ty.contains('{') { "/types/union {waits.a}/members/1" } else { "/types/struct waits/members/0" };
        let error = parse(&with(&format!("{place}/type"), json!(ty))).unwrap_err().to_string();
        assert!(error.ends_with(endless), "{ty}: {error}");
    }
    // Behind a pointer it does not.
    assert!(parse(&with("/types/struct waits/members/0/type", json!("ptr struct waits"))).is_ok());
}

#[test]
fn types_nest_as_deep_as_in_an_object() {
    let once = |last: &str| vec![member("a", last)];
    assert!(parse(&chain(63, once)).is_ok());
    for count in [64, 65, 5000] {
        let error = parse(&chain(count, once)).unwrap_err().to_string();
        assert!(error.ends_with("types are nested more than 64 levels deep, or a type contains itself"), "{error}");
    }
    let arrays = |last: &str| vec![member("a", &format!("[[{last}; 1]; 1]"))];
    assert!(parse(&chain(21, arrays)).is_ok());
    assert!(parse(&chain(22, arrays)).is_err());
}

#[test]
fn no_type_grows_past_that_on_one_that_was_read_before() {
    let once = |last: &str| vec![member("a", last)];
    // The tallest that there may be, then an array of it.
    let mut file = chain(63, once);
    let vars = file["sections"][".bss"]["vars"].as_array_mut().unwrap();
    let mut array = vars[0].clone();
    (array["name"], array["type"]) = (json!("y"), json!("[union u062; 1]"));
    vars.push(array);
    let error = parse(&file).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "is a damaged layout file in `sections[\".bss\"].vars[1]`: types are nested more than 64 levels "
        ),
        "{error}"
    );
    // Then a union around it.
    let mut file = chain(64, once);
    file["sections"][".bss"]["vars"][0]["type"] = json!("union u062");
    let error = parse(&file).unwrap_err().to_string();
    assert!(
        error.starts_with("is a damaged layout file in `types[\"union u063\"]`: types are nested more than 64 levels "),
        "{error}"
    );
}

#[test]
fn nesting_past_a_stack_is_no_json() {
    for (open, inner) in [("[", ""), ("{\"a\":", "1"), ("{\"ktsnap_layout\":", "1"), ("{\"sections\":", "1")] {
        let error = LayoutFile::parse((open.repeat(100_000) + inner).as_bytes()).unwrap_err();
        assert!(
            matches!(
                &error,
                LayoutFileError::NotJson { .. } | LayoutFileError::NotLayout | LayoutFileError::Shape { .. }
            ),
            "{error}"
        );
        assert!(error.to_string().len() < 400, "{error}");
    }
    let ty = format!("{}u8{}", "[".repeat(100_000), "; 1]".repeat(100_000));
    let error = parse(&with("/sections/.bss/vars/0/type", json!(ty))).unwrap_err();
    assert!(error.to_string().ends_with("arrays are nested more than 64 levels deep"), "{error}");
}

/// Fails where something takes longer than anything honest does, even in a slow build.
fn soon<T>(run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
    result
}

#[test]
fn types_that_double_at_each_level_are_walked_once() {
    let doubled = |last: &str| vec![member("a", last), member("b", last)];
    let nameless = |last: &str| vec![member("", last), member("", &format!("[{last}; 1]"))];
    // An array is a level too.
    for file in [chain(60, doubled), chain(30, nameless)] {
        soon(|| {
            let file = parse(&file).unwrap();
            let again = LayoutFile::new(file.layout());
            assert_eq!(again.differences(file.layout()), []);
            // From two readings no address is the same.
            let other = LayoutFile::parse(file.to_json().as_bytes()).unwrap();
            assert_eq!(other.differences(file.layout()), []);
            assert!(other == file);
        });
    }
}

#[test]
fn anonymous_types_that_double_are_walked_once_and_named_short() {
    let mut file = chain(60, |last| vec![member("", last), member(&"long_name".repeat(50), last)]);
    // Without tags: each has another size, so that none is another's equal.
    let mut text = file["types"].to_string();
    for at in 0..60 {
        text = text.replace(&format!("union u{at:03}"), &format!("union {{u{at:03}}}"));
    }
    file["types"] = text.parse().unwrap();
    file["sections"][".bss"]["vars"][0]["type"] = json!("union {u059}");
    soon(|| {
        let file = parse(&file).unwrap();
        let text = LayoutFile::new(file.layout()).to_json();
        let again = LayoutFile::parse(text.as_bytes()).unwrap();
        assert!(again == LayoutFile::new(again.layout()));
        assert!(text.len() < 200_000, "{}", text.len());
    });
}

#[test]
fn no_number_in_a_file_is_taken_for_an_amount() {
    let huge = u64::MAX;
    let mut file = small();
    file["sections"][".data"] = json!({"size": huge, "vars": [
        {"name": "x", "type": format!("[u8; {huge}]"), "c_type": "u8[]", "offset": 0, "size": huge},
    ]});
    file["maps"]["stats"]["max_entries"] = json!(huge);
    file["maps"]["stats"]["value"]["size"] = json!(huge);
    file["types"]["struct kept"]["size"] = json!(huge);
    soon(|| {
        let file = parse(&file).unwrap();
        assert!(LayoutFile::parse(file.to_json().as_bytes()).unwrap() == file);
        assert_eq!(file.differences(file.layout()), []);
    });
}

#[test]
fn very_many_rows_are_read_in_little_time() {
    let mut file = small();
    let vars: Vec<_> = (0..20_000)
        .map(|at| json!({"name": format!("v{}", at / 2), "type": "u8", "c_type": "u8", "offset": at, "size": 1, "linkage": "static"}))
        .collect();
    file["sections"][".data"] = json!({"size": 20_000, "vars": vars});
    file["types"]["enum color"]["values"] = (0..20_000).map(|at| format!("E{at} = {at}")).collect();
    soon(|| {
        let file = parse(&file).unwrap();
        assert_eq!(file.differences(file.layout()), []);
        assert_eq!(file.layout().section(".data").unwrap().vars.len(), 20_000);
    });
}

#[test]
fn a_damaged_file_is_read_or_refused() {
    let text = parse(&small()).unwrap().to_json();
    let letters: Vec<_> = b"{}[]\",:;-0189eunx .\n\\\xff".to_vec();
    let (mut read, mut refused) = (0, 0);
    for at in 0..text.len() {
        // Another few at each place: together all of them often enough.
        for (step, letter) in letters.iter().enumerate().skip(at % 5).step_by(5) {
            let mut damaged = text.clone().into_bytes();
            match (at + step) % 3 {
                0 => damaged[at] = *letter,
                1 => damaged.insert(at, *letter),
                _ => drop(damaged.drain(at..(at + step).min(text.len()))),
            }
            match LayoutFile::parse(&damaged) {
                Ok(file) => {
                    read += 1;
                    let again = LayoutFile::parse(file.to_json().as_bytes()).unwrap();
                    assert!(again == file);
                    let new = LayoutFile::new(file.layout());
                    assert!(LayoutFile::parse(new.to_json().as_bytes()).unwrap() == new);
                    for difference in file.differences(parse(&small()).unwrap().layout()) {
                        assert_eq!(difference.to_string().lines().count(), 1);
                    }
                }
                Err(error) => {
                    refused += 1;
                    let message = error.to_string();
                    assert!(message.lines().count() == 1 && message.len() < 600, "{message}");
                }
            }
        }
    }
    assert!(read > 200 && refused > 3000, "{read} read, {refused} refused");
}
