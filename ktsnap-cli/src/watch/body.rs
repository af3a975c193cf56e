//! What a view of the screen shows: a heading that stays, and lines that can be scrolled.

use ktsnap_plot::text::{HeatParts, TextOptions, heat_parts};
use ktsnap_plot::{Heat, Number};
use ratatui::style::{Modifier, Style};

use super::follow::Frame;
use super::history::History;
use super::keys::KEYS;
use super::row::{Bars, Row};
use super::tables;
use super::trend::{DECREASE, LEVELS, trend};
use super::view::View;
use crate::screen::text::{clean, pad, width, wrap_whole};
use crate::screen::{Lines, Screen, write_pairs};

pub(super) const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
pub(super) const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// Columns that a trend has at least and at most.
const TREND: std::ops::RangeInclusive<usize> = 8..=60;

/// A line and its style.
pub(super) type Line = (String, Style);

/// The lines of a view.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// The lines that stay.
    pub(super) head: Vec<Line>,
    /// The lines that can be scrolled.
    pub(super) rows: Vec<Line>,
}

/// The ratios, and a line for each counter, or a block if the terminal is narrow. The trend leaves before any other column.
pub(super) fn counters(view: &mut View, history: &History, frame: &Frame, screen: &Screen, height: usize) -> Body {
    tables::widen(&mut view.widths, &frame.rows);
    let sorted = view.sorted(&frame.rows);
    let counted = || sorted.iter().filter_map(|row| Some((*row, row.counted.as_ref().ok()?)));
    let mut table = tables::counters(counted(), view.widths, screen);
    let columns = table.left();
    if columns >= *TREND.start() {
        // Only rows that can be on the screen need a trend. Each has one line.
        let first = view.top.min(sorted.len().saturating_sub(height));
        let shown = first..first.saturating_add(height.saturating_mul(2));
        let of = |(place, (row, _)): (usize, (&Row, _))| match shown.contains(&place) {
            true => trend(&history.trend(row, view.back, columns.min(*TREND.end()))),
            false => String::new(),
        };
        table.column("trend", counted().enumerate().map(of).collect::<Vec<_>>());
    }
    let Lines { head, rows } = table.lines();
    let mut body = Body { head: ratios(frame, screen, height), rows: Vec::new() };
    if counted().next().is_some() {
        body.head.extend(head.into_iter().map(|line| (line, BOLD)));
    }
    for ((_, counted), lines) in counted().zip(rows) {
        let moved = counted.change.is_some_and(|change| change != 0);
        let style = if moved { BOLD } else { Style::new() };
        body.rows.extend(lines.into_iter().map(|line| (line, style)));
    }
    let unread = sorted.iter().filter_map(|row| Some((row.label(), row.counted.as_ref().err()?.as_str())));
    body.rows.extend(reasons(unread, screen));
    body
}

/// The ratios, on at most half of the screen.
fn ratios(frame: &Frame, screen: &Screen, height: usize) -> Vec<Line> {
    if frame.ratios.is_empty() {
        return Vec::new();
    }
    let Lines { head, rows } = tables::ratios(frame, screen).lines();
    let has_value = !rows.is_empty();
    let mut lines: Vec<Line> = head.into_iter().filter(|_| has_value).map(|line| (line, BOLD)).collect();
    lines.extend(rows.into_iter().flatten().map(|line| (line, Style::new())));
    let unread = frame.ratios.iter().filter_map(|ratio| Some((ratio.name.clone(), ratio.unread.as_deref()?)));
    lines.extend(reasons(unread, screen));
    lines.truncate(height / 2);
    lines.push((String::new(), Style::new()));
    lines
}

/// Names, and why each of them is not read.
fn reasons<'w>(unread: impl Iterator<Item = (String, &'w str)>, screen: &Screen) -> Vec<Line> {
    let unread: Vec<_> = unread.map(|(name, why)| (clean(&name).into_owned(), why)).collect();
    let names = unread.iter().map(|(name, _)| name.as_str());
    let mut text = Vec::new();
    let why = |at: usize, columns| wrap_whole(&clean(unread.get(at).map_or("", |(_, why)| why)), columns, 0);
    // Writing to memory does not fail.
    _ = write_pairs(names, screen.width.into(), &mut text, why);
    String::from_utf8_lossy(&text).lines().map(|line| (line.to_owned(), DIM)).collect()
}

