//! What the marks of a picture mean.

use crate::Lines;
use crate::name::clean;

/// Labels that are listed.
const LISTED: usize = 8;

/// A sentence for each label of the marks.
pub(crate) fn described(lines: &Lines, sign: char) -> Vec<String> {
    let mut marks: Vec<(&str, usize)> = Vec::new();
    for mark in &lines.marks {
        match marks.iter_mut().find(|(label, _)| *label == mark.label) {
            Some((_, count)) => *count += 1,
            None => marks.push((&mark.label, 1)),
        }
    }
    let sentence = |(label, count): &(&str, usize)| match count {
        1 => format!("{sign} {}", clean(label)),
        count => format!("{sign} {} ({count} times)", clean(label)),
    };
    let mut sentences: Vec<_> = marks.iter().take(LISTED).map(sentence).collect();
    if marks.len() > LISTED {
        sentences.push(format!("{sign} and {} more", marks.len() - LISTED));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    #[test]
    fn marks_with_one_label_are_counted_and_only_some_labels_are_listed() {
        let mark = |label: &str| Mark { x: 0.0, label: label.to_owned() };
        let of = |marks: Vec<Mark>| described(&Lines { marks, ..Lines::default() }, ':');
        assert_eq!(of(vec![mark("a"), mark("b"), mark("a")]), [": a (2 times)", ": b"]);
        let many = (0..11).map(|number| mark(&number.to_string())).collect();
        assert_eq!(of(many).last().map(String::as_str), Some(": and 3 more"));
    }
}
