/** A steady load of concurrent clients, which goes on whatever is answered. */
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KacheryClient } from '../client/kachery-client.ts'
import * as asks from './asks.ts'
import type { Ledger } from './ledger.ts'
import type { Part, Scene } from './scene.ts'
import { uploadRightBytes, uploadWrongBytes } from './uploads.ts'

export interface World {
  ledger: Ledger
  scene: Scene
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
  const { ledger, scene } = world
  let turn = 0
  const next = (hashes: readonly string[]) => hashes[turn++ % hashes.length] ?? ''

  const rounds: (() => Promise<unknown>)[] = [
    ...Array.from({ length: 3 }, () => () => asks.findCached(ledger, world.part.alice, next(scene.hot))),
    () => asks.findPresent(ledger, world.part.bob, next(scene.present)),
    () => asks.findPresent(ledger, world.part.alice, next(scene.present), { unsigned: true }),
    () => asks.findAbsent(ledger, world.part.alice),
    () => asks.findAbsent(ledger, world.part.mallory, asks.randomHash(), { unsigned: true }),
    ...Array.from({ length: 3 }, () => () => uploadRightBytes(world, randomInt(4) === 0)),
    () => uploadWrongBytes(world),
    () => asks.initiateExisting(ledger, world.part.alice, next(scene.present)),
    () => refused(world),
    () => asks.clientInfo(ledger, world.part.bob, next(world.part.registered), true),
    () => asks.clientInfo(ledger, world.part.bob, randomBytes(32).toString('hex'), false),
    () => asks.zoneInfo(ledger, world.part.mallory)
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

async function refused({ ledger, part, scene }: World): Promise<void> {
  await asks.initiateRefused(ledger, part.bob)
  await asks.initiateRefused(ledger, part.mallory)
  await asks.initiateRefused(ledger, part.alice, { unsigned: true })
  await asks.findRestricted(ledger, part.bobInRestricted, scene.hot[0] ?? '')
}

/** Puts into the gateway's memory what the load's cached requests need: their files, the settings, who is calling. */
export async function warm({ ledger, part, scene }: World): Promise<void> {
  await asks.findPresent(ledger, part.alice, scene.hot[0] ?? '')
  await Promise.all(scene.hot.map(hash => asks.findPresent(ledger, part.alice, hash)))
  await asks.initiateRefused(ledger, part.bob)
}

/** One of everything; throws nothing: the ledger judges. Nothing of it can be answered from memory. */
export async function oneOfEverything(world: World, aClient: KacheryClient = world.part.alice): Promise<void> {
  const { ledger, scene, part } = world
  await Promise.all([
    asks.findPresent(ledger, aClient, scene.present[randomInt(scene.present.length)] ?? ''),
    asks.findAbsent(ledger, aClient),
    uploadRightBytes(world, true),
    uploadWrongBytes(world),
    asks.clientInfo(ledger, aClient, randomBytes(32).toString('hex'), false),
    asks.findRestricted(ledger, part.bobInRestricted, scene.hot[0] ?? '')
  ])
}
