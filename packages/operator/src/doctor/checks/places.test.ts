import { defined } from '@kachery-gateway/core/defined.ts'
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { describe, expect, it } from 'vitest'
import { checkPlaces } from './places.ts'

const credentials = { accessKeyId: 'id', secretAccessKey: 'secret-access-key-of-a-zone' }
const zone = (name: string, uri: string, endpoint?: string) => ({
  name: ZoneName.parse(name),
  directory: '',
  bucket: { uri, credentials: { ...credentials, ...defined({ endpoint }) } }
})

describe('zones of the configuration', () => {
  it('each in a bucket of its own, under a name of its own, are well', () => {
    expect(checkPlaces([zone('a', 's3://lab-a'), zone('b', 's3://lab-b')])).toEqual([])
  })

  it('in one bucket, under whatever address, or of one name but for its case, are told', () => {
    const zones = [
      zone('a', 's3://lab-a'),
      zone('b', 'aws://lab-a?region=eu-west-1'),
      zone('c', 'r2://lab-a', 'https://s3.eu-west-1.amazonaws.com'),
      zone('A', 's3://lab-b')
    ]
    const told = checkPlaces(zones).map(finding => JSON.stringify(finding))
    expect(told).toHaveLength(4)
    for (const pair of ['a and b are in', 'a and c are in', 'b and c are in', 'a and A differ'])
      expect(told.filter(text => text.includes(pair))).toHaveLength(1)
  })
})
