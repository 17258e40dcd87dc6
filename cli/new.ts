import { join, relative } from 'node:path';
import { writeTemplate } from '../workers/template/index.ts';
import { UsageError } from './errors.ts';

interface NewOptions {
  readonly from?: readonly string[];
  readonly into?: string;
}

/** Writes a campaign for a person's own files, ready to run. */
export async function newCampaign(name: string, { from = [], into = '.' }: NewOptions): Promise<void> {
  if (from.length === 0)
    throw new UsageError('say which files: umbra new my-search --from signal.root background*.root');
  const folder = join(into, name);
  const { samples, label } = await writeTemplate(name, folder, from);
  const shown = relative('.', folder) || '.';
  const kinds = samples.map(({ name: sample, kind }) => `  ${sample}: ${kind}`).join('\n');
  process.stdout.write(
    `wrote ${shown}/campaign.yaml and ${shown}/data/samples.json\n` +
      (label === undefined
        ? `what the files are was guessed from their names; correct it in ${shown}/data/samples.json:\n${kinds}\n`
        : `signal and background are told apart by the column '${label}'\n`) +
      `next: umbra run ${shown}\n`,
  );
}
