/**
 * The site: what a browser loads before a page is there, and how long a zone's clients take to be there, 10,000 of them
 * against a single page, in a real browser with answers that come at once.
 */
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { type Bundle, firstLoads } from '../packages/web/first-load.ts'
import { manyClients } from '../tests/site/administration/answers.ts'
import type { AdministrationFixture } from '../tests/site/administration/fixtures.ts'
import type { ApiAnswer } from '../tests/site/administration/site-with-api.ts'
import { openStage } from '../tests/site/administration/stage.ts'
import { compare, type Turn } from './measure.ts'
import { type Row, ratioRow, size } from './table.ts'

const firstLoadTarget = 120_000
const rounds = 9
const limit = 1.2

export async function site(): Promise<Row[]> {
  return [...(await sizes()), await firstRender()]
}

async function sizes(): Promise<Row[]> {
  const built = await build({ root: 'packages/web', logLevel: 'silent', build: { write: false } })
  if (!('output' in built)) throw new Error('vite made something else than one build')
  const bundle: Bundle = Object.fromEntries(
    built.output.map(part => [part.fileName, part.type === 'chunk' ? { ...part } : { type: 'asset' as const }])
  )
  const [largest] = firstLoads(bundle).sort((a, b) => b.bytes - a.bytes)
  if (largest === undefined) throw new Error('the site has no page')
  const chunks = built.output.flatMap(part => (part.type === 'chunk' ? [part] : []))
  const later = chunks
    .map(({ name, code }) => ({ name, bytes: gzipSync(code).length }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
  return [
    {
      what: 'site: first load of JavaScript, gzipped',
      result: size(largest.bytes),
      target: `≤ ${size(firstLoadTarget)}`,
      met: largest.bytes <= firstLoadTarget,
      against: `page ${largest.page}, the largest; largest chunks ${later.map(({ name, bytes }) => `${name} ${size(bytes)}`).join(', ')}`
    }
  ]
}

const onePage: ApiAnswer = asked => {
  const answer = manyClients(asked)
  return typeof answer === 'object' ? { ...answer, json: { ...Object(answer.json), next: null } } : answer
}

async function firstRender(): Promise<Row> {
  const stage = await openStage({ afresh: true })
  const shown = (answers: AdministrationFixture['answers']): Turn => {
    const fixture: AdministrationFixture = {
      name: 'bench',
      path: '/zone/franklab.default/clients',
      answers,
      shows: 'Remove'
    }
    return async () => {
      const began = performance.now()
      const { end } = await stage.play(fixture)
      const took = performance.now() - began
      await end()
      return took
    }
  }
  try {
    const comparison = await compare(
      {
        subject: shown({}),
        floor: shown({
          'GET /api/zones/{zone}/clients': onePage
        })
      },
      rounds
    )
    return ratioRow('site: first render of 10,000 clients', comparison, 'ms', 'of 50, which are a page', limit)
  } finally {
    await stage.close()
  }
}
