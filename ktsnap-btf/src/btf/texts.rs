//! The names and spellings of one object, each stored once.

use std::collections::HashMap;

use btf_rs::BtfType;

use super::graph::{Graph, name_offset};
use crate::error::ObjectError;
use crate::text::{SharedTexts, Text};

/// All texts that the types of one object have. Equal texts share their bytes: otherwise the enumerators of an enum that all
/// have one long name would take 70 times the memory of the enum in BTF.
#[derive(Default)]
pub(crate) struct Texts {
    names: HashMap<u32, Text>,
    texts: SharedTexts,
}

impl Texts {
    /// The shared copy of a text.
    pub(crate) fn share(&mut self, text: &str) -> Text {
        self.texts.share(text)
    }

    /// The name of a type, member or enumerator.
    pub(crate) fn name(&mut self, graph: &Graph, of: &dyn BtfType) -> Result<Text, ObjectError> {
        let offset = name_offset(of)?;
        if let Some(known) = self.names.get(&offset) {
            return Ok(known.clone());
        }
        let name = self.share(graph.name(of)?);
        self.names.insert(offset, name.clone());
        Ok(name)
    }

    /// The name of a type that can be anonymous.
    pub(crate) fn tag(&mut self, graph: &Graph, of: &dyn BtfType) -> Result<Option<Text>, ObjectError> {
        Ok(Some(self.name(graph, of)?).filter(|name| !name.is_empty()))
    }
}
