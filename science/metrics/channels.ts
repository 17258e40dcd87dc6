import { z } from 'zod';
import { formulaText } from './formula-text.ts';

/** A channel in a task's parameters: a condition on an event's columns, or its code in the column `channel`. */
export const channelCondition = z.union([z.int(), formulaText]);

/** The conditions of channels by name: the code 1 means `channel == 1`. */
export function channelConditions(
  channels: Readonly<Record<string, z.infer<typeof channelCondition>>>,
): (readonly [name: string, condition: string])[] {
  return Object.entries(channels).map(([name, condition]) => [
    name,
    typeof condition === 'number' ? `channel == ${condition}` : condition,
  ]);
}
