import { fileFar } from './fars.js'
import { sweeps } from './suite.js'

sweeps('a file that several hosts share', { far: fileFar, parallelism: 1, successor: 'same-plan' }, ['crash-after'])
