//! Which of several names was probably meant.

use std::collections::HashSet;

use crate::work;

/// Pairs of letters that one search compares. Some thousand names as long as those in C take a twentieth of that; of
/// more, the rest is only searched for the same words.
const MOST: usize = 1 << 22;

/// The candidate nearest to `name`, if one is near: a few letters off, or made of the same words and more or fewer.
///
/// ```
/// use ktsnap_btf::closest;
///
/// let names = ["nr_enqueued", "nr_mig_same", "nr_mig_cross_llc"];
/// assert_eq!(closest("nr_enqueud", names), Some("nr_enqueued"));
/// assert_eq!(closest("nr_mig_cross", names), Some("nr_mig_cross_llc"));
/// assert_eq!(closest("frobnicate", names), None);
/// ```
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name = name.to_lowercase();
    let words = words(&name);
    let (letters, most) = (name.chars().count(), name.len().max(3) / 3);
    let mut left = MOST;
    let near = |candidate: &'c str| {
        let lower = candidate.to_lowercase();
        let shared = share_words(&words, &lower);
        let length = lower.chars().count();
        // No distance is less than that.
        let least = letters.abs_diff(length);
        if !shared && least > most {
            return None;
        }
        let Some(rest) = left.checked_sub(letters.saturating_mul(length)) else {
            return shared.then_some((least, candidate));
        };
        (0..left - rest).for_each(|_| work::step());
        left = rest;
        let distance = strsim::osa_distance(&name, &lower);
        (shared || distance <= most).then_some((distance, candidate))
    };
    let found = candidates.into_iter().filter_map(near).min_by_key(|&(distance, _)| distance);
    found.map(|(_, candidate)| candidate)
}

fn words(name: &str) -> HashSet<&str> {
    name.split('_').filter(|word| !word.is_empty()).collect()
}

/// Whether every word of one name is in the other, and there are two or more of them.
fn share_words(a: &HashSet<&str>, b: &str) -> bool {
    let b = words(b);
    let (few, many) = if a.len() <= b.len() { (a, &b) } else { (&b, a) };
    few.len() > 1 && few.is_subset(many)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::tests::steps_of;

    #[test]
    fn a_search_among_long_names_has_a_bound() {
        let names = |count: usize| (0..count).map(|at| format!("{at:0500}")).collect::<Vec<_>>();
        let steps = |count: usize| {
            let names = names(count);
            steps_of(|| closest(&"x".repeat(500), names.iter().map(String::as_str)))
        };
        // Each comparison is of 250,000 pairs.
        assert_eq!(steps(4), 4 * 250_000);
        assert_eq!(steps(100), steps(200));
        assert!(steps(200) <= MOST as u64);
    }

    #[test]
    fn names_of_another_length_are_not_compared() {
        assert_eq!(steps_of(|| closest("nr_enqueued", ["x"; 1000])), 0);
    }

    #[test]
    fn the_same_words_are_found_past_the_bound() {
        let long = "x".repeat(500);
        let names = vec![long.as_str(); 1000];
        let wanted = format!("{long}_total");
        let found = format!("{wanted}_ns");
        assert_eq!(closest(&wanted, names.into_iter().chain([found.as_str()])), Some(found.as_str()));
    }

    #[test]
    fn a_name_of_many_words_is_near_one_with_fewer() {
        assert_eq!(closest("nr_mig_cross_llc_total", ["mig_cross", "nr"]), Some("mig_cross"));
        assert_eq!(closest("nr", ["nr_mig"]), None);
    }
}
