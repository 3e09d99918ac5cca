/** HTML as a tagged template: whatever is put into it is escaped, unless it is HTML made here, too. */

export class Html {
  readonly text: string

  /** For `html` alone: the text is taken as it is. */
  constructor(text: string) {
    this.text = text
  }
}

/** `undefined` and `false` are nothing at all, for `condition && html…`. */
type HtmlPart = string | number | Html | readonly Html[] | undefined | false

export function html(pieces: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  let text = ''
  for (const [at, piece] of pieces.entries()) text += piece + written(parts[at])
  return new Html(text)
}

function written(part: HtmlPart): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return part.map(one => one.text).join('')
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Good between tags and in quoted attributes; parts stand nowhere else. */
const escaped = (text: string) => text.replace(/[&<>"']/g, character => escapes[character] ?? '')
