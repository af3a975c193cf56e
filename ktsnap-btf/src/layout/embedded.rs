//! Reads the object that a file is or carries.

use std::borrow::Cow;

use super::Layout;
use crate::error::ObjectError;
use crate::object::carrier::objects_of;

/// A BPF object of a file: the file itself, or one of the objects that a scheduler's binary carries.
///
/// ```
/// use ktsnap_btf::EmbeddedObject;
///
/// let file = std::fs::read("../examples/bpf/dispatch.bpf.o")?;
/// let object = EmbeddedObject::choose(&file, Some("dispatch_ops"))?;
/// assert_eq!(*object.bytes, *file);
/// assert_eq!(object.layout.struct_ops, ["dispatch_ops"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EmbeddedObject<'f> {
    /// The bytes of the object, which can be the whole file.
    pub bytes: Cow<'f, [u8]>,
    /// The layout of the object.
    pub layout: Layout,
}

impl<'f> EmbeddedObject<'f> {
    /// Chooses the object of a file: a BPF ELF object, raw BTF, or a program with a section `.bpf.objs`.
    ///
    /// If a program carries several objects, `struct_ops` names a variable that only one of them has. If it is `None`,
    /// the file must contain one object, or exactly one with struct_ops variables: the others are not schedulers.
    ///
    /// # Errors
    ///
    /// [`ObjectError`] if the file is something else or is damaged, or if no object, or more than one, can be chosen.
    pub fn choose(file: &'f [u8], struct_ops: Option<&str>) -> Result<Self, ObjectError> {
        let mut objects = Vec::new();
        let mut damaged = None;
        for bytes in objects_of(file)? {
            match Layout::of_object(&bytes) {
                Ok(layout) => objects.push(Self { bytes, layout }),
                Err(error) => damaged = Some(error),
            }
        }
        let all_struct_ops = |objects: Vec<Self>| objects.into_iter().map(|object| object.layout.struct_ops).collect();
        let Some(wanted) = struct_ops else {
            if let Some(error) = damaged {
                return Err(error);
            }
            let schedulers = objects.iter().filter(|object| !object.layout.struct_ops.is_empty()).count();
            if schedulers == 1 {
                objects.retain(|object| !object.layout.struct_ops.is_empty());
            }
            return match objects.len() {
                0 | 1 => objects.pop().ok_or(ObjectError::NoObjects),
                _ => Err(ObjectError::Several { struct_ops: all_struct_ops(objects) }),
            };
        };
        let has = |object: &Self| object.layout.struct_ops.iter().any(|variable| variable == wanted);
        match objects.iter().filter(|object| has(object)).count() {
            1 => objects.into_iter().find(has).ok_or(ObjectError::NoObjects),
            0 => Err(damaged.unwrap_or_else(|| ObjectError::NoStructOps {
                wanted: wanted.to_owned(),
                struct_ops: all_struct_ops(objects),
            })),
            count => Err(ObjectError::SameStructOps { wanted: wanted.to_owned(), count }),
        }
    }
}

impl Layout {
    /// Reads the layout of an object from the bytes of a file.
    ///
    /// The file is a BPF ELF object (linked or not, of either byte order), raw BTF as in `/sys/kernel/btf`, or a
    /// scheduler's program with one object in its section `.bpf.objs`. [`EmbeddedObject::choose`] chooses one of several
    /// objects.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// assert_eq!(layout.struct_ops, ["dispatch_ops"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ObjectError`] if the file is something else, has no BTF, or is damaged. No input makes this function panic.
    pub fn parse(file: &[u8]) -> Result<Self, ObjectError> {
        Ok(EmbeddedObject::choose(file, None)?.layout)
    }
}
