import { s3Far } from './s3-far.js'
import { CRASH_AFTER, CRASH_BEFORE, sweeps } from './suite.js'

sweeps('S3', { far: s3Far, parallelism: 8, successor: 'same-plan' }, [CRASH_BEFORE, CRASH_AFTER])
