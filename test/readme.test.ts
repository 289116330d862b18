import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

describe('the README', () => {
  test('shows a plan as the program prints it today', async () => {
    const [readme, plan] = await Promise.all([readFile('README.md', 'utf8'), readFile('test/golden/first-plan-of-a-company/plan.txt', 'utf8')])

    expect(readme).toContain(plan.trimEnd())
  })

  test('shows the example configuration as it is', async () => {
    const [readme, example] = await Promise.all([readFile('README.md', 'utf8'), readFile('examples/google-workspace.yaml', 'utf8')])

    expect(readme).toContain(example.slice(example.indexOf('\n') + 1).trimEnd())
  })
})
