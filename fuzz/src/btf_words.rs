//! Changes words of the types in BTF, so that the header stays readable.

use fastrand::Rng;

/// The size of BTF's header, without later extensions.
const HEADER: usize = 24;

/// Changes one to four words of the types, or returns false if the bytes hold no little-endian BTF. An object is searched for
/// the header.
pub fn mutate(bytes: &mut [u8], seed: u64) -> bool {
    let mut rng = Rng::with_seed(seed);
    let Some(types) = types(bytes) else { return false };
    let words = types.len() / 4;
    for _ in 0..rng.usize(1..5) {
        let at = rng.usize(..words) * 4;
        let other = rng.usize(..words) * 4;
        let old = word(types, at);
        let new = match rng.u8(..9) {
            0 => old.wrapping_add(1),
            1 => old.wrapping_sub(1),
            2 => old ^ 1 << rng.u8(..32),
            3 => word(types, other),
            4 => rng.u32(..64),
            5 => rng.u32(..64) * 8,
            // The kind and the number of parts.
            6 => old & 0x00ff_ffff | rng.u32(..20) << 24,
            7 => old & 0xff00_0000 | rng.u32(..8),
            _ => u32::MAX >> rng.u8(..32),
        };
        types[at..at + 4].copy_from_slice(&new.to_le_bytes());
    }
    true
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |word| u32::from_le_bytes(*word))
}

/// The bytes of the types.
fn types(bytes: &mut [u8]) -> Option<&mut [u8]> {
    let start = bytes.windows(4).position(|window| window == [0x9f, 0xeb, 1, 0])?;
    let field = |at: usize| usize::try_from(word(bytes, start + at)).ok();
    let from = start.checked_add(field(4)?)?.checked_add(field(8)?)?;
    let to = from.checked_add(field(12)?)?;
    (from >= start + HEADER && from + 4 <= to).then(|| bytes.get_mut(from..to))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_types_are_changed() {
        let object = std::fs::read("../examples/bpf/dispatch.bpf.o").expect("the object is in the repository");
        let mut changed = object.clone();
        assert!(mutate(&mut changed, 1));
        let differ = |(at, (a, b)): (usize, (&u8, &u8))| (a != b).then_some(at);
        let places: Vec<_> = object.iter().zip(&changed).enumerate().filter_map(differ).collect();
        let start = object.windows(4).position(|window| window == [0x9f, 0xeb, 1, 0]).expect("there is BTF");
        assert!(
            !places.is_empty() && places.len() <= 16 && places.iter().all(|at| *at >= start + HEADER),
            "{places:?}"
        );
    }

    #[test]
    fn bytes_without_btf_are_not_changed() {
        for bytes in [&[][..], &[0x9f, 0xeb, 1, 0], &[0xff; 64]] {
            assert!(!mutate(&mut bytes.to_vec(), 1));
        }
    }
}
