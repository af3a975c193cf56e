//! A value that a lookup found, or why it found none.

use crate::error::{SnapshotError, SnapshotResult};
use crate::report::RenderedValue;

/// How many pointers in a row a lookup follows, so that a chain of them ends.
const POINTER_HOPS: usize = 17;

/// What a lookup found. Reads go on from here: into members with [`get`](Self::get), to a number with the `as_*`
/// methods, each of which hands on the error of a lookup that found nothing.
///
/// ```
/// use ktsnap_core::{SnapshotField, report::RenderedValue};
///
/// let value = RenderedValue::Int { bits: 64, value: -3 };
/// let field = SnapshotField::Value(&value);
/// assert_eq!(field.as_i64()?, -3);
/// assert!(field.as_u64().is_err(), "no sign is dropped");
/// # Ok::<(), ktsnap_core::SnapshotError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
#[non_exhaustive]
pub enum SnapshotField<'a> {
    /// The value that was found.
    Value(&'a RenderedValue),
    /// Why none was.
    Missing(SnapshotError),
}

impl<'a> SnapshotField<'a> {
    /// Walks into members along a dotted path, through pointers that the capture followed. The empty path is the
    /// value itself.
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
            Self::Missing(error) => SnapshotField::Missing(error.clone()),
        }
    }

    /// Whether the lookup found a value.
    #[must_use]
    pub fn is_present(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The value as the report holds it.
    #[must_use]
    pub fn raw(&self) -> Option<&'a RenderedValue> {
        match self {
            Self::Value(value) => Some(value),
            Self::Missing(_) => None,
        }
    }

    /// Why the lookup found nothing.
    #[must_use]
    pub fn error(&self) -> Option<&SnapshotError> {
        match self {
            Self::Value(_) => None,
            Self::Missing(error) => Some(error),
        }
    }

    /// Reads an integer that is not negative, a `bool` (0 or 1), a character, an enum or a pointer.
    ///
    /// An enum that BTF declares as unsigned gives its bits, so that one above `i64::MAX` comes out right.
    ///
    /// # Errors
    ///
    /// The lookup's own, or [`SnapshotError::TypeMismatch`].
    pub fn as_u64(&self) -> SnapshotResult<u64> {
        let mismatch = |actual: &str| type_mismatch("u64", actual);
        match self.value()? {
            RenderedValue::Uint { value, .. } | RenderedValue::Ptr { value, .. } => Ok(*value),
            RenderedValue::Int { value, .. } => u64::try_from(*value).map_err(|_| mismatch("Int(negative)")),
            RenderedValue::Bool { value } => Ok(u64::from(*value)),
            RenderedValue::Char { value } => Ok(u64::from(*value)),
            RenderedValue::Enum { value, is_signed: true, .. } => {
                u64::try_from(*value).map_err(|_| mismatch("Enum(signed-negative)"))
            }
            RenderedValue::Enum { value, .. } => Ok(value.cast_unsigned()),
            other => Err(mismatch(other.kind())),
        }
    }

    /// Reads an integer up to `i64::MAX`, a `bool` (0 or 1), a character or an enum.
    ///
    /// # Errors
    ///
    /// The lookup's own, or [`SnapshotError::TypeMismatch`].
    pub fn as_i64(&self) -> SnapshotResult<i64> {
        let mismatch = |actual: &str| type_mismatch("i64", actual);
        match self.value()? {
            RenderedValue::Int { value, .. } | RenderedValue::Enum { value, .. } => Ok(*value),
            RenderedValue::Uint { value, .. } => i64::try_from(*value).map_err(|_| mismatch("Uint(>i64::MAX)")),
            RenderedValue::Bool { value } => Ok(i64::from(*value)),
            RenderedValue::Char { value } => Ok(i64::from(*value)),
            other => Err(mismatch(other.kind())),
        }
    }

    /// Reads a `bool`; an integer, a character, an enum or a pointer is true unless it is zero.
    ///
    /// # Errors
    ///
    /// The lookup's own, or [`SnapshotError::TypeMismatch`].
    pub fn as_bool(&self) -> SnapshotResult<bool> {
        match self.value()? {
            RenderedValue::Bool { value } => Ok(*value),
            RenderedValue::Int { value, .. } | RenderedValue::Enum { value, .. } => Ok(*value != 0),
            RenderedValue::Uint { value, .. } | RenderedValue::Ptr { value, .. } => Ok(*value != 0),
            RenderedValue::Char { value } => Ok(*value != 0),
            other => Err(type_mismatch("bool", other.kind())),
        }
    }

    /// Reads a float, an integer or an enum; above 2<sup>53</sup> to the nearest `f64`.
    ///
    /// # Errors
    ///
    /// The lookup's own, or [`SnapshotError::TypeMismatch`].
    pub fn as_f64(&self) -> SnapshotResult<f64> {
        match self.value()? {
            RenderedValue::Float { value, .. } => Ok(*value),
            RenderedValue::Int { value, .. } | RenderedValue::Enum { value, .. } => Ok(*value as f64),
            RenderedValue::Uint { value, .. } => Ok(*value as f64),
            other => Err(type_mismatch("f64", other.kind())),
        }
    }

    /// Reads the enumerator's name of an enum.
    ///
    /// # Errors
    ///
    /// The lookup's own, or [`SnapshotError::TypeMismatch`]; also for an enum whose value no enumerator has.
    pub fn as_str(&self) -> SnapshotResult<&'a str> {
        match self.value()? {
            RenderedValue::Enum { variant: Some(name), .. } => Ok(name),
            other => Err(type_mismatch("str (enum variant name)", other.kind())),
        }
    }

    fn value(&self) -> SnapshotResult<&'a RenderedValue> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Missing(error) => Err(error.clone()),
        }
    }
}

