//! Which of several names was probably meant.

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
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::osa_distance(&name.to_lowercase(), &candidate.to_lowercase());
            let near = distance <= name.len().max(3) / 3;
            (near || share_words(name, candidate)).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Whether every word of one name stands in the other, and there are two or more of them.
fn share_words(a: &str, b: &str) -> bool {
    let words = |name: &str| name.split('_').filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (words(a), words(b));
    let (few, many) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    few.len() > 1 && few.iter().all(|word| many.contains(word))
}
