/** The way that clients and people come: the gateway's health and the site, through the CDN. */
import * as z from 'zod'
import type { StageStacks } from '../../stage-stacks.ts'
import { type Fact, Unknown } from '../check.ts'
import { type Finding, note, right, wrong } from '../finding.ts'
import { NoAnswer, reach } from './reach.ts'

const about = 'CDN'

const Text = z.string().max(300)
const Health = z.object({
  status: z.literal('ok'),
  missing: z.array(z.object({ name: Text })).default([]),
  wrong: z.array(z.object({ name: Text, problem: Text })).default([])
})

export interface Door {
  fetch: typeof fetch
  now(): number
  /** Where the operator says that the door is; else the public URL. */
  url: string | undefined
  publicUrl: Fact<string | undefined>
  stacks: Fact<StageStacks>
}

export async function checkCdn(door: Door): Promise<Finding[]> {
  const url = await doorUrl(door)
  try {
    const health = await reach(door.fetch, `${url}/api/health`)
    return [...healthFindings(url, health), ...clockFindings(health.headers, door.now())]
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return [wrong(about, `${url} gives ${error.message}`, await wayTo(door, error))]
  }
}

export async function checkSite(door: Door): Promise<Finding[]> {
  const url = await doorUrl(door)
  try {
    const { status, headers, text } = await reach(door.fetch, `${url}/`)
    const html = (headers.get('content-type') ?? '').startsWith('text/html') && /<html/i.test(text)
    if (status === 200 && html) return [right('site', `its pages are there, ${url}/`)]
    return [wrong('site', `${url}/ answers ${status} and no page`, 'deploy again; the site is uploaded then')]
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    throw new Unknown('the CDN')
  }
}

async function doorUrl({ url, publicUrl }: Door): Promise<string> {
  const found = url ?? (await publicUrl.get())
  if (found === undefined) throw new Unknown('the public URL')
  return found
}

function healthFindings(url: string, { status, text }: { status: number; text: string }): Finding[] {
  const parsed = Health.safeParse(jsonOf(text))
  if (status !== 200 || !parsed.success)
    return [
      wrong(
        about,
        `${url}/api/health answers ${status}${parsed.success ? '' : ' and no health'}`,
        'see the log of the function site for lines of level ERROR'
      )
    ]
  const { missing, wrong: mistaken } = parsed.data
  return [
    right(about, `the gateway answers at ${url}`),
    ...mistaken.map(({ name, problem }) =>
      wrong(about, `the gateway says that ${name} is wrong`, `${problem}; set it again`)
    ),
    // What to do stands where the secrets are looked at.
    ...(missing.length === 0
      ? []
      : [note(about, `the gateway says that it lacks ${missing.map(({ name }) => name).join(', ')}`)])
  ]
}

/** s; kachery clients may be off by 125. */
const tolerated = 60

function clockFindings(headers: Headers, now: number): Finding[] {
  const difference = secondsOff(headers, now)
  if (difference === undefined || Math.abs(difference) <= tolerated) return []
  return [
    wrong(
      'clock',
      `this machine is ${Math.abs(difference)} s ${difference > 0 ? 'ahead of' : 'behind'} the gateway`,
      'set its clock; gateways refuse clients that are off by more than 125 s'
    )
  ]
}

/** Of this machine against who wrote the headers; undefined: they do not say. */
function secondsOff(headers: Headers, now: number): number | undefined {
  const theirs = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(theirs) ? undefined : Math.round((now - theirs) / 1000)
}

async function wayTo({ stacks }: Door, { code }: NoAnswer): Promise<string> {
  if (code !== 'ENOTFOUND') return 'see whether the distribution is enabled in the CloudFront console'
  const name = (await stacks.get().catch(() => undefined))?.get('site')?.outputs.cloudFrontName
  return name === undefined
    ? 'point this name at the distribution'
    : `point this name at ${name} (CNAME or ALIAS); a new one takes some minutes`
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
