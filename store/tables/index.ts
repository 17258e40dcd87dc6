export { readTable, tableShape, type TableShape } from './read.ts';
export { writeTable } from './write.ts';
