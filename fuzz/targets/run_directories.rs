//! libFuzzer's program of the target `run_directories`.

#![no_main]

use ktsnap_fuzz::targets::run_directories::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
