import { fileFar } from './fars.js'
import { CRASH_AFTER, sweeps } from './suite.js'

sweeps('a file that several hosts share', { far: fileFar, parallelism: 1, successor: 'same-plan' }, [CRASH_AFTER])
