import { describe, expect, it } from 'vitest'
import { at, fakeScreen } from '../../testing/fakes.ts'
import type { Roles } from '../aws/roles.ts'
import { deployRoleCommandLine } from './command-line.ts'
import { runDeployRole } from './run.ts'

function fixture(known = false) {
  const made: Parameters<Roles['putRole']>[0][] = []
  const screen = fakeScreen()
  const roles: Roles = {
    addProvider: async () => !known,
    putRole: async role => {
      made.push(role)
      return 'arn:aws:iam::123456789012:role/made'
    }
  }
  return { made, screen, go: () => runDeployRole({ roles, screen }, { at, repository: 'franklab/gateway' }) }
}

describe('npm run deploy-role', () => {
  it('makes a role that only jobs of that environment of that repository may take', async () => {
    const { made, screen, go } = fixture()
    expect(await go()).toBe(0)
    expect(made).toMatchObject([{ name: 'kachery-gateway-deploy-lab' }])
    expect(JSON.stringify(made[0]?.trust)).toContain(
      '"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com","token.actions.githubusercontent.com:sub":"repo:franklab/gateway:environment:lab"}'
    )
    expect(JSON.stringify(made[0]?.trust)).not.toMatch(/StringLike|[*?]/)
    expect(screen.text()).toMatch(
      /now knows[\s\S]+DEPLOY_ROLE {4}arn:aws:iam::123456789012:role\/made\n {2}DEPLOY_REGION {2}eu-west-1/
    )
  })

  it('may be run again', async () => {
    const { screen, go } = fixture(true)
    expect(await go()).toBe(0)
    expect(screen.text()).toContain('knows GitHub Actions already')
  })

  it.each(['', 'franklab', 'franklab/*', '*/*', 'a/b/c', 'franklab/gate way', 'https://github.com/a/b'])(
    'takes no repository "%s"',
    repository => {
      const line = deployRoleCommandLine(['--stage', 'lab', '--repo', repository], {})
      expect(line).toMatchObject({ kind: 'wrong', problem: expect.stringContaining('--repo is a repository such as') })
    }
  )
})
