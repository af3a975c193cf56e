//! Puts our scheduler's object where `scx_cargo` puts one too: `$OUT_DIR/bpf.bpf.o`. `CLANG` names the compiler; without it
//! the object that is committed beside the source stands in.

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
    let status = run.map_err(|error| format!("CLANG names {clang}, which can't be run: {error}"))?;
    if !status.success() {
        return Err(format!("{clang} can't compile {}: its messages are above", source.display()).into());
    }
    Ok(())
}
