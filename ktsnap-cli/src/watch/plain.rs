//! Turns printed one after the other, for a person or as JSON.

use std::io::{self, Write};

use anstyle::{Effects, Style};
use serde_json::{Map, Value, json};

use super::follow::{Follow, Frame, Instances, State, moment};
use super::row::{Bar, Bars, Counted};
use super::tables::{self, Widths};
use crate::clock::{Clock, Pace};
use crate::failure::Failure;
use crate::screen::text::{clean, few, wrap_whole};
use crate::screen::{Lines, Screen};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIM: Style = Style::new().effects(Effects::DIMMED);

/// Columns of the longest bar.
const BAR: usize = 20;

/// The most names that a note lists.
const NAMES: usize = 5;

/// Prints turns until the last one or until a signal.
pub(super) fn run<S: Instances>(
    follow: &mut Follow<S>,
    pace: &mut Pace,
    clock: &mut dyn Clock,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    while let Some(turn) = pace.next(clock) {
        let frame = follow.turn(&mut moment)?;
        if screen.json {
            screen.write_json_line(out, &document(&frame))?;
        } else {
            let gap = if turn.number == 0 { "" } else { "\n" };
            out.write_all(gap.as_bytes())?;
            // The notes are the same for each turn.
            let notes = if turn.number == 0 { follow.subject().notes } else { &[] };
            block(&frame, notes, screen, out)?;
        }
        out.flush()?;
    }
    Ok(())
}

/// Prints a turn for a person.
pub(super) fn block(frame: &Frame, notes: &[String], screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let state = format!("{}  {}", frame.time, clean(&frame.state.text()));
    for line in wrap_whole(&state, screen.width.into(), 10) {
        writeln!(out, "{}", screen.paint(BOLD, &line))?;
    }
    let counted: Vec<_> = frame.rows.iter().filter_map(|row| Some((row, row.counted.as_ref().ok()?))).collect();
    if !counted.is_empty() {
        write!(out, "{}", tables::counters(counted.into_iter(), Widths::default(), screen))?;
    }
    for of in &frame.histograms {
        histogram(of, screen, out)?;
    }
    for (why, names) in frame.unread() {
        note(&format!("{}: {}", few(names, NAMES), clean(why)), screen, out)?;
    }
    notes.iter().chain(&frame.notes).try_for_each(|line| note(&clean(line), screen, out))?;
    if frame.ratios.iter().any(|ratio| ratio.unread.is_none()) {
        write!(out, "{}", tables::ratios(frame, screen))?;
    }
    for ratio in &frame.ratios {
        let unread = ratio.unread.iter().map(|why| format!("{}: {}", ratio.name, clean(why)));
        unread.into_iter().try_for_each(|line| note(&line, screen, out))?;
    }
    Ok(())
}

/// Prints a histogram: the bars show the changes of the last turn, or the values of the first.
fn histogram(of: &Bars, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let bars = match &of.bars {
        Ok(bars) => bars,
        Err(why) => return note(&format!("{}: {}", clean(&of.name), clean(why)), screen, out),
    };
    let Lines { head, rows } = tables::histogram(&of.name, bars, BAR, screen);
    head.iter().chain(rows.iter().flatten()).try_for_each(|line| writeln!(out, "{line}"))
}

fn note(line: &str, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    wrap_whole(&format!("({line})"), screen.width.into(), 1)
        .iter()
        .try_for_each(|line| writeln!(out, "{}", screen.paint(DIM, line)))
}

/// A turn as a line of JSON.
fn document(frame: &Frame) -> Value {
    let (name, id, instance) = match &frame.state {
        State::Waiting(why) => return json!({ "time": frame.stamp, "waiting": why }),
        State::Running { name, id, instance, .. } => (name, id, instance),
    };
    let values = |counted: &Counted| json!({ "value": number(counted.value), "change": counted.change.map(number), "per_second": counted.rate });
    let mut counters = Map::new();
    for row in &frame.rows {
        let counter = match &row.counted {
            Ok(counted) => values(counted),
            Err(why) => json!({ "unread": why }),
        };
        let name = row.name.to_string();
        match (row.cpu, counters.get_mut(&name).and_then(|of| of.get_mut("per_cpu")?.as_array_mut())) {
            (None, _) => drop(counters.insert(name, counter)),
            (Some(_), Some(cpus)) => cpus.push(counter),
            (Some(_), None) => drop(counters.insert(name, json!({ "per_cpu": [counter] }))),
        }
    }
    let histograms = frame.histograms.iter().map(|of| {
        let bucket = |bar: &Bar| {
            let mut bucket = values(&bar.counted);
            if let Some(of) = bucket.as_object_mut() {
                of.insert("lower".to_owned(), json!(bar.bucket.lower));
                of.insert("upper".to_owned(), json!(bar.bucket.upper));
            }
            bucket
        };
        let buckets = match &of.bars {
            Ok(bars) => json!({ "buckets": bars.iter().map(bucket).collect::<Vec<_>>() }),
            Err(why) => json!({ "unread": why }),
        };
        (of.name.to_string(), buckets)
    });
    let ratios = frame.ratios.iter().map(|ratio| {
        let mut values = json!({ "last": ratio.last, "all": ratio.all });
        if let (Some(values), Some(why)) = (values.as_object_mut(), &ratio.unread) {
            values.insert("unread".to_owned(), json!(why));
        }
        (ratio.name.clone(), values)
    });
    let mut document = json!({
        "time": frame.stamp,
        "name": name,
        "btf_id": id,
        "instance": instance,
        "seconds": frame.seconds,
        "counters": counters,
        "ratios": ratios.collect::<Map<_, _>>(),
    });
    if let (Some(document), false) = (document.as_object_mut(), frame.histograms.is_empty()) {
        document.insert("histograms".to_owned(), Value::Object(histograms.collect()));
    }
    if let (Some(document), false) = (document.as_object_mut(), frame.notes.is_empty()) {
        document.insert("notes".to_owned(), json!(frame.notes));
    }
    document
}

