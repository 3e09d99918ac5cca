/** A download by a share link that is cut: it goes on where it stopped, as `curl -C -`, `wget -c` and browsers do. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { localSite } from '../../packages/client/src/register-locally.ts'
import { signIn } from '../../packages/client/src/site-visitor.ts'
import { startTestGateway, temporaryDirectory } from '../../packages/local/testing/test-local-gateway.ts'
import { partedClient } from './parted-client.ts'
import { PartedFile } from './parted-file.ts'

const run = promisify(execFile)
const size = 20_000_003

it('a download by a share link that is cut goes on where it stopped', { timeout: 120_000 }, async () => {
  const { url } = await startTestGateway()
  const ada = await signIn(localSite(url), 'ada')
  await ada.done('POST /api/zones', { zone: 'ada' })
  const settings = { defaultVisibility: 'private', sharing: 'owners', teams: [], version: null }
  await ada.done('PUT /api/zones/ada/file-settings', settings)
  const file = new PartedFile(size, 'download')
  const sha1 = file.sha1()
  const client = partedClient(url, await ada.newApiKey())
  const { upload } = await client.begin(sha1, size, 5 * 1024 * 1024, 'ada')
  await client.send(upload?.id ?? '', file)
  await client.complete(upload?.id ?? '')
  expect(await client.verified(upload?.id ?? '')).toMatchObject({ state: 'stored' })
  const endsAt = Date.now() + 3_600_000
  const link = String((await ada.done('POST /api/zones/ada/share-links', { hashes: [sha1], endsAt })).url)

  const path = join(await temporaryDirectory(), 'raw.bin')
  // The line is cut after a while.
  const cut = run('curl', ['-sL', '--limit-rate', '4M', '--max-time', '2', '-o', path, link])
  await expect(cut).rejects.toMatchObject({ code: 28 })
  const { size: before } = await stat(path)
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(size)
  const { stdout } = await run('curl', ['-sL', '-C', '-', '-w', '%{http_code} %{size_download}', '-o', path, link])
  expect(stdout).toBe(`206 ${size - before}`)
  expect(
    createHash('sha1')
      .update(await readFile(path))
      .digest('hex')
  ).toBe(sha1)

  // A browser says which bytes it has the beginning of.
  const first = await fetch(link, { headers: { range: 'bytes=0-9' } })
  const etag = first.headers.get('etag') ?? ''
  await first.arrayBuffer()
  const rest = (ifRange: string) => fetch(link, { headers: { range: `bytes=${size - 3}-`, 'if-range': ifRange } })
  const same = await rest(etag)
  expect([same.status, (await same.arrayBuffer()).byteLength]).toEqual([206, 3])
  const other = await rest('"another"')
  expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, size])
})
