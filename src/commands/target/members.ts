/** `idpscim target members`: what the target holds. */
import { targetListCommand } from '../../cli/target-list.js'

export default targetListCommand('members', 'List who is in which group of the target')
