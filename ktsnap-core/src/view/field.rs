//! The result of a lookup: a value, or an error.

use crate::error::{SnapshotError, SnapshotResult};
use crate::report::{RenderedMember, RenderedValue};

/// The name of a per-CPU key in errors of lookups that expected more than a number.
const PERCPU_KEY: &str = "Uint(percpu key) — call as_u64/as_i64/as_f64/as_bool for the key value";

/// The number of consecutive pointers that a lookup follows. A chain of pointers can be endless.
const POINTER_HOPS: usize = 17;

/// The result of a lookup. [`get`](Self::get) leads to members, and the `as_*` methods return numbers. If the lookup found
/// nothing, these methods return its error.
///
/// ```
/// use ktsnap_core::{SnapshotField, report::RenderedValue};
///
/// let value = RenderedValue::Int { bits: 64, value: -3 };
/// let field = SnapshotField::Value(&value);
/// assert_eq!(field.as_i64()?, -3);
/// assert!(field.as_u64().is_err(), "the sign is not dropped");
/// # Ok::<(), ktsnap_core::SnapshotError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
#[non_exhaustive]
pub enum SnapshotField<'a> {
    /// The value that was found.
    Value(&'a RenderedValue),
    /// The key of a per-CPU array's entry. It is a number, not a rendered value.
    PercpuKey {
        /// The index.
        key: u32,
    },
    /// The error of a lookup that found nothing.
    Missing(SnapshotError),
}

