/** docs/moving.md, held to what it speaks of: its commands, its list of steps, and its file that keeps the old address. */
import { readFileSync } from 'node:fs'
import { cutOverSteps } from '@kachery-gateway/core/legacy/cut-over.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { registerLocally } from '../../packages/client/src/register-locally.ts'
import { importCommandLine } from '../../packages/operator/src/import/command-line.ts'
import { importFixture } from '../../packages/operator/testing/import-fixture.ts'
import { type GatewayProcess, startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { dataFolder } from '../gateway-process/scratch-folder.ts'
import { lead, RewriteRules, serveRules } from './rewrite-rules.ts'

const text = readFileSync(new URL('../../docs/moving.md', import.meta.url), 'utf8')
const commands = [...text.matchAll(/^ *```bash\n(.*?)^ *```$/gms)]
  .flatMap(([, block = '']) => block.split('\n').map(line => line.trim()))
  .filter(line => line.startsWith('npm run import -- '))

describe('the commands of docs/moving.md', () => {
  it('work in their order as they stand there, on a stage in front of buckets that refuse writes', async () => {
    const { go, screen } = await importFixture({}, 'prod')
    const ofStage = commands.filter(command => command.includes('--stage'))
    expect(ofStage.length).toBeGreaterThan(3)
    for (const command of ofStage) expect(await go(command.split(' ').slice(4)), screen.errors()).toBe(0)
    expect(screen.text()).toMatch(/^ {2}\[x\] old-action/m)
  })

  it('are understood for one machine, too', () => {
    const ofMachine = commands.filter(command => command.includes('--data'))
    expect(ofMachine).toHaveLength(2)
    for (const command of ofMachine)
      expect(importCommandLine(command.split(' ').slice(4), {})).toMatchObject({ kind: 'run', place: { data: 'DIR' } })
  })

  it('come with the steps of the list, all of them, in its order', () => {
    const steps = [...text.matchAll(/^\d\. `([a-z-]+)`:/gm)].map(([, step]) => step)
    expect(steps).toEqual([...cutOverSteps])
  })
})

const [, file = ''] = /^```json\n(.*?)^```$/ms.exec(text) ?? []
const rulesTo = (address: string) =>
  RewriteRules.parse(JSON.parse(file.replaceAll('https://d1234abcd.cloudfront.net', address)))

describe('the file that keeps the old address', () => {
  const rules = rulesTo('https://new.example')

  it.each([
    '/',
    '/home',
    '/clients',
    '/zones',
    '/resources',
    '/resource/camera',
    '/?zone=lab',
    '/admin?zone=franklab.default',
    `/client/${'ab'.repeat(32)}`,
    `/registerClient/${'ab'.repeat(32)}?signature=00ff&zone=lab&label=a%20b`,
    '/github/auth?code=c&state=s'
  ])('leads from the page %s to the same page here, for now', path => {
    expect(lead(rules, path)).toEqual({ status: 307, location: `https://new.example${path}` })
  })

  it.each(['/api/gateway', '/api/findFile', '/api/initiateFileUpload', '/api/health?x=1'])(
    'passes %s on, which no client must notice',
    path => {
      expect(lead(rules, path)).toEqual({ rewritten: `https://new.example${path}` })
    }
  )

  describe('before a gateway', () => {
    let gateway: GatewayProcess
    let old: Awaited<ReturnType<typeof serveRules>>
    const folder = dataFolder()
    beforeAll(async () => {
      gateway = await startGatewayProcess({ data: folder.path })
      old = await serveRules(rulesTo(gateway.url))
    }, 60_000)
    afterAll(async () => {
      old?.server.close()
      await gateway?.stop()
      await folder.remove()
    })

    it('a client that knows the old address alone uploads, finds and loads', async () => {
      const seed = Buffer.alloc(32, 7)
      await registerLocally(new KacheryClient(gateway.url, { seed }), 'ada')
      const client = new KacheryClient(old.url, { seed })
      const { hash } = await client.storeBytes(Buffer.from('by the old address'))
      expect(Buffer.from((await client.loadBytes(hash)) ?? '').toString()).toBe('by the old address')
    })

    it('a page of figurl may ask by the old address', async () => {
      const answer = await fetch(`${old.url}/api/gateway`, {
        method: 'OPTIONS',
        headers: { origin: 'https://figurl.org', 'access-control-request-method': 'POST' }
      })
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://figurl.org')
    })

    it('a wrong request gets its sentence and its code', async () => {
      const answer = await fetch(`${old.url}/api/gateway`, { method: 'POST', body: '{' })
      const own = await fetch(`${gateway.url}/api/gateway`, { method: 'POST', body: '{' })
      expect([answer.status, answer.headers.get('x-error-code')]).toEqual([own.status, own.headers.get('x-error-code')])
    })
  })
})
