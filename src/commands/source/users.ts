/** `idpscim source users`: what the sources hold. */
import { sourceListCommand } from '../../cli/source-list.js'

export default sourceListCommand('users', 'List the people of the sources')
