/** In each worker: random tries come of the seed of the run, so that `SVC_SEED` gives all of them again. */
import fc from 'fast-check';
import { SEED } from './support/sample.ts';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });
