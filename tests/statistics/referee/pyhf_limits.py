"""What pyhf makes of published models. Reads JSON lines {"workspace", "patches"?, "interpolation"?}; writes for each a line with the CLs of
strength 1, [observed, five expected], and the upper limits, [observed, five expected], by MINUIT; the digest of the workspace; and for
each of the patch set's patches the CLs of the workspace with it."""
import json
import logging
import sys
import warnings

try:
    import iminuit  # noqa: F401
    import numpy
    import pyhf
    from scipy.optimize import brentq
except ImportError as error:
    print(json.dumps({"missing": f"this Python lacks {error.name}"}))
    sys.exit()

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
pyhf.set_backend("numpy", pyhf.optimize.minuit_optimizer(tolerance=1e-5, strategy=2))


def hypotest(workspace, codes):
    settings = {name: {"interpcode": codes.get(name, code)} for name, code in [("normsys", "code4"), ("histosys", "code4p")]}
    model = workspace.model(modifier_settings=settings)
    data = workspace.data(model)
    known = {}

    def cls(mu):
        if mu not in known:
            observed, expected = pyhf.infer.hypotest(mu, data, model, return_expected_set=True)
            known[mu] = [float(value) for value in [observed, *expected]]
        return known[mu]

    return cls, model.config.suggested_bounds()[model.config.poi_index][1]


def limit(cls, number, most):
    return brentq(lambda mu: numpy.log(max(cls(mu)[number], 1e-300) / 0.05), 1e-3 * most, most, xtol=1e-9, rtol=1e-9)


for line in sys.stdin:
    task = json.loads(line)
    workspace = pyhf.Workspace(task["workspace"])
    codes = task.get("interpolation", {})
    cls, most = hypotest(workspace, codes) if task["limits"] else (None, None)
    patched = {}
    if "patches" in task:
        patches = pyhf.PatchSet(task["patches"])
        for patch in patches:
            with_patch, bound = hypotest(pyhf.Workspace(patches.apply(workspace, patch.name)), codes)
            patched[patch.name] = {"cls": with_patch(1.0), "limit": [limit(with_patch, i, bound) for i in range(6)]}
    print(
        json.dumps(
            {
                "cls": cls and cls(1.0),
                "limit": cls and [limit(cls, i, most) for i in range(6)],
                "digest": pyhf.utils.digest(task["workspace"]),
                "patched": patched,
            }
        ),
        flush=True,
    )
