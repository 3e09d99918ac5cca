import { expect, it } from 'vitest'
import { ephemeralUsesOf, functions, secretsOfFunction } from './functions.ts'

const ofApp = ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET']
const read = (name: keyof typeof functions, stage: Parameters<typeof secretsOfFunction>[1]) =>
  secretsOfFunction(functions[name], stage).filter(secret => ofApp.includes(secret))

it('the function that answers clients reads the app’s secret only where the stage takes no tokens of other apps', () => {
  expect(read('gateway', {})).toEqual([])
  expect(read('gateway', { GITHUB_TOKENS: 'any' })).toEqual([])
  expect(read('gateway', { GITHUB_TOKENS: 'own-app' })).toEqual(ofApp)
  expect(read('site', { GITHUB_TOKENS: 'own-app' })).toEqual(ofApp)
  expect(read('sweep', { GITHUB_TOKENS: 'own-app' })).toEqual([])
})

it('nobody reads where a database is that another function speaks to', () => {
  for (const name of ['gateway', 'site', 'sweep'] as const)
    expect(secretsOfFunction(functions[name], { EPHEMERAL_FUNCTION: 'f' })).not.toContain('MONGO_URI')
})

it('uses the table where there is no database, and beside one only where it lists log items', () => {
  expect(ephemeralUsesOf(functions.gateway, {})).toContain('writeMany')
  expect(ephemeralUsesOf(functions.gateway, { EPHEMERAL_FUNCTION: 'f' })).toEqual([])
  for (const name of ['site', 'archiveLogs'] as const)
    expect(ephemeralUsesOf(functions[name], { EPHEMERAL_FUNCTION: 'f' })).toContain('list')
})
