import type { Logger } from '@kachery-gateway/core/logger.ts'
import { expect, it } from 'vitest'
import { terminalLogger } from './stderr-logger.ts'

function written(isTTY: boolean, level: keyof Logger, ...line: Parameters<Logger['info']>): string {
  let text = ''
  const output = { isTTY, write: (more: string) => (text += more) }
  terminalLogger(output, () => new Date('2026-01-02T03:04:05Z'))[level](...line)
  return text
}

it('lines are JSON where no person looks on', () => {
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

it('lines are plain in a terminal, whose control characters nobody else gets to send', () => {
  expect(written(true, 'error', 'a.b', { text: '\u001b[2J', none: undefined, n: 1 })).toBe(
    '03:04:05 error a.b text="\\u001b[2J" n=1\n'
  )
})

it.each([true, false])('lines have no presigned URL, whoever put it there (terminal: %s)', isTTY => {
  const url = 'http://127.0.0.1:20117/files/uploads/a?X-Amz-Date=1&X-Amz-Signature=0123abcd&x=1'
  const line = written(isTTY, 'error', 'a.b', {
    reason: `PUT ${url} failed`,
    target: '/files/a?X-Amz-Signature=0123abcd'
  })
  expect(line).not.toContain('0123abcd')
  expect(line).toContain('/files/uploads/a?… failed')
  if (!isTTY) expect(JSON.parse(line).event).toBe('a.b')
})

it('lines of level info are left out', () => {
  expect(written(false, 'info', 'a.b')).toBe('')
})
