/** 13.6: a sentence speaks of what its reader has: a client's own variables, or the site. */
import { describe, expect, it } from 'vitest'
import { testSite } from '../../testing/test-site.ts'

const ofFile = { hashAlg: 'sha1', hash: 'a'.repeat(40) }

async function open() {
  const site = testSite()
  await site.settings('lab', 'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: []')
  const first = (zone: string) =>
    site.ask('POST /api/gateway', {
      body: { payload: { type: 'findFile', timestamp: site.clock.now, zone, ...ofFile } }
    })
  const second = (zoneName: string) =>
    site.ask('POST /api/findFile', { body: { type: 'findFileRequest', zoneName, ...ofFile } })
  return { site, first, second }
}

describe('13.6: a sentence', () => {
  it('about a zone that is not there', async () => {
    const { site, first, second } = await open()
    expect((await first('none')).text).toMatch(/; check KACHERY_ZONE and KACHERY_GATEWAY_URL\.$/)
    expect((await second('none')).text).toMatch(/; check KACHERY_ZONE and KACHERY_BASE_URL\.$/)
    const session = await site.signIn('root')
    const { detail } = (await site.ask('GET /api/zones/none', { cookies: [session] })).json
    expect(detail).toBe('Zone "none" doesn\'t exist on this gateway; check its name.')
  })

  it('about who nobody knows', async () => {
    const { first, second } = await open()
    expect((await first('lab')).text).toMatch(/; sign the request with a registered client \(run kachery-cloud-init/)
    expect((await second('lab')).text).toMatch(
      /; set KACHERY_API_KEY to an API key of yours \(https:\/\/gateway\.test\/account\/keys makes one\)\.$/
    )
  })

  it('of protocol v2 or the site never has the first client’s names in it', async () => {
    const { site, second } = await open()
    const session = await site.signIn('eve')
    const answers = [
      await second('none'),
      await second('lab'),
      await site.ask('POST /api/findFile'),
      await site.ask('POST /api/findFile', { body: {} }),
      await site.ask('POST /api/findFile', { headers: { authorization: 'Bearer x' } }),
      await site.ask('GET /api/zones/none', { cookies: [session] }),
      await site.ask('GET /api/zones/lab', { cookies: [session] }),
      await site.ask('GET /api/zones/lab')
    ]
    for (const { status, text } of answers) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(text).not.toMatch(/KACHERY_GATEWAY_URL|kachery-cloud-init|payload/)
    }
  })
})
