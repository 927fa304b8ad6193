import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

const compress = promisify(brotliCompress)

/** Writes a brotli file beside each script and style of the build, for server/platform/http/built-files.ts. */
export async function compressBuild(folder: string): Promise<void> {
  const place = path.join(folder, 'static')
  const names = (await readdir(place, { recursive: true })).filter(name => /\.(?:js|css)$/.test(name))
  await Promise.all(
    names.map(async name => {
      const file = path.join(place, name)
      await writeFile(`${file}.br`, await compress(await readFile(file)))
    }),
  )
}
