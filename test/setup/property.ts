import fc from 'fast-check';

/*
 * The cases of the property tests: the same in every run, so that a run that fails is one that a change made fail.
 * `CROSSPREM_SEED=random`, or a number, tries others; what fails there prints its seed.
 */
const given = process.env.CROSSPREM_SEED;
if (given !== 'random') fc.configureGlobal({ seed: given === undefined || given === '' ? 20_261_123 : Number(given) });

export { fc };
