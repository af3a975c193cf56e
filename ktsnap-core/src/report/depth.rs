//! Documents that nest deep: a followed pointer nests its target, so they can pass a JSON parser's default limit.

use std::thread;

/// How deep a document may nest: objects and arrays within each other. The harness follows 32 pointers in a row, which
/// makes some 130 levels; a deeper document than this is refused.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, ReportError, report::MAX_DEPTH};
///
/// let value = r#"{"kind": "truncated", "needed": 1, "had": 0, "partial": "#;
/// let endless = format!("{}{}", r#"{"schema": "single", "maps": "#, value.repeat(MAX_DEPTH + 1));
/// assert!(matches!(FailureDumpReport::from_json(&endless), Err(ReportError::TooDeep { .. })));
/// ```
pub const MAX_DEPTH: usize = 512;

/// What serde_json accepts by itself.
pub(super) const PARSER_LIMIT: usize = 127;

/// Stack for a document of [`MAX_DEPTH`]: 16 KiB a level, of which an unoptimised build takes less than 4.
const STACK: usize = 16 * 1024 * MAX_DEPTH;

/// How deep a text nests, whether or not it is JSON.
pub(super) fn nesting(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                // To the end of the string; a backslash takes the next byte with it.
                while let Some(inside) = bytes.next() {
                    match inside {
                        b'"' => break,
                        b'\\' => _ = bytes.next(),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

/// Runs `read` where there is stack enough for [`MAX_DEPTH`], whatever thread the caller is on.
pub(super) fn on_deep_stack<T: Send>(read: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read)?;
        reader.join().map_err(|_| std::io::Error::other("the parser's thread panicked"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_nest() {
        assert_eq!(nesting(r#"{"a": "[[[", "b": [1, {"c\"{": 2}]}"#), 3);
        assert_eq!(nesting("[[]][[[]]]"), 3);
        assert_eq!(nesting(r#""\\"[[]"#), 2);
        assert_eq!(nesting("]]]["), 1);
    }
}
