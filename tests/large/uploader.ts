/**
 * Sends what is missing of an upload, part after part, and goes on when a gateway that was away is back. Prints each part
 * as it begins it and when it is stored. Arguments: the gateway's URL, the upload's id, the file's size and seed, and
 * the parts whose sending an earlier life did not end, with commas; the API key comes by the environment.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { partedClient } from './parted-client.ts'
import { PartedFile } from './parted-file.ts'

const [url = '', upload = '', size = '', seed = '', again = ''] = process.argv.slice(2)
const client = partedClient(url, process.env.API_KEY ?? '')
const file = new PartedFile(Number(size), seed)
const unsure = new Set(again === '' ? [] : again.split(',').map(Number))

for (let done = false; !done; ) {
  try {
    await client.send(upload, file, {
      again: [...unsure],
      begun: number => {
        unsure.add(number)
        console.log(`begun ${number}`)
      },
      done: number => {
        unsure.delete(number)
        console.log(`done ${number}`)
      }
    })
    done = true
  } catch (error) {
    console.error(String(error))
    await sleep(100)
  }
}
