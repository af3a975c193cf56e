//! The program `ktsnap`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ktsnap_cli::main()
}
