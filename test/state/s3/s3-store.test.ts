/** The S3 store keeps the contract on a bucket in memory. */
import { testStateStore } from '../../contracts/state-store-contract.js'
import { s3World, undated } from '../../support/s3-world.js'
import { createS3Double } from './s3-double.js'

const world = (options: { gzip?: boolean } = {}) => {
  const { client } = createS3Double()
  return Promise.resolve(s3World({ client: undated(client), bucket: 'states', key: 'stack/state.json', ...options }))
}

testStateStore('a state in a bucket in memory', () => world())
testStateStore('a zipped state in a bucket in memory', () => world({ gzip: true }))
