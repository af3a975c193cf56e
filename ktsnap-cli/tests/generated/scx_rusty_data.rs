/// Globals in `.data` of scx_rusty.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/scx_rusty.json")]
pub struct Data {
    pub bpf_arena_loop_one: u32,
    pub uei: UserExitInfo,
    // Left out: 45 format strings. `--only '*___fmt*'` includes them.
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct user_exit_info")]
pub struct UserExitInfo {
    pub kind: i32,
    pub exit_cpu: i32,
    pub exit_code: i64,
    /// `char[128]`
    pub reason: std::ffi::CString,
    /// `char[1024]`
    pub msg: std::ffi::CString,
}
