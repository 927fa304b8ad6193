import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { type Browser, expect, test } from '@playwright/test'
import { dumpTables } from '../database'
import { keepStorage } from '../noise'
import { answerMark, startRecordingProxy } from '../recording-proxy'
import { RevealAnswers, revealActionId } from '../reveals'
import { evidenceFolder, runFolder } from '../run-folder'
import { Detector, type Find, formsOf } from './detector'

// A search that finds nothing proves something only if it would have found a leak: one is planted in each channel.

const secret = `Planted/q8+Zt "quoted" & <bracketed> 'single' KEY0123`
const forms = formsOf(secret)
const names = forms.map(form => form.name).sort()

const folder = () => mkdtempSync(path.join(runFolder(), 'planted-'))
const formsIn = (finds: readonly Find[]) => [...new Set(finds.map(find => find.form))].sort()

test('the detector recognizes every spelling of a secret, base64 at all three alignments included', () => {
  expect(names.length).toBeGreaterThan(14)
  for (const before of [0, 1, 2, 3, 4, 5]) {
    const around = `${'x'.repeat(before)}${secret}${'y'.repeat(before)}`
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      const written = Buffer.from(`{"v":"${Buffer.from(around).toString(encoding)}"}`)
      expect(new Detector([secret]).search(written, ''), `${encoding}, ${before} bytes before`).not.toEqual([])
    }
  }
  expect(() => new Detector(['short'])).toThrow('too short')
})

test('the detector reports a secret that spans two chunks of a large file, once', async () => {
  const file = path.join(folder(), 'large')
  const at = (4 << 20) - 7
  writeFileSync(file, Buffer.concat([Buffer.alloc(at, 'a'), Buffer.from(secret), Buffer.alloc(5 << 20, 'b')]))
  const finds = await new Detector([secret, 'another-secret-0123']).searchFile(file, 'large')
  expect(finds).toEqual([{ place: 'large', offset: at, form: 'raw', secret: 0 }])
})

const bodies: Record<string, { type: string; body: (text: string) => string }> = {
  html: { type: 'text/html', body: text => `<!doctype html><title>Planted</title><p hidden>${text}</p>` },
  rsc: { type: 'text/x-component', body: text => `0:["$","p",null,{"children":"${text}"}]\n` },
  json: { type: 'application/json', body: text => `{"rows":[{"name":"${text}"}]}` },
  script: { type: 'text/javascript', body: text => `// ${text}\n` },
}

/** Serves each spelling in each channel at a separate address, and lets a browser request all of them. */
async function leakToBrowser(browser: Browser, file: string): Promise<void> {
  const server = createServer((request, response) => {
    const [, channel = '', index = ''] = (request.url ?? '').split('/')
    const text = forms[Number(index)]?.bytes.toString() ?? ''
    const served = bodies[channel]
    response.writeHead(200, {
      'content-type': served?.type ?? 'text/plain',
      ...(channel === 'header' && { 'x-planted': text }),
    })
    response.end(served?.body(text) ?? 'nothing here')
  })
  await new Promise<void>(resolve => server.listen(0, resolve))
  const proxy = await startRecordingProxy(file)
  proxy.target = (server.address() as AddressInfo).port
  const page = await browser.newPage()
  await page.goto(`${proxy.origin}/html/0`)
  const addresses = [...Object.keys(bodies), 'header'].flatMap(channel => forms.map((_, at) => `/${channel}/${at}`))
  await page.evaluate(all => Promise.all(all.map(address => fetch(address))), addresses)
  // The way of an answer the browser has navigated away from.
  await page.goto(`${proxy.origin}/html/1`)
  await page.close()
  await proxy.close()
  server.close()
}

test('the detector finds a leak in HTML, RSC payload, JSON, script and headers, in every spelling', async ({
  browser,
}) => {
  const file = path.join(folder(), 'answers.bin')
  await leakToBrowser(browser, file)
  const recorded = readFileSync(file)
  const finds = await new Detector([secret]).searchFile(file)
  for (const channel of [...Object.keys(bodies), 'header']) {
    const there = finds.filter(({ offset }) => {
      const from = recorded.lastIndexOf(answerMark, offset) + answerMark.length
      return recorded.toString('utf8', from, from + 40).startsWith(`GET /${channel}/`)
    })
    expect(formsIn(there), channel).toEqual(names)
  }
})

