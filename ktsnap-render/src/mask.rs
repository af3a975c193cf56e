//! CPU masks as lists.

use ktsnap_btf::{Struct, Type};

use crate::number;

/// The list of CPUs in a struct that is a CPU mask: the kernel's `cpumask` and `bpf_cpumask`, and `scx_bitmap` and
/// `llc_cpumask` of scx's library. `None` for any other struct, or if some of the bits are missing.
pub(crate) fn list(of: &Struct, bytes: &[u8], big_endian: bool) -> Option<String> {
    let bits = match of.name.as_deref()? {
        "cpumask" | "cpumask_t" | "llc_cpumask" => of.member("bits")?,
        // A reference count follows the mask.
        "bpf_cpumask" => of.member("cpumask")?,
        "scx_bitmap" => of.member("bits")?,
        _ => return None,
    };
    let start = usize::try_from(bits.bit_offset / 8).ok()?;
    let len = usize::try_from(bits.ty.size()?).ok()?;
    let words = bytes.get(start..start.checked_add(len)?)?;
    is_words(&bits.ty).then(|| {
        let words = words.chunks_exact(8).map(|word| number::bits(word, 0, 64, big_endian).unwrap_or(0));
        ranges(words)
    })
}

/// Whether the type is an array as `DECLARE_BITMAP` of the kernel declares it, or a struct with only this array.
fn is_words(ty: &Type) -> bool {
    match ty {
        Type::Array { element, .. } => matches!(**element, Type::Int { size: 8, signed: false }),
        Type::Struct(of) => matches!(of.members.as_slice(), [only] if is_words(&only.ty)),
        _ => false,
    }
}

fn ranges(words: impl Iterator<Item = u64>) -> String {
    let mut list = String::new();
    let mut run: Option<(usize, usize)> = None;
    let cpus = words
        .enumerate()
        .flat_map(|(index, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit));
    for cpu in cpus {
        run = Some(match run {
            Some((first, last)) if cpu == last + 1 => (first, cpu),
            other => {
                push(&mut list, other);
                (cpu, cpu)
            }
        });
    }
    push(&mut list, run);
    list
}

fn push(list: &mut String, run: Option<(usize, usize)>) {
    let Some((first, last)) = run else { return };
    if !list.is_empty() {
        list.push(',');
    }
    list.push_str(&first.to_string());
    if last > first {
        list.push_str(&format!("-{last}"));
    }
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn runs_of_cpus_are_shown_by_their_ends() {
        let list = |words: &[u64]| ranges(words.iter().copied());
        assert_eq!(list(&[0b10_0111]), "0-2,5");
        assert_eq!(list(&[1 << 63, 0b11, 0]), "63-65");
        assert_eq!(list(&[0, 0]), "");
        assert_eq!(list(&[u64::MAX]), "0-63");
    }
}
