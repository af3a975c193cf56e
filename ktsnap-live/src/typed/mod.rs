//! A struct that is read straight from a running object.

mod fit;
mod map;
mod part;
mod section;

use std::fmt;
use std::marker::PhantomData;

use ktsnap_core::SnapshotSchema;
use ktsnap_core::typed::{CType, Location, Schema};

use crate::error::{LiveDrift, LiveError};
use crate::instance::Instance;
use crate::machine::Machine;
use fit::{Unlike, spelled};
use map::Values;
use section::Variables;

/// A struct bound to a running object, to be read any number of times.
///
/// [`Instance::bind`] makes one. It holds each variable's type in the kernel's copy of the BTF against the one that the
/// struct was checked against, and takes offsets from the kernel's: a variable that only moved is read where it stands.
/// The last array of a section is read with the length that the running object gives it (see
/// [`SnapshotSchema`](ktsnap_core::SnapshotSchema)).
///
/// # What a read is
///
/// Of a global section the variables of the struct are read and nothing else, of a variable the part that a path leads to,
/// through a mapping where the map allows it (see [`Global::read`](crate::Global::read)). Of a map each key that the fields
/// ask for is looked up.
///
/// Nothing is frozen meanwhile. Each aligned word of up to 8 bytes is whole, so a counter is never half old and half new:
/// ktsnap reads a mapping so, and the kernel copies the slots of a per-CPU array so, as well as it can (`bpf_long_memcpy` in
/// its `include/linux/bpf.h`). Of an array's entries, and of a section that can't be mapped since it has nothing but statics,
/// the kernel makes a plain copy, which promises less. Values of different variables, keys or CPUs may be from slightly
/// different moments: a ratio of two counters that run is off by what was counted between the two loads. Whoever needs one
/// moment for all needs a capture of a stopped machine.
///
/// The map is kept open, so it stays and can be read when the object is gone. A read looks at that afterwards, and gives
/// [`LiveError::Stale`] instead of values that nothing writes any more.
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
///                 println!("it no longer runs: {now}");
///                 return Ok(());
///             }
///             Err(error) => return Err(error),
///         }
///         std::thread::sleep(std::time::Duration::from_secs(1));
///     }
/// }
/// ```
pub struct Live<T> {
    instance: Instance,
    source: Source,
    of: PhantomData<fn() -> T>,
}

#[derive(Debug)]
enum Source {
    Variables(Variables),
    Values(Values),
}

impl<T: SnapshotSchema> Live<T> {
    pub(crate) fn bind(to: &Instance) -> Result<Self, LiveError> {
        let source = match T::SCHEMA.home {
            Location::Map { name, max_entries, per_cpu, .. } => {
                Source::Values(Values::bind(to, &T::SCHEMA, name, max_entries, per_cpu)?)
            }
            _ => Source::Variables(Variables::bind(to, &T::SCHEMA)?),
        };
        Ok(Self { instance: to.clone(), source, of: PhantomData })
    }

    /// Reads all fields, as they are now.
    ///
    /// # Errors
    ///
    /// [`LiveError::Stale`] when what it is bound to no longer runs; [`LiveError::Schema`] for what the struct can't hold: an
    /// enum's value that no variant has, a sum that is too large; [`LiveError::Kernel`] when the kernel refuses.
    pub fn read(&self) -> Result<T, LiveError> {
        match &self.source {
            Source::Variables(variables) => {
                let read = variables.read();
                // Only now: what still runs after the read ran while it was made.
                self.instance.still_runs()?;
                let read = read?;
                let vars: Vec<Option<&[u8]>> = read.iter().map(Option::as_deref).collect();
                Ok(T::from_variable_bytes(&vars)?)
            }
            Source::Values(values) => {
                let read = values.read();
                self.instance.still_runs()?;
                Ok(T::from_section_bytes(&read?)?)
            }
        }
    }
}

impl<T> Live<T> {
    /// What it is bound to.
    ///
    /// ```no_run
    /// use ktsnap_live::Live;
    ///
    /// fn name<T>(of: &Live<T>) -> &str {
    ///     of.instance().name()
    /// }
    /// ```
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }
}

impl<T> fmt::Debug for Live<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = std::any::type_name::<T>();
        f.debug_struct("Live").field("of", &of).field("to", &self.instance.name()).field("from", &self.source).finish()
    }
}

/// Reads a struct from the scheduler that runs.
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
    /// Finds the scheduler that is attached and reads all fields, as they are now. For more than one read
    /// [bind](Instance::bind) once.
    ///
    /// # Errors
    ///
    /// Those of [`Machine::open`], [`Machine::attached`], [`Instance::bind`] and [`Live::read`].
    fn capture() -> Result<Self, LiveError> {
        Machine::open()?.attached()?.bind::<Self>()?.read()
    }
}

impl<T: SnapshotSchema> Capture for T {}

/// Of what a difference is told.
struct Told<'a> {
    to: &'a Instance,
    schema: &'a Schema,
    map: String,
}

impl Told<'_> {
    /// The object is for a machine of the other byte order, so no number would be read as it is.
    fn same_byte_order(&self) -> Result<(), LiveError> {
        let order = |big| if big { "big-endian" } else { "little-endian" };
        let ours = cfg!(target_endian = "big");
        if self.schema.big_endian == ours {
            return Ok(());
        }
        Err(self.drift(self.schema.home.name(), order(self.schema.big_endian).to_owned(), order(ours).to_owned()))
    }

    /// A variable of another type.
    fn unlike(&self, name: &str, c_type: &str, running: Option<&str>, unlike: Unlike) -> LiveError {
        if !unlike.part.is_empty() {
            let dot = if unlike.part.starts_with('[') { "" } else { "." };
            return self.drift(&format!("{name}{dot}{}", unlike.part), unlike.expected, unlike.found);
        }
        let found = match running {
            Some(running) => spelled(unlike.found, running),
            None => unlike.found,
        };
        self.drift(name, spelled(unlike.expected, c_type), found)
    }

    /// A variable that is not there as it must be.
    fn missing(&self, name: &str, (shape, c_type): (&CType, &str), found: String) -> LiveError {
        self.unlike(name, c_type, None, Unlike { part: String::new(), expected: shape.to_string(), found })
    }

    fn drift(&self, variable: &str, expected: String, found: String) -> LiveError {
        LiveError::Drift(Box::new(LiveDrift {
            name: self.to.name().to_owned(),
            object: self.schema.object.to_owned(),
            map: self.map.clone(),
            variable: variable.to_owned(),
            expected,
            found,
        }))
    }
}
