//! Turns drawn over each other on a terminal, with keys.

use std::io;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::{DefaultTerminal, try_init, try_restore};

use super::follow::{Follow, Frame, Source, State, moment};
use super::session::{Row, fraction};
use crate::args::Watch;
use crate::clock::{Pace, Stop};
use crate::counters::Plan;
use crate::failure::Failure;
use crate::screen::text::{clean, cut, pad, width};

/// How long a signal waits at most before it is handled.
const SIGNAL_DELAY: Duration = Duration::from_millis(100);

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// Columns of a number.
const NUMBER: usize = 12;

/// Columns of a value, which can be any of 64 bits.
const VALUE: usize = 20;

/// Columns that a name has at least.
const NAME: usize = 16;

/// The terminal in its full-screen mode. It is restored on drop, and after a panic by the library.
struct FullScreen(DefaultTerminal);

impl FullScreen {
    fn new() -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            // Part of the setup may have succeeded.
            _ = try_restore();
            Failure::new("can't draw on this terminal", format!("{error}; use `--plain` to print lines"))
        };
        try_init().map(Self).map_err(failed)
    }
}

impl Drop for FullScreen {
    fn drop(&mut self) {
        _ = try_restore();
    }
}

/// Draws turns until a key, a signal or the last turn ends it.
pub(super) fn run<S: Source>(
    args: &Watch,
    follow: &mut Follow<'_, S>,
    pace: &mut Pace,
    stop: &Stop,
    color: bool,
) -> Result<(), Failure> {
    let mut view = View::default();
    let mut screen = FullScreen::new()?;
    let mut frame: Option<Frame> = None;
    while !stop.is_signaled() {
        if !view.paused && pace.left(Instant::now()).is_zero() {
            if pace.is_done() {
                break;
            }
            pace.take(Instant::now());
            frame = Some(follow.turn(&mut moment)?);
        }
        if let Some(frame) = &frame {
            let page = Page { plan: follow.plan(), frame, every: args.every, color };
            screen.0.draw(|to| page.draw(&mut view, to.area(), to.buffer_mut()))?;
        }
        let wait = if view.paused { SIGNAL_DELAY } else { SIGNAL_DELAY.min(pace.left(Instant::now())) };
        if event::poll(wait)?
            && let Event::Key(key) = event::read()?
            && view.key(key) == KeyEffect::Quit
        {
            break;
        }
    }
    Ok(())
}

/// What the keys have set.
#[derive(Debug, Default)]
struct View {
    paused: bool,
    by_rate: bool,
    /// The first row that is shown.
    top: usize,
    /// The number of rows when it was last drawn.
    rows: usize,
    /// The number of rows that fit on the screen.
    page: usize,
}

/// The effect of a key.
#[derive(Debug, PartialEq, Eq)]
enum KeyEffect {
    Continue,
    Quit,
}

impl View {
    fn key(&mut self, key: KeyEvent) -> KeyEffect {
        if key.kind == KeyEventKind::Release {
            return KeyEffect::Continue;
        }
        let last = self.rows.saturating_sub(self.page);
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return KeyEffect::Quit,
            KeyCode::Char('q') | KeyCode::Esc => return KeyEffect::Quit,
            KeyCode::Char('p') => self.paused = !self.paused,
            KeyCode::Char('s') => {
                self.by_rate = !self.by_rate;
                self.top = 0;
            }
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Down => self.top = self.top.saturating_add(1),
            KeyCode::PageUp => self.top = self.top.saturating_sub(self.page),
            KeyCode::PageDown => self.top = self.top.saturating_add(self.page),
            KeyCode::Home => self.top = 0,
            KeyCode::End => self.top = last,
            _ => {}
        }
        self.top = self.top.min(last);
        KeyEffect::Continue
    }

    /// The rows in the order that was asked for. Rows that are not read come last.
    fn sorted<'f>(&self, rows: &'f [Row]) -> Vec<&'f Row> {
        let mut sorted: Vec<_> = rows.iter().collect();
        let rate = |row: &Row| row.counted.as_ref().ok().map(|counted| counted.rate.map_or(0.0, f64::abs));
        // Elements of an array stay in their order.
        let root = |row: &Row| row.name.split('[').next().unwrap_or_default().to_owned();
        sorted.sort_by_cached_key(|row| (row.counted.is_err(), root(row)));
        if self.by_rate {
            sorted.sort_by(|a, b| rate(b).unwrap_or(-1.0).total_cmp(&rate(a).unwrap_or(-1.0)));
        }
        sorted
    }
}

/// A turn, with what its page shows besides.
struct Page<'f> {
    plan: &'f Plan,
    frame: &'f Frame,
    every: Duration,
    color: bool,
}

