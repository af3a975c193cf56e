//! Compares a whole rendered value with BTF, without reading it into a type.

use super::cursor::ValueCursor;
use super::failure::ReadFailure;
use crate::typed::c_type::CType;

impl ValueCursor<'_> {
    /// The first part of the value that differs from BTF.
    pub(crate) fn verify(self) -> Result<(), ReadFailure> {
        let here = self.reach()?;
        match *here.c_type() {
            CType::Opaque { .. } => Ok(()),
            c_type @ CType::Struct(_) if c_type.is_cpumask() => Ok(()),
            CType::Entries(_) => {
                let entries = here.entries()?;
                for index in 0..entries.len {
                    let key = entries.key(index).and_then(Self::verify).map_err(|found| found.in_member("key()"));
                    let verified = key.and_then(|()| entries.value(index)?.verify());
                    verified.map_err(|found| found.in_entry(&entries.place(index)))?;
                }
                Ok(())
            }
            CType::Struct(of) => {
                for member in of.members {
                    here.inner(member.name)?.verify().map_err(|found| found.in_member(member.name))?;
                }
                Ok(())
            }
            // Only the number of bytes can differ.
            c_type if c_type.raw_size().is_some() => {
                if here.is_raw() {
                    Ok(())
                } else {
                    Err(here.is_other())
                }
            }
            _ => match here.parts(0)? {
                None => here.scalar().map(drop),
                Some(parts) => {
                    for index in 0..parts.len {
                        if let Some(part) = parts.get(index).map_err(|found| found.in_element(parts.place(index)))? {
                            part.verify().map_err(|found| found.in_element(parts.place(index)))?;
                        }
                    }
                    Ok(())
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{RenderedMember, RenderedValue};
    use crate::typed::c_type::{CMember, CStruct};

    const WAITS: CStruct = CStruct::new(
        Some("struct waits"),
        24,
        &[
            CMember::new("nr", 0, "u64", CType::Uint { bits: 64 }),
            CMember::new("all", 64, "u128", CType::Uint { bits: 128 }),
        ],
    );

    #[test]
    fn bytes_without_a_type_are_held_against_their_number_alone() {
        let value = |bytes: usize| RenderedValue::Bytes { hex: vec!["00"; bytes].join(" ") };
        for size in [1, 4, 7, 16, 24] {
            assert_eq!(ValueCursor::of_value(&value(size), CType::Bytes { size }).verify(), Ok(()), "{size} bytes");
            assert!(ValueCursor::of_value(&value(size + 1), CType::Bytes { size }).verify().is_err());
        }
    }

    #[test]
    fn an_integer_of_128_bits_must_have_its_bytes() {
        let waits = |all| {
            let member = |name: &str, value| RenderedMember { name: name.to_owned(), value };
            let nr = RenderedValue::Uint { bits: 64, value: 1 };
            RenderedValue::Struct { type_name: None, members: [member("nr", nr), member("all", all)].into() }
        };
        let hex = |bytes: usize| RenderedValue::Bytes { hex: vec!["00"; bytes].join(" ") };
        let verify = |value: &RenderedValue| ValueCursor::of_value(value, CType::Struct(&WAITS)).verify();
        assert_eq!(verify(&hex(24)), Ok(()));
        assert_eq!(verify(&waits(hex(16))), Ok(()));
        assert_eq!(verify(&waits(hex(15))).unwrap_err().part, "all");
        assert_eq!(verify(&waits(RenderedValue::Uint { bits: 128, value: 0 })).unwrap_err().part, "all");
    }

    #[test]
    fn the_first_part_that_is_another_is_named() {
        let member = |value| RenderedMember { name: "nr".to_owned(), value };
        let value = |inner| RenderedValue::Struct { type_name: Some("waits".into()), members: [member(inner)].into() };
        let wrong = value(RenderedValue::Bool { value: true });
        let array = RenderedValue::Array { len: 1, elements: [wrong].into() };
        const ONE: CType = CType::Array { len: 1, element: &CType::Struct(&WAITS) };
        assert_eq!(ValueCursor::of_value(&array, ONE).verify().unwrap_err().part, "[0].nr");
    }

    #[test]
    fn a_mask_of_cpus_may_be_a_list_and_another_struct_may_not() {
        const BITS: [CMember; 1] = [CMember::new("bits", 0, "u64", CType::Uint { bits: 64 })];
        const CPUMASK: CStruct = CStruct::new(Some("struct cpumask"), 8, &BITS);
        const BITMAP: CStruct = CStruct::new(Some("struct scx_bitmap"), 8, &BITS);
        let list = RenderedValue::CpuList { cpus: "0-1".to_owned() };
        let verify = |of| ValueCursor::of_value(&list, CType::Struct(of)).verify();
        assert_eq!(verify(&CPUMASK), Ok(()));
        assert_eq!(verify(&BITMAP), Err(ReadFailure::drift(&CType::Struct(&BITMAP), "cpulist")));
    }

    #[test]
    fn a_pointer_is_an_address() {
        let pointer = CType::Ptr { to: None };
        let address = RenderedValue::Ptr { value: 16, deref: None, notes: None };
        assert_eq!(ValueCursor::of_value(&address, pointer).verify(), Ok(()));
        let number = RenderedValue::Uint { bits: 64, value: 16 };
        let found = ValueCursor::of_value(&number, pointer).verify();
        assert_eq!(found, Err(ReadFailure::drift(&pointer, "uint64")));
    }
}
