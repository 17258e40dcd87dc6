"""Ingestion as a physicist writes it with uproot, awkward and pyarrow; prints {rounds: [{read, all}], events, sums} as JSON.

    python ingest.py SPECIFICATION.json

The specification holds the files, branches, objects (select as Python text over the fields), the output folder and the number of rounds.
"""
import json
import os
import sys
import time

import awkward as ak
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import uproot


def columns(events, scalars, objects):
    """Scalars, then per object its number and the fields of the first ones; missing ones are null."""
    out = {name: pa.array(ak.to_numpy(events[name])) for name in scalars}
    chosen = {}
    for name, o in objects.items():
        fields = {f: events[f"{name}_{f}"] for f in o["fields"]}
        mask = eval(o["select"], {"abs": np.abs, **fields})
        records = ak.zip(fields)[mask]
        chosen[name] = records[ak.argsort(records[o["sort"]], ascending=False, stable=True)]
        out[f"n_{name}"] = pa.array(ak.to_numpy(ak.num(chosen[name])).astype(np.int32))
    for name, o in objects.items():
        padded = ak.pad_none(chosen[name], o["keep"], clip=True)
        for slot in range(o["keep"]):
            for f in o["branches"]:
                out[f"{name}{slot + 1}_{f}"] = ak.to_arrow(padded[f][:, slot], extensionarray=False)
    return pa.table(out)


def main():
    spec = json.load(open(sys.argv[1]))
    branches = spec["scalars"] + [f"{n}_{f}" for n, o in spec["objects"].items() for f in o["fields"]]
    rounds, sums, events = [], {}, 0
    for _ in range(spec["rounds"]):
        sums, events, read, start = {}, 0, 0.0, time.perf_counter()
        for path in spec["files"]:
            t = time.perf_counter()
            arrays = uproot.open(path)[spec["tree"]].arrays(branches)
            read += time.perf_counter() - t
            table = columns(arrays, spec["scalars"], spec["objects"])
            pq.write_table(table, os.path.join(spec["out"], os.path.basename(path) + ".parquet"), compression="zstd")
            events += len(table)
            for name in spec["sums"]:
                sums[name] = sums.get(name, 0.0) + float(np.nansum(table[name].to_numpy().astype(np.float64)))
        rounds.append({"read": read, "all": time.perf_counter() - start})
    print(json.dumps({"rounds": rounds, "events": events, "sums": sums}))


main()
