//! One row of the table.

use std::hint::black_box;

/// The same task on an input and on one of twice the size.
pub(crate) struct Growth {
    pub(crate) entry: &'static str,
    pub(crate) dimension: &'static str,
    pub(crate) once: Box<dyn Fn()>,
    pub(crate) twice: Box<dyn Fn()>,
}

/// A row. `make` makes an input of a size, and `run` reads it.
pub(crate) fn growth<I: 'static, T>(
    entry: &'static str,
    dimension: &'static str,
    size: usize,
    make: impl Fn(usize) -> I,
    run: impl Fn(&I) -> T + Clone + 'static,
) -> Growth {
    let task = |size: usize| -> Box<dyn Fn()> {
        let (input, run) = (make(size), run.clone());
        Box::new(move || drop(black_box(run(&input))))
    };
    Growth { entry, dimension, once: task(size), twice: task(2 * size) }
}
