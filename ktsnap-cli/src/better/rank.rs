//! The Mann-Whitney U test: whether the values of one group tend to be greater than those of another.

/// Up to this number of values in both groups together, p is exact. The number of ways to divide them is then exact in a `f64`.
const EXACT: usize = 50;

/// The two-sided p: how often two groups that don't differ would be at least this far apart. Equal values share their mean rank.
///
/// `None` if a group is empty.
pub(super) fn p_value(before: &[f64], after: &[f64]) -> Option<f64> {
    if before.is_empty() || after.is_empty() {
        return None;
    }
    let (ranks, ties) = doubled_ranks(before, after);
    let first: u64 = ranks.iter().take(before.len()).sum();
    Some(match ranks.len() <= EXACT {
        true => exact(&ranks, before.len(), first),
        false => normal(before.len(), after.len(), first, ties),
    })
}

/// The smallest p that groups of these sizes can have.
pub(super) fn least_p(before: usize, after: usize) -> f64 {
    let ways = (1..=before).fold(1.0, |ways, at| ways * float(after + at) / float(at));
    (2.0 / ways).min(1.0)
}

/// The ranks from 1, times two so that mean ranks are integers, in the order of the values; and the sum of t³ - t over the ties.
fn doubled_ranks(before: &[f64], after: &[f64]) -> (Vec<u64>, f64) {
    let values: Vec<f64> = before.iter().chain(after).copied().collect();
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    order.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let (mut ranks, mut ties, mut below) = (vec![0; values.len()], 0.0, 0_u64);
    for equal in order.chunk_by(|(a, _), (b, _)| a == b) {
        let number = u64::try_from(equal.len()).unwrap_or(u64::MAX);
        for (_, at) in equal {
            if let Some(rank) = ranks.get_mut(*at) {
                *rank = 2 * below + number + 1;
            }
        }
        ties += float(equal.len()).powi(3) - float(equal.len());
        below += number;
    }
    (ranks, ties)
}

/// Counts the ways to choose the first group whose sum of ranks is at least as far from the middle.
fn exact(ranks: &[u64], chosen: usize, sum: u64) -> f64 {
    let most = usize::try_from(ranks.iter().sum::<u64>()).unwrap_or_default();
    let sum = usize::try_from(sum).unwrap_or_default();
    // ways[k][s]: how many choices of k ranks have the sum s.
    let mut ways = vec![vec![0.0; most + 1]; chosen + 1];
    if let Some(none) = ways.first_mut().and_then(|row| row.first_mut()) {
        *none = 1.0;
    }
    for &rank in ranks {
        let rank = usize::try_from(rank).unwrap_or_default();
        for k in (1..=chosen).rev() {
            let (fewer, now) = ways.split_at_mut(k);
            if let (Some(fewer), Some(now)) = (fewer.last(), now.first_mut()) {
                now.iter_mut().skip(rank).zip(fewer).for_each(|(to, from)| *to += from);
            }
        }
    }
    let Some(all) = ways.last() else { return 1.0 };
    let total: f64 = all.iter().sum();
    let at_most: f64 = all.iter().take(sum + 1).sum();
    let at_least: f64 = all.iter().skip(sum).sum();
    (2.0 * at_most.min(at_least) / total).min(1.0)
}

/// The normal approximation, corrected for ties and for the steps of U.
fn normal(before: usize, after: usize, doubled: u64, ties: f64) -> f64 {
    let (first, second) = (float(before), float(after));
    let all = first + second;
    let sum = float(usize::try_from(doubled).unwrap_or(usize::MAX)) / 2.0;
    let distance = (sum - first * (all + 1.0) / 2.0).abs() - 0.5;
    let variance = first * second / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    if variance <= 0.0 { 1.0 } else { erfc(distance.max(0.0) / (2.0 * variance).sqrt()).min(1.0) }
}

/// The complementary error function for numbers that are not negative, with an error below 2e-7 of the result: a fraction of
/// Chebyshev polynomials (Press et al., Numerical Recipes, section 6.2).
fn erfc(x: f64) -> f64 {
    const TERMS: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let t = 1.0 / (1.0 + x / 2.0);
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| sum * t + term);
    t * (sum - x * x).exp()
}

/// Adjusts p-values by Holm's method: the chance that any of them is small by accident.
pub(super) fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = p.iter().copied().zip(0..).collect();
    order.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let (mut adjusted, mut greatest) = (vec![1.0; p.len()], 0.0_f64);
    for (done, (p, at)) in order.into_iter().enumerate() {
        greatest = greatest.max(p * float(adjusted.len() - done)).min(1.0);
        if let Some(slot) = adjusted.get_mut(at) {
            *slot = greatest;
        }
    }
    adjusted
}

/// The median of values that are not empty.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    match sorted.len() % 2 {
        0 => sorted.get(sorted.len() / 2 - 1).map(|lower| lower.midpoint(upper)),
        _ => Some(upper),
    }
}

/// The number as a float. Groups and sums of ranks are far below the numbers that a float rounds.
pub(super) fn float(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_is_that_of_scipy() {
        let table = include_str!("../../tests/rank/scipy.csv");
        let mut compared = 0;
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let [before, after, expected] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
            let [before, after] = [before, after]
                .map(|group: &str| group.split(' ').map(|value| value.parse().unwrap()).collect::<Vec<f64>>());
            let (p, expected): (f64, f64) = (p_value(&before, &after).unwrap(), expected.parse().unwrap());
            let most = if before.len() + after.len() <= EXACT { 1e-9 } else { 1e-6 };
            assert!((p - expected).abs() <= most * expected.max(1e-3), "{line}: {p}");
            assert_eq!(p_value(&after, &before).unwrap().to_bits(), p.to_bits(), "{line}");
            compared += 1;
        }
        assert!(compared >= 40, "{compared}");
    }

    #[test]
    fn groups_that_are_too_small_can_not_show_a_difference() {
        assert!(least_p(3, 3) > 0.05 && least_p(4, 4) < 0.05 && least_p(3, 5) < 0.05);
        assert_eq!(p_value(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0]), Some(least_p(4, 4)));
        assert_eq!(p_value(&[1.0], &[]), None);
    }

    #[test]
    fn equal_groups_do_not_differ() {
        assert_eq!(p_value(&[5.0; 6], &[5.0; 6]), Some(1.0));
        assert_eq!(p_value(&[5.0; 60], &[5.0; 60]), Some(1.0));
    }

    #[test]
    fn holm_multiplies_the_smallest_by_all_and_never_decreases() {
        let adjusted = holm(&[0.04, 0.01, 0.03, 0.9]);
        let expected = [0.09, 0.04, 0.09, 0.9];
        assert!(adjusted.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{adjusted:?}");
        assert_eq!(holm(&[0.5, 0.6]), [1.0, 1.0]);
    }

    #[test]
    fn the_median_of_an_even_number_is_between_two() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }
}
