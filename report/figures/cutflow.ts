import type { Spec } from 'vega';
import { processName } from '../style/names.ts';
import { colourProcesses } from '../style/palette.ts';
import { logAxis, namesAxis } from './axis.ts';
import { logDomain } from './domain.ts';
import { figure } from './figure.ts';
import { stepLine } from './histogram.ts';
import { standardLayout, type Header, type Layout } from './layout.ts';
import { legend } from './legend.ts';

export interface ProcessCutflow {
  readonly process: string;
  /** Expected events after each step. */
  readonly sums: readonly number[];
}

const layout: Layout = { ...standardLayout, width: 1100, bottom: 60 };

/** Expected events of each background process after each step of the selection. */
export function cutflowFigure(steps: readonly string[], processes: readonly ProcessCutflow[], header: Header): Spec {
  const x = namesAxis('', steps);
  const y = logAxis(
    'Expected events',
    logDomain(
      processes.flatMap(({ sums }) => sums),
      0.18,
    ),
  );
  const edges = [...steps.keys(), steps.length].map((step) => step - 0.5);
  const colours = colourProcesses(processes.map(({ process }) => process));
  const styleOf = (process: string) => ({ colour: colours.get(process) ?? '', width: 2.6, open: true });
  return figure({
    description: 'Expected events of each background process after each step of the selection',
    x,
    y,
    header,
    layout,
    layers: [
      ...processes.map(({ process, sums }) => stepLine({ edges, values: sums }, y, styleOf(process))),
      legend(
        processes.map(({ process }) => ({ kind: 'line', label: processName(process), ...styleOf(process) })),
        { top: 16, left: 22, columns: processes.length },
      ),
    ],
  });
}
