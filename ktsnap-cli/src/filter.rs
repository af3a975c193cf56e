//! `--only`: which names and counters a command shows.

use wildmatch::WildMatch;

/// Whether `--only` selects a name. Without a pattern, it selects all names.
pub(crate) fn is_named(only: &[String], name: &str) -> bool {
    only.is_empty() || only.iter().any(|pattern| matches(pattern, name))
}

/// Whether `--only` selects a counter: by its path, with or without the name of the map, or by the last name in the path.
pub(crate) fn is_wanted(only: &[String], map: &str, counter: &str) -> bool {
    let last = counter.rsplit('.').next().unwrap_or(counter);
    let bare = last.split('[').next().unwrap_or(last);
    let selects = |pattern: &String| {
        let in_map = || matches(pattern, &format!("{map}.{counter}")) || matches(pattern, &format!("{map}{counter}"));
        matches(pattern, counter) || matches(pattern, last) || (!bare.is_empty() && matches(pattern, bare)) || in_map()
    };
    only.is_empty() || only.iter().any(selects)
}

/// Whether an option selects a counter, by the rules of `--only`. An option that is not given selects none.
pub(crate) fn is_selected(patterns: &[String], map: &str, counter: &str) -> bool {
    !patterns.is_empty() && is_wanted(patterns, map, counter)
}

/// Whether a pattern matches the whole name: `*` matches any text, `?` one character.
fn matches(pattern: &str, name: &str) -> bool {
    WildMatch::new(pattern).matches(name)
}

#[cfg(test)]
mod tests {
    use super::{is_wanted, matches};

    #[test]
    fn a_star_matches_any_text_and_a_question_mark_one_character() {
        for (pattern, name) in [
            ("", ""),
            ("*", ""),
            ("*", "nr_running"),
            ("nr_*", "nr_running"),
            ("*_ns", "busy_ns"),
            ("nr_*_dispatches", "nr_direct_dispatches"),
            ("a*b*c", "a-b-b-c-c"),
            ("dsp_stats[?]", "dsp_stats[2]"),
            ("**x", "x"),
            ("?", "é"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_matches_the_whole_name() {
        for (pattern, name) in [
            ("", "nr"),
            ("nr", "nr_running"),
            ("running", "nr_running"),
            ("nr_?", "nr_"),
            ("nr_?", "nr_ab"),
            ("a*b", "a-b-c"),
            ("*a*a*a", "aa"),
            ("NR", "nr"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_takes_no_exponential_time() {
        let name = "a".repeat(5_000);
        let pattern = format!("{}b", "a*".repeat(500));
        assert!(!matches(&pattern, &name));
    }

    #[test]
    fn a_counter_is_selected_by_its_path_or_its_last_name() {
        let selects = |only: &str| is_wanted(&[only.to_owned()], "a.bss", "waits.per_cpu[2]");
        for only in ["waits.*", "per_cpu[2]", "per_cpu", "*[2]", "a.bss.waits.*", "*"] {
            assert!(selects(only), "{only}");
        }
        for only in ["waits", "per_cpu[3]", "b.bss.*", "bss", "a.bss"] {
            assert!(!selects(only), "{only}");
        }
        assert!(is_wanted(&[], "a.bss", "x"));
    }
}
