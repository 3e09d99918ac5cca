import { expect, it } from 'vitest'
import { errors } from '../errors.ts'
import { patient } from './patient.ts'

function store(failures: unknown[]) {
  const calls: unknown[] = []
  const answer = async (key: string) => {
    calls.push(key)
    if (failures.length > 0) throw failures.shift()
    return `${key}!`
  }
  return { calls, get: answer, put: answer, uri: 's3://x' }
}

const away = () => errors.storeUnavailable('bucket x', new Error('no'))

it('a store that is away for a moment is asked again', async () => {
  const one = store([away(), away()])
  const asked = patient(one, [1, 1, 1])
  expect([await asked.get('a'), asked.uri, one.calls]).toEqual(['a!', 's3://x', ['a', 'a', 'a']])
})

it.each([
  ['one that stays away is given up in the end', [away(), away(), away(), away()], 'get', 3],
  ['a refusal is an answer', [errors.objectTooLarge('x', 1)], 'get', 1],
  ['what an import does not do is not tried again', [away()], 'put', 1]
] as const)('%s', async (_, failures, method, calls) => {
  const one = store([...failures])
  await expect(patient(one, [1, 1])[method]('a')).rejects.toBe(failures[calls - 1])
  expect(one.calls).toHaveLength(calls)
})