impl<'a> SnapshotField<'a> {
    /// Returns the member at a dotted path, through pointers that the capture followed. The empty path is the value itself.
    ///
    /// ```
    /// use ktsnap_core::{SnapshotField, report::RenderedValue};
    ///
    /// let value: RenderedValue = serde_json::from_str(
    ///     r#"{"kind": "struct", "type_name": "wait_stats", "members": [
    ///         {"name": "max_ns", "value": {"kind": "uint", "bits": 64, "value": 900}}
    ///     ]}"#,
    /// )?;
    /// assert_eq!(SnapshotField::Value(&value).get("max_ns").as_u64()?, 900);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self, path: &str) -> SnapshotField<'a> {
        match self {
            Self::Value(value) => match walk(value, path) {
                Ok(found) => SnapshotField::Value(found),
                Err(error) => SnapshotField::Missing(error),
            },
            Self::PercpuKey { .. } => SnapshotField::Missing(SnapshotError::TypeMismatch {
                expected: "Struct".to_owned(),
                actual: PERCPU_KEY.to_owned(),
                requested: path.to_owned(),
            }),
            Self::Missing(error) => SnapshotField::Missing(error.clone()),
        }
    }

    /// Whether the lookup found a value.
    #[must_use]
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Missing(_))
    }

    /// The value as the report holds it.
    #[must_use]
    pub fn raw(&self) -> Option<&'a RenderedValue> {
        match self {
            Self::Value(value) => Some(value),
            Self::PercpuKey { .. } | Self::Missing(_) => None,
        }
    }

    /// The error, if the lookup found nothing.
    #[must_use]
    pub fn error(&self) -> Option<&SnapshotError> {
        match self {
            Self::Value(_) | Self::PercpuKey { .. } => None,
            Self::Missing(error) => Some(error),
        }
    }

    /// Reads an integer that is not negative, a `bool` (0 or 1), a character, an enum, a pointer or a per-CPU key.
    ///
    /// An enum that BTF declares as unsigned returns its bits, so that a value above `i64::MAX` is correct.
    ///
    /// # Errors
    ///
    /// The lookup's error, or [`SnapshotError::TypeMismatch`].
    pub fn as_u64(&self) -> SnapshotResult<u64> {
        self.read("u64", RenderedValue::as_u64, u64::from, |value| match value {
            RenderedValue::Int { .. } => "Int(negative)",
            RenderedValue::Enum { .. } => "Enum(signed-negative)",
            other => other.kind(),
        })
    }

    /// Reads an integer up to `i64::MAX`, a `bool` (0 or 1), a character, an enum or a per-CPU key.
    ///
    /// # Errors
    ///
    /// The lookup's error, or [`SnapshotError::TypeMismatch`].
    pub fn as_i64(&self) -> SnapshotResult<i64> {
        self.read("i64", RenderedValue::as_i64, i64::from, |value| match value {
            RenderedValue::Uint { .. } => "Uint(>i64::MAX)",
            other => other.kind(),
        })
    }

    /// Reads a `bool`. An integer, a character, an enum, a pointer or a per-CPU key is true unless it is zero.
    ///
    /// # Errors
    ///
    /// The lookup's error, or [`SnapshotError::TypeMismatch`].
    pub fn as_bool(&self) -> SnapshotResult<bool> {
        self.read("bool", RenderedValue::as_bool, |key| key != 0, RenderedValue::kind)
    }

    /// Reads a float, an integer, an enum or a per-CPU key. An integer above 2<sup>53</sup> is rounded to the nearest `f64`.
    ///
    /// # Errors
    ///
    /// The lookup's error, or [`SnapshotError::TypeMismatch`].
    pub fn as_f64(&self) -> SnapshotResult<f64> {
        self.read("f64", RenderedValue::as_f64, f64::from, RenderedValue::kind)
    }

    /// Reads the enumerator's name of an enum.
    ///
    /// # Errors
    ///
    /// The lookup's error, or [`SnapshotError::TypeMismatch`], also for an enum whose value has no enumerator.
    pub fn as_str(&self) -> SnapshotResult<&'a str> {
        match self {
            Self::Value(RenderedValue::Enum { variant: Some(name), .. }) => Ok(name),
            Self::Value(other) => Err(type_mismatch("str (enum variant name)", other.kind())),
            Self::PercpuKey { .. } => Err(type_mismatch("str", PERCPU_KEY)),
            Self::Missing(error) => Err(error.clone()),
        }
    }

    /// Reads every element of an array as [`as_u64`](Self::as_u64) does.
    ///
    /// # Errors
    ///
    /// The lookup's error, or [`SnapshotError::TypeMismatch`] if the value is not an array or an element has another type. A
    /// truncated array returns its rendered elements.
    ///
    /// ```
    /// use ktsnap_core::{SnapshotField, report::RenderedValue};
    ///
    /// let elements = vec![RenderedValue::Uint { bits: 64, value: 3 }, RenderedValue::Bool { value: true }];
    /// let array = RenderedValue::Array { len: 2, elements: elements.into() };
    /// assert_eq!(SnapshotField::Value(&array).as_u64_array()?, [3, 1]);
    /// # Ok::<(), ktsnap_core::SnapshotError>(())
    /// ```
    pub fn as_u64_array(&self) -> SnapshotResult<Vec<u64>> {
        self.read_array("u64", RenderedValue::as_u64)
    }

    /// Reads every element of an array as [`as_u64`](Self::as_u64) does, if each fits 32 bits.
    ///
    /// # Errors
    ///
    /// Those of [`as_u64_array`](Self::as_u64_array).
    pub fn as_u32_array(&self) -> SnapshotResult<Vec<u32>> {
        self.read_array("u32", RenderedValue::as_u32)
    }

    /// Reads every element of an array as [`as_i64`](Self::as_i64) does.
    ///
    /// # Errors
    ///
    /// Those of [`as_u64_array`](Self::as_u64_array).
    pub fn as_i64_array(&self) -> SnapshotResult<Vec<i64>> {
        self.read_array("i64", RenderedValue::as_i64)
    }

    /// Reads every element of an array as [`as_f64`](Self::as_f64) does.
    ///
    /// # Errors
    ///
    /// Those of [`as_u64_array`](Self::as_u64_array).
    pub fn as_f64_array(&self) -> SnapshotResult<Vec<f64>> {
        self.read_array("f64", RenderedValue::as_f64)
    }

    /// Reads every element of an array as [`as_bool`](Self::as_bool) does.
    ///
    /// # Errors
    ///
    /// Those of [`as_u64_array`](Self::as_u64_array).
    pub fn as_bool_array(&self) -> SnapshotResult<Vec<bool>> {
        self.read_array("bool", RenderedValue::as_bool)
    }

    /// Returns the elements of an array as fields. A value that is not an array has no elements.
    ///
    /// ```
    /// use ktsnap_core::{SnapshotField, report::RenderedValue};
    ///
    /// let elements = vec![RenderedValue::Uint { bits: 64, value: 3 }; 2];
    /// let array = RenderedValue::Array { len: 2, elements: elements.into() };
    /// let sum: u64 = SnapshotField::Value(&array).iter_members().filter_map(|field| field.as_u64().ok()).sum();
    /// assert_eq!(sum, 6);
    /// ```
    pub fn iter_members(&self) -> impl Iterator<Item = SnapshotField<'a>> + '_ {
        self.raw().and_then(RenderedValue::elements).unwrap_or_default().iter().map(SnapshotField::Value)
    }

    fn read<T>(
        &self,
        expected: &str,
        of_value: fn(&RenderedValue) -> Option<T>,
        of_key: fn(u32) -> T,
        actual: fn(&RenderedValue) -> &'static str,
    ) -> SnapshotResult<T> {
        match self {
            Self::Value(value) => of_value(value).ok_or_else(|| type_mismatch(expected, actual(value))),
            Self::PercpuKey { key } => Ok(of_key(*key)),
            Self::Missing(error) => Err(error.clone()),
        }
    }

    fn read_array<T>(&self, element: &str, of_value: fn(&RenderedValue) -> Option<T>) -> SnapshotResult<Vec<T>> {
        let mismatch = |actual: &str| type_mismatch(&format!("[{element}]"), actual);
        let value = match self {
            Self::Value(value) => *value,
            Self::PercpuKey { .. } => return Err(mismatch(PERCPU_KEY)),
            Self::Missing(error) => return Err(error.clone()),
        };
        let elements = value.elements().ok_or_else(|| {
            let reached = value.reached().kind();
            match value {
                RenderedValue::Truncated { .. } => mismatch(&format!("Truncated(partial={reached})")),
                _ => mismatch(reached),
            }
        })?;
        elements
            .iter()
            .enumerate()
            .map(|(index, value)| of_value(value).ok_or_else(|| mismatch(&format!("Array[{index}]={}", value.kind()))))
            .collect()
    }
}

