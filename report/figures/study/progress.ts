import type { Spec } from 'vega';
import type { StudyResult } from '../../../schemas/results/index.ts';
import { palette } from '../../style/palette.ts';
import { scoreName } from '../../style/study.ts';
import { linearAxis, wholeSteps } from '../axis.ts';
import { curve, points } from '../curve.ts';
import { figure } from '../figure.ts';
import type { Header } from '../layout.ts';
import { legend } from '../legend.ts';
import { scored } from './bins.ts';

/** Several searches of one space, or one alone, by name. */
export type NamedStudies = readonly (readonly [string, StudyResult])[];

/** The scores that matter: the worst tenth may lie far off, and is put on the edge. */
export function scoreDomain(studies: NamedStudies): readonly [number, number] {
  const scores = studies.flatMap(([, { trials }]) => scored(trials).map(({ score }) => score)).sort((a, b) => a - b);
  if (scores.length === 0) return [0, 1];
  const goal = studies[0]?.[1].goal;
  const cut = Math.floor(scores.length / 10);
  const kept = goal === 'maximise' ? scores.slice(cut) : scores.slice(0, scores.length - cut);
  const [low, high] = [kept[0] ?? 0, kept.at(-1) ?? 1];
  const span = high > low ? high - low : Math.abs(high) || 1;
  return [low - 0.06 * span, high + 0.3 * span];
}

/** The best score among the first 1, 2, ... trials. */
export function bestSoFar({ trials, goal }: StudyResult): readonly (number | null)[] {
  const byNumber = [...trials].sort((a, b) => a.trial - b.trial);
  let best: number | null = null;
  return byNumber.map(({ score, state }) => {
    const better = best === null || (goal === 'minimise' ? (score ?? Infinity) < best : (score ?? -Infinity) > best);
    if (state === 'complete' && score !== null && better) best = score;
    return best;
  });
}

/** The best so far of all searches, with room for the legend: trials that were given up are not drawn beside them. */
function bestDomain(studies: NamedStudies): readonly [number, number] {
  const scores = studies.flatMap(([, study]) => bestSoFar(study)).filter((score) => score !== null);
  if (scores.length === 0) return scoreDomain(studies);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const span = high > low ? high - low : Math.abs(high) || 1;
  return [low - 0.06 * span, high + 0.3 * span];
}

const givenUp = {
  kind: 'point' as const,
  label: 'Given up',
  colour: palette.grey,
  shape: 'diamond' as const,
  open: true,
};

const styles = [
  { colour: palette.red, dash: [] },
  { colour: palette.blue, dash: [9, 5] },
  { colour: palette.purple, dash: [3, 4] },
  { colour: palette.darkOrange, dash: [10, 4, 3, 4] },
  { colour: palette.brown, dash: [6, 3] },
  { colour: palette.slate, dash: [2, 3] },
] as const;

/** Score of each trial in the order of proposals, and the best so far; of several searches, the best so far of each. */
export function progressFigure(studies: NamedStudies, header: Header): Spec {
  const longest = Math.max(1, ...studies.map(([, { trials }]) => trials.length));
  const x = linearAxis('Trial', [0.5, longest + 0.5], Math.min(8, longest), wholeSteps);
  const alone = studies.length === 1;
  const [first] = studies;
  const y = linearAxis(
    first === undefined ? 'Score' : scoreName(first[1]),
    alone ? scoreDomain(studies) : bestDomain(studies),
  );
  return figure({
    description: `Score of each trial and the best so far: ${studies.map(([name]) => name).join(', ')}`,
    x: { ...x, minor: x.minor.filter(Number.isInteger) },
    y,
    header,
    layers: studies.flatMap(([name, study], index) => {
      const style = styles[index % styles.length] ?? styles[0];
      const of = (state: string) => {
        const trials = scored(study.trials).filter((trial) => trial.state === state);
        return { x: trials.map(({ trial }) => trial), y: trials.map(({ score }) => score) };
      };
      const best = bestSoFar(study);
      return [
        ...(alone
          ? [
              points(of('pruned'), x, y, { colour: palette.grey, shape: 'diamond', open: true, size: 70 }),
              points(of('complete'), x, y, { colour: palette.blue, size: 60 }),
            ]
          : []),
        curve({ x: best.map((_, trial) => trial + 1), y: best }, x, y, style),
        legend(
          [
            { kind: 'line' as const, label: alone ? 'Best so far' : name, ...style },
            ...(alone
              ? [
                  { kind: 'point' as const, label: 'Trial', colour: palette.blue, shape: 'circle' as const },
                  ...(study.trials.some(({ state }) => state === 'pruned') ? [givenUp] : []),
                ]
              : []),
          ],
          { top: 14 + index * 26, right: 654 },
        ),
      ];
    }),
  });
}
