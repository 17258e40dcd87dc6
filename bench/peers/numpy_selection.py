"""The dark-matter selection in numpy and awkward, as a physicist would write it; the peer of bench/select.ts.

    python numpy_selection.py ROUNDS FILE...

Reads the files and selects objects first, which is not timed. Prints {"together": [[wall, cpu]], "each": [[wall, cpu]], "selected", "cutflow", "sums"}: the
seconds for all events in one table and for one table a file, the cutflow of the first, and the sum of every feature.
"""
import json
import sys
import time

import awkward as ak
import numpy as np
import uproot
from mt2 import mt2

SCALARS = ["event", "particle_event", "dsid", "period", "mc_weight", "weight_lepton_sf", "weight_btag_sf", "weight_fake", "met", "met_phi", "met_sig"]
OBJECTS = {"lep": ["pt", "eta", "phi", "charge", "flavour", "isTight"], "jet": ["pt", "eta", "phi", "m", "btag"]}


def read(path):
    """What the selection starts from: tight leptons and jets with pt > 20, |eta| < 2.5, both by pt, jagged."""
    a = uproot.open(path)["events"].arrays(SCALARS + [f"{o}_{f}" for o, fields in OBJECTS.items() for f in fields])
    lep, jet = (ak.zip({f: a[f"{o}_{f}"] for f in fields}) for o, fields in OBJECTS.items())
    lep, jet = lep[lep.isTight == 1], jet[(jet.pt > 20) & (np.abs(jet.eta) < 2.5)]
    lep, jet = (o[ak.argsort(o.pt, ascending=False, stable=True)] for o in (lep, jet))
    return {**{k: ak.to_numpy(a[k]) for k in SCALARS}, "lep": lep, "jet": jet[:, :8], "n_lep": ak.to_numpy(ak.num(lep))}


def joined(tables):
    return {k: np.concatenate([t[k] for t in tables]) if isinstance(v, np.ndarray) else ak.to_packed(ak.concatenate([t[k] for t in tables]))
            for k, v in tables[0].items()}


def wrap(d):
    return (d + np.pi) % (2 * np.pi) - np.pi


