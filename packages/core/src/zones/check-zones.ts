/**
 * Job check-zones: looks at each zone's bucket, keeps what it found, and tells the operator once when a zone breaks and
 * once when it is well again (events `zone.broken` and `zone.healed`, which alarms count). Where a run dies between
 * keeping and telling, the next one tells. What the zone's webhook is to be told is sent here, too. Of zones that are well it also notes who administers them. Logins of the
 * gateway's own administrators are bound first: an hour after a deployment they mean whoever had them then.
 */
import type { GatewayDeps } from '../deps.ts'
import { errors, GatewayError } from '../errors.ts'
import type { Job } from '../job.ts'
import type { JobContext } from '../job-context.ts'
import type { Zone } from '../model/zone.ts'
import type { JsonObject } from '../stores/registry.ts'
import { bindAdministrators } from '../users/bind-administrators.ts'
import { checkPlace } from './check-place.ts'
import { checkZone } from './check-zone.ts'
import { everyZone } from './every-zone.ts'
import { noteZoneChange, sendDue } from './send-webhook.ts'
import { zoneSettings } from './settings.ts'
import { indexUsers } from './users-index.ts'
import { type CheckedStep, healthOfZone, type ZoneHealth, zoneHealthKey } from './zone-health.ts'

/** Without these no file can be stored or found, or none safely. */
const needed: readonly CheckedStep['step'][] = ['credentials', 'write', 'read', 'headers', 'delete']
const usualOrigins = ['https://figurl.org']

export const checkZones: Job = {
  zones: async deps => ['', ...(await everyZone(deps))],

  async wholeGateway(deps, run) {
    if (run.dryRun || run.options.usersOnly) return 'done'
    for (const { userId, reason } of await bindAdministrators(deps)) run.note(`ADMINISTRATORS: ${userId}: ${reason}`)
    return 'done'
  },

  async zone(deps, zone, run) {
    if (run.dryRun) {
      run.note(`A test object would be written to ${zone.bucket.uri}, read and deleted.`)
      return 'done'
    }
    if (run.options.usersOnly) {
      await noteUsers(deps, zone, run)
      return 'done'
    }
    const steps = await checkZone(deps, zone, run.options.origins ?? usualOrigins)
    if (steps.some(({ step, ok }) => step === 'read' && ok)) steps.push(await placeStep(deps, zone))
    for (const { step, advice } of steps) if (advice !== undefined) run.note(`${step}: ${advice}`)
    const state = steps.some(({ step, ok }) => !ok && needed.includes(step)) ? 'broken' : 'well'
    run.count(state === 'well' ? 'zones_well' : 'zones_broken')
    await keepAndTell(deps, zone, run, state, steps)
    await tellWebhook(deps, zone, run)
    if (state === 'well') await noteUsers(deps, zone, run)
    return 'done'
  }
}

async function placeStep(deps: GatewayDeps, zone: Zone): Promise<CheckedStep> {
  const advice = await checkPlace(deps, zone).catch(error => {
    if (!(error instanceof GatewayError)) throw error
    return `Couldn't check whether another zone uses the same place: ${error.message}`
  })
  return advice === undefined ? { step: 'place', ok: true } : { step: 'place', ok: false, advice }
}

/** Of settings that were written by hand, or by another gateway; those with a mistake change nothing. */
async function noteUsers(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<void> {
  try {
    const left = await indexUsers(deps, zone, await zoneSettings(deps, zone))
    if (left > 0) run.note(`${left} changes to who can use the zone are noted in the next run.`)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    run.note(`Couldn't note who can use the zone: ${error.message}`)
  }
}

/** An address that does not answer is its zone's matter: the run goes on. */
async function tellWebhook(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<void> {
  try {
    const { sent, problem } = await sendDue(deps, zone.name)
    run.count('webhooks', sent)
    if (problem !== undefined) run.note(`Couldn't reach the zone's webhook: ${problem}`)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    run.note(`Couldn't reach the zone's webhook: ${error.message}`)
  }
}

async function keepAndTell(
  deps: GatewayDeps,
  zone: Zone,
  run: JobContext,
  state: ZoneHealth['state'],
  steps: CheckedStep[]
): Promise<void> {
  const before = await healthOfZone(deps, zone.name)
  const now = deps.now()
  const same = before?.health.state === state
  const told = same ? before.health.told : before === undefined && state === 'well'
  const since = same ? before.health.since : now
  const health: ZoneHealth = { zone: zone.name, state, since, checkedAt: now, steps, told, bucket: zone.bucketId }
  const version = await keep(deps, health, before?.version)
  deps.caches.safeUploads.delete(zone.name)
  if (told) return
  const advice = steps.find(({ ok, step }) => !ok && needed.includes(step))?.advice
  await noteZoneChange(deps, zone.name, health, advice)
  if (state === 'broken') deps.logger.error('zone.broken', { zone: zone.name, bucket: zone.bucket.uri, advice })
  else deps.logger.warn('zone.healed', { zone: zone.name, bucket: zone.bucket.uri })
  run.count(state === 'broken' ? 'alarms' : 'healings')
  await keep(deps, { ...health, told: true }, version)
}

/** Throws `job.overtaken`. Gives the record's new version. */
async function keep(deps: GatewayDeps, health: ZoneHealth, version: number | undefined): Promise<number> {
  const key = zoneHealthKey(health.zone)
  const value: JsonObject = { ...health, steps: health.steps.map(step => ({ ...step })) }
  const written =
    version === undefined
      ? await deps.registry.create(key, value)
      : { created: true, entry: await deps.registry.replace(key, value, version) }
  if (!written.created || written.entry === undefined) throw errors.jobOvertaken(health.zone)
  return written.entry.version
}
