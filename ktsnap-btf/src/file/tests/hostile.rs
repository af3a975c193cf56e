//! Hostile files: none of them causes a panic or unbounded work.

use serde_json::{Value, json};

use super::*;
use crate::work::tests::steps_of;

/// A file of `count` types. `hold` returns the members of a type, given the name of the type before it.
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
fn a_type_that_contains_itself_is_an_error() {
    let endless = "types are nested more than 64 levels deep, or a type contains itself";
    for ty in ["struct waits", "[struct waits; 0]", "[[struct waits; 1]; 0]", "union {waits.a}"] {
        let place = if ty.contains('{') { "/types/union {waits.a}/members/1" } else { "/types/struct waits/members/0" };
        let error = parse(&with(&format!("{place}/type"), json!(ty))).unwrap_err().to_string();
        assert!(error.ends_with(endless), "{ty}: {error}");
    }
    // A pointer to the type is fine.
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
fn a_type_around_an_earlier_type_has_the_same_bound() {
    let once = |last: &str| vec![member("a", last)];
    // The type of the greatest height, and an array of it.
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
    // A union around the type of the greatest height.
    let mut file = chain(64, once);
    file["sections"][".bss"]["vars"][0]["type"] = json!("union u062");
    let error = parse(&file).unwrap_err().to_string();
    assert!(
        error.starts_with("is a damaged layout file in `types[\"union u063\"]`: types are nested more than 64 levels "),
        "{error}"
    );
}

#[test]
fn json_that_is_nested_too_deep_is_an_error() {
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

/// The steps of reading a file, writing its layout again, and comparing the two.
fn steps(file: &Value) -> u64 {
    let text = file.to_string();
    steps_of(|| {
        let file = LayoutFile::parse(text.as_bytes()).unwrap();
        let again = LayoutFile::new(file.layout());
        assert_eq!(again.differences(file.layout()), []);
        // Types from another file share no addresses with these.
        let other = LayoutFile::parse(file.to_json().as_bytes()).unwrap();
        assert_eq!(other.differences(file.layout()), []);
        assert!(other == file);
    })
}

/// Twice the types take at most about twice the steps.
#[track_caller]
fn assert_linear(some: &Value, twice: &Value) {
    let (some, twice) = (steps(some), steps(twice));
    assert!(some > 0 && twice < some * 5 / 2, "{some} {twice}");
}

#[test]
fn types_that_double_at_each_level_are_visited_once() {
    let doubled = |last: &str| vec![member("a", last), member("b", last)];
    assert_linear(&chain(30, doubled), &chain(60, doubled));
    // An array counts as a level too.
    let anonymous = |last: &str| vec![member("", last), member("", &format!("[{last}; 1]"))];
    assert_linear(&chain(15, anonymous), &chain(30, anonymous));
}

#[test]
fn anonymous_types_that_double_at_each_level_are_visited_once_and_have_short_names() {
    let file = |count: usize| {
        let mut file = chain(count, |last| vec![member("", last), member(&"long_name".repeat(50), last)]);
        // The types have no tags, and each has another size, so that no two of them are equal.
        let mut text = file["types"].to_string();
        for at in 0..count {
            text = text.replace(&format!("union u{at:03}"), &format!("union {{u{at:03}}}"));
        }
        file["types"] = text.parse().unwrap();
        file["sections"][".bss"]["vars"][0]["type"] = json!(format!("union {{u{:03}}}", count - 1));
        file
    };
    let steps = |count: usize| {
        let file = parse(&file(count)).unwrap();
        steps_of(|| {
            let text = LayoutFile::new(file.layout()).to_json();
            let again = LayoutFile::parse(text.as_bytes()).unwrap();
            assert!(again == LayoutFile::new(again.layout()));
            assert!(text.len() < 200_000, "{}", text.len());
        })
    };
    let (some, twice) = (steps(30), steps(60));
    assert!(some > 0 && twice < some * 5 / 2, "{some} {twice}");
}

#[test]
fn the_work_does_not_grow_with_the_numbers_in_a_file() {
    let file = |size: u64| {
        let mut file = small();
        file["sections"][".data"] = json!({"size": size, "vars": [
            {"name": "x", "type": format!("[u8; {size}]"), "c_type": "u8[]", "offset": 0, "size": size},
        ]});
        file["maps"]["stats"]["max_entries"] = json!(size);
        file["maps"]["stats"]["value"]["size"] = json!(size);
        file["types"]["struct kept"]["size"] = json!(size);
        file
    };
    let small = steps(&file(8));
    assert!(small > 0);
    assert_eq!(steps(&file(u64::MAX)), small);
    let file = parse(&file(u64::MAX)).unwrap();
    assert!(LayoutFile::parse(file.to_json().as_bytes()).unwrap() == file);
}

#[test]
fn the_work_grows_in_proportion_to_the_number_of_variables() {
    let file = |count: usize| {
        let mut file = small();
        let var = |at: usize| {
            json!({
                "name": format!("v{}", at / 2), "type": "u8", "c_type": "u8", "offset": at, "size": 1,
                "linkage": "static",
            })
        };
        file["sections"][".data"] = json!({"size": count, "vars": (0..count).map(var).collect::<Vec<_>>()});
        file["types"]["enum color"]["values"] = (0..count).map(|at| format!("E{at} = {at}")).collect();
        file
    };
    assert_linear(&file(1000), &file(2000));
    assert_eq!(parse(&file(2000)).unwrap().layout().section(".data").unwrap().vars.len(), 2000);
}

#[test]
fn a_damaged_file_is_read_or_rejected() {
    let text = parse(&small()).unwrap().to_json();
    let letters: Vec<_> = b"{}[]\",:;-0189eunx .\n\\\xff".to_vec();
    let (mut read, mut refused) = (0, 0);
    for at in 0..text.len() {
        // A few of the bytes at each position, so that each byte occurs often enough.
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

#[test]
fn the_error_for_types_that_nest_too_deep_has_the_place_of_the_bound() {
    let too_deep = |place: &str| {
        format!(
            "is a damaged layout file in `{place}`: types are nested more than 64 levels deep, or a type contains itself"
        )
    };
    // The height of a type is counted from the innermost, its depth from the outermost.
    let once = |last: &str| vec![member("a", last)];
    let error = |file: &Value| parse(file).unwrap_err().to_string();
    assert_eq!(error(&chain(64, once)), too_deep("types[\"union u063\"]"));
    assert_eq!(error(&chain(65, once)), too_deep("types[\"union u001\"].members[0]"));
    // Types that no variable has, the outermost first.
    let unused = |count: usize| {
        let mut file = chain(0, once);
        file["sections"] = json!({});
        for at in 0..count {
            let inner = if at + 1 == count { "u8".to_owned() } else { format!("union v{:03}", at + 1) };
            file["types"][format!("union v{at:03}")] = json!({"size": 1, "members": once(&inner)});
        }
        file
    };
    assert!(parse(&unused(63)).is_ok());
    assert_eq!(error(&unused(64)), too_deep("types[\"union v000\"]"));
    assert_eq!(error(&unused(65)), too_deep("types[\"union v063\"].members[0]"));
}

#[test]
fn a_type_without_members_has_the_height_of_an_integer() {
    for (leaf, json) in
        [("enum e", json!({"size": 1, "signed": false, "values": []})), ("union e", json!({"size": 1, "members": []}))]
    {
        let hold = |last: &str| vec![member("a", if last == "u8" { leaf } else { last })];
        let read = |count: usize, outermost: &str| {
            let mut file = chain(count, hold);
            file["types"][leaf] = json.clone();
            file["sections"][".bss"]["vars"][0]["type"] = json!(outermost);
            parse(&file).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(read(63, "union u062"), Ok(()), "{leaf}");
        // The variable has a type of the greatest height.
        let error = read(64, "union u062").unwrap_err();
        assert!(error.starts_with("is a damaged layout file in `types[\"union u063\"]`: "), "{error}");
    }
}
