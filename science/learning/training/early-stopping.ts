export interface EarlyStopping {
  /** Epochs to wait for a lower validation loss. */
  readonly patience: number;
  /** By how much the validation loss must fall to count. */
  readonly minimum_improvement: number;
}

/** Which epoch was the best so far. Epochs count from 1; 0 is none. */
export interface Best {
  readonly epoch: number;
  readonly loss: number;
}

export const noBest: Best = { epoch: 0, loss: Infinity };

export function isImprovement(loss: number, best: Best, minimumImprovement: number): boolean {
  return best.epoch === 0 || loss < best.loss - minimumImprovement;
}

/** True when the best epoch lies `patience` epochs back. */
export function shouldStop(epoch: number, best: Best, rule: EarlyStopping | null): boolean {
  return rule !== null && epoch - best.epoch >= rule.patience;
}
