//! A variable's bytes, read by its type.

use ktsnap_btf::{Member, Type};

/// The bytes of a value in the byte order of its object.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) big_endian: bool,
}

impl Bytes<'_> {
    /// The value as an initialiser in C, with the names of members.
    pub(crate) fn show(self, ty: &Type) -> String {
        match ty {
            Type::Int { signed: true, .. } => self.signed().to_string(),
            Type::Int { .. } => self.unsigned().to_string(),
            Type::Bool { .. } => (self.unsigned() != 0).to_string(),
            Type::Float { size: 4 } => f32::from_bits(u32::try_from(self.unsigned()).unwrap()).to_string(),
            Type::Float { .. } => format!("{:e}", f64::from_bits(self.unsigned())),
            Type::Enum(of) => {
                let value = if of.signed { self.signed().into() } else { self.unsigned().into() };
                let named = of.enumerators.iter().find(|enumerator| enumerator.value == value);
                named.unwrap().name.to_string()
            }
            // A `char` array is shown as a string, up to the first zero.
            Type::Array { element, .. } if **element == Type::Char => {
                let text = self.bytes.split(|&byte| byte == 0).next().unwrap_or_default();
                format!("{:?}", String::from_utf8_lossy(text))
            }
            Type::Array { element, len } => {
                let size = self.bytes.len() / usize::try_from(*len).unwrap();
                let elements = self.bytes.chunks(size).map(|bytes| Bytes { bytes, ..self }.show(element));
                format!("{{{}}}", elements.collect::<Vec<_>>().join(", "))
            }
            Type::Struct(of) => {
                let members = of.members.iter().map(|member| self.member(member));
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
            }
            other => panic!("no initialiser has this type: {other:?}"),
        }
    }

    fn member(self, member: &Member) -> String {
        let Type::Int { size, .. } = member.ty else { panic!("no initialiser has this member: {member:?}") };
        let start = usize::try_from(member.bit_offset / 8).unwrap();
        let bytes = &self.bytes[start..start + usize::try_from(size).unwrap()];
        format!(".{} = {}", member.name, Bytes { bytes, ..self }.show(&member.ty))
    }

    fn unsigned(self) -> u64 {
        let add = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        if self.big_endian { self.bytes.iter().fold(0, add) } else { self.bytes.iter().rfold(0, add) }
    }

    fn signed(self) -> i64 {
        let unused = 64 - 8 * u32::try_from(self.bytes.len()).unwrap();
        self.unsigned().cast_signed() << unused >> unused
    }
}
