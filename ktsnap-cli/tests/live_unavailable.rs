//! `ktsnap capture`, `ktsnap watch` and `ktsnap serve` in a build without the feature `live`.

#![cfg(not(feature = "live"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use support::ktsnap;

#[test]
fn the_commands_exist_and_say_how_to_enable_them() {
    let help = ktsnap(&["--help"]).done();
    let object = "examples/bpf/dispatch.bpf.o";
    for command in [&["capture", "--all"][..], &["watch", object], &["serve", object]] {
        assert!(help.contains(&format!("\n  {}", command[0])), "{help}");
        ktsnap(command).fails_with("run `cargo install --path ktsnap-cli --features live` in a clone of ktsnap");
    }
    // Cargo finds the package and the feature. Other jobs test that it builds with the C libraries.
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version=1", "--offline", "--features=live"]);
    let metadata = cargo.args(["--manifest-path", "ktsnap-cli/Cargo.toml"]).current_dir(support::repository()).output();
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.unwrap().stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "ktsnap-cli").unwrap();
    assert!(package["features"]["live"].is_array());
}
