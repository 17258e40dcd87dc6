/** How a graph is executed: what suits the machine, not what is computed. */
export interface Execution {
  /** One operation after the other on the calling thread: the least overhead, and what one thread takes. */
  readonly sequential: boolean;
  /** Takes kernels that do a layer in one pass over its result: only processors have them. */
  readonly fused: boolean;
  /** How many branches of a graph can run side by side. */
  readonly threads: number;
}
