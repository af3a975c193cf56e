//! Bars of text.

use ratatui::symbols::block;

use super::session::Bar;

/// The number that a bar shows: the change of the last turn, or the value of the first turn.
pub(super) fn length(bar: &Bar) -> i128 {
    bar.counted.change.unwrap_or(bar.counted.value).max(0)
}

/// The longest of the bars.
pub(super) fn most(bars: &[Bar]) -> i128 {
    bars.iter().map(length).max().unwrap_or_default()
}

/// A bar for a part of `most`, which has `columns`. A part above 0 is at least an eighth of a column.
pub(super) fn bar_text(part: i128, most: i128, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = [
        "",
        block::ONE_EIGHTH,
        block::ONE_QUARTER,
        block::THREE_EIGHTHS,
        block::HALF,
        block::FIVE_EIGHTHS,
        block::THREE_QUARTERS,
        block::SEVEN_EIGHTHS,
    ];
    let all = i128::try_from(columns.saturating_mul(8)).unwrap_or_default();
    let eighths = match part.checked_mul(all) {
        _ if part <= 0 || most <= 0 || all <= 0 => 0,
        Some(scaled) => (scaled / most).clamp(1, all),
        None => (part / (most / all.max(1)).max(1)).clamp(1, all),
    };
    let eighths = usize::try_from(eighths).unwrap_or_default();
    format!("{}{}", block::FULL.repeat(eighths / 8), EIGHTHS.get(eighths % 8).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_has_eighths_of_a_column_and_none_is_longer_than_the_columns() {
        for (part, most, expected) in [
            (0, 8, ""),
            (-5, 8, ""),
            (8, 8, "██"),
            (4, 8, "█"),
            (1, 8, "▎"),
            (1, 1_000_000, "▏"),
            (9, 8, "██"),
            (i128::MAX, i128::MAX, "██"),
            (0, 0, ""),
        ] {
            assert_eq!(bar_text(part, most, 2), expected, "{part} of {most}");
        }
        assert_eq!(bar_text(1, 1, 0), "");
    }
}
