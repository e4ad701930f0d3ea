"""Values that the statistics are held to, computed by other programs: NumPy, SciPy 1.17, statsmodels 0.15.

    python3 tests/src/analysis/fixtures.py        prints tests/src/analysis/fixtures.json
"""

import itertools
import json

import numpy as np
from scipy import stats
from statsmodels.stats.power import TTestPower

rng = np.random.default_rng(1)


def greater(x):
    """One-sided paired sign-flip test."""
    test = stats.permutation_test(
        (np.array(x),), lambda v, axis: v.mean(axis), permutation_type="samples", vectorized=True, alternative="greater"
    )
    return float(test.pvalue)


near = [0.01, -0.02, 0.005, 0.015, -0.01, 0.0, 0.012, -0.004]
far = [0.04, -0.02, 0.06, 0.015, 0.03, 0.0, 0.05, -0.004, 0.02]
equivalence = [
    {"differences": d, "bound": b, "p": min(1, 2 * max(greater(b + np.array(d)), greater(b - np.array(d))))}
    for d, b in [(near, 0.05), (near, 0.02), (far, 0.05), (far, 0.1), (far, 0.02)]
]


def simulated_effect(n, alpha, draws=4000):
    """Smallest shift and smallest bound at which the sign-flip test rejects with power .8, by trying shifts."""
    signs = np.array(list(itertools.product([1.0, -1.0], repeat=n)))
    z = rng.normal(size=(draws, n))

    def rejects(x):
        return np.concatenate([(y @ signs.T >= y.sum(1)[:, None] - 1e-9).mean(1) * 2 <= alpha for y in np.array_split(x, 20)])

    def solve(power):
        low, high = 0.2, 8.0
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if power(middle) < 0.8 else (low, middle)
        return round(high, 3)

    return solve(lambda e: rejects(z + e).mean()), solve(lambda e: (rejects(e + z) & rejects(e - z)).mean())


minimum_detectable_effect = []
for n, alpha in [(6, 0.05), (8, 0.05), (8, 0.0125), (10, 0.0125), (11, 0.01)]:
    difference, bound = simulated_effect(n, alpha)
    minimum_detectable_effect.append({"n": n, "alpha": alpha, "difference": difference, "bound": bound})
t_test = [
    {"n": n, "alpha": a, "difference": float(TTestPower().solve_power(nobs=n, alpha=a, power=0.8))}
    for n, a in [(13, 0.05), (16, 0.0125), (24, 0.01), (48, 0.00625)]
]

counts, rates = [1250, 2500, 5000, 10000], [0.5, 0.4, 0.22, 0.1]
crossing = [
    {"target": t, "count": float(np.exp(np.interp(-t, -np.array(rates), np.log(counts))))} for t in (0.45, 0.4, 0.3, 0.15, 0.1)
]

cells, episodes = 6, 8
arm, reference = rng.binomial(episodes, 0.2, (5, cells)) / episodes, rng.binomial(episodes, 0.5, (5, cells)) / episodes
chosen = rng.integers(0, 5, (200_000, 5))
again = (rng.binomial(episodes, arm[chosen]) - rng.binomial(episodes, reference[chosen])).mean(-1) / episodes
nested = {
    "episodes": episodes,
    "arm": arm.tolist(),
    "reference": reference.tolist(),
    "interval": np.quantile(again.mean(1), [0.025, 0.975]).tolist(),
    "error": float(np.std(rng.binomial(episodes, arm[0], (400_000, cells)).mean(1) / episodes)),
}

fixtures = {"equivalence": equivalence, "minimumDetectableEffect": minimum_detectable_effect, "tTest": t_test, "crossing": crossing, "nested": nested}
print(json.dumps(fixtures, indent=2))
