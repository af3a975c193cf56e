//! Names with `*` and `?` in them, as `--only` takes.

/// Whether the whole name is of that pattern: `*` stands for any text, `?` for one character.
///
/// Never more than one way back is kept, so that no pattern takes longer than its length times the name's.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::matches;

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
}
