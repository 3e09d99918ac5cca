import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Keyboard, valueFromFile, valueFromKeyboard, valueFromPipe } from './read-value.ts'

function keyboard(...chunks: string[]): Keyboard & { modes: boolean[] } {
  const modes: boolean[] = []
  const stream = new PassThrough({ encoding: 'utf8' })
  for (const chunk of chunks) stream.write(chunk)
  return Object.assign(stream, { modes, setRawMode: (raw: boolean) => modes.push(raw) })
}

describe('the value of a secret', () => {
  it('comes from a pipe, whole', async () => {
    expect(await valueFromPipe(Readable.from(['geh', 'eim\n']))).toBe('geheim\n')
  })

  it('is of a fair size', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield 'x'.repeat(65_536)
      })()
    )
    await expect(valueFromPipe(endless)).rejects.toThrow('larger than 1000000 bytes')
  })

  it('comes from a file, and the name of one that is not there is told', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'value-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'value'), 'geheim')
    expect(await valueFromFile(join(folder, 'value'))).toBe('geheim')
    await expect(valueFromFile(join(folder, 'none'))).rejects.toThrow(/^The file .*none cannot be read \(ENOENT\)\.$/)
  })

  it('is typed up to Enter, unseen, and may be corrected', async () => {
    const keys = keyboard('gehx', '\u007fei', 'm\rmore')
    expect(await valueFromKeyboard(keys, false)).toBe('geheim')
    expect(keys.modes).toEqual([true, false])
  })

  it('is typed in lines up to Ctrl-D', async () => {
    expect(await valueFromKeyboard(keyboard('a:\r  b\n\u0004'), true)).toBe('a:\n  b\n')
  })

  it('is none after Ctrl-C, and the terminal is as before', async () => {
    const keys = keyboard('geh\u0003')
    await expect(valueFromKeyboard(keys, false)).rejects.toThrow('Nothing was changed.')
    expect(keys.modes).toEqual([true, false])
  })
})
