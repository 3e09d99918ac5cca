/** The value of a secret: from a file, from a pipe, or from somebody who types it without seeing it. */
import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { codeOf, OperatorError } from '../operator-error.ts'

/** bytes; far above any configuration. */
const most = 1_000_000

export async function valueFromFile(path: string): Promise<string> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new OperatorError(`The file ${path} cannot be read (${codeOf(error) ?? 'unknown'}).`, error)
  }
  return ofFairSize(text)
}

export async function valueFromPipe(input: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    bytes += chunks.at(-1)?.length ?? 0
    if (bytes > most) break
  }
  return ofFairSize(Buffer.concat(chunks).toString('utf8'))
}

/** What a keyboard gives: readable, and able to keep what is typed off the screen. */
export type Keyboard = Readable & { setRawMode(raw: boolean): unknown }

/** Up to Enter; with `lines`, up to Ctrl-D. Throws OperatorError at Ctrl-C. */
export async function valueFromKeyboard(keyboard: Keyboard, lines: boolean): Promise<string> {
  keyboard.setRawMode(true)
  try {
    let typed = ''
    for await (const chunk of keyboard) {
      for (const key of String(chunk)) {
        if (key === '\u0003') throw new OperatorError('Nothing was changed.')
        if (key === '\u0004' || (!lines && (key === '\r' || key === '\n'))) return ofFairSize(typed)
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + (key === '\r' ? '\n' : key)
      }
    }
    return ofFairSize(typed)
  } finally {
    keyboard.setRawMode(false)
  }
}

function ofFairSize(text: string): string {
  if (Buffer.byteLength(text) > most) throw new OperatorError(`The value is larger than ${most} bytes.`)
  return text
}
