/**
 * Test statistics of arXiv:1007.1727: `qtilde` (eq. 16, signal strength bounded at 0), `q` (eq. 14), both for upper limits,
 * and `q0` (eq. 12) for a discovery.
 */
export type TestStatistic = 'q' | 'qtilde' | 'q0';

/** At -2, -1, 0, +1, +2 standard deviations of the background-only expectation. */
export type ExpectedBand = readonly [number, number, number, number, number];

/** What is expected from background alone. */
export interface ExpectedTest {
  /** The signal strength that was tested. */
  readonly mu: number;
  readonly clsExpected: ExpectedBand;
  /** The test statistic of the Asimov data set. */
  readonly qAsimov: number;
  /** False when one of the fits did not converge: the numbers are then not to be used. */
  readonly converged: boolean;
  /** Why not; empty otherwise. */
  readonly message: string;
}

export interface HypothesisTest extends ExpectedTest {
  /** CLs = p(s+b) / (1 - p(b)) as observed. NaN for q0, whose p_0 is `clsb`. */
  readonly cls: number;
  /** Tail probabilities under signal + background and under background alone. */
  readonly clsb: number;
  readonly clb: number;
  /** The test statistic of the data. */
  readonly q: number;
  /** Best-fit signal strength of the data. */
  readonly muHat: number;
}

export interface ExpectedLimits {
  readonly expected: ExpectedBand;
  /** 1 - confidence level. */
  readonly level: number;
  readonly converged: boolean;
  readonly message: string;
}

export interface UpperLimit extends ExpectedLimits {
  readonly observed: number;
  /** Tested signal strengths, in the order they were tested. */
  readonly tests: readonly HypothesisTest[];
}
