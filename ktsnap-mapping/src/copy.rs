//! Copies memory while other programs write to it.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, Ordering::Relaxed};

#[cfg(target_pointer_width = "64")]
use std::sync::atomic::AtomicU64;

/// Fills `into` with the bytes at `from`. Each aligned word is read by one load: of 8 bytes (4 on a 32-bit machine) if at
/// least as many bytes remain and the address is a multiple of 8, or else of the next smaller width that meets both
/// conditions.
///
/// # Safety
///
/// The `into.len()` bytes at `from` must stay readable until the function returns. Concurrent writes to them must come from
/// outside of this program, or be atomic.
pub(crate) unsafe fn copy(mut from: *const u8, mut into: &mut [u8]) {
    while let Some((head, rest)) = into.split_at_mut_checked(width(from.addr(), into.len())) {
        if head.is_empty() {
            return;
        }
        // SAFETY: at least `head.len()` bytes remain, and `from` is a multiple of `head.len()`.
        unsafe { load(from, head) };
        // SAFETY: the result is at most one past the last byte that the caller guarantees.
        from = unsafe { from.add(head.len()) };
        into = rest;
    }
}

/// The width in bytes of the widest load at an address if `left` bytes remain.
fn width(address: usize, left: usize) -> usize {
    let widest = if cfg!(target_pointer_width = "64") { 8 } else { 4 };
    let mut width = widest;
    while width > 1 && (width > left || !address.is_multiple_of(width)) {
        width /= 2;
    }
    width.min(left)
}

/// Fills `into` by one load. Its length is a width that [`width`] returns.
///
/// Relaxed loads of these widths are allowed on memory that is mapped read-only ("Atomic accesses to read-only memory" in
/// `std::sync::atomic`): up to 8 bytes on 64-bit machines, up to 4 on others. Unlike a
/// reference to bytes, a reference to an atomic allows concurrent writes. It lives only for the load.
///
/// # Safety
///
/// The requirements of [`copy`] apply, and `from` must be a multiple of `into.len()`.
unsafe fn load(from: *const u8, into: &mut [u8]) {
    match into.len() {
        #[cfg(target_pointer_width = "64")]
        8 => {
            // SAFETY: 8 readable bytes, aligned, of any value.
            let word = unsafe { &*from.cast::<AtomicU64>() };
            into.copy_from_slice(&word.load(Relaxed).to_ne_bytes());
        }
        4 => {
            // SAFETY: 4 readable bytes, aligned, of any value.
            let word = unsafe { &*from.cast::<AtomicU32>() };
            into.copy_from_slice(&word.load(Relaxed).to_ne_bytes());
        }
        2 => {
            // SAFETY: 2 readable bytes, aligned, of any value.
            let word = unsafe { &*from.cast::<AtomicU16>() };
            into.copy_from_slice(&word.load(Relaxed).to_ne_bytes());
        }
        _ => {
            // SAFETY: a readable byte of any value.
            let byte = unsafe { &*from.cast::<AtomicU8>() };
            into.fill(byte.load(Relaxed));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_any_start_and_length_is_equal() {
        let words: Vec<u64> = (0..8).map(|index| 0x0706_0504_0302_0100 + 0x0808_0808_0808_0808 * index).collect();
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        let start = words.as_ptr().cast::<u8>();
        for at in 0..=bytes.len() {
            for len in 0..=bytes.len() - at {
                let mut into = vec![0xee; len];
                // SAFETY: `at` is not past the end of `words`.
                let from = unsafe { start.add(at) };
                // SAFETY: `at + len` is not past the end, and nothing writes.
                unsafe { copy(from, &mut into) };
                assert_eq!(into, bytes[at..at + len], "{at} {len}");
            }
        }
    }

    #[test]
    fn the_widest_aligned_word_that_fits_is_loaded() {
        let widest = if cfg!(target_pointer_width = "64") { 8 } else { 4 };
        for (address, left, expected) in
            [(64, 64, widest), (64, 7, 4), (68, 64, 4), (66, 64, 2), (65, 64, 1), (64, 3, 2), (64, 1, 1), (64, 0, 0)]
        {
            assert_eq!(width(address, left), expected, "{address} {left}");
        }
    }
}
