/**
 * Files as large as labs have them, in the data folder of a gateway that doesn't run: sparse, so that they need no room on
 * the disk. Nobody uploads 200 GB in a test, so they are put in their place as a publication would.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pythonJson } from '../../packages/client/src/python-client.ts'

export interface Content {
  hash: string
  name: string
  /** bytes */
  size: number
  /** Where its bytes are. */
  path: string
}

/** `directory`: of the zone. The hash is made up, since nobody reads all of it. */
export async function placeContent(
  data: string,
  directory: string,
  name: string,
  write: (path: string) => Promise<unknown>
): Promise<Content> {
  const hash = randomBytes(20).toString('hex')
  const blob = `${hash}.00000000`
  const path = join(data, 'objects', hash.slice(0, 2), blob)
  await mkdir(dirname(path), { recursive: true })
  await write(path)
  const { size } = await stat(path)
  const database = new DatabaseSync(join(data, 'gateway.sqlite'))
  const key = `${directory}/sha1/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}`
  database
    .prepare('INSERT INTO object (key, blob, size, sha1, modified) VALUES (?, ?, ?, ?, ?)')
    .run(Buffer.from(key), blob, size, hash, 1_700_000_000_000)
  database.close()
  return { hash, name, size, path }
}

/** Chunks that are there before anybody writes them, as a recording that is being filled has them. */
const hdf5Script = `
import sys, h5py, numpy as np
path, size = sys.argv[1], int(sys.argv[2])
with h5py.File(path, 'w', libver='latest') as file:
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((1302, 384))
    plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    plist.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    rows = size // 768 // 1302 * 1302
    space = h5py.h5s.create_simple((rows, 384))
    traces = h5py.Dataset(h5py.h5d.create(file.id, b'traces', h5py.h5t.NATIVE_INT16, space, plist))
    for at in (0, rows // 2 // 1302 * 1302, rows - 1302):
        traces[at:at + 1302, :] = np.full((1302, 384), at % 30011, np.int16)
print('true')`

/** `bytes`: about so many. */
export const writeHdf5 = (home: string, path: string, bytes: number): Promise<unknown> =>
  pythonJson({ home }, hdf5Script, [path, String(bytes)])

/** 16 bits, mono, 8,000 a second: of silence, which needs no room on the disk. */
export async function writeWav(path: string, seconds: number): Promise<void> {
  const bytes = seconds * 16_000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + bytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(16_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes, 40)
  await writeFile(path, head)
  await truncate(path, head.length + bytes)
}
