/**
 * Answers as browser code in the field checks them: each field that it knows, of its type, and no other. Every answer that
 * the clients of these tests get passes through here.
 */
type Check = (value: unknown) => boolean

const string: Check = value => typeof value === 'string'
const number: Check = value => typeof value === 'number'
const boolean: Check = value => typeof value === 'boolean'
const optional =
  (check: Check): Check =>
  value =>
    value === undefined || check(value)
const object =
  (fields: Record<string, Check>): Check =>
  value =>
    typeof value === 'object' && value !== null && faultsIn(fields, value).length === 0

const found = {
  found: boolean,
  size: optional(number),
  url: optional(string),
  bucketUri: optional(string),
  objectKey: optional(string),
  cacheHit: optional(boolean)
}
const upload = { objectKey: optional(string), signedUploadUrl: optional(string) }

/** By `type`. */
const answers: Record<string, Record<string, Check>> = {
  findFile: { ...found, fallback: optional(boolean) },
  initiateFileUpload: { alreadyExists: optional(boolean), alreadyPending: optional(boolean), ...upload },
  finalizeFileUpload: {},
  deleteFile: { success: boolean, error: optional(string) },
  getClientInfo: {
    found: boolean,
    client: optional(object({ clientId: string, ownerId: string, timestampCreated: number, label: string }))
  },
  getResourceInfo: {
    found: boolean,
    resource: optional(object({ resourceName: string, ownerId: string, timestampCreated: number, proxyUrl: string }))
  },
  getZoneInfo: { found: boolean, kacheryGatewayUrl: optional(string) },
  findFileResponse: found,
  initiateFileUploadResponse: { alreadyExists: boolean, alreadyPending: boolean, ...upload },
  finalizeFileUploadResponse: { success: boolean }
}

/** Throws where such code would refuse the answer. `json`: the body of a 200. */
export function acceptStrictly(json: Record<string, unknown>): void {
  const fields = answers[String(json.type)]
  if (fields === undefined) throw new Error(`an answer of an unknown type: ${String(json.type)}`)
  const faults = faultsIn({ type: string, ...fields }, json)
  if (faults.length > 0) throw new Error(`browser code refuses this ${String(json.type)} for ${faults.join(', ')}`)
}

const faultsIn = (fields: Record<string, Check>, value: object): string[] => [
  ...Object.keys(value).filter(name => fields[name] === undefined),
  ...Object.entries(fields).flatMap(([name, check]) => (check(Reflect.get(value, name)) ? [] : [name]))
]
