//! A histogram as horizontal bars.

use super::TextOptions;
use crate::name::{clean, width};
use crate::scale::compare;
use crate::trim::{Trimmed, left_out, trimmed};
use crate::{Bar, Bars, Number};

/// Eighths of a column.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// The least columns for the longest bar.
const LEAST: usize = 8;

/// Draws bars: the title, and for each bar its label, its count and its length.
///
/// Longer rows of empty bars at both ends are shown as one line.
///
/// ```
/// use ktsnap_plot::text::{self, TextOptions};
/// use ktsnap_plot::{Bar, Bars, Number};
///
/// let bar = |label: &str, count| Bar { label: label.to_owned(), count: Some(Number::Int(count)), ..Bar::default() };
/// let bars = Bars { title: "waits".to_owned(), bars: vec![bar("0", 1), bar("1", 8)], ..Bars::default() };
/// assert_eq!(text::bars(&bars, &TextOptions { width: 40, ..TextOptions::default() })[1], "0  1  ████▎");
/// ```
#[must_use]
pub fn bars(bars: &Bars, options: &TextOptions) -> Vec<String> {
    let mut text = vec![options.bold(&bars.title)];
    if bars.bars.is_empty() {
        text.push("no values to draw".to_owned());
        return text;
    }
    let Trimmed { before, shown, after } = trimmed(&bars.bars);
    let number = |bar: &Bar| bar.count.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let columns = usize::from(options.width);
    let digits = shown.iter().map(|bar| number(bar).len()).max().unwrap_or(0).max(width(&bars.count));
    let names = shown.iter().map(|bar| width(&clean(&bar.label))).max().unwrap_or(0).max(width(&bars.label));
    // Long labels are on lines of their own.
    let is_beside = names + 2 + digits + 2 + LEAST <= columns;
    let names = if is_beside { names } else { 0 };
    let room = columns.saturating_sub(if is_beside { names + 2 + digits + 2 } else { digits + 4 }).max(LEAST);
    let largest = shown.iter().filter_map(|bar| bar.count).max_by(|a, b| compare(*a, *b));
    let of_bar = TextOptions { width: u16::try_from(room).unwrap_or(u16::MAX), ..*options };
    let pad = |label: &str| format!("{}{label}", " ".repeat(names.saturating_sub(width(label))));
    if !bars.label.is_empty() || !bars.count.is_empty() {
        let label = clean(&bars.label);
        text.push(match is_beside {
            true => format!("{}  {:>digits$}", pad(&label), clean(&bars.count)).trim_end().to_owned(),
            false => format!("{label}: {}", clean(&bars.count)),
        });
    }
    text.extend(left_out(before));
    for bar in shown {
        let label = clean(&bar.label);
        let drawn = self::bar(bar.count, largest, &of_bar);
        let count = number(bar);
        if is_beside {
            text.push(format!("{}  {count:>digits$}  {drawn}", pad(&label)).trim_end().to_owned());
        } else {
            text.push(label.into_owned());
            text.push(format!("  {count:>digits$}  {drawn}").trim_end().to_owned());
        }
    }
    text.extend(left_out(after));
    if shown.iter().any(|bar| bar.count.is_none()) {
        text.push("? is not in the report".to_owned());
    }
    text
}

