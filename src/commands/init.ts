/** `idpscim init`: writes a first configuration, by asking or from flags. */
import { option, string } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import type { Given } from '../cli/interviewer.js'

const KEPT = 'file:PATH, env:NAME or secret:NAME#KEY'
const [SOURCE, TARGET, STATE] = ['SOURCE', 'TARGET', 'STATE']
const reference = (summary: string, helpGroup: string) => string({ helpGroup, helpValue: 'KEPT', summary: `${summary}: ${KEPT}` })
const text = (summary: string, helpGroup: string, helpValue = 'VALUE') => string({ helpGroup, helpValue, summary })
const several = (summary: string, helpGroup: string, helpValue: string) => string({ helpGroup, helpValue, summary, multiple: true })

export default class Init extends BaseCommand {
  static override usage = 'init [FLAGS]'
  static override summary = 'Write a commented configuration, by asking or from flags'
  static override description = `Asks at a terminal for what the flags do not say, and writes .idpscim.yaml here, or the file that --config-file names. Without a terminal every answer without a default comes from a flag, and what is missing is named. Nothing is ever overwritten.
A secret's value never enters the file: only where it is kept.`
  static override examples = [
    '<%= config.bin %> init',
    {
      description: 'Without a terminal',
      command: '<%= config.bin %> init --source google --google-credentials file:google.json --google-subject admin@example.com --target aws-scim --endpoint env:SCIM_ENDPOINT --access-token secret:my/scim#token',
    },
    {
      description: 'Two sources, the state in S3, no SCIM token to renew',
      command: "<%= config.bin %> init --source entra --source file --entra-tenant contoso.com --entra-client-id a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0 --entra-credential env:ENTRA_SECRET --file-path 'people/*.yaml' --target aws-identity-store --state s3 --state-bucket my-states",
    },
  ]
  static override flags = {
    stack: string({ helpValue: 'NAME', summary: "the stack's name [default: staff-aws]" }),
    schema: string({ helpValue: 'ADDRESS', summary: 'where editors find the JSON Schema [default: that of this installation]' }),
    source: option({ options: ['google', 'entra', 'github', 'file'] as const, multiple: true, helpGroup: SOURCE, summary: 'where people and groups come from; several may be given' })(),
    'google-credentials': reference("the service account's key, or a workload identity federation", SOURCE),
    'google-subject': text('the administrator to act for', SOURCE, 'MAIL'),
    'google-groups': several('a query for groups, as name:AWS*', SOURCE, 'QUERY'),
    'google-endpoint': text("in place of Google's address, for emulators and proxies", SOURCE, 'ADDRESS'),
    'entra-tenant': text("the tenant's id, or one of its verified domains", SOURCE, 'TENANT'),
    'entra-client-id': text('the app that reads', SOURCE, 'ID'),
    'entra-proof': option({ options: ['secret', 'certificate', 'aws', 'token'] as const, helpGroup: SOURCE, summary: 'what proves the app [default: secret]' })(),
    'entra-credential': reference('the secret, certificate or token', SOURCE),
    'entra-groups': several("a $filter over groups, as startswith(displayName,'AWS-')", SOURCE, 'FILTER'),
    'entra-endpoint': text("in place of Graph's address, for national clouds and emulators", SOURCE, 'ADDRESS'),
    'entra-authority': text("in place of the token endpoint's", SOURCE, 'ADDRESS'),
    'github-organization': text('as in github.com/NAME', SOURCE, 'NAME'),
    'github-proof': option({ options: ['app', 'token'] as const, helpGroup: SOURCE, summary: 'who asks: a GitHub App, or somebody by their token [default: app]' })(),
    'github-app-id': text("the App's id", SOURCE, 'ID'),
    'github-credential': reference("the App's private key, or the token", SOURCE),
    'github-email': option({ options: ['saml', 'verified_domain', 'login'] as const, helpGroup: SOURCE, summary: 'by which address people are known [default: saml]' })(),
    'github-email-suffix': text('what follows the login, with --github-email login [default: @example.com]', SOURCE, 'SUFFIX'),
    'github-teams': several('a slug, as aws-*', SOURCE, 'SLUG'),
    'github-endpoint': text('https://HOST/api/v3 for GitHub Enterprise Server', SOURCE, 'ADDRESS'),
    'file-path': several('files and globs [default: people/*]', SOURCE, 'PATH'),
    target: option({ options: ['aws-scim', 'aws-identity-store', 'scim'] as const, helpGroup: TARGET, summary: 'what is made to match' })(),
    endpoint: text(`the SCIM endpoint: an address, or ${KEPT}`, TARGET, 'ADDRESS'),
    'access-token': reference('its access token', TARGET),
    region: text('the Region of the IAM Identity Center instance, with --target aws-identity-store', TARGET, 'REGION'),
    state: option({ options: ['file', 's3'] as const, helpGroup: STATE, summary: 'where the state is kept [default: file]' })(),
    'state-path': text('the file [default: state.json]', STATE, 'PATH'),
    'state-bucket': text('the bucket', STATE, 'NAME'),
    'state-key': text('the key in it [default: idpscim/state.json]', STATE, 'KEY'),
    'state-region': text("the bucket's Region", STATE, 'REGION'),
  }
  protected override readonly stopping = { first: 'nothing is written', second: 'left at once', exit: EXIT.error }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Init)
    const shell = this.open(flags)
    const { startHere } = await import('../cli/starting.js')
    await startHere(shell, { flags, given: flags as unknown as Given, root: this.config.root })
    return EXIT.done
  }
}
