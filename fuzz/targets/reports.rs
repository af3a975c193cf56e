//! libFuzzer's program of the target `reports`.

#![no_main]

use ktsnap_fuzz::json_tree::mutated;
use ktsnap_fuzz::targets::reports::run;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|input: &[u8]| run(input));

// Half of the inputs change by their structure.
fuzz_mutator!(|bytes: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let text = str::from_utf8(&bytes[..size]).ok().filter(|_| seed % 2 == 0);
    let changed = text.and_then(|text| mutated(text, seed.into())).filter(|text| text.len() <= max_size);
    match changed {
        Some(text) => {
            bytes[..text.len()].copy_from_slice(text.as_bytes());
            text.len()
        }
        None => fuzzer_mutate(bytes, size, max_size),
    }
});
