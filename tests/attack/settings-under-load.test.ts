/** Settings that change under load: a permission that was taken away is gone 60 s later, and no broken file grants one. */
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { type AttackGateway, attackGateway, openToAll } from './handler.ts'

const file = 'settings/authorizationSettings.yaml'
const granted = 'allowPublicUpload: true\nallowPublicDownload: true\nauthorizedUsers: []\n'
const withdrawn = 'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: []\n'
const malformed = [
  '',
  'allowPublicUpload: true',
  'allowPublicUpload: true\nauthorizedUsers: [',
  'allowPublicUpload: yes please\nauthorizedUsers: []',
  'allowPublicUpload: true\nallowPublicUpload: true\nauthorizedUsers: []',
  'allowPublicUpload: true\nallowPublicDownload: tr',
  '{"allowPublicUpload": true, "allowPublicDownload": true',
  '\0\0\0\0',
  `${granted}\xff`,
  `${granted}x: ${'y'.repeat(70_000)}`
]

const write = ({ buckets }: AttackGateway, text: string) => buckets.default.put(file, Buffer.from(text, 'latin1'))

describe('settings', () => {
  it('that flip every few milliseconds grant nothing later than 60 s after the last grant', async () => {
    const gateway = attackGateway()
    const client = await gateway.registered('eve')
    let lastGrant = Number.NEGATIVE_INFINITY
    const seen = { granted: 0, refused: 0 }

    async function caller(number: number, until: number): Promise<void> {
      while (gateway.clock.now < until) {
        const before = gateway.clock.now
        const hash = sha1(String(number))
        const answer =
          number % 2 === 0
            ? await gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash })
            : await gateway.ask({ type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: 5 }, { client })
        expect([200, 403]).toContain(answer.status)
        if (answer.status === 200) expect(before - lastGrant).toBeLessThanOrEqual(60_000)
        seen[answer.status === 200 ? 'granted' : 'refused']++
        await new Promise(resolve => setImmediate(resolve))
      }
    }

    async function clockwork(until: number): Promise<void> {
      for (let step = 0; gateway.clock.now < until; step++) {
        const open = step % 40 < 4
        // Granted until the write that withdraws it has ended.
        if (open) lastGrant = gateway.clock.now
        await write(gateway, open ? granted : withdrawn)
        await new Promise(resolve => setImmediate(resolve))
        if (open) lastGrant = gateway.clock.now
        gateway.pass(5 + (step % 7) * 700)
      }
    }
    await write(gateway, granted)
    lastGrant = gateway.clock.now
    const until = gateway.clock.now + 1_500_000
    await Promise.all([clockwork(until), ...Array.from({ length: 20 }, (_, number) => caller(number, until))])
    expect(seen.granted).toBeGreaterThan(100)
    expect(seen.refused).toBeGreaterThan(100)
  })

  it.each(malformed)('that read %j never fall open, though they were open before', async text => {
    const gateway = attackGateway()
    const client = await gateway.registered('eve')
    await gateway.settings('default', openToAll)
    const find = () => gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash: sha1('x') })
    expect((await find()).status).toBe(200)
    await write(gateway, text)
    gateway.pass(60_000)
    for (const answer of [
      await find(),
      await gateway.ask({ type: 'initiateFileUpload', hashAlg: 'sha1', hash: sha1('x'), size: 5 }, { client }),
      await gateway.ask({ type: 'deleteFile', hashAlg: 'sha1', hash: sha1('x') }, { client })
    ]) {
      expect(answer).toMatchObject({ status: 403, code: 'zone.settings_invalid' })
      expect(answer.text).toMatch(/^[ -~]{1,600}\.$/)
    }
  })

  it('that are mended work again within 2 s', async () => {
    const gateway = attackGateway()
    const find = () => gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash: sha1('x') })
    await write(gateway, 'broken')
    expect((await find()).status).toBe(403)
    await write(gateway, granted)
    gateway.pass(2_000)
    expect((await find()).status).toBe(200)
  })

  it('of one zone say nothing about another', async () => {
    const gateway = attackGateway()
    await gateway.settings('default', withdrawn)
    const find = (zone: string) => gateway.ask({ type: 'findFile', hashAlg: 'sha1', hash: sha1('x'), zone })
    expect((await find('lab')).status).toBe(200)
    expect((await find('default')).status).toBe(403)
  })
})
