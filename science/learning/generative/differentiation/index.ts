export { createTape, type Tape, type Tracked } from './tape.ts';
export { mathematics, type Mathematics } from './mathematics.ts';
