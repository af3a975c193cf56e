//! A trend: a column for each turn, as high as the rate.

use ratatui::symbols::bar;

use super::history::Moved;

/// A decrease.
pub(super) const DECREASE: &str = "\u{2193}";

/// The level of 0, and the levels above it.
pub(super) const LEVELS: [&str; 8] = [
    bar::ONE_EIGHTH,
    bar::ONE_QUARTER,
    bar::THREE_EIGHTHS,
    bar::HALF,
    bar::FIVE_EIGHTHS,
    bar::THREE_QUARTERS,
    bar::SEVEN_EIGHTHS,
    bar::FULL,
];

/// The trend of these turns. A gap has no value.
pub(super) fn trend(turns: &[Moved]) -> String {
    let rates = turns.iter().filter_map(|moved| match moved {
        Moved::By(rate) => Some(*rate),
        Moved::Unknown => None,
    });
    let most = rates.fold(0.0, f64::max);
    let level = |moved: &Moved| match *moved {
        Moved::Unknown => " ",
        Moved::By(rate) if rate < 0.0 => DECREASE,
        Moved::By(rate) => {
            // 0 is the lowest level, and what is above 0 is higher.
            let higher = LEVELS.iter().enumerate().skip(1).find(|(at, _)| {
                let at = u8::try_from(*at).unwrap_or(u8::MAX);
                rate * 7.0 <= most * f64::from(at)
            });
            if rate == 0.0 { bar::ONE_EIGHTH } else { higher.map_or(bar::FULL, |(_, level)| level) }
        }
    };
    turns.iter().map(level).collect()
}