/// The number in JSON. A counter has 64 bits, but a change can have 65: it is then a string.
fn number(value: i128) -> Value {
    u64::try_from(value)
        .map(Value::from)
        .or_else(|_| i64::try_from(value).map(Value::from))
        .unwrap_or_else(|_| Value::from(value.to_string()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::fake::follow;
    use super::super::row::{Rates, Row};
    use super::*;
    use crate::clock::tests::Still;
    use crate::counters::tests::plan;
    use crate::live::fake::{ARGS, Act};

    fn frame() -> Frame {
        let counted = |value, change: Option<i128>| Ok(Counted { value, change, rate: change.map(|_| 1.5) });
        Frame {
            time: "10:00:03".to_owned(),
            stamp: "2026-01-02T09:00:03Z".to_owned(),
            state: State::Running { name: "dispatch".into(), id: 7, instance: 2, since: "10:00:01".into() },
            rows: vec![
                Row::shown("nr_same", None, counted(4, Some(3))),
                Row::shown("gone\u{1b}", None, Err("not in the running scheduler".into())),
                Row::shown("too", None, Err("not in the running scheduler".into())),
                Row::shown("nr_cross", None, counted(1 << 63, None)),
            ],
            histograms: vec![],
            ratios: vec![Rates { name: "cross".into(), last: None, all: Some(0.25), unread: None }],
            notes: vec![],
            seconds: Some(2.0),
        }
    }

    const PLAIN: Screen = Screen { width: 80, color: false, json: false, json_strings: false };

    #[test]
    fn a_turn_is_a_block() {
        let mut out = Vec::new();
        block(&frame(), &["1 left out".to_owned()], &PLAIN, &mut out).unwrap();
        let expected = "\
10:00:03  dispatch, instance 2, BTF id 7, since 10:00:01
counter                 value  change  per second
nr_same                     4      +3         1.5
nr_cross  9223372036854775808       -           -
(gone\\u{1b}, too: not in the running scheduler)
(1 left out)
ratio  last turn  all turns
cross          -      0.250
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_turn_is_a_line_of_json() {
        assert_eq!(
            document(&frame()),
            json!({
                "time": "2026-01-02T09:00:03Z", "name": "dispatch", "btf_id": 7, "instance": 2, "seconds": 2.0,
                "counters": {
                    "nr_same": { "value": 4, "change": 3, "per_second": 1.5 },
                    "gone\u{1b}": { "unread": "not in the running scheduler" },
                    "too": { "unread": "not in the running scheduler" },
                    "nr_cross": { "value": 1_u64 << 63, "change": null, "per_second": null },
                },
                "ratios": { "cross": { "last": null, "all": 0.25 } },
            })
        );
        let waiting = Frame { state: State::Waiting("none".into()), ..frame() };
        assert_eq!(document(&waiting), json!({ "time": "2026-01-02T09:00:03Z", "waiting": "none" }));
    }

    #[test]
    fn it_ends_after_the_last_turn_or_when_the_output_is_closed() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let plan = plan(&ARGS).unwrap();
        let run = |out: &mut dyn Write, count| {
            let acts = (0..9).map(|at| if at == 1 { Act::None } else { Act::Runs(7, at) });
            let mut follow = follow(&plan, acts);
            let mut pace = Pace::new(Duration::from_secs(1), count);
            super::run(&mut follow, &mut pace, &mut Still::new(5), &PLAIN, out)
        };
        let mut out = Vec::new();
        run(&mut out, Some(3)).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches("dispatch, instance").count(), 2, "{text}");
        assert_eq!(text.matches("waiting for a scheduler (none attached)").count(), 1, "{text}");
        // A signal ends the wait.
        let mut out = Vec::new();
        run(&mut out, None).unwrap();
        assert_eq!(String::from_utf8(out).unwrap().matches("\n\n").count(), 4);
        assert!(
            matches!(run(&mut Closed, None), Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe)
        );
    }
}
