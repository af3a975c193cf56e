//! A turn drawn on the screen.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::{bar, shade};

use super::bars::{bar_text, length, most};
use super::follow::{Frame, State};
use super::history::{History, Moved};
use super::session::{Bars, Counted, Row, fraction};
use super::view::{KEYS, Shown, View};
use crate::counters::Plan;
use crate::screen::text::{clean, cut, pad, width, wrap};

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// The titles of the columns of numbers, in the order in which columns are shown.
const TITLES: [&str; 3] = ["value", "change", "per second"];

/// Which columns leave first if the terminal is narrow, after the trend: `change`, then `per second`.
const LEAVING: [usize; 2] = [1, 2];

/// Columns between two columns.
const GAP: usize = 2;

/// Columns that a trend has at least and at most.
const TREND: std::ops::RangeInclusive<usize> = 8..=60;

/// The turns, and the page that shows one of them.
pub(super) struct Page<'f> {
    pub(super) plan: &'f Plan,
    pub(super) history: &'f History,
    pub(super) every: Duration,
    pub(super) color: bool,
}

type Line = (String, Style);

/// The columns that fit next to the names.
struct Columns {
    /// Columns of the names. `None` if each name has a line of its own.
    names: Option<usize>,
    /// The indices of the columns of numbers.
    numbers: Vec<usize>,
    /// Columns of the trend.
    trend: usize,
    /// Columns of the terminal.
    columns: usize,
}

impl Page<'_> {
    /// Draws the turn, and sets in the view what fits.
    pub(super) fn draw(&self, view: &mut View, area: Rect, to: &mut Buffer) {
        view.kept = self.history.len();
        view.back = view.back.min(view.kept.saturating_sub(1));
        let Some(frame) = self.history.back(view.back) else { return };
        view.views = views(self.plan, frame);
        if !view.views.contains(&view.shown) {
            view.shown = view.views.first().copied().unwrap_or_default();
        }
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        let mut lines: Vec<Line> = vec![(self.title(view), BOLD), state(frame), (self.plan.notes.join("; "), DIM)];
        let (head, body) = if view.helps {
            (Vec::new(), help())
        } else {
            match view.shown {
                Shown::Counters => self.counters(view, frame, (columns, height)),
                Shown::Histogram(at) => histogram(frame.histograms.get(at), columns),
                Shown::Heat => heat(view, frame, columns),
            }
        };
        lines.extend(head);
        // The last line explains the keys.
        view.rows = body.len();
        view.page = height.saturating_sub(lines.len() + 1);
        view.top = view.top.min(view.rows.saturating_sub(view.page));
        lines.extend(body.into_iter().skip(view.top).take(view.page));
        for (y, (text, style)) in area.rows().zip(lines.iter().take(height.saturating_sub(1))) {
            self.put(to, y, text, *style);
        }
        if let Some(last) = area.rows().next_back() {
            self.put(to, last, &keys(view), DIM);
        }
    }

    fn put(&self, to: &mut Buffer, at: Rect, text: &str, style: Style) {
        let style = if self.color { style } else { Style { fg: None, ..style } };
        to.set_stringn(at.x, at.y, cut(text, at.width.into()), at.width.into(), style);
    }

    fn title(&self, view: &View) -> String {
        let every = humantime::format_duration(self.every);
        let turn = match (view.paused, view.back) {
            (false, _) => String::new(),
            (true, 0) => ", paused".to_owned(),
            (true, back) => {
                let newest = self.history.turns();
                format!(", paused at turn {} of {newest}", newest.saturating_sub(back))
            }
        };
        format!("{} of {}, every {every}{turn}", self.plan.places.join(", "), self.plan.object)
    }

    /// The ratios and the titles, and a line for each counter, or a block if the terminal is narrow.
    fn counters(&self, view: &mut View, frame: &Frame, (columns, height): (usize, usize)) -> (Vec<Line>, Vec<Line>) {
        for row in &frame.rows {
            if let Ok(counted) = &row.counted {
                for (width, number) in view.widths.iter_mut().zip(numbers(counted)) {
                    *width = (*width).max(number.len());
                }
            }
        }
        for (width, title) in view.widths.iter_mut().zip(TITLES) {
            *width = (*width).max(title.len());
        }
        let fitting = fitting(frame, &view.widths, columns);
        let mut head = ratios(frame, height, columns);
        let rows = view.sorted(&frame.rows);
        if !rows.is_empty() && fitting.names.is_some() {
            let trend = if fitting.trend > 0 { "trend" } else { "" };
            head.push((line("counter", &fitting, &view.widths, &TITLES.map(str::to_owned), trend), BOLD));
        }
        let back = view.back;
        let body = rows.into_iter().flat_map(|(at, row)| self.row(at, row, &fitting, &view.widths, back)).collect();
        (head, body)
    }

    fn row(&self, at: usize, row: &Row, fitting: &Columns, widths: &[usize; 3], back: usize) -> Vec<Line> {
        let label = clean(&row.label()).into_owned();
        let counted = match &row.counted {
            Ok(counted) => counted,
            Err(why) => {
                let names = fitting.names.unwrap_or_default();
                return vec![(format!("{}  {}", pad(&label, names), clean(why)), DIM)];
            }
        };
        let moved = counted.change.is_some_and(|change| change != 0);
        let style = if moved { BOLD } else { Style::new() };
        let numbers = numbers(counted);
        let trend = trend(&self.history.trend(at, back, fitting.trend));
        match fitting.names {
            Some(_) => vec![(line(&label, fitting, widths, &numbers, &trend), style)],
            None => {
                let all: Vec<_> =
                    TITLES.iter().zip(&numbers).map(|(title, number)| format!("{title} {number}")).collect();
                let lines = wrap(&all.join(", "), fitting.columns.saturating_sub(GAP).max(8), 0);
                let lines = lines.into_iter().map(|line| (format!("{:GAP$}{line}", ""), style));
                [(label, style)].into_iter().chain(lines).collect()
            }
        }
    }
}

