/** AWS Organizations, as far as it tells the accounts' names. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { createAwsJsonEmulator } from '../aws-json/aws-json-emulator.js'
import { readInput } from '../aws-json/input.js'
import { pageOf, paged } from '../aws-json/paging.js'
import type { Emulator } from '../emulator.js'

export interface OrganizationsOptions {
  clock: Clock
  accounts: () => readonly { id: string; name: string }[]
}

/** Where AWS publishes no rate, the pace that its SDKs are told to keep. */
const RATE = 20

/** AWS's pages hold 20 at most. */
const ListAccountsInput = z.looseObject({ ...paged, MaxResults: z.number().int().min(1).max(20).default(20) })

export function createOrganizationsEmulator({ clock, accounts }: OrganizationsOptions): Emulator {
  return createAwsJsonEmulator({
    api: 'organizations',
    prefix: 'AWSOrganizationsV20161128',
    signedFor: 'organizations',
    clock,
    rate: { each: RATE },
    operations: {
      ListAccounts: (body) => {
        const { values, token } = pageOf('accounts', accounts(), readInput(ListAccountsInput, body))
        return { Accounts: values.map(({ id, name }) => ({ Id: id, Name: name, Status: 'ACTIVE' })), ...token }
      },
    },
  })
}
