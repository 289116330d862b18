/** `idpscim target users`: what the target holds. */
import { targetListCommand } from '../../cli/target-list.js'

export default targetListCommand('users', 'List the people of the target, ours or not')
