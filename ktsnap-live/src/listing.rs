//! The lists of maps, programs, links and BTF that the kernel has.

use std::io;

use crate::error::LiveError;

/// Visits each item of an iterator of libbpf-rs over the kernel's ids. `what` is the operation in an error.
///
/// These iterators return `None` at the end of the list, and also if a call fails in its middle. Maps that are missing for that
/// reason would look like maps that do not exist. `errno` has the reason: the call that made the iterator return `None` was
/// the last one, and `BPF_*_GET_NEXT_ID` sets `ENOENT` after the last id.
pub(crate) fn each<T>(
    what: &str,
    mut items: impl Iterator<Item = T>,
    mut visit: impl FnMut(T),
) -> Result<(), LiveError> {
    loop {
        items.by_ref().for_each(&mut visit);
        let error = io::Error::last_os_error();
        match error.kind() {
            io::ErrorKind::NotFound => return Ok(()),
            // The name of a link, for example the path of a uprobe, is longer than the buffer of libbpf-rs. The next call
            // continues with the next id.
            io::ErrorKind::StorageFull => {}
            _ => return Err(LiveError::Kernel { what: what.to_owned(), source: error }),
        }
    }
}

/// All items of an iterator: see [`each`].
pub(crate) fn all<T>(what: &str, items: impl Iterator<Item = T>) -> Result<Vec<T>, LiveError> {
    let mut all = Vec::new();
    each(what, items, |item| all.push(item))?;
    Ok(all)
}
