"""Training the same networks with Keras and PyTorch: one JSON line per measurement.

usage: python training.py [seconds]      dense layers, weighted binary cross-entropy, Adam; UMBRA_THREADS threads, also of the peers
"""
import json
import os
import sys
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

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
EVENTS = 200_000
BATCHES = (512, 8192, 65536)
#   name: inputs, batch normalisation of the inputs, activation, (units, dropout) of each hidden layer
NETWORKS = {
    "dark-matter": (33, True, "relu", ((84, 0.05), (49, 0.0))),
    "vlq": (69, True, "relu", ((84, 0.05), (49, 0.05))),
    "transfer": (30, False, "selu", ((352, 0.1), (352, 0.1), (352, 0.1))),
}


def events(inputs):
    random = np.random.default_rng(1)
    y = (random.random(EVENTS) < 0.5).astype("f4")
    x = random.standard_normal((EVENTS, inputs), dtype="f4")
    x[:, :8] += (y[:, None] - 0.5) * 0.6
    return x, y, (0.5 + random.random(EVENTS)).astype("f4")


def rate(step, batch):
    for k in range(3):
        step(k)
    n, start, cpu = 0, time.perf_counter(), time.process_time()
    while n < 2 or time.perf_counter() - start < SECONDS:
        step(n)
        n += 1
    return n * batch / (time.perf_counter() - start), n * batch / (time.process_time() - cpu)


def say(peer, network, batch, rates):
    print(json.dumps({"peer": peer, "network": network, "batch": batch, "rate": rates[0], "perCore": rates[1]}), flush=True)


def measure_torch():
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(THREADS)
    nn = torch.nn
    for name, (inputs, normalised, activation, hidden) in NETWORKS.items():
        x, y, w = (torch.from_numpy(a) for a in events(inputs))
        for batch in BATCHES:
            layers, width = [nn.BatchNorm1d(inputs)] if normalised else [], inputs
            for units, dropout in hidden:
                layers += [nn.Linear(width, units), nn.ReLU() if activation == "relu" else nn.SELU()] + ([nn.Dropout(dropout)] if dropout else [])
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
            try:
                eager = model
                model = torch.compile(eager)
                say("PyTorch compiled", name, batch, rate(step, batch))
            except Exception:  # no compiler
                pass


def measure_keras():
    os.environ["KERAS_BACKEND"] = "tensorflow"
    import keras
    import tensorflow as tf

    for name, (inputs, normalised, activation, hidden) in NETWORKS.items():
        x, y, w = events(inputs)
        for batch in BATCHES:
            def build():
                layers = [keras.Input((inputs,))] + ([keras.layers.BatchNormalization()] if normalised else [])
                for units, dropout in hidden:
                    layers += [keras.layers.Dense(units, activation)] + ([keras.layers.Dropout(dropout)] if dropout else [])
                return keras.Sequential(layers + [keras.layers.Dense(1, "sigmoid")])

            model = build()
            model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
            model.fit(x[:3 * batch], y[:3 * batch], sample_weight=w[:3 * batch], batch_size=batch, verbose=0)
            n = min(EVENTS, 40_000 if batch == 512 else EVENTS) // batch * batch
            start, cpu = time.perf_counter(), time.process_time()
            model.fit(x[:n], y[:n], sample_weight=w[:n], batch_size=batch, verbose=0)
            say("Keras fit", name, batch, (n / (time.perf_counter() - start), n / (time.process_time() - cpu)))

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


def measure_jax():
    import jax
    import jax.numpy as jnp
    import optax

    for name, (inputs, normalised, activation, hidden) in NETWORKS.items():
        x, y, w = map(jnp.asarray, events(inputs))
        act = jax.nn.relu if activation == "relu" else jax.nn.selu
        key = jax.random.key(1)
        widths = [inputs, *(units for units, _ in hidden), 1]
        weights = [(jax.random.normal(key, (a, b)) / a**0.5, jnp.zeros(b)) for a, b in zip(widths, widths[1:])]
        start = {"norm": (jnp.ones(inputs), jnp.zeros(inputs)), "dense": weights}
        optimiser = optax.adam(1e-3)

        def loss_of(p, x, y, w, key):
            if normalised:
                x = (x - x.mean(0)) / jnp.sqrt(x.var(0) + 1e-3) * p["norm"][0] + p["norm"][1]
            for index, (kernel, bias) in enumerate(p["dense"][:-1]):
                x = act(x @ kernel + bias)
                dropout = hidden[index][1]
                if dropout:
                    x = jnp.where(jax.random.bernoulli(jax.random.fold_in(key, index), 1 - dropout, x.shape), x / (1 - dropout), 0)
            z = (x @ p["dense"][-1][0] + p["dense"][-1][1])[:, 0]
            return jnp.mean(w * (jax.nn.softplus(z) - z * y))

        for batch in BATCHES:

            @jax.jit
            def update(p, state, k):
                o = k % (EVENTS // batch) * batch
                part = [jax.lax.dynamic_slice_in_dim(a, o, batch) for a in (x, y, w)]
                loss, gradient = jax.value_and_grad(loss_of)(p, *part, jax.random.fold_in(key, k))
                change, state = optimiser.update(gradient, state)
                return optax.apply_updates(p, change), state, loss

            held = [start, optimiser.init(start)]

            def step(k):
                held[0], held[1], loss = update(*held, k)
                loss.block_until_ready()

            say("JAX jit", name, batch, rate(step, batch))


for peer in (measure_torch, measure_keras, measure_jax):
    try:
        peer()
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
