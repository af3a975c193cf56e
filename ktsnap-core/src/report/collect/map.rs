//! Keeps the wanted parts of the maps.

use std::borrow::Cow;

use serde::Serialize;

use super::any::{Any, AnyFields};
use super::projected::{Want, typed};
use super::serializer::{Collect, CollectError, Depth, Elements, Fields, Never, Scalar};
use super::text::{Text, Unsigned};
use crate::report::buffer::{Buffered, FieldName};
use crate::report::wanted::Wanted;
use crate::report::{FailureDumpMap, Maps};

/// Keeps the wanted parts of each map, and leaves out a map without wanted parts.
pub(super) struct MapList<'k> {
    pub(super) want: Want<'k>,
}

impl<'k> Collect for MapList<'k> {
    type Output = Maps;
    type Fields = Never<Maps>;
    type Elements = MapElements<'k>;

    fn elements(self) -> Result<MapElements<'k>, CollectError> {
        Ok(MapElements { want: self.want, header: FailureDumpMap::default(), maps: Maps::default() })
    }
}

pub(super) struct MapElements<'k> {
    want: Want<'k>,
    /// The header of the current map. It is only made once, because most maps are not wanted.
    header: FailureDumpMap,
    maps: Maps,
}

impl Elements for MapElements<'_> {
    type Output = Maps;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T, depth: Depth) -> Result<(), CollectError> {
        let map = Map { want: self.want, header: &mut self.header };
        if let Some(map) = depth.collect(value, map)? {
            self.maps.add(map);
        }
        Ok(())
    }

    fn end(self) -> Result<Maps, CollectError> {
        Ok(self.maps)
    }
}

/// Keeps the wanted parts of a map.
struct Map<'k, 'h> {
    want: Want<'k>,
    header: &'h mut FailureDumpMap,
}

impl<'k, 'h> Collect for Map<'k, 'h> {
    type Output = Option<FailureDumpMap>;
    type Fields = MapFields<'k, 'h>;
    type Elements = Never<Self::Output>;

    fn fields(self) -> Result<MapFields<'k, 'h>, CollectError> {
        self.header.map_kva = 0;
        Ok(MapFields { want: self.want, header: self.header, seen: 0, wanted: None, contents: Vec::new() })
    }
}

/// The fields by which a reader decides which parts it wants. The harness writes them before the contents.
const HEADER: [&str; 5] = ["name", "map_type", "value_size", "max_entries", "map_kva"];

/// The fields that every map has: all but the address.
const REQUIRED: u8 = 0b1111;

struct MapFields<'k, 'h> {
    want: Want<'k>,
    header: &'h mut FailureDumpMap,
    /// A bit for each field of the header that was read.
    seen: u8,
    /// What is wanted, once the header is complete.
    wanted: Option<Wanted<'k>>,
    contents: Vec<(FieldName, Buffered)>,
}

impl MapFields<'_, '_> {
    fn header<T: Serialize + ?Sized>(&mut self, index: usize, value: &T, depth: Depth) -> Result<(), CollectError> {
        let short = || {
            let number = depth.collect(value, Unsigned)?;
            u32::try_from(number).map_err(|_| CollectError::Form)
        };
        match index {
            0 => {
                let name = &mut self.header.name;
                name.clear();
                depth.collect(value, Text(|text: &str| name.push_str(text)))?;
            }
            1 => self.header.map_type = short()?,
            2 => self.header.value_size = short()?,
            3 => self.header.max_entries = short()?,
            _ => self.header.map_kva = depth.collect(value, Unsigned)?,
        }
        self.seen |= 1 << index;
        Ok(())
    }

    fn decide(&mut self) -> Option<&Wanted<'_>> {
        if self.wanted.is_none() && self.seen & REQUIRED == REQUIRED {
            self.wanted = Some((self.want)(self.header));
        }
        self.wanted.as_ref()
    }
}

impl Fields for MapFields<'_, '_> {
    type Output = Option<FailureDumpMap>;

    fn field<T: Serialize + ?Sized>(&mut self, name: FieldName, value: &T, depth: Depth) -> Result<(), CollectError> {
        if let Some(index) = HEADER.iter().position(|header| *header == name.0) {
            return if self.seen & (1 << index) == 0 {
                self.header(index, value, depth)
            } else {
                Err(CollectError::Form)
            };
        }
        let kept = match self.decide() {
            Some(Wanted::Nothing | Wanted::Header) => return Ok(()),
            Some(Wanted::Vars(is_wanted)) if name.0 == "value" => {
                let is_wanted = *is_wanted;
                depth.collect(value, Section { is_wanted })?
            }
            Some(Wanted::Vars(_)) if name.0 != "error" => return Ok(()),
            // Contents before the header are kept until it is known what is wanted.
            Some(Wanted::Whole | Wanted::Vars(_)) | None => depth.collect(value, Any)?,
        };
        self.contents.push((name, kept));
        Ok(())
    }

