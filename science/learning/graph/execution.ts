/** How a graph is executed: what suits the machine, not what is computed. */
export interface Execution extends Kernels {
  /** One operation after the other on the calling thread: the least overhead, and what one thread takes. */
  readonly sequential: boolean;
  /** How many branches of a graph can run side by side. */
  readonly threads: number;
}

/** Kernels that only some devices have. */
export interface Kernels {
  /** Those that do a layer in one pass over its result: processors. */
  readonly fused: boolean;
  /** Those of oneDNN, called by their own names: x86 processors. */
  readonly oneDnn: boolean;
}
