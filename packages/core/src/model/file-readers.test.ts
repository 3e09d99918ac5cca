import { expect, it } from 'vitest'
import { loginKey } from '../ids/login-key.ts'
import { admitsAtOnce, admitsByZone, type FileReaders } from './file-readers.ts'

const nobody: FileReaders = {
  publicFrom: Number.POSITIVE_INFINITY,
  zone: false,
  accounts: new Set(),
  logins: new Set(),
  teams: new Set()
}
const ann = { accountId: 'id-of-ann', labels: [loginKey('ann')] }

it.each([
  ['nobody', {}, false],
  ['their account', { accounts: new Set(['id-of-ann']) }, true],
  ['another account', { accounts: new Set(['id-of-bob']) }, false],
  ['their login', { logins: new Set([loginKey('ann')]) }, true],
  ['another login', { logins: new Set([loginKey('bob')]) }, false],
  ['everybody from now on', { publicFrom: 5 }, true],
  ['everybody from later on', { publicFrom: 6 }, false]
])('a file of %s is theirs or is not', (_, readers, admitted) => {
  expect(admitsAtOnce({ ...nobody, ...readers }, ann, 5)).toBe(admitted)
})

it.each([
  ['the zone', { zone: true }, { mayDownload: true, teams: [] }, true],
  ['the zone, for who may not download', { zone: true }, { mayDownload: false, teams: [] }, false],
  ['its owners alone', {}, { mayDownload: true, teams: ['spikes'] }, false],
  ['a team', { teams: new Set(['spikes']) }, { mayDownload: false, teams: ['spikes'] }, true],
  ['another team', { teams: new Set(['waves']) }, { mayDownload: false, teams: ['spikes'] }, false]
])('a file for %s is read by the zone’s settings and teams', (_, readers, caller, admitted) => {
  expect(admitsByZone({ ...nobody, ...readers }, caller)).toBe(admitted)
})
