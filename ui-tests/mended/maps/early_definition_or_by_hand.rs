fn first(snapshot: &ktsnap::Snapshot<'_>) -> Option<u64> {
    snapshot.map("early").ok()?.at(0).get("").as_u64().ok()
}

fn main() {}
