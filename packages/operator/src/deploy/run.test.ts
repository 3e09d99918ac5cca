import { describe, expect, it } from 'vitest'
import { at, FakeParameters, fakeRun, fakeScreen } from '../../testing/fakes.ts'
import { OutOfReach } from '../operator-error.ts'
import { runDeploy } from './run.ts'

const commit = 'a'.repeat(40)
const name = '/kachery-gateway/lab/deployed-commit'

function fixture({ sst = 0, changes = '', git = 0 } = {}) {
  const [screen, parameters] = [fakeScreen(), new FakeParameters()]
  const { run, lines } = fakeRun(line => {
    if (line.startsWith('npx sst')) return { code: sst }
    if (line.startsWith('git rev-parse')) return { code: git, output: git === 0 ? `${commit}\n` : '' }
    return line.startsWith('git status') ? { output: changes } : undefined
  })
  return { go: () => runDeploy({ run, parameters, screen, folder: '/checkout' }, at), screen, parameters, lines }
}

describe('npm run deploy', () => {
  it('is "npx sst deploy", and writes down the commit when that is done', async () => {
    const { go, screen, parameters, lines } = fixture()
    expect(await go()).toBe(0)
    expect(lines).toEqual(['/checkout$ npx sst deploy --stage lab --region eu-west-1'])
    expect(parameters.values).toEqual([{ name, value: commit }])
    expect(screen.text()).toContain(
      'Deployed commit aaaaaaaaaaaa. Next: npm run doctor -- --stage lab --region eu-west-1'
    )
  })

  it('writes nothing where the same version is deployed again', async () => {
    const { go, parameters } = fixture()
    await go()
    await go()
    expect(parameters.values).toHaveLength(1)
  })

  it('writes down that there were changes', async () => {
    const { go, screen, parameters } = fixture({ changes: ' M sst.config.ts\n' })
    expect(await go()).toBe(0)
    expect(parameters.values).toEqual([{ name, value: `${commit}+changes` }])
    expect(screen.text()).toContain('with changes that are in no commit')
  })

  it('writes nothing down where SST fails', async () => {
    const { go, parameters } = fixture({ sst: 1 })
    await expect(go()).rejects.toThrow(/^SST ended with 1, so the deployment is not done/)
    expect(parameters.values).toEqual([])
  })

  it('deploys nothing where AWS is out of reach', async () => {
    const { go, parameters, lines } = fixture()
    parameters.read = async () => {
      throw new OutOfReach('There are no AWS credentials here.')
    }
    await expect(go()).rejects.toThrow('There are no AWS credentials here.')
    expect(lines).toEqual([])
  })

  it('says so where the folder is no checkout, or the version could not be written down', async () => {
    const none = fixture({ git: 128 })
    expect(await none.go()).toBe(0)
    expect(none.screen.errors()).toMatch(/no git checkout/)
    expect(none.parameters.values).toEqual([])

    const { go, parameters, screen } = fixture()
    parameters.put = async () => {
      throw new Error('geheim')
    }
    expect(await go()).toBe(1)
    expect(screen.errors()).toMatch(/^Deployed, but rollback will not know this version\. /)
    expect(screen.errors()).not.toContain('geheim')
  })
})
