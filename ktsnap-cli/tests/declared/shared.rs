//! Types that structs of another file use.

use ktsnap::{SnapshotEnum, SnapshotSchema};

pub use super::{DspStat as Queue, LlcStats};

#[derive(Debug, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
pub struct Waits {
    pub total_ns: u64,
    #[snapshot(gauge)]
    pub max_ns: u64,
}

pub mod limits {
    pub const QUEUES: usize = 3;
}

pub mod inner {
    use super::*;

    pub type Llcs = Vec<LlcStats>;

    /// Another struct of this name is outside.
    #[derive(Debug, SnapshotSchema)]
    #[snapshot(type = "struct wait_stats")]
    pub struct Waits {
        pub nr: u32,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
    pub enum Unused {
        One,
    }
}
