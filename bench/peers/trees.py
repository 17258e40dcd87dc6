"""XGBoost and scikit-learn for bench/trees.ts: one JSON line for each training, its processor time in seconds and the area on the validation events."""

import json
import sys
import time

settings = json.loads(sys.argv[1])
try:
    import numpy as np
    import xgboost as xgb
    from sklearn.ensemble import AdaBoostClassifier, RandomForestClassifier
    from sklearn.metrics import log_loss, roc_auc_score
    from sklearn.tree import DecisionTreeClassifier
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
    sys.exit()

width, threads = settings["width"], settings["threads"]
data = np.fromfile(settings["file"], "<f4")


def cut(data, events):
    features = data[: events * width].reshape(events, width)
    labels, weights = data[events * width : events * (width + 2)].reshape(2, events)
    return (features, labels, weights), data[events * (width + 2) :]


(features, labels, weights), rest = cut(data, settings["events"])
(other, truth, other_weights), _ = cut(rest, len(rest) // (width + 2))


def report(peer, what, begin, scores):
    seconds = time.process_time() - begin
    auc = roc_auc_score(truth, scores, sample_weight=other_weights)
    print(json.dumps({"peer": peer, "what": what, "seconds": seconds, "auc": auc}), flush=True)


def boosted(matrix_type):
    begin = time.process_time()
    train = matrix_type(features, labels, weight=weights, nthread=threads)
    reference = {"ref": train} if matrix_type is xgb.QuantileDMatrix else {}
    validate = matrix_type(other, truth, weight=other_weights, nthread=threads, **reference)
    params = {"objective": "binary:logistic", "tree_method": "hist", "eta": 0.1, "nthread": threads, "eval_metric": ["auc", "logloss"]}
    # As Umbra: the loss of both sets and the area of the validation events in every round
    model = xgb.train(params, train, settings["rounds"], evals=[(train, "train"), (validate, "validation")], verbose_eval=False)
    report(f"xgboost, {matrix_type.__name__}", "xgboost", begin, model.predict(validate))


def fitted(what, model):
    begin = time.process_time()
    model.fit(features, labels, weights)
    report("scikit-learn", what, begin, model.predict_proba(other)[:, 1])


for matrix_type in (xgb.DMatrix, xgb.QuantileDMatrix):
    boosted(matrix_type)
for leaf in (1, 5):
    forest = RandomForestClassifier(settings["trees"], min_samples_leaf=leaf, n_jobs=threads, oob_score=True, random_state=1)
    fitted(f"forest leaf {leaf}", forest)
for depth in (1, 3):
    tree = DecisionTreeClassifier(max_depth=depth)
    fitted(f"adaboost depth {depth}", AdaBoostClassifier(tree, n_estimators=settings["estimators"]))
