"""CLs of workspaces by pyhf. Reads JSON lines {"workspace", "mu"}; writes for each a line
{"scipy": [observed, five expected] or null, "minuit": likewise}: null where the fit of that optimiser failed."""
import json
import logging
import sys
import warnings

try:
    import pyhf
except ImportError:
    print(json.dumps({"missing": "this Python has no pyhf"}))
    sys.exit()

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
optimisers = {"scipy": pyhf.optimize.scipy_optimizer}
try:
    import iminuit  # noqa: F401

    optimisers["minuit"] = lambda: pyhf.optimize.minuit_optimizer(tolerance=1e-3)
except ImportError:
    pass

for line in sys.stdin:
    task = json.loads(line)
    result = {}
    for name, optimiser in optimisers.items():
        pyhf.set_backend("numpy", optimiser())
        try:
            workspace = pyhf.Workspace(task["workspace"])
            model = workspace.model()
            observed, expected = pyhf.infer.hypotest(
                task["mu"], workspace.data(model), model, test_stat="qtilde", return_expected_set=True
            )
            numbers = [float(value) for value in [observed, *expected]]
            result[name] = numbers if all(value == value for value in numbers) else None
        except Exception:
            result[name] = None
    print(json.dumps(result), flush=True)
