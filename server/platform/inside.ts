import 'server-only'
import path from 'node:path'

/** Whether a file is a folder, or lies anywhere in it. Both are resolved from the working directory. */
export function isInside(file: string, folder: string): boolean {
  const way = path.relative(path.resolve(folder), path.resolve(file))
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}
