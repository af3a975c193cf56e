//! Integer literals that are replaced.

use syn::LitInt;

/// The next integer, and 0.
pub(super) fn changed(literal: &LitInt) -> Vec<String> {
    let Ok(value) = literal.base10_parse::<u128>() else { return Vec::new() };
    let suffix = literal.suffix();
    let mut changed: Vec<_> = value.checked_add(1).map(|next| format!("{next}{suffix}")).into_iter().collect();
    if value != 0 {
        changed.push(format!("0{suffix}"));
    }
    changed
}
