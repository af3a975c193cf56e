//! Turns drawn over each other on a terminal, with keys.

use std::io;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::{DefaultTerminal, try_init, try_restore};

use super::draw::Page;
use super::follow::{Follow, Source};
use super::frame::{Frame, Row};
use super::kernel::moment;
use crate::args::Watch;
use crate::clock::{Pace, Stop};
use crate::failure::Failure;

/// How long a signal waits at most before it is handled.
const SIGNAL_DELAY: Duration = Duration::from_millis(100);

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
pub(super) struct View {
    pub(super) paused: bool,
    pub(super) by_rate: bool,
    /// The first row that is shown.
    pub(super) top: usize,
    /// The number of rows when it was last drawn.
    pub(super) rows: usize,
    /// The number of rows that fit on the screen.
    pub(super) page: usize,
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
    pub(super) fn sorted<'f>(&self, rows: &'f [Row]) -> Vec<&'f Row> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::frame::Counted;

    fn row(name: &str, rate: Option<f64>) -> Row {
        let counted = Counted { value: 1, change: None, rate };
        Row { name: name.to_owned(), counted: Ok(counted) }
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
            Row { name: "0".into(), counted: Err("not there".into()) },
            row("c", Some(4.0)),
        ];
        let names = |view: &View| view.sorted(&rows).iter().map(|row| row.name.clone()).collect::<Vec<_>>();
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
}
