fn first(snapshot: &ktsnap::Snapshot<'_>) -> Option<u64> {
    snapshot.map("waiting").ok()?.at(0).get("").as_u64().ok()
}
