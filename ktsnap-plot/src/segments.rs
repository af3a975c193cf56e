//! The parts of a line that are drawn without a break.

use crate::scale::Scale;
use crate::{Line, Lines};

/// The points of each part of a line. A part ends at a value that is missing or can't be drawn, and at a mark.
pub(crate) fn segments(lines: &Lines, line: &Line, y: &Scale) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut before: Option<f64> = None;
    for (x, value) in lines.xs.iter().zip(&line.values) {
        let crosses = |from: f64| lines.marks.iter().any(|mark| from < mark.x && mark.x <= *x);
        let point = value.and_then(|value| y.position(value)).filter(|_| x.is_finite());
        if point.is_none() || before.is_some_and(crosses) {
            parts.push(Vec::new());
        }
        if let (Some(part), Some(point)) = (parts.last_mut(), point) {
            part.push((*x, point));
        }
        before = point.map(|_| *x);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mark, Number};

    #[test]
    fn a_line_is_broken_at_gaps_and_at_marks() {
        let values = [Some(1), Some(2), None, Some(3), Some(4), Some(5)].map(|value| value.map(Number::Int)).to_vec();
        let marks = vec![Mark { x: 3.5, label: String::new() }];
        let line = Line { name: String::new(), values };
        let lines = Lines { xs: vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], marks, ..Lines::default() };
        let y = Scale::of(line.values.iter().copied().flatten(), 4).unwrap();
        assert_eq!(
            segments(&lines, &line, &y),
            [vec![(0.0, 1.0), (1.0, 2.0)], vec![(3.0, 3.0)], vec![(4.0, 4.0), (5.0, 5.0)]]
        );
    }

    #[test]
    fn values_without_a_position_are_left_out() {
        let line = Line { name: String::new(), values: vec![Some(Number::Int(1)); 5] };
        let lines = Lines { xs: vec![0.0, 1.0], ..Lines::default() };
        let y = Scale::of(line.values.iter().copied().flatten(), 4).unwrap();
        assert_eq!(segments(&lines, &line, &y), [vec![(0.0, 1.0), (1.0, 1.0)]]);
    }
}
