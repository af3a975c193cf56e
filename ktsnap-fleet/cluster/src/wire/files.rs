//! The files of a table or a scan as a record batch.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use datafusion::arrow::array::{
    ArrayRef, AsArray, RecordBatch, StringArray, UInt32Array, UInt64Array, new_empty_array,
};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema, UInt32Type, UInt64Type};
use datafusion::arrow::ipc::CompressionType;
use datafusion::arrow::ipc::reader::StreamReader;
use datafusion::arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use datafusion::common::{Result, ScalarValue};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileGroup;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::object_store::ObjectMeta;
use datafusion::object_store::path::Path;
use ktsnap_query::__private::{Files, ReportMeta};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::invalid;

/// The columns before the facts: location, size, time and group.
const OWN: usize = 4;

pub(super) fn of_table(files: &Files) -> Result<RecordBatch> {
    let rows = files.metas().iter().map(|meta| (&meta.location, meta.size, meta.modified, 0)).collect::<Vec<_>>();
    let facts = files.facts();
    batch(&rows, facts.schema().fields(), facts.columns().to_vec())
}

pub(super) fn of_groups(groups: &[FileGroup], facts: &Fields) -> Result<RecordBatch> {
    let mut rows = Vec::new();
    for (group, at) in groups.iter().zip(0_u32..) {
        rows.extend(group.iter().map(|file| {
            let meta = &file.object_meta;
            (&meta.location, meta.size, meta.last_modified.into(), at)
        }));
    }
    let column = |(at, field): (usize, &Arc<Field>)| {
        let files = groups.iter().flat_map(FileGroup::iter);
        let values: Vec<_> = files.filter_map(|file| file.partition_values.get(at).cloned()).collect();
        match values.is_empty() {
            true => Ok(new_empty_array(field.data_type())),
            false => ScalarValue::iter_to_array(values),
        }
    };
    let columns = facts.iter().enumerate().map(column).collect::<Result<Vec<_>>>()?;
    batch(&rows, facts, columns)
}

fn batch(rows: &[(&Path, u64, SystemTime, u32)], facts: &Fields, columns: Vec<ArrayRef>) -> Result<RecordBatch> {
    let own = [("location", DataType::Utf8), ("size", DataType::UInt64), ("modified", DataType::UInt64)];
    let own =
        own.into_iter().chain([("group", DataType::UInt32)]).map(|(name, ty)| Arc::new(Field::new(name, ty, false)));
    let schema = Schema::new(own.chain(facts.iter().cloned()).collect::<Vec<_>>());
    let micros = |time: SystemTime| {
        let micros = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_micros());
        u64::try_from(micros).unwrap_or(u64::MAX)
    };
    let mut arrays: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.0.as_ref()))),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.1))),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| micros(row.2)))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.3))),
    ];
    arrays.extend(columns);
    Ok(RecordBatch::try_new(Arc::new(schema), arrays)?)
}

/// Writes a header and batches, each as a stream with its length before.
pub(super) fn write(header: &impl Serialize, batches: &[&RecordBatch], buffer: &mut Vec<u8>) -> Result<()> {
    let header = serde_json::to_vec(header).map_err(|error| invalid(&error))?;
    part(&header, buffer);
    for batch in batches {
        let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD))?;
        let mut writer = StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options)?;
        writer.write(batch)?;
        part(&writer.into_inner()?, buffer);
    }
    Ok(())
}

fn part(bytes: &[u8], buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    buffer.extend_from_slice(bytes);
}

/// Reads what [`write`] wrote.
pub(super) fn read<H: DeserializeOwned>(mut bytes: &[u8]) -> Result<(H, Vec<RecordBatch>)> {
    let header = take_part(&mut bytes)?;
    let header = serde_json::from_slice(header).map_err(|error| invalid(&error))?;
    let mut batches = Vec::new();
    while !bytes.is_empty() {
        let reader = StreamReader::try_new(take_part(&mut bytes)?, None)?;
        let schema = reader.schema();
        let parts = reader.collect::<std::result::Result<Vec<_>, _>>()?;
        batches.push(concat_batches(&schema, &parts)?);
    }
    Ok((header, batches))
}

fn take_part<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8]> {
    let ends = || invalid(&"it ends early");
    let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(ends)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|error| invalid(&error))?;
    let (part, rest) = rest.split_at_checked(length).ok_or_else(ends)?;
    *bytes = rest;
    Ok(part)
}

struct Rows {
    metas: Vec<(ObjectMeta, u32)>,
    facts: RecordBatch,
}

fn rows(batch: &RecordBatch) -> Result<Rows> {
    let columns = batch.columns();
    let Some([location, size, modified, group]) = columns.first_chunk::<OWN>() else {
        return Err(invalid(&"it lacks columns of files"));
    };
    let (Some(location), Some(size), Some(modified), Some(group)) = (
        location.as_string_opt::<i32>(),
        size.as_primitive_opt::<UInt64Type>(),
        modified.as_primitive_opt::<UInt64Type>(),
        group.as_primitive_opt::<UInt32Type>(),
    ) else {
        return Err(invalid(&"its columns of files have other types"));
    };
    let meta = |at: usize| {
        let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_micros(modified.value(at)));
        let location = Path::parse(location.value(at)).map_err(|error| invalid(&error))?;
        let last_modified = time.unwrap_or(SystemTime::UNIX_EPOCH).into();
        Ok((ObjectMeta { location, last_modified, size: size.value(at), e_tag: None, version: None }, group.value(at)))
    };
    let metas = (0..batch.num_rows()).map(meta).collect::<Result<_>>()?;
    let facts = batch.project(&(OWN..columns.len()).collect::<Vec<_>>())?;
    Ok(Rows { metas, facts })
}

pub(super) fn to_table(store: ObjectStoreUrl, batch: &RecordBatch, errors: Option<RecordBatch>) -> Result<Files> {
    let rows = rows(batch)?;
    let meta = |(meta, _): (ObjectMeta, u32)| ReportMeta {
        location: meta.location,
        size: meta.size,
        modified: meta.last_modified.into(),
    };
    Files::new(store, rows.metas.into_iter().map(meta).collect(), rows.facts, errors)
}

pub(super) fn to_groups(batch: &RecordBatch) -> Result<(Vec<FileGroup>, Fields)> {
    let rows = rows(batch)?;
    let mut groups: Vec<Vec<PartitionedFile>> = Vec::new();
    let mut last = None;
    for (at, (meta, group)) in rows.metas.into_iter().enumerate() {
        let mut file = PartitionedFile::new_from_meta(meta);
        let values = rows.facts.columns().iter().map(|column| ScalarValue::try_from_array(column, at));
        file.partition_values = values.collect::<Result<_>>()?;
        match groups.last_mut() {
            Some(files) if last == Some(group) => files.push(file),
            _ => groups.push(vec![file]),
        }
        last = Some(group);
    }
    let groups = groups.into_iter().map(FileGroup::new).collect();
    Ok((groups, rows.facts.schema().fields().clone()))
}
