import { describe, expect, it } from 'vitest'
import { readLogin, readLogins } from './github-login.ts'
import { GitHubLogin } from './user-label.ts'

describe('issue 13, number 12: a GitHub login', () => {
  it.each([
    ['ann', 'ann'],
    [' @Ann-Lee ', 'Ann-Lee'],
    ['https://github.com/ann', 'ann'],
    ['http://www.github.com/ann/?tab=repositories', 'ann'],
    ['github.com/@ann', 'ann'],
    ['https://github.lab.example/ann#top', 'ann'],
    ['ann_corp', 'ann_corp'],
    ['ada.l', 'ada.l'],
    ['a'.repeat(39), 'a'.repeat(39)]
  ])('%j is read as it is meant', (text, login) => {
    expect(readLogin(text)).toEqual({ login })
    expect(GitHubLogin.parse(text)).toBe(login)
  })

  it.each([
    ['', 'is empty'],
    ['@', 'is empty'],
    ['ann@lab.org', 'e-mail address'],
    ['Ann Lee', 'has a space'],
    ['https://orcid.org/0000-0001', 'address of a GitHub profile'],
    ['https://github.com/ann/repository', 'address of a GitHub profile'],
    ['a'.repeat(40), 'longer than 39'],
    ['-ann', 'letters without accents'],
    ['Zoë', 'letters without accents'],
    ['ann\u202e', 'letters without accents'],
    ['<b>', 'letters without accents']
  ])('%j is none, and says why', (text, reason) => {
    expect(readLogin(text)).toEqual({ reason: expect.stringContaining(reason) })
    expect(GitHubLogin.safeParse(text).success).toBe(false)
  })

  it('a list is split; each login counts once, in any case', () => {
    expect(readLogins('@ann, bob;\nhttps://github.com/curie\tANN,')).toEqual({ logins: ['ann', 'bob', 'curie'] })
    expect(readLogins('ann, bob@lab.org, x y')).toEqual({
      logins: [],
      mistake: '“bob@lab.org” is an e-mail address, not a GitHub login.'
    })
    expect(readLogins(' , ')).toEqual({ logins: [] })
  })
})
