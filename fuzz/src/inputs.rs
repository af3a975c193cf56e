//! Splits an input into the parts that a target needs.

/// The lines before the first empty line, and the bytes after it. Without an empty line, all bytes are the second part.
pub(crate) fn head_and_body(input: &[u8]) -> (Vec<&str>, &[u8]) {
    let Some(end) = input.windows(2).position(|window| window == b"\n\n") else { return (Vec::new(), input) };
    let head = str::from_utf8(&input[..end]).unwrap_or_default();
    (head.lines().collect(), &input[end + 2..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_empty_line_ends_the_head() {
        assert_eq!(head_and_body(b"a\nb\n\nc\n\nd"), (vec!["a", "b"], &b"c\n\nd"[..]));
        assert_eq!(head_and_body(b"a\nb"), (vec![], &b"a\nb"[..]));
    }
}
