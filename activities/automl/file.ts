import { InputError } from '../../schemas/index.ts';
import { PORTFOLIO_METHODS, type PortfolioMethod } from '../../science/learning/portfolio/index.ts';
import { decodeBlobs, encodeBlobs } from '../stages/index.ts';

/** A member of a blend: a network as `train` writes it, or trees as their trainings do. */
export interface PortfolioMember {
  readonly name: string;
  readonly method: PortfolioMethod;
  /** Share of its scores; they sum to 1. */
  readonly share: number;
  readonly model: Uint8Array;
}

const format = 'umbra portfolio 1';

/** The members that have a share, in one file. */
export function encodePortfolio(members: readonly PortfolioMember[]): Uint8Array {
  const head = { format, members: members.map(({ name, method, share }) => ({ name, method, share })) };
  return encodeBlobs([new TextEncoder().encode(JSON.stringify(head)), ...members.map(({ model }) => model)]);
}

/** @throws InputError `model-file` */
export function decodePortfolio(file: Uint8Array): readonly PortfolioMember[] {
  const [head, ...models] = decodeBlobs(file) ?? [];
  const found = head === undefined ? undefined : parsed(head);
  if (found?.format !== format || found.members?.length !== models.length) throw damaged();
  return found.members.map((member, index) => {
    const model = models[index];
    if (model === undefined || !PORTFOLIO_METHODS.includes(member.method)) throw damaged();
    return { ...member, model };
  });
}

interface Head {
  readonly format?: string;
  readonly members?: readonly Omit<PortfolioMember, 'model'>[];
}

function parsed(bytes: Uint8Array): Head | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const damaged = (): InputError =>
  new InputError('model-file', 'this is not a portfolio of models', {
    expected: 'a model that automl wrote',
    mend: 'give such a model, or verify the store',
  });
