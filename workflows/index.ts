export { campaign } from './campaign.ts';
export { group } from './group.ts';
