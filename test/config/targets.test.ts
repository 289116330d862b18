import { describe, expect, test } from 'vitest'
import { FULL, lines, loadFull, refused } from './desk.js'

/** The full form of these tests with another target. */
const withTarget = (target: string) => FULL.split(/\n(?=\w)/).filter((block) => !block.startsWith('target:')).concat(`target: ${target}`, '').join('\n')

describe('a target on the Identity Store API', () => {
  test('needs nothing but its type', async () => {
    const { target } = await loadFull(withTarget('{type: aws-identity-store}'))

    expect(target).toEqual({ type: 'aws-identity-store', read: 'auto' })
  })

  test('may name Region, store and the way of reading', async () => {
    const { target } = await loadFull(withTarget('{type: aws-identity-store, region: eu-west-1, identity_store_id: d-0123456789, read: members}'))

    expect(target).toEqual({ type: 'aws-identity-store', region: 'eu-west-1', storeId: 'd-0123456789', read: 'members' })
  })

  test('is told what is wrong with each', async () => {
    const problems = await refused(loadFull(withTarget('{type: aws-identity-store, region: Ireland, identity_store_id: d-1, read: identity-store, endpoint: https://a.test}')))

    expect(lines(problems).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'target.region is "Ireland": it must be an AWS Region, as in eu-west-1',
      'target.identity_store_id is "d-1": it must be the id of an identity store, as in d-1234567890',
      expect.stringContaining('target.read') as string,
      expect.stringContaining('target.endpoint is not a known key') as string,
    ])
  })
})

test('a target on SCIM may be read by the other API', async () => {
  const { target } = await loadFull(withTarget('{type: aws-scim, endpoint: https://scim.eu-west-1.amazonaws.com/t/scim/v2/, access_token: {env: SCIM_TOKEN}, read: identity-store, identity_store_id: d-0123456789}'))

  expect(target).toMatchObject({ type: 'aws-scim', read: 'identity-store', storeId: 'd-0123456789' })
})
