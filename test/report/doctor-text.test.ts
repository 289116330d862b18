import { expect, test } from 'vitest'
import type { CheckResult } from '../../src/model/check.js'
import { diagnosisToText } from '../../src/report/doctor-text.js'

const result = (subject: string, check: string, status: CheckResult['status'], says: string, ...remedies: string[]): CheckResult => ({ subject, check, status, says, remedies })
const CHECKS = [
  result('source staff (google)', 'token', 'ok', 'Google takes the credentials'),
  result('source staff (google)', 'scope user.readonly', 'failed', 'Google gives staff@example.iam.gserviceaccount.com no access token (401): unauthorized_client', 'Delegate the scope to the service account, in the Google Admin console (Security, API controls).'),
  result('source staff (google)', 'reads users', 'skipped', 'needs scope user.readonly'),
  result('target (aws-scim)', 'token age', 'unknown', 'no API tells it: a token ends a year after it was made'),
  result('target (aws-scim)', 'sso:ListApplicationAssignmentsForPrincipal', 'warning', 'AWS refuses it: \u001b[31mred\u001b[0m'),
]

test('a line for each check under its system, what it says in a column, the way out beneath; nothing of it is obeyed', () => {
  expect(diagnosisToText({ stack: 'staff-aws', checks: CHECKS }, { color: false, width: 80 })).toMatchInlineSnapshot(`
    "source staff (google)
      ok       token                Google takes the credentials
      FAILED   scope user.readonly
                 Google gives staff@example.iam.gserviceaccount.com no access token
                 (401): unauthorized_client
               > Delegate the scope to the service account, in the Google Admin
                 console (Security, API controls).
      skipped  reads users          needs scope user.readonly

    target (aws-scim)
      unknown  token age
                 no API tells it: a token ends a year after it was made
      warning  sso:ListApplicationAssignmentsForPrincipal
                 AWS refuses it: \\u{1b}[31mred\\u{1b}[0m

    Stack staff-aws is not ready: 1 of 5 checks ok, 1 failed, 1 warning, 1 not asked
      for their sake, 1 that nobody tells.
    "
  `)
})

test('a stack in which nothing failed is ready, warnings or not', () => {
  expect(diagnosisToText({ stack: 's', checks: CHECKS.filter(({ status }) => status === 'ok' || status === 'warning') }, { color: false, width: 80 })).toMatch(/\nStack s is ready to plan: 1 of 2 checks ok, 1 warning\.\n$/)
  expect(diagnosisToText({ stack: 's', checks: CHECKS }, { color: true, width: 80 })).toContain('\u001b[31mFAILED ')
})
