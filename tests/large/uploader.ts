/**
 * Sends what is missing of an upload, part after part, and goes on when a gateway that was away is back. Prints each part
 * as it begins it and when it is stored. Arguments: the gateway's URL, the upload's id, the file's size and seed; the API
 * key comes by the environment.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { partedClient } from './parted-client.ts'
import { PartedFile } from './parted-file.ts'

const [url = '', upload = '', size = '', seed = ''] = process.argv.slice(2)
const client = partedClient(url, process.env.API_KEY ?? '')
const file = new PartedFile(Number(size), seed)

for (let done = false; !done; ) {
  try {
    await client.send(upload, file, {
      begun: number => console.log(`begun ${number}`),
      done: number => console.log(`done ${number}`)
    })
    done = true
  } catch (error) {
    console.error(String(error))
    await sleep(100)
  }
}
