export { renderResults, type ResultsView } from './results.ts';
export { renderTable, type TextColumn, type TextTableOptions } from './table.ts';
