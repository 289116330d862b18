import { memoryFar } from './fars.js'
import { sweeps } from './suite.js'

sweeps('a store in memory', { far: memoryFar, parallelism: 8, successor: 'same-plan' })
sweeps('a store in memory, where another plan follows', { far: memoryFar, parallelism: 8, successor: 'new-plan' }, ['crash-after'])
