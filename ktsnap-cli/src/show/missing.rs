//! The reasons for which parts of a report are missing.

/// Groups the missing parts by reason, since several often share one.
pub(super) fn by_reason<'r>(unavailable: &[(&'static str, &'r str)]) -> Vec<(Vec<&'static str>, &'r str)> {
    let mut grouped: Vec<(Vec<&'static str>, &str)> = Vec::new();
    for &(what, why) in unavailable {
        match grouped.iter_mut().find(|(_, reason)| *reason == why) {
            Some((whats, _)) => whats.push(what),
            None => grouped.push((vec![what], why)),
        }
    }
    grouped
}

/// The first line of a reason. The harness appends parts of the machine's console to some reasons.
pub(super) fn first_line(text: &str) -> String {
    match text.trim().split_once('\n') {
        Some((line, _)) => format!("{line} …"),
        None => text.trim().to_owned(),
    }
}