impl Page<'_> {
    /// Draws the turn, and sets in the view how many rows fit.
    fn draw(&self, view: &mut View, area: Rect, to: &mut Buffer) {
        let mut lines = vec![(self.title(view), BOLD), self.state(), (self.plan.notes.join("; "), DIM)];
        let columns = usize::from(area.width);
        let names = self.names(columns);
        let height = usize::from(area.height);
        lines.extend(self.ratios(names, height));
        let rows = view.sorted(&self.frame.rows);
        if !rows.is_empty() {
            lines.push((line("counter", names, &["value", "change", "per second"]), BOLD));
        }
        // The last line explains the keys.
        view.rows = rows.len();
        view.page = height.saturating_sub(lines.len() + 1);
        view.top = view.top.min(view.rows.saturating_sub(view.page));
        lines.extend(rows.iter().skip(view.top).take(view.page).map(|row| counter(row, names)));
        let keys = (keys(view), DIM);
        for (y, (text, style)) in area.rows().zip(lines.iter().take(height.saturating_sub(1))) {
            self.put(to, y, text, *style);
        }
        if let Some(last) = area.rows().next_back() {
            self.put(to, last, &keys.0, keys.1);
        }
    }

    fn put(&self, to: &mut Buffer, at: Rect, text: &str, style: Style) {
        let style = if self.color { style } else { Style { fg: None, ..style } };
        to.set_stringn(at.x, at.y, cut(text, at.width.into()), at.width.into(), style);
    }

    fn title(&self, view: &View) -> String {
        let every = humantime::format_duration(self.every);
        let paused = if view.paused { ", paused" } else { "" };
        format!("{} of {}, every {every}{paused}", self.plan.places.join(", "), self.plan.object)
    }

    fn state(&self) -> (String, Style) {
        let color = match self.frame.state {
            State::Waiting(_) => Color::Yellow,
            State::Running { .. } => Color::Green,
        };
        (format!("{}  {}", self.frame.time, clean(&self.frame.state.text())), Style::new().fg(color))
    }

    /// The width of the column of names.
    fn names(&self, columns: usize) -> usize {
        let longest = self.frame.rows.iter().map(|row| width(&clean(&row.name)));
        let longest = longest.chain(self.frame.ratios.iter().map(|ratio| width(&ratio.name))).max().unwrap_or(0);
        let room = columns.saturating_sub(VALUE + 2 * NUMBER);
        longest.max("counter".len()).min(room.max(NAME))
    }

    /// The ratios, on at most half of the screen.
    fn ratios(&self, names: usize, height: usize) -> Vec<(String, Style)> {
        let ratios = self.frame.ratios.iter().take(height / 2);
        let mut lines: Vec<_> = ratios
            .map(|ratio| match &ratio.unread {
                None => (line(&ratio.name, names, &[&fraction(ratio.last), &fraction(ratio.all)]), Style::new()),
                Some(why) => (format!("{}  {}", pad(&ratio.name, names), clean(why)), DIM),
            })
            .collect();
        if !lines.is_empty() {
            lines.insert(0, (line("ratio", names, &["last turn", "all turns"]), BOLD));
            lines.push((String::new(), Style::new()));
        }
        lines
    }
}

fn counter(row: &Row, names: usize) -> (String, Style) {
    match &row.counted {
        Ok(counted) => {
            let cells = [counted.value.to_string(), counted.change(), counted.rate()];
            let moved = counted.change.is_some_and(|change| change != 0);
            let style = if moved { BOLD } else { Style::new() };
            (line(&clean(&row.name), names, &cells.each_ref().map(String::as_str)), style)
        }
        Err(why) => (format!("{}  {}", pad(&cut(&clean(&row.name), names), names), clean(why)), DIM),
    }
}

/// A name and right-aligned numbers.
fn line(name: &str, names: usize, numbers: &[&str]) -> String {
    let mut line = pad(&cut(name, names), names);
    for (at, number) in numbers.iter().enumerate() {
        let columns = if at == 0 { VALUE } else { NUMBER };
        line.push_str(&format!("{number:>columns$}"));
    }
    line
}

