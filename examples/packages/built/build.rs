//! Puts the scheduler's object where `scx_cargo` puts it too: `$OUT_DIR/bpf.bpf.o`.
//!
//! A scheduler's own build.rs is three lines: `scx_cargo::BpfBuilder::new()`, the sources, `build()`. Here clang is asked
//! for directly, as `CLANG` names it; without it the object that is committed beside the source stands in.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bpf = PathBuf::from("../../bpf");
    let object = PathBuf::from(env::var("OUT_DIR")?).join("bpf.bpf.o");
    println!("cargo::rerun-if-env-changed=CLANG");
    for input in ["fifo.bpf.c", "scx.h", "types.h", "fifo.bpf.o"] {
        println!("cargo::rerun-if-changed={}", bpf.join(input).display());
    }
    match env::var("CLANG") {
        Ok(clang) => {
            let flags = ["-g", "-O2", "-target", "bpf", "-mcpu=v3", "-D__TARGET_ARCH_x86"];
            let source = bpf.join("fifo.bpf.c");
            let run = Command::new(&clang).args(flags).arg("-c").arg(&source).arg("-o").arg(&object).status();
            let status = run.map_err(|error| format!("CLANG names {clang}, which can't be run: {error}"))?;
            if !status.success() {
                return Err(format!("{clang} can't compile {}: its messages are above", source.display()).into());
            }
        }
        Err(_) => _ = fs::copy(bpf.join("fifo.bpf.o"), &object)?,
    }
    Ok(())
}
