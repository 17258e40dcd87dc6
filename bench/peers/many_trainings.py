"""The same trainings with Keras fit, one after the other: one JSON line.

usage: python many_trainings.py TRAININGS EVENTS EPOCHS
"""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ["KERAS_BACKEND"] = "tensorflow"
import numpy as np

TRAININGS, EVENTS, EPOCHS = map(int, sys.argv[1:])
INPUTS = 33

try:
    import keras
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit()


def events(count):
    random = np.random.default_rng(1)
    y = (random.random(count) < 0.5).astype("f4")
    x = random.standard_normal((count, INPUTS), dtype="f4")
    x[:, :8] += (y[:, None] - 0.5) * 0.6
    return x, y, (0.5 + random.random(count)).astype("f4")


def train(x, y, w, validation, epochs):
    layers = keras.layers
    model = keras.Sequential([keras.Input((INPUTS,)), layers.BatchNormalization(), layers.Dense(84, "relu"), layers.Dropout(0.05), layers.Dense(49, "relu"), layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
    model.fit(x, y, sample_weight=w, batch_size=512, epochs=epochs, validation_data=validation, verbose=0)


data, validation = events(EVENTS), events(5000)
train(*(a[:1024] for a in data), validation, 1)
start = time.perf_counter()
for _ in range(TRAININGS):
    train(*data, validation, EPOCHS)
print(json.dumps({"peer": "Keras fit", "seconds": time.perf_counter() - start}), flush=True)
