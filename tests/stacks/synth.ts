/**
 * Synthesises the stacks as `sst deploy` would, without AWS: usage `synth.ts OUTPUT`, which then holds a file for each
 * variant of a stage below: its templates by stack, and what cdk-nag finds in them.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Aspects } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { App } from 'sst/constructs'
import { initProject } from 'sst/project.js'
import { gatewayStacks } from '../../stacks/stacks.ts'
import { stageSettings } from '../../stacks/stage-settings.ts'
import { variants } from './variants.ts'

const [output = ''] = process.argv.slice(2)
const [region, account] = ['eu-west-1', '123456789012']
await mkdir(output, { recursive: true })
for (const [name, { stage, settings }] of Object.entries(variants)) {
  await initProject({ stage, region })
  const app = new App({ mode: 'deploy', stage, name: 'kachery-gateway', region, account })
  gatewayStacks(app, stageSettings(settings))
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