    fn end(mut self) -> Result<Option<FailureDumpMap>, CollectError> {
        match self.decide() {
            None => return Err(CollectError::Form),
            Some(Wanted::Nothing) => return Ok(None),
            Some(Wanted::Header) => self.contents.clear(),
            Some(Wanted::Vars(_)) => self.contents.retain(|(name, _)| name.0 == "value" || name.0 == "error"),
            Some(Wanted::Whole) => {}
        }
        let header = &*self.header;
        let mut fields = self.contents;
        let numbers = [header.map_type, header.value_size, header.max_entries].map(|n| Buffered::Unsigned(n.into()));
        let values = [Buffered::Text(header.name.clone())].into_iter().chain(numbers);
        fields.extend(HEADER.map(|name| FieldName(Cow::Borrowed(name))).into_iter().zip(values));
        Ok(Some(FailureDumpMap { map_kva: header.map_kva, ..typed(Buffered::Object(fields))? }))
    }
}

/// Keeps the wanted variables of a section, also if its bytes ended early or are after a pointer.
struct Section<'k> {
    is_wanted: &'k dyn Fn(&str) -> bool,
}

impl<'k> Collect for Section<'k> {
    type Output = Buffered;
    type Fields = SectionFields<'k>;
    type Elements = Never<Buffered>;

    fn scalar(self, scalar: Scalar<'_>) -> Result<Buffered, CollectError> {
        Any.scalar(scalar)
    }

    fn fields(self) -> Result<SectionFields<'k>, CollectError> {
        Ok(SectionFields { is_wanted: self.is_wanted, kept: Any.fields()? })
    }
}

struct SectionFields<'k> {
    is_wanted: &'k dyn Fn(&str) -> bool,
    kept: AnyFields,
}

impl Fields for SectionFields<'_> {
    type Output = Buffered;

    fn field<T: Serialize + ?Sized>(&mut self, name: FieldName, value: &T, depth: Depth) -> Result<(), CollectError> {
        let is_wanted = self.is_wanted;
        let kept = match &*name.0 {
            "members" => depth.collect(value, Members { is_wanted, kept: Vec::new() })?,
            "partial" | "deref" => depth.collect(value, Section { is_wanted })?,
            _ => return self.kept.field(name, value, depth),
        };
        self.kept.buffered(name, kept)
    }

    fn end(self) -> Result<Buffered, CollectError> {
        self.kept.end()
    }
}

/// Keeps the wanted members of a struct.
struct Members<'k> {
    is_wanted: &'k dyn Fn(&str) -> bool,
    kept: Vec<Buffered>,
}

impl Collect for Members<'_> {
    type Output = Buffered;
    type Fields = Never<Buffered>;
    type Elements = Self;

    fn elements(self) -> Result<Self, CollectError> {
        Ok(self)
    }
}

impl Elements for Members<'_> {
    type Output = Buffered;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T, depth: Depth) -> Result<(), CollectError> {
        let member = Member { is_wanted: self.is_wanted, name: None, fields: Vec::new() };
        self.kept.extend(depth.collect(value, member)?);
        Ok(())
    }

    fn end(self) -> Result<Buffered, CollectError> {
        Ok(Buffered::Sequence(self.kept))
    }
}

/// Keeps a member if its name is wanted.
struct Member<'k> {
    is_wanted: &'k dyn Fn(&str) -> bool,
    /// The name if it is wanted, once it was read.
    name: Option<Option<String>>,
    fields: Vec<(FieldName, Buffered)>,
}

impl Collect for Member<'_> {
    type Output = Option<Buffered>;
    type Fields = Self;
    type Elements = Never<Option<Buffered>>;

    fn fields(self) -> Result<Self, CollectError> {
        Ok(self)
    }
}

impl Fields for Member<'_> {
    type Output = Option<Buffered>;

    fn field<T: Serialize + ?Sized>(&mut self, name: FieldName, value: &T, depth: Depth) -> Result<(), CollectError> {
        match (&*name.0, &self.name) {
            ("name", None) => {
                let is_wanted = self.is_wanted;
                let wanted = |text: &str| is_wanted(text).then(|| text.to_owned());
                self.name = Some(depth.collect(value, Text(wanted))?);
            }
            ("name", Some(_)) => return Err(CollectError::Form),
            ("value", None | Some(Some(_))) => self.fields.push((name, depth.collect(value, Any)?)),
            _ => {}
        }
        Ok(())
    }

    fn end(self) -> Result<Option<Buffered>, CollectError> {
        let name = self.name.ok_or(CollectError::Form)?;
        Ok(name.map(|text| {
            let mut fields = self.fields;
            fields.push((FieldName(Cow::Borrowed("name")), Buffered::Text(text)));
            Buffered::Object(fields)
        }))
    }
}
