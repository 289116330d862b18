/** A shell script that was written for the original runs unchanged: its variables, its flags, its two programs, its exit codes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { company } from '../support/company.js'
import { useStages } from '../support/program.js'
import { shellWithPrograms } from '../support/shell.js'

const stage = useStages()

/** What stands in crontabs: lines of the original's README and of its issues, and what people pipe. */
const SCRIPT = `#!/bin/sh
set -eu
# */15 * * * * /opt/idpscim/sync.sh
export IDPSCIM_LOG_FORMAT=json
export IDPSCIM_LOG_LEVEL=trace
export IDPSCIM_GWS_GROUPS_FILTER='name:AWS*'
export IDPSCIM_SYNC_USER_FIELDS=

idpscim --version
idpscim --help | head -n 1

# everything by variables
IDPSCIM_AWS_S3_BUCKET_NAME=states IDPSCIM_AWS_S3_BUCKET_KEY=data/state.json idpscim >>sync.log 2>&1
echo "synchronised: $?"

# once more, by flags alone, long and short
env -u IDPSCIM_AWS_SCIM_ENDPOINT -u IDPSCIM_AWS_SCIM_ACCESS_TOKEN -u IDPSCIM_GWS_USER_EMAIL -u IDPSCIM_GWS_SERVICE_ACCOUNT_FILE -u IDPSCIM_GWS_GROUPS_FILTER \\
  idpscim -e "$IDPSCIM_AWS_SCIM_ENDPOINT" -t "$IDPSCIM_AWS_SCIM_ACCESS_TOKEN" -s "$IDPSCIM_GWS_SERVICE_ACCOUNT_FILE" -u "$IDPSCIM_GWS_USER_EMAIL" \\
  -q 'name:AWS*' -b states -k data/state.json -m groups --debug=false >>sync.log 2>&1
echo "again: $?"

# the four secrets
env -u IDPSCIM_AWS_SCIM_ENDPOINT -u IDPSCIM_AWS_SCIM_ACCESS_TOKEN -u IDPSCIM_GWS_USER_EMAIL -u IDPSCIM_GWS_SERVICE_ACCOUNT_FILE \\
  idpscim --use-secrets-manager --aws-s3-bucket-name states --aws-s3-bucket-key data/state.json >>sync.log 2>&1
echo "with secrets: $?"

# a file
printf 'log_level: panic\\naws_s3_bucket_name: states\\naws_s3_bucket_key: data/state.json\\ngws_groups_filter:\\n  - "name:AWS*"\\n' >.idpscim.yaml
idpscim --config-file .idpscim.yaml >>sync.log 2>&1
echo "by a file: $?"

idpscimcli aws service config --log-level error | node -e 'process.stdin.on("data", (json) => console.log("endpoint:", JSON.parse(json).filter.supported))'
idpscimcli aws groups list --log-level error --output-format json >groups.json
node -p '"in AWS: " + JSON.parse(require("fs").readFileSync("groups.json")).Resources.map((group) => group.displayName).sort().join(" ")'
idpscimcli aws users l -q 'userName eq "p000@example.com"' 2>/dev/null | grep -c '"userName"'
idpscimcli gws groups ls -q 'name:AWS*' 2>/dev/null | grep '"name"' | sort
idpscimcli gws groups members list --gws-groups-filter 'name:AWS-Ops*' 2>/dev/null | grep -c '"email": "p0'
idpscimcli gws users list -r 'email:p00*' --output-format yaml --timeout 30s 2>/dev/null | grep -c primaryEmail

idpscim --sync-method users >>sync.log 2>&1 || echo "refused"
`

describe('a script for the original', () => {
  test('runs as it is, with this program on the PATH', async () => {
    const made = await stage({ seed: company(6, { Ops: [0, 1, 2], Dev: [2, 3, 4, 5] }) })
    const secrets = {
      IDPSCIM_GWSServiceAccountFile: await readFile(join(made.dir, 'google-credentials.json'), 'utf8'),
      IDPSCIM_GWSUserEmail: 'admin@example.com',
      IDPSCIM_SCIMEndpoint: made.endpoints['scim'],
      IDPSCIM_SCIMAccessToken: await readFile(join(made.dir, 'scim-token'), 'utf8'),
    }
    await made.patchState({ aws: { buckets: ['states'], secrets } })
    const work = join(made.dir, 'work')
    await mkdir(work)
    const shell = await shellWithPrograms(join(made.dir, 'bin'))
    await writeFile(join(work, 'sync.sh'), SCRIPT)

    const { code, stdout, stderr } = await shell('exec sh sync.sh', { cwd: work, env: made.env })

    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.replace(/^idpscim version .*/, 'idpscim version v')).toBe(`idpscim version v
Makes the people and groups of AWS IAM Identity Center match those of Google
synchronised: 0
again: 0
with secrets: 0
by a file: 0
endpoint: true
in AWS: AWS-Dev AWS-Ops
1
    "name": "AWS-Dev",
    "name": "AWS-Ops",
3
6
refused
`)
    expect((await made.state()).aws.users).toHaveLength(6)
    expect(Object.keys(await made.objects('states'))).toContain('data/state.json')
    const log = await readFile(join(work, 'sync.log'), 'utf8')
    expect(log.match(/\w+ overrides \w+/g)).toEqual(['IDPSCIM_LOG_LEVEL overrides log_level'])
    expect(log).not.toMatch(/undefined|\n\s+at /)
  })
})
