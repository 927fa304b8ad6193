import 'server-only'
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keys made from the server's secret, one a purpose; they never leave this closure. */
export type Vault = {
  /** Encrypts for keeping in the database or handing to a browser; `purpose` is part of it. */
  seal(purpose: string, text: string): string
  /** What was sealed for this purpose, or null when it was not, or was changed. */
  open(purpose: string, sealed: string): string | null
  /** A short name for something that must not be kept as it is (an address that was tried). */
  blind(purpose: string, text: string): string
}

export function createVault(secret: string): Vault {
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `reseller-console ${use}`, 32))
  const sealing = keyFor('seal')
  const blinding = keyFor('blind')
  return {
    seal(purpose, text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(purpose, sealed) {
      try {
        const bytes = Buffer.from(sealed, 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12), { authTagLength: 16 })
        decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
    blind: (purpose, text) =>
      createHmac('sha256', blinding).update(`${purpose}\0${text}`).digest('base64url').slice(0, 24),
  }
}
