//! Turns on terminals of every width: no line is too wide, and no name is broken or cut.

use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use unicode_width::UnicodeWidthStr;

use super::follow::{Frame, State};
use super::history::History;
use super::keys::KEYS;
use super::page::Page;
use super::plain;
use super::row::{Bar, Bars, Counted, Rates, Row};
use super::subject::Subject;
use super::view::{Shown, View};
use crate::counters::tests::{DISPATCH, plan};
use crate::screen::Screen;

const WIDTHS: [u16; 5] = [40, 60, 80, 100, 200];

/// A name with 100 characters.
fn long(start: &str) -> String {
    format!("{start}{}", "_and_on".repeat(20))[..100].to_owned()
}

/// The names of two counters on eight CPUs, of counters that are not read, of histograms and of ratios.
fn names() -> [String; 6] {
    ["cpu_ctxs.gstats[EXCL_IDLE]", "not_read", "wait_hist", "cross"]
        .map(str::to_owned)
        .into_iter()
        .chain([long("a_counter"), long("not_read_either")])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

fn frame() -> Frame {
    let [short, unread, histogram, ratio, counter, also_unread] = names();
    let counted = Counted { value: u64::MAX.into(), change: Some(i64::MAX.into()), rate: Some(123_456.7) };
    let row = |name: &str, cpu| Row::shown(name, cpu, Ok(counted));
    let reason = |name: &str, why: &str| Row::shown(name, None, Err(why.into()));
    let cpus = [&short, &counter].into_iter().flat_map(|name| (0..8).map(move |cpu| row(name, Some(cpu))));
    let why = "`DSP_KICK` is 1 in the running object, 2 in dispatch.bpf.o";
    let bounds = ktsnap_core::histogram::Bounds::Log2 { shift: 0 };
    let bar = |at| Bar { bucket: bounds.bucket(at, 60).unwrap(), counted };
    let rates = |name: &str, unread| Rates { name: name.to_owned(), last: Some(0.5), all: Some(0.25), unread };
    Frame {
        time: "10:00:03".into(),
        stamp: String::new(),
        state: State::Running { name: "dispatch".into(), id: 7, instance: 2, since: "10:00:01".into() },
        rows: cpus.chain([row(&short, None), reason(&unread, why), reason(&also_unread, why)]).collect(),
        histograms: vec![Bars { name: histogram.as_str().into(), bars: Ok((0..60).map(bar).collect()) }],
        ratios: vec![rates(&ratio, None), rates("also", Some(format!("{unread}: {why}")))],
        notes: vec![],
        seconds: Some(1.0),
    }
}

#[test]
fn printed_turns_fit() {
    let notes = ["3 counters left out, because the name or the sign does not allow a sum over CPUs".to_owned()];
    for width in WIDTHS {
        let screen = Screen { width, color: false, json: false, json_strings: false };
        let mut out = Vec::new();
        plain::block(&frame(), &notes, &screen, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        for line in out.lines() {
            // A name that is wider than the terminal has a line of its own.
            let is_name = names().iter().any(|name| line.contains(name)) && !line.trim_start().contains("  ");
            assert!(line.width() <= width.into() || is_name, "{width}: {} columns: {line}", line.width());
        }
        for name in names() {
            assert!(out.contains(&name), "{width}: no `{name}`\n{out}");
        }
    }
}

/// The lines of a screen that is high enough for everything.
fn drawn(view: &mut View, width: u16) -> Vec<String> {
    const HEIGHT: u16 = 300;
    let plan = plan(&[DISPATCH, "--map", "stats", "--map", "wait_hist", "--histogram", "wait_hist=Log2", "--per-cpu"]);
    let plan = plan.unwrap();
    let mut history = History::default();
    history.push(frame());
    let page = Page { subject: Subject::of(&plan), history: &history, every: Duration::from_secs(1), color: false };
    let mut terminal = Terminal::new(TestBackend::new(width, HEIGHT)).unwrap();
    terminal.draw(|to| page.draw(view, to.area(), to.buffer_mut())).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..HEIGHT).map(row).collect()
}

#[test]
fn drawn_turns_fit() {
    for width in WIDTHS {
        let shown = |shown| drawn(&mut View { shown, ..View::default() }, width);
        let of_counters = shown(Shown::Counters);
        let [short, unread, histogram, ratio, counter, also_unread] = names();
        for (lines, names) in [
            (of_counters, vec![&short, &counter, &unread, &also_unread, &ratio]),
            (shown(Shown::Heat), vec![&short, &counter]),
            (shown(Shown::Histogram(0)), vec![&histogram]),
        ] {
            // A name that is wider than the terminal begins on a line of its own, and continues on the next.
            let all = lines.concat();
            for name in names {
                let is_whole = lines.iter().any(|line| line.contains(name.as_str()));
                let continues = name.width() > width.into() && all.contains(name.as_str());
                assert!(is_whole || continues, "{width}: no `{name}`\n{}", lines.join("\n"));
            }
            assert!(!all.contains('…'), "{width}: {}", lines.join("\n"));
            let last = lines.last().unwrap();
            assert!(last.starts_with("q quits") && last.contains("? keys"), "{width}: {last}");
        }
        let help = drawn(&mut View { helps: true, ..View::default() }, width).join("\n");
        for word in KEYS.iter().flat_map(|(key, what)| key.split(' ').chain(what.split(' '))) {
            assert!(help.contains(word), "{width}: no `{word}`\n{help}");
        }
    }
}