fn keys(view: &View) -> String {
    let order = if view.by_rate { "name" } else { "rate" };
    let pause = if view.paused { "continues" } else { "pauses" };
    let shown = match view.rows {
        0 => String::new(),
        rows => {
            let last = view.top.saturating_add(view.page).min(rows);
            format!("   {} to {last} of {rows}", (view.top + 1).min(last))
        }
    };
    format!("q quits   p {pause}   s sorts by {order}{shown}")
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::counters::tests::{ARGS_OF_ALL, plan};
    use crate::watch::session::{Counted, Rates};
    fn row(name: &str, rate: Option<f64>) -> Row {
        let counted = Counted { value: 1, change: None, rate };
        Row { name: name.into(), cpu: None, counted: Ok(counted) }
    }

    fn press(view: &mut View, code: KeyCode) -> KeyEffect {
        view.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn rows_are_in_the_order_of_names_or_of_rates() {
        let rows = [
            row("b", Some(1.0)),
            row("a[2]", Some(-9.0)),
            row("a[10]", None),
            Row { name: "0".into(), cpu: None, counted: Err("not there".into()) },
            row("c", Some(4.0)),
        ];
        let names = |view: &View| view.sorted(&rows).iter().map(|row| row.name.to_string()).collect::<Vec<_>>();
        let mut view = View::default();
        assert_eq!(names(&view), ["a[2]", "a[10]", "b", "c", "0"]);
        press(&mut view, KeyCode::Char('s'));
        assert_eq!(names(&view), ["a[2]", "c", "b", "a[10]", "0"]);
    }

    #[test]
    fn scrolling_ends_at_both_ends() {
        let mut view = View { rows: 25, page: 10, ..View::default() };
        for (code, top) in [
            (KeyCode::Up, 0),
            (KeyCode::Down, 1),
            (KeyCode::PageDown, 11),
            (KeyCode::PageDown, 15),
            (KeyCode::Down, 15),
            (KeyCode::Home, 0),
            (KeyCode::End, 15),
            (KeyCode::PageUp, 5),
        ] {
            assert_eq!((press(&mut view, code), view.top), (KeyEffect::Continue, top));
        }
    }

    #[test]
    fn three_keys_quit_and_p_pauses() {
        let mut view = View::default();
        assert_eq!(press(&mut view, KeyCode::Char('q')), KeyEffect::Quit);
        assert_eq!(press(&mut view, KeyCode::Esc), KeyEffect::Quit);
        assert_eq!(view.key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), KeyEffect::Quit);
        assert_eq!(press(&mut view, KeyCode::Char('c')), KeyEffect::Continue);
        press(&mut view, KeyCode::Char('p'));
        assert!(view.paused);
        press(&mut view, KeyCode::Char('p'));
        assert!(!view.paused);
    }

    fn frame(rows: i128) -> Frame {
        let row = |at: i128| {
            let counted = Counted { value: at * 100, change: Some(at), rate: Some(0.5) };
            Row { name: format!("nr_{at:02}").into(), cpu: None, counted: Ok(counted) }
        };
        let unread = Row { name: "other".into(), cpu: None, counted: Err("not in the running scheduler".into()) };
        Frame {
            time: "10:00:03".into(),
            stamp: String::new(),
            state: State::Running { name: "dispatch".into(), id: 7, instance: 2, since: "10:00:01".into() },
            rows: (0..rows).map(row).chain([unread]).collect(),
            histograms: vec![],
            ratios: vec![Rates { name: "cross".into(), last: None, all: Some(0.25), unread: None }],
            seconds: Some(1.0),
        }
    }

    fn drawn(frame: &Frame, view: &mut View, columns: u16, lines: u16) -> Vec<String> {
        let plan = plan(&ARGS_OF_ALL).unwrap();
        let page = Page { plan: &plan, frame, every: Duration::from_secs(1), color: true };
        let mut terminal = Terminal::new(TestBackend::new(columns, lines)).unwrap();
        terminal.draw(|to| page.draw(view, to.area(), to.buffer_mut())).unwrap();
        let buffer = terminal.backend().buffer();
        let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..lines).map(row).collect()
    }

    #[test]
    fn a_turn_fills_the_screen() {
        assert_eq!(
            drawn(&frame(3), &mut View::default(), 70, 14),
            [
                ".bss of dispatch.bpf.o, every 1s",
                "10:00:03  dispatch, instance 2, BTF id 7, since 10:00:01",
                "",
                "ratio             last turn   all turns",
                "cross                     -       0.250",
                "",
                "counter               value      change  per second",
                "nr_00                     0           0         0.5",
                "nr_01                   100          +1         0.5",
                "nr_02                   200          +2         0.5",
                "other    not in the running scheduler",
                "",
                "",
                "q quits   p pauses   s sorts by rate   1 to 4 of 4",
            ]
        );
    }

    #[test]
    fn more_rows_than_lines_scroll() {
        let mut view = View { top: 999, paused: true, ..View::default() };
        let lines = drawn(&frame(40), &mut view, 60, 12);
        assert_eq!((view.rows, view.page, view.top), (41, 4, 37));
        assert_eq!(lines[0], ".bss of dispatch.bpf.o, every 1s, paused");
        assert!(lines[7].starts_with("nr_37 ") && lines[10].starts_with("other "), "{lines:?}");
        assert_eq!(lines[11], "q quits   p continues   s sorts by rate   38 to 41 of 41");
    }

    #[test]
    fn a_page_says_what_it_waits_for() {
        let why = "a scheduler (none attached)".to_owned();
        let frame = Frame { state: State::Waiting(why), rows: vec![], ratios: vec![], ..frame(0) };
        let lines = drawn(&frame, &mut View::default(), 60, 5);
        assert_eq!(lines[1], "10:00:03  waiting for a scheduler (none attached)");
        assert_eq!(lines[4], "q quits   p pauses   s sorts by rate");
    }

    #[test]
    fn a_terminal_of_any_size_can_be_drawn() {
        for columns in 0..30 {
            for lines in 0..12 {
                drawn(&frame(9), &mut View::default(), columns, lines);
            }
        }
    }
}
