#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Turns what bpftool read on a machine into a report in the harness's format.

    render.py FOLDER REPORT.json

FOLDER holds what guest.sh wrote: maps.json and progs.json (`bpftool -j map show`
and `prog show`), a map-ID.json for every array (`map dump`) and a btf-ID.json for
every BTF of these maps (`btf dump`). The values are rendered from the raw bytes and
then compared with bpftool's own formatting of the same dump, so that a mistake in
either is noticed. The bytes of the maps that FOLDER/raw names are written to files
next to the report: REPORT.bss.bin, REPORT.cpu_stats.bin.
"""

import json
import math
import os
import struct
import sys

# A report identifies a map by the address of its struct in the kernel. bpf(2) does
# not reveal addresses, so one is derived from the map's id: it only has to be
# distinct and stable.
KVA_BASE = 0xFFFF888100000000
KVA_STEP = 0x1000

# bpf(2) reads a pointer that the kernel owns (a kptr) as zero, while the harness
# follows it. The target is rendered from a copy that the scheduler keeps in a plain
# global. Per section of kptrs: the section of the copies, and the copy of each kptr.
# Other schedulers have no copies, and their kptrs stay zero.
KPTR_COPIES = {".data.cpumask": (".bss", {"cross_cpus": "cross_cpus_seen"})}
# The address that such a pointer gets: within the step of its map.
KPTR_OFFSET = 0x800

# enum bpf_map_type, for the types that a scheduler here may have. For a type that is
# newer than itself bpftool prints the number.
MAP_TYPES = {"hash": 1, "array": 2, "percpu_array": 6, "struct_ops": 26, "task_storage": 29, "arena": 33}
SECTIONS = (".bss", ".data", ".rodata", ".kconfig")
MODIFIERS = ("TYPEDEF", "CONST", "VOLATILE", "RESTRICT", "TYPE_TAG", "DECL_TAG")
MAX_ELEMENTS = 4096
MAX_PERCPU_KEYS = 256
# What bpftool writes for a float, and then nothing more of the same value.
UNFORMATTED = "(unsupported-kind"


class Mismatch(Exception):
    pass


def hex_of(data):
    return " ".join(f"{byte:02x}" for byte in data)


class Btf:
    """The types of one loaded object, by id."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.types = {t["id"]: t for t in json.load(file)["types"]}

    def peel(self, type_id):
        """The type without its qualifiers and typedefs, which no report shows."""
        t = self.types[type_id]
        while t["kind"] in MODIFIERS:
            t = self.types[t["type_id"]]
        return t

    def size(self, type_id):
        t = self.peel(type_id)
        if t["kind"] == "PTR":
            return 8
        if t["kind"] == "ARRAY":
            return t["nr_elems"] * self.size(t["type_id"])
        return t["size"]

    def named(self, kind, name):
        for t in self.types.values():
            if t["kind"] == kind and t["name"] == name:
                return t
        return None

    def map_value(self, name):
        """The type of a map's values, which a report renders them through.

        A global section is a DATASEC of its own. Any other map is a variable in
        .maps: a struct whose member `value` points at the type.
        """
        prefix, dot, rest = name.partition(".")
        section = "." + rest if prefix and dot else name
        if section.startswith("."):
            datasec = self.named("DATASEC", section)
            return datasec and datasec["id"]
        var = self.named("VAR", name)
        if var is None:
            return None
        # Without a member `value` the map was declared by sizes alone.
        for member in self.peel(var["type_id"])["members"]:
            if member["name"] == "value":
                return self.peel(member["type_id"])["type_id"]
        return None


def real_name(t):
    """bpftool writes "(anon)" where BTF has no name."""
    return "" if t["name"] == "(anon)" else t["name"]