def select(e):
    w = np.ones(len(e["met"]))
    for k in ("mc_weight", "weight_lepton_sf", "weight_btag_sf", "weight_fake"):
        w = w * e[k].astype(np.float64)
    lep = e["lep"]
    keep = [np.ones(len(w), bool), e["n_lep"] == 2]
    two = np.flatnonzero(keep[1])
    pair = lep[two]
    L = {f"{k}{i + 1}": ak.to_numpy(pair[k][:, i]).astype(np.float64) for i in (0, 1) for k in ("pt", "eta", "phi", "charge", "flavour")}
    met = e["met"].astype(np.float64)[two]
    mll = np.sqrt(np.maximum(2 * L["pt1"] * L["pt2"] * (np.cosh(L["eta1"] - L["eta2"]) - np.cos(L["phi1"] - L["phi2"])), 0))
    ee = L["flavour1"] == 11
    lepton_pt = np.where(ee, (L["pt1"] > 25) & (L["pt2"] > 25), (L["pt1"] > 27) & (L["pt2"] > 20))
    for m in (L["flavour1"] == L["flavour2"], L["charge1"] * L["charge2"] < 0, mll > 10, met > 50, lepton_pt):
        k = keep[-1].copy()
        k[two] &= m
        keep.append(k)
    cutflow = [[int((k & (e["period"] == p)).sum()), float(w[k & (e["period"] == p)].sum()), float((w[k & (e["period"] == p)] ** 2).sum())]
               for k in keep for p in np.unique(e["period"])]
    s = keep[-1][two]
    i = two[s]
    L = {k: v[s] for k, v in L.items()}
    mll, met, ee = mll[s], met[s], ee[s]
    c = {k: e[k][i] for k in ("dsid", "event", "particle_event", "period")}
    c["channel"] = np.where(ee, 0, 1).astype(np.int8)
    mphi = e["met_phi"][i].astype(np.float64)
    mx, my = met * np.cos(mphi), met * np.sin(mphi)
    p1x, p1y = L["pt1"] * np.cos(L["phi1"]), L["pt1"] * np.sin(L["phi1"])
    p2x, p2y = L["pt2"] * np.cos(L["phi2"]), L["pt2"] * np.sin(L["phi2"])
    px, py = p1x + p2x, p1y + p2y
    ptll, phill = np.hypot(px, py), np.arctan2(py, px)
    for n in (1, 2):
        for v in ("pt", "eta", "phi"):
            c[f"lep{n}_{v}"] = L[f"{v}{n}"]
    c["mll"], c["met"], c["met_sig"] = mll, met, e["met_sig"][i].astype(np.float64)
    c["mt"] = np.sqrt(np.maximum(2 * ptll * met * (1 - np.cos(phill - mphi)), 0))
    zero = np.zeros(len(met))
    c["mt2"] = mt2(zero, p1x, p1y, zero, p2x, p2y, mx, my, zero, zero)
    # The package overflows for collinear leptons; mT2 is never above either lepton's mT.
    mt = [np.sqrt(np.maximum(2 * (np.hypot(x, y) * met - x * mx - y * my), 0)) for x, y in ((p1x, p1y), (p2x, p2y))]
    c["mt2"] = np.minimum(c["mt2"], np.minimum(*mt))
    c["et"] = L["pt1"] + L["pt2"] + met
    c["dphi_leps"] = np.abs(wrap(L["phi1"] - L["phi2"]))
    c["dphi_ll_met"] = np.abs(wrap(phill - mphi))
    d1, d2 = np.abs(wrap(L["phi1"] - mphi)), np.abs(wrap(L["phi2"] - mphi))
    c["dphi_leadlep_met"], c["dphi_closelep_met"] = d1, np.minimum(d1, d2)
    jet = e["jet"][i]
    hard = jet[jet.pt > 30]
    c["nbjets"] = ak.to_numpy(ak.sum(jet.btag == 1, axis=1)).astype(np.float64)
    c["nljets"] = ak.to_numpy(ak.sum(hard.btag == 0, axis=1)).astype(np.float64)
    pad = ak.pad_none(hard, 3, clip=True)
    J = {v: ak.to_numpy(ak.fill_none(pad[v], 0)).astype(np.float64) for v in ("pt", "eta", "phi", "m")}
    nj = ak.to_numpy(ak.num(hard))
    c["ht"] = ak.to_numpy(ak.sum(ak.values_astype(hard.pt, np.float64), axis=1))
    c["rt"] = np.where(c["ht"] > 0, met / np.maximum(c["ht"], 1e-9), 0.0)
    for n in range(3):
        for v in ("pt", "eta", "phi"):
            c[f"jet{n + 1}_{v}"] = J[v][:, n]
        c[f"jet{n + 1}_missing"] = (nj <= n).astype(np.int8)
    x, y, z = (J["pt"] * f for f in (np.cos(J["phi"]), np.sin(J["phi"]), np.sinh(J["eta"])))
    en = np.sqrt((J["pt"] * np.cosh(J["eta"])) ** 2 + J["m"] ** 2)
    m2 = (en[:, 0] + en[:, 1]) ** 2 - (x[:, 0] + x[:, 1]) ** 2 - (y[:, 0] + y[:, 1]) ** 2 - (z[:, 0] + z[:, 1]) ** 2
    c["mjj"] = np.where(nj >= 2, np.sqrt(np.maximum(m2, 0)), 0.0)
    c["event_weight"] = w[i]
    return c, cutflow


def main():
    rounds, tables = int(sys.argv[1]), [read(path) for path in sys.argv[2:]]
    together, timed = joined(tables), {"together": [], "each": []}
    for _ in range(rounds):
        for name, work in (("together", lambda: select(together)), ("each", lambda: [select(t) for t in tables])):
            start, used = time.perf_counter(), time.process_time()
            work()
            timed[name].append([time.perf_counter() - start, time.process_time() - used])
    columns, cutflow = select(together)
    sums = {k: float(np.sum(v, dtype=np.float64)) for k, v in columns.items()}
    print(json.dumps(dict(**timed, selected=len(columns["met"]), cutflow=cutflow, sums=sums)))


main()
