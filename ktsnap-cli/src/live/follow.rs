//! Reading the running object, also after another instance replaced it.

use crate::failure::Failure;

/// Why nothing can be read.
#[derive(Debug)]
pub(crate) enum Gone {
    /// No scheduler to read now, but perhaps later: what to wait for, and why.
    Now(String),
    /// Waiting would not help.
    Ever(Failure),
}

/// What a reading found.
#[derive(Debug)]
pub(crate) enum Read<T> {
    Running(T),
    /// Nothing runs: what to wait for, and why.
    Waiting(String),
}

/// How often the instance may be replaced during one reading.
const ATTEMPTS: usize = 3;

/// Reads the bound instance, or binds the running one. `bound` keeps it until the next reading.
///
/// # Errors
///
/// [`Failure`] if waiting would not help.
pub(crate) fn read<B, T>(
    bound: &mut Option<B>,
    bind: &mut dyn FnMut() -> Result<B, Gone>,
    read: &mut dyn FnMut(&mut B) -> Result<T, Gone>,
) -> Result<Read<T>, Failure> {
    let mut why = String::new();
    for _ in 0..ATTEMPTS {
        let was_bound = bound.is_some();
        let found = match bound.as_mut() {
            Some(bound) => read(bound),
            None => bind().and_then(|found| read(bound.insert(found))),
        };
        match found {
            Ok(found) => return Ok(Read::Running(found)),
            Err(Gone::Ever(failure)) => return Err(failure),
            Err(Gone::Now(reason)) => {
                // The values of the next instance are not compared with those of this instance.
                let is_bound = bound.take().is_some();
                why = reason;
                if !was_bound && !is_bound {
                    break;
                }
            }
        }
    }
    Ok(Read::Waiting(why))
}