fn type_mismatch(expected: &str, actual: &str) -> SnapshotError {
    SnapshotError::TypeMismatch { expected: expected.to_owned(), actual: actual.to_owned(), requested: String::new() }
}

/// The first member of a section with exactly that name, which can have dots. Pointers are followed, and a truncated section is
/// searched in its rendered part.
pub(crate) fn lookup_member<'a>(value: &'a RenderedValue, name: &str) -> Option<&'a RenderedValue> {
    section_members(value).iter().find(|member| member.name == name).map(|member| &member.value)
}

/// The members of a section. Pointers are followed, and a truncated section has its rendered members.
pub(crate) fn section_members(value: &RenderedValue) -> &[RenderedMember] {
    match through_pointers(value) {
        RenderedValue::Struct { members, .. } => members,
        RenderedValue::Truncated { partial, .. } => match partial.as_ref() {
            RenderedValue::Struct { members, .. } => members,
            _ => &[],
        },
        _ => &[],
    }
}

fn through_pointers(value: &RenderedValue) -> &RenderedValue {
    let mut value = value;
    for _ in 0..POINTER_HOPS {
        match value {
            RenderedValue::Ptr { deref: Some(target), .. } => value = target,
            _ => break,
        }
    }
    value
}

pub(super) fn walk<'a>(root: &'a RenderedValue, path: &str) -> SnapshotResult<&'a RenderedValue> {
    if path.is_empty() {
        return Ok(root);
    }
    let mut value = root;
    let mut next = 0;
    for component in path.split('.') {
        let requested = || path.to_owned();
        // Only an error needs the walked part of the path, so it is not built before.
        let walked = || path.get(..next).unwrap_or_default().trim_end_matches('.').to_owned();
        if component.is_empty() {
            return Err(SnapshotError::EmptyPathComponent { requested: requested() });
        }
        value = through_pointers(value);
        let RenderedValue::Struct { members, .. } = value else {
            return Err(SnapshotError::NotAStruct {
                requested: requested(),
                walked: walked(),
                component: component.to_owned(),
                kind: value.kind().to_owned(),
            });
        };
        let Some(member) = members.iter().find(|member| member.name == component) else {
            return Err(SnapshotError::FieldNotFound {
                requested: requested(),
                walked: walked(),
                component: component.to_owned(),
                available: members.iter().map(|member| member.name.clone()).collect(),
            });
        };
        value = &member.value;
        next += component.len() + 1;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::RenderedMember;

    fn uint(value: u64) -> RenderedValue {
        RenderedValue::Uint { bits: 64, value }
    }

    fn structure(members: impl IntoIterator<Item = (&'static str, RenderedValue)>) -> RenderedValue {
        RenderedValue::Struct {
            type_name: None,
            members: members.into_iter().map(|(name, value)| RenderedMember { name: name.into(), value }).collect(),
        }
    }

    fn pointer(target: RenderedValue) -> RenderedValue {
        RenderedValue::Ptr { value: 0xffff, deref: Some(Box::new(target)), notes: None }
    }

    #[test]
    fn a_path_goes_through_members_and_followed_pointers() {
        let value = structure([("queue", pointer(structure([("depth", uint(4))])))]);
        assert_eq!(SnapshotField::Value(&value).get("queue.depth").as_u64(), Ok(4));
    }

    #[test]
    fn a_path_that_fails_names_the_part_that_was_found() {
        let value = structure([("queue", structure([("depth", uint(4))]))]);
        let field = SnapshotField::Value(&value);
        assert_eq!(
            field.get("queue.deep").as_u64(),
            Err(SnapshotError::FieldNotFound {
                requested: "queue.deep".into(),
                walked: "queue".into(),
                component: "deep".into(),
                available: vec!["depth".into()],
            })
        );
        assert_eq!(
            field.get("queue.depth.more").as_u64(),
            Err(SnapshotError::NotAStruct {
                requested: "queue.depth.more".into(),
                walked: "queue.depth".into(),
                component: "more".into(),
                kind: "Uint".into(),
            })
        );
        assert_eq!(
            field.get("queue..depth").as_u64(),
            Err(SnapshotError::EmptyPathComponent { requested: "queue..depth".into() })
        );
    }

    #[test]
    fn a_member_is_found_by_its_exact_name_with_dots() {
        let value = structure([("calc_sys_stat.cnt", uint(9))]);
        assert_eq!(lookup_member(&value, "calc_sys_stat.cnt"), Some(&uint(9)));
        assert_eq!(lookup_member(&value, "calc_sys_stat"), None);
    }

    #[test]
    fn a_truncated_section_has_its_rendered_members() {
        let value =
            RenderedValue::Truncated { needed: 16, had: 8, partial: Box::new(structure([("nr_first", uint(1))])) };
        assert_eq!(lookup_member(&value, "nr_first"), Some(&uint(1)));
        assert_eq!(lookup_member(&value, "nr_second"), None);
    }

    #[test]
    fn a_chain_of_pointers_ends() {
        let mut value = structure([("x", uint(1))]);
        for _ in 0..POINTER_HOPS {
            value = pointer(value);
        }
        assert_eq!(lookup_member(&value, "x"), Some(&uint(1)));
        assert_eq!(lookup_member(&pointer(value), "x"), None);
    }

    #[test]
    fn an_unsigned_enum_above_i64_gives_its_bits_and_a_signed_negative_one_is_refused() {
        let read = |is_signed| {
            let value = RenderedValue::Enum { bits: 64, value: -1, variant: None, is_signed };
            SnapshotField::Value(&value).as_u64().ok()
        };
        assert_eq!(read(false), Some(u64::MAX));
        assert_eq!(read(true), None);
    }

    #[test]
    fn scalar_reads_refuse_what_they_cannot_hold() {
        let value = uint(u64::MAX);
        let field = SnapshotField::Value(&value);
        assert!(
            matches!(field.as_i64(), Err(SnapshotError::TypeMismatch { actual, .. }) if actual == "Uint(>i64::MAX)")
        );
        assert_eq!(field.as_bool(), Ok(true));
        assert!(field.as_str().is_err());
        let text = RenderedValue::Bytes { hex: "00".into() };
        assert!(SnapshotField::Value(&text).as_f64().is_err());
    }
}
