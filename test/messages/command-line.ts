/** Wrong command lines: none of them is ever a synchronisation. */
import { SECRETS, type Wrong } from './desk.js'

const wrong = (title: string, line: string): Wrong => ({ title, line, exit: 64 })

export const COMMAND_LINE: readonly Wrong[] = [
  wrong('a command that is misspelt', 'idpscim plam'),
  wrong('a word that is no command', 'idpscim everything'),
  wrong('a command of a topic that is misspelt', 'idpscim state lst'),
  wrong('a word behind a command that takes none', 'idpscim plan now'),
  wrong('a flag that is misspelt', 'idpscim plan --addopt ids'),
  wrong('a flag that is misspelt, with a token behind it', `idpscim --aws-scim-acces-token=${SECRETS.token}`),
  wrong('a flag without its value', 'idpscim plan --out'),
  wrong('a value that is none of those offered', 'idpscim plan --refresh maybe'),
  wrong('a number that is none', 'idpscim apply plan.json --parallelism many'),
  wrong('a span of time without its unit', 'idpscim apply plan.json --lock-timeout 30'),
  wrong('an argument that is missing', 'idpscim apply'),
  wrong('an argument too many', 'idpscim apply plan.json other.json'),
  wrong('a shell that is not known', 'idpscim completion powershell'),
  wrong('two keys for one signature', 'idpscim approve plan.json --key a.pem --kms-key alias/a'),
  wrong('something that is neither a user nor a group', 'idpscim state rm person ada@example.com'),
  wrong('help for what does not exist', 'idpscim help plam'),
  wrong("a command of the original's helper that is misspelt", 'idpscimcli gws groups member list'),
  wrong("a span of time that the original's helper would not take", 'idpscimcli aws users list --timeout soon'),
  wrong('faults that are no JSON', `idpscim sandbox --fault {`),
  { title: 'wrong use, told to a program', line: 'idpscim plan --nope --json', exit: 64, prints: true },
]
