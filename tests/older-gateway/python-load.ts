/** The real Python client (kachery-cloud) as load: one long-lived process, as an analysis that stores and loads all day. */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import { runPython } from '../../packages/client/src/python-client.ts'

/** Its cache is emptied after each load, so that the next one asks again. */
const program = `
import json, os, random, sys, time, kachery_cloud as kc
folder, again, pace = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
stored = []

def store():
    text = os.urandom(1000).hex()
    stored.append((kc.store_text(text), text))
    return {'stored': text}

def load():
    uri, text = random.choice(stored)
    path = kc.load_file(uri)
    if path is None: raise Exception(uri + ' is not there')
    with open(path) as file: same = file.read() == text
    os.remove(path)
    if not same: raise Exception(uri + ' has other bytes')
    return {}

def patiently(work):
    for tries in range(again + 1):
        try: return work()
        except Exception as error:
            if tries == again: return {'failed': str(error)}
            time.sleep(0.5)

open(os.path.join(folder, 'ready'), 'w').close()
turn = 0
while not os.path.exists(os.path.join(folder, 'stop')):
    begun = time.time()
    work = store if turn % 3 == 0 or not stored else load
    print(json.dumps({'at': begun * 1000, 'requests': 2 if work is store else 1, **patiently(work)}), flush=True)
    turn += 1
    time.sleep(max(0, pace - (time.time() - begun)))
`

const Work = z.object({
  /** ms since the epoch: when it began. */
  at: z.number(),
  requests: z.number(),
  /** What it stored. */
  stored: z.string().optional(),
  failed: z.string().optional()
})

interface PythonLoadAsked {
  /** Of its key, which the gateway knows. */
  seed: Uint8Array
  home: string
  /** How often it tries what failed before that counts. */
  again: number
  /** s between two beginnings */
  pace: number
}

/** Once it has begun. `stop` gives what it did. */
export async function startPythonLoad(gatewayUrl: string, { seed, home, again, pace }: PythonLoadAsked) {
  const { clientId } = new KacheryClient(gatewayUrl, { seed })
  const variables = {
    KACHERY_CLOUD_CLIENT_ID: clientId,
    KACHERY_CLOUD_PRIVATE_KEY: Buffer.from(seed).toString('hex')
  }
  const ran = runPython({ gatewayUrl, home, variables }, program, [home, String(again), String(pace)])
  const early = ran.then(({ stderr }) => {
    throw new Error(`it ended before it began: ${stderr}`)
  })
  // Whoever waits for the end finds that.
  early.catch(() => undefined)
  while (!existsSync(join(home, 'ready'))) await Promise.race([sleep(50), early])
  return {
    async stop() {
      await writeFile(join(home, 'stop'), '')
      const { exitCode, stdout, stderr } = await ran
      if (exitCode !== 0) throw new Error(`it ended with ${exitCode}: ${stderr}`)
      const works = stdout
        .split('\n')
        .filter(line => line.startsWith('{'))
        .map(line => Work.parse(JSON.parse(line)))
      return {
        works,
        requests: works.reduce((sum, { requests }) => sum + requests, 0),
        failures: works.flatMap(({ failed }) => failed ?? []),
        stored: new Map(
          works.flatMap(({ stored }) => (stored === undefined ? [] : [[sha1(stored), Buffer.from(stored)]]))
        )
      }
    }
  }
}
