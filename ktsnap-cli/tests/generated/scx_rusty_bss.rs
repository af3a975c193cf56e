/// Globals in `.bss` of scx_rusty.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/scx_rusty.json")]
pub struct Bss {
    pub __scx_prolog_disables_migration: bool,
    pub bpf_arena_loop_zero: u32,
    pub lb_domain_allocator: SdtAllocator,
    /// `volatile dom_ptr[64]`
    pub dom_ctxs: [ktsnap::Ptr; 64],
    /// `struct cmask_rotor_slot *`
    pub cmask_distribute_rotors: ktsnap::Ptr,
    pub slice_ns: u64,
    /// `struct pcpu_ctx[512]`
    pub pcpu_ctx: Vec<PcpuCtx>,
    pub tune_input: TuneInput,
    pub tune_params_gen: u64,
    pub sdt_chunk_pool: SdtPool,
    pub sdt_desc_pool: SdtPool,
    /// `struct sdt_alloc_stack *`
    pub prealloc_stack: ktsnap::Ptr,
    pub sdt_stats: SdtStats,
    pub sdt_static: SdtStatic,
    pub sdt_task_allocator: SdtAllocator,
    // Left out: `sdt_verify_once`, `bool`: clang may have changed the static `sdt_verify_once`: if
    // it takes only two values, its byte is 0 for the initial value and 1 for the other; declare it
    // `volatile` in C, or make it global.
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct sdt_allocator")]
pub struct SdtAllocator {
    pub pool: SdtPool,
    /// `sdt_desc_t *`
    pub root: ktsnap::Ptr,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct sdt_pool")]
pub struct SdtPool {
    /// `void *`
    pub slab: ktsnap::Ptr,
    pub elem_size: u64,
    pub max_elems: u64,
    pub idx: u64,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct pcpu_ctx")]
pub struct PcpuCtx {
    pub dom_rr_cur: u32,
    pub dom_id: u32,
    pub pad: [u32; 8],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct tune_input")]
pub struct TuneInput {
    pub genn: u64,
    pub slice_ns: u64,
    pub direct_greedy_cpumask: [u64; 8],
    pub kick_greedy_cpumask: [u64; 8],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct sdt_stats")]
pub struct SdtStats {
    pub chunk_allocs: u64,
    pub data_allocs: u64,
    pub alloc_ops: u64,
    pub free_ops: u64,
    pub active_allocs: u64,
    pub arena_pages_used: u64,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct sdt_static")]
pub struct SdtStatic {
    /// `size_t`
    pub max_alloc_bytes: u64,
    /// `void *`
    pub memory: ktsnap::Ptr,
    /// `size_t`
    pub off: u64,
}