def render(btf, type_id, data):
    """One value, in the key order that the harness writes."""
    t = btf.types[type_id]
    if t["kind"] != "DATASEC":
        t = btf.peel(type_id)
    kind = t["kind"]
    if kind == "INT":
        return render_int(t, data[: t["size"]])
    if kind in ("ENUM", "ENUM64"):
        return render_enum(t, data[: t["size"]])
    if kind == "FLOAT":
        value = struct.unpack("<f" if t["size"] == 4 else "<d", data[: t["size"]])[0]
        # JSON has neither NaN nor infinity.
        return {"kind": "float", "bits": t["size"] * 8, "value": value if math.isfinite(value) else None}
    if kind == "PTR":
        return {"kind": "ptr", "value": int.from_bytes(data[:8], "little")}
    if kind == "ARRAY":
        size = btf.size(t["type_id"])
        elements = [
            render(btf, t["type_id"], data[i * size : (i + 1) * size])
            for i in range(min(t["nr_elems"], MAX_ELEMENTS))
        ]
        return {"kind": "array", "len": t["nr_elems"], "elements": elements}
    if t["name"] in ("cpumask", "bpf_cpumask"):
        return {"kind": "cpu_list", "cpus": cpu_list(int.from_bytes(data[: t["size"]], "little"))}
    if kind in ("STRUCT", "UNION"):
        members = render_members(btf, t, data[: t["size"]])
        return {"kind": "struct", "type_name": real_name(t) or None, "members": members}
    if kind == "DATASEC":
        members = []
        for entry in t["vars"]:
            var = btf.types[entry["type_id"]]
            value = data[entry["offset"] : entry["offset"] + entry["size"]]
            members.append({"name": var["name"], "value": render(btf, var["type_id"], value)})
        return {"kind": "struct", "type_name": t["name"], "members": members}
    raise Mismatch(f"no rule for a {kind}: add one to render() in render.py")


def render_int(t, data):
    if t["encoding"] == "BOOL":
        return {"kind": "bool", "value": any(data)}
    if t["size"] > 8:
        return {"kind": "bytes", "hex": hex_of(data)}
    signed = t["encoding"] == "SIGNED"
    value = int.from_bytes(data, "little", signed=signed)
    return {"kind": "int" if signed else "uint", "bits": t["size"] * 8, "value": value}


def render_enum(t, data):
    signed = t["encoding"] == "SIGNED"
    value = int.from_bytes(data, "little", signed=signed)
    names = [v["name"] for v in t["values"] if v["val"] == value]
    # The field is a signed 64-bit number even when the enum is not.
    wire = value - (1 << 64) if value >= 1 << 63 else value
    return {
        "kind": "enum",
        "bits": t["size"] * 8,
        "value": wire,
        "variant": names[0] if names else None,
        "is_signed": signed,
    }


