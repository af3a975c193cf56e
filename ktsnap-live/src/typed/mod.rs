//! A struct that is read straight from a running object.

mod dynamic;
mod entries;
mod expected;
mod map;
mod mismatch;
mod section;

use std::fmt;
use std::marker::PhantomData;
use std::slice;

use ktsnap_core::__private::{DerivedSchema, PartReader, PathStep, from_map, from_variable_bytes};
use ktsnap_core::SnapshotSchema;
use ktsnap_core::report::FailureDumpMap;
use ktsnap_core::typed::{FieldSchema, Location, Schema};

use crate::error::LiveError;
use crate::instance::Instance;
use crate::machine::Machine;
pub use dynamic::DynamicBinding;
use entries::Entries;
use map::Values;
use section::Variables;

/// A struct that is bound to a running object, to be read any number of times.
///
/// [`Instance::bind`] creates a binding. It compares the type of each variable in the kernel's copy of the BTF with the type
/// that the struct was checked against, and takes the variable's offset from the kernel's copy: a variable that only moved
/// is read where it is now. The last array of a section is read with the length that it has in the running object (see
/// [`SnapshotSchema`](ktsnap_core::SnapshotSchema)).
///
/// # Consistency of a read
///
/// From a global section, a read takes only the variables of the struct, and of a variable only the part at the end of the
/// field's path. It uses a mapping if the map allows one (see [`Global::read`](crate::Global::read)). In a map, it looks up
/// each key that the fields name. Of a hash map it reads all entries, also more than a report holds. An entry that is added or
/// deleted during the read may be in it or not.
///
/// The scheduler keeps running during a read. Each aligned word of up to 8 bytes is read in one piece, so a counter is never
/// half old and half new: ktsnap reads a mapping in words, and the kernel copies the slots of a per-CPU array in words as
/// well as it can (`bpf_long_memcpy` in its `include/linux/bpf.h`). The kernel makes a plain copy, without this guarantee, of
/// an array's entries and of a section that can't be mapped because it only has statics. Values of different variables, keys
/// or CPUs may be from slightly different moments, so the ratio of two counters is off by the events between the two loads.
/// If all values must be from one moment, capture a machine that is stopped.
///
/// The binding keeps the map open, so the map can be read after the object is gone. [`read`](Self::read) checks afterwards
/// whether the object still runs, and returns [`LiveError::Stale`] instead of values that nothing updates any more.
///
/// ```no_run
/// use ktsnap_core::SnapshotSchema;
/// use ktsnap_live::{LiveError, Machine};
///
/// fn watch<T: SnapshotSchema + std::fmt::Debug>() -> Result<(), LiveError> {
///     let counters = Machine::open()?.attached()?.bind::<T>()?;
///     loop {
///         match counters.read() {
///             Ok(now) => println!("{now:?}"),
///             Err(LiveError::Stale { now, .. }) => {
///                 println!("the scheduler no longer runs: {now}");
///                 return Ok(());
///             }
///             Err(error) => return Err(error),
///         }
///         std::thread::sleep(std::time::Duration::from_secs(1));
///     }
/// }
/// ```
pub struct Binding<T> {
    instance: Instance,
    /// One for each part of the struct.
    sources: Vec<Source>,
    of: PhantomData<fn() -> T>,
}

#[derive(Debug)]
enum Source {
    Variables(Variables),
    Values(Values),
    Entries(Entries),
}

impl Instance {
    /// Binds a struct to the instance, to be read any number of times.
    ///
    /// # Errors
    ///
    /// [`LiveError::NoMap`] if the instance lacks the struct's section or map, [`LiveError::Drift`] if a variable differs from
    /// the one that the struct was checked against, [`LiveError::Pointer`] if the path of a field follows a pointer.
    pub fn bind<T: SnapshotSchema>(&self) -> Result<Binding<T>, LiveError> {
        for schema in T::schemas() {
            reject_pointers(schema)?;
        }
        let sources = T::schemas().into_iter().map(|schema| Source::bind(self, schema)).collect::<Result<_, _>>()?;
        Ok(Binding { instance: self.clone(), sources, of: PhantomData })
    }
}

/// What a source has at one moment.
enum Read {
    Variables(Vec<Option<Vec<u8>>>),
    Values(Vec<u8>),
    Entries(Box<FailureDumpMap>),
}

