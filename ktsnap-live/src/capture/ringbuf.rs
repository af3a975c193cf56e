//! The fill level of a ring buffer.

use std::os::fd::AsFd;

use ktsnap_core::report::{FailureDumpMap, FailureDumpRingbuf};
use ktsnap_mapping::Mapping;

use super::Open;

/// Reads the positions from the two pages before the data (`struct bpf_ringbuf` in `kernel/bpf/ringbuf.c`). Any process that
/// can read the map can map these pages. The first page holds the consumer's position, the second the producer's and the
/// pending one.
pub(super) fn positions(open: &Open<'_>, into: &mut FailureDumpMap) -> Result<(), String> {
    let page = rustix::param::page_size();
    let mapping = Mapping::new(open.handle.as_fd(), 0, page * 2).map_err(|error| format!("mapping it: {error}"))?;
    let position = |at: usize| {
        let mut word = [0; 8];
        mapping.read(at, &mut word).map(|()| u64::from_ne_bytes(word)).ok_or("a mapping is shorter than requested")
    };
    // The consumer's position is read first, so the difference is never negative.
    let mut ringbuf = FailureDumpRingbuf::default();
    ringbuf.capacity = u64::from(open.map.max_entries());
    ringbuf.consumer_pos = position(0)?;
    ringbuf.pending_pos = position(page + 8)?;
    ringbuf.producer_pos = position(page)?;
    ringbuf.pending_bytes = ringbuf.producer_pos.saturating_sub(ringbuf.consumer_pos);
    into.ringbuf = Some(ringbuf);
    Ok(())
}
