import { memoryFar } from './fars.js'
import { CRASH_AFTER, CRASH_BEFORE, LOST_AND_STALE, LOST_ANSWER, STALE_READ, sweeps } from './suite.js'

sweeps('a store in memory', { far: () => memoryFar(), parallelism: 8, successor: 'same-plan' }, [CRASH_BEFORE, CRASH_AFTER, LOST_ANSWER, LOST_AND_STALE, STALE_READ])
sweeps('a store in memory, where another plan follows', { far: () => memoryFar(), parallelism: 8, successor: 'new-plan' }, [CRASH_AFTER])
