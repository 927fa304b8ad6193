const sets = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.!@#%+='] as const

/** A random index below `bound`. Rejection sampling keeps every character equally likely. */
function below(bound: number): number {
  const limit = 256 - (256 % bound)
  const byte = new Uint8Array(1)
  do crypto.getRandomValues(byte)
  while ((byte[0] ?? 0) >= limit)
  return (byte[0] ?? 0) % bound
}

function pick(from: string): string {
  return from.charAt(below(from.length))
}

/** A random password without similar characters, with at least one of each kind. Generated in the browser. */
export function generatePassword(length = 20): string {
  const characters = [...sets.map(pick), ...Array.from({ length: length - sets.length }, () => pick(sets.join('')))]
  for (let at = characters.length - 1; at > 0; at -= 1) {
    const to = below(at + 1)
    const here = characters[at] ?? ''
    characters[at] = characters[to] ?? ''
    characters[to] = here
  }
  return characters.join('')
}
