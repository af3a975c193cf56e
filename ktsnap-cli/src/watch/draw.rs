//! A turn on the terminal.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::frame::{Frame, Row, State, fraction};
use super::plan::Plan;
use super::terminal::View;
use crate::screen::text::{clean, cut, pad, width};

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// Columns of a number.
const NUMBER: usize = 12;

/// Columns of a value, which can be any of 64 bits.
const VALUE: usize = 20;

/// Columns that a name has at least.
const NAME: usize = 16;

/// A turn, with what its page shows besides.
pub(super) struct Page<'f> {
    pub(super) plan: &'f Plan,
    pub(super) frame: &'f Frame,
    pub(super) every: Duration,
    pub(super) color: bool,
}

impl Page<'_> {
    /// Draws the turn, and sets in the view how many rows fit.
    pub(super) fn draw(&self, view: &mut View, area: Rect, to: &mut Buffer) {
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
        format!("{} of {}, every {every}{paused}", self.plan.section, self.plan.object)
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
    use crate::watch::frame::{Counted, Rates};
    use crate::watch::plan::tests::{ARGS_OF_ALL, plan};

    fn frame(rows: i128) -> Frame {
        let row = |at: i128| {
            let counted = Counted { value: at * 100, change: Some(at), rate: Some(0.5) };
            Row { name: format!("nr_{at:02}"), counted: Ok(counted) }
        };
        let unread = Row { name: "other".into(), counted: Err("not in the running scheduler".into()) };
        Frame {
            time: "10:00:03".into(),
            stamp: String::new(),
            state: State::Running { name: "dispatch".into(), id: 7, instance: 2, since: "10:00:01".into() },
            rows: (0..rows).map(row).chain([unread]).collect(),
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
