//! The memory that an entry point may use for an input.

use allocation_counter::measure;

/// A bound on the bytes that are in use at the same time: `times` bytes for each byte of the input, and a constant.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// The entry point, for the message.
    pub entry: &'static str,
    /// Bytes for each byte of the input.
    pub times: u64,
    /// Bytes for any input.
    pub constant: u64,
}

impl Bound {
    /// The bound of an entry point that has no other: four bytes for each byte of the input, and 64 KiB.
    #[must_use]
    pub const fn of(entry: &'static str) -> Self {
        Self { entry, times: 4, constant: 64 << 10 }
    }

    /// Runs the entry point on an input of `len` bytes.
    ///
    /// # Panics
    ///
    /// Panics if it needs more memory.
    pub fn held<T>(&self, len: usize, run: impl FnOnce() -> T) -> T {
        let mut result = None;
        let peak = measure(|| result = Some(run())).bytes_max;
        let most = self.times * len as u64 + self.constant;
        assert!(
            peak <= most,
            "{} has {peak} bytes in use for an input of {len} bytes, and may have {most}",
            self.entry
        );
        result.expect("`measure` calls its function")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_up_to_the_bound_is_accepted() {
        let bound = Bound { entry: "test", times: 4, constant: 100 };
        assert_eq!(bound.held(10, || vec![1_u8; 140].len()), 140);
    }

    #[test]
    #[should_panic(expected = "test has 141 bytes in use for an input of 10 bytes, and may have 140")]
    fn memory_above_the_bound_is_a_finding() {
        Bound { entry: "test", times: 4, constant: 100 }.held(10, || vec![1_u8; 141].len());
    }
}
