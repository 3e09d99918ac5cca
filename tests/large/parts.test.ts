/**
 * A large file, stored in parts at a gateway on one machine that is killed in the middle. 30 MB; with
 * LARGE_TEST_BYTES, as `npm run test:large` sets it, of that size.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { localSite } from '../../packages/client/src/register-locally.ts'
import { signIn } from '../../packages/client/src/site-visitor.ts'
import { startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { PartedFile, partedClient } from './parted-file.ts'

const size = Number(process.env.LARGE_TEST_BYTES ?? 30_000_007)
const partSize = Math.max(5 * 1024 * 1024, Math.ceil(size / 400))
const kills = 2

it(
  `a file of ${size} bytes is stored in parts, though the gateway is killed ${kills} times, and no part is lost`,
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'large-'))
    onTestFinished(() => rm(data, { recursive: true, force: true }))
    let gateway = await startGatewayProcess({ data })
    onTestFinished(() => gateway.kill())
    const { url, port } = gateway
    const ada = await signIn(localSite(url), 'ada')
    await ada.done('PATCH /api/zones/default/settings', { allowPublicUpload: true })
    const client = partedClient(url, await ada.newApiKey())
    const file = new PartedFile(size)
    const sha1 = file.sha1()
    const begun = await client.begin(sha1, size, partSize)
    const { id = '', partCount = 0 } = begun.upload ?? {}
    expect(partCount).toBe(Math.ceil(size / partSize))

    let sent = 0
    for (let n = 0; n < kills; n++) {
      sent += await client.send(id, file, Math.floor(partCount / (kills + 1)))
      await gateway.kill()
      gateway = await startGatewayProcess({ data, port })
      // What was answered 200 is there.
      expect((await client.state(id)).parts).toHaveLength(sent)
    }
    sent += await client.send(id, file)
    expect(sent).toBe(partCount)
    expect(await client.complete(id)).toMatchObject({ state: 'stored', failure: null })
    expect((await client.begin(sha1, size, partSize)).state).toBe('stored')

    const found = await fetch(`${url}/api/gateway`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        payload: { type: 'findFile', timestamp: Date.now(), hashAlg: 'sha1', hash: sha1, zone: 'default' }
      })
    })
    const { url: fileUrl } = (await found.json()) as { url: string }
    const loaded = createHash('sha1')
    for await (const chunk of (await fetch(fileUrl)).body ?? []) loaded.update(chunk)
    expect(loaded.digest('hex')).toBe(sha1)
  },
  180_000 + size / 1_000
)
