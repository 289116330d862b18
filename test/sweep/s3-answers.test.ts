import { s3Far } from './s3-far.js'
import { LOST_ANSWER, STALE_READ, sweeps } from './suite.js'

sweeps('S3', { far: s3Far, parallelism: 8, successor: 'same-plan' }, [LOST_ANSWER, STALE_READ])
