"""CLs from pyhf's toy calculator, for tests/toys: python3 toys.py > toys.json

A model of small counts (where asymptotic distributions are off), with every kind of uncertainty that count-templates writes. Takes some minutes.
"""

import json
import sys

import numpy
import pyhf

TOYS = 2000

# numpy 2 calls it `method`.
percentile = numpy.percentile
numpy.percentile = lambda values, q, axis=None, interpolation="linear": percentile(values, q, axis=axis, method=interpolation)

channel = lambda name, signal, background, error: {
    "name": name,
    "samples": [
        {
            "name": "signal",
            "data": [signal],
            "modifiers": [
                {"name": "mu", "type": "normfactor", "data": None},
                {"name": "lumi", "type": "lumi", "data": None},
            ],
        },
        {
            "name": "background",
            "data": [background],
            "modifiers": [
                {"name": "lumi", "type": "lumi", "data": None},
                {"name": "norm_background", "type": "normsys", "data": {"hi": 1.2, "lo": 0.8}},
                {"name": f"mcstat_{name}", "type": "staterror", "data": [error]},
            ],
        },
    ],
}
lumi = {"name": "lumi", "inits": [1.0], "auxdata": [1.0], "sigmas": [0.017], "bounds": [[0.864, 1.136]]}
workspace = {
    "version": "1.0.0",
    "channels": [channel("ee", 3.1, 4.2, 0.6), channel("mumu", 3.8, 6.3, 0.8)],
    "observations": [{"name": "ee", "data": [5]}, {"name": "mumu", "data": [6]}],
    "measurements": [{"name": "limits", "config": {"poi": "mu", "parameters": [lumi]}}],
}

spec = pyhf.Workspace(workspace)
model = spec.model()
data = spec.data(model)
results = []
for mu in [0.8, 1.3]:
    numpy.random.seed(7)
    observed, expected = pyhf.infer.hypotest(
        mu,
        data,
        model,
        calctype="toybased",
        ntoys=TOYS,
        track_progress=False,
        return_tail_probs=False,
        return_expected_set=True,
    )
    results.append({"mu": mu, "cls_obs": float(observed), "cls_exp": [float(value) for value in expected]})
    print(results[-1], file=sys.stderr)
json.dump(
    {"pyhf": pyhf.__version__, "toys": TOYS, "workspace": workspace, "results": results}, sys.stdout, indent=1
)
print()
