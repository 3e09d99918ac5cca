/** What Lambda is given of a function: bundled as SST bundles it, by SST's own esbuild, its outputs looked through. */
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import type * as esbuild from 'esbuild'

export interface Chunk {
  /** Of its entry module: `s3-object-store`. */
  name: string
  /** What has to be loaded for it beyond what the function has loaded already, bytes. */
  bytes: number
  /** The packages that weigh most in it, heaviest first. */
  packages: { name: string; bytes: number }[]
}

export interface LazyChunk extends Chunk {
  /** Imported by our own modules: packages have lazy parts of their own. */
  ours: boolean
}

export interface FunctionBundle {
  /** Path of the module that Lambda imports. */
  entry: string
  /** And of the handler that each of its requests needs, which it imports with the first one. */
  handler?: string
  /** All files together, bytes. */
  bytes: number
  /** What is loaded before the first request is looked at, the handler included. */
  first: Chunk
  /** What is imported when it is first needed, largest first. */
  lazy: LazyChunk[]
  /** What the files weigh, given as a process names them. */
  weigh(name: string, urls: readonly string[]): Chunk
}

const root = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)
const { build }: typeof esbuild = createRequire(require.resolve('sst/package.json'))('esbuild')

/** A first request loads one of these; where there are several it may be any. */
const handlers: Record<string, string> = { gateway: 'packages/functions/src/handlers/gateway.ts' }

/** `name`: of a module beside functions.ts. The options are those of sst/runtime/handlers/node.js and stacks/gateway-function.ts. */
export async function bundleFunction(name: string, directory: string): Promise<FunctionBundle> {
  const entryPoint = `packages/functions/src/lambda/${name}.ts`
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    external: ['sharp', 'pg-native'],
    keepNames: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'esnext',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: false,
    metafile: true,
    logLevel: 'error',
    banner: {
      js: [
        "import { createRequire as topLevelCreateRequire } from 'module';",
        'const require = topLevelCreateRequire(import.meta.url);',
        'import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"',
        'const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))',
        ''
      ].join('\n')
    }
  })
  const { outputs } = metafile
  const outputOf = (point: string) => Object.keys(outputs).find(path => outputs[path]?.entryPoint === point)
  const [whole, handler] = [outputOf(entryPoint), outputOf(handlers[name] ?? '')]
  if (whole === undefined) throw new Error('esbuild made no entry.')
  if ((handler === undefined) !== (handlers[name] === undefined)) throw new Error('esbuild made no handler.')
  const first = loadedWith(outputs, whole)
  if (handler !== undefined) loadedWith(outputs, handler, first)
  const beyond = (path: string) => new Set([...loadedWith(outputs, path)].filter(each => !first.has(each)))
  return {
    entry: join(root, whole),
    ...(handler === undefined ? {} : { handler: join(root, handler) }),
    bytes: Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0),
    first: chunkOf(outputs, name, first),
    lazy: lazilyLoaded(outputs, whole)
      .filter(path => !first.has(path))
      .map(path => ({
        ...chunkOf(outputs, nameOf(outputs[path]?.entryPoint ?? path), beyond(path)),
        ours: outputs[path]?.entryPoint?.startsWith('packages/') ?? false
      }))
      .sort((a, b) => b.bytes - a.bytes),
    weigh: (as, urls) => {
      const names = new Set(urls.map(url => basename(url)))
      return chunkOf(outputs, as, new Set(Object.keys(outputs).filter(path => names.has(basename(path)))))
    }
  }
}

/** What of the file's packages weighs most, in words. */
export const heaviest = ({ packages }: Chunk, most = 4) =>
  packages
    .slice(0, most)
    .map(({ name, bytes }) => `${name} ${Math.round(bytes / 1000)} kB`)
    .join(', ')

type Outputs = esbuild.Metafile['outputs']

/** An output and what it imports statically, directly or not. */
function loadedWith(outputs: Outputs, path: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(path)) return loaded
  loaded.add(path)
  for (const { kind, path: imported, external } of outputs[path]?.imports ?? []) {
    if (kind === 'import-statement' && external !== true) loadedWith(outputs, imported, loaded)
  }
  return loaded
}

/** By what our own modules import; of what packages import later only the first. */
function lazilyLoaded(outputs: Outputs, path: string, found = new Set<string>()): string[] {
  for (const loaded of loadedWith(outputs, path)) {
    for (const { kind, path: imported } of outputs[loaded]?.imports ?? []) {
      if (kind !== 'dynamic-import' || found.has(imported)) continue
      found.add(imported)
      if (outputs[imported]?.entryPoint?.startsWith('packages/')) lazilyLoaded(outputs, imported, found)
    }
  }
  return [...found]
}

function chunkOf(outputs: Outputs, name: string, loaded: ReadonlySet<string>): Chunk {
  const packages = new Map<string, number>()
  let bytes = 0
  for (const each of loaded) {
    bytes += outputs[each]?.bytes ?? 0
    for (const [input, { bytesInOutput }] of Object.entries(outputs[each]?.inputs ?? {})) {
      const owner = packageOf(input)
      packages.set(owner, (packages.get(owner) ?? 0) + bytesInOutput)
    }
  }
  const weights = Array.from(packages, ([owner, weight]) => ({ name: owner, bytes: weight }))
  return { name, bytes, packages: weights.sort((a, b) => b.bytes - a.bytes) }
}

/** `node_modules/@aws-sdk/core/…` → `@aws-sdk/core`, `packages/core/…` → `packages/core` */
function packageOf(input: string): string {
  const inner = input.lastIndexOf('node_modules/')
  const [first = '', second = ''] = (inner < 0 ? input : input.slice(inner + 'node_modules/'.length)).split('/')
  return first.startsWith('@') || first === 'packages' ? `${first}/${second}` : first
}

/** `packages/core/src/stores/s3/s3-object-store.ts` → `s3-object-store`, `node_modules/mongodb/lib/index.js` → `mongodb` */
function nameOf(entry: string): string {
  return entry.includes('node_modules/')
    ? packageOf(entry)
    : entry.slice(entry.lastIndexOf('/') + 1).replace(/\.ts$/, '')
}
