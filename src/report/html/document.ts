/** One file that needs nothing else: its script and style are in it, by their digests the only ones that a browser will run, and it may load nothing. */
import { createHash } from 'node:crypto'
import { jsonData, html, type Html, raw } from './escape.js'
import { SCRIPT, STYLE } from './page-assets.js'

export interface Page {
  title: string
  head: Html
  /** What is told without a script. */
  body: Html
  /** JSON of `PageData`. */
  data: string
  foot: Html
}

/** Content Security Policy Level 3, §6: everything is refused but this very script and this very style. */
const POLICY = `default-src 'none'; script-src ${source(SCRIPT)}; style-src ${source(STYLE)}; base-uri 'none'; form-action 'none'`

export function htmlDocument({ title, head, body, data, foot }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
${head}
</header>
<main>
${body}
<section id="lists" aria-label="All entries"></section>
<noscript><p class="card">The lists of everything, with search and filters, need JavaScript. It is part of this file and loads nothing.</p></noscript>
</main>
<footer>
${foot}
</footer>
<script type="application/json" id="data">${jsonData(data)}</script>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`.markup
}

function source(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
