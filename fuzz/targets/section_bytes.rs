//! libFuzzer's program of the target `section_bytes`.

#![no_main]

use ktsnap_fuzz::targets::section_bytes::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
