use roxmltree::{Document, Node};

use super::*;
use crate::{Axis, Bar, HeatScale, Line, Mark, Number};

const LONG: &str = "layer_stats[a_layer_with_a_name_that_is_much_longer_than_a_name_should_be_in_any_program_that_people_read].nr_of_tasks";

fn numbers(count: i128, step: i128) -> Vec<Option<Number>> {
    (0..count).map(|at| (at % 7 != 3).then_some(Number::Int(at * step % 100_003))).collect()
}

fn curves(names: &[&str], count: i128) -> Lines {
    Lines {
        title: "counters & rates".into(),
        x: Axis::new("seconds"),
        y: Axis::new("per second"),
        xs: (0..count).map(|at| at as f64 * 1_000.25).collect(),
        lines: names.iter().map(|&name| Line { name: name.into(), values: numbers(count, 7919) }).collect(),
        marks: vec![Mark { x: 1_500.0, label: LONG.into() }, Mark { x: 2_500.0, label: "a restart".into() }],
    }
}

fn cpus(names: &[&str], count: i128) -> Heat {
    Heat {
        title: "cpu_stats".into(),
        rows: names.iter().map(|&name| name.into()).collect(),
        columns: (0..count).map(|cpu| cpu.to_string()).collect(),
        columns_name: "CPU".into(),
        cells: names.iter().map(|_| numbers(count, 1_000_003)).collect(),
        scale: HeatScale::Row,
    }
}

fn histogram(names: &[&str]) -> Bars {
    let bar = |name: &&str| Bar { label: (*name).into(), count: Some(Number::Int(u64::MAX.into())), ..Bar::default() };
    Bars { title: LONG.into(), label: "us".into(), count: "waits".into(), bars: names.iter().map(bar).collect() }
}

fn all(names: &[&str]) -> Vec<String> {
    let mut all = vec![bars(&histogram(names)).unwrap()];
    all.extend([1, 2, 4, 60].map(|count| lines(&curves(names, count)).unwrap()));
    all.extend([1, 4, 128, 256, 2_000].map(|count| heat(&cpus(names, count)).unwrap()));
    all
}

fn own_text<'a>(node: Node<'a, 'a>) -> &'a str {
    node.text().unwrap_or_default().trim()
}

#[test]
fn a_file_is_xml_whatever_the_names_are() {
    for name in ["<script>alert(1)</script>", "a\u{0}\u{1b}[31m\u{ffff}", "\"'&]]>", LONG, "調度器"] {
        for svg in all(&[name, "b"]) {
            let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
            assert!(document.descendants().all(|node| node.tag_name().name() != "script"));
            let root = document.root_element();
            assert_eq!(root.attribute("role"), Some("img"));
            for part in ["title", "desc"] {
                assert!(root.children().any(|node| node.tag_name().name() == part && !own_text(node).is_empty()));
            }
        }
    }
}

#[test]
fn no_text_is_drawn_over_another_or_outside() {
    let names = ["a", "nr_enqueued", LONG, "per_llc[0].nr_in", LONG, "b", "nr_mig_cross"];
    for svg in all(&names) {
        let document = Document::parse(&svg).unwrap();
        let number = |node: Node<'_, '_>, name| node.attribute(name).unwrap().parse::<f64>().unwrap();
        let mut boxes: Vec<(f64, f64, f64, f64, String)> = Vec::new();
        let view: Vec<f64> = document
            .root_element()
            .attribute("viewBox")
            .unwrap()
            .split(' ')
            .map(|part| part.parse().unwrap())
            .collect();
        for node in document.descendants().filter(|node| node.tag_name().name() == "text") {
            let text = own_text(node);
            let width = crate::name::width(text) as f64 * 7.2;
            let left = number(node, "x")
                - match node.attribute("text-anchor") {
                    Some("end") => width,
                    Some("middle") => width / 2.0,
                    _ => 0.0,
                };
            let top = number(node, "y") - if node.attribute("dy") == Some("0.5ex") { 6.0 } else { 0.0 };
            let this = (left, top, left + width, top + 12.0, text.to_owned());
            assert!(this.0 >= 0.0 && this.2 <= view[2] && this.3 <= view[3], "{this:?} {view:?}");
            for other in &boxes {
                let is_apart = this.2 <= other.0 || other.2 <= this.0 || this.3 <= other.1 || other.3 <= this.1;
                assert!(is_apart, "{this:?} {other:?}");
            }
            boxes.push(this);
        }
        assert!(boxes.len() > 2);
    }
}

#[test]
fn a_name_that_is_cut_is_whole_in_its_title() {
    for svg in all(&[LONG, "b"]) {
        let document = Document::parse(&svg).unwrap();
        let cut = |node: &Node<'_, '_>| own_text(*node).ends_with('…');
        let is_whole = |node: Node<'_, '_>| {
            node.children().any(|title| title.tag_name().name() == "title" && own_text(title).starts_with(LONG))
        };
        let texts: Vec<_> =
            document.descendants().filter(|node| node.tag_name().name() == "text").filter(cut).collect();
        assert!(!texts.is_empty() && texts.into_iter().all(is_whole), "{svg}");
    }
}

#[test]
fn a_line_ends_at_a_gap_and_at_a_mark() {
    let mut of = curves(&["a"], 6);
    of.lines[0].values[3] = Some(Number::Int(1));
    let strokes = |of: &Lines| lines(of).unwrap().matches("stroke=\"#1F6FB4\" stroke-width=\"2\"").count();
    // The marks are after the second and the third value.
    assert_eq!(strokes(&of), 3);
    of.lines[0].values[4] = None;
    assert_eq!(strokes(&of), 4);
}

#[test]
fn a_missing_number_has_no_shade() {
    let mut of = cpus(&["a"], 2);
    of.cells = vec![vec![None, Some(Number::Int(0))]];
    let svg = heat(&of).unwrap();
    assert!(svg.contains("stroke=\"#B08A1E\"") && svg.contains("is not in the report"), "{svg}");
}
