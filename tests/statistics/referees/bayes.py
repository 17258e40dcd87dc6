"""Referee of tests/statistics/bayes.test.ts: Bayesian limits by plain Monte-Carlo integration (numpy, scipy).

python bayes.py > bayes.json
"""

import json

import numpy as np
from scipy.stats import poisson

rng = np.random.default_rng(20221)
DRAWS = 400_000


def sigma(relative):
    return np.sqrt(np.log1p(relative**2))


def limit(case):
    draws = {name: rng.standard_normal(DRAWS) for name in case["correlated"]}

    def factor(name, relative):
        z = draws[name] if name in case["correlated"] else rng.standard_normal(DRAWS)
        return np.exp(sigma(relative) * z)

    fb = np.linspace(0, case["most"], 401)
    log_likelihood = np.zeros((len(fb), DRAWS), dtype=np.float32)
    for channel in case["channels"]:
        luminosity = case["luminosity"] * factor("luminosity", case["luminosity_relative_error"])
        efficiency = channel["efficiency"] * factor("efficiency", channel["efficiency_error"] / channel["efficiency"])
        background = channel["background"] * factor("background", channel["background_error"] / channel["background"])
        for i, x in enumerate(fb):
            log_likelihood[i] += poisson.logpmf(channel["observed"], x * luminosity * efficiency + background)
    likelihood = np.exp(log_likelihood.astype(float)).mean(axis=1)
    cumulative = np.concatenate([[0], np.cumsum((likelihood[1:] + likelihood[:-1]) / 2)])
    return float(np.interp(0.95 * cumulative[-1], cumulative, fb))


EE = {"efficiency": 0.0252, "efficiency_error": 0.00504, "background": 108.4, "background_error": 23.0}
MUMU = {"efficiency": 0.0203, "efficiency_error": 0.00406, "background": 124.9, "background_error": 26.1}
ROUGH = {"efficiency": 0.3, "efficiency_error": 0.15, "background": 4.2, "background_error": 2.1}
FINE = {"efficiency": 0.2, "efficiency_error": 0.02, "background": 3.0, "background_error": 0.3}


def case(channels, correlated, luminosity_relative_error=0.02, most=200.0):
    return {
        "luminosity": 139.2,
        "luminosity_relative_error": luminosity_relative_error,
        "correlated": correlated,
        "channels": [{**channel, "observed": observed} for channel, observed in channels],
        "most": most,
    }


cases = [
    case([(EE, 95)], []),
    case([(EE, 120), (MUMU, 118)], ["luminosity"], most=60.0),
    case([(EE, 101), (MUMU, 160)], ["luminosity", "background"], most=80.0),
    case([(EE, 80), (MUMU, 99)], ["efficiency"], 0.1, 60.0),
    case([(ROUGH, 6), (FINE, 1)], ["luminosity", "efficiency"], 0.05, 2.0),
    case([(ROUGH, 0), (FINE, 5)], ["background", "efficiency"], 0.05, 2.0),
]
print(json.dumps([{**case, "limit": limit(case)} for case in cases], indent=1))
