/**
 * Looks whether a zone's bucket does what the gateway needs of it: the credentials, writing, reading and deleting an
 * object below `tests/`, refusing headers that nobody signed, what browsers may do, and the clock. Each step says what to
 * do where it fails; a step that needs one that failed is left out.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import type { Zone } from '../model/zone.ts'
import type { BrowserView } from '../stores/object-store.ts'
import { testObjectKey } from './test-object.ts'
import { obeysAdvice } from './unsigned-headers.ts'
import type { CheckedStep, stepNames } from './zone-health.ts'

/** What pages need to read ranges of files. */
const exposed = ['content-range', 'content-length', 'accept-ranges', 'etag']
/** ms; requests are refused from 15 min on, and URLs live for as much less or more than they should. */
const clockTolerance = 60_000
const maxBytes = 10_000

type StepName = (typeof stepNames)[number]

/** `origins`: of pages that are to reach the bucket. */
export async function checkZone(
  deps: Pick<GatewayDeps, 'now' | 'randomHex'>,
  zone: Zone,
  origins: readonly string[]
): Promise<CheckedStep[]> {
  const { bucket } = zone
  const key = testObjectKey(zone, deps)
  const content = Buffer.from(`kachery test ${deps.randomHex(16)}\n`)
  const steps: CheckedStep[] = []

  async function step(name: StepName, look: () => Promise<string | undefined>): Promise<boolean> {
    let advice: string | undefined
    try {
      advice = await look()
    } catch (error) {
      advice = adviceOf(name, bucket.uri, error)
    }
    steps.push({ step: name, ok: advice === undefined, ...defined({ advice }) })
    return advice === undefined
  }

  const known = await step('credentials', async () => {
    await bucket.head(key)
    return undefined
  })
  if (!known) return steps
  const written = await step('write', async () => {
    await bucket.put(key, content, { contentType: 'text/plain' })
    return undefined
  })
  if (written) {
    await step('read', async () => {
      const there = await bucket.get(key, maxBytes)
      return there !== undefined && content.equals(there.bytes)
        ? undefined
        : `What was written to ${key} in ${bucket.uri} is not what is there; look for a rule of the bucket that changes or removes objects.`
    })
  }
  if (written) {
    await step('headers', async () => {
      const obeyed = await bucket.obeysUnsigned(key)
      return obeyed.length === 0 ? undefined : obeysAdvice(bucket.uri, obeyed)
    })
  }
  await step('cors', () => corsAdvice(zone, key, origins))
  await step('clock', async () => {
    const { serverTime } = await bucket.asBrowser(key, 'https://figurl.org')
    const ahead = serverTime === undefined ? 0 : Math.round((deps.now() - serverTime) / 1000)
    if (Math.abs(ahead) * 1000 <= clockTolerance) return undefined
    return `The gateway's clock is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} the store's; set the clock of the machine that is wrong.`
  })
  if (written) {
    await step('delete', async () => {
      await bucket.remove(key)
      return undefined
    })
  }
  return steps
}

async function corsAdvice(zone: Zone, key: string, origins: readonly string[]): Promise<string | undefined> {
  const { uri } = zone.bucket
  const missingIn = ({ exposes }: BrowserView) =>
    exposed.filter(name => !exposes.includes(name) && !exposes.includes('*'))
  for (const origin of origins) {
    const view = await zone.bucket.asBrowser(key, origin)
    const missing = missingIn(view)
    if (!view.mayGet) return `Pages of ${origin} can't read files of ${uri}; set the zone's CORS rules.`
    if (!view.mayPut) return `Pages of ${origin} can't upload to ${uri}; set the zone's CORS rules.`
    if (missing.length > 0)
      return `Pages of ${origin} can't see the headers ${missing.join(', ')} of ${uri}; set the zone's CORS rules.`
  }
  if (zone.files === undefined) return undefined
  // As browsers ask whom a link led there.
  const led = await zone.bucket.asBrowser(key, 'null')
  return led.mayGet && missingIn(led).length === 0
    ? undefined
    : `Pages can't stream files from ${uri} by links, since its CORS rules don't allow any origin to read; save the zone's CORS rules again.`
}

function adviceOf(step: StepName, uri: string, error: unknown): string {
  if (!(error instanceof GatewayError)) return `The gateway could not find out how ${uri} is; its log says more.`
  if (error.code !== 'store.refused')
    return `${uri} does not answer as it should; if that lasts, look at the store's status and at the bucket's address.`
  return step === 'credentials'
    ? `${uri} refuses the credentials; give the zone new ones.`
    : `${uri} lets the gateway in but refuses to ${step}; give its credentials the permission.`
}
