/**
 * Upper limits, observed and expected at -2 ... +2 standard deviations, of a workspace with 100 bins and 32 parameters: Umbra beside
 * pyhf with numpy in the same run, one after the other; then the expected limits of 36 curves. UMBRA_PYTHON names a Python with pyhf (its
 * limit takes one to three minutes); UMBRA_ROUNDS says how often the two are compared.
 *
 *     npm run bench -- limits
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildModel,
  expectedLimits,
  hypotest,
  upperLimit,
  type Model,
  type ModelData,
} from '../science/statistics/index.ts';
import { hundredBins } from './peers/limits-workspace.ts';
import { runPeer } from './peers/run.ts';

const CURVES = 36;
const rounds = Number(process.env.UMBRA_ROUNDS ?? 1);
const workspace = hundredBins();

/** Seconds on the clock and of the processor, which others on the machine disturb less. */
type Time = readonly [wall: number, processor: number];

interface Measured {
  readonly hypotest: Time;
  readonly limit: Time;
  readonly limits: readonly number[];
}

function timed<T>(work: () => T): readonly [T, Time] {
  const [begin, used] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(used);
  return [result, [(performance.now() - begin) / 1000, (user + system) / 1e6]];
}

/** From the workspace on: the model is built anew. */
function umbra(): Measured {
  const build = (): readonly [Model, ModelData] => {
    const model = buildModel(workspace);
    return [model, model.observed as ModelData];
  };
  const [, hypotestTime] = timed(() => hypotest(...build(), 1));
  const [{ observed, expected }, limitTime] = timed(() => upperLimit(...build()));
  return { hypotest: hypotestTime, limit: limitTime, limits: [observed, ...expected] };
}

function report(who: string, { hypotest, limit, limits }: Measured): void {
  const numbers = limits.map((value) => value.toFixed(6)).join(' ');
  console.log(`${who.padEnd(26)} hypotest ${shown(hypotest)}  upper limit ${shown(limit)}`);
  console.log(`${' '.repeat(27)}${numbers}`);
}

const shown = ([wall, processor]: Time): string => `${wall.toPrecision(3)} s (processor ${processor.toPrecision(3)} s)`;

for (let round = 0; round < rounds; round++) {
  const first = umbra();
  const warm = umbra();
  report(round === 0 ? 'Umbra, first in process' : 'Umbra', first);
  report('Umbra', warm);
  const folder = await mkdtemp(join(tmpdir(), 'umbra-limits-'));
  const file = join(folder, 'workspace.json');
  await writeFile(file, JSON.stringify(workspace));
  for await (const { peer, limits, ...times } of runPeer('pyhf_limits.py', file)) {
    const time = (name: string): Time => [Number(times[name]), Number(times[`${name}_processor`])];
    const theirs = { hypotest: time('hypotest'), limit: time('limit'), limits: String(limits).split(' ').map(Number) };
    report(String(peer), theirs);
    const apart = Math.max(...theirs.limits.map((value, i) => Math.abs((first.limits[i] as number) / value - 1)));
    const ratio = (ours: Measured, part: 0 | 1): string => (theirs.limit[part] / ours.limit[part]).toFixed(0);
    console.log(
      `Umbra is ${ratio(first, 0)} times as fast at first and ${ratio(warm, 0)} times when warm ` +
        `(processor ${ratio(first, 1)} and ${ratio(warm, 1)}); largest relative difference of a limit ${apart.toExponential(1)}`,
    );
    if (apart > 1e-4) process.exitCode = 1;
  }
  await rm(folder, { recursive: true });
}

const [medians, curvesTime] = timed(() =>
  Array.from({ length: CURVES }, (_, curve) => {
    const model = buildModel(hundredBins(0.5 + curve / CURVES));
    return expectedLimits(model, model.observed as ModelData).expected[2];
  }),
);
console.log(
  `${CURVES} x 5 expected limits of such workspaces: ${shown(curvesTime)}, medians ${Math.min(...medians).toFixed(4)} to ${Math.max(...medians).toFixed(4)}`,
);
