//! Access to the parts and numbers of a rendered value.

use super::value::{PtrNotes, RenderedValue};

/// Navigation that returns an `Option`. It follows pointers whose target the capture holds, and enters truncated values.
/// [`SnapshotField`](crate::SnapshotField) has the same steps, with an error that gives the reason.
///
/// ```
/// use ktsnap_core::report::RenderedValue;
///
/// let value: RenderedValue = serde_json::from_str(
///     r#"{"kind": "struct", "type_name": "stats", "members": [{"name": "hits", "value":
///         {"kind": "array", "len": 2, "elements": [
///             {"kind": "uint", "bits": 64, "value": 5}, {"kind": "uint", "bits": 64, "value": 6}]}}]}"#,
/// )?;
/// assert_eq!(value.get("hits").and_then(|hits| hits.index(1)).and_then(RenderedValue::as_u64), Some(6));
/// assert_eq!(value.get("hits").and_then(RenderedValue::as_u32_array), Some(vec![5, 6]));
/// # Ok::<(), serde_json::Error>(())
/// ```
impl RenderedValue {
    /// The struct's member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self.reached() {
            Self::Struct { members, .. } => {
                members.iter().find(|member| member.name == name).map(|member| &member.value)
            }
            _ => None,
        }
    }

    /// The array's element at that index.
    #[must_use]
    pub fn index(&self, index: usize) -> Option<&Self> {
        self.elements()?.get(index)
    }

    /// The value along a dotted path of members; the value itself for an empty path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Self> {
        if path.is_empty() {
            return Some(self);
        }
        path.split('.').try_fold(self, |value, name| if name.is_empty() { None } else { value.member(name) })
    }

    /// The number of a nonnegative integer, a `bool`, a character, an enum or a pointer. An unsigned enum returns its bits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Uint { value, .. } | Self::Ptr { value, .. } => Some(*value),
            Self::Int { value, .. } | Self::Enum { value, is_signed: true, .. } => u64::try_from(*value).ok(),
            Self::Enum { value, .. } => Some(value.cast_unsigned()),
            Self::Bool { value } => Some(u64::from(*value)),
            Self::Char { value } => Some(u64::from(*value)),
            _ => None,
        }
    }

    /// The number of an integer up to `i64::MAX`, a `bool`, a character or an enum.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int { value, .. } | Self::Enum { value, .. } => Some(*value),
            Self::Uint { value, .. } => i64::try_from(*value).ok(),
            Self::Bool { value } => Some(i64::from(*value)),
            Self::Char { value } => Some(i64::from(*value)),
            _ => None,
        }
    }

    /// The number of a float, an integer or an enum. An integer above 2<sup>53</sup> is rounded to the nearest `f64`.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Float { value, .. } => Some(*value),
            Self::Int { value, .. } | Self::Enum { value, .. } => Some(*value as f64),
            Self::Uint { value, .. } => Some(*value as f64),
            _ => None,
        }
    }

    /// A `bool`, or whether an integer, a character, an enum or a pointer is not zero.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool { value } => Some(*value),
            Self::Int { value, .. } | Self::Enum { value, .. } => Some(*value != 0),
            Self::Uint { value, .. } | Self::Ptr { value, .. } => Some(*value != 0),
            Self::Char { value } => Some(*value != 0),
            _ => None,
        }
    }

    /// All elements of an array by [`as_u64`](Self::as_u64).
    #[must_use]
    pub fn as_u64_array(&self) -> Option<Vec<u64>> {
        self.elements()?.iter().map(Self::as_u64).collect()
    }

    /// All elements of an array by [`as_u64`](Self::as_u64), if each fits 32 bits.
    #[must_use]
    pub fn as_u32_array(&self) -> Option<Vec<u32>> {
        self.elements()?.iter().map(Self::as_u32).collect()
    }

    /// All elements of an array by [`as_i64`](Self::as_i64).
    #[must_use]
    pub fn as_i64_array(&self) -> Option<Vec<i64>> {
        self.elements()?.iter().map(Self::as_i64).collect()
    }

    /// All elements of an array by [`as_f64`](Self::as_f64).
    #[must_use]
    pub fn as_f64_array(&self) -> Option<Vec<f64>> {
        self.elements()?.iter().map(Self::as_f64).collect()
    }

    /// All elements of an array by [`as_bool`](Self::as_bool).
    #[must_use]
    pub fn as_bool_array(&self) -> Option<Vec<bool>> {
        self.elements()?.iter().map(Self::as_bool).collect()
    }

    pub(crate) fn as_u32(&self) -> Option<u32> {
        self.as_u64().and_then(|value| u32::try_from(value).ok())
    }

    /// Why the capture could not follow a pointer.
    ///
    /// ```
    /// use ktsnap_core::report::RenderedValue;
    ///
    /// let value: RenderedValue =
    ///     serde_json::from_str(r#"{"kind": "ptr", "value": 4096, "deref_skipped_reason": "not mapped"}"#)?;
    /// assert_eq!(value.deref_skipped_reason(), Some("not mapped"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn deref_skipped_reason(&self) -> Option<&str> {
        self.notes()?.deref_skipped_reason.as_deref()
    }

    /// How the capture recognised an integer as a pointer. BTF declares the value as `u64`.
    ///
    /// ```
    /// use ktsnap_core::report::RenderedValue;
    ///
    /// let value: RenderedValue =
    ///     serde_json::from_str(r#"{"kind": "ptr", "value": 4096, "cast_annotation": "cast"}"#)?;
    /// assert_eq!(value.cast_annotation(), Some("cast"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn cast_annotation(&self) -> Option<&str> {
        self.notes()?.cast_annotation.as_deref()
    }

    fn notes(&self) -> Option<&PtrNotes> {
        match self {
            Self::Ptr { notes, .. } => notes.as_deref(),
            _ => None,
        }
    }

    /// The elements of an array.
    pub(crate) fn elements(&self) -> Option<&[Self]> {
        match self.reached() {
            Self::Array { elements, .. } => Some(elements),
            _ => None,
        }
    }

    /// The target of followed pointers, and the rendered part of truncated values.
    pub(crate) fn reached(&self) -> &Self {
        let mut value = self;
        loop {
            value = match value {
                Self::Ptr { deref: Some(target), .. } => target,
                Self::Truncated { partial, .. } => partial,
                reached => return reached,
            };
        }
    }

    /// The variant's name, for messages: `Uint`, `Struct`, ...
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Int { .. } => "Int",
            Self::Uint { .. } => "Uint",
            Self::Bool { .. } => "Bool",
            Self::Char { .. } => "Char",
            Self::Float { .. } => "Float",
            Self::Enum { .. } => "Enum",
            Self::Struct { .. } => "Struct",
            Self::Array { .. } => "Array",
            Self::CpuList { .. } => "CpuList",
            Self::Ptr { .. } => "Ptr",
            Self::Bytes { .. } => "Bytes",
            Self::Truncated { .. } => "Truncated",
            Self::Unsupported { .. } => "Unsupported",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::RenderedValue;

    fn value(json: Value) -> RenderedValue {
        serde_json::from_value(json).unwrap()
    }

    fn uint(number: u64) -> Value {
        json!({"kind": "uint", "bits": 64, "value": number})
    }

    fn array(elements: &[Value]) -> RenderedValue {
        value(json!({"kind": "array", "len": elements.len(), "elements": elements}))
    }

    #[test]
    fn a_path_leads_through_members_and_pointers() {
        let inner =
            json!({"kind": "struct", "members": [{"name": "a", "value": uint(1)}, {"name": "b", "value": uint(2)}]});
        let outer = value(json!({"kind": "struct", "members": [
            {"name": "inner", "value": {"kind": "ptr", "value": 64, "deref": inner}},
        ]}));
        assert_eq!(outer.get("inner.b").and_then(RenderedValue::as_u64), Some(2));
        assert_eq!(outer.member("inner").and_then(|inner| inner.member("a")), Some(&value(uint(1))));
        assert_eq!(outer.get(""), Some(&outer));
        for path in ["inner.c", "inner..a", ".inner", "a"] {
            assert_eq!(outer.get(path), None, "{path}");
        }
        let named = json!({"kind": "struct", "members": [{"name": "a", "value": uint(1)}]});
        let anonymous = value(json!({"kind": "struct", "members": [{"name": "", "value": named}]}));
        assert_eq!(anonymous.get(".a"), None);
    }

    #[test]
    fn elements_are_found_by_their_index() {
        let numbers = array(&[uint(5), uint(6)]);
        assert_eq!(numbers.index(1).and_then(RenderedValue::as_u64), Some(6));
        assert_eq!(numbers.index(2), None);
        assert_eq!(value(uint(5)).index(0), None);
    }

    #[test]
    fn an_array_is_read_if_all_elements_are_of_the_type() {
        let numbers = array(&[uint(0), uint(6)]);
        assert_eq!(numbers.as_u64_array(), Some(vec![0, 6]));
        assert_eq!(numbers.as_u32_array(), Some(vec![0, 6]));
        assert_eq!(numbers.as_i64_array(), Some(vec![0, 6]));
        assert_eq!(numbers.as_f64_array(), Some(vec![0.0, 6.0]));
        assert_eq!(numbers.as_bool_array(), Some(vec![false, true]));
        let large = array(&[uint(0), uint(u64::MAX)]);
        assert_eq!((large.as_u32_array(), large.as_i64_array()), (None, None));
    }

    #[test]
    fn a_number_is_true_if_it_is_not_zero() {
        for (kind, of) in [
            ("int", json!({"bits": 8})),
            ("uint", json!({"bits": 8})),
            ("char", json!({})),
            ("ptr", json!({})),
            ("enum", json!({"bits": 8})),
        ] {
            let number = |number: u8| {
                let mut json = of.clone();
                json["kind"] = json!(kind);
                json["value"] = json!(number);
                value(json).as_bool()
            };
            assert_eq!([number(0), number(1), number(2)], [Some(false), Some(true), Some(true)], "{kind}");
        }
        assert_eq!(value(json!({"kind": "float", "bits": 64, "value": 1.0})).as_bool(), None);
    }

    #[test]
    fn numbers_are_floats_too() {
        assert_eq!(value(json!({"kind": "float", "bits": 64, "value": 1.5})).as_f64(), Some(1.5));
        assert_eq!(value(uint(3)).as_f64(), Some(3.0));
        assert_eq!(value(json!({"kind": "int", "bits": 8, "value": -3})).as_f64(), Some(-3.0));
        assert_eq!(value(json!({"kind": "ptr", "value": 3})).as_f64(), None);
    }
}
