import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './umbra.ts';

/**
 * A small dark-matter campaign in `folder`: a few backgrounds, the signals of one category, everything else as in
 * campaigns/dark-matter. Gives the arguments that `plan` and `run` need.
 */
export async function smallDarkMatter(
  folder: string,
  change = (text: string): string => text,
): Promise<readonly string[]> {
  const source = join(repository, 'campaigns', 'dark-matter', 'data');
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const catalogue = JSON.parse(await readFile(join(source, 'samples.json'), 'utf8')) as {
    samples: {
      dsid: number;
      file: string;
      kind: string;
      model: string | null;
      scenario: string | null;
      mass_gev: number;
    }[];
  };
  const backgrounds = new Set([110105, 110200, 110202, 110400, 110405, 110500]);
  const samples = catalogue.samples.filter(
    ({ dsid, model, scenario, mass_gev }) =>
      backgrounds.has(dsid) || (model === 'DH' && scenario === 'HDS' && mass_gev <= 600),
  );
  for (const { file } of samples) await symlink(join(source, file), join(data, file)).catch(() => undefined);
  await writeFile(join(data, 'samples.json'), JSON.stringify({ ...catalogue, samples, data: undefined }));
  const text = await readFile(join(repository, 'campaigns', 'dark-matter', 'campaign.yaml'), 'utf8');
  const path = join(folder, 'campaign.yaml');
  const one = text
    .replace('model: [DH, LV, EFT]', 'model: [DH]')
    .replace('scenario: [LDS, HDS]', 'scenario: [HDS]')
    .replace('region: [low, mid, high]', 'region: [low]')
    .replace('epochs: 30', 'epochs: 6');
  await writeFile(path, change(one));
  return [path, '--data', data];
}
