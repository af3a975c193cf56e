//! What the keys of the screen do.

use super::view::View;
use crate::screen::text::width;

/// Columns between two keys.
const GAP: usize = 3;

/// The keys, and what they do.
pub(super) const KEYS: [(&str, &str); 11] = [
    ("q, Esc, Ctrl-C", "quit"),
    ("p", "pause, and continue with the newest turn"),
    ("[ and left", "pause, and go back by one turn"),
    ("] and right", "go forward by one turn"),
    ("s", "sort by rate, or by the order of the object"),
    ("z", "hide rows that are 0, or show them"),
    ("Tab", "next view: counters, histograms, and with --per-cpu the CPUs as shades"),
    ("up, down", "scroll by one row"),
    ("PgUp, PgDn", "scroll by one page"),
    ("Home, End", "go to the first or the last row"),
    ("? and h", "show these keys, or leave them"),
];

/// The line of the keys. On a narrow terminal, the keys that change what is shown leave first, then the position, then `p`.
pub(super) fn line(view: &View, columns: usize) -> String {
    let position = (view.rows > 0).then(|| {
        let last = view.top.saturating_add(view.page).min(view.rows);
        format!("{} to {last} of {}", (view.top + 1).min(last), view.rows)
    });
    // Each text, and when it leaves: those with 1 first, and those with 0 never.
    let mut parts: Vec<(String, usize)> = vec![("q quits".to_owned(), 0)];
    if view.helps {
        parts.push(("? leaves the keys".to_owned(), 0));
    } else {
        parts.push((format!("p {}", if view.paused { "continues" } else { "pauses" }), 5));
        parts.push((format!("s sorts by {}", if view.by_rate { "order" } else { "rate" }), 2));
        parts.push((format!("z {} 0", if view.hides_zero { "shows" } else { "hides" }), 1));
        parts.push(("? keys".to_owned(), 0));
        parts.extend((view.views.len() > 1).then(|| ("Tab next view".to_owned(), 3)));
    }
    parts.extend(position.map(|position| (position, 4)));
    while parts.iter().map(|(text, _)| width(text) + GAP).sum::<usize>().saturating_sub(GAP) > columns
        && let Some(turn) = parts.iter().map(|(_, turn)| *turn).filter(|turn| *turn > 0).min()
    {
        parts.retain(|(_, other)| *other != turn);
    }
    parts.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(&" ".repeat(GAP))
}
