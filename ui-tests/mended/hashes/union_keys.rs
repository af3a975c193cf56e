fn nr_runs(snapshot: &ktsnap::Snapshot<'_>) -> Option<u64> {
    snapshot.map("union_runs").ok()?.at(0).get("").as_u64().ok()
}