/// A bar for each bucket.
pub(super) fn histogram(of: Option<&Bars>, screen: &Screen) -> Body {
    let Some(of) = of else { return Body::default() };
    let bars = match &of.bars {
        Ok(bars) => bars,
        Err(why) => {
            let unread = [(of.name.to_string(), why.as_str())];
            return Body { head: Vec::new(), rows: reasons(unread.into_iter(), screen) };
        }
    };
    let Lines { head, rows } = tables::histogram(&of.name, bars, usize::MAX, screen);
    let mut body = Body { head: head.into_iter().map(|line| (line, BOLD)).collect(), rows: Vec::new() };
    for (bar, lines) in bars.iter().zip(rows) {
        let moved = bar.counted.change.is_some_and(|change| change != 0);
        let style = if moved { BOLD } else { Style::new() };
        body.rows.extend(lines.into_iter().map(|line| (line, style)));
    }
    body
}

/// The counters of each CPU: a row for each counter, and a column for each CPU, shaded by its share of the row's largest change.
pub(super) fn heat(view: &View, frame: &Frame, screen: &Screen) -> Body {
    let mut heat = Heat { columns_name: "CPU".to_owned(), ..Heat::default() };
    let rows = frame.rows.iter().filter_map(|row| Some((row, row.cpu?, row.counted.as_ref().ok()?)));
    let rows: Vec<_> = rows.collect();
    for of_one in rows.chunk_by(|(a, ..), (b, ..)| a.name == b.name) {
        let cells: Vec<_> = of_one.iter().map(|(.., counted)| counted.change.unwrap_or(counted.value)).collect();
        let Some((Row { name, .. }, ..)) =
            of_one.first().filter(|_| !view.hides_zero || cells.iter().any(|&cell| cell != 0))
        else {
            continue;
        };
        heat.rows.push(name.to_string());
        heat.cells.push(cells.into_iter().map(|cell| Some(Number::Int(cell))).collect());
    }
    let cpus = heat.cells.iter().map(Vec::len).max().unwrap_or_default();
    heat.columns = (0..cpus).map(|cpu| cpu.to_string()).collect();
    let options = TextOptions { width: screen.width, ..TextOptions::default() };
    let HeatParts { head, rows, legend, .. } = heat_parts(&heat, &options);
    let head = head.into_iter().map(|line| (line, BOLD));
    let legend = legend.into_iter().map(|line| (line, DIM));
    let rows = rows.into_iter().flatten().map(|line| (line, Style::new()));
    Body { head: legend.chain(head).collect(), rows: rows.collect() }
}

/// The keys, a line for each, and the notes.
pub(super) fn help<'n>(notes: impl Iterator<Item = &'n str>, screen: &Screen) -> Body {
    let columns = usize::from(screen.width);
    let plain = |line: String| (line, Style::new());
    let keys = KEYS.iter().map(|(key, _)| width(key)).max().unwrap_or_default();
    let key = |(key, what): &(&str, &str)| wrap_whole(&format!("{}  {what}", pad(key, keys)), columns, keys + 2);
    let trend = format!(
        "A trend has a column for each turn: {} is 0, a gap is a turn without a value, {DECREASE} is a decrease.",
        LEVELS.first().copied().unwrap_or_default()
    );
    let mut rows: Vec<Line> = KEYS.iter().flat_map(key).map(plain).collect();
    for text in [trend].into_iter().chain(notes.map(str::to_owned)) {
        rows.push(plain(String::new()));
        rows.extend(wrap_whole(&clean(&text), columns, 0).into_iter().map(plain));
    }
    Body { head: vec![("Keys".to_owned(), BOLD), plain(String::new())], rows }
}
