# The notebook that checks a record, cell by cell. Before these cells notebook.ts puts one that names the record and says
# what its experiment compares: RECORD, TABLE, MODEL, PROMPT, EXPERIMENT, CONFIG_HASH, PRIMARY, TITLE, LABELS, METRICS,
# COLUMNS, CLAIMS, MOST_PAIRS.

# %%
import csv
import json
from math import isclose
from pathlib import Path
from statistics import fmean

import matplotlib.pyplot as plt

if not Path(RECORD).exists():
    raise FileNotFoundError(f"Put {RECORD} beside this notebook: the page saves it with “Record (JSON)”.")
record = json.loads(Path(RECORD).read_text(encoding="utf-8"))
if (record["experiment"], record["configHash"]) != (EXPERIMENT, CONFIG_HASH):
    raise ValueError(f"{RECORD} is a record of another run; expected {EXPERIMENT} with hash {CONFIG_HASH}.")
print(f"{EXPERIMENT}: {len(record['results'])} models, commit {record['commit']}, {record['started']}")


def by_seed(arm, metric):
    """The metric of an arm's models, by their seeds."""
    return {r["seed"]: r["metrics"][metric] for r in record["results"] if r["arm"] == arm}


arms = [arm for arm in LABELS if by_seed(arm, PRIMARY)]

# %% [markdown]
# ## The models
#
# Means over seeds. If the table that the page saves with “Table (CSV)” lies beside this notebook too, it is compared with the record.

# %%
width = max(len(LABELS[arm]) for arm in arms) + 2
print(" " * width + "seeds" + "".join(f"  {short}" for short in METRICS.values()))
for arm in arms:
    columns = "".join(
        f"{fmean(by_seed(arm, metric).values()):{len(short) + 2}.4f}" for metric, short in METRICS.items()
    )
    print(f"{LABELS[arm]:{width}}{len(by_seed(arm, PRIMARY)):5}" + columns)

if Path(TABLE).exists():
    with open(TABLE, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[COLUMNS[PRIMARY]]]
    same = len(rows) == len(record["results"]) and all(
        float(row[column]) == by_seed(row["arm"], metric).get(int(row["seed"]))
        for row in rows
        for metric, column in COLUMNS.items()
    )
    print(f"\n{TABLE} {'has the same numbers' if same else 'differs from the record'}.")

# %% [markdown]
# ## Every seed
#
# Small dots are single seeds, the large one above them is their mean.

# %%
figure, axes = plt.subplots(figsize=(8, 0.5 * len(arms) + 1.2))
for place, arm in enumerate(arms):
    values = list(by_seed(arm, PRIMARY).values())
    beside = [0.3 * k / max(len(values) - 1, 1) for k in range(len(values))]
    colour = f"C{place % 10}"
    axes.scatter(values, [place + step for step in beside], s=18, color=colour, alpha=0.6)
    axes.scatter(fmean(values), place - 0.2, s=70, color=colour)
axes.set_yticks(range(len(arms)), [LABELS[arm] for arm in arms])
axes.set_ylim(len(arms) - 0.5, -0.5)
axes.set_xlim(-0.02, 1.02)
axes.set_xlabel(TITLE)
axes.grid(axis="x", alpha=0.4)
figure.tight_layout()
plt.show()

# %% [markdown]
# ## The verdicts, once more
#
# If two models behave alike, the difference of each seed is as likely to have the other sign. So every pattern of signs is tried, and p is the share of patterns whose sum is at least as far from zero as the one measured. This is done for every claim that one model is lower, or higher, than another.


# %%
def sign_flip_p(differences):
    """Exact two-sided p: the first sign is fixed, since a pattern and its mirror image are equally far from zero."""
    sums = differences[:1]
    for difference in differences[1:]:
        sums = [total + signed for total in sums for signed in (difference, -difference)]
    # Patterns that tie with the measured one must not be lost to rounding.
    threshold = abs(sum(differences)) - 1e-9 * sum(abs(difference) for difference in differences)
    return sum(abs(total) >= threshold for total in sums) / len(sums)


recorded = {verdict["hypothesis"]: verdict for verdict in record["verdicts"]}
agreeing = tried = 0
for claim in CLAIMS:
    arm, reference = by_seed(claim["arm"], claim["metric"]), by_seed(claim["reference"], claim["metric"])
    seeds = sorted(arm.keys() & reference.keys())
    verdict = recorded.get(claim["id"])
    if verdict is None or not seeds:
        print(f"{claim['id']}: not judged in this record")
        continue
    if len(seeds) > MOST_PAIRS:
        print(f"{claim['id']}: {len(seeds)} pairs have too many patterns; the lab samples them")
        continue
    differences = [arm[seed] - reference[seed] - claim["line"] for seed in seeds]
    p = sign_flip_p(differences)
    agrees = seeds == verdict["seeds"] and isclose(p, verdict["p"], rel_tol=1e-9)
    agreeing, tried = agreeing + agrees, tried + 1
    print(
        f"{claim['id']}: mean difference {fmean(differences):+.4f} over {len(seeds)} seeds, p = {p:.6g}, "
        f"recorded {verdict['p']:.6g} ({verdict['verdict']}): {'agrees' if agrees else 'DIFFERS'}"
    )
print(f"\n{agreeing} of {tried} agree with the record.")

# %% [markdown]
# ## Ask a model
#
# Needs `torch` and `transformers`, and the models that the page saves with “Models (zip)”, unzipped beside this notebook. Change `MODEL` and `PROMPT` above to ask another one.

# %%
try:
    import torch
    from transformers import AutoTokenizer, GPT2LMHeadModel
except ImportError:
    torch = None


def next_words(folder, prompt, shown=8):
    """The likeliest words after a prompt, with their probabilities."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    unknown = [word for word in prompt.split() if word not in tokenizer.get_vocab()]
    if unknown:
        raise ValueError(f"“{unknown[0]}” is not a word of the toy world; those of {folder}/tokenizer.json are.")
    model = GPT2LMHeadModel.from_pretrained(folder)
    with torch.no_grad():
        logits = model(**tokenizer(prompt, return_tensors="pt")).logits[0, -1]
    likeliest = logits.softmax(-1).topk(shown)
    return list(zip(tokenizer.convert_ids_to_tokens(likeliest.indices.tolist()), likeliest.values.tolist()))


folder = next((path for path in [Path(MODEL), *Path().glob(f"*/{MODEL}")] if path.is_dir()), None)
if torch is None:
    print("torch and transformers are not installed here: pip install torch transformers")
elif folder is None:
    print(f"There is no folder {MODEL} beside this notebook; unzip the models of “Models (zip)” here.")
else:
    print(f"{MODEL}: {PROMPT} …")
    for word, probability in next_words(f"./{folder}", PROMPT):
        print(f"{probability:8.1%}  {word}")
