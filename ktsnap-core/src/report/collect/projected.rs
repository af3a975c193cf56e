//! Keeps the parts of a report that are wanted.

use std::borrow::Cow;

use serde::de::IntoDeserializer;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use super::any::Any;
use super::map::MapList;
use super::serializer::{Collect, CollectError, Depth, Fields, Never};
use crate::report::buffer::{Buffered, FieldName};
use crate::report::wanted::Wanted;
use crate::report::{FailureDumpMap, FailureDumpReport, Half, Maps};

/// Decides by a map's header which parts of it are wanted.
pub(super) type Want<'k> = &'k dyn Fn(&FailureDumpMap) -> Wanted<'k>;

/// Keeps a report's wanted maps, and what the rules know of the running scheduler. Of a `dual` document it keeps the late
/// report.
pub(super) struct Report<'k> {
    pub(super) want: Want<'k>,
}

impl<'k> Collect for Report<'k> {
    type Output = FailureDumpReport;
    type Fields = ReportFields<'k>;
    type Elements = Never<FailureDumpReport>;

    fn fields(self) -> Result<ReportFields<'k>, CollectError> {
        Ok(ReportFields { want: self.want, facts: Vec::new(), maps: None, late: None })
    }
}

pub(super) struct ReportFields<'k> {
    want: Want<'k>,
    facts: Vec<(FieldName, Buffered)>,
    maps: Option<Maps>,
    late: Option<FailureDumpReport>,
}

impl Fields for ReportFields<'_> {
    type Output = FailureDumpReport;

    fn field<T: Serialize + ?Sized>(&mut self, name: FieldName, value: &T, depth: Depth) -> Result<(), CollectError> {
        let want = self.want;
        match &*name.0 {
            "maps" if self.maps.is_none() => self.maps = Some(depth.collect(value, MapList { want })?),
            "late" if self.late.is_none() => self.late = Some(depth.collect(value, Report { want })?),
            "maps" | "late" => return Err(CollectError::Form),
            "schema" | "active_obj_name" | "active_map_kvas" | "is_placeholder" => {
                self.facts.push((name, depth.collect(value, Any)?));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(self) -> Result<FailureDumpReport, CollectError> {
        let schema = self.facts.iter().find(|(name, _)| name.0 == "schema").map(|(_, schema)| schema);
        let schema = match schema {
            Some(Buffered::Text(schema)) => schema.as_str(),
            _ => "",
        };
        match (schema, self.maps, self.late) {
            ("single", Some(maps), _) => {
                let mut facts = self.facts;
                facts.push((FieldName(Cow::Borrowed("maps")), Buffered::Sequence(Vec::new())));
                Ok(FailureDumpReport { maps, ..typed(Buffered::Object(facts))? })
            }
            ("dual", _, Some(late)) => Ok(FailureDumpReport { half: Some(Half::Late), ..late }),
            _ => Err(CollectError::Form),
        }
    }
}

/// Reads what was kept.
pub(super) fn typed<T: for<'de> Deserialize<'de>>(kept: Buffered) -> Result<T, CollectError> {
    T::deserialize(IntoDeserializer::<Error>::into_deserializer(kept)).map_err(|_| CollectError::Form)
}
