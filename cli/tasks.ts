import { z } from 'zod';
import type { AnyTaskDefinition, InputPort } from '../schemas/index.ts';
import { loadKinds } from '../workers/kinds.ts';
import { columns } from './columns.ts';
import { UsageError } from './errors.ts';
import type { CommonOptions } from './places.ts';

/** Lists the task kinds, or describes one with its parameters. */
export async function tasks(kind: string | undefined, options: CommonOptions): Promise<void> {
  const kinds = await loadKinds([]);
  const chosen = kind === undefined ? [...kinds.values()] : [kinds.get(kind)].filter((found) => found !== undefined);
  if (chosen.length === 0)
    throw new UsageError(`there is no task kind '${kind ?? ''}': ${[...kinds.keys()].join(', ')}`);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(chosen.map(describe))}\n`);
    return;
  }
  if (kind === undefined) {
    const rows = chosen.map((one) => [one.kind, one.queue, ports(one.inputs), ports(one.outputs), one.summary]);
    process.stdout.write(`${columns([['kind', 'queue', 'inputs', 'outputs', 'what it does'], ...rows])}\n`);
    return;
  }
  process.stdout.write(`${JSON.stringify(describe(chosen[0] as AnyTaskDefinition), null, 2)}\n`);
}

const ports = (of: Readonly<Record<string, InputPort>>): string =>
  Object.entries(of)
    .map(([name, port]) => `${name}: ${port.type === 'many' ? `many ${port.of.type}` : port.type}`)
    .join(', ');

function describe(definition: AnyTaskDefinition): object {
  const { kind, version, queue, summary, inputs, outputs, params } = definition;
  return {
    kind,
    version,
    queue,
    summary,
    inputs: ports(inputs),
    outputs: ports(outputs),
    params: z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }),
  };
}
