fn first_x(snapshot: &ktsnap::Snapshot<'_>) -> Option<i64> {
    snapshot.map("m_hash").ok()?.at(0).get("x").as_i64().ok()
}

fn main() {}
