/** What is wrong with a file's YAML, in our words: the library's quote the source, which may hold a secret. */
import type { ErrorCode } from 'yaml'

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an alias (*) lacks its name; quote a text that begins with *',
  BAD_DIRECTIVE: 'a directive (%) is not known; quote a text that begins with %',
  BAD_DQ_ESCAPE: 'a double-quoted text holds a backslash that escapes nothing; use single quotes',
  BAD_INDENT: 'the indentation does not fit what stands above, or a bracket is not closed',
  BAD_SCALAR_START: 'a text begins with a character that YAML keeps for itself (@ or `); quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon stands on this line; quote the text if the colon belongs to it',
  BLOCK_IN_FLOW: 'a block stands inside brackets',
  DUPLICATE_KEY: 'this key is given twice; keep one',
  MISSING_CHAR: 'something is missing here: a closing quote, a bracket, a comma, or the space after a colon',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; a colon may be missing',
  MULTIPLE_DOCS: 'a second document begins here; a configuration is one document',
  NON_STRING_KEY: 'a key is not a text',
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  TAG_RESOLVE_FAILED: 'a tag (!) is not known here; quote a text that begins with !',
  UNEXPECTED_TOKEN: 'something stands here that does not belong; quote texts that hold : # [ ] { } or ,',
}

export function yamlSentence(code: ErrorCode): string {
  return SENTENCES[code] ?? 'the file is not valid YAML here'
}
