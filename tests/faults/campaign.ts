import { smallDarkMatter } from '../support/small-dark-matter.ts';

/** A small dark-matter campaign whose training goes on for a while and saves checkpoints often. */
export function trainingCampaign(
  epochs: number,
  checkpointSeconds: number,
): (folder: string) => Promise<readonly string[]> {
  const change = (text: string): string =>
    text
      .replace('epochs: 6\n', `epochs: ${epochs}\n      checkpoint_seconds: ${checkpointSeconds}\n`)
      .replace('early_stopping: { patience: 5 }', 'early_stopping: null');
  return (folder) => smallDarkMatter(folder, change);
}
