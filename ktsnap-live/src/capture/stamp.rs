//! The time of a capture.

use std::fs;

use ktsnap_core::report::CaptureStamp;
use rustix::time::{ClockId, Timespec, clock_gettime};

use crate::error::LiveError;

/// A random number that the kernel generates at each boot (`drivers/char/random.c`).
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// The current time.
pub(super) fn now() -> Result<CaptureStamp, LiveError> {
    let boot_id = fs::read_to_string(BOOT_ID)
        .map_err(|source| LiveError::Kernel { what: format!("reading {BOOT_ID}"), source })?;
    let [monotonic, realtime] = [ClockId::Monotonic, ClockId::Realtime].map(|clock| nanoseconds(clock_gettime(clock)));
    Ok(CaptureStamp::new(boot_id.trim(), monotonic, realtime))
}

/// Nanoseconds since 1970. An earlier time is 0, and a time after the year 2554 is the largest number.
fn nanoseconds(time: Timespec) -> u64 {
    let [seconds, rest] = [time.tv_sec, time.tv_nsec].map(|part| u64::try_from(part).unwrap_or_default());
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}
