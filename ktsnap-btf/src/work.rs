//! Steps of loops that could be quadratic, counted in tests.

/// Counts one step. Does nothing outside of this crate's own tests.
pub(crate) fn step() {
    #[cfg(test)]
    tests::STEPS.with(|steps| steps.set(steps.get() + 1));
}

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::Cell;

    thread_local! {
        pub(super) static STEPS: Cell<u64> = const { Cell::new(0) };
    }

    /// The steps that something takes.
    pub(crate) fn steps_of<T>(what: impl FnOnce() -> T) -> u64 {
        let before = STEPS.with(Cell::get);
        what();
        STEPS.with(Cell::get) - before
    }
}
