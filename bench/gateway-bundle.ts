/** What Lambda would load of the gateway function: bundled by esbuild, its outputs looked through. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'

export interface Chunk {
  /** Of its entry module: `s3-object-store`. */
  name: string
  /** File name in the directory. */
  file: string
  /** What has to be loaded for it beyond what the function has loaded already, bytes. */
  bytes: number
  /** The packages that weigh most in it, heaviest first. */
  packages: { name: string; bytes: number }[]
}

export interface GatewayBundle {
  /** With the handler of POST /api/gateway, which every first request loads. */
  entry: Chunk
  /** The files of both. */
  first: readonly string[]
  /** What our own modules import when it is first needed, largest first. */
  lazy: Chunk[]
}

const root = join(import.meta.dirname, '..')
const entryPoint = 'packages/functions/src/lambda/gateway.ts'
const handler = 'packages/functions/src/handlers/gateway.ts'

export async function bundleGateway(directory: string): Promise<GatewayBundle> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    platform: 'node',
    target: 'node24',
    metafile: true,
    logLevel: 'error',
    // mongodb is CommonJS and requires Node's modules at run time.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
  })
  const { outputs } = metafile
  const [whole, handling] = [entryPoint, handler].map(point =>
    Object.keys(outputs).find(path => outputs[path]?.entryPoint === point)
  )
  if (whole === undefined || handling === undefined) throw new Error('esbuild made no entry, or no handler.')
  const first = loadedWith(outputs, handling, loadedWith(outputs, whole))
  const beyond = (path: string) => new Set([...loadedWith(outputs, path)].filter(each => !first.has(each)))
  return {
    entry: chunkOf(outputs, whole, first),
    first: [whole, handling].map(fileOf),
    lazy: lazilyLoaded(outputs, whole)
      .filter(path => !first.has(path))
      .map(path => chunkOf(outputs, path, beyond(path)))
      .sort((a, b) => b.bytes - a.bytes)
  }
}

/** Makes a module that imports the others and then prints the CPU time of its process so far, µs. Answers its path. */
export async function moduleOf(directory: string, name: string, imported: readonly string[]): Promise<string> {
  const path = join(directory, `${name.replaceAll('/', '-')}.mjs`)
  const imports = imported.map(file => `import './${file}'\n`).join('')
  await writeFile(
    path,
    `${imports}const { user, system } = process.cpuUsage()\nprocess.stdout.write(String(user + system))\n`
  )
  return path
}

type Outputs = Metafile['outputs']

/** An output and what it imports statically, directly or not. */
function loadedWith(outputs: Outputs, path: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(path)) return loaded
  loaded.add(path)
  for (const { kind, path: imported, external } of outputs[path]?.imports ?? []) {
    if (kind === 'import-statement' && external !== true) loadedWith(outputs, imported, loaded)
  }
  return loaded
}

/** By what our own modules import, from outputs of theirs; packages have lazy parts of their own, not looked at. */
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

function chunkOf(outputs: Outputs, path: string, loaded: ReadonlySet<string>): Chunk {
  const file = fileOf(path)
  const packages = new Map<string, number>()
  let bytes = 0
  for (const each of loaded) {
    bytes += outputs[each]?.bytes ?? 0
    for (const [input, { bytesInOutput }] of Object.entries(outputs[each]?.inputs ?? {})) {
      const name = packageOf(input)
      packages.set(name, (packages.get(name) ?? 0) + bytesInOutput)
    }
  }
  const heaviest = Array.from(packages, ([name, weight]) => ({ name, bytes: weight })).sort((a, b) => b.bytes - a.bytes)
  return { name: nameOf(outputs[path]?.entryPoint ?? file), file, bytes, packages: heaviest }
}

const fileOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

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
