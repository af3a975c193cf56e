//! Numbers as a row of bars.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar a number, the lowest for zero or the least negative number, the highest for the largest; a blank where there
/// is none. More numbers than `most` are added up in groups.
pub(super) fn line(numbers: &[Option<i128>], most: usize) -> String {
    let group = numbers.len().div_ceil(most.max(1)).max(1);
    let numbers: Vec<Option<i128>> = numbers.chunks(group).map(|group| group.iter().copied().sum()).collect();
    let known = || numbers.iter().flatten().copied();
    let least = known().min().unwrap_or_default().min(0);
    let span = known().max().unwrap_or_default().max(0).saturating_sub(least);
    let bar = |number: &Option<i128>| {
        let Some(number) = number else { return ' ' };
        let above = number.saturating_sub(least);
        // Anything above nothing is seen: only nothing itself has the lowest bar.
        let at = if span == 0 { 0 } else { above.saturating_mul(7).saturating_add(span - 1) / span };
        usize::try_from(at).ok().and_then(|at| BARS.get(at)).copied().unwrap_or('█')
    };
    numbers.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::line;

    fn bars(numbers: &[i128]) -> String {
        line(&numbers.iter().copied().map(Some).collect::<Vec<_>>(), 40)
    }

    #[test]
    fn bars_stand_between_zero_and_the_largest() {
        assert_eq!(bars(&[0, 1, 2, 3, 4, 5, 6, 7]), "▁▂▃▄▅▆▇█");
        assert_eq!(bars(&[5, 5]), "██");
        assert_eq!(bars(&[0, 0]), "▁▁");
        assert_eq!(bars(&[0, 1, 1000]), "▁▂█");
        assert_eq!(bars(&[-4, 0, 4]), "▁▅█");
        assert_eq!(bars(&[-4, -4]), "▁▁");
    }

    #[test]
    fn what_is_not_known_is_blank_and_many_are_grouped() {
        assert_eq!(line(&[Some(1), None, Some(1)], 40), "█ █");
        assert_eq!(line(&[Some(1); 10], 5), "█████");
        assert_eq!(line(&[], 5), "");
    }
}
