use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct outer", ratio(green = row[GREEN] / sum(row)))]
struct Outer {
    #[snapshot(path = "grid[0]")]
    row: [u32; 3],
}

fn main() {}
