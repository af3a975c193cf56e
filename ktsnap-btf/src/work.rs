//! Counts the steps of loops, so that tests can check how they grow.

/// Counts a step. It does nothing outside of this crate's unit tests.
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

    /// The number of steps that `run` takes.
    pub(crate) fn steps_of<T>(run: impl FnOnce() -> T) -> u64 {
        let before = STEPS.with(Cell::get);
        run();
        STEPS.with(Cell::get) - before
    }
}
