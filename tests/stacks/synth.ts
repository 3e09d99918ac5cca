/**
 * Synthesises the stacks as `sst deploy` would, without AWS: usage `synth.ts OUTPUT`, which then holds a file for each
 * variant of a stage: its templates by stack, and what cdk-nag finds in them; one is made in a second region, too. Bundles do not depend on the variant: the
 * site is built where it is not yet, each function once.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Aspects } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { App, StaticSite } from 'sst/constructs'
import { useFunctions } from 'sst/constructs/Function.js'
import { initProject } from 'sst/project.js'
import { useRuntimeHandlers } from 'sst/runtime/handlers.js'
import { builtSite } from '../../scripts/built-site.ts'
import { gatewayStacks } from '../../stacks/stacks.ts'
import { stageSettings } from '../../stacks/stage-settings.ts'
import { elsewhere, variants } from './variants.ts'

const [output = ''] = process.argv.slice(2)
const [usual, account] = ['eu-west-1', '123456789012']
await mkdir(output, { recursive: true })
builtSite()
let builds: Build | undefined
const wanted = Object.entries(variants).map(([name, variant]) => ({ name, region: usual, ...variant }))
for (const { name, region, stage, settings } of [...wanted, { name: 'elsewhere', ...elsewhere }]) {
  await initProject({ stage, region })
  builds ??= eachFunctionOnce(useRuntimeHandlers().build)
  useRuntimeHandlers().build = builds
  const app = new App({ mode: 'deploy', stage, name: 'kachery-gateway', region, account })
  gatewayStacks(app, stageSettings(stage, settings))
  for (const site of app.node.findAll()) if (site instanceof StaticSite) takeAsBuilt(site)
  Aspects.of(app).add(new AwsSolutionsChecks())
  await app.finish()
  const { stacks } = app.synth()
  const made = {
    templates: Object.fromEntries(
      stacks.map(each => [each.stackName.replace(`${stage}-kachery-gateway-`, ''), each.template])
    ),
    findings: stacks.flatMap(each =>
      each.messages
        .filter(({ level }) => level !== 'info')
        .map(({ level, id, entry }) => ({ level, id, said: String(entry.data) }))
    )
  }
  await writeFile(join(output, `${name}.json`), JSON.stringify(made, undefined, 1))
}

type Build = ReturnType<typeof useRuntimeHandlers>['build']

function eachFunctionOnce(build: Build): Build {
  const built = new Map<string, ReturnType<Build>>()
  return (id, mode) => {
    const handler = useFunctions().fromID(id)?.handler ?? id
    const result = built.get(handler) ?? build(id, mode)
    built.set(handler, result)
    return result
  }
}

function takeAsBuilt(site: StaticSite): void {
  const props: unknown = Reflect.get(site, 'props')
  if (typeof props !== 'object' || props === null || !('buildCommand' in props))
    throw new Error('SST keeps the build command of a site elsewhere: mend takeAsBuilt.')
  Reflect.deleteProperty(props, 'buildCommand')
}
