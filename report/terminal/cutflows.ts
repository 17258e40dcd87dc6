import type { CampaignResults } from '../../schemas/results/index.ts';
import { plainNumber } from './numbers.ts';
import { renderTable, type TextColumn } from './table.ts';

type Cutflow = CampaignResults['cutflows'][number];

/** Events after each step of every sample: raw, and expected at full luminosity. */
export function renderCutflows({ cutflows }: CampaignResults, width: number): string {
  if (cutflows.length === 0) return 'No cutflow has been made yet.';
  const steps = [...new Set(cutflows.flatMap((cutflow) => cutflow.steps.map(({ name }) => name)))];
  const last = steps.length - 1;
  const columns: readonly TextColumn<Cutflow>[] = [
    { title: 'dsid', cell: ({ dsid }) => String(dsid) },
    // In a narrow terminal the steps in the middle go first: what came in and what is left matter most.
    ...steps.map((step, index) => ({
      title: step,
      cell: (cutflow: Cutflow) => stepCell(cutflow, step),
      ...(index === 0 || index === last ? {} : { rank: index }),
    })),
  ];
  return `${renderTable(columns, cutflows, { width })}

Raw events, in brackets expected events at full luminosity.`;
}

function stepCell({ steps }: Cutflow, name: string): string {
  const step = steps.find((one) => one.name === name);
  return step === undefined ? '-' : `${step.events} (${plainNumber(step.weighted)})`;
}
