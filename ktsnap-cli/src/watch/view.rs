//! What the keys of the screen have set.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::row::Row;

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    Counters,
    /// A histogram by its index.
    Histogram(usize),
    /// The counters of each CPU as shades.
    Heat,
}

/// What the keys have set.
#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) paused: bool,
    pub(super) by_rate: bool,
    /// Whether rows that are 0 are hidden.
    pub(super) hides_zero: bool,
    /// Whether the page of the keys is shown.
    pub(super) helps: bool,
    pub(super) shown: Shown,
    /// The number of turns between the newest turn and the shown turn.
    pub(super) back: usize,
    /// The number of turns that are kept.
    pub(super) kept: usize,
    /// The views that the plan has, in their order.
    pub(super) views: Vec<Shown>,
    /// The first row that is shown.
    pub(super) top: usize,
    /// The number of rows when it was last drawn.
    pub(super) rows: usize,
    /// The number of rows that fit on the screen.
    pub(super) page: usize,
    /// The widths of the columns of numbers. They only grow, so that columns do not move between turns.
    pub(super) widths: [usize; 3],
}

/// The effect of a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum KeyEffect {
    Continue,
    Quit,
}

impl View {
    pub(super) fn key(&mut self, key: KeyEvent) -> KeyEffect {
        if key.kind == KeyEventKind::Release {
            return KeyEffect::Continue;
        }
        let last = self.rows.saturating_sub(self.page);
        match key.code {
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return KeyEffect::Quit,
            KeyCode::Char('q') | KeyCode::Esc => return KeyEffect::Quit,
            KeyCode::Char('?' | 'h') => self.helps = !self.helps,
            KeyCode::Char('p') => {
                self.paused = !self.paused;
                self.back = 0;
            }
            KeyCode::Char('[') | KeyCode::Left => {
                self.paused = true;
                self.back = self.back.saturating_add(1).min(self.kept.saturating_sub(1));
            }
            KeyCode::Char(']') | KeyCode::Right => self.back = self.back.saturating_sub(1),
            KeyCode::Char('s') => {
                self.by_rate = !self.by_rate;
                self.top = 0;
            }
            KeyCode::Char('z') => {
                self.hides_zero = !self.hides_zero;
                self.top = 0;
            }
            KeyCode::Tab => {
                let at = self.views.iter().position(|view| *view == self.shown).map_or(0, |at| at + 1);
                self.shown = self.views.get(at).or(self.views.first()).copied().unwrap_or_default();
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

    /// The rows that are shown, in the order that was asked for. Rows that are not read come last.
    pub(super) fn sorted<'f>(&self, rows: &'f [Row]) -> Vec<&'f Row> {
        let is_zero = |row: &Row| {
            row.counted.as_ref().is_ok_and(|counted| counted.value == 0 && counted.change.unwrap_or_default() == 0)
        };
        let shown = rows.iter().filter(|row| !self.hides_zero || !is_zero(row));
        let mut sorted: Vec<_> = shown.collect();
        let rate = |row: &Row| row.counted.as_ref().ok().map(|counted| counted.rate.map_or(0.0, f64::abs));
        sorted.sort_by_key(|row| row.counted.is_err());
        if self.by_rate {
            sorted.sort_by(|a, b| rate(b).unwrap_or(-1.0).total_cmp(&rate(a).unwrap_or(-1.0)));
        }
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::Counted;
    use super::*;

    fn row(name: &str, rate: Option<f64>) -> Row {
        let counted = Counted { value: 1, change: None, rate };
        Row::shown(name, None, Ok(counted))
    }

    fn press(view: &mut View, code: KeyCode) -> KeyEffect {
        view.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn names(view: &View, rows: &[Row]) -> Vec<String> {
        view.sorted(rows).iter().map(|row| row.name.to_string()).collect()
    }

    #[test]
    fn rows_are_in_the_order_of_the_object_or_of_rates() {
        let rows = [
            row("b", Some(1.0)),
            row("a[2]", Some(-9.0)),
            Row::shown("0", None, Err("missing".into())),
            row("a[10]", None),
            row("c", Some(4.0)),
        ];
        let mut view = View::default();
        assert_eq!(names(&view, &rows), ["b", "a[2]", "a[10]", "c", "0"]);
        press(&mut view, KeyCode::Char('s'));
        assert_eq!(names(&view, &rows), ["a[2]", "c", "b", "a[10]", "0"]);
    }

    #[test]
    fn z_hides_rows_that_are_zero_and_not_those_that_are_not_read() {
        let zero = |change| Row { counted: Ok(Counted { value: 0, change, rate: None }), ..row("zero", None) };
        let unread = Row { counted: Err("missing".into()), ..row("unread", None) };
        let rows = [zero(None), zero(Some(0)), zero(Some(-3)), row("one", None), unread];
        let mut view = View::default();
        assert_eq!(names(&view, &rows).len(), 5);
        press(&mut view, KeyCode::Char('z'));
        assert_eq!(names(&view, &rows), ["zero", "one", "unread"]);
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

    #[test]
    fn history_is_left_at_both_ends_and_by_p() {
        let mut view = View { kept: 3, ..View::default() };
        for (code, back) in [
            (KeyCode::Right, 0),
            (KeyCode::Left, 1),
            (KeyCode::Char('['), 2),
            (KeyCode::Left, 2),
            (KeyCode::Char(']'), 1),
            (KeyCode::Char('['), 2),
        ] {
            press(&mut view, code);
            assert_eq!(view.back, back, "{code:?}");
        }
        assert!(view.paused);
        press(&mut view, KeyCode::Char('p'));
        assert_eq!((view.paused, view.back), (false, 0));
    }

    #[test]
    fn tab_goes_through_the_views() {
        let views = vec![Shown::Counters, Shown::Histogram(0), Shown::Heat];
        let mut view = View { views: views.clone(), ..View::default() };
        for expected in [views[1], views[2], views[0]] {
            press(&mut view, KeyCode::Tab);
            assert_eq!(view.shown, expected);
        }
    }
}
