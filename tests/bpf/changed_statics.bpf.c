// SPDX-License-Identifier: GPL-2.0-only
//
// Statics that clang changes, as of clang 19 with -O2: `mode` and `level` take two
// values and become one byte, `on` starts as true and is stored inverted, `kinds`
// and `knob` are split into the elements that the program uses. BTF keeps the type of
// the whole for each. Of `nr_runs` and `nr_enqueued` nothing changes.
//
// With -DQUALIFIER=volatile each is as C declares it. With -DSTATIC= they are global,
// which helps too.

typedef unsigned char u8;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))

#ifndef STATIC
#define STATIC static
#endif
#ifndef QUALIFIER
#define QUALIFIER
#endif

struct knob {
	u64 every;
	int on;
};

STATIC QUALIFIER int mode;
STATIC QUALIFIER u8 level;
STATIC QUALIFIER _Bool on = 1;
STATIC QUALIFIER u64 kinds[3];
STATIC QUALIFIER struct knob knob;
u64 nr_runs;
u64 nr_enqueued;

SEC("syscall") void arm(void *ctx)
{
	mode = 4096;
	level = 42;
	on = 0;
	nr_runs++;
}

SEC("syscall") int run(void *ctx)
{
	nr_enqueued++;
	kinds[0]++;
	kinds[2] += 2;
	if (knob.on)
		kinds[1]++;
	knob.on = 1;
	return mode + level + on;
}
