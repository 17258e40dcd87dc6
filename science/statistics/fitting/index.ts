export * from './fit.ts';
export * from './hesse.ts';
export * from './profile-errors.ts';
export * from './pulls.ts';
