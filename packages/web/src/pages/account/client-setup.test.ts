/** 13.8: the commands as people paste them, run by a real shell in a home of their own. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { inEnvironment, inPowerShell, inShell } from './client-setup.ts'

const setup = { gatewayUrl: 'https://gateway.test', zone: 'franklab.default' }

function home(): string {
  const path = mkdtempSync(join(tmpdir(), 'client-setup-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  mkdirSync(join(path, 'Downloads'))
  for (const name of ['private.pem', 'public.pem']) writeFileSync(join(path, 'Downloads', name), `new ${name}`)
  return path
}
const run = (HOME: string) =>
  execFileSync('bash', ['-c', `${inShell(setup)}\necho $KACHERY_GATEWAY_URL $KACHERY_ZONE`], {
    env: { HOME, PATH: process.env.PATH }
  }).toString()

it('13.8: put the two files in their place', () => {
  const path = home()
  expect(run(path)).toBe('https://gateway.test franklab.default\n')
  expect(readFileSync(join(path, '.kachery-cloud/private.pem'), 'utf8')).toBe('new private.pem')
  expect(statSync(join(path, '.kachery-cloud/private.pem')).mode & 0o777).toBe(0o600)
})

it('13.8: never overwrite a key that is there, and lose no new one', () => {
  const path = home()
  mkdirSync(join(path, '.kachery-cloud'))
  for (const name of ['private.pem', 'public.pem']) writeFileSync(join(path, '.kachery-cloud', name), `old ${name}`)
  run(path)
  for (const name of ['private.pem', 'public.pem']) {
    expect(readFileSync(join(path, '.kachery-cloud', name), 'utf8')).toBe(`old ${name}`)
    expect(readFileSync(join(path, 'Downloads', name), 'utf8')).toBe(`new ${name}`)
  }
})

it('13.8: PowerShell is never told to overwrite a file', () => {
  expect(inPowerShell(setup)).toContain('Move-Item "$HOME/Downloads/private.pem"')
  expect(inPowerShell(setup)).not.toMatch(/Move-Item.*-Force/)
  expect(inPowerShell(setup)).toContain('$env:KACHERY_ZONE = "franklab.default"')
})

it('13.8: containers and clusters have the two variables that the client reads', () => {
  const client = { clientId: 'ab'.repeat(32), privateKey: 'cd'.repeat(32) }
  expect(inEnvironment({ ...setup, zone: 'default' }, client)).toBe(
    `export KACHERY_CLOUD_CLIENT_ID=${client.clientId}\nexport KACHERY_CLOUD_PRIVATE_KEY=${client.privateKey}\nexport KACHERY_GATEWAY_URL=https://gateway.test`
  )
})
