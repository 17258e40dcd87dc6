export { renderStudyPage, type NamedStudy, type StudyPageSettings } from './page.ts';
export { methodOf, rankedTrials, rankingCaption, scoreText, valueText } from './texts.ts';
