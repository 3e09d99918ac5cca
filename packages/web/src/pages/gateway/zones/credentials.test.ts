import { expect, it } from 'vitest'
import { bucketMistakes, credentialsOf, emptyBucket, none } from './credentials.ts'

const whole = { ...emptyBucket, bucketUri: 's3://lab?region=eu-west-1', accessKeyId: ' id ', secretAccessKey: 'secret' }

it('a form with everything has no mistakes, and its credentials are sent without spaces around them', () => {
  expect(none(bucketMistakes(whole))).toBe(true)
  expect(credentialsOf(whole)).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' })
  expect(credentialsOf({ ...whole, endpoint: 'https://s3.test ' })).toMatchObject({ endpoint: 'https://s3.test' })
})

it('each thing that is missing is told at its field', () => {
  expect(Object.keys(bucketMistakes(emptyBucket))).toEqual(['bucketUri', 'accessKeyId', 'secretAccessKey'])
  expect(Object.keys(bucketMistakes({ ...whole, bucketUri: 'r2://lab' }))).toEqual(['endpoint'])
  expect(Object.keys(bucketMistakes({ ...whole, bucketUri: 'https://lab' }))).toEqual(['bucketUri'])
  expect(Object.keys(bucketMistakes({ ...whole, endpoint: 's3.test' }))).toEqual(['endpoint'])
})
