// SPDX-License-Identifier: GPL-2.0-only
/*
 * The globals and maps of the test scheduler behind captures/ktstr-rich-*.json, by
 * what those reports say of them: names, order, widths and sizes. Never loaded.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

#define __kptr	__attribute__((btf_type_tag("kptr")))

char _license[] SEC("license") = "GPL";

struct task_struct;

enum rich_state { RICH_IDLE, RICH_BUSY, RICH_DRAIN, RICH_ODD = 77 };
enum rich_signed { RICH_NEG = -5, RICH_ZERO = 0 };
enum rich_big { RICH_SMALL = 1, RICH_BIG = 0x8000000000000001ULL };

struct rich_point {
	s32 x;
	s32 y;
};

union rich_u {
	u64 as_u64;
	s32 as_s32[2];
	struct rich_point pt;
	u8 raw[8];
};

struct rich_flags {
	u32 a : 1;
	u32 b : 3;
	u32 c : 12;
	u32 d : 16;
	s32 neg : 5;
	bool bit_flag : 1;
	u64 wide : 40;
};

struct rich_ctx {
	u64 weight;
	u32 nr;
	bool on;
	enum rich_state state;
	struct rich_point pos;
	union rich_u u;
	struct rich_flags flags;
	union {
		u32 anon_u32;
		u8 anon_bytes[4];
	};
	struct {
		u16 in_a;
		u16 in_b;
	};
	char comm[16];
	struct rich_point pts[3];
	u32 grid[2][3];
	struct rich_point *ptp;
	u64 raw_task;
};

struct task_local {
	u64 enq_at;
	u32 enqs;
	bool seen;
};

struct user_exit_info {
	int kind;
	s32 exit_cpu;
	s64 exit_code;
	char reason[128];
	char msg[1024];
};

/* The kernel's names: one shows as a list of CPUs, the other holds its section's lock. */
struct cpumask {
	unsigned long bits[128];
};
struct bpf_cpumask {
	struct cpumask cpumask;
	u32 usage;
};
struct bpf_spin_lock {
	u32 val;
};

struct sched_ext_ops {
	void *select_cpu;
	void *enqueue;
	void *dequeue;
	void *dispatch;
	void *tick;
	void *runnable;
	void *running;
	void *stopping;
	void *quiescent;
	void *yield;
	void *core_sched_before;
	void *set_weight;
	void *set_cpumask;
	void *update_idle;
	void *init_task;
	void *exit_task;
	void *enable;
	void *disable;
	void *dump;
	void *dump_cpu;
	void *dump_task;
	void *cgroup_init;
	void *cgroup_exit;
	void *cgroup_prep_move;
	void *cgroup_move;
	void *cgroup_cancel_move;
	void *cgroup_set_weight;
	void *cgroup_set_bandwidth;
	void *cgroup_set_idle;
	void *sub_attach;
	void *sub_detach;
	void *cpu_online;
	void *cpu_offline;
	void *init;
	void *exit;
	u32 dispatch_max_batch;
	u64 flags;
	u32 timeout_ms;
	u32 exit_dump_len;
	u64 hotplug_seq;
	u64 sub_cgroup_id;
	u8 name[128];
	void *priv;
	void *cpu_acquire;
	void *cpu_release;
};

/* .bss */
bool __scx_prolog_disables_migration;
u32 bpf_arena_loop_zero;
void *cmask_distribute_rotors;
int stall;
int crash;
int degrade_rt;
u64 nr_enqueued;
u64 nr_dispatched;
u64 nr_running;
u64 nr_select;
typedef u64 counter_t;
counter_t typed_counter;
bool flag_true;
bool flag_false;
bool bool_arr[4];
char one_char;
char name_buf[16];
u8 one_u8;
s8 one_s8;
u16 one_u16;
s16 one_s16;
s32 neg_s32;
s64 neg_s64;
u64 max_u64;
u8 bytes32[32];
u32 arr8[8];
u64 arr0_like[1];
enum rich_state cur_state;
enum rich_state odd_state;
enum rich_state unknown_state;
enum rich_signed sg_enum;
enum rich_big big_enum;
enum rich_state state_arr[3];
struct rich_point origin;
struct rich_flags bits;
union rich_u un;
struct rich_ctx gctx;
struct rich_point pts[4];
u32 grid[3][4];
u64 per_cpu_ns[8];
u64 big_u64[5000];
u8 big_u8[9000];
struct rich_point big_pts[4100];
struct task_struct *last_task;
void *last_voidp;
u64 last_task_addr;
struct rich_ctx *null_ctx;
volatile u64 vol_u64;
const char *msg_ptr;
int (*fn_ptr)(int);
struct rich_point *pt_ptr;
static volatile u64 static_counter;

