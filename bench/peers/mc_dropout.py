"""100 stochastic passes over 20,000 events with Keras and PyTorch: one JSON line per measurement."""
import json
import os
import time

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)
THREADS = int(os.environ.get("UMBRA_THREADS", "1"))
for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ[name] = str(THREADS)
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={'true' if THREADS > 1 else 'false'} intra_op_parallelism_threads={THREADS}"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import numpy as np

EVENTS, INPUTS, PASSES = 20_000, 33, 100
X = np.random.default_rng(1).standard_normal((EVENTS, INPUTS), dtype="f4")


def now():
    return time.perf_counter(), time.process_time()


def say(peer, passes, start, mean, std):
    rate, per_core = (EVENTS * passes / (end - begin) for begin, end in zip(start, now()))
    print(json.dumps({"peer": peer, "rate": rate, "perCore": per_core, "mean": float(np.asarray(mean).mean()), "std": float(np.asarray(std).mean())}), flush=True)


def measure_torch():
    import torch

    torch.set_num_threads(THREADS)
    nn = torch.nn
    model = nn.Sequential(nn.BatchNorm1d(INPUTS), nn.Linear(INPUTS, 84), nn.ReLU(), nn.Dropout(0.05), nn.Linear(84, 49), nn.ReLU(), nn.Linear(49, 1), nn.Sigmoid())
    model.eval()
    model[3].train()
    x = torch.from_numpy(X)
    with torch.inference_mode():
        model(x)
        passes, start = 20, now()
        p = torch.stack([model(x)[:, 0] for _ in range(passes)])
        say("PyTorch, a pass at a time", passes, start, p.mean(0), p.std(0, unbiased=False))
        start, mean, std = now(), [], []
        for o in range(0, EVENTS, 2000):  # the layers before the dropout once, ten passes in a product
            h = model[:3](x[o:o + 2000])
            p = torch.cat([model[4:](model[3](h.expand(10, *h.shape).reshape(-1, 84)))[:, 0].view(10, -1) for _ in range(PASSES // 10)])
            mean.append(p.mean(0)), std.append(p.std(0, unbiased=False))
        say("PyTorch, first layer once", PASSES, start, torch.cat(mean), torch.cat(std))


def measure_keras():
    os.environ["KERAS_BACKEND"] = "tensorflow"
    import keras
    import tensorflow as tf

    layers = keras.layers

    class Always(layers.Dropout):  # Keras 3 switches Dropout(...)(x, training=True) off in predict()
        def call(self, x, training=None):
            return super().call(x, training=True)

    model = keras.Sequential([keras.Input((INPUTS,)), layers.BatchNormalization(), layers.Dense(84, "relu"), Always(0.05), layers.Dense(49, "relu"), layers.Dense(1, "sigmoid")])
    model.predict(X, batch_size=4096, verbose=0)
    passes, start = 5, now()
    p = np.stack([model.predict(X, batch_size=4096, verbose=0)[:, 0] for _ in range(passes)])
    say("Keras predict, a pass at a time", passes, start, p.mean(0), p.std(0))
    x = tf.constant(X)
    compiled = tf.function(lambda x: model(x, training=False))
    compiled(x)
    passes, start = 20, now()
    p = np.stack([compiled(x).numpy()[:, 0] for _ in range(passes)])
    say("Keras in tf.function", passes, start, p.mean(0), p.std(0))


for peer in (measure_torch, measure_keras):
    try:
        peer()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
