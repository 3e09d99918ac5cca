/** The forms in which one secret may be written down: none of them hides it. */
import { shortest } from './secret.ts'

export function formsOf(secret: Uint8Array): Buffer[] {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const texts = [bytes.toString('latin1'), hex, hex.toUpperCase(), ...base64Forms(bytes)]
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) texts.push(...textForms(text).map(form => Buffer.from(form).toString('latin1')))
  return [...new Set(texts)].filter(({ length }) => length >= shortest).map(form => Buffer.from(form, 'latin1'))
}

function textForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const url = encodeURIComponent(text)
  const form = new URLSearchParams({ x: text }).toString().slice(2)
  const inLowerCase = (escaped: string) => escaped.replace(/%../g, code => code.toLowerCase())
  // JSON within JSON: an item in a message, an error in a line.
  return [json, JSON.stringify(json).slice(1, -1), url, inLowerCase(url), form, inLowerCase(form)]
}

/** Wherever it begins within what was encoded; without the characters that its neighbours would change. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap(offset => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
    const own = Math.floor((whole.length * 8) / 6)
    const form = whole.toString('base64').slice(Math.ceil((offset * 8) / 6), own)
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
