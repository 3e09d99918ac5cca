/** The templates as they were last agreed on. A change is reviewed in the diff of the snapshots: run vitest with -u. */
import { describe, expect, it } from 'vitest'
import { synthesised } from './synthesised.ts'
import type { Variant } from './variants.ts'

/** Hashes of bundles change with every line of code; that a bundle is there does not. */
const withoutHashes = (value: unknown) =>
  JSON.stringify(value, undefined, 1)
    .replace(/[0-9a-f]{64}\.(zip|json)/g, '<asset>.$1')
    .replace(/"version": "[0-9a-f]{32}"/g, '"version": "<site>"')

/** What SST adds for its console, and Metadata, which deployments ignore. */
function plain(template: Record<string, unknown>): unknown {
  const { Resources, Outputs } = JSON.parse(JSON.stringify(template))
  delete Outputs?.SSTMetadata
  for (const resource of Object.values<Record<string, unknown>>(Resources)) delete resource.Metadata
  return { Resources, Outputs }
}

/** Stacks that are looked at; absent: all of the stage. */
const agreed: Partial<Record<Variant, readonly string[] | undefined>> = {
  personal: undefined,
  full: undefined,
  documentDb: ['document-db', 'workers']
}

describe.each(Object.keys(agreed) as Variant[])('the stage %s', variant => {
  const { templates } = synthesised(variant)

  it.each(agreed[variant] ?? Object.keys(templates))('makes in its stack %s what was agreed on', async stack => {
    const json = withoutHashes(plain(templates[stack]?.toJSON() ?? {}))
    await expect(json).toMatchFileSnapshot(`snapshots/${variant}-${stack}.json`)
  })
})