fn type_mismatch(expected: &str, actual: &str) -> SnapshotError {
    SnapshotError::TypeMismatch { expected: expected.to_owned(), actual: actual.to_owned(), requested: String::new() }
}

/// A member of a section by its exact name, dots and all, through followed pointers and through a value that was cut
/// short to what did decode.
pub(crate) fn lookup_member<'a>(value: &'a RenderedValue, name: &str) -> Option<&'a RenderedValue> {
    match through_pointers(value) {
        RenderedValue::Struct { members, .. } => {
            members.iter().find(|member| member.name == name).map(|member| &member.value)
        }
        RenderedValue::Truncated { partial, .. } => match partial.as_ref() {
            whole @ RenderedValue::Struct { .. } => lookup_member(whole, name),
            _ => None,
        },
        _ => None,
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

fn walk<'a>(root: &'a RenderedValue, path: &str) -> SnapshotResult<&'a RenderedValue> {
    if path.is_empty() {
        return Ok(root);
    }
    let mut value = root;
    let mut walked = String::new();
    for component in path.split('.') {
        if component.is_empty() {
            return Err(SnapshotError::EmptyPathComponent { requested: path.to_owned() });
        }
        value = through_pointers(value);
        let RenderedValue::Struct { members, .. } = value else {
            return Err(SnapshotError::NotAStruct {
                requested: path.to_owned(),
                walked,
                component: component.to_owned(),
                kind: value.kind().to_owned(),
            });
        };
        let Some(member) = members.iter().find(|member| member.name == component) else {
            return Err(SnapshotError::FieldNotFound {
                requested: path.to_owned(),
                walked,
                component: component.to_owned(),
                available: members.iter().map(|member| member.name.clone()).collect(),
            });
        };
        value = &member.value;
        if !walked.is_empty() {
            walked.push('.');
        }
        walked.push_str(component);
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
        RenderedValue::Ptr {
            value: 0xffff,
            deref: Some(Box::new(target)),
            deref_skipped_reason: None,
            cast_annotation: None,
        }
    }

    #[test]
    fn a_path_goes_through_members_and_followed_pointers() {
        let value = structure([("queue", pointer(structure([("depth", uint(4))])))]);
        assert_eq!(SnapshotField::Value(&value).get("queue.depth").as_u64(), Ok(4));
    }

    #[test]
    fn a_path_that_fails_says_how_far_it_came() {
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
    fn a_member_is_found_by_its_exact_name_dots_and_all() {
        let value = structure([("calc_sys_stat.cnt", uint(9))]);
        assert_eq!(lookup_member(&value, "calc_sys_stat.cnt"), Some(&uint(9)));
        assert_eq!(lookup_member(&value, "calc_sys_stat"), None);
    }

    #[test]
    fn a_section_that_was_cut_short_gives_the_members_that_decoded() {
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
