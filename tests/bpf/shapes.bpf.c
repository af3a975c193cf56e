// SPDX-License-Identifier: GPL-2.0-only
/*
 * One global of every shape that BTF can describe, for tests of the reader.
 * Never loaded: the program at the end only keeps the statics and externs alive.
 *
 * Initialised values are part of the tests, so that offsets can be checked by
 * reading the section's bytes at them.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

#define __kptr	__attribute__((btf_type_tag("kptr")))

char _license[] SEC("license") = "GPL";

/* Integers of every width and sign, in an order that leaves holes. */
u8 a_u8;
u64 a_u64;
u16 a_u16;
u32 a_u32;
s8 a_s8;
s64 a_s64;
s16 a_s16;
s32 a_s32;
long a_long;
unsigned long a_ulong;
unsigned __int128 a_u128;
__int128 a_s128;
bool a_bool;
bool a_bools[4];
char a_char;
signed char a_schar;
char a_comm[16];

typedef u32 cpu_id_t;
typedef cpu_id_t home_cpu_t;
home_cpu_t a_typedef;
volatile u64 a_volatile;
u64 * restrict a_restrict;

/* Names that are keywords elsewhere. */
u64 type;
u64 match;

enum color { RED, GREEN, BLUE = 7 };
enum grade { COLD = -5, MILD = 0, HOT = 40 };
enum wide { WIDE_ONE = 1, WIDE_TOP = 0x8000000000000001ULL };
enum deep { DEEP_LOW = -0x100000000LL, DEEP_HIGH = 0x100000000LL };
enum tiny { TINY_A, TINY_B } __attribute__((packed));
enum color a_enum;
enum grade a_senum;
enum wide a_enum64;
enum deep a_senum64;
enum tiny a_tiny;
enum { ANON_X, ANON_Y } a_anon_enum;
enum color a_enums[3];

struct point {
	s32 x;
	s32 y;
};

/* The union has no name, and neither does the struct in it. */
struct outer {
	u64 id;
	struct point at;
	struct point path[3];
	u32 grid[2][3];
	char comm[16];
	struct outer *next;
	union {
		u64 raw;
		struct {
			u32 lo;
			u32 hi;
		};
	};
	enum color color;
	bool flag;
};

struct bits {
	u32 one : 1;
	u32 three : 3;
	u32 twelve : 12;
	u32 sixteen : 16;
	s32 five : 5;
	bool flag : 1;
	u64 forty : 40;
};

union number {
	u64 u;
	s64 s;
	double f;
	u8 bytes[8];
};

struct packed {
	u8 tag;
	u64 value;
} __attribute__((packed));

struct padded {
	u64 n;
	u8 last;
} __attribute__((aligned(64)));

/* The kernel's name: reports show it as a list of CPUs. */
struct cpumask {
	unsigned long bits[2];
};

typedef struct {
	u64 hits;
	u64 misses;
} anon_t;

struct point a_point;
struct outer a_outer;
struct bits a_bits;
union number a_union;
struct packed a_packed;
struct padded a_padded[4];
struct cpumask a_cpumask;
struct {
	u64 hits;
	u64 misses;
} a_anon;
anon_t a_anon_typedef;

u64 a_array[3];
u32 a_grid[3][4];
struct point a_points[3];
u64 huge[5000];

struct task_struct;
void *a_ptr;
u64 *a_u64_ptr;
struct outer *a_struct_ptr;
struct task_struct __kptr *a_kptr;
int (*a_func)(int);
void *a_ptrs[2];

__hidden u64 a_hidden;
__weak u64 a_weak;
static volatile u64 a_static;

/* .data */
float a_f32 = 1.5f;
double a_f64 = -2.25;
float f32s[3] = { 0.5f, 1.0f, -1.0f };
double f64s[2] = { 1e300, -1e-300 };
u64 d_max_u64 = ~0ULL;
s64 d_neg_s64 = -9007199254740993LL;
s32 d_neg = -7;
char d_comm[16] = "ktsnap";
enum grade d_grade = COLD;
struct point d_point = { 3, -4 };
bool d_true = true;
static volatile int cnt = 3;

/* .rodata */
const volatile u32 k_u32 = 5000;
const volatile s64 k_s64 = -1;
const volatile bool k_bool = true;
const volatile char k_name[8] = "knob";
const volatile double k_f64 = 0.125;
const u32 k_table[4] = { 1, 2, 4, 8 };

/* The kernel cuts the last name at 15 characters. */
u64 c_data SEC(".data.custom") = 11;
u64 c_bss SEC(".bss.custom");
const volatile u32 c_rodata SEC(".rodata.custom") = 13;
u32 c_long SEC(".data.long_section_name") = 17;

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_PREEMPT __kconfig __weak;
extern const int sd_llc_id __ksym;
extern void bpf_rcu_read_lock(void) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 3);
	__type(key, enum color);
	__type(value, u64);
} m_pcpu SEC(".maps");

/* Sizes alone: BTF knows neither key nor value type. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 17);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u64));
} m_sizes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct outer);
} m_array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct point);
	__type(value, struct point);
} m_hash SEC(".maps");

/* Two locals of one name: LLVM calls them bump.cnt and drop.cnt. */
static __noinline int bump(void)
{
	static volatile int cnt;

	return ++cnt;
}

static __noinline int drop(void)
{
	static volatile int cnt;

	return --cnt;
}

SEC("syscall")
int touch(void *ctx)
{
	a_static++;
	cnt++;
	/* A literal of its own section, .rodata.str1.1, which has no DATASEC. */
	bpf_trace_printk("touch", sizeof("touch"));
	bpf_rcu_read_lock();
	return bump() + drop() + LINUX_KERNEL_VERSION + CONFIG_PREEMPT +
	       *(const int *)bpf_this_cpu_ptr(&sd_llc_id);
}
