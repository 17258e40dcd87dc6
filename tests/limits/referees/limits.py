"""Referee of tests/limits/limits.test.ts: pyhf's expected upper limits of the workspaces in limits.json (numpy, scipy).

python limits.py models.json > limits.json
"""

import json
import sys

import numpy as np
import pyhf
from scipy.optimize import brentq

pyhf.set_backend("numpy", pyhf.optimize.scipy_optimizer(tolerance=1e-12))
with open(sys.argv[1]) as file:
    models = json.load(file)


def limits(entry):
    workspace = pyhf.Workspace(entry["workspace"])
    model = workspace.model()
    data = workspace.data(model)
    cache = {}

    def cls(mu):
        if mu not in cache:
            cache[mu] = [float(value) for value in pyhf.infer.hypotest(mu, data, model, return_expected_set=True)[1]]
        return cache[mu]

    return [brentq(lambda mu: np.log(max(cls(mu)[i], 1e-12) / 0.05), 1e-3, 10.0, xtol=1e-7) for i in range(5)]


print(json.dumps({"models": models, "expected": [limits(entry) for entry in models]}))