impl Source {
    /// Binds a schema without pointers to an instance.
    fn bind(to: &Instance, schema: &'static Schema) -> Result<Self, LiveError> {
        match schema.location {
            Location::Map { name, .. } if schema.location.has_keys() => {
                Entries::bind(to, schema, name).map(Self::Entries)
            }
            Location::Map { name, max_entries, .. } => Values::bind(to, schema, name, max_entries).map(Self::Values),
            _ => Variables::bind(to, schema).map(Self::Variables),
        }
    }

    fn read(&self, instance: &Instance) -> Result<Read, LiveError> {
        let read = match self {
            Self::Variables(variables) => variables.read().map(Read::Variables),
            Self::Values(values) => values.read().map(Read::Values),
            Self::Entries(entries) => entries.read().map(|map| Read::Entries(Box::new(map))),
        };
        // After the read: an instance that still runs now was running during the read.
        instance.still_runs()?;
        read
    }
}

/// Refuses a struct with a path that follows a pointer: a map only holds the address.
fn reject_pointers(schema: &Schema) -> Result<(), LiveError> {
    let follows = |field: &&'static FieldSchema| field.steps.iter().any(|step| matches!(step, PathStep::Deref(_)));
    let Some(field) = schema.fields.iter().flat_map(FieldSchema::reads).find(follows) else { return Ok(()) };
    Err(LiveError::Pointer {
        field: field.path.to_owned(),
        pointer: field.path.split("->").next().unwrap_or(field.path).to_owned(),
    })
}

impl<T: SnapshotSchema> Binding<T> {
    /// Reads the current values of all fields.
    ///
    /// # Errors
    ///
    /// [`LiveError::Stale`] if the instance no longer runs; [`LiveError::Schema`] for a value that the struct can't hold, such
    /// as an enum's value without a variant or a sum that is too large; [`LiveError::Kernel`] if the kernel refuses the read.
    pub fn read(&self) -> Result<T, LiveError> {
        T::read_parts(&mut BoundParts { instance: &self.instance, sources: self.sources.iter() })
    }
}

/// Reads the parts of a struct, each from the source that was bound for it.
struct BoundParts<'b> {
    instance: &'b Instance,
    sources: slice::Iter<'b, Source>,
}

impl PartReader for BoundParts<'_> {
    type Error = LiveError;

    fn part<P: DerivedSchema>(&mut self) -> Result<P, LiveError> {
        let Some(source) = self.sources.next() else { unreachable!("`bind` made a source for each part") };
        Ok(match source.read(self.instance)? {
            Read::Variables(read) => {
                let vars: Vec<Option<&[u8]>> = read.iter().map(Option::as_deref).collect();
                from_variable_bytes::<P>(&vars)?
            }
            Read::Entries(map) => from_map::<P>(&map)?,
            Read::Values(bytes) => P::from_section_bytes(&bytes)?,
        })
    }
}

impl<T> Binding<T> {
    /// The instance that the struct is bound to.
    ///
    /// ```no_run
    /// use ktsnap_live::Binding;
    ///
    /// fn name<T>(binding: &Binding<T>) -> &str {
    ///     binding.instance().name()
    /// }
    /// ```
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }
}

impl<T> fmt::Debug for Binding<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = std::any::type_name::<T>();
        f.debug_struct("Binding")
            .field("of", &of)
            .field("to", &self.instance.name())
            .field("from", &self.sources)
            .finish()
    }
}

/// Reads a struct from the running scheduler.
///
/// ```no_run
/// use ktsnap_core::SnapshotSchema;
/// use ktsnap_live::{Capture, LiveError};
///
/// fn now<T: SnapshotSchema>() -> Result<T, LiveError> {
///     T::capture()
/// }
/// ```
pub trait Capture: SnapshotSchema {
    /// Finds the attached scheduler and reads the current values of all fields. To read more than once, [bind](Instance::bind)
    /// the struct once.
    ///
    /// # Errors
    ///
    /// Those of [`Machine::open`], [`Machine::attached`], [`Instance::bind`] and [`Binding::read`].
    fn capture() -> Result<Self, LiveError> {
        Machine::open()?.attached()?.bind::<Self>()?.read()
    }
}

impl<T: SnapshotSchema> Capture for T {}