test('the detector finds a leak in a log line and in browser storage', async ({ browser }) => {
  const log = path.join(folder(), 'console.log')
  writeFileSync(log, forms.map(({ bytes }) => `{"level":30,"msg":"${bytes}"}\n`).join(''))
  expect(formsIn(await new Detector([secret]).searchFile(log))).toEqual(names)

  const context = await browser.newContext()
  const page = await context.newPage()
  for (const store of ['localStorage', 'sessionStorage', 'cookie'] as const) {
    const own = `planted-in-${store}-0123`
    await page.route('**/*', route => route.fulfill({ body: '<title>Planted</title>', contentType: 'text/html' }))
    await page.goto('http://localhost/')
    await page.evaluate(
      ([where, value]) => {
        // biome-ignore lint/suspicious/noDocumentCookie: planted on purpose
        if (where === 'cookie') document.cookie = `planted=${value}`
        else window[where as 'localStorage'].setItem('planted', value ?? '')
      },
      [store, own],
    )
    const name = `planted-${store}`
    await keepStorage(context, name)
    expect(
      await new Detector([own]).searchFile(path.join(evidenceFolder('storage'), `${name}.txt`)),
      store,
    ).not.toEqual([])
  }
  await context.close()
})

test('the detector finds a leak in the files of an embedded database, and in its tables where the files are compressed', async () => {
  test.setTimeout(180_000)
  const dataDir = folder()
  const database = await PGlite.create({ dataDir })
  await database.exec('create table planted (note text, body jsonb)')
  for (const { bytes } of forms) await database.query('insert into planted (note) values ($1)', [bytes.toString()])
  const compressed = 'compressed-secret-0123'
  const body = { filler: 'the same words again and again '.repeat(2_000), compressed }
  await database.query('insert into planted (body) values ($1)', [body])
  await database.exec('checkpoint')
  await dumpTables(async sql => (await database.query<Record<string, unknown>>(sql)).rows, 'planted')
  await database.close()

  const { finds } = await new Detector([secret]).searchFolder(dataDir)
  expect(formsIn(finds.filter(find => find.place.startsWith('base/')))).toEqual(names)
  expect(formsIn(finds.filter(find => find.place.startsWith('pg_wal/')))).toEqual(names)
  const dump = path.join(evidenceFolder('tables'), 'planted.txt')
  expect(await new Detector([compressed]).searchFile(dump)).not.toEqual([])
})

const accountId = '0f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e'
const otherId = '1f9c1a6e-6a52-4b55-9d1e-3b1f0a2c4d5e'

/** An answer as the proxy records it. */
const answer = (head: string, body: string, header = '') =>
  Buffer.from(`${answerMark}${head}\ncontent-type\ntext/x-component\n${header}\n\n${body}`)

test('[4.2] the detector allows a revealed secret once in the answer to its reveal, and nowhere else', () => {
  const key = 'KEY0-revealed-0123456789'
  const action = revealActionId()
  const asked = `POST /accounts/${accountId} 200 ${action}`
  const body = `1:{"ok":true,"data":{"value":"${key}"}}`
  const leaksOf = (...answers: Buffer[]) => {
    const recorded = Buffer.concat(answers)
    const reveals = new RevealAnswers([{ accountId, secret: key }], action)
    const finds = new Detector([key]).search(recorded, '')
    return finds.filter(find => !reveals.allows(recorded, find, key)).length
  }
  expect(leaksOf(answer(asked, body)), 'the answer itself').toBe(0)
  expect(leaksOf(answer(asked, body), answer(asked, body)), 'asked for once, answered twice').toBe(1)
  expect(leaksOf(answer(asked, `${body}${body}`)), 'twice in one answer').toBe(1)
  for (const head of [
    `POST /accounts/${accountId} 200 ${'7f'.repeat(21)}`,
    `POST /accounts/${accountId} 200`,
    `POST /accounts/${otherId} 200 ${action}`,
    `POST /accounts/${accountId}?${action} 200`,
    `POST /accounts/${accountId} 500 ${action}`,
    `GET /accounts/${accountId} 200 ${action}`,
    `GET /api/accounts/${accountId} 200`,
  ]) {
    expect(leaksOf(answer(head, body)), head).toBe(1)
  }
  expect(leaksOf(answer(asked, '1:{}', `x-planted\n${key}`)), 'in a header').toBe(1)
  expect(leaksOf(answer(asked, Buffer.from(body).toString('base64'))), 'in another form').toBeGreaterThan(0)
  const otherKey = new RevealAnswers([{ accountId, secret: 'another-secret-0123' }], action)
  const recorded = answer(asked, body)
  const [find] = new Detector([key]).search(recorded, '')
  expect(find && otherKey.allows(recorded, find, key), 'another secret of the same account').toBe(false)
})
