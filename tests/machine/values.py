#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds a report of maps that stand still against what bpftool saw of them, value by value.

    values.py SEEN REPORT.json

SEEN is a folder that guest.sh wrote. Each value is rendered here once more, by render.py
from the raw bytes that bpftool dumped, and must be what the report has; and bpftool's own
formatting of them must agree. The last line says how many values were compared.
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../examples/captures"))
import render  # noqa: E402

# enum bpf_map_type
TYPES = {"hash": 1, "array": 2, "percpu_hash": 5, "percpu_array": 6, "lru_hash": 9, "lru_percpu_hash": 10}
# The kernel cuts names there.
NAME_LEN = 15
# The longest that render.py renders of each.
MAX_KEYS = {"array": render.MAX_ELEMENTS, "percpu_array": render.MAX_PERCPU_KEYS}
# String literals, which BTF has no type for. The harness shows them as text.
LITERALS = ".rodata.str1.1"


def escaped(data):
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}" for byte in data)


class Map:
    """One map, as bpftool saw it."""

    def __init__(self, folder, info, btf):
        self.info = info
        self.name = info["name"]
        self.kind = info["type"]
        self.btf = btf
        self.dump = render.load_dump(render.map_path(folder, info))
        self.value_type = btf.map_value(self.name) if "." in self.name else self.member_type("value")
        self.key_type = self.member_type("key")

    def member_type(self, member):
        """What the map's definition says of its key or value."""
        for t in self.btf.types.values():
            if t["kind"] == "VAR" and t["name"][:NAME_LEN] == self.name:
                struct = self.btf.peel(t["type_id"])
                if struct["kind"] == "STRUCT":
                    for m in struct["members"]:
                        if m["name"] == member:
                            return self.btf.peel(m["type_id"])["type_id"]
        return None

    def rendered(self, type_id, raw, formatted):
        """A value, as the report must have it."""
        data = render.raw_bytes(raw)
        if self.name == LITERALS:
            return {"kind": "bytes", "hex": escaped(data)}
        if type_id is None:
            return {"kind": "bytes", "hex": render.hex_of(data)}
        value = render.render(self.btf, type_id, data)
        t = self.btf.types[type_id]
        if t["kind"] == "DATASEC" and formatted is not None:
            formatted = formatted[t["name"]]
        if formatted is not None:
            render.agree(value, formatted, self.name)
        return value

    def value(self, entry):
        return self.rendered(self.value_type, entry["value"], entry.get("formatted", {}).get("value"))

    def slots(self, entry):
        theirs = entry.get("formatted", {}).get("values") or [{}] * len(entry["values"])
        pairs = zip(entry["values"], theirs)
        return [self.rendered(self.value_type, raw["value"], one.get("value")) for raw, one in pairs]

    def key(self, entry):
        """The members by which a report tells the key of a hash."""
        key = {}
        if self.key_type is not None:
            key["key"] = self.rendered(self.key_type, entry["key"], entry.get("formatted", {}).get("key"))
        key["key_hex"] = render.hex_of(render.raw_bytes(entry["key"]))
        return key

    def number(self, entry):
        return int.from_bytes(render.raw_bytes(entry["key"]), "little")

    def plain_entry(self, entry):
        one = self.key(entry)
        if self.value_type is not None:
            one["value"] = self.value(entry)
        return one | {"value_hex": render.hex_of(render.raw_bytes(entry["value"]))}

    def contents(self):
        """What the report must have of it: the member, and its contents."""
        entries = self.dump[: MAX_KEYS.get(self.kind)]
        if self.kind == "array" and self.info["max_entries"] == 1:
            return "value", self.value(entries[0])
        if self.kind == "array":
            return "array_entries", [{"key": self.number(e), "value": self.value(e)} for e in entries]
        if self.kind == "percpu_array":
            return "percpu_entries", [{"key": self.number(e), "per_cpu": self.slots(e)} for e in entries]
        if self.kind in ("percpu_hash", "lru_percpu_hash"):
            found = [self.key(e) | {"per_cpu": self.slots(e)} for e in entries]
            return "percpu_hash_entries", sorted(found, key=lambda e: e["key_hex"])
        return "entries", sorted((self.plain_entry(e) for e in entries), key=lambda e: e["key_hex"])

    def cut(self):
        """Whether it has more keys than a report holds."""
        return len(self.dump) > MAX_KEYS.get(self.kind, len(self.dump))

    def described(self):
        return {
            "name": self.name,
            "map_kva": render.KVA_BASE + self.info["id"] * render.KVA_STEP,
            "map_type": TYPES[self.kind],
            "value_size": self.info["bytes_value"],
            "max_entries": self.info["max_entries"],
        }


def differences(where, expected, found):
    """Where two JSON documents differ."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in expected.keys() | found.keys():
            if key not in expected or key not in found:
                yield f"{where}.{key}: {expected.get(key, 'nothing')!r} by bpftool, {found.get(key, 'nothing')!r} in the report"
            else:
                yield from differences(f"{where}.{key}", expected[key], found[key])
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            yield f"{where}: {len(expected)} by bpftool, {len(found)} in the report"
        for i, (one, other) in enumerate(zip(expected, found)):
            yield from differences(f"{where}[{i}]", one, other)
    elif expected != found or type(expected) is not type(found):
        yield f"{where}: {expected!r} by bpftool, {found!r} in the report"


def leaves(value):
    """How many values a rendered value holds."""
    if isinstance(value, list):
        return sum(map(leaves, value))
    if isinstance(value, dict):
        for inner in ("members", "elements"):
            if inner in value:
                return leaves(value[inner])
        if "kind" in value:
            return 1
        return sum(leaves(v) for v in value.values() if isinstance(v, (dict, list)))
    return 0


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, report_path = sys.argv[1:]
    with open(os.path.join(folder, "maps.json"), encoding="utf-8") as file:
        infos = [m for m in json.load(file) if os.path.exists(render.map_path(folder, m))]
    with open(report_path, encoding="utf-8") as file:
        report = {m["map_kva"]: m for m in json.load(file)["maps"]}
    btfs = {}
    wrong, values, kinds = [], 0, {}
    for info in infos:
        if info["btf_id"] not in btfs:
            btfs[info["btf_id"]] = render.Btf(os.path.join(folder, f"btf-{info['btf_id']}.json"))
        try:
            seen = Map(folder, info, btfs[info["btf_id"]])
            member, contents = seen.contents()
        except render.Mismatch as error:
            sys.exit(f"values.py: {error}")
        expected = seen.described()
        found = dict(report.get(expected["map_kva"], {}))
        if isinstance(found.get(member), list) and "hash" in seen.kind:
            found[member] = sorted(found[member], key=lambda e: e["key_hex"])
        if contents:
            expected[member] = contents
        if seen.cut() and "error" in found:
            expected["error"] = found["error"]
        wrong += differences(seen.name, expected, found)
        values += leaves(contents)
        kinds[seen.kind] = kinds.get(seen.kind, 0) + 1
    for line in wrong[:20]:
        print(f"values.py: {line}", file=sys.stderr)
    moment = os.path.basename(folder)
    if wrong or not values:
        sys.exit(f"values.py: {moment}: {len(wrong)} differences in {values} values of {len(infos)} maps")
    listed = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    print(f"  {moment}: {values} values of {len(infos)} maps are bpftool's ({listed})")


if __name__ == "__main__":
    main()
