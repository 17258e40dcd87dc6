export { renderStudyPage, type NamedStudy, type StudyPageSettings } from './page.ts';
