import { describe, expect, it } from 'vitest'
import { parseAuthorizationSettings } from './authorization-settings.ts'

const valid = `
allowPublicUpload: false
allowPublicDownload: true
authorizedUsers:
  - { userId: magland, upload: true, download: true, admin: true }
  - userId: github|other
`

describe('authorization settings', () => {
  it('read as administrators write them, with absent rights meaning no', () => {
    expect(parseAuthorizationSettings(valid)).toEqual({
      ok: true,
      settings: {
        allowPublicUpload: false,
        allowPublicDownload: true,
        authorizedUsers: [
          { userId: 'magland', upload: true, download: true, admin: true },
          { userId: 'github|other', upload: false, download: false, admin: false }
        ]
      }
    })
  })

  it('allow public download where they do not say', () => {
    const parsed = parseAuthorizationSettings('allowPublicUpload: true\nauthorizedUsers: []\n')
    expect(parsed).toMatchObject({ ok: true, settings: { allowPublicDownload: true } })
  })

  it('may hold keys that are not ours', () => {
    expect(parseAuthorizationSettings(`${valid}\nnote: hello`)).toMatchObject({ ok: true })
  })

  it('refuse a misspelt permission, which might mean to forbid what is allowed by default', () => {
    expect(
      parseAuthorizationSettings('allowPublicUpload: true\nallowPublicDownloads: false\nauthorizedUsers: []')
    ).toEqual({
      ok: false,
      reason: 'line 2: allowPublicDownloads is no setting; allowPublicUpload and allowPublicDownload are'
    })
  })

  const wrong: [name: string, yaml: string, reason: string][] = [
    ['an empty file', '', 'line 1: the file is empty; it needs allowPublicUpload and authorizedUsers'],
    ['a missing allowPublicUpload', 'authorizedUsers: []', 'line 1: allowPublicUpload is missing'],
    ['a missing list of users', '# hello\nallowPublicUpload: true', 'line 2: authorizedUsers is missing'],
    ['a right that is a word', `${valid}    upload: yes please\n`, 'line 7: authorizedUsers.1.upload is true or false'],
    [
      'text where a list belongs',
      'allowPublicUpload: true\nauthorizedUsers: magland',
      'line 2: authorizedUsers is a list of users'
    ],
    [
      'a number as a login',
      'allowPublicUpload: true\nauthorizedUsers:\n  - userId: 42',
      'line 3: authorizedUsers.0.userId is text; put it in quotes'
    ],
    [
      'a user without userId',
      'allowPublicUpload: true\nauthorizedUsers:\n  - upload: true',
      'line 3: authorizedUsers.0.userId is missing'
    ],
    [
      'a list as the whole file',
      '- a\n- b',
      'line 1: the file holds allowPublicUpload, allowPublicDownload and authorizedUsers'
    ]
  ]
  it.each(wrong)('refuse %s with its line', (_, yaml, reason) => {
    expect(parseAuthorizationSettings(yaml)).toEqual({ ok: false, reason })
  })

  it.each([
    ['broken syntax', 'allowPublicUpload: true\nauthorizedUsers: [', 2],
    [
      'a key given twice, where the reader might take either',
      'allowPublicUpload: false\nallowPublicUpload: true\nauthorizedUsers: []',
      2
    ],
    ['tabs for indentation', 'allowPublicUpload: true\nauthorizedUsers:\n\t- userId: a', 3]
  ])('refuse %s', (_, yaml, line) => {
    const parsed = parseAuthorizationSettings(yaml)
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringMatching(new RegExp(`^line ${line}: `)) })
  })

  it('refuse a file whose aliases would grow without bound', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    for (const name of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'])
      bomb.push(`${name[1]}: &${name[1]} [${Array(9).fill(`*${name[0]}`).join(',')}]`)
    expect(parseAuthorizationSettings(bomb.join('\n'))).toMatchObject({ ok: false })
  })

  it('never take a right from a prototype', () => {
    const parsed = parseAuthorizationSettings(
      'allowPublicUpload: false\nauthorizedUsers:\n  - userId: eve\n    __proto__: { admin: true, upload: true }'
    )
    expect(parsed.ok && parsed.settings.authorizedUsers[0]).toEqual({
      userId: 'eve',
      upload: false,
      download: false,
      admin: false
    })
  })

  it.each([
    '*secret',
    '|secret',
    '"\\xsecret"',
    `}${'secret'.repeat(1000)}`,
    '"a"secret',
    '!secret x',
    '} \u202esecret\u0007'
  ])('repeat nothing of a mistake, which everyone would read: %j', text => {
    const parsed = parseAuthorizationSettings(`allowPublicUpload: ${text}\nauthorizedUsers: []`)
    expect(parsed).toMatchObject({ ok: false, reason: expect.stringMatching(/^line \d+: [ -~]{3,200}$/) })
    expect(JSON.stringify(parsed)).not.toContain('secret')
  })

  it.each([
    ['keys', Array.from({ length: 28_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['keys in braces', `x: {${Array.from({ length: 28_000 }, (_, at) => `a${at}`).join(',')}}`],
    ['brackets', `x: ${'['.repeat(60_000)}`],
    ['dashes', `x:\n${'- '.repeat(30_000)}`]
  ])('are read or refused in time that grows with their length alone where they are full of %s', (_, text) => {
    const began = performance.now()
    expect(typeof parseAuthorizationSettings(`allowPublicUpload: true\nauthorizedUsers: []\n${text}`).ok).toBe(
      'boolean'
    )
    expect(performance.now() - began).toBeLessThan(8_000)
  })
})
