import { errors } from '@kachery-gateway/core/errors.ts'
import { describe, expect, it } from 'vitest'
import { completeStacks, fakeStacks } from '../../testing/fakes.ts'
import {
  examined,
  gatewayConfig,
  type HealthyStage,
  healthyStage,
  healthyView,
  now,
  secretParameter,
  secrets
} from '../../testing/healthy-stage.ts'
import { OperatorError, OutOfReach } from '../operator-error.ts'
import { verdict } from './examine.ts'
import { type Finding, lineOf } from './finding.ts'

const lines = (findings: readonly Finding[]) => findings.map(finding => lineOf(finding, false))
const notRight = (findings: readonly Finding[]) => lines(findings.filter(({ mark }) => mark !== 'right'))
const deploy = 'npm run deploy -- --stage lab --region eu-west-1'

describe('the doctor of a stage of which nothing is wrong', () => {
  it('says of each part that it is right, and which callback to enter', async () => {
    const findings = await examined(healthyStage())
    expect(notRight(findings)).toEqual([])
    const about = new Set(findings.map(finding => finding.about))
    expect([...about]).toEqual([
      'stacks',
      'version',
      'public URL',
      'CDN',
      'site',
      'API address',
      'keys',
      'secrets',
      'GitHub',
      'MongoDB',
      'bucket',
      'table',
      'people',
      'Lambda',
      'queues',
      'alarms',
      'e-mail'
    ])
    const text = lines(findings).join('\n')
    expect(text).toContain('the callback must be https://d1.example/github/auth, the homepage https://d1.example')
    expect(text).toContain('commit aaaaaaaaaaaa, as checked out here')
    for (const zone of ['default', 'example', 'example (fallback)']) expect(text).toContain(`bucket        ${zone}: `)
    expect(verdict(findings)).toBe('Nothing is wrong.')
  })

  it('asks the database and GitHub with what is set, and tells no secret', async () => {
    const stage = healthyStage()
    const findings = await examined(stage)
    expect(stage.pinged).toEqual([secrets.MONGO_URI])
    const { body } = stage.sent.find(({ url }) => url.startsWith('https://github.com')) ?? { body: '' }
    expect(JSON.parse(body)).toMatchObject({ client_id: 'client-id', client_secret: 'geheim-github' })
    expect(lines(findings).join('\n')).not.toContain('geheim')
  })

  it('asks the GitHub that the stage has, and shows its secret to no other', async () => {
    const stage = healthyStage()
    stacks(stage, all =>
      all.map(each => (each.name.endsWith('-api') ? { ...each, outputs: { ...each.outputs, githubUrl: ghes } } : each))
    )
    stage.answers[`${ghes}/login/oauth/access_token`] = () => Response.json({ error: 'bad_verification_code' })
    expect(notRight(await examined(stage))).toEqual([])
    removed(stage, 'GITHUB_CLIENT_ID')
    removed(stage, 'GITHUB_CLIENT_SECRET')
    expect(lines(await examined(stage)).join('\n')).toContain(`make an OAuth app at ${ghes}/settings/developers with`)
    stacks(stage, all => all.filter(({ name }) => !name.endsWith('-api')))
    expect(lines(await examined(stage)).join('\n')).toMatch(/GitHub +not checked, because the stack api is not there/)
    expect(stage.sent.filter(({ url }) => url.includes('github.com'))).toEqual([])
  })

  it('goes to the door that it is told, and not to the public URL', async () => {
    const stage = healthyStage()
    stage.answers['http://127.0.0.1:6117/api/health'] = () => Response.json({ status: 'ok' })
    stage.answers['http://127.0.0.1:6117/'] = () =>
      new Response('<html></html>', { headers: { 'content-type': 'text/html' } })
    expect(notRight(await examined(stage, { url: 'http://127.0.0.1:6117' }))).toEqual([])
    expect(stage.sent.filter(({ url }) => url.startsWith('https://d1.example'))).toEqual([])
  })
})

const removed = (stage: HealthyStage, name: string) => stage.parameters.kept.delete(secretParameter(name))
const put = (stage: HealthyStage, name: string, value: string) =>
  stage.parameters.put(secretParameter(name), value, { secret: true, advanced: false })
const stacks = (stage: HealthyStage, change: (all: ReturnType<typeof completeStacks>) => typeof all) => {
  stage.deps.stacks = { ...stage.deps.stacks, all: async () => change(completeStacks()) }
}
const withStatus = (id: string, status: string) => (stage: HealthyStage) =>
  stacks(stage, all => all.map(stack => (stack.name.endsWith(id) ? { ...stack, status } : stack)))
