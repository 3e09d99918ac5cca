/**
 * Runs a job over its zones: each under its lease, a few side by side, those first that have waited longest, so that what
 * a run does not get to is where the next one begins. A zone's failure is that zone's: it is reported with its name and
 * tried again by the next run.
 */

import type { GatewayDeps } from '../deps.ts'
import { errors, GatewayError } from '../errors.ts'
import type { JobName } from '../ids/job-name.ts'
import { ZoneName } from '../ids/zone-name.ts'
import type { Job } from '../job.ts'
import { hasBudget, JobContext, type JobOptions } from '../job-context.ts'
import { addCounts, type JobResult, type Outcome, type ZoneResult } from '../model/job-result.ts'
import { everyItem } from '../stores/every-item.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { JobLease, readZoneJob, zoneJobPrefix } from './job-lease.ts'
import { jobs } from './jobs.ts'

const atOnce = 4
const mostNotable = 100

/** Throws only where it cannot begin: where the zones cannot be listed. */
export async function runJob(deps: GatewayDeps, name: JobName, options: JobOptions): Promise<JobResult> {
  const job: Job = jobs[name]
  const startedAt = deps.now()
  const { zones, waiting } = await toLookAt(deps, name, options)
  const result: JobResult = {
    job: name,
    outcome: 'done',
    counts: {},
    bytes: 0,
    startedAt,
    ms: 0,
    // What belongs to none is no zone.
    zones: zones.filter(zone => zone !== '').length,
    notable: []
  }

  let [looked, failed] = [0, 0]
  const next = () => (hasBudget(options) ? waiting.shift() : undefined)
  const worker = async () => {
    for (let zone = next(); zone !== undefined; zone = next()) {
      const one = await runZone(deps, name, job, zone, options)
      options.progress?.({ zone, unit: 'zones', done: ++looked, total: zones.length })
      addCounts(result.counts, one.counts)
      result.bytes += one.bytes
      if (one.outcome === 'failed') failed++
      const isNotable = one.outcome !== 'done' || one.notes.length > 0
      if (isNotable && (result.notable.length < mostNotable || zone === '')) result.notable.push(one)
      result.outcome = worse(result.outcome, one.outcome)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (waiting.length > 0) result.outcome = worse(result.outcome, 'continues')
  result.ms = deps.now() - startedAt
  await conclude(deps, result, failed, options)
  return result
}

const keepsResult = ({ dryRun, usersOnly }: JobOptions) => dryRun !== true && usersOnly !== true

async function toLookAt(deps: GatewayDeps, name: JobName, options: JobOptions) {
  try {
    const zones = options.zone === undefined ? await jobs[name].zones(deps, options) : [options.zone]
    return { zones, waiting: await longestWaitingFirst(deps, name, zones) }
  } catch (error) {
    deps.logger.error('job.not_begun', { job: name, reason: reasonOf(error) })
    throw error
  }
}

async function runZone(
  deps: GatewayDeps,
  name: JobName,
  job: Job,
  zone: string,
  options: JobOptions
): Promise<ZoneResult> {
  const startedAt = deps.now()
  let lease: JobLease | undefined
  const run = new JobContext(zone, options, () => lease?.lost === true)
  try {
    if (keepsResult(options)) {
      lease = await JobLease.take(deps, name, zone)
      if (lease === undefined) return run.result('busy', startedAt, deps.now())
    }
    const outcome = await carryOut(deps, job, zone, run)
    const result = run.result(outcome, startedAt, deps.now())
    await lease?.end(result)
    return result
  } catch (error) {
    const failure = failureOf(error)
    const fields = { job: name, zone, code: failure.code, reason: reasonOf(error) }
    deps.logger.error('job.zone_failed', fields)
    // Said once for as long as it goes on: an alarm counts it.
    if (lease !== undefined && lease.last?.outcome !== 'failed') deps.logger.error('job.zone_began_failing', fields)
    const result = { ...run.result('failed', startedAt, deps.now()), failure }
    await lease?.end(result).catch(() => undefined)
    return result
  }
}

async function carryOut(deps: GatewayDeps, job: Job, zone: string, run: JobContext): Promise<'done' | 'continues'> {
  if (zone === '') return (await job.wholeGateway?.(deps, run)) ?? 'done'
  const zoneName = ZoneName.safeParse(zone)
  if (!zoneName.success) throw errors.zoneNotFound(zone)
  return job.zone(deps, await resolveZone(deps, zoneName.data), run)
}

/** By the end of the last run of each; those never looked at first. */
async function longestWaitingFirst(deps: GatewayDeps, name: JobName, zones: readonly string[]): Promise<string[]> {
  const lastRun = new Map<string, number>()
  const scope = { kind: 'job', idPrefix: zoneJobPrefix(name) } as const
  for await (const { key, entry } of everyItem(page => deps.registry.list(scope, page))) {
    const { last } = readZoneJob(key, entry)
    if (last !== undefined) lastRun.set(key.id.slice(scope.idPrefix.length), last.startedAt)
  }
  return [...zones].sort((a, b) => (lastRun.get(a) ?? 0) - (lastRun.get(b) ?? 0))
}

const severity: readonly Outcome[] = ['done', 'busy', 'continues', 'failed']
const worse = (a: Outcome, b: Outcome): Outcome => (severity.indexOf(a) >= severity.indexOf(b) ? a : b)

function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof GatewayError) return { code: error.code, message: error.message }
  return { code: 'job.failed', message: 'Something unexpected went wrong; the gateway’s log says what.' }
}

/** For the operator: the cause, where there is one. */
function reasonOf(error: unknown): string {
  if (error instanceof GatewayError && error.cause instanceof Error) return `${error.message} (${error.cause.message})`
  return error instanceof Error ? error.message : String(error)
}

async function conclude(deps: GatewayDeps, result: JobResult, failed: number, options: JobOptions): Promise<void> {
  const { job, outcome, ms, bytes, zones, counts, notable } = result
  deps.logger.info('job.finished', { job, outcome, ms, bytes, zones, failed, ...counts })
  if (!keepsResult(options)) return
  const key = { kind: 'job', id: job } as const
  // What there is to say of a zone in full is in its own record.
  const short = notable.map(one => ({ ...one, notes: one.notes.slice(0, 3) }))
  const value = JSON.parse(JSON.stringify({ ...result, notable: short }))
  try {
    for (let tries = 0; tries < 3; tries++) {
      const { created, entry } = await deps.registry.create(key, value)
      if (created || (await deps.registry.replace(key, value, entry.version)) !== undefined) return
    }
  } catch (error) {
    deps.logger.error('job.result_not_kept', { job, reason: reasonOf(error) })
  }
}
