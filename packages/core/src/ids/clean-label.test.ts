import { expect, it } from 'vitest'
import { Client } from '../model/client.ts'
import { cleanLabel } from './clean-label.ts'

it.each([
  ['  rig 2 ', 'rig 2'],
  ['a\u202eb\u2066c\u200e', 'abc'],
  ['one\ntwo\tthree\u0000\u2028four', 'one two three four'],
  ['\u200b\ufeff \u00a0', ''],
  ['\u200d', ''],
  ['👩\u200d🔬 می\u200cخواهم', '👩\u200d🔬 می\u200cخواهم'],
  ['\ud800x', 'x']
])('issue 13, number 18: %j is shown as %j', (text, shown) => {
  expect(cleanLabel(text)).toBe(shown)
  expect(cleanLabel(shown)).toBe(shown)
})

it('issue 13, number 18: a record of an older gateway has a clean label, too', () => {
  const record = { clientId: 'a'.repeat(64), ownerId: 'ann', timestampCreated: 1, label: ' x\u202e\n' }
  expect(Client.parse(record).label).toBe('x')
})
