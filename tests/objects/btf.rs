//! BTF made by hand, and the smallest BPF object around it: for what no compiler writes.

/// Kinds, as in `include/uapi/linux/btf.h`.
pub(crate) const INT: u32 = 1;
pub(crate) const PTR: u32 = 2;
pub(crate) const ARRAY: u32 = 3;
pub(crate) const STRUCT: u32 = 4;
pub(crate) const ENUM: u32 = 6;
pub(crate) const FWD: u32 = 7;
pub(crate) const TYPEDEF: u32 = 8;
pub(crate) const VOLATILE: u32 = 9;
pub(crate) const CONST: u32 = 10;
pub(crate) const FUNC_PROTO: u32 = 13;
pub(crate) const VAR: u32 = 14;
pub(crate) const DATASEC: u32 = 15;
pub(crate) const ENUM64: u32 = 19;

/// Added to a struct's kind: each member's offset has the width of a bitfield in its upper 8 bits.
pub(crate) const WITH_BITFIELDS: u32 = 0x80;

/// Types and strings, in little-endian order.
pub(crate) struct Btf {
    types: Vec<u8>,
    strings: Vec<u8>,
    next: u32,
}

impl Btf {
    pub(crate) fn new() -> Self {
        Self { types: Vec::new(), strings: vec![0], next: 1 }
    }

    /// The id that the next type will have.
    pub(crate) fn next_id(&self) -> u32 {
        self.next
    }

    /// Stores a name and gives its offset.
    pub(crate) fn name(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return 0;
        }
        let offset = self.strings.len();
        self.strings.extend(name.bytes().chain([0]));
        u32::try_from(offset).unwrap()
    }

    /// Adds a type: its kind and how many parts it has, its size or the type that it refers to, and the words behind.
    pub(crate) fn add(&mut self, name: u32, kind: u32, parts: usize, size_or_type: u32, words: &[u32]) -> u32 {
        let info = kind << 24 | u32::from(u16::try_from(parts).unwrap());
        for word in [name, info, size_or_type].iter().chain(words) {
            self.types.extend(word.to_le_bytes());
        }
        self.next += 1;
        self.next - 1
    }

    /// An unsigned integer of 4 bytes.
    pub(crate) fn u32(&mut self) -> u32 {
        let name = self.name("u32");
        self.add(name, INT, 0, 4, &[32])
    }

    pub(crate) fn array(&mut self, of: u32, len: u32) -> u32 {
        self.add(0, ARRAY, 0, 0, &[of, of, len])
    }

    pub(crate) fn pointer(&mut self, to: u32) -> u32 {
        self.add(0, PTR, 0, to, &[])
    }

    /// A struct whose members, each with its type, all start at bit 0.
    pub(crate) fn structure(&mut self, size: u32, members: &[(&str, u32)]) -> u32 {
        self.tagged("s", size, members)
    }

    /// A struct of another tag, or of none.
    pub(crate) fn tagged(&mut self, tag: &str, size: u32, members: &[(&str, u32)]) -> u32 {
        let name = self.name(tag);
        let words: Vec<u32> = members.iter().flat_map(|(member, ty)| [self.name(member), *ty, 0]).collect();
        self.add(name, STRUCT, members.len(), size, &words)
    }

    /// An enum of 4 bytes.
    pub(crate) fn enumeration(&mut self, tag: &str, values: &[(&str, u32)]) -> u32 {
        let name = self.name(tag);
        let words: Vec<u32> = values.iter().flat_map(|(name, value)| [self.name(name), *value]).collect();
        self.add(name, ENUM, values.len(), 4, &words)
    }

    /// A function type that returns `u32` (type 1) and takes parameters without names.
    pub(crate) fn function(&mut self, parameters: &[u32]) -> u32 {
        let words: Vec<u32> = parameters.iter().flat_map(|ty| [0, *ty]).collect();
        self.add(0, FUNC_PROTO, parameters.len(), 1, &words)
    }

    /// A global variable.
    pub(crate) fn var(&mut self, name: &str, ty: u32) -> u32 {
        let name = self.name(name);
        self.add(name, VAR, 0, ty, &[1])
    }

    /// A DATASEC of entries, each a type, an offset and a size.
    pub(crate) fn datasec(&mut self, name: &str, size: u32, entries: &[[u32; 3]]) -> u32 {
        let name = self.name(name);
        self.add(name, DATASEC, entries.len(), size, entries.as_flattened())
    }

    /// The contents of `.BTF`.
    pub(crate) fn section(&self) -> Vec<u8> {
        let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let mut section = vec![0x9f, 0xeb, 1, 0];
        for word in [24_u32.to_le_bytes(), [0; 4], len(&self.types), len(&self.types), len(&self.strings)] {
            section.extend(word);
        }
        section.extend(&self.types);
        section.extend(&self.strings);
        section
    }

    /// A BPF object that holds this.
    pub(crate) fn object(&self) -> Vec<u8> {
        object(&self.section())
    }

    /// A BPF object in which `.bss` holds one variable, `x`, of that type and size.
    pub(crate) fn object_of(mut self, ty: u32, size: u32) -> Vec<u8> {
        let var = self.var("x", ty);
        self.datasec(".bss", size.max(1), &[[var, 0, size]]);
        self.object()
    }
}

/// A 64-bit little-endian BPF object whose one section, besides the names of sections, is `.BTF`.
pub(crate) fn object(btf: &[u8]) -> Vec<u8> {
    const NAMES: &[u8] = b"\0.shstrtab\0.BTF\0";
    const HEADER: usize = 64;
    let headers = HEADER + NAMES.len() + btf.len();

    let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    // A relocatable file for EM_BPF, then what an object leaves at zero, then where its section headers are.
    elf.extend([1, 0, 247, 0, 1, 0, 0, 0]);
    elf.extend([0; 16]);
    elf.extend((headers as u64).to_le_bytes());
    elf.extend([0; 4]);
    for half in [64_u16, 0, 0, 64, 3, 1] {
        elf.extend(half.to_le_bytes());
    }
    elf.extend(NAMES);
    elf.extend(btf);

    // The first section header is empty by definition. SHT_STRTAB is 3, SHT_PROGBITS is 1.
    elf.extend([0; 64]);
    for (name, kind, offset, size) in [(1_u32, 3_u32, HEADER, NAMES.len()), (11, 1, HEADER + NAMES.len(), btf.len())] {
        elf.extend(name.to_le_bytes());
        elf.extend(kind.to_le_bytes());
        for word in [0, 0, offset as u64, size as u64, 0, 1, 0] {
            elf.extend(word.to_le_bytes());
        }
    }
    elf
}
