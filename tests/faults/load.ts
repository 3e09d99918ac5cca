/** A steady load of concurrent clients, which goes on whatever is answered. */
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import type { Fixture, Part } from './fixture.ts'
import type { Oracle } from './oracle.ts'
import * as asks from './requests.ts'
import { uploadRightBytes, uploadWrongBytes } from './uploads.ts'

export interface World {
  oracle: Oracle
  fixture: Fixture
  /** The part that is on; the load follows when it changes. */
  part: Part
  /** Hashes of which an upload was confirmed, and has not been deleted since. */
  stored: Set<string>
  /** Hashes of which nothing must ever be seen: wrong bytes were uploaded, or the file was deleted. */
  never: Set<string>
}

/** ms between two requests of one client */
const pace = 40

export interface Load {
  /** Returns when all clients have had their last answers. */
  stop(): Promise<void>
}

/** 16 clients at once. */
export function startLoad(world: World): Load {
  const stopping = new AbortController()
  const { signal } = stopping
  const { oracle, fixture } = world
  let turn = 0
  const next = (hashes: readonly string[]) => hashes[turn++ % hashes.length] ?? ''

  const rounds: (() => Promise<unknown>)[] = [
    ...Array.from({ length: 3 }, () => () => asks.findCached(oracle, world.part.alice, next(fixture.hot))),
    () => asks.findPresent(oracle, world.part.bob, next(fixture.present)),
    () => asks.findPresent(oracle, world.part.alice, next(fixture.present), { unsigned: true }),
    () => asks.findAbsent(oracle, world.part.alice),
    () => asks.findAbsent(oracle, world.part.mallory, asks.randomHash(), { unsigned: true }),
    ...Array.from({ length: 3 }, () => () => uploadRightBytes(world, randomInt(4) === 0)),
    () => uploadWrongBytes(world),
    () => asks.initiateExisting(oracle, world.part.alice, next(fixture.present)),
    () => refused(world),
    () => asks.clientInfo(oracle, world.part.bob, next(world.part.registered), true),
    () => asks.clientInfo(oracle, world.part.bob, randomBytes(32).toString('hex'), false),
    () => asks.zoneInfo(oracle, world.part.mallory)
  ]
  const clients = rounds.map(async round => {
    while (!signal.aborted) {
      await round()
      await sleep(pace * (0.5 + Math.random()))
    }
  })
  return {
    async stop() {
      stopping.abort()
      await Promise.all(clients)
    }
  }
}

async function refused({ oracle, part, fixture }: World): Promise<void> {
  await asks.initiateRefused(oracle, part.bob)
  await asks.initiateRefused(oracle, part.mallory)
  await asks.initiateRefused(oracle, part.alice, { unsigned: true })
  await asks.findRestricted(oracle, part.bobInRestricted, fixture.hot[0] ?? '')
}

/** Puts into the gateway's memory what the load's cached requests need: their files, the settings, who is calling. */
export async function warm({ oracle, part, fixture }: World): Promise<void> {
  await asks.findPresent(oracle, part.alice, fixture.hot[0] ?? '')
  await Promise.all(fixture.hot.map(hash => asks.findPresent(oracle, part.alice, hash)))
  await asks.initiateRefused(oracle, part.bob)
}

/** One of everything; throws nothing: the oracle judges. Nothing of it can be answered from memory. */
export async function oneOfEverything(world: World, aClient: KacheryClient = world.part.alice): Promise<void> {
  const { oracle, fixture, part } = world
  await Promise.all([
    asks.findPresent(oracle, aClient, fixture.present[randomInt(fixture.present.length)] ?? ''),
    asks.findAbsent(oracle, aClient),
    uploadRightBytes(world, true),
    uploadWrongBytes(world),
    asks.clientInfo(oracle, aClient, randomBytes(32).toString('hex'), false),
    asks.findRestricted(oracle, part.bobInRestricted, fixture.hot[0] ?? '')
  ])
}
