fn first_cpu(snapshot: &ktsnap::Snapshot<'_>) -> Option<i64> {
    snapshot.map("task_ctxs").ok()?.at(0).get("cpu").as_i64().ok()
}

fn main() {}
