"""Scores of exported networks by ONNX Runtime and by TensorFlow: one JSON object.

usage: python export-referee.py FOLDER    with model.onnx, saved_model.pb and features.json ([[...], ...], null for missing)
"""
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import numpy as np

folder = sys.argv[1]
with open(f"{folder}/features.json") as file:
    features = np.array([[np.nan if value is None else value for value in row] for row in json.load(file)], dtype="f4")
scores = {}
try:
    import onnxruntime

    session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
    scores["onnx"] = session.run(None, {"features": features})[0].tolist()
    scores["columns"] = json.loads(session.get_modelmeta().custom_metadata_map["columns"])
    try:
        import onnx

        onnx.checker.check_model(f"{folder}/model.onnx", full_check=True)
    except ImportError:
        pass
except ImportError:
    pass
try:
    import tensorflow as tf

    signature = tf.saved_model.load(folder, tags=["serve"]).signatures["serving_default"]
    scores["saved_model"] = signature(features=tf.constant(features))["scores"].numpy().tolist()
except ImportError:
    pass
print(json.dumps(scores))
