//! The rows in use of the parts of a struct.

use syn::Ident;
use syn::ext::IdentExt;

use super::Described;
use crate::parse::{Field, RowStep, Take};

/// The rows of a part that a count in another part shortens.
pub struct PartTake<'d> {
    /// The part.
    pub field: &'d Field<'d>,
    /// The steps from the part to its rows.
    pub rows: &'d [RowStep],
    /// The part with the count, and the members that lead from it to the count.
    pub count: &'d [Ident],
    /// The names of the rows and of the count, in an error.
    pub names: [String; 2],
}

impl<'d> Described<'d> {
    /// What `take` says of each part, in the order of the attributes.
    pub fn takes(&self) -> impl Iterator<Item = PartTake<'d>> + use<'d> {
        let fields = self.fields.iter().filter(|field| !field.skipped());
        fields.flat_map(|field| {
            field.attribute.take.of_part.iter().map(move |Take { rows, count, .. }| {
                let count_name = count.iter().map(|ident| ident.unraw().to_string()).collect::<Vec<_>>().join(".");
                let names = [format!("{}{}", field.ident.unraw(), shown(rows)), count_name];
                PartTake { field, rows, count, names }
            })
        })
    }
}

/// The steps from a part to its rows, as the attribute has them.
fn shown(steps: &[RowStep]) -> String {
    let step = |step: &RowStep| match step {
        RowStep::Member(ident) => format!(".{}", ident.unraw()),
        RowStep::Each => "[*]".to_owned(),
    };
    steps.iter().map(step).collect()
}
