//! The fields that a condition or the expression of a ratio names.

/// The paths in a text, each as the names of its fields: `waits.total_ns / sum(cpus[2].nr)` has `waits`, `total_ns` and `cpus`,
/// `nr`. What is in brackets is left out, and so are numbers.
pub(super) fn paths_in(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut depth = 0_usize;
    let is_name = |word: &str| word.starts_with(|first: char| first.is_alphabetic() || first == '_');
    for c in text.chars().chain([' ']) {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_alphanumeric() || c == '_' => word.push(c),
            // Of a function or method, only what it is called on is a field.
            '(' => word.clear(),
            _ => {
                if is_name(&word) {
                    path.push(std::mem::take(&mut word));
                }
                word.clear();
                if c != '.' && !path.is_empty() {
                    paths.push(std::mem::take(&mut path));
                }
            }
        }
    }
    paths
}

/// Whether a field at that path, or a part of it, is named, or is a part of a field that is.
pub(super) fn is_part_of(path: &str, named: &[Vec<String>]) -> bool {
    let path = paths_in(path).into_iter().next().unwrap_or_default();
    !path.is_empty() && named.iter().any(|name| path.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_in_conditions_and_expressions() {
        let found = |text: &str| paths_in(text).iter().map(|path| path.join(".")).collect::<Vec<_>>();
        assert_eq!(found("waits.total_ns / (sum(cpus[DSP_KICK].nr) + 2)"), ["waits.total_ns", "cpus.nr"]);
        assert_eq!(found("waits.mean_ns() < 1.5"), ["waits"]);
        assert_eq!(found("share(2) >= nr"), ["nr"]);
        assert_eq!(found("cpus[of[1].cpu].nr"), ["cpus.nr"]);
        assert!(is_part_of("per_llc[1].nr_in", &paths_in("per_llc")));
        assert!(is_part_of("per_llc[1].nr_in", &paths_in("sum(per_llc[*].nr_in)")));
        assert!(!is_part_of("per_llc[1].nr_out", &paths_in("per_llc[*].nr_in")));
        assert!(!is_part_of("nr_mig", &paths_in("nr_mig_cross")));
    }
}
