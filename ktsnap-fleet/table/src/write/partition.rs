//! The folders of a partitioned table.

use std::fmt::Write;

/// The name of a folder that holds the rows with one value of a column: `run=migrations-8d0e4f7a91c2b356`.
///
/// A column without a value has the name that Hive gives it.
pub(super) fn folder(column: &str, value: &str) -> String {
    match value {
        "" => format!("{column}=__HIVE_DEFAULT_PARTITION__"),
        value => format!("{column}={}", escaped(value.as_bytes())),
    }
}

/// Bytes as the name of a folder: some are `%` and two hexadecimal digits, as in Hive. DataFusion looks for the folder of a value
/// by its name, so these are exactly the bytes that DataFusion escapes.
pub(super) fn escaped(bytes: &[u8]) -> String {
    let mut escaped = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b' ' | b'%' | b'/' | b'?' | b'#' | 0..b' ' | 0x7f.. => {
                // Writing to a String does not fail.
                let _ = write!(escaped, "%{byte:02X}");
            }
            _ => escaped.push(char::from(*byte)),
        }
    }
    escaped
}

/// A number for a text that is the same on every machine: FNV-1a.
pub(super) fn fingerprint(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_folder_whatever_it_holds() {
        assert_eq!(folder("directory", "6.16.0-3f2a9c1"), "directory=6.16.0-3f2a9c1");
        assert_eq!(folder("run", "../a b=c%/ü"), "run=..%2Fa%20b=c%25%2F%C3%BC");
        assert_eq!(folder("run", ""), "run=__HIVE_DEFAULT_PARTITION__");
    }
}