/// Draws the bar of one count, for a table that has other columns too. The bar of the largest count is as wide as
/// [`TextOptions::width`], and a count above 0 is visible.
///
/// ```
/// use ktsnap_plot::Number;
/// use ktsnap_plot::text::{self, TextOptions};
///
/// let bar = |count| text::bar(Some(count), Some(Number::Int(8)), &TextOptions { width: 4, ..TextOptions::default() });
/// assert_eq!(bar(Number::Int(8)), "████");
/// assert_eq!(bar(Number::Int(3)), "█▌");
/// assert_eq!(bar(Number::Int(0)), "");
/// ```
#[must_use]
pub fn bar(count: Option<Number>, largest: Option<Number>, options: &TextOptions) -> String {
    let (Some(size), Some(largest)) = (count.and_then(Number::position), largest.and_then(Number::position)) else {
        return String::new();
    };
    let room = usize::from(options.width);
    if size <= 0.0 || largest <= 0.0 || room == 0 {
        return String::new();
    }
    let parts = if options.ascii { 1 } else { EIGHTHS.len() };
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a length between 0 and the width"
    )]
    let length = ((size / largest * (room * parts) as f64).round() as usize).clamp(1, room * parts);
    let drawn = if options.ascii {
        "#".repeat(length)
    } else {
        let rest = (length % parts).checked_sub(1).and_then(|eighths| EIGHTHS.get(eighths));
        "█".repeat(length / parts) + &rest.map(char::to_string).unwrap_or_default()
    };
    options.paint(Some(4), &drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(counts: &[Option<i128>]) -> Bars {
        let bar = |(at, count): (usize, &Option<i128>)| Bar {
            label: format!("{} to {}", 1_u128 << at, (2_u128 << at) - 1),
            count: count.map(Number::Int),
            ..Bar::default()
        };
        Bars {
            title: "wait_hist".into(),
            label: "us".into(),
            count: "count".into(),
            bars: counts.iter().enumerate().map(bar).collect(),
        }
    }

    fn drawn(of: &Bars, width: u16) -> Vec<String> {
        bars(of, &TextOptions { width, ..TextOptions::default() })
    }

    #[test]
    fn a_bar_has_its_label_its_count_and_its_length() {
        assert_eq!(
            drawn(&histogram(&[Some(1), Some(1000), None, Some(0), Some(500)]), 40),
            [
                "wait_hist",
                "      us  count",
                "  1 to 1      1  ▏",
                "  2 to 3   1000  ███████████████████████",
                "  4 to 7      ?",
                " 8 to 15      0",
                "16 to 31    500  ███████████▌",
                "? is not in the report",
            ]
        );
    }

    #[test]
    fn empty_bars_at_the_ends_are_one_line() {
        let mut counts = vec![Some(0); 64];
        counts[10] = Some(3);
        let lines = drawn(&histogram(&counts), 80);
        assert_eq!(lines[2], "1 to 1 … 256 to 511: 0 in 9 bars");
        assert!(lines[3].contains("512 to 1023      0"), "{lines:#?}");
        assert_eq!(lines.len(), 7, "{lines:#?}");
        assert_eq!(drawn(&histogram(&[Some(0); 5]), 80).len(), 7);
    }

    #[test]
    fn no_bar_is_longer_than_the_width() {
        let most = Number::Int(i128::MAX);
        for (count, largest, expected) in [
            (Number::Int(-5), Number::Int(8), ""),
            (Number::Int(9), Number::Int(8), "██"),
            (Number::Int(1), Number::Int(1_000_000), "▏"),
            (most, most, "██"),
            (Number::Int(0), Number::Int(0), ""),
        ] {
            let of = |width| bar(Some(count), Some(largest), &TextOptions { width, ..TextOptions::default() });
            assert_eq!((of(2).as_str(), of(0).as_str()), (expected, ""), "{count} of {largest}");
        }
        assert_eq!(bar(None, Some(most), &TextOptions::default()), "");
    }

    #[test]
    fn large_counts_are_exact() {
        let lines = drawn(&histogram(&[Some(u64::MAX.into()), Some(i128::from(u64::MAX) - 1)]), 80);
        assert!(lines[2].contains("18446744073709551615"), "{lines:#?}");
        assert!(lines[3].contains("18446744073709551614"), "{lines:#?}");
    }

    #[test]
    fn labels_are_whole_at_every_width() {
        let label = "a_label_that_is_wider_than_the_narrowest_terminal";
        for columns in 40..=200 {
            let mut of = histogram(&[Some(1), Some(7)]);
            of.bars[1].label = label.into();
            let lines = drawn(&of, columns);
            assert!(lines.iter().any(|line| line.starts_with(label)), "{lines:#?}");
            assert!(lines.iter().all(|line| line == label || width(line) <= columns.into()), "{columns} {lines:#?}");
        }
    }
}
