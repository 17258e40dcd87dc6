import type { AnyTaskDefinition } from '../schemas/index.ts';
import { compare } from './compare/index.ts';
import { cutAndCount } from './cut-and-count/index.ts';
import { dropoutSampling } from './dropout-sampling/index.ts';
import { figures } from './figures/index.ts';
import { ingest } from './ingest/index.ts';
import { report } from './report/index.ts';
import { select } from './select/index.ts';
import { split } from './split/index.ts';
import { train } from './train/index.ts';
import { weigh } from './weigh/index.ts';

/** The task kinds that come with Umbra, by name. */
export const builtInKinds: ReadonlyMap<string, AnyTaskDefinition> = new Map(
  [ingest, select, weigh, split, train, dropoutSampling, cutAndCount, compare, figures, report].map(
    (definition: AnyTaskDefinition) => [definition.kind, definition],
  ),
);
