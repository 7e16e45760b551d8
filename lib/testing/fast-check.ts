/**
 * fast-check with the same seed every time, so that only a code change makes a test fail.
 * `FC_SEED=$RANDOM npm test` tries other values.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.FC_SEED || 20261126) })

export default fc
