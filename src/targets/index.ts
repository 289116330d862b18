/** The targets there are; `operations` chooses one by the configuration's `type`. */
export { createAwsScimTarget, type AwsScimOptions } from './aws-scim/aws-scim-target.js'
export { createMemoryTarget, type MemoryTarget } from './memory/memory-target.js'
