//! The tables of a turn, for printed lines and for the screen.
//!
//! A name is never broken. If a table is too wide, `change` leaves first and then `per second`; of a ratio, `all turns` leaves.
//! If that does not suffice, each row is a block: its name, and below it all its values.

use ktsnap_plot::Number;
use ktsnap_plot::text::{TextOptions, bar};

use super::follow::Frame;
use super::row::{Bar, Counted, Row, fraction};
use crate::screen::text::clean;
use crate::screen::{Heading, Lines, Screen, Table};

/// The least columns for the longest bar. Without them, there are no bars.
const BAR: usize = 8;

/// The titles of the columns of numbers.
const VALUE: &str = "value";
const CHANGE: &str = "change";
const PER_SECOND: &str = "per second";

/// The widths that columns of numbers had in earlier turns: those of `value`, `change` and `per second`.
pub(super) type Widths = [usize; 3];

/// The numbers of a counter as texts.
fn numbers(counted: &Counted) -> [String; 3] {
    [counted.value.to_string(), counted.change(), counted.rate()]
}

/// Widens columns for the numbers of a turn.
pub(super) fn widen(widths: &mut Widths, rows: &[Row]) {
    for counted in rows.iter().filter_map(|row| row.counted.as_ref().ok()) {
        for (width, number) in widths.iter_mut().zip(numbers(counted)) {
            *width = (*width).max(number.len());
        }
    }
}

/// The counters, with columns of at least these widths.
pub(super) fn counters<'r>(
    rows: impl Iterator<Item = (&'r Row, &'r Counted)>,
    [value, change, rate]: Widths,
    screen: &Screen,
) -> Table {
    let right = |title: &str| Heading::from(format!(">{title}").as_str());
    let columns = [
        Heading::from("counter"),
        right(VALUE).at_least(value),
        right(CHANGE).leaves(1).at_least(change),
        right(PER_SECOND).leaves(2).at_least(rate),
    ];
    let mut table = Table::new(screen, &columns);
    for (row, counted) in rows {
        let [value, change, rate] = numbers(counted);
        table.row([clean(&row.label()).into_owned(), value, change, rate]);
    }
    table
}

/// The ratios that were read.
pub(super) fn ratios(frame: &Frame, screen: &Screen) -> Table {
    let columns = [Heading::from("ratio"), ">last turn".into(), Heading::from(">all turns").leaves(1)];
    let mut table = Table::new(screen, &columns);
    for ratio in frame.ratios.iter().filter(|ratio| ratio.unread.is_none()) {
        table.row([ratio.name.clone(), fraction(ratio.last), fraction(ratio.all)]);
    }
    table
}

/// A histogram, with bars of at most this width if there is room for them. A bar shows the change of the last turn, or the value
/// of the first turn.
pub(super) fn histogram(name: &str, bars: &[Bar], most: usize, screen: &Screen) -> Lines {
    let right = |title: &str| Heading::from(format!(">{title}").as_str());
    let mut table = Table::new(screen, &[Heading::from(&*clean(name)), right(VALUE), right(CHANGE).leaves(1)]);
    for bar in bars {
        table.row([bar.bucket.to_string(), bar.counted.value.to_string(), bar.counted.change()]);
    }
    let width = table.left().min(most);
    if width >= BAR {
        let options = TextOptions { width: u16::try_from(width).unwrap_or(u16::MAX), ..TextOptions::default() };
        let length = |of: &Bar| Number::Int(of.counted.change.unwrap_or(of.counted.value));
        let lengths = bars.iter().map(|bar| bar.counted.change.unwrap_or(bar.counted.value));
        let longest = lengths.max().map(Number::Int);
        table.column("", bars.iter().map(|of| bar(Some(length(of)), longest, &options)));
    }
    let mut lines = table.lines();
    if lines.head.is_empty() {
        // Blocks have no headings, and so not the name of the histogram.
        lines.head.push(clean(name).into_owned());
    }
    lines
}
