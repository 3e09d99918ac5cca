/** Files by the handles that Chromium has, which a page may keep; whether it may read them again, somebody says. */

/** What TypeScript knows of handles lacks this. A file of the page's own needs no permission. */
interface PermittedHandle extends FileSystemFileHandle {
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>
}

/** The file as it is now. undefined: it may not be read, or is gone. `ask`: the browser asks, after a press. */
export async function permittedFile(handle: PermittedHandle, { ask }: { ask: boolean }): Promise<File | undefined> {
  try {
    const state = await (ask ? handle.requestPermission : handle.queryPermission)?.call(handle, { mode: 'read' })
    return state === undefined || state === 'granted' ? await handle.getFile() : undefined
  } catch {
    return undefined
  }
}
