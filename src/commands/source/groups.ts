/** `idpscim source groups`: what the sources hold. */
import { sourceListCommand } from '../../cli/source-list.js'

export default sourceListCommand('groups', 'List the groups of the sources, with how many people each holds')
