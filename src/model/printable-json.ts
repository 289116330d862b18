/** JSON that shows all it holds, whoever prints it. */

// What JSON lets through and a terminal, an editor or a page would obey or hide: DEL and C1 controls, format characters, separators.
const STEERING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** The same value as `JSON.stringify` gives, with every steering character as its escape. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(STEERING, (character) =>
    Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''),
  )
}
