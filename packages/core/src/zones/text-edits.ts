/** Changes to a text in places, all told by offsets into the text as it was. */
export class TextEdits {
  readonly text: string
  /** As the text's lines end. */
  readonly newLine: '\n' | '\r\n'
  readonly #edits: { from: number; to: number; text: string }[] = []

  constructor(text: string) {
    this.text = text
    this.newLine = text.includes('\r\n') ? '\r\n' : '\n'
  }

  replace(from: number, to: number, text: string): void {
    if (from < to || text !== '') this.#edits.push({ from, to, text })
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text)
  }

  /** Behind the line that the offset is in. */
  insertLine(at: number, ...lines: string[]): void {
    this.insert(this.#lineEnd(at), lines.map(line => this.newLine + line).join(''))
  }

  /** The lines from the one that `from` is in to the one that `to` is in. */
  removeLines(from: number, to: number): void {
    const end = this.text.indexOf('\n', to)
    this.replace(this.#lineStart(from), end < 0 ? this.text.length : end + 1, '')
  }

  /** As many spaces as characters stand before the offset in its line. */
  indentOf(offset: number): string {
    return ' '.repeat(offset - this.#lineStart(offset))
  }

  /** undefined: two changes are of the same place. */
  applied(): string | undefined {
    let result = ''
    let at = 0
    for (const { from, to, text } of this.#edits.toSorted((a, b) => a.from - b.from)) {
      if (from < at) return undefined
      result += this.text.slice(at, from) + text
      at = to
    }
    return result + this.text.slice(at)
  }

  #lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1
  }

  #lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset)
    if (end < 0) return this.text.length
    return this.text[end - 1] === '\r' && end > offset ? end - 1 : end
  }
}
