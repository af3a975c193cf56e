//! `--only`: which names and counters a command shows.

use wildmatch::WildMatch;

/// Whether `--only` selects a name. Without a pattern, it selects all names.
pub(crate) fn is_named(only: &[String], name: &str) -> bool {
    only.is_empty() || only.iter().any(|pattern| matches(pattern, name))
}

/// Whether `--only` selects a counter: by its path, with or without the name of the map, or by the last name in the path.
pub(crate) fn is_wanted(only: &[String], map: &str, counter: &str) -> bool {
    wanted(only, map, counter, &matches)
}

/// Whether `--only` selects a counter for any text instead of a `*` in its path.
pub(crate) fn may_be_wanted(only: &[String], map: &str, counter: &str) -> bool {
    wanted(only, map, counter, &may_match)
}

fn wanted(only: &[String], map: &str, counter: &str, matches: &dyn Fn(&str, &str) -> bool) -> bool {
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

/// Whether a pattern matches a name for any text instead of a `*` in the name.
fn may_match(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    // Whether the rest of the pattern matches each rest of the name; the empty rest comes last.
    let mut after: Vec<bool> = Vec::new();
    for at in (0..=pattern.len()).rev() {
        let sign = pattern.get(at);
        let mut rests = vec![false; name.len() + 1];
        for from in (0..=name.len()).rev() {
            let of = |rests: &[bool], from: usize| rests.get(from).copied().unwrap_or_default();
            let matches = match (sign, name.get(from)) {
                (None, None) => true,
                (Some('*'), _) => of(&after, from) || of(&rests, from + 1),
                (_, Some('*')) => of(&rests, from + 1) || (sign.is_some() && of(&after, from)),
                (Some('?'), Some(_)) => of(&after, from + 1),
                (Some(sign), Some(letter)) => sign == letter && of(&after, from + 1),
                (None, Some(_)) | (Some(_), None) => false,
            };
            if let Some(rest) = rests.get_mut(from) {
                *rest = matches;
            }
        }
        after = rests;
    }
    after.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{is_wanted, matches, may_be_wanted};

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
    fn a_counter_of_any_key_may_be_selected_by_a_pattern_with_a_key() {
        let selects = |only: &str| may_be_wanted(&[only.to_owned()], "waits", "waits[*].per_cpu[2]");
        for only in
            ["waits*", "waits[7].per_cpu[2]", "waits[?].*", "*[7].*", "per_cpu", "*", "waits[7]*", "waits[{a: 1}].*[2]"]
        {
            assert!(selects(only), "{only}");
        }
        for only in ["waits[7]", "waits[7].per_cpu[3]", "wait[7].*", "*.nr", "", "waits.per_cpu[2]"] {
            assert!(!selects(only), "{only}");
        }
        assert!(may_be_wanted(&[], "waits", "waits[*]"));
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
