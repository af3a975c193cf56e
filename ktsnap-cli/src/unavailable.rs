//! What `ktsnap capture` and `ktsnap watch` say in a build without the feature `live`.

use crate::failure::Failure;

/// How to get them.
pub(crate) fn failure() -> Failure {
    Failure::new(
        "this ktsnap was built without the feature `live`, which reads running schedulers",
        "in a clone of ktsnap, `cargo install --path ktsnap-cli --features live` builds it with a C compiler and the \
         headers of libelf and zlib (Debian: libelf-dev, zlib1g-dev)",
    )
}
