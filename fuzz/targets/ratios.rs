//! libFuzzer's program of the target `ratios`.

#![no_main]

use ktsnap_fuzz::targets::ratios::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
