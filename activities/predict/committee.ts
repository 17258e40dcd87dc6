import { InputError } from '../../schemas/index.ts';
import type { Model } from '../../science/learning/model-file/index.ts';
import type { CrossTraining, NetworkClass } from '../../science/learning/index.ts';

/** Networks that score events together. */
export interface Committee {
  readonly models: readonly Model[];
  /** How events were dealt over folds, if they were. */
  readonly crossTraining: Pick<CrossTraining, 'folds' | 'by'> | undefined;
  readonly classes: readonly NetworkClass[] | undefined;
}

/**
 * @throws InputError `committee` when there is no network, when the networks do not tell the same classes apart or were not
 * cross-trained alike, or when a fold has no network
 */
export function requireCommittee(models: readonly Model[]): Committee {
  const [first] = models;
  if (first === undefined) throw wrong('no network was gathered to score with', 'gather at least one');
  const { classes } = first;
  if (models.some((model) => JSON.stringify(model.classes) !== JSON.stringify(classes)))
    throw wrong('the networks tell different classes apart', 'gather networks with the same classes');
  const dealt = ({ crossTraining }: Model) =>
    crossTraining === undefined ? undefined : { folds: crossTraining.folds, by: crossTraining.by };
  const crossTraining = dealt(first);
  if (models.some((model) => JSON.stringify(dealt(model)) !== JSON.stringify(crossTraining)))
    throw wrong(
      'the networks were not cross-trained alike',
      'gather networks with the same folds, dealt by the same columns',
    );
  if (crossTraining !== undefined) {
    const held = new Set(models.map((model) => model.crossTraining?.fold));
    const missing = Array.from({ length: crossTraining.folds }, (_, fold) => fold).filter((fold) => !held.has(fold));
    if (missing.length > 0)
      throw wrong(
        `no network was trained without fold ${missing.join(', ')}`,
        `gather all ${crossTraining.folds} folds`,
      );
  }
  return { models, crossTraining, classes };
}

const wrong = (message: string, mend: string) => new InputError('committee', message, { mend });
