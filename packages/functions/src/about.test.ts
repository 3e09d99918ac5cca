import { expect, it } from 'vitest'
import { aboutVariables, checkAbout, shownAbout } from './about.ts'
import { readConfig } from './config.ts'

it('a gateway of which nothing is said has a name, a version and the clients’ documentation', () => {
  expect(shownAbout()).toEqual({
    name: 'Kachery gateway',
    version: expect.stringMatching(/^\d/),
    logoUrl: null,
    contactUrl: null,
    docsUrl: expect.stringMatching(/^https:/)
  })
})

it('what a stage says reaches the site by the environment of its function', () => {
  const about = {
    name: 'Curie lab',
    logo: 'https://lab.example/a.svg',
    contact: 'it@lab.example',
    docs: 'https://d.example/'
  }
  checkAbout(about)
  const { config, problems } = readConfig(aboutVariables(about))
  expect([config.about, problems]).toEqual([about, []])
  expect(shownAbout(config.about)).toMatchObject({
    name: 'Curie lab',
    logoUrl: about.logo,
    contactUrl: 'mailto:it@lab.example',
    docsUrl: about.docs
  })
  expect(shownAbout({ contact: 'https://lab.example/help' }).contactUrl).toBe('https://lab.example/help')
})

it.each([
  ['logo', "https://lab.example/a.svg; script-src 'unsafe-inline'"],
  ['logo', 'https://lab.example/a.svg https://evil.example'],
  ['logo', 'https://lab.example/a,b.svg'],
  ['logo', 'http://lab.example/a.svg'],
  ['logo', 'data:image/png;base64,AAAA'],
  ['contact', 'javascript:alert(1)'],
  ['contact', 'it'],
  ['docs', 'javascript:alert(1)'],
  ['docs', 'http://lab.example/'],
  ['name', '   '],
  ['name', 'x'.repeat(61)]
] as const)('a %s such as %j is refused, by a stage and by the environment', (part, value) => {
  expect(() => checkAbout({ [part]: value })).toThrow(`about.${part} must `)
  const { config, problems } = readConfig(aboutVariables({ [part]: value }))
  // Nothing of what is blank is said at all.
  expect([config.about, problems.length]).toEqual([{}, value.trim() === '' ? 0 : 1])
})

it('a name is on one line, without what turns the text around it', () => {
  expect(readConfig({ GATEWAY_NAME: ' Curie\n\u202elab ' }).config.about).toEqual({ name: 'Curie lab' })
})