/// The views that a turn can be shown in.
fn views(plan: &Plan, frame: &Frame) -> Vec<Shown> {
    let mut views = Vec::new();
    if plan.rows > 0 || plan.histograms.is_empty() {
        views.push(Shown::Counters);
    }
    views.extend((0..plan.histograms.len()).map(Shown::Histogram));
    if plan.is_per_cpu() && frame.rows.iter().any(|row| row.cpu.is_some()) {
        views.push(Shown::Heat);
    }
    views
}

fn state(frame: &Frame) -> Line {
    let color = match frame.state {
        State::Waiting(_) => Color::Yellow,
        State::Running { .. } => Color::Green,
    };
    (format!("{}  {}", frame.time, clean(&frame.state.text())), Style::new().fg(color))
}

/// The columns that fit. Names are whole: first the trend leaves, then `change`, then `per second`, and then each counter becomes
/// a block of two lines.
fn fitting(frame: &Frame, widths: &[usize; 3], columns: usize) -> Columns {
    let longest = frame.rows.iter().map(|row| width(&clean(&row.label()))).max().unwrap_or_default();
    let names = longest.max("counter".len());
    let used = |numbers: &[usize]| {
        numbers.iter().filter_map(|at| widths.get(*at)).fold(names, |used, width| used + GAP + width)
    };
    let mut numbers: Vec<usize> = (0..TITLES.len()).collect();
    let left = columns.saturating_sub(used(&numbers) + GAP);
    if left >= *TREND.start() {
        return Columns { names: Some(names), numbers, trend: left.min(*TREND.end()), columns };
    }
    for leaving in LEAVING {
        if used(&numbers) <= columns {
            break;
        }
        numbers.retain(|at| *at != leaving);
    }
    Columns { names: (used(&numbers) <= columns).then_some(names), numbers, trend: 0, columns }
}

fn numbers(counted: &Counted) -> [String; 3] {
    [counted.value.to_string(), counted.change(), counted.rate()]
}

/// A name, right-aligned numbers, and a trend.
fn line(name: &str, fitting: &Columns, widths: &[usize; 3], numbers: &[String; 3], trend: &str) -> String {
    let mut line = pad(name, fitting.names.unwrap_or_default());
    for (number, width) in fitting.numbers.iter().filter_map(|at| Some((numbers.get(*at)?, widths.get(*at)?))) {
        line.push_str(&format!("{:GAP$}{number:>width$}", ""));
    }
    if !trend.is_empty() {
        line.push_str(&format!("{:GAP$}{trend}", ""));
    }
    line
}

/// A trend: a column for each turn, as high as the rate. A gap has no value, and an arrow is a decrease.
fn trend(turns: &[Moved]) -> String {
    const LEVELS: [&str; 8] = [
        bar::ONE_EIGHTH,
        bar::ONE_QUARTER,
        bar::THREE_EIGHTHS,
        bar::HALF,
        bar::FIVE_EIGHTHS,
        bar::THREE_QUARTERS,
        bar::SEVEN_EIGHTHS,
        bar::FULL,
    ];
    let rates = turns.iter().filter_map(|moved| match moved {
        Moved::By(rate) => Some(*rate),
        Moved::Unknown => None,
    });
    let most = rates.fold(0.0, f64::max);
    let level = |moved: &Moved| match *moved {
        Moved::Unknown => " ",
        Moved::By(rate) if rate < 0.0 => "\u{2193}",
        Moved::By(rate) => {
            // 0 is the lowest level, and what is above 0 is higher.
            let higher = LEVELS.iter().enumerate().skip(1).find(|(at, _)| {
                let at = u8::try_from(*at).unwrap_or(u8::MAX);
                rate * 7.0 <= most * f64::from(at)
            });
            if rate == 0.0 { LEVELS[0] } else { higher.map_or(bar::FULL, |(_, level)| level) }
        }
    };
    turns.iter().map(level).collect()
}

