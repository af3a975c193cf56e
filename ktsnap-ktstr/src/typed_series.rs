//! A struct for each sample of the harness's series.

use std::ops::{Deref, DerefMut};

use ktsnap::Series;

use crate::ktstr_error::KtstrError;

/// A struct for each sample of the harness's series, as the trait `TypedSamples` of a [bridge](crate::bridge) reads them: a
/// [`Series`] whose columns are the harness's.
///
/// The differences ([`changes`](Series::changes), [`total`](Series::total)) are those of [`Series`]. The bridge's trait
/// `TypedColumns` makes the columns.
///
/// ```
/// use ktsnap_ktstr::TypedSeries;
///
/// /// The tags of the samples that could not be read.
/// fn unread<T>(series: &TypedSeries<T>) -> Vec<&str> {
///     series.samples.iter().filter(|sample| sample.value.is_err()).map(|sample| sample.tag.as_str()).collect()
/// }
/// # let _ = unread::<()>;
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TypedSeries<T> {
    pub(crate) series: Series<T, KtstrError>,
}

impl<T> Deref for TypedSeries<T> {
    type Target = Series<T, KtstrError>;

    fn deref(&self) -> &Self::Target {
        &self.series
    }
}

impl<T> DerefMut for TypedSeries<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.series
    }
}
