"""Training the same networks with Keras and PyTorch: one JSON line per measurement.

usage: python training.py [seconds]      network: batch-normalised inputs, dense layers, weighted binary cross-entropy, Adam
"""
import json
import os
import sys
import time

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import numpy as np

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
EVENTS = 200_000
BATCHES = (512, 8192)
#   name: inputs, (units, dropout) of each hidden layer
NETWORKS = {"dark-matter": (33, ((84, 0.05), (49, 0.0))), "wide": (69, ((84, 0.05), (49, 0.05)))}


def events(inputs):
    random = np.random.default_rng(1)
    y = (random.random(EVENTS) < 0.5).astype("f4")
    x = random.standard_normal((EVENTS, inputs), dtype="f4")
    x[:, :8] += (y[:, None] - 0.5) * 0.6
    return x, y, (0.5 + random.random(EVENTS)).astype("f4")


def rate(step, batch):
    for k in range(3):
        step(k)
    n, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        step(n)
        n += 1
    return n * batch / (time.perf_counter() - start)


def say(peer, network, batch, value):
    print(json.dumps({"peer": peer, "network": network, "batch": batch, "rate": value}), flush=True)


def measure_torch():
    import torch

    torch.manual_seed(1)
    nn = torch.nn
    for name, (inputs, hidden) in NETWORKS.items():
        x, y, w = (torch.from_numpy(a) for a in events(inputs))
        for batch in BATCHES:
            layers, width = [nn.BatchNorm1d(inputs)], inputs
            for units, dropout in hidden:
                layers += [nn.Linear(width, units), nn.ReLU()] + ([nn.Dropout(dropout)] if dropout else [])
                width = units
            model = nn.Sequential(*layers, nn.Linear(width, 1))
            optimiser = torch.optim.Adam(model.parameters(), 1e-3, fused=True)

            def step(k):
                o = k % (EVENTS // batch) * batch
                z = model(x[o:o + batch])[:, 0]
                loss = nn.functional.binary_cross_entropy_with_logits(z, y[o:o + batch], w[o:o + batch])
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                optimiser.step()

            say("PyTorch", name, batch, rate(step, batch))


def measure_keras():
    os.environ["KERAS_BACKEND"] = "tensorflow"
    import keras
    import tensorflow as tf

    for name, (inputs, hidden) in NETWORKS.items():
        x, y, w = events(inputs)
        for batch in BATCHES:
            def build():
                layers = [keras.Input((inputs,)), keras.layers.BatchNormalization()]
                for units, dropout in hidden:
                    layers += [keras.layers.Dense(units, "relu")] + ([keras.layers.Dropout(dropout)] if dropout else [])
                return keras.Sequential(layers + [keras.layers.Dense(1, "sigmoid")])

            model = build()
            model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
            model.fit(x[:3 * batch], y[:3 * batch], sample_weight=w[:3 * batch], batch_size=batch, verbose=0)
            n = min(EVENTS, 40_000 if batch == 512 else EVENTS) // batch * batch
            start = time.perf_counter()
            model.fit(x[:n], y[:n], sample_weight=w[:n], batch_size=batch, verbose=0)
            say("Keras fit", name, batch, n / (time.perf_counter() - start))

            model = build()
            optimiser = keras.optimizers.Adam(1e-3)
            optimiser.build(model.trainable_variables)
            batches = [tuple(map(tf.constant, (x[o:o + batch], y[o:o + batch], w[o:o + batch]))) for o in range(0, min(40 * batch, EVENTS // batch * batch), batch)]

            @tf.function
            def compiled(x, y, w):
                with tf.GradientTape() as tape:
                    p = model(x, training=True)
                    loss = tf.reduce_mean(keras.losses.binary_crossentropy(y[:, None], p) * w)
                optimiser.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
                return loss

            say("Keras in tf.function", name, batch, rate(lambda k: compiled(*batches[k % len(batches)]).numpy(), batch))


for peer in (measure_torch, measure_keras):
    try:
        peer()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
