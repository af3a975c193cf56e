//! Calls of the typed code by a description of an integer type.

/// Calls an associated function of the integer type with this description.
macro_rules! of_integer {
    ($ty:expr, $function:ident($($argument:expr),*)) => {
        match $ty {
            RustType::Uint { bits: 8 } => Some(u8::$function($($argument),*).map(|value| value.inspect())),
            RustType::Uint { bits: 16 } => Some(u16::$function($($argument),*).map(|value| value.inspect())),
            RustType::Uint { bits: 32 } => Some(u32::$function($($argument),*).map(|value| value.inspect())),
            RustType::Uint { .. } => Some(u64::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { bits: 8 } => Some(i8::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { bits: 16 } => Some(i16::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { bits: 32 } => Some(i32::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { .. } => Some(i64::$function($($argument),*).map(|value| value.inspect())),
            _ => None,
        }
    };
}

pub(super) use of_integer;
