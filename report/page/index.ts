export type { Gathered, ReportInputs, ReportSettings } from './inputs.ts';
export { renderPage } from './page.ts';
