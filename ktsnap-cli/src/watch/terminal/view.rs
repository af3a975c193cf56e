//! What keys change.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::watch::frame::Row;

/// How the person at the keys wants to see it.
#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) paused: bool,
    pub(super) by_rate: bool,
    /// The first row that is shown.
    pub(super) top: usize,
    /// Rows that there are, and that are shown, when it was last drawn.
    pub(super) rows: usize,
    pub(super) page: usize,
}

/// What becomes of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    Stay,
    Quit,
}

impl View {
    pub(super) fn key(&mut self, key: KeyEvent) -> Then {
        if key.kind == KeyEventKind::Release {
            return Then::Stay;
        }
        let last = self.rows.saturating_sub(self.page);
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return Then::Quit,
            KeyCode::Char('q') | KeyCode::Esc => return Then::Quit,
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
        Then::Stay
    }

    /// The rows in the order that was asked for. Those that are not read stand last.
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

    fn press(view: &mut View, code: KeyCode) -> Then {
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
            assert_eq!((press(&mut view, code), view.top), (Then::Stay, top));
        }
    }

    #[test]
    fn three_keys_quit_and_p_pauses() {
        let mut view = View::default();
        assert_eq!(press(&mut view, KeyCode::Char('q')), Then::Quit);
        assert_eq!(press(&mut view, KeyCode::Esc), Then::Quit);
        assert_eq!(view.key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), Then::Quit);
        assert_eq!(press(&mut view, KeyCode::Char('c')), Then::Stay);
        press(&mut view, KeyCode::Char('p'));
        assert!(view.paused);
        press(&mut view, KeyCode::Char('p'));
        assert!(!view.paused);
    }
}