/// The ratios, on at most half of the screen.
fn ratios(frame: &Frame, height: usize, columns: usize) -> Vec<Line> {
    let names = frame.ratios.iter().map(|ratio| width(&ratio.name)).max().unwrap_or_default().max("ratio".len());
    let of = |name: &str, last: &str, all: &str| {
        let line = format!("{}  {last:>9}  {all:>9}", pad(name, names));
        if width(&line) <= columns { line } else { format!("{}  {last:>9}", pad(name, names)) }
    };
    let mut lines: Vec<_> = frame
        .ratios
        .iter()
        .take(height / 2)
        .map(|ratio| match &ratio.unread {
            None => (of(&ratio.name, &fraction(ratio.last), &fraction(ratio.all)), Style::new()),
            Some(why) => (format!("{}  {}", pad(&ratio.name, names), clean(why)), DIM),
        })
        .collect();
    if !lines.is_empty() {
        lines.insert(0, (of("ratio", "last turn", "all turns"), BOLD));
        lines.push((String::new(), Style::new()));
    }
    lines
}

/// A bar for each bucket: the change of the last turn.
fn histogram(of: Option<&Bars>, columns: usize) -> (Vec<Line>, Vec<Line>) {
    let Some(of) = of else { return (Vec::new(), Vec::new()) };
    let bars = match &of.bars {
        Ok(bars) => bars,
        Err(why) => return (Vec::new(), vec![(format!("{}  {}", clean(&of.name), clean(why)), DIM)]),
    };
    let texts: Vec<[String; 3]> =
        bars.iter().map(|bar| [bar.bucket.to_string(), bar.counted.value.to_string(), bar.counted.change()]).collect();
    let name = clean(&of.name).into_owned();
    let titles = [name.as_str(), "value", "change"];
    let widest = |at: usize| {
        let cells = texts.iter().filter_map(|texts| texts.get(at)).map(|text| width(text));
        cells.chain(titles.get(at).map(|title| width(title))).max().unwrap_or_default()
    };
    let widths = [widest(0), widest(1), widest(2)];
    let line = |[bucket, value, change]: [&str; 3], bar: &str| {
        format!("{}  {value:>v$}  {change:>c$}  {bar}", pad(bucket, widths[0]), v = widths[1], c = widths[2])
    };
    let left = columns.saturating_sub(widths.iter().sum::<usize>() + 3 * GAP);
    let most = most(bars);
    let body = bars.iter().zip(&texts).map(|(bar, texts)| {
        let moved = bar.counted.change.is_some_and(|change| change != 0);
        let text = line(texts.each_ref().map(String::as_str), &bar_text(length(bar), most, left));
        (text, if moved { BOLD } else { Style::new() })
    });
    (vec![(line(titles, ""), BOLD)], body.collect())
}

