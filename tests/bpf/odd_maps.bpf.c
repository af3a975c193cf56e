// SPDX-License-Identifier: GPL-2.0-only
//
// Maps that libbpf does not read: `nested` as aya defines them, `early` as libbpf did
// before 1.0. `stats` is defined as usual.

typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))

struct definition {
	int (*type)[6];
	u32 *key;
	u64 *value;
	int (*max_entries)[3];
};

struct {
	struct {
		struct definition value;
	} inner;
} nested SEC(".maps");

struct definition stats SEC(".maps");

struct bpf_map_def {
	u32 type;
	u32 key_size;
	u32 value_size;
	u32 max_entries;
} early SEC("maps") = {2, 4, 8, 3};

u64 nr_runs;

SEC("syscall") int run(void *ctx)
{
	nr_runs++;
	return 0;
}
