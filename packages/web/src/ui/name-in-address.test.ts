import { expect, it } from 'vitest'
import { nameInAddress } from './name-in-address.ts'

it.each([
  ['raw.nwb', 'raw.nwb'],
  ['sub-1/raw 100 %?.nwb', 'sub-1-raw%20100%20--.nwb'],
  ['1 µV \\ #2', '1%20%C2%B5V%20-%20%232'],
  ['\ud800', '%EF%BF%BD']
])('%s is %s in an address', (name, there) => {
  expect(nameInAddress(name)).toBe(there)
})
