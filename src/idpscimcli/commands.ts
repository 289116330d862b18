/** The tree of `idpscimcli`, as the original's: https://github.com/slashdevops/idp-scim-sync, cmd/idpscimcli. */
import Completion from '../commands/completion.js'
import { awsListCommand, AwsServiceConfig } from './aws.js'
import { gwsListCommand } from './gws.js'

/** By id; words are apart by a colon. */
export const COMMANDS = {
  'aws:service:config': AwsServiceConfig,
  'aws:groups:list': awsListCommand('groups'),
  'aws:users:list': awsListCommand('users'),
  'gws:groups:list': gwsListCommand('groups', ['gws', 'groups'], 'List the groups of Google Workspace'),
  'gws:groups:members:list': gwsListCommand('members', ['gws', 'groups', 'members'], 'List the direct, active members of each group'),
  'gws:users:list': gwsListCommand('users', ['gws', 'users'], 'List the people of Google Workspace'),
  completion: Completion,
}
