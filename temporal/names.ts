/** Names and numbers that clients, workers and workflows must agree on. */

export type QueueName = 'io' | 'cpu' | 'gpu';

/** Workflows run where the io tasks run: they are as light. */
export const workflowQueue = 'umbra-io';

export const taskQueueOf = (queue: QueueName): string => `umbra-${queue}`;

/** One campaign with one plan is one workflow: starting it twice attaches to the first. */
export const campaignWorkflowId = (campaign: string, run: string): string => `umbra/${campaign}/${run}`;

export const groupWorkflowId = (campaignId: string, group: string): string => `${campaignId}/${group}`;

export const studyWorkflowId = (parentId: string, index: number): string => `${parentId}/study/${index}`;

/** An activity whose worker says nothing for this long is given to another; longer than a server's restart. */
export const heartbeatTimeout = '15s';
/** Heartbeats are sent at most this often. */
export const heartbeatThrottle = '500ms';
/** The longest that one attempt of a task may take. */
export const taskTimeout = '7 days';
/** A task that still fails at this attempt is given up. */
export const maximumAttempts = 5;
/** A task that failed in the same way so often is given up before: it will not get better. */
export const maximumEqualFailures = 3;
/** Workers that may be lost over one activity (killed, cut off) before it is given up. */
export const maximumLosses = 100;
/** Seconds before the next attempt: doubled each time. */
export const firstBackoff = 1;
export const longestBackoff = 60;
/** Seconds before the next attempt of a task that found no room on a disk or in memory. */
export const resourceBackoff = 30;
/** Doubled each time up to this. */
export const longestResourceBackoff = 600;
/** A task that found no room so often (for a day) is given up. */
export const maximumShortages = 150;

/** Updates that a campaign takes. */
export const controls = { pause: 'pause', resume: 'resume', retry: 'retry' } as const;
/** Signals from a workflow to its children. */
export const childSignals = { paused: 'paused', retry: 'retry' } as const;
/** Nodes of a walk that may run at once: bounds pending activities and history growth. */
export const walkLimit = 400;

export const defaultNamespace = 'default';
