import { expect, it } from 'vitest'
import { commandsOf, messageOf } from './zone-commands.ts'

const start = { gatewayUrl: 'https://kachery.test', zone: 'franklab' }

it('issue 13, number 23: the commands are of this zone, for bash, PowerShell and Python', () => {
  const [bash, powershell, python] = commandsOf(start).map(({ code }) => code)
  expect(bash?.split('\n')).toEqual([
    'pip install kachery-cloud numpy',
    'export KACHERY_GATEWAY_URL=https://kachery.test',
    'export KACHERY_ZONE=franklab',
    'kachery-cloud-init'
  ])
  expect(powershell).toContain('$env:KACHERY_ZONE = "franklab"')
  expect(python).toContain('os.environ["KACHERY_ZONE"] = "franklab"\nimport kachery_cloud')
  expect(commandsOf({ ...start, zone: 'default' }).some(({ code }) => code.includes('KACHERY_ZONE'))).toBe(false)
  expect(messageOf(start)).toContain(bash)
})
