//! CPU masks.

use super::*;

#[test]
fn a_cpu_mask_is_a_list_of_cpus() {
    let cpus = |ty: &Type, bytes: &[u8], big_endian| match Renderer::of(big_endian).value(ty, bytes) {
        RenderedValue::CpuList { cpus } => cpus,
        other => panic!("{other:?}"),
    };
    let words = |words: &[u64]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    let cpumask = |name| structure(name, 16, vec![member("bits", 0, array(U64, 2))]);
    for name in ["cpumask", "cpumask_t", "llc_cpumask"] {
        assert_eq!(cpus(&cpumask(name), &words(&[0b11, 0]), false), "0-1");
        assert_eq!(cpus(&cpumask(name), &words(&[0b101, 0b10]), false), "0,2,65");
        assert_eq!(cpus(&cpumask(name), &words(&[1 << 63, 1]), false), "63-64");
    }
    let big: Vec<_> = [0b101_u64, 0b10].iter().flat_map(|word| word.to_be_bytes()).collect();
    assert_eq!(cpus(&cpumask("cpumask"), &big, true), "0,2,65");
    // The reference count after the mask holds no CPUs.
    let counted =
        structure("bpf_cpumask", 24, vec![member("cpumask", 0, cpumask("cpumask")), member("usage", 128, U32)]);
    assert_eq!(cpus(&counted, &words(&[0b1_0001, 0, 7]), false), "0,4");
    // Its identifier comes before the mask.
    let bitmap = structure("scx_bitmap", 24, vec![member("tid", 0, U64), member("bits", 64, array(U64, 2))]);
    assert_eq!(cpus(&bitmap, &words(&[0b111, 0b1_1000, 1]), false), "3-4,64");
}

#[test]
fn a_struct_that_only_resembles_a_cpu_mask_is_a_struct() {
    let is_struct = |ty: &Type, bytes: &[u8]| matches!(render(ty, bytes), RenderedValue::Struct { .. });
    let bits = |element, len| vec![member("bits", 0, array(element, len))];
    assert!(is_struct(&structure("my_mask", 8, bits(U64, 1)), &[1; 8]), "another name");
    assert!(is_struct(&structure("cpumask", 8, bits(U32, 2)), &[1; 8]), "words of 32 bits");
    assert!(is_struct(&structure("cpumask", 8, bits(Type::Int { size: 8, signed: true }, 1)), &[1; 8]), "signed");
    assert!(is_struct(&structure("cpumask", 8, vec![member("bits", 0, U64)]), &[1; 8]), "no array");
    let two = structure("", 8, vec![member("a", 0, array(U64, 0)), member("b", 0, array(U64, 1))]);
    assert!(is_struct(&structure("cpumask", 8, vec![member("bits", 0, two)]), &[1; 8]), "two members");
    // A mask without its last byte would be another mask.
    let mask = structure("cpumask", 16, bits(U64, 2));
    let RenderedValue::Truncated { needed: 16, had: 15, .. } = render(&mask, &[1; 15]) else { panic!() };
}
