//! Builds BTF, and the smallest BPF object around it, for tests of objects that no compiler writes.

/// Kinds, as in `include/uapi/linux/btf.h`.
pub(crate) const INT: u32 = 1;
pub(crate) const PTR: u32 = 2;
pub(crate) const ARRAY: u32 = 3;
pub(crate) const STRUCT: u32 = 4;
pub(crate) const UNION: u32 = 5;
pub(crate) const ENUM: u32 = 6;
pub(crate) const FWD: u32 = 7;
pub(crate) const TYPEDEF: u32 = 8;
pub(crate) const VOLATILE: u32 = 9;
pub(crate) const CONST: u32 = 10;
pub(crate) const FUNC_PROTO: u32 = 13;
pub(crate) const VAR: u32 = 14;
pub(crate) const DATASEC: u32 = 15;
pub(crate) const TYPE_TAG: u32 = 18;
pub(crate) const ENUM64: u32 = 19;

/// Added to a struct's kind: each member's offset has the width of a bitfield in its upper 8 bits.
pub(crate) const WITH_BITFIELDS: u32 = 0x80;

/// Types and strings, in little-endian order.
pub(crate) struct Btf {
    types: Vec<u8>,
    strings: Vec<u8>,
    next: u32,
    /// The size of each type, by id. Members are placed by these sizes.
    sizes: Vec<u32>,
}

impl Btf {
    pub(crate) fn new() -> Self {
        Self { types: Vec::new(), strings: vec![0], next: 1, sizes: vec![0] }
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

    /// Adds a type: its kind, its number of parts, its size or the type that it refers to, and the words that follow.
    pub(crate) fn add(&mut self, name: u32, kind: u32, parts: usize, size_or_type: u32, words: &[u32]) -> u32 {
        let info = kind << 24 | u32::from(u16::try_from(parts).unwrap());
        for word in [name, info, size_or_type].iter().chain(words) {
            self.types.extend(word.to_le_bytes());
        }
        let size = match kind & 0x1f {
            INT | STRUCT | ENUM | ENUM64 => size_or_type,
            PTR => 8,
            TYPEDEF | VOLATILE | CONST | TYPE_TAG => self.size(size_or_type),
            ARRAY => self.size(words[0]).saturating_mul(words[2]),
            _ => 0,
        };
        self.sizes.push(size);
        self.next += 1;
        self.next - 1
    }

    /// The size of a type, which follows from its parts.
    pub(crate) fn size(&self, id: u32) -> u32 {
        self.sizes.get(id as usize).copied().unwrap_or_default()
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

    /// A struct whose members, each with its type, follow one another without padding.
    pub(crate) fn structure(&mut self, size: u32, members: &[(&str, u32)]) -> u32 {
        self.tagged("s", size, members)
    }

    /// A struct of another tag, or of none.
    pub(crate) fn tagged(&mut self, tag: &str, size: u32, members: &[(&str, u32)]) -> u32 {
        let name = self.name(tag);
        let mut bit = 0;
        let mut words = Vec::new();
        for (member, ty) in members {
            words.extend([self.name(member), *ty, bit]);
            bit += 8 * self.size(*ty);
        }
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
        self.linked(name, ty, 1)
    }

    /// A variable of that linkage: 0 is static, 1 global, 2 extern.
    pub(crate) fn linked(&mut self, name: &str, ty: u32, linkage: u32) -> u32 {
        let name = self.name(name);
        self.add(name, VAR, 0, ty, &[linkage])
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
    Elf::of(btf).bytes()
}

/// Builds a 64-bit BPF object around BTF.
pub(crate) struct Elf<'a> {
    btf: &'a [u8],
    pub(crate) big_endian: bool,
    /// `e_type`: 1 is a relocatable file.
    pub(crate) kind: u16,
    /// `sh_type` of `.BTF`: 1 is SHT_PROGBITS, 8 SHT_NOBITS.
    pub(crate) btf_kind: u32,
    /// Sections without contents: name, flags, size. SHF_WRITE is 1, SHF_ALLOC 2. The first has index 3.
    pub(crate) sections: Vec<(&'a str, u64, u64)>,
    /// Symbols of variables: name, index of the section, value, size, whether it is global.
    pub(crate) symbols: Vec<(&'a str, u16, u64, u64, bool)>,
}

impl<'a> Elf<'a> {
    pub(crate) fn of(btf: &'a [u8]) -> Self {
        Self { btf, big_endian: false, kind: 1, btf_kind: 1, sections: Vec::new(), symbols: Vec::new() }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        const HEADER: usize = 64;
        let half = |value: u16| if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        let word = |value: u32| if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        let long = |value: u64| if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };

        let mut names = b"\0".to_vec();
        let mut name = |text: &str| {
            let at = u32::try_from(names.len()).unwrap();
            names.extend(text.bytes().chain([0]));
            at
        };
        let mut symbols = vec![0; 24];
        for &(symbol, section, value, size, global) in &self.symbols {
            symbols.extend(word(name(symbol)));
            // STT_OBJECT is 1, STB_GLOBAL 1.
            symbols.extend([1 | u8::from(global) << 4, 0]);
            symbols.extend(half(section));
            symbols.extend(long(value));
            symbols.extend(long(size));
        }
        // Name, sh_type, flags, size and entry size; SHT_STRTAB is 3, SHT_SYMTAB 2, SHT_NOBITS 8.
        let mut headers = vec![(name(".names"), 3, 0, 0, 0), (name(".BTF"), self.btf_kind, 0, self.btf.len(), 0)];
        for &(section, flags, size) in &self.sections {
            headers.push((name(section), 8, flags, usize::try_from(size).unwrap(), 0));
        }
        headers.push((name(".symtab"), 2, 0, symbols.len(), 24));
        headers[0].3 = names.len();

        let mut elf = vec![0x7f, b'E', b'L', b'F', 2, if self.big_endian { 2 } else { 1 }, 1];
        elf.resize(16, 0);
        // EM_BPF is 247. Then what an object leaves at zero, and where its section headers are.
        elf.extend([half(self.kind), half(247)].as_flattened());
        elf.extend(word(1));
        elf.extend([0; 16]);
        elf.extend(long((HEADER + names.len() + self.btf.len() + symbols.len()) as u64));
        elf.extend([0; 4]);
        for value in [64, 0, 0, 64, u16::try_from(headers.len() + 1).unwrap(), 1] {
            elf.extend(half(value));
        }
        elf.extend(&names);
        elf.extend(self.btf);
        elf.extend(&symbols);

        // The first section header is empty by definition.
        elf.extend([0; 64]);
        let mut offset = HEADER;
        for (name, kind, flags, size, entry) in headers {
            elf.extend(word(name));
            elf.extend(word(kind));
            // The names of symbols are in section 1 too. Each symbol has its own binding.
            let link = u64::from(entry != 0);
            let info = [long(flags), long(0), long(offset as u64), long(size as u64)];
            elf.extend(info.as_flattened());
            elf.extend(word(u32::try_from(link).unwrap()));
            elf.extend(word(1));
            elf.extend(long(1));
            elf.extend(long(entry));
            // A debug copy keeps the sizes of the sections that it leaves out.
            offset += if kind == 8 && flags != 0 { 0 } else { size };
        }
        elf
    }
}
