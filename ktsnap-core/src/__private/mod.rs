//! What the derive's expansion calls. Not for use by hand: it changes without notice.

mod text;

use crate::schema::{FieldType, Schema, SchemaError, Shape};
use crate::view::SnapshotField;
use text::Text;

/// What a field's type stands for, known to the compiler where a macro sees only a name.
#[derive(Debug)]
pub struct Mirror<T> {
    shape: Shape,
    read: ReadField<T>,
}

type ReadField<T> = fn(&Schema, &str, &[SnapshotField<'_>], usize) -> Result<T, SchemaError>;

/// The mirror of the field that `of` borrows. The type is inferred: an expansion that repeats it would repeat every
/// error in it.
#[must_use]
pub const fn mirror<S, T: FieldType>(of: fn(&S) -> &T) -> Mirror<T> {
    _ = of;
    Mirror { shape: T::SHAPE, read: Schema::read::<T> }
}

impl<T> Mirror<T> {
    /// Stops the build when the field's type does not hold what BTF gives.
    ///
    /// # Panics
    ///
    /// At build time: `fact`, the type, `help`.
    #[track_caller]
    pub const fn assert_fits(&self, btf: Shape, fact: &'static str, help: &'static str) {
        let fits = btf.fits(&self.shape);
        let message = if fits { Text::new() } else { Text::new().add(fact).rust_type(&self.shape).add(help) };
        assert!(fits, "{}", message.as_str());
    }

    /// Reads the field.
    ///
    /// # Errors
    ///
    /// Those of [`Schema::read`].
    pub fn read(
        &self,
        schema: &Schema,
        map: &str,
        fields: &[SnapshotField<'_>],
        index: usize,
    ) -> Result<T, SchemaError> {
        (self.read)(schema, map, fields, index)
    }
}
