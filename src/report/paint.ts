/** Colours by meaning, so that no report names a colour. */
import { Ansis } from 'ansis'

export type Dye = (text: string) => string

export interface Paint {
  title: Dye
  /** Something comes. */
  add: Dye
  change: Dye
  /** Something goes. */
  remove: Dye
  warn: Dye
  faint: Dye
}

export function paints(color: boolean): Paint {
  const ink = new Ansis(color ? 1 : 0)
  return {
    title: (text) => ink.bold(text),
    add: (text) => ink.green(text),
    change: (text) => ink.yellow(text),
    remove: (text) => ink.red(text),
    warn: (text) => ink.yellow.bold(text),
    faint: (text) => ink.dim(text),
  }
}
