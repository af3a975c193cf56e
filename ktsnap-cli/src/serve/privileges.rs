//! What the command may do while it serves.

use rustix::io;
use rustix::thread::{
    CapabilitySet, CapabilitySets, capabilities, clear_ambient_capability_set, remove_capability_from_bounding_set,
    set_capabilities, set_no_new_privs,
};

use crate::failure::Failure;

/// Drops all capabilities but CAP_SYS_ADMIN, with which the kernel gives out maps, BTF and programs by their ids
/// (`bpf_map_get_fd_by_id` in `kernel/bpf/syscall.c`), for this process and all that it might start. Threads that start later
/// have no more.
pub(super) fn drop_others() -> Result<(), Failure> {
    drop_capabilities().map_err(|error| Failure::new("can't drop capabilities", error))
}

fn drop_capabilities() -> io::Result<()> {
    set_no_new_privs(true)?;
    let kept = capabilities(None)?.permitted & CapabilitySet::SYS_ADMIN;
    // Without CAP_SETPCAP the bounding set stays, which matters only to a program that this process would start.
    if capabilities(None)?.effective.contains(CapabilitySet::SETPCAP) {
        for capability in CapabilitySet::all().difference(CapabilitySet::SYS_ADMIN).iter() {
            match remove_capability_from_bounding_set(capability) {
                // The kernel does not know it.
                Err(io::Errno::INVAL) | Ok(()) => {}
                Err(error) => return Err(error),
            }
        }
    }
    clear_ambient_capability_set()?;
    let sets = CapabilitySets { effective: kept, permitted: kept, inheritable: CapabilitySet::empty() };
    set_capabilities(None, sets)
}
