import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testLogger } from '../../../../leak-check/src/watch.ts'
import { errors } from '../../errors.ts'
import type { TemporaryCredentials } from '../bucket-uri.ts'
import { leastLifeOfUrls } from './requests.ts'
import { openS3ObjectStore } from './s3-object-store.ts'

const start = Date.UTC(2026, 0, 1)
const minutes = (n: number) => n * 60_000

/** A bucket of credentials that end, and what URLs it makes at a time. */
function fixture(given: (leastLife: number, time: number) => TemporaryCredentials) {
  const clock = { time: start }
  const current = async (leastLife: number) => given(leastLife, clock.time)
  const store = openS3ObjectStore(
    { uri: 's3://lab-files?region=eu-west-1', credentials: { source: 'role', current } },
    { now: () => clock.time, logger: testLogger() }
  )
  return {
    clock,
    urls: async (seconds: number) =>
      [await store.presignGet('a', seconds), await store.presignPut('a', 5, seconds)].map(
        url => new URL(url).searchParams
      )
  }
}
const ending = (expiresAt: number, id = 'ASIA1'): TemporaryCredentials => ({
  accessKeyId: id,
  secretAccessKey: 'secret',
  sessionToken: `token-${id}`,
  expiresAt
})

describe('a bucket with credentials that end', () => {
  it('signs its calls with them, and tells nothing of them where the store does', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      const { authorization, 'x-amz-security-token': token } = request.headers
      asked.push(`${authorization?.slice(0, 32)} ${token}`)
      response.writeHead(400, { 'content-type': 'application/xml' })
      response.end(
        `<Error><Code>InvalidToken</Code><Message>token-ASIA1 of ASIA1 with a-secret is no good</Message></Error>`
      )
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const address = server.address()
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const current = async () => ({ ...ending(Date.now() + minutes(60)), secretAccessKey: 'a-secret' })
    const store = openS3ObjectStore(
      { uri: 's3://lab-files?region=eu-west-1', credentials: { source: 'role', current, endpoint } },
      { now: Date.now, logger: testLogger() }
    )
    const failure = await store.get('a', 10).catch((error: unknown) => error)
    expect(asked).toEqual(['AWS4-HMAC-SHA256 Credential=ASIA token-ASIA1'])
    const cause = failure instanceof Error && failure.cause instanceof Error ? failure.cause.message : ''
    expect(cause).toContain('is no good')
    expect(cause).not.toMatch(/token-|ASIA1|a-secret/)
  })
})

describe('a URL signed with credentials that end', () => {
  const first = ending(start + minutes(60))

  it.each([
    [0, 3600, 3600],
    [0.01, 3600, 3599],
    [20, 3600, 2400],
    [29, 3600, 1860],
    [29, 60, 60]
  ])('%i min after they began lives %i s at most, and no longer than they: %i s', async (after, wanted, life) => {
    const { clock, urls } = fixture(() => first)
    clock.time += minutes(after)
    for (const url of await urls(wanted)) {
      expect(url.get('X-Amz-Expires')).toBe(String(life))
      expect(url.get('X-Amz-Security-Token')).toBe('token-ASIA1')
      expect(url.get('X-Amz-Credential')).toMatch(/^ASIA1\//)
    }
  })

  it('is signed with the new ones as soon as there are any', async () => {
    let credentials = first
    const { urls } = fixture(() => credentials)
    await urls(3600)
    credentials = ending(start + minutes(90), 'ASIA2')
    for (const url of await urls(3600)) expect(url.get('X-Amz-Security-Token')).toBe('token-ASIA2')
  })

  it('is not made where none live for half an hour and the minute that it may be kept', async () => {
    const asked: number[] = []
    const { urls } = fixture(leastLife => {
      asked.push(leastLife)
      throw errors.storeUnavailable('the bucket', undefined)
    })
    await expect(urls(60)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(asked).toEqual([leastLifeOfUrls])
    expect(leastLifeOfUrls).toBe(minutes(31))
  })
})
