import { ClientId } from '@kachery-gateway/core/ids/client-id.ts'
import { UploadHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { defaultZoneName, ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { expect, it } from 'vitest'
import { isClientId, isFileHash, isSignature, isZoneName, zoneOf } from './page-address.ts'

const hex = (digits: number) => 'a1'.repeat(digits / 2)

it.each(['', hex(64), hex(64).toUpperCase(), hex(62), hex(66), `${hex(64)}\n`, ` ${hex(64)}`, 'g'.repeat(64)])(
  'takes %j for a client id exactly where the gateway does',
  text => {
    expect(isClientId(text)).toBe(ClientId.safeParse(text).success)
  }
)

it.each(['', hex(40), hex(64), hex(40).toUpperCase(), hex(38), hex(42), hex(62), `${hex(40)}\n`, 'g'.repeat(40)])(
  'takes %j for a file’s hash exactly where the gateway does',
  text => {
    expect(isFileHash(text)).toBe(UploadHash.safeParse(text).success)
  }
)

it.each([
  'default',
  'franklab.default',
  'a',
  '9-_.',
  'a'.repeat(100),
  'a'.repeat(101),
  '',
  '.a',
  '-a',
  'a..b',
  'a/b',
  'a b',
  'ä',
  'a\n'
])('takes %j for a zone name exactly where the gateway does', text => {
  expect(isZoneName(text)).toBe(ZoneName.safeParse(text).success)
})

it('an address that names no zone is about the default one', () => {
  expect([zoneOf(undefined), zoneOf(''), zoneOf(['a', 'b'])]).toEqual([defaultZoneName, defaultZoneName, 'a'])
})

it('a signature is 128 lower-case hexadecimal digits', () => {
  expect([hex(128), hex(126), hex(128).toUpperCase(), ''].map(isSignature)).toEqual([true, false, false, false])
})
