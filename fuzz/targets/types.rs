//! libFuzzer's program of the target `types`.

#![no_main]

use ktsnap_fuzz::targets::types::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
