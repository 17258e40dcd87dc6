"""What pyhf makes of workspaces. Reads JSON lines {"workspace", "points", "interpolation"?}; writes for each a line with the names, starting
values, bounds and fixed flags of the parameters, -2 ln L of the observed data at each point, and, where {"fit": true}, the fit by
MINUIT: values, HESSE errors, correlations and MINOS errors of all free parameters."""
import json
import logging
import sys
import warnings

try:
    import iminuit
    import numpy
    import pyhf
except ImportError as error:
    print(json.dumps({"missing": f"this Python lacks {error.name}"}))
    sys.exit()

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
pyhf.set_backend("numpy")


def minuit(model, data):
    config = model.config
    fixed = config.suggested_fixed()
    fit = iminuit.Minuit(
        lambda pars: float(pyhf.infer.mle.twice_nll(pars, data, model)[0]),
        numpy.array(config.suggested_init()),
        name=config.par_names,
    )
    fit.errordef = 1
    fit.limits = config.suggested_bounds()
    fit.fixed = fixed
    fit.strategy = 2
    fit.tol = 1e-4
    fit.migrad(ncall=100000)
    fit.hesse()
    fit.minos()
    merrors = [fit.merrors[name] if not held else None for name, held in zip(config.par_names, fixed)]
    return {
        "values": list(fit.values),
        "errors": [0 if held else error for error, held in zip(fit.errors, fixed)],
        "correlation": numpy.asarray(fit.covariance.correlation()).tolist(),
        "up": [m.upper if m is not None and m.is_valid else None for m in merrors],
        "down": [-m.lower if m is not None and m.is_valid else None for m in merrors],
        "twice_nll": fit.fval,
    }


for line in sys.stdin:
    task = json.loads(line)
    workspace = pyhf.Workspace(task["workspace"])
    codes = task.get("interpolation", {})
    settings = {name: {"interpcode": codes.get(name, code)} for name, code in [("normsys", "code4"), ("histosys", "code4p")]}
    model = workspace.model(modifier_settings=settings)
    data = workspace.data(model)
    config = model.config
    print(
        json.dumps(
            {
                "names": config.par_names,
                "inits": config.suggested_init(),
                "bounds": [list(bound) for bound in config.suggested_bounds()],
                "fixed": config.suggested_fixed(),
                "auxdata": config.auxdata,
                "twice_nll": [float(pyhf.infer.mle.twice_nll(point, data, model)[0]) for point in task["points"]],
                "fit": minuit(model, data) if task.get("fit") else None,
            }
        ),
        flush=True,
    )
