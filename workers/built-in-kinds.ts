import { ingest } from '../activities/ingest/index.ts';
import { split } from '../activities/split/index.ts';
import { weigh } from '../activities/weigh/index.ts';
import type { AnyTaskDefinition } from '../schemas/index.ts';

/** The task kinds that come with Umbra, by name. */
export const builtInKinds: ReadonlyMap<string, AnyTaskDefinition> = new Map(
  [ingest, weigh, split].map((definition: AnyTaskDefinition) => [definition.kind, definition]),
);
