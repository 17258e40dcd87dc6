export { retrainingActivities, type RetrainingActivities } from './activities.ts';
export { candidateOf, scoringsOf, type Scoring } from './candidates.ts';
export { judge, type Case, type Verdict } from './rule.ts';
