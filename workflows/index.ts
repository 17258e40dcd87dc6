export { campaign } from './campaign.ts';
export { group } from './group.ts';
export { retraining } from './retraining.ts';
export { study } from './study.ts';
