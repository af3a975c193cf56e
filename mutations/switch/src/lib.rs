//! Selects one mutation in a program that contains all of them.
//!
//! The changed copy of each crate asks [`on`] at every mutation. The answer depends on environment variables, so that it is
//! the same in the programs that a test starts.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The variable with the number of the mutation that is on.
pub const SELECTED: &str = "KTSNAP_MUTATION";

/// The variable with the file to which the numbers of the mutations that the process reaches are appended.
pub const REACHED: &str = "KTSNAP_MUTATIONS_REACHED";

/// The number after the largest one of a mutation.
pub const END: u32 = 1 << 16;

const UNKNOWN: u32 = u32::MAX;
const RECORD: u32 = u32::MAX - 1;

static STATE: AtomicU32 = AtomicU32::new(UNKNOWN);
static SEEN: [AtomicBool; END as usize] = [const { AtomicBool::new(false) }; END as usize];
static FILE: OnceLock<Option<File>> = OnceLock::new();

/// Whether this mutation is on.
#[inline]
#[must_use]
pub fn on(id: u32) -> bool {
    match STATE.load(Ordering::Relaxed) {
        UNKNOWN => {
            STATE.store(state(), Ordering::Relaxed);
            on(id)
        }
        RECORD => {
            record(id);
            false
        }
        selected => selected == id,
    }
}

#[cold]
fn state() -> u32 {
    if env::var_os(REACHED).is_some() {
        return RECORD;
    }
    env::var(SELECTED).ok().and_then(|id| id.parse().ok()).filter(|id| *id < END).unwrap_or(0)
}

fn record(id: u32) {
    if SEEN.get(id as usize).is_none_or(|seen| seen.swap(true, Ordering::Relaxed)) {
        return;
    }
    let open = || OpenOptions::new().append(true).create(true).open(env::var_os(REACHED)?).ok();
    if let Some(mut file) = FILE.get_or_init(open).as_ref() {
        // One call, so that processes don't mix their lines. A line that is lost only makes its test run less often.
        let _ = file.write_all(format!("{id}\n").as_bytes());
    }
}
