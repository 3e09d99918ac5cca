import { describe, expect, it } from 'vitest'
import { GithubUrl, githubAt } from './github-addresses.ts'

describe('the address of a GitHub', () => {
  it.each([
    ['https://github.com', 'https://github.com'],
    ['https://GitHub.Lab.example/', 'https://github.lab.example'],
    ['https://github.lab.example:8443', 'https://github.lab.example:8443'],
    ['http://127.0.0.1:4117', 'http://127.0.0.1:4117'],
    ['http://localhost:4117', 'http://localhost:4117'],
    ['http://[::1]:4117', 'http://[::1]:4117']
  ])('%s is %s', (given, origin) => {
    expect(GithubUrl.parse(given)).toBe(origin)
  })

  it.each([
    'github.lab.example',
    'http://github.lab.example',
    'http://127.0.0.1.lab.example',
    'http://localhost.lab.example',
    'http://10.0.0.1',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    'https://github.lab.example/api/v3',
    'https://github.lab.example/?a',
    'https://github.lab.example/#a',
    'https://user@github.lab.example',
    'https://user:password@github.lab.example',
    ''
  ])('is not %j, which is said in a sentence', given => {
    const refused = GithubUrl.safeParse(given)
    expect(refused.error?.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^must be the address of a GitHub such as https:/)
    ])
  })
})

describe('what is where', () => {
  it('on github.com', () => {
    expect(githubAt('https://github.com')).toMatchObject({
      authorize: 'https://github.com/login/oauth/authorize',
      token: 'https://github.com/login/oauth/access_token',
      user: 'https://api.github.com/user'
    })
  })

  it('on a GitHub Enterprise Server, whose API is below a path', () => {
    expect(githubAt('https://github.lab.example')).toMatchObject({
      authorize: 'https://github.lab.example/login/oauth/authorize',
      token: 'https://github.lab.example/login/oauth/access_token',
      user: 'https://github.lab.example/api/v3/user',
      apps: 'https://github.lab.example/settings/developers'
    })
  })

  it('on ghe.com, whose API has a host of its own', () => {
    expect(githubAt('https://lab.ghe.com')).toMatchObject({
      token: 'https://lab.ghe.com/login/oauth/access_token',
      user: 'https://api.lab.ghe.com/user'
    })
  })

  it('and whose numbers accounts have: the same number elsewhere is somebody else', () => {
    const ids = ['https://github.com', 'https://github.lab.example', 'https://lab.ghe.com'].map(origin =>
      githubAt(origin).accountId(7)
    )
    expect(ids).toEqual(['7', '7@github.lab.example', '7@lab.ghe.com'])
  })
})
