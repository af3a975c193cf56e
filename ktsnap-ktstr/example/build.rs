//! Builds the scheduler's object as `$OUT_DIR/bpf.bpf.o`, the path that `scx_cargo` uses too. `CLANG` names the compiler; if it
//! is not set, the committed object is copied instead.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bpf = PathBuf::from("../../examples/bpf");
    let object = PathBuf::from(env::var("OUT_DIR")?).join("bpf.bpf.o");
    println!("cargo::rerun-if-env-changed=CLANG");
    for input in ["dispatch.bpf.c", "scx.h", "types.h", "dispatch.bpf.o"] {
        println!("cargo::rerun-if-changed={}", bpf.join(input).display());
    }
    let Ok(clang) = env::var("CLANG") else {
        fs::copy(bpf.join("dispatch.bpf.o"), &object)?;
        return Ok(());
    };
    let source = bpf.join("dispatch.bpf.c");
    let mut compile = Command::new(&clang);
    compile.args(["-g", "-O2", "-target", "bpf", "-mcpu=v3", "-D__TARGET_ARCH_x86"]);
    let run = compile.arg("-c").arg(&source).arg("-o").arg(&object).status();
    let status = run.map_err(|error| format!("can't run {clang}, which CLANG names: {error}"))?;
    if !status.success() {
        return Err(format!("{clang} failed to compile {}; see its messages above", source.display()).into());
    }
    Ok(())
}
