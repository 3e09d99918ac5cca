import { expect, it } from 'vitest'
import { applySwitches } from './settings-switches.ts'

it.each([
  'allowPublicUpload: false\nauthorizedUsers: [{userId: &a ann}, {userId: *a, upload: true}]\n',
  'x: &all [{userId: ann}]\nallowPublicUpload: false\nauthorizedUsers: *all\n',
  'allowPublicUpload: false\nauthorizedUsers: [&a {userId: ann}, *a]\n'
])('switches change nothing where an alias says the same again: %j', async yaml => {
  for (const users of [{ ann: { upload: false } }, { ann: null }, { bob: { upload: true } }])
    await expect(applySwitches(yaml, { users })).rejects.toMatchObject({ code: 'settings.not_switchable' })
})
