//! A turn drawn on the screen: what is shown, a view of the turn, and the keys.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::body::{BOLD, Body, DIM, Line, counters, heat, help, histogram};
use super::follow::{Frame, State};
use super::history::History;
use super::keys::line;
use super::subject::Subject;
use super::view::{Shown, View};
use crate::screen::Screen;
use crate::screen::text::{clean, some_head, width, wrap_whole};

/// The turns, and the page that shows one of them.
pub(super) struct Page<'f> {
    pub(super) subject: Subject<'f>,
    pub(super) history: &'f History,
    pub(super) every: Duration,
    pub(super) color: bool,
}

impl Page<'_> {
    /// Draws the turn, and sets in the view what fits.
    pub(super) fn draw(&self, view: &mut View, area: Rect, to: &mut Buffer) {
        view.kept = self.history.len();
        view.back = view.back.min(view.kept.saturating_sub(1));
        let Some(frame) = self.history.back(view.back) else { return };
        view.views = views(&self.subject, frame);
        if !view.views.contains(&view.shown) {
            view.shown = view.views.first().copied().unwrap_or_default();
        }
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        let screen = Screen { width: area.width, color: false, json: false, json_strings: false };
        let Body { head, rows } = match view.shown {
            _ if view.helps => help(self.all_notes(frame), &screen),
            Shown::Counters => counters(view, self.history, frame, &screen, height),
            Shown::Histogram(at) => histogram(frame.histograms.get(at), &screen),
            Shown::Heat => heat(view, frame, &screen),
        };
        let mut lines = self.state(view, frame, columns);
        if !view.helps {
            lines.extend(self.notes(frame, columns, height));
        }
        let mut lines = whole(lines.into_iter().chain(head), columns);
        let rows = whole(rows, columns);
        // The last line explains the keys.
        view.rows = rows.len();
        view.page = height.saturating_sub(lines.len() + 1);
        view.top = view.top.min(view.rows.saturating_sub(view.page));
        lines.extend(rows.into_iter().skip(view.top).take(view.page));
        for (y, (text, style)) in area.rows().zip(lines.iter().take(height.saturating_sub(1))) {
            self.put(to, y, text, *style);
        }
        if let Some(last) = area.rows().next_back() {
            self.put(to, last, &line(view, columns), DIM);
        }
    }

    fn put(&self, to: &mut Buffer, at: Rect, text: &str, style: Style) {
        let style = if self.color { style } else { Style { fg: None, ..style } };
        to.set_stringn(at.x, at.y, text, at.width.into(), style);
    }

    /// What is read, and from which instance.
    fn state(&self, view: &View, frame: &Frame, columns: usize) -> Vec<Line> {
        let every = humantime::format_duration(self.every);
        let turn = match (view.paused, view.back) {
            (false, _) => String::new(),
            (true, 0) => ", paused".to_owned(),
            (true, back) => {
                let newest = self.history.turns();
                format!(", paused at turn {} of {newest}", newest.saturating_sub(back))
            }
        };
        let title = format!("{} of {}, every {every}{turn}", self.subject.places.join(", "), self.subject.object);
        let color = match frame.state {
            State::Waiting(_) => Color::Yellow,
            State::Running { .. } => Color::Green,
        };
        let state = format!("{}  {}", frame.time, clean(&frame.state.text()));
        let styled =
            |text: &str, hang, style| wrap_whole(text, columns, hang).into_iter().map(move |line| (line, style));
        styled(&title, 2, BOLD).chain(styled(&state, 10, Style::new().fg(color))).collect()
    }

    /// The notes of the plan and the turn, on at most a quarter of the screen. The page of the keys has them all.
    fn notes(&self, frame: &Frame, columns: usize, height: usize) -> Vec<Line> {
        let notes = self.all_notes(frame).collect::<Vec<_>>().join("; ");
        let mut lines = wrap_whole(&clean(&notes), columns, 0);
        let most = (height / 4).max(1);
        if lines.len() > most {
            lines.truncate(most.saturating_sub(1));
            lines.push("? shows notes about counters".to_owned());
        }
        lines.into_iter().map(|line| (line, DIM)).collect()
    }

    fn all_notes<'n>(&'n self, frame: &'n Frame) -> impl Iterator<Item = &'n str> {
        self.subject.notes.iter().chain(&frame.notes).map(String::as_str)
    }
}

/// The views that a turn can be shown in.
fn views(subject: &Subject<'_>, frame: &Frame) -> Vec<Shown> {
    let mut views = Vec::new();
    if subject.has_rows || subject.histograms == 0 {
        views.push(Shown::Counters);
    }
    views.extend((0..subject.histograms).map(Shown::Histogram));
    if frame.rows.iter().any(|row| row.cpu.is_some()) {
        views.push(Shown::Heat);
    }
    views
}

