import { expect, it } from 'vitest'
import { envFileText, readEnvFile } from './env-file.ts'

it('reads variables as people, shells and Vercel write them', () => {
  const text = String.raw`# from Vercel
PLAIN=some text  # a remark
EMPTY=
export QUOTED='single "quotes"
over lines'
REACT_APP_ADMIN_USERS="[\"ada\", \"grace\"]"
LINES="zones:\n  - name: a"
ADDRESS=mongodb://u:p#1@host
  SPACED = "x" # more
no assignment
TWICE=1
TWICE=2`
  expect(Object.fromEntries(readEnvFile(`\uFEFF${text.replaceAll('\n', '\r\n')}`))).toEqual({
    PLAIN: 'some text',
    EMPTY: '',
    QUOTED: 'single "quotes"\nover lines',
    REACT_APP_ADMIN_USERS: '["ada", "grace"]',
    LINES: 'zones:\n  - name: a',
    ADDRESS: 'mongodb://u:p#1@host',
    SPACED: 'x',
    TWICE: '2'
  })
})

it('reads what it writes, whatever a value holds', () => {
  const values = new Map([
    ['A', `it's {"a": "b"}\n  $HOME \\ "`],
    ['B', "''"]
  ])
  expect(readEnvFile(envFileText(values))).toEqual(values)
})
