/** What synth.ts made, for tests to look at. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from 'aws-cdk-lib/assertions'
import { inject } from 'vitest'
import * as z from 'zod'
import type { Variant } from './variants.ts'

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  DependsOn: z.unknown().optional()
})
export type Resource = z.infer<typeof Resource>

const Templates = z.record(z.string(), z.looseObject({ Resources: z.record(z.string(), Resource) }))
const Synthesised = z.object({
  templates: Templates,
  findings: z.array(z.object({ level: z.string(), id: z.string(), said: z.string() }))
})

export interface Stage {
  /** By stack: storage, api, … */
  templates: Record<string, Template>
  /** Of all stacks, by `<stack>.<logical id>`. */
  resources: Record<string, Resource>
  findings: { level: string; id: string; said: string }[]
}

export function synthesised(variant: Variant | 'elsewhere'): Stage {
  const file = join(inject('synthesised'), `${variant}.json`)
  const { templates, findings } = Synthesised.parse(JSON.parse(readFileSync(file, 'utf8')))
  return stageOf(templates, findings)
}

/** `given`: templates by stack. */
export function stageOf(given: unknown, findings: Stage['findings'] = []): Stage {
  const templates = Templates.parse(given)
  return {
    findings,
    templates: Object.fromEntries(Object.entries(templates).map(([stack, each]) => [stack, Template.fromJSON(each)])),
    resources: Object.fromEntries(
      Object.entries(templates).flatMap(([stack, { Resources }]) =>
        Object.entries(Resources).map(([id, resource]) => [`${stack}.${id}`, resource])
      )
    )
  }
}

export function ofType({ resources }: Stage, type: string): [id: string, resource: Resource][] {
  return Object.entries(resources).filter(([, { Type }]) => Type === type)
}

declare module 'vitest' {
  interface ProvidedContext {
    synthesised: string
  }
}
