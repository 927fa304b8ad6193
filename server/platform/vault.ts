import 'server-only'
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keys derived from the server's secret, one per purpose; they never leave this closure. */
export type Vault = {
  /** Encrypts a text for the database or a browser; `purpose` is part of the seal. */
  seal(purpose: string, text: string): string
  /** The text that was sealed for this purpose, with this secret or the former one; null when it was not or changed. */
  open(purpose: string, sealed: string): string | null
  /** Whether it was sealed with this secret, and names its key. */
  isCurrent(sealed: string): boolean
  /** A short stand-in for a value that must not be stored as it is (an address that was tried). */
  blind(purpose: string, text: string): string
}

const derive = (secret: string, use: string, bytes = 32) =>
  Buffer.from(hkdfSync('sha256', secret, '', `reseller-console ${use}`, bytes))

/** The id is stored with the sealed text, and reveals nothing about the key. */
const sealingKey = (secret: string) => ({
  id: derive(secret, 'seal id', 6).toString('base64url'),
  key: derive(secret, 'seal'),
})

/** @param former the secret before it was changed: used for reading, never for sealing */
export function createVault(secret: string, former?: string): Vault {
  const sealing = sealingKey(secret)
  const keys = former === undefined ? [sealing] : [sealing, sealingKey(former)]
  const blinding = derive(secret, 'blind')
  return {
    seal(purpose, text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing.key, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${sealing.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(purpose, sealed) {
      const [, id, body = sealed] = /^([\w-]{8})\.(.*)$/s.exec(sealed) ?? []
      // A text sealed before keys had ids may belong to any key.
      for (const { key } of keys.filter(one => id === undefined || one.id === id)) {
        const text = decrypt(key, purpose, body)
        if (text !== null) return text
      }
      return null
    },
    isCurrent: sealed => sealed.startsWith(`${sealing.id}.`),
    blind: (purpose, text) =>
      createHmac('sha256', blinding).update(`${purpose}\0${text}`).digest('base64url').slice(0, 24),
  }
}

function decrypt(key: Buffer, purpose: string, body: string): string | null {
  try {
    const bytes = Buffer.from(body, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
