import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { applySwitches, newSettings } from './settings-switches.ts'

it.each([
  'allowPublicUpload: false\nauthorizedUsers: [{userId: &a ann}, {userId: *a, upload: true}]\n',
  'x: &all [{userId: ann}]\nallowPublicUpload: false\nauthorizedUsers: *all\n',
  'allowPublicUpload: false\nauthorizedUsers: [&a {userId: ann}, *a]\n'
])('switches change nothing where an alias says the same again: %j', async yaml => {
  for (const users of [{ ann: { upload: false } }, { ann: null }, { bob: { upload: true } }])
    await expect(applySwitches(yaml, { users })).rejects.toMatchObject({ code: 'settings.not_switchable' })
})

it('what this gateway writes has no field that an older one’s parser does not know', async () => {
  const user = { upload: true, download: true, admin: true }
  const written = await applySwitches(newSettings, {
    allowPublicUpload: true,
    allowPublicDownload: false,
    users: { ann: user, bob: { download: true } }
  })
  const { authorizedUsers, ...flags } = parse(written)
  expect(Object.keys(flags).sort()).toEqual(['allowPublicDownload', 'allowPublicUpload'])
  expect(authorizedUsers).toHaveLength(2)
  for (const entry of authorizedUsers)
    for (const field of Object.keys(entry)) expect(['userId', 'upload', 'download', 'admin']).toContain(field)
})
