/** A gateway process on real stores behind proxies, under load: what the fault test's parts have in common. */
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, type GatewayProcess, startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { dataFolder } from '../gateway-process/scratch-folder.ts'
import { AwayTimes, recoveryLimit } from './away.ts'
import { setFixture } from './fixture.ts'
import { type Load, oneOfEverything, startLoad, type World, warm } from './load.ts'
import { Oracle } from './oracle.ts'
import { gatewayIn, type Holdings, holdingsOf } from './process-watch.ts'
import { findAbsent } from './requests.ts'
import { watchSlowness } from './slowness.ts'
import { watchStarvation } from './starvation.ts'
import { type StoreName, startFaultedStores } from './stores.ts'
import type { FaultMode } from './tcp-proxy.ts'

/** ms */
const healthyTime = 800
const faultTime = 3000
/** Long enough for time limits to be reached. */
const hangTime = 4500
/** MB of JavaScript's heap */
const memoryLimit = 128
/** Longer than what may pass until all is right again. */
const recoveryTime = recoveryLimit + 1000

export type FaultRun = Awaited<ReturnType<typeof startFaultRun>>

export async function startFaultRun(parts: number) {
  const stores = await startFaultedStores()
  const fixture = await setFixture(stores, parts)
  const folder = dataFolder()
  const start = (port: number) =>
    startGatewayProcess({
      data: folder.path,
      port,
      // What it needs beside its code; memory that grew without end would soon be missing.
      environment: {
        ...stores.environment,
        GATEWAY_CONFIG: fixture.gatewayConfig,
        NODE_OPTIONS: `--max-old-space-size=${memoryLimit}`
      }
    })
  let gateway: GatewayProcess = await start(await freePort())
  let said = ''
  let pid = gatewayIn(gateway.pid)
  const away = new AwayTimes()
  const starvation = watchStarvation(() => pid)
  const oracle = new Oracle(away, starvation)
  const slowness = watchSlowness(stores, away)
  const recoveries = new Map<string, number>()
  const holdings: Holdings[] = []
  const world: World = { oracle, fixture, part: fixture.part(0, gateway.url), stored: new Set(), never: new Set() }
  let number = 0
  let load: Load | undefined

  /** `stranded`: connections of the meantime stay dead. */
  async function recover(absent: readonly StoreName[], stranded: boolean): Promise<void> {
    if (stranded) for (const store of absent) stores.proxies[store].strand()
    await stores.set(absent, 'pass')
    away.returns(...absent)
    const returned = performance.now()
    await sleep(recoveryLimit)
    await oneOfEverything(world)
    away.returns('memory')
    await sleep(Math.max(0, recoveryTime - (performance.now() - returned)))
    recoveries.set(oracle.part, lastFailure(returned) - returned)
    holdings.push(holdingsOf(pid))
  }

  /** When the last request began that failed though it began after the return. */
  function lastFailure(returned: number): number {
    const failed = oracle.exchanges.filter(({ began, answer }) => began > returned && answer?.status === 503)
    return Math.max(returned, ...failed.map(({ began }) => began))
  }

  return {
    stores,
    oracle,
    world,
    recoveries,
    holdings,
    slowness,
    /** Healthy, faulty (`meanwhile` runs in the middle of it), healthy again. What its part's violations were. */
    async part(
      name: string,
      absent: readonly StoreName[],
      mode: FaultMode,
      options: { stranded?: boolean; meanwhile?: () => Promise<void> } = {}
    ): Promise<string[]> {
      const before = oracle.violations.length
      const part = fixture.part(number++, gateway.url)
      oracle.part = name
      await warm({ ...world, part })
      world.part = part
      load ??= startLoad(world)
      await sleep(healthyTime)
      away.leaves(...absent)
      await stores.set(absent, mode)
      const time = mode === 'hang' ? hangTime : faultTime
      await sleep(time / 2)
      await options.meanwhile?.()
      await sleep(time / 2)
      await recover(absent, options.stranded === true)
      return oracle.violations.slice(before)
    },
    /** So many requests at once beside the load; what they come to is the oracle's. */
    burst(size: number): void {
      for (let count = 0; count < size; count++) void findAbsent(oracle, world.part.alice)
    },
    /** kill -9, and the same gateway anew: what it said in its first life is kept. */
    async killAndRestart(): Promise<void> {
      away.leaves('gateway', 'memory')
      await gateway.kill()
      said += gateway.stderr() + gateway.stdout()
      gateway = await start(gateway.port)
      pid = gatewayIn(gateway.pid)
      away.returns('gateway')
    },
    async endLoad(): Promise<void> {
      await load?.stop()
    },
    said: () => said + gateway.stderr() + gateway.stdout(),
    async close(): Promise<void> {
      await load?.stop()
      await slowness.stop()
      starvation.stop()
      await gateway.stop()
      await stores.close()
      await folder.remove()
    }
  }
}
