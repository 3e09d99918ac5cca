/** AWS, a screen and other programs, in memory: what was written and run is there to be looked at. */
import { givenByEnvironment } from '../../leak-check/src/environment.ts'
import { logged } from '../../leak-check/src/watch.ts'
import type { Parameters } from '../src/aws/parameters.ts'
import type { StackFacts, StackResource, Stacks } from '../src/aws/stacks.ts'
import type { TextObjects } from '../src/aws/text-objects.ts'
import type { Screen } from '../src/run-command.ts'
import type { Ended, Run } from '../src/run-program.ts'
import type { Stage } from '../src/stage.ts'
import { stackIds } from '../src/stage-stacks.ts'

export const at: Stage = { stage: 'lab', region: 'eu-west-1' }

/** The stacks of a stage that is deployed. */
export function completeStacks(stage = at.stage): StackFacts[] {
  const outputs: Record<string, Record<string, string>> = {
    storage: {
      settingsBucket: 'lab-settings',
      filesBucket: 'lab-files',
      registryTable: 'lab-registry',
      ephemeralTable: 'lab-ephemeral'
    },
    api: { apiEndpoint: 'https://api.example', administrators: '1' },
    keys: { keysRotate: 'true' },
    site: { cloudFrontName: 'd1.cloudfront.example' }
  }
  return stackIds.map(id => ({
    name: `${stage}-kachery-gateway-${id}`,
    status: 'UPDATE_COMPLETE',
    outputs: outputs[id] ?? {}
  }))
}

export function fakeStacks(
  all: StackFacts[],
  resources: Record<string, StackResource[]> = {},
  failures: Record<string, string[]> = {}
): Stacks {
  return {
    all: async () => all,
    resources: async stack => resources[stack] ?? [],
    failures: async stack => failures[stack] ?? []
  }
}

interface Kept {
  value: string
  secret: boolean
  advanced: boolean
}

const changed = new Date('2026-11-24T12:00:00Z')

export class FakeParameters implements Parameters {
  readonly kept = new Map<string, Kept>()
  readonly values: { name: string; value: string }[] = []

  constructor(values: Record<string, string> = {}) {
    for (const [name, value] of Object.entries(values)) {
      this.kept.set(name, { value, secret: true, advanced: false })
      givenByEnvironment({ [secretOf(name)]: value })
    }
  }

  async describe(names: readonly string[]) {
    const found = names.flatMap(name => {
      const kept = this.kept.get(name)
      return kept === undefined ? [] : [[name, { changed, advanced: kept.advanced }] as const]
    })
    return new Map(found)
  }

  async read(names: readonly string[]) {
    return new Map(
      names.flatMap(name => {
        const kept = this.kept.get(name)
        return kept === undefined ? [] : [[name, kept.value] as const]
      })
    )
  }

  async put(name: string, value: string, kind: { secret: boolean; advanced: boolean }) {
    givenByEnvironment({ [secretOf(name)]: value })
    this.kept.set(name, { value, ...kind })
    this.values.push({ name, value })
  }

  async remove(name: string) {
    return this.kept.delete(name)
  }

  async history(name: string) {
    return this.values.filter(each => each.name === name).map(({ value }) => ({ value, changed }))
  }
}

/** Runs `go` with the process gone at a call to the parameters: true. false: it came to its end before. */
export async function interruptedAt(parameters: FakeParameters, step: number, go: () => Promise<unknown>) {
  const names = ['read', 'put', 'remove', 'history'] as const
  let calls = 0
  for (const name of names)
    Object.assign(parameters, {
      [name]: async (...given: unknown[]) => {
        if (calls++ === step) throw new Error('the process is gone')
        return Reflect.apply(FakeParameters.prototype[name], parameters, given)
      }
    })
  await go().catch(() => undefined)
  for (const name of names) Reflect.deleteProperty(parameters, name)
  return calls > step
}

const secretOf = (parameter: string) => parameter.split('/').findLast(part => part !== 'value') ?? ''

export class FakeObjects implements TextObjects {
  /** By `<bucket>/<key>`. */
  readonly kept = new Map<string, string>()

  constructor(texts: Record<string, string> = {}) {
    for (const [place, text] of Object.entries(texts)) {
      givenByEnvironment({ GATEWAY_CONFIG: text })
      this.kept.set(place, text)
    }
  }

  async read(bucket: string, key: string) {
    return this.kept.get(`${bucket}/${key}`)
  }

  async changed(bucket: string, key: string) {
    return this.kept.has(`${bucket}/${key}`) ? changed : undefined
  }

  async write(bucket: string, key: string, text: string) {
    givenByEnvironment({ GATEWAY_CONFIG: text })
    this.kept.set(`${bucket}/${key}`, text)
  }

  async remove(bucket: string, key: string) {
    this.kept.delete(`${bucket}/${key}`)
  }
}

export function fakeScreen(): Screen & { text(): string; errors(): string } {
  const [out, err]: [string[], string[]] = [[], []]
  return {
    out: line => {
      logged('an operator command', line)
      out.push(line)
    },
    err: line => {
      logged('an operator command', line)
      err.push(line)
    },
    text: () => out.join('\n'),
    errors: () => err.join('\n')
  }
}

/** `answer`: of a command line, spaces between its words; undefined: it ends well and says nothing. */
export function fakeRun(answer: (line: string) => Partial<Ended> | undefined): { run: Run; lines: string[] } {
  const lines: string[] = []
  const run: Run = async (program, words, { folder, quiet = false }) => {
    const line = [program, ...words].join(' ')
    if (!quiet) lines.push(`${folder}$ ${line}`)
    return { code: 0, output: '', ...answer(line) }
  }
  return { run, lines }
}
