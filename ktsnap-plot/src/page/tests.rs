use sha2::{Digest, Sha256};

use super::html::{SCRIPT, SCRIPT_HASH};
use super::*;
use crate::{Axis, Bar, HeatScale, Line, Mark};

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let bits = part.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= part.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[test]
fn the_policy_allows_the_script_of_the_page() {
    assert_eq!(SCRIPT_HASH, format!("sha256-{}", base64(&Sha256::digest(SCRIPT))));
}

/// A page with every kind of part, whose names are this text.
fn page(name: &str) -> Page {
    let number = |value: i128| Some(Number::Int(value));
    let lines = Lines {
        title: name.into(),
        x: Axis::new(name),
        y: Axis::new(name),
        xs: vec![0.0, 1.0],
        lines: vec![Line { name: name.into(), values: vec![number(1), number(u64::MAX.into())] }],
        marks: vec![Mark { x: 0.5, label: name.into() }],
    };
    let heat = Heat {
        title: name.into(),
        rows: vec![name.into()],
        columns: vec![name.into(), "1".into()],
        columns_name: name.into(),
        cells: vec![vec![number(1), None]],
        scale: HeatScale::Row,
    };
    let bar = Bar { from: None, to: None, label: name.into(), count: number(3) };
    let bars = Bars { title: name.into(), label: name.into(), count: name.into(), bars: vec![bar] };
    let cells = vec![Cell::Text(name.into()), Cell::Number(Number::Int(u64::MAX.into())), Cell::Missing];
    let table = Table { title: name.into(), columns: vec![name.into(), "a".into(), "b".into()], rows: vec![cells] };
    Page {
        title: name.into(),
        facts: vec![Fact { name: name.into(), value: name.into() }],
        skipped: vec![name.into()],
        sections: vec![Section {
            title: name.into(),
            note: name.into(),
            parts: vec![Part::Lines(lines), Part::Heat(heat), Part::Bars(bars), Part::Table(table)],
        }],
    }
}

/// The data of a page, as a script reads it.
fn data(html: &str) -> serde_json::Value {
    let json = html.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_data_of_a_page_is_exact() {
    let read = data(&page("a").html().unwrap());
    let parts = &read["sections"][0]["parts"];
    assert_eq!(parts[0]["lines"][0]["values"][1], "18446744073709551615");
    assert_eq!(parts[1]["cells"][0], serde_json::json!([1, null]));
    assert_eq!(parts[3]["rows"][0][1], "18446744073709551615");
    assert_eq!(parts[3]["rows"][0][2], serde_json::Value::Null);
}

#[test]
fn hostile_names_are_text() {
    for hostile in ["</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'<!--", "]]>", "a\u{0}b"]
    {
        let html = page(hostile).html().unwrap();
        assert_eq!(html.matches("<script").count(), 2, "{hostile}");
        assert_eq!(html.matches("</script").count(), 2, "{hostile}");
        assert!(!html.contains("<img") && !html.contains("<!--"), "{hostile}");
        assert_eq!(data(&html)["title"], hostile);
    }
}

#[test]
fn a_page_names_no_other_file() {
    let html = page("a").html().unwrap();
    for source in [" src=", " href=", "url(", "@import", "fetch(", "XMLHttpRequest"] {
        assert!(!html.contains(source), "{source}");
    }
}
