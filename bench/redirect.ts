/**
 * Links, when everything is cached: the redirect that a program gets before each range that it reads, through the handler
 * as Lambda calls it. What 0.3 ms are on one machine they are not on another: the measure is one bare verification of a
 * signature, of which 0.3 ms are 2.7.
 */
import { verify } from 'node:crypto'
import { contentKey } from '@kachery-gateway/core/files/keys.ts'
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { makeShareLink } from '@kachery-gateway/core/share-links/make-share-link.ts'
import { signInAccount } from '@kachery-gateway/core/users/account.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { shareLinkHandler } from '@kachery-gateway/functions/handlers/share-link.ts'
import { stableLinkHandler } from '@kachery-gateway/functions/handlers/stable-link.ts'
import type { Gateway, HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import { siteCookies } from '@kachery-gateway/functions/sign-in/cookies.ts'
import { sealedTokens } from '@kachery-gateway/functions/sign-in/sealed-tokens.ts'
import { beginSession } from '@kachery-gateway/functions/sign-in/sessions.ts'
import type { SiteDeps } from '@kachery-gateway/functions/sign-in/site-deps.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { InMemoryObjectStore } from '../packages/core/testing/in-memory-object-store.ts'
import { InMemoryRegistry } from '../packages/core/testing/in-memory-registry.ts'
import { benchGateway, registerFile, settings } from './gateway.ts'
import { context, eventOf, zone } from './kachery-calls.ts'
import { compare, cpuTime } from './measure.ts'
import { inTurn, signedCalls } from './signed-calls.ts'
import { type Row, ratioRow } from './table.ts'

const rounds = 60
const limit = 2.7
const day = 24 * 3600_000

export async function redirect(): Promise<Row[]> {
  const { gateway, site } = await opened()
  const calls = signedCalls(64)
  const next = inTurn(calls)
  const floor = cpuTime(300, n => {
    const { digest, key, signature } = next(n)
    if (!verify(null, digest, key, signature)) throw new Error('A signature of our own does not fit.')
  })
  const user = await signInAccount(gateway, { accountId: '1', login: UserLabel.parse('ann') })
  const [cookie = ''] = (await beginSession(gateway, site, '1', user.account.generation)).split(';', 1)
  const hashes = [...new Set(calls.map(({ hash }) => ContentHash.parse(hash)))]
  const links = await Promise.all(hashes.map(hash => shared(gateway, user.user, hash)))

  const row = async (what: string, handler: HttpHandler, events: readonly APIGatewayProxyEventV2[]) => {
    const one = inTurn(events)
    for (const event of [...events, ...events]) await led(handler, event)
    const subject = cpuTime(300, n => led(handler, one(n)))
    return ratioRow(what, await compare({ subject, floor }, rounds), 'µs', 'one verification', limit)
  }
  const stable = (more: Partial<APIGatewayProxyEventV2>) =>
    hashes.map(hash => linkEvent(`/z/${zone}/sha1/${hash}`, { zone, hash }, more))
  return [
    await row(
      'redirect by a share link, warm: CPU',
      shareLinkHandler(() => gateway),
      links.map(token => linkEvent(`/s/${token}`, { token }))
    ),
    await row(
      'redirect by a stable link, in a session: CPU',
      stableLinkHandler(() => gateway),
      stable({ cookies: [cookie] })
    )
  ]
}

/** Whose files are private, of Ann. */
async function opened(): Promise<{ gateway: Gateway; site: SiteDeps }> {
  const [bucket, registry] = [new InMemoryObjectStore({ uri: 's3://bench-files' }), new InMemoryRegistry()]
  await bucket.put(settingsKey, settings)
  for (const hash of new Set(signedCalls(64).map(({ hash }) => hash))) {
    await bucket.put(contentKey({ directory: '' }, ContentHash.parse(hash)), Buffer.from(hash))
    await registerFile(registry, hash)
  }
  const site: SiteDeps = {
    tokens: sealedTokens(Buffer.alloc(32, 7)),
    cookies: siteCookies(),
    originOf: () => 'https://gateway.example.org',
    basePath: ''
  }
  return { gateway: { ...benchGateway({ bucket, registry, readers: true }), site: async () => site }, site }
}

async function shared(gateway: Gateway, user: Awaited<ReturnType<typeof signInAccount>>['user'], hash: ContentHash) {
  const at = {
    zone: await resolveZone(gateway, ZoneName.parse(zone)),
    credential: { kind: 'user', user, provedBy: 'session' }
  } as const
  const wanted = { hashes: [hash], endsAt: gateway.now() + day, count: null, note: '' }
  const facts = { requestTimestamp: gateway.now(), requestHeaders: {} }
  return (await makeShareLink(gateway, at, user, wanted, facts)).token
}

function linkEvent(
  path: string,
  pathParameters: Record<string, string>,
  more: Partial<APIGatewayProxyEventV2> = {}
): APIGatewayProxyEventV2 {
  const { body: _, requestContext, headers, ...event } = eventOf('')
  return {
    ...event,
    rawPath: path,
    headers: { ...headers, range: 'bytes=0-99999' },
    pathParameters,
    requestContext: { ...requestContext, http: { ...requestContext.http, method: 'GET', path } },
    ...more
  }
}

async function led(handler: HttpHandler, event: APIGatewayProxyEventV2): Promise<void> {
  const { statusCode, body } = await handler(event, context)
  if (statusCode !== 302) throw new Error(`The gateway answered ${statusCode}: ${body}`)
}
