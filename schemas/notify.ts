import { z } from 'zod';
import type { PlanReference } from './messages.ts';
import type { RetrainingResult } from './retraining.ts';

/** Where a secret is; never the secret itself. The worker that sends the notice reads it. */
export const secretPlace = z.union([
  z
    .strictObject({
      env: z.string().regex(/^UMBRA_SECRET_[A-Z0-9_]+$/, 'a variable whose name begins with UMBRA_SECRET_'),
    })
    .describe("a variable of the worker's environment"),
  z
    .strictObject({ file: z.string().min(1) })
    .describe('a file, relative to the campaign file; only its content is sent'),
]);
export type SecretPlace = z.infer<typeof secretPlace>;

const openUrl = z.string().superRefine((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem =
    url === undefined || !/^https?:$/.test(url.protocol)
      ? 'expected an address that begins with https:// or http://'
      : url.username !== '' || url.password !== '' || url.search !== ''
        ? 'an address with a password or a query may hold a secret: name a variable or file that has it, { env: UMBRA_SECRET_... } or { file: ... }'
        : undefined;
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const on = z
  .array(z.enum(['completed', 'failed']))
  .min(1)
  .default(['completed', 'failed']);

const notifyTarget = z.union([
  z.strictObject({
    on,
    command: z.array(z.string()).min(1).describe('program and arguments, run without a shell; JSON comes on its input'),
  }),
  z.strictObject({
    on,
    webhook: z.strictObject({
      url: z.union([openUrl, secretPlace]),
      token: secretPlace.optional().describe('sent as `Authorization: Bearer ...`'),
    }),
  }),
]);
export type NotifyTarget = z.infer<typeof notifyTarget>;

/** `notify:` in `campaign.yaml`: whom to tell when a run or a retraining ends. */
export const notifySchema = z.array(notifyTarget).min(1);

/** The targets of a plan and the folder that their paths are relative to. */
export interface PlannedNotices {
  readonly folder: string;
  readonly targets: readonly NotifyTarget[];
}

export interface NotifyInput {
  readonly plan: PlanReference;
  readonly run: string;
  /** Index of the target. */
  readonly target: number;
  readonly state: 'completed' | 'failed';
  /** Of a retraining; without it the notice is about the run. */
  readonly retraining?: RetrainingResult;
}

/** What is sent: one JSON object. */
export interface Notice {
  readonly event: 'run' | 'retraining' | 'test';
  readonly campaign: string;
  readonly title: string;
  readonly run: string;
  readonly state: string;
  readonly started?: string;
  readonly finished?: string;
  readonly seconds?: number;
  /** Tasks by how they ended. */
  readonly tasks?: Readonly<Record<string, number>>;
  /** The first that failed. */
  readonly failed?: readonly { readonly task: string; readonly type: string; readonly message: string }[];
  readonly retraining?: RetrainingResult;
}
