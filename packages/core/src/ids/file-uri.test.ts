import { expect, it } from 'vitest'
import { fileInUri } from './file-uri.ts'

const hash = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'

it.each([
  [`sha1://${hash}`, { hash }],
  [`sha1://${hash.toUpperCase()}/rat.nwb`, { hash }],
  [`sha1://${hash}?label=rat.nwb`, { hash }],
  [` kachery:lab.a:sha1:${hash} `, { hash, zone: 'lab.a' }],
  [`kachery:lab.a:sha1:${hash}:rat.nwb`, { hash, zone: 'lab.a' }]
])('%s is a file', (uri, file) => {
  expect(fileInUri(uri)).toEqual(file)
})

it.each([
  '',
  hash,
  `sha1://${hash.slice(1)}`,
  `sha1://${hash}0`,
  `kachery:../x:sha1:${hash}`,
  `kachery::sha1:${hash}`,
  `sha2://${hash}`,
  `x sha1://${hash}`
])('%j is none', uri => {
  expect(fileInUri(uri)).toBeUndefined()
})
