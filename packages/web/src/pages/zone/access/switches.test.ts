import { expect, it } from 'vitest'
import { type Allows, usersOf, withSwitches } from './switches.ts'

const ann = { userId: 'ann', upload: true, download: false, admin: false }
const bob = { userId: 'bob', upload: false, download: true, admin: true }
const allows: Allows = { allowPublicUpload: false, allowPublicDownload: true, authorizedUsers: [ann, bob] }

it('a user of two entries is one, with the rights of both', () => {
  expect(usersOf({ authorizedUsers: [ann, bob, { ...ann, upload: false, admin: true }] })).toEqual([
    { ...ann, admin: true },
    bob
  ])
})

it('a switch changes one right of one user, and nothing else', () => {
  expect(withSwitches(allows, { users: { ann: { admin: true } } })).toEqual({
    ...allows,
    authorizedUsers: [{ ...ann, admin: true }, bob]
  })
  expect(withSwitches(allows, { allowPublicUpload: true })).toEqual({ ...allows, allowPublicUpload: true })
})

it('a user is added at the end with what is given, and taken out with null', () => {
  const cyd = { userId: 'cyd', upload: true, download: true, admin: false }
  expect(withSwitches(allows, { users: { cyd: { upload: true, download: true } } }).authorizedUsers).toEqual([
    ann,
    bob,
    cyd
  ])
  expect(withSwitches(allows, { users: { ann: null } }).authorizedUsers).toEqual([bob])
})
