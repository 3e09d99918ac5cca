import { describe, expect, it } from 'vitest'
import { mustBeZoneName } from '../ids/zone-name-rule.ts'
import { parseGatewayConfig } from './gateway-config.ts'

const credentials = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ accessKeyId: 'AKIA-key', secretAccessKey: 'do-not-repeat', ...more })
const entry = (name: string, fields: Record<string, string> = {}) => ({
  name,
  bucketUri: 's3://lab-files?region=eu-west-1',
  bucketCredentials: credentials(),
  ...fields
})
const parse = (value: unknown) => parseGatewayConfig(JSON.stringify(value))

/** The problems of a text that is refused; none of them repeats a secret. */
function problemsOf(yaml: string): string[] {
  const parsed = parseGatewayConfig(yaml)
  if (parsed.ok) throw new Error('nothing was refused')
  for (const problem of parsed.problems) {
    expect(problem).not.toContain('do-not-repeat')
    expect(problem.length).toBeLessThan(300)
  }
  return parsed.problems
}
const problems = (value: unknown) => problemsOf(JSON.stringify(value))

describe('GATEWAY_CONFIG', () => {
  it('says whether an older gateway is to know of what is registered here; it is not, where nothing is said', () => {
    expect(parse({ zones: [entry('a')] })).toMatchObject({ ok: true, writeBack: false })
    expect(parse({ writeBack: true, zones: [entry('a')] })).toMatchObject({ ok: true, writeBack: true })
    expect(problems({ writeBack: 'yes', zones: [entry('a')] })).toEqual(['writeBack must be true or false'])
  })

  it('as operators write it gives the zones and their buckets', () => {
    const parsed = parseGatewayConfig(`
zones:
  - name: franklab.default
    bucketUri: r2://kachery-zone-franklab
    bucketCredentials: '{"endpoint": "https://account.r2.test", "accessKeyId": "id", "secretAccessKey": "key"}'
    fallbackBucketUri: gs://old-files
    fallbackBucketCredentials: '{"accessKeyId": "id2", "secretAccessKey": "key2"}'
`)
    expect(parsed.ok && [...parsed.zones]).toEqual([
      [
        'franklab.default',
        {
          name: 'franklab.default',
          directory: '',
          bucket: {
            uri: 'r2://kachery-zone-franklab',
            credentials: { endpoint: 'https://account.r2.test', accessKeyId: 'id', secretAccessKey: 'key' }
          },
          fallback: { uri: 'gs://old-files', credentials: { accessKeyId: 'id2', secretAccessKey: 'key2' } }
        }
      ]
    ])
  })

  it('says whether the files of a zone have readers', () => {
    const parsed = parse({ buckets: [entry('a', { files: 'registered' }), entry('b')] })
    expect(parsed.ok && [...parsed.zones.values()].map(({ files }) => files)).toEqual([{ since: 0 }, undefined])
    expect(problems({ buckets: [entry('a', { files: 'private' })] })).toEqual(['"a": files must be registered'])
    expect(problems({ buckets: [entry('a', { Files: 'registered' })] })).toEqual([
      expect.stringContaining('Files is no key')
    ])
  })

  it.each(['buckets', 'zones'])('may call its list %s', spelling => {
    const parsed = parse({ [spelling]: [entry('a'), entry('b')] })
    expect(parsed.ok && [...parsed.zones.keys()]).toEqual(['a', 'b'])
  })

  it('goes by buckets where it has both', () => {
    const parsed = parse({ zones: [entry('old')], buckets: [entry('new')] })
    expect(parsed.ok && [...parsed.zones.keys()]).toEqual(['new'])
    expect(problems({ zones: [entry('old')], buckets: 'none' })).toHaveLength(1)
  })

  it.each(['s3://files?region=eu-west-1', 'aws://files', 'gs://files', 'wasabi://files?region=us-east-1'])(
    'takes a bucket at %s',
    bucketUri => {
      expect(parse({ zones: [entry('a', { bucketUri })] }).ok).toBe(true)
    }
  )

  it('wants the endpoint of an r2 bucket, and only a plain one', () => {
    const r2 = (more: Record<string, unknown>) =>
      parse({ zones: [entry('a', { bucketUri: 'r2://files', bucketCredentials: credentials(more) })] })
    expect(r2({ endpoint: 'https://account.r2.test' }).ok).toBe(true)
    expect(r2({})).toMatchObject({ ok: false, problems: [expect.stringContaining('endpoint')] })
  })

  it.each([
    'ftp://files.test',
    'files.test',
    'https://user:do-not-repeat@files.test',
    'https://files.test/?key=do-not-repeat'
  ])('refuses the endpoint %s before a request needs it', endpoint => {
    const [problem, ...others] = problems({
      zones: [entry('a', { bucketCredentials: credentials({ endpoint }) })]
    })
    expect(problem).toMatch(/^"a": bucketCredentials: .*endpoint/)
    expect(others).toEqual([])
  })

  it('tells every problem at once, each with its entry', () => {
    expect(
      problems({
        buckets: [
          entry('good'),
          entry('good'),
          entry('a..b'),
          { bucketUri: 's3://files' },
          entry('c', { bucketUri: 'ftp://do-not-repeat' }),
          entry('d', { bucketCredentials: '{"accessKeyId": "do-not-repeat"' }),
          entry('e', { bucketCredentials: '{"accessKeyId": ""}' }),
          entry('f', { fallbackBucketUri: 's3://files' }),
          'do-not-repeat',
          null
        ]
      })
    ).toEqual([
      '"good": the name is given twice',
      `"a..b": name ${mustBeZoneName}`,
      'entry 4: name is missing',
      'entry 4: bucketCredentials is missing; it is JSON in a string',
      '"c": bucketUri: it begins with none of r2://, s3://, aws://, gs:// and wasabi://',
      '"d": bucketCredentials is not JSON text: {"accessKeyId": …, "secretAccessKey": …}',
      '"e": bucketCredentials: accessKeyId is empty',
      '"e": bucketCredentials: secretAccessKey is missing',
      '"f": fallbackBucketCredentials is missing; it is JSON in a string',
      'entry 9: it must have name, bucketUri and bucketCredentials',
      'entry 10: it must have name, bucketUri and bucketCredentials'
    ])
  })

  it('tells all that is wrong with one entry, whatever else is', () => {
    expect(problems({ buckets: [{ name: 'q', bucketUri: 'zz://x' }] })).toEqual([
      '"q": bucketUri: it begins with none of r2://, s3://, aws://, gs:// and wasabi://',
      '"q": bucketCredentials is missing; it is JSON in a string'
    ])
    expect(
      problems({
        buckets: [
          entry('good'),
          {
            ...entry('a..b', { bucketUri: 'r2://files' }),
            fallbackBucketUri: 5,
            fallbackBucketCredentials: credentials({ secretAccessKey: '' })
          },
          { name: 'good', bucketUri: null, bucketCredentials: { secretAccessKey: 'do-not-repeat' } },
          { name: 7 }
        ]
      })
    ).toEqual([
      `"a..b": name ${mustBeZoneName}`,
      '"a..b": bucketCredentials: an r2 bucket needs the endpoint of its account in the credentials',
      '"a..b": fallbackBucketUri must be text',
      '"a..b": fallbackBucketCredentials: secretAccessKey is empty',
      '"good": the name is given twice',
      '"good": bucketUri is missing',
      '"good": bucketCredentials must be text; it is JSON in a string',
      'entry 4: name must be text',
      'entry 4: bucketUri is missing',
      'entry 4: bucketCredentials is missing; it is JSON in a string'
    ])
  })

  it('tells of credentials that are no object, and of parts that are no text', () => {
    for (const text of ['[]', 'null', '"do-not-repeat"']) {
      expect(problems({ zones: [entry('a', { bucketCredentials: text })] })).toEqual([
        '"a": bucketCredentials: it must have accessKeyId and secretAccessKey'
      ])
    }
    expect(problems({ zones: [entry('a', { bucketCredentials: '{"accessKeyId": 1, "endpoint": 2}' })] })).toEqual([
      '"a": bucketCredentials: accessKeyId must be text',
      '"a": bucketCredentials: secretAccessKey is missing',
      '"a": bucketCredentials: endpoint must be text'
    ])
  })

  it('wants a fallback whole', () => {
    expect(problems({ zones: [entry('a', { fallbackBucketCredentials: credentials() })] })).toEqual([
      '"a": fallbackBucketUri is missing'
    ])
    expect(problems({ zones: [entry('a', { fallbackBucketUri: 'gs://old-files' })] })).toEqual([
      '"a": fallbackBucketCredentials is missing; it is JSON in a string'
    ])
  })

  it.each([
    ['fallbackBucketURI', 'fallbackBucketURI'],
    ['fallbackUri', 'fallbackUri'],
    ['bucket_uri', 'bucket_uri'],
    ['BucketUri', 'BucketUri'],
    ['bucketCredentials:{"secretAccessKey":"do-not-repeat"}', 'bucketCredentials…']
  ])('takes the key %s for a misspelt one', (key, said) => {
    expect(problems({ zones: [entry('a', { [key]: 'do-not-repeat' })] })).toEqual([
      `"a": ${said} is no key; the keys are name, bucketUri, bucketCredentials, fallbackBucketUri, fallbackBucketCredentials, files`
    ])
  })

  it('leaves keys of others alone', () => {
    expect(parse({ zones: [entry('a', { comment: 'ours', directory: 'x' })] }).ok).toBe(true)
  })

  it.each([
    ['', 'it needs a list'],
    ['just text', 'it needs a list'],
    ['- a', 'it needs a list'],
    ['zones: {}', 'it needs a list'],
    ['zones:\n\t- name: a', 'line 2: '],
    ['zones:\n  - name: a\n    bucketUri: [', 'line 3: '],
    ['zones: []\nzones: []', 'line 2: ']
  ])('refuses %j with what it needs, or the line of the mistake', (yaml, problem) => {
    expect(problemsOf(yaml)[0]).toContain(problem)
  })

  it.each([
    '|do-not-repeat',
    '>do-not-repeat',
    '*do-not-repeat',
    '!do-not-repeat x',
    '"\\xdo-not-repeat"',
    '@do-not-repeat',
    '{"accessKeyId": "do-not-repeat"}do-not-repeat',
    '"do-not-repeat',
    '} do-not-repeat',
    '%do-not-repeat',
    '{do-not-repeat: 1, do-not-repeat: 2}',
    '&a [*a, do-not-repeat]'
  ])('never repeats a secret that begins as YAML does not expect: %s', text => {
    const yaml = `zones:\n  - name: a\n    bucketUri: s3://files\n    bucketCredentials: ${text}\n`
    expect(problemsOf(yaml).length).toBeGreaterThan(0)
  })

  it('survives aliases that grow without bound, and nesting without end', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'])
      bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`)
    expect(problemsOf([...bomb, 'zones: *h'].join('\n'))).toHaveLength(1)
    expect(problemsOf(`zones: ${'['.repeat(20_000)}`).length).toBeLessThan(10)
  })
})

describe('GATEWAY_CONFIG with mistakes', () => {
  /** The zones that it still gives, and those of some names that it may be meant to define. */
  function left(yaml: string, names: string[]) {
    const parsed = parseGatewayConfig(yaml)
    if (parsed.ok) throw new Error('nothing was refused')
    return { zones: [...parsed.zones.keys()], others: names.filter(parsed.mayDefine) }
  }

  it('gives the zones that have none, and says which others may be meant', () => {
    const zones = [entry('good'), entry('bad', { bucketUri: 'x' }), entry('default')]
    expect(left(JSON.stringify({ zones }), ['good', 'bad', 'default', 'ba', 'bad.x', 'other'])).toEqual({
      zones: ['good', 'default'],
      others: ['bad']
    })
  })

  it('gives neither of two zones of one name', () => {
    const zones = [entry('twice'), entry('twice', { bucketUri: 's3://other-files?region=eu-west-1' }), entry('good')]
    expect(left(JSON.stringify({ zones }), ['twice'])).toEqual({ zones: ['good'], others: ['twice'] })
    expect(left(JSON.stringify({ zones: [...zones, entry('twice')] }), ['twice']).zones).toEqual(['good'])
  })

  it('that cannot be read at all may define whatever it names as a word', () => {
    const names = ['lab.default', 'default', 'lab', 'a.b', 'axb', 'absent']
    expect(left('zones:\n  - name: lab.default\n  - name: "a.b"\n ]', names)).toEqual({
      zones: [],
      others: ['lab.default', 'a.b']
    })
    expect(left('zones: [default', names).others).toEqual(['default'])
  })
})
