//! BTF that is built from the input, so that its header and its references are mostly right.
//!
//! Each type takes a byte for its kind, and bytes for its parts. The last types are variables of one section.

use ktsnap_btf::Layout;

use crate::targets::objects;
use crate::walk;

#[allow(dead_code, clippy::unwrap_used, reason = "the workspace's tests share this builder")]
#[path = "../../../tests/objects/btf.rs"]
mod btf;

use btf::{Btf, CONST, ENUM64, FWD, INT, STRUCT, TYPEDEF, UNION, VOLATILE, WITH_BITFIELDS};

/// The number of types. More would only repeat what fewer can do.
const MOST: usize = 64;

/// Names. Types share them.
const NAMES: [&str; 12] = ["", "u64", "a", "b", "nr", "nr_runs", "s", "values", "key", "value", "type", "dispatch_ops"];

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let object = object_of(input);
    objects::run(&object);
    if let Ok(layout) = Layout::parse(&object) {
        walk::layout(&layout, &[".a", ".a.b", "[1]", "[1].nr", "[*].a", ".s[0]", "->a"]);
    }
}

/// Reads bytes, and zeros after the last one.
struct Source<'i>(&'i [u8]);

impl Source<'_> {
    fn byte(&mut self) -> u32 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        u32::from(*first)
    }

    fn name(&mut self, btf: &mut Btf) -> u32 {
        let at = self.byte() as usize;
        btf.name(NAMES[at % NAMES.len()])
    }

    /// Usually a type that exists, and sometimes a later one.
    fn ty(&mut self, btf: &Btf) -> u32 {
        let byte = self.byte();
        if byte >= 240 { btf.next_id() + byte - 240 } else { byte % btf.next_id() }
    }

    /// A number that is usually small.
    fn number(&mut self) -> u32 {
        match self.byte() {
            byte @ 0..=199 => byte,
            byte @ 200..=231 => 1 << (byte - 200),
            _ => self.byte() << 24 | self.byte() << 16 | self.byte() << 8 | self.byte(),
        }
    }
}

/// The object that the input describes.
fn object_of(input: &[u8]) -> Vec<u8> {
    let mut source = Source(input);
    let mut btf = Btf::new();
    btf.u32();
    for _ in 0..MOST {
        if source.0.is_empty() {
            break;
        }
        let kind = source.byte();
        add(kind, &mut source, &mut btf);
    }
    let first = btf.next_id() - 1;
    let mut offset = 0;
    let vars: Vec<_> = (0..8_u32.min(first))
        .map(|at| {
            let ty = first - at;
            let name = btf.name(["v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7"][at as usize]);
            (btf.add(name, btf::VAR, 0, ty, &[at % 3]), btf.size(ty))
        })
        .map(|(var, size)| {
            let entry = [var, offset, size];
            offset = offset.saturating_add(size);
            entry
        })
        .collect();
    let section = if input.len().is_multiple_of(5) { ".maps" } else { ".bss" };
    btf.datasec(section, offset.max(1), &vars);
    btf.object()
}

fn add(kind: u32, source: &mut Source<'_>, btf: &mut Btf) {
    let name = source.name(btf);
    match kind % 12 {
        0 => {
            let (size, flags) = ([1, 2, 4, 8, 16, 3][source.byte() as usize % 6], source.byte());
            btf.add(name, INT, 0, size, &[((flags % 5) << 24) | (size * 8)])
        }
        1 => {
            let to = source.ty(btf);
            btf.pointer(to)
        }
        2 => {
            let (of, len) = (source.ty(btf), source.number());
            btf.array(of, len)
        }
        kind @ 3..=5 => {
            let parts = source.byte() as usize % 9;
            let mut bit: u32 = 0;
            let mut words = Vec::new();
            for _ in 0..parts {
                let (member, ty) = (source.name(btf), source.ty(btf));
                let size = btf.size(ty).saturating_mul(8);
                let width = if kind == 5 { source.byte() % 65 } else { 0 };
                words.extend([member, ty, if kind == 4 { 0 } else { bit & 0x00ff_ffff | width << 24 }]);
                bit = bit.saturating_add(if width == 0 { size } else { width });
            }
            let size = if source.byte().is_multiple_of(7) { source.number() } else { bit.div_ceil(8) };
            let of = [STRUCT, UNION, STRUCT | WITH_BITFIELDS][kind as usize - 3];
            btf.add(name, of, parts, size, &words)
        }
        6 => {
            let parts = source.byte() as usize % 9;
            let words: Vec<_> = (0..parts).flat_map(|_| [source.name(btf), source.number()]).collect();
            btf.add(name, btf::ENUM, parts, [1, 2, 4, 8][source.byte() as usize % 4], &words)
        }
        7 => {
            let parts = source.byte() as usize % 5;
            let words: Vec<_> = (0..parts).flat_map(|_| [source.name(btf), source.number(), source.number()]).collect();
            btf.add(name, ENUM64, parts, 8, &words)
        }
        8 => btf.add(name, FWD, 0, 0, &[]),
        kind => {
            let to = source.ty(btf);
            btf.add(name, [TYPEDEF, VOLATILE, CONST][kind as usize - 9], 0, to, &[])
        }
    };
}
