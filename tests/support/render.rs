//! Renders the bytes of a section or map through BTF, as the harness does. This renderer works bit by bit and shares no code
//! with the library's reader, so that tests can compare the two.

use ktsnap_btf::{Struct, Type};
use serde_json::{Value, json};

/// The number of elements of an array that the harness renders.
const MAX_ELEMENTS: u64 = 4096;

/// The bytes of one value, in the byte order of its object.
#[derive(Clone, Copy)]
pub(crate) struct Render<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) big_endian: bool,
}

impl<'b> Render<'b> {
    pub(crate) fn at(self, byte: u64, len: u64) -> Self {
        let [from, len] = [byte, len].map(|number| usize::try_from(number).unwrap());
        Self { bytes: &self.bytes[from..from + len], ..self }
    }

    /// An unsigned number of any width at any bit. A big-endian machine counts bits from the highest.
    fn bits(self, first: u64, width: u64) -> u64 {
        let bit = |at: u64| {
            let byte = self.bytes[usize::try_from(at / 8).unwrap()];
            u64::from(if self.big_endian { byte >> (7 - at % 8) & 1 } else { byte >> (at % 8) & 1 })
        };
        (first..first + width)
            .enumerate()
            .map(|(index, at)| {
                let index = u64::try_from(index).unwrap();
                bit(at) << if self.big_endian { width - 1 - index } else { index }
            })
            .sum()
    }

    fn unsigned(self, size: u64) -> u64 {
        if self.big_endian {
            self.bits(0, size * 8)
        } else {
            self.bytes.iter().take(usize::try_from(size).unwrap()).rfold(0, |all, byte| all << 8 | u64::from(*byte))
        }
    }

    fn signed(self, size: u64) -> i64 {
        extended(self.unsigned(size), size * 8)
    }

    pub(crate) fn value(self, ty: &Type) -> Value {
        match ty {
            Type::Int { size, .. } if *size > 8 => self.hex(*size),
            Type::Int { size, signed: true } => json!({"kind": "int", "bits": size * 8, "value": self.signed(*size)}),
            Type::Int { size, .. } => json!({"kind": "uint", "bits": size * 8, "value": self.unsigned(*size)}),
            Type::Char => json!({"kind": "int", "bits": 8, "value": self.signed(1)}),
            Type::Bool { size } => json!({"kind": "bool", "value": self.unsigned(*size) != 0}),
            Type::Float { size: 4 } => {
                let value = f32::from_bits(u32::try_from(self.unsigned(4)).unwrap());
                json!({"kind": "float", "bits": 32, "value": f64::from(value)})
            }
            Type::Float { .. } => json!({"kind": "float", "bits": 64, "value": f64::from_bits(self.unsigned(8))}),
            Type::Enum(of) => {
                let value = if of.signed { self.signed(of.size) } else { self.unsigned(of.size).cast_signed() };
                let known = if of.signed { i128::from(value) } else { i128::from(value.cast_unsigned()) };
                let variant = of.enumerators.iter().find(|one| one.value == known).map(|one| one.name.as_str());
                json!({
                    "kind": "enum", "bits": of.size * 8, "value": value, "variant": variant, "is_signed": of.signed,
                })
            }
            Type::Ptr { .. } => json!({"kind": "ptr", "value": self.unsigned(8)}),
            Type::Array { element, len } => {
                let size = element.size().unwrap();
                let element = |index| self.at(index * size, size).value(element);
                let elements: Vec<_> = (0..*len.min(&MAX_ELEMENTS)).map(element).collect();
                json!({"kind": "array", "len": len, "elements": elements})
            }
            Type::Struct(of) if matches!(of.name.as_deref(), Some("cpumask" | "bpf_cpumask")) => self.cpus(of.size),
            Type::Struct(of) => self.members(of),
            Type::Bytes { size } => self.hex(*size),
            other => json!({"kind": "unsupported", "reason": format!("{other:?}")}),
        }
    }

    fn members(self, of: &Struct) -> Value {
        let members = of.flattened_members().map(|(member, bit)| {
            let value = match (member.bits, &member.ty) {
                (Some(width), Type::Int { signed: true, .. }) => {
                    let value = extended(self.bits(bit, width.into()), width.into());
                    json!({"kind": "int", "bits": width, "value": value})
                }
                (Some(width), _) => json!({"kind": "uint", "bits": width, "value": self.bits(bit, width.into())}),
                (None, ty) => self.at(bit / 8, ty.size().unwrap()).value(ty),
            };
            json!({"name": member.name, "value": value})
        });
        json!({"kind": "struct", "type_name": of.name, "members": members.collect::<Vec<_>>()})
    }

    fn hex(self, size: u64) -> Value {
        let bytes: Vec<_> =
            self.bytes.iter().take(usize::try_from(size).unwrap()).map(|byte| format!("{byte:02x}")).collect();
        json!({"kind": "bytes", "hex": bytes.join(" ")})
    }

    /// CPU 0 is the lowest bit of the first word in either byte order.
    fn cpus(self, size: u64) -> Value {
        let word = |cpu: u64| self.at(cpu / 64 * 8, 8).unsigned(8);
        let cpus = (0..size * 8).filter(|cpu| word(*cpu) >> (cpu % 64) & 1 == 1).map(|cpu| cpu.to_string());
        json!({"kind": "cpu_list", "cpus": cpus.collect::<Vec<_>>().join(",")})
    }
}

fn extended(value: u64, bits: u64) -> i64 {
    let unused = 64 - bits;
    value.cast_signed() << unused >> unused
}
