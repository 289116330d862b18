/** The state stores that there are. */
export { createFileStore } from './file/file-store.js'
export type { FileStoreOptions } from './file/file-store.js'
export { createMemoryBacking } from './memory/memory-backing.js'
export type { MemoryBacking } from './memory/memory-backing.js'
export { createMemoryStore } from './memory/memory-store.js'
export type { MemoryStore, MemoryStoreOptions } from './memory/memory-store.js'
export type { LeaseOptions } from './lease.js'
