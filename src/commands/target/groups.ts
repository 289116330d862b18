/** `idpscim target groups`: what the target holds. */
import { targetListCommand } from '../../cli/target-list.js'

export default targetListCommand('groups', 'List the groups of the target, ours or not')