/* .rodata */
const volatile int degrade;
const volatile u64 slice_ns = 5000000;
const volatile bool ro_flag = true;
const volatile char ro_name[16] = "rich";
const volatile u32 ro_arr[5] = { 1, 2, 3, 4, 5 };
const volatile u32 nr_cpu_ids_ro = 1;
const volatile u64 __SCX_OPS_NAME_LEN __weak;
const volatile u64 __SCX_SLICE_DFL __weak;
const volatile u64 __SCX_SLICE_INF __weak;
const volatile u64 __SCX_RQ_ONLINE __weak;
const volatile u64 __SCX_RQ_CAN_STOP_TICK __weak;
const volatile u64 __SCX_RQ_BAL_PENDING __weak;
const volatile u64 __SCX_RQ_BAL_KEEP __weak;
const volatile u64 __SCX_RQ_BYPASSING __weak;
const volatile u64 __SCX_RQ_CLK_VALID __weak;
const volatile u64 __SCX_RQ_IN_WAKEUP __weak;
const volatile u64 __SCX_RQ_IN_BALANCE __weak;
const volatile u64 __SCX_RQ_IN_DISPATCH __weak;
const volatile u64 __SCX_DSQ_FLAG_BUILTIN __weak;
const volatile u64 __SCX_DSQ_FLAG_LOCAL_ON __weak;
const volatile u64 __SCX_DSQ_INVALID __weak;
const volatile u64 __SCX_DSQ_GLOBAL __weak;
const volatile u64 __SCX_DSQ_LOCAL __weak;
const volatile u64 __SCX_DSQ_LOCAL_ON __weak;
const volatile u64 __SCX_DSQ_LOCAL_CPU_MASK __weak;
const volatile u64 __SCX_TASK_QUEUED __weak;
const volatile u64 __SCX_TASK_RESET_RUNNABLE_AT __weak;
const volatile u64 __SCX_TASK_DEQD_FOR_SLEEP __weak;
const volatile u64 __SCX_TASK_SUB_INIT __weak;
const volatile u64 __SCX_TASK_IMMED __weak;
const volatile u64 __SCX_TASK_STATE_SHIFT __weak;
const volatile u64 __SCX_TASK_STATE_BITS __weak;
const volatile u64 __SCX_TASK_STATE_MASK __weak;
const volatile u64 __SCX_TASK_CURSOR __weak;
const volatile u64 __SCX_TASK_NONE __weak;
const volatile u64 __SCX_TASK_INIT __weak;
const volatile u64 __SCX_TASK_READY __weak;
const volatile u64 __SCX_TASK_ENABLED __weak;
const volatile u64 __SCX_TASK_NR_STATES __weak;
const volatile u64 __SCX_TASK_DSQ_ON_PRIQ __weak;
const volatile u64 __SCX_KICK_IDLE __weak;
const volatile u64 __SCX_KICK_PREEMPT __weak;
const volatile u64 __SCX_KICK_WAIT __weak;
const volatile u64 __SCX_KICK_PREEMPT_LAZY __weak;
const volatile u64 __SCX_KICK_ALL_FLAGS __weak;
const volatile u64 __SCX_ENQ_WAKEUP __weak;
const volatile u64 __SCX_ENQ_HEAD __weak;
const volatile u64 __SCX_ENQ_PREEMPT __weak;
const volatile u64 __SCX_ENQ_PREEMPT_LAZY __weak;
const volatile u64 __SCX_ENQ_IMMED __weak;
const volatile u64 __SCX_ENQ_RESCUE __weak;
const volatile u64 __SCX_ENQ_BLOCKED __weak;
const volatile u64 __SCX_ENQ_REENQ __weak;
const volatile u64 __SCX_ENQ_LAST __weak;
const volatile u64 __SCX_ENQ_CLEAR_OPSS __weak;
const volatile u64 __SCX_ENQ_DSQ_PRIQ __weak;
const volatile u64 __SCX_DEQ_SCHED_CHANGE __weak;
const volatile u64 scx_lib_features;
const volatile u32 uei_dump_len;

/* .data */
u32 bpf_arena_loop_one = 1;
u64 data_u64 = 0xdeadbeef;
s32 data_neg = -1;
char data_str[15] = "hello";
double data_double = 1.0;
float data_float = 1.0f;
struct rich_point data_pt = { 1, 2 };
u64 data_tick = 1;
struct user_exit_info uei SEC(".data");

u64 custom_data SEC(".data.custom") = 1;
char uei_dump[32768] SEC(".data.uei_dump");
u64 custom_counter SEC(".bss.custom");
struct bpf_cpumask __kptr *cpumask_kptr SEC(".data.MASK");
struct bpf_spin_lock rich_lock SEC(".data.LOCK");
u64 locked_counter SEC(".data.LOCK");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, u32);
	__type(value, struct rich_ctx);
} rich_tasks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, struct rich_point);
} rich_array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u64);
} rich_pcpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_local);
} rich_task_stor SEC(".maps");

/* What a struct_ops map holds, and what the kptr points at. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct sched_ext_ops);
} rich_ops SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct bpf_cpumask);
} pointed_at SEC(".maps");

/* Keeps the statics alive; libbpf's BPF_PROG() names what is in its body so. */
SEC("syscall")
int ____rich_enqueue(void *ctx)
{
	static volatile struct rich_ctx zero;

	return zero.nr + static_counter++;
}
