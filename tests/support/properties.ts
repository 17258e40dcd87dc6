/**
 * fast-check with one seed for every run, so that a failure is the change's and not the day's: `UMBRA_PROPERTY_SEED=7 npm run test:unit`
 * tries other inputs, `UMBRA_PROPERTY_SEED=random` new ones each time.
 */
import fc from 'fast-check';

const seed = process.env.UMBRA_PROPERTY_SEED;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed ?? 20_261_122) });

export { fc };