def cpu_list(mask):
    """Ranges, as the kernel prints a cpumask: "0-2,5"."""
    cpus = [cpu for cpu in range(mask.bit_length()) if mask >> cpu & 1]
    ranges = []
    for cpu in cpus:
        if ranges and ranges[-1][1] == cpu - 1:
            ranges[-1][1] = cpu
        else:
            ranges.append([cpu, cpu])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def render_members(btf, t, data):
    """As C names them: those of a struct or union without a name are the outer one's own."""
    members = []
    for m in t["members"]:
        if real_name(m):
            members.append({"name": m["name"], "value": render_member(btf, m, data)})
        else:
            members += render_members(btf, btf.peel(m["type_id"]), data[m["bits_offset"] // 8 :])
    return members


def render_member(btf, member, data):
    width = member.get("bitfield_size")
    if not width:
        return render(btf, member["type_id"], data[member["bits_offset"] // 8 :])
    raw = int.from_bytes(data, "little") >> member["bits_offset"] & ((1 << width) - 1)
    if btf.peel(member["type_id"]).get("encoding") != "SIGNED":
        return {"kind": "uint", "bits": width, "value": raw}
    if raw >> (width - 1):
        raw -= 1 << width
    return {"kind": "int", "bits": width, "value": raw}


def load_dump(path):
    """bpftool's dump of a map, in which it formats members without a name as an object named ""."""

    def hoist(pairs):
        merged = {}
        for name, value in pairs:
            merged.update(value if name == "" else {name: value})
        return merged

    with open(path, encoding="utf-8") as file:
        return json.loads(file.read().replace(UNFORMATTED, json.dumps(UNFORMATTED)), object_pairs_hook=hoist)


def agree(value, formatted, where):
    """Raises where bpftool read something else out of the same bytes."""
    kind = value["kind"]
    if kind == "struct":
        # In a section bpftool lists one-member objects, in a struct one object.
        if isinstance(formatted, list):
            formatted = {k: v for one in formatted for k, v in one.items()}
        for member in value["members"]:
            theirs = formatted[member["name"]]
            if theirs == UNFORMATTED:
                return
            agree(member["value"], theirs, f"{where}.{member['name']}")
    elif kind == "array":
        # A string is formatted as one.
        if isinstance(formatted, list):
            for i, (ours, theirs) in enumerate(zip(value["elements"], formatted)):
                agree(ours, theirs, f"{where}[{i}]")
    elif kind in ("int", "uint", "bool", "enum", "ptr"):
        ours = value["value"]
        if kind == "enum" and value["variant"]:
            ours = value["variant"]
        if kind in ("int", "uint") and isinstance(formatted, str):
            # Bitfields: hexadecimal, the bits as they are.
            ours %= 1 << value["bits"]
            formatted = int(formatted, 16)
        if ours != formatted:
            raise Mismatch(f"{where}: {ours} here, {formatted} by bpftool: render.py misread the BTF")


def raw_bytes(text):
    return bytes(int(byte, 16) for byte in text)


def map_path(folder, info):
    return os.path.join(folder, f"map-{info['id']}.json")


def render_map(folder, info):
    map_type = info["type"] if isinstance(info["type"], int) else MAP_TYPES.get(info["type"])
    if map_type is None:
        raise Mismatch(f"{info['name']} is a {info['type']} map: add its number to MAP_TYPES in render.py")
    report = {
        "name": info["name"],
        "map_kva": KVA_BASE + info["id"] * KVA_STEP,
        "map_type": map_type,
        "value_size": info["bytes_value"],
        "max_entries": info["max_entries"],
    }
    if info["type"] not in ("array", "percpu_array"):
        report["error"] = "map type not captured"
        return report

    btf = Btf(os.path.join(folder, f"btf-{info['btf_id']}.json"))
    value_type = btf.map_value(info["name"])
    name = info["name"]

    def rendered(raw, formatted):
        data = raw_bytes(raw)
        if value_type is None:
            return {"kind": "bytes", "hex": hex_of(data)}
        value = render(btf, value_type, data)
        section = btf.types[value_type]
        if section["kind"] == "DATASEC":
            formatted = formatted[section["name"]]
        agree(value, formatted, name)
        return value

    dump = load_dump(map_path(folder, info))
    # bpftool leaves out what it could not read.
    if len(dump) != info["max_entries"]:
        raise Mismatch(f"{name}: {len(dump)} of {info['max_entries']} entries: run make.sh again")

    def key_of(entry):
        return int.from_bytes(raw_bytes(entry["key"]), "little")

    def formatted(entry):
        # bpftool formats nothing that BTF knows no type of, and rendered() then does not look.
        return entry.get("formatted", entry)

    if info["type"] == "percpu_array":
        report["percpu_entries"] = []
        for entry in dump[:MAX_PERCPU_KEYS]:
            pairs = zip(entry["values"], formatted(entry)["values"])
            slots = [rendered(raw["value"], theirs["value"]) for raw, theirs in pairs]
            report["percpu_entries"].append({"key": key_of(entry), "per_cpu": slots})
    elif info["max_entries"] > 1:
        report["array_entries"] = [
            {"key": key_of(entry), "value": rendered(entry["value"], formatted(entry)["value"])}
            for entry in dump[:MAX_ELEMENTS]
        ]
    else:
        report["value"] = rendered(dump[0]["value"], formatted(dump[0])["value"])
    return report


def follow_kptrs(maps):
    """Fills in what bpf(2) hides. The copies of a section stand in the order of their schedulers."""
    for kptr_section, (section, copies) in KPTR_COPIES.items():
        kptrs = [m for m in maps if m["name"] == kptr_section]
        if not kptrs:
            continue
        plain = [m for m in maps if m["name"].endswith(section)]
        if len(kptrs) != len(plain):
            raise Mismatch(f"{len(kptrs)} of {kptr_section} and {len(plain)} of {section}: run make.sh again")
        for kptr_map, plain_map in zip(kptrs, plain):
            known = {m["name"]: m["value"] for m in plain_map["value"]["members"]}
            for i, member in enumerate(kptr_map["value"]["members"]):
                member["value"]["value"] = kptr_map["map_kva"] + KPTR_OFFSET + i * 8
                member["value"]["deref"] = known[copies[member["name"]]]


def padded(raw):
    """bpf(2) rounds each value of several up to 8 bytes."""
    data = raw_bytes(raw)
    return data + bytes(-len(data) % 8)


def write_raw(folder, out):
    """Writes the maps that FOLDER/raw names, each as bpf(2) gives its values, in the order of keys and CPUs."""
    try:
        with open(os.path.join(folder, "raw"), encoding="utf-8") as file:
            wanted = file.read().split()
    except FileNotFoundError:
        return
    with open(os.path.join(folder, "maps.json"), encoding="utf-8") as file:
        maps = {m.get("name"): m for m in json.load(file)}
    for name in wanted:
        info = maps[name]
        dump = load_dump(map_path(folder, info))
        if info["type"] == "percpu_array":
            data = b"".join(padded(slot["value"]) for entry in dump for slot in entry["values"])
        elif info["max_entries"] > 1:
            data = b"".join(padded(entry["value"]) for entry in dump)
        else:
            data = raw_bytes(dump[0]["value"])
        with open(f"{out.removesuffix('.json')}.{name.rpartition('.')[2]}.bin", "wb") as file:
            file.write(data)


def render_report(folder):
    def load(name):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return json.load(file)

    # Ids rise as maps are made, so a dead copy stands before the live one. Maps
    # without a name are libbpf's probes of the kernel.
    maps = sorted((m for m in load("maps.json") if m.get("name")), key=lambda m: m["id"])
    # A scheduler that is no longer registered has no programs left.
    progs = sorted((p for p in load("progs.json") if p["type"] == "struct_ops"), key=lambda p: p["id"])
    live = {id for p in progs for id in p.get("map_ids", [])}
    prefixes = {
        m["name"].partition(".")[0]
        for m in maps
        if m["id"] in live and m["name"].endswith(SECTIONS)
    }
    if len(prefixes) != 1:
        raise Mismatch(f"{folder}: one scheduler must be live, not {sorted(prefixes)}: see dmesg")

    rendered = [render_map(folder, m) for m in maps]
    follow_kptrs(rendered)
    return {
        "schema": "single",
        "maps": rendered,
        "active_obj_name": prefixes.pop(),
        "active_map_kvas": [KVA_BASE + id * KVA_STEP for id in sorted(live)],
        "prog_runtime_stats": [
            {
                "name": p["name"],
                "cnt": p.get("run_cnt", 0),
                "nsecs": p.get("run_time_ns", 0),
                "misses": p.get("recursion_misses", 0),
            }
            for p in progs
        ],
    }


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, out = sys.argv[1:]
    try:
        report = render_report(folder)
        write_raw(folder, out)
    except (Mismatch, OSError) as error:
        sys.exit(f"render.py: {error}")
    with open(out, "w", encoding="utf-8") as file:
        json.dump(report, file, separators=(",", ":"))


if __name__ == "__main__":
    main()
