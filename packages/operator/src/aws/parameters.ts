/** SSM's parameters: secrets are encrypted ones. */
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParametersCommand,
  PutParameterCommand,
  paginateGetParameterHistory,
  SSMClient
} from '@aws-sdk/client-ssm'
import { type AwsPlace, connection } from './connection.ts'
import { asking, isNamed } from './failure.ts'

export interface ParameterFacts {
  changed: Date | undefined
  /** One that is advanced stays so: AWS does not take it back. */
  advanced: boolean
}

export interface Parameters {
  /** Those that exist, without their values. */
  describe(names: readonly string[]): Promise<ReadonlyMap<string, ParameterFacts>>
  /** Values of those that exist. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, string>>
  put(name: string, value: string, kind: { secret: boolean; advanced: boolean }): Promise<void>
  /** false: there was none. */
  remove(name: string): Promise<boolean>
  /** Values, the oldest first; of the last 100 changes. */
  history(name: string): Promise<{ value: string; changed: Date | undefined }[]>
}

/** Names that one call takes. */
const batch = 10

export function parametersOnAws(place: AwsPlace): Parameters {
  const client = new SSMClient(connection(place))
  const inBatches = async <T>(names: readonly string[], call: (names: string[]) => Promise<T[]>): Promise<T[]> => {
    const found: T[] = []
    for (let at = 0; at < names.length; at += batch) found.push(...(await call(names.slice(at, at + batch))))
    return found
  }
  return {
    describe: names =>
      asking(place.region, 'see which parameters there are', async () => {
        const found = await inBatches(names, async Values => {
          const filter = { Key: 'Name', Option: 'Equals', Values }
          const { Parameters = [] } = await client.send(
            new DescribeParametersCommand({ ParameterFilters: [filter], MaxResults: 50 })
          )
          return Parameters
        })
        return new Map(
          found.map(({ Name = '', LastModifiedDate, Tier }) => [
            Name,
            { changed: LastModifiedDate, advanced: Tier === 'Advanced' }
          ])
        )
      }),
    read: names =>
      asking(place.region, 'read parameters of the stage', async () => {
        const found = await inBatches(names, async Names => {
          const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }))
          return Parameters
        })
        return new Map(found.map(({ Name = '', Value = '' }) => [Name, Value]))
      }),
    put: (name, value, { secret, advanced }) =>
      asking(place.region, `write the parameter ${name}`, async () => {
        await client.send(
          new PutParameterCommand({
            Name: name,
            Value: value,
            Type: secret ? 'SecureString' : 'String',
            Tier: advanced ? 'Advanced' : 'Standard',
            Overwrite: true
          })
        )
      }),
    remove: name =>
      asking(place.region, `remove the parameter ${name}`, async () => {
        try {
          await client.send(new DeleteParameterCommand({ Name: name }))
          return true
        } catch (error) {
          if (isNamed(error, 'ParameterNotFound')) return false
          throw error
        }
      }),
    history: name =>
      asking(place.region, `read the history of the parameter ${name}`, async () => {
        const found: { value: string; changed: Date | undefined; version: number }[] = []
        try {
          for await (const { Parameters = [] } of paginateGetParameterHistory({ client }, { Name: name }))
            for (const { Value = '', LastModifiedDate, Version = 0 } of Parameters)
              found.push({ value: Value, changed: LastModifiedDate, version: Version })
        } catch (error) {
          if (!isNamed(error, 'ParameterNotFound')) throw error
        }
        return found.sort((a, b) => a.version - b.version).map(({ value, changed }) => ({ value, changed }))
      })
  }
}
