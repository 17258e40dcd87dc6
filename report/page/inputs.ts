import type { Attributes } from '../../schemas/index.ts';
import type {
  CutflowRow,
  History,
  MassPointRow,
  SplitCountsRow,
  Summary,
  YieldsRow,
} from '../../schemas/results/index.ts';

/** An artifact gathered over an axis, with what the campaign carries along. */
export interface Gathered<T> {
  readonly attributes: Attributes;
  readonly value: T;
}

/** All that the page is made of. Whatever failed is simply not there. */
export interface ReportInputs {
  /** Per category: SVG by name. Attributes of this and the next three: model, scenario, region. */
  readonly figures: readonly Gathered<Readonly<Record<string, string>>>[];
  readonly summaries: readonly Gathered<Summary>[];
  readonly histories: readonly Gathered<History>[];
  readonly massPoints: readonly Gathered<readonly MassPointRow[]>[];
  /** Per mass point. Attributes: model, scenario, region, mass_gev. */
  readonly yields: readonly Gathered<readonly YieldsRow[]>[];
  /** Per sample. Attributes of this and the next: dsid, kind, and process, name, model, scenario, mass_gev where they have one. */
  readonly counts: readonly Gathered<readonly SplitCountsRow[]>[];
  readonly cutflows: readonly Gathered<readonly CutflowRow[]>[];
}

/** What the campaign says about the page. */
export interface ReportSettings {
  readonly title: string;
  /** Integrated luminosity in 1/fb. */
  readonly luminosityFb: number;
  /** Centre-of-mass energy in TeV. */
  readonly energyTev: number;
  /** Paragraphs of plain text below the title. */
  readonly text: readonly string[];
  /** Seed of the campaign, where it is to be shown. */
  readonly seed: number | null;
  /** Names of the channels by their code in the counts. */
  readonly channels: readonly string[];
  /** Effective background events that a threshold on the score must leave. */
  readonly minimumEffectiveBackground: number;
}
