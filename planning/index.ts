export { attachSources, planCampaign, readCampaign, sourceFiles, type Campaign, type PlanningInput } from './plan.ts';
export { taskKey, type KeyInput } from './key.ts';
export { createWalk, walk, type Walk, type WalkHooks, type WalkNode } from './walk.ts';
export { inputsOfTrial } from './study-evaluation.ts';
