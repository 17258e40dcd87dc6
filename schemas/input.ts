import { z } from 'zod';

const reference = z.string().regex(/^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$/, 'task.output');

const gathering = z.strictObject({
  gather: reference,
  where: z.string().optional().describe("which values of the gathered task's axis; names are its attributes"),
  with: z
    .array(z.string())
    .optional()
    .describe('attributes that travel along (part of the key); `name?` is null where no value has it'),
  optional: z.boolean().optional().describe('go on without those that failed'),
  best: z.int().positive().optional().describe('of a study: the outputs of so many of its best trials, by rank'),
  rank: z
    .union([z.int().positive(), z.string().regex(/^\$\{[^{}]+\}$/, 'a number, or one reference alone: ${axis.rank}')])
    .optional()
    .describe('of a study: the outputs of this one of its best trials alone'),
});

const single = z.union([
  reference,
  z.strictObject({ file: z.string().describe('a source file, relative to the data folder') }),
  gathering,
  z.strictObject({
    pick: reference,
    where: z.string().describe("which one value of the other task's axis; names are its attributes"),
  }),
]);
export type SingleInputFile = z.infer<typeof single>;

/** What a task reads: the output of another task, many of them, several such lists one after the other, or a file. */
export const inputSchema = z.union([
  single,
  z
    .array(z.union([reference, gathering]))
    .min(1)
    .describe('of several tasks, one after the other'),
]);
export type InputFile = z.infer<typeof inputSchema>;
