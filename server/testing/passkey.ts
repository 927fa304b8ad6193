import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { PasskeyRequest } from '@/lib/operator'

/** A passkey as an authenticator keeps it: the credential's id (base64url) and its private key (PKCS 8, base64). */
export type TestPasskey = { id: string; privateKey: string }

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
/** User present, user verified; with a new credential attached. */
const flags = { asserted: 0x05, registered: 0x45 }

export function newPasskey(): TestPasskey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    id: randomBytes(16).toString('base64url'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  }
}

const keyOf = ({ privateKey }: TestPasskey) =>
  createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })

function clientData(type: 'webauthn.create' | 'webauthn.get', request: PasskeyRequest, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge: request.options.challenge, origin, crossOrigin: false }))
}

function authenticatorData(origin: string, flag: number, counter: number): Buffer {
  const tail = Buffer.alloc(5)
  tail.writeUInt8(flag, 0)
  tail.writeUInt32BE(counter, 1)
  return Buffer.concat([sha256(new URL(origin).hostname), tail])
}

const answer = (passkey: TestPasskey, response: Record<string, Buffer>) => ({
  id: passkey.id,
  rawId: passkey.id,
  type: 'public-key' as const,
  clientExtensionResults: {},
  response: Object.fromEntries(Object.entries(response).map(([name, bytes]) => [name, bytes.toString('base64url')])),
})

/** What a browser sends to register it, without attestation. */
export function registration(passkey: TestPasskey, request: PasskeyRequest, origin: string) {
  const { x = '', y = '' } = createPublicKey(keyOf(passkey)).export({ format: 'jwk' })
  const id = Buffer.from(passkey.id, 'base64url')
  // COSE: an ES256 key on P-256, by its two coordinates.
  const publicKey = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ])
  const authData = Buffer.concat([
    authenticatorData(origin, flags.registered, 0),
    Buffer.alloc(16),
    Buffer.from([0, id.length]),
    id,
    publicKey,
  ])
  // CBOR: { fmt: 'none', attStmt: {}, authData }
  const attestationObject = Buffer.concat([
    Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
    Buffer.from([authData.length]),
    authData,
  ])
  return answer(passkey, { clientDataJSON: clientData('webauthn.create', request, origin), attestationObject })
}

/** What a browser sends to sign in with it. `counter` grows with every use. */
export function assertion(passkey: TestPasskey, request: PasskeyRequest, origin: string, counter: number) {
  const clientDataJSON = clientData('webauthn.get', request, origin)
  const data = authenticatorData(origin, flags.asserted, counter)
  const signature = sign('sha256', Buffer.concat([data, sha256(clientDataJSON)]), keyOf(passkey))
  return answer(passkey, { clientDataJSON, authenticatorData: data, signature })
}
