export { campaign } from './campaign.ts';
export { group } from './group.ts';
export { study } from './study.ts';
