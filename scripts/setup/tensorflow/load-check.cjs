// Run by load.mjs in the repository root; prints one line of JSON.
const path = require('node:path');
const util = require('node:util');
const { createRequire } = require('node:module');

// tfjs-node 4.22 still calls two functions that Node.js 23 removed.
util.isNullOrUndefined ??= (/** @type {unknown} */ value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const tf = createRequire(path.resolve('package.json'))('@tensorflow/tfjs-node-gpu');
const sum = tf.add(tf.tensor1d([1, 2]), tf.tensor1d([3, 4])).dataSync();
if (sum[0] !== 4 || sum[1] !== 6) throw new Error(`1 + 3, 2 + 4 gives ${sum}`);
const { binding, isUsingGpuDevice } = tf.backend();
console.log(JSON.stringify({ backend: tf.getBackend(), version: binding.TF_Version, gpu: isUsingGpuDevice }));
