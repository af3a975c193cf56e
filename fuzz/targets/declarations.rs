//! libFuzzer's program of the target `declarations`.

#![no_main]

use ktsnap_fuzz::targets::declarations::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
