//! `ktsnap capture` and `ktsnap watch` in a build without the feature `live`.

#![cfg(not(feature = "live"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use support::ktsnap;

#[test]
fn the_commands_are_there_and_say_how_to_get_them() {
    let help = ktsnap(&["--help"]).done();
    for command in [&["capture", "--all"][..], &["watch", "examples/bpf/dispatch.bpf.o"]] {
        assert!(help.contains(&format!("\n  {}", command[0])), "{help}");
        ktsnap(command).fails_with("`cargo install ktsnap-cli --features live` builds it");
    }
}
