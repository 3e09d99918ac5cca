import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compact, differences, plain } from './agreed.ts'
import { synthesised } from './synthesised.ts'
import { type Variant, variants } from './variants.ts'

describe('what is agreed on of a template', () => {
  it('names no stage, no bundle and nothing that deployments ignore', () => {
    const template = {
      Resources: {
        a: {
          Type: 'X',
          Metadata: { x: 1 },
          DependsOn: ['b'],
          Properties: { Name: 'lab-kachery-gateway-a', Tag: 'lab', Key: `${'0'.repeat(64)}.zip` }
        }
      },
      Outputs: { SSTMetadata: {}, Url: { Value: 'https://kachery.lab.example/kachery-gateway/lab/x' } }
    }
    expect(plain(template, 'lab')).toEqual({
      Resources: {
        'a X': { Name: '<stage>-kachery-gateway-a', Tag: '<stage>', Key: '<asset>.zip', '.DependsOn': ['b'] }
      },
      Outputs: { Url: { Value: 'https://kachery.lab.example/kachery-gateway/<stage>/x' } }
    })
  })

  it('is short, and different wherever the template is', () => {
    const of = (name: string) => `\${${name}}`
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
    const twoOf = (...keys: string[]) => keys.map(Key => ({ Key, Value: 'x' }))
    const inShort = [
      [{ Ref: 'Bucket' }, of('Bucket')],
      [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, of('Bucket.Arn')],
      [{ 'Fn::ImportValue': 'Bucket' }, of('import Bucket')],
      [of('Bucket'), of('!Bucket')],
      [{ 'Fn::Join': ['', ['a-', { Ref: 'Bucket' }, `/${of('x')}`]] }, `a-${of('Bucket')}/${of('!x')}`],
      [policy, policy.Statement],
      [[{ PolicyName: 'Files', PolicyDocument: policy }], { Files: policy.Statement }],
      [twoOf('app', 'stage'), { app: 'x', stage: 'x' }]
    ]
    const asItIs = [
      { 'Fn::Join': ['', ['a', { 'Fn::If': ['b', 'c', 'd'] }]] },
      { 'Fn::Join': [',', ['a', 'b']] },
      { Ref: 'Bucket', more: 1 },
      { ...policy, Version: '2008-10-17' },
      { ...policy, Id: 'x' },
      twoOf('app', 'app'),
      [{ Key: 'app', Value: 'x', more: 1 }],
      []
    ]
    for (const [value, text] of [...inShort, ...asItIs.map(value => [value, value])])
      expect(plain({ Resources: { a: { Type: 'X', Properties: { value } } } }, 'lab')).toEqual({
        Resources: { 'a X': { value: text } }
      })
  })

  it('is what differs, where another stage is known', () => {
    const base = { a: { b: 1, gone: 2 }, same: [1, 2], list: [{ x: 1 }, 2], longer: [1] }
    const other = { a: { b: 3 }, same: [1, 2], list: [{ x: 2 }, 2], longer: [1, 2], more: { c: 1 } }
    expect(differences(base, other)).toEqual({
      '/a/b': 3,
      '/a/gone': null,
      '/list/0/x': 2,
      '/longer': [1, 2],
      '/more': { c: 1 }
    })
    expect(differences(base, base)).toEqual({})
  })

  it('is the same JSON, whatever stands on one line', () => {
    const value = { a: ['x'.repeat(80), { b: [1, null, true], c: 'y'.repeat(80) }], d: {} }
    expect(JSON.parse(compact(value))).toEqual(value)
    expect(
      compact(value)
        .split('\n')
        .every(line => line.length <= 140)
    ).toBe(true)
  })
})

describe('snapshots', () => {
  const folder = new URL('snapshots/', import.meta.url).pathname
  const files = globSync('*.json', { cwd: folder })

  it('are of each stack of each stage, and of nothing else', () => {
    const stacks = (Object.keys(variants) as Variant[]).flatMap(variant =>
      Object.keys(synthesised(variant).templates).map(stack => `${variant}-${stack}.json`)
    )
    expect(files.toSorted()).toEqual(stacks.toSorted())
  })

  it('are short enough to be read: fewer than 5,000 lines', () => {
    const lines = files.map(file => readFileSync(folder + file, 'utf8').split('\n').length - 1)
    expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThan(5000)
  })
})