const answer = (url: string, give: () => Response) => (stage: HealthyStage) => {
  stage.answers[url] = give
}
const health = 'https://d1.example/api/health'
const github = 'https://github.com/login/oauth/access_token'
const ghes = 'https://github.lab.example'
const bucketFails = (error: unknown) => (stage: HealthyStage) => {
  stage.deps.probe = {
    ...stage.deps.probe,
    own: async bucket => {
      if (bucket.uri.includes('example')) throw error
      return healthyView
    }
  }
}
const sees = (view: Partial<typeof healthyView>) => (stage: HealthyStage) => {
  stage.deps.probe = { ...stage.deps.probe, own: async () => ({ ...healthyView, ...view }) }
}
const named = (name: string) => Object.assign(new Error('geheim'), { name })

/** What is taken from a healthy stage, and the lines that then are not right. */
const ailments: [what: string, take: (stage: HealthyStage) => unknown, said: RegExp[]][] = [
  [
    'a stack is missing',
    stage => stacks(stage, all => all.filter(({ name }) => !name.endsWith('workers'))),
    [/^WRONG {2}stacks +workers is missing: deploy again/]
  ],
  [
    'an update was undone',
    withStatus('api', 'UPDATE_ROLLBACK_COMPLETE'),
    [/^WRONG {2}stacks +the last update of api failed and was undone: deploy again/]
  ],
  [
    'a later deployment changed nothing of a stack whose update was undone before',
    stage =>
      stacks(stage, all => all.map(each => ({ ...each, status: 'UPDATE_ROLLBACK_COMPLETE', updated: new Date(0) }))),
    []
  ],
  [
    'a stack is being changed',
    withStatus('api', 'UPDATE_IN_PROGRESS'),
    [/^note {3}stacks +api is being changed at this moment/]
  ],
  [
    'a stack was never made',
    withStatus('api', 'ROLLBACK_COMPLETE'),
    [/^WRONG {2}stacks +api is ROLLBACK_COMPLETE: see its events/]
  ],
  [
    'nobody wrote down its version',
    stage => stage.parameters.kept.delete('/kachery-gateway/lab/deployed-commit'),
    [/^note {3}version +not written down/]
  ],
  [
    'there is no public URL',
    stage => stage.parameters.kept.delete('/kachery-gateway/lab/public-url'),
    [
      /^WRONG {2}public URL +the deployment did not write down its address: deploy again/,
      /^note {3}CDN +not checked/,
      /^note {3}site +not checked/
    ]
  ],
  [
    'its name is not known',
    stage => {
      delete stage.answers[health]
      delete stage.answers['https://d1.example/']
    },
    [
      /^WRONG {2}CDN +https:\/\/d1\.example gives no answer \(ENOTFOUND\): point this name at d1\.cloudfront\.example/,
      /^note {3}site +not checked, because the CDN could not be read/
    ]
  ],
  [
    'the door answers something else',
    answer(health, () => new Response('<html>', { status: 200 })),
    [/^WRONG {2}CDN +.* answers 200 and no health: see the log of the function site/]
  ],
  ['the gateway fails', answer(health, () => new Response('', { status: 503 })), [/^WRONG {2}CDN +.* answers 503 /]],
  [
    'the gateway lacks something',
    answer(health, () =>
      Response.json({
        status: 'ok',
        missing: [{ name: 'MONGO_URI', consequence: 'files are not remembered', remedy: 'set it' }],
        wrong: [{ name: 'GATEWAY_CONFIG', problem: 'it has a mistake' }]
      })
    ),
    [
      /^WRONG {2}CDN +the gateway says that GATEWAY_CONFIG is wrong: it has a mistake; set it again$/,
      /^note {3}CDN +the gateway says that it lacks MONGO_URI$/
    ]
  ],
  [
    'this machine’s clock is wrong',
    stage => {
      stage.deps.now = () => now - 200_000
    },
    [
      /^WRONG {2}clock +this machine is 200 s behind the gateway: set its clock/,
      /^WRONG {2}bucket +default: its clock and this machine's differ by 200 s/,
      /^WRONG {2}bucket +example: its clock and this machine's differ by 200 s/
    ]
  ],
  [
    'there is no site',
    answer('https://d1.example/', () => new Response('', { status: 403 })),
    [/^WRONG {2}site +https:\/\/d1\.example\/ answers 403 and no page/]
  ],
  [
    'the API answers those who go round the door',
    answer('https://api.example/api/health', () => Response.json({ status: 'ok' })),
    [/^WRONG {2}API address +https:\/\/api\.example answers 200 and not 403/]
  ],
  [
    'the API’s own address is not reached',
    stage => delete stage.answers['https://api.example/api/health'],
    [/^note {3}API address +https:\/\/api\.example gives no answer \(ENOTFOUND\)/]
  ],
  [
    'a key is missing',
    stage => stage.parameters.kept.delete('/kachery-gateway/lab/keys/SESSION_KEY'),
    [new RegExp(`^WRONG {2}keys +missing: SESSION_KEY: deploy again, ${deploy}$`)]
  ],
  [
    'log items may wait in a former database',
    stage => put(stage, 'FORMER_MONGO_URI', 'mongodb://ada:geheim@former'),
    [
      /^note {3}MongoDB +log items that wait at the server of FORMER_MONGO_URI .*: 14 days after the change, npm run secret/
    ]
  ],
  [
    'a former database is away',
    stage => {
      put(stage, 'FORMER_MONGO_URI', 'mongodb://ada:geheim@former')
      stage.deps.pingMongo = async uri => {
        if (uri.includes('former')) throw new Error('connection refused')
      }
    },
    [/^WRONG {2}MongoDB +the server of FORMER_MONGO_URI does not answer this machine/]
  ],
  [
    'there is no OAuth app',
    stage => [removed(stage, 'GITHUB_CLIENT_ID'), removed(stage, 'GITHUB_CLIENT_SECRET')],
    [
      /^note {3}secrets +GITHUB_CLIENT_ID is not set/,
      /^note {3}secrets +GITHUB_CLIENT_SECRET is not set/,
      /^note {3}GitHub +nobody can sign in yet: npm run setup -- --stage lab --region eu-west-1 --sign-in, or make an OAuth app at .*https:\/\/d1\.example\/github\/auth/
    ]
  ],
  [
    'a secret cannot be right',
    stage => put(stage, 'MONGO_URI', 'mysql://ada:geheim@x'),
    [
      /^WRONG {2}secrets +MONGO_URI: must be mongodb:/,
      /^note {3}MongoDB +not checked.* meanwhile .* table lab-ephemeral$/
    ]
  ],
  [
    'the configuration has a mistake',
    stage =>
      stage.objects.write('lab-settings', 'gateway-config.yaml', gatewayConfig.replace('s3://example', 'ftp://x')),
    [/^WRONG {2}secrets +GATEWAY_CONFIG: "example": bucketUri: it begins with none of/]
  ],
  [
    'GitHub does not take the secret',
    answer(github, () => Response.json({ error: 'incorrect_client_credentials' })),
    [/^WRONG {2}GitHub +it does not take the client secret: /]
  ],
  [
    'GitHub does not know the id',
    answer(github, () => Response.json({ error: 'Not Found' }, { status: 404 })),
    [/^WRONG {2}GitHub +it knows no app of that client id: /]
  ],
  [
    'GitHub has another callback',
    answer(github, () => Response.json({ error: 'redirect_uri_mismatch' })),
    [/^WRONG {2}GitHub +.*: enter https:\/\/d1\.example\/github\/auth there$/]
  ],
  [
    'GitHub answers otherwise',
    answer(github, () => new Response('geheim', { status: 500 })),
    [/^note {3}GitHub +it answers 500, which says nothing/]
  ],
  [
    'GitHub is not reached',
    stage => delete stage.answers[github],
    [/^note {3}GitHub +it cannot be asked from this machine, no answer \(ENOTFOUND\)/]
  ],
  [
    'the database is away',
    stage => {
      stage.deps.pingMongo = async () => {
        throw new Error('MongoServerSelectionError: connection refused.')
      }
    },
    [
      /^WRONG {2}MongoDB +its server does not answer this machine \(MongoServerSelectionError: connection refused\): see/
    ]
  ],
  [
    'the database has another password',
    stage => {
      stage.deps.pingMongo = async () => {
        throw new Error('MongoServerError: Authentication failed.')
      }
    },
    [/^WRONG {2}MongoDB +its server does not take the user and password: npm run secret -- set MONGO_URI/]
  ],
  [
    'a bucket refuses',
    bucketFails(errors.storeRefused('the bucket', named('AccessDenied'))),
    [/^WRONG {2}bucket +example: it refuses \(AccessDenied\): its credentials must allow/]
  ],
  [
    'a bucket is not there',
    bucketFails(errors.storeUnavailable('the bucket', named('NoSuchBucket'))),
    [/^WRONG {2}bucket +example: it does not work \(NoSuchBucket\): check its name/]
  ],
  [
    'the check of one bucket itself fails',
    bucketFails(new RangeError('geheim')),
    [/^WRONG {2}bucket of example +this could not be checked: .*\(RangeError\)$/]
  ],
  [
    'a bucket gives back something else',
    sees({ reads: false }),
    [/^WRONG {2}bucket +default: .* is not read as it was written/, /^WRONG {2}bucket +example: /]
  ],
  [
    'buckets obey headers that nobody signed',
    sees({ obeys: ['x-amz-copy-source'] }),
    [
      /^WRONG {2}bucket +default: it obeys headers that nobody signed \(x-amz-copy-source\), .*: configure the server, /,
      /^WRONG {2}bucket +example: /
    ]
  ],
  [
    "pages can't read buckets",
    sees({ mayGet: false }),
    [/^note {3}bucket +default: pages such as https:\/\/figurl\.org can't read; /, /^note {3}bucket +example: /]
  ],
  [
    "pages can't see what they read parts with",
    sees({ exposes: ['etag'] }),
    [/^note {3}bucket +default: pages .* can't see content-range, content-length, accept-ranges; /, /example/]
  ],
  [
    'messages were set aside',
    stage => {
      stage.deps.queues = { ...stage.deps.queues, messages: async url => (url.endsWith('dead') ? 3 : 0) }
    },
    [
      /^WRONG {2}queues +3 verifications were set aside/,
      /^WRONG {2}queues +3 log items were set aside/,
      /^WRONG {2}queues +3 runs of jobs were set aside/
    ]
  ],
  [
    'messages wait for too long',
    stage => {
      stage.deps.queues = {
        messages: async url => (url.endsWith('log-items') ? 7 : 0),
        oldest: async () => 7200
      }
    },
    [/^WRONG {2}queues +7 log items wait, the oldest for 120 min: the ephemeral store takes none/]
  ],
  [
    'an alarm has gone off',
    stage =>
      stage.alarms.splice(0, 1, { name: 'kachery-gateway-lab-throttled', state: 'ALARM', description: 'Ask AWS.' }),
    [/^WRONG {2}alarms +kachery-gateway-lab-throttled has gone off: Ask AWS$/]
  ],
  ['there are no alarms', stage => stage.alarms.splice(0), [/^WRONG {2}alarms +the stage has none/]]
]

describe('the doctor of a stage without a database', () => {
  it('misses none, and says where its data is', async () => {
    const stage = healthyStage()
    removed(stage, 'MONGO_URI')
    const findings = await examined(stage)
    expect(notRight(findings)).toEqual([])
    expect(findings.map(({ said }) => said)).toContainEqual(expect.stringContaining('the table lab-ephemeral'))
    expect(stage.pinged).toEqual([])
  })
})

describe('the doctor of a stage with a database of its own', () => {
  it('misses no MONGO_URI, asks none, and says who reaches it', async () => {
    const stage = healthyStage()
    const own = { name: 'lab-kachery-gateway-document-db', status: 'CREATE_COMPLETE', outputs: {} }
    stacks(stage, all => [...all, own])
    removed(stage, 'MONGO_URI')
    const findings = await examined(stage)
    expect(notRight(findings)).toEqual([
      expect.stringMatching(/^note {3}MongoDB +the stage.s own is in a private network/)
    ])
    expect(stage.pinged).toEqual([])
  })
})

describe('the doctor says what is the matter, and nothing else, where', () => {
  it.each(ailments)('%s', async (_, take, said) => {
    const stage = healthyStage()
    await take(stage)
    const told = notRight(await examined(stage))
    expect(told).toEqual(said.map(pattern => expect.stringMatching(pattern)))
    expect(told.join('\n')).not.toContain('geheim')
  })
})

describe('the doctor', () => {
  it('goes on where one part cannot be looked at, and says of what stands on it that it is not known', async () => {
    const stage = healthyStage()
    const read = stage.parameters.read.bind(stage.parameters)
    stage.parameters.read = async names => {
      if (names.some(name => name.includes('Secret'))) throw new OperatorError("These AWS credentials can't read it.")
      return read(names)
    }
    expect(notRight(await examined(stage))).toEqual([
      "WRONG  secrets       this could not be checked: These AWS credentials can't read it",
      'note   GitHub        not checked, because the secrets could not be read',
      'note   MongoDB       not checked, because the secrets could not be read',
      'note   buckets       not checked, because the secrets could not be read'
    ])
  })

  it('gives up at once, with one sentence, where AWS is out of reach or has no such stage', async () => {
    const stage = healthyStage()
    stage.deps.stacks = fakeStacks([])
    await expect(examined(stage)).rejects.toThrow(/^There is no stage lab in eu-west-1/)
    stage.deps.stacks = {
      ...stage.deps.stacks,
      all: async () => {
        throw new OutOfReach('There are no AWS credentials here.')
      }
    }
    await expect(examined(stage)).rejects.toThrow('There are no AWS credentials here.')
    expect(stage.sent).toEqual([])
  })

  it('counts what it found', () => {
    const of = (mark: Finding['mark']): Finding => ({ mark, about: '', said: '' })
    expect(verdict([of('right'), of('note')])).toBe('Nothing is wrong, one thing is worth knowing.')
    expect(verdict([of('wrong'), of('wrong'), of('note'), of('note')])).toBe(
      '2 things are wrong, 2 things are worth knowing.'
    )
  })
})
