/** Stands for react-devtools-core in the bundle: ink asks for it where the environment says DEV=true. */
const nothing = () => undefined

export default { initialize: nothing, connectToDevTools: nothing }
