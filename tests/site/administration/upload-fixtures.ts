/** Uploads to a zone in every state that they can be in. */
import { failing, json, never, noFiles, refused, withReaders, zone } from './answers.ts'
import type { AdministrationFixture } from './fixtures.ts'
import { type Answer, type ApiAnswers, problem } from './site-with-api.ts'

const path = `/zone/${zone.zone}/files`
/** Little, since a browser is given it as a text. */
const size = 4_200_000
const partSize = 350_000

const ofUploads = 'GET /api/zones/{zone}/uploads'
const usualFiles: ApiAnswers = {
  'GET /api/zones/{zone}': json(withReaders),
  'GET /api/zones/{zone}/files': noFiles,
  'GET /api/zones/{zone}/share-links': noFiles
}

const upload = (id: string, bytes = size) => {
  const partCount = Math.max(1, Math.ceil(bytes / partSize))
  return { id, zone: zone.zone, sha1: 'a'.repeat(40), sha256: null, size: bytes, partSize, partCount, endsAt: 0 }
}
const begun = (state: 'open' | 'stored' | 'pending', bytes = size): Answer => ({
  json: {
    state,
    upload: state === 'open' ? upload('u1', bytes) : null,
    previousFailure: null,
    sha1: null,
    sha256: null
  }
})

/** What is begun, by its name. */
const outcomes: Record<string, Answer> = {
  'notes.txt': begun('stored'),
  'day 2/rig-log.txt': begun('pending'),
  'video.avi': {
    status: 413,
    json: problem(413, 'file.too_large', 'The file has 61 GB; zone franklab.default takes files of up to 50 GB.')
  },
  'day 2/probe A/continuous.dat': {
    status: 503,
    json: problem(
      503,
      'store.unavailable',
      'A store of this gateway does not answer at the moment; try again in a few seconds.'
    )
  }
}
const nameIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'name' in body ? String(body.name) : ''

const state = (parts: number[], bytes = size) => ({ ...upload('u1', bytes), state: 'open', parts, failure: null })

const answers: ApiAnswers = {
  ...usualFiles,
  'POST /api/uploads': ({ body }) => outcomes[nameIn(body)] ?? begun('open'),
  'POST /api/uploads/{upload}/part-urls': ({ body }) => ({
    json: {
      urls: (body as { numbers: number[] }).numbers.map(number => ({
        number,
        size: partSize,
        url: `/api/sent/${number}`
      }))
    }
  }),
  'PUT /api/sent/1': json({}),
  'PUT /api/sent/2': json({}),
  'PUT /api/sent/{part}': never
}

const kept = (id: string, name: string, bytes: number, more: object = {}) => ({
  id,
  login: 'franklab',
  zone: zone.zone,
  name,
  size: bytes,
  modified: 1,
  addedAt: Number(id),
  sha1: 'a'.repeat(40),
  ...more
})

export const uploadFixtures: AdministrationFixture[] = [
  {
    name: 'files uploading',
    path,
    answers,
    shows: 'Drop files or a folder here',
    upload: [{ name: 'rat-3_day-2.nwb', size }, ...Object.keys(outcomes).map(name => ({ name, size: 300_000 }))],
    afterwards: /Uploading · 2\.1 MB of 4\.2 MB/
  },
  {
    name: 'files to be chosen again',
    path,
    answers: {
      ...answers,
      'GET /api/uploads/{upload}': json({ ...state([1, 2, 3], 8_000_000_000), partSize: 700_000_000 })
    },
    kept: [
      kept(
        '1',
        'day 2/probe A/a-recording-with-a-name-that-somebody-wrote-out-in-full-on-a-long-evening.dat',
        8_000_000_000,
        {
          upload: 'u1'
        }
      ),
      kept('2', 'rat-3_day-2.nwb', 61_000_000)
    ],
    shows: /Choose the same file again to go on: \d/
  },
  {
    name: 'files not to be uploaded',
    path,
    answers: {
      ...usualFiles,
      [ofUploads]: () => ({
        status: 403,
        json: problem(
          403,
          'access.not_permitted',
          'User franklab can’t upload in zone franklab.default yet; you administer the zone, so allow it at https://kachery.example.org/zone/franklab.default/access.'
        )
      })
    },
    shows: 'You can’t upload here'
  },
  {
    name: 'files of an unsafe bucket',
    path,
    answers: {
      ...usualFiles,
      [ofUploads]: () => ({
        status: 503,
        json: problem(
          503,
          'zone.unsafe_bucket',
          'Zone franklab.default accepts no uploads at the moment: its bucket obeys upload headers that nobody signed, so uploads there aren’t safe. Ask the zone’s administrator; the zone’s Storage page says how to fix it.'
        )
      })
    },
    shows: 'You can’t upload here'
  },
  {
    name: 'files of somebody else’s zone',
    path,
    answers: { 'GET /api/zones/{zone}': refused },
    shows: 'Zone administrators see all files.'
  },
  {
    name: 'files of a zone that is not there',
    path,
    answers: { ...usualFiles, [ofUploads]: failing },
    shows: 'Couldn’t check whether you can upload here'
  }
]
