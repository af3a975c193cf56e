//! Values that a function returns without running its code.

use syn::{Block, Expr, GenericArgument, PathArguments, ReturnType, Stmt, Type};

const INTEGERS: [&str; 12] = ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];

/// Values of the return type, without that which the function only consists of.
pub(super) fn values(output: &ReturnType, block: &Block) -> Vec<&'static str> {
    let ReturnType::Type(_, output) = output else { return Vec::new() };
    let mut values = of_type(output);
    if let [Stmt::Expr(only, None)] = block.stmts.as_slice() {
        values.retain(|value| syn::parse_str::<Expr>(value).is_ok_and(|value| value != *only));
    }
    values
}

fn of_type(output: &Type) -> Vec<&'static str> {
    let Type::Path(path) = output else { return Vec::new() };
    let Some(last) = path.path.segments.last() else { return Vec::new() };
    match last.ident.to_string().as_str() {
        "bool" => vec!["true", "false"],
        "Option" => vec!["None"],
        "String" => vec!["String::new()"],
        "Vec" => vec!["Vec::new()"],
        "Result" if of_unit(&last.arguments) => vec!["Ok(())"],
        name if INTEGERS.contains(&name) => vec!["0", "1"],
        _ => Vec::new(),
    }
}

/// Whether the first argument is `()`.
fn of_unit(arguments: &PathArguments) -> bool {
    let PathArguments::AngleBracketed(arguments) = arguments else { return false };
    matches!(arguments.args.first(), Some(GenericArgument::Type(Type::Tuple(tuple))) if tuple.elems.is_empty())
}
