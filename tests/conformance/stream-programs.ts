/** Programs that read by a link in pieces and pause between them, and what stands between them and a gateway. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export interface CountingProxy {
  port: number
  /** bytes that were sent to clients */
  moved(): number
  close(): void
}

/** `port`: of what answers. */
export async function countingProxy(port: number): Promise<CountingProxy> {
  let moved = 0
  const server = createServer(client => {
    const upstream = connect(port, '127.0.0.1')
    upstream.on('data', chunk => {
      moved += chunk.length
    })
    client.pipe(upstream).pipe(client)
    for (const end of [client, upstream]) end.on('error', () => [client, upstream].map(one => one.destroy()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen')
  return { port: address.port, moved: () => moved, close: () => server.close() }
}

/** Three chunks, each as it was written. `link`, `remfile` or `fsspec`, the pauses behind the first two (s). */
export const readHdf5 = `
import json, sys, time, h5py
link, how, *pauses = sys.argv[1:]
if how == 'remfile':
    import remfile
    opened = remfile.File(link)
else:
    import fsspec
    opened = fsspec.open(link, 'rb').open()
read = []
with h5py.File(opened, 'r') as file:
    traces = file['traces']
    rows = traces.shape[0]
    for at, pause in zip((0, rows // 2 // 1302 * 1302, rows - 1302), [*pauses, '0']):
        chunk = traces[at:at + 1302, :]
        read.append(bool((chunk == at % 30011).all()))
        time.sleep(float(pause))
print(json.dumps(read))`

/** `playFrom` gives where it plays then, s. A browser that goes on with a storage URL that has ended is led anew (docs/zone-admin.md). */
export const player = `<link rel="icon" href="data:,"><video muted></video><script>
const video = document.querySelector('video')
function leadAgain() {
  const { currentTime, paused } = video
  video.load()
  video.currentTime = currentTime
  if (!paused) video.play().catch(() => {})
}
video.addEventListener('error', leadAgain)
video.addEventListener('stalled', leadAgain)

function playFrom(link, at) {
  if (video.src === '') video.src = link
  video.currentTime = at
  video.play().catch(() => {})
  return new Promise(resolve => {
    video.ontimeupdate = () => {
      if (video.currentTime < at + 0.2) return
      video.ontimeupdate = null
      video.pause()
      resolve(Math.floor(video.currentTime))
    }
  })
}
</script>`