/// Lines that the terminal has room for. A name that is wider than the terminal continues on the next line.
fn whole(lines: impl IntoIterator<Item = Line>, columns: usize) -> Vec<Line> {
    let mut whole = Vec::new();
    for (line, style) in lines {
        let mut rest = line.as_str();
        while columns > 0 && width(rest) > columns {
            let (part, after) = rest.split_at(some_head(rest, columns).len());
            whole.push((part.to_owned(), style));
            rest = after;
        }
        whole.push((rest.to_owned(), style));
    }
    whole
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::super::keys::KEYS;
    use super::super::row::{Bar, Bars, Counted, Rates, Row, RowId};
    use super::*;
    use crate::counters::Plan;
    use crate::counters::tests::{ARGS_OF_ALL, DISPATCH, plan};

    fn counted(value: i128, change: i128) -> Counted {
        Counted { value, change: Some(change), rate: Some(f64::from(i32::try_from(change).unwrap())) }
    }

    /// A turn in which the counter `at` counted `at * turn`.
    fn frame(rows: i128, turn: i128) -> Frame {
        let row = |at: i128| Row {
            id: RowId::of(usize::try_from(at).unwrap()),
            ..Row::shown(&format!("nr_{at:02}"), None, Ok(counted(at * 100, at * turn)))
        };
        let unread =
            Row { id: RowId::of(9999), ..Row::shown("other", None, Err("not in the running scheduler".into())) };
        Frame {
            time: "10:00:03".into(),
            stamp: String::new(),
            state: State::Running { name: "dispatch".into(), id: 7, instance: 2, since: "10:00:01".into() },
            rows: (0..rows).map(row).chain([unread]).collect(),
            histograms: vec![],
            ratios: vec![Rates { name: "cross".into(), last: None, all: Some(0.25), unread: None }],
            notes: vec![],
            seconds: Some(1.0),
        }
    }

    fn history(frames: impl IntoIterator<Item = Frame>) -> History {
        let mut history = History::default();
        frames.into_iter().for_each(|frame| history.push(frame));
        history
    }

    fn drawn_of(plan: &Plan, history: &History, view: &mut View, columns: u16, lines: u16) -> Vec<String> {
        let page = Page { subject: Subject::of(plan), history, every: Duration::from_secs(1), color: true };
        let mut terminal = Terminal::new(TestBackend::new(columns, lines)).unwrap();
        terminal.draw(|to| page.draw(view, to.area(), to.buffer_mut())).unwrap();
        let buffer = terminal.backend().buffer();
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..lines).map(row).collect()
    }

    fn drawn(history: &History, view: &mut View, columns: u16, lines: u16) -> Vec<String> {
        drawn_of(&plan(&ARGS_OF_ALL).unwrap(), history, view, columns, lines)
    }

    fn press(view: &mut View, code: KeyCode) {
        view.key(KeyEvent::new(code, KeyModifiers::NONE));
    }

    #[test]
    fn a_turn_fills_the_screen() {
        let history = history((0..4).map(|turn| frame(3, turn)));
        assert_eq!(
            drawn(&history, &mut View::default(), 80, 14),
            [
                ".bss of dispatch.bpf.o, every 1s",
                "10:00:03  dispatch, instance 2, BTF id 7, since 10:00:01",
                "",
                "ratio  last turn  all turns",
                "cross          -      0.250",
                "",
                "counter  value  change  per second  trend",
                "nr_00        0       0         0.0  ▁▁▁▁",
                "nr_01      100      +3         3.0  ▁▄▆█",
                "nr_02      200      +6         6.0  ▁▄▆█",
                "other  not in the running scheduler",
                "",
                "",
                "q quits   p pauses   s sorts by rate   z hides 0   ? keys   1 to 4 of 4",
            ]
        );
    }

    #[test]
    fn a_trend_has_gaps_for_other_instances_and_arrows_for_decreases() {
        let mut frames: Vec<_> = (0..4).map(|turn| frame(2, turn)).collect();
        frames[0].state = State::Waiting("a scheduler".into());
        frames[2].rows[1].counted = Ok(counted(5, -2));
        let lines = drawn(&history(frames), &mut View::default(), 80, 14);
        assert_eq!(lines[8], "nr_01      100      +3         3.0   ▄↓█");
    }

    #[test]
    fn columns_leave_in_an_order_and_names_are_whole() {
        let name = "cpu_ctxs.gstats[EXCL_IDLE_LONG_NAME]";
        let of = |columns| {
            let mut frame = frame(0, 1);
            (frame.ratios, frame.rows[0].name) = (vec![], name.into());
            frame.rows[0].counted = Ok(counted(18_446_744_073_709_551_615, 1));
            let lines = drawn(&history([frame]), &mut View::default(), columns, 10);
            let at = lines.iter().position(|line| line.starts_with(name)).expect("the whole name");
            (
                lines[at - 1].split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>().join(" "),
                lines[at + 1].clone(),
            )
        };
        assert_eq!(of(200).0, "value change per second trend");
        assert_eq!(of(100).0, "value change per second trend");
        assert_eq!(of(80).0, "value change per second");
        assert_eq!(of(70).0, "value per second");
        assert_eq!(of(60).0, "value");
        assert_eq!(of(58).0, "value");
        // The numbers are below the name.
        assert_eq!(of(57).1, "  value 18446744073709551615  change +1  per second 1.0");
        assert_eq!(of(50).1, "  value 18446744073709551615  change +1");
    }

    #[test]
    fn more_rows_than_lines_scroll() {
        let mut view = View { top: 999, paused: true, ..View::default() };
        let lines = drawn(&history([frame(40, 1)]), &mut view, 100, 12);
        assert_eq!((view.rows, view.page, view.top), (41, 4, 37));
        assert_eq!(lines[0], ".bss of dispatch.bpf.o, every 1s, paused");
        assert!(lines[7].starts_with("nr_37 ") && lines[10].starts_with("other "), "{lines:?}");
        assert_eq!(lines[11], "q quits   p continues   s sorts by rate   z hides 0   ? keys   38 to 41 of 41");
    }

    #[test]
    fn a_kept_turn_is_shown_with_its_number() {
        let history = history((0..5).map(|turn| frame(2, turn)));
        let mut view = View::default();
        drawn(&history, &mut view, 80, 14);
        press(&mut view, KeyCode::Left);
        press(&mut view, KeyCode::Char('['));
        let lines = drawn(&history, &mut view, 80, 14);
        assert_eq!(lines[0], ".bss of dispatch.bpf.o, every 1s, paused at turn 3 of 5");
        assert!(lines[8].starts_with("nr_01      100      +2 "), "{lines:?}");
    }

    #[test]
    fn a_page_says_what_it_waits_for() {
        let why = "a scheduler (none attached)".to_owned();
        let frame = Frame { state: State::Waiting(why), rows: vec![], ratios: vec![], ..frame(0, 1) };
        let lines = drawn(&history([frame]), &mut View::default(), 80, 5);
        assert_eq!(lines[1], "10:00:03  waiting for a scheduler (none attached)");
        assert_eq!(lines[4], "q quits   p pauses   s sorts by rate   z hides 0   ? keys");
    }

    #[test]
    fn the_keys_have_a_page() {
        let mut view = View::default();
        press(&mut view, KeyCode::Char('?'));
        let lines = drawn(&history([frame(2, 1)]), &mut view, 100, 24);
        assert!(
            KEYS.iter().all(|(key, what)| lines.iter().any(|line| line.contains(key) && line.contains(what))),
            "{lines:?}"
        );
    }

    #[test]
    fn a_histogram_is_bars() {
        let plan = plan(&[DISPATCH, "--map", "wait_hist", "--histogram", "wait_hist=Log2"]).unwrap();
        let of = &plan.histograms[0];
        let bar = |(at, change)| Bar { bucket: of.bounds.bucket(at, 16).unwrap(), counted: counted(10, change) };
        let bars = Ok([0, 4, 8, 1].into_iter().enumerate().map(bar).collect());
        let frame = Frame {
            rows: vec![],
            ratios: vec![],
            histograms: vec![Bars { name: "wait_hist".into(), bars }],
            ..frame(0, 1)
        };
        assert_eq!(
            drawn_of(&plan, &history([frame]), &mut View::default(), 40, 10)[4..9],
            [
                "wait_hist  value  change",
                "0 to 2        10       0",
                "2 to 4        10      +4  ███████",
                "4 to 8        10      +8  ██████████████",
                "8 to 16       10      +1  █▊",
            ]
        );
    }

    #[test]
    fn the_values_of_cpus_are_shades() {
        let plan = plan(&[DISPATCH, "--map", "stats", "--key", "dsp_stat", "--per-cpu"]).unwrap();
        let row = |(cpu, change)| Row::shown("stats[LOCAL]", Some(cpu), Ok(counted(100, change)));
        let rows: Vec<_> = [0, 1, 50, 75, 100, -1].into_iter().enumerate().map(row).collect();
        let frame = Frame { rows, ratios: vec![], ..frame(0, 1) };
        let mut view = View { shown: Shown::Heat, ..View::default() };
        let lines = drawn_of(&plan, &history([frame.clone()]), &mut view, 100, 9);
        assert!(lines[3].starts_with("░ up to 25 %, ▒ 50 %, ▓ 75 %, █ 100 %"), "{lines:?}");
        assert_eq!(lines[4..6], ["CPU           0       largest", "stats[LOCAL]   ░▒▓█-      100"]);
        // A name that leaves no room for the CPUs has a line of its own.
        let lines = drawn_of(&plan, &history([frame]), &mut view, 20, 30);
        let at = lines.iter().position(|line| line == "stats[LOCAL]").unwrap();
        assert_eq!(lines[at + 1..at + 3], [" ░▒▓█-", "  largest 100"], "{lines:#?}");
    }

    #[test]
    fn a_terminal_of_any_size_can_be_drawn() {
        let history = history([frame(9, 1), frame(9, 2)]);
        for columns in 0..30 {
            for lines in 0..12 {
                drawn(&history, &mut View::default(), columns, lines);
            }
        }
    }

    #[test]
    fn kept_turns_are_bounded() {
        let small = history((0..700).map(|turn| frame(1, turn)));
        assert_eq!((small.len(), small.turns()), (600, 700));
        let wide = history((0..100).map(|turn| frame(4095, turn)));
        assert_eq!((wide.len(), wide.turns()), (63, 100));
    }
}
