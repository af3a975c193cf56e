//! Texts for messages: the name that was probably meant, lists of names, and words of a command.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::work;

/// The number of pairs of characters that one search compares. Some thousand names of usual length take a twentieth of it.
/// Past the bound, the search only looks for the same words.
const MAX_PAIRS: usize = 1 << 22;

/// The candidate that is most similar to `name`: it differs in a few characters, or one of the two has all the words of the
/// other. `None` if no candidate is similar.
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
    let (length, max_distance) = (name.chars().count(), name.len().max(3) / 3);
    let mut budget = MAX_PAIRS;
    let near = |candidate: &'c str| {
        let lower = candidate.to_lowercase();
        let shared = share_words(&words, &lower);
        let candidate_length = lower.chars().count();
        // The distance is at least the difference of the lengths.
        let min_distance = length.abs_diff(candidate_length);
        if !shared && min_distance > max_distance {
            return None;
        }
        let Some(rest) = budget.checked_sub(length.saturating_mul(candidate_length)) else {
            return shared.then_some((min_distance, candidate));
        };
        (0..budget - rest).for_each(|_| work::step());
        budget = rest;
        let distance = strsim::osa_distance(&name, &lower);
        (shared || distance <= max_distance).then_some((distance, candidate))
    };
    let found = candidates.into_iter().filter_map(near).min_by_key(|&(distance, _)| distance);
    found.map(|(_, candidate)| candidate)
}

/// Quotes a word of a command for a shell, if needed.
///
/// ```
/// use ktsnap_btf::suggest::shell_word;
///
/// assert_eq!(shell_word("schemas/scx_bpfland.json"), "schemas/scx_bpfland.json");
/// assert_eq!(shell_word("struct task_ctx"), "'struct task_ctx'");
/// assert_eq!(shell_word("~/it's"), r"'~/it'\''s'");
/// assert_eq!(shell_word("$(reboot)"), "'$(reboot)'");
/// assert_eq!(shell_word(""), "''");
/// ```
#[must_use]
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./+=:,@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', r"'\''")).into()
}

/// Lists names: `` `a`, `b` and 3 more``. `more` is the number of names that the list leaves out.
///
/// ```
/// use ktsnap_btf::suggest::list;
///
/// assert_eq!(list(["nr_enqueued", "nr_mig_same"], 0), "`nr_enqueued`, `nr_mig_same`");
/// assert_eq!(list(["nr_enqueued", "nr_mig_same"], 3), "`nr_enqueued`, `nr_mig_same` and 3 more");
/// ```
pub fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>, more: usize) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    joined(&names, more)
}

/// The number of names that an error lists.
pub const LISTED: usize = 8;

/// The first `most` of the texts, and the number of the others: `a, b and 3 more`.
///
/// ```
/// use ktsnap_btf::suggest::first_of;
///
/// assert_eq!(first_of(["a", "b"], 2), "a, b");
/// assert_eq!(first_of(["a", "b", "c"], 2), "a, b and 1 more");
/// ```
pub fn first_of<S: Into<String>>(texts: impl IntoIterator<Item = S>, most: usize) -> String {
    let mut texts = texts.into_iter();
    let shown: Vec<String> = texts.by_ref().take(most).map(Into::into).collect();
    joined(&shown, texts.count())
}

fn joined(shown: &[String], more: usize) -> String {
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn words(name: &str) -> HashSet<&str> {
    name.split('_').filter(|word| !word.is_empty()).collect()
}

/// Whether one name contains all the words of the other, and at least two of them.
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
        // Each comparison takes 250,000 pairs.
        assert_eq!(steps(4), 4 * 250_000);
        assert_eq!(steps(100), steps(200));
        assert!(steps(200) <= MAX_PAIRS as u64);
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
