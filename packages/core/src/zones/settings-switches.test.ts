import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AuthorizationSettings, parseAuthorizationSettings } from './authorization-settings.ts'
import { applySwitches, newSettings, type SettingsSwitches } from './settings-switches.ts'

function meaningOf(yaml: string): AuthorizationSettings {
  const parsed = parseAuthorizationSettings(yaml)
  if (!parsed.ok) throw new Error(`${parsed.reason} of\n${yaml}`)
  return parsed.settings
}
const turn = (yaml: string, switches: SettingsSwitches) => applySwitches(yaml, meaningOf(yaml), switches)

const names = ['ann', 'bob', 'a: b #c', "it's", 'true', 'ünï', '- x', '"q"', 'github|17'] as const
const name = fc.constantFrom(...names)
const rights = fc.record({ upload: fc.boolean(), download: fc.boolean(), admin: fc.boolean() }, { requiredKeys: [] })
const user = fc.record({
  name,
  rights,
  flow: fc.boolean(),
  spare: fc.boolean(),
  comment: fc.boolean(),
  blank: fc.boolean(),
  note: fc.constantFrom('', 'note: "x: [y"', 'list: [1, {a: 2}]')
})
type User = typeof user extends fc.Arbitrary<infer U> ? U : never

function lines(user: User, at: number, indent: string): string[] {
  const pairs = [
    ['userId', JSON.stringify(user.name)],
    ...Object.entries(user.rights).map(([right, value]) => [right, String(value)])
  ].map(pair => pair.join(': '))
  const all = user.note === '' ? pairs : [...pairs.slice(0, 1), user.note, ...pairs.slice(1)]
  const end = user.comment ? ` # of ${at}` : ''
  const entry = user.flow
    ? [`- ${user.spare ? '{ ' : '{'}${all.join(', ')}${user.spare ? ', }' : '}'}${end}`]
    : all.map((line, at) => `${at === 0 ? '- ' : '  '}${line}${at === 0 ? end : ''}`)
  return [...(user.blank ? ['', '  # above'] : []), ...entry.map(line => indent + line)]
}

const file = fc
  .record({
    users: fc.array(user, { maxLength: 6 }),
    indent: fc.constantFrom('', '  ', '    '),
    style: fc.constantFrom('lines', 'brackets', 'braces'),
    windows: fc.boolean(),
    end: fc.boolean()
  })
  .map(({ users, indent, style, windows, end }) => {
    const flow = users.map((user, at) =>
      lines({ ...user, flow: true, comment: false, blank: false }, at, '')[0]?.slice(2)
    )
    const list =
      style === 'lines' && users.length > 0 ? users.flatMap((user, at) => lines(user, at, indent)) : undefined
    const all =
      style === 'braces'
        ? [`{ "allowPublicUpload": false, "authorizedUsers": [${flow.join(', ')}], x: 1 }`]
        : [
            ...['# first', 'allowPublicUpload: false # why', 'x: [ 1,2 ]'],
            ...(list === undefined ? [`authorizedUsers: [${flow.join(', ')}]`] : ['authorizedUsers: # who', ...list]),
            ...['# last', 'y: 2']
          ]
    return all.join(windows ? '\r\n' : '\n') + (end ? '\n' : '')
  })

const switches: fc.Arbitrary<SettingsSwitches> = fc.record(
  {
    allowPublicUpload: fc.boolean(),
    allowPublicDownload: fc.boolean(),
    users: fc.dictionary(fc.constantFrom(...names, 'carl', 'dora'), fc.option(rights))
  },
  { requiredKeys: [] }
)

describe('switches', () => {
  it('make every file mean what they say, however it is written, and leave each comment of who stays', async () => {
    await fc.assert(
      fc.asyncProperty(file, switches, async (yaml, switches) => {
        const before = meaningOf(yaml)
        // Throws where the text does not mean what was meant.
        const edited = await applySwitches(yaml, before, switches)
        const removed = Object.values(switches.users ?? {}).includes(null)
        const comments = (text: string) => text.match(/# (first|why|who|above|last)/g)
        expect(comments(edited)).toEqual(comments(yaml))
        if (!removed) for (const line of yaml.match(/# of \d/g) ?? []) expect(edited).toContain(line)
        expect(await applySwitches(edited, meaningOf(edited), switches)).toBe(edited)
      }),
      { numRuns: 500 }
    )
  })

  it('that add a user and take the same out again leave the file as it was', async () => {
    for (const yaml of [newSettings, 'allowPublicUpload: true\nauthorizedUsers:\n- userId: ann\n']) {
      const added = await turn(yaml, { users: { bob: { admin: true } } })
      expect(meaningOf(await turn(added, { users: { bob: null } }))).toEqual(meaningOf(yaml))
    }
  })

  it.each([
    'allowPublicUpload: false\nauthorizedUsers: &all [{userId: &a ann}, {userId: *a, upload: true}]\n',
    'authorizedUsers:\n  -\n    &x\n    userId: |-\n      ann\nallowPublicUpload: false\n',
    '? allowPublicUpload\n: false\n? authorizedUsers\n: - userId: ann\n'
  ])('change a file that is written too cleverly rightly or not at all: %j', async yaml => {
    for (const users of [{ ann: { admin: true } }, { ann: null }, { bob: { upload: true } }]) {
      const edited = await turn(yaml, { users }).catch(error => error)
      if (typeof edited !== 'string') expect(edited).toMatchObject({ code: 'settings.not_switchable' })
      else expect(meaningOf(edited)).not.toEqual(meaningOf(yaml))
    }
  })
})
