/** Files that somebody chose or dropped, folders with all that is in them; with handles where the browser has such. */

export interface ChosenFile {
  file: File
  /** With the folders that it was chosen with. */
  name: string
  handle?: FileSystemFileHandle | undefined
}

/** Chromium's; other browsers have inputs. */
interface Pickers {
  showOpenFilePicker?(options: { multiple: boolean }): Promise<FileSystemFileHandle[]>
  showDirectoryPicker?(): Promise<FileSystemDirectoryHandle>
}

interface DroppedItem {
  kind: string
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
  webkitGetAsEntry?(): FileSystemEntry | null
  getAsFile(): File | null
}

/** What operating systems leave in folders. */
const litter = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])
const isWanted = ({ name }: ChosenFile) => !litter.has(name.split('/').at(-1) ?? '')

export const chosenByInput = (files: Iterable<File>): ChosenFile[] =>
  [...files].map(file => ({ file, name: file.webkitRelativePath || file.name })).filter(isWanted)

/** undefined: this browser has inputs alone. Nothing where somebody chose nothing. */
export function filePicker(pickers: Pickers = globalThis as Pickers) {
  const { showOpenFilePicker, showDirectoryPicker } = pickers
  if (showOpenFilePicker === undefined || showDirectoryPicker === undefined) return undefined
  return {
    files: (multiple = true) =>
      unlessLeft(async () => ofHandles(await showOpenFilePicker.call(globalThis, { multiple }))),
    folder: () => unlessLeft(async () => ofHandles([await showDirectoryPicker.call(globalThis)]))
  }
}

async function unlessLeft(choose: () => Promise<ChosenFile[]>): Promise<ChosenFile[]> {
  try {
    return await choose()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return []
    throw error
  }
}

/** The items are the browser's until the event ends: all of them are asked at once. */
export async function chosenByDrop(items: Iterable<DroppedItem>): Promise<ChosenFile[]> {
  const asked = [...items]
    .filter(({ kind }) => kind === 'file')
    .map(item => ({
      handle: item.getAsFileSystemHandle?.().catch(() => null),
      entry: item.webkitGetAsEntry?.() ?? null,
      file: item.getAsFile()
    }))
  const chosen = await Promise.all(
    asked.map(async ({ handle, entry, file }) => {
      const known = await handle
      if (known) return ofHandles([known])
      if (entry) return ofEntry(entry)
      return file === null ? [] : chosenByInput([file])
    })
  )
  return chosen.flat().filter(isWanted)
}

async function ofHandles(handles: readonly FileSystemHandle[], below = ''): Promise<ChosenFile[]> {
  const all: ChosenFile[] = []
  for (const handle of handles) {
    const name = below + handle.name
    if (isFile(handle)) all.push({ file: await handle.getFile(), name, handle })
    else if (isFolder(handle))
      for await (const inside of handle.values()) all.push(...(await ofHandles([inside], `${name}/`)))
  }
  return all.filter(isWanted)
}

const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === 'file'
const isFolder = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle => handle.kind === 'directory'

async function ofEntry(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const name = entry.fullPath.replace(/^\//, '')
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ file, name }]
  }
  if (!isFolderEntry(entry)) return []
  const reader = entry.createReader()
  const all: ChosenFile[] = []
  // A reader gives some at a time, and none at its end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...(await Promise.all(some.map(ofEntry))).flat())
  }
}

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolderEntry = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
