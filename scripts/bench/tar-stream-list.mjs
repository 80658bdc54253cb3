// A rival: lists the members of tar files with tar-stream.
import { createReadStream } from 'node:fs'
import tar from 'tar-stream'

for (const path of process.argv.slice(2)) {
  for await (const entry of createReadStream(path).pipe(tar.extract())) {
    process.stdout.write(`${entry.header.name}\n`)
    entry.resume()
  }
}
