/** `idpscim source members`: what the sources hold. */
import { sourceListCommand } from '../../cli/source-list.js'

export default sourceListCommand('members', 'List who is in which group of the sources, and through which nested groups')
