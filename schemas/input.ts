import { z } from 'zod';

/** What a task reads: the output of another task, many of them, or a file. */
export const inputSchema = z.union([
  z.string().regex(/^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$/, 'task.output'),
  z.strictObject({ file: z.string().describe('a source file, relative to the data folder') }),
  z.strictObject({
    gather: z.string().regex(/^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$/, 'task.output'),
    where: z.string().optional().describe("which values of the gathered task's axis; names are its attributes"),
    with: z
      .array(z.string())
      .optional()
      .describe('attributes that travel along (part of the key); `name?` is null where no value has it'),
    optional: z.boolean().optional().describe('go on without those that failed'),
    best: z.int().positive().optional().describe('of a study: the outputs of so many of its best trials, by rank'),
  }),
  z.strictObject({
    pick: z.string().regex(/^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$/, 'task.output'),
    where: z.string().describe("which one value of the other task's axis; names are its attributes"),
  }),
]);
export type InputFile = z.infer<typeof inputSchema>;
