//! libFuzzer's program of the target `layout_files`.

#![no_main]

use ktsnap_fuzz::targets::layout_files::run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| run(input));
