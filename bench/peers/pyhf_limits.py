"""One hypothesis test and the upper limits of a workspace by pyhf with numpy, timed. usage: pyhf_limits.py workspace.json"""
import json
import sys
import time

try:
    import pyhf
except ImportError:
    print(json.dumps({"missing": "pyhf is not installed"}))
    sys.exit()

pyhf.set_backend("numpy")
workspace = pyhf.Workspace(json.load(open(sys.argv[1])))
model = workspace.model()
data = workspace.data(model)
clock = lambda: (time.perf_counter(), time.process_time())  # noqa: E731
begin = clock()
pyhf.infer.hypotest(1.0, data, model, test_stat="qtilde", return_expected_set=True)
middle = clock()
observed, expected = pyhf.infer.intervals.upper_limits.upper_limit(data, model, scan=None, level=0.05, rtol=1e-4)
end = clock()
print(
    json.dumps(
        {
            "peer": f"pyhf {pyhf.__version__} numpy",
            "hypotest": middle[0] - begin[0],
            "hypotest_processor": middle[1] - begin[1],
            "limit": end[0] - middle[0],
            "limit_processor": end[1] - middle[1],
            "limits": " ".join(repr(float(value)) for value in [observed, *expected]),
        }
    ),
    flush=True,
)