/// The counters of each CPU: a row for each counter, a column for each CPU, shaded by the share of the row's largest rate.
fn heat(view: &View, frame: &Frame, columns: usize) -> (Vec<Line>, Vec<Line>) {
    let mut rows: Vec<(String, Vec<Option<i128>>)> = Vec::new();
    for row in &frame.rows {
        let (Some(cpu), Ok(counted)) = (row.cpu, &row.counted) else { continue };
        let moved = counted.change.unwrap_or(counted.value);
        if cpu == 0 {
            rows.push((clean(&row.name).into_owned(), Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.push(Some(moved));
        }
    }
    if view.hides_zero {
        rows.retain(|(_, cells)| cells.iter().any(|cell| *cell != Some(0)));
    }
    let names = rows.iter().map(|(name, _)| width(name)).max().unwrap_or_default().max("counter".len());
    let cpus = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default();
    // More CPUs than columns continue on further lines.
    let chunk = columns.saturating_sub(names + GAP).max(1);
    let head = vec![
        (
            format!(
                "share of the row's largest change: \u{b7} 0  {} to 25 %  {} to 50 %  {} to 75 %  {} above  \u{2193} less than 0",
                shade::LIGHT,
                shade::MEDIUM,
                shade::DARK,
                shade::FULL
            ),
            DIM,
        ),
        (format!("{}  CPUs 0 to {}", pad("counter", names), cpus.saturating_sub(1)), BOLD),
    ];
    let body = rows.iter().flat_map(|(name, cells)| {
        let most = cells.iter().flatten().copied().max().unwrap_or_default();
        let parts = cells.chunks(chunk).enumerate();
        let lines = parts.map(move |(at, part)| {
            let shades: String = part.iter().map(|cell| shade_of(*cell, most)).collect();
            (format!("{}  {shades}", pad(if at == 0 { name } else { "" }, names)), Style::new())
        });
        lines.collect::<Vec<_>>()
    });
    (head, body.collect())
}

fn shade_of(cell: Option<i128>, most: i128) -> &'static str {
    match cell {
        None => " ",
        Some(0) => "\u{b7}",
        Some(..0) => "\u{2193}",
        Some(part) if part.saturating_mul(4) <= most => shade::LIGHT,
        Some(part) if part.saturating_mul(2) <= most => shade::MEDIUM,
        Some(part) if part.saturating_mul(4) <= most.saturating_mul(3) => shade::DARK,
        Some(_) => shade::FULL,
    }
}

/// The keys, a line for each.
fn help() -> Vec<Line> {
    let keys = KEYS.iter().map(|(key, _)| width(key)).max().unwrap_or_default();
    let lines = KEYS.iter().map(|(key, what)| (format!("{}  {what}", pad(key, keys)), Style::new()));
    let title = [("Keys".to_owned(), BOLD), (String::new(), Style::new())];
    let trend =
        "A trend has a column for each turn: \u{2581} is 0, a gap is a turn without a value, \u{2193} is a decrease.";
    title.into_iter().chain(lines).chain([(String::new(), Style::new()), (trend.to_owned(), Style::new())]).collect()
}

fn keys(view: &View) -> String {
    let shown = match view.rows {
        0 => String::new(),
        rows => {
            let last = view.top.saturating_add(view.page).min(rows);
            format!("   {} to {last} of {rows}", (view.top + 1).min(last))
        }
    };
    if view.helps {
        return format!("q quits   ? leaves the keys{shown}");
    }
    let order = if view.by_rate { "order" } else { "rate" };
    let pause = if view.paused { "continues" } else { "pauses" };
    let zero = if view.hides_zero { "shows" } else { "hides" };
    let views = if view.views.len() > 1 { "   Tab next view" } else { "" };
    format!("q quits   p {pause}   s sorts by {order}   z {zero} 0   ? keys{views}{shown}")
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::super::session::{Bar, Rates};
    use super::*;
    use crate::counters::tests::{ARGS_OF_ALL, DISPATCH, plan};

    fn counted(value: i128, change: i128) -> Counted {
        Counted { value, change: Some(change), rate: Some(f64::from(i32::try_from(change).unwrap())) }
    }

    /// A turn in which the counter `at` counted `at * turn`.
    fn frame(rows: i128, turn: i128) -> Frame {
        let row =
            |at: i128| Row { name: format!("nr_{at:02}").into(), cpu: None, counted: Ok(counted(at * 100, at * turn)) };
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

    fn history(frames: impl IntoIterator<Item = Frame>) -> History {
        let mut history = History::default();
        frames.into_iter().for_each(|frame| history.push(frame));
        history
    }

    fn drawn_of(plan: &Plan, history: &History, view: &mut View, columns: u16, lines: u16) -> Vec<String> {
        let page = Page { plan, history, every: Duration::from_secs(1), color: true };
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
                "other    not in the running scheduler",
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
        assert_eq!(of(75).0, "value per second");
        assert_eq!(of(60).0, "value");
        assert_eq!(of(58).0, "value");
        // The number has a line of its own below the name.
        assert_eq!(of(50).1, "  value 18446744073709551615, change +1, per");
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
            drawn_of(&plan, &history([frame]), &mut View::default(), 40, 9)[3..8],
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
        let row =
            |(cpu, change)| Row { name: "stats[LOCAL]".into(), cpu: Some(cpu), counted: Ok(counted(100, change)) };
        let rows: Vec<_> = [0, 1, 50, 75, 100, -1].into_iter().enumerate().map(row).collect();
        let frame = Frame { rows, ratios: vec![], ..frame(0, 1) };
        let mut view = View { shown: Shown::Heat, ..View::default() };
        let lines = drawn_of(&plan, &history([frame.clone()]), &mut view, 100, 9);
        assert!(lines[3].starts_with("share of the row's largest change: · 0  ░ to 25 %"), "{lines:?}");
        assert_eq!(lines[4..6], ["counter       CPUs 0 to 5", "stats[LOCAL]  ·░▒▓█↓"]);
        // CPUs that do not fit continue on the next line.
        let lines = drawn_of(&plan, &history([frame]), &mut view, 18, 9);
        assert_eq!(lines[5..7], ["stats[LOCAL]  ·░▒▓", "              █↓"]);
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
