export { openCampaign, type CampaignSources, type KindsOf, type OpenedCampaign } from './campaign.ts';
export { mergeCatalogues, readCatalogue, readCatalogueValue, type LocatedCatalogue } from './catalogue.ts';
export { declaredRoots, isInside, requireInside } from './containment.ts';
export { planOver, prepareCampaign, storePlan, type Prepared } from './prepare.ts';
export { hashSources } from './sources.ts';
