import { expect, it } from 'vitest'
import { mistakeOf } from './settings-mistake.ts'

it('a file without mistakes has none', () => {
  expect(mistakeOf('allowPublicUpload: false\nauthorizedUsers: []')).toBeUndefined()
})

it.each([
  ['', 1, 'the file is empty; it needs allowPublicUpload and authorizedUsers'],
  ['allowPublicUpload: maybe\nauthorizedUsers: []', 1, 'allowPublicUpload is true or false'],
  [
    'allowPublicUpload: true\nauthorizedUsers:\n  - { userId: ann, upload: 1 }',
    3,
    'authorizedUsers.0.upload is true or false'
  ],
  ['allowPublicUpload: true\nauthorizedUsers: [\n  { userId: ann }', 3, expect.any(String)],
  ['allowPublicUpload: true\nallowPublicUpload: false\nauthorizedUsers: []', 2, 'a key is given twice']
])('a mistake is told with its line: %j', (yaml, line, reason) => {
  expect(mistakeOf(yaml)).toEqual({ line, reason })
})
