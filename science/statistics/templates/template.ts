/** One process in one channel, binned. Arrays `[bins]`, in events at the full luminosity. */
export interface Template {
  readonly process: string;
  readonly sumOfWeights: readonly number[];
  /** Statistical error of each bin. */
  readonly error: readonly number[];
  /** Binned again for each shape uncertainty that the process has. */
  readonly shapes: readonly ShapeVariation[];
}

export interface ShapeVariation {
  readonly name: string;
  /** One standard deviation up and down. */
  readonly up: readonly number[];
  readonly down: readonly number[];
}

/** A region in which a discriminant is binned. */
export interface TemplateChannel {
  readonly name: string;
  readonly signal: Template;
  readonly backgrounds: readonly Template[];
  /** Data; undefined while blind. */
  readonly observed?: readonly number[];
}

/** Uncertainties of size rather than shape. All relative. */
export interface RateUncertainties {
  /** Of all processes alike; 0 for none. */
  readonly luminosity: number;
  /** By process, signal included by its name; each is a nuisance of its own, shared by all channels. */
  readonly normalisation: Readonly<Record<string, number>>;
  /** Whether the finite simulation of the backgrounds is an uncertainty of each bin. */
  readonly statistics: boolean;
}
