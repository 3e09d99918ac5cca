import { describe, expect, it } from 'vitest'
import { maxFileBytes, readConfig, variables } from './config.ts'
import { defaultAllowedOrigins } from './http/cors.ts'

const secret = 'do-not-repeat'

/** The problems, none of which repeats a value that may be a secret. */
function problemsOf(environment: Record<string, string>): string[] {
  const problems = readConfig(environment).problems.map(({ name, problem }) => `${name}: ${problem}`)
  for (const problem of problems) {
    expect(problem).toMatch(/^[A-Z_]+: ./)
    expect(problem).not.toContain(secret)
  }
  return problems
}

const zones = `zones:
  - name: default
    bucketUri: s3://files?region=eu-west-1
    bucketCredentials: '{"accessKeyId": "id", "secretAccessKey": "key"}'`

describe('the configuration', () => {
  it('of an empty environment has defaults, and nothing that was not given', () => {
    expect(readConfig({})).toEqual({
      config: {
        allowedOrigins: [...defaultAllowedOrigins],
        verifyInRequestBytes: 1_000_000_000,
        downloadUrlSeconds: 3_600,
        administrators: [],
        about: {},
        githubUrl: 'https://github.com'
      },
      problems: []
    })
    const blank = Object.fromEntries(Object.keys(variables).map(name => [name, '  ']))
    expect(readConfig(blank)).toEqual(readConfig({}))
  })

  it('names the new name of each variable that only the older gateway’s name is set for', () => {
    const older = {
      REACT_APP_ADMIN_USERS: '["ada"]',
      REACT_APP_GITHUB_CLIENT_ID: secret,
      REACT_APP_RECAPTCHA_KEY: secret
    }
    expect(problemsOf(older).sort()).toEqual([
      'REACT_APP_ADMIN_USERS: is called ADMINISTRATORS here; set that instead',
      'REACT_APP_GITHUB_CLIENT_ID: is called GITHUB_CLIENT_ID here; set that instead',
      'REACT_APP_RECAPTCHA_KEY: is called RECAPTCHA_SITE_KEY here; set that instead'
    ])
    expect(problemsOf({ ADMINISTRATORS: 'ada', REACT_APP_ADMIN_USERS: '["ada"]' })).toEqual([])
  })

  it('takes every variable of its table', () => {
    const { config, problems } = readConfig({
      GATEWAY_CONFIG: zones,
      GATEWAY_NAME: 'Curie lab',
      GATEWAY_LOGO: 'https://lab.example/logo.svg',
      OPERATOR_CONTACT: 'it@lab.example',
      DOCS_URL: 'https://lab.example/kachery',
      MONGO_URI: 'mongodb+srv://user:password@cluster.test/?retryWrites=true',
      MONGO_DATABASE: 'test-1',
      REGISTRY_TABLE: 'registry.test',
      DYNAMODB_ENDPOINT: 'http://localhost:8000',
      AWS_REGION: 'eu-west-1',
      PUBLIC_URL: 'https://gateway.test/',
      ALLOWED_ORIGINS: '["https://lab.test", "http://localhost:5173"]',
      VERIFY_IN_REQUEST_BYTES: ' 0 ',
      DOWNLOAD_URL_SECONDS: '60',
      ADMINISTRATORS: '["ada", "Grace-H"]',
      GITHUB_URL: 'https://github.lab.example/',
      GITHUB_CLIENT_ID: 'Iv1.0123456789abcdef',
      GITHUB_CLIENT_SECRET: 'hush',
      GITHUB_TOKENS: 'own-app',
      RECAPTCHA_SITE_KEY: '6Lc_site',
      RECAPTCHA_SECRET_KEY: '6Lc_secret'
    })
    expect(problems).toEqual([])
    expect(config).toEqual({
      about: {
        name: 'Curie lab',
        logo: 'https://lab.example/logo.svg',
        contact: 'it@lab.example',
        docs: 'https://lab.example/kachery'
      },
      zones: expect.any(Map),
      mongo: { uri: 'mongodb+srv://user:password@cluster.test/?retryWrites=true', database: 'test-1' },
      dynamodb: { table: 'registry.test', region: 'eu-west-1', endpoint: 'http://localhost:8000' },
      publicUrl: 'https://gateway.test',
      allowedOrigins: ['https://lab.test', 'http://localhost:5173'],
      verifyInRequestBytes: 0,
      downloadUrlSeconds: 60,
      administrators: ['ada', 'Grace-H'],
      githubUrl: 'https://github.lab.example',
      github: { clientId: 'Iv1.0123456789abcdef', clientSecret: 'hush' },
      githubTokens: 'own-app',
      recaptcha: { siteKey: '6Lc_site', secretKey: '6Lc_secret' }
    })
    expect([...(config.zones?.keys() ?? [])]).toEqual(['default'])
  })

  it('has a table on AWS without an endpoint, and a default table with one', () => {
    expect(readConfig({ REGISTRY_TABLE: 'registry' }).config.dynamodb).toEqual({
      table: 'registry',
      region: 'us-east-1'
    })
    expect(readConfig({ DYNAMODB_ENDPOINT: 'http://localhost:8000' }).config.dynamodb?.table).toBe('kachery-gateway')
    expect(readConfig({ AWS_REGION: 'us-gov-west-1' })).toMatchObject({ config: {}, problems: [] })
    expect(readConfig({ AWS_REGION: 'eu-west-1' }).config).not.toHaveProperty('dynamodb')
  })

  const wrong: [name: string, values: string[]][] = [
    ['GATEWAY_CONFIG', ['zones', `zones:\n  - name: a\n    bucketCredentials: |${secret}`, `*${secret}`, '[', '{}']],
    [
      'MONGO_URI',
      [
        `https://${secret}`,
        secret,
        `postgres://${secret}@x`,
        'mongodb://',
        'mongodb:///test',
        `mongodb://a ${secret}`,
        `mongodb://user:p@ss/w${secret}@host:badport/x`,
        `mongodb://user:p@${secret}@host`,
        `mongodb://user:1/${secret}@host`,
        `mongodb://user:p/${secret}@host/x`,
        `mongodb://user:p?${secret}@host/x`,
        `mongodb://user:p:${secret}@host`,
        `mongodb://user:100%${secret}@host`,
        `mongodb://:${secret}@host`,
        `mongodb://@${secret}`,
        'mongodb://host:',
        'mongodb://host:badport',
        'mongodb://host:123456',
        'mongodb://host,',
        'mongodb://host,:27017',
        'mongodb://::1',
        'mongodb://[::1',
        'mongodb://host/a/b',
        'mongodb+srv://cluster.test:27017/',
        'mongodb+srv://a.cluster.test,b.cluster.test/',
        'mongodb+srv://[::1]/'
      ]
    ],
    ['REGISTRY_TABLE', ['ab', 'a b c', 'x'.repeat(256), 'täble']],
    ['DYNAMODB_ENDPOINT', ['localhost:8000', 'ftp://x.test', `${secret} x`]],
    ['AWS_REGION', ['Europe', 'eu-west', '../eu-west-1', 'eu-west-1 ; x']],
    ['PUBLIC_URL', ['gateway.test', 'ftp://gateway.test', 'javascript:alert(1)', '/']],
    [
      'ALLOWED_ORIGINS',
      [
        'https://lab.test',
        '["https://lab.test/"]',
        '["*"]',
        '["null"]',
        '["lab.test"]',
        '["https://lab.test/path"]',
        '["file:///x"]',
        '{}',
        '[1]',
        '["https://lab.test",]'
      ]
    ],
    ['VERIFY_IN_REQUEST_BYTES', ['-1', '1.5', 'many', `${maxFileBytes + 1}`, 'NaN', 'Infinity', '1 GB']],
    ['DOWNLOAD_URL_SECONDS', ['0', '4', '3601', '1.5', '1 h', '-5']],
    ['GITHUB_URL', ['github.lab.example', 'http://github.lab.example', `https://github.lab.example/${secret}`]],
    [
      'ADMINISTRATORS',
      ['ada,', '"ada"', 'ada@lab.org', '["ada lovelace"]', '["-ada"]', `["${'a'.repeat(40)}"]`, '[""]', '{}']
    ]
  ]
  it.each(wrong)('names %s where its value is no good, once', (name, values) => {
    for (const value of values) {
      const problems = problemsOf({ [name]: value })
      expect(problems, value).toHaveLength(1)
      expect(problems[0]).toMatch(new RegExp(`^${name}: ${name === 'GATEWAY_CONFIG' ? '' : 'must '}`))
    }
  })

  it.each([
    'mongodb://localhost',
    'mongodb://127.0.0.1:27017/',
    'mongodb://mongo_1:27017/files?directConnection=true',
    'mongodb://[::1]:27017,[fe80::1]/files',
    'mongodb://host?tls=true',
    // Atlas, also by its older addresses
    'mongodb+srv://lab-user:pa%40ss%2Fword@cluster0.ab1cd.mongodb.net/?retryWrites=true&w=majority&appName=Cluster0',
    'mongodb+srv://cluster0.ab1cd.mongodb.net',
    'mongodb://user:p-w_d.1~!$@c0-00.ab1cd.mongodb.net:27017,c0-01.ab1cd.mongodb.net:27017/db?ssl=true&authSource=admin',
    // Amazon DocumentDB
    'mongodb://admin:pw@lab.cluster-c1x2.eu-west-1.docdb.amazonaws.com:27017/?tls=true&tlsCAFile=/etc/global-bundle.pem&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false',
    // FerretDB
    'mongodb://username:password@127.0.0.1:27017/ferretdb?authMechanism=PLAIN',
    // Azure Cosmos DB: its keys end with ==, its appName has raw @s
    'mongodb://lab:a+bC1==@lab.mongo.cosmos.azure.com:10255/?ssl=true&replicaSet=globaldb&appName=@lab@',
    'mongodb://CN%3Dclient@host/?authMechanism=MONGODB-X509'
  ])('takes the server %s', uri => {
    expect(readConfig({ MONGO_URI: uri })).toMatchObject({ config: { mongo: { uri } }, problems: [] })
  })

  it('refuses a name of a database that is none, or that is of no server', () => {
    expect(problemsOf({ MONGO_URI: 'mongodb://localhost', MONGO_DATABASE: 'a/b' })).toHaveLength(1)
    expect(problemsOf({ MONGO_DATABASE: 'test' })).toEqual(['MONGO_DATABASE: means nothing without MONGO_URI'])
  })

  it('takes each secret of a pair only together with the other', () => {
    for (const [first, second, key] of [
      ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET', 'github'],
      ['RECAPTCHA_SITE_KEY', 'RECAPTCHA_SECRET_KEY', 'recaptcha']
    ] as const) {
      expect(problemsOf({ [first]: secret })).toEqual([`${second}: must be given where ${first} is`])
      expect(problemsOf({ [second]: secret })).toEqual([`${first}: must be given where ${second} is`])
      expect(problemsOf({ [first]: `a ${secret}`, [second]: 'x'.repeat(201) })).toHaveLength(2)
      expect(readConfig({ [first]: 'a' }).config).not.toHaveProperty(key)
    }
  })

  it('of a GitHub with a mistake is of no GitHub: people of another one are not let in instead', () => {
    expect(readConfig({ GITHUB_URL: 'http://github.lab.example' }).config).not.toHaveProperty('githubUrl')
  })

  it('of zones keeps those without a mistake, and tells which others may be meant', () => {
    const { config } = readConfig({ GATEWAY_CONFIG: `${zones}\n  - name: lab.b\n    bucketUri: x` })
    expect([...(config.zones?.keys() ?? [])]).toEqual(['default'])
    expect(['default', 'lab.b', 'lab', 'b', 'other'].map(name => config.mayBeConfigured?.(name))).toEqual([
      false,
      true,
      false,
      false,
      false
    ])
    expect(readConfig({ GATEWAY_CONFIG: zones }).config).not.toHaveProperty('mayBeConfigured')
    const unreadable = readConfig({ GATEWAY_CONFIG: `${zones}\n ]` }).config
    expect([unreadable.zones?.size, unreadable.mayBeConfigured?.('default')]).toEqual([0, true])
  })

  it('tells every problem at once, by name', () => {
    const all = Object.fromEntries(wrong.map(([name, [value = '']]) => [name, value]))
    const problems = problemsOf({ ...all, MONGO_DATABASE: '$' })
    expect(new Set(problems.map(problem => problem.split(':')[0]))).toEqual(
      new Set([...wrong.map(([name]) => name), 'MONGO_DATABASE'])
    )
  })

  it('tells each zone’s problems', () => {
    const yaml = 'zones:\n  - name: a\n  - name: b\n    bucketUri: x\n    bucketCredentials: "{}"'
    expect(problemsOf({ GATEWAY_CONFIG: yaml })).toEqual([
      'GATEWAY_CONFIG: "a": bucketUri is missing',
      'GATEWAY_CONFIG: "a": bucketCredentials is missing; it is JSON in a string',
      expect.stringMatching(/^GATEWAY_CONFIG: "b": bucketUri: it is no address of a bucket/),
      'GATEWAY_CONFIG: "b": bucketCredentials: accessKeyId is missing',
      'GATEWAY_CONFIG: "b": bucketCredentials: secretAccessKey is missing'
    ])
  })

  it('knows every variable of its table, and none that objects have by themselves', () => {
    for (const name of Object.keys(variables)) expect(variables[name]?.meaning.length).toBeGreaterThan(10)
    expect(readConfig({ toString: 'x', __proto__x: 'y', HOME: '/root' })).toEqual(readConfig({}))
  })
})
