//! Types that are built without BTF, to compare them with types that were read from it.

use super::{Enum, Enumerator, Member, Struct, Type};
use crate::text::Text;

impl Enum {
    /// An enum of `size` bytes.
    ///
    /// ```
    /// use ktsnap_btf::{Enum, Enumerator};
    ///
    /// let color = Enum::new(Some("color".into()), 4, false, vec![Enumerator::new("RED", 0)]);
    /// assert_eq!(color.enumerator("RED").map(|found| found.value), Some(0));
    /// ```
    #[must_use]
    pub fn new(name: Option<Text>, size: u64, signed: bool, enumerators: Vec<Enumerator>) -> Self {
        Self { name, size, signed, enumerators }
    }
}

impl Enumerator {
    /// An enumerator of that value.
    #[must_use]
    pub fn new(name: impl Into<Text>, value: i128) -> Self {
        Self { name: name.into(), value }
    }
}

impl Struct {
    /// A struct or union of `size` bytes.
    ///
    /// ```
    /// use ktsnap_btf::{Member, Struct, Type};
    ///
    /// let nr = Member::new("nr", 64, None, "u32", Type::Int { size: 4, signed: false });
    /// let waits = Struct::new(Some("waits".into()), false, 16, vec![nr]);
    /// assert_eq!(waits.names().collect::<Vec<_>>(), ["nr"]);
    /// ```
    #[must_use]
    pub fn new(name: Option<Text>, union: bool, size: u64, members: Vec<Member>) -> Self {
        Self { name, union, size, members }
    }
}

impl Member {
    /// A member that starts at `bit_offset`, and is a bitfield if it has `bits`.
    #[must_use]
    pub fn new(name: impl Into<Text>, bit_offset: u64, bits: Option<u32>, c_type: impl Into<Text>, ty: Type) -> Self {
        Self { name: name.into(), bit_offset, bits, c_type: c_type.into(), ty }
    }
}
