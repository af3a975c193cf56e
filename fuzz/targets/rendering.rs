//! libFuzzer's program of the target `rendering`.

#![no_main]

use ktsnap_fuzz::btf_words::mutate;
use ktsnap_fuzz::targets::rendering::run;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|input: &[u8]| run(input));

// Two of three inputs change inside their types.
fuzz_mutator!(|bytes: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed % 3 != 0 && mutate(&mut bytes[..size], seed.into()) { size } else { fuzzer_mutate(bytes, size, max_size) }
});
