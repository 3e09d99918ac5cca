import { expect, it } from 'vitest'
import { reportTo } from './report-to-stderr.ts'

function written(isTTY: boolean, ...call: Parameters<ReturnType<typeof reportTo>>): string {
  let text = ''
  const output = { isTTY, write: (more: string) => (text += more) }
  reportTo(output, () => new Date('2026-01-02T03:04:05Z'))(...call)
  return text
}

it('reports are JSON lines where no person looks on', () => {
  const line = written(false, 'warn', 'ephemeral.away', { during: 'x\ny', times: 2 })
  expect(line).toMatch(/^[^\n]+\n$/)
  expect(JSON.parse(line)).toEqual({
    time: '2026-01-02T03:04:05.000Z',
    level: 'warn',
    event: 'ephemeral.away',
    during: 'x\ny',
    times: 2
  })
})

it('reports are plain lines in a terminal, whose control characters nobody else gets to send', () => {
  expect(written(true, 'error', 'a.b', { text: '\u001b[2J', none: undefined, n: 1 })).toBe(
    '03:04:05 error a.b text="\\u001b[2J" n=1\n'
  )
})

it('reports of level info are left out', () => {
  expect(written(false, 'info', 'a.b')).toBe('')
})
