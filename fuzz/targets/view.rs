//! libFuzzer's program of the target `view`.

#![no_main]

use ktsnap_fuzz::targets::view::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
