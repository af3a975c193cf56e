//! Deeply nested documents. A pointer that the capture followed nests its target, so the nesting can exceed a JSON parser's
//! default limit.

use std::thread;

/// The largest number of objects and arrays that may nest within each other in a document. The harness follows 32 pointers
/// in a row, which results in about 130 levels.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, ReportError, report::MAX_DEPTH};
///
/// let value = r#"{"kind": "truncated", "needed": 1, "had": 0, "partial": "#;
/// let endless = format!("{}{}", r#"{"schema": "single", "maps": "#, value.repeat(MAX_DEPTH + 1));
/// assert!(matches!(FailureDumpReport::from_json(&endless), Err(ReportError::TooDeep { .. })));
/// ```
pub const MAX_DEPTH: usize = 512;

/// The largest number of objects and sequences that may nest within each other in a value that serializes as a report. It is read
/// on the caller's stack. An unoptimised build needs up to 10 KiB of it per level.
///
/// ```
/// use ktsnap_core::report::{MAX_DEPTH, MAX_SERIALIZED_DEPTH};
///
/// // The pointers that the harness follows result in about 130 levels.
/// assert!(130 < MAX_SERIALIZED_DEPTH && MAX_SERIALIZED_DEPTH < MAX_DEPTH);
/// ```
pub const MAX_SERIALIZED_DEPTH: usize = 160;

/// The nesting that serde_json accepts by default.
pub(super) const PARSER_LIMIT: usize = 127;

/// The stack for a document of [`MAX_DEPTH`] levels. An unoptimised build needs less than 4 KiB per level.
const STACK: usize = 16 * 1024 * MAX_DEPTH;

/// The nesting of a text, whether or not it is JSON.
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
                // Skip the string; a backslash escapes the next byte.
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

/// Runs `read` on a thread whose stack is large enough for [`MAX_DEPTH`] levels.
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
        assert_eq!(nesting("[[],[[]]]"), 3);
        assert_eq!(nesting("7"), 0);
    }
}
