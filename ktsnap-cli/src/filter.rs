//! `--only`: which names and counters a command shows.

/// Whether the whole name is of that pattern: `*` stands for any text, `?` for one character.
///
/// Never more than one way back is kept, so that no pattern takes longer than its length times the name's.
fn matches(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.chars(), name.chars());
    // What follows the last `*`, and what of the name that `*` has not taken yet.
    let mut retry = None;
    loop {
        let whole = name.clone();
        match (pattern.next(), name.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                name = whole;
                retry = Some((pattern.clone(), name.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            // At the end of the name, another character for the `*` can't be had.
            (_, None) => return false,
            (_, Some(_)) => {
                let Some((after, rest)) = &mut retry else { return false };
                rest.next();
                (pattern, name) = (after.clone(), rest.clone());
            }
        }
    }
}

/// Whether something of that name was asked for.
pub(crate) fn is_named(only: &[String], name: &str) -> bool {
    only.is_empty() || only.iter().any(|pattern| matches(pattern, name))
}

/// Whether `--only` takes a counter: by its path, with the map's name or without, or by the last name in the path.
pub(crate) fn is_wanted(only: &[String], map: &str, counter: &str) -> bool {
    let last = counter.rsplit('.').next().unwrap_or(counter);
    let bare = last.split('[').next().unwrap_or(last);
    let takes = |pattern: &String| {
        let of_map = || matches(pattern, &format!("{map}.{counter}")) || matches(pattern, &format!("{map}{counter}"));
        matches(pattern, counter) || matches(pattern, last) || (!bare.is_empty() && matches(pattern, bare)) || of_map()
    };
    only.is_empty() || only.iter().any(takes)
}

#[cfg(test)]
mod tests {
    use super::{is_wanted, matches};

    #[test]
    fn a_star_is_any_text_and_a_question_mark_one_character() {
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
    fn the_whole_name_counts() {
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
    fn a_pattern_of_many_stars_ends_soon() {
        let name = "a".repeat(5_000);
        let pattern = format!("{}b", "a*".repeat(500));
        assert!(!matches(&pattern, &name));
    }

    #[test]
    fn a_pattern_is_held_against_the_path_and_its_last_name() {
        let takes = |only: &str| is_wanted(&[only.to_owned()], "a.bss", "waits.per_cpu[2]");
        for only in ["waits.*", "per_cpu[2]", "per_cpu", "*[2]", "a.bss.waits.*", "*"] {
            assert!(takes(only), "{only}");
        }
        for only in ["waits", "per_cpu[3]", "b.bss.*", "bss", "a.bss"] {
            assert!(!takes(only), "{only}");
        }
        assert!(is_wanted(&[], "a.bss", "x"));
    }
}
