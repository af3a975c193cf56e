//! The strings of BTF. Types refer to them by offset, and any number of types can refer to one string.

use std::collections::HashSet;

use super::encoding::MAX_NAME;
use crate::error::{ObjectError, damaged};

/// The strings of one object, each followed by a zero byte.
pub(crate) struct Strings {
    text: String,
    /// The offsets of the strings that are longer than [`MAX_NAME`].
    too_long: HashSet<usize>,
}

impl Strings {
    /// Keeps the strings, with `?` for each byte that is not UTF-8. Lines of source code are among the strings and can be
    /// in any encoding; names are always UTF-8.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            text.extend(chunk.invalid().iter().map(|_| '?'));
        }
        let too_long = each(&text).filter(|(_, string)| string.len() > MAX_NAME).map(|(start, _)| start).collect();
        Self { text, too_long }
    }

    /// Checks the length of a name. Other strings are lines of source code and can be longer.
    pub(super) fn check_name(&self, at: usize) -> Result<(), ObjectError> {
        if self.too_long.contains(&at) {
            return Err(damaged(format!("a name is longer than {MAX_NAME} bytes")));
        }
        Ok(())
    }

    /// The string at an offset, which must be the first byte of a string.
    pub(super) fn get(&self, offset: u32) -> Result<&str, ObjectError> {
        let at = usize::try_from(offset).ok();
        let starts = |at: usize| at == 0 || self.text.as_bytes().get(at - 1) == Some(&0);
        let rest = at.filter(|at| starts(*at)).and_then(|at| self.text.get(at..));
        let string = rest.and_then(|rest| rest.split_once('\0')).map(|(string, _)| string);
        string.ok_or_else(|| damaged(format!("no string at offset {offset}")))
    }

    /// The strings for the parser, which allocates memory for each of them. Strings that are not in `named` are joined.
    pub(super) fn joined(&self, named: &HashSet<usize>) -> Vec<u8> {
        let mut joined = self.text.clone().into_bytes();
        let is_named = |start: usize| start == 0 || named.contains(&start);
        for (start, string) in each(&self.text) {
            let end = start + string.len();
            // The last string keeps its end.
            if !is_named(start) && !is_named(end + 1) && end + 1 < self.text.len() {
                joined.get_mut(end).into_iter().for_each(|byte| *byte = b' ');
            }
        }
        joined
    }
}

/// All strings, each with its offset.
fn each(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split('\0').map(move |string| {
        let start = next;
        next += string.len() + 1;
        (start, string)
    })
}
