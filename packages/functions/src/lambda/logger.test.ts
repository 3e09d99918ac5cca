import { expect, it } from 'vitest'
import { inRequest, jsonLogger } from './logger.ts'

it('a line is one JSON object with its time, its level as Lambda spells it, and the request that it belongs to', async () => {
  const lines: string[] = []
  const logger = jsonLogger(line => lines.push(line))
  logger.info('outside')
  await Promise.all(
    ['a', 'b'].map(id =>
      inRequest(id, async () => {
        await new Promise(resolve => setTimeout(resolve, 1))
        logger.error('inside', { reason: 'two\nlines', absent: undefined })
      })
    )
  )
  for (const line of lines) expect(line).toMatch(/^\{[^\n]*\}\n$/)
  expect(lines.map(line => JSON.parse(line))).toEqual([
    { timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), level: 'INFO', event: 'outside' },
    { timestamp: expect.any(String), level: 'ERROR', event: 'inside', requestId: 'a', reason: 'two\nlines' },
    { timestamp: expect.any(String), level: 'ERROR', event: 'inside', requestId: 'b', reason: 'two\nlines' }
  ])
})
