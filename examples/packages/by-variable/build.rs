//! Sets what a person would set in the shell, or in `[env]` of `.cargo/config.toml`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=KTSNAP_OBJECT=../../bpf/dispatch.bpf.o");
}
