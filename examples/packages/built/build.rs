//! Builds the scheduler's object as `$OUT_DIR/bpf.bpf.o`, the path that `scx_cargo` uses.
//!
//! A scheduler's own build.rs has three lines: `scx_cargo::BpfBuilder::new()`, the sources, and `build()`. This one runs the
//! clang that the variable `CLANG` names. Without the variable, it copies the object that is committed next to the source.

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
